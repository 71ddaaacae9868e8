"""Published editions for everybody, working reports for members, preparing and publishing for the Secretariat."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iisg.access import turns
from iisg.access.downloads import attach
from iisg.access.saving import Stale
from iisg.framework.models import Cycle
from iisg.history.entries import entries_of
from iisg.members.models import Person
from iisg.members.signed_in import members_only, person_of
from iisg.reports import actions, formats, html, pdf, rendering
from iisg.reports.content import Report
from iisg.reports.forms import ReportForm
from iisg.reports.models import Edition, EditionFile, State
from iisg.reports.records import report_of
from iisg.reports.release import describe_release
from iisg.reports.rules import may_prepare, may_publish


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """The same for everybody: a draft of the Secretariat is not listed here."""
    editions = Edition.objects.filter(state=State.PUBLISHED).select_related("cycle")
    return render(request, "reports/list.html", {"editions": editions})


@require_safe
def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """The edition as it was frozen; for the Secretariat also a draft, at the address that it will have."""
    found = get_object_or_404(Edition.objects.select_related("cycle"), slug=slug)
    page = bytes(get_object_or_404(EditionFile, edition=found, form="html").content).decode()
    # Written by html.page, which escapes whatever members typed.
    article = mark_safe(html.article_of(page))  # noqa: S308
    context = {"edition": found, "article": article, "may_prepare": may_prepare(person_of(request))}
    if context["may_prepare"]:
        context["entries"] = entries_of("edition", found.pk)
    return render(request, "reports/edition.html", context)


@require_safe
def edition_file(request: HttpRequest, slug: str, file: str) -> HttpResponse:
    form = next((name for name, form in formats.FORMATS.items() if form.file == file), None)
    if form is None:
        raise Http404
    found = get_object_or_404(EditionFile, edition__slug=slug, form=form)
    return hand_out(bytes(found.content), form, f"iisg-report-{slug}.{file.rpartition('.')[2]}")


def hand_out(content: bytes, form: str, name: str) -> HttpResponse:
    return attach(HttpResponse(content, content_type=formats.FORMATS[form].content_type), name)


@require_safe
@members_only
def build(request: HttpRequest, *, by: Person) -> HttpResponse:
    """Asks for cycle and day, and then says what the report holds, before any file of it is set."""
    form = ReportForm(request.GET) if request.GET else ReportForm()
    context: dict[str, Any] = {"form": form, "may_prepare": may_prepare(by), "drafts": drafts(by)}
    if form.is_bound and form.is_valid():
        if busy := turns.refuse(request, by.pk):
            return busy
        report = report_of(form.cleaned_data["cycle"], form.cleaned_data["on"])
        context |= {"report": report, "files": files_of(report), "replaced": pdf.list_replaced(report)}
    return render(request, "reports/build.html", context, status=422 if form.errors else 200)


def drafts(by: Person) -> list[Edition]:
    return list(Edition.objects.filter(state=State.DRAFT).select_related("cycle")) if may_prepare(by) else []


def files_of(report: Report) -> list[tuple[str, str]]:
    """Words and the part of the address that names format, cycle and day."""
    asked = urlencode({"cycle": report.cycle, "on": report.as_of.isoformat()})
    return [(formats.FORMATS[form].words, f"report.{form}?{asked}") for form in formats.RENDERED]


@require_safe
@members_only
def working_file(request: HttpRequest, form: str, *, by: Person) -> HttpResponse:
    asked = ReportForm(request.GET)
    if form not in formats.RENDERED or not asked.is_valid():
        raise Http404
    if busy := turns.refuse(request, by.pk):
        return busy
    report = report_of(asked.cleaned_data["cycle"], asked.cleaned_data["on"])
    try:
        content = rendering.render(report, form)
    except pdf.NotSet as problem:
        return explain_not_set(request, problem, asked.cleaned_data)
    return hand_out(content, form, formats.name_file(report, form))


def explain_not_set(request: HttpRequest, problem: pdf.NotSet, asked: dict[str, Any]) -> HttpResponse:
    words = "The PDF could not be set: {} <b>Take the web page or Word, and tell the Secretariat.</b>"
    messages.error(request, format_html(words, str(problem)[:300]))
    return redirect_to_build(asked["cycle"], asked["on"])


def redirect_to_build(cycle: str, on: date) -> HttpResponse:
    return redirect("reports:build", query={"cycle": cycle, "on": on.isoformat()})


@require_POST
@members_only
def prepare(request: HttpRequest, *, by: Person) -> HttpResponse:
    if not may_prepare(by):
        raise PermissionDenied
    form = ReportForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "may_prepare": True, "drafts": drafts(by)}
        return render(request, "reports/build.html", context, status=422)
    if busy := turns.refuse(request, by.pk):
        return busy
    cycle = Cycle.objects.get(code=form.cleaned_data["cycle"])
    try:
        draft = actions.prepare_edition(
            by=by, cycle=cycle, day=form.cleaned_data["on"], is_demonstration=settings.DEMONSTRATION
        )
    except pdf.NotSet as problem:
        return explain_not_set(request, problem, form.cleaned_data)
    return redirect("reports:publish", draft.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def publish(request: HttpRequest, slug: str, *, by: Person) -> HttpResponse:
    """Shows what becomes public and what never does; a POST publishes exactly what was shown."""
    draft = get_object_or_404(Edition.objects.select_related("cycle"), slug=slug)
    if not may_prepare(by):
        raise PermissionDenied
    if not may_publish(by, draft):
        messages.info(request, f"{draft} is published already. Nothing in it changes any more.")
        return redirect(draft)
    problem, status = "", 200
    if request.method == "POST":
        if busy := turns.refuse(request, by.pk):
            return busy
        try:
            actions.publish(draft, by=by, seen=request.POST.get("seen", ""))
            messages.success(request, format_html("<b>{} is published.</b> This is its permanent address.", str(draft)))
            return redirect(draft)
        except Stale as stale:
            draft = stale.current  # type: ignore[assignment]
            problem, status = "This draft was prepared anew while you read. Look at it as it is now.", 409
        except actions.Outdated as outdated:
            problem, status = str(outdated), 409
    context = {"edition": draft, "problem": problem, "seen": actions.fingerprint(draft)}
    return render(request, "reports/publish.html", context | describe_release(draft), status=status)
