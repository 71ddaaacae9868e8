"""Entries know their transaction, and the head what it sealed last; gates that change without an entry are noted."""

from django.db import migrations

from iisg.access import sql

KNOWN = """
alter table history_entry add column xact xid8;
alter table history_entry alter column xact set default pg_current_xact_id();

alter table history.head
    add column entries bigint not null default 0,
    add column xact xid8,  -- that sealed last, its first entry, and what stood before it
    add column first_id bigint,
    add column began_at bytea,
    add column began_with bigint;
update history.head set entries = (select count(*) from history_entry where hash is not null);

create table history.passed (
    id bigint primary key generated always as identity,
    xact xid8 not null default pg_current_xact_id(),
    subject text not null,
    subject_id bigint not null,
    gates jsonb not null,
    is_heeded boolean not null default false
);
grant select, insert, update, delete on history.passed to iisg_rule;
drop function if exists history.first_broken;
"""
SEALS = """
create constraint trigger seal after insert on history.passed deferrable initially deferred
    for each row execute function history.seal();
"""


class Migration(migrations.Migration):
    dependencies = [("history", "0002_journal"), ("access", "0004_the_owner_is_who_connected")]
    operations = [
        sql.run(KNOWN),
        sql.functions(__file__, "writing.sql", schema="history"),
        sql.functions(__file__, "checks.sql", schema="history"),
        sql.run(SEALS),
    ]
