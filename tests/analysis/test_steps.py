"""Coverage through time: the steps cover all days once and say on each day what the slow oracle says."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iisg.analysis.steps import count_bands, steps
from tests.analysis import oracle
from tests.analysis.world import ON, World, claim, day, need, portfolio, response, world, worlds

READINGS = st.sampled_from(["strict", "claimed", "planned"])


def on_day(found: list[dict], cell: tuple[str, str], on: date) -> list[tuple[float, str]]:
    return [
        (step["point"], step["band"])
        for step in found
        if (step["need"], step["partner"]) == cell
        and (step["from_day"] or date.min) <= on <= (step["to_day"] or date.max)
    ]


@settings(max_examples=60)
@given(worlds(), READINGS)
def test_each_day_lies_in_one_step_that_says_what_the_oracle_says(rows: World, reading: str) -> None:
    found = steps(portfolio(rows), reading).to_dicts()
    for cell in oracle.cells(rows):
        for offset in (-501, -500, -499, -4, *range(-3, 7), 362, 363, 364, 365, 366, 367, 368):
            point = oracle.point(rows, *cell, day(offset), reading)
            said = (oracle.half_even(point), oracle.BANDS[oracle.rank(point)])
            assert on_day(found, cell, day(offset)) == [said]


@settings(max_examples=60)
@given(worlds(), READINGS)
def test_steps_follow_each_other_without_a_hole_from_ever_to_ever(rows: World, reading: str) -> None:
    found = steps(portfolio(rows), reading).to_dicts()
    for cell in oracle.cells(rows):
        own = [step for step in found if (step["need"], step["partner"]) == cell]
        assert (own[0]["from_day"], own[-1]["to_day"]) == (None, None)
        for step, following in pairwise(own):
            assert following["from_day"] == step["to_day"] + timedelta(days=1)
            assert following["point"] != step["point"]


def test_a_programme_of_ten_days_makes_three_steps() -> None:
    rows = world([need()], [response(start_date=ON, end_date=day(9))], [claim()])
    assert steps(portfolio(rows)).rows() == [
        ("N1", "AL", None, day(-1), 0.0, "none"),
        ("N1", "AL", ON, day(9), 0.5, "partly"),
        ("N1", "AL", day(10), None, 0.0, "none"),
    ]


def test_a_need_that_nothing_serves_is_one_step() -> None:
    assert steps(portfolio(world([need()], [response()], []))).rows() == [("N1", "AL", None, None, 0.0, "none")]


def test_two_full_helps_after_one_are_no_new_step() -> None:
    actions = [response(start_date=None, end_date=None), response("R2")]
    claims = [claim(degree="fully"), claim("C2", response="R2", degree="fully")]
    found = steps(portfolio(world([need()], actions, claims))).rows()
    assert found == [("N1", "AL", None, None, 1.0, "covered")]


def test_another_reading_is_refused() -> None:
    with pytest.raises(ValueError, match="'hopeful' is none of strict, claimed, planned"):
        steps(portfolio(world([need()], [], [])), "hopeful")


@settings(max_examples=60)
@given(worlds(), READINGS)
def test_on_each_day_as_many_cells_are_counted_in_a_band_as_the_oracle_finds(rows: World, reading: str) -> None:
    counted = count_bands(steps(portfolio(rows), reading)).to_dicts()
    assert [row["day"] for row in counted] == [None, *sorted({row["day"] for row in counted[1:]})]
    for offset in (-501, -500, *range(-3, 7), 363, 364, 365, 366, 367):
        points = (oracle.point(rows, *cell, day(offset), reading) for cell in oracle.cells(rows))
        expected = Counter(oracle.BANDS[oracle.rank(point)] for point in points)
        last = [row for row in counted if (row["day"] or date.min) <= day(offset)][-1]
        assert {band: last[band] for band in oracle.BANDS} == {band: expected[band] for band in oracle.BANDS}
