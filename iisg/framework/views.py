"""The template of a cycle: its objectives and measures, which needs are grouped by."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from iisg.access.acting import acting_as
from iisg.access.once import once
from iisg.access.saving import Stale
from iisg.access.versions import Difference
from iisg.framework import actions
from iisg.framework.forms import CopyForm, MeasureRows, ObjectiveForm, rows_of
from iisg.framework.models import Cycle, Objective
from iisg.framework.rules import may_edit_template
from iisg.history.entries import entries_of
from iisg.members.models import Person
from iisg.members.signed_in import members_only


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def template(request: HttpRequest, cycle: str, *, by: Person) -> HttpResponse:
    """Shows it; a POST copies it to another cycle."""
    found = get_object_or_404(Cycle, code=cycle)
    may_edit = may_edit_template(by)
    form = CopyForm(request.POST or None)
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        if form.is_valid():
            try:
                copied = actions.copy_template(by=by, source=found, to=form.cleaned_data["to"])
                messages.success(request, f"The cycle {copied} has this template now.")
                return redirect("framework:template", copied.code)
            except actions.HasTemplate as error:
                form.add_error("to", str(error))
    context = {
        "cycle": found,
        "cycles": Cycle.objects.all(),
        "objectives": Objective.objects.filter(cycle=found)
        .prefetch_related("measures")
        .order_by("pillar__order", "order", "code"),
        "may_edit": may_edit,
        "form": form,
    }
    return render(request, "framework/template.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@once
def add(request: HttpRequest, cycle: str, *, by: Person) -> HttpResponse:
    found = get_object_or_404(Cycle, code=cycle)
    if not may_edit_template(by):
        raise PermissionDenied
    last = Objective.objects.filter(cycle=found).order_by("-order").values_list("order", flat=True).first() or 0
    form = ObjectiveForm(request.POST or None, initial={"order": last + 1})
    rows = MeasureRows(request.POST or None, prefix="measures")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        with acting_as(by.pk, note=declaration(form, rows)):
            fields = {name: form.cleaned_data[name] for name in ("pillar", "title", "strand", "order")}
            objective = actions.add_objective(by=by, cycle=found, measures=rows_of(rows, None), **fields)
        messages.success(request, f"{objective.code} is added to the template.")
        return redirect("framework:template", found.code)
    return show_form(request, {"cycle": found, "form": form, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, cycle: str, objective: int, *, by: Person) -> HttpResponse:
    found = get_object_or_404(Objective.objects.select_related("cycle", "pillar"), cycle=cycle, pk=objective)
    if not may_edit_template(by):
        raise PermissionDenied
    form = ObjectiveForm(request.POST or None, initial=stored_objective(found))
    form.fields["pillar"].disabled = True  # the codes of its measures name the pillar
    rows = MeasureRows(request.POST or None, prefix="measures", initial=stored_measures(found))
    context = {"cycle": found.cycle, "objective": found, "form": form, "rows": rows}
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            with acting_as(by.pk, note=declaration(form, rows)):
                fields = {name: form.cleaned_data[name] for name in ("seen", "title", "strand", "order")}
                actions.edit_objective(found, by=by, measures=rows_of(rows, found), **fields)
        except Stale as stale:
            now = request.POST.copy()
            now["seen"] = actions.fingerprint(stale.current)  # type: ignore[arg-type]
            form.data = now
            context["differences"] = differences(form, rows, stale.current)  # type: ignore[arg-type]
            return render(request, "framework/edit.html", context, status=409)
        messages.success(request, f"{found.code} is saved.")
        return redirect("framework:template", found.cycle_id)
    return show_form(request, context | {"entries": entries_of("objective", found.pk)})


def show_form(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "framework/edit.html", context, status=422 if context["form"].is_bound else 200)


def declaration(form: ObjectiveForm, rows: Any) -> str:
    return next((each.declaration for each in [form, *rows] if each.declaration), "")


def stored_objective(objective: Objective) -> dict[str, Any]:
    fields = {name: getattr(objective, name) for name in ("title", "strand", "order")}
    return fields | {"pillar": objective.pillar_id, "seen": actions.fingerprint(objective)}


def stored_measures(objective: Objective) -> list[dict[str, Any]]:
    return [dict(row) for row in objective.measures.order_by("order", "code").values("id", "order", "title")]


def differences(form: ObjectiveForm, rows: Any, stored: Objective) -> list[Difference]:
    """Yours and what is stored now, for the objective and each of its measures."""
    now = {measure["id"]: measure for measure in stored_measures(stored)}
    pairs = [
        ("Objective", form.cleaned_data["title"], stored.title),
        ("Order", str(form.cleaned_data["order"]), str(stored.order)),
    ]
    for row in rows_of(rows, stored):
        was = now.pop(row.id, None) if row.id else None
        pairs.append(
            ("Measure", f"{row.order}. {row.title}", f"{was['order']}. {was['title']}" if was else "not stored")
        )
    pairs += [("Measure", "not in your version", f"{was['order']}. {was['title']}") for was in now.values()]
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
