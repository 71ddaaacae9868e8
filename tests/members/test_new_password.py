"""A forgotten password, from the page through the mail to the first sign-in with a new one."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from iisg.access.acting import GATE, acting_as
from iisg.members.demonstration import PASSWORD
from iisg.members.models import Person
from iisg.members.passwords import WRONG
from iisg.members.views import ask_for_link
from tests.members.conftest import Clock, attempt
from tests.people import AGENCY, DONOR, SECRETARIAT, VISITOR, actor, client, person

pytestmark = pytest.mark.django_db
NEW = "another-demonstration"
ASK = "/accounts/password/reset/"


def ask(email: str, browser: Client | None = None):
    return (browser or Client()).post(ASK, {"email": email})


def link() -> str:
    """The one in the newest mail, as a browser opens it."""
    (found,) = re.findall(r"https?://\S+", str(mail.outbox[-1].body))
    return urlsplit(found).path


def choose(browser: Client, password: str = NEW):
    """Opens the link, is led to the form, and fills it."""
    opened = browser.get(link(), follow=True)
    if not opened.redirect_chain:
        return opened
    ((form, _),) = opened.redirect_chain
    assert form.endswith("-set-password/")
    return browser.post(form, {"password1": password, "password2": password}, follow=True)


def sign_in(browser: Client, password: str):
    return browser.post("/accounts/login/", {"login": "donor@iisg.example", "password": password})


def test_the_link_in_the_mail_leads_to_a_new_password_which_ends_the_other_sessions():
    elsewhere, browser = client(DONOR), Client()
    assert ask("Donor@iisg.example", browser).headers["Location"] == "/accounts/password/reset/done/"
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["donor@iisg.example"], "[IISG] A new password")
    done = choose(browser)
    assert done.redirect_chain[-1][0] == "/accounts/password/reset/key/done/"
    assert [sign_in(Client(), password).status_code for password in (PASSWORD, NEW)] == [200, 302]
    assert elsewhere.get("/members/").status_code == 302


def test_the_link_works_once():
    ask("donor@iisg.example")
    choose(Client())
    again = choose(Client(), "a-third-demonstration")
    assert "This link no longer works" in again.content.decode()
    assert sign_in(Client(), NEW).status_code == 302


@pytest.mark.parametrize(("minutes", "works"), [(19, True), (21, False)])
def test_the_link_works_for_twenty_minutes(minutes: int, works: bool, monkeypatch: pytest.MonkeyPatch):
    ask("donor@iisg.example")
    from allauth.account.forms import default_token_generator as generator

    now = generator._now()
    monkeypatch.setattr(generator, "_now", lambda: now + timedelta(minutes=minutes))
    choose(Client())
    assert sign_in(Client(), NEW).status_code == (302 if works else 200)


def test_the_link_says_for_whom_it_is_whoever_is_signed_in():
    ask("donor@iisg.example")
    choose(client(AGENCY))
    assert sign_in(Client(), NEW).status_code == 302


@pytest.mark.parametrize("end", ["1-none", "1-a-b", "zzzzzzzzzzzzz-a-b", "1-set-password", "0-" + "a" * 100])
def test_a_link_of_nobody_says_that_it_no_longer_works(end: str):
    answer = Client().get(f"/accounts/password/reset/key/{end}/")
    assert (answer.status_code, "This link no longer works" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("end", ["1-", "-a", "1-a%00", "1-" + "a" * 101, "1_a", "1-ä"])
def test_what_no_link_can_be_is_no_address(end: str):
    assert Client().get(f"/accounts/password/reset/key/{end}/").status_code == 404


def disable(name: str) -> None:
    with acting_as(actor(SECRETARIAT)):
        assert Person.objects.filter(pk=person(name).pk).update(is_active=False) == 1


def test_the_answer_is_the_same_for_every_address_and_only_open_accounts_get_mail():
    disable(AGENCY)
    answers = [ask(f"{name}@iisg.example") for name in (DONOR, AGENCY, "nobody")]
    assert len({(answer.status_code, answer.headers["Location"], answer.content) for answer in answers}) == 1
    assert [message.to for message in mail.outbox] == [["donor@iisg.example"]]


def test_whose_the_address_is_is_looked_up_when_the_answer_is_out():
    questions, sent = [], []
    for name in (DONOR, "nobody"):
        request = RequestFactory().post(ASK, {"email": f"{name}@iisg.example"})
        with acting_as(GATE), CaptureQueriesContext(connection) as asked:
            answer = ask_for_link(request)
        questions.append([query["sql"].split()[0] for query in asked])
        before = len(mail.outbox)
        for done_after_the_answer in answer._resource_closers:  # type: ignore[attr-defined]
            done_after_the_answer()
        sent.append((before, len(mail.outbox)))
    assert (questions[0] == questions[1], sent) == (True, [(0, 1), (1, 1)])


def test_a_mail_server_that_is_down_tells_nobody_who_has_an_account(monkeypatch, caplog):
    def fail(*args: object) -> None:
        raise OSError("no mail server")

    monkeypatch.setattr(EmailMessage, "send", fail)
    assert [ask(f"{name}@iisg.example").status_code for name in (DONOR, "nobody")] == [302, 302]
    assert [record.message for record in caplog.records] == ["A link to a new password was not sent."]


def test_one_mail_in_twenty_minutes_and_nobody_is_told(clock: Clock):
    answers = [ask("donor@iisg.example") for _ in range(5)]
    assert ({answer.headers["Location"] for answer in answers}, len(mail.outbox)) == ({f"{ASK}done/"}, 1)
    clock.move(timedelta(minutes=20))
    ask("DONOR@iisg.example")
    assert len(mail.outbox) == 2


def test_one_address_asks_for_few_links(clock: Clock):
    answers = [ask(f"nobody{number}@iisg.example") for number in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert answers[-1].headers["Retry-After"] == "3"


def test_a_new_password_lets_the_owner_in_while_strangers_guess(clock: Clock):
    for number in range(7):
        attempt("wrong", f"192.0.2.{number}")
    browser = Client()
    assert sign_in(browser, PASSWORD).status_code == 429
    ask("donor@iisg.example", browser)
    choose(browser)
    assert [sign_in(each, NEW).status_code for each in (Client(), browser)] == [429, 302]


def change(browser: Client, old: str):
    return browser.post("/accounts/password/change/", {"oldpassword": old, "password1": NEW, "password2": NEW})


def test_a_session_that_was_left_open_is_no_way_to_guess_the_password(clock: Clock):
    browser = client(DONOR)
    answers = [change(browser, "wrong") for _ in range(10)] + [change(browser, PASSWORD)]
    problems = [answer.context["form"].errors["oldpassword"] for answer in answers]
    assert problems == [[WRONG]] * 10 + [["There were too many wrong passwords. Try again in 6 minutes."]]
    clock.move(timedelta(minutes=6))
    assert change(browser, PASSWORD).status_code == 302


def test_a_new_password_makes_other_devices_unknown(clock: Clock):
    old, mine = Client(), Client()
    for browser in (old, mine):
        sign_in(browser, PASSWORD)
    change(mine, PASSWORD)
    for number in range(5):
        attempt("wrong", f"192.0.2.{number}")
    for browser in (old, mine):
        browser.post("/accounts/logout/")
    assert [sign_in(browser, NEW).status_code for browser in (old, mine)] == [429, 302]


@pytest.mark.parametrize("page", ["reauthenticate", "password/set", "email", "confirm-email", "login/code"])
def test_no_other_page_of_allauth_is_there(page: str):
    assert {client(name).get(f"/accounts/{page}/").status_code for name in (VISITOR, DONOR)} == {404}
