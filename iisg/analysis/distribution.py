"""What kind of help goes where, put together for readers: by approach and partner, regional against bilateral.

They read rows of `partner` and `response`: those that count (`approaches.counting`), or others that a reader may see. A
response stands in several cells of a table, so totals are counted anew, never added up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from iisg.analysis.approaches import BILATERAL, REGIONAL, scope_of, state_approaches
from iisg.analysis.money import add_once
from iisg.analysis.portfolio import Portfolio
from iisg.framework.names import NEED_TYPES, PARTNERS

Figures = Mapping[str, Any]  # responses, eur_disclosed, undisclosed


@dataclass(frozen=True, slots=True)
class Spread:
    """One approach: how many responses bring it, at each partner and altogether, with their money."""

    code: str
    name: str
    at: Mapping[str, int]
    total: Figures

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(partner, self.at.get(partner, 0)) for partner in PARTNERS]


@dataclass(frozen=True, slots=True)
class Scope:
    """Responses that serve one partner only, or several."""

    word: str
    total: Figures
    instruments: list[Figures]


def spread_approaches(rows: pl.DataFrame, portfolio: Portfolio) -> list[Spread]:
    """Most responses first; ties by code."""
    stated = rows.join(state_approaches(portfolio), on="response").select("approach", "partner", "response").unique()
    at: dict[str, dict[str, int]] = {}
    for approach, partner, number in stated.group_by("approach", "partner").len().iter_rows():
        at.setdefault(approach, {})[partner] = number
    names = dict(portfolio.approaches.select("code", "name").iter_rows())
    totals = count(stated.select("approach", "response"), portfolio)
    spreads = [
        Spread(row["approach"], names.get(row["approach"], row["approach"]), at[row["approach"]], row) for row in totals
    ]
    return sorted(spreads, key=lambda spread: (-spread.total["responses"], spread.code))


@dataclass(frozen=True, slots=True)
class Fit:
    """One approach against the types of need that its responses help."""

    code: str
    name: str
    cells: list[tuple[str, int, bool | None]]  # need type, responses, whether the approach serves it (None: not known)


def fit_types(rows: pl.DataFrame, portfolio: Portfolio, spreads: Iterable[Spread]) -> list[Fit]:
    """How many responses of each approach help needs of each type, in the order of the spreads.

    The rows have a `need` too.
    """
    types = portfolio.needs.select(need="code", need_type="need_types").explode("need_type", empty_as_null=False)
    rows = rows.join(types, on="need").join(state_approaches(portfolio), on="response")
    numbers = {
        (approach, need_type): number
        for approach, need_type, number in rows.select("approach", "need_type", "response")
        .unique()
        .group_by("approach", "need_type")
        .len()
        .iter_rows()
    }
    serves = dict(portfolio.approaches.select("code", "serves").iter_rows())
    return [
        Fit(
            each.code,
            each.name,
            [
                (t, numbers.get((each.code, t), 0), t in serves[each.code] if each.code in serves else None)
                for t in NEED_TYPES
            ],
        )
        for each in spreads
    ]


def count_fits(fits: Iterable[Fit]) -> dict[str, int]:
    """Uses (a response, an approach that it states, a type of need that it helps): all, and those that do not fit."""
    cells = [cell for fit in fits for cell in fit.cells]
    return {"all": sum(n for _, n, _ in cells), "amiss": sum(n for _, n, serves in cells if serves is False)}


def count_all(rows: pl.DataFrame, portfolio: Portfolio) -> dict[str, Any]:
    """All responses of the rows, each once; and how many of them state no approach."""
    responses = rows.select("response").unique()
    silent = portfolio.responses.filter(pl.col("approaches").list.len() == 0).join(
        responses, left_on="code", right_on="response", how="semi"
    )
    none = {"responses": 0, "eur_disclosed": 0, "undisclosed": 0}
    (total,) = count(responses.with_columns(all=pl.lit(value=True)), portfolio) or [none]
    return {**total, "silent": silent.height}


def count_scopes(rows: pl.DataFrame, portfolio: Portfolio) -> list[Scope]:
    """Regional against bilateral, each by instrument, most responses first."""
    stated = portfolio.responses.select("instrument", response="code", scope=scope_of())
    found = rows.select("response").unique().join(stated, on="response")
    totals = {row["scope"]: row for row in count(found.select("scope", "response"), portfolio)}
    by_instrument = count(found, portfolio)
    return [
        Scope(
            word,
            totals[word],
            sorted(
                (row for row in by_instrument if row["scope"] == word),
                key=lambda row: (-row["responses"], row["instrument"] is None, row["instrument"] or ""),
            ),
        )
        for word in (REGIONAL, BILATERAL)
        if word in totals
    ]


def count(rows: pl.DataFrame, portfolio: Portfolio) -> list[dict[str, Any]]:
    """Per group of the columns beside `response`: distinct responses, and their money once."""
    keys = [name for name in rows.columns if name != "response"]
    numbers = rows.group_by(keys).agg(responses=pl.col("response").n_unique())
    return numbers.join(add_once(rows, portfolio.responses), on=keys, nulls_equal=True).to_dicts()
