-- What chat platforms send us (chat_request), what we owe them (chat_post), and what lies behind buttons and emoji.

-- A request is stored before it is acknowledged, and before its school is known. dedupe_key is a keyed digest of what
-- makes the platform's request one; payload is sealed, and emptied when it is a week old.
create table chat_request (
  request_id  uuid primary key,
  platform    text not null check (platform in ('slack','discord')),
  tenant      text not null,
  account_id  text,
  dedupe_key  text not null unique,
  kind        text not null,
  payload     text not null,
  answer      text,
  state       text not null default 'waiting' check (state in ('waiting','done','dead')),
  attempts    integer not null default 0,
  lease_until timestamptz not null,
  error       text,
  received_at timestamptz not null,
  ended_at    timestamptz
);
create index chat_request_waiting on chat_request (lease_until) where state = 'waiting';
create index chat_request_received on chat_request (received_at);
create index chat_request_account on chat_request (platform, tenant, account_id);

-- An app that a workspace or an organisation installed. `sealed` holds its tokens; null once they are gone.
create table chat_installation (
  platform    text not null check (platform in ('slack','discord')),
  tenant      text not null,
  state       text not null check (state in ('active','disabled','gone')),
  sealed      text,
  scopes      text[] not null default '{}',
  bot_user_id text,
  expires_at  timestamptz,
  reason      text,
  updated_at  timestamptz not null,
  primary key (platform, tenant)
);

-- An installation on its way through the platform's own page; taken once, in the browser that began it.
create table chat_install_state (
  state_hash  text primary key,
  browser_hash text not null,
  expires_at  timestamptz not null
);

-- A message: one row from the first sending on. Edits raise `version`; what is behind `sent_version` is to be sent.
-- channel_id is null for a message to one account alone. state: see src/core/domain/chat-post.ts.
create table chat_post (
  school_id   text not null references school on delete cascade,
  post_id     text not null,
  platform    text not null check (platform in ('slack','discord')),
  tenant      text not null,
  channel_id  text,
  account_id  text,
  class_id    text,
  book_id     text,
  asked_by    text,
  priority    smallint not null,
  body        jsonb not null,
  version     integer not null default 1,
  sent_version integer not null default 0,
  message_id  text,
  state       text not null default 'queued' check (state in ('queued','sending','sent','unknown','refused','expired','parked')),
  attempts    integer not null default 0,
  error       text,
  due_at      timestamptz not null,
  lease_until timestamptz,
  acted_at    timestamptz,
  created_at  timestamptz not null,
  primary key (school_id, post_id),
  foreign key (school_id, class_id) references class on delete cascade,
  check ((channel_id is null) <> (account_id is null))
);
create index chat_post_queue on chat_post (platform, tenant, coalesce(channel_id, account_id), priority, due_at)
  where state in ('queued','sending') or (state = 'sent' and version > sent_version);
create index chat_post_message on chat_post (school_id, platform, tenant, channel_id, message_id);
create index chat_post_account on chat_post (school_id, platform, tenant, account_id);
create index chat_post_class on chat_post (school_id, class_id, book_id);

-- What a button means; its id means nothing to whoever reads it. person_id: the one person who may press it, null for
-- everybody. reader_id: about whose picks it votes, null for the voter's own.
create table chat_button (
  school_id   text not null references school on delete cascade,
  button_id   text not null,
  platform    text not null,
  tenant      text not null,
  person_id   text,
  reader_id   text,
  book_id     text,
  class_id    text,
  post_id     text,
  book_ids    text[],
  slate_id    text,
  made_at     timestamptz not null,
  primary key (school_id, button_id),
  foreign key (school_id, person_id) references person on delete cascade,
  foreign key (school_id, reader_id) references reader on delete cascade,
  foreign key (school_id, class_id) references class on delete cascade,
  foreign key (school_id, post_id) references chat_post on delete cascade
);
create index chat_button_made on chat_button (school_id, made_at);

-- Emoji as they stand under our posts. event_id: the vote that this emoji gave, as long as it is the current one's.
create table chat_reaction (
  school_id   text not null,
  post_id     text not null,
  person_id   text not null,
  emoji       text not null,
  present     boolean not null,
  order_at    double precision not null,
  event_id    uuid,
  primary key (school_id, post_id, person_id, emoji),
  foreign key (school_id, post_id) references chat_post on delete cascade,
  foreign key (school_id, person_id) references person on delete cascade
);
create index chat_reaction_person on chat_reaction (school_id, person_id);

-- What staff think of a book on a shelf. They have no list of their own that it could change.
create table chat_vote (
  school_id   text not null,
  person_id   text not null,
  book_id     text not null,
  vote        text not null check (vote in ('up','down','read','none')),
  event_id    uuid not null,
  voted_at    timestamptz not null,
  primary key (school_id, person_id, book_id),
  foreign key (school_id, person_id) references person on delete cascade,
  foreign key (school_id, book_id) references book on delete cascade
);

-- A platform told us that the channel is gone, or closed to us: nothing is posted there until it is bound again.
alter table channel_class add column paused_at timestamptz;

do $$
declare t text;
begin
  foreach t in array array['chat_post', 'chat_button', 'chat_reaction', 'chat_vote'] loop
    perform keep_schools_apart(t);
  end loop;
  foreach t in array array['chat_request', 'chat_installation', 'chat_install_state'] loop
    execute format('grant select, insert, update, delete on %I to shelftalk_system', t);
  end loop;
end $$;
-- Which messages are due is asked for all schools at once; what they say is read in their own.
create policy before_school on chat_post to shelftalk_system using (true) with check (true);
grant select (school_id, post_id, platform, tenant, channel_id, account_id, priority, version, sent_version, state, due_at,
  lease_until, acted_at, created_at) on chat_post to shelftalk_system;
grant update (state) on chat_post to shelftalk_system;
