"""The gap list holds exactly the findings of its reader's rows, ranked, each score with parts that multiply to it."""

import csv
import io
import json
import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import prod
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iisg.access.acting import acting_as
from iisg.analysis.gaps import gaps, summarise
from iisg.analysis.words import KIND_WORDS
from iisg.explore.gap_list import Gap, Shared, list_gaps, place_rows, rank, share_rows
from iisg.explore.visible import visible_in
from iisg.responses.portfolio import portfolio_of
from tests.explore.page import DAY
from tests.needs.rows import made_by
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, VISITOR, client, person

pytestmark = pytest.mark.django_db
ON = date.fromisoformat(DAY)
CYCLE = "2025-2026"
FIELDS = ("kind", "need", "partner", "response", "organisation", "score", "parts", "reasons")


def listed(name: str = SECRETARIAT) -> list[Gap]:
    with acting_as(person(name).pk):
        return list_gaps(visible_in(CYCLE), ON)


def counted(name: str) -> list[dict[str, Any]]:
    """The findings without demonstration rows."""
    with acting_as(person(name).pk):
        return gaps(portfolio_of(CYCLE), ON)


def rows_of(query: str = "", name: str = SECRETARIAT) -> list[Shared]:
    page = client(name).get(f"/members/gaps/?on={DAY}&{query}").context["page"]
    return [placed.row for number in page.paginator.page_range for placed in page.paginator.page(number)]


def codes(rows: list[Shared]) -> set[tuple[Any, ...]]:
    return {tuple(gap.finding[name] for name in FIELDS[:5]) for row in rows for gap in row.gaps}


