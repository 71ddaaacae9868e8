"""A scenario on its pages: what its owner assumes, what changes, and that no record does."""

import json
import re
from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from iisg.access.acting import acting_as
from iisg.analysis.coverage import coverage
from iisg.needs.models import Need
from iisg.responses.models import Response
from iisg.responses.portfolio import portfolio_of
from iisg.scenarios.models import Change, Scenario
from tests.people import AGENCY, DONOR, SECRETARIAT, actor, client
from tests.scenarios.made import DAY, change, imagine, scenario_of

pytestmark = pytest.mark.django_db
LIST = "/members/scenarios/"


def read(scenario: Scenario, name: str = DONOR) -> dict:
    return json.loads(client(name).get(f"{LIST}{scenario.code}/scenario.json").content)


def open_need(partner: str = "AL") -> str:
    """A need that nothing covers for this partner on the day, as the donor sees it."""
    with acting_as(actor(DONOR)):
        rows = coverage(portfolio_of("2025-2026"), DAY).filter(partner=partner, band="none")
        return str(rows["need"][0])


def ending() -> Response:
    """A response that covers a cell on a day shortly before the scenario's and has ended by then."""
    with acting_as(actor(DONOR)):
        found = Response.objects.filter(
            is_demo=False, end_date__range=("2027-01-01", "2027-06-29"), claims__need__cycle="2025-2026"
        )
        return found.order_by("code").distinct()[0]


def test_a_scenario_without_changes_is_the_same_before_and_after():
    told = read(scenario_of())
    assert told["before"] == told["after"]
    assert (told["cells"], told["gaps_closed"], told["gaps_opened"]) == ([], [], [])


def test_a_scenario_is_started_through_its_form_and_opens():
    posted = {"title": "Two more years", "cycle": "2025-2026", "on": "2027-06-30"}
    answer = client(DONOR).post(f"{LIST}add/", posted, follow=True)
    assert (answer.status_code, b"Two more years" in answer.content) == (200, True)


def test_a_scenario_shows_where_it_stands_in_the_analysis_and_in_its_list():
    text = client(DONOR).get(f"{LIST}{scenario_of().code}/").content.decode()
    (analysis,) = re.findall(r'<nav class="siblings" aria-label="Analysis">(.*?)</nav>', text, re.DOTALL)
    assert re.findall(r'href="([^"]+)" aria-current="page"', analysis) == [LIST]
    assert re.findall(r'<nav class="path".*?href="([^"]+)"', text) == [LIST]


def test_an_imagined_response_that_serves_an_open_need_fully_covers_that_cell_and_no_other():
    need = open_need()
    scenario = scenario_of()
    imagine(scenario, need=need)
    told = read(scenario)
    assert told["cells"] == [{"need": need, "partner": "AL", "before": "none", "after": "covered"}]
    assert told["after"]["bands"]["covered"] == told["before"]["bands"]["covered"] + 1


def test_an_imagined_response_and_its_claim_are_added_through_their_forms():
    need, scenario = open_need(), scenario_of()
    of = f"{LIST}{scenario.code}/changes/"
    browser = client(DONOR)
    fields = {"title": "Mobile laboratories", "partners": ["AL"], "start_date": "2027-01-01", "end_date": "2028-12-31"}
    to_claims = browser.post(f"{of}imagine/", fields)
    with acting_as(actor(DONOR)):
        served, made = Need.objects.get(code=need), Change.objects.get(scenario=scenario)
    assert to_claims["Location"] == f"{of}{made.code}/claims/"
    browser.post(to_claims["Location"], {"need": served.code, "partners": ["AL"], "degree": "fully"})
    assert read(scenario)["cells"] == [{"need": need, "partner": "AL", "before": "none", "after": "covered"}]


def test_extending_lowers_and_ending_earlier_raises_what_is_open():
    response = ending()
    longer, shorter = scenario_of(), scenario_of()
    change(longer, "extend", response.code, date(2028, 6, 30))
    with acting_as(actor(DONOR)):
        running = Response.objects.filter(
            is_demo=False, end_date__gt=DAY, start_date__lt="2026-01-01", claims__of_partners__word="silent"
        )
        code = running.order_by("code").distinct()[0].code
    change(shorter, "end", code, date(2026, 12, 31))
    more, less = read(longer), read(shorter)
    assert float(more["after"]["score"]) < float(more["before"]["score"])
    assert float(less["after"]["score"]) > float(less["before"]["score"])


