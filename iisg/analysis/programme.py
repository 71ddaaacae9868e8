"""The integer programme behind the allocation: which actions, within an envelope, gain most.

Solved by HiGHS to proven optimality and made exact around it: gains are whole numbers, every set that comes back is
added up again in decimals, and one that only the solver's tolerance let through is ruled out and the search repeated.
The answer does not depend on the solver's path, because ties are decided: fewest actions first, then alphabetical.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs

_BLOCK = 16  # actions whose place in the alphabet is decided by one search: their weights stay far above tolerance
_MOST_CUTS = 50  # sets that only the solver's tolerance let through; each costs another search
_MOST_SECONDS = 5.0  # of one search
_MOST_SECONDS_IN_ALL = 60.0
Coefficients = Mapping[int, float]


class NotSolved(RuntimeError):
    """The solver did not prove its answer optimal."""


@dataclass(frozen=True)
class Solution:
    """Places of actions in their programme: the best set, and the best that leaves out at least one of it."""

    chosen: Sequence[int]
    second: Sequence[int]


@dataclass(frozen=True)
class Action:
    """`gives`: the level, in quarters, that it brings a cell to."""

    code: str
    cost: Decimal
    gives: Mapping[int, int]


@dataclass
class Programme:
    """Actions sorted by code; `low` and `worth` of each cell: the level it has, what one quarter more is worth."""

    actions: Sequence[Action]
    low: Mapping[int, int]
    worth: Mapping[int, int]
    envelope: Decimal
    _cuts: list[tuple[Coefficients, float]] = field(default_factory=list)
    _ends: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        levels = {(cell, level) for action in self.actions for cell, level in action.gives.items()}
        self.steps = [(cell, level) for cell, level in sorted(levels) if level > self.low[cell]]
        self._rows = [self._reach(at, *step) for at, step in enumerate(self.steps, len(self.actions))]
        if self.envelope > 0:
            shares = {at: float(Fraction(a.cost) / Fraction(self.envelope)) for at, a in enumerate(self.actions)}
            self._rows.append((shares, 1 + 1e-9))

    def solve(self, seconds: float = _MOST_SECONDS_IN_ALL) -> Solution:
        """Raises NotSolved, also where that takes longer than so many seconds."""
        self._ends = time.monotonic() + seconds
        chosen = self._best()
        return Solution(chosen, self._best(not_all_of=chosen) if chosen else [])

    def _best(self, not_all_of: Sequence[int] = ()) -> list[int]:
        """The best set, by gain, then fewest, then alphabetically; one that leaves out at least one of `not_all_of`."""
        rows = [(dict.fromkeys(not_all_of, 1.0), len(not_all_of) - 1.0)] if not_all_of else []
        every = range(len(self.actions))
        gains = self._gains()
        chosen = self._search(gains, rows)
        rows.append(({at: -gain for at, gain in gains.items()}, 0.5 - self.gain(chosen)))
        chosen = self._search(dict.fromkeys(every, -1.0), rows)
        rows.append((dict.fromkeys(every, 1.0), len(chosen) + 0.5))
        for start in range(0, len(self.actions), _BLOCK):
            block = every[start : start + _BLOCK]
            chosen = self._search({at: 2.0 ** (_BLOCK - 1 - at + start) for at in block}, rows)
            rows += [({at: -1.0}, -1.0) if at in chosen else ({at: 1.0}, 0.0) for at in block]
        return chosen

    def gain(self, chosen: Iterable[int]) -> int:
        reached = dict(self.low)
        for at in chosen:
            for cell, level in self.actions[at].gives.items():
                reached[cell] = max(reached[cell], level)
        return sum((reached[cell] - self.low[cell]) * self.worth[cell] for cell in reached)

    def leave_open(self, chosen: Iterable[int]) -> int:
        """What is worth something and still open, in the unit of gains."""
        return sum((4 - level) * self.worth[cell] for cell, level in self.low.items()) - self.gain(chosen)

    def codes(self, chosen: Iterable[int]) -> list[str]:
        return [self.actions[at].code for at in chosen]

    def cost(self, chosen: Iterable[int]) -> Decimal:
        return sum((self.actions[at].cost for at in chosen), Decimal(0))

    def _reach(self, column: int, cell: int, level: int) -> tuple[Coefficients, float]:
        """A step is taken only if an action brings the cell at least that far."""
        takers = {at: -1.0 for at, action in enumerate(self.actions) if action.gives.get(cell, 0) >= level}
        return takers | {column: 1.0}, 0.0

    def _gains(self) -> dict[int, float]:
        gains, before = {}, dict(self.low)
        for column, (cell, level) in enumerate(self.steps, len(self.actions)):
            gains[column] = float((level - before[cell]) * self.worth[cell])
            before[cell] = level
        return gains

    def _search(self, objective: Coefficients, rows: Sequence[tuple[Coefficients, float]]) -> list[int]:
        while len(self._cuts) <= _MOST_CUTS:
            chosen = self._solve(objective, [*self._rows, *self._cuts, *rows])
            if self.cost(chosen) <= self.envelope:
                return chosen
            self._cuts.append((dict.fromkeys(chosen, 1.0), len(chosen) - 1.0))
        raise NotSolved("the costs lie too close to the envelope to prove a best set; round them to whole euro")

    def _solve(self, objective: Coefficients, rows: Sequence[tuple[Coefficients, float]]) -> list[int]:
        # Not its subclass Highs: that one prints its name on standard output as soon as it is made.
        solver: Any = _Highs()
        options = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0}
        options["time_limit"] = min(_MOST_SECONDS, max(self._ends - time.monotonic(), 0.0))
        for name, value in options.items():
            solver.setOptionValue(name, value)
        columns, actions = len(self.actions) + len(self.steps), len(self.actions)
        solver.addVars(columns, np.zeros(columns), np.ones(columns))
        places = np.arange(columns, dtype=np.int32)
        solver.changeColsCost(columns, places, np.array([objective.get(at, 0.0) for at in range(columns)]))
        kinds = np.full(actions, highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(actions, places[:actions], kinds)
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        for row, most in rows:
            values = np.array(list(row.values()), dtype=np.float64)
            solver.addRow(-highspy.kHighsInf, most, len(row), np.array(list(row), dtype=np.int32), values)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kTimeLimit:
            raise NotSolved("no set was proven best in the time there is; give fewer actions, or costs less alike")
        if status != highspy.HighsModelStatus.kOptimal:
            raise NotSolved(f"the allocation was not solved: {solver.modelStatusToString(status)}")
        return [at for at in range(actions) if solver.getSolution().col_value[at] > 0.5]
