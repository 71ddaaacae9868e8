"""Needs and claims cut into cells: one cell per need and partner that the need names.

A claim that lists several partners speaks in several cells. Within one cell the claims of one family (a programme and
its components, or several claims by one response) are not help twice: only the largest degree counts.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from iisg.analysis import activity
from iisg.analysis.families import families
from iisg.analysis.points import QUARTERS
from iisg.analysis.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Cells:
    """A portfolio, cut.

    cells   `cell` (UInt32), `need`, `partner` (String), sorted by need and partner: `cell` numbers them for joins
    claims  one row per claim whose need and response are known, sorted by claim: `claim`, `response`, `degree`,
            `partner_word`, `need_at` (UInt32), `partners` (list of Enum; null one that no need names), `quarters`
            (UInt8, 1 to 4), `disputed` (Boolean), `opens`, `closes`, `live_until` (Date, null for never), `family`
            (UInt32), `alone` (Boolean: no other claim by the same family on that need)
    """

    cells: pl.DataFrame
    claims: pl.DataFrame
    partners: pl.Enum

    def spread(self, claims: pl.DataFrame) -> pl.DataFrame:
        """One row per claim and partner it lists: `partners` and `need_at` give way to `cell` (UInt32)."""
        return (
            claims.explode("partners", empty_as_null=False)
            .with_columns(cell=_cell(pl.col("need_at"), pl.col("partners"), self.partners))
            .drop("partners", "need_at")
        )


def cut(portfolio: Portfolio, since: date | None = None) -> Cells:
    """Number the cells of a portfolio and bring each claim what the analysis asks of it.

    since: leave out the claims of responses that are neither active nor live on that day or on a later one.

    Raises FamilyLoop, and polars' InvalidOperationError where a claim's degree is none of the four words.
    """
    partners = pl.Enum(name_partners(portfolio))
    needs = number_needs(portfolio)
    cells = (
        needs.explode("partners", empty_as_null=False)
        .rename({"partners": "partner"})
        .select(_cell(pl.col("need_at"), pl.col("partner").cast(partners), partners), "need", "partner")
        .sort("cell")
    )
    claims = _claims(portfolio, needs.select("need", "need_at"), since)
    return Cells(cells, claims.with_columns(pl.col("partners").cast(pl.List(partners), strict=False)), partners)


def name_partners(portfolio: Portfolio) -> pl.Series:
    """The partners that needs name: sorted codes."""
    named = portfolio.needs.select("partners").explode("partners", empty_as_null=False)
    return named.to_series().unique().sort()


def number_needs(portfolio: Portfolio) -> pl.DataFrame:
    """The needs in the order of their codes: `need_at` (UInt32), `partners`, `need` (code)."""
    return portfolio.needs.select("partners", need="code").sort("need").with_row_index("need_at")


def _claims(portfolio: Portfolio, needs: pl.DataFrame, since: date | None) -> pl.DataFrame:
    family = families(portfolio.responses)["family"]
    responses = portfolio.responses.select(
        response="code",
        opens=activity.active_from(),
        closes=activity.active_until(),
        live_until=activity.live_until(),
        family=family.rank("dense").cast(pl.UInt32),
    )
    if since is not None:
        responses = responses.filter(pl.any_horizontal(pl.col("closes", "live_until") >= since))
    claims = (
        portfolio.claims.rename({"code": "claim"})
        .join(responses, on="response", maintain_order="left")
        .join(needs, on="need", maintain_order="left")
    )
    if not claims["claim"].is_sorted():  # they mostly are, and sorting would copy them all
        claims = claims.sort("claim")
    return claims.select(
        pl.exclude("need"),
        quarters=pl.col("degree").replace_strict(QUARTERS, return_dtype=pl.UInt8),
        disputed=pl.col("partner_word") == "disputes",
        alone=(pl.col("need_at").cast(pl.UInt64) * 2**32 + pl.col("family")).is_unique(),
    )


def _cell(need_at: pl.Expr, partner: pl.Expr, partners: pl.Enum) -> pl.Expr:
    return (need_at * pl.lit(len(partners.categories), pl.UInt32) + partner.to_physical().cast(pl.UInt32)).alias("cell")
