"""Why the platform does not start: one line each, and the server's own life."""

import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from iisg.access.acting import acting_as
from iisg.config import postgres, serve


def refusal_of(check: Callable[..., None], *arguments: object) -> str:
    with pytest.raises(serve.Refusal) as refusal:
        check(*arguments)
    return str(refusal.value)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_these_pythons_are_served(version):
    serve.check_python(version)


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7), (4, 0)])
def test_other_pythons_are_refused(version):
    needs = "the platform needs 3.11, 3.12 or 3.13. Install one and run `make run`."
    assert refusal_of(serve.check_python, version) == f"This is Python {version[0]}.{version[1]}; {needs}"


GOOD = [(3, 11, 10), (3, 11, 15), (3, 12, 6), (3, 12, 13), (3, 13, 0)]
HOLES = {(3, 11, 0): "3.11.10", (3, 11, 7): "3.11.10", (3, 11, 9): "3.11.10", (3, 12, 5): "3.12.6"}


@pytest.mark.parametrize("version", GOOD)
@pytest.mark.parametrize("is_demonstration", [True, False])
def test_these_patch_levels_are_served_without_a_word(version, is_demonstration, capsys):
    serve.check_patch(version, is_demonstration=is_demonstration)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("version", "good"), HOLES.items())
def test_a_patch_level_with_known_holes_serves_a_demonstration_only(version, good, capsys):
    why = f"Python {'.'.join(map(str, version))} has known holes in how cookies and mails are read and written. "
    mend = f"Install {good} or newer"
    assert refusal_of(partial(serve.check_patch, version, is_demonstration=False)) == f"{why}{mend}."
    serve.check_patch(version, is_demonstration=True)
    assert capsys.readouterr().out == f"{why}{mend} before this serves anything but a demonstration.\n"


def test_a_taken_port_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = f"Port {port} is taken. Stop what uses it, or choose another: PORT=8001 make run"
        assert refusal_of(serve.check_port, port, 0) == line
    serve.check_port(port)


def test_a_port_that_does_not_exist_is_named():
    why = "cannot be used (bind(): port must be 0-65535.)"
    assert refusal_of(serve.check_port, 70_000, 0) == (
        f"Port 70000 {why}. Stop what uses it, or choose another: PORT=8001 make run"
    )


def test_a_full_disk_is_named(tmp_path: Path):
    line = refusal_of(serve.check_space, tmp_path, 10**18)
    assert line.startswith(f"The disk of {tmp_path} is full: 1000000000000 MB are needed, ")
    assert line.endswith(" MB are free. Free some space and start again.")


def test_the_serving_role_is_accepted(server: postgres.Server, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", server.url("iisg_app"))
    serve.check_database()


def test_a_role_whose_statements_are_shown_to_others_is_refused(server: postgres.Server, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", server.url("iisg_app"))
    with psycopg.connect(server.url("postgres"), autocommit=True) as superuser:
        superuser.execute("alter role iisg_app set track_activities = on")
        try:
            assert "shows what it runs in pg_stat_activity" in refusal_of(serve.check_database)
        finally:
            superuser.execute("alter role iisg_app set track_activities = off")


POWERS = [
    ("alter role iisg_app superuser", "alter role iisg_app nosuperuser", "is a superuser"),
    ("alter role iisg_app bypassrls", "alter role iisg_app nobypassrls", "may bypass row-level security (BYPASSRLS)"),
    ("alter role iisg_app createrole", "alter role iisg_app nocreaterole", "may create roles"),
    ("alter role iisg_app replication", "alter role iisg_app noreplication", "may read everything by replication"),
    (
        "create table public.mine (); alter table public.mine owner to iisg_app",
        "drop table public.mine",
        "owns tables",
    ),
    (
        "grant iisg_owner to iisg_app",
        "revoke iisg_owner from iisg_app",
        "is a member of iisg_owner, which owns tables",
    ),
    ("grant iisg_rule to iisg_app", "revoke iisg_rule from iisg_app", "is a member of iisg_rule, which owns functions"),
]


@pytest.mark.parametrize(("give", "take", "power"), POWERS, ids=[power for _, _, power in POWERS])
def test_a_role_that_could_see_what_is_hidden_is_refused(server: postgres.Server, monkeypatch, give, take, power):
    monkeypatch.setenv("DATABASE_URL", server.url("iisg_app"))
    with psycopg.connect(server.url("postgres"), autocommit=True) as superuser:
        superuser.execute(give)
        try:
            line = f"The role in DATABASE_URL {power}: it could see what is hidden. See docs/operations.md, Roles."
            assert refusal_of(serve.check_database) == line
        finally:
            superuser.execute(take)


def test_a_database_that_does_not_answer_is_named(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://iisg_app:x@/iisg?host={tmp_path}")
    line = refusal_of(serve.check_database)
    assert line.startswith("The database does not answer: ")
    assert line.endswith(". Check the server and DATABASE_URL.")
    assert "\n" not in line


def test_the_table_of_accounts_is_aligned():
    rows = [
        {"email": "a@iisg.example", "password": "x", "role": "member", "organisation": "GIZ", "name": "Officer"},
        {"email": "longer@iisg.example", "password": "x", "role": "board", "organisation": "RCC", "name": "Board"},
    ]
    assert serve.table(rows) == (
        "Email                Password  Role    Organisation  Name\n"
        "a@iisg.example       x         member  GIZ           Officer\n"
        "longer@iisg.example  x         board   RCC           Board"
    )


@pytest.mark.django_db
def test_no_request_keeps_a_lock_for_long():
    with acting_as(None), connection.cursor() as cursor:
        cursor.execute("select name, setting from pg_settings where name like '%%timeout' and setting <> '0'", [])
        limits = {name: int(value) / 1000 for name, value in cursor.fetchall()}
    assert limits["lock_timeout"] < limits["statement_timeout"] < limits["idle_in_transaction_session_timeout"] == 120
