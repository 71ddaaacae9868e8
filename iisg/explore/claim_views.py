"""The claims that count, as a list and as files: what stands behind the figures of the approaches page. For members."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iisg.access.levels import Level
from iisg.analysis.words import count_words
from iisg.explore import claim_list, filters
from iisg.explore.claim_list import COLUMNS, NOT_STATED, SCOPE
from iisg.explore.download import name_file
from iisg.explore.filters import Choice, Filters, read_filters
from iisg.explore.findings_files import write_file
from iisg.explore.visible import visible_in
from iisg.framework.models import Approach
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.responses.models import Response

PAGE = 50


@require_safe
@members_only
def show_claims(request: HttpRequest, by: Person) -> HttpResponse:
    asked, names = _read(request)
    rows, level = _rows(asked)
    responses = {row["response"] for row in rows}
    context = {
        "asked": asked,
        "names": names,
        "back": asked.changed(approach=None, scope=None, instrument=None),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "responses": len(responses),
        "needs": len({row["need"] for row in rows}),
        "chips": asked.chips(request.path),
        "found_words": f"{count_words(len(responses), 'response')}, {count_words(len(rows), 'claim')}",
        "level": level,
    }
    return render(request, "explore/claims.html", context)


@require_safe
@members_only
def download_claims(request: HttpRequest, ending: str, by: Person) -> HttpResponse:
    asked, _ = _read(request)
    rows, level = _rows(asked)
    return write_file(ending, name_file("counting-claims", asked.on, level), COLUMNS, rows)


def _read(request: HttpRequest) -> tuple[Filters, dict[str, str]]:
    """What the address asks for, and the approaches' names."""
    names = dict(Approach.objects.order_by("name").values_list("code", "name"))
    stated = Response.objects.exclude(instrument="").order_by("instrument").values_list("instrument", flat=True)
    instruments = dict.fromkeys(stated.distinct())
    choices = (
        filters.PARTNER,
        filters.PILLAR,
        filters.NEED_TYPE,
        Choice("approach", "Approach", names),
        SCOPE,
        Choice("instrument", "Instrument", {**{name: name for name in instruments}, NOT_STATED: "Not stated"}),
    )
    return read_filters(request.GET, choices), names


def _rows(asked: Filters) -> tuple[list[dict[str, Any]], str]:
    if asked.cycle is None:
        return [], Level.MEMBERS
    visible = visible_in(asked.cycle.code)
    rows = claim_list.list_claims(visible.real, asked)
    return rows, visible.level_of({row["need"] for row in rows})
