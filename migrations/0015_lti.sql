-- The LTI tool: platforms that a school registered, launches on their way, and the sessions that they end in.

create table lti_registration (
  school_id   text not null references school on delete cascade,
  registration_id text not null unique,
  issuer      text not null,
  client_id   text not null,
  family      text not null check (family in ('canvas','moodle','other')),
  auth_url    text not null,
  token_url   text not null,
  jwks_url    text not null,
  frame_origins text[] not null default '{}',
  require_sub boolean not null default false,
  -- Sealed.
  account_key text not null,
  state       text not null check (state in ('waiting','active','off')),
  created_at  timestamptz not null default now(),
  primary key (school_id, registration_id),
  -- A platform's client is one school's: who launches cannot choose where it belongs.
  unique (issuer, client_id)
);

create table lti_deployment (
  school_id   text not null,
  registration_id text not null,
  deployment_id text not null,
  state       text not null check (state in ('waiting','approved')),
  first_seen_at timestamptz not null,
  primary key (school_id, registration_id, deployment_id),
  foreign key (school_id, registration_id) references lti_registration on delete cascade
);

-- A launch between login and token, deleted by whoever finishes it. The browser's secret and the state lie here as digests;
-- what the platform wants back (its hints) is gone with the row.
create table lti_transaction (
  state_hash  text primary key,
  public_id   text not null unique,
  school_id   text not null,
  registration_id text not null,
  state       text not null,
  nonce       text not null,
  deployment_id text,
  target      text not null,
  login_hint  text not null,
  message_hint text,
  proof_hash  text not null,
  expires_at  timestamptz not null,
  foreign key (school_id, registration_id) references lti_registration on delete cascade
);
create index lti_transaction_expires on lti_transaction (expires_at);

-- Opened by a secret of the browser's and, as its second half, the secret that the launch was begun with.
create table lti_session (
  session_hash text primary key,
  proof_hash  text not null,
  school_id   text not null,
  registration_id text not null,
  -- A keyed digest of who launched; null for a visitor.
  account_id  text,
  role        text not null check (role in ('instructor','student','observer','visitor')),
  context_id  text,
  custom      jsonb not null default '{}',
  locale      text,
  csrf_token  text not null,
  seen_at     timestamptz not null,
  revoked_at  timestamptz,
  foreign key (school_id, registration_id) references lti_registration on delete cascade
);
create index lti_session_seen on lti_session using brin (seen_at);

do $$
declare t text;
begin
  foreach t in array array['lti_registration', 'lti_deployment', 'lti_transaction', 'lti_session'] loop
    perform keep_schools_apart(t);
    -- A launch names its platform, and only that tells the school.
    execute format('create policy before_school on %I to shelftalk_system using (true) with check (true)', t);
  end loop;
end $$;
grant select on lti_registration to shelftalk_system;
grant select, insert on lti_deployment to shelftalk_system;
grant select, insert, delete on lti_transaction to shelftalk_system;
grant select, insert, update, delete on lti_session to shelftalk_system;
