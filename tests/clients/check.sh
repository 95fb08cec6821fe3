#!/usr/bin/env bash
# Has the drawings of the crate read by programs of others: `bash tests/clients/check.sh`.
# What it needs is installed from the registries. Where that is impossible, what
# cannot be checked is skipped, with one line that says so.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/clients
out=${CARGO_TARGET_DIR:-target}/clients
schema=$here/node_modules/bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd

# Installs a package of the system where its command is not there.
system() { # command, package
  command -v "$1" >/dev/null && return
  local log
  if log=$({ apt-get update && apt-get install -y --no-install-recommends "$2"; } 2>&1) && command -v "$1" >/dev/null; then
    return
  fi
  echo "skipped: what \`$1\` would check, for $2 cannot be installed: $(tail -n 1 <<<"$log")"
  return 1
}

# The programs of npm, just as the lock file has them.
programs() {
  local log
  if cmp -s $here/package-lock.json $here/node_modules/.installed; then return; fi
  if ! command -v npm >/dev/null; then
    echo "skipped: bpmn-moddle, bpmnlint, mermaid and the schema of BPMN, for there is no npm"
    return 1
  fi
  if log=$(npm ci --prefix $here --ignore-scripts --no-audit --no-fund 2>&1); then
    cp $here/package-lock.json $here/node_modules/.installed
    return
  fi
  # A lock file that does not fit its package.json is our own mistake.
  if grep -qE 'EUSAGE|EINTEGRITY' <<<"$log"; then
    echo "$log" >&2
    exit 1
  fi
  echo "skipped: bpmn-moddle, bpmnlint, mermaid and the schema of BPMN, for npm cannot install: $(grep -m 1 'npm error' <<<"$log")"
  return 1
}

rm -rf "$out"
mkdir -p "$out"
SALES_PROCESS_CLIENTS=$(cd "$out" && pwd) cargo test --locked --quiet --package sales-process-tests --test it chart::the_same_bytes_each_time >/dev/null
drawn() { find "$out" -name "$1" | sort; }
[ -n "$(drawn '*.dot')" ] && [ -n "$(drawn '*.svg')" ] && [ -n "$(drawn '*.bpmn')" ] && [ -n "$(drawn '*.mmd')" ]

have_programs=1; programs || have_programs=0

if system xmllint libxml2-utils; then
  mapfile -t files < <(drawn '*.svg')
  xmllint --nonet --noout "${files[@]}"
  echo "xmllint: ${#files[@]} SVG files are well formed"
  # Playbooks with plots; their HTML is well-formed XML.
  echo '{}' >"$out/profile.json"
  cargo run --locked --quiet --features cli -- propose "$out/profile.json" >"$out/process.json"
  files=()
  for language in en ru ro; do
    cargo run --locked --quiet --features cli -- playbook "$out/process.json" "$out/playbook-$language" \
      --language $language --data examples/data/crm
    files+=("$out/playbook-$language/playbook.html")
  done
  xmllint --nonet --noout "${files[@]}"
  [ "$(grep -c '<figure class="plot">' "${files[0]}")" = 3 ]
  echo "xmllint: ${#files[@]} playbooks with plots are well formed"
  if [ $have_programs = 1 ]; then
    mapfile -t files < <(drawn '*.bpmn')
    xmllint --nonet --noout --schema "$schema" "${files[@]}" 2>&1 | tee "$out/schema.txt" | grep -v ' validates$' || true
    [ "$(grep -c ' validates$' "$out/schema.txt")" = "${#files[@]}" ]
    echo "xmllint: ${#files[@]} BPMN files are valid by the schema of BPMN 2.0"
  fi
fi

if system dot graphviz; then
  for file in $(drawn '*.dot'); do
    # Graphviz says what it does not like on stderr, and goes on.
    dot -Tjson "$file" -o "$file.json" 2>"$out/dot.txt"
    dot -Tsvg "$file" -o "$file.svg" 2>>"$out/dot.txt"
    if [ -s "$out/dot.txt" ]; then
      echo "$file: $(cat "$out/dot.txt")" >&2
      exit 1
    fi
  done
  if command -v xmllint >/dev/null; then
    mapfile -t files < <(drawn '*.dot.svg')
    xmllint --nonet --noout --nowarning "${files[@]}"
  fi
  if command -v node >/dev/null; then node $here/dot.js "$out"; fi
fi

if [ $have_programs = 1 ]; then
  node $here/mermaid.js "$out"
  node $here/bpmn.js "$out"
fi
