-- What a launch may answer to its platform, once; and the keys that the tool signs with.
-- As json, not jsonb: what the platform wants back is kept as it came.
alter table lti_session add column deep_linking json;

create table lti_key (
  kid         text primary key,
  public_jwk  jsonb not null,
  -- Sealed.
  private_key text not null,
  created_at  timestamptz not null
);
grant select, insert, update, delete on lti_key to shelftalk_system;
