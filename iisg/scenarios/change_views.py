"""What is assumed in a scenario: its changes, the claims of imagined responses, and the candidates of an envelope."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from iisg.access.acting import acting_as
from iisg.access.levels import Level, highest
from iisg.access.once import once
from iisg.access.saving import Stale
from iisg.access.versions import at_version
from iisg.exchange.candidates import SHEET, write_candidates
from iisg.exchange.findings import plain_decimal
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.scenarios import actions
from iisg.scenarios.forms import MOST_ACTIONS, MOST_ROWS, CandidatesForm, ChangeForm, ClaimForm, ImagineForm, needs_of
from iisg.scenarios.models import Change, ChangeKind, ImaginedClaim, Scenario
from iisg.scenarios.rules import may_edit_scenario
from iisg.scenarios.views import scenario_to_edit

TITLES = {
    ChangeKind.IMAGINE: ("Imagine a response", "Add the response"),
    ChangeKind.END: ("End a response", "End it in this scenario"),
    ChangeKind.EXTEND: ("Extend a response", "Extend it in this scenario"),
    ChangeKind.ACTIVATE: ("Take a planned response as under way", "Take it as under way"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@once
def add(request: HttpRequest, code: str, kind: str, *, by: Person) -> HttpResponse:
    if kind not in ChangeKind.values:
        raise Http404
    scenario = scenario_to_edit(code, by)
    of = ChangeKind(kind)
    form = make_form(of, scenario, request)
    if request.method == "POST" and form.is_valid():
        try:
            with acting_as(by.pk, note=getattr(form, "declaration", "")):
                change = actions.add_change(scenario, by=by, kind=kind, fields=fields_of(form))
        except actions.TooMany as error:
            form.add_error(None, str(error))
        else:
            if of == ChangeKind.IMAGINE:
                return redirect("scenarios:add_claim", code, change.code)
            messages.success(request, mark_safe("<b>Added.</b> The scenario is computed anew."))
            return redirect(scenario)
    title, action = TITLES[of]
    return show(request, scenario, form, title=title, action=action)


def make_form(kind: ChangeKind, scenario: Scenario, request: HttpRequest) -> Any:
    if kind == ChangeKind.IMAGINE:
        return ImagineForm(request.POST or None, initial={"start_date": scenario.on})
    initial = {} if kind == ChangeKind.EXTEND else {"day": scenario.on}
    return ChangeForm(request.POST or None, kind=kind, scenario=scenario, initial=initial)


def fields_of(form: Any) -> dict[str, Any]:
    if isinstance(form, ImagineForm):
        return form.record()
    return {name: form.cleaned_data[name] for name in ("response", "day")}


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@once
def add_claim(request: HttpRequest, code: str, change: str, *, by: Person) -> HttpResponse:
    imagined = change_to_edit(code, change, by)
    if imagined.kind != ChangeKind.IMAGINE:
        raise Http404
    form = ClaimForm(request.POST or None, change=imagined, initial={"partners": imagined.partners})
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_claim(imagined, by=by, **form.cleaned_data)
        except actions.TooMany as error:
            form.add_error(None, str(error))
        else:
            need = form.cleaned_data["need"].code
            messages.success(request, format_html("<b>Added.</b> The imagined response would serve {}.", need))
            return redirect(imagined.scenario)
    title = "Which need would it serve?"
    lead = f"“{imagined.title}”. Without a claim it changes nothing."
    return show(request, imagined.scenario, form, title=title, action="Add the claim", lead=lead)


def change_to_edit(scenario: str, code: str, by: Person) -> Change:
    changes = Change.objects.select_related("scenario__organisation")
    change = get_object_or_404(changes, code=code, scenario__code=scenario)
    if not may_edit_scenario(by, change.scenario):
        raise PermissionDenied
    return change


@require_POST
@members_only
def remove(request: HttpRequest, code: str, change: str, *, by: Person) -> HttpResponse:
    removed = change_to_edit(code, change, by)
    actions.remove_change(removed, by=by)
    messages.success(request, mark_safe("<b>Removed.</b> The scenario is computed anew."))
    return redirect(removed.scenario)


@require_POST
@members_only
def remove_claim(request: HttpRequest, code: str, change: str, claim: str, *, by: Person) -> HttpResponse:
    imagined = change_to_edit(code, change, by)
    removed = get_object_or_404(ImaginedClaim.objects.select_related("need"), code=claim, change=imagined)
    removed.change = imagined
    actions.remove_claim(removed, by=by)
    messages.success(request, format_html("<b>Removed.</b> It no longer serves {}.", removed.need.code))
    return redirect(imagined.scenario)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def candidates(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    scenario = scenario_to_edit(code, by)
    form = CandidatesForm(
        request.POST or None, request.FILES or None, scenario=scenario, initial=stored_candidates(scenario)
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with acting_as(by.pk, note=form.declaration):
                actions.set_candidates(
                    scenario, by=by, version=given["version"], envelope=given["envelope"], candidates=form.candidates()
                )
        except Stale as stale:
            form.data = at_version(request.POST, stale.current.version)  # type: ignore[attr-defined]
            form.add_error(None, "The scenario was saved in another window meanwhile. Save again to replace that.")
            status = 409
        else:
            messages.success(request, mark_safe("<b>Stored.</b> The envelope is allocated anew."))
            return redirect(f"{scenario.get_absolute_url()}#allocation")
    return show(
        request,
        scenario,
        form,
        status=status,
        template="scenarios/candidates.html",
        title="Candidates for an envelope",
        action="Allocate",
        columns=",".join(SHEET.header),
        most_actions=MOST_ACTIONS,
        most_rows=f"{MOST_ROWS:,}",
        problems=form.problems,
    )


def stored_candidates(scenario: Scenario) -> dict[str, Any]:
    lines = [
        {
            "code": line.code,
            "title": line.title,
            "cost_eur": line.cost_eur,
            "need": line.need.code,
            "partner": line.partner,
            "degree": line.degree,
        }
        for line in scenario.candidates.select_related("need")
    ]
    envelope = plain_decimal(scenario.envelope_eur) if scenario.envelope_eur is not None else None
    return {"envelope": envelope, "lines": write_candidates(lines) if lines else "", "version": scenario.version}


@require_POST
@members_only
def remove_candidates(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    scenario = scenario_to_edit(code, by)
    actions.remove_candidates(scenario, by=by)
    messages.success(request, mark_safe("<b>Removed.</b> The scenario has no candidates any more."))
    return redirect(scenario)


def show(
    request: HttpRequest, scenario: Scenario, form: Any, *, status: int = 200, template: str = "", **more: Any
) -> HttpResponse:
    """A form with the scenario's path; its choices carry the levels of what can be chosen."""
    if form.is_bound and form.errors and status == 200:
        status = 422
    context = {"scenario": scenario, "form": form, "level": level_of(form, scenario), **more}
    return render(request, template or "scenarios/change.html", context, status=status)


def level_of(form: Any, scenario: Scenario) -> str:
    levels: list[str] = [Level.MEMBERS]
    for name in ("response", "need"):
        if name in form.fields:
            levels += form.fields[name].queryset.values_list("level", flat=True)
    if isinstance(form, CandidatesForm):
        levels += needs_of(scenario).filter(pk__in=scenario.candidates.values("need")).values_list("level", flat=True)
    return highest(levels)
