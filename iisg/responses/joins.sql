-- Which records are one action, and which a part of another: what PostgreSQL refuses, and what gives way.
--
-- Only here all rows are known. A refusal for the sake of a row that the person acting does not see would tell that there
-- is one; so a relation with such a row gives way to what this person says. The journal keeps it, for who sees both.

create or replace function responses.is_seen(response bigint) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return exists (select 1 from public.responses_response r where r.id = response
        and (r.audience = any(access.audiences()) or r.owners @> array[access.org()]));
end $$;
revoke all on function responses.is_seen(bigint) from public;

-- The actions that one is a part of, at any height: joined records count as one action, the one of the record that stays.
create or replace function responses.above(mine bigint) returns setof bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    with recursive above (action) as (
        select coalesce(p.joined_into_id, p.id) from public.responses_response r
            join public.responses_response p on p.id = r.part_of_id
            where r.id = mine or r.joined_into_id = mine
        union select coalesce(p.joined_into_id, p.id) from above a
            cross join lateral (
                select r.part_of_id from public.responses_response r where r.id = a.action union all
                select r.part_of_id from public.responses_response r where r.joined_into_id = a.action) r
            join public.responses_response p on p.id = r.part_of_id)
    select action from above
$$;
revoke all on function responses.above(bigint) from public;

-- No action is a part of itself. Whoever acts is a person: nothing gives way for a visitor, who sees least.
create or replace function responses.check_part_of() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine bigint := coalesce(NEW.joined_into_id, NEW.id);
    relation text;
begin
    foreach relation in array array['part_of_id', 'joined_into_id'] loop
        if not mine in (select responses.above(mine)) then return null; end if;
        execute format($sql$
            update public.responses_response r set %1$I = null
            where coalesce(r.joined_into_id, r.id) in (select responses.above($1)) and r.%1$I is not null
            and access.person() is not null and not (responses.is_seen(r.id) and responses.is_seen(r.%1$I))
        $sql$, relation) using mine;
    end loop;
    if mine in (select responses.above(mine)) then
        raise exception 'a response is part of itself' using errcode = 'check_violation', constraint = 'part_of_without_loop';
    end if;
    return null;
end $$;
revoke all on function responses.check_part_of() from public;
grant execute on function responses.check_part_of() to iisg_owner;  -- which makes the triggers

-- Joining two records, and taking them apart: by the Secretariat, and by who leads the one that is joined (the policy
-- sees to that) and has a part in the one that stays. Never in a chain; the row that stays is locked while it is asked.
create or replace function responses.check_joining() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    kept public.responses_response;
begin
    select * into kept from public.responses_response r
        where r.id = coalesce(NEW.joined_into_id, OLD.joined_into_id) for update;
    if not access.is_secretariat() and not coalesce(kept.owners @> array[access.org()], false) then
        raise exception 'not a party to both records' using errcode = 'insufficient_privilege';
    end if;
    if NEW.joined_into_id is null then return NEW; end if;
    update public.responses_response r set joined_into_id = null
        where (r.joined_into_id = NEW.id and not responses.is_seen(r.id))
           or (r.id = kept.id and r.joined_into_id is not null and not responses.is_seen(r.joined_into_id));
    if kept.id is null or kept.is_demo <> NEW.is_demo
            or exists (select 1 from public.responses_response r
                where (r.id = kept.id and r.joined_into_id is not null) or r.joined_into_id = NEW.id) then
        raise exception 'one of the two is joined already' using errcode = 'check_violation', constraint = 'joined_once';
    end if;
    return NEW;
end $$;
revoke all on function responses.check_joining() from public;
grant execute on function responses.check_joining() to iisg_owner;  -- which makes the triggers
