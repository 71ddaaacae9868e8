-- Who is acting, and what they may see. Every policy of every room calls these functions and nothing else.
--
-- The actor arrives signed in the setting iisg.actor: <actor>.<expiry>.<hmac>. A plain setting could be changed by any
-- SELECT; a signature cannot be made without the key, which only the role iisg_rule reads. Forged, expired, malformed
-- or missing: a visitor, who sees public rows. All functions are owned by iisg_rule; tables named here belong to rooms
-- whose migrations come later, which PL/pgSQL allows.

-- The signature of a text. With access.look_up() the one function here that only the rule runs: for others it would sign.
create or replace function access.seal(written text) returns text
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(written, 'UTF8'))), 'hex') from access.key k);
end $$;
revoke all on function access.seal(text) from public;

-- The verified actor: 'gate', a person's id, or null for a visitor.
create or replace function access.actor() returns text
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
    token text[] := string_to_array(current_setting('iisg.actor', true), '.');
begin
    if coalesce(array_length(token, 1), 0) <> 3 or token[2] !~ '^\d{1,12}$' then return null; end if;
    if token[2]::bigint < extract(epoch from now()) then return null; end if;
    if access.seal(token[1] || '.' || token[2]) is distinct from token[3] then return null; end if;
    return token[1];
end $$;

-- The audience of a record: p (public), m (members), g:PILLAR[,PILLAR...] (groups of these pillars), s (Secretariat).
create or replace function access.audience(level text, pillars text[]) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select case level
        when 'public' then 'p'
        when 'members' then 'm'
        when 'pillar' then 'g:' || (select string_agg(distinct p collate "C", ',' order by p collate "C") from unnest(pillars) p)
        else 's' end
$$;

-- All that the rule asks of an actor: the person, if active, their role, organisation and partner, and every audience that
-- includes them. Pillars are those whose group they sit in: all for the Secretariat and the Board, else those of current
-- seats. A record of several pillars has one audience named after all of them, so that policies compare one indexed
-- value; the combinations are few (seven for three pillars).
create or replace function access.look_up(actor text) returns jsonb
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
    person bigint;
    org bigint;
    its_role text;
    partner text;
    mine text[];
    audiences text[] := array['p'];
begin
    select p.id, p.organisation_id, p.role, o.partner_id into person, org, its_role, partner
      from public.members_person p left join public.members_organisation o on o.id = p.organisation_id
      where p.id = case when actor ~ '^\d{1,18}$' then actor::bigint end and p.is_active;
    if person is not null then
        mine := case when its_role = 'secretariat' or (its_role = 'board' and exists (
                select 1 from public.members_boardseat b where b.organisation_id = org
                and b.since <= current_date and coalesce(b.until, 'infinity') >= current_date))
            then array(select p.code from public.framework_pillar p)
            else array(select s.pillar_id from public.members_pillarseat s where s.organisation_id = org
                and s.since <= current_date and coalesce(s.until, 'infinity') >= current_date) end;
        -- Named as access.audience() names them.
        audiences := array['p', 'm'] || array(
            select 'g:' || string_agg(p.code, ',' order by p.code collate "C")
            from (select code, (row_number() over (order by code) - 1)::int as bit from public.framework_pillar) p,
                 generate_series(1, (1 << (select count(*)::int from public.framework_pillar)) - 1) as mask
            where mask & (1 << p.bit) <> 0 group by mask having bool_or(p.code = any(mine))
        ) || case when its_role = 'secretariat' then array['s'] else '{}' end;
    end if;
    return jsonb_build_object('actor', actor, 'person', person, 'role', its_role, 'org', org, 'partner', partner,
                              'audiences', audiences::text);
end $$;
revoke all on function access.look_up(text) from public;

-- Begin to act, for the rest of the transaction. What the rule asks is looked up here, before any record is: looked up
-- where a policy first asks, it would take longer for a record that is hidden than for one that does not exist. Anybody
-- can change a setting, so this one is signed too, and holds for this actor in this transaction alone.
create or replace function access.become(token text, note text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare found text;
begin
    perform set_config('iisg.actor', token, true), set_config('iisg.note', note, true);
    found := access.look_up(access.actor());
    perform set_config('iisg.self', access.seal(access.of_now(token, found)) || found, true);
end $$;

-- What is signed of it: never what a token signs, which ends in a number. Transactions that begin in one microsecond are
-- one here; within it no right has changed.
create or replace function access.of_now(token text, found text) returns text
language sql stable parallel safe set search_path = pg_catalog, pg_temp as $$
    select concat_ws(' ', 'self', extract(epoch from now()), token, found)
$$;

-- Who acts, as looked up. Looked up again where nobody began to act by access.become(), and in a transaction that runs
-- for longer than a page takes: rights may have changed.
create or replace function access.self() returns jsonb
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
    known text := current_setting('iisg.self', true);
    found text := substr(known, 65);
begin
    if left(known, 64) = access.seal(access.of_now(current_setting('iisg.actor', true), found))
        and clock_timestamp() < now() + interval '1 minute' then
        return found;
    end if;
    return access.look_up(access.actor());
end $$;

create or replace function access.is_gate() returns boolean
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin return coalesce(access.self() ->> 'actor' = 'gate', false); end $$;

create or replace function access.person() returns bigint
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin return access.self() ->> 'person'; end $$;

create or replace function access.is_secretariat() returns boolean
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin return coalesce(access.self() ->> 'role' = 'secretariat', false); end $$;

create or replace function access.org() returns bigint
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin return access.self() ->> 'org'; end $$;

-- The partner whose institution the actor works for, if any.
create or replace function access.partner() returns text
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin return access.self() ->> 'partner'; end $$;

create or replace function access.audiences() returns text[]
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin return access.self() ->> 'audiences'; end $$;

-- Journal entries and the like carry the gates of their record at the time: all must open.
create or replace function access.gate(audience text, owners bigint[]) returns jsonb
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_array(jsonb_build_object('audience', audience, 'owners', to_jsonb(coalesce(owners, '{}'))))
$$;

create or replace function access.opens(gates jsonb, audiences text[], org bigint) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select not exists (
        select 1 from jsonb_array_elements(gates) g
        where not (g ->> 'audience' = any(audiences)) and not coalesce(g -> 'owners' @> to_jsonb(org), false))
$$;

-- What others who edit a row may not change in it: a policy cannot compare a row with what it was. The argument says when,
-- of the old row `o` and the new row `n`. As the person acting, not as definer: the rule's own functions and foreign keys
-- change rows for everybody.
create or replace function access.keep_to_secretariat() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare is_changed boolean;
begin
    if current_user <> 'iisg_app' or access.is_secretariat() then return null; end if;
    execute format('select exists (select from old_rows o join new_rows n using (id) where %s)', TG_ARGV[0]) into is_changed;
    if is_changed then
        raise exception 'only the Secretariat makes this change in %', TG_TABLE_NAME using errcode = 'insufficient_privilege';
    end if;
    return null;
end $$;

-- Who may run a function that is new.
do $$
declare made regprocedure;
begin
    for made in select p.oid from pg_proc p where p.pronamespace = 'access'::regnamespace
        and p.proowner = 'iisg_rule'::regrole and p.proacl is null loop
        execute format('revoke all on function %s from public', made);
        execute format('grant execute on function %s to iisg_app, iisg_owner', made);
    end loop;
end $$;