def test_a_visitor_is_sent_to_the_sign_in_and_back() -> None:
    for address in ("/members/gaps/", "/members/gaps.csv", "/members/gaps.json"):
        assert client(VISITOR).get(address).headers["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("name", [SECRETARIAT, OFFICER_AL, OFFICER_RS, DONOR, AGENCY, BOARD])
def test_the_tabs_count_what_the_analysis_finds_without_demonstrations(name: str) -> None:
    expected = {KIND_WORDS[kind]: count for kind, count in summarise(counted(name)).items() if count}
    context = client(name).get(f"/members/gaps/?on={DAY}").context
    tabs = {words: count for words, count, _, _ in context["tabs"]}
    assert tabs == {"All": sum(expected.values())} | expected
    assert context["total"] == tabs["All"]


def test_demonstration_findings_are_marked_and_only_for_those_entitled() -> None:
    seen = {name: {gap.subject for gap in listed(name) if gap.is_demo} for name in (SECRETARIAT, OFFICER_RS)}
    assert seen[OFFICER_RS] == set()
    assert {"N-SC-901", "N-BS-901", "N-CT-901"} <= seen[SECRETARIAT]
    page = client(SECRETARIAT).get(f"/members/gaps/?on={DAY}&q=N-SC-901").content
    assert page.count(b'<span class="demo">Demonstration</span>') == page.count(b'<article class="scored">') > 0


def test_the_json_holds_the_findings_with_all_their_digits() -> None:
    answer = client(OFFICER_RS).get(f"/members/gaps.json?on={DAY}")
    found = json.loads(answer.content, parse_float=Decimal, parse_int=Decimal)
    ours = ("formula", "weights_version", "demonstration")
    plain = sorted(({k: v for k, v in row.items() if k not in ours} for row in found), key=str)
    assert plain == sorted(counted(OFFICER_RS), key=str)
    assert {tuple(row[name] for name in ours) for row in found} == {("1", 1, False)}


def test_both_downloads_hold_the_findings_of_the_filtered_page() -> None:
    query = f"on={DAY}&kind=closing&pillar=WBCSCi"
    browser = client(SECRETARIAT)
    table = csv.DictReader(io.StringIO(browser.get(f"/members/gaps.csv?{query}").content.decode()))
    expected = {row[:3] for row in codes(rows_of("kind=closing&pillar=WBCSCi"))}
    assert {(row["kind"], row["need"], row["partner"]) for row in table} == expected
    found = json.loads(browser.get(f"/members/gaps.json?{query}").content)
    assert {(row["kind"], row["need"], row["partner"]) for row in found} == expected


def test_the_parts_shown_multiply_exactly_to_the_score() -> None:
    scored = [gap for gap in listed() if gap.score is not None]
    assert [prod(Decimal(value) for value, _ in gap.parts) for gap in scored] == [gap.score for gap in scored]


def test_the_ranking_is_by_score_then_partners_and_does_not_depend_on_the_order_of_rows() -> None:
    found = listed()
    rows = share_rows(found)
    shuffled = random.Random(4).sample(found, len(found))
    assert share_rows(sorted(shuffled, key=rank)) == rows
    scores = [(row.first.score, len(row.partners)) for row in rows if row.first.score is not None]
    assert scores == sorted(scores, reverse=True)
    assert [row.first.score is None for row in rows] == sorted(row.first.score is None for row in rows)


def test_the_place_of_each_row_is_said_and_what_decides_between_equal_scores() -> None:
    rows = share_rows(listed())
    placed = place_rows(rows)
    scored = [each for each in placed if each.alike]
    assert [each.row for each in placed] == rows
    assert {each.of for each in scored} == {len(scored)}
    for before, each in pairwise(scored):
        a, b = before.row, each.row
        assert each.alike == sum(other.row.first.score == b.first.score for other in scored)
        first = (
            "" if a.first.score != b.first.score
            else "its fewer partners" if len(a.partners) > len(b.partners)
            else "its kind" if a.first.kind != b.first.kind
            else "its code" if a.first.subject < b.first.subject
            else "the response, organisation or partner that it names"
        )  # fmt: skip
        assert each.decided_by == first


def test_the_page_shows_place_tie_exact_score_and_formula() -> None:
    page = client(SECRETARIAT).get(f"/members/gaps/?on={DAY}&kind=closing&q=N-CT-004")
    (placed,) = page.context["page"]
    assert (placed.words, placed.row.first.exact) == ("Place 1 of 1", "1.6875")
    assert "Exactly 1.6875. Place 1 of 1. Formula 1." in page.text
    page = client(SECRETARIAT).get(f"/members/gaps/?on={DAY}")
    tied = next(placed for placed in page.context["page"] if placed.decided_by == "its code")
    assert tied.words.endswith(f", one of {tied.alike} rows with this score; after the row before it by its code")
    assert f"{tied.words}. Formula 1." in page.text


def test_the_kinds_that_are_not_found_are_named() -> None:
    page = client(SECRETARIAT).get(f"/members/gaps/?on={DAY}")
    counts = summarise(counted(SECRETARIAT))
    assert page.context["not_found"] == [KIND_WORDS[kind].lower() for kind, count in counts.items() if not count]
    assert "chronic" in page.context["not_found"]


def test_a_row_shares_findings_that_differ_in_the_partner_only_and_loses_none() -> None:
    found = listed()
    rows = share_rows(found)
    assert sorted(map(id, found)) == sorted(id(gap) for row in rows for gap in row.gaps)
    for row in rows:
        alike = {(g.kind, g.subject, g.finding["response"], g.finding["organisation"], g.score) for g in row.gaps}
        assert len(alike) == 1
        assert len(row.gaps) == 1 or len(row.partners) == len(row.gaps)


def test_a_shared_row_says_its_reason_once_of_all_its_partners() -> None:
    (row,) = rows_of("kind=partner_left_out&q=N-BS-004")
    assert len(row.gaps) > 1
    names = ", ".join(["Albania", "Bosnia and Herzegovina", "Kosovo*", "Montenegro"]) + " and North Macedonia"
    assert row.reasons == [f"Nothing that counts serves this need for {names}, while responses serve it for Serbia."]


FILTERS: dict[str, Callable[[Gap], bool]] = {
    "kind=single_provider": lambda gap: gap.kind == "single_provider",
    "kind=status_disagrees": lambda gap: gap.kind == "status_disagrees",
    "pillar=WBBSi": lambda gap: gap.pillar == "WBBSi",
    "partner=XK": lambda gap: "XK" in gap.partners,
    "priority=low": lambda gap: gap.priority == "low",
    "q=frontex+alone": lambda gap: any("Frontex alone" in reason for reason in gap.finding["reasons"]),
}


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_shows_exactly_the_findings_that_match(query: str) -> None:
    expected = {tuple(gap.finding[name] for name in FIELDS[:5]) for gap in listed() if FILTERS[query](gap)}
    assert expected
    assert codes(rows_of(query)) == expected


def test_findings_without_a_score_lead_to_their_response() -> None:
    page = client(AGENCY).get(f"/members/gaps/?on={DAY}&kind=status_disagrees")
    addresses = [f'<h3><a href="/responses/{placed.row.first.subject}/">' for placed in page.context["page"]]
    assert [address in page.content.decode() for address in addresses] == [True] * len(addresses)
    assert page.content.decode().count(">no score<") == len(addresses) > 0


def test_pages_hold_fifty_rows() -> None:
    browser = client(SECRETARIAT)
    pages = [browser.get(f"/members/gaps/?on={DAY}&page={number}").context["page"] for number in (1, 2)]
    assert [(len(page), page.number) for page in pages] == [(50, 1), (50, 2)]
    assert not codes([placed.row for placed in pages[0]]) & codes([placed.row for placed in pages[1]])


def test_many_findings_take_as_many_queries_as_one() -> None:
    secretariat, browser = person(SECRETARIAT), client(SECRETARIAT)
    browser.get("/members/gaps/")
    counts = []
    for more in (1, 3):
        for _ in range(more):
            made_by(secretariat)
        with CaptureQueriesContext(connection) as queries:
            browser.get("/members/gaps/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
