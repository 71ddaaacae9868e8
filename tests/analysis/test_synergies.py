"""Synergies: equal to the slow oracle, independent of order and of partners' names; the edges of each kind in words."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iisg.analysis.clusters import clusters, rank_pairs
from iisg.analysis.synergies import synergies
from tests.analysis import pair_oracle
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

Row = dict[str, Any]
PLAIN = ["kind", "a", "b", "needs", "partners", "approaches", "from", "to", "cells"]


def find(rows: World) -> list[Row]:
    return synergies(portfolio(rows), ON).to_dicts()


def plain(rows: World) -> list[Row]:
    return [{name: row[name] for name in PLAIN} for row in find(rows)]


def two(a: Row | None = None, b: Row | None = None, **second_claim: object) -> World:
    """Two responses of different leads and the same approach, both serving Albania's need."""
    common = {"approaches": ["law"], "lead": ["GIZ"]}
    responses = [response("R1", **common | (a or {})), response("R2", **common | {"lead": ["UNODC"]} | (b or {}))]
    return world([need(partners=["AL", "RS"])], responses, [claim(), claim("C2", **{"response": "R2"} | second_claim)])


def kinds(rows: World) -> list[tuple[str, str, str]]:
    return [(row["kind"], row["a"], row["b"]) for row in find(rows)]


DUPLICATION = [("possible_duplication", "R1", "R2")]


@settings(max_examples=60)
@given(worlds())
def test_synergies_are_what_the_slow_oracle_finds(rows: World) -> None:
    expected = [{name: row[name] for name in PLAIN} for row in pair_oracle.synergies(rows, ON)]
    assert plain(rows) == expected


@settings(max_examples=20)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: World, shuffle: random.Random) -> None:
    assert find(shuffle_rows(rows, shuffle)) == find(rows)


@settings(max_examples=20)
@given(worlds())
def test_other_names_for_the_partners_change_nothing_but_them(rows: World) -> None:
    renamed = rename_partners(rows)
    expected = [row | {"partners": sorted(RENAMED[p] for p in row["partners"])} for row in plain(rows)]
    assert plain(renamed) == expected


@settings(max_examples=20)
@given(worlds())
def test_other_codes_for_the_responses_change_only_which_is_named_first(rows: World) -> None:
    """Numbered backwards, so that every pair is met from its other side."""

    def turn(code: str | None) -> str | None:
        return code and f"R{9 - int(code[1:])}"

    responses = [row | {"code": turn(row["code"]), "part_of": turn(row["part_of"])} for row in rows["responses"]]
    claims = [row | {"response": turn(row["response"])} for row in rows["claims"]]
    turned = plain(rows | {"responses": responses, "claims": claims})

    def key(row: Row, back: bool) -> tuple[str, ...]:
        ends = [turn(row[side]) or "" if back else row[side] for side in "ab"]
        return row["kind"], *(ends if row["kind"] == "sequenced" else sorted(ends)), str(row["needs"])

    assert sorted(key(row, True) for row in turned) == sorted(key(row, False) for row in plain(rows))


def test_a_duplication_is_said_in_full() -> None:
    rows = two({"start_date": day(-30)}, {"end_date": day(30), "lead": ["Frontex", "UNODC"]})
    assert find(rows) == [
        {
            "kind": "possible_duplication",
            "a": "R1",
            "b": "R2",
            "needs": ["N1"],
            "partners": ["AL"],
            "approaches": ["law"],
            "from": day(-30),
            "to": day(30),
            "reasons": [
                "“Action R1” (R1), led by GIZ, and “Action R2” (R2), led by Frontex and UNODC, "
                "are both active or planned on 24 Nov 2026.",
                "Both serve “Need N1” (N1) for Albania.",
                "Both use Legislative drafting.",
                "Both run from 25 Oct 2026 to 24 Dec 2026.",
            ],
            "cells": 1,
        }
    ]


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        ({}, {"lead": ["GIZ", "UNODC"]}, []),
        ({"lead": []}, {"lead": []}, DUPLICATION),
        ({}, {"part_of": "R1"}, []),
        ({"status": "suspended"}, {}, []),
        ({}, {"status": "cancelled"}, []),
        ({"approaches": ["kit"]}, {}, [("complementary", "R1", "R2")]),
        ({"approaches": []}, {}, []),
        ({"end_date": ON}, {}, DUPLICATION),
        ({"end_date": day(-1)}, {}, []),
        ({"end_date": day(99)}, {"start_date": day(99)}, DUPLICATION),
        ({"start_date": None, "end_date": None}, {}, DUPLICATION),
        ({"start_date": None, "end_date": None, "status": "planned"}, {}, []),
        ({"end_date": day(98)}, {"start_date": day(99)}, [("sequenced", "R1", "R2")]),
        ({"end_date": day(-100)}, {"start_date": day(83)}, [("sequenced", "R1", "R2")]),
        ({"end_date": day(-100)}, {"start_date": day(84)}, []),
        ({"start_date": day(-9)}, {"end_date": day(-10)}, [("sequenced", "R2", "R1")]),
        ({"end_date": day(-99)}, {"start_date": day(-50), "end_date": day(-1)}, []),
    ],
)
def test_each_kind_ends_where_its_definition_says(a: Row, b: Row, found: list[tuple[str, str, str]]) -> None:
    assert kinds(two(a, b)) == found


