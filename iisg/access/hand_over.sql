create schema access;
grant usage on schema access to iisg_app, iisg_rule;

create table access.key (
    only_row boolean primary key default true check (only_row),
    inner_pad bytea not null,
    outer_pad bytea not null
);
grant select on access.key to iisg_rule;

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
