"""The list of scenarios, one scenario with its two worlds, and what its owner does with it. For members."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iisg.access.acting import acting_as
from iisg.access.levels import Level
from iisg.access.once import once
from iisg.access.saving import Stale
from iisg.access.versions import at_version, differences
from iisg.framework.cycles import current_cycle
from iisg.framework.names import PARTNERS
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.scenarios import actions, download
from iisg.scenarios.comparison import compare
from iisg.scenarios.forms import ScenarioForm, stored_scenario
from iisg.scenarios.models import Scenario
from iisg.scenarios.rules import may_edit_scenario
from iisg.scenarios.solving import solve_again

PAGE = 50
ALL = Scenario.objects.select_related("cycle", "organisation")


@require_safe
@members_only
def list_page(request: HttpRequest, *, by: Person) -> HttpResponse:
    """Their own, and others': the shared ones, for the Secretariat all."""
    scenarios = ALL.annotate(named_changes=Count("changes")).order_by("title", "code")
    others = Paginator(scenarios.exclude(owner=by), PAGE).get_page(request.GET.get("page"))
    context = {"own": scenarios.filter(owner=by), "page": others, "level": Level.MEMBERS}
    return render(request, "scenarios/list.html", context)


@require_safe
@members_only
def show(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    scenario = get_object_or_404(ALL, code=code)
    compared = compare(scenario, by=by)
    asked = urlencode({"on": scenario.on.isoformat(), "cycle": scenario.cycle_id})
    context = {
        "scenario": scenario,
        "compared": compared,
        "may_edit": may_edit_scenario(by, scenario),
        "partners": list(PARTNERS),
        "matrix": f"{reverse('explore:matrix')}?{asked}#",
        "level": compared.level,
    }
    return render(request, "scenarios/show.html", context)


@require_safe
@members_only
def download_cells(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    return download.cells_csv(compare(get_object_or_404(ALL, code=code), by=by))


@require_safe
@members_only
def download_open(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    return download.open_cells_csv(compare(get_object_or_404(ALL, code=code), by=by))


@require_safe
@members_only
def download_all(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    return download.scenario_json(compare(get_object_or_404(ALL, code=code), by=by))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@once
def add(request: HttpRequest, *, by: Person) -> HttpResponse:
    form = ScenarioForm(request.POST or None, initial={"cycle": current_cycle()})
    if request.method == "POST" and form.is_valid():
        with acting_as(by.pk, note=form.declaration):
            given = {name: form.cleaned_data[name] for name in ("title", "cycle", "on")}
            scenario = actions.add_scenario(by=by, **given)
        messages.success(request, mark_safe("<b>Started.</b> Nobody but you and the Secretariat sees it yet."))
        return redirect(scenario)
    return show_form(request, form, {})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    scenario = scenario_to_edit(code, by)
    form = ScenarioForm(request.POST or None, scenario=scenario, initial=stored_scenario(scenario))
    context: dict[str, Any] = {"scenario": scenario}
    if request.method != "POST" or not form.is_valid():
        return show_form(request, form, context)
    fields = {name: form.cleaned_data[name] for name in ("title", "on")}
    try:
        with acting_as(by.pk, note=form.declaration):
            actions.edit_scenario(scenario, by=by, version=form.cleaned_data["version"] or 0, fields=fields)
    except Stale as stale:
        stored = stored_scenario(stale.current)  # type: ignore[arg-type]
        form.data = at_version(request.POST, stored.pop("version"))
        return show_form(request, form, context | {"differences": differences(form, stored)}, status=409)
    messages.success(request, mark_safe("<b>Saved.</b> The scenario is computed anew."))
    return redirect(scenario)


def scenario_to_edit(code: str, by: Person) -> Scenario:
    scenario = get_object_or_404(ALL, code=code)
    if not may_edit_scenario(by, scenario):
        raise PermissionDenied
    return scenario


@require_POST
@members_only
def share(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    scenario = scenario_to_edit(code, by)
    is_shared = request.POST.get("share") == "yes"
    actions.share_scenario(scenario, by=by, is_shared=is_shared)
    if is_shared:
        messages.success(request, mark_safe("<b>Shared.</b> All members see it, each with what they may see."))
    else:
        messages.success(request, mark_safe("<b>No longer shared.</b> You and the Secretariat see it."))
    return redirect(scenario)


@require_POST
@members_only
def weigh_again(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    """For whoever reads it: what was found is kept for each reader apart."""
    scenario = get_object_or_404(ALL, code=code)
    solve_again(scenario, by)
    return redirect(f"{scenario.get_absolute_url()}#allocation")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def delete(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    """Asks first: a deleted scenario does not come back."""
    scenario = scenario_to_edit(code, by)
    if request.method == "POST":
        actions.delete_scenario(scenario, by=by)
        messages.success(request, format_html("<b>Deleted.</b> {}", scenario.title))
        return redirect("scenarios:list")
    return render(request, "scenarios/delete.html", {"scenario": scenario})


def show_form(request: HttpRequest, form: Any, context: dict[str, Any], status: int = 200) -> HttpResponse:
    if form.is_bound and form.errors and status == 200:
        status = 422
    return render(request, "scenarios/edit.html", context | {"form": form, "level": Level.MEMBERS}, status=status)
