-- What the tool may ask of a platform beside launches: who is in a course, and to keep the score of completed work. A school
-- that turned nothing on has no row, and nothing is asked.

create table lti_services (
  school_id   text not null,
  registration_id text not null,
  roster      boolean not null default false,
  scores      boolean not null default false,
  -- Whom a request for an access token is addressed to; null: the address that it is sent to.
  token_audience text,
  -- Origins that an access token may be sent to, beside that of the token's address.
  origins     text[] not null default '{}',
  primary key (school_id, registration_id),
  foreign key (school_id, registration_id) references lti_registration on delete cascade
);

-- A course whose roster is read.
create table lti_course (
  school_id   text not null,
  registration_id text not null,
  context_id  text not null,
  members_url text not null,
  launched_at timestamptz not null,
  due_at      timestamptz not null,
  -- When it was last read to its end, and how many were in it then.
  read_at     timestamptz,
  members     integer,
  -- Why the last reading came to nothing.
  failure     text check (failure ~ '^[a-z_]{1,40}$'),
  primary key (school_id, registration_id, context_id),
  foreign key (school_id, registration_id) references lti_registration on delete cascade
);
create index lti_course_due on lti_course (school_id, due_at);

-- Those of a course who opened the tool, by keyed digests; whoever never did is not written down.
create table lti_member (
  school_id   text not null,
  registration_id text not null,
  context_id  text not null,
  account_id  text not null,
  -- Null: not in the course any more.
  role        text check (role in ('instructor','student','observer')),
  changed_at  timestamptz not null,
  primary key (school_id, registration_id, context_id, account_id),
  foreign key (school_id, registration_id, context_id) references lti_course on delete cascade
);

-- The score of one person for one link. open: nothing was done yet. due: it is owed to the platform. sent. kept: a grade was
-- there, and stays. refused, expired: it never arrived.
create table lti_score (
  school_id   text not null,
  registration_id text not null,
  account_id  text not null,
  line_item   text not null,
  -- The platform's own id of the person, sealed, for as long as a score may have to be sent, a day at most.
  sealed_user text,
  scopes      text[] not null,
  state       text not null check (state in ('open','due','sent','kept','refused','expired')),
  scored_at   timestamptz,
  attempts    integer not null default 0,
  due_at      timestamptz,
  expires_at  timestamptz not null,
  failure     text check (failure ~ '^[a-z_]{1,40}$'),
  primary key (school_id, registration_id, account_id, line_item),
  foreign key (school_id, registration_id) references lti_registration on delete cascade,
  check ((sealed_user is not null) = (state in ('open','due')))
);
create index lti_score_due on lti_score (school_id, due_at) where state = 'due';
create index lti_score_open on lti_score (school_id, expires_at) where sealed_user is not null;

-- When a session began, since a roster that was read before knows nothing of it; and where its score is kept.
alter table lti_session
  add column opened_at timestamptz not null default now(),
  add column line_item text;

do $$
declare t text;
begin
  foreach t in array array['lti_services', 'lti_course', 'lti_member', 'lti_score'] loop
    perform keep_schools_apart(t);
  end loop;
end $$;
-- Which schools have anything to do is asked for all at once; what Canvas is installed by is asked without signing in.
create policy before_school on lti_services to shelftalk_system using (true);
grant select on lti_services to shelftalk_system;
