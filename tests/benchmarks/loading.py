"""Loading the sample against bare inserts of the same rows, without triggers, journal or checks."""

from collections.abc import Iterator
from functools import partial

from django.db import connection
from psycopg import Cursor, sql
from psycopg.types.string import TextLoader

from iisg.access.acting import acting_as
from iisg.config.demonstration import SAMPLE
from iisg.config.postgres import Server
from iisg.exchange.folder import read_folder
from iisg.exchange.load import load_folder
from iisg.framework.names import USUAL_CYCLE
from iisg.members.demonstration import ACCOUNTS
from iisg.members.people import person_by_email
from tests import database
from tests.benchmarks.measure import Line, Result, Taken, least, once
from tests.benchmarks.register import COLUMNS, superuser

TIMES = 3
TABLES = """
    select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    and relname ~ '^(members_organisation|framework|needs|responses)' order by relname"""

Stored = list[tuple[sql.Composed, list[tuple[object, ...]]]]


def measure(server: Server, empty: str) -> Iterator[Result]:
    """`empty` is a migrated database without the sample, the original of the tests' holds it."""
    rows = stored_rows(server)
    ours = [_load(server, empty) for _ in range(TIMES)]
    bare = [_insert(server, empty, rows) for _ in range(TIMES)]
    thousands = sum(len(values) for _, values in rows) / 1_000
    loaded, inserted = (Taken(t.wall / thousands, t.cpu / thousands) for t in (least(ours), least(bare)))
    yield Line("loading the sample", f"1,000 of {thousands * 1_000:,.0f} rows", loaded, inserted)


def stored_rows(server: Server) -> Stored:
    """Of each table that the sample fills: the insert, and its rows."""
    with superuser(server, database.ORIGINAL) as free:
        free.adapters.register_loader("jsonb", TextLoader)  # to be inserted as it is
        found = []
        for (table,) in free.execute(TABLES).fetchall():
            names = [sql.Identifier(name) for (name,) in free.execute(COLUMNS, [table])]
            columns, places = sql.SQL(", ").join(names), sql.SQL(", ").join([sql.Placeholder()] * len(names))
            rows = free.execute(sql.SQL("select {} from {}").format(columns, sql.Identifier(table))).fetchall()
            insert = "insert into {} ({}) values ({}) on conflict do nothing"  # pillars and the like are there already
            found.append((sql.SQL(insert).format(sql.Identifier(table), columns, places), rows))
        return found


def _load(server: Server, empty: str) -> Taken:
    database.copy(server, "loaded", empty)
    database.use(server, "loaded")
    by = person_by_email(ACCOUNTS[0].email)
    with acting_as(by.pk):
        backend = connection.connection.info.backend_pid
        return once(
            lambda: load_folder(read_folder(SAMPLE), by=by, cycle=USUAL_CYCLE, with_demonstration=True), backend
        )


def _insert(server: Server, empty: str, rows: Stored) -> Taken:
    database.copy(server, "inserted", empty)
    with superuser(server, "inserted") as free, free.transaction(), free.cursor() as cursor:
        free.execute("set session_replication_role = replica")
        return once(partial(_insert_all, cursor, rows), free.info.backend_pid)


def _insert_all(cursor: Cursor, rows: Stored) -> None:
    for insert, values in rows:
        cursor.executemany(insert, values)
