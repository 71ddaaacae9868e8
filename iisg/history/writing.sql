-- How entries are written, and who may read them. In the words of the Secretariat:
--
--   Whoever reads an entry could see the record before that change and after it, and can see it today. What one save
--   (one transaction) does to a record is one change: all its entries, those of its parts too, open with all the gates
--   that the record had when the save began, while it lasted and when it ended, whatever came first within it. A value
--   that was written while the record was closed stays closed in the history, also when the record is opened later.
--   A value that still stands when a record is opened in a save of its own is shown by that opening, in the record
--   itself; from then on its history tells of it as the record does.
--
-- A record's gates are those of its row; a part (a statement, a party, remarks) has its parent's. A claim, a fate and a
-- decision on a pair carry the gates of both records that they name, kept current when one of these changes. Gates that
-- change without an entry (owners that follow from parties, a claim whose need is raised) are noted in history.passed for
-- as long as the transaction lasts. A part that moves to another parent is removed there and added here: two entries,
-- each with the gates of its own parent.
--
-- The note (iisg.note) is not signed. It is what the person acting says of their own change, beside their name, which
-- comes from the signed actor: who forges a note writes words in their own name, to the readers of their own change.

-- Columns that are computed, or that say only when files were exchanged, are no change.
create or replace function history.kept(r jsonb) returns jsonb
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select r - array['audience', 'gates', 'owners', 'leads', 'served', 'owner_key', 'need_audience', 'need_owner',
                    'response_audience', 'response_owners', 'folded', 'words', 'exchanged_version', 'updated_at']
$$;

create or replace function history.changed(a jsonb, b jsonb) returns jsonb
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(a) e where b -> e.key is distinct from e.value
$$;

-- Gates, each once and in one order.
create or replace function history.together(gates jsonb) returns jsonb
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select coalesce(jsonb_agg(distinct g), '[]') from jsonb_array_elements(gates) g
$$;

-- Arguments of the trigger: the subject, the column that holds its id, and the table that holds its gates. A part whose
-- parent is gone is the Secretariat's to read. Values are written as UTC has them, so that they can be compared later.
create or replace function history.record() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    actor bigint;
    who text;
    rows text;
    gates text := 'case when %1$s is not null then coalesce(%1$s -> ''gates'','
        ' (select s.gates from public.%2$I s where s.id = (%1$s ->> %3$L)::bigint), access.gate(''s'', ''{}'')) else ''[]'' end';
begin
    -- Nothing to tell. Migrations of a fresh database say such statements before all that is used below is made.
    if TG_OP = 'DELETE' then
        if not exists (select from old_rows) then return null; end if;
        rows := 'select to_jsonb(o) as o, null::jsonb as n from old_rows o';
    else
        if not exists (select from new_rows) then return null; end if;
        rows := case TG_OP when 'INSERT' then 'select null::jsonb as o, to_jsonb(n) as n from new_rows n' else format(
            'select to_jsonb(o) as o, to_jsonb(n) as n from old_rows o full join new_rows n on o.id = n.id and o.%1$I = n.%1$I',
            TG_ARGV[1]) end;
    end if;
    actor := access.person();
    select p.name || coalesce(', ' || o.short_name, '') into who
      from public.members_person p left join public.members_organisation o on o.id = p.organisation_id where p.id = actor;
    execute format($sql$
        with changes as materialized (
            select o, n, history.kept(o) as before, history.kept(n) as after, history.together(%5$s || %6$s) as gates
            from (%4$s) both_rows),
        passed as (
            insert into history.passed (subject, subject_id, gates)
            select %1$L, (n ->> %2$L)::bigint, gates from changes where before = after and o -> 'gates' <> n -> 'gates')
        insert into public.history_entry
            (at, actor, actor_name, note, subject, subject_id, record, record_id, change, old, new, gates)
        select clock_timestamp(), $1, $2, coalesce(current_setting('iisg.note', true), ''), %1$L,
            (coalesce(n, o) ->> %2$L)::bigint, %3$L, (coalesce(n, o) ->> 'id')::bigint,
            case when o is null then 'added' when n is null then 'removed' else 'changed' end,
            case when n is null then before else history.changed(before, after) end,
            case when o is null then after else history.changed(after, before) end, gates
        from changes where before is distinct from after
        order by (coalesce(n, o) ->> 'id')::bigint, n is not null
    $sql$, TG_ARGV[0], TG_ARGV[1], TG_TABLE_NAME, rows,
        format(gates, 'o', TG_ARGV[2], TG_ARGV[1]), format(gates, 'n', TG_ARGV[2], TG_ARGV[1]))
    using actor, coalesce(who, 'the platform');
    return null;
