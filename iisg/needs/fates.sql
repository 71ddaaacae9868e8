-- A fate is seen whole or not at all: of a split need at least two live on, so one of them alone would tell of another.

create or replace function needs.is_whole(need bigint, audiences text[], org bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return not exists (
        select 1 from public.needs_lineage l join public.needs_need n on n.id = l.successor_id
        where l.need_id = need and not (n.audience = any(audiences) or coalesce(n.owner_id = org, false)));
end $$;
revoke all on function needs.is_whole(bigint, text[], bigint) from public;
grant execute on function needs.is_whole(bigint, text[], bigint) to iisg_app, iisg_owner;

-- What is said of a need stands in place of what whoever says it does not see; the journal keeps that.
create or replace function needs.give_way() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.needs_lineage l where l.need_id = NEW.need_id
        and not needs.is_whole(NEW.need_id, access.audiences(), access.org());
    return NEW;
end $$;
revoke all on function needs.give_way() from public;
grant execute on function needs.give_way() to iisg_owner;  -- which makes the trigger
