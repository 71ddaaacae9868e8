"""Approaches: what kind of help goes where, whether it fits, on whose instrument, and on how few each need rests.

A public edition counts the public responses under way, as their own records state them. Which response serves which
need rests on claims, so the types of needs and the concentration per need are for members; of the fit, a public edition
repeats the mismatches of its gap lists.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from iisg.analysis.approaches import concentration
from iisg.analysis.distribution import (
    Scope,
    Spread,
    count,
    count_all,
    count_fits,
    count_scopes,
    fit_types,
    spread_approaches,
)
from iisg.analysis.words import count_words
from iisg.charts.counts import draw_counts
from iisg.framework.names import NEED_TYPES, PARTNERS
from iisg.reports.chapters.gaps import write_mismatches
from iisg.reports.content import Block, Chapter, Column, Figure, Heading, Paragraph, Rows, Table, Text, in_full
from iisg.reports.material import Material, Row, short_of, write_disclosed, write_undisclosed

MOST_NEEDS = 20
MONEY = (Column("Disclosed", 1.7, number=True), Column("Not disclosed", 1.2, number=True))


def write_approaches(material: Material) -> Chapter:
    total = count_all(material.helping, material.printed)
    if not total["responses"]:
        return Chapter("approaches", "Approaches", (Paragraph("No response counts on this day.", lead=True),))
    spread = spread_approaches(material.helping, material.printed)
    blocks = (
        Paragraph(_sum_up(material, total, spread), lead=True),
        Paragraph(_say_boundary(material, total)),
        *(_write_spread(spread) if spread else ()),
        Heading("approaches-fit", "Fit of approach and need"),
        *(_write_types(material, spread) if spread and not material.public else ()),
        write_mismatches(material),
        *_write_scopes(count_scopes(material.helping, material.printed)),
        *(() if material.public else _write_concentration(material)),
    )
    return Chapter("approaches", "Approaches", blocks)


def _sum_up(material: Material, total: Row, spread: list[Spread]) -> str:
    number, day = total["responses"], in_full(material.day)
    silent = f"{total['silent']:,} of them state no approach" if total["silent"] else "all of them state their approach"
    which = "under way" if material.public else "with a claim that counts"
    most = f" Most bring {spread[0].name.lower()}: {spread[0].total['responses']:,}." if spread else ""
    return f"{count_words(number, 'response')} {which} on {day}; {silent}.{most}"


def _say_boundary(material: Material, total: Row) -> str:
    """Whose money, for whom, of which years: no total stands without it."""
    disclosed = total["responses"] - total["undisclosed"]
    money = f"{disclosed:,} of them disclose {write_disclosed(total)} together, " if disclosed else ""
    where = "for any of the six partners"
    which = f"public responses under way {where}" if material.public else f"responses with a claim that counts {where}"
    return (
        f"{money}{write_undisclosed(total)} disclose no amount. This is the money of whole budgets, "
        f"all funders and years, of the {which}. A budget is not split among the partners and needs that it serves, "
        "and a component’s is not added to its programme’s. A response counts under each approach that it states and "
        "at each partner, so rows and columns must not be added up."
    )


def _write_spread(spread: list[Spread]) -> Iterator[Block]:
    words = ", ".join(f"{each.name} {each.total['responses']:,}" for each in spread)
    chart = draw_counts([(each.name, (each.total["responses"],)) for each in spread], ("responses",), "responses")
    alt = f"Bars of responses by approach, the longest first: {words}."
    yield Figure("approaches-chart", "Responses by approach", alt, chart)
    rows = tuple(
        (
            each.name,
            *(f"{number:,}" for _, number in each.cells),
            f"{each.total['responses']:,}",
            write_disclosed(each.total),
            write_undisclosed(each.total),
        )
        for each in spread
    )
    partners = (Column(short_of(partner), 0.6, number=True) for partner in PARTNERS)
    columns = (Column("Approach", 2.6), *partners, Column("All", 0.7, number=True), *MONEY)
    yield Table("approaches-by-partner", "Responses by approach and partner", columns, (Rows("", rows),))


def _write_types(material: Material, spread: list[Spread]) -> Iterator[Block]:
    """How often each approach is brought to needs of each type, beside what the vocabulary says that it may serve."""
    fits = fit_types(material.counting, material.portfolio, spread)
    uses = count_fits(fits)
    yield Paragraph(
        f"{count_words(uses['all'], 'use')} of an approach on a need of some type, {uses['amiss']:,} of which the "
        "vocabulary does not name for needs of this type: their numbers are marked †. A response counts at each type "
        "of each need that it serves. Whether a need is left with such help only, the list of mismatches says."
    )
    rows = tuple((fit.name, *(_say_fit(number, serves) for _, number, serves in fit.cells)) for fit in fits)
    columns = (Column("Approach", 3), *(Column(kind.capitalize(), 1.2, number=True) for kind in NEED_TYPES))
    yield Table("approaches-by-type", "Responses by approach and type of need", columns, (Rows("", rows),))


def _say_fit(number: int, serves: bool | None) -> str:
    return f"† {number:,}" if number and serves is False else f"{number:,}"


def _write_scopes(scopes: list[Scope]) -> Iterator[Block]:
    yield Heading("approaches-scope", "Regional against bilateral")
    against = " against ".join(f"{scope.total['responses']:,} {scope.word}" for scope in scopes)
    yield Paragraph(
        f"Counted are {against}. Regional is a response that serves several partners, bilateral one that serves one."
    )
    groups = tuple(
        Rows(
            f"{scope.word.capitalize()}: {count_words(scope.total['responses'], 'response')}, "
            f"{write_disclosed(scope.total)}, {write_undisclosed(scope.total)} not disclosed",
            tuple(_instrument_row(row) for row in scope.instruments),
        )
        for scope in scopes
    )
    columns = (Column("Instrument", 4), Column("Responses", 1, number=True), *MONEY)
    yield Table("approaches-instruments", "Responses by scope and instrument", columns, groups)


def _instrument_row(row: Mapping[str, Any]) -> tuple[Text, ...]:
    return row["instrument"] or "not stated", f"{row['responses']:,}", write_disclosed(row), write_undisclosed(row)


def _write_concentration(material: Material) -> Iterator[Block]:
    """On how few leads each need rests, with the money of what serves it."""
    of = {row["need"]: row for row in concentration(material.portfolio, material.day).to_dicts()}
    rows = material.counting.select("need", "response")
    money = {row["need"]: row for row in count(rows, material.portfolio)}
    ranked = sorted(of, key=lambda need: (-(of[need]["hhi"] or 0), -money[need]["eur_disclosed"], need))
    alone = sum(row["hhi"] == 1 for row in of.values())
    few = sum((row["hhi"] or 0) >= 0.5 for row in of.values())
    yield Heading("approaches-concentration", "Concentration per need")
    yield Paragraph(
        f"Of {count_words(len(of), 'need')} that are helped, {alone:,} rest on one lead alone (index 1); "
        f"{few - alone:,} more have an index of 0.5 or above. The index (Herfindahl-Hirschman) sums the squares of the "
        "leads’ shares of the claims that count: 1 where one lead gives all, 0.5 where two give the same, 0.25 where "
        "four do. Money is that of the whole budgets of the responses that serve the need, all funders and years. "
        f"Printed are the {min(MOST_NEEDS, len(of))} with the highest index, of these the ones with most money first."
    )
    lines = tuple(_need_row(material, of[need], money[need]) for need in ranked[:MOST_NEEDS])
    numbers = (Column("Leads", 0.7, number=True), Column("Index", 0.7, number=True), *MONEY)
    columns = (Column("Need", 1), Column("Title", 4), Column("Who gives most", 2), *numbers)
    yield Table("concentration", "Needs that rest on few", columns, (Rows("", lines),) if lines else ())


def _need_row(material: Material, row: Row, money: Mapping[str, Any]) -> tuple[Text, ...]:
    index = "not known" if row["hhi"] is None else f"{row['hhi']:.2f}"
    title, most = material.needs[row["need"]]["title"], row["top_lead"] or "not stated"
    figures = (write_disclosed(money), write_undisclosed(money))
    return material.link_need(row["need"]), title, most, f"{row['leads']:,}", index, *figures
