"""What rests on whom: the cells whose band falls if an organisation or a response stops, gathered by who that is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from iisg.analysis.portfolio import Portfolio
from iisg.analysis.risk import risk
from iisg.explore.filters import Choice, Filters
from iisg.explore.gap_list import in_order

ORGANISATION, RESPONSE = "organisation", "response"
BY = Choice("by", "If it stops", {RESPONSE: "Responses"}, everything="Organisations", narrows=False)
COLUMNS = ("organisation", "response", "need", "partner", "band_before", "band_after")


@dataclass(frozen=True, slots=True)
class Need:
    """The cells of one need that fall."""

    code: str
    title: str
    cells: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Rests:
    """All that falls without one organisation or response."""

    who: str  # an organisation's short name or a response's code
    title: str  # of a response, else empty
    needs: tuple[Need, ...]

    @property
    def cells(self) -> list[Mapping[str, Any]]:
        return [cell for need in self.needs for cell in need.cells]

    @property
    def lost(self) -> list[Mapping[str, Any]]:
        """The cells that would be left with nothing."""
        return [cell for cell in self.cells if cell["band_after"] == "none"]

    @property
    def uncovered(self) -> int:
        return len(self.lost)

    @property
    def partners(self) -> tuple[str, ...]:
        return in_order(cell["partner"] for cell in self.cells)


def list_rests(portfolio: Portfolio, on: date, by: str) -> list[Rests]:
    """Who leaves most with nothing first, then by cells, then by name."""
    titles = dict(portfolio.responses.select("code", "title").iter_rows()) if by == RESPONSE else {}
    needs = dict(portfolio.needs.select("code", "title").iter_rows())
    falls = [row for row in risk(portfolio, on).to_dicts() if row[by] is not None]
    found = [
        Rests(
            who,
            titles.get(who, ""),
            tuple(
                Need(code, needs[code], tuple(cells)) for code, cells in groupby(rows, key=lambda row: str(row["need"]))
            ),
        )
        for who, rows in groupby(falls, key=lambda row: str(row[by]))
    ]
    return sorted(found, key=lambda rests: (-rests.uncovered, -len(rests.cells), rests.who))


def count_cells(found: Sequence[Rests]) -> tuple[int, int]:
    """How many cells fall, and how many of them to nothing; each once, though several may carry it."""
    falling = {(cell["need"], cell["partner"]) for rests in found for cell in rests.cells}
    return len(falling), len({(cell["need"], cell["partner"]) for rests in found for cell in rests.lost})


def most_cells(found: Sequence[Rests]) -> int:
    """What the longest bar stands for."""
    return max((len(rests.cells) for rests in found), default=1)


def keep(found: Iterable[Rests], asked: Filters) -> Iterator[Rests]:
    return (rests for rests in found if asked.finds(rests.who, rests.title))
