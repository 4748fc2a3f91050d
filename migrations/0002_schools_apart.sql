-- Two roles, taken inside each transaction with "set local role":
-- shelftalk_app sees the rows of the school that the transaction names, and nothing without a name;
-- shelftalk_system sees the few tables that must be read before the school is known.
do $$ begin
  if not exists (select from pg_roles where rolname = 'shelftalk_app') then create role shelftalk_app nologin; end if;
  if not exists (select from pg_roles where rolname = 'shelftalk_system') then create role shelftalk_system nologin; end if;
end $$;

do $$
declare t text;
begin
  for t in select c.relname from pg_class c
           join pg_namespace n on n.oid = c.relnamespace
           where n.nspname = current_schema() and c.relkind = 'r' and c.relname <> 'schema_migration'
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_school on %I to shelftalk_app
      using (school_id = current_setting(''shelftalk.school'', true))
      with check (school_id = current_setting(''shelftalk.school'', true))', t);
    execute format('grant select, insert, update, delete on %I to shelftalk_app', t);
  end loop;
  foreach t in array array['school', 'api_key', 'outbox', 'dead_letter'] loop
    execute format('create policy before_school on %I to shelftalk_system using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to shelftalk_system', t);
  end loop;
end $$;
