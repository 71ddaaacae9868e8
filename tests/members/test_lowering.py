"""Opening a record to more people asks the password again, in the same form."""

import time

import pytest
from django.test import Client

from iisg.access.acting import acting_as
from iisg.members.demonstration import PASSWORD
from iisg.members.lowering import GIVEN_AT, Reach
from tests.needs.rows import made_by, save
from tests.needs.rows import posted as need_form
from tests.people import DONOR, OFFICER_AL, SECRETARIAT, actor, client, person
from tests.responses.forms import posted as response_form
from tests.responses.forms import registered

pytestmark = pytest.mark.django_db
LEVELS = ["public", "members", "pillar", "secretariat"]


def lower(browser: Client, **changes: str):
    """A response of the donor's group, with contact, to members."""
    response = registered(DONOR, level="pillar")
    form = response_form(response, DONOR, title="Retyped", contact="desk@giz.example", level="members")
    return response, browser.post(f"/members/responses/{response.code}/edit/", form | changes)


def stored(record):
    with acting_as(actor(SECRETARIAT)):
        fresh = type(record).objects.get(pk=record.pk)
        return fresh.level, fresh.title


def test_a_lower_level_asks_for_the_password_and_says_who_will_read_what():
    response, answer = lower(client(DONOR))
    form, page = answer.context["form"], answer.content.decode()
    assert (answer.status_code, list(form.errors), stored(response)[0]) == (422, ["password"], "pillar")
    assert "So far the group of WBCSCi could read it; once it is saved, every member." in page
    assert form["title"].value() == "Retyped"


@pytest.mark.parametrize(("given", "saved"), [("", False), ("not this one", False), (PASSWORD, True)])
def test_only_the_right_password_lowers(given: str, saved: bool):
    response, answer = lower(client(DONOR), password=given)
    assert (answer.status_code, stored(response)) == (
        (302, ("members", "Retyped")) if saved else (422, ("pillar", "Border posts"))
    )
    assert not given or given not in answer.content.decode()


def test_a_need_asks_too_and_says_what_opens_along_with_it():
    need = made_by(person(OFFICER_AL), level="pillar")
    browser, form = client(OFFICER_AL), need_form(person(OFFICER_AL), need, level="public")
    asked = save(browser, need, form)
    assert (list(asked.context["form"].errors), stored(need)[0]) == (["password"], "pillar")
    assert save(browser, need, form | {"password": PASSWORD}).status_code == 302
    assert stored(need)[0] == "public"


def test_the_password_holds_for_ten_minutes():
    browser = client(DONOR)
    lower(browser, password=PASSWORD)
    assert lower(browser)[1].status_code == 302
    with acting_as(None):
        session = browser.session
        session[GIVEN_AT] = time.time() - 601
        session.save()
    assert lower(browser)[1].status_code == 422


def test_a_stale_save_with_the_password_needs_it_no_second_time():
    browser, response = client(DONOR), registered(DONOR, level="pillar")
    form = response_form(response, DONOR, level="members")
    address = f"/members/responses/{response.code}/edit/"
    theirs = response_form(response, SECRETARIAT, title="Theirs")
    assert client(SECRETARIAT).post(address, theirs).status_code == 302
    stale = browser.post(address, form | {"password": PASSWORD})
    assert (stale.status_code, 'name="password"' in stale.content.decode()) == (409, False)
    assert browser.post(address, form | {"version": "2"}).status_code == 302


def test_a_session_is_no_way_to_guess():
    browser = client(DONOR)
    for _ in range(10):
        lower(browser, password="wrong")
    response, answer = lower(browser, password=PASSWORD)
    assert "There were too many wrong passwords. Try again in" in answer.content.decode()
    assert stored(response)[0] == "pillar"


@pytest.mark.parametrize("before", LEVELS)
@pytest.mark.parametrize("after", LEVELS)
def test_a_level_is_wider_when_it_stands_before(before: str, after: str):
    reach = [Reach(level, frozenset(["WBBSi"])) for level in (after, before)]
    assert reach[0].is_wider_than(reach[1]) == (LEVELS.index(after) < LEVELS.index(before))


def test_another_pillar_group_is_more_people_and_one_less_is_not():
    one, two, other = (Reach("pillar", frozenset(codes.split())) for codes in ("WBBSi", "WBBSi WBCTi", "WBCSCi"))
    assert (two.is_wider_than(one), other.is_wider_than(one), one.is_wider_than(two)) == (True, True, False)
