-- What an administrator does once, as superuser and with psql, before the product arrives. Running it again
-- changes nothing but the password, which is read from SHELFTALK_DATABASE_PASSWORD.
--
-- The login role can switch to the product's two roles but inherits nothing from them, so that forgetting
-- `set local role` shows nothing. It may neither be superuser nor step around row-level security: the
-- program refuses to start with such a login. pgvector stands in template1, since only a superuser can add
-- it: every database that is made later has it.
\set ON_ERROR_STOP on
\getenv password SHELFTALK_DATABASE_PASSWORD
\if :{?password}
\else
  do $$ begin raise exception 'set SHELFTALK_DATABASE_PASSWORD'; end $$;
\endif

\connect template1
create extension if not exists vector;

\connect postgres
select format('create role %I %s', name, options) from (values
  ('shelftalk', 'login nosuperuser nobypassrls nocreaterole'),
  ('shelftalk_app', 'nologin nosuperuser nobypassrls'),
  ('shelftalk_system', 'nologin nosuperuser nobypassrls')) wanted (name, options)
where not exists (select from pg_roles where rolname = name) \gexec
alter role shelftalk password :'password';
grant shelftalk_app, shelftalk_system to shelftalk with inherit false, set true;
select 'create database shelftalk owner shelftalk'
where not exists (select from pg_database where datname = 'shelftalk') \gexec
