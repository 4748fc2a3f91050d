-- The core's tables. Every row of a school carries school_id; row-level security keeps schools apart (0002).
create table school (
  school_id   text primary key,
  name        text not null,
  time_zone   text not null default 'UTC',
  invented    boolean not null default false,
  policy      jsonb not null default '{}',
  version     bigint not null default 1,
  live_build  bigint,
  previous_build bigint,
  created_at  timestamptz not null default now()
);

-- Keys are stored as SHA-256 of the secret: the secret itself is shown once and kept nowhere.
create table api_key (
  key_id      text primary key,
  key_hash    text not null unique,
  school_id   text not null references school on delete cascade,
  role        text not null check (role in ('service','admin','librarian','teacher','student','reader')),
  reader_id   text,
  label       text not null default '',
  created_at  timestamptz not null default now(),
  expires_at  timestamptz,
  revoked_at  timestamptz,
  check (role not in ('student','reader') or reader_id is not null)
);

create table reader (
  school_id   text not null references school on delete cascade,
  reader_id   text not null,
  reader_no   integer generated always as identity unique,
  kind        text not null check (kind in ('student','reader')),
  first_name  text,
  grade_level integer,
  age         integer,
  birth_year  integer,
  homeroom_teacher text,
  prior_year_reading_score real,
  invented    boolean not null default false,
  version     bigint not null default 1,
  created_at  timestamptz not null default now(),
  primary key (school_id, reader_id)
);

create table class (
  school_id   text not null references school on delete cascade,
  class_id    text not null,
  name        text not null,
  grade_level integer,
  primary key (school_id, class_id)
);

create table class_member (
  school_id   text not null,
  class_id    text not null,
  reader_id   text not null,
  primary key (school_id, class_id, reader_id),
  foreign key (school_id, reader_id) references reader on delete cascade
);
create index class_member_reader on class_member (school_id, reader_id);

-- owner_reader_id: a book that only this reader knows of, until a librarian accepts it.
create table book (
  school_id   text not null references school on delete cascade,
  book_id     text not null,
  book_no     integer generated always as identity unique,
  owner_reader_id text,
  title       text not null,
  authors     text[] not null default '{}',
  isbn        text,
  genre       text,
  difficulty_band text,
  reading_level real,
  publication_year integer,
  page_count  integer,
  average_rating real,
  series      text,
  series_number real,
  language    text,
  themes      text[] not null default '{}',
  description text,
  minimum_grade integer,
  maximum_grade integer,
  copies      integer,
  copies_available integer,
  match_key   text not null,
  hidden      boolean not null default false,
  -- The librarian's own gate: never written by an import.
  gate_grade  integer,
  created_at  timestamptz not null default now(),
  primary key (school_id, book_id),
  foreign key (school_id, owner_reader_id) references reader on delete cascade
);
create index book_match on book (school_id, match_key);
create index book_title on book (school_id, split_part(match_key, '|', 1));
create index book_series on book (school_id, series) where series is not null;
create index book_isbn on book (school_id, isbn) where isbn is not null;

-- The model's id stands beside each vector: vectors of two models are never compared.
create table book_embedding (
  school_id   text not null,
  book_id     text not null,
  model_id    text not null,
  embedding   vector(1536) not null,
  made_at     timestamptz not null default now(),
  primary key (school_id, book_id, model_id),
  foreign key (school_id, book_id) references book on delete cascade
);

-- Neighbours by text, for books that the graph does not know (yet): a reader's own, or new ones.
create table book_text_neighbour (
  school_id   text not null,
  book_id     text not null,
  neighbour_nos integer[] not null,
  similarities  real[] not null,
  primary key (school_id, book_id),
  foreign key (school_id, book_id) references book on delete cascade
);

create table loan (
  school_id   text not null,
  checkout_id text not null,
  reader_id   text not null,
  book_id     text not null,
  checkout_date date not null,
  return_date date,
  student_rating real check (student_rating between 1 and 5),
  received_at timestamptz not null default now(),
  primary key (school_id, checkout_id),
  foreign key (school_id, reader_id) references reader on delete cascade,
  foreign key (school_id, book_id) references book on delete cascade
);
create index loan_reader on loan (school_id, reader_id, book_id);

-- One current vote per voter, reader and book; 'none' takes a vote back.
create table vote (
  school_id   text not null,
  reader_id   text not null,
  book_id     text not null,
  voter       text not null,
  vote        text not null check (vote in ('up','down','read','none')),
  slate_id    text,
  event_id    uuid not null,
  voted_at    timestamptz not null,
  primary key (school_id, reader_id, book_id, voter),
  foreign key (school_id, reader_id) references reader on delete cascade,
  foreign key (school_id, book_id) references book on delete cascade
);

