-- The journal writes itself: statement-level triggers with transition tables (a row-level one costs seven times as
-- much), as definer, so that serving code can read entries and nothing more.

create schema history;
grant usage on schema history to iisg_app, iisg_rule;

create table history.head (only_row boolean primary key default true check (only_row), hash bytea not null);
insert into history.head (hash) values (sha256('iisg journal'));
grant select, update on history.head to iisg_rule;

alter table history_entry enable row level security;
alter table history_entry force row level security;
grant select on history_entry to iisg_app;
grant select, insert, update on history_entry to iisg_rule;
grant usage on all sequences in schema public to iisg_rule;
create policy rule_reads on history_entry for select to iisg_rule using (true);
create policy rule_adds on history_entry for insert to iisg_rule with check (true);
create policy rule_chains on history_entry for update to iisg_rule using (true) with check (true);
create policy migrating on history_entry to iisg_owner
    using (session_user = 'iisg_owner') with check (session_user = 'iisg_owner');
create policy secretariat_sees on history_entry for select to iisg_app using ((select access.is_secretariat()));

create index entry_unsealed on history_entry (id) where hash is null;

-- Called by the rooms' migrations for each table that shall be journalled.
create function history.watch(watched text, subject text, id_column text, gates_table text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format('create trigger journal_added after insert on public.%I referencing new table as new_rows'
        ' for each statement execute function history.record(%L, %L, %L)', watched, subject, id_column, gates_table);
    execute format('create trigger journal_changed after update on public.%I referencing old table as old_rows new table as new_rows'
        ' for each statement execute function history.record(%L, %L, %L)', watched, subject, id_column, gates_table);
    execute format('create trigger journal_removed after delete on public.%I referencing old table as old_rows'
        ' for each statement execute function history.record(%L, %L, %L)', watched, subject, id_column, gates_table);
end $$;
revoke all on function history.watch(text, text, text, text) from public;
