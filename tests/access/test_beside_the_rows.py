"""What PostgreSQL tells or gives to every role beside the rows of tables, and the serving role does not get."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from iisg.config import postgres
from tests.database import ORIGINAL

KEY = "k3y0fas3ss10nk3y0fas3ss10nk3y0fa"


@pytest.fixture
def serving(server: postgres.Server) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server.url(database=ORIGINAL), autocommit=True) as serving:
        yield serving


@pytest.fixture
def superuser(server: postgres.Server) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server.url("postgres", ORIGINAL), autocommit=True) as superuser:
        yield superuser


def shown(superuser: psycopg.Connection, pid: int) -> str:
    (text,) = superuser.execute("select query from pg_stat_activity where pid = %s", [pid]).fetchall()
    return str(text[0])


def test_no_session_of_the_serving_role_shows_what_it_runs(serving, superuser):
    serving.execute(f"select '{KEY}'")
    assert shown(superuser, serving.info.backend_pid) == ""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        serving.execute("set track_activities = on")


def test_values_are_no_part_of_the_statement_that_is_shown(server, superuser, django_db_blocker):
    superuser.execute("alter role iisg_app set track_activities = on")
    try:
        with django_db_blocker.unblock():
            other = connection.copy()
            other.settings_dict["NAME"] = ORIGINAL
            other.acting = None  # type: ignore[attr-defined]
            with other.cursor() as cursor:
                cursor.execute("select * from django_session where session_key = %s", [KEY])
                text = shown(superuser, other.connection.info.backend_pid)
            other.close()
    finally:
        superuser.execute("alter role iisg_app set track_activities = off")
    assert text == "select * from django_session where session_key = $1"


OUT_OF_REACH = [
    # What others run, and their end.
    "select query from pg_stat_activity",
    "select pg_stat_get_activity(null)",
    "select pg_stat_get_backend_activity(1)",
    "select pg_terminate_backend(1)",
    "select pg_cancel_backend(1)",
    # How many rows there are, hidden ones too.
    "select reltuples from pg_class",
    "select relpages from pg_class",
    "select n_live_tup from pg_stat_user_tables",
    "select pg_stat_get_live_tuples('needs_need'::regclass)",
    "select pg_relation_size('needs_need')",
    "select pg_total_relation_size('needs_need')",
    "select last_value from needs_need_id_seq",
    "select nextval('needs_need_id_seq')",
    "insert into access_opensession (digest, person_id, since, seen) values ('x', 1, now(), now())",
    # A store that no policy watches.
    "select lo_create(0)",
    "select lo_from_bytea(0, 'x')",
    # Standing in everybody's way.
    "lock table needs_need in access exclusive mode",
    "lock table responses_response in share row exclusive mode",
    "lock table members_person in exclusive mode",
    "lock table history_entry in share mode",
    "select responses.hold_records()",
]


@pytest.mark.parametrize("statement", OUT_OF_REACH)
def test_the_serving_role_does_not_get_to(serving, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        serving.execute(f"begin; {statement}")


def test_no_sequence_says_its_last_value_to_the_serving_role(serving):
    assert serving.execute("select count(*), count(last_value) from pg_sequences").fetchone()[1] == 0


def test_a_session_that_was_left_amid_a_transaction_ends(serving):
    (minutes,) = serving.execute("show idle_in_transaction_session_timeout").fetchone()
    assert minutes == "5min"
