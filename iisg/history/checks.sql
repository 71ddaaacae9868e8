-- What `iisg verify` asks. Each function names what does not fit: the kind, the record, its id and the field, never a
-- value. They look past the policies, so they answer the Secretariat and migrations, and refuse everybody else.
--
-- Whoever may write anything to the database can also write a chain of their own with the right seals, head and all.
-- Against that helps a head that is kept elsewhere (`iisg verify --write-head`): the chain must still lead through it.

create or replace function history.refuse_others() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if not access.is_secretariat() and session_user <> 'iisg_owner' then
        raise exception 'only the Secretariat checks the journal' using errcode = 'insufficient_privilege';
    end if;
end $$;

-- The chain from its beginning: the first entry seals the word below, each further one the one before it.
create or replace function history.chain() returns table (place bigint, id bigint, hash bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform history.refuse_others();
    return query
        with recursive chain as (
            select 1::bigint as place, e.id, e.hash from public.history_entry e where e.prev = sha256('iisg journal')
            union all
            select c.place + 1, e.id, e.hash from chain c join public.history_entry e on e.prev = c.hash)
        select * from chain;
end $$;

create or replace function history.chain_faults() returns table (kind text, record text, record_id bigint, field text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform history.refuse_others();
    return query
        with chain as materialized (select * from history.chain()),
        reached as (select count(*) as entries, (array_agg(c.hash order by c.place desc))[1] as hash from chain c)
        select case when e.hash is null then 'unsealed' when c.id is null then 'beside' else 'altered' end,
               'history_entry', e.id, null::text
        from public.history_entry e left join chain c using (id)
        where e.hash is null or c.id is null or e.hash <> history.seal_of(e.prev, e)
        union all
        select case when h.hash is null then 'head gone' when h.entries > r.entries then 'cut' else 'head moved' end,
               'history_entry', r.entries, null
        from reached r left join history.head h on true
        where (h.hash, h.entries) is distinct from (coalesce(r.hash, sha256('iisg journal')), r.entries);
end $$;

-- The head to keep elsewhere, and the seal at some place of the chain to compare a kept one with.
create or replace function history.present_head(out entries bigint, out hash bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform history.refuse_others();
    select h.entries, h.hash into entries, hash from history.head h;
end $$;

create or replace function history.leads_through(kept_entries bigint, kept_hash bytea) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform history.refuse_others();
    return case kept_entries when 0 then kept_hash = sha256('iisg journal')
        else exists (select from history.chain() c where c.place = kept_entries and c.hash = kept_hash) end;
end $$;

-- Each watched record against its entries: every entry's old values are those that the entries before it left, and what
-- stands in the table is what the last ones left. A column that came later has its values told by history.take_stock().
create or replace function history.record_faults() returns table (kind text, record text, record_id bigint, field text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare watched name;
begin
    perform history.refuse_others();
    return query
        select 'trigger off', t.tgrelid::regclass::text, null::bigint, t.tgname::text
        from pg_trigger t where t.tgenabled <> 'O' and t.tgrelid::regclass::text !~ '^pg_';
    return query
        select 'not watched', j.record, null::bigint, null::text
        from (select distinct e.record from public.history_entry e union select history.watched()) j
        where j.record <> 'history_entry' and 3 <> (
            select count(*) from pg_trigger t where t.tgrelid = to_regclass(format('public.%I', j.record))
            and t.tgfoid = 'history.record()'::regprocedure);
    for watched in select history.watched() loop
        return query execute format($sql$
            with steps as (
                select e.record_id as id, e.id as at, e.change, e.old, e.new
                from public.history_entry e where e.record = %1$L
                union all select r.id, null, 'stands', history.kept(to_jsonb(r)), null from public.%1$I r),
            turns as materialized (
                select s.id, s.change, lead(s.change) over w as after,
                       (s.change = 'added') <> (coalesce(lag(s.change) over w, 'removed') = 'removed') as is_amiss
                from steps s window w as (partition by s.id order by s.at nulls last)),
            fields as (
                select s.id, s.change, f.key, s.old -> f.key as old, lag(s.new -> f.key) over w as told,
                       row_number() over w = 1 as is_first
                from steps s cross join lateral jsonb_object_keys(coalesce(s.old, '{}') || coalesce(s.new, '{}')) f (key)
                window w as (partition by s.id, f.key order by s.at nulls last))
            select case when t.change = 'stands' then 'put in' when t.is_amiss then 'entries disagree' else 'gone' end,
                   %1$L, t.id, null::text
            from turns t where t.is_amiss or t.change in ('added', 'changed') and t.after is null
            union all
            select case when f.is_first then 'untold' when f.change = 'stands' then 'changed' else 'entries disagree' end,
                   %1$L, f.id, f.key
            from fields f where f.old is distinct from f.told and f.change <> 'added'
                and (f.change = 'stands' or not f.is_first)
                and not exists (select from turns t where t.id = f.id and t.change = f.change and t.is_amiss)
        $sql$, watched);
    end loop;
end $$;

create or replace function history.watched() returns setof text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select distinct c.relname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where t.tgfoid = 'history.record()'::regprocedure
$$;

-- For migrations that add a column to a watched table, or begin to watch one that has rows: an entry of the platform for
-- each row that tells what no entry has told yet.
create or replace function history.take_stock(stocked text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    given text[] := (
        select string_to_array(encode(t.tgargs, 'escape'), '\000') from pg_trigger t
        where t.tgrelid = format('public.%I', stocked)::regclass and t.tgname = 'journal_added');
begin
    if session_user <> 'iisg_owner' then
        raise exception 'stock is taken by migrations' using errcode = 'insufficient_privilege';
    end if;
    execute format($sql$
        with told as (
            select e.record_id as id, array_agg(distinct k) as keys
            from public.history_entry e cross join jsonb_object_keys(coalesce(e.new, '{}')) k where e.record = %1$L group by 1),
        stock as (
            select r.id, to_jsonb(r) as r, t.id is null as is_new, history.kept(to_jsonb(r)) - coalesce(t.keys, '{}') as untold
            from public.%1$I r left join told t using (id))
        insert into public.history_entry
            (at, actor_name, note, subject, subject_id, record, record_id, change, old, new, gates)
        select clock_timestamp(), 'the platform', 'It stood before the journal told of it', %2$L, (s.r ->> %3$L)::bigint,
            %1$L, s.id, case when s.is_new then 'added' else 'changed' end, case when s.is_new then null else '{}'::jsonb end,
            s.untold, coalesce(s.r -> 'gates', (select p.gates from public.%4$I p where p.id = (s.r ->> %3$L)::bigint))
        from stock s where s.untold <> '{}' order by s.id
    $sql$, stocked, given[1], given[2], given[3]);
end $$;

revoke all on function history.refuse_others(), history.chain(), history.chain_faults(), history.present_head(),
    history.leads_through(bigint, bytea), history.record_faults(), history.watched(), history.take_stock(text) from public;
grant execute on function history.chain_faults(), history.present_head(), history.leads_through(bigint, bytea),
    history.record_faults() to iisg_app, iisg_owner;
grant execute on function history.chain(), history.take_stock(text) to iisg_owner;
