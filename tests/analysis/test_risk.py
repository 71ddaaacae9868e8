"""What falls if one stops: equal to the slow oracle, which takes each out and looks again."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from iisg.analysis.risk import rests_on, risk
from tests.analysis import oracle
from tests.analysis.world import (
    ON,
    RENAMED,
    World,
    claim,
    need,
    portfolio,
    rename_partners,
    response,
    shuffle_rows,
    world,
    worlds,
)


def falls_without(rows: World, gone: set[str]) -> list[tuple[str, str, str, str]]:
    """The cells with a lower band once these responses give nothing; they stay, so families stay what they are."""
    left = rows | {"claims": [row for row in rows["claims"] if row["response"] not in gone]}
    found = []
    for need_code, partner in oracle.cells(rows):
        before, after = (oracle.rank(oracle.point(w, need_code, partner, ON)) for w in (rows, left))
        if after < before:
            found.append((need_code, partner, oracle.BANDS[before], oracle.BANDS[after]))
    return found


def expected(rows: World) -> list[tuple[str | None, ...]]:
    found: list[tuple[str | None, ...]] = []
    for row in sorted(rows["responses"], key=lambda row: row["code"]):
        found += [(None, row["code"], *fall) for fall in falls_without(rows, {row["code"]})]
    for lead in sorted({lead for row in rows["responses"] for lead in row["lead"]}):
        alone = {row["code"] for row in rows["responses"] if row["lead"] == [lead]}
        found += [(lead, None, *fall) for fall in falls_without(rows, alone)]
    return found


def two(*leads: list[str], **fields: object) -> World:
    responses = [response(f"R{at}", lead=lead, **fields) for at, lead in enumerate(leads, 1)]
    claims = [claim(f"C{at}", response=f"R{at}") for at in range(1, len(leads) + 1)]
    return world([need()], responses, claims)


@settings(max_examples=60)
@given(worlds())
def test_risk_is_what_the_slow_oracle_finds(rows: World) -> None:
    assert risk(portfolio(rows), ON).rows() == expected(rows)


@settings(max_examples=20)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: World, shuffle: random.Random) -> None:
    shuffled = shuffle_rows(rows, shuffle)
    assert risk(portfolio(shuffled), ON).equals(risk(portfolio(rows), ON))


@settings(max_examples=20)
@given(worlds())
def test_other_names_for_the_partners_permute_the_rows(rows: World) -> None:
    renamed = rename_partners(rows)
    permuted = {(*row[:3], RENAMED[row[3]], *row[4:]) for row in risk(portfolio(rows), ON).iter_rows()}
    assert set(risk(portfolio(renamed), ON).iter_rows()) == permuted


def test_an_organisation_takes_along_all_that_it_alone_leads() -> None:
    rows = risk(portfolio(two(["GIZ"], ["GIZ"])), ON).rows()
    assert rows == [
        (None, "R1", "N1", "AL", "covered", "partly"),
        (None, "R2", "N1", "AL", "covered", "partly"),
        ("GIZ", None, "N1", "AL", "covered", "none"),
    ]


def test_a_response_with_several_leads_stays_and_an_unknown_lead_is_nobodys() -> None:
    rows = risk(portfolio(two(["GIZ", "OSCE"], [])), ON)
    assert rows["organisation"].to_list() == [None, None]


def test_a_component_that_gives_no_less_keeps_the_cell_as_it_is() -> None:
    rows = two(["GIZ"], ["GIZ"])
    rows["responses"][1]["part_of"] = "R1"
    assert risk(portfolio(rows), ON).rows() == [("GIZ", None, "N1", "AL", "partly", "none")]


def test_who_carries_most_comes_first() -> None:
    rows = two(["GIZ"], ["OSCE"])
    rows["needs"].append(need("N2", partners=["AL", "RS"]))
    rows["claims"].append(claim("C9", need="N2", response="R2", partners=["AL", "RS"]))
    assert rests_on(risk(portfolio(rows), ON)).rows() == [
        ("OSCE", 3, 2, ["N1", "N2"], ["AL", "RS"]),
        ("GIZ", 1, 0, ["N1"], ["AL"]),
    ]
