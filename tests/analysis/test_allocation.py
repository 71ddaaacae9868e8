"""The allocation: equal to trying every set, never worse than greedy, the same every time; ties and cents."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iisg.analysis.allocation import CANDIDATES, allocate
from tests.analysis import oracle
from tests.analysis.world import ON, World, claim, need, portfolio, response, world, worlds

WEIGHTS = {"high": 3, "medium": 2, "low": 1}
Row = dict[str, Any]


def frame(candidates: list[Row]) -> pl.DataFrame:
    rows = [{name: row.get(name) for name in CANDIDATES} for row in candidates]
    return pl.DataFrame(rows, schema=CANDIDATES, orient="row")


def still_open(rows: World, candidates: list[Row], chosen: tuple[str, ...] = ()) -> Fraction:
    total = Fraction(0)
    for need_code, partner in oracle.cells(rows):
        low = max(oracle.helps(rows, oracle.counting(rows, need_code, partner, ON)), default=Fraction(0))
        offers = [
            oracle.DEGREES[row["degree"]]
            for row in candidates
            if row["code"] in chosen and (row["need"], row["partner"]) == (need_code, partner)
        ]
        total += WEIGHTS[oracle.named(rows, "needs", need_code)["priority"]] * (1 - max([low, *offers]))
    return total


def best(rows: World, candidates: list[Row], envelope: Decimal, besides: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Every set, the best first by what stays open, size and alphabet."""
    costs = {row["code"]: row["cost_eur"] for row in candidates}
    codes = sorted(costs)
    sets = [some for size in range(len(codes) + 1) for some in combinations(codes, size)]
    sets = [some for some in sets if sum((costs[code] for code in some), Decimal(0)) <= envelope]
    if besides:
        sets = [some for some in sets if not set(besides) <= set(some)]
    return min(sets, key=lambda some: (still_open(rows, candidates, some), len(some), some))


Choice = tuple[World, list[Row], Decimal]


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    rows = draw(worlds())
    cells = oracle.cells(rows)
    candidates = []
    for number in draw(st.permutations(range(draw(st.integers(0, 6))))):
        cost = draw(st.sampled_from([Decimal(n) for n in ("0", "0.1", "0.2", "0.3", "1", "2", "2.5")]))
        for need_code, partner in draw(st.lists(st.sampled_from(cells), min_size=1, max_size=3, unique=True)):
            degree = draw(st.sampled_from(list(oracle.DEGREES)))
            row = {"code": f"A{number}", "cost_eur": cost, "need": need_code, "partner": partner, "degree": degree}
            candidates.append(row)
    return rows, candidates, draw(st.sampled_from([Decimal(n) for n in ("0", "0.3", "0.6", "2.5", "3", "100")]))


@settings(max_examples=40)
@given(choices())
def test_the_chosen_set_and_the_runner_up_are_those_of_trying_every_set(choice: Choice) -> None:
    rows, candidates, envelope = choice
    found = allocate(portfolio(rows), frame(candidates), envelope, ON)
    expected = best(rows, candidates, envelope)
    assert tuple(found["chosen"]) == expected
    assert Fraction(found["before"]) == still_open(rows, candidates)
    assert Fraction(found["after"]) == still_open(rows, candidates, expected)
    if expected:
        second = best(rows, candidates, envelope, besides=expected)
        after = still_open(rows, candidates, second)
        assert (found["runner_up"]["chosen"], Fraction(found["runner_up"]["after"])) == (list(second), after)
    else:
        assert found["runner_up"] is None


def action(code: str, cost: str, partner: str = "AL", degree: str = "fully", need_code: str = "N1") -> Row:
    fields = {"title": f"Action {code}", "need": need_code, "partner": partner, "degree": degree}
    return fields | {"code": code, "cost_eur": Decimal(cost)}


def chosen(candidates: list[Row], envelope: str, partners: tuple[str, ...] = ("AL", "RS", "XK")) -> list[str]:
    rows = world([need(partners=list(partners))], [], [])
    return list(allocate(portfolio(rows), frame(candidates), Decimal(envelope), ON)["chosen"])


