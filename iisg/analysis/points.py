"""The point estimate of coverage, exact.

A claim says fully, largely, partly or marginally: 1, 3/4, 1/2 or 1/4 of the need. What d leaves open is 1 - d, and what
several families leave open together is the product. One that says partly halves what is open, largely halves it twice,
marginally takes three quarters of it. So a cell is known exactly by three counts, its tally:

    fully       families that leave nothing
    halves      how often what is open is halved
    marginals   how often three quarters of it stay

    open = 0 if fully else 3^marginals / 2^(halves + 2 marginals)        point = 1 - open

No floating point comes near a band's edge or a rounding: both are looked up in a table made from fractions.
"""

from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

import polars as pl

TALLY = ("fully", "halves", "marginals")
QUARTERS = {"fully": 4, "largely": 3, "partly": 2, "marginally": 1}
BANDS = ("none", "marginal", "partly", "covered")

# Beyond these counts what is open is below half a millionth, and the rounded point is 1.
_MOST_HALVES, _MOST_MARGINALS = 21, 51


def tally_of(quarters: pl.Expr) -> list[pl.Expr]:
    """What a family of so many quarters (0 to 4) adds to a tally: three Int8 columns named as in TALLY."""
    counts = (quarters == 4, (quarters == 3).cast(pl.Int8) * 2 + (quarters == 2), quarters == 1)
    return [count.cast(pl.Int8).alias(name) for name, count in zip(TALLY, counts, strict=True)]


def point_of(prefix: str = "") -> pl.Expr:
    """The point of a tally in columns named with that prefix: Float64 from 0 to 1, half to even at the 6th digit."""
    return pl.lit(_POINTS).gather(_table_row(prefix))


def rank_of(prefix: str = "") -> pl.Expr:
    """The band of a tally as its place in BANDS: UInt8, by the exact point."""
    return pl.lit(_RANKS).gather(_table_row(prefix))


def band_of(rank: pl.Expr) -> pl.Expr:
    """The word for a place in BANDS."""
    return pl.lit(pl.Series(BANDS)).gather(rank)


@lru_cache(maxsize=4096)
def exact_point(fully: int, halves: int, marginals: int) -> Decimal:
    """The point of a tally as an exact decimal, with as many digits as it takes."""
    if fully:
        return Decimal(1)
    places = halves + 2 * marginals
    still_open = 3**marginals * 5**places
    return Decimal(10**places - still_open).scaleb(-places, Context(prec=places + 1))


def round_six(value: Fraction) -> float:
    """Half to even at the sixth digit, from the exact value."""
    return round(value * 10**6) / 10**6


def _table_row(prefix: str) -> pl.Expr:
    halves = pl.col(prefix + "halves").clip(upper_bound=_MOST_HALVES)
    marginals = pl.col(prefix + "marginals").clip(upper_bound=_MOST_MARGINALS)
    row = halves * (_MOST_MARGINALS + 1) + marginals
    return pl.when(pl.col(prefix + "fully") > 0).then(len(_POINTS) - 1).otherwise(row)


def _rank(point: Fraction) -> int:
    return (point > 0) + (point >= Fraction(1, 2)) + (point >= Fraction(3, 4))


_EXACT = [
    1 - Fraction(3**marginals, 2 ** (halves + 2 * marginals))
    for halves in range(_MOST_HALVES + 1)
    for marginals in range(_MOST_MARGINALS + 1)
]
_POINTS = pl.Series([round_six(point) for point in _EXACT], dtype=pl.Float64)
_RANKS = pl.Series([_rank(point) for point in _EXACT], dtype=pl.UInt8)
