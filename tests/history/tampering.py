"""Random tampering with journal, head, records and files, as somebody who may do everything in the database."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import sql

from iisg.history.checking import CHECKS

Connection = psycopg.Connection
Tampering = Callable[[Connection, random.Random], None]
TAMPERINGS: list[Tampering] = []

# Each seals anew what is there, in the order of the ids, as the platform would have.
SEAL_ANEW = """
do $$ declare e public.history_entry; h bytea := sha256('iisg journal'); n bigint := 0;
begin
    update public.history_entry set prev = null, hash = null;
    for e in select * from public.history_entry order by id loop
        update public.history_entry set prev = h, hash = history.seal_of(h, e) where id = e.id returning hash into h;
        n := n + 1;
    end loop;
    update history.head set hash = h, entries = n;
end $$"""


def tampering(made: Tampering) -> Tampering:
    TAMPERINGS.append(made)
    return made


@contextmanager
def undone(superuser: Connection) -> Iterator[None]:
    """What happens inside is rolled back. No trigger runs inside, and no policy holds."""
    with superuser.transaction(force_rollback=True):
        superuser.execute("set local session_replication_role = replica")
        yield


def find_faults(superuser: Connection, kept: tuple[int, bytes] | None = None) -> set[str]:
    """The kinds of faults, as the owner of the tables is told."""
    superuser.execute("set session authorization iisg_owner")
    try:
        kinds = {row[0] for check in CHECKS for row in superuser.execute(f"select kind from {check}()")}
        if kept and superuser.execute("select history.leads_through(%s, %s)", kept).fetchone() == (False,):
            kinds.add("not kept")
    finally:
        superuser.execute("reset session authorization")
    return kinds


def entry(superuser: Connection, chance: random.Random, which: str = "true") -> int:
    ids = [row[0] for row in superuser.execute(f"select id from history_entry where {which} order by id")]
    return chance.choice(ids)


def record(superuser: Connection, chance: random.Random, table: str) -> int:
    return chance.choice([row[0] for row in superuser.execute(f"select id from {table} order by id")])


@tampering
def edit_an_entry(superuser: Connection, chance: random.Random) -> None:
    column, value = chance.choice(
        [
            ("at", "at - interval '1 day'"), ("actor", "coalesce(actor, 0) + 1"), ("actor_name", "actor_name || 'x'"),
            ("note", "note || 'x'"), ("subject", "subject || 'x'"), ("subject_id", "subject_id + 1"),
            ("record_id", "record_id + 1"), ("change", "'changed!'"), ("gates", "gates || gates"),
            ("new", "coalesce(new, '{}') || '{\"title\": 9}'"), ("old", "coalesce(old, '{}') || '{\"title\": 9}'"),
            ("hash", "sha256(hash)"), ("prev", "sha256(prev)"), ("hash", "null"), ("prev", "null"),
        ]
    )  # fmt: skip
    superuser.execute(f"update history_entry set {column} = {value} where id = %s", [entry(superuser, chance)])


@tampering
def delete_an_entry(superuser: Connection, chance: random.Random) -> None:
    superuser.execute("delete from history_entry where id = %s", [entry(superuser, chance)])


@tampering
def delete_an_entry_and_seal_anew(superuser: Connection, chance: random.Random) -> None:
    delete_an_entry(superuser, chance)
    superuser.execute(SEAL_ANEW)


@tampering
def edit_an_entry_and_seal_anew(superuser: Connection, chance: random.Random) -> None:
    superuser.execute("update history_entry set note = note || 'x' where id = %s", [entry(superuser, chance)])
    superuser.execute(SEAL_ANEW)


@tampering
def insert_an_entry(superuser: Connection, chance: random.Random) -> None:
    """A copy: without a seal, in the name of a transaction to come, with a seal beside the chain or after its head."""
    prev, seal, xact = chance.choice(
        [
            ("null", "null", "null"),
            ("null", "null", "(pg_current_xact_id()::text::bigint + 1)::text::xid8"),
            ("sha256('x')", "sha256('y')", "null"),
            ("(select hash from history.head)", "sha256('y')", "null"),
        ]
    )
    told = "at, actor, actor_name, note, subject, subject_id, record, record_id, change, old, new, gates"
    superuser.execute(
        f"insert into history_entry ({told}, prev, hash, xact) select {told}, {prev}, {seal}, {xact}"
        " from history_entry where id = %s",
        [entry(superuser, chance)],
    )


@tampering
def insert_an_entry_and_seal_anew(superuser: Connection, chance: random.Random) -> None:
    insert_an_entry(superuser, chance)
    superuser.execute(SEAL_ANEW)


@tampering
def swap_two_entries(superuser: Connection, chance: random.Random) -> None:
    first = entry(superuser, chance)
    second = entry(
        superuser, chance, f"(record, record_id) <> (select record, record_id from history_entry where id = {first})"
    )
    superuser.execute(
        "update history_entry e set (subject, subject_id, record, record_id, change, old, new, gates) ="
        " (o.subject, o.subject_id, o.record, o.record_id, o.change, o.old, o.new, o.gates)"
        " from history_entry o where (e.id, o.id) in ((%(a)s, %(b)s), (%(b)s, %(a)s))",
        {"a": first, "b": second},
    )


@tampering
def cut_the_tail(superuser: Connection, chance: random.Random) -> None:
    """With the head left, moved to the new end, or the whole sealed anew."""
    superuser.execute(
        "delete from history_entry where id in (select id from history_entry order by id desc limit %s)",
        [chance.randint(1, 40)],
    )
    superuser.execute(
        chance.choice(
            [
                "select",
                "update history.head set hash = (select hash from history_entry order by id desc limit 1),"
                " entries = (select count(*) from history_entry)",
                SEAL_ANEW,
            ]
        )
    )


@tampering
def touch_the_head(superuser: Connection, chance: random.Random) -> None:
    superuser.execute(
        chance.choice(
            [
                "delete from history.head",
                "update history.head set hash = sha256(hash)",
                "update history.head set entries = entries + 1",
                "update history.head set hash = (select hash from history_entry order by random() limit 1)",
                "update history.head set hash = sha256('iisg journal')",
            ]
        )
    )


def watched(superuser: Connection) -> list[str]:
    """Tables that are watched and hold something."""
    tables = [row[0] for row in superuser.execute("select history.watched() order by 1")]
    return [
        table for table in tables if superuser.execute(f"select exists (select from {table})").fetchone() == (True,)
    ]


def allow_anything(superuser: Connection, table: str) -> None:
    checks = superuser.execute(
        "select conname from pg_constraint where conrelid = %s::regclass and contype = 'c'", [table]
    ).fetchall()
    for (check,) in checks:
        superuser.execute(f'alter table {table} drop constraint "{check}"')


@tampering
def edit_a_record(superuser: Connection, chance: random.Random) -> None:
    table = chance.choice(watched(superuser))
    columns = superuser.execute(
        "select a.attname, format_type(a.atttypid, a.atttypmod) from pg_attribute a where a.attrelid = %s::regclass"
        " and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname not in"
        " ('id', 'exchanged_version', 'gates') order by 1",
        [table],
    ).fetchall()
    column, kind = chance.choice(columns)
    change = {
        "boolean": "{0} is not true",
        "text": "{0} || 'x'",
        "jsonb": "'[\"x\"]'",
        "date": "coalesce({0}, '2026-01-01') - 1",
    }
    arrays = {"text[]": "{0} || 'x'::text", "bigint[]": "{0} || 999999::bigint"}
    times = {"timestamp with time zone": "coalesce({0}, now()) - interval '1 us'"}
    value = (change | arrays | times).get(kind, "coalesce({0}, 0) + 1").format(f'"{column}"')
    allow_anything(superuser, table)
    with suppress(psycopg.errors.UniqueViolation), superuser.transaction():
        superuser.execute(f'update {table} set "{column}" = {value} where id = %s', [record(superuser, chance, table)])
        return
    edit_a_record(superuser, chance)


@tampering
def delete_a_record(superuser: Connection, chance: random.Random) -> None:
    table = chance.choice(watched(superuser))
    superuser.execute(f"delete from {table} where id = %s", [record(superuser, chance, table)])


@tampering
def insert_a_record(superuser: Connection, chance: random.Random) -> None:
    superuser.execute(
        chance.choice(
            [
                'insert into needs_evidence (need_id, locator, passage, "order")'
                " select min(id), 'x', '', 9 from needs_need",
                "insert into responses_responsenote (response_id, contact, remarks)"
                " select max(id), 'x', '' from responses_response"
                " where id not in (select response_id from responses_responsenote)",
                "insert into framework_rate (currency, year, per_eur, version, source) values ('XXX', 2020, 1, 1, '')",
            ]
        )
    )


@tampering
def touch_a_file(superuser: Connection, chance: random.Random) -> None:
    which = record(superuser, chance, "reports_editionfile")
    statement = chance.choice(
        [
            "update reports_editionfile set content = content || '\\x20' where id = %s",
            "update reports_editionfile set content = overlay(content placing '\\x00' from 1) where id = %s",
            "delete from reports_editionfile where id = %s",
            "update reports_editionfile set form = 'x' || form where id = %s",
        ]
    )
    allow_anything(superuser, "reports_editionfile")
    superuser.execute(statement, [which])


@tampering
def switch_a_trigger_off(superuser: Connection, chance: random.Random) -> None:
    table = chance.choice([*watched(superuser), "history_entry", "history.passed", "reports_editionfile"])
    superuser.execute(sql.SQL("alter table {} disable trigger all").format(sql.SQL(table)))


@tampering
def stop_watching(superuser: Connection, chance: random.Random) -> None:
    table, name = chance.choice(watched(superuser)), chance.choice(["added", "changed", "removed"])
    superuser.execute(f"drop trigger journal_{name} on {table}")
