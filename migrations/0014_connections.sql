-- How the connection to a workspace, guild or LTI registration is, as what speaks to it tells. Told before it is known which
-- school the space is of, and so of no school; who may read it, chat_space decides.
create table connection_state (
  platform    text not null check (platform in ('slack','discord','lti')),
  tenant      text not null,
  state       text not null check (state in ('waiting','working','failed')),
  since       timestamptz not null,
  failure     text check (failure ~ '^[a-z0-9_.-]{1,80}$'),
  failed_at   timestamptz,
  primary key (platform, tenant),
  check ((failure is null) = (failed_at is null))
);
alter table connection_state enable row level security;
alter table connection_state force row level security;
create policy before_school on connection_state to shelftalk_system using (true) with check (true);
grant select, insert, update, delete on connection_state to shelftalk_system;
