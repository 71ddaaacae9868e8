"""All kinds of gap: equal to the slow oracle, with scores that recompute, and each kind in a case of its own."""

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iisg.analysis.gaps import KINDS, Weights, gaps, summarise
from tests.analysis import gap_oracle
from tests.analysis.world import ON, World, claim, day, need, portfolio, response, shuffle_rows, world, worlds

PREVENTION, RESPONSE = ["prevention"], ["response"]


def find(rows: World, *kinds: str, weights: Weights | None = None) -> list[dict]:
    return [gap for gap in gaps(portfolio(rows), ON, weights) if gap["kind"] in kinds]


def one(rows: World, kind: str, weights: Weights | None = None) -> dict:
    found = find(rows, kind, weights=weights)
    assert len(found) == 1
    return found[0]


def values(gap: dict) -> list[tuple[str, str]]:
    return [(part["name"], str(part["value"])) for part in gap["parts"]]


@settings(max_examples=100)
@given(worlds())
def test_gaps_are_those_the_slow_oracle_finds(rows: World) -> None:
    found = []
    for gap in gaps(portfolio(rows), ON):
        plain = {field: value for field, value in gap.items() if field not in ("parts", "reasons", "score")}
        found.append(plain | {"score": None if gap["score"] is None else Fraction(gap["score"])})
    assert found == gap_oracle.gaps(rows, ON)


@settings(max_examples=50)
@given(worlds())
def test_parts_multiply_to_the_score_and_every_gap_has_reasons(rows: World) -> None:
    for gap in gaps(portfolio(rows), ON):
        parts = [Fraction(part["value"]) for part in gap["parts"]]
        assert prod(parts, start=Fraction(1)) == (1 if gap["score"] is None else Fraction(gap["score"]))
        assert (gap["score"] is None) == (gap["need"] is None) == (parts == [])
        assert all(part["words"] for part in gap["parts"]) and all(gap["reasons"])
        assert not [reason for reason in gap["reasons"] if "Kosovo" in reason.replace("Kosovo*", "")]


@settings(max_examples=30)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_gap_and_no_word(rows: World, dice: random.Random) -> None:
    shuffled = shuffle_rows(rows, dice)
    assert gaps(portfolio(shuffled), ON) == gaps(portfolio(rows), ON)


def test_a_need_that_nothing_serves_is_open_for_each_partner_it_names() -> None:
    gap = one(world([need(partners=["XK", "AL"])], [], []), "uncovered_need")
    assert gap == {
        "kind": "uncovered_need",
        "need": "N1",
        "partner": None,
        "response": None,
        "organisation": None,
        "score": Decimal(6),
        "parts": [
            {"name": "priority", "value": Decimal(3), "words": "high priority"},
            {"name": "shortfall", "value": Decimal(2), "words": "all of it open for 2 partners"},
            {"name": "urgency", "value": Decimal(1), "words": "open on the day"},
        ],
        "reasons": ["Nothing that counts on 24 Nov 2026 serves this need for Albania and Kosovo*."],
    }


def test_a_partner_is_left_out_where_others_are_helped_and_told_what_is_planned() -> None:
    rows = world(
        [need(partners=["AL", "XK"], priority="low")],
        [response(), response("R2", start_date=day(3))],
        [claim(), claim("C2", response="R2", partners=["XK"], degree="largely")],
    )
    gap = one(rows, "partner_left_out")
    assert (gap["need"], gap["partner"], gap["score"]) == ("N1", "XK", Decimal(1))
    assert gap["reasons"] == [
        "Nothing that counts serves this need for Kosovo*, while responses serve it for Albania.",
        "With what is planned for Kosovo* it would be covered.",
    ]


