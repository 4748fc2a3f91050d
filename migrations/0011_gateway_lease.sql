-- Which process listens for a Discord bot: one at a time, since two would answer everything twice. covered_until: until
-- when somebody heard what happened; what lies after it is looked up at the next start.
create table gateway_lease (
  bot_id      text primary key,
  owner       text not null,
  expires_at  timestamptz not null,
  covered_until timestamptz
);
grant select, insert, update, delete on gateway_lease to shelftalk_system;
