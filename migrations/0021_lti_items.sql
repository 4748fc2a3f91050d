-- What the library behind the tool in courses keeps of its own: nonces, launches as it saw them, keys that it made.

create table lti_item (
  collection  text not null,
  -- What tells it from the others of its collection.
  identity    text not null,
  fields      jsonb not null,
  -- Sealed.
  secret      text,
  created_at  timestamptz not null,
  -- Null: it stays.
  expires_at  timestamptz,
  primary key (collection, identity)
);
create index lti_item_expires on lti_item (expires_at);
-- Whatever has a key id is the only one of its collection that has it.
create unique index lti_item_kid on lti_item (collection, (fields ->> 'kid')) where fields ? 'kid';
create index lti_item_fields on lti_item using gin (fields jsonb_path_ops);

grant select, insert, update, delete on lti_item to shelftalk_system;
