-- What a school may still spend on models: one row a day, so that a call is allowed or refused by one statement, whoever
-- else asks at the same time. What a killed process had reserved ends with the day.
create table model_budget (
  school_id   text not null references school on delete cascade,
  day         date not null,
  reserved    bigint not null default 0 check (reserved >= 0),
  spent       bigint not null default 0 check (spent >= 0),
  primary key (school_id, day)
);
select keep_schools_apart('model_budget');

-- What it was spent on.
create table model_use (
  school_id   text not null references school on delete cascade,
  day         date not null,
  purpose     text not null check (purpose in ('wording','metadata','embedding')),
  calls       bigint not null,
  tokens      bigint not null,
  primary key (school_id, day, purpose)
);
select keep_schools_apart('model_use');
