-- One-time invites of admins: whoever brings one may register a platform, which then waits for approval.
create table lti_invite (
  code_hash   text primary key,
  school_id   text not null references school on delete cascade,
  invited_by  text not null,
  expires_at  timestamptz not null
);
create index lti_invite_school on lti_invite (school_id);
select keep_schools_apart('lti_invite');
create policy before_school on lti_invite to shelftalk_system using (true) with check (true);
grant select, delete on lti_invite to shelftalk_system;

alter table lti_registration
  -- Services that were asked for and that the platform did not grant.
  add column withheld text[] not null default '{}',
  add column last_launch_at timestamptz,
  -- How far the platform's clock and ours were apart at the last launch, in seconds.
  add column clock_apart_seconds integer not null default 0;
grant update (last_launch_at, clock_apart_seconds) on lti_registration to shelftalk_system;
