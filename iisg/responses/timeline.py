"""Where a response lies in time, as percentages of an axis of whole years: past filled, future outlined, unknown dashed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

BACK, AHEAD = 6, 4
MOST_TICKS = 12
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


class Piece(NamedTuple):
    kind: str  # past, future or unknown
    x: float
    width: float


class Tick(NamedTuple):
    x: float
    year: int


@dataclass(frozen=True)
class Axis:
    """From the first day of one year to the last of another."""

    first: int
    last: int

    def place(self, day: date) -> float:
        """In per cent; days outside stand at the edge."""
        length = (self.last - self.first + 1) * 365.25
        days = day.toordinal() - date(self.first, 1, 1).toordinal()
        return round(min(max(days / length * 100, 0), 100), 2)

    @property
    def ticks(self) -> list[Tick]:
        years = self.last - self.first + 1
        step = next(step for step in STEPS if years / step <= MOST_TICKS)
        return [Tick(self.place(date(year, 1, 1)), year) for year in range(self.first, self.last + 1, step)]

    def pieces(self, start: date | None, end: date | None, on: date) -> list[Piece]:
        return [piece for piece in self.all_pieces(start, end, on) if piece.width > 0]

    def all_pieces(self, start: date | None, end: date | None, on: date) -> Iterator[Piece]:
        if not start and not end:
            return
        x, until = (self.place(start) if start else 0.0), (self.place(end) if end else 100.0)
        today = self.place(on)
        if start and end:
            yield Piece("past", x, round(min(until, today) - x, 2))
            yield Piece("future", max(x, today), round(until - max(x, today), 2))
        else:
            yield Piece("unknown", x, round(until - x, 2))


def axis_of_list(on: date) -> Axis:
    return Axis(on.year - BACK, on.year + AHEAD)


def axis_of_record(start: date | None, end: date | None, on: date) -> Axis:
    """A year of room on both sides, today inside."""
    known = [day.year for day in (start, end, on) if day]
    return Axis(max(min(known) - 1, 1), min(max(known) + 1, 9999))
