"""Who works with whom: equal to the slow oracle; symmetric; other names permute it; no order matters."""

import random
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iisg.analysis.network import ROLES, organisations, parties, ties
from tests.analysis import oracle
from tests.analysis.test_real_data import rows, sample
from tests.analysis.world import ON, World, claim, day, need, portfolio, response, shuffle_rows, world, worlds

NAMES = st.lists(st.sampled_from(["Alpha", "Beta", "Gamma", "Zeta"]), max_size=3, unique=True)
EVERY = tuple(ROLES)


@st.composite
def staffed(draw: st.DrawFn) -> World:
    of = draw(worlds())
    return of | {"responses": [row | {column: draw(NAMES) for column in ROLES.values()} for row in of["responses"]]}


def parties_of(row: dict[str, Any], roles: Sequence[str]) -> set[str]:
    return {name for role in roles for name in row[ROLES[role]]}


def works(of: World, roles: Sequence[str]) -> dict[str, set[str]]:
    """The active responses of each organisation."""
    found: dict[str, set[str]] = {}
    for row in of["responses"]:
        for name in parties_of(row, roles) if oracle.is_active(row, ON) else ():
            found.setdefault(name, set()).add(row["code"])
    return found


def helps(of: World, roles: Sequence[str]) -> dict[str, set[tuple[str, str]]]:
    """The cells of each organisation."""
    found: dict[str, set[tuple[str, str]]] = {}
    for cell in oracle.cells(of):
        for row in oracle.counting(of, *cell, ON):
            for name in parties_of(oracle.named(of, "responses", row["response"]), roles):
                found.setdefault(name, set()).add(cell)
    return found


def expected(of: World, roles: Sequence[str]) -> list[tuple[Any, ...]]:
    working, helping = works(of, roles), helps(of, roles)
    found = []
    for a, b in combinations(sorted(working | helping), 2):
        responses = working.get(a, set()) & working.get(b, set())
        cells = helping.get(a, set()) & helping.get(b, set())
        if responses or cells:
            needs, partners = (sorted({cell[at] for cell in cells}) for at in (0, 1))
            found.append((a, b, sorted(responses), len(cells), needs, partners))
    return found


@settings(max_examples=60)
@given(staffed(), st.lists(st.sampled_from(EVERY), min_size=1, unique=True))
def test_ties_are_what_the_slow_oracle_finds(of: World, roles: list[str]) -> None:
    assert ties(portfolio(of), ON, roles).rows() == expected(of, roles)


@settings(max_examples=40)
@given(staffed())
def test_organisations_count_their_own_and_who_is_tied_to_them(of: World) -> None:
    working, helping, pairs = works(of, EVERY), helps(of, EVERY), expected(of, EVERY)
    assert organisations(portfolio(of), ON).rows() == [
        (
            name,
            sorted(working.get(name, set())),
            len(helping.get(name, set())),
            sorted({need for need, _ in helping.get(name, set())}),
            sum(bool(row[2]) for row in pairs if name in row[:2]),
            sum(row[3] > 0 for row in pairs if name in row[:2]),
        )
        for name in sorted(working | helping)
    ]


@settings(max_examples=20)
@given(staffed(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_roles_changes_nothing(of: World, shuffle: random.Random) -> None:
    shuffled = shuffle_rows(of, shuffle)
    for find in (ties, organisations):
        assert find(portfolio(shuffled), ON, EVERY[::-1]).equals(find(portfolio(of), ON))


@settings(max_examples=20)
@given(staffed())
def test_other_names_for_the_organisations_permute_the_ties(of: World) -> None:
    """Reversing the alphabet turns each tie round: neither of two is the first by nature."""
    names = {"Alpha": "Zeta", "Zeta": "Alpha", "Beta": "Gamma", "Gamma": "Beta"}
    columns = ROLES.values()
    renamed = [row | {c: [names[name] for name in row[c]] for c in columns} for row in of["responses"]]
    permuted = [(names[b], names[a], *rest) for a, b, *rest in ties(portfolio(of), ON).iter_rows()]
    assert ties(portfolio(of | {"responses": renamed}), ON).rows() == sorted(permuted)


def test_ties_of_the_sample_are_those_of_each_response() -> None:
    found: dict[tuple[str, str], list[str]] = {}
    for row in sorted(rows()["responses"], key=lambda row: row["code"]):
        for pair in combinations(sorted(parties_of(row, EVERY)), 2):
            found.setdefault(pair, []).append(row["code"])
    every = ties(sample(), ON, among=sample().responses).filter(pl.col("responses").list.len() > 0)
    assert {(a, b): codes for a, b, codes in every.select("a", "b", "responses").iter_rows()} == found


def two(**fields: Any) -> World:
    """Two leads help one need for one partner, each by a response of its own."""
    responses = [response("R1", lead=["Alpha"], funders=["EU"]), response("R2", lead=["Beta"], **fields)]
    return world([need()], responses, [claim("C1"), claim("C2", response="R2")])


@pytest.mark.parametrize("fields", [{"end_date": day(-1)}, {"status": "suspended"}])
def test_what_is_not_under_way_ties_nobody(fields: dict[str, Any]) -> None:
    alone = [("Alpha", "EU", ["R1"], 1, ["N1"], ["AL"])]
    assert ties(portfolio(two(**fields)), ON).rows() == alone
    besides = [("Alpha", "Beta", [], 1, ["N1"], ["AL"]), *alone, ("Beta", "EU", [], 1, ["N1"], ["AL"])]
    assert ties(portfolio(two()), ON).rows() == besides


def test_a_party_in_two_roles_is_one_party() -> None:
    frame = portfolio(world([], [response(lead=["Alpha"], implementers=["Alpha"])], [])).responses
    assert parties(frame).rows() == [("Alpha", "R1")]
    assert parties(frame, ["funder"]).rows() == []
