-- What was erased of a student: a receipt for the school. By the keyed hashes in it, a late upload or launch and an old file
-- are known to be of somebody who was erased.
create table erasure (
  school_id   text not null references school on delete cascade,
  erasure_id  text not null,
  -- Keyed hashes of the ids by which the student read here; that of the id that was named comes first.
  id_hashes   text[] not null,
  -- A role, and nobody's name.
  asked_by    text not null,
  asked_at    timestamptz not null,
  -- How much was removed, by where it was.
  removed     jsonb not null,
  -- By what the student is known where something is still to be removed; null as soon as nothing is.
  subject     jsonb,
  -- Whether the files of the database were written anew, without what was deleted; null before that was tried.
  rewritten   boolean,
  finished_at timestamptz,
  primary key (school_id, erasure_id)
);
create index erasure_unfinished on erasure (school_id) where finished_at is null;
select keep_schools_apart('erasure');

-- What those hashes are made with. Sealed, where there is a key to seal with.
alter table school add column erasure_key text;

-- A keyed digest of the account, which itself stands nowhere but in the sealed payload.
update chat_request set account_id = null where account_id is not null;
alter table chat_request rename column account_id to account_digest;
drop index chat_request_account;
create index chat_request_account on chat_request (account_digest);
