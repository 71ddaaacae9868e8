"""The balance lens as the page shows it: one row per pillar, perspective and need type, one figure per partner.

The filters choose what is shown, never what the median is of: it stays that of the six.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from iisg.analysis.coverage import find_uncovered
from iisg.analysis.portfolio import Portfolio
from iisg.explore.filters import Filters
from iisg.framework.names import NEED_TYPES, PARTNERS, PERSPECTIVES, PILLARS

SIGNS = {"above": "▲", "below": "▼", "at": "="}
MOST_FURTHEST = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """One partner in one row."""

    row: Mapping[str, Any]
    address: str  # the matrix, filtered to the cells behind it

    @property
    def partner(self) -> str:
        return str(self.row["partner"])

    @property
    def judgement(self) -> str:
        return self.row["judgement"] or ""

    @property
    def sign(self) -> str:
        return SIGNS.get(self.judgement, "")

    @property
    def words(self) -> str:
        return say(self.row)

    @property
    def short(self) -> str:
        """The same under a heading that names the median."""
        return self.words.removesuffix(" the median") if self.judgement != "at" else self.words


@dataclass(frozen=True, slots=True)
class Line:
    """One pillar, perspective and need type."""

    pillar: str
    perspective: str
    need_type: str
    figures: tuple[Figure, ...]  # in the order of the process, those with cells there and asked for

    @property
    def median(self) -> float:
        return float(self.figures[0].row["median"])

    @property
    def of(self) -> int:
        return int(self.figures[0].row["partners"])

    @property
    def title(self) -> str:
        return f"{self.perspective.capitalize()}, {self.need_type}"

    @property
    def by_partner(self) -> dict[str, Figure]:
        return {figure.partner: figure for figure in self.figures}

    @property
    def marks(self) -> list[tuple[str, float, str, str]]:
        """For the drawing: partner, point, judgement and words."""
        return [(f.partner, f.row["point"], f.judgement, f.words) for f in self.figures]


def say(row: Mapping[str, Any]) -> str:
    """The difference in words: 0.12 above the median; too few to judge (n = 3)."""
    if row["judgement"] is None:
        return f"too few to judge (n = {row['cells']})"
    if row["judgement"] == "at":
        return "at the median"
    return f"{_amount(row['difference'])} {row['judgement']} the median"


def _amount(difference: float) -> str:
    shown = f"{abs(difference):.2f}"
    return shown if shown != "0.00" else "less than 0.01"


def keep(found: pl.DataFrame, asked: Filters) -> pl.DataFrame:
    """The rows that the filters ask for, each with its difference in words."""
    columns = {"pillar": "pillar", "perspective": "perspective", "need_type": "type", "partner": "partner"}
    wanted = [pl.col(column) == asked[name] for column, name in columns.items() if asked[name]]
    shown = found.filter(wanted) if wanted else found
    return shown.with_columns(pl.Series("words", [say(row) for row in shown.iter_rows(named=True)], dtype=pl.String))


def keep_needs(portfolio: Portfolio, asked: Filters) -> Portfolio:
    """With only the needs that the figures and their medians rest on."""
    wanted = [pl.col("pillar") == asked["pillar"]] if asked["pillar"] else []
    for column, name in (("perspective", "perspective"), ("need_types", "type")):
        wanted += [pl.col(column).list.contains(asked[name])] if asked[name] else []
    return replace(portfolio, needs=portfolio.needs.filter(wanted)) if wanted else portfolio


def count_open(portfolio: Portfolio, on: date) -> Counter[str]:
    """How many cells of these needs nothing serves, by partner."""
    return Counter(find_uncovered(portfolio, on)["partner"])


def make_lines(shown: pl.DataFrame, matrix: str, asked: Filters) -> list[Line]:
    """In the order of the process. `matrix` is the path of the matrix."""
    orders = tuple(list(names).index for names in (PILLARS, PERSPECTIVES, NEED_TYPES, PARTNERS))
    keys = ("pillar", "perspective", "need_type", "partner")
    rows = sorted(shown.to_dicts(), key=lambda row: [at(row[key]) for at, key in zip(orders, keys, strict=True)])
    return [
        Line(pillar, perspective, need_type, tuple(Figure(row, matrix + _address(row, asked)) for row in of))
        for (pillar, perspective, need_type), of in groupby(rows, key=lambda row: [row[key] for key in keys[:3]])
    ]


def _address(row: Mapping[str, Any], asked: Filters) -> str:
    return asked.changed(
        pillar=row["pillar"], perspective=row["perspective"], type=row["need_type"], partner=row["partner"]
    )


def by_pillar(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    return [(pillar, list(of)) for pillar, of in groupby(lines, key=lambda line: line.pillar)]


def count_judgements(lines: Sequence[Line]) -> dict[str, int]:
    """How many figures lie above, below and at their median, and how many are too few to judge."""
    words = [figure.judgement or "few" for line in lines for figure in line.figures]
    return {word: words.count(word) for word in (*SIGNS, "few")} | {"all": len(words)}


def find_furthest(lines: Iterable[Line], most: int = MOST_FURTHEST) -> list[tuple[Line, Figure]]:
    """The figures furthest below their median, of those that are judged; ties in the order of the page."""
    behind = [(line, figure) for line in lines for figure in line.figures if figure.judgement == "below"]
    return sorted(behind, key=lambda pair: float(pair[1].row["difference"]))[:most]
