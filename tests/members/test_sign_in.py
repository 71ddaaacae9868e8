"""Signing in, and how long it lasts."""

import time

import pytest
from django.conf import settings

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
