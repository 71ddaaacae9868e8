"""The rates by which amounts come into euro, and what rests on each: members read, the Secretariat sets and deletes."""

from collections import Counter, defaultdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from iisg.access.acting import acting_as
from iisg.access.levels import Level, highest
from iisg.access.once import once
from iisg.access.saving import NotAllowed, Stale
from iisg.access.versions import at_version, differences
from iisg.framework.models import FIXED, Rate
from iisg.framework.rating import RateTaken, delete_rate, set_rate
from iisg.framework.rules import may_edit_rates
from iisg.history.entries import entries_of
from iisg.history.models import Entry
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.responses.models import Response
from iisg.responses.money import WITHOUT_EURO, in_euro, rate_of, say_missing
from iisg.responses.rate_forms import RateForm, stored_rate


def converted() -> Any:
    """Responses whose amount is in another currency and not stored in euro, each with `rate` and `euro`, or None."""
    found = Response.objects.filter(WITHOUT_EURO, is_demo=False)
    return found.annotate(rate=rate_of(), euro=in_euro()).order_by("code")


def deleted() -> list[tuple[Rate, Entry]]:
    """As the journal has them: figures of earlier days rest on them."""
    names = ("currency", "year", "per_eur", "source")
    entries = Entry.objects.filter(subject="rate", change="removed")
    return [(Rate(**{name: entry.old[name] for name in names}), entry) for entry in entries]  # type: ignore[index]


@require_safe
@members_only
def list_page(request: HttpRequest, *, by: Person) -> HttpResponse:
    rest = list(converted())
    used = Counter(response.rate for response in rest)
    missing = [
        (each, say_missing(each.budget_currency, each.start_date, each.end_date)) for each in rest if each.euro is None
    ]
    context = {
        "rates": [(rate, used[rate.pk]) for rate in Rate.objects.all()],
        "converted": len(rest) - len(missing),
        "missing": missing,
        "deleted": deleted(),
        "stored": Response.objects.filter(budget_eur__isnull=False, is_demo=False).count(),
        "silent": Response.objects.filter(budget_eur=None, budget_amount=None, is_demo=False).count(),
        "level": highest([Level.MEMBERS, *(response.level for response in rest)]),
        "may_edit": may_edit_rates(by),
    }
    return render(request, "responses/rates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@once
def add(request: HttpRequest, *, by: Person) -> HttpResponse:
    return edit_form(request, None, by)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, currency: str, year: str, *, by: Person) -> HttpResponse:
    return edit_form(request, rate_at(currency, year), by)


def rate_at(currency: str, year: str) -> Rate:
    if year != FIXED and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Http404
    rate = Rate.objects.filter(currency=currency, year=None if year == FIXED else int(year)).first()
    if rate is None:
        raise Http404
    return rate


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def delete(request: HttpRequest, currency: str, year: str, *, by: Person) -> HttpResponse:
    """Asks first, and says by what each amount that rests on it would be converted then."""
    rate = rate_at(currency, year)
    if not may_edit_rates(by):
        raise PermissionDenied
    if request.method == "POST":
        delete_rate(rate, by=by)
        messages.success(request, format_html("<b>Deleted.</b> {}: no figure is converted with it any more.", rate))
        return redirect("responses:rates")
    rest = converted().filter(rate=rate.pk).annotate(instead=rate_of(but=rate))
    others = Rate.objects.in_bulk()
    after: dict[Rate | None, list[Response]] = defaultdict(list)
    for response in rest:
        after[others.get(response.instead)].append(response)
    level = highest([Level.MEMBERS, *(response.level for response in rest)])
    return render(request, "responses/delete_rate.html", {"rate": rate, "after": dict(after), "level": level})


def edit_form(request: HttpRequest, rate: Rate | None, by: Person) -> HttpResponse:
    if not may_edit_rates(by):
        raise PermissionDenied
    form = RateForm(request.POST or None, is_new=rate is None, initial=stored_rate(rate) if rate else {})
    if request.method != "POST" or not form.is_valid():
        return show(request, form, rate)
    try:
        with acting_as(by.pk, note=form.declaration):
            stored = set_rate(rate, by=by, version=form.cleaned_data["version"] or 0, fields=form.record())
    except NotAllowed as error:
        raise PermissionDenied from error
    except RateTaken as error:
        form.add_error("year", str(error))
        return show(request, form, rate)
    except Stale as stale:
        now = stored_rate(stale.current)  # type: ignore[arg-type]
        form.data = at_version(request.POST, now.pop("version"))
        return show(request, form, rate, status=409, differences=differences(form, now))
    messages.success(request, format_html("<b>Set.</b> {}: every figure is converted with it from now on.", stored))
    return redirect("responses:rates")


def show(request: HttpRequest, form: RateForm, rate: Rate | None, status: int = 200, **more: Any) -> HttpResponse:
    rest = converted().filter(rate=rate.pk) if rate else []
    context = more | {
        "form": form,
        "rate": rate,
        "rest": rest,
        "level": highest([Level.MEMBERS, *(response.level for response in rest)]),
        "entries": entries_of("rate", rate.pk) if rate else [],
    }
    if form.errors and status == 200:
        status = 422
    return render(request, "responses/rate.html", context, status=status)
