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
from iisg.analysis.steps import READINGS, find_falls, find_openers

_CLAIM = ("claim", "response", "degree", "partner_word")


def coverage(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """Coverage on a day, one row per need and partner that the need names, sorted by both.

    need, partner: String. low, point, high, claimed_point: Float64 from 0 to 1, half to even at the 6th digit of the
    exact value. band, planned_band, claimed_band: a word of BANDS. gap_opens_on: Date, the first day after `on` on
    which the strict band is lower than on `on` (responses that start later included), else null. claims: list of
    {claim, response, degree, partner_word}, all with an active response, disputed ones included, sorted by claim.

    Raises as `cut`.
    """
    parts = cut(portfolio, on)
    active = parts.claims.filter(counts_on(on))
    claims = pl.lit(active.select(pl.struct(_CLAIM).implode()).to_series())
    return (
        assess(parts, on)
        .join(_place(parts, active), on="cell", how="left", maintain_order="left")
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
            claims.list.gather(pl.col("places").fill_null([])).alias("claims"),
        )
        .rename({"low_quarters": "low", "sum_quarters": "high"})
    )


def openers(portfolio: Portfolio, covered: pl.DataFrame) -> pl.DataFrame:
    """Which ending responses open the next gap of each cell of `coverage`: need, partner, gap_opens_on, response.

    One row per response that ends on the day before and whose family then helps less; sorted. Raises as `cut`.
    """
    parts = cut(portfolio)
    gaps = covered.filter(pl.col("gap_opens_on").is_not_null()).select("need", "partner", "gap_opens_on")
    falls = parts.cells.join(gaps, on=["need", "partner"], maintain_order="left")
    ending = find_openers(parts, falls)
    return falls.join(ending, on="cell", maintain_order="left_right").drop("cell")


def find_uncovered(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """The cells whose strict band is none on a day: need, partner; sorted. Raises as `cut`."""
    return assess(cut(portfolio, on), on).filter(pl.col("strict_rank") == 0).select("need", "partner")


def assess(parts: Cells, on: date) -> pl.DataFrame:
    """The exact figures behind `coverage`, one row per cell, for what is computed on top of it.

    cell, need, partner; for each of READINGS its tally and rank, as `strict_fully`, ..., `strict_rank`; low_quarters,
    sum_quarters; gap_opens_on and the strict tally from that day on: `after_fully`, `after_halves`, `after_marginals`.
    """
    tallies = [tally.sum().name.prefix(f"{reading}_") for reading in READINGS for tally in tally_of(pl.col(reading))]
    quarters = pl.col("strict")
    cells = (
        _weigh(parts, on)
        .lazy()
        .group_by("cell")
        .agg(*tallies, low_quarters=quarters.max(), sum_quarters=quarters.sum())
        .collect(engine="streaming")
    )
    cells = parts.cells.join(cells, on="cell", how="left", maintain_order="left").with_columns(
        pl.selectors.numeric().fill_null(0)
    )
    cells = cells.with_columns(rank_of(f"{reading}_").alias(f"{reading}_rank") for reading in READINGS)
    falls = find_falls(parts, cells.filter(pl.col("strict_rank") > 0).select("cell", rank="strict_rank"), on)
    return cells.join(falls, on="cell", how="left", maintain_order="left")


def _weigh(parts: Cells, on: date) -> pl.DataFrame:
    """What each family gives each cell, in quarters, by each of the READINGS: columns `cell` and the readings."""
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
    return pl.concat([alone, largest.select(alone.columns)])


def counts_on(on: date) -> pl.Expr:
    """Whether a claim of `Cells.claims` has a response that is active on that day."""
    return ((pl.col("opens") <= on) & (pl.col("closes") >= on)).fill_null(value=False)


def _place(parts: Cells, claims: pl.DataFrame) -> pl.DataFrame:
    """Which of these claims speak in each cell: `cell`, `places` (their row numbers, in order)."""
    rows = parts.spread(claims.select("need_at", "partners").with_row_index("places"))
    return rows.sort("cell", maintain_order=True).group_by("cell", maintain_order=True).agg("places")
