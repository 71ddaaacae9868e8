"""How far each need is covered for each partner that it names, on one day.

Strict: claims that the partner does not dispute, by responses active that day. The claimant's reading counts disputed
claims too; the planned reading is strict over responses that are active or planned. Within one family only the largest
degree counts. Then, over families: low is the largest degree, high the sum (at most 1), point 1 - product(1 - degree).

Bands, by the exact point: covered from 3/4, partly from 1/2, marginal above 0, else none.
"""

from datetime import date

import polars as pl

from iisg.analysis.cells import Cells, cut
from iisg.analysis.points import band_of, point_of, rank_of, tally_of
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.steps import find_falls, find_openers

READINGS = ("strict", "claimed", "planned")
_CLAIM = ("claim", "response", "degree", "partner_word")


def coverage(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """Coverage on a day, one row per need and partner that the need names, sorted by both.

    need, partner: String. low, point, high, claimed_point: Float64 from 0 to 1, half to even at the 6th digit of the
    exact value. band, planned_band, claimed_band: a word of BANDS. gap_opens_on: Date, the first day after `on` on
    which the strict band is lower than on `on` (responses that start later included), else null. claims: list of
    {claim, response, degree, partner_word}, all with an active response, disputed ones included, sorted by claim.

    Raises as `cut`.
    """
    parts = cut(portfolio)
    listed = _list_claims(parts, on)
    return (
        assess(parts, on)
        .join(listed, on="cell", how="left", maintain_order="left")
        .select(
            "need",
            "partner",
            pl.col("low_quarters") / 4,
            point_of("strict_").alias("point"),
            pl.col("sum_quarters").clip(upper_bound=4) / 4,
            band_of(pl.col("strict_rank")).alias("band"),
            band_of(pl.col("planned_rank")).alias("planned_band"),
            point_of("claimed_").alias("claimed_point"),
            band_of(pl.col("claimed_rank")).alias("claimed_band"),
            "gap_opens_on",
            pl.col("claims").fill_null([]),
        )
        .rename({"low_quarters": "low", "sum_quarters": "high"})
    )


def openers(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """Which ending responses open the next gap of each cell: need, partner, gap_opens_on, response; sorted.

    One row per response that ends on the day before and whose family then helps less. Raises as `cut`.
    """
    parts = cut(portfolio)
    falls = assess(parts, on).filter(pl.col("gap_opens_on").is_not_null())
    ending = find_openers(parts, falls)
    return falls.join(ending, on="cell", maintain_order="left_right").select(
        "need", "partner", "gap_opens_on", "response"
    )


def assess(parts: Cells, on: date) -> pl.DataFrame:
    """The exact figures behind `coverage`, one row per cell, for what is computed on top of it.

    cell, need, partner; for each of READINGS its tally and rank, as `strict_fully`, ..., `strict_rank`; low_quarters,
    sum_quarters; gap_opens_on and the strict tally from that day on: `after_fully`, `after_halves`, `after_marginals`.
    """
    counts = _count(parts, on)
    tallies = [
        tally.sum().name.prefix(f"{reading}_")
        for reading in READINGS
        for tally in tally_of(pl.col(reading), pl.col("families"))
    ]
    quarters = pl.col("strict")
    cells = counts.group_by("cell").agg(
        *tallies,
        low_quarters=quarters.max(),
        sum_quarters=(quarters.cast(pl.Int64) * pl.col("families")).sum(),
    )
    cells = parts.cells.join(cells, on="cell", how="left", maintain_order="left").with_columns(
        pl.selectors.numeric().fill_null(0)
    )
    cells = cells.with_columns(rank_of(f"{reading}_").alias(f"{reading}_rank") for reading in READINGS)
    falls = find_falls(parts, cells.filter(pl.col("strict_rank") > 0).select("cell", rank="strict_rank"), on)
    return cells.join(falls, on="cell", how="left", maintain_order="left")


def _count(parts: Cells, on: date) -> pl.DataFrame:
    """How many families give each cell so many quarters in the three readings: `cell`, the readings, `families`."""
    agreed, quarters = ~pl.col("disputed"), pl.col("quarters")
    active = counts_on(on)
    live = (pl.col("live_until") >= on).fill_null(value=False)
    claims = parts.claims.select(
        "need_at",
        "partners",
        "family",
        "alone",
        strict=quarters * (active & agreed),
        claimed=quarters * active,
        planned=quarters * (live & agreed),
    ).filter(pl.max_horizontal(READINGS) > 0)
    alone = parts.spread(claims.filter("alone").drop("alone", "family"))
    shared = parts.spread(claims.filter(~pl.col("alone")).drop("alone"))
    largest = shared.group_by("cell", "family").agg(pl.col(READINGS).max()).drop("family")
    rows = pl.concat([alone, largest.select(alone.columns)])
    return rows.group_by("cell", *READINGS).agg(families=pl.len().cast(pl.Int64))


def counts_on(on: date) -> pl.Expr:
    """Whether a claim of `Cells.claims` has a response that is active on that day."""
    return ((pl.col("opens") <= on) & (pl.col("closes") >= on)).fill_null(value=False)


def _list_claims(parts: Cells, on: date) -> pl.DataFrame:
    active = parts.claims.filter(counts_on(on)).select("need_at", "partners", claims=pl.struct(_CLAIM))
    return parts.spread(active).group_by("cell").agg("claims")
