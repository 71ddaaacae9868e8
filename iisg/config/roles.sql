-- The three roles and the database. Run by psql (15 or newer) as a superuser; running it again changes nothing.
--   iisg_owner  owns the database and every table; migrates. Forced row-level security binds it too.
--   iisg_app    serves and loads: owns nothing, is a member of nothing, creates nothing.
--   iisg_rule   nobody signs in as it; it owns the functions that decide who sees what.
-- Passwords come from IISG_OWNER_PASSWORD and IISG_APP_PASSWORD, so that no list of processes shows them.

\set ON_ERROR_STOP on
\if :{?database} \else \set database iisg \endif
\getenv owner_password IISG_OWNER_PASSWORD
\getenv app_password IISG_APP_PASSWORD

select format('create role %I', name)
from unnest(array['iisg_owner', 'iisg_app', 'iisg_rule']) as name
where not exists (select from pg_roles where rolname = name) \gexec

alter role iisg_owner login noinherit nosuperuser nobypassrls nocreaterole nocreatedb noreplication
    password :'owner_password';
alter role iisg_app login noinherit nosuperuser nobypassrls nocreaterole nocreatedb noreplication
    password :'app_password';
alter role iisg_rule nologin noinherit nosuperuser nobypassrls nocreaterole nocreatedb noreplication;

-- What a session runs is not shown in the list of sessions, not even to others of the same role; only a superuser turns
-- that on again. And a client that went away holds its locks no longer than this.
alter role iisg_app set track_activities = off;
alter role iisg_app set idle_in_transaction_session_timeout = '5min';

-- Migrations hand the rule's functions to iisg_rule. The owner does not inherit its rights (noinherit above; from
-- version 16 on the grant takes that over), it can only hand over.
grant iisg_rule to iisg_owner;

select format('create database %I owner iisg_owner encoding ''UTF8'' template template0', :'database')
where not exists (select from pg_database where datname = :'database') \gexec

revoke all on database :"database" from public;
grant connect on database :"database" to iisg_app;

\connect :database
revoke create on schema public from public;
grant create on schema public to iisg_owner;  -- on 15 noinherit keeps it from having this as owner of the database
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists btree_gin;

-- What PostgreSQL lets everybody do, and nobody of ours needs: large objects, ending other sessions, and the counts and
-- sizes of tables, in which hidden rows count too. Monitoring keeps the latter.
do $$
declare f regprocedure;
begin
    for f in select p.oid from pg_proc p where p.pronamespace = 'pg_catalog'::regnamespace
        and p.proname ~ '^(lo_|loread$|lowrite$|pg_(cancel|terminate)_backend$|pg_stat_get_|pg_\w+_size$)'
        and p.proname <> 'pg_column_size' and has_function_privilege('public', p.oid, 'execute') loop
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to pg_monitor', f);
    end loop;
end $$;
do $$
declare harmless text := (
    select string_agg(quote_ident(attname), ', ') from pg_attribute where attrelid = 'pg_class'::regclass
    and attnum > 0 and attname !~ '^(reltuples|relpages|relall\w+)$');
begin
    revoke select on pg_class from public;
    execute format('grant select (%s) on pg_class to public', harmless);
    grant select on pg_class to pg_monitor, iisg_owner;
end $$;
