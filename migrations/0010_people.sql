-- Who somebody is: the people of a school, how they sign in, and which chat or LMS account is theirs.

-- A student's person_id is the reader_id; staff have the id of the roster, or one that the admin gave them. Staff carry
-- their name here, students in reader. Who left is ended, not deleted: votes and logs go on naming the id.
create table person (
  school_id   text not null references school on delete cascade,
  person_id   text not null,
  role        text not null check (role in ('admin','librarian','teacher','student')),
  name        text,
  email       text check (email = lower(email)),
  reader_id   text,
  invented    boolean not null default false,
  created_at  timestamptz not null default now(),
  ended_at    timestamptz,
  primary key (school_id, person_id),
  foreign key (school_id, reader_id) references reader on delete cascade,
  check ((role = 'student') = (reader_id is not null))
);
create unique index person_reader on person (school_id, reader_id) where reader_id is not null;
-- An address finds one person: that of somebody who left may be given to somebody else.
create unique index person_email on person (school_id, email) where email is not null and ended_at is null;

insert into person (school_id, person_id, role, reader_id, invented)
  select school_id, reader_id, 'student', reader_id, invented from reader where kind = 'student';

create table class_teacher (
  school_id   text not null,
  class_id    text not null,
  person_id   text not null,
  primary key (school_id, class_id, person_id),
  foreign key (school_id, class_id) references class on delete cascade,
  foreign key (school_id, person_id) references person on delete cascade
);
create index class_teacher_person on class_teacher (school_id, person_id);

-- Where the people of a school sign in (OpenID Connect). The id stands in addresses before the school is known, so no two
-- schools share one. client_secret is sealed; null for a public client.
create table identity_provider (
  school_id   text not null references school on delete cascade,
  provider_id text not null unique,
  label       text not null,
  issuer      text not null,
  client_id   text not null,
  client_secret text,
  email_domains text[] not null default '{}',
  student_claim text,
  created_at  timestamptz not null default now(),
  primary key (school_id, provider_id)
);

-- An account of an issuer and the one person whose it is, found at the first sign-in.
create table identity (
  school_id   text not null,
  issuer      text not null,
  subject     text not null,
  person_id   text not null,
  created_at  timestamptz not null default now(),
  primary key (school_id, issuer, subject),
  unique (school_id, issuer, person_id),
  foreign key (school_id, person_id) references person on delete cascade
);

-- A sign-in on its way through the provider; taken once.
create table sign_in (
  state_hash  text primary key,
  school_id   text not null,
  provider_id text not null,
  nonce       text not null,
  code_verifier text not null,
  return_path text not null,
  expires_at  timestamptz not null,
  foreign key (school_id, provider_id) references identity_provider on delete cascade
);
create index sign_in_expires on sign_in (expires_at);

-- The secret is kept as its SHA-256. The one before works for a moment after a change, for requests that were on their way.
create table person_session (
  session_id  text primary key,
  school_id   text not null,
  person_id   text not null,
  role        text not null,
  secret_hash text not null unique,
  previous_hash text unique,
  previous_until timestamptz,
  csrf_token  text not null,
  created_at  timestamptz not null,
  renewed_at  timestamptz not null,
  seen_at     timestamptz not null,
  revoked_at  timestamptz,
  foreign key (school_id, person_id) references person on delete cascade
);
create index person_session_person on person_session (school_id, person_id);

-- A code that a signed-in person shows to a bot or an LMS page, kept as a keyed hash: eight characters could be tried out.
create table link_code (
  school_id   text not null,
  person_id   text not null,
  platform    text not null check (platform in ('slack','discord','lti')),
  code_hash   text not null,
  expires_at  timestamptz not null,
  primary key (school_id, person_id, platform),
  unique (school_id, code_hash),
  foreign key (school_id, person_id) references person on delete cascade
);

-- Wrong codes of one account: a code that nobody has cannot count its own tries.
create table link_try (
  school_id   text not null references school on delete cascade,
  platform    text not null,
  tenant      text not null,
  account_id  text not null,
  tries       integer not null,
  first_at    timestamptz not null,
  primary key (school_id, platform, tenant, account_id)
);

-- An account on a platform and its person. tenant: the workspace, guild or LTI registration. One account has one link; a
-- person has one confirmed account in a tenant.
create table chat_link (
  school_id   text not null,
  platform    text not null check (platform in ('slack','discord','lti')),
  tenant      text not null,
  account_id  text not null,
  person_id   text not null,
  state       text not null check (state in ('pending','confirmed')),
  shown_name  text not null default '',
  asked_at    timestamptz not null,
  confirmed_at timestamptz,
  primary key (school_id, platform, tenant, account_id),
  foreign key (school_id, person_id) references person on delete cascade,
  check ((state = 'confirmed') = (confirmed_at is not null))
);
create unique index chat_link_person on chat_link (school_id, platform, tenant, person_id) where state = 'confirmed';

-- Which school a workspace, guild or registration belongs to: one, whoever binds it first.
create table chat_space (
  school_id   text not null references school on delete cascade,
  platform    text not null check (platform in ('slack','discord','lti')),
  tenant      text not null,
  shown_name  text not null default '',
  bound_by    text not null,
  bound_at    timestamptz not null,
  primary key (platform, tenant),
  unique (school_id, platform, tenant)
);

create table channel_class (
  school_id   text not null,
  platform    text not null,
  tenant      text not null,
  channel_id  text not null,
  class_id    text not null,
  bound_by    text not null,
  bound_at    timestamptz not null,
  primary key (school_id, platform, tenant, channel_id),
  foreign key (school_id, platform, tenant) references chat_space (school_id, platform, tenant) on delete cascade,
  foreign key (school_id, class_id) references class on delete cascade
);
create index channel_class_class on channel_class (school_id, class_id);

do $$
declare t text;
begin
  foreach t in array array['person', 'class_teacher', 'identity_provider', 'identity', 'sign_in', 'person_session',
    'link_code', 'link_try', 'chat_link', 'chat_space', 'channel_class'] loop
    perform keep_schools_apart(t);
  end loop;
  -- Read before the school is known: the choice of providers, the way back from one, a session's cookie, a bot's message.
  foreach t in array array['identity_provider', 'sign_in', 'person_session', 'person', 'chat_space'] loop
    execute format('create policy before_school on %I to shelftalk_system using (true) with check (true)', t);
  end loop;
end $$;
grant select on identity_provider, person_session, chat_space to shelftalk_system;
grant select, insert, delete on sign_in to shelftalk_system;
-- Of a person no more than what a session needs: no name, no address.
grant select (school_id, person_id, role, reader_id, ended_at) on person to shelftalk_system;
