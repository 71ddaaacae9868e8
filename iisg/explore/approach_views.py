"""Approaches: what kind of help goes where, with how much money, and on how few each need rests. For members."""

from datetime import date
from typing import Any

import polars as pl
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iisg.access.levels import Level
from iisg.analysis.approaches import approaches, concentration, counting, instruments
from iisg.analysis.distribution import Fit, Spread, count_all, count_fits, count_scopes, fit_types, spread_approaches
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.words import name_partner
from iisg.explore import approach_list, approach_picture, filters
from iisg.explore.download import name_file
from iisg.explore.filters import Choice, Filters, read_filters
from iisg.explore.findings_files import write_file
from iisg.explore.narrowed import narrow
from iisg.explore.picture import hand_out
from iisg.explore.visible import Visible, visible_in
from iisg.framework.names import NEED_TYPES, PARTNERS
from iisg.members.models import Person
from iisg.members.signed_in import members_only

TABLES = {"instruments": instruments, "concentration": concentration}
# Which table a file holds; on the page it changes nothing.
TABLE = Choice("table", "Table", {word: word for word in TABLES}, narrows=False)
CHOICES = (filters.PARTNER, filters.PILLAR, filters.NEED_TYPE, TABLE)
PAGE = 50
MOST_NEEDS = 20


@require_safe
@members_only
def show_approaches(request: HttpRequest, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, CHOICES)
    context: dict[str, Any] = {"asked": asked, "chips": asked.chips(request.path), "level": Level.MEMBERS}
    if asked.cycle is not None:
        visible = visible_in(asked.cycle.code)
        context |= _tables(visible, asked, request.GET.get("page"))
    return render(request, "explore/approaches.html", context)


def _tables(visible: Visible, asked: Filters, page: str | None) -> dict[str, Any]:
    portfolio = narrow(visible.real, asked)
    counted, spread, fits, total = _distribution(portfolio, asked.on)
    names = dict(portfolio.approaches.select("code", "name").iter_rows())
    rows = [
        row | {"name": names.get(row["approach"], row["approach"])}
        for row in approaches(portfolio, asked.on).to_dicts()
    ]
    titles = dict(visible.real.needs.select("code", "title").iter_rows())
    few = concentration(portfolio, asked.on).sort("hhi", "need", descending=[True, False], nulls_last=True)
    return {
        "partners": [asked["partner"]] if asked["partner"] else list(PARTNERS),
        "spread": spread,
        "total": total,
        "types": [asked["type"]] if asked["type"] else list(NEED_TYPES),
        "fits": fits,
        "uses": count_fits(fits),
        **approach_picture.measure_bars(spread, fits),
        "boundary": _say_boundary(asked),
        "scopes": count_scopes(counted, portfolio),
        "page": Paginator(rows, PAGE).get_page(page),
        "few": [row | {"title": titles[row["need"]]} for row in few.head(MOST_NEEDS).to_dicts()],
        "needs_counted": few.height,
        "files": {word: asked.changed(table=word) for word in TABLES},
        "in_gaps": asked.changed(kind="approach_mismatch", type=None, table=None),
        "mismatches": approach_list.find_mismatches(visible.real, asked.on, asked),
        "level": _level_of(visible, portfolio),
    }


def _distribution(portfolio: Portfolio, on: date) -> tuple[pl.DataFrame, list[Spread], list[Fit], dict[str, Any]]:
    """The counting claims, how the approaches spread over partners and fit types of need, and all of them together."""
    counted = counting(portfolio, on)
    spread = spread_approaches(counted, portfolio)
    return counted, spread, fit_types(counted, portfolio, spread), count_all(counted, portfolio)


def _level_of(visible: Visible, portfolio: Portfolio) -> str:
    return visible.level_of(portfolio.needs["code"].to_list())


def _say_boundary(asked: Filters) -> str:
    """Whose money, for whom, of which years: no total stands without it."""
    where = name_partner(asked["partner"]) if asked["partner"] else "any of the six partners"
    pillar = f" of {asked['pillar']}" if asked["pillar"] else " of any pillar"
    kind = f" that are {asked['type']}" if asked["type"] else ""
    return (
        f"Whole budgets, all funders and years, of the responses with a claim that counts on {asked.day} for {where}, "
        f"on needs{pillar}{kind}. A budget is not split among the partners and needs that it serves, and a "
        "component’s is not added to its programme’s."
    )


@require_safe
@members_only
def download_approaches(request: HttpRequest, ending: str, by: Person) -> HttpResponse:
    """The rows of the command line; with `table` the instruments or the concentration; or the picture."""
    asked = read_filters(request.GET, CHOICES)
    if asked.cycle is None:
        name = name_file("approaches", asked.on, Level.MEMBERS)
        return _draw(request, name, None, asked, Level.MEMBERS) if ending == "svg" else write_file(ending, name, (), ())
    visible = visible_in(asked.cycle.code)
    portfolio = narrow(visible.real, asked)
    level, table = _level_of(visible, portfolio), asked["table"]
    if ending == "svg":
        return _draw(request, name_file("approaches", asked.on, level), portfolio, asked, level)
    frame = TABLES.get(table, approaches)(portfolio, asked.on)
    name = name_file(table or "approaches", asked.on, level)
    return write_file(ending, name, frame.columns, frame.iter_rows(named=True))


def _draw(request: HttpRequest, name: str, portfolio: Portfolio | None, asked: Filters, level: str) -> HttpResponse:
    _, spread, fits, total = _distribution(portfolio, asked.on) if portfolio else (None, [], [], {"responses": 0})
    frame, drawing = approach_picture.lay_out(spread, fits, total["responses"], asked, level)
    return hand_out(request, "approaches", name, frame, drawing)
