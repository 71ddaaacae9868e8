-- Who is acting, and what they may see. Every policy of every room calls these functions and nothing else.
--
-- The actor arrives signed in the setting iisg.actor: <actor>.<expiry>.<hmac>. A plain setting could be changed by any
-- SELECT; a signature cannot be made without the key, which only the role iisg_rule reads. Forged, expired, malformed
-- or missing: a visitor, who sees public rows. All functions are owned by iisg_rule; tables named here belong to rooms
-- whose migrations come later, which PL/pgSQL allows.

-- The verified actor: 'gate', a person's id, or null for a visitor.
create or replace function access.actor() returns text
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
    token text[] := string_to_array(current_setting('iisg.actor', true), '.');
    expected text;
begin
    if coalesce(array_length(token, 1), 0) <> 3 or token[2] !~ '^\d{1,12}$' then return null; end if;
    if token[2]::bigint < extract(epoch from now()) then return null; end if;
    select encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(token[1] || '.' || token[2], 'UTF8'))), 'hex')
      into expected from access.key k;
    if expected is distinct from token[3] then return null; end if;
    return token[1];
end $$;

create or replace function access.is_gate() returns boolean
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin return coalesce(access.actor() = 'gate', false); end $$;

create or replace function access.person() returns bigint
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare actor text := access.actor();
begin
    if actor is null or actor !~ '^\d{1,18}$' then return null; end if;
    return (select p.id from public.members_person p where p.id = actor::bigint and p.is_active);
end $$;

create or replace function access.is_secretariat() returns boolean
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce((select p.role = 'secretariat' from public.members_person p where p.id = access.person()), false);
end $$;

create or replace function access.org() returns bigint
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin return (select p.organisation_id from public.members_person p where p.id = access.person()); end $$;

-- The partner whose institution the actor works for, if any.
create or replace function access.partner() returns text
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin return (select o.partner_id from public.members_organisation o where o.id = access.org()); end $$;

-- The audience of a record: p (public), m (members), g:PILLAR[,PILLAR...] (groups of these pillars), s (Secretariat).
create or replace function access.audience(level text, pillars text[]) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select case level
        when 'public' then 'p'
        when 'members' then 'm'
        when 'pillar' then 'g:' || (select string_agg(distinct p collate "C", ',' order by p collate "C") from unnest(pillars) p)
        else 's' end
$$;

-- Pillars whose group the actor sits in: all for the Secretariat and the Board, else those of current seats.
create or replace function access.pillars() returns text[]
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
    org bigint := access.org();
    role text := (select p.role from public.members_person p where p.id = access.person());
begin
    if role = 'secretariat' or (role = 'board' and exists (
        select 1 from public.members_boardseat b where b.organisation_id = org
        and b.since <= current_date and coalesce(b.until, 'infinity') >= current_date)) then
        return array(select p.code from public.framework_pillar p order by p.code collate "C");
    end if;
    return array(select distinct s.pillar_id from public.members_pillarseat s where s.organisation_id = org
        and s.since <= current_date and coalesce(s.until, 'infinity') >= current_date);
end $$;

-- Every audience that includes the actor. A record of several pillars has one audience named after all of them, so
-- that policies compare one indexed value; the combinations are few (seven for three pillars).
create or replace function access.audiences() returns text[]
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine text[];
    groups text[];
begin
    if access.person() is null then return array['p']; end if;
    mine := access.pillars();
    -- Named as access.audience() names them; written out here, since every statement under a policy asks.
    select coalesce(array_agg('g:' || combination), '{}') into groups from (
        select string_agg(p.code, ',' order by p.code collate "C") as combination
        from (select code, (row_number() over (order by code) - 1)::int as bit from public.framework_pillar) p,
             generate_series(1, (1 << (select count(*)::int from public.framework_pillar)) - 1) as mask
        where mask & (1 << p.bit) <> 0 group by mask having bool_or(p.code = any(mine))
    ) combinations;
    return array['p', 'm'] || groups || case when access.is_secretariat() then array['s'] else '{}' end;
end $$;

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
