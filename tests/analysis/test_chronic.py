"""A need that nothing serves for a partner in three cycles in a row is chronic."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from iisg.analysis.gaps import gaps
from iisg.analysis.portfolio import Portfolio
from tests.analysis.world import ON, claim, need, portfolio, response, world

FIRST, SECOND = date(2022, 12, 31), date(2024, 12, 31)


def edition(code: str, before: str | None, covered: bool = False) -> Portfolio:
    always = response(start_date=None, end_date=None)
    rows = world([need(code, partners=["XK"])], [always], [claim(need=code, partners=["XK"])] if covered else [])
    linked = [need(before, partners=["XK"], fate="carried", successors=[code])] if before else []
    return portfolio(rows, linked)


def chronic(first: Portfolio, second: Portfolio, now: Portfolio) -> list[dict]:
    told = replace(now, earlier=((first, FIRST), (second, SECOND)))
    return [gap for gap in gaps(told, ON) if gap["kind"] == "chronic"]


def test_a_need_open_in_three_linked_cycles_is_chronic() -> None:
    found = chronic(edition("N21", None), edition("N23", "N21"), edition("N25", "N23"))
    assert [(gap["need"], gap["partner"], gap["score"]) for gap in found] == [("N25", "XK", Decimal(3))]
    assert found[0]["reasons"] == [
        "Nothing served this need for Kosovo* on 31 Dec 2022, 31 Dec 2024 and 24 Nov 2026, three cycles in a row; "
        "it comes from N21 and N23."
    ]
    assert found[0]["origins"] == ["N21", "N23"]


@pytest.mark.parametrize("served", [0, 1, 2])
def test_one_cycle_in_which_it_was_served_breaks_the_row(served: int) -> None:
    covered = [served == cycle for cycle in range(3)]
    editions = (("N21", None), ("N23", "N21"), ("N25", "N23"))
    assert chronic(*(edition(*codes, covered=c) for codes, c in zip(editions, covered, strict=True))) == []


def test_needs_that_no_successor_links_are_not_the_same_need() -> None:
    assert chronic(edition("N21", None), edition("N23", None), edition("N25", "N23")) == []


def test_two_cycles_are_not_three() -> None:
    now = replace(edition("N25", "N23"), earlier=((edition("N23", None), SECOND),))
    assert [gap["kind"] for gap in gaps(now, ON)] == ["response_without_need", "uncovered_need"]


def test_an_earlier_cycle_is_judged_on_its_last_day_and_never_after_the_day_looked_at() -> None:
    editions = (edition("N21", None), edition("N23", "N21"), edition("N25", "N23"))
    told = replace(editions[2], earlier=((editions[0], FIRST), (editions[1], SECOND)))
    (found,) = [gap for gap in gaps(told, date(2023, 5, 1)) if gap["kind"] == "chronic"]
    assert "on 31 Dec 2022, 1 May 2023 and 1 May 2023, three cycles" in found["reasons"][0]


def test_of_four_cycles_the_last_three_are_looked_at() -> None:
    covered = edition("N19", None, covered=True)
    editions = (edition("N21", "N19"), edition("N23", "N21"), edition("N25", "N23"))
    told = replace(editions[2], earlier=((covered, date(2020, 12, 31)), (editions[0], FIRST), (editions[1], SECOND)))
    assert [gap["origins"] for gap in gaps(told, ON) if gap["kind"] == "chronic"] == [["N21", "N23"]]
