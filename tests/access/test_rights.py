"""Every table that the serving role reaches, tried by SQL as each kind of person: what of it they add, change, remove.

Past forms, actions and rules, a column at a time. What is expected stands in rights.py; a table that does not stand
there fails here.
"""

from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from iisg.access.acting import GATE, acting_as, say
from iisg.access.models import Attempt, MadeOnce, OpenSession
from iisg.config import postgres
from iisg.members.models import Person
from iisg.needs.models import Lineage, Need
from iisg.reports.models import Edition, EditionFile
from iisg.responses.models import Claim, PairDecision, Response
from iisg.scenarios import actions
from iisg.scenarios.models import Candidate
from tests.access.conftest import add_records
from tests.access.rights import KEPT, RIGHTS, Rights
from tests.database import ORIGINAL
from tests.people import EVERYBODY, SECRETARIAT, SIGNED_IN, actor, person

# Another value, by type; a null counts as empty.
OTHER = {
    "text": "coalesce({c}, '') || 'x'",
    "character varying": "coalesce({c}, '') || 'x'",
    "boolean": "not coalesce({c}, false)",
    "date": "coalesce({c}, '2026-01-01') + 1",
    "timestamp with time zone": "coalesce({c}, '2026-01-01') + interval '1 day'",
    "text[]": "coalesce({c}, '{{}}') || 'x'::text",
    "integer[]": "coalesce({c}, '{{}}') || 1",
    "bigint[]": "coalesce({c}, '{{}}') || 1::bigint",
    "jsonb": "jsonb_build_array({c})",
    "bytea": "'\\x00'::bytea",
}
NUMBER = "coalesce({c}, 0) + 1"
ABSENT = 10**9
PARENT = "0"  # no row has this key: of a hidden one nobody may learn more
BY_NAME = {
    "level": "'public'",
    "pillar_id": "'WBBSi'",
    "secondary_pillars": "'{{WBBSi}}'",
}
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SESSION = "s" * 32
DECISION = {
    "about": "record", "decision": "contacted", "fingerprint": {}, "decided_by": "x", "decided_on": NOW.date()
}  # fmt: skip
DRAFT = {"number": 9, "slug": "9", "title": "t", "as_of": NOW.date(), "level": "public", "formula": "f"} | {
    name: {} for name in ("figures", "cover", "weights", "files")
}
COLUMNS = """
    select attname, format_type(atttypid, null) from pg_attribute
    where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
"""


def other(column: str, type_: str) -> str:
    if type_ == "bigint" and column.endswith("_id"):
        return PARENT
    return BY_NAME.get(column) or OTHER.get(type_, NUMBER)


@pytest.fixture(scope="module")
def tables(server: postgres.Server) -> dict[str, dict[str, str]]:
    """Each table that the serving role may write to at all, with its columns and how each gets another value."""
    with psycopg.connect(server.url("postgres", ORIGINAL)) as superuser:
        names = superuser.execute("""
            select oid::regclass::text from pg_class where relkind in ('r', 'p')
            and (has_any_column_privilege('iisg_app', oid, 'insert, update')
                 or has_table_privilege('iisg_app', oid, 'delete'))
        """).fetchall()
        return {
            name: {c: other(c, type_) for c, type_ in superuser.execute(COLUMNS, [name]).fetchall()}
            for (name,) in names
        }


def test_each_table_that_the_serving_role_writes_to_has_its_rights_written_down(tables):
    assert sorted(tables) == sorted(RIGHTS)


# Where somebody adds: as their own.
OWN: dict[str, dict[str, str]] = {
    "access_madeonce": {"person_id": "access.person()"},
    "access_opensession": {"person_id": "access.person()"},
    "needs_need": {"owner_id": "access.org()", "code": "'N-CT-NEWNEW'"},
    "responses_response": {
        "owners": "array[access.org()]", "leads": "array[access.org()]", "code": "'R-CT-NEWNEW'"
    },
    "responses_claim": {"code": "'C-NEWNEW'"},
    "scenarios_scenario": {"owner_id": "access.person()", "organisation_id": "access.org()", "code": "'S-NEWNEW'"},
}  # fmt: skip


