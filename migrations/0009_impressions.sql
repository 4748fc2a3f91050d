-- Whether a list was made for the reader's own eyes. One that staff looked at shows the reader nothing.
alter table slate add column shown boolean not null default true;

-- Lines of the log go when they are two years old, whoever asks, unless they still tell what holds.
grant delete on book_override_log to shelftalk_app;
create policy kept_two_years on book_override_log as restrictive for delete to shelftalk_app
  using (decided_at < now() - interval '730 days');

-- How well all schools are ranked is one number for those who watch over the service.
grant select (school_id, build_id, quality) on graph_build to shelftalk_system;
create policy before_school on graph_build for select to shelftalk_system using (true);
