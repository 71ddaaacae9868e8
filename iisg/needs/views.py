"""The list of needs and the forms. What one need looks like, with its coverage and claims, is explore/need.py."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from iisg.access.acting import acting_as
from iisg.access.levels import highest
from iisg.access.once import once
from iisg.access.saving import Stale
from iisg.access.spreadsheet import csv_response
from iisg.access.versions import at_version, differences
from iisg.framework.cycles import current_cycle
from iisg.framework.names import LEVELS
from iisg.members.lowering import Reach, may_open
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.needs import actions
from iisg.needs.forms import NeedForm, PartnerWordsForm, stored_need, stored_words
from iisg.needs.listing import PAGE, count, count_words, list_needs
from iisg.needs.models import Need, NeedPartner
from iisg.needs.rules import may_add_need, may_edit_need, may_speak_for


@require_safe
@members_only
def list_page(request: HttpRequest, *, by: Person) -> HttpResponse:
    listing = list_needs(request.GET)
    rows = listing.needs.select_related("measure__objective", "owner").prefetch_related("of_partners")
    shown, demonstrations = count(listing.needs)
    paginator = Paginator(rows, PAGE)
    paginator.count = shown
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "listing": listing,
        "page": page,
        "count": count_words(shown, demonstrations),
        "chips": listing.chips,
        "everything": reverse("needs:list"),
        "query": listing.query(),
        "level": highest([need.level for need in page]),
        "may_add": may_add_need(by),
    }
    return render(request, "needs/list.html", context)


CSV_COLUMNS = [
    "code", "title", "description", "pillar", "strand", "measure", "need_types", "perspective", "partners", "priority",
    "priority_reason", "acquis_chapter", "target_date", "state", "owner", "level", "demonstration",
]  # fmt: skip


@require_safe
@members_only
def list_csv(request: HttpRequest, *, by: Person) -> HttpResponse:
    """The rows that the list shows under these filters, all pages; the file's name says the highest level inside."""
    needs = list(list_needs(request.GET).needs.select_related("measure", "owner").prefetch_related("of_partners"))
    level = highest([need.level for need in needs])
    name = f"iisg-needs-{level}-{LEVELS[level].tlp.replace(':', '-').replace('+', '-')}-{timezone.localdate()}"
    return csv_response(name, CSV_COLUMNS, map(csv_row, needs))


def csv_row(need: Need) -> list[str]:
    lists = [need.need_types, need.perspective, [p.partner_id for p in need.of_partners.all()]]
    types, perspective, partners = [";".join(words) for words in lists]
    return [
        need.code, need.title, need.description, need.pillar_id, need.strand, need.measure.code if need.measure else "",
        types, perspective, partners, need.priority, need.priority_reason, ";".join(need.acquis_chapters),
        need.target_date.isoformat() if need.target_date else "", need.state,
        need.owner.short_name if need.owner else "Secretariat", need.level, "yes" if need.is_demo else "no",
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@once
def add(request: HttpRequest, *, by: Person) -> HttpResponse:
    cycle = current_cycle()
    if not may_add_need(by) or cycle is None:
        raise PermissionDenied
    start = {"level": "members", "state": "proposed", "partners": [by.partner] if by.partner else []}
    form = NeedForm(request.POST or None, by=by, cycle=cycle.code, initial=start)
    if request.method == "POST" and form.is_valid():
        with acting_as(by.pk, note=form.declaration):
            fields = form.of_need() | {"cycle": cycle}
            need = actions.add_need(
                by=by, fields=fields, partners=form.cleaned_data["partners"], evidence=form.of_evidence()
            )
        messages.success(request, f"The need is recorded as {need.code}.")
        return redirect(need)
    return show_form(request, form, {"cycle": cycle})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    need = get_object_or_404(Need.objects.select_related("cycle"), code=code)
    if not may_edit_need(by, need):
        raise PermissionDenied
    form = NeedForm(request.POST or None, by=by, cycle=need.cycle_id, need=need, initial=stored_need(need))
    context = {"need": need, "cycle": need.cycle}
    if request.method != "POST" or not form.is_valid() or not may_open_need(request, form, need, by):
        return show_form(request, form, context)
    try:
        save_need(need, form, by)
    except actions.PartnerStillClaimed as error:
        form.add_error("partners", str(error))
        return show_form(request, form, context)
    except Stale as stale:
        return show_both(request, form, stored_need(stale.current), context)  # type: ignore[arg-type]
    messages.success(request, f"{need.code} is saved.")
    return redirect(need)


def may_open_need(request: HttpRequest, form: NeedForm, need: Need, by: Person) -> bool:
    fields = form.cleaned_data
    before = Reach(need.level, frozenset([need.pillar_id]))
    after = Reach(fields["level"], frozenset([fields["pillar"].code]))
    along = {
        "evidence": need.evidence.count(),
        "what partners say of it": need.of_partners.exclude(statement="", institutions="").count(),
        "claims of responses that its readers see": need.claims.count(),
    }
    return may_open(request, form, before, after, by=by, along=along)


def save_need(need: Need, form: NeedForm, by: Person) -> None:
    with acting_as(by.pk, note=form.declaration):
        actions.edit_need(
            need,
            by=by,
            version=form.cleaned_data["version"] or 0,
            fields=form.of_need(),
            partners=form.cleaned_data["partners"],
        )


def show_form(
    request: HttpRequest, form: forms.Form, context: dict[str, Any], template: str = "needs/edit.html"
) -> HttpResponse:
    return render(request, template, context | {"form": form}, status=422 if form.errors else 200)


def show_both(
    request: HttpRequest,
    form: forms.Form,
    stored: dict[str, Any],
    context: dict[str, Any],
    template: str = "needs/edit.html",
) -> HttpResponse:
    """A stale save: what was typed stays in the form, what is stored stands beside it, and saving again is possible."""
    form.data = at_version(request.POST, stored["version"])
    context |= {"differences": differences(form, stored), "form": form}
    return render(request, template, context, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit_words(request: HttpRequest, code: str, partner: str, *, by: Person) -> HttpResponse:
    of_partner = get_object_or_404(
        NeedPartner.objects.select_related("need", "partner"), need__code=code, partner=partner
    )
    if not may_speak_for(by, of_partner.partner_id):
        raise PermissionDenied
    form = PartnerWordsForm(request.POST or None, initial=stored_words(of_partner))
    context: dict[str, Any] = {"need": of_partner.need, "of_partner": of_partner}
    template = "needs/words.html"
    if request.method != "POST" or not form.is_valid():
        return show_form(request, form, context, template)
    try:
        with acting_as(by.pk, note=form.declaration):
            version = form.cleaned_data["version"]
            actions.edit_partner_words(of_partner, by=by, version=version, fields=form.of_partner())
    except Stale as stale:
        return show_both(request, form, stored_words(stale.current), context, template)  # type: ignore[arg-type]
    messages.success(request, f"The words of {of_partner.partner} are saved.")
    return redirect(of_partner.need)
