"""Who signs in may still not give away, take over or see what is not theirs, whatever the form says."""

import pytest
from django.test import Client

from iisg.access.acting import acting_as
from iisg.members.models import Organisation
from iisg.needs.models import Need
from iisg.responses.models import Response
from tests.needs.rows import FILLED, made_by
from tests.needs.rows import posted as need_form
from tests.people import BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, actor, client, person
from tests.responses.forms import filled, registered
from tests.responses.forms import posted as response_form

pytestmark = pytest.mark.django_db


def organisation(short_name: str) -> Organisation:
    with acting_as(actor(SECRETARIAT)):
        return Organisation.objects.get(short_name=short_name)


def newest_need(title: str) -> Need:
    with acting_as(actor(SECRETARIAT)):
        return Need.objects.select_related("owner").get(title=title)


def test_a_need_is_owned_by_who_states_it_whatever_the_form_says():
    form = FILLED | {"title": "Taken over", "owner": str(organisation("Ministry of Interior of Serbia").pk)}
    assert client(OFFICER_AL).post("/members/needs/add/", form).status_code == 302
    owner = newest_need("Taken over").owner
    assert owner and owner.short_name == "Ministry of Interior of Albania"


@pytest.mark.parametrize("change", [{"level": "secretariat"}, {"state": "adopted"}, {"pillar": "none"}, {"level": ""}])
def test_a_level_or_state_that_is_not_theirs_to_give_is_refused(change: dict[str, str]):
    answer = client(OFFICER_AL).post("/members/needs/add/", FILLED | {"title": "Raised"} | change)
    assert answer.status_code == 422
    with acting_as(actor(SECRETARIAT)):
        assert Need.objects.filter(title="Raised").count() == 0


def test_fields_that_no_form_has_change_nothing():
    need = made_by(person(OFFICER_AL))
    form = need_form(person(OFFICER_AL), need, title="Renamed")
    form |= {"code": "N-TI-001", "is_demo": "on", "audience": "p", "cycle": "2023", "id": "1", "owner_id": "1"}
    assert client(OFFICER_AL).post(f"/members/needs/{need.code}/edit/", form).status_code == 302
    with acting_as(actor(SECRETARIAT)):
        stored = Need.objects.get(pk=need.pk)
    kept = (need.code, need.is_demo, need.cycle_id, need.owner_id)
    assert (stored.title, (stored.code, stored.is_demo, stored.cycle_id, stored.owner_id)) == ("Renamed", kept)


def test_a_response_cannot_be_registered_in_the_name_of_another():
    answer = client(DONOR).post("/members/responses/add/", filled(leads=["Frontex"], title="In another's name"))
    assert answer.status_code == 422
    with acting_as(actor(SECRETARIAT)):
        assert Response.objects.filter(title="In another's name").count() == 0


@pytest.mark.parametrize("name", [OFFICER_AL, OFFICER_RS, BOARD])
def test_a_record_of_others_that_one_sees_answers_403_to_a_change(name: str):
    response, need = registered(DONOR), made_by(person(SECRETARIAT))
    browser = client(name)
    form = response_form(response, DONOR, title="Changed")
    assert browser.post(f"/members/responses/{response.code}/edit/", form).status_code == 403
    form = need_form(person(SECRETARIAT), need, title="Changed")
    assert browser.post(f"/members/needs/{need.code}/edit/", form).status_code == 403
    with acting_as(actor(SECRETARIAT)):
        assert Response.objects.get(pk=response.pk).title == "Border posts"
        assert Need.objects.get(pk=need.pk).title == need.title


def test_an_officer_does_not_speak_for_another_partner():
    need = made_by(person(SECRETARIAT), partners=["AL", "RS"])
    form = {"statement": "Of another", "version": "1"}
    assert client(OFFICER_RS).post(f"/members/needs/{need.code}/words/AL/", form).status_code == 403


def test_a_change_of_a_hidden_record_is_answered_as_one_of_an_absent_record():
    hidden = made_by(person(SECRETARIAT), level="secretariat")
    form = need_form(person(SECRETARIAT), hidden, title="Changed")
    browser = client(OFFICER_AL)
    answers = [browser.post(f"/members/needs/{code}/edit/", form) for code in (hidden.code, "N-TI-ABSENT")]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("version", ["0", "-1", "99", str(2**31), str(2**70), "", "one", "\0"])
def test_a_version_that_was_never_shown_saves_nothing(version: str):
    need = made_by(person(OFFICER_AL))
    form = need_form(person(OFFICER_AL), need, title="Changed") | {"version": version}
    assert client(OFFICER_AL).post(f"/members/needs/{need.code}/edit/", form).status_code in (409, 422)
    with acting_as(actor(OFFICER_AL)):
        assert Need.objects.get(pk=need.pk).title == need.title


@pytest.mark.parametrize("token", ["", "wrong", "a" * 64])
@pytest.mark.parametrize("page", ["/members/needs/add/", "/members/responses/add/", "/accounts/logout/"])
def test_a_form_of_another_site_is_refused(page: str, token: str):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = client(SECRETARIAT).cookies
    answer = browser.post(page, FILLED | {"title": "From elsewhere", "csrfmiddlewaretoken": token})
    assert answer.status_code == 403
    assert browser.get("/members/").status_code == 200
