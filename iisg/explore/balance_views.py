"""Balance: how well each partner is helped beside the six, by pillar, perspective and need type. For members."""

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from iisg.access.levels import Level
from iisg.analysis.balance import FEWEST_CELLS, SCHEMA, balance
from iisg.analysis.portfolio import Portfolio
from iisg.explore import balance_list, balance_picture, filters
from iisg.explore.download import name_file
from iisg.explore.filters import Filters, read_filters
from iisg.explore.findings_files import write_file
from iisg.explore.picture import hand_out
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
    matrix = reverse("explore:matrix")
    shown, needs, level = _figures(asked)
    lines = balance_list.make_lines(shown, matrix, asked) if shown is not None else []
    counted = balance_list.count_judgements(lines)
    context = {
        "open": balance_list.count_open(needs, asked.on) if needs else {},
        "open_address": matrix + asked.changed(partner=None, cells="open") + "&partner=",
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
    """The figures of the page, as the analysis orders them, each with its difference in words; or drawn."""
    asked = read_filters(request.GET, CHOICES)
    shown, needs, level = _figures(asked)
    name = name_file("balance", asked.on, level)
    if ending == "svg":
        lines = balance_list.make_lines(shown, "", asked) if shown is not None else []
        uncovered = balance_list.count_open(needs, asked.on) if needs else {}
        return hand_out(request, "balance", name, *balance_picture.lay_out(lines, uncovered, asked, level))
    return write_file(ending, name, COLUMNS, shown.iter_rows(named=True) if shown is not None else ())


def _figures(asked: Filters) -> tuple[pl.DataFrame | None, Portfolio | None, str]:
    """The figures that are asked for, the needs that they are the means of, and the highest level of these."""
    if asked.cycle is None:
        return None, None, Level.MEMBERS
    visible = visible_in(asked.cycle.code)
    behind = balance_list.keep_needs(visible.real, asked)
    return balance_list.keep(balance(visible.real, asked.on), asked), behind, visible.level_of(behind.needs["code"])
