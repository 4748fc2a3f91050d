-- An event's row stays until the event was applied: what the bus loses is published again, and how much is pending
-- is known exactly, whoever carries the events.
alter table outbox
  add column published_at timestamptz,
  add column event_id text generated always as (event ->> 'id') stored;
drop index outbox_topic;
create index outbox_unpublished on outbox (topic, outbox_id) where published_at is null;
create index outbox_event on outbox (event_id);
create index outbox_pending on outbox (school_id, created_at);

-- What every table of a school needs (0002): rows apart by school, readable in the role that names one.
create function keep_schools_apart(t text) returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', t);
  execute format('alter table %I force row level security', t);
  execute format('create policy own_school on %I to shelftalk_app
    using (school_id = current_setting(''shelftalk.school'', true))
    with check (school_id = current_setting(''shelftalk.school'', true))', t);
  execute format('grant select, insert, update, delete on %I to shelftalk_app', t);
end $$;

-- Written to and emptied again to see whether a full disk has room, stored as it is.
create table write_probe (
  probe_id    integer primary key,
  filling     text not null
);
alter table write_probe alter column filling set storage external;
grant select, insert, update, delete on write_probe to shelftalk_system;