def test_a_closing_gap_names_what_ends_and_when() -> None:
    rows = world(
        [need(partners=["XK"], priority="medium")],
        [response(title="Border posts", end_date=date(2027, 6, 30)), response("R2", end_date=None)],
        [claim(partners=["XK"]), claim("C2", response="R2", partners=["XK"], degree="marginally")],
    )
    gap = one(rows, "closing")
    assert gap["reasons"] == [
        "Partly covered for Kosovo* on 24 Nov 2026; from 1 Jul 2027 marginally covered (point 0.25).",
        "“Border posts” (R1) ends on 30 Jun 2027, and what stays or follows is not enough.",
    ]
    assert values(gap) == [("priority", "2"), ("shortfall", "0.75"), ("urgency", "0.7")]  # 219 of 730 days
    assert gap["score"] == Decimal("1.05")


@pytest.mark.parametrize(("days", "urgency"), [(1, "1"), (365, "0.5"), (366, None)])
def test_a_gap_closes_within_365_days(days: int, urgency: str | None) -> None:
    rows = world([need()], [response(end_date=day(days - 1))], [claim()])
    assert [str(gap["parts"][2]["value"].normalize()) for gap in find(rows, "closing")] == (
        [urgency] if urgency else []
    )


def test_a_marginal_cell_does_not_close() -> None:
    assert find(world([need()], [response(end_date=ON)], [claim(degree="marginally")]), "closing") == []


def test_urgency_is_rounded_half_to_even_before_it_multiplies() -> None:
    weights = Weights(closing_days=1000)
    assert [weights.closing(days) for days in (5, 15, 25, 35)] == [Decimal(n) for n in ("1.00", "0.98", "0.98", "0.96")]


def test_one_organisation_that_leads_all_is_a_single_provider() -> None:
    rows = world(
        [need()],
        [response(lead=["GIZ"]), response("R2", lead=["GIZ"])],
        [claim(), claim("C2", response="R2", degree="marginally")],
    )
    gap = one(rows, "single_provider")
    assert (gap["organisation"], gap["score"]) == ("GIZ", Decimal("0.9375"))
    assert gap["reasons"] == [
        "All that counts for Albania is led by GIZ alone: “Action R1” (R1) and “Action R2” (R2).",
        "If GIZ leaves, this need is not covered there.",
    ]


def without_naming(rows: World, kind: str, *codes: str) -> dict:
    (gap,) = (gap for gap in gaps(portfolio(rows), ON, unnamed=frozenset(codes)) if gap["kind"] == kind)
    return gap


def test_what_is_not_to_be_named_is_counted_and_what_it_shares_with_others_is_not_said() -> None:
    led = [response(lead=["GIZ"], approaches=["kit"]), response("R2", lead=["GIZ"], approaches=["kit"])]
    rows = world([need()], led, [claim(), claim("C2", response="R2", degree="marginally")])
    gap = without_naming(rows, "single_provider", "R2")
    assert (gap["organisation"], gap["score"]) == (None, one(rows, "single_provider")["score"])
    assert gap["parts"][1]["words"] == "about 0.62 rests on one organisation"
    assert gap["reasons"] == [
        "All that counts for Albania is led by one organisation alone: “Action R1” (R1) and a response that is not "
        "public.",
        "If it leaves, this need is not covered there.",
    ]
    assert without_naming(rows, "approach_mismatch", "R1", "R2")["reasons"] == [
        "The need is legislative, and none of the approaches of what counts for Albania serves such a need.",
        "They are those of 2 responses that are not public.",
    ]


def test_many_that_end_are_named_but_for_those_that_are_not_to_be() -> None:
    many = [f"R{number}" for number in range(1, 10)]
    rows = world(
        [need()],
        [response(code, end_date=day(9)) for code in many],
        [claim(f"C{code}", response=code) for code in many],
    )
    said = without_naming(rows, "closing", "R1", "R9")["reasons"][1]
    assert said == (
        "“Action R2” (R2), “Action R3” (R3), “Action R4” (R4), “Action R5” (R5), “Action R6” (R6), 2 more and 2 "
        "responses that are not public end on 3 Dec 2026, and what stays or follows is not enough."
    )


