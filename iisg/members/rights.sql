-- People change their password, and the sign-in notes its time. Who somebody is, and for whom, the Secretariat says.
create function access.keep_rights() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if (NEW.email, NEW.name, NEW.role, NEW.organisation_id, NEW.is_active)
            is distinct from (OLD.email, OLD.name, OLD.role, OLD.organisation_id, OLD.is_active)
        and not access.is_secretariat() and current_setting('iisg.migrating', true) is distinct from 'on' then
        raise exception 'only the Secretariat changes who a person is' using errcode = 'insufficient_privilege';
    end if;
    return NEW;
end $$;
create trigger keep_rights before update on members_person for each row execute function access.keep_rights();
select access.hand_over('access.keep_rights');
