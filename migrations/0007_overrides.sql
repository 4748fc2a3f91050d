-- What a librarian decides for a grade, over every score. A book carries what holds now beside its other gates, where no
-- import writes: grades as text, or 'all'.
alter table book
  add column gate_highest_grade integer,
  add column blocked_grades text[] not null default '{}',
  add column pinned_grades text[] not null default '{}';
create index book_pinned on book (school_id) where pinned_grades <> '{}';

-- Who decided what, when and why; 'none' takes a decision back. It only ever grows: nobody may change or delete a row.
create table book_override_log (
  change_no   bigint generated always as identity,
  school_id   text not null references school on delete cascade,
  book_id     text not null,
  grade       text not null,
  kind        text not null check (kind in ('pin','block','none')),
  why         text not null,
  decided_by  text not null,
  decided_at  timestamptz not null,
  primary key (school_id, book_id, change_no)
);
select keep_schools_apart('book_override_log');
revoke update, delete on book_override_log from shelftalk_app;
