#!/usr/bin/env bash
# Asks the running program whatever its openapi.json allows, and what it does not, with a fuzzer that other people
# wrote: no answer may be a fault of ours (5xx), nor anything that the document does not say.
# Linux with bash, Python with pip; runs what was built, else the sources.
#
#   fuzz.sh              a minute and a half from a fixed seed
#   fuzz.sh SECONDS SEED for as long, from that seed: other requests
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:-90}
seed=${2:-1}
fuzzer=schemathesis==4.32.5
key=a-key-for-fuzzing

tools=$PWD/node_modules/.cache/fuzz
scratch=$(mktemp -d)
service=

say() { printf 'fuzz: %s\n' "$*" >&2; }

clean_up() {
  if [ -n "$service" ] && kill "$service" 2>/dev/null; then wait "$service" || true; fi
  rm -rf "$scratch"
}
trap clean_up EXIT

fetch() {
  [ -e "$tools/$fuzzer.done" ] && return
  rm -rf "$tools"
  PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 \
    python3 -m pip install --quiet --target "$tools" "$fuzzer" >&2
  touch "$tools/$fuzzer.done"
}

# Starts the demo school on a free port; sets $service and $url.
start() {
  local program=(node dist/main.js) tries
  [ -e dist/main.js ] || program=(node --import tsx src/main.ts)
  PORT=0 SHELFTALK_DATA=$scratch/data SHELFTALK_DEMO=1 SHELFTALK_DEMO_KEY=$key SHELFTALK_RATE_LIMIT=1000000 \
    SHELFTALK_LOG=error "${program[@]}" >"$scratch/out" 2>"$scratch/errors" &
  service=$!
  for ((tries = 0; tries < 240; tries++)); do
    url=$(sed -n 's/^Shelftalk is at //p' "$scratch/out")
    [ -z "$url" ] || return 0
    kill -0 "$service" 2>/dev/null || break
    sleep 0.5
  done
  say 'the program did not start:'
  cat "$scratch/errors" >&2
  exit 1
}

# Left out: whether all that fits the document is accepted. Rules between two fields, and what a file must hold, stand
# there in words only.
checks=not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance
checks+=,response_schema_conformance,unsupported_method,allow_header_conformance,negative_data_rejection

# ask SECONDS FILTER...: exits as the fuzzer does.
ask() {
  local budget=$1
  shift
  (
    cd "$scratch"
    PYTHONPATH=$tools python3 -m schemathesis.cli --config-file "$scratch/fuzz.toml" run "$url/openapi.json" \
      --header "Authorization: Bearer $key" --checks "$checks" --phases coverage,fuzzing --continue-on-failure \
      --max-examples 50 --max-time "$budget" --seed "$seed" --request-timeout 30 --generation-database none \
      --no-color "$@"
  )
}

# A body that is longer than is taken may be refused for that instead. A round of which most was turned away unseen
# proves nothing: it fails.
cat >"$scratch/fuzz.toml" <<'TOML'
[warnings]
display = ["rate_limited", "unmatched_filter"]
fail-on = ["rate_limited", "unmatched_filter"]

[checks]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 409, 413, 415, 429]
TOML

fetch
start
verdict=0
# GET /live answers for as long as the client stays. Keys are not taken away in this round, since the list of keys
# names the one that is asked with.
ask "$((seconds * 4 / 5))" --exclude-path /live --exclude-path-regex '^/keys/' || verdict=1
# Here no answer names it: only keys that were issued in this round can be taken away.
ask "$((seconds / 5))" --include-path-regex '^/keys/' --include-operation-id issueKey || verdict=1

if [ -s "$scratch/errors" ]; then
  say 'the program said:'
  sort -u "$scratch/errors" | head -n 40 >&2
fi
[ "$verdict" = 0 ] || say "from seed $seed"
exit "$verdict"
