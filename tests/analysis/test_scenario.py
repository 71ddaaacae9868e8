"""What if: the same as writing the changed register out by hand; the register itself stays as it was."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iisg.analysis.coverage import coverage
from iisg.analysis.gaps import gaps
from iisg.analysis.scenario import Scenario, ScenarioError, compare
from tests.analysis.world import ON, World, claim, day, need, portfolio, response, world, worlds

FRAMES = ("needs", "responses", "claims", "approaches")


def register() -> World:
    return world(
        [need(partners=["AL", "RS"])], [response(status="planned", start_date=day(30), end_date=None)], [claim()]
    )


def moved(scenario: Scenario) -> list[tuple[Any, ...]]:
    return compare(portfolio(register()), scenario, ON).moved.select("need", "partner", "^band.*$").rows()


@settings(max_examples=25)
@given(worlds(), st.data())
def test_a_scenario_is_the_register_written_out_with_its_changes(rows: World, data: st.DataObject) -> None:
    added = response("R9", lead=["New"])
    extra = claim("C99", need=rows["needs"][0]["code"], response="R9", partners=rows["needs"][0]["partners"][:1])
    ends = {row["code"]: day(600) for row in data.draw(st.lists(st.sampled_from(rows["responses"]), unique_by=id))}
    before = portfolio(rows)
    kept = [getattr(before, name).clone() for name in FRAMES]
    found = compare(before, Scenario(responses=(added,), claims=(extra,), ends=ends), ON)
    written = [row | ({"end_date": day(600)} if row["code"] in ends else {}) for row in rows["responses"]]
    expected = portfolio(rows | {"responses": [*written, added], "claims": [*rows["claims"], extra]})
    assert found.after.coverage.equals(coverage(expected, ON))
    disagreeing = {gap["response"] for gap in found.before.findings if gap["kind"] == "status_disagrees"}
    made_up = ends.keys() - disagreeing
    assert found.after.findings == [
        gap for gap in gaps(expected, ON) if gap["kind"] != "status_disagrees" or gap["response"] not in made_up
    ]
    assert found.before.findings == gaps(portfolio(rows), ON)
    assert all(getattr(before, name).equals(frame) for name, frame in zip(FRAMES, kept, strict=True))


@settings(max_examples=10)
@given(worlds())
def test_nothing_imagined_changes_nothing(rows: World) -> None:
    found = compare(portfolio(rows), Scenario(), ON)
    assert (found.moved.height, found.closed, found.opened) == (0, [], [])
    assert found.before.score == found.after.score


def test_what_is_planned_can_start_today() -> None:
    assert moved(Scenario(starts={"R1": ON})) == [("N1", "AL", "none", "partly")]


def test_what_runs_can_end_and_its_gap_is_there_with_its_score() -> None:
    rows = world([need()], [response()], [claim()])
    found = compare(portfolio(rows), Scenario(ends={"R1": day(-1)}), ON)
    assert found.moved.rows() == [("N1", "AL", "partly", 0.5, "none", 0.0)]
    assert [gap["kind"] for gap in found.opened] == ["uncovered_need"]
    assert (found.before.score, found.after.score) == (Decimal(0), Decimal(3))
    assert compare(portfolio(rows), Scenario(ends={"R1": day(900)}), ON).moved.height == 0


def test_a_status_that_the_dates_denied_before_still_disagrees() -> None:
    rows = world([need()], [response(start_date=day(5))], [claim()])
    found = compare(portfolio(rows), Scenario(ends={"R1": day(900)}), ON)
    assert [gap["kind"] for gap in found.after.findings if gap["response"]] == ["status_disagrees"]
    assert found.opened == found.closed == []


def test_an_imagined_response_serves_by_its_imagined_claim() -> None:
    imagined = response("X1", lead=["GIZ"])
    serves = claim("X2", response="X1", partners=["AL", "RS"], degree="fully")
    assert moved(Scenario(responses=(imagined,), claims=(serves,))) == [
        ("N1", "AL", "none", "covered"),
        ("N1", "RS", "none", "covered"),
    ]


@pytest.mark.parametrize(
    ("scenario", "reason"),
    [
        (Scenario(ends={"R9": ON}), "there is no response R9 to change; name one of the register"),
        (Scenario(ends={"R1": day(-1)}), "R1 would end on 2026-11-23, before it starts on 2026-12-24; change one of"),
        (Scenario(responses=(response("R1"),)), "the code R1 is taken; give what is added a code of its own"),
        (Scenario(claims=(claim("X"), claim("X"))), "the code X is taken; give what is added a code of its own"),
        (Scenario(claims=(claim("X", need="N9"),)), "the claim X names a need or a response that is not there"),
        (Scenario(responses=(response("X", part_of="Y"),)), "X is part of Y, which is not in the register"),
    ],
)
def test_a_scenario_that_does_not_fit_says_what_to_mend(scenario: Scenario, reason: str) -> None:
    with pytest.raises(ScenarioError, match=reason):
        scenario.apply(portfolio(register()))


def test_what_was_stopped_does_not_start() -> None:
    rows = world([need()], [response(status="suspended")], [])
    with pytest.raises(ScenarioError, match="R1 is suspended; what was stopped does not start in a scenario"):
        Scenario(starts={"R1": ON}).apply(portfolio(rows))
