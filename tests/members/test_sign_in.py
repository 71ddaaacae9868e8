"""Signing in, and how long it lasts."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from iisg.access.acting import GATE, acting_as
from iisg.access.lasting import TOO_LONG, TOO_MANY, TOO_QUIET, digest_of
from iisg.access.models import OpenSession
from iisg.members.demonstration import PASSWORD
from tests.people import DONOR, SECRETARIAT, VISITOR, actor, client

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


def move_back(browser: Client, **ages: timedelta) -> None:
    """As if the sign-in, or the last click, had been that long ago."""
    with acting_as(GATE):
        session = OpenSession.objects.get(digest=digest_of(browser.cookies["sessionid"].value))
        OpenSession.objects.filter(pk=session.pk).delete()  # nobody moves the beginning of one that lasts
        for name, age in ages.items():
            setattr(session, name, timezone.now() - age)
        session.save(force_insert=True)


@pytest.mark.parametrize(
    ("who", "ages", "words"),
    [
        (DONOR, {"since": timedelta(hours=11, minutes=59)}, ""),
        (DONOR, {"since": timedelta(hours=12, minutes=1)}, TOO_LONG),
        (DONOR, {"seen": timedelta(minutes=29)}, ""),
        (DONOR, {"seen": timedelta(minutes=31)}, TOO_QUIET.format(30)),
        (SECRETARIAT, {"seen": timedelta(minutes=14)}, ""),
        (SECRETARIAT, {"seen": timedelta(minutes=16)}, TOO_QUIET.format(15)),
    ],
)
def test_a_session_ends_twelve_hours_after_the_sign_in_or_some_time_after_the_last_click(who, ages, words):
    browser = client(who)
    move_back(browser, **ages)
    answer = browser.get("/members/needs/", follow=True)
    assert [str(message) for message in answer.context["messages"]] == ([words] if words else [])
    assert answer.redirect_chain == ([("/accounts/login/?next=/members/needs/", 302)] if words else [])


def test_each_click_is_noted_so_that_a_busy_session_stays():
    browser = client(DONOR)
    for _ in range(3):
        move_back(browser, seen=timedelta(minutes=20))
        assert browser.get("/members/needs/").status_code == 200


def test_a_fourth_sign_in_ends_the_oldest_and_says_so_there():
    first, second, third = (client(DONOR) for _ in range(3))
    client(DONOR)
    client("agency")
    assert [browser.get("/members/needs/").status_code for browser in (first, second, third)] == [302, 200, 200]
    told = [str(message) for message in first.get("/accounts/login/").context["messages"]]
    assert told == [TOO_MANY.format(3)]


def test_a_session_that_ended_makes_room_for_another():
    first, second, third = (client(DONOR) for _ in range(3))
    second.post("/accounts/logout/")
    client(DONOR)
    assert first.get("/members/needs/").status_code == 200
    move_back(third, seen=timedelta(minutes=31))
    client(DONOR)
    assert first.get("/members/needs/").status_code == 200


@override_settings(SESSIONS_AT_A_TIME=None)
def test_demonstration_accounts_are_everybodys():
    first, *_ = [client(DONOR) for _ in range(5)]
    assert first.get("/members/needs/").status_code == 200


def test_a_new_password_ends_the_other_sessions_and_not_ones_own():
    mine, other = client(DONOR), client(DONOR)
    new = "another-demonstration"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert mine.post("/accounts/password/change/", form).status_code == 302
    assert [browser.get("/members/needs/").status_code for browser in (mine, other)] == [200, 302]


def test_nobody_reads_or_ends_the_sessions_of_others():
    client(DONOR)
    with acting_as(actor("agency")):
        assert (OpenSession.objects.count(), OpenSession.objects.all().delete()[0]) == (0, 0)
