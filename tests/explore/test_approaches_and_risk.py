"""Approaches and risk: the pages say what the analysis says of exactly what the filters leave of the reader's rows."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from iisg.access.acting import acting_as
from iisg.analysis.approaches import approaches, concentration, counting, instruments
from iisg.analysis.gaps import gaps
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.risk import rests_on, risk
from iisg.explore.picture import MOST_ROWS
from iisg.framework.names import PARTNERS
from iisg.responses.portfolio import portfolio_of
from tests.explore.page import DAY
from tests.explore.picture import Drawn
from tests.people import BOARD, DONOR, OFFICER_RS, SECRETARIAT, SIGNED_IN, client, person

pytestmark = pytest.mark.django_db
ON = date.fromisoformat(DAY)
CYCLE = "2025-2026"


def portfolio(name: str) -> Portfolio:
    with acting_as(person(name).pk):
        return portfolio_of(CYCLE)


def context(page: str, name: str, query: str = "") -> dict[str, Any]:
    return client(name).get(f"/members/{page}/?on={DAY}&{query}").context  # type: ignore[return-value]


def rows(file: str, name: str, query: str = "") -> list[dict[str, Any]]:
    return json.loads(client(name).get(f"/members/{file}?on={DAY}&{query}").content, parse_float=Decimal)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_the_file_of_approaches_holds_the_rows_of_the_analysis(name: str) -> None:
    expected = approaches(portfolio(name), ON).to_dicts()
    assert rows("approaches.json", name) == expected
    assert context("approaches", name)["page"].paginator.count == len(expected)


@pytest.mark.parametrize(("table", "of"), [("instruments", instruments), ("concentration", concentration)])
def test_the_other_tables_of_approaches_are_files_as_well(table: str, of: Any) -> None:
    expected = [{k: v if v is not None else "" for k, v in row.items()} for row in of(portfolio(BOARD), ON).to_dicts()]
    text = client(BOARD).get(f"/members/approaches.csv?on={DAY}&table={table}").content.decode()
    keys = [(row.get("need"), row.get("instrument"), row.get("partner")) for row in csv.DictReader(io.StringIO(text))]
    assert keys == [(row.get("need"), row.get("instrument"), row.get("partner")) for row in expected]


def test_a_filter_leaves_the_rows_of_that_partner_pillar_and_type() -> None:
    whole = approaches(portfolio(SECRETARIAT), ON)
    expected = whole.filter(
        (pl.col("partner") == "RS") & (pl.col("pillar") == "WBBSi") & (pl.col("need_type") == "institutional")
    )
    assert expected.height
    assert rows("approaches.json", SECRETARIAT, "partner=RS&pillar=WBBSi&type=institutional") == expected.to_dicts()


def test_the_bars_count_distinct_responses_and_every_total_names_what_it_leaves_out() -> None:
    whole = portfolio(OFFICER_RS)
    found = context("approaches", OFFICER_RS)
    stated = whole.responses.select(response="code", approach="approaches").explode("approach")
    counted = counting(whole, ON).join(stated, on="response")
    for spread in found["spread"]:
        mine = counted.filter(pl.col("approach") == spread.code)
        assert spread.total["responses"] == mine["response"].n_unique()
        assert dict(spread.at) == {p: g["response"].n_unique() for (p,), g in mine.group_by("partner")}
    responses = whole.responses.filter(pl.col("code").is_in(counting(whole, ON)["response"].implode()))
    assert found["total"]["responses"] == responses.height
    assert found["total"]["undisclosed"] == responses["budget_eur"].null_count()
    assert sum(scope.total["responses"] for scope in found["scopes"]) == responses.height
    page = client(OFFICER_RS).get(f"/members/approaches/?on={DAY}").content.decode()
    assert f"{responses['budget_eur'].null_count()} of {responses.height} responses disclose no amount" in page
    assert "Whole budgets, all funders and years, of the responses with a claim that counts on 30 Jun 2026" in page


def test_needs_that_rest_on_few_come_highest_first_and_mismatches_are_those_of_the_gap_list() -> None:
    found = context("approaches", BOARD)
    few = concentration(portfolio(BOARD), ON).sort("hhi", "need", descending=[True, False], nulls_last=True)
    assert [(row["need"], row["hhi"]) for row in found["few"]] == few.select("need", "hhi").head(20).rows()
    expected = [(g["need"], g["partner"]) for g in gaps(portfolio(BOARD), ON) if g["kind"] == "approach_mismatch"]
    assert [(row["need"], row["partner"]) for row in found["mismatches"]] == expected


def behind(query: str) -> tuple[int, int]:
    """How many responses and claims the list behind the figures holds."""
    found = rows("approaches/claims.json", SECRETARIAT, query)
    page = context("approaches/claims", SECRETARIAT, query)
    assert (page["page"].paginator.count, page["responses"]) == (len(found), len({row["response"] for row in found}))
    return page["responses"], len(found)


def test_behind_each_figure_of_the_large_table_are_as_many_responses_and_claims_as_it_says() -> None:
    for row in approaches(portfolio(SECRETARIAT), ON).to_dicts()[::40]:
        query = f"approach={row['approach']}&type={row['need_type']}&partner={row['partner']}&pillar={row['pillar']}"
        assert behind(query) == (row["responses"], row["claims"])


def test_behind_the_other_figures_are_as_many_responses_as_they_say() -> None:
    found = context("approaches", SECRETARIAT)
    for spread in found["spread"][:3]:
        assert behind(f"approach={spread.code}")[0] == spread.total["responses"]
    for scope in found["scopes"]:
        assert behind(f"scope={scope.word}")[0] == scope.total["responses"]
        first = scope.instruments[0]
        assert behind(f"scope={scope.word}&instrument={first['instrument'] or '-'}")[0] == first["responses"]
    fit = found["fits"][0]
    assert [behind(f"approach={fit.code}&type={kind}")[0] for kind, *_ in fit.cells] == [n for _, n, _ in fit.cells]


@pytest.mark.parametrize("page", ["approaches", "synergies"])
def test_no_link_carries_on_what_an_address_holds_besides_the_filters(page: str) -> None:
    """A link for each figure: a long address would come back many times over."""
    of_page = [client(SECRETARIAT).get(f"/members/{page}/?pillar=WBBSi&x=strange{more}") for more in ("", "&q=")]
    counts = [answer.content.count(b"strange") for answer in of_page]
    assert max(counts) <= 2, "only those to the page before and after may"
    assert all(b"pillar=WBBSi&amp;" in answer.content for answer in of_page)


def test_an_approach_fits_the_types_that_it_serves_and_every_use_is_counted() -> None:
    whole, found = portfolio(BOARD), context("approaches", BOARD)
    serves = dict(whole.approaches.select("code", "serves").iter_rows())
    uses = {
        (response, approach, kind)
        for response, need in counting(whole, ON).select("response", "need").iter_rows()
        for approach in whole.responses.filter(pl.col("code") == response)["approaches"][0]
        for kind in whole.needs.filter(pl.col("code") == need)["need_types"][0]
    }
    assert found["uses"] == {"all": len(uses), "amiss": sum(kind not in serves[of] for _, of, kind in uses)}
    for fit in found["fits"]:
        assert [serves_it for *_, serves_it in fit.cells] == [kind in serves[fit.code] for kind, *_ in fit.cells]


@pytest.mark.parametrize("query", ["", "partner=XK&type=legislative"])
def test_the_picture_of_approaches_draws_the_figures_of_the_page(query: str) -> None:
    found, drawn = context("approaches", BOARD, query), Drawn(BOARD, "approaches.svg", query)
    for each, fit in zip(found["spread"], found["fits"], strict=True):
        here = ", ".join(f"{PARTNERS[code]} {n}" for code, n in each.cells if code in found["partners"])
        assert f"{each.name}: {each.total['responses']} response" in drawn.said
        assert f"; {here}; " in drawn.said
        uses = [f"{kind} {n} (" for kind, n, _ in fit.cells if kind in found["types"]]
        assert all(use in drawn.said for use in uses)
    longest = [shape["width"] for shape in drawn.shapes("rect", "bar") if "x" in shape]
    assert len(longest) == len(found["spread"]) * len(found["partners"])
    assert max(map(int, longest)) == int(drawn.shapes("rect", "rail")[0]["width"])
    kinds = [serves for fit in found["fits"] for kind, n, serves in fit.cells if kind in found["types"] and n]
    for css, serves in (("fits", True), ("amiss", False), ("unknown", None)):
        assert len(drawn.shapes("rect", css)) == kinds.count(serves) + 1, "one of them in the legend"


@pytest.mark.parametrize(("by", "noun"), [("", "organisation"), ("response", "response")])
def test_the_picture_of_risk_draws_the_first_of_the_page_and_says_how_many(by: str, noun: str) -> None:
    rests = context("risk", DONOR, f"by={by}")["page"].paginator.object_list
    drawn = Drawn(DONOR, "risk.svg", f"by={by}")
    shown = rests[:MOST_ROWS]
    assert f"Drawn are {len(shown)} of {len(rests)} {noun}s" in " ".join(drawn.lines)
    for each in shown:
        assert f"{each.title} {each.who}: {len(each.cells)} cell".strip() in drawn.said
    assert all(f"{each.title} {each.who}: ".lstrip() not in drawn.said for each in rests[MOST_ROWS:])
    assert len(drawn.shapes("rect", "lost")) == sum(each.uncovered > 0 for each in shown) + 1, "one in the legend"
    assert len(shown) < len(rests), "the list is cut"


@pytest.mark.parametrize("name", SIGNED_IN)
def test_risk_lists_who_carries_what_alone_as_the_analysis_does(name: str) -> None:
    falls = risk(portfolio(name), ON)
    rest = context("risk", name)["page"].paginator.object_list
    assert [(r.who, len(r.cells), r.uncovered) for r in rest] == rests_on(falls).select(
        "organisation", "cells", "uncovered"
    ).rows()
    everything = [*rows("risk.json", name), *rows("risk.json", name, "by=response")]
    assert sorted(everything, key=str) == sorted(falls.to_dicts(), key=str)


@pytest.mark.parametrize("by", ["organisation", "response"])
def test_the_risk_page_counts_each_cell_that_falls_once(by: str) -> None:
    falls = risk(portfolio(DONOR), ON).filter(pl.col(by).is_not_null())
    found = context("risk", DONOR, "by=response" if by == "response" else "")
    lost = falls.filter(pl.col("band_after") == "none")
    assert (found["falling"], found["left"]) == tuple(each.n_unique(("need", "partner")) for each in (falls, lost))


def test_risk_of_one_partner_is_that_of_its_cells() -> None:
    whole = portfolio(SECRETARIAT)
    falls = risk(whole, ON).filter((pl.col("partner") == "MK") & pl.col("organisation").is_not_null())
    assert sorted(rows("risk.json", SECRETARIAT, "partner=MK"), key=str) == sorted(falls.to_dicts(), key=str)


def test_demonstration_rows_change_no_figure() -> None:
    whole = portfolio(SECRETARIAT)
    assert replace(whole).needs.filter(pl.col("code").str.contains("-90")).height == 0
    assert rows("approaches.json", SECRETARIAT) == approaches(whole, ON).to_dicts()
