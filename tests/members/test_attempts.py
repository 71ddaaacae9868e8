"""Wrong passwords are counted: who guesses waits, the owner gets in, and nobody learns who has an account."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import Error, connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from iisg.access.acting import GATE, acting_as
from iisg.access.attempts import Limit, TooOften, count, give_back
from iisg.access.models import Attempt
from iisg.members.demonstration import PASSWORD
from iisg.members.models import Person
from tests.members.conftest import Clock, attempt
from tests.people import DONOR, EVERYBODY, actor

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LIMIT = Limit(3, MINUTE)


@pytest.fixture
def evaluated(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """When a password was compared. Not by Argon2, which is slow on purpose."""
    times: list[datetime] = []

    def check(self: Person, password: str) -> bool:
        times.append(clock.now())
        return password == PASSWORD

    monkeypatch.setattr(Person, "check_password", check)
    return times


def waits(action: Callable[[], object]) -> int:
    try:
        action()
    except TooOften as error:
        return error.seconds
    return 0


def try_it() -> int:
    return waits(lambda: count("test", "somebody", LIMIT))


def test_some_at_once_and_then_one_in_a_pause(clock: Clock):
    assert [try_it() for _ in range(4)] == [0, 0, 0, 60]
    clock.move(MINUTE / 2)
    assert try_it() == 30
    clock.move(MINUTE / 2)
    assert [try_it() for _ in range(2)] == [0, 60]
    clock.move(HOUR)
    assert [try_it() for _ in range(4)] == [0, 0, 0, 60]


def test_others_and_other_kinds_are_counted_apart_and_what_is_given_back_was_none(clock: Clock):
    for _ in range(3):
        try_it()
    assert waits(lambda: count("test", "another", LIMIT)) == waits(lambda: count("other", "somebody", LIMIT)) == 0
    give_back("test", "somebody", LIMIT)
    assert [try_it(), try_it()] == [0, 60]


def test_what_is_long_over_is_forgotten(clock: Clock):
    try_it()
    clock.move(timedelta(days=1, hours=1))
    count("test", "another", LIMIT)
    with acting_as(GATE):
        assert Attempt.objects.count() == 1


@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_but_the_gate_reads_or_writes_the_counts(name: str, clock: Clock):
    try_it()
    with acting_as(actor(name)):
        seen = Attempt.objects.count() + Attempt.objects.update(free_at=clock.now()) + Attempt.objects.all().delete()[0]
        with pytest.raises(Error), transaction.atomic():
            Attempt.objects.create(key="a", free_at=clock.now())
    assert seen == 0


def test_ten_guesses_at_an_account_are_judged_in_an_hour_from_however_many_addresses(
    clock: Clock, evaluated: list[datetime]
):
    for number in range(180):
        attempt("wrong", f"192.0.2.{number % 50}")
        clock.move(MINUTE)
    in_an_hour = [sum(start <= time < start + HOUR for time in evaluated) for start in evaluated]
    assert (max(in_an_hour) <= 10, len(evaluated) >= 14) == (True, True)


def guess(times: int = 40) -> None:
    for number in range(times):
        attempt("wrong", f"192.0.2.{number}")


def test_who_signed_in_here_before_gets_in_while_strangers_guess_even_at_the_same_address(
    clock: Clock, evaluated: list[datetime]
):
    browser = Client()
    assert attempt(PASSWORD, browser=browser).status_code == 302
    browser.post("/accounts/logout/")
    guess()
    for _ in range(40):
        attempt("wrong", "192.0.2.99", "nobody")
    assert attempt(PASSWORD, "192.0.2.99").status_code == 429
    assert attempt(PASSWORD, "192.0.2.99", browser=browser).status_code == 302


def test_at_a_new_device_the_owner_waits_a_minute_after_fourteen_strangers(clock: Clock, evaluated: list[datetime]):
    guess(14)
    answer = attempt(PASSWORD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "Try again in 60 seconds" in answer.content.decode()
    clock.move(MINUTE)
    assert attempt(PASSWORD).status_code == 302


def test_nobody_waits_longer_than_twenty_minutes_however_long_strangers_guess(clock: Clock, evaluated: list[datetime]):
    for _ in range(105):
        guess(1)
        clock.move(MINUTE)
    wait = int(attempt(PASSWORD).headers["Retry-After"])
    assert MINUTE < timedelta(seconds=wait) <= 20 * MINUTE
    clock.move(timedelta(seconds=wait))
    assert attempt(PASSWORD).status_code == 302


def test_a_known_device_has_few_attempts_of_its_own(clock: Clock, evaluated: list[datetime]):
    browser = Client()
    attempt(PASSWORD, browser=browser)
    browser.post("/accounts/logout/")
    answers = [attempt("wrong", browser=browser).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    assert attempt(PASSWORD).status_code == 302  # elsewhere nothing was counted


def test_the_cookie_of_a_device_opens_nothing_and_is_of_one_person(clock: Clock, evaluated: list[datetime]):
    browser = Client()
    cookie = attempt(PASSWORD, browser=browser).cookies["device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    stranger = Client(headers={"cookie": f"device={cookie.value}"})
    assert stranger.get("/members/").status_code == 302
    browser.post("/accounts/logout/")
    guess()
    for number in range(5):
        attempt("wrong", f"192.0.2.{number}", "agency")
    assert attempt(PASSWORD, name="agency", browser=browser).status_code == 429
    forged = Client(headers={"cookie": f"device={cookie.value[:-1]}x"})
    assert attempt(PASSWORD, browser=forged).status_code == 429


def test_known_and_unknown_accounts_wait_alike(clock: Clock, evaluated: list[datetime]):
    answers = []
    for name in (DONOR, "nobody"):
        seen = []
        for number in range(7):
            page = attempt("wrong", f"192.0.{len(name)}.{number}", name)
            seen.append((page.status_code, page.headers.get("Retry-After"), page.context["form"].errors))
        answers.append(seen)
    assert answers[0] == answers[1]
    assert [status for status, *_ in answers[0]] == [200] * 5 + [429] * 2


def test_one_address_tries_few_accounts(clock: Clock):
    answers = [attempt("wrong", "192.0.2.1", f"nobody{number}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[-1].headers["Retry-After"] == "6"


def noting(name: str, noted: list[str]) -> Callable[..., object]:
    original = getattr(Argon2PasswordHasher, name)

    def noted_too(*args: object) -> object:
        noted.append(name)
        return original(*args)

    return noted_too


def test_known_and_unknown_accounts_cost_the_same_work(clock: Clock, monkeypatch: pytest.MonkeyPatch):
    hashed: list[str] = []
    for name in ("encode", "verify"):
        monkeypatch.setattr(Argon2PasswordHasher, name, noting(name, hashed))
    work = []
    for name in (DONOR, "nobody"):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            attempt("wrong", name=name)
        work.append(([query["sql"].split()[0] for query in queries], len(hashed)))
    assert work[0] == work[1]
    assert work[0][1] == 1


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_its_word_counts_and_not_what_a_guesser_adds(clock: Clock, evaluated: list[datetime]):
    def seen(number: int, forged: str) -> int:
        form = {"login": f"nobody{number}@iisg.example", "password": "wrong"}
        return Client().post("/accounts/login/", form, headers={"x-forwarded-for": f"{forged}, 192.0.2.7"}).status_code

    assert [seen(number, f"198.51.100.{number}") for number in range(11)] == [200] * 10 + [429]


def test_a_network_of_ipv6_is_one_address(clock: Clock):
    answers = [attempt("wrong", f"2001:db8::{number}", f"nobody{number}").status_code for number in range(11)]
    assert answers == [200] * 10 + [429]
    assert attempt("wrong", "2001:db8:0:1::1", "nobody").status_code == 200
