"""SQL of the rooms' migrations: grants and policies are written by these few functions, so that all tables agree."""

from pathlib import Path

from django.db import migrations

# Asked once per statement, not per row; the planner then takes it for what it is, and joins by hashes.
SEES_MEMBERS = "(select 'm' = any(access.audiences()))"
SECRETARIAT = "(select access.is_secretariat())"


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
    check (char_length(code) <= 100 and code !~ '[[:cntrl:]]|(^|/)[.]{{0,2}}(/|$)');
""")


def public_table(table: str, writes: str = SECRETARIAT) -> str:
    """Everybody reads; rows are written by those for whom `writes` holds."""
    return policied_table(table, "true", writes, writes, writes)


def policied_table(table: str, sees: str, adds: str, edits: str, removes: str = "false") -> str:
    """Row-level security on, forced, one policy per command; the rule's role and migrations read and mend."""
    return f"""
alter table {table} enable row level security;
alter table {table} force row level security;
grant select, insert, update, delete on {table} to iisg_app;
grant usage on all sequences in schema public to iisg_app, iisg_rule;
grant select on {table} to iisg_rule;
create policy sees on {table} for select to iisg_app using ({sees});
create policy adds on {table} for insert to iisg_app with check ({adds});
create policy edits on {table} for update to iisg_app using ({edits}) with check ({edits});
create policy removes on {table} for delete to iisg_app using ({removes});
create policy rule_reads on {table} for select to iisg_rule using (true);
create policy migrating on {table} to iisg_owner
    using (current_setting('iisg.migrating', true) = 'on') with check (current_setting('iisg.migrating', true) = 'on');
"""


def run(sql: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, migrations.RunSQL.noop)
