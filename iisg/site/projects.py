"""The public list of projects, as a page and as open data.

Only public records, the same for everybody: this list may be passed on. What else members see is in their list.
"""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from iisg.access.levels import Level
from iisg.access.spreadsheet import csv_response
from iisg.responses import facets
from iisg.responses.listing import Listing, with_parts, years_around
from iisg.responses.models import Response

FACETS = (facets.STANDING, facets.PILLAR, facets.PARTNER, facets.DONOR, facets.IMPLEMENTER, facets.BUDGET)
COLUMNS = ("code", "project", "donors", "implementers", "partners", "pillar", "start_date", "end_date")


def list_of(request: HttpRequest) -> Listing:
    public = Response.objects.filter(level=Level.PUBLIC, is_demo=False)
    return Listing(request.GET, public, FACETS, timezone.localdate(), noun="project")


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    listing = list_of(request)
    context = {"listing": listing, "rows": with_parts(listing.page), "years": years_around(listing.on)}
    context["find"] = "Title, donor, place"
    return render(request, "site/projects.html", context)


@require_safe
def projects_csv(request: HttpRequest) -> HttpResponse:
    """All pages of the list under the same filters; of records that are joined only the one that stays."""
    return csv_response("iisg-projects", COLUMNS, map(csv_row, with_parts(list_of(request).rows_once)))


def csv_row(project: Any) -> Iterator[object]:
    yield from (project.code, project.title)
    yield from (";".join(names) for names in (project.paying, project.doing, project.served))
    yield from (project.pillar_id, project.start_date, project.end_date)
