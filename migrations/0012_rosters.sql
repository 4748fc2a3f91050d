-- The newest file of students or teachers that names somebody: who is not in the newest one may have left.
alter table person add column named_in text;
