"""What another person commits between a look and a write: nothing of it is lost, and nobody gets a page of ours that
broke. The other's statement is sent in a session of its own, just before ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection

from iisg.access.acting import acting_as, sign
from iisg.access.saving import Stale
from iisg.config import postgres
from iisg.config.demonstration import SAMPLE
from iisg.exchange.folder import read_folder
from iisg.exchange.load import load_folder
from iisg.framework.models import Cycle
from iisg.framework.names import USUAL_CYCLE
from iisg.responses.actions import Spoken, remove_claim, say_word
from iisg.responses.models import Claim
from iisg.scenarios.actions import add_scenario, remove_candidates, share_scenario
from iisg.scenarios.models import Scenario
from tests.conftest import TESTED
from tests.people import DONOR, SECRETARIAT, client, person

pytestmark = pytest.mark.django_db(transaction=True)
Meanwhile = Callable[[str, str], Any]


@pytest.fixture
def other(server: postgres.Server) -> Iterator[psycopg.Connection]:
    """A session of the Secretariat's, each statement committed; it waits for nobody."""
    with psycopg.connect(server.url(database=TESTED), autocommit=True) as session:
        session.execute("select set_config('iisg.actor', %s, false)", [sign(person(SECRETARIAT).pk)])
        session.execute("set lock_timeout = '100ms'")
        yield session


@pytest.fixture
def meanwhile(other: psycopg.Connection) -> Meanwhile:
    @contextmanager
    def before(ours: str, theirs: str) -> Iterator[None]:
        """Before our first statement that holds these words."""
        waiting = [theirs]

        def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
            if ours in sql and waiting:
                other.execute(waiting.pop())
            return run(sql, *rest)

        with connection.execute_wrapper(execute):
            yield
        assert waiting == []

    return before


def a_claim(word: str = "silent") -> Claim:
    claim = Claim.objects.filter(of_partners__word=word, is_demo=False).order_by("code").first()
    assert claim is not None
    return claim


def test_a_word_is_stale_although_the_claim_was_saved_at_the_last_moment(meanwhile: Meanwhile):
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        claim = a_claim()
        partner = claim.of_partners.all()[0].partner_id
        theirs = f"update responses_claim set version = version + 1 where id = {claim.pk}"
        with meanwhile("responses.say_word", theirs), pytest.raises(Stale):
            say_word(claim, by=by, partner=partner, word="disputes", version=claim.version)
        assert claim.of_partners.get(partner=partner).word == "silent"


def test_a_claim_is_not_removed_over_a_word_that_was_given_at_the_last_moment(meanwhile: Meanwhile):
    by = person(DONOR)
    with acting_as(by.pk):
        claim = Claim.objects.filter(response__leads__contains=[by.organisation_id], is_demo=False).order_by("code")[0]
        theirs = f"update responses_claimpartner set word = 'disputes' where claim_id = {claim.pk}"
        with meanwhile("FOR UPDATE", theirs), pytest.raises(Spoken):
            remove_claim(claim, by=by)


@pytest.mark.parametrize("act", [remove_candidates, lambda s, by: share_scenario(s, by=by, is_shared=True)])
def test_a_scenario_that_was_saved_in_another_window_is_shared_or_emptied_all_the_same(act: Callable[..., None]):
    by = person(DONOR)
    with acting_as(by.pk):
        shown = add_scenario(by=by, title="t", cycle=Cycle.objects.get(code=USUAL_CYCLE), on=date(2027, 1, 1))
        type(shown).objects.filter(pk=shown.pk).update(version=2, title="u")
        act(shown, by=by)
        shown.refresh_from_db()
    assert (shown.version, shown.title) == (3, "u")


def test_nobody_edits_a_row_while_a_load_compares_it(meanwhile: Meanwhile):
    by, folder = person(SECRETARIAT), read_folder(SAMPLE)
    theirs = "update needs_need set title = 'Edited here', version = version + 1 where code = 'N-BS-001'"
    with acting_as(by.pk), pytest.raises(psycopg.errors.LockNotAvailable), meanwhile('FROM "needs_need"', theirs):
        load_folder(folder, by=by, cycle=USUAL_CYCLE, with_demonstration=True)


def test_words_on_several_claims_are_not_given_over_one_that_changed_at_the_last_moment(meanwhile: Meanwhile):
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        claim = a_claim()
        said = claim.of_partners.all()[0]
        page = f"/needs/{claim.need.code}/word/{said.partner_id}/"
    posted = {f"word-{claim.code}": "agrees", f"version-{claim.code}": claim.version}
    theirs = f"update responses_claim set version = version + 1 where id = {claim.pk}"
    with meanwhile("responses.say_word", theirs):
        answer = client(SECRETARIAT).post(f"/members{page}", posted)
    assert (answer.status_code, "Somebody saved this meanwhile." in answer.content.decode()) == (409, True)


def test_a_save_that_waits_too_long_for_somebody_elses_is_undone_and_says_so(server: postgres.Server):
    browser, address = client(DONOR), "/members/scenarios/add/"
    with psycopg.connect(server.url("postgres", TESTED)) as superuser:
        with acting_as(person(DONOR).pk), connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '100ms'")
        superuser.execute("lock table scenarios_scenario in exclusive mode")
        form = {"title": "Waiting", "cycle": USUAL_CYCLE, "on": "2027-01-01"}
        answer = browser.post(address, form)
    page = answer.content.decode()
    assert (answer.status_code, "Others are saving" in page, "Nothing was changed." in page) == (503, True, True)
    with acting_as(person(DONOR).pk):
        assert not Scenario.objects.filter(title="Waiting").exists()
    assert browser.post(address, form).status_code == 302
