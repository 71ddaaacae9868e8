"""Who reads which scenario, and that a shared one tells nobody of what they may not see."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext

from iisg.access.acting import acting_as
from iisg.access.levels import Level
from iisg.framework.models import Cycle
from iisg.needs.models import Need, NeedPartner
from iisg.responses.models import Response
from iisg.scenarios import actions
from iisg.scenarios.models import Candidate, Change, ImaginedClaim, Scenario
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, actor, client, person
from tests.scenarios.made import DAY, change, imagine, scenario_of

pytestmark = pytest.mark.django_db
LIST = "/members/scenarios/"
TOKEN = re.compile(r'(?:csrfmiddlewaretoken|once)" value="[^"]+|X-CSRFToken": "[^"]+')
NEED, RESPONSE = "N-ZQHUSH-1", "R-ZQHUSH-1"


def plant_hidden() -> None:
    """A need and a response that only the Secretariat sees."""
    with acting_as(actor(SECRETARIAT)):
        words = {"pillar_id": "WBCTi", "level": Level.SECRETARIAT}
        need = Need.objects.create(
            code=NEED, title="A zqhush need", need_types=["operational"], priority="high",
            cycle=Cycle.objects.get(code="2025-2026"), **words,
        )  # fmt: skip
        NeedPartner.objects.create(need=need, partner_id="AL")
        days = {"start_date": date(2025, 1, 1), "end_date": date(2027, 1, 1)}
        Response.objects.create(code=RESPONSE, title="A zqhush response", status="ongoing", **words, **days)


def secret_scenario() -> Scenario:
    """Of the Secretariat, shared: an open change, and changes, claims and candidates of hidden records."""
    plant_hidden()
    scenario = scenario_of(SECRETARIAT, "What the Secretariat shares", shared=True)
    imagine(scenario, SECRETARIAT, need=NEED, title="Open to all")
    change(scenario, "extend", RESPONSE, date(2028, 1, 1), SECRETARIAT)
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        need = Need.objects.get(code=NEED)
        line = Candidate(code="A-ZQHUSH", title="A zqhush action", cost_eur=1, need=need, partner="AL", degree="fully")
        actions.set_candidates(scenario, by=by, version=scenario.version, envelope=Decimal(5), candidates=[line])
    return scenario


@pytest.mark.parametrize("name", [DONOR, AGENCY, BOARD, OFFICER_AL, OFFICER_RS])
def test_what_a_reader_may_not_see_is_left_out_of_a_shared_scenario(name):
    scenario = secret_scenario()
    browser = client(name)
    for address in ("", "scenario.json", "cells.csv"):
        text = browser.get(f"{LIST}{scenario.code}/{address}").content.decode().lower()
        assert "zqhush" not in text
    assert "Open to all" in browser.get(f"{LIST}{scenario.code}/").content.decode()


def test_the_secretariat_reads_all_of_it_and_at_its_level():
    scenario = secret_scenario()
    text = client(SECRETARIAT).get(f"{LIST}{scenario.code}/scenario.json").content.decode()
    assert [word in text for word in (NEED, RESPONSE, "A-ZQHUSH", "TLP:RED")] == [True] * 4


def test_figures_of_a_reader_are_those_of_a_register_without_what_is_hidden():
    plain = scenario_of(SECRETARIAT, "Plain", shared=True)
    browser, address = client(DONOR), f"{LIST}{plain.code}/scenario.json"
    before = browser.get(address).content
    plant_hidden()
    assert browser.get(address).content == before


def test_a_scenario_is_seen_by_its_owner_and_the_secretariat_until_it_is_shared():
    scenario = scenario_of(DONOR)
    people = [DONOR, SECRETARIAT, AGENCY, BOARD, OFFICER_AL]
    address = f"{LIST}{scenario.code}/"
    assert [client(name).get(address).status_code for name in people] == [200, 200, 404, 404, 404]
    client(DONOR).post(f"{address}share/", {"share": "yes"})
    assert [client(name).get(address).status_code for name in people] == [200] * 5
    assert scenario.title in client(AGENCY).get(LIST).content.decode()
    client(DONOR).post(f"{address}share/", {"share": "no"})
    assert client(AGENCY).get(address).status_code == 404


def test_hidden_and_absent_answer_alike():
    scenario = scenario_of(DONOR)
    browser = client(AGENCY)
    answers = [(browser.get(f"{LIST}{code}/"), code) for code in (scenario.code, "S-ABSENT")]
    pages = [TOKEN.sub("", answer.content.decode().replace(code, "")) for answer, code in answers]
    assert pages[0] == pages[1]


def test_the_list_takes_as_many_queries_for_three_scenarios_as_for_one():
    browser = client(AGENCY)
    scenario_of(AGENCY)
    scenario_of(DONOR, shared=True)
    one = count_queries(browser)
    for _ in range(2):
        scenario_of(AGENCY)
        scenario_of(DONOR, shared=True)
    assert count_queries(browser) == one


def count_queries(browser) -> int:
    with CaptureQueriesContext(connection) as found:
        assert browser.get(LIST).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", [AGENCY, SECRETARIAT])
def test_postgresql_itself_lets_nobody_else_write_into_a_scenario(name):
    scenario = scenario_of(DONOR, shared=True)
    imagine(scenario)
    with acting_as(actor(name)):
        assert Scenario.objects.filter(pk=scenario.pk).update(title="Taken over") == 0
        assert Change.objects.filter(scenario=scenario).update(title="Taken over") == 0
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(actor(name)):
        Change.objects.create(scenario=scenario, kind="imagine", title="Slipped in", partners=["AL"])


def test_a_scenario_goes_with_rows_that_its_owner_has_come_to_see_no_longer():
    scenario = scenario_of(DONOR)
    with acting_as(actor(SECRETARIAT)):
        response = Response.objects.filter(is_demo=False, level="public", end_date__gt=DAY).order_by("code")[0]
    change(scenario, "end", response.code, DAY)
    with acting_as(actor(SECRETARIAT)):
        Response.objects.filter(pk=response.pk).update(level=Level.SECRETARIAT)
    assert client(DONOR).post(f"{LIST}{scenario.code}/delete/").status_code == 302
    with acting_as(actor(SECRETARIAT)):
        assert (Scenario.objects.count(), Change.objects.count(), ImaginedClaim.objects.count()) == (0, 0, 0)
