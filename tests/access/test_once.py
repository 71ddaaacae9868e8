"""What is sent twice is made once, whichever form it is, one after the other or at the same moment."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from iisg.access import once
from iisg.access.acting import acting_as
from iisg.access.models import MadeOnce
from iisg.framework.models import Objective, Rate
from iisg.needs.models import Need
from iisg.responses.models import Claim, Response
from iisg.scenarios.models import Change, ImaginedClaim, Scenario
from tests.needs.rows import FILLED
from tests.people import AGENCY, DONOR, OFFICER_AL, SECRETARIAT, actor, client
from tests.responses.forms import filled, registered
from tests.scenarios.made import imagine, scenario_of

pytestmark = pytest.mark.django_db
ADD = "/members/responses/add/"
OBJECTIVE = {"pillar": "WBBSi", "title": "Prepare", "order": 20, "measures-TOTAL_FORMS": 0, "measures-INITIAL_FORMS": 0}
IMAGINED = {"title": "Boats", "partners": ["AL"], "start_date": "2027-01-01", "end_date": "2028-12-31"}
ONE_YEAR = {"title": "One year", "cycle": "2025-2026", "on": "2027-01-01"}
KRONA = {"currency": "SEK", "year": 2024, "per_eur": 11, "source": "Sveriges Riksbank"}


def of_imagined() -> str:
    change = imagine(scenario_of())
    return f"/members/scenarios/{change.scenario.code}/changes/{change.code}/claims/"


FORMS: dict[str, tuple[str, Any, dict[str, Any], Any]] = {
    "need": (OFFICER_AL, lambda: "/members/needs/add/", FILLED, Need),
    "response": (DONOR, lambda: ADD, filled(), Response),
    "claim": (
        DONOR,
        lambda: f"/members/responses/{registered().code}/needs/N-SC-002/",
        {"degree": "partly", "partners": ["AL"]},
        Claim,
    ),
    "scenario": (DONOR, lambda: "/members/scenarios/add/", ONE_YEAR, Scenario),
    "change": (DONOR, lambda: f"/members/scenarios/{scenario_of().code}/changes/imagine/", IMAGINED, Change),
    "imagined claim": (DONOR, of_imagined, {"need": "N-SC-002", "partners": ["AL"], "degree": "fully"}, ImaginedClaim),
    "rate": (SECRETARIAT, lambda: "/members/rates/add/", KRONA, Rate),
    "objective": (SECRETARIAT, lambda: "/members/template/2025-2026/add/", OBJECTIVE, Objective),
}  # fmt: skip


def stored(model: Any) -> int:
    with acting_as(actor(SECRETARIAT)):
        return int(model.objects.count())


def key_in(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_sent_again_makes_nothing_and_leads_to_what_it_made(kind: str):
    name, address, data, model = FORMS[kind]
    browser, page = client(name), address()
    data = {**data, "once": key_in(browser.get(page).text)}
    before = stored(model)
    first, second = (browser.post(page, data) for _ in range(2))
    assert (first.status_code, second.status_code, second["Location"]) == (302, 302, first["Location"])
    assert stored(model) == before + 1
    assert once.AGAIN in browser.get(second["Location"]).text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["need", "response", "claim", "change"])
def test_two_at_the_same_moment_make_one(kind: str, monkeypatch: pytest.MonkeyPatch):
    name, address, data, model = FORMS[kind]
    page, before, answers, meet = address(), stored(model), [], threading.Barrier(2, timeout=30)
    digest_of = once.digest_of
    monkeypatch.setattr(once, "digest_of", lambda *given: (meet.wait(), digest_of(*given))[1])
    browsers = [client(name), client(name)]

    def send(browser: Any) -> None:
        answers.append(browser.post(page, {**data, "once": "k"})["Location"])
        connection.close()

    threads = [threading.Thread(target=send, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(answers), len(set(answers)), stored(model)) == (2, 1, before + 1)


def test_a_refused_form_keeps_its_key_and_is_then_stored():
    browser = client(DONOR)
    wrong = filled(title="", once=key_in(browser.get(ADD).text))
    answer = browser.post(ADD, wrong)
    assert (answer.status_code, key_in(answer.text), stored(MadeOnce)) == (422, wrong["once"], 0)
    assert browser.post(ADD, wrong | {"title": "Named now"}).status_code == 302


def test_each_opening_of_a_form_has_a_key_of_its_own():
    browser = client(DONOR)
    assert key_in(browser.get(ADD).text) != key_in(browser.get(ADD).text)


def test_going_back_to_change_something_makes_a_second_one():
    browser = client(DONOR)
    first, second = (browser.post(ADD, filled(title=title, once="k")) for title in ("One", "Two"))
    assert first["Location"] != second["Location"]


def test_the_same_form_of_somebody_else_is_another_one():
    browsers = client(DONOR), client(AGENCY)
    both = filled(leads=["GIZ", "Frontex"], title="Of both", once="k", again="on")
    assert len({browser.post(ADD, both)["Location"] for browser in browsers}) == 2
    for by in (actor(DONOR), actor(AGENCY)):
        with acting_as(by):
            assert set(MadeOnce.objects.values_list("person_id", flat=True)) == {by}


def test_after_a_day_nothing_is_kept():
    browser = client(DONOR)
    browser.post(ADD, filled(once="k"))
    with acting_as(actor(DONOR)):
        MadeOnce.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    browser.post(ADD, filled(title="Another", once="l"))
    with acting_as(actor(DONOR)):
        assert MadeOnce.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "page", "data"), [(DONOR, ADD, filled()), (OFFICER_AL, "/members/needs/add/", FILLED)]
)
def test_a_second_record_of_the_same_name_is_asked_about_first(name: str, page: str, data: dict[str, Any]):
    browser = client(name)
    made = browser.post(page, data)["Location"]
    again = data | {"title": data["title"].upper(), "once": "another"}
    asked = browser.post(page, again)
    assert (asked.status_code, f'<a href="{made}">' in asked.text, "Store it all the same" in asked.text) == (
        422,
        True,
        True,
    )
    answer = browser.post(page, again | {"again": "on"})
    assert answer.status_code == 302
    assert answer["Location"] != made


def test_of_a_record_that_one_may_not_see_nothing_is_asked():
    registered(AGENCY, title="Forensic laboratories", level="secretariat")
    both = filled(leads=["GIZ", "Frontex"])
    assert [client(name).post(ADD, both).status_code for name in (AGENCY, DONOR)] == [422, 302]