def test_a_claim_for_a_partner_that_the_need_does_not_name_is_refused_with_the_names():
    with acting_as(actor(DONOR)):
        need = next(n for n in Need.objects.filter(is_demo=False, cycle="2025-2026") if "RS" not in n.named)
    scenario = scenario_of()
    made = imagine(scenario)
    posted = {"need": need.code, "partners": ["RS"], "degree": "fully"}
    answer = client(DONOR).post(f"{LIST}{scenario.code}/changes/{made.code}/claims/", posted)
    assert (answer.status_code, f"{need.code} does not name Serbia" in answer.content.decode()) == (422, True)


def test_ending_after_the_end_and_extending_before_it_are_refused():
    response, scenario = ending(), scenario_of()
    address = f"{LIST}{scenario.code}/changes/extend/"
    answer = client(DONOR).post(address, {"response": response.code, "day": "2026-12-31"})
    assert (answer.status_code, "give a later day" in answer.content.decode()) == (422, True)


def test_a_change_is_removed_and_both_worlds_are_the_same_again():
    scenario = scenario_of()
    made = imagine(scenario, need=open_need())
    client(DONOR).post(f"{LIST}{scenario.code}/changes/{made.code}/remove/")
    told = read(scenario)
    assert (told["changes"], told["before"] == told["after"]) == ([], True)


def test_a_stale_save_keeps_what_was_typed_and_shows_what_is_stored():
    scenario = scenario_of(title="First title")
    address = f"{LIST}{scenario.code}/edit/"
    browser = client(DONOR)
    browser.post(address, {"title": "Second title", "on": "2027-06-30", "version": 1})
    answer = browser.post(address, {"title": "Third title", "on": "2027-06-30", "version": 1})
    page = answer.content.decode()
    assert (answer.status_code, "Second title" in page, 'value="Third title"' in page) == (409, True, True)


def test_every_cell_is_in_the_csv_once_with_both_bands():
    scenario = scenario_of()
    imagine(scenario, need=open_need())
    lines = client(DONOR).get(f"{LIST}{scenario.code}/cells.csv").content.decode().splitlines()
    for file in ("cells.csv", "scenario.json"):
        answer = client(DONOR).get(f"{LIST}{scenario.code}/{file}")
        assert answer.headers["Content-Security-Policy"].split(";")[0] == "sandbox"
    told = read(scenario)
    assert len(lines) - 1 == sum(told["before"]["bands"].values())
    assert sum(line.endswith(",yes") for line in lines) == 1


def tables_but_scenarios() -> dict[str, str]:
    """A digest of every other table of ours, as the Secretariat sees it; sessions change with each request."""
    found = {}
    with acting_as(actor(SECRETARIAT)), connection.cursor() as cursor:
        for model in apps.get_models():
            name = model._meta.db_table
            if model.__module__.startswith("iisg.") and not name.startswith("scenarios_") and "session" not in name:
                cursor.execute(f'select md5(string_agg(t::text, chr(10) order by t::text)) from "{name}" t')
                found[name] = cursor.fetchone()[0]
    return found


def test_nothing_that_is_done_with_a_scenario_changes_any_other_table():
    browser = client(DONOR)  # signing in is noted with the person
    before = tables_but_scenarios()
    scenario = scenario_of(shared=True)
    imagine(scenario, need=open_need())
    change(scenario, "extend", ending().code, date(2028, 6, 30))
    for address in ("", "cells.csv", "open-cells.csv", "scenario.json", "edit/", "candidates/", "changes/end/"):
        assert browser.get(f"{LIST}{scenario.code}/{address}").status_code == 200
    browser.post(f"{LIST}{scenario.code}/delete/")
    assert browser.get(f"{LIST}{scenario.code}/").status_code == 404
    assert tables_but_scenarios() == before
    assert len(before) > 20


@pytest.mark.parametrize("address", ["add/", "none/", "none/cells.csv", "none/changes/none/claims/"])
def test_a_visitor_is_sent_to_the_sign_in(address):
    assert client("visitor").get(f"{LIST}{address}").status_code == 302


def test_only_the_owner_changes_shares_or_deletes():
    scenario = scenario_of(shared=True)
    made = imagine(scenario)
    posts = [
        "share/",
        "delete/",
        "edit/",
        "candidates/",
        "candidates/remove/",
        "changes/end/",
        f"changes/{made.code}/remove/",
    ]
    for name in (AGENCY, SECRETARIAT):
        browser = client(name)
        answers = [browser.post(f"{LIST}{scenario.code}/{address}").status_code for address in posts]
        assert answers == [403] * len(posts)


def test_no_address_of_a_scenario_counts_what_others_assume():
    scenario = scenario_of()
    imagine(scenario, need=open_need())
    page = client(DONOR).get(f"{LIST}{scenario.code}/").content.decode()
    named = re.findall(r"/changes/([^/\"]+)/claims/(?:([^/\"]+)/remove/)?", page)
    assert len(named) == 2
    assert [code for pair in named for code in pair if code.isdecimal()] == []
