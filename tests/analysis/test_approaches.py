"""What kind of help goes where: equal to the slow oracle; money once, whole over any partition."""

import random
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from iisg.analysis.approaches import approaches, concentration, instruments
from iisg.analysis.money import add_once
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

BUDGETS = st.sampled_from([None, Decimal("0.000001"), Decimal(7), Decimal("99999999999999.5")])


@st.composite
def funded(draw: st.DrawFn) -> World:
    rows = draw(worlds())
    return rows | {"responses": [row | {"budget_eur": draw(BUDGETS)} for row in rows["responses"]]}


def money(rows: World, codes: Iterable[str]) -> tuple[Decimal, int]:
    """Each amount once, without those of components whose programme has its own among them; and how many lack one."""
    amounts = {code: oracle.named(rows, "responses", code)["budget_eur"] for code in set(codes)}
    known = {code: amount for code, amount in amounts.items() if amount is not None}
    counted = [known[code] for code in known if not set(oracle.above(rows, code)[1:]) & set(known)]
    return sum(counted, Decimal(0)), len(amounts) - len(known)


def expected(rows: World) -> list[tuple[Any, ...]]:
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for need_code, partner in oracle.cells(rows):
        asked = oracle.named(rows, "needs", need_code)
        for row in oracle.counting(rows, need_code, partner, ON):
            for approach in oracle.named(rows, "responses", row["response"])["approaches"]:
                for kind in asked["need_types"]:
                    groups.setdefault((approach, kind, partner, asked["pillar"]), []).append(row)
    rows_of_all = []
    for key, claims in sorted(groups.items()):
        codes = [row["response"] for row in claims]
        rows_of_all.append((*key, len(set(codes)), len({row["code"] for row in claims}), *money(rows, codes)))
    return rows_of_all


@settings(max_examples=60)
@given(funded())
def test_approaches_are_what_the_slow_oracle_finds(rows: World) -> None:
    assert approaches(portfolio(rows), ON).rows() == expected(rows)


@settings(max_examples=20)
@given(funded(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: World, shuffle: random.Random) -> None:
    shuffled = shuffle_rows(rows, shuffle)
    for find in (approaches, instruments, concentration):
        assert find(portfolio(shuffled), ON).equals(find(portfolio(rows), ON))


@settings(max_examples=20)
@given(funded())
def test_other_names_for_the_partners_permute_the_rows(rows: World) -> None:
    renamed = rename_partners(rows)
    permuted = [(*row[:2], RENAMED[row[2]], *row[3:]) for row in approaches(portfolio(rows), ON).iter_rows()]
    assert approaches(portfolio(renamed), ON).rows() == sorted(permuted)


@settings(max_examples=60)
@given(funded(), st.data())
def test_money_is_whole_over_any_partition_of_the_families(rows: World, data: st.DataObject) -> None:
    """However families are put into groups, the groups add up to what all of them have together."""
    group = {row["code"]: data.draw(st.integers(0, 2)) for row in rows["responses"]}
    placed = [(group[oracle.above(rows, row["code"])[-1]], row["code"]) for row in rows["responses"]]
    members = pl.DataFrame(placed, schema={"group": pl.Int64, "response": pl.String}, orient="row")
    frame = portfolio(rows).responses
    groups, whole = (add_once(m, frame) for m in (members, members.with_columns(group=pl.lit(0))))
    assert groups["eur_disclosed"].sum() == whole["eur_disclosed"].sum()
    assert groups["undisclosed"].sum() == whole["undisclosed"].sum()
    assert (whole["eur_disclosed"][0], whole["undisclosed"][0]) == money(rows, group)


def one(**fields: Any) -> World:
    return world([need()], [response(approaches=["law"], **fields)], [claim()])


def test_what_states_no_approach_and_what_does_not_count_is_not_there() -> None:
    assert approaches(portfolio(world([need()], [response()], [claim()])), ON).rows() == []
    assert approaches(portfolio(one(end_date=day(-1))), ON).rows() == []


def test_a_components_amount_is_in_its_programmes_and_stands_alone_where_that_has_none() -> None:
    def row(programme: Decimal | None) -> tuple[Any, ...]:
        rows = one(part_of="R0", budget_eur=Decimal(10))
        rows["responses"].append(response("R0", approaches=["law"], budget_eur=programme))
        rows["claims"].append(claim("C0", response="R0"))
        return approaches(portfolio(rows), ON).rows()[0]

    assert row(Decimal(100)) == ("law", "legislative", "AL", "WBCTi", 2, 2, Decimal(100), 0)
    assert row(None) == ("law", "legislative", "AL", "WBCTi", 2, 2, Decimal(10), 1)


def test_instruments_are_told_apart_by_regional_and_bilateral() -> None:
    rows = one(instrument="IPA III", partners=["AL", "RS"], budget_eur=Decimal(5))
    rows["responses"].append(response("R2", partners=["AL"]))
    rows["claims"].append(claim("C2", response="R2"))
    assert instruments(portfolio(rows), ON).rows() == [
        (None, "bilateral", "AL", 1, 1, Decimal(0), 1),
        ("IPA III", "regional", "AL", 1, 1, Decimal(5), 0),
    ]


def test_concentration_is_one_where_one_lead_gives_all_and_falls_as_others_join() -> None:
    def row(*leads: list[str]) -> tuple[Any, ...]:
        responses = [response(f"R{at}", lead=lead) for at, lead in enumerate(leads)]
        claims = [claim(f"C{at}", response=f"R{at}") for at in range(len(leads))]
        return concentration(portfolio(world([need()], responses, claims)), ON).rows()[0]

    assert row(["GIZ"], ["GIZ"]) == ("N1", 1.0, 1, "GIZ", 0)
    assert row(["GIZ"], ["OSCE"], []) == ("N1", 0.5, 2, "GIZ", 1)
    assert row(["GIZ"], ["GIZ", "OSCE"]) == ("N1", 0.625, 2, "GIZ", 0)
    assert row([]) == ("N1", None, 0, None, 1)