@pytest.mark.parametrize("leads", [["GIZ", "IOM"], ["IOM"], []])
def test_a_second_lead_another_lead_or_an_unknown_one_is_no_single_provider(leads: list[str]) -> None:
    claims = [claim(), claim("C2", response="R2", degree="marginally")]
    rows = world([need()], [response(lead=["GIZ"]), response("R2", lead=leads)], claims)
    assert find(rows, "single_provider") == []


def test_a_legislative_need_with_only_equipment_is_a_mismatch() -> None:
    gap = one(world([need()], [response(approaches=["kit"])], [claim(degree="marginally")]), "approach_mismatch")
    assert gap["score"] == Decimal("0.375")
    assert gap["reasons"] == [
        "The need is legislative, and none of the approaches of what counts for Albania serves such a need: Equipment.",
        "They are those of “Action R1” (R1).",
    ]


@pytest.mark.parametrize("approaches", [["kit", "law"], [], ["kit", "unheard of"]])
def test_one_that_fits_or_is_not_known_is_no_mismatch(approaches: list[str]) -> None:
    claims = [claim(), claim("C2", response="R2")]
    rows = world([need()], [response(approaches=["kit"]), response("R2", approaches=approaches)], claims)
    assert find(rows, "approach_mismatch") == []


def test_planted_mismatches_are_found_among_decoys() -> None:
    """A decoy fits by one approach, or may fit: it states none, or one that the vocabulary does not have."""
    spoiled: list[list[str]] = [["kit", "law"], [], ["kit", "unheard of"]]
    approaches = {f"N{number:04}": [["kit"], spoiled[number % 3]] for number in range(2000)}
    planted = {code for place, code in enumerate(approaches) if place % 2}
    needs, responses, claims = [], [], []
    for code, of_decoy in approaches.items():
        needs.append(need(code))
        for place, stated in enumerate([["kit"], ["talk"]] if code in planted else of_decoy):
            responses.append(response(f"R{code}{place}", approaches=stated))
            claims.append(claim(f"C{code}{place}", need=code, response=f"R{code}{place}", degree="marginally"))
    found = {gap["need"] for gap in find(world(needs, responses, claims), "approach_mismatch")}
    precision, recall = (len(found & planted) / len(side) for side in (found, planted))
    print(f"mismatches, {len(planted):,} planted: precision {precision:.3f}, recall {recall:.3f}")
    assert (precision, recall) == (1, 1)
    assert len(planted) == 1000


def test_a_dispute_is_found_once_for_each_partner_that_the_claim_lists() -> None:
    rows = world([need(partners=["AL", "RS"])], [response()], [claim(partners=["RS", "AL"], partner_word="disputes")])
    found = find(rows, "disputed")
    assert [(gap["need"], gap["partner"], gap["response"], gap["score"]) for gap in found] == [
        ("N1", "AL", "R1", Decimal("1.5")),
        ("N1", "RS", "R1", Decimal("1.5")),
    ]
    assert found[1]["reasons"] == [
        "Serbia disputes that “Action R1” (R1) serves this need partly (C1).",
        "The point is 0 without disputed claims and 0.5 with them.",
    ]


def test_a_dispute_over_what_has_ended_is_over() -> None:
    rows = world([need()], [response(end_date=day(-1))], [claim(partner_word="disputes")])
    assert find(rows, "disputed") == []


def test_a_response_with_a_claim_above_or_below_it_is_not_without_need() -> None:
    tree = [response("top"), response("mid", part_of="top"), response("leaf", part_of="mid"), response("lone")]
    found = find(world([need()], tree, [claim(response="mid")]), "response_without_need")
    assert [gap["response"] for gap in found] == ["lone"]
    sisters = [*tree, response("sister", part_of="top")]
    found = find(world([need()], sisters, [claim(response="mid")]), "response_without_need")
    assert [gap["response"] for gap in found] == ["lone", "sister"]


