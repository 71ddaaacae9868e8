"""Mean strict points over groups of cells, in fractions: what tells the middle of one group from that of another."""

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from iisg.analysis.points import TALLY, exact_point

Means = dict[tuple[str, ...], tuple[Fraction, int]]


def mean_points(cells: pl.DataFrame, keys: Sequence[str]) -> Means:
    """Mean strict point and number of cells per group of `keys`, from rows with the tallies of `assess`.

    A cell in several rows of different groups counts in each. A group without cells is not there.
    """
    tally = [f"strict_{name}" for name in TALLY]
    alike = cells.group_by(*keys, *tally).len().sort(*keys, *tally)
    totals: Means = {}
    for *key, fully, halves, marginals, number in alike.select(*keys, *tally, "len").iter_rows():
        total, count = totals.get(tuple(key), (Fraction(0), 0))
        totals[tuple(key)] = total + number * Fraction(exact_point(fully, halves, marginals)), count + number
    return {key: (total / count, count) for key, (total, count) in totals.items()}
