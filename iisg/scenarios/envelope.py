"""The candidates of a scenario weighed against its envelope, on top of its changes, for one reader."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

import polars as pl

from iisg.analysis.allocation import CANDIDATES, allocate
from iisg.analysis.findings import Weights
from iisg.analysis.portfolio import Portfolio
from iisg.framework.names import PARTNERS
from iisg.members.models import Person
from iisg.scenarios.models import Candidate, Scenario
from iisg.scenarios.solving import solve_once


@dataclass(frozen=True)
class Action:
    """One candidate action with the cells that it would serve."""

    code: str
    title: str
    cost: Decimal
    lines: list[Candidate]
    is_chosen: bool

    @property
    def serves(self) -> list[tuple[str, str, list[str]]]:
        """Need, degree, and the partners of whom both are true."""
        found: dict[tuple[str, str], list[str]] = {}
        for line in self.lines:
            found.setdefault((line.need.code, line.degree), []).append(line.partner)
        return [(need, degree, [p for p in PARTNERS if p in served]) for (need, degree), served in found.items()]


@dataclass(frozen=True)
class Allocation:
    envelope: Decimal
    actions: list[Action]  # the chosen ones first, then by code
    found: dict[str, Any]  # as `analysis.allocation.allocate` gives it

    @property
    def chosen(self) -> list[Action]:
        return [action for action in self.actions if action.is_chosen]

    @property
    def left(self) -> Decimal:
        left: Decimal = self.envelope - self.found["cost"]
        return left

    @property
    def spent_percent(self) -> str:
        """Of the envelope, for the bar."""
        return f"{float(self.found['cost'] / self.envelope * 100) if self.envelope else 0:.2f}"

    @property
    def runner_up(self) -> list[Action] | None:
        second = self.found["runner_up"]
        return None if second is None else [action for action in self.actions if action.code in second["chosen"]]


def allocate_envelope(portfolio: Portfolio, scenario: Scenario, weights: Weights, *, by: Person) -> Allocation | None:
    """None where the scenario has no envelope, or no candidate that the reader sees."""
    lines = list(scenario.candidates.select_related("need").order_by("code", "need__code", "partner"))
    if scenario.envelope_eur is None or not lines:
        return None
    rows = [(c.code, c.title, c.cost_eur, c.need.code, c.partner, c.degree) for c in lines]
    candidates = pl.DataFrame(rows, schema=CANDIDATES, orient="row")
    found = allocate(portfolio, candidates, scenario.envelope_eur, scenario.on, weights, solve_once(scenario, by))
    actions = []
    for code, members in groupby(lines, key=lambda line: line.code):
        of = list(members)
        actions.append(Action(code, of[0].title, of[0].cost_eur, of, code in found["chosen"]))
    return Allocation(scenario.envelope_eur, sorted(actions, key=lambda action: not action.is_chosen), found)