def test_disputed_claims_take_no_part() -> None:
    assert kinds(two(partner_word="disputes")) == []


def test_the_same_help_for_different_partners_could_be_joint() -> None:
    row = find(two(partners=["RS"]))[0]
    assert (row["kind"], row["needs"], row["partners"], row["cells"]) == ("could_be_joint", ["N1"], [], 0)
    assert row["reasons"][1] == "“Need N1” (N1) is served by the first for Albania, by the second for Serbia."


def test_two_components_of_one_programme_may_pair() -> None:
    rows = two({"part_of": "R0"}, {"part_of": "R0"})
    rows["responses"].append(response("R0"))
    assert kinds(rows) == DUPLICATION


def test_a_handover_says_when_and_how_soon() -> None:
    row = find(two({"end_date": day(-1)}, {"start_date": ON}))[0]
    assert (row["from"], row["to"]) == (day(-1), ON)
    assert row["reasons"] == [
        "First “Action R1” (R1), led by GIZ; then “Action R2” (R2), led by UNODC.",
        "Both serve “Need N1” (N1) for Albania.",
        "Both use Legislative drafting.",
        "The first ends on 23 Nov 2026, the second starts 1 day later, on 24 Nov 2026.",
    ]


def test_more_approaches_than_one_word_has_bits_are_told_apart() -> None:
    many = [f"a{number:03}" for number in range(200)]
    assert kinds(two({"approaches": many[:100]}, {"approaches": many[100:]})) == [("complementary", "R1", "R2")]
    assert kinds(two({"approaches": many[:151]}, {"approaches": many[150:]})) == DUPLICATION


def test_pairs_are_ranked_by_money_then_by_cells_and_say_so() -> None:
    rows = two({"budget_eur": Decimal(1_500_000)}, {})
    rows["responses"].append(response("R3", lead=["OSCE"], approaches=["law"], budget_eur=Decimal("0.5")))
    rows["claims"].append(claim("C3", response="R3"))
    ranked = rank_pairs(synergies(portfolio(rows), ON), portfolio(rows))
    assert ranked.select("a", "b", "rank_words").rows() == [
        ("R1", "R3", "EUR 1,500,000.5 disclosed of the two together; 1 shared cell."),
        ("R1", "R2", "EUR 1,500,000 disclosed of the two together, 1 amount not disclosed; 1 shared cell."),
        ("R2", "R3", "EUR 0.5 disclosed of the two together, 1 amount not disclosed; 1 shared cell."),
    ]


def test_cells_on_several_needs_say_on_how_many() -> None:
    rows = two() | {"needs": [need(), need("N2")]}
    rows["claims"] += [claim(f"C2{each}", need="N2", response=each) for each in ("R1", "R2")]
    frames = portfolio(rows)
    found = rank_pairs(synergies(frames, ON), frames)
    assert found["rank_words"].to_list() == ["No amount disclosed of the two together; 2 shared cells on 2 needs."]


def test_clusters_are_what_pairs_on_one_need_connect() -> None:
    rows = two({"end_date": day(9)}, {"start_date": day(5), "end_date": day(30)})
    rows["responses"].append(response("R3", lead=["OSCE"], approaches=["law"], start_date=day(20)))
    rows["claims"].append(claim("C3", response="R3"))
    rows["needs"].append(need("N2"))
    found = clusters(synergies(portfolio(rows), ON), portfolio(rows)).select("responses", "needs", "pairs", "kinds")
    chain = (["R1", "R2", "R3"], ["N1"], 3, ["possible_duplication", "sequenced"])
    assert found.rows() == [chain]
    assert clusters(synergies(portfolio(two({"end_date": day(-9)})), ON), portfolio(two())).rows() == []


