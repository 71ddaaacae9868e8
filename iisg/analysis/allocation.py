"""Which actions to fund with an envelope: the set that closes most of what is open, weighted by priority.

What is open is the sum over cells of priority weight x (1 - low), low being the largest degree that counts for the
cell on the day (strict reading). An action brings every cell that it names to its degree, if that is more. The set is
proven optimal; of equals the one with fewest actions is taken, then the alphabetically first list of codes.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

from iisg.analysis.cells import cut
from iisg.analysis.coverage import assess
from iisg.analysis.findings import EXACT, Weights
from iisg.analysis.points import QUARTERS
from iisg.analysis.portfolio import Columns, Portfolio
from iisg.analysis.programme import Action, Programme, Solution
from iisg.analysis.words import count_words, join_words, name_day
from iisg.framework.names import PRIORITIES

CANDIDATES: Columns = {
    "code": pl.String,
    "title": pl.String,
    "cost_eur": pl.Decimal(38, 6),
    "need": pl.String,
    "partner": pl.String,
    "degree": pl.String,
}


def allocate(
    portfolio: Portfolio,
    candidates: pl.DataFrame,
    envelope: Decimal,
    on: date,
    weights: Weights | None = None,
    solve: Callable[[Programme], Solution] = Programme.solve,
) -> dict[str, Any]:
    """The best set of candidate actions at a total cost of at most the envelope (EUR).

    candidates: columns as CANDIDATES, one row per cell that an action would serve; several rows with one code are one
    action with one cost. A row for a cell that is not there serves nothing. Gives `chosen` (sorted codes), `cost`,
    `before`, `after` (Decimal, what is open without and with them), `runner_up` ({chosen, after}: the best set that
    leaves out at least one chosen action; None where nothing is chosen), `reasons` (sentences).
    solve: how the programme is solved, for a caller that keeps what was solved before.
    Raises ValueError for a negative envelope, NotSolved, and as `cut`.
    """
    if envelope < 0:
        raise ValueError(f"the envelope is {envelope}; it must not be negative")
    cells, places = _cells(portfolio, on, weights or Weights())
    programme = _set_up(candidates, cells, envelope)

    def open_with(chosen: Sequence[int]) -> Decimal:
        return Decimal(25 * programme.leave_open(chosen)).scaleb(-places - 2, EXACT)

    solution = solve(programme) if programme.actions else Solution([], [])
    chosen, second = solution.chosen, solution.second
    found: dict[str, Any] = {
        "chosen": programme.codes(chosen),
        "cost": programme.cost(chosen),
        "before": open_with([]),
        "after": open_with(chosen),
        "runner_up": {"chosen": programme.codes(second), "after": open_with(second)} if chosen else None,
    }
    without = [open_with([other for other in chosen if other != at]) for at in chosen]
    return found | {"reasons": _explain(found, without, candidates, envelope, on)}


class _Cell(NamedTuple):
    """`low`: in quarters. `worth`: of one quarter, times the power of ten that makes all weights whole."""

    at: int
    low: int
    worth: int


def _cells(portfolio: Portfolio, on: date, weights: Weights) -> tuple[dict[tuple[str, str], _Cell], int]:
    """Each cell by need and partner, and how many decimal places the weights have."""
    values: dict[str, Decimal] = {priority: getattr(weights, priority) for priority in PRIORITIES}
    places = max(0, *(-int(value.as_tuple().exponent) for value in values.values()))
    whole = {priority: int(value.scaleb(places, EXACT)) for priority, value in values.items()}
    priorities = portfolio.needs.select("priority", need="code")
    rows = assess(cut(portfolio, on), on).join(priorities, on="need", maintain_order="left")
    columns = rows.select("need", "partner", "low_quarters", "priority").iter_rows()
    return {(need, partner): _Cell(at, low, whole[pri]) for at, (need, partner, low, pri) in enumerate(columns)}, places


def _set_up(candidates: pl.DataFrame, cells: Mapping[tuple[str, str], _Cell], envelope: Decimal) -> Programme:
    low = {cell.at: cell.low for cell in cells.values()}
    worth = {cell.at: cell.worth for cell in cells.values()}
    return Programme(_useful_actions(candidates, cells, envelope), low, worth, envelope)


def _useful_actions(
    candidates: pl.DataFrame, cells: Mapping[tuple[str, str], _Cell], envelope: Decimal
) -> list[Action]:
    """The actions that the envelope can pay and that improve a cell, sorted by code."""
    gives: dict[tuple[str, Decimal], dict[int, int]] = {}
    for code, cost, need, partner, degree in candidates.select(
        "code", "cost_eur", "need", "partner", "degree"
    ).iter_rows():
        cell = cells.get((need, partner))
        if cell and cost <= envelope and cell.worth and QUARTERS[degree] > cell.low:
            action = gives.setdefault((code, cost), {})
            action[cell.at] = max(action.get(cell.at, 0), QUARTERS[degree])
    return [Action(code, cost, action) for (code, cost), action in sorted(gives.items())]


def _explain(
    found: Mapping[str, Any], without: Sequence[Decimal], candidates: pl.DataFrame, envelope: Decimal, on: date
) -> list[str]:
    titles = dict(candidates.select("code", "title").iter_rows())
    costs = dict(candidates.select("code", "cost_eur").iter_rows())
    chosen, after = found["chosen"], found["after"]
    opening = f"On {name_day(on)} what is open, weighted by priority, adds up to {_plain(found['before'])}"
    if not chosen:
        return [f"{opening}; no candidate that EUR {_money(envelope)} can pay lowers it."]
    reasons = [
        f"{opening}; {len(chosen)} of {count_words(len(costs), 'candidate')}, for EUR {_money(found['cost'])} of "
        f"EUR {_money(envelope)}, lower it to {_plain(after)}. No other set within the envelope lowers it further."
    ]
    reasons += [
        f"“{titles[code] or ''}” ({code}), EUR {_money(costs[code])}: without it {_plain(rest)} would be open."
        for code, rest in zip(chosen, without, strict=True)
    ]
    others = found["runner_up"]["chosen"]
    second = (
        f"{join_words(others)} {'leaves' if len(others) == 1 else 'leave'}" if others else "no action at all leaves"
    )
    how = "as much" if found["runner_up"]["after"] == after else "more"
    rule = " Of equals the set with fewest actions is taken, then the alphabetically first." if how == "as much" else ""
    return [*reasons, f"Next best, {second} {how} open: {_plain(found['runner_up']['after'])}.{rule}"]


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _money(amount: Decimal) -> str:
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
