"""What falls if one stops: an organisation with all that it alone leads, or a single response.

A cell falls where its strict band on the day is lower without them. What others in the same family (a programme and
its components) give the cell stays, so the family may still help as much or a little less. A response with several
leads stays when one of them leaves, and an unknown lead is nobody's.
"""

from datetime import date

import polars as pl

from iisg.analysis.cells import cut
from iisg.analysis.coverage import assess, counts_on
from iisg.analysis.points import TALLY, band_of, rank_of, tally_of
from iisg.analysis.portfolio import Portfolio

_TALLY_NOW, _TALLY_THEN = tally_of(pl.col("quarters")), tally_of(pl.col("stays"))


def risk(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """One row per cell that falls and organisation or response without which it does, sorted, null before any value.

    organisation, response: String, one of them null. need, partner: String. band_before, band_after: words of BANDS.
    Raises as `cut`.
    """
    parts = cut(portfolio, on)
    only_lead = pl.when(pl.col("lead").list.len() == 1).then(pl.col("lead").list.first())
    leads = portfolio.responses.select(response="code", organisation=only_lead)
    claims = parts.claims.filter(counts_on(on), ~pl.col("disputed")).join(leads, on="response")
    rows = parts.spread(claims.select("need_at", "partners", "family", "quarters", "response", "organisation"))
    cells = assess(parts, on).select("cell", "need", "partner", "strict_rank", *(f"strict_{name}" for name in TALLY))
    nobody = pl.lit(None, pl.String)
    return (
        pl.concat(
            [
                _falls(rows, cells, "organisation").with_columns(response=nobody),
                _falls(rows, cells, "response").with_columns(organisation=nobody),
            ],
            how="diagonal",
        )
        .select("organisation", "response", "need", "partner", "band_before", "band_after")
        .sort("organisation", "response", "need", "partner", nulls_last=False)
    )


def rests_on(falls: pl.DataFrame, who: str = "organisation") -> pl.DataFrame:
    """Which organisation (or response) carries most, most first; from the findings of `risk`.

    organisation (or response), cells, uncovered (UInt32: of these, left with nothing), needs, partners (sorted lists).
    Ties by name.
    """
    return (
        falls.filter(pl.col(who).is_not_null())
        .group_by(who)
        .agg(
            cells=pl.len().cast(pl.UInt32),
            uncovered=(pl.col("band_after") == "none").sum().cast(pl.UInt32),
            needs=pl.col("need").unique().sort(),
            partners=pl.col("partner").unique().sort(),
        )
        .sort("uncovered", "cells", who, descending=[True, True, False])
    )


def _falls(rows: pl.DataFrame, cells: pl.DataFrame, who: str) -> pl.DataFrame:
    """The cells whose band is lower without this one: `who`, need, partner, band_before, band_after.

    Only the one that gives most in its family takes something away: down to what the next best still gives.
    """
    family = ["cell", "family"]
    given = rows.group_by(*family, who).agg(pl.col("quarters").max()).sort("quarters", descending=True)
    stays = pl.col("quarters").shift(-1).over(family).fill_null(0)
    losses = (
        given.with_columns(stays=stays, is_best=pl.int_range(pl.len()).over(family) == 0)
        .filter("is_best", pl.col("quarters") > pl.col("stays"), pl.col(who).is_not_null())
        .select("cell", who, *(before - after for before, after in zip(_TALLY_NOW, _TALLY_THEN, strict=True)))
        .group_by("cell", who)
        .agg(pl.col(TALLY).sum())
    )
    then = losses.join(cells, on="cell").with_columns(pl.col(f"strict_{name}") - pl.col(name) for name in TALLY)
    return (
        then.with_columns(then=rank_of("strict_"))
        .filter(pl.col("then") < pl.col("strict_rank"))
        .select(
            who,
            "need",
            "partner",
            band_before=band_of(pl.col("strict_rank")),
            band_after=band_of(pl.col("then")),
        )
    )
