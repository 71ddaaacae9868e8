"""The sample that the platform starts with: what must hold of any register, and the oracle where it is quick."""

from datetime import timedelta
from fractions import Fraction
from functools import cache
from math import prod
from pathlib import Path

import iisg
from iisg.analysis.coverage import coverage, openers
from iisg.analysis.gaps import gaps
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.steps import steps
from iisg.exchange.folder import portfolio_from, read_folder
from tests.analysis import oracle
from tests.analysis.world import ON, World


@cache
def sample() -> Portfolio:
    return portfolio_from(read_folder(Path(iisg.__file__).parent / "sample"))


@cache
def rows() -> World:
    portfolio = sample()
    return {name: getattr(portfolio, name).to_dicts() for name in ("needs", "responses", "claims", "approaches")}


def about(need: str) -> World:
    """Only the claims on that need: the oracle looks at each of them for each cell."""
    return rows() | {"claims": [claim for claim in rows()["claims"] if claim["need"] == need]}


def test_every_cell_of_the_sample_has_the_points_of_the_oracle() -> None:
    found = coverage(sample(), ON)
    assert found.select("need", "partner").rows() == oracle.cells(rows())
    for row in found.iter_rows(named=True):
        cell = about(row["need"]), row["need"], row["partner"], ON
        strict, planned = oracle.point(*cell), oracle.point(*cell, "planned")
        assert (row["point"], row["band"]) == (oracle.half_even(strict), oracle.BANDS[oracle.rank(strict)])
        assert row["planned_band"] == oracle.BANDS[oracle.rank(planned)]


def test_the_band_falls_on_the_day_a_gap_opens_and_not_the_day_before() -> None:
    found = coverage(sample(), ON)
    for row in found.iter_rows(named=True):
        gap, band = row["gap_opens_on"], oracle.BANDS.index(row["band"])
        cell = about(row["need"]), row["need"], row["partner"]
        if gap is None:
            assert oracle.rank(oracle.point(*cell, oracle.last_day(rows()) + timedelta(days=1))) >= band
        else:
            assert (
                oracle.rank(oracle.point(*cell, gap))
                < band
                <= oracle.rank(oracle.point(*cell, gap - timedelta(days=1)))
            )


def test_each_gap_of_the_sample_is_opened_by_a_response_that_ends_the_day_before() -> None:
    ends = {row["code"]: row["end_date"] for row in rows()["responses"]}
    covered = coverage(sample(), ON)
    opened = openers(sample(), covered)
    assert all(ends[row[3]] == row[2] - timedelta(days=1) for row in opened.iter_rows())
    falling = covered.drop_nulls("gap_opens_on").select("need", "partner", "gap_opens_on")
    assert opened.select("need", "partner", "gap_opens_on").unique(maintain_order=True).rows() == falling.rows()


def test_the_steps_of_the_sample_pass_through_its_coverage_today() -> None:
    found = steps(sample())
    today = found.filter((found["from_day"].is_null()) | (found["from_day"] <= ON))
    today = today.filter((today["to_day"].is_null()) | (today["to_day"] >= ON)).drop("from_day", "to_day")
    assert today.rows() == coverage(sample(), ON).select("need", "partner", "point", "band").rows()


def test_uncovered_needs_and_partners_left_out_are_the_cells_where_nothing_counts() -> None:
    none = {
        (row["need"], row["partner"]) for row in coverage(sample(), ON).iter_rows(named=True) if row["band"] == "none"
    }
    partners = {need["code"]: need["partners"] for need in rows()["needs"]}
    found = gaps(sample(), ON)
    uncovered = {(g["need"], p) for g in found if g["kind"] == "uncovered_need" for p in partners[g["need"]]}
    left_out = {(g["need"], g["partner"]) for g in found if g["kind"] == "partner_left_out"}
    assert uncovered | left_out == none
    assert uncovered & left_out == set()


def test_each_gap_of_the_sample_is_unique_scored_and_said_with_kosovo_marked() -> None:
    found = gaps(sample(), ON)
    keys = [tuple(value for field, value in gap.items() if field not in ("score", "parts", "reasons")) for gap in found]
    assert len(set(keys)) == len(keys)
    for gap in found:
        parts = [Fraction(part["value"]) for part in gap["parts"]]
        assert prod(parts, start=Fraction(1)) == (1 if gap["score"] is None else Fraction(gap["score"]))
        assert gap["reasons"]
        assert "Kosovo" not in " ".join(gap["reasons"]).replace("Kosovo*", "")