def add_rows() -> None:
    """Beside the records a row of each table that a person could write to, and for each person what is their own."""
    with acting_as(actor(SECRETARIAT)):
        need, response = Need.objects.get(code="N-T"), Response.objects.get(code="R-T")
        Lineage.objects.create(need=need, fate="carried")
        first, second = sorted((response, Response.objects.filter(level="public")[0]), key=lambda each: each.pk)
        PairDecision.objects.create(first=first, second=second, **DECISION)
        hide(need, response)
        EditionFile.objects.create(edition=Edition.objects.create(cycle=need.cycle, **DRAFT), form="pdf", content=b"x")
    with acting_as(GATE):
        say("iisg.session", SESSION)
        Session.objects.create(session_key=SESSION, session_data="x", expire_date=timezone.now())
    for name in SIGNED_IN:
        own(person(name), need)


def hide(need: Need, response: Response) -> None:
    """Rows of the same kind that nobody else sees: nobody's."""
    for record, code in ((need, "N-H"), (response, "R-H")):
        hidden: Any = copy(record)
        hidden.pk, hidden.code, hidden.level = None, code, "secretariat"
        hidden.owner_id, hidden.owners, hidden.leads, hidden.served = None, [], [], []
        hidden.save(force_insert=True)
    need, response = Need.objects.get(code="N-H"), Response.objects.get(code="R-H")
    Claim.objects.create(code="C-H", need=need, response=response, degree="partly")


def own(somebody: Person, need: Need) -> None:
    with acting_as(GATE):
        EmailAddress.objects.create(user=somebody, email=somebody.email)
        OpenSession.objects.create(digest=somebody.email, person_id=somebody.pk, since=NOW, seen=NOW)
        Attempt.objects.create(key=somebody.email, free_at=NOW)
    with acting_as(somebody.pk):
        MadeOnce.objects.create(digest=somebody.email, person_id=somebody.pk)
        scenario = actions.add_scenario(by=somebody, title="t", cycle=need.cycle, on=NOW.date())
        change = actions.add_change(scenario, by=somebody, kind="imagine", fields={"title": "t", "partners": ["AL"]})
        actions.add_claim(change, by=somebody, need=need, partners=["AL"], degree="partly")
        Candidate.objects.create(scenario=scenario, cost_eur=1, need=need, partner="AL", degree="partly")


def newest_of(table: str) -> str:
    return f"where ctid = any(array(select ctid from {table} t order by t desc limit 6))"


def newest(table: str) -> list[str]:
    """Rows to add again, as text: those of the world above are among them."""
    cursor = connection.connection.cursor()
    return [row for (row,) in cursor.execute(f"select to_jsonb({table})::text from {table} {newest_of(table)}")]


def tried(statement: str) -> bool:
    """Do rights, policies and triggers let it through to a row? What a constraint says after that is another matter."""
    cursor = connection.connection.cursor()
    cursor.execute("savepoint tried")
    try:
        return bool(cursor.execute(statement).rowcount)
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.errors.IntegrityError:
        return True
    finally:
        connection.connection.cursor().execute("rollback to savepoint tried")


def answer(statement: str) -> str:
    """What whoever sends it gets to know, now and at commit."""
    cursor = connection.connection.cursor()
    cursor.execute("savepoint tried")
    try:
        rows = cursor.execute(statement).rowcount
        cursor.execute("set constraints all immediate")
        return f"{rows} rows"
    except psycopg.Error as error:
        return f"{error.sqlstate} {error.diag.message_primary} ({error.diag.constraint_name})"
    finally:
        connection.connection.cursor().execute("rollback to savepoint tried")


def adding(table: str, row: str, values: dict[str, str]) -> str:
    columns = ", ".join(map(quoted, values))
    rows = f"jsonb_populate_record(null::{table}, $row${row}$row$)"
    return f"insert into {table} ({columns}) select {', '.join(values.values())} from {rows}"


def quoted(column: str) -> str:
    return f'"{column}"'


