"""SQL of the rooms' migrations: grants and policies are written by these few functions, so that all tables agree."""

from pathlib import Path

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

from iisg.access.days import days_in_reach
from iisg.access.limits import FIRST_DAY, LAST_DAY, LONGEST_CODE, SPAN

# Asked once per statement, not per row; the planner then takes it for what it is, and joins by hashes.
SEES_MEMBERS = "(select 'm' = any(access.audiences()))"
SECRETARIAT = "(select access.is_secretariat())"
# Those who state needs and register responses. The Board begins none.
IS_MEMBER = "exists (select 1 from members_person p where p.id = (select access.person()) and p.role = 'member')"
# Who signed in to the database: no statement changes that, as it could a setting or the role it acts as.
OWNER_CONNECTED = "session_user = 'iisg_owner'"

KEPT_BY_TRIGGERS = ["gates", "need_audience", "need_owner", "response_audience", "response_owners"]
# Codes that the system gives end like this (codes.py). Who may choose another learns which of them hidden records have.
CODE_GIVEN = "code ~ '-[2-9A-HJ-NP-Z]{6}$'"


def file(migration_file: str, name: str) -> migrations.RunSQL:
    """The room's own SQL file, beside its models."""
    return migrations.RunSQL((Path(migration_file).resolve().parents[1] / name).read_text(), migrations.RunSQL.noop)


def functions(migration_file: str, name: str, schema: str) -> migrations.RunSQL:
    """The room's functions that act as the rule, made as iisg_rule. Their file says `create or replace` throughout and
    holds what is true now: the first migration that needs them runs it, and each later one that changes them again."""
    text = (Path(migration_file).resolve().parents[1] / name).read_text()
    return run(f"""
grant create on schema {schema} to iisg_rule;
set local role iisg_rule;
{text}
reset role;
revoke create on schema {schema} from iisg_rule;
""")


def code_fits_into_an_address(table: str) -> migrations.RunSQL:
    """What exchange/checks.py asks of a file: one longer code, and no list that links to its page could be shown."""
    return run(f"""
alter table {table} add constraint {table}_code_fits_into_an_address
    check (char_length(code) <= {LONGEST_CODE} and code !~ '[[:cntrl:]]|(^|/)[.]{{0,2}}(/|$)');
""")


def public_table(table: str, writes: str = SECRETARIAT) -> str:
    """Everybody reads; rows are written by those for whom `writes` holds."""
    return policied_table(table, "true", writes, writes, writes)


def policied_table(table: str, sees: str, adds: str, edits: str, removes: str = "false") -> str:
    """Row-level security on, forced, one policy per command; the rule's role reads, who connects as the owner mends."""
    return f"""
alter table {table} enable row level security;
alter table {table} force row level security;
grant select on {table} to iisg_app, iisg_rule;
create policy sees on {table} for select to iisg_app using ({sees});
create policy adds on {table} for insert to iisg_app with check ({adds});
create policy edits on {table} for update to iisg_app using ({edits}) with check ({edits});
create policy removes on {table} for delete to iisg_app using ({removes});
create policy rule_reads on {table} for select to iisg_rule using (true);
create policy migrating on {table} to iisg_owner using ({OWNER_CONNECTED}) with check ({OWNER_CONNECTED});
{rights_by_column(f"select '{table}'::regclass")}
"""


def rights_by_column(tables: str) -> str:
    """What the serving role writes of tables (a query) whose policies are made: no key that the table counts itself,
    which would collide with those of hidden rows, nothing that triggers keep; and it removes only where somebody may.
    Who may update or delete by the table, not by columns, could lock it against everybody. A column that is added later
    is granted by the migration that adds it."""
    return f"""
do $$
declare
    t regclass;
    written text;
begin
    for t in {tables} loop
        select string_agg(quote_ident(attname), ', ') into written from pg_attribute
            where attrelid = t and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
            and attname <> all (array{KEPT_BY_TRIGGERS});
        execute format('revoke insert, update, delete on %s from iisg_app', t);
        execute format('grant insert (%1$s), update (%1$s) on %2$s to iisg_app', written, t);
        if exists (select from pg_policy p where p.polrelid = t and p.polname = 'removes'
                   and pg_get_expr(p.polqual, t) <> 'false') then
            execute format('grant delete on %s to iisg_app', t);
        end if;
    end loop;
end $$;"""


def run(sql: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, migrations.RunSQL.noop)


def hold_days(app: str, model: str, name: str, *columns: str) -> list[Operation]:
    """The constraint of days.py, from now on. A row stored before that breaks it does not stop the migration: it is
    told in a line and read as days.StoredDay says; a save mends it. Where there is none, the constraint is valid."""
    table = f"{app}_{model}"
    outside = " or ".join(f'"{column}" not between %(first)s and %(last)s' for column in columns)
    days = ", ".join(f"'{column}', \"{column}\"" for column in columns)

    def validate(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        key = apps.get_model(app, model)._meta.pk.column
        with editor.connection.cursor() as cursor:
            cursor.execute(
                f"select {key}, jsonb_build_object({days})::text from {table} where {outside} order by {key}",
                {"first": FIRST_DAY, "last": LAST_DAY},
            )
            broken = cursor.fetchall()
        for row, found in broken:
            print(f"{table} {row}: {found}: not from {SPAN}; save it with other days")
        if not broken:
            editor.execute(f"alter table {table} validate constraint {name}")

    return [AddConstraintNotValid(model, days_in_reach(name, *columns)), migrations.RunPython(validate)]
