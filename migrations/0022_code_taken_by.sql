-- The space that a code was typed in: it may come with the code again, since the answer may have been lost. Null: no space yet.
alter table chat_install_state add column taken_by text;
