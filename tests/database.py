"""The databases of the tests: one server per run, a migrated original, and copies of it (0.1 s each)."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connections

from iisg.config import database, demonstration, postgres, settings

ORIGINAL = "iisg"
AN_HOUR = 60 * 60


def remove_old() -> None:
    """Remove what a killed run left behind."""
    for folder in Path(tempfile.gettempdir()).glob("iisg-tests-*"):
        is_old = time.time() - folder.stat().st_mtime > AN_HOUR  # a younger one may be another run's, just starting
        if is_old and not postgres.is_used(folder):
            if (folder / "data" / "postgresql.conf").exists():  # else it was killed before there was a database
                with postgres.running(folder, fast=True):
                    pass
            shutil.rmtree(folder)


@contextmanager
def running() -> Iterator[postgres.Server]:
    """A throwaway server with a migrated database."""
    folder = Path(tempfile.mkdtemp(prefix="iisg-tests-"))
    with postgres.running(folder, fast=True) as server:
        before = dict(os.environ)
        owner = server.url("iisg_owner")
        os.environ |= {"DATABASE_URL": server.url(), "DATABASE_OWNER_URL": owner, "IISG_DEMO": "1"}
        database.migrate()
        os.environ.clear()
        os.environ |= before
        yield server
    shutil.rmtree(folder)


def fill(server: postgres.Server) -> None:
    """What `make run` shows: the sample and the demonstration accounts."""
    use(server, ORIGINAL)
    demonstration.fill(with_edition=False)
    connections.close_all()


def copy(server: postgres.Server, name: str, original: str = ORIGINAL) -> None:
    """A fresh copy, whatever was there under that name; the original must have no session."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as superuser:
        superuser.execute(f'drop database if exists "{name}" with (force)')
        superuser.execute(f'create database "{name}" owner iisg_owner template "{original}"')
    server.prepare(name)  # privileges on a database are not copied


def use(server: postgres.Server, name: str) -> None:
    """From now on Django connects to this database, as the role that serves."""
    connections.close_all()
    connections["default"].settings_dict.update(settings.database(server.url(database=name)))
