-- What no policy of a response can ask: a policy looks neither into its own table nor at rows that come after the row.

-- A record is part of one that the person acting sees, so as that person: hidden and absent ones are refused alike.
create or replace function responses.see_whole() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from public.responses_response r where r.id = NEW.part_of_id) then
        raise exception 'no such response to be part of' using errcode = 'insufficient_privilege';
    end if;
    return NEW;
end $$;

-- A row brings its owners, leads and partners, so that its first entry in the journal opens to them; at commit they are
-- those that its parties and partners say, and nobody is named who has no part in it.
create or replace function responses.check_named() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from public.responses_response r where r.id = NEW.id and (
            r.owners <> array(select distinct p.organisation_id from public.responses_party p
                              where p.response_id = r.id order by 1)
            or r.leads <> array(select distinct p.organisation_id from public.responses_party p
                                where p.response_id = r.id and p.role = 'lead' order by 1)
            or r.served <> array(select s.partner_id from public.responses_served s
                                 where s.response_id = r.id order by 1))) then
        raise exception 'a response names whom its parties and partners do not'
            using errcode = 'check_violation', constraint = 'named_by_parties';
    end if;
    return null;
end $$;

-- For a load: nobody saves needs, responses or claims until it is done. Who may lock a table may lock it for any use, so
-- that is the rule's right and nobody else's.
create or replace function responses.hold_records() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not access.is_secretariat() then
        raise exception 'folders are loaded by the Secretariat' using errcode = 'insufficient_privilege';
    end if;
    lock table public.needs_need, public.responses_response, public.responses_claim in share row exclusive mode;
end $$;

revoke all on function responses.see_whole(), responses.check_named(), responses.hold_records() from public;
grant execute on function responses.see_whole(), responses.check_named() to iisg_owner;
grant execute on function responses.hold_records() to iisg_app;
