-- People change their password, and the sign-in notes its time. Who somebody is, and for whom, the Secretariat says; the
-- first of it the owner, by who connected: a setting could be changed by any statement.
create or replace function access.keep_rights() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if (NEW.email, NEW.name, NEW.role, NEW.organisation_id, NEW.is_active)
            is distinct from (OLD.email, OLD.name, OLD.role, OLD.organisation_id, OLD.is_active)
        and not access.is_secretariat() and session_user <> 'iisg_owner' then
        raise exception 'only the Secretariat changes who a person is' using errcode = 'insufficient_privilege';
    end if;
    return NEW;
end $$;
revoke all on function access.keep_rights() from public;
grant execute on function access.keep_rights() to iisg_owner;
