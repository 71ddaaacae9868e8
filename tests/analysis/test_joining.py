"""Joined records: one response, money once, coverage as of one family; the order of rows changes nothing."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from iisg.analysis.approaches import approaches
from iisg.analysis.coverage import coverage
from iisg.analysis.gaps import gaps
from iisg.analysis.joining import JOINED, join_records
from iisg.analysis.money import add_once
from iisg.analysis.portfolio import Portfolio, frame_of
from iisg.analysis.risk import risk
from iisg.analysis.synergies import synergies
from tests.analysis import oracle
from tests.analysis.world import ON, World, claim, day, need, portfolio, response, shuffle_rows, world, worlds

AMOUNTS = [None, Decimal(0), Decimal("10.25"), Decimal(700)]


def register(rows: list[dict[str, Any]], into: dict[str, str]) -> pl.DataFrame:
    """The responses as the register has them, with what each is joined into."""
    joined = pl.Series(JOINED, [into.get(row["code"]) for row in rows], dtype=pl.String)
    return frame_of("responses", rows).with_columns(joined)


def joined(rows: World, into: dict[str, str]) -> Portfolio:
    responses, claims = join_records(register(rows["responses"], into), frame_of("claims", rows["claims"]))
    plain = portfolio(rows)
    return Portfolio(plain.needs, responses, claims, plain.approaches)


def total(responses: pl.DataFrame) -> tuple[Decimal, int]:
    members = responses.select(response="code", all=pl.lit(value=True))
    found = add_once(members, responses)
    return found.select("eur_disclosed", "undisclosed").row(0)


@st.composite
def joinings(draw: st.DrawFn) -> tuple[World, dict[str, str]]:
    """A world without programmes, and some of its responses joined into its first one; each with an amount or none."""
    rows = draw(worlds())
    for row in rows["responses"]:
        row |= {"part_of": None, "budget_eur": draw(st.sampled_from(AMOUNTS))}
    codes = sorted(row["code"] for row in rows["responses"])
    others = draw(st.lists(st.sampled_from(codes[1:]), unique=True)) if codes[1:] else []
    return rows, dict.fromkeys(others, codes[0])


@settings(max_examples=60)
@given(joinings())
def test_money_is_that_of_the_actions_each_once(drawn: tuple[World, dict[str, str]]) -> None:
    rows, into = drawn
    of = {row["code"]: row["budget_eur"] for row in rows["responses"]}
    reports = [code for code in sorted(of) if code not in into]
    first = [
        next((of[c] for c in [kept, *sorted(k for k, v in into.items() if v == kept)] if of[c] is not None), None)
        for kept in reports
    ]
    expected = sum((amount for amount in first if amount is not None), Decimal(0)), first.count(None)
    assert total(joined(rows, into).responses) == expected


@settings(max_examples=60)
@given(joinings())
def test_coverage_is_that_of_one_family_where_the_reports_agree_on_dates_and_status(
    drawn: tuple[World, dict[str, str]],
) -> None:
    rows, into = drawn
    assume(into)
    kept = next(row for row in rows["responses"] if row["code"] in into.values())
    assume(bool(kept["start_date"] or kept["end_date"]))
    agreed = {name: kept[name] for name in ("start_date", "end_date", "status")}
    alike = [row | agreed if row["code"] in into else row for row in rows["responses"]]
    family = [row | {"part_of": into.get(row["code"])} for row in alike]
    listed = [
        row | {"claims": [c | {"response": into.get(c["response"], c["response"])} for c in row["claims"]]}
        for row in oracle.coverage(rows | {"responses": family}, ON)
    ]
    assert coverage(joined(rows | {"responses": alike}, into), ON).to_dicts() == listed


@settings(max_examples=40)
@given(joinings(), st.randoms())
def test_the_order_of_rows_changes_no_finding(drawn: tuple[World, dict[str, str]], dice: Any) -> None:
    rows, into = drawn
    shuffled = shuffle_rows(rows, dice)
    one, other = joined(rows, into), joined(shuffled, into)
    assert coverage(one, ON).equals(coverage(other, ON))
    assert gaps(one, ON) == gaps(other, ON)
    assert synergies(one, ON).equals(synergies(other, ON))
    assert one.responses.sort("code").equals(other.responses.sort("code"))


@settings(max_examples=40)
@given(joinings())
def test_taken_apart_all_is_as_it_was(drawn: tuple[World, dict[str, str]]) -> None:
    rows, into = drawn
    before = register(rows["responses"], into).to_dicts()
    joined(rows, into)
    assert register(rows["responses"], into).to_dicts() == before
    apart, plain = joined(rows, {}), portfolio(rows)
    assert (apart.responses.equals(plain.responses), apart.claims.equals(plain.claims)) == (True, True)


@settings(max_examples=40)
@given(joinings())
def test_a_record_whose_other_one_is_not_at_hand_counts_as_itself(drawn: tuple[World, dict[str, str]]) -> None:
    rows, into = drawn
    without = rows | {"responses": [row for row in rows["responses"] if row["code"] not in into.values()]}
    assume(without["responses"])
    seen, plain = joined(without, into), portfolio(without)
    assert (seen.responses.equals(plain.responses), seen.claims.equals(plain.claims)) == (True, True)


FUNDER = response("R1", lead=["DG NEAR"], funders=["EU"], partners=["AL"], start_date=None, end_date=None)
DOER = response(
    "R2", lead=["UNODC"], funders=["EU"], implementers=["UNODC"], partners=["RS"], pillar="WBBSi", approaches=["kit"],
    budget_eur=Decimal(5), instrument="IPA III",
)  # fmt: skip


def test_what_the_record_that_stays_does_not_state_comes_from_the_other_and_lists_are_of_both() -> None:
    rows = world([need()], [DOER, FUNDER | {"secondary_pillars": ["WBBSi"]}], [claim(response="R2")])
    found = joined(rows, {"R2": "R1"})
    assert found.responses.to_dicts() == frame_of("responses", [
        FUNDER | {
            "lead": ["DG NEAR", "UNODC"], "funders": ["EU"], "implementers": ["UNODC"], "partners": ["AL", "RS"],
            "secondary_pillars": ["WBBSi"], "approaches": ["kit"], "budget_eur": Decimal(5), "instrument": "IPA III",
            "start_date": day(-500), "end_date": day(500),
        }
    ]).to_dicts()  # fmt: skip
    assert found.claims["response"].to_list() == ["R1"]


def test_two_reports_are_one_response_in_every_analysis() -> None:
    both = [claim("C1", response="R1", partners=["AL"]), claim("C2", response="R2", degree="largely")]
    one = response("R1", lead=["DG NEAR"], partners=["AL"], approaches=["law"])
    two = response("R2", lead=["UNODC"], partners=["AL"], approaches=["law"])
    rows = world([need(need_types=["legislative"])], [one, two], both)
    apart, found = joined(rows, {}), joined(rows, {"R2": "R1"})
    assert (synergies(apart, ON).height, synergies(found, ON).height) == (1, 0)
    assert coverage(found, ON).select("point", "high").rows() == [(0.75, 0.75)]
    assert approaches(found, ON).select("responses", "claims").rows() == [(1, 2)]
    assert risk(found, ON).select("organisation", "response").rows() == [(None, "R1")]


def test_components_of_either_record_belong_to_the_one_action() -> None:
    rows = [response("R1"), response("R2"), response("R3", part_of="R2")]
    responses, _ = join_records(register(rows, {"R2": "R1"}), frame_of("claims"))
    assert responses.select("code", "part_of").rows() == [("R1", None), ("R3", "R1")]


@pytest.mark.parametrize("order", [["R1", "R2", "R3"], ["R3", "R2", "R1"]])
def test_several_reports_answer_in_the_order_of_their_codes(order: list[str]) -> None:
    of = {"R1": response("R1"), "R2": response("R2", instrument="B"), "R3": response("R3", instrument="C")}
    responses, _ = join_records(register([of[c] for c in order], {"R2": "R1", "R3": "R1"}), frame_of("claims"))
    assert responses["instrument"].to_list() == ["B"]
