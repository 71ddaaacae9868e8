"""The balance lens: equal to the slow oracle; other names permute it; too few are shown and not judged."""

import random
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iisg.analysis.balance import balance
from tests.analysis import oracle
from tests.analysis.test_real_data import about, rows, sample
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

Key = tuple[str, str, str]


def points(rows: World, on: date = ON) -> dict[Key, dict[str, list[Fraction]]]:
    """The strict points by pillar, perspective and type, then by partner."""
    found: dict[Key, dict[str, list[Fraction]]] = {}
    for code, partner in oracle.cells(rows):
        asked = oracle.named(rows, "needs", code)
        for perspective in asked["perspective"]:
            for kind in asked["need_types"]:
                group = found.setdefault((asked["pillar"], perspective, kind), {})
                group.setdefault(partner, []).append(oracle.point(rows, code, partner, on))
    return found


def middle(values: list[Fraction]) -> Fraction:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def lay(found: dict[Key, dict[str, list[Fraction]]]) -> list[tuple[Any, ...]]:
    expected = []
    for key, of in sorted(found.items()):
        means = {partner: sum(values, Fraction(0)) / len(values) for partner, values in of.items()}
        centre = middle(list(means.values()))
        for partner, mean in sorted(means.items()):
            word = "at" if mean == centre else "above" if mean > centre else "below"
            figures = (oracle.half_even(mean), oracle.half_even(centre), len(of), oracle.half_even(mean - centre))
            expected.append((*key, partner, len(of[partner]), *figures, word if len(of[partner]) >= 5 else None))
    return expected


@settings(max_examples=60)
@given(worlds())
def test_balance_is_what_the_slow_oracle_finds(rows: World) -> None:
    assert balance(portfolio(rows), ON).rows() == lay(points(rows))


def test_balance_of_the_sample_is_that_of_the_oracle() -> None:
    found: dict[Key, dict[str, list[Fraction]]] = {}
    for asked in rows()["needs"]:
        for key, of in points(about(asked["code"]) | {"needs": [asked]}).items():
            for partner, values in of.items():
                found.setdefault(key, {}).setdefault(partner, []).extend(values)
    assert balance(sample(), ON).rows() == lay(found)


@settings(max_examples=20)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: World, shuffle: random.Random) -> None:
    shuffled = shuffle_rows(rows, shuffle)
    assert balance(portfolio(shuffled), ON).equals(balance(portfolio(rows), ON))


@settings(max_examples=20)
@given(worlds())
def test_other_names_for_the_partners_permute_the_rows(rows: World) -> None:
    renamed = rename_partners(rows)
    permuted = [(*row[:3], RENAMED[row[3]], *row[4:]) for row in balance(portfolio(rows), ON).iter_rows()]
    assert balance(portfolio(renamed), ON).rows() == sorted(permuted, key=lambda row: row[:4])


@pytest.mark.parametrize(("cells", "word"), [(4, None), (5, "above")])
def test_from_five_cells_on_a_partner_is_judged(cells: int, word: str | None) -> None:
    needs = [need(f"N{at}", partners=["AL", "RS"]) for at in range(cells)]
    claims = [claim(f"C{at}", need=f"N{at}") for at in range(cells)]
    albania, serbia = balance(portfolio(world(needs, [response()], claims)), ON).rows()
    assert albania[3:] == ("AL", cells, 0.5, 0.25, 2, 0.25, word)
    assert serbia[3:-1] == ("RS", cells, 0.0, 0.25, 2, -0.25)


def test_a_partner_that_no_need_there_names_is_not_in_the_median() -> None:
    needs = [need("N1", partners=["AL"]), need("N2", partners=["RS"], pillar="WBBSi")]
    assert [row[:5] for row in balance(portfolio(world(needs, [], [])), ON).rows()] == [
        ("WBBSi", "prevention", "legislative", "RS", 1),
        ("WBCTi", "prevention", "legislative", "AL", 1),
    ]
