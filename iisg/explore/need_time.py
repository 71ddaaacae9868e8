"""Coverage of one need through time, partner by partner, as figures and as a drawing.

Each partner has up to three lanes: the strict reading through all time; the planned reading from the day on, where
what is planned adds something (before that day there is nothing left to plan); the claimant's reading, where a dispute
makes it differ. The drawing's widths are percentages, so that its text is never stretched; each has the same steps in
words beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import polars as pl

from iisg.analysis.coverage import coverage, openers
from iisg.analysis.points import BANDS
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.steps import steps_by_reading
from iisg.analysis.words import BAND_LABELS, READING_LABELS, count_words, join_words, name_day
from iisg.needs.models import NeedPartner

BAR, FLOOR = 36, 42  # height of a full bar, and where bars stand, in px
LANE, LANE_FLOOR = 12, 14  # the same in a lane below
REST = {"partly": "rest", "marginal": "marginal-rest"}
MOST_BEFORE, MOST_AFTER, LEAST_AFTER = 9, 8, 2  # years shown around the day
OTHER_LANES = {
    "planned": "Planned responses change what lies ahead in",
    "claimed": "A dispute makes the claimant’s reading differ in",
}


@dataclass(frozen=True)
class Step:
    first: date | None
    last: date | None
    point: float
    band: str

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def words(self) -> str:
        """covered 0.81 from 1 Jan 2024"""
        since = f" from {name_day(self.first)}" if self.first else ""
        return f"{BAND_LABELS[self.band]} {self.point:.2f}{since}"


@dataclass(frozen=True)
class Lane:
    """One reading of a partner's coverage, as far as it is shown."""

    reading: str
    steps: list[Step]

    @property
    def title(self) -> str:
        return READING_LABELS[self.reading]

    @property
    def said(self) -> str:
        return "; ".join(step.words for step in self.steps if step.first or len(self.steps) == 1)


@dataclass(frozen=True)
class PartnerLine:
    """One partner's row: its words, where it stands on the day, how that changes."""

    of: NeedPartner
    on: date
    figures: dict[str, Any]  # the row of `coverage`
    through: Mapping[str, list[Step]]  # all steps by reading
    openers: list[tuple[str, str]]  # code and title of the ending responses that open the gap

    @property
    def band(self) -> str:
        return str(self.figures["band"])

    @property
    def steps(self) -> list[Step]:
        return self.through["strict"]

    @property
    def planned(self) -> Step:
        return next(step for step in self.through["planned"] if step.holds(self.on))

    @property
    def after(self) -> Step | None:
        """What it falls to."""
        return next((step for step in self.steps if self.opens_on and step.first == self.opens_on), None)

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

    @property
    def lanes(self) -> list[Lane]:
        """The strict reading, then each other one that says something else."""
        ahead, strict_ahead = (cut_before(self.through[name], self.on) for name in ("planned", "strict"))
        lanes = [Lane("strict", self.steps)]
        if ahead != strict_ahead:
            lanes.append(Lane("planned", ahead))
        if self.through["claimed"] != self.steps:
            lanes.append(Lane("claimed", self.through["claimed"]))
        return lanes


def cut_before(steps: Iterable[Step], day: date) -> list[Step]:
    """The steps from a day on."""
    return [
        Step(max(step.first or day, day), step.last, step.point, step.band)
        for step in steps
        if step.last is None or step.last >= day
    ]


def partner_lines(portfolio: Portfolio, of_partners: Iterable[NeedPartner], on: date) -> list[PartnerLine]:
    covered = coverage(portfolio, on)
    figures = {row["partner"]: row for row in covered.iter_rows(named=True)}
    titles = dict(portfolio.responses.select("code", "title").iter_rows())
    opening: dict[str, list[tuple[str, str]]] = {}
    for row in openers(portfolio, covered).iter_rows(named=True):
        opening.setdefault(row["partner"], []).append((row["response"], titles[row["response"]]))
    through = {reading: steps_by_partner(found) for reading, found in steps_by_reading(portfolio).items()}
    return [
        PartnerLine(
            of=of,
            on=on,
            figures=figures[of.partner_id],
            through={reading: found[of.partner_id] for reading, found in through.items()},
            openers=opening.get(of.partner_id, []),
        )
        for of in of_partners
    ]


