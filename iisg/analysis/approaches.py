"""What kind of help goes where, for which kind of need, with how much money; and on how few a need rests.

Counted are the claims that count on the day (strict reading), under each approach that their response states, each
type of their need, each partner they list and the pillar of the need. What states no approach is in none of the rows.
"""

from datetime import date
from fractions import Fraction

import polars as pl

from iisg.analysis.cells import cut
from iisg.analysis.coverage import counts_on
from iisg.analysis.money import add_once
from iisg.analysis.points import round_six
from iisg.analysis.portfolio import Portfolio

KEYS = ("approach", "need_type", "partner", "pillar")
REGIONAL, BILATERAL = "regional", "bilateral"


def approaches(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """One row per approach, need type, partner and pillar that occur together, sorted by these (String).

    responses, claims: UInt32, how many distinct ones. eur_disclosed: Decimal(38, 6), of these responses, each once and
    a component's not added to its programme's. undisclosed: UInt32, how many of them disclose no amount. A response
    counts in several rows, so the rows must not be added up. Raises as `cut`.
    """
    types = portfolio.needs.select("pillar", need="code", need_type="need_types")
    rows = counting(portfolio, on).join(types, on="need").explode("need_type", empty_as_null=False)
    return _count(rows.join(state_approaches(portfolio), on="response"), KEYS, portfolio)


def instruments(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """The counting claims by `instrument` (null: not stated), `scope` and `partner`; figures as in `approaches`.

    scope: regional if the response serves several partners, else bilateral.
    """
    responses = portfolio.responses.select("instrument", response="code", scope=scope_of())
    rows = counting(portfolio, on).join(responses, on="response")
    return _count(rows, ("instrument", "scope", "partner"), portfolio)


def concentration(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """How much each need rests on few leads: need, hhi, leads, top_lead, unknown; sorted by need.

    hhi: Float64 above 0 to 1, the Herfindahl-Hirschman index of the leads' shares of the counting claims; a claim with
    several leads is split evenly among them; 1 where one gives all. leads: UInt32, how many. top_lead: who has most,
    the first by code point of several. unknown: UInt32, claims whose lead is not known, left out of the shares. Where
    no lead is known, hhi and top_lead are null. Needs for which nothing counts are left out.
    """
    leads = portfolio.responses.select("lead", response="code")
    claims = counting(portfolio, on).select("need", "claim", "response").unique().join(leads, on="response")
    by_need = claims.group_by("need").agg("lead").sort("need")
    rows = [{"need": need} | _concentrate(leads) for need, leads in by_need.iter_rows()]
    schema = {"need": pl.String, "hhi": pl.Float64, "leads": pl.UInt32, "top_lead": pl.String, "unknown": pl.UInt32}
    return pl.DataFrame(rows, schema=schema)


def state_approaches(portfolio: Portfolio) -> pl.DataFrame:
    """One row per response and approach that it states: `response`, `approach`."""
    return portfolio.responses.select(response="code", approach="approaches").explode("approach", empty_as_null=False)


def scope_of() -> pl.Expr:
    """Of a portfolio's responses: regional if one serves several partners, else bilateral."""
    return pl.when(pl.col("partners").list.len() > 1).then(pl.lit(REGIONAL)).otherwise(pl.lit(BILATERAL))


def counting(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """One row per cell and claim that counts for it on the day, strictly: need, partner, claim, response."""
    parts = cut(portfolio, on)
    claims = parts.claims.filter(counts_on(on), ~pl.col("disputed"))
    rows = parts.spread(claims.select("need_at", "partners", "claim", "response"))
    return rows.join(parts.cells, on="cell").select("need", "partner", "claim", "response")


def _count(rows: pl.DataFrame, keys: tuple[str, ...], portfolio: Portfolio) -> pl.DataFrame:
    money = add_once(rows.select(*keys, "response"), portfolio.responses)
    distinct = {name: pl.col(name[:-1]).n_unique().cast(pl.UInt32) for name in ("responses", "claims")}
    counts = rows.group_by(keys).agg(**distinct)
    return counts.join(money, on=keys, nulls_equal=True).sort(keys)


def _concentrate(claims: list[list[str]]) -> dict[str, str | float | int | None]:
    shares: dict[str, Fraction] = {}
    for leads in claims:
        for lead in leads:
            shares[lead] = shares.get(lead, Fraction(0)) + Fraction(1, len(leads))
    total = sum(shares.values(), Fraction(0))
    return {
        "hhi": round_six(sum(((share / total) ** 2 for share in shares.values()), Fraction(0))) if shares else None,
        "leads": len(shares),
        "top_lead": min(shares, key=lambda lead: (-shares[lead], lead), default=None),
        "unknown": sum(1 for leads in claims if not leads),
    }
