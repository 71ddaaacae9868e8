"""The weights of the gap score: read by members, tried out and set by the Secretariat."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from iisg.access.levels import Level
from iisg.access.saving import Stale
from iisg.access.versions import at_version, differences
from iisg.analysis.findings import FORMULA_VERSION, Weights
from iisg.explore import gap_list
from iisg.explore.filters import read_filters
from iisg.explore.gap_list import Gap
from iisg.explore.visible import visible_in
from iisg.explore.weights_form import WeightsForm, stored_weights
from iisg.framework.models import GapWeights
from iisg.framework.weighting import set_weights
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.responses.weights import weights_of

TOP = 20


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit_weights(request: HttpRequest, by: Person) -> HttpResponse:
    if request.method == "POST" and not by.is_secretariat:
        raise PermissionDenied
    stored = GapWeights.objects.get()
    form = WeightsForm(request.POST or None, initial=stored_weights(stored))
    context = {
        "form": form if by.is_secretariat else None,
        "stored": stored,
        "weight_rows": gap_list.weigh(weights_of(stored)),
        "formula": FORMULA_VERSION,
        "level": Level.MEMBERS,
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "explore/weights.html", context)
    if request.POST.get("act") != "save":
        return render(request, "explore/weights.html", context | _preview(request, weights_of(stored), form.weights))
    try:
        set_weights(by=by, version=form.cleaned_data["version"], weights=form.given)
    except Stale as stale:
        return _show_both(request, form, stale, context)
    messages.success(request, "The weights are set. The gap list is ranked with them from now on.")
    return redirect("explore:weights")


def _show_both(request: HttpRequest, form: WeightsForm, stale: Stale, context: dict[str, Any]) -> HttpResponse:
    """What was written stays in the form, which now starts from what is stored."""
    stored = stale.current
    assert isinstance(stored, GapWeights)
    both = differences(form, stored_weights(stored))
    again = WeightsForm(at_version(request.POST, stored.version))
    again.is_valid()
    return render(request, "explore/weights.html", {**context, "form": again, "differences": both}, status=409)


def _preview(request: HttpRequest, now: Weights, then: Weights) -> dict[str, Any]:
    """The first findings today, as ranked now and with other weights; demonstrations left out."""
    asked = read_filters(request.GET, ())
    if asked.cycle is None:
        return {}
    visible = visible_in(asked.cycle.code)
    before, after = ([gap for gap in gap_list.list_gaps(visible, asked.on, w) if not gap.is_demo] for w in (now, then))
    places = {_key(gap): place for place, gap in enumerate(before, start=1)}
    shown = [*before[:TOP], *after[:TOP]]
    return {
        "before": list(enumerate(before[:TOP], start=1)),
        "after": [(place, places[_key(gap)], gap) for place, gap in enumerate(after[:TOP], start=1)],
        "entering": sum(places[_key(gap)] > TOP for gap in after[:TOP]),
        "day": asked.day,
        "level": visible.level_of(code for gap in shown for code in gap.records),
    }


def _key(gap: Gap) -> tuple[Any, ...]:
    names = ("kind", "need", "partner", "response", "organisation", "pillar", "perspective")
    return tuple(gap.finding.get(name) for name in names)
