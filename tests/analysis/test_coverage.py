"""Coverage on one day: equal to the slow oracle, monotone, independent of order and of partners' names; its edges."""

import random
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from iisg.analysis.coverage import coverage, openers
from iisg.analysis.portfolio import Portfolio, frame_of
from tests.analysis import oracle
from tests.analysis.world import (
    ON,
    RENAMED,
    World,
    claim,
    day,
    need,
    portfolio,
    rename_partners,
    response,
    shuffle_rows,
    world,
    worlds,
)


def cell(claims: list[dict], responses: list[dict], **fields: object) -> dict:
    rows = coverage(portfolio(world([need(**fields)], responses, claims)), ON).to_dicts()  # type: ignore[arg-type]
    assert len(rows) == 1
    return rows[0]


def by_degrees(*degrees: str) -> dict:
    """One cell helped by so many unrelated responses."""
    claims = [claim(f"C{i}", response=f"R{i}", degree=degree) for i, degree in enumerate(degrees)]
    return cell(claims, [response(f"R{i}") for i in range(len(degrees))])


@settings(max_examples=100)
@given(worlds())
def test_coverage_is_what_the_slow_oracle_finds(rows: World) -> None:
    assert coverage(portfolio(rows), ON).to_dicts() == oracle.coverage(rows, ON)


@settings(max_examples=30)
@given(worlds(), st.integers(-4, 6))
def test_coverage_agrees_with_the_oracle_on_other_days(rows: World, offset: int) -> None:
    assert coverage(portfolio(rows), day(offset)).to_dicts() == oracle.coverage(rows, day(offset))


@settings(max_examples=50)
@given(worlds())
def test_adding_a_claim_never_lowers_coverage(rows: World) -> None:
    assume(rows["claims"])
    fewer = coverage(portfolio(rows | {"claims": rows["claims"][1:]}), ON)
    more = coverage(portfolio(rows), ON)
    for column in ("low", "point", "high", "claimed_point"):
        assert (more[column] >= fewer[column]).all()


@settings(max_examples=50)
@given(worlds(), st.data(), st.integers(1, 400))
def test_extending_what_is_running_never_brings_the_gap_nearer(rows: World, data: st.DataObject, days: int) -> None:
    running = [row for row in rows["responses"] if row["end_date"] and row["end_date"] >= ON]
    assume(running)
    chosen = data.draw(st.sampled_from(running))
    longer = chosen | {"end_date": chosen["end_date"] + timedelta(days=days)}
    responses = [longer if row is chosen else row for row in rows["responses"]]
    before, after = (coverage(portfolio(rows | {"responses": r}), ON) for r in (rows["responses"], responses))
    never = day(10_000)
    assert (after["gap_opens_on"].fill_null(never) >= before["gap_opens_on"].fill_null(never)).all()


@settings(max_examples=50)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: World, dice: random.Random) -> None:
    shuffled = shuffle_rows(rows, dice)
    assert coverage(portfolio(shuffled), ON).equals(coverage(portfolio(rows), ON))


@settings(max_examples=50)
@given(worlds())
def test_other_names_for_the_partners_permute_the_rows(rows: World) -> None:
    renamed = rename_partners(rows)
    expected = [row | {"partner": RENAMED[row["partner"]]} for row in coverage(portfolio(rows), ON).to_dicts()]
    expected.sort(key=lambda row: (row["need"], row["partner"]))
    assert coverage(portfolio(renamed), ON).to_dicts() == expected


def test_two_actions_that_serve_a_need_partly_cover_it() -> None:
    row = by_degrees("partly", "partly")
    assert (row["low"], row["point"], row["high"], row["band"]) == (0.5, 0.75, 1.0, "covered")


