"""Coverage through time: a step function, computed at the days on which something starts or ends, never day by day.

Each family helps a cell on the days on which one of its claims counts, with the largest degree counted that day. Where
a family has several claims on a need, it is cut by degree: on the days on which it gives at least 1/4, at least 1/2,
and so on. Then every stretch adds something to the cell's tally on its first day and takes it away after its last.
"""

from datetime import date

import polars as pl

from iisg.analysis.activity import FOR_GOOD, FOREVER_AGO
from iisg.analysis.cells import Cells, cut
from iisg.analysis.points import BANDS, TALLY, band_of, point_of, rank_of, tally_of
from iisg.analysis.portfolio import Portfolio

READINGS = ("strict", "claimed", "planned")


def steps(portfolio: Portfolio, reading: str = "strict") -> pl.DataFrame:
    """Coverage of every need and partner through all time, sorted by need, partner and day.

    need, partner: String. from_day, to_day: Date, both included, null where open. point: Float64 as in `coverage`.
    band: a word of BANDS. The steps of a cell follow each other without a hole; neighbours differ in the exact point.

    For one need, give a portfolio with only that need: claims on others are left out then.
    reading: strict, claimed (disputed claims count) or planned (on each day the responses live that day).
    Raises ValueError for another reading, and as `cut`.
    """
    return _through(cut(portfolio), reading)


def steps_by_reading(portfolio: Portfolio) -> dict[str, pl.DataFrame]:
    """`steps` in each of READINGS. Raises as `cut`."""
    parts = cut(portfolio)
    return {reading: _through(parts, reading) for reading in READINGS}


def _through(parts: Cells, reading: str) -> pl.DataFrame:
    claims = parts.claims
    if reading not in READINGS:
        raise ValueError(f"reading {reading!r} is none of {', '.join(READINGS)}")
    if reading == "planned":
        claims = claims.with_columns(opens=pl.lit(FOREVER_AGO), closes="live_until")
    if reading != "claimed":
        claims = claims.filter(~pl.col("disputed"))
    beginnings = parts.cells.select("cell", day=pl.lit(FOREVER_AGO), **{name: pl.lit(0, pl.Int8) for name in TALLY})
    tallies = _run(pl.concat([beginnings, _changes(parts.spread(_columns(claims)))]))
    state = [pl.col("cell"), pl.col("fully") > 0, *(pl.col(name) * (pl.col("fully") == 0) for name in TALLY[1:])]
    tallies = tallies.filter(pl.any_horizontal(now != now.shift() for now in state).fill_null(value=True))
    last_day = pl.col("day").shift(-1).over("cell").dt.offset_by("-1d")
    return (
        tallies.with_columns(to_day=last_day, rank=rank_of(), point=point_of())
        .join(parts.cells, on="cell", maintain_order="left")
        .select(
            "need",
            "partner",
            pl.when(pl.col("day") > FOREVER_AGO).then("day").alias("from_day"),
            "to_day",
            "point",
            band_of(pl.col("rank")).alias("band"),
        )
    )


def count_bands(found: pl.DataFrame) -> pl.DataFrame:
    """How many cells of `steps` are in which band, from each day of change on: `day` and one Int64 column per band.

    Sorted by day; the first row is of the time before anything is known, and has null for its day.
    """
    band, day = pl.col("band"), pl.col("from_day").fill_null(FOREVER_AGO)
    before = band.shift().over("need", "partner")
    changes = pl.concat(
        [found.select(day=day, band=band, cells=1), found.select(day=day, band=before, cells=-1).drop_nulls("band")]
    )
    return (
        changes.group_by("day")
        .agg((pl.col("cells") * (band == name)).sum().cast(pl.Int64).alias(name) for name in BANDS)
        .sort("day")
        .with_columns(pl.col(BANDS).cum_sum())
        .with_columns(day=pl.when(pl.col("day") > FOREVER_AGO).then("day"))
    )