create table listed_book (
  school_id   text not null,
  reader_id   text not null,
  book_id     text not null,
  rating      real check (rating between 1 and 5),
  finished_on date,
  added_at    timestamptz not null default now(),
  primary key (school_id, reader_id, book_id),
  foreign key (school_id, reader_id) references reader on delete cascade,
  foreign key (school_id, book_id) references book on delete cascade
);

-- What the consumers derive from a reader's history: themes, authors and level that the reader is comfortable with.
create table preference (
  school_id   text not null,
  reader_id   text not null,
  books_read  integer not null,
  comfort_level real,
  themes      jsonb not null,
  authors     jsonb not null,
  updated_at  timestamptz not null default now(),
  primary key (school_id, reader_id),
  foreign key (school_id, reader_id) references reader on delete cascade
);

create table reader_embedding (
  school_id   text not null,
  reader_id   text not null,
  model_id    text not null,
  embedding   vector(1536) not null,
  made_at     timestamptz not null default now(),
  primary key (school_id, reader_id, model_id),
  foreign key (school_id, reader_id) references reader on delete cascade
);

create table similar_reader (
  school_id   text not null,
  reader_id   text not null,
  other_id    text not null,
  similarity  real not null,
  primary key (school_id, reader_id, other_id),
  foreign key (school_id, reader_id) references reader on delete cascade,
  foreign key (school_id, other_id) references reader (school_id, reader_id) on delete cascade
);
create index similar_reader_other on similar_reader (school_id, other_id);

create table graph_build (
  school_id   text not null references school on delete cascade,
  build_id    bigint generated always as identity,
  data_print  text not null,
  settings    jsonb not null,
  book_nos    integer[] not null,
  readers_per_book integer[] not null,
  grade_prior jsonb not null,
  counts      jsonb not null,
  built_at    timestamptz not null default now(),
  primary key (school_id, build_id)
);

create table book_neighbour (
  school_id   text not null,
  build_id    bigint not null,
  book_no     integer not null,
  neighbour_nos integer[] not null,
  weights     real[] not null,
  primary key (school_id, build_id, book_no),
  foreign key (school_id, build_id) references graph_build on delete cascade
);

create table slate (
  school_id   text not null,
  slate_id    text not null,
  reader_id   text not null,
  policy      text not null,
  build_id    bigint,
  items       jsonb not null,
  made_at     timestamptz not null default now(),
  primary key (school_id, slate_id),
  foreign key (school_id, reader_id) references reader on delete cascade
);
create index slate_reader on slate (school_id, reader_id, made_at desc);

-- Our own events: written with the change they tell of, deleted when the bus has acknowledged them.
create table outbox (
  outbox_id   bigint generated always as identity primary key,
  school_id   text not null,
  topic       text not null,
  key         text not null,
  event       jsonb not null,
  created_at  timestamptz not null default now()
);
create index outbox_topic on outbox (topic, outbox_id);
create index outbox_key on outbox (topic, school_id, key, outbox_id);

-- A consumer claims an event's id in the transaction that applies it: a second delivery changes nothing.
create table inbox (
  school_id   text not null,
  consumer    text not null,
  event_id    uuid not null,
  claimed_at  timestamptz not null default now(),
  primary key (school_id, consumer, event_id)
);

create table dead_letter (
  dead_letter_id bigint generated always as identity primary key,
  school_id   text not null,
  topic       text not null,
  consumer    text not null,
  event       jsonb not null,
  reason      text not null,
  tries       integer not null,
  died_at     timestamptz not null default now()
);

create table idempotency (
  school_id   text not null references school on delete cascade,
  caller      text not null,
  key         text not null,
  body_hash   text not null,
  answer      jsonb not null,
  created_at  timestamptz not null default now(),
  primary key (school_id, caller, key)
);

create table import_run (
  school_id   text not null references school on delete cascade,
  import_id   text not null,
  kind        text not null,
  state       text not null check (state in ('running','finished','failed')),
  accepted    integer not null default 0,
  refused     integer not null default 0,
  unknown_columns text[] not null default '{}',
  error       text,
  started_at  timestamptz not null default now(),
  finished_at timestamptz,
  primary key (school_id, import_id)
);

create table import_refusal (
  school_id   text not null,
  import_id   text not null,
  line        integer not null,
  field       text not null,
  reason      text not null,
  primary key (school_id, import_id, line, field),
  foreign key (school_id, import_id) references import_run on delete cascade
);

create table job_run (
  school_id   text not null references school on delete cascade,
  run_id      text not null,
  job         text not null,
  state       text not null check (state in ('waiting','running','finished','failed')),
  counts      jsonb not null default '{}',
  error       text,
  requested_at timestamptz not null default now(),
  started_at  timestamptz,
  finished_at timestamptz,
  primary key (school_id, run_id)
);
create index job_run_recent on job_run (school_id, job, requested_at desc);