def rights_found(table: str, columns: dict[str, str], rows: list[str], among: str) -> Rights:
    """What the person acting does to the table; adding each column with another value, where they add at all."""
    given = {c: OWN.get(table, {}).get(c, quoted(c)) for c in columns if c not in KEPT}
    row = next((row for row in rows if tried(adding(table, row, given))), None)
    other = {c: value.format(c=given.get(c, quoted(c))) for c, value in columns.items()}
    return Rights.of(
        {c for c in columns if row and tried(adding(table, row, given | {c: other[c]}))},
        {c for c in columns if tried(f'update {table} set "{c}" = {columns[c].format(c=quoted(c))} {among}')},
        tried(f"delete from {table} {among}"),
    )


@pytest.fixture(scope="module")
def rows(tables, django_db_setup, django_db_blocker) -> Iterator[dict[str, list[str]]]:
    """Of each table some to add again; what is added for these tests is undone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        add_records()
        add_rows()
        with acting_as(actor(SECRETARIAT)):
            rows = {table: newest(table) for table in tables}
        with acting_as(GATE):
            say("iisg.session", SESSION)
            rows |= {table: newest(table) for table in ("access_attempt", "access_opensession", "django_session")}
            connection.check_constraints()
        yield rows
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def found(tables, rows) -> dict[str, dict[str, Rights]]:
    """By table and person."""
    found: dict[str, dict[str, Rights]] = {table: {} for table in tables}
    for name in [*EVERYBODY, GATE]:
        with acting_as(GATE if name == GATE else actor(name)):
            for table, columns in tables.items():
                among = newest_of(table) if name == SECRETARIAT else ""  # it sees all: some will do
                found[table][name] = rights_found(table, columns, rows[table], among)
    return found


@pytest.mark.parametrize("table", RIGHTS)
def test_each_person_writes_exactly_this(found, tables, table):
    nothing = Rights()
    expected = {name: rights.among(tables[table]) for names, rights in RIGHTS[table].items() for name in names}
    assert {name: rights for name, rights in found[table].items() if rights != nothing} == expected


# A row of each table that hides some, as the Secretariat finds it; nobody else sees it.
HIDDEN = {
    "members_person": "select id from members_person where email like 'secretariat@%'",
    "needs_need": "select id from needs_need where code = 'N-H'",
    "reports_edition": "select id from reports_edition where slug = '9'",
    "responses_claim": "select id from responses_claim where code = 'C-H'",
    "responses_response": "select id from responses_response where code = 'R-H'",
    "scenarios_change": "select c.id from scenarios_change c join scenarios_scenario s on s.id = c.scenario_id"
    " where s.owner_id = access.person()",
    "scenarios_scenario": "select id from scenarios_scenario where owner_id = access.person()",
}
PARENTS = """
    select distinct c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
    where c.contype = 'f' and cardinality(c.conkey) = 1 and exists (
        select from pg_policy p where p.polrelid = c.confrelid and p.polname = 'sees'
        and pg_get_expr(p.polqual, p.polrelid) <> 'true') order by 1, 2
"""


@pytest.fixture(scope="module")
def parents(tables, rows, server: postgres.Server) -> list[tuple[str, str, int]]:
    """Each column that names a row of a table that hides some, with the key of a hidden one."""
    with psycopg.connect(server.url("postgres", ORIGINAL)) as superuser:
        parents = superuser.execute(PARENTS).fetchall()
    with acting_as(actor(SECRETARIAT)):
        cursor = connection.connection.cursor()
        hidden = {table: cursor.execute(query).fetchone()[0] for table, query in HIDDEN.items()}
    return [(table, column, hidden[parent]) for table, column, parent in parents if table in tables]


@pytest.mark.parametrize("name", [name for name in EVERYBODY if name != SECRETARIAT])
def test_a_hidden_row_is_refused_as_a_parent_exactly_like_an_absent_one(tables, rows, parents, name):
    assert len(parents) > 20
    told = []
    with acting_as(actor(name)):
        for table, column, hidden in parents:
            given = {c: OWN.get(table, {}).get(c, quoted(c)) for c in tables[table] if c not in KEPT}
            for statement in [
                *(adding(table, row, given | {column: "{}"}) for row in rows[table]),
                f"update {table} set {column} = {{}}",
            ]:
                answers = {answer(statement.replace("{}", str(key))) for key in (hidden, ABSENT)}
                if len(answers) > 1:
                    told.append((table, column, answers))
    assert told == []
