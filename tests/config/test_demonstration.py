"""A first start that dies half way leaves nothing behind, so that the next one begins anew."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from iisg.access.acting import acting_as
from iisg.config import database as addresses
from iisg.config import demonstration, postgres, serve
from iisg.members.demonstration import ACCOUNTS
from iisg.members.models import Organisation, Person
from iisg.members.people import person_by_email
from iisg.reports import pdf
from iisg.reports.models import Edition
from iisg.responses.models import Response
from tests import conftest, database

EMPTY = "empty"


@pytest.fixture
def empty(server: postgres.Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A migrated database that holds the first account and nothing else."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as superuser:
        superuser.execute(f"create database {EMPTY} owner iisg_owner")
    server.prepare(EMPTY)
    before = dict(os.environ)
    urls = {"DATABASE_URL": server.url(database=EMPTY), "DATABASE_OWNER_URL": server.url("iisg_owner", EMPTY)}
    os.environ |= {**urls, "IISG_DEMO": "1"}
    addresses.migrate()
    os.environ.clear()
    os.environ |= before
    database.use(server, EMPTY)
    with django_db_blocker.unblock():
        yield
    database.use(server, conftest.TESTED)


def stored() -> dict[str, int]:
    with acting_as(person_by_email(ACCOUNTS[0].email).pk):
        models = (Organisation, Person, Response, Edition)
        return {model.__name__: model.objects.count() for model in models}


def test_a_start_that_dies_before_the_edition_is_repeated_whole(empty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stored()
    with monkeypatch.context() as patience:
        patience.setattr(pdf, "SECONDS", 0.01)
        with pytest.raises(pdf.NotSet):
            demonstration.fill()
    assert (stored(), demonstration.is_empty()) == (before, True)
    assert before == {"Organisation": 1, "Person": 1, "Response": 0, "Edition": 0}
    serve.fill_once()
    after = stored()
    assert (after["Person"], after["Edition"], demonstration.is_empty()) == (len(ACCOUNTS), 1, False)
