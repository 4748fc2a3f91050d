-- Courses of a learning platform: which votes were given in one, what its totals told last, and its reading lists. A course
-- is known by a digest of what its platform calls it; a vote itself lies in vote, and its mark here goes with the reader.
alter table lti_session add column acted boolean not null default false;

create table course_vote (
  school_id   text not null,
  course_id   text not null,
  reader_id   text not null,
  book_id     text not null,
  -- The vote counts for the course while it is the reader's current one.
  event_id    uuid not null,
  voted_at    timestamptz not null,
  primary key (school_id, course_id, book_id, reader_id),
  foreign key (school_id, reader_id) references reader on delete cascade,
  foreign key (school_id, book_id) references book on delete cascade
);
create index course_vote_reader on course_vote (school_id, reader_id);
create index course_vote_book on course_vote (school_id, book_id);
create index course_vote_age on course_vote using brin (voted_at);

-- What was told, and when: it changes only when enough students changed, so that no two tellings show one of them.
create table course_total (
  school_id   text not null,
  course_id   text not null,
  book_id     text not null,
  voted       integer not null,
  voted_at    timestamptz,
  up          integer not null,
  down        integer not null,
  split_at    timestamptz,
  read        integer not null,
  read_at     timestamptz,
  told_at     timestamptz not null,
  primary key (school_id, course_id, book_id),
  foreign key (school_id, book_id) references book on delete cascade
);
create index course_total_book on course_total (school_id, book_id);

create table reading_list (
  school_id   text not null references school on delete cascade,
  list_id     text not null,
  -- The course that may change it.
  course_id   text not null,
  -- The list that it began as a copy of, else itself: links name that one, in copied courses too.
  root_id     text not null,
  title       text not null,
  book_ids    text[] not null default '{}',
  used_at     timestamptz not null,
  primary key (school_id, list_id),
  unique (school_id, course_id, root_id)
);
create index reading_list_root on reading_list (school_id, root_id);

do $$
declare t text;
begin
  foreach t in array array['course_vote', 'course_total', 'reading_list'] loop
    perform keep_schools_apart(t);
  end loop;
end $$;
