"""Who works with whom: organisations tied by the responses they share, and by the cells they help.

An organisation is a party to a response as its lead, a funder or an implementer. Two are tied where they are parties
to the same response. In a second reading they are tied where they help the same need for the same partner (a cell), by
one response or by two: there they may work side by side without knowing.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from iisg.analysis.activity import is_active
from iisg.analysis.approaches import counting
from iisg.analysis.portfolio import Portfolio

# Role -> column of the responses.
ROLES = {"lead": "lead", "funder": "funders", "implementer": "implementers"}
CELL = ("need", "partner")


def ties(
    portfolio: Portfolio, on: date, roles: Sequence[str] = tuple(ROLES), among: pl.DataFrame | None = None
) -> pl.DataFrame:
    """One row per two organisations that share a response or a cell, a < b, sorted by these (String).

    responses: sorted list of those that both are parties to, of `among` (rows of the portfolio's responses; without
    it, those active on the day). cells: UInt32, how many needs x partners both help with claims that count on the
    day, strictly. needs, partners: sorted lists, of these cells. Only parties in `roles` are looked at. Each tie stands
    once, so the sum over an organisation's rows is not the number of its responses. Raises as `cut`.
    """
    shared = (
        _pair(_working(portfolio, on, roles, among), ("response",))
        .group_by("a", "b")
        .agg(responses=pl.col("response").sort())
    )
    beside = (
        _pair(_helping(portfolio, on, roles), CELL)
        .group_by("a", "b")
        .agg(cells=pl.len().cast(pl.UInt32), needs=pl.col("need").unique().sort(), partners=_unique("partner"))
    )
    lists = pl.col("responses", "needs", "partners").fill_null([])
    found = shared.join(beside, on=["a", "b"], how="full", coalesce=True)
    return found.with_columns(lists, pl.col("cells").fill_null(0)).sort("a", "b")


def organisations(
    portfolio: Portfolio,
    on: date,
    roles: Sequence[str] = tuple(ROLES),
    among: pl.DataFrame | None = None,
    tied: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The organisations that `ties` looks at, tied or not, one row each, sorted by organisation (String).

    responses: sorted list, of those looked at. cells: UInt32, how many it helps. needs: sorted list, of these cells.
    together, beside: UInt32, how many others it shares a response with, and a cell. tied: what `ties` found of the
    same, where that is at hand.
    """
    found = ties(portfolio, on, roles, among) if tied is None else tied
    ends = pl.concat([found.select("responses", "cells", organisation=side) for side in ("a", "b")])
    others = ends.group_by("organisation").agg(
        together=(pl.col("responses").list.len() > 0).sum().cast(pl.UInt32),
        beside=(pl.col("cells") > 0).sum().cast(pl.UInt32),
    )
    working = _working(portfolio, on, roles, among).group_by("organisation").agg(responses=_unique("response"))
    helping = (
        _helping(portfolio, on, roles)
        .group_by("organisation")
        .agg(cells=pl.len().cast(pl.UInt32), needs=_unique("need"))
    )
    counts = pl.col("cells", "together", "beside").fill_null(0)
    return (
        working.join(helping, on="organisation", how="full", coalesce=True)
        .join(others, on="organisation", how="left")
        .with_columns(pl.col("responses", "needs").fill_null([]), counts)
        .sort("organisation")
    )


def parties(responses: pl.DataFrame, roles: Sequence[str] = tuple(ROLES)) -> pl.DataFrame:
    """Each organisation once per response: `organisation`, `response`."""
    named = [responses.select(organisation=ROLES[role], response="code") for role in roles]
    return pl.concat(rows.explode("organisation", empty_as_null=False) for rows in named).unique()


def _working(portfolio: Portfolio, on: date, roles: Sequence[str], among: pl.DataFrame | None) -> pl.DataFrame:
    return parties(portfolio.responses.filter(is_active(on)) if among is None else among, roles)


def _helping(portfolio: Portfolio, on: date, roles: Sequence[str]) -> pl.DataFrame:
    """Each organisation once per cell that it helps: `need`, `partner`, `organisation`."""
    helped = counting(portfolio, on).join(parties(portfolio.responses, roles), on="response")
    return helped.select(*CELL, "organisation").unique()


def _pair(rows: pl.DataFrame, where: Sequence[str]) -> pl.DataFrame:
    """Every two organisations that stand in the same place, once each."""
    rows = rows.select(*where, a="organisation")
    return rows.join(rows.rename({"a": "b"}), on=where).filter(pl.col("a") < pl.col("b"))


def _unique(name: str) -> pl.Expr:
    return pl.col(name).unique().sort()
