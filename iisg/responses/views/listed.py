"""The members' list of responses."""

from collections.abc import Iterator
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from iisg.access.levels import highest
from iisg.access.spreadsheet import csv_response
from iisg.framework.names import LEVELS
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.responses import facets
from iisg.responses.listing import Listing, with_parts, years_around
from iisg.responses.models import Response
from iisg.responses.rules import may_add_response

FACETS = (
    facets.STANDING,
    facets.AGREEMENT,
    facets.PILLAR,
    facets.PARTNER,
    facets.ORGANISATION,
    facets.DONOR,
    facets.IMPLEMENTER,
    facets.STATUS,
    facets.BUDGET,
    facets.INSTRUMENT,
    facets.APPROACH,
    facets.LEVEL,
)
COLUMNS = (
    "code", "title", "pillar", "secondary_pillars", "leads", "donors", "implementers", "partners", "start_date",
    "end_date", "declared_status", "status_by_dates", "they_disagree", "budget_eur", "budget_amount", "budget_currency",
    "instrument", "approaches", "part_of", "joined_into", "references", "level", "tlp", "demonstration",
)  # fmt: skip


def list_of(request: HttpRequest) -> Listing:
    return Listing(request.GET, Response.objects.all(), FACETS, timezone.localdate())


@require_safe
@members_only
def list_page(request: HttpRequest, *, by: Person) -> HttpResponse:
    listing = list_of(request)
    rows = with_parts(listing.page)
    context: dict[str, Any] = {
        "listing": listing,
        "rows": rows,
        "find": "Title, text, organisation, code",
        "years": years_around(listing.on),
        "level": highest([response.level for response in rows]),
        "may_add": may_add_response(by),
    }
    return render(request, "responses/list.html", context)


@require_safe
@members_only
def list_csv(request: HttpRequest, *, by: Person) -> HttpResponse:
    """All pages of the list under these filters; the file's name says the highest level inside."""
    responses = with_parts(list_of(request).rows)
    prefetch_related_objects(responses, "part_of")
    level = highest([response.level for response in responses])
    tlp = LEVELS[level].tlp.replace(":", "-").replace("+", "-")
    return csv_response(f"iisg-responses-{level}-{tlp}-{timezone.localdate()}", COLUMNS, map(csv_row, responses))


def csv_row(response: Any) -> Iterator[object]:
    yield from (response.code, response.title, response.pillar_id, ";".join(response.secondary_pillars))
    yield from (";".join(names) for names in (response.leading, response.paying, response.doing, response.served))
    yield from (response.start_date, response.end_date, response.status, response.standing)
    yield "yes" if response.disagrees else "no"
    yield from (response.budget_eur, response.budget_amount, response.budget_currency, response.instrument)
    yield from (";".join(response.approaches), response.part_of.code if response.part_of else "")
    yield from (response.joined_into.code if response.joined_into else "", ";".join(response.references))
    yield from (response.level, LEVELS[response.level].tlp, "yes" if response.is_demo else "no")