def steps_by_partner(found: pl.DataFrame) -> dict[str, list[Step]]:
    return {
        partner: [Step(row["from_day"], row["to_day"], row["point"], row["band"]) for row in rows]
        for partner, rows in groupby(found.iter_rows(named=True), key=lambda row: row["partner"])
    }


@dataclass(frozen=True)
class Bar:
    x: str
    width: str
    y: int
    height: int
    css: str
    text: str


NEVER = Bar("0%", "100%", FLOOR - 6, 6, "none", "")  # open all the time: an empty row would look like a fault


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
    def drawn(self) -> list[tuple[PartnerLine, list[Bar], list[tuple[Lane, list[Bar]]], str]]:
        """For each partner: its line, its bars, its lanes below, and where its gap opens, if within the years shown."""
        rows = []
        for line in self.lines:
            strict, *below = line.lanes
            thin = [(lane, [bar for step in lane.steps for bar in self.thin_bars(step)]) for lane in below]
            bars = [bar for step in strict.steps for bar in self.bars(step)] or [NEVER]
            rows.append((line, bars, thin, self.gap(line)))
        return rows

    def gap(self, line: PartnerLine) -> str:
        return percent(self.at(line.opens_on)) if line.opens_on and line.opens_on < self.end else ""

    def span(self, step: Step) -> tuple[float, float]:
        """Where a step begins and how wide it is, in percent; no width where it is not among the years shown."""
        left = self.at(step.first or self.first)
        return left, self.at(step.last + timedelta(days=1) if step.last else self.end) - left

    def bars(self, step: Step) -> list[Bar]:
        """A bar as high as the point, what is missing to full tinted above it; nothing before anything began."""
        left, width = self.span(step)
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

    def thin_bars(self, step: Step) -> list[Bar]:
        """The same in a lane of its own, without figures: they stand in the row and in the table."""
        left, width = self.span(step)
        if width <= 0 or (step.band == "none" and step.first is None):
            return []
        height = max(round(LANE * step.point), 3)
        return [Bar(percent(left), percent(width), LANE_FLOOR - height, height, step.band, "")]


def scale_of(lines: list[PartnerLine], on: date) -> Scale:
    """From the first help, at most nine years back, to the last known change, at most eight years ahead."""
    days = [step.first for line in lines for lane in line.lanes for step in lane.steps if step.first]
    first = max(min([*days, date(on.year - LEAST_AFTER, 1, 1)]).year, on.year - MOST_BEFORE)
    end = min(max([*days, date(on.year + LEAST_AFTER, 1, 1)]).year + 1, on.year + MOST_AFTER)
    return Scale(date(first, 1, 1), date(end, 1, 1), on, lines)


def percent(value: float) -> str:
    return f"{value:.2f}%"


def say_coverage(lines: list[PartnerLine]) -> list[str]:
    """The picture in sentences: where the partners stand, which gap opens next, what else is planned or disputed."""
    bands = [line.band for line in lines]
    counts = [f"{bands.count(band)} {BAND_LABELS[band]}" for band in reversed(BANDS) if band in bands]
    said = [f"{join_words(counts)} of {count_words(len(lines), 'partner')}."] if lines else []
    if falls := sorted({line.opens_on for line in lines if line.opens_on}):
        here = [line for line in lines if line.opens_on == falls[0]]
        names = join_words([line.of.partner.name for line in here])
        ending = sorted({f"“{title}” ({code})" for line in here for code, title in line.openers})
        when = f", when {join_words(ending)} {'ends' if len(ending) == 1 else 'end'}" if ending else ""
        said.append(f"The next gap opens on {name_day(falls[0])} in {names}{when}.")
    elif any(line.band != "none" for line in lines):
        said.append("No gap opens later, as far as dates are known.")
    for reading, words in OTHER_LANES.items():
        if where := [line.of.partner.name for line in lines if any(lane.reading == reading for lane in line.lanes)]:
            said.append(f"{words} {join_words(where)}.")
    return said
