"""The list of needs: filters, order, counts, the badge, the download; equal effort for one row and for many."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from iisg.access.acting import acting_as
from iisg.needs.models import Need
from tests.needs.rows import made_by
from tests.people import AGENCY, DONOR, OFFICER_AL, SECRETARIAT, VISITOR, client, person

pytestmark = pytest.mark.django_db


def shown(browser: Client, query: str = "") -> Any:
    return browser.get(f"/members/needs/{query}").context


def codes(browser: Client, query: str = "") -> list[str]:
    """Of all pages, in their order."""
    joint = "&" if query else "?"
    found = list(shown(browser, query)["page"])
    for number in range(2, 99):
        page = shown(browser, f"{query}{joint}page={number}")["page"]
        if page.number != number:
            return [need.code for need in found]
        found += list(page)
    raise AssertionError("a list without end")


def test_a_visitor_is_sent_to_the_sign_in_and_back() -> None:
    answer = client(VISITOR).get("/members/needs/?pillar=WBBSi")
    assert answer.headers["Location"] == "/accounts/login/?next=/members/needs/%3Fpillar%3DWBBSi"


FILTERS: dict[str, Callable[[Need], bool]] = {
    "?pillar=WBBSi": lambda need: need.pillar_id == "WBBSi",
    "?strand=prevent": lambda need: need.strand == "prevent",
    "?type=legislative": lambda need: "legislative" in need.need_types,
    "?perspective=prevention": lambda need: "prevention" in need.perspective,
    "?priority=high&partner=XK": lambda need: need.priority == "high" and "XK" in need.named,
    "?state=adopted": lambda need: need.state == "adopted",
    "?level=pillar": lambda need: need.level == "pillar",
}


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_shows_exactly_the_needs_that_match(query: str) -> None:
    secretariat = person(SECRETARIAT)
    with acting_as(secretariat.pk):
        needs = Need.objects.filter(cycle="2025-2026").prefetch_related("of_partners")
        expected = sorted(need.code for need in needs if FILTERS[query](need))
    assert codes(client(SECRETARIAT), query) == expected


def test_an_objective_shows_the_needs_under_its_measures() -> None:
    with acting_as(person(SECRETARIAT).pk):
        need = Need.objects.select_related("measure").get(code="N-CT-004")
        assert need.measure is not None
        objective = need.measure.objective_id
        expected = sorted(Need.objects.filter(measure__objective=objective).values_list("code", flat=True))
    assert codes(client(SECRETARIAT), f"?objective={objective}") == expected


def test_text_is_found_without_its_accents_and_by_every_word() -> None:
    need = made_by(person(OFFICER_AL), title="Përgatit policinë në kufi")
    assert codes(client(OFFICER_AL), "?q=pergatit+KUFI") == [need.code]
    assert codes(client(OFFICER_AL), "?q=pergatit+nowhere") == []


@pytest.mark.parametrize(
    "query", ["?q=%00", "?page=x", "?page=999999999999", "?objective=9" * 3, "?pillar=%00&sort=evil"]
)
def test_an_address_that_asks_for_nonsense_shows_the_whole_list(query: str) -> None:
    browser = client(OFFICER_AL)
    assert shown(browser, query)["page"].paginator.count == shown(browser)["page"].paginator.count


def test_the_order_follows_the_words_not_the_alphabet() -> None:
    with acting_as(person(OFFICER_AL).pk):
        needs = dict(Need.objects.values_list("code", "priority"))
    ranks = [["high", "medium", "low"].index(needs[code]) for code in codes(client(OFFICER_AL), "?sort=priority")]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}


def test_demonstration_rows_are_shown_to_those_entitled_but_not_counted() -> None:
    assert shown(client(SECRETARIAT), "?pillar=WBCTi")["count"] == "45 needs and 2 demonstration rows"
    assert shown(client(DONOR), "?pillar=WBCTi")["count"] == "45 needs"


def test_the_badge_of_the_page_is_the_highest_level_it_shows() -> None:
    assert shown(client(SECRETARIAT), "?pillar=WBCTi")["level"] == "secretariat"
    assert shown(client(OFFICER_AL), "?pillar=WBCTi")["level"] == "pillar"
    assert shown(client(DONOR), "?pillar=WBCTi")["level"] == "members"


def test_a_page_holds_fifty_and_a_chip_removes_one_filter() -> None:
    context = shown(client(AGENCY), "?sort=title&q=a")
    assert len(context["page"]) == 50
    assert context["chips"] == [("Text: a", "?sort=title")]


def test_the_download_holds_what_the_list_shows_and_names_its_level() -> None:
    answer = client(DONOR).get("/members/needs.csv?pillar=WBBSi&priority=high")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["code"] for row in rows] == codes(client(DONOR), "?pillar=WBBSi&priority=high")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="iisg-needs-members-TLP-GREEN-')


def test_a_title_like_a_formula_is_text_in_the_download() -> None:
    need = made_by(person(OFFICER_AL), title="=1+1")
    answer = client(OFFICER_AL).get(f"/members/needs.csv?q={need.code}")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["title"] == "'=1+1"


def test_one_need_and_fifty_take_equally_many_queries(django_assert_num_queries: Any) -> None:
    browser = client(SECRETARIAT)
    with CaptureQueriesContext(connection) as for_one:
        assert len(shown(browser, "?q=N-CT-004")["page"]) == 1
    with django_assert_num_queries(len(for_one)):
        assert len(shown(browser, "?q=a")["page"]) == 50
