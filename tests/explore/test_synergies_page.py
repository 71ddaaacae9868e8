"""The list of synergies holds what the analysis finds in its reader's rows; decisions hold until a record changes."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iisg.access.acting import acting_as
from iisg.analysis.clusters import clusters, rank_pairs
from iisg.analysis.duplicates import near_duplicates
from iisg.analysis.synergies import synergies
from iisg.history.models import Entry
from iisg.responses.models import PairDecision, Response
from iisg.responses.portfolio import portfolio_of
from tests.explore.page import DAY
from tests.needs.rows import made_by
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, SIGNED_IN, VISITOR, client, person

pytestmark = pytest.mark.django_db
ON = date.fromisoformat(DAY)
CYCLE = "2025-2026"
A, B = "R-BS-006", "R-SC-003"  # led by DG NEAR and by GIZ
ADDRESS = f"/members/synergies/{A}/with/{B}/?on={DAY}"
DISMISS = {"decision": "dismissed", "reason": "Different border sections", "version": 0}


def found_by_analysis(name: str) -> list[dict[str, Any]]:
    with acting_as(person(name).pk):
        portfolio = portfolio_of(CYCLE)
    return rank_pairs(synergies(portfolio, ON), portfolio).to_dicts()


def listed(query: str = "", name: str = SECRETARIAT) -> list[tuple[str, str, str]]:
    page = client(name).get(f"/members/synergies/?on={DAY}&{query}").context["page"]
    pairs = [pair for number in page.paginator.page_range for pair in page.paginator.page(number)]
    return [(pair.kind, *pair.codes) for pair in pairs if not pair.is_demo]


def decide(name: str, **changes: object) -> int:
    return client(name).post(ADDRESS, {**DISMISS, **changes}).status_code


def change(**fields: object) -> None:
    with acting_as(person(SECRETARIAT).pk):
        Response.objects.filter(code=A).update(**fields)


def test_a_visitor_is_sent_to_the_sign_in() -> None:
    for address in ("/members/synergies/", "/members/records.csv", f"/members/synergies/{A}/with/{B}/"):
        assert client(VISITOR).get(address).headers["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("name", SIGNED_IN)
def test_the_list_is_what_the_analysis_finds_in_the_readers_rows_in_its_order(name: str) -> None:
    expected = [(row["kind"], row["a"], row["b"]) for row in found_by_analysis(name)]
    assert listed(name=name) == expected
    context = client(name).get(f"/members/synergies/?on={DAY}").context
    assert context["total"] == context["tabs"][0][1] == sum(count for _, count, *_ in context["tabs"][1:-2])


def test_the_first_groups_are_those_of_the_analysis() -> None:
    with acting_as(person(BOARD).pk):
        portfolio = portfolio_of(CYCLE)
    expected = clusters(synergies(portfolio, ON), portfolio).head(5)
    groups = client(BOARD).get(f"/members/synergies/?on={DAY}").context["groups"]
    assert [group["rank_words"] for group in groups] == expected["rank_words"].to_list()
    assert [[code for code, _ in group["responses"]] for group in groups] == expected["responses"].to_list()


@pytest.mark.parametrize("query", ["", "kind=possible_duplication&partner=RS"])
def test_the_page_of_groups_holds_them_all_each_with_the_pairs_that_link_it(query: str) -> None:
    page = client(BOARD).get(f"/members/synergies/groups/?on={DAY}&{query}").context["page"]
    groups = [group for number in page.paginator.page_range for group in page.paginator.page(number)]
    found = json.loads(client(BOARD).get(f"/members/synergies/groups.json?on={DAY}&{query}").content)
    assert [[code for code, _ in group["responses"]] for group in groups] == [row["responses"] for row in found]
    for group in groups:
        linked = {pair.codes for pair in group["linked"]}
        assert len(linked) == group["pairs"]
        assert {code for codes in linked for code in codes} == {code for code, _ in group["responses"]}
    with acting_as(person(BOARD).pk):
        portfolio = portfolio_of(CYCLE)
    if not query:
        expected = clusters(synergies(portfolio, ON), portfolio)
        assert [row["rank_words"] for row in found] == expected["rank_words"].to_list()


def test_the_picture_counts_each_kind_at_each_partner_and_leads_to_these_pairs() -> None:
    places = client(SECRETARIAT).get(f"/members/synergies/?on={DAY}").context["places"]
    for kind, _, cells, number in places:
        assert len(listed(f"kind={kind}")) == number
        assert [len(listed(f"kind={kind}&partner={partner}")) for partner, _ in cells[:2]] == [n for _, n in cells[:2]]


def test_filters_keep_exactly_what_matches() -> None:
    rows = found_by_analysis(SECRETARIAT)
    sequenced = [(row["kind"], row["a"], row["b"]) for row in rows if row["kind"] == "sequenced"]
    assert listed("kind=sequenced") == sequenced
    in_serbia = [(r["kind"], r["a"], r["b"]) for r in rows if "RS" in r["partners"] and r["kind"] != "could_be_joint"]
    assert [row for row in listed("partner=RS") if row[0] != "could_be_joint"] == in_serbia
    assert listed("q=EU4FAST") == [row for row in listed() if B in row]


def test_both_files_hold_the_findings_of_the_filtered_page() -> None:
    query, browser = f"on={DAY}&kind=complementary", client(OFFICER_RS)
    expected = [row for row in found_by_analysis(OFFICER_RS) if row["kind"] == "complementary"]
    table = list(csv.DictReader(io.StringIO(browser.get(f"/members/synergies.csv?{query}").content.decode())))
    found = json.loads(browser.get(f"/members/synergies.json?{query}").content)
    assert [(row["a"], row["b"]) for row in table] == [(row["a"], row["b"]) for row in expected]
    assert [row["reasons"] for row in found] == [row["reasons"] for row in expected]
    assert [row["from"] for row in found] == [row["from"] and row["from"].isoformat() for row in expected]
    assert [row["eur_disclosed"] for row in found] == [row["eur_disclosed"] for row in expected]


@pytest.mark.parametrize(("name", "status"), [(SECRETARIAT, 302), (DONOR, 302), (AGENCY, 403), (OFFICER_AL, 403)])
def test_leads_of_either_and_the_secretariat_decide(name: str, status: int) -> None:
    with acting_as(person(SECRETARIAT).pk):
        leads = Response.objects.get(code=B).leads + Response.objects.get(code=A).leads
    expected = 302 if name == SECRETARIAT or person(name).organisation_id in leads else 403
    assert expected == status
    assert decide(name) == status


def test_a_dismissed_pair_leaves_the_list_and_comes_back_when_a_record_changes() -> None:
    before = listed()
    assert decide(SECRETARIAT) == 302
    assert set(before) - set(listed()) == {("possible_duplication", A, B)}
    assert listed("decision=dismissed") == [("possible_duplication", A, B)]
    change(budget_note="Not a part of what the decision rests on")
    assert listed("decision=dismissed") == [("possible_duplication", A, B)]
    change(end_date=date(2029, 1, 31))
    assert listed() == before
    assert f"Open again, because the end of {A} changed since." in client(SECRETARIAT).get(ADDRESS).content.decode()


def test_a_decision_can_be_changed_and_undone_but_not_over_another() -> None:
    assert decide(SECRETARIAT) == 302
    assert decide(DONOR, decision="contacted", reason="") == 409
    assert decide(DONOR, decision="contacted", reason="", version=1) == 302
    assert listed("decision=contacted") == [("possible_duplication", A, B)]
    assert client(SECRETARIAT).post(ADDRESS, {"act": "undo", "version": 1}).status_code == 409
    assert client(DONOR).post(ADDRESS, {"act": "undo", "version": 2}).status_code == 302
    assert listed("decision=contacted") == []


def test_to_dismiss_needs_a_reason() -> None:
    answer = client(SECRETARIAT).post(ADDRESS, {**DISMISS, "reason": " "})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["reason"])


def test_only_members_who_see_both_responses_see_a_decision_and_its_history() -> None:
    decide(SECRETARIAT)
    for name in (DONOR, OFFICER_RS, BOARD):
        with acting_as(person(name).pk):
            assert (PairDecision.objects.count(), Entry.objects.filter(subject="pair").count()) == (1, 1)
    change(level="secretariat")
    for name in (OFFICER_RS, VISITOR):
        with acting_as(None if name == VISITOR else person(name).pk):
            assert (PairDecision.objects.count(), Entry.objects.filter(subject="pair").count()) == (0, 0)
    assert client(OFFICER_RS).get(ADDRESS).status_code == 404


def test_a_pair_that_is_no_finding_has_no_page() -> None:
    for address in (
        f"/members/synergies/{B}/with/{A}/",
        "/members/synergies/x/with/y/",
        f"/members/records/{A}/with/{A}/",
    ):
        assert client(SECRETARIAT).get(address).status_code == 404


def test_records_alike_are_those_of_the_analysis_and_take_a_decision() -> None:
    with acting_as(person(SECRETARIAT).pk):
        twin = Response.objects.get(code=B)
        twin.pk, twin.code, twin.title = None, "R-SC-777", twin.title.replace("fight", "combat")
        twin.save()
        for served in Response.objects.get(code=B).serves.all():
            twin.serves.create(partner_id=served.partner_id)
        for party in Response.objects.get(code=B).parties.all():
            twin.parties.create(organisation_id=party.organisation_id, role=party.role, order=party.order)
        rows = Response.objects.exclude(source_url="").values_list("code", "source_url")
        urls = {code: [url] for code, url in rows}
        expected = near_duplicates(portfolio_of(CYCLE).responses, urls).select("a", "b").rows()
    browser = client(SECRETARIAT)
    assert (B, "R-SC-777") in expected
    assert [pair.codes for pair in browser.get("/members/records/").context["page"].paginator.object_list] == expected
    address = f"/members/records/{B}/with/R-SC-777/"
    assert browser.post(address, {"decision": "contacted", "version": 0}).status_code == 302
    found = json.loads(browser.get("/members/records.json?decision=contacted").content)
    assert [(row["a"], row["b"], row["decision"]) for row in found] == [(B, "R-SC-777", "contacted")]


@pytest.mark.parametrize(
    "address",
    [
        "synergies/",
        "synergies/groups/",
        "synergies/groups.csv",
        "records/",
        "approaches/",
        "risk/",
        "approaches.csv",
        "risk.json",
    ],
)
def test_no_query_breaks_a_page(address: str) -> None:
    for query in (
        "on=0000-99-99&page=x",
        "kind=%00&by=%00",
        "q=%00&partner=ZZ",
        f"page={'9' * 400}",
        "table=x&cycle=%00",
    ):
        assert client(BOARD).get(f"/members/{address}?{query}").status_code == 200


@pytest.mark.parametrize("address", ["synergies/", "synergies/groups/", "records/", "approaches/", "risk/", "network/"])
def test_many_rows_take_as_many_queries_as_one(address: str) -> None:
    secretariat, browser = person(SECRETARIAT), client(SECRETARIAT)
    browser.get(f"/members/{address}")
    counts: list[int] = []
    for more in (1, 3):
        for _ in range(more):
            made_by(secretariat)
        decide(SECRETARIAT, version=len(counts))
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/members/{address}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
