-- A run goes on where a killed process left it: how often it began, which steps are done, and where the step stands.
alter table job_run
  add column attempts integer not null default 0,
  add column progress jsonb not null default '{"done": [], "step": null, "cursor": null}';

-- The last due time of a job for which it was asked: each due time is claimed once, whichever worker comes first.
create table job_due (
  school_id   text not null references school on delete cascade,
  job         text not null,
  due_at      timestamptz not null,
  primary key (school_id, job)
);
select keep_schools_apart('job_due');
create policy before_school on job_due to shelftalk_system using (true);
grant select on job_due to shelftalk_system;

-- What wakes the schedule. The columns are those that agenda asks for (@agendajs/postgres-backend 3.0); its own making of
-- them at the start is switched off, since two processes that start together get in each other's way.
create table schedule_job (
  id          uuid primary key default gen_random_uuid(),
  name        varchar(255) not null,
  priority    integer not null default 0,
  next_run_at timestamptz,
  type        varchar(10) not null default 'normal' check (type in ('normal', 'single')),
  locked_at   timestamptz,
  last_finished_at timestamptz,
  failed_at   timestamptz,
  fail_count  integer,
  fail_reason text,
  repeat_timezone varchar(100),
  last_run_at timestamptz,
  repeat_interval varchar(255),
  data        jsonb default '{}',
  repeat_at   varchar(255),
  disabled    boolean default false,
  progress    real,
  fork        boolean default false,
  last_modified_by varchar(255),
  debounce_started_at timestamptz,
  start_date  timestamptz,
  end_date    timestamptz,
  skip_days   jsonb,
  created_at  timestamptz default now(),
  updated_at  timestamptz default now()
);
create unique index schedule_job_single on schedule_job (name) where type = 'single';
grant select, insert, update, delete on schedule_job to shelftalk_system;

-- What the model told of a book, beside what the school told: read only where the school tells nothing. What it was not
-- sure of stands in model_facts alone.
alter table book
  add column model_page_count integer,
  add column model_reading_level real,
  add column model_themes text[] not null default '{}',
  add column model_facts jsonb,
  add column enrich_tries integer not null default 0,
  add column enrich_tried_at timestamptz;

alter table book_text_neighbour add column made_at timestamptz not null default now();

-- Who reads alike is found by looking at every reader's vector: out of line, each look would put it together anew, which
-- takes three times as long.
alter table reader_embedding alter column embedding set storage plain;

-- Old rows are found by their age, and rows come in the order of their age: a few bytes for each hundred pages.
create index inbox_claimed on inbox using brin (claimed_at);
create index idempotency_created on idempotency using brin (created_at);
create index slate_made on slate using brin (made_at);
