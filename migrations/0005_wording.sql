-- What the model said of a set of facts about books, known by the facts' hash: all readers of the school share it.
create table wording (
  school_id   text not null references school on delete cascade,
  facts_hash  text not null,
  model_id    text not null,
  -- away: nobody could be asked. A claim older than a minute may be made again, by whoever comes.
  state       text not null check (state in ('asked','told','refused','away')),
  text        text check ((text is not null) = (state = 'told')),
  tries       integer not null default 0,
  asked_at    timestamptz not null,
  made_at     timestamptz,
  primary key (school_id, facts_hash)
);
select keep_schools_apart('wording');
