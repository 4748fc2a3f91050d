#!/usr/bin/env bash
# Real servers for tests and for developers without Docker: PostgreSQL, Redis and Kafka on 127.0.0.1.
# Linux with bash, Python with pip, Java 17 with Maven, and Redis or Debian's apt-get; root or not.
#
#   services.sh up | down | status | env        all services
#   services.sh start | stop | kill9 SERVICE    one of them (kill9: as if the machine lost it)
#   services.sh run COMMAND...                  up, run COMMAND with the addresses exported, down again
#
# Programs and data live in .services/ (SHELFTALK_SERVICES_DIR moves them). Several checkouts can run
# side by side: a server gets a free port and keeps it as long as it is free (SHELFTALK_PG_PORT,
# SHELFTALK_REDIS_PORT and SHELFTALK_KAFKA_PORT fix it).
#
# To add a service: write services/NAME.sh with NAME_install, NAME_start, NAME_stop, NAME_kill9, NAME_up
# and NAME_env, and put the name into SERVICES. Nothing else knows the services by name.
set -euo pipefail

SERVICES=(postgres redis kafka)

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

# make_programs FOLDER COMMAND...: COMMAND fills FOLDER, unless that was once done to the end.
make_programs() {
  local folder=$1
  shift
  [ -e "$folder/complete" ] && return
  say "fetching $(basename "$folder")"
  rm -rf "$folder"
  mkdir -p "$folder"
  "$@"
  chmod -R a+rX "$home/programs"
  touch "$folder/complete"
}

# end_process SIGNAL SECONDS WHAT PROCESS...: sends the signal and waits until all of them are gone.
end_process() {
  local signal=$1 seconds=$2 what=$3 process
  shift 3
  kill -"$signal" "$@" 2>/dev/null || true
  for process in "$@"; do patience "$seconds" "ending $what" is_gone "$process"; done
}

# choose_port FILE WISH FIRST: a free port for a server that is about to start, written to FILE: the wished
# one, else the one that FILE remembers, else the first from FIRST. FIRST lies below the ports that systems
# give to clients: one that tries to reach a killed server could be given the server's own port.
choose_port() {
  local port=$2
  if [ -n "$port" ]; then
    is_listening "$port" && fail "port $port is taken; choose a free one"
  else
    port=$(cat "$1" 2>/dev/null || echo "$3")
    while is_listening "$port"; do port=$((port + 1)); done
  fi
  echo "$port" >"$1"
}

for service in "${SERVICES[@]}"; do
  # shellcheck source=/dev/null
  source "$repository/scripts/services/$service.sh"
done

# ---- verbs ---------------------------------------------------------------------------------------

# One change at a time. Servers must not inherit the lock, or it would be held for as long as they live.
alone() {
  exec 9>"$home/lock"
  flock -w 300 9 || fail "another run holds $home/lock"
  "$@" 9>&-
  exec 9>&-
}

each() {
  local service
  for service in "${SERVICES[@]}"; do "${service}_$1"; done
}

# at_once COMMAND: `COMMAND SERVICE` for all services side by side. Fails if one of them fails.
at_once() {
  local service started=() code=0
  for service in "${SERVICES[@]}"; do
    "$1" "$service" &
    started+=($!)
  done
  for service in "${started[@]}"; do wait "$service" || code=1; done
  return "$code"
}

start() {
  "$1_install"
  "$1_start"
}
stop() { "$1_stop"; }
up() { at_once start; }
down() {
  at_once stop
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

any_up() {
  local service
  for service in "${SERVICES[@]}"; do "${service}_up" && return; done
  return 1
}

# Several `run`s may share the servers. The last one to leave stops them, unless `up` had started them.
up_for_run() {
  any_up || touch "$home/started-by-run"
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
  (alone up_for_run 8>&-)
  local setting
  while read -r setting; do export "${setting?}"; done < <(each env)
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
    sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