@pytest.mark.parametrize(
    ("degrees", "point", "band"),
    [
        ([], 0.0, "none"),
        (["marginally"], 0.25, "marginal"),
        (["marginally"] * 2, 0.4375, "marginal"),
        (["marginally"] * 3, 0.578125, "partly"),
        (["marginally"] * 4, 0.683594, "partly"),  # 0.68359375: half to even upwards
        (["marginally"] * 5, 0.762695, "covered"),
        (["partly"], 0.5, "partly"),
        (["partly", "marginally"], 0.625, "partly"),
        (["partly", "marginally", "marginally"], 0.71875, "partly"),
        (["partly", "marginally", "marginally", "marginally"], 0.789062, "covered"),  # 0.7890625: half to even down
        (["largely"], 0.75, "covered"),
        (["fully"], 1.0, "covered"),
        (["fully", "marginally"], 1.0, "covered"),
        (["marginally"] * 60, 1.0, "covered"),
        (["largely"] * 40, 1.0, "covered"),
    ],
)
def test_bands_follow_the_exact_point_and_numbers_are_rounded_half_to_even(
    degrees: list[str], point: float, band: str
) -> None:
    row = by_degrees(*degrees)
    assert (row["point"], row["band"]) == (point, band)


def test_the_last_day_counts_and_the_day_after_is_the_gap() -> None:
    assert cell([claim()], [response(end_date=ON)])["gap_opens_on"] == day(1)
    assert cell([claim()], [response(end_date=day(-1))])["band"] == "none"
    assert cell([claim()], [response(start_date=ON)])["band"] == "partly"


def test_no_gap_opens_where_nothing_ends() -> None:
    assert cell([claim()], [response(end_date=None)])["gap_opens_on"] is None


def test_a_successor_that_starts_the_day_after_closes_the_gap_and_one_day_later_does_not() -> None:
    claims = [claim(), claim("C2", response="R2")]
    ending = response(end_date=day(10))
    assert cell(claims, [ending, response("R2", start_date=day(11), end_date=None)])["gap_opens_on"] is None
    assert cell(claims, [ending, response("R2", start_date=day(12), end_date=None)])["gap_opens_on"] == day(11)


def test_a_programme_and_its_component_are_not_help_twice() -> None:
    claims = [claim(), claim("C2", response="R3", degree="marginally")]
    family = [response(), response("R2", part_of="R1"), response("R3", part_of="R2")]
    row = cell(claims, family)
    assert (row["low"], row["point"], row["high"]) == (0.5, 0.5, 0.5)


def test_two_claims_by_one_response_are_not_help_twice() -> None:
    row = cell([claim(), claim("C2", degree="largely")], [response()])
    assert (row["point"], len(row["claims"])) == (0.75, 2)


def test_a_component_takes_over_when_its_programme_ends() -> None:
    claims = [claim(degree="largely"), claim("C2", response="R2", degree="largely")]
    family = [response(end_date=day(5)), response("R2", part_of="R1", start_date=day(6), end_date=day(9))]
    assert cell(claims, family)["gap_opens_on"] == day(10)


def test_a_disputed_claim_counts_in_the_claimants_reading_only_and_is_listed() -> None:
    row = cell([claim(partner_word="disputes")], [response()])
    assert (row["band"], row["claimed_band"], row["claimed_point"], row["planned_band"]) == (
        "none",
        "partly",
        0.5,
        "none",
    )
    assert row["claims"] == [{"claim": "C1", "response": "R1", "degree": "partly", "partner_word": "disputes"}]


def test_what_starts_tomorrow_counts_in_the_planned_reading_only() -> None:
    row = cell([claim()], [response(start_date=day(1))])
    assert (row["band"], row["planned_band"], row["claims"]) == ("none", "partly", [])


def test_the_gap_names_the_response_that_opens_it_and_not_the_one_that_ends_beside_it() -> None:
    claims = [claim(), claim("C2", response="R2", degree="marginally"), claim("C3", response="R3", degree="marginally")]
    ending = {"end_date": day(10)}
    actions = [response(**ending), response("R2", **ending), response("R3", part_of="R2")]  # type: ignore[arg-type]
    given = portfolio(world([need()], actions, claims))
    found = openers(given, coverage(given, ON)).to_dicts()
    assert found == [{"need": "N1", "partner": "AL", "gap_opens_on": day(11), "response": "R1"}]


def test_a_register_without_rows_has_no_coverage() -> None:
    empty = Portfolio(*(frame_of(name) for name in ("needs", "responses", "claims", "approaches")))
    assert coverage(empty, ON).rows() == []


def test_a_degree_that_is_no_degree_is_refused() -> None:
    with pytest.raises(Exception, match="incomplete mapping"):
        cell([claim(degree="hugely")], [response()])