def find_falls(parts: Cells, cells: pl.DataFrame, on: date) -> pl.DataFrame:
    """Where the strict band of these cells (columns `cell`, `rank`: of that day) falls: the first such day after `on`.

    `cell`, `gap_opens_on` (Date), and the tally from that day on: `after_fully`, `after_halves`, `after_marginals`.
    Cells whose band never falls are left out.
    """
    claims = _columns(parts.claims.filter(~pl.col("disputed"), pl.col("closes") >= on))
    rows = parts.spread(claims).lazy().join(cells.lazy(), on="cell")
    # One claim that is enough for the band by itself holds it to its end: nothing before that day need be looked at.
    enough = pl.col("quarters") >= pl.col("rank")
    held = rows.filter(enough, pl.col("opens") <= on).group_by("cell").agg(held_until=pl.col("closes").max())
    rows = rows.join(held, on="cell", how="left").with_columns(pl.col("held_until").fill_null(on))
    rows = rows.filter(pl.col("closes") >= pl.col("held_until"), pl.col("held_until") < FOR_GOOD)
    rows = rows.with_columns(pl.max_horizontal("opens", "held_until"))
    return (
        _run(_changes(rows.collect()))
        .with_columns(now=rank_of())
        .join(cells, on="cell", maintain_order="left")
        .filter(pl.col("now") < pl.col("rank"))
        .unique("cell", keep="first", maintain_order=True)
        .select("cell", pl.col("day").alias("gap_opens_on"), pl.col(TALLY).name.prefix("after_"))
    )


def find_openers(parts: Cells, falls: pl.DataFrame) -> pl.DataFrame:
    """Which responses open these gaps (columns `cell`, `gap_opens_on`) by ending on the day before.

    `cell`, `response`, one row per pair, sorted. A response whose family still gives the cell as much from another
    claim opens nothing.
    """
    claims = parts.claims.filter(~pl.col("disputed")).select(
        "need_at", "partners", "family", "quarters", "opens", "closes", "response"
    )
    gap = pl.col("gap_opens_on")
    rows = parts.spread(claims).join(falls.select("cell", "gap_opens_on"), on="cell")
    stays = pl.when(pl.col("opens") <= gap, pl.col("closes") >= gap).then("quarters").max().over("cell", "family")
    return (
        rows.with_columns(stays=stays.fill_null(0))
        .filter(pl.col("closes") == gap.dt.offset_by("-1d"), pl.col("quarters") > pl.col("stays"))
        .select("cell", "response")
        .unique()
        .sort("cell", "response")
    )


def _columns(claims: pl.DataFrame) -> pl.DataFrame:
    return claims.filter(pl.col("closes").is_not_null()).select(
        "need_at", "partners", "family", "quarters", "opens", "closes", "alone"
    )


def _changes(rows: pl.DataFrame) -> pl.DataFrame:
    """What claims, spread over cells, add to and take from the tallies: `cell`, `day`, and the three counts."""
    alone = rows.filter("alone").select("cell", "opens", "closes", *tally_of(pl.col("quarters")))
    shared = rows.filter(~pl.col("alone"))
    stretches = pl.concat([alone, *(_stretches(shared, quarters) for quarters in (1, 2, 3, 4) if shared.height)])
    return pl.concat(
        [
            stretches.select("cell", *TALLY, day="opens"),
            stretches.select("cell", *(-pl.col(name) for name in TALLY), day=pl.col("closes").dt.offset_by("1d")),
        ]
    ).select("cell", "day", *TALLY)


def _stretches(rows: pl.DataFrame, quarters: int) -> pl.DataFrame:
    """On which days each family gives a cell at least so many quarters, and what this adds to one quarter less."""
    family = ["cell", "family"]
    rows = rows.filter(pl.col("quarters") >= quarters).sort(*family, "opens")
    ended = pl.col("closes").cum_max().shift().over(family)
    rows = rows.with_columns(stretch=(ended.is_null() | (pl.col("opens") > ended.dt.offset_by("1d"))).cum_sum())
    more, less = tally_of(pl.lit(quarters)), tally_of(pl.lit(quarters - 1))
    return (
        rows.group_by(*family, "stretch")
        .agg(pl.col("opens").min(), pl.col("closes").max())
        .select("cell", "opens", "closes", *(now - before for now, before in zip(more, less, strict=True)))
    )


def _run(changes: pl.DataFrame) -> pl.DataFrame:
    """Tallies from each day of change on, sorted by cell and day.

    All that a cell is given is taken away again, if only after the end of time, so one running sum serves all cells.
    """
    return (
        changes.group_by("cell", "day")
        .agg(pl.col(TALLY).sum())
        .sort("cell", "day")
        .with_columns(pl.col(TALLY).cum_sum())
        .filter(pl.col("day") <= FOR_GOOD)
    )
