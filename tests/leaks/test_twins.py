"""Two databases that differ only in records hidden from a person answer that person byte by byte the same.

So no count, rank, order, picture, export or error tells of what is hidden; nor does what a person is told who changes
something that hidden records hang on.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from iisg.access.acting import acting_as
from iisg.config import postgres
from iisg.responses.models import Claim
from iisg.scenarios.models import Solved
from tests import conftest, database
from tests.leaks.acts import Own, acts_of, plant_own
from tests.leaks.hidden import hatch_hidden, touched
from tests.leaks.routes import Records, addresses
from tests.leaks.test_routes import normal, text_of
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, VISITOR, actor, client

TWINS = {
    ("secretariat", "WBCTi"): [VISITOR, OFFICER_AL, DONOR, BOARD],
    ("pillar", "WBCTi"): [VISITOR, OFFICER_RS, DONOR, AGENCY],
}
ROOMS = ["needs", "responses", "scenarios"]
Answers = dict[tuple[str, str], tuple[int, str]]  # person, address or act -> status and text


def records_of(own: Own, pillar: str) -> Records:
    """What hidden records hang on, of the people of the test and of the sample, and one of each kind beside."""
    with acting_as(actor(SECRETARIAT)):
        need, responses = touched(pillar)
        claims = Claim.objects.filter(need__code=need, response__level="public").order_by("code")
        claim = list(claims.values_list("code", flat=True)[:1])
    return {
        "need": [*own.needs.values(), own.earlier, need, "N-SC-002"],
        "response": [*own.responses.values(), *own.reports.values(), *responses, "R-SC-003"],
        "claim": [*own.claims.values(), *claim, "C-0001"],
        "pair": ["R-BS-006/with/R-SC-003", "/with/".join(responses[:2])],
        "scenario": [own.scenario],
        "change": [f"{own.scenario}/changes/none"],
    }


def answers(people: list[str], records: Records, own: Own) -> Answers:
    found: Answers = {}
    for name in people:
        browser = client(name)
        for address in addresses(records):
            response = browser.get(address)
            found[name, address] = response.status_code, normal(text_of(response))
        for act, (path, form) in acts_of(name, own).items():
            found[name, act] = done_and_undone(browser, own, path, form)
    return found


NEW_CODE = re.compile(r"\b([NRCSA](?:-[A-Z]{2})?)-[2-9A-HJ-NP-Z]{6}\b")
CLOCK = re.compile(r"\d\d:\d\d(:\d\d\.\d+)?")


def done_and_undone(browser: Client, own: Own, path: str, form: dict[str, object]) -> tuple[int, str]:
    """What a person is answered, and then sees, and nothing of it stays."""
    with transaction.atomic():
        response = browser.post(path, form, follow=True)
        transaction.set_rollback(True)
    text = normal(f"{response.redirect_chain} {text_of(response)}")
    text = NEW_CODE.sub(lambda code: code[0] if code[0] in own.codes() else f"{code[1]}-NEW", text)
    return response.status_code, CLOCK.sub("", text)


@pytest.fixture
def own(server: postgres.Server, django_db_setup, django_db_blocker: DjangoDbBlocker) -> Iterator[Own]:
    """A copy of the database for one test, with what the people own in it."""
    with django_db_blocker.unblock():
        database.copy(server, "twin")
        database.use(server, "twin")
        yield plant_own()
        database.use(server, conftest.TESTED)


@pytest.mark.parametrize(("hidden", "people"), TWINS.items(), ids=str)
def test_hidden_records_change_no_answer(own: Own, hidden, people):
    level, pillar = hidden
    records = records_of(own, pillar)
    without = answers(people, records, own)
    hatch_hidden(level, pillar, own)
    with_hidden = answers(people, records, own)
    assert [asked for asked in without if without[asked] != with_hidden[asked]] == []
    assert len(without) > 300
    refused = [asked for asked, (status, _) in without.items() if not asked[1].startswith("/") and status != 200]
    assert refused == []  # each act is done, not stopped at its form


def ends_in_sight(people: list[str]) -> dict[str, bool]:
    """Each reference between records of which some are hidden from these people, and whether one with a hidden end is
    there at all. What was found for an envelope nobody but its reader sees, the Secretariat neither."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models() if model is not Solved]
    seen: dict[str, Any] = {}
    for name in [SECRETARIAT, *people]:
        with acting_as(actor(name)):
            seen[name] = {model: set(model._default_manager.values_list("pk", flat=True)) for model in models}
    hidden: dict[Any, set[Any]] = {
        model: set.union(*(seen[SECRETARIAT][model] - seen[name][model] for name in people)) for model in models
    }
    found = {}
    with acting_as(actor(SECRETARIAT)):
        for field in [field for model in models for field in model._meta.concrete_fields]:
            if hidden.get(field.related_model):
                rows = field.model._default_manager.exclude(**{field.name: None}).values_list("pk", field.attname)
                ends = [pk in hidden[field.model] or to in hidden[field.related_model] for pk, to in rows]
                found[str(field)] = any(ends)
    return found


@pytest.mark.parametrize(("hidden", "people"), TWINS.items(), ids=str)
def test_each_kind_of_reference_between_records_has_a_hidden_end_somewhere(own: Own, hidden, people):
    level, pillar = hidden
    hatch_hidden(level, pillar, own)
    found = ends_in_sight(people)
    assert [field for field, is_planted in found.items() if not is_planted] == []
    assert len(found) > 15


def test_the_difference_would_be_seen_by_those_entitled(own: Own):
    """The comparison can fail: the Secretariat, entitled, sees the two databases differ, and is told when it acts."""
    browser, acts = client(SECRETARIAT), acts_of(SECRETARIAT, own).values()
    before = normal(text_of(browser.get("/members/"))), [done_and_undone(browser, own, *act)[0] for act in acts]
    hatch_hidden("secretariat", "WBCTi", own)
    after = normal(text_of(browser.get("/members/"))), [done_and_undone(browser, own, *act)[0] for act in acts]
    assert before[0] != after[0]
    assert (before[1], after[1]) == ([200] * 4, [422] * 4)  # a claim names the partner that is taken out
