"""Coverage of one need through time, partner by partner, as figures and as a drawing.

The drawing's widths are percentages, so that its text is never stretched; each has the same steps in words beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from iisg.analysis.coverage import coverage, openers
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.steps import steps
from iisg.needs.models import NeedPartner

BAR, FLOOR = 36, 42  # height of a full bar, and where bars stand, in px
REST = {"partly": "rest", "marginal": "marginal-rest"}
MOST_BEFORE, MOST_AFTER, LEAST_AFTER = 9, 8, 2  # years shown around today


@dataclass(frozen=True)
class Step:
    first: date | None
    last: date | None
    point: float
    band: str


@dataclass(frozen=True)
class PartnerLine:
    """One partner's row: its words, where it stands today, how that changes."""

    of: NeedPartner
    figures: dict[str, Any]  # the row of `coverage`
    steps: list[Step]
    after: Step | None  # what it falls to
    openers: list[str]  # which ending responses open the gap

    @property
    def band(self) -> str:
        return str(self.figures["band"])

    @property
    def opens_on(self) -> date | None:
        opens: date | None = self.figures["gap_opens_on"]
        return opens

    @property
    def is_doubtful(self) -> bool:
        """Whether the claims leave room between the lowest and the highest reading."""
        return bool(self.figures["high"] > self.figures["low"])

    @property
    def is_disputed(self) -> bool:
        return any(claim["partner_word"] == "disputes" for claim in self.figures["claims"])


def partner_lines(portfolio: Portfolio, of_partners: Iterable[NeedPartner], on: date) -> list[PartnerLine]:
    figures = {row["partner"]: row for row in coverage(portfolio, on).iter_rows(named=True)}
    opening: dict[str, list[str]] = {}
    for row in openers(portfolio, on).iter_rows(named=True):
        opening.setdefault(row["partner"], []).append(row["response"])
    through = {
        partner: [Step(row["from_day"], row["to_day"], row["point"], row["band"]) for row in rows]
        for partner, rows in groupby(steps(portfolio).iter_rows(named=True), key=lambda row: row["partner"])
    }
    lines = []
    for of in of_partners:
        row, mine = figures[of.partner_id], through[of.partner_id]
        after = next((s for s in mine if row["gap_opens_on"] and s.first == row["gap_opens_on"]), None)
        lines.append(PartnerLine(of, row, mine, after, opening.get(of.partner_id, [])))
    return lines


@dataclass(frozen=True)
class Bar:
    x: str
    width: str
    y: int
    height: int
    css: str
    text: str


@dataclass(frozen=True)
class Scale:
    """The years that all rows of one need show, and the drawing of each."""

    first: date
    end: date
    on: date
    lines: list[PartnerLine]

    def at(self, day: date) -> float:
        days = (min(max(day, self.first), self.end) - self.first).days
        return 100 * days / (self.end - self.first).days

    @property
    def today(self) -> str:
        return percent(self.at(self.on))

    @property
    def ahead(self) -> str:
        return percent(100 - self.at(self.on))

    @property
    def years(self) -> list[tuple[str, int]]:
        """Every year, or every second where they would stand too close; not the ones that today's label covers."""
        span = range(self.first.year, self.end.year)
        stride = 1 if len(span) <= 8 else 2
        places = [(self.at(date(year, 1, 1)), year) for year in span[::stride]]
        return [(percent(x), year) for x, year in places if not -13 < x - self.at(self.on) < 7]

    @property
    def drawn(self) -> list[tuple[PartnerLine, list[Bar], str]]:
        """For each partner: its line, its bars, and where its gap opens, if within the years shown."""
        return [(line, [bar for step in line.steps for bar in self.bars(step)], self.gap(line)) for line in self.lines]

    def gap(self, line: PartnerLine) -> str:
        return percent(self.at(line.opens_on)) if line.opens_on and line.opens_on < self.end else ""

    def bars(self, step: Step) -> list[Bar]:
        """A bar as high as the point, what is missing to full tinted above it; nothing before anything began."""
        left = self.at(step.first or self.first)
        width = self.at(step.last + timedelta(days=1) if step.last else self.end) - left
        if width <= 0:
            return []
        x, wide = percent(left), percent(width)
        if step.band == "none":
            return [] if step.first is None else [Bar(x, wide, FLOOR - 6, 6, "none", "")]
        height = round(BAR * step.point)
        text = f"{step.point:.2f}" if width > 7 and height > 16 else ""
        bars = [Bar(x, wide, FLOOR - height, height, step.band, text)]
        if step.band in REST:
            bars.insert(0, Bar(x, wide, FLOOR - BAR, BAR - height, REST[step.band], ""))
        return bars


def scale_of(lines: list[PartnerLine], on: date) -> Scale:
    """From the first help, at most nine years back, to the last known change, at most eight years ahead."""
    days = [step.first for line in lines for step in line.steps if step.first]
    first = max(min([*days, date(on.year - LEAST_AFTER, 1, 1)]).year, on.year - MOST_BEFORE)
    end = min(max([*days, date(on.year + LEAST_AFTER, 1, 1)]).year + 1, on.year + MOST_AFTER)
    return Scale(date(first, 1, 1), date(end, 1, 1), on, lines)


def percent(value: float) -> str:
    return f"{value:.2f}%"
