"""The matrix through time: how many of its cells are in which band, month by month, in the reading shown.

A month is looked at on its first day, the present one today; so the picture shows what the matrix shows on that day.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from iisg.access.limits import is_in_reach
from iisg.analysis.points import BANDS
from iisg.analysis.steps import count_bands, steps
from iisg.analysis.words import BAND_LABELS, name_day
from iisg.explore.filters import Filters
from iisg.explore.matrix import Row
from iisg.explore.visible import Visible

STACKED = tuple(reversed(BANDS))  # from the ground up
LAST_LABEL = 92  # percent: a year further right would stand beyond the edge of a phone
Counts = dict[str, int]


@dataclass(frozen=True)
class Area:
    band: str
    path: str


@dataclass(frozen=True)
class ThroughTime:
    """Counts of cells from the first month in which something changes to the end of the year of the last change."""

    asked: Filters
    days: list[date]  # on which something changes, the first of them for all time before
    counts: list[Counts]
    first: date
    last: date

    @property
    def on(self) -> date:
        return self.asked.on

    @property
    def months(self) -> int:
        """How many steps the slider has."""
        return self.month_of(self.last)

    @property
    def month(self) -> int:
        return self.month_of(self.on)

    def month_of(self, day: date) -> int:
        return (day.year - self.first.year) * 12 + day.month - self.first.month

    def day_of(self, month: int) -> date:
        """The first of a month, or today."""
        years, rest = divmod(self.first.month - 1 + month, 12)
        day, today = date(self.first.year + years, rest + 1, 1), self.asked.today
        return today if (day.year, day.month) == (today.year, today.month) else day

    def at(self, day: date) -> Counts:
        return self.counts[max(bisect_right(self.days, day) - 1, 0)]

    @property
    def width(self) -> int:
        """Of the field, in months: a step of the slider each, so that its handle stands at the day."""
        return max(self.months, 1)

    @property
    def here(self) -> str:
        """Where the day shown stands."""
        return f"{100 * self.month / self.width:.2f}%"

    @property
    def today(self) -> str:
        return self.address_of(self.asked.today)

    @property
    def cells(self) -> int:
        return sum(self.counts[0].values())

    @property
    def areas(self) -> list[Area]:
        """One path for each band over a field of months by cells, stacked; steps, since coverage has no slopes."""
        monthly = [self.at(self.day_of(month)) for month in range(self.width)]
        ground, areas = [self.cells] * len(monthly), []
        for band in STACKED:
            top = [low - found[band] for low, found in zip(ground, monthly, strict=True)]
            forth = "".join(f"V{y}H{x + 1}" for x, y in enumerate(top))
            back = "".join(f"V{y}H{len(ground) - 1 - x}" for x, y in enumerate(reversed(ground)))
            areas.append(Area(band, f"M0 {ground[0]}{forth}{back}Z"))
            ground = top
        return areas

    @property
    def years(self) -> Iterator[tuple[str, int]]:
        """Where each year begins, in percent; every second or third where they would stand too close."""
        years = range(self.first.year + (self.first.month > 1), self.last.year + 1)
        for year in years[:: len(years) // 10 + 1]:
            place = 100 * self.month_of(date(year, 1, 1)) / self.width
            if place < LAST_LABEL:
                yield f"{place:.2f}%", year

    @property
    def rows(self) -> Iterator[tuple[date, Counts, str]]:
        """The picture as a table: the first of each year, and the day shown; each day is an address of the matrix."""
        days = {date(year, 1, 1) for year in range(self.first.year, self.last.year + 1)} - {date(self.first.year, 1, 1)}
        for day in sorted(days | {self.first, self.asked.today, self.on}):
            yield day, self.at(day), self.address_of(day)

    @property
    def before(self) -> tuple[date, str] | None:
        day = self.day_of(self.month - 1) if self.month else None
        return (day, self.address_of(day)) if day else None

    @property
    def after(self) -> tuple[date, str] | None:
        day = self.day_of(self.month + 1) if self.month < self.months else None
        return (day, self.address_of(day)) if day else None

    def address_of(self, day: date) -> str:
        return self.asked.changed(on=None if day == self.asked.today else day.isoformat()) or "?"

    @property
    def said(self) -> str:
        """The picture in a sentence."""
        days = sorted({self.first, self.on, self.last})
        return "; ".join(f"on {name_day(day)} {say(self.at(day))}" for day in days)


def say(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[band]} {BAND_LABELS[band]}" for band in STACKED)


def read_time(visible: Visible, rows: Iterable[Row], asked: Filters) -> ThroughTime:
    """Of these rows, demonstrations left out."""
    codes = [row.code for row in rows if not row.is_demo]
    shown = replace(visible.real, needs=visible.real.needs.filter(pl.col("code").is_in(codes)))
    found = count_bands(steps(shown, asked.reading)).to_dicts()
    counts = [{band: row[band] for band in BANDS} for row in found] or [dict.fromkeys(BANDS, 0)]
    days = [row["day"] or date.min for row in found] or [date.min]
    known = [asked.today, asked.on, *filter(is_in_reach, days)]
    return ThroughTime(asked, days, counts, min(known).replace(day=1), max(known).replace(month=12, day=1))
