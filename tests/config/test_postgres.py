"""The embedded server's life, with real servers and real kills."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from iisg.config import postgres


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's own, which is closed to the account that PostgreSQL runs as when the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="iisg-life-"))
    yield folder
    for process in psutil.process_iter(["cmdline"]):
        if str(folder / "data") in (process.info["cmdline"] or []):
            process.kill()
            process.wait()
    shutil.rmtree(folder)
    shutil.rmtree(postgres.find_place(folder).socket, ignore_errors=True)


def say(server: postgres.Server, sql: str, role: str = "postgres") -> Any:
    """The first value that the database answers, if any."""
    with psycopg.connect(server.url(role)) as connection:
        cursor = connection.execute(sql)
        return next(iter(cursor.fetchone() or ())) if cursor.description else None


def test_it_starts_keeps_what_was_written_and_stops(folder):
    with postgres.running(folder, fast=True) as first:
        say(first, "create table kept as select 42 as value")
    assert not postgres.is_alive(first.pid)
    with postgres.running(folder, fast=True) as second:
        assert say(second, "select value from kept") == 42
    assert not postgres.is_alive(second.pid)


def test_a_server_that_runs_already_is_taken_over_and_the_last_user_stops_it(folder):
    first, first_lock = postgres.start(folder, fast=True)
    second, second_lock = postgres.start(folder, fast=True)
    assert second.pid == first.pid
    postgres.stop(first, first_lock)
    assert say(second, "select 1") == 1
    postgres.stop(second, second_lock)
    assert not postgres.is_alive(first.pid)


def test_what_was_committed_survives_killing_every_process(folder):
    server, lock = postgres.start(folder)
    say(server, "create table kept as select generate_series(1, 10000)")
    processes = [psutil.Process(server.pid), *psutil.Process(server.pid).children()]
    for process in processes:
        process.kill()
    psutil.wait_procs(processes)
    lock.close()
    with postgres.running(folder) as again:
        assert say(again, "select count(*) from kept") == 10_000


def test_it_waits_for_the_orphans_of_a_killed_postmaster(folder):
    server, lock = postgres.start(folder)
    with psycopg.connect(server.url("postgres")) as busy:
        busy.execute("create table kept as select 1 as value")
        busy.commit()
        postmaster = psutil.Process(server.pid)
        postmaster.kill()
        postmaster.wait()
        lock.close()
        with postgres.running(folder) as again:
            assert again.pid != server.pid
            assert say(again, "select value from kept") == 1


PROGRAM = """
import sys, time
from pathlib import Path
from iisg.config import postgres
with postgres.running(Path(sys.argv[1]), fast=True) as server:
    Path(sys.argv[1], "told").write_text(str(server.pid))
    print(flush=True)
    time.sleep(60)
"""


def test_a_server_left_by_a_killed_program_is_taken_over_and_stopped(folder):
    with subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder)], stdout=subprocess.PIPE) as program:
        assert program.stdout and program.stdout.readline() == b"\n"
        program.kill()
    pid = int((folder / "told").read_text())
    assert not postgres.is_used(folder)
    with postgres.running(folder, fast=True) as server:
        assert server.pid == pid
    assert not postgres.is_alive(pid)


def test_a_pid_file_that_names_another_living_process_is_no_obstacle(folder):
    with postgres.running(folder, fast=True) as server:
        pid_file = server.place.data / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with postgres.running(folder, fast=True) as server:
        assert say(server, "select 1") == 1


def test_a_start_that_was_killed_while_the_cluster_was_made_leaves_nothing_in_the_way(folder):
    (folder / "data.new").mkdir()
    (folder / "data.new" / "PG_VERSION").write_text("18\n")
    with postgres.running(folder, fast=True) as server:
        assert say(server, "select 1") == 1


def test_nobody_enters_without_the_generated_password(folder):
    with postgres.running(folder, fast=True) as server:
        url = server.url("postgres").replace(server.passwords["postgres"], "guess")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url)
        assert (folder / "passwords.json").stat().st_mode & 0o777 == 0o600
        assert server.place.socket.stat().st_mode & 0o777 == 0o700


def test_the_roles_have_no_more_rights_than_they_need(folder):
    attributes = "rolname, rolcanlogin, rolinherit, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
    with postgres.running(folder, fast=True) as server, psycopg.connect(server.url("postgres")) as connection:
        roles = connection.execute(f"select {attributes} from pg_roles where rolname ~ '^iisg' order by 1").fetchall()
        memberships = connection.execute(
            "select roleid::regrole::text, member::regrole::text, inherit_option, set_option, admin_option"
            " from pg_auth_members where member::regrole::text ~ '^iisg'"
        ).fetchall()
        privileges = connection.execute(
            "select privilege from unnest(array['connect', 'create', 'temporary']) privilege"
            " where has_database_privilege('iisg_app', 'iisg', privilege)"
            " union all select 'schema' where has_schema_privilege('iisg_app', 'public', 'create')"
        ).fetchall()
    assert roles == [
        ("iisg_app", True, False, False, False, False, False),
        ("iisg_owner", True, False, False, False, False, False),
        ("iisg_rule", False, False, False, False, False, False),
    ]
    assert memberships == [("iisg_rule", "iisg_owner", False, True, False)]
    assert privileges == [("connect",)]


def test_the_owner_can_hand_a_function_to_the_rule_but_not_act_as_it_unasked(folder):
    with postgres.running(folder, fast=True) as server, psycopg.connect(server.url("iisg_owner")) as owner:
        owner.execute("create schema access; grant create, usage on schema access to iisg_rule")
        owner.execute("create function access.one() returns int language sql as 'select 1'")
        owner.execute("revoke all on function access.one() from public")
        owner.execute("alter function access.one() owner to iisg_rule")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("select access.one()")


def test_somebody_elses_socket_folder_is_refused(folder):
    place = postgres.find_place(folder)
    place.socket.mkdir(mode=0o755)
    place.socket.chmod(0o755)
    try:
        with pytest.raises(postgres.PostgresError) as refusal:
            postgres.start(folder, fast=True)
        belongs = f"{place.socket} belongs to somebody else or is open to others. Remove it and start again."
        assert str(refusal.value) == belongs
    finally:
        place.socket.rmdir()


def test_an_ended_session_does_not_stop_the_shutdown(folder):
    server, lock = postgres.start(folder, fast=True)
    with psycopg.connect(server.url()) as idle:
        idle.execute("select 1")
        postgres.stop(server, lock)
        assert not postgres.is_alive(server.pid)
        with pytest.raises(psycopg.OperationalError):
            idle.execute("select 1")


def test_a_server_that_cannot_start_says_why(folder):
    with postgres.running(folder, fast=True):
        pass
    (folder / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(postgres.PostgresError) as refusal:
        postgres.start(folder, fast=True)
    assert str(refusal.value).startswith("The embedded database: it did not start: FATAL:")
