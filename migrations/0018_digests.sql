-- The weekly digest for teachers, and what people choose for their accounts on a platform.

alter table chat_link
  add column language     text,
  add column time_zone    text,
  add column digest       text not null default 'off' check (digest in ('off','on','paused')),
  add column digest_since timestamptz;

-- One a person and ISO week. The books that it told of are not told again. It ends with the account's link.
create table chat_digest (
  school_id   text not null,
  person_id   text not null,
  week        text not null,
  platform    text not null,
  tenant      text not null,
  account_id  text not null,
  state       text not null default 'waiting' check (state in ('waiting','sent','skipped','expired')),
  due_at      timestamptz not null,
  lease_until timestamptz,
  book_ids    text[] not null default '{}',
  primary key (school_id, person_id, week),
  foreign key (school_id, person_id) references person on delete cascade,
  foreign key (school_id, platform, tenant, account_id) references chat_link on delete cascade
);
create index chat_digest_due on chat_digest (platform, due_at) where state = 'waiting';
create index chat_digest_account on chat_digest (school_id, platform, tenant, account_id);

-- A digest's message goes with it, sent or not.
alter table chat_post
  add column digest_of   text,
  add column digest_week text,
  add foreign key (school_id, digest_of, digest_week) references chat_digest on delete cascade;
create index chat_post_digest on chat_post (school_id, digest_of, digest_week) where digest_of is not null;

-- Of which digest a button is.
alter table chat_button add column week text;

do $$
begin
  perform keep_schools_apart('chat_digest');
end $$;
-- Which digests are due is asked for all schools at once; what is in them is read in their own.
create policy before_school on chat_digest to shelftalk_system using (true);
grant select (school_id, person_id, week, platform, state, due_at, lease_until) on chat_digest to shelftalk_system;