@settings(max_examples=100)
@given(worlds())
def test_the_cells_of_a_cluster_are_those_that_the_two_of_a_pair_share(rows: World) -> None:
    frames, pairs = portfolio(rows), pair_oracle.synergies(rows, ON)
    served = {row["code"]: pair_oracle.served(rows, row) for row in rows["responses"]}
    for group in clusters(synergies(frames, ON), frames).to_dicts():
        shared = {
            (code, partner)
            for pair in pairs
            if {pair["a"], pair["b"]} <= set(group["responses"])
            for code in set(pair["needs"]) & set(group["needs"])
            for partner in served[pair["a"]][code] & served[pair["b"]][code]
        }
        assert group["cells"] == len(shared)


def test_of_two_clusters_with_equal_money_the_one_that_shares_more_cells_comes_first() -> None:
    rows = two()
    rows["needs"].append(need("N2", partners=["AL", "RS"]))
    rows["responses"] += [response("R3", lead=["IOM"], approaches=["law"]), response("R4", approaches=["law"])]
    rows["claims"] += [claim(f"C{at}", need="N2", response=f"R{at}", partners=["AL", "RS"]) for at in (3, 4)]
    found = clusters(synergies(portfolio(rows), ON), portfolio(rows)).select("responses", "cells", "rank_words")
    assert found.rows() == [
        (["R3", "R4"], 2, "No amount disclosed of all of them together; 2 shared cells."),
        (["R1", "R2"], 1, "No amount disclosed of all of them together; 1 shared cell."),
    ]


# What is no finding, each for one reason: their lead, a day too late, their standing, a dispute, being one programme.
DECOYS: list[tuple[Row, Row]] = [
    ({"lead": ["GIZ"]}, {}),
    ({"start_date": day(100 + 184)}, {}),
    ({"status": "suspended"}, {}),
    ({}, {"partner_word": "disputes"}),
    ({"part_of": "A"}, {}),
]


def _plant(number: int, kind: str) -> tuple[Row, list[Row], list[Row]]:
    """One need with two responses that stand in this relation, or in none for a reason of DECOYS."""
    names = f"{number:04}"
    a = response(f"A{names}", lead=["GIZ"], approaches=["law"], end_date=day(100))
    b = response(f"B{names}", lead=["UNODC"], approaches=["law"], end_date=day(400))
    decoy, said = DECOYS[number // 5 % len(DECOYS)] if kind == "nothing" else ({}, {})
    change: dict[str, Row] = {
        "complementary": {"approaches": ["kit"]},
        "sequenced": {"start_date": day(100 + 1 + number % 183)},
        "nothing": decoy | ({"part_of": a["code"]} if "part_of" in decoy else {}),
    }
    b |= change.get(kind, {})
    claims = [claim(f"CA{names}", need=f"N{names}", response=a["code"], partners=["AL", "XK"])]
    partners = ["RS"] if kind == "could_be_joint" else ["XK", "RS"]
    claims.append(claim(f"CB{names}", need=f"N{names}", response=b["code"], partners=partners) | said)
    return need(f"N{names}", partners=["AL", "XK", "RS"]), [a, b], claims


def test_planted_pairs_are_found_with_their_kind() -> None:
    names = ["possible_duplication", "complementary", "could_be_joint", "sequenced", "nothing"]
    planted = {number: names[number % 5] for number in range(5000)}
    parts = [_plant(number, kind) for number, kind in planted.items()]
    rows = world([p[0] for p in parts], [r for p in parts for r in p[1]], [c for p in parts for c in p[2]])
    random.Random(1).shuffle(rows["responses"])
    found = set(kinds(rows))
    for name in names[:4]:
        expected = {(k, f"A{n:04}", f"B{n:04}") for n, k in planted.items() if k == name}
        named = {pair for pair in found if pair[0] == name}
        precision, recall = (len(named & expected) / len(side) for side in (named, expected))
        print(f"{name}, {len(expected):,} planted: precision {precision:.3f}, recall {recall:.3f}")
        assert (precision, recall) == (1, 1)
        assert len(expected) == 1000


def test_days_at_the_end_of_the_calendar_are_no_trouble() -> None:
    assert synergies(portfolio(two()), date.max).height == 0
    assert synergies(portfolio(two({"end_date": None}, {"end_date": None})), date.max - timedelta(1)).height == 1
