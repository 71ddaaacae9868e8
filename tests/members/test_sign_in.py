"""Signing in, and how long it lasts."""

import time

import pytest
from django.conf import settings
from django.db import connection

from iisg.access.acting import GATE, acting_as
from iisg.members.demonstration import PASSWORD
from tests.people import DONOR, VISITOR, client

pytestmark = pytest.mark.django_db


def test_a_person_signs_in_and_sees_the_matrix():
    browser = client(VISITOR)
    answer = browser.post("/accounts/login/", {"login": "donor@iisg.example", "password": PASSWORD}, follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/members/")


def test_a_wrong_password_says_nothing_of_the_account():
    answers = []
    for email in ("donor@iisg.example", "nobody@iisg.example"):
        page = client(VISITOR).post("/accounts/login/", {"login": email, "password": "wrong"})
        answers.append((page.status_code, page.context["form"].errors))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("age", "status"), [(0, 200), (settings.SESSION_COOKIE_AGE + 60, 302)])
def test_a_session_ends_twelve_hours_after_the_sign_in_however_busy(age, status):
    browser = client(DONOR)
    with acting_as(GATE):
        session = browser.session
        session["signed_in_at"] = int(time.time()) - age
        session.save()
    assert browser.get("/members/needs/").status_code == status


def attempt(password: str, address: str, email: str = "donor@iisg.example"):
    return client(VISITOR).post("/accounts/login/", {"login": email, "password": password}, REMOTE_ADDR=address)


def test_wrong_passwords_are_counted_by_all_processes_together_in_a_table_that_visitors_do_not_read():
    for number in range(10):
        assert attempt("wrong", f"192.0.2.{number}").status_code == 200
    refused = attempt(PASSWORD, "192.0.2.99")
    assert (refused.status_code, "Too many failed login attempts" in refused.content.decode()) == (200, True)
    assert attempt(PASSWORD, "192.0.2.99", "agency@iisg.example").status_code == 302
    counted = {}
    for actor in (GATE, None):
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("select count(*) from access_counter where cache_key like '%login_failed%/key:%'")
            counted[actor] = cursor.fetchone()[0]
    assert counted == {GATE: 2, None: 0}


def test_too_many_sign_ins_of_one_address_are_asked_to_wait():
    answers = [attempt("wrong", "192.0.2.1", f"nobody{number}@iisg.example") for number in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert (answers[-1].headers["Retry-After"], "Try again in a moment" in answers[-1].content.decode()) == ("60", True)
