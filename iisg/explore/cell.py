"""One cell opened: its band and why, in words that can be reckoned again by hand.

What counts, when and how much is decided by the analysis; here it is only said. A claim of the cell is in one state:

    counts           on the day, in the reading shown
    counted_once     would count, but another claim by the same response or programme says more or as much
    disputed         active, but disputed by the partner (it counts in the claimant's reading)
    planned          its response has not started
    ended            its response has ended
    stopped          suspended, cancelled, or without the dates or status to be active
    demonstration    invented, so it counts for no real need
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import prod
from typing import Any

import polars as pl

from iisg.analysis.activity import is_active, is_planned
from iisg.analysis.coverage import coverage, openers
from iisg.analysis.families import families
from iisg.analysis.points import BANDS
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.steps import READINGS, steps_by_reading
from iisg.analysis.words import BAND_LABELS, READING_LABELS, name_day
from iisg.explore.matrix import Cell, make_cells
from iisg.explore.numbers import equals, plain
from iisg.framework.names import DEGREES
from iisg.needs.models import Need
from iisg.responses.models import Claim, ClaimPartner, PartyRole
from iisg.responses.portfolio import portfolio_around

STATES = {
    "counts": "Counts",
    "counted_once": "Same programme",
    "disputed": "Disputed",
    "planned": "Planned",
    "stopped": "Does not count",
    "ended": "Ended",
    "demonstration": "Demonstration",
}
Step = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """The cell in one reading on the day."""

    name: str
    step: Step
    degrees: list[Decimal]  # one per family that counts, largest first
    falls_on: date | None

    @property
    def words(self) -> str:
        return READING_LABELS[self.name]

    @property
    def low(self) -> Decimal:
        return max(self.degrees, default=Decimal(0))

    @property
    def high(self) -> Decimal:
        return min(Decimal(1), sum(self.degrees, Decimal(0)))


@dataclass(frozen=True)
class Line:
    """A claim for this cell, as the table shows it."""

    claim: Claim
    state: str
    said: ClaimPartner
    leads: list[str]

    @property
    def state_words(self) -> str:
        return STATES[self.state]

    @property
    def is_past(self) -> bool:
        return self.state in ("ended", "stopped", "demonstration")

    @property
    def degree(self) -> Decimal:
        return DEGREES[self.claim.degree]


@dataclass(frozen=True)
class Opened:
    need: Need
    cell: Cell
    on: date
    reading: str
    lines: list[Line]
    steps: list[Step]
    readings: list[Reading]  # all of them, side by side
    opening: list[tuple[str, str]]  # code and title of the responses whose end opens the gap
    ahead: Step | None  # what the planned reading says of the day on which the gap opens

    @property
    def shown(self) -> Reading:
        return next(reading for reading in self.readings if reading.name == self.reading)

    @property
    def now(self) -> Step:
        return self.shown.step

    @property
    def degrees(self) -> list[Decimal]:
        return self.shown.degrees

    @property
    def after(self) -> Step | None:
        return step_on(self.steps, self.cell.figures["gap_opens_on"]) if self.gap_opens_on else None

    @property
    def gap_opens_on(self) -> date | None:
        day: date | None = self.cell.figures["gap_opens_on"] if self.reading == "strict" else None
        return day

    @property
    def last_day(self) -> date | None:
        return self.gap_opens_on - timedelta(days=1) if self.gap_opens_on else None

    @property
    def count_words(self) -> str:
        """2 of 4 claims count on 30 Jun 2026."""
        if not self.lines:
            return "Nobody claims to serve this need here."
        counting = sum(line.state == "counts" for line in self.lines)
        if len(self.lines) == 1:
            return f"The one claim {'counts' if counting else 'does not count'} on {name_day(self.on)}."
        verb = "counts" if counting == 1 else "count"
        return f"{counting} of {len(self.lines)} claims {verb} on {name_day(self.on)}."

    @property
    def arithmetic(self) -> str:
        """0.875 = 1 − (1 − 0.75) × (1 − 0.5)"""
        if not self.degrees:
            return "Nothing counts, so coverage is 0"
        factors = " × ".join(f"(1 − {plain(degree)})" for degree in self.degrees)
        left_open = prod((1 - degree for degree in self.degrees), start=Decimal(1))
        return f"Coverage {equals(1 - left_open)} 1 − {factors}"

    @property
    def low(self) -> str:
        return plain(self.shown.low)

    @property
    def high(self) -> str:
        return plain(self.shown.high)

    @property
    def after_point(self) -> str:
        return plain(round(Decimal(str(self.after["point"])), 4)) if self.after else ""

    @property
    def successor_words(self) -> str:
        """What the planned reading says of the day on which the gap opens."""
        if not self.after or not self.ahead or self.ahead["point"] <= self.after["point"]:
            return "No successor is planned."
        return f"With what is planned it would be {say(self.ahead)}."


def open_cell(need: Need, partner: str, on: date, reading: str) -> Opened | None:
    """What there is to say of a cell; None where the need does not name the partner."""
    portfolio = portfolio_around([need.code], with_demonstration=need.is_demo)
    covered = coverage(portfolio, on).filter(partner=partner)
    cell = next(make_cells(portfolio, covered, on, reading), None)
    if cell is None:
        return None
    judged = {name: judge(portfolio, partner, on, name) for name in READINGS}
    read = {name: found.filter(partner=partner).to_dicts() for name, found in steps_by_reading(portfolio).items()}
    opening = openers(portfolio, covered)["response"].to_list()
    titles = dict(portfolio.responses.select("code", "title").iter_rows())
    gap = cell.figures["gap_opens_on"]
    return Opened(
        need=need,
        cell=cell,
        on=on,
        reading=reading,
        lines=list(_lines(need, partner, judged[reading][0])),
        steps=read[reading],
        readings=[Reading(name, step_on(read[name], on), judged[name][1], first_fall(read[name], on)) for name in read],
        opening=[(code, titles[code]) for code in opening],
        ahead=step_on(read["planned"], gap) if gap else None,
    )


def judge(portfolio: Portfolio, partner: str, on: date, reading: str) -> tuple[dict[str, str], list[Decimal]]:
    """The state of each claim that lists the partner, and the degrees of the families that count, largest first."""
    responses = portfolio.responses.select(
        active=is_active(on),
        planned=is_planned(on),
        ended=(pl.col("end_date") < on).fill_null(value=False),
        family=families(portfolio.responses)["family"],
        response="code",
    )
    claims = portfolio.claims.filter(pl.col("partners").list.contains(partner)).join(responses, on="response")
    states: dict[str, str] = {}
    best: dict[str, Decimal] = {}
    degree = pl.col("degree").replace_strict({word: float(value) for word, value in DEGREES.items()})
    for row in claims.sort(degree, "code", descending=[True, False]).iter_rows(named=True):
        counts = row["active"] or (reading == "planned" and row["planned"])
        if counts and (reading == "claimed" or row["partner_word"] != "disputes"):
            states[row["code"]] = "counted_once" if row["family"] in best else "counts"
            best.setdefault(row["family"], DEGREES[row["degree"]])
        else:
            states[row["code"]] = _state_without(row)
    return states, sorted(best.values(), reverse=True)


def _state_without(row: Step) -> str:
    """Why a claim does not count."""
    if row["active"]:
        return "disputed"
    if row["planned"]:
        return "planned"
    return "ended" if row["ended"] else "stopped"


def _lines(need: Need, partner: str, states: dict[str, str]) -> Iterator[Line]:
    """The claims, those that count first; within a state the latest end first."""
    said = (
        ClaimPartner.objects.filter(claim__need=need, partner_id=partner)
        .select_related("claim__response")
        .prefetch_related("claim__response__parties__organisation")
    )
    lines = []
    for word in said:
        claim = word.claim
        invented = claim.is_demo and not need.is_demo
        parties = [party for party in claim.response.parties.all() if party.role == PartyRole.LEAD]
        leads = [party.organisation.short_name for party in parties]
        lines.append(Line(claim, "demonstration" if invented else states.get(claim.code, "stopped"), word, leads))
    order = list(STATES)
    for_good = date.max

    def place(line: Line) -> tuple[int, int, str]:
        end = line.claim.response.end_date or for_good
        return order.index(line.state), -end.toordinal(), line.claim.code

    yield from sorted(lines, key=place)


def step_on(stretches: Sequence[Step], day: date) -> Step:
    """The step that a day lies in: the first step is open to the past, so there always is one."""
    return next(step for step in reversed(stretches) if step["from_day"] is None or step["from_day"] <= day)


def first_fall(stretches: Sequence[Step], day: date) -> date | None:
    """The first day after this one on which the band is lower than on it."""
    now = BANDS.index(step_on(stretches, day)["band"])
    later = (step for step in stretches if step["from_day"] and step["from_day"] > day)
    return next((step["from_day"] for step in later if BANDS.index(step["band"]) < now), None)


def say(step: Step) -> str:
    """Partly (0.5)"""
    return f"{BAND_LABELS[step['band']]} ({plain(round(Decimal(str(step['point'])), 4))})"
