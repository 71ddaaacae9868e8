-- Who is acting, and what they may see. Every policy of every room calls these functions and nothing else.
--
-- The actor arrives signed in the setting iisg.actor: <actor>.<expiry>.<hmac>. A plain setting could be changed by any
-- SELECT; a signature cannot be made without the key, which only the role iisg_rule reads. Forged, expired, malformed
-- or missing: a visitor, who sees public rows. All functions are owned by iisg_rule; tables named here belong to rooms
-- whose migrations come later, which PL/pgSQL allows.

create schema access;
grant usage on schema access to iisg_app, iisg_rule;

create table access.key (
    only_row boolean primary key default true check (only_row),
    inner_pad bytea not null,
    outer_pad bytea not null
);
grant select on access.key to iisg_rule;

-- The verified actor: 'gate', a person's id, or null for a visitor.
create function access.actor() returns text
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

create function access.is_gate() returns boolean
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin return coalesce(access.actor() = 'gate', false); end $$;

create function access.person() returns bigint
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare actor text := access.actor();
begin
    if actor is null or actor !~ '^\d{1,18}$' then return null; end if;
    return (select p.id from public.members_person p where p.id = actor::bigint and p.is_active);
end $$;

create function access.is_secretariat() returns boolean
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce((select p.role = 'secretariat' from public.members_person p where p.id = access.person()), false);
end $$;

create function access.org() returns bigint
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin return (select p.organisation_id from public.members_person p where p.id = access.person()); end $$;

-- The partner whose institution the actor works for, if any.
create function access.partner() returns text
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin return (select o.partner_id from public.members_organisation o where o.id = access.org()); end $$;

-- The audience of a record: p (public), m (members), g:PILLAR[,PILLAR...] (groups of these pillars), s (Secretariat).
create function access.audience(level text, pillars text[]) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select case level
        when 'public' then 'p'
        when 'members' then 'm'
        when 'pillar' then 'g:' || (select string_agg(distinct p collate "C", ',' order by p collate "C") from unnest(pillars) p)
        else 's' end
$$;

-- Pillars whose group the actor sits in: all for the Secretariat and the Board, else those of current seats.
create function access.pillars() returns text[]
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
create function access.audiences() returns text[]
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
create function access.gate(audience text, owners bigint[]) returns jsonb
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_array(jsonb_build_object('audience', audience, 'owners', to_jsonb(coalesce(owners, '{}'))))
$$;

create function access.opens(gates jsonb, audiences text[], org bigint) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select not exists (
        select 1 from jsonb_array_elements(gates) g
        where not (g ->> 'audience' = any(audiences)) and not coalesce(g -> 'owners' @> to_jsonb(org), false))
$$;

-- What others who edit a row may not change in it: a policy cannot compare a row with what it was. The argument says when,
-- of the old row `o` and the new row `n`. As the person acting, not as definer: the rule's own functions and foreign keys
-- change rows for everybody.
create function access.keep_to_secretariat() returns trigger
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

-- Called by the rooms' migrations for each function that acts as the rule: it becomes iisg_rule's, and of the other roles
-- only those named may run it. The right to make functions is lent to iisg_rule for that moment.
create function access.hand_over(handed regproc, variadic runs_it regrole[] default '{}') returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    its_schema regnamespace := (select p.pronamespace from pg_proc p where p.oid = handed);
    its_name text := handed::regprocedure;
begin
    execute format('grant create on schema %s to iisg_rule', its_schema);
    execute format('alter function %s owner to iisg_rule', its_name);
    set local role iisg_rule;  -- only the new owner can change the rights
    execute format('revoke all on function %s from public', its_name);
    if cardinality(runs_it) > 0 then
        execute format('grant execute on function %s to %s', its_name, array_to_string(runs_it, ', '));
    end if;
    reset role;
    execute format('revoke create on schema %s from iisg_rule', its_schema);
end $$;
revoke all on function access.hand_over(regproc, regrole[]) from public;

select access.hand_over(p.oid, 'iisg_app', 'iisg_owner') from pg_proc p
    where p.pronamespace = 'access'::regnamespace and p.proname <> 'hand_over';
