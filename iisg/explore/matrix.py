"""The coverage matrix: needs by objective and measure down, the six partners across, one band per cell.

A cell is a need and a partner that it names. It *falls* when its band gets lower within a year of the day, in the
reading shown; it is *disputed* when the partner disputes a claim of a response active on the day; *planned lifts it*
when what is planned would make a higher band. Demonstration needs are rows like others but counted nowhere.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import polars as pl

from iisg.analysis.coverage import coverage
from iisg.analysis.findings import CLOSING_WITHIN_DAYS
from iisg.analysis.points import BANDS
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.steps import steps
from iisg.explore.filters import Filters
from iisg.explore.visible import Visible
from iisg.framework.models import Measure
from iisg.framework.names import NEED_TYPES, PARTNERS, PILLARS

WITHIN = timedelta(days=CLOSING_WITHIN_DAYS)


@dataclass(frozen=True, slots=True)
class Cell:
    need: str
    partner: str
    band: str
    falls_on: date | None
    lifted_to: str | None  # the band that what is planned would make, where it is higher
    is_disputed: bool
    figures: Mapping[str, Any]  # the row of `coverage`


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    title: str
    pillar: str
    measure: str | None
    need_types: list[str]
    perspective: list[str]
    priority: str
    is_demo: bool
    cells: dict[str, Cell]  # by partner, in the order of the process

    @property
    def letters(self) -> str:
        return "".join(word[0].upper() for word in NEED_TYPES if word in self.need_types)

    @property
    def covered(self) -> int:
        return sum(cell.band == "covered" for cell in self.cells.values())

    @property
    def is_open(self) -> bool:
        return all(cell.band == "none" for cell in self.cells.values())


@dataclass(frozen=True)
class Tally:
    """Counts over rows, demonstration rows left out."""

    needs: int
    bands: Counter[str]
    open_by_partner: Counter[str]
    bands_by_partner: Mapping[str, Counter[str]]
    falling: int

    @property
    def cells(self) -> int:
        return self.bands.total()

    @property
    def open(self) -> int:
        return self.bands["none"]

    @property
    def heads(self) -> list[tuple[str, dict[str, int]]]:
        """Each partner with its cells by band, for the heads of the columns."""
        return [(p, {band: found[band] for band in BANDS}) for p, found in self.bands_by_partner.items()]


@dataclass(frozen=True)
class Group:
    """An objective and its needs, or in each pillar, last, the needs that name no measure."""

    pillar: str
    strand: str
    title: str
    measures: list[tuple[str, str, list[Row]]]  # code, title, needs
    tally: Tally

    @property
    def rows(self) -> Iterator[Row]:
        for _, _, rows in self.measures:
            yield from rows


def make_rows(visible: Visible, on: date, reading: str) -> list[Row]:
    """Every need that the reader sees, sorted by code."""
    cells: dict[str, dict[str, Cell]] = {}
    portfolios = [visible.real, *([visible.demonstration] if visible.has_demonstration else [])]
    needs = []
    for portfolio in portfolios:
        needs += portfolio.needs.to_dicts()
        for cell in make_cells(portfolio, coverage(portfolio, on), on, reading):
            cells.setdefault(cell.need, {})[cell.partner] = cell
    return [
        Row(
            code=need["code"],
            title=need["title"],
            pillar=need["pillar"],
            measure=need["measure"],
            need_types=need["need_types"],
            perspective=need["perspective"],
            priority=need["priority"],
            is_demo=need["code"] in visible.demo,
            cells={p: cells[need["code"]][p] for p in PARTNERS if p in cells.get(need["code"], {})},
        )
        for need in sorted(needs, key=lambda need: str(need["code"]))
    ]


def make_cells(portfolio: Portfolio, covered: pl.DataFrame, on: date, reading: str) -> Iterator[Cell]:
    """The cells that these rows of `coverage` are of, in one reading: strict, claimed or planned."""
    band_of = {"strict": "band", "claimed": "claimed_band", "planned": "planned_band"}[reading]
    falls = {} if reading == "strict" else find_falls(portfolio, on, reading)
    for found in covered.iter_rows(named=True):
        band, planned = found[band_of], found["planned_band"]
        falls_on = found["gap_opens_on"] if reading == "strict" else falls.get((found["need"], found["partner"]))
        yield Cell(
            need=found["need"],
            partner=found["partner"],
            band=band,
            falls_on=falls_on if falls_on and falls_on <= on + WITHIN else None,
            lifted_to=planned if BANDS.index(planned) > BANDS.index(band) else None,
            is_disputed=any(claim["partner_word"] == "disputes" for claim in found["claims"]),
            figures=found,
        )


def find_falls(portfolio: Portfolio, on: date, reading: str) -> dict[tuple[str, str], date]:
    """The first day after `on` on which the band of a reading is lower than on `on`, by need and partner."""
    falls: dict[tuple[str, str], date] = {}
    for (need, partner), stretches in groupby(
        steps(portfolio, reading).iter_rows(named=True), key=lambda step: (step["need"], step["partner"])
    ):
        now = 0
        for step in stretches:
            rank = BANDS.index(step["band"])
            if step["from_day"] is None or step["from_day"] <= on:
                now = rank
            elif rank < now:
                falls[need, partner] = step["from_day"]
                break
    return falls


def keep(rows: Iterable[Row], filters: Filters) -> list[Row]:
    """The rows that the filters ask for. With a partner chosen, it is that partner's cell that must be as asked."""
    return [row for row in rows if _has_words(row, filters) and _has_cell(row, filters) and _has_text(row, filters)]


