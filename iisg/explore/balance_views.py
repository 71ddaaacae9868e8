"""Balance: how well each partner is helped beside the six, by pillar, perspective and need type. For members."""

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from iisg.access.levels import Level
from iisg.analysis.balance import FEWEST_CELLS, SCHEMA, balance
from iisg.explore import balance_list, filters
from iisg.explore.download import name_file
from iisg.explore.filters import Filters, read_filters
from iisg.explore.findings_files import write_file
from iisg.explore.visible import visible_in
from iisg.framework.names import PARTNERS
from iisg.members.models import Person
from iisg.members.signed_in import members_only

CHOICES = (filters.PARTNER, filters.PILLAR, filters.PERSPECTIVE, filters.NEED_TYPE)
COLUMNS = (*SCHEMA, "words")


@require_safe
@members_only
def show_balance(request: HttpRequest, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, CHOICES)
    shown, level = _figures(asked)
    lines = balance_list.make_lines(shown, reverse("explore:matrix"), asked) if shown is not None else []
    counted = balance_list.count_judgements(lines)
    context = {
        "asked": asked,
        "pillars": balance_list.by_pillar(lines),
        "partners": [asked["partner"]] if asked["partner"] else list(PARTNERS),
        "counted": counted,
        "furthest": balance_list.find_furthest(lines),
        "fewest": FEWEST_CELLS,
        "chips": asked.chips(request.path),
        "found_words": f"{counted['all']} figure{'' if counted['all'] == 1 else 's'}",
        "level": level,
    }
    return render(request, "explore/balance.html", context)


@require_safe
@members_only
def download_balance(request: HttpRequest, ending: str, by: Person) -> HttpResponse:
    """The figures of the page, as the analysis orders them, each with its difference in words."""
    asked = read_filters(request.GET, CHOICES)
    shown, level = _figures(asked)
    rows = shown.iter_rows(named=True) if shown is not None else ()
    return write_file(ending, name_file("balance", asked.on, level), COLUMNS, rows)


def _figures(asked: Filters) -> tuple[pl.DataFrame | None, str]:
    """The figures that are asked for, and the highest level of what they are the means of."""
    if asked.cycle is None:
        return None, Level.MEMBERS
    visible = visible_in(asked.cycle.code)
    behind = balance_list.list_needs(visible.real.needs, asked)
    return balance_list.keep(balance(visible.real, asked.on), asked), visible.level_of(behind)
