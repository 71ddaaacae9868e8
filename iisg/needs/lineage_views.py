"""The evidence of a need, piece by piece, and what became of the need in a later cycle."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from iisg.access.acting import acting_as
from iisg.access.saving import NotAllowed, Stale
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.needs import actions
from iisg.needs.lineage_forms import FateForm, Pieces, Version, compare, pieces_of, stored_fate, stored_pieces
from iisg.needs.models import Need, State
from iisg.needs.rules import may_edit_need
from iisg.needs.views import show_both, show_form


def editable(code: str, by: Person) -> Need:
    need = get_object_or_404(Need.objects.select_related("cycle"), code=code)
    if not may_edit_need(by, need):
        raise PermissionDenied
    return need


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def evidence(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    need = editable(code, by)
    stored = stored_pieces(need)
    rows = Pieces(request.POST or None, prefix="pieces", initial=stored)
    form = Version(request.POST or None, initial={"version": need.version})
    context = {"need": need, "rows": rows, "form": form, "stored": len(stored)}
    if request.method != "POST" or not (form.is_valid() and rows.is_valid()):
        return show(request, context, 422 if form.is_bound else 200)
    pieces = pieces_of(rows, len(stored))
    if need.state == State.ADOPTED and not pieces:
        return show(request, context | {"problem": "No need is adopted without evidence."}, 422)
    try:
        with acting_as(by.pk, note=next((row.declaration for row in rows if row.declaration), "")):
            actions.edit_evidence(need, by=by, version=form.cleaned_data["version"], pieces=pieces)
    except actions.NoEvidence as error:
        return show(request, context | {"problem": str(error)}, 422)
    except NotAllowed as error:
        raise PermissionDenied from error
    except Stale as stale:
        now: Need = stale.current  # type: ignore[assignment]
        again = Version({"version": now.version})
        return show(request, context | {"form": again, "differences": compare(pieces, now)}, 409)
    messages.success(request, f"The evidence of {need.code} is saved.")
    return redirect(need)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def fate(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    need = editable(code, by)
    form = FateForm(request.POST or None, need=need, initial=stored_fate(need))
    context: dict[str, Any] = {"need": need}
    template = "needs/fate.html"
    if request.method != "POST" or not form.is_valid():
        return show_form(request, form, context, template)
    given = form.cleaned_data
    try:
        with acting_as(by.pk, note=form.declaration):
            actions.say_fate(
                need, by=by, version=given["version"], fate=given["fate"], successors=form.found, reason=given["reason"]
            )
    except NotAllowed as error:
        raise PermissionDenied from error
    except Stale as stale:
        return show_both(request, form, stored_fate(stale.current), context, template)  # type: ignore[arg-type]
    said = capfirst(given["fate"]) if given["fate"] else "Nothing is said of it"
    messages.success(request, f"{need.code}: {said}.")
    return redirect(need)


def show(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "needs/evidence.html", context, status=status)
