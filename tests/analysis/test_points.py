"""The exact point: table, bands and decimals against fractions."""

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iisg.analysis.points import exact_point, point_of, rank_of, round_six, tally_of
from tests.analysis import oracle

COUNTS = st.integers(0, 70)


def looked_up(fully: int, halves: int, marginals: int) -> tuple[float, int]:
    tally = pl.DataFrame({"fully": [fully], "halves": [halves], "marginals": [marginals]})
    return tally.select(point_of(), rank=rank_of()).row(0)


def exact(fully: int, halves: int, marginals: int) -> Fraction:
    return 1 - (0 if fully else Fraction(1, 2) ** halves * Fraction(3, 4) ** marginals)  # type: ignore[return-value]


@given(st.integers(0, 1), COUNTS, COUNTS)
def test_every_tally_is_rounded_and_banded_by_its_exact_value(fully: int, halves: int, marginals: int) -> None:
    point = exact(fully, halves, marginals)
    assert looked_up(fully, halves, marginals) == (oracle.half_even(point), oracle.rank(point))
    assert Fraction(exact_point(fully, halves, marginals)) == point


@pytest.mark.parametrize(
    ("halves", "marginals"), [(20, 0), (21, 0), (22, 0), (0, 50), (0, 51), (0, 52), (21, 51), (500, 900)]
)
def test_the_table_ends_where_rounding_gives_one(halves: int, marginals: int) -> None:
    assert looked_up(0, halves, marginals) == (oracle.half_even(exact(0, halves, marginals)), 3)


def test_a_point_of_thousands_of_families_stays_exact() -> None:
    assert Fraction(exact_point(0, 3, 9_000)) == exact(0, 3, 9_000)


def test_degrees_add_up_to_a_tally_that_gives_the_product() -> None:
    quarters = pl.DataFrame({"quarters": [0, 1, 2, 3, 4]})
    assert quarters.select(tally_of(pl.col("quarters"))).rows() == [
        (0, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
        (0, 2, 0),
        (1, 0, 0),
    ]


def test_rounding_is_half_to_even_at_the_sixth_digit() -> None:
    halves = [Fraction(n, 10**7) for n in (5, 15, 25, 35, 36)]
    assert [round_six(value) for value in halves] == [0.0, 0.000002, 0.000002, 0.000004, 0.000004]
