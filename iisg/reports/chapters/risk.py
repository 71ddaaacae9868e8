"""Risk: what falls if one organisation, or one response, stops.

What falls without somebody is computed from claims and for members. A public edition counts by organisation what its
own gap lists name: needs that rest on a single provider.
"""

from collections.abc import Iterator

import polars as pl

from iisg.analysis.risk import rests_on, risk
from iisg.analysis.words import count_words
from iisg.charts.counts import draw_counts
from iisg.reports.chapters.closing import write_period
from iisg.reports.content import (
    Block,
    Chapter,
    Column,
    Figure,
    Heading,
    Paragraph,
    Rows,
    Run,
    Table,
    Text,
    in_full,
)
from iisg.reports.material import Material, Row, list_codes

MOST_BARS, MOST_RESPONSES = 12, 20
NOT_NAMED = "Not named: it leads a response that is not public"
STRETCHES = ("left with nothing", "fall to a lower band")


def write_risk(material: Material) -> Chapter:
    blocks = _write_single_providers(material) if material.public else _write_falls(material)
    return Chapter("risk", "Risk", tuple(blocks))


def _write_falls(material: Material) -> Iterator[Block]:
    falls = risk(material.portfolio, material.day)
    organisations, responses = (rests_on(falls, who).to_dicts() for who in ("organisation", "response"))
    if not organisations and not responses:
        yield Paragraph("No cell falls to a lower band if one organisation or one response stops.", lead=True)
        return
    yield Paragraph(_sum_up(material, falls, organisations), lead=True)
    yield Paragraph(
        "An organisation takes with it what it alone leads: a response with several leads stays when one of them "
        "leaves, and an unknown lead is nobody’s. What others of the same programme give stays. A cell (a need and a "
        "partner) falls where its band in the strict reading would be lower."
    )
    if organisations:
        yield Heading("risk-organisations", "If an organisation stops")
        yield from _write_organisations(material, organisations)
    yield Heading("risk-responses", "If a response stops")
    yield _list_responses(material, responses)


def _sum_up(material: Material, falls: pl.DataFrame, organisations: list[Row]) -> str:
    """Of cells that fall most but not all rest on one alone: others help less."""
    of_one = falls.filter(pl.col("organisation").is_not_null())
    fallen = [of.select("need", "partner").n_unique() for of in (of_one, of_one.filter(band_after="none"))]
    sentence = (
        f"On {in_full(material.day)}, strict reading, {count_words(fallen[0], 'cell')} would fall to a lower band "
        f"if one organisation stopped, {fallen[1]:,} of them to nothing."
    )
    if not organisations:
        return sentence
    first = organisations[0]
    left = count_words(first["uncovered"], "cell")
    return f"{sentence} Most depends on {first['organisation']}: {left} would be left with nothing."


def _write_organisations(material: Material, rests: list[Row]) -> Iterator[Block]:
    shown = rests[:MOST_BARS]
    bars = [(row["organisation"], (row["uncovered"], row["cells"] - row["uncovered"])) for row in shown]
    words = "; ".join(f"{name}: {nothing:,} left with nothing, {lower:,} lower" for name, (nothing, lower) in bars)
    caption = "Cells that fall if an organisation stops"
    caption += f", the first {len(shown)} of {len(rests)} organisations" if len(shown) < len(rests) else ""
    alt = f"Bars of cells by organisation. {words}. The table below has all."
    yield Figure("risk-chart", caption, alt, draw_counts(bars, STRETCHES, "cells"))
    rows = tuple((Run(row["organisation"], strong=True), *_figures(material, row)) for row in rests)
    columns = _columns("Organisation", 2.2)
    yield Table("risk-by-organisation", "What falls if an organisation stops", columns, (Rows("", rows),))


def _columns(who: str, share: float) -> tuple[Column, ...]:
    numbers = (Column("Left with nothing", 1, number=True), Column("Cells that fall", 0.9, number=True))
    return Column(who, share), Column("Partners", 1.6), Column("Needs", 3.6), *numbers


def _figures(material: Material, row: Row) -> tuple[Text, ...]:
    partners, needs = list_codes(row["partners"]), material.link_needs(row["needs"])
    return partners, needs, f"{row['uncovered']:,}", f"{row['cells']:,}"


def _list_responses(material: Material, rests: list[Row]) -> Table:
    shown = rests[:MOST_RESPONSES]
    rows = tuple((_say_response(material, row["response"]), *_figures(material, row)) for row in shown)
    caption = "What falls if a response stops"
    caption += f", the first {len(shown)} of {len(rests)}" if len(shown) < len(rests) else ""
    groups = (Rows("", rows),) if rows else ()
    return Table("risk-by-response", caption, _columns("Response", 3.6), groups, empty="No cell does.")


def _say_response(material: Material, code: str) -> Text:
    response = material.responses[code]
    lead = ", ".join(response["lead"]) or "not stated"
    about = f"\nLead: {lead}. Dates: {write_period(response['start_date'], response['end_date'])}."
    return material.link_response(code), " ", response["title"], Run(about, note=True)


def _write_single_providers(material: Material) -> Iterator[Block]:
    found = [gap for gap in material.gaps if gap["kind"] == "single_provider"]
    if not found:
        yield Paragraph("No need rests on one organisation alone.", lead=True)
        return
    yield Paragraph(
        f"{count_words(len(found), 'cell')} (a need and a partner) rest on one organisation alone on "
        f"{in_full(material.day)}, strict reading. The gap lists of the pillars say why.",
        lead=True,
    )
    held: dict[str, list[Row]] = {}
    for gap in found:
        held.setdefault(gap["organisation"] or "", []).append(gap)
    ranked = sorted(held, key=lambda name: (not name, -len(held[name]), name))
    rows = tuple(_provider_row(material, name, held[name]) for name in ranked)
    numbers = Column("Cells", 0.8, number=True)
    columns = (Column("Organisation", 2.2), Column("Partners", 1.6), Column("Needs", 3.6), numbers)
    yield Table("single-providers", "Cells that rest on an organisation alone", columns, (Rows("", rows),))


def _provider_row(material: Material, name: str, found: list[Row]) -> tuple[Text, ...]:
    partners = list_codes({gap["partner"] for gap in found})
    needs = material.link_needs(sorted({gap["need"] for gap in found}))
    return Run(name or NOT_NAMED, strong=bool(name)), partners, needs, f"{len(found):,}"
