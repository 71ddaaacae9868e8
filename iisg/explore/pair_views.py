"""One pair of responses, why it was found, and what its owners decide on it. For members."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from iisg.access.acting import acting_as
from iisg.access.saving import Stale
from iisg.access.versions import at_version, differences
from iisg.explore import record_list, synergy_list
from iisg.explore.decision_form import DecisionForm, RecordDecisionForm, stored_decision
from iisg.explore.filters import read_filters
from iisg.explore.record_list import Records
from iisg.explore.synergy_list import Pair
from iisg.explore.synergy_views import CHOICES, RECORD_CHOICES, read_pairs, read_records
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.responses import decisions
from iisg.responses.joining import why_not
from iisg.responses.models import About, PairDecision, Response
from iisg.responses.rules import may_join

# Only pairs that the reader's own rows give have a page: a decision alone would tell of needs that they do not see.


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def show_synergy(request: HttpRequest, a: str, b: str, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, CHOICES)
    visible, everything = read_pairs(asked)
    pair = next((pair for pair in everything if pair.codes == (a, b)), None)
    if pair is None or visible is None:
        raise Http404
    context = {"asked": asked, "pair": pair, "level": synergy_list.level_of([pair], visible)}
    return _answer(request, About.SYNERGY, context, by)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def show_record(request: HttpRequest, a: str, b: str, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, RECORD_CHOICES)
    visible, everything = read_records(asked)
    pair = next((pair for pair in everything if pair.codes == (a, b)), None)
    if pair is None or visible is None:
        raise Http404
    context = {"asked": asked, "pair": pair, "level": record_list.level_of([pair], visible)}
    return _answer(request, About.RECORD, context | _joining(pair, by), by)


def _joining(pair: Records, by: Person) -> dict[str, Any]:
    """Which of the two this person may join into the other; of a joined pair, which record says so."""
    first, second = Response.objects.filter(code__in=pair.codes).select_related("joined_into")
    ways = [(first, second), (second, first)]
    if pair.is_joined:
        return {"joined": next((each for each in (first, second) if each.joined_into), None)}
    return {"ways": [(one, other) for one, other in ways if may_join(by, one, other) and not why_not(one, other)]}


def _answer(request: HttpRequest, about: About, context: dict[str, Any], by: Person) -> HttpResponse:
    pair: Pair | Records = context["pair"]
    first, second = Response.objects.filter(code__in=pair.codes)
    may_decide = decisions.may_decide(by, first, second)
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    stored = pair.decided.stored if pair.decided else None
    make = RecordDecisionForm if about == About.RECORD else DecisionForm
    form = make(request.POST or None, initial=stored_decision(stored))
    context |= {"form": form if may_decide else None}
    if request.method != "POST" or not (form.is_valid() or is_undone(request, form)):
        return render(request, f"explore/{about}.html", context)
    try:
        _save(request, about, pair, (first, second), form, by)
    except Stale as stale:
        return _show_both(request, about, form, stale, context)
    return redirect(f"{request.path}{context['asked'].query}")


def is_undone(request: HttpRequest, form: DecisionForm) -> bool:
    """Whatever else the form says, but the version from which it started."""
    return request.POST.get("act") == "undo" and "version" in form.cleaned_data


def _save(
    request: HttpRequest,
    about: About,
    pair: Pair | Records,
    both: tuple[Response, Response],
    form: DecisionForm,
    by: Person,
) -> None:
    if is_undone(request, form):
        decisions.undo(about, both, by=by, version=form.cleaned_data["version"])
        messages.success(request, "The decision is undone.")
        return
    given = form.cleaned_data
    with acting_as(by.pk, note=form.declaration):
        decisions.decide(
            about,
            both,
            by=by,
            version=given["version"],
            decision=given["decision"],
            reason=given["reason"],
            rests_on=decisions.fingerprint(*pair.codes, {side["code"]: side for side in pair.sides}),
        )
    messages.success(request, "The decision is recorded. It holds until one of the two responses changes.")


def _show_both(
    request: HttpRequest, about: About, form: DecisionForm, stale: Stale, context: dict[str, Any]
) -> HttpResponse:
    """What was written stays in the form, which now starts from what is stored."""
    stored = stale.current
    assert isinstance(stored, PairDecision)
    both = differences(form, stored_decision(stored))
    again = type(form)(at_version(request.POST, stored.version))
    again.is_valid()
    return render(request, f"explore/{about}.html", {**context, "form": again, "differences": both}, status=409)
