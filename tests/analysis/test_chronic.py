"""A need that nothing serves for a partner in three cycles in a row is chronic."""

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
    return [gap for gap in gaps(now, ON, earlier=[(first, FIRST), (second, SECOND)]) if gap["kind"] == "chronic"]


def test_a_need_open_in_three_linked_cycles_is_chronic() -> None:
    found = chronic(edition("N21", None), edition("N23", "N21"), edition("N25", "N23"))
    assert [(gap["need"], gap["partner"], gap["score"]) for gap in found] == [("N25", "XK", Decimal(3))]
    assert found[0]["reasons"] == [
        "Nothing served this need for Kosovo* on 31 Dec 2022, 31 Dec 2024 and 24 Nov 2026, three cycles in a row; "
        "in the first of them it was N21."
    ]


@pytest.mark.parametrize("served", [0, 1, 2])
def test_one_cycle_in_which_it_was_served_breaks_the_row(served: int) -> None:
    covered = [served == cycle for cycle in range(3)]
    editions = (("N21", None), ("N23", "N21"), ("N25", "N23"))
    assert chronic(*(edition(*codes, covered=c) for codes, c in zip(editions, covered, strict=True))) == []


def test_needs_that_no_successor_links_are_not_the_same_need() -> None:
    assert chronic(edition("N21", None), edition("N23", None), edition("N25", "N23")) == []


def test_two_cycles_are_not_three() -> None:
    assert [gap["kind"] for gap in gaps(edition("N25", "N23"), ON, earlier=[(edition("N23", None), SECOND)])] == [
        "response_without_need",
        "uncovered_need",
    ]
