"""What PostgreSQL's own catalogue says of the tables and functions that hold or guard confidential content."""

import re

import psycopg
import pytest

from iisg.config import postgres
from tests.database import ORIGINAL

# Readable by everybody: they hold nothing of any record.
OPEN_TABLES: set[str] = set()
# Any statement makes a setting. These may be read, and there only, because ...
SETTINGS = {
    "iisg.actor": r"function access\.(actor|self)\(\)|function access\.become\(text,text\)",  # it is signed
    "iisg.self": r"function access\.self\(\)|function access\.become\(text,text\)",  # and so is this
    "iisg.session": r"policy django_session\.\w+",  # the value is itself the secret: who knows the key has the session
    # Words for the journal, from which nothing follows.
    "iisg.note": r"function history\.\w+\(.*\)|function access\.become\(text,text\)",
}
COMMANDS = {"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d"}


@pytest.fixture(scope="module")
def catalogue(server: postgres.Server):
    with psycopg.connect(server.url("postgres", ORIGINAL)) as connection:
        yield connection


def test_each_table_that_the_serving_role_reaches_has_forced_row_level_security(catalogue):
    rows = catalogue.execute("""
        select c.oid::regclass::text, c.relrowsecurity, c.relforcerowsecurity from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
        and (has_table_privilege('iisg_app', c.oid, 'select, insert, update, delete')
             or has_any_column_privilege('iisg_app', c.oid, 'select, insert, update'))
    """).fetchall()
    assert len(rows) > 20
    assert [name for name, on, forced in rows if not (on and forced) and name not in OPEN_TABLES] == []


def test_each_granted_command_has_a_policy_for_the_serving_role(catalogue):
    rows = catalogue.execute("""
        select c.relname, c.oid, array_agg(p.polcmd::text) from pg_class c
        join pg_policy p on p.polrelid = c.oid and 'iisg_app'::regrole = any(p.polroles)
        where c.relkind = 'r' group by 1, 2
    """).fetchall()
    missing = [
        (name, command)
        for name, oid, found in rows
        for command, letter in COMMANDS.items()
        if letter not in found
        and catalogue.execute("select has_table_privilege('iisg_app', %s::oid, %s)", [oid, command]).fetchone()[0]
    ]
    assert missing == []


def test_no_policy_speaks_to_everybody(catalogue):
    assert catalogue.execute("select polname from pg_policy where polroles = '{0}'").fetchall() == []


def test_definer_functions_belong_to_the_rule_and_fix_their_search_path(catalogue):
    rows = catalogue.execute("""
        select p.oid::regprocedure::text, r.rolname, p.proconfig, has_function_privilege('public', p.oid, 'execute')
        from pg_proc p join pg_roles r on r.oid = p.proowner where p.prosecdef
    """).fetchall()
    assert len(rows) >= 15
    assert [
        name
        for name, owner, config, is_public in rows
        if owner != "iisg_rule" or "search_path=pg_catalog, pg_temp" not in (config or []) or is_public
    ] == []


def test_only_migrations_hand_functions_to_the_rule_which_may_make_none_itself(catalogue):
    runs_it = catalogue.execute("""
        select rolname from pg_roles where rolname ~ '^iisg_'
        and has_function_privilege(oid, 'access.hand_over(regproc, regrole[])', 'execute')
    """).fetchall()
    makes = catalogue.execute("select nspname from pg_namespace where has_schema_privilege('iisg_rule', oid, 'create')")
    assert (runs_it, makes.fetchall()) == ([("iisg_owner",)], [])


def test_there_are_no_views_that_look_with_their_owners_eyes(catalogue):
    rows = catalogue.execute("""
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('v', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
    """).fetchall()
    assert rows == []


@pytest.mark.parametrize("power", ["rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication"])
@pytest.mark.parametrize("role", ["iisg_app", "iisg_rule", "iisg_owner"])
def test_no_role_of_ours_has_powers_over_the_rule(catalogue, role, power):
    assert catalogue.execute(f"select {power} from pg_roles where rolname = %s", [role]).fetchone() == (False,)


def test_the_serving_role_may_not_truncate_create_or_use_temporary_tables(catalogue):
    truncatable = catalogue.execute("""
        select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
        and has_table_privilege('iisg_app', oid, 'truncate')""").fetchall()
    rights = catalogue.execute("""
        select has_schema_privilege('iisg_app', 'public', 'create'),
               has_database_privilege('iisg_app', current_database(), 'temp')""").fetchone()
    assert (truncatable, rights) == ([], (False, False))


def test_nothing_is_decided_by_a_setting_that_anybody_can_make(catalogue):
    rows = catalogue.execute("""
        select 'policy ' || polrelid::regclass || '.' || polname,
               concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) from pg_policy
        union all select 'function ' || p.oid::regprocedure, pg_get_functiondef(p.oid) from pg_proc p
            join pg_namespace n on n.oid = p.pronamespace
            where n.nspname not in ('pg_catalog', 'information_schema') and p.prokind <> 'a'
        union all select 'trigger ' || tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) from pg_trigger
        union all select 'constraint ' || conname, pg_get_constraintdef(oid) from pg_constraint
        union all select 'default of ' || adrelid::regclass, pg_get_expr(adbin, adrelid) from pg_attrdef
    """).fetchall()
    read = re.compile(r"(?:current_setting|set_config|pg_settings|\bshow\b)(?:\('([\w.]+)')?", re.IGNORECASE)
    found = {(place, setting) for place, text in rows for setting in read.findall(text)}
    assert {setting for _, setting in found} == set(SETTINGS)
    assert [(p, s) for p, s in sorted(found) if not re.fullmatch(SETTINGS[s], p)] == []


def test_the_serving_role_writes_by_column_and_removes_only_what_somebody_may(catalogue):
    rows = catalogue.execute("""
        select c.oid::regclass::text from pg_class c where c.relkind in ('r', 'p')
        and (has_table_privilege('iisg_app', c.oid, 'insert, update, truncate, references, trigger')
             or has_table_privilege('iisg_app', c.oid, 'delete') and not exists (
                select from pg_policy p where p.polrelid = c.oid and p.polcmd = 'd'
                and pg_get_expr(p.polqual, c.oid) <> 'false')
             or exists (
                select from pg_attribute a where a.attrelid = c.oid and (a.attidentity <> '' or a.attgenerated <> '')
                and has_column_privilege('iisg_app', c.oid, a.attnum, 'insert, update')))
    """).fetchall()
    assert rows == []


def test_no_sequence_is_read_or_counted_by_the_serving_role(catalogue):
    sequences = catalogue.execute("""
        select oid::regclass::text, has_sequence_privilege('iisg_app', oid, 'usage, select, update') from pg_class
        where relkind = 'S'""").fetchall()
    assert len(sequences) > 20
    assert [name for name, is_reached in sequences if is_reached] == []
