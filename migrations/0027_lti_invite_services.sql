-- What the admin who invites a platform wants of it beside launches: it is asked for when the platform registers.
alter table lti_invite
  add column roster boolean not null default false,
  add column scores boolean not null default false;
