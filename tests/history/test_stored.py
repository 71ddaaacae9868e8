"""Entries that an earlier version stored: those of one save open together, and the journal says so."""

from importlib import import_module

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from iisg.access.acting import sign
from iisg.config import postgres
from tests import database
from tests.history.tampering import SEAL_ANEW, find_faults
from tests.people import DONOR, SECRETARIAT, person

STORED = "stored"
LOOK_THROUGH = import_module("iisg.history.migrations.0004_stored_entries_open_as_one_save").LOOK_THROUGH
NARROW = """
update history_entry set gates = '[{"owners": [], "audience": "m"}]' where record = 'responses_responsenote'"""


@pytest.fixture
def stored(server: postgres.Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """As an earlier version told it: one save opens a response and takes its remarks out."""
    database.copy(server, STORED)
    with django_db_blocker.unblock():
        by = sign(person(SECRETARIAT).pk)
    with psycopg.connect(server.url(database=STORED)) as session:
        session.execute("select set_config('iisg.actor', %s, false)", [by])
        session.execute("update responses_response set level = 'secretariat' where id = 1")
        session.execute(
            "insert into responses_responsenote (response_id, contact, remarks) values (1, '', 'in confidence')"
        )
        session.commit()
        session.execute("update responses_response set level = 'members' where id = 1")
        session.execute("delete from responses_responsenote")
    with psycopg.connect(server.url("postgres", STORED)) as superuser:
        superuser.execute(NARROW)
        superuser.execute(SEAL_ANEW)
    return STORED


def told(server: postgres.Server, name: str) -> list[str]:
    with psycopg.connect(server.url(database=STORED)) as session:
        session.execute("select set_config('iisg.actor', %s, false)", [sign(person(name).pk)])
        found = session.execute(
            "select old from history_entry where record = 'responses_responsenote' and change = 'removed'"
        )
        return [old["remarks"] for (old,) in found]


def look_through(server: postgres.Server) -> None:
    with psycopg.connect(server.url("iisg_owner", STORED)) as owner:
        owner.execute(LOOK_THROUGH)


@pytest.mark.django_db
def test_what_an_earlier_version_told_is_told_no_more(server, stored):
    assert told(server, DONOR) == ["in confidence"]
    look_through(server)
    assert (told(server, DONOR), told(server, SECRETARIAT)) == ([], ["in confidence"])


@pytest.mark.django_db
def test_the_chain_is_whole_afterwards_and_tells_of_both_heads(server, stored):
    with psycopg.connect(server.url("postgres", STORED), autocommit=True) as superuser:
        ((before,),) = superuser.execute("select encode(hash, 'hex') from history.head").fetchall()
        look_through(server)
        ((old, new, seal),) = superuser.execute(
            "select old, new, encode(prev, 'hex') from history_entry order by id desc limit 1"
        ).fetchall()
        assert (old["head"], new["head"], new["entries"]) == (before, seal, old["entries"])
        assert find_faults(superuser) == set()
        look_through(server)
        assert superuser.execute("select count(*) from history_entry where subject = 'journal'").fetchone() == (1,)


@pytest.mark.django_db
def test_nothing_is_sealed_over_a_chain_that_is_broken(server, stored):
    with psycopg.connect(server.url("postgres", STORED)) as superuser:
        superuser.execute("update history_entry set note = 'x' where id = 5")
    with pytest.raises(psycopg.errors.RaiseException, match="broken"):
        look_through(server)
