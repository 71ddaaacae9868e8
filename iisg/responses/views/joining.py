"""Joining a record with another report of the same action, and taking the two apart."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from iisg.access.acting import acting_as
from iisg.access.levels import highest
from iisg.access.saving import NotAllowed, Stale
from iisg.access.versions import at_version
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.responses import joining as records
from iisg.responses.joining_forms import JoinForm, ReasonForm
from iisg.responses.listing import with_parts
from iisg.responses.models import Response
from iisg.responses.money import in_euro
from iisg.responses.rules import may_edit_response, may_join
from iisg.responses.standing import with_standing

MOST_SUGGESTIONS = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def joining(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    response = get_object_or_404(Response.objects.select_related("joined_into"), code=code)
    kept = response.joined_into
    if not (may_join(by, response, kept) if kept else may_edit_response(by, response)):
        raise PermissionDenied
    named = request.GET.get("with", "").replace("\0", "")
    start = {"version": response.version, "other": Response.objects.filter(code=named).first()}
    form: ReasonForm = (
        ReasonForm(request.POST or None, initial=start)
        if kept
        else JoinForm(request.POST or None, by=by, joined=response, initial=start)
    )
    context = {"response": response, "kept": kept, "form": form}
    if request.method != "POST" or not form.is_valid():
        return show(request, context)
    try:
        with acting_as(by.pk, note=form.note):
            words = save(response, form, by)
    except NotAllowed as error:
        raise PermissionDenied from error
    except records.CannotJoin as error:
        form.add_error("other" if "other" in form.fields else None, str(error))
        return show(request, context)
    except Stale as stale:
        return show_again(request, context, stale.current)  # type: ignore[arg-type]
    messages.success(request, words)
    return redirect(response)


def save(response: Response, form: ReasonForm, by: Person) -> str:
    version = form.cleaned_data["version"]
    if isinstance(form, JoinForm):
        kept: Response = form.cleaned_data["other"]
        records.join(response, kept, by=by, version=version)
        return format_html("<b>Joined.</b> {} and {} count as one action from now on.", response.code, kept.code)
    records.take_apart(response, by=by, version=version)
    return format_html("<b>Taken apart.</b> {} counts by itself again.", response.code)


def show_again(request: HttpRequest, context: dict[str, Any], stored: Response) -> HttpResponse:
    """Somebody saved the record meanwhile: what is stored now stands above, what was typed stays in the form."""
    form = context["form"]
    form.data = at_version(request.POST, stored.version)
    stored = Response.objects.select_related("joined_into").get(pk=stored.pk)
    if bool(stored.joined_into) != bool(context["kept"]):
        messages.error(request, "Somebody joined or parted this record while you were writing. Look at it first.")
        return redirect(stored)
    return show(request, context | {"response": stored, "stale": True}, status=409)


def show(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response, kept, form = context["response"], context["kept"], context["form"]
    codes = [response.code, kept.code if kept else str(form["other"].value() or "").split(" ")[0].replace("\0", "")]
    found = (
        with_standing(Response.objects.filter(code__in=codes), timezone.localdate())
        .annotate(euro=in_euro())
        .order_by("code")
    )
    context |= {
        "sides": with_parts(found.select_related("pillar")),
        "records": records.once(Response.objects.all())
        .order_by("code")
        .values_list("code", "title")[:MOST_SUGGESTIONS],
        "level": highest([each.level for each in found]),
    }
    if form.errors and status == 200:
        status = 422
    return render(request, "responses/joining.html", context, status=status)