def _has_words(row: Row, filters: Filters) -> bool:
    return (
        filters["pillar"] in ("", row.pillar)
        and filters["priority"] in ("", row.priority)
        and (not filters["type"] or filters["type"] in row.need_types)
        and (not filters["perspective"] or filters["perspective"] in row.perspective)
    )


def _has_cell(row: Row, filters: Filters) -> bool:
    return any(_is(filters["cells"], cell) for cell in row.cells.values() if filters["partner"] in ("", cell.partner))


def _is(asked: str, cell: Cell) -> bool:
    if asked == "open":
        return cell.band == "none"
    if asked in BANDS:
        return cell.band == asked
    if asked == "falling":
        return cell.falls_on is not None
    return cell.is_disputed or asked != "disputed"


def _has_text(row: Row, filters: Filters) -> bool:
    return filters.finds(row.code, row.title)


def group(rows: Iterable[Row], measures: Mapping[str, Measure]) -> list[Group]:
    """By pillar and objective, in the order of the template; within, by measure and code."""
    pillars = list(PILLARS)

    def place(row: Row) -> tuple[Any, ...]:
        measure = measures.get(row.measure or "")
        if measure is None:
            return pillars.index(row.pillar), 1, 0, 0, 0, row.code
        objective = measure.objective
        return pillars.index(row.pillar), 0, objective.order, objective.pk, measure.order, row.code

    groups = []
    for key, members in groupby(sorted(rows, key=place), key=lambda row: place(row)[:4]):
        together = list(members)
        first = measures.get(together[0].measure or "")
        groups.append(
            Group(
                pillar=pillars[key[0]],
                strand=first.objective.strand if first else "",
                title=first.objective.title if first else "Without a measure",
                measures=list(_by_measure(together, measures)),
                tally=count(together),
            )
        )
    return groups


def _by_measure(rows: list[Row], measures: Mapping[str, Measure]) -> Iterator[tuple[str, str, list[Row]]]:
    for code, members in groupby(rows, key=lambda row: row.measure if row.measure in measures else None):
        yield code or "", measures[code].title if code else "", list(members)


def measures_of(cycle: str) -> dict[str, Measure]:
    return {measure.code: measure for measure in Measure.objects.filter(cycle_id=cycle).select_related("objective")}


def count(rows: Iterable[Row]) -> Tally:
    counted = [row for row in rows if not row.is_demo]
    cells = [cell for row in counted for cell in row.cells.values()]
    return Tally(
        needs=len(counted),
        bands=Counter(cell.band for cell in cells),
        open_by_partner=Counter(cell.partner for cell in cells if cell.band == "none"),
        bands_by_partner={p: Counter(cell.band for cell in cells if cell.partner == p) for p in PARTNERS},
        falling=sum(cell.falls_on is not None for cell in cells),
    )
