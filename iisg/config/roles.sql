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