end $$;

-- At commit, or when a transaction asks for it before: its entries of one subject get the gates of all of them, and each
-- entry seals the one before it. The first call does so for all entries of the transaction, the others find nothing left
-- to do; one update of the head per entry would make each step through all its versions so far. Entries that were sealed
-- before in the same transaction are sealed anew where later ones widen their gates: until its end nobody else seals.
-- An entry of another transaction that has no seal was put in from outside; it gets none (`iisg verify` names it).
create or replace function history.seal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine xid8 := pg_current_xact_id();
    top history.head;
    anew boolean;
    e public.history_entry;
begin
    if TG_TABLE_NAME = 'passed' then
        if exists (select from history.passed p where p.id = NEW.id and p.is_heeded) then return null; end if;
    elsif exists (select from public.history_entry s where s.id = NEW.id and s.hash is not null) then
        return null;
    end if;
    select * into top from history.head for update;
    if not found then
        raise exception 'the journal has no head: somebody removed it; see iisg verify' using errcode = 'data_corrupted';
    end if;
    if top.xact is distinct from mine then
        top.xact := mine;
        top.first_id := null;
        top.began_at := top.hash;
        top.began_with := top.entries;
        delete from history.passed p where p.xact <> mine;
    end if;
    top.first_id := coalesce(top.first_id,
        (select min(u.id) from public.history_entry u where u.hash is null and u.xact = mine));
    anew := history.widen(top.first_id, mine);
    if anew then
        top.hash := top.began_at;
        top.entries := top.began_with;
    end if;
    for e in select * from public.history_entry u where u.id >= top.first_id and u.xact = mine
            and (u.hash is null or anew) order by u.id loop
        e.prev := top.hash;
        top.hash := history.seal_of(e.prev, e);
        top.entries := top.entries + 1;
        update public.history_entry set prev = e.prev, hash = top.hash where id = e.id;
    end loop;
    update history.head set hash = top.hash, entries = top.entries, xact = top.xact, first_id = top.first_id,
        began_at = top.began_at, began_with = top.began_with;
    update history.passed p set is_heeded = true where p.xact = mine and not p.is_heeded;
    return null;
end $$;

-- Entries of this transaction get all the gates that their subject had in it, and those that it has now: somebody else may
-- have closed it meanwhile, and has committed, since the head is ours. What became of a need is read with the need, and
-- opens with its gates too. Whether an entry that had its seal was among those that needed more.
create or replace function history.widen(first_id bigint, mine xid8) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare anew boolean;
begin
    with own as (
        select e.id, e.subject, e.subject_id, e.gates from public.history_entry e where e.id >= first_id and e.xact = mine),
    had as (
        select o.subject, o.subject_id, o.gates from own o
        union all select p.subject, p.subject_id, p.gates from history.passed p where p.xact = mine
        union all select 'need', n.id, n.gates from public.needs_need n
            where n.id in (select o.subject_id from own o where o.subject = 'need')
        union all select 'response', r.id, r.gates from public.responses_response r
            where r.id in (select o.subject_id from own o where o.subject = 'response')
        union all select 'claim', c.id, c.gates from public.responses_claim c
            where c.id in (select o.subject_id from own o where o.subject = 'claim')),
    had_too as (
        select * from had union all select 'fate', h.subject_id, h.gates from had h where h.subject = 'need'),
    united as (
        select h.subject, h.subject_id, jsonb_agg(distinct g) as gates
        from had_too h cross join lateral jsonb_array_elements(h.gates) g group by 1, 2),
    widened as (
        update public.history_entry e set gates = u.gates from own o join united u using (subject, subject_id)
        where e.id = o.id and o.gates <> u.gates returning e.hash)
    select coalesce(bool_or(w.hash is not null), false) into anew from widened w;
    return anew;
end $$;

create or replace function history.seal_of(before bytea, e public.history_entry) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select sha256(before || convert_to(jsonb_build_array(e.id, extract(epoch from e.at), e.actor, e.actor_name, e.note,
        e.subject, e.subject_id, e.record, e.record_id, e.change, e.old, e.new, e.gates)::text, 'UTF8'))
$$;

revoke all on function history.kept(jsonb), history.changed(jsonb, jsonb), history.together(jsonb), history.record(),
    history.seal(), history.widen(bigint, xid8), history.seal_of(bytea, public.history_entry) from public;
grant execute on function history.kept(jsonb), history.changed(jsonb, jsonb), history.together(jsonb), history.record(),
    history.seal(), history.seal_of(bytea, public.history_entry) to iisg_owner;  -- for triggers and migrations
