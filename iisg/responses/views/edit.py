"""Registering a response, and changing one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from iisg.access.acting import acting_as
from iisg.access.once import once
from iisg.access.saving import Stale
from iisg.access.versions import at_version, differences
from iisg.framework.models import Rate
from iisg.framework.names import PARTNERS
from iisg.members.lowering import Reach, may_open
from iisg.members.models import Organisation, Person
from iisg.members.signed_in import members_only
from iisg.responses import actions
from iisg.responses.forms import ResponseForm, stored_response
from iisg.responses.models import Response
from iisg.responses.rules import may_add_response, may_edit_response

MOST_SUGGESTIONS = 1_000
WHOLE = Response.objects.select_related("part_of", "note")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@once
def add(request: HttpRequest, *, by: Person) -> HttpResponse:
    if not may_add_response(by):
        raise PermissionDenied
    leads = [] if by.is_secretariat else [by.organisation.short_name]
    start = {"leads": leads, "level": "public", "status": "planned", "kind": "project"}
    form = ResponseForm(request.POST or None, by=by, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            with acting_as(by.pk, note=form.declaration):
                response = actions.add_response(by=by, **form.record())
        except actions.NotPossible as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, format_html("<b>Registered</b> as {}.", response.code))
            return redirect(response)
    return show(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    response = get_object_or_404(WHOLE.all(), code=code)
    if not may_edit_response(by, response):
        raise PermissionDenied
    form = ResponseForm(request.POST or None, by=by, response=response, initial=stored_response(response))
    if request.method != "POST" or not form.is_valid() or not may_open_response(request, form, response, by):
        return show(request, form)
    try:
        with acting_as(by.pk, note=form.declaration):
            actions.edit_response(response, by=by, version=form.cleaned_data["version"], **form.record())
    except actions.NotPossible as error:
        form.add_error(error.field, str(error))
        return show(request, form)
    except Stale:
        return show_both(request, form, response)
    messages.success(request, format_html("<b>Saved.</b> {}", response.code))
    return redirect(response)


def may_open_response(request: HttpRequest, form: ResponseForm, response: Response, by: Person) -> bool:
    fields, note = form.cleaned_data, getattr(response, "note", None)
    before = Reach(response.level, frozenset([response.pillar_id, *response.secondary_pillars]))
    after = Reach(fields["level"], frozenset([fields["pillar"].code, *fields["secondary_pillars"]]))
    along = {
        "contact and remarks, to members": bool(note and (note.contact or note.remarks)),
        "claims to needs that its readers see": response.claims.count(),
    }
    return may_open(request, form, before, after, by=by, along=along)


def show_both(request: HttpRequest, form: ResponseForm, response: Response) -> HttpResponse:
    """What was typed stays in the form; what is stored now stands beside it, and saving again is possible."""
    stored = stored_response(WHOLE.get(pk=response.pk))
    form.data = at_version(request.POST, stored.pop("version"))
    return show(request, form, status=409, differences=differences(form, stored))


def show(request: HttpRequest, form: ResponseForm, status: int = 200, **more: Any) -> HttpResponse:
    """The form, with the words that its boxes suggest."""
    context = more | {
        "form": form,
        "response": form.response,
        "organisations": Organisation.objects.values_list("short_name", "name")[:MOST_SUGGESTIONS],
        "programmes": Response.objects.order_by("code").values_list("code", "title")[:MOST_SUGGESTIONS],
        "instruments": Response.objects.exclude(instrument="")
        .order_by("instrument")
        .values_list("instrument", flat=True)
        .distinct(),
        "currencies": sorted({"EUR", *Rate.objects.values_list("currency", flat=True)}),
        "shares": list(zip(form["partners"].subwidgets, (form[f"share_{code}"] for code in PARTNERS), strict=True)),
    }
    if form.is_bound and form.errors and status == 200:
        status = 422
    return render(request, "responses/edit.html", context, status=status)
