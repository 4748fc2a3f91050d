-- A workspace whose app an organisation installed: the organisation's row has the tokens.
alter table chat_installation add column within text;

-- A message that may have arrived is known again by its buttons.
create index chat_post_button on chat_post (school_id, (body ->> 'buttonId')) where state in ('unknown','sending');