def test_cents_decide_exactly() -> None:
    actions = [action("A", "0.1"), action("B", "0.2", "RS")]
    assert chosen(actions, "0.3") == ["A", "B"]
    assert chosen(actions, "0.299999") == ["A"]
    dear = [action("A", "500000000000000.000001"), action("B", "499999999999999.999999", "RS")]
    assert chosen(dear, "1000000000000000") == ["A", "B"]
    assert chosen(dear, "999999999999999.999999") == ["A"]


def test_of_equals_fewest_actions_are_taken_and_then_the_alphabetically_first() -> None:
    both = [action("C", "9"), action("C", "9", "RS")]
    assert chosen([action("A", "1"), action("B", "1", "RS"), *both], "20") == ["C"]
    assert chosen([action("D", "1"), action("B", "1"), action("C", "1")], "20") == ["B"]


def test_ties_are_decided_beyond_one_block_of_the_search() -> None:
    """Forty equal actions for each of three partners: the first of each."""
    actions = [action(f"{partner}{n:02}", "1", partner) for n in range(40) for partner in ("AL", "RS", "XK")]
    assert chosen(list(reversed(actions)), "3") == ["AL00", "RS00", "XK00"]
    assert chosen(actions, "2") == ["AL00", "RS00"]


def test_it_is_never_worse_than_greedy_and_the_same_every_time() -> None:
    partners = ["AL", "BA", "XK", "ME", "MK", "RS"]
    needs = [need(f"N{n}", partners=partners, priority=["high", "medium", "low"][n % 3]) for n in range(4)]
    rows, degrees = world(needs, [], []), list(oracle.DEGREES)
    actions = [
        action(f"A{n:02}", str(3 + n * 7 % 11), partners[(n + k) % 6], degrees[(n * k) % 4], f"N{(n * 5 + k) % 4}")
        for n in range(24)
        for k in range(3)
    ]
    found = allocate(portfolio(rows), frame(actions), Decimal(40), ON)
    greedy: tuple[str, ...] = ()
    costs = {row["code"]: row["cost_eur"] for row in actions}
    while more := [c for c in costs if c not in greedy and sum(costs[x] for x in (*greedy, c)) <= 40]:
        greedy = (*greedy, min(more, key=lambda c: (still_open(rows, actions, (*greedy, c)), c)))
    assert Fraction(found["after"]) <= still_open(rows, actions, greedy)
    assert allocate(portfolio(rows), frame(actions[::-1]), Decimal(40), ON) == found


def test_the_reasons_say_what_each_action_brings_and_what_comes_next() -> None:
    rows = world([need(partners=["AL", "XK"])], [response()], [claim()])
    actions = [action("A", "1500000.5"), action("B", "100", "XK", "partly"), action("B", "100", "AL", "marginally")]
    found = allocate(portfolio(rows), frame(actions), Decimal(1_500_100), ON)
    assert (found["chosen"], found["cost"], found["before"], found["after"]) == (["A"], Decimal("1500000.5"), 4.5, 3)
    assert found["runner_up"] == {"chosen": ["B"], "after": 3}
    assert found["reasons"] == [
        "On 24 Nov 2026 what is open, weighted by priority, adds up to 4.5; 1 of 2 candidates, for EUR 1,500,000.5 of "
        "EUR 1,500,100, lower it to 3. No other set within the envelope lowers it further.",
        "“Action A” (A), EUR 1,500,000.5: without it 4.5 would be open.",
        "Next best, B leaves as much open: 3. Of equals the set with fewest actions is taken, then the alphabetically "
        "first.",
    ]


def test_where_nothing_helps_nothing_is_chosen() -> None:
    rows = world([need()], [], [])
    found = allocate(portfolio(rows), frame([action("A", "5")]), Decimal(4), ON)
    assert (found["chosen"], found["cost"], found["after"], found["runner_up"]) == ([], 0, 3, None)
    reason = (
        "On 24 Nov 2026 what is open, weighted by priority, adds up to 3; no candidate that EUR 4 can pay lowers it."
    )
    assert found["reasons"] == [reason]
    with pytest.raises(ValueError, match="the envelope is -1; it must not be negative"):
        allocate(portfolio(rows), frame([]), Decimal(-1), ON)