@pytest.mark.parametrize(
    ("status", "start", "end", "said"),
    [
        ("planned", 0, 9, "planned, but its start on 24 Nov 2026 is not after 24 Nov 2026"),
        ("ongoing", -9, -1, "ongoing, but it ended on 23 Nov 2026"),
        ("ongoing", 1, 9, "ongoing, but it starts only on 25 Nov 2026"),
        ("completed", -9, 0, "completed, but its last day is 24 Nov 2026, not before 24 Nov 2026"),
    ],
)
def test_a_status_that_the_dates_deny_is_said(status: str, start: int, end: int, said: str) -> None:
    rows = world([need()], [response(status=status, start_date=day(start), end_date=day(end))], [claim()])
    assert one(rows, "status_disagrees")["reasons"] == [f"“Action R1” (R1) is declared {said}."]


@pytest.mark.parametrize(("status", "start", "end"), [("planned", 1, 9), ("ongoing", 0, 0), ("completed", -9, -1)])
def test_a_status_that_the_dates_bear_out_is_no_gap(status: str, start: int, end: int) -> None:
    rows = world([need()], [response(status=status, start_date=day(start), end_date=day(end))], [claim()])
    assert find(rows, "status_disagrees") == []


def lopsided(prevention: int, response_degrees: list[str]) -> World:
    """Uncovered needs of prevention beside needs of response covered to these degrees."""
    needs = [need(f"P{i}", perspective=PREVENTION) for i in range(prevention)]
    needs += [need(f"Q{i}", perspective=RESPONSE) for i in range(len(response_degrees))]
    claims = [claim(f"C{i}", need=f"Q{i}", degree=degree) for i, degree in enumerate(response_degrees)]
    return world(needs, [response()], claims)


def test_a_perspective_a_quarter_behind_is_an_imbalance() -> None:
    gap = one(lopsided(3, ["marginally"] * 3), "imbalance")
    assert (gap["partner"], gap["pillar"], gap["perspective"], gap["score"]) == ("AL", "WBCTi", "prevention", None)
    assert gap["reasons"] == [
        "For Albania in WBCTi the mean point of prevention is 0 (3 needs), that of response 0.25 (3 needs)."
    ]


def test_less_than_a_quarter_or_fewer_than_three_needs_are_no_imbalance() -> None:
    nearly = lopsided(3, ["marginally"] * 3)
    nearly["needs"].append(need("Q3", perspective=RESPONSE))
    assert find(nearly, "imbalance") == []
    assert find(lopsided(2, ["fully"] * 3), "imbalance") == []


def test_the_secretariats_weights_change_the_score() -> None:
    rows = world([need()], [], [])
    assert one(rows, "uncovered_need", Weights(high=Decimal("4.5"), uncovered_need=Decimal("0.3")))["score"] == Decimal(
        "1.35"
    )


def test_weights_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="weights must not be negative: low"):
        Weights(low=Decimal(-1))
    with pytest.raises(ValueError, match="closing_days is 300; it must be at least 365"):
        Weights(closing_days=300)


def test_the_summary_counts_every_kind_in_the_order_shown() -> None:
    counts = summarise(gaps(portfolio(world([need()], [response("R9")], [])), ON))
    expected = dict.fromkeys(KINDS, 0) | {"uncovered_need": 1, "response_without_need": 1}
    assert list(counts.items()) == list(expected.items())


def test_a_score_of_very_many_claims_is_exact() -> None:
    actions = [response(f"R{i}", lead=["GIZ"]) for i in range(40)]
    claims = [claim(f"C{i}", response=f"R{i}", degree="marginally") for i in range(40)]
    gap = one(world([need()], actions, claims), "single_provider")
    assert Fraction(gap["score"]) == Fraction(3, 2) * (1 - Fraction(3, 4) ** 40)
