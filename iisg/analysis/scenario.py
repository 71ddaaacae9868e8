"""What if: responses and claims that are not there (yet), actions that end, go on or start after all.

A scenario applied to a portfolio gives a new one; the one it starts from is never touched. Everything that can be said
of a portfolio can then be said of both, and compared.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from iisg.analysis.coverage import coverage
from iisg.analysis.findings import EXACT, Finding, Weights, sort_key
from iisg.analysis.gaps import gaps, summarise
from iisg.analysis.portfolio import Portfolio, frame_of

STOPPED = ("suspended", "cancelled")

Row = Mapping[str, Any]


class ScenarioError(ValueError):
    """A scenario that does not fit its portfolio; the message says what and how to mend it."""


@dataclass(frozen=True)
class Scenario:
    """Changes, all by code; a response may be changed once.

    responses, claims: rows to add, keys as in `portfolio.RESPONSES` and `CLAIMS`. ends: response -> its last day, be
    that earlier or later than the one it has. starts: response -> the day from which it is taken to be under way; where
    no end is known it has none in sight.
    """

    responses: tuple[Row, ...] = ()
    claims: tuple[Row, ...] = ()
    ends: Mapping[str, date] = field(default_factory=dict)
    starts: Mapping[str, date] = field(default_factory=dict)

    def apply(self, portfolio: Portfolio) -> Portfolio:
        """The portfolio as it would be. Raises ScenarioError."""
        self._check(portfolio)
        responses = pl.concat([self._move(portfolio.responses), _frame("responses", self.responses)])
        claims = pl.concat([portfolio.claims, _frame("claims", self.claims)])
        return replace(portfolio, responses=responses, claims=claims)

    def _move(self, responses: pl.DataFrame) -> pl.DataFrame:
        """What is made to start is taken to be under way; what is made to end keeps what is said of it."""
        code = pl.col("code")
        started = code.is_in(list(self.starts))
        return responses.with_columns(
            start_date=_replaced(code, self.starts, "start_date"),
            end_date=_replaced(code, self.ends, "end_date"),
            status=pl.when(started).then(pl.lit("ongoing")).otherwise("status"),
        )

    def _check(self, portfolio: Portfolio) -> None:
        known = {row["code"]: row for row in portfolio.responses.iter_rows(named=True)}
        for code in [*self.ends, *self.starts]:
            if code not in known:
                raise ScenarioError(f"there is no response {code} to change; name one of the register")
        for code in self.starts:
            if known[code]["status"] in STOPPED:
                raise ScenarioError(f"{code} is {known[code]['status']}; what was stopped does not start in a scenario")
        for code, row in known.items():
            start, end = self.starts.get(code, row["start_date"]), self.ends.get(code, row["end_date"])
            if (code in self.ends or code in self.starts) and start and end and end < start:
                raise ScenarioError(
                    f"{code} would end on {end}, before it starts on {start}; change one of the two days"
                )
        self._check_added(portfolio, known)

    def _check_added(self, portfolio: Portfolio, known: Mapping[str, Row]) -> None:
        codes = [row["code"] for row in self.responses]
        taken = {*known, *portfolio.claims["code"]}
        for code in [*codes, *(row["code"] for row in self.claims)]:
            if code in taken:
                raise ScenarioError(f"the code {code} is taken; give what is added a code of its own")
            taken.add(code)
        needs, responses = set(portfolio.needs["code"]), {*known, *codes}
        for row in self.claims:
            if row["need"] not in needs or row["response"] not in responses:
                raise ScenarioError(f"the claim {row['code']} names a need or a response that is not there")
        for row in self.responses:
            if row.get("part_of") and row["part_of"] not in known:
                raise ScenarioError(f"{row['code']} is part of {row['part_of']}, which is not in the register")


@dataclass(frozen=True)
class Reading:
    """A portfolio on a day: coverage (frame), findings (gaps), kinds (how many of each) and score (their exact sum)."""

    coverage: pl.DataFrame
    findings: list[Finding]
    kinds: Mapping[str, int]
    score: Decimal


@dataclass(frozen=True)
class Comparison:
    """before, after: what is read of both. moved: the cells whose band or point differs, with `_before` and `_after`
    of band and point, sorted by need and partner. closed, opened: gaps that are there before only, after only."""

    before: Reading
    after: Reading
    moved: pl.DataFrame
    closed: list[Finding]
    opened: list[Finding]


def compare(portfolio: Portfolio, scenario: Scenario, on: date, weights: Weights | None = None) -> Comparison:
    """The portfolio as it is and as the scenario would make it, on one day. Raises ScenarioError, and as `cut`.

    A status that only the days of the scenario deny is no finding: it was declared of other days.
    """
    before = read(portfolio, on, weights)
    disagreed = {finding["response"] for finding in before.findings if finding["kind"] == "status_disagrees"}
    moved_days = {*scenario.ends, *scenario.starts} - disagreed
    after = read(scenario.apply(portfolio), on, weights, moved_days)
    cell, figures = ["need", "partner"], ["band", "point"]
    both = before.coverage.select(*cell, *figures).join(
        after.coverage.select(*cell, *figures), on=cell, suffix="_after", maintain_order="left"
    )
    moved = both.filter(pl.any_horizontal(pl.col(name) != pl.col(f"{name}_after") for name in figures))
    return Comparison(
        before,
        after,
        moved.rename({name: f"{name}_before" for name in figures}),
        closed=_only(before.findings, after.findings),
        opened=_only(after.findings, before.findings),
    )


def read(portfolio: Portfolio, on: date, weights: Weights | None = None, undeclared: Set[str] = frozenset()) -> Reading:
    """undeclared: responses whose declared status is not held against their days."""
    findings = [
        finding
        for finding in gaps(portfolio, on, weights)
        if finding["kind"] != "status_disagrees" or finding["response"] not in undeclared
    ]
    score = Decimal(0)
    for finding in findings:
        score = EXACT.add(score, finding["score"] or Decimal(0))
    return Reading(coverage(portfolio, on), findings, summarise(findings), score)


def _only(here: list[Finding], there: list[Finding]) -> list[Finding]:
    also = {sort_key(finding) for finding in there}
    return [finding for finding in here if sort_key(finding) not in also]


def _frame(name: str, rows: tuple[Row, ...]) -> pl.DataFrame:
    return frame_of(name, [dict(row) for row in rows])


def _replaced(code: pl.Expr, days: Mapping[str, date], column: str) -> pl.Expr:
    new = code.replace_strict(list(days), list(days.values()), default=None, return_dtype=pl.Date)
    return pl.coalesce(new, column) if days else pl.col(column)
