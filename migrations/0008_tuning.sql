-- How a school ranks: what was chosen for it (null: the defaults), by which data, and a build that was kept out of service
-- because it ranked worse than the one before. Sums over readers only.
alter table school
  add column ranking    jsonb,
  add column tuning     jsonb,
  add column kept_back  jsonb;
alter table graph_build add column quality jsonb;
