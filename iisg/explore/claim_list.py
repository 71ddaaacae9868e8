"""The claims that count: the records behind each figure of the approaches page.

A claim stands once, with the partners for whom it counts; filters narrow to what one figure is made of.
"""

from typing import Any

import polars as pl

from iisg.analysis.approaches import BILATERAL, REGIONAL, counting, scope_of
from iisg.analysis.portfolio import Portfolio
from iisg.explore.filters import Choice, Filters
from iisg.explore.gap_list import in_order
from iisg.explore.narrowed import narrow

NOT_STATED = "-"
SCOPE = Choice("scope", "Scope", {REGIONAL: "Regional", BILATERAL: "Bilateral"})
COLUMNS = (
    "claim", "need", "need_title", "partners", "degree", "response", "response_title", "lead", "approaches",
    "instrument", "scope", "budget_eur",
)  # fmt: skip


def list_claims(portfolio: Portfolio, asked: Filters) -> list[dict[str, Any]]:
    """By need, then by response and claim."""
    counted = counting(narrow(portfolio, asked), asked.on).group_by("claim", "need", "response").agg("partner")
    about = portfolio.responses.select(
        *("lead", "approaches", "instrument", "budget_eur"),
        response="code",
        response_title="title",
        scope=scope_of(),
    )
    needs = portfolio.needs.select("pillar", need="code", need_title="title")
    claims = portfolio.claims.select("degree", claim="code")
    rows = counted.join(about, on="response").join(needs, on="need").join(claims, on="claim")
    rows = rows.filter(_is_asked(asked)).sort("need", "response", "claim")
    return [row | {"partners": list(in_order(row["partner"]))} for row in rows.to_dicts()]


def _is_asked(asked: Filters) -> list[pl.Expr]:
    """Of the response: that it states the approach, is of the scope and comes by the instrument."""
    wanted = [pl.lit(value=True)]
    if asked["approach"]:
        wanted.append(pl.col("approaches").list.contains(asked["approach"]))
    if asked["scope"]:
        wanted.append(pl.col("scope") == asked["scope"])
    if asked["instrument"] == NOT_STATED:
        wanted.append(pl.col("instrument").is_null())
    elif asked["instrument"]:
        wanted.append(pl.col("instrument") == asked["instrument"])
    return wanted
