"""Families: a programme and everything below it, however deep."""

import polars as pl
import pytest
from hypothesis import given, settings

from iisg.analysis.families import FamilyLoop, above, families, has_programmes, touches
from iisg.analysis.portfolio import frame_of
from tests.analysis import oracle
from tests.analysis.world import World, portfolio, worlds


def tree(**parents: str | None) -> pl.DataFrame:
    return frame_of("responses", [{"code": code, "part_of": parent} for code, parent in parents.items()])


@settings(max_examples=60)
@given(worlds())
def test_families_and_programmes_above_are_those_found_by_walking(rows: World) -> None:
    responses = portfolio(rows).responses
    chains = {row["code"]: oracle.above(rows, row["code"]) for row in rows["responses"]}
    assert dict(families(responses).rows()) == {code: chain[-1] for code, chain in chains.items()}
    pairs = sorted((code, top) for code, chain in chains.items() for top in chain[1:])
    assert sorted(above(responses).rows()) == pairs


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 5, 31, 32, 33, 1000])
def test_a_chain_of_any_depth_is_one_family(depth: int) -> None:
    chain = tree(**{f"R{i}": f"R{i - 1}" if i else None for i in range(depth)})
    assert families(chain)["family"].unique().to_list() == ["R0"]
    assert above(chain).height == depth * (depth - 1) // 2


def test_a_mark_reaches_programmes_above_and_components_below_but_not_sisters() -> None:
    responses = tree(top=None, left="top", leaf="left", right="top", other=None)
    assert sorted(touches(responses, pl.Series(["left"]))["response"]) == ["leaf", "left", "top"]
    assert sorted(touches(responses, pl.Series(["top"]))["response"]) == ["leaf", "left", "right", "top"]
    assert sorted(touches(responses, pl.Series([], dtype=pl.String))["response"]) == []


def test_a_programme_that_is_not_at_hand_is_as_if_not_named() -> None:
    assert families(tree(a="hidden", b="hidden")).rows() == [("a", "a"), ("b", "b")]


def test_without_components_each_is_its_own_family() -> None:
    assert (has_programmes(tree(a=None)), has_programmes(tree(a=None, b="a"))) == (False, True)
    assert families(tree(a=None, b=None)).rows() == [("a", "a"), ("b", "b")]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6])
def test_a_loop_is_refused_and_named_without_what_merely_leads_into_it(size: int) -> None:
    loop = {f"R{i}": f"R{(i + 1) % size}" for i in range(size)}
    names = ", ".join(sorted(loop)[:5])
    with pytest.raises(FamilyLoop, match=f"part_of goes in a loop through {names}; one of them"):
        families(tree(**loop, zz="R0", top=None, leaf="top"))
