# shellcheck shell=bash disable=SC2154 # a part of services.sh
# Redis: the machine's own, else Debian's, unpacked without being installed.

redis_home=$home/redis
redis_programs=$home/programs/redis

# Where redis-server and redis-cli are.
redis_bin() { if command -v redis-server >/dev/null; then dirname "$(command -v redis-server)"; else echo "$redis_programs/bin"; fi; }

# With the libraries that they are linked to; in Debian the server is one program with redis-check-rdb.
redis_packages=(redis-tools libjemalloc2 liblua5.1-0 liblzf1 lua-bitop lua-cjson libhiredis0.14 libatomic1)

redis_download() { (cd "$redis_programs" && apt-get -q download "${redis_packages[@]}" >download.log 2>&1); }
redis_fetch() {
  command -v apt-get >/dev/null || fail 'no redis-server here and no apt-get to fetch it: install Redis 7'
  redis_download || { am_root && apt-get -q update >/dev/null 2>&1 && redis_download; } ||
    fail "apt-get could not fetch Redis, see $redis_programs/download.log"
  local package
  for package in "$redis_programs"/*.deb; do dpkg -x "$package" "$redis_programs"; done
  rm "$redis_programs"/*.deb
  ln -sf redis-check-rdb "$redis_programs/usr/bin/redis-server"
  redis_write_program redis-server
  redis_write_program redis-cli
}
redis_write_program() {
  mkdir -p "$redis_programs/bin"
  printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' \
    "$(echo "$redis_programs"/usr/lib/*-linux-gnu)" "$redis_programs/usr/bin/$1" >"$redis_programs/bin/$1"
  chmod +x "$redis_programs/bin/$1"
}
redis_install() { command -v redis-server >/dev/null || make_programs "$redis_programs" redis_fetch; }

redis_port() { cat "$redis_home/port"; }
redis_pid() { cat "$redis_home/server.pid" 2>/dev/null || true; }
redis_up() { is_ours "$(redis_pid)"; }
redis_is_ready() { [ "$("$(redis_bin)/redis-cli" -p "$(redis_port)" ping)" = PONG ]; }

# The settings of production. The title stays as it was started, since it is the folder in it that tells our
# server from others.
redis_start() {
  if ! redis_up; then
    mkdir -p "$redis_home"
    choose_port "$redis_home/port" "${SHELFTALK_REDIS_PORT:-}" 17379
    "$(redis_bin)/redis-server" "$repository/manifests/servers/redis/redis.conf" --port "$(redis_port)" \
      --bind 127.0.0.1 --dir "$redis_home" --pidfile "$redis_home/server.pid" --logfile "$redis_home/server.log" \
      --set-proc-title no --daemonize yes >/dev/null </dev/null ||
      fail "Redis did not start, see $redis_home/server.log"
  fi
  patience 10 'Redis' redis_is_ready
}

redis_stop() { ! redis_up || end_process TERM 10 Redis "$(redis_pid)"; }
redis_kill9() { ! redis_up || end_process KILL 10 Redis "$(redis_pid)"; }
redis_env() {
  echo "REDIS_URL=redis://127.0.0.1:$(redis_port)"
  echo "REDIS_BIN=$(redis_bin)"
}
