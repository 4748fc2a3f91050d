-- Who began it: an admin of a school, and what they call the space (school_id, person_id, shown_name). Null: nobody who was
-- signed in, so that what is installed is of no school.
alter table chat_install_state add column begun_by jsonb;
