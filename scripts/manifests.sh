#!/usr/bin/env bash
# Checks by schema what users deploy: docker-compose.yml and manifests/, without Docker and without a cluster.
# Linux with bash, Python with pip, npm, and one of kustomize, kubectl and Go; for the proxy Debian's apt-get.
#
#   manifests.sh          checks everything
#   manifests.sh proxy    prints where the proxy's program is, fetched if it is not there
#
# The schemas come in packages: those of Compose with check-jsonschema, those of Kubernetes with
# kubernetes-validate, those of KEDA with @kubernetes-models/keda.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The oldest Kubernetes that has everything we use (sleep before a stop), and the newest that we know of.
kubernetes_versions=(1.30.0 1.37.0)

tools=$PWD/node_modules/.cache/manifests
python_tools=(check-jsonschema==0.39.0 kubernetes-validate==1.37.0)
node_tools=(@kubernetes-models/keda@0.4.2 yaml@2.9.1)
kustomize_module=sigs.k8s.io/kustomize/kustomize/v5@v5.7.1

say() { printf 'manifests: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# once NAME COMMAND...: COMMAND, unless it was once done to the end.
once() {
  local done=$tools/$1.done
  shift
  [ -e "$done" ] && return
  "$@" >&2
  touch "$done"
}

# ---- tools ---------------------------------------------------------------------------------------

fetch_python() {
  PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 \
    python3 -m pip install --quiet --target "$tools/python" "${python_tools[@]}"
}
fetch_node() {
  mkdir -p "$tools/node"
  npm install --prefix "$tools/node" --ignore-scripts --no-audit --no-fund --loglevel=error "${node_tools[@]}"
}
fetch_kustomize() {
  command -v go >/dev/null || fail 'install one of kustomize, kubectl and Go'
  GOBIN=$tools/bin go install "$kustomize_module"
}
fetch_proxy() {
  command -v apt-get >/dev/null || fail 'no caddy here and no apt-get to fetch it: install Caddy 2.6 or newer'
  mkdir -p "$tools/proxy"
  (
    cd "$tools/proxy"
    apt-get -q download caddy || { apt-get -q update && apt-get -q download caddy; }
    dpkg -x caddy*.deb .
  )
}

python_tool() { PYTHONPATH=$tools/python python3 -m "$@"; }

proxy() {
  if command -v caddy; then return; fi
  once proxy fetch_proxy
  echo "$tools/proxy/usr/bin/caddy"
}

# render FOLDER: the objects that it stands for.
render() {
  if command -v kustomize >/dev/null; then kustomize build "$1"
  elif command -v kubectl >/dev/null; then kubectl kustomize "$1"
  else
    once kustomize fetch_kustomize
    "$tools/bin/kustomize" build "$1"
  fi
}

# ---- checks --------------------------------------------------------------------------------------

check_compose() {
  python_tool check_jsonschema --builtin-schema vendor.compose-spec docker-compose.yml manifests/compose/*.yml
}

# A kind without a schema is only a warning there: here it is a failure, but for KEDA's, which come next.
check_kubernetes() {
  local version report=$tools/report
  for version in "${kubernetes_versions[@]}"; do
    python_tool kubernetes_validate --strict -k "$version" "$@" >"$report" 2>&1 || {
      grep -v passed "$report" >&2
      fail "not valid for Kubernetes $version"
    }
    if grep WARN "$report" | grep -v 'api version keda.sh/' >&2; then fail 'no schema for these'; fi
    say "$(grep -c passed "$report") objects are valid for Kubernetes $version"
  done
}

check_keda() {
  (
    cd "$tools/node"
    node --input-type=module - "$@" <<'JS'
import { readFileSync } from 'node:fs'
import { parseAllDocuments } from 'yaml'
import * as kinds from '@kubernetes-models/keda/keda.sh/v1alpha1'
let checked = 0
for (const file of process.argv.slice(2)) {
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
    const object = document.toJS()
    if (object.apiVersion !== 'keda.sh/v1alpha1') continue
    new kinds[object.kind](object).validate()
    checked += 1
  }
}
if (checked === 0) throw new Error('no object of KEDA was found')
console.error(`manifests: ${checked} objects are valid for KEDA`)
JS
  )
}

check_proxy() {
  local caddy
  caddy=$(proxy)
  "$caddy" validate --adapter caddyfile --config manifests/compose/Caddyfile >"$tools/report" 2>&1 ||
    { cat "$tools/report" >&2 && fail 'the proxy does not take its Caddyfile'; }
  say 'the proxy takes its Caddyfile'
}

check_all() {
  once python fetch_python
  once node fetch_node
  check_compose
  local folder rendered=()
  for folder in manifests/kubernetes/base manifests/kubernetes/overlays/*/; do
    rendered+=("$tools/$(basename "$folder").yaml")
    render "$folder" >"${rendered[-1]}"
  done
  check_kubernetes "${rendered[@]}" manifests/kubernetes/secret.example.yaml
  check_keda "${rendered[@]}"
  check_proxy
}

mkdir -p "$tools"
case ${1:-all} in
  all) check_all ;;
  proxy) proxy ;;
  *)
    sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
