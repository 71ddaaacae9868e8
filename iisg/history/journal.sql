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
    using (current_setting('iisg.migrating', true) = 'on') with check (current_setting('iisg.migrating', true) = 'on');
create policy secretariat_sees on history_entry for select to iisg_app using ((select access.is_secretariat()));

-- Columns that are computed, or that say only when files were exchanged, are no change.
create function history.kept(r jsonb) returns jsonb
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select r - array['audience', 'gates', 'owners', 'leads', 'served', 'owner_key', 'need_audience', 'need_owner',
                    'response_audience', 'response_owners', 'folded', 'words', 'exchanged_version', 'updated_at']
$$;

create function history.changed(a jsonb, b jsonb) returns jsonb
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(a) e where b -> e.key is distinct from e.value
$$;

-- Arguments of the trigger: the subject, the column that holds its id, and the table that holds its gates.
create function history.record() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor bigint := access.person();
    who text;
    rows text;
begin
    select p.name || coalesce(', ' || o.short_name, '') into who
      from public.members_person p left join public.members_organisation o on o.id = p.organisation_id where p.id = actor;
    rows := case TG_OP
        when 'INSERT' then 'select null::jsonb as o, to_jsonb(n) as n from new_rows n'
        when 'DELETE' then 'select to_jsonb(o) as o, null::jsonb as n from old_rows o'
        else 'select to_jsonb(o) as o, to_jsonb(n) as n from old_rows o join new_rows n using (id)' end;
    execute format($sql$
        insert into public.history_entry
            (at, actor, actor_name, note, subject, subject_id, record, record_id, change, old, new, gates)
        select clock_timestamp(), $1, $2, coalesce(current_setting('iisg.note', true), ''), %L,
            (coalesce(n, o) ->> %L)::bigint, %L, (coalesce(n, o) ->> 'id')::bigint, %L,
            case when o is null or n is null then history.kept(o) else history.changed(history.kept(o), history.kept(n)) end,
            case when o is null or n is null then history.kept(n) else history.changed(history.kept(n), history.kept(o)) end,
            coalesce(o -> 'gates', '[]') || coalesce(n -> 'gates', '[]') || coalesce(
                (select s.gates from public.%I s where s.id = (coalesce(n, o) ->> %L)::bigint and not coalesce(n, o) ? 'gates'), '[]')
        from (%s) changes
        where o is null or n is null or history.kept(o) <> history.kept(n)
        order by (coalesce(n, o) ->> 'id')::bigint
    $sql$, TG_ARGV[0], TG_ARGV[1], TG_TABLE_NAME,
        case TG_OP when 'INSERT' then 'added' when 'DELETE' then 'removed' else 'changed' end,
        TG_ARGV[2], TG_ARGV[1], rows)
    using actor, coalesce(who, 'the platform');
    return null;
end $$;

-- At commit: each entry seals the one before it. The first call seals all entries of the transaction, the others find
-- nothing left to do; one update of the head per entry would make each step through all its versions so far.
create function history.seal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    before bytea;
    seal bytea;
    e public.history_entry;
begin
    if exists (select 1 from public.history_entry s where s.id = NEW.id and s.hash is not null) then return null; end if;
    select hash into before from history.head for update;
    for e in select * from public.history_entry u where u.hash is null order by u.id loop
        seal := history.seal_of(before, e);
        update public.history_entry set prev = before, hash = seal where id = e.id;
        before := seal;
    end loop;
    update history.head set hash = before;
    return null;
end $$;
create index entry_unsealed on history_entry (id) where hash is null;

create function history.seal_of(before bytea, e public.history_entry) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select sha256(before || convert_to(jsonb_build_array(e.id, extract(epoch from e.at), e.actor, e.actor_name, e.note,
        e.subject, e.subject_id, e.record, e.record_id, e.change, e.old, e.new, e.gates)::text, 'UTF8'))
$$;

-- The first entry that does not seal the one before it, or null: for `iisg verify`, by the Secretariat.
create function history.first_broken() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    before bytea := sha256('iisg journal');
    e public.history_entry;
begin
    if not access.is_secretariat() then return null; end if;
    loop
        select * into e from public.history_entry where prev = before;
        exit when not found;
        if e.hash is distinct from history.seal_of(before, e) then return e.id; end if;
        before := e.hash;
    end loop;
    if before <> (select hash from history.head) then
        return coalesce((select min(id) from public.history_entry where hash is null or prev is null), -1);
    end if;
    return null;
end $$;

create constraint trigger seal after insert on history_entry deferrable initially deferred
    for each row execute function history.seal();

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

select access.hand_over('history.kept', 'iisg_owner');
select access.hand_over('history.changed', 'iisg_owner');
select access.hand_over('history.record', 'iisg_owner');
select access.hand_over('history.seal', 'iisg_owner');
select access.hand_over('history.seal_of', 'iisg_owner');
select access.hand_over('history.first_broken', 'iisg_owner', 'iisg_app');
