-- The frame in which a platform keeps things for tools, as it was named at the login.
alter table lti_transaction add column storage_target text;
