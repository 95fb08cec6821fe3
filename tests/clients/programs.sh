#!/usr/bin/env bash
# Holds the answers of the command against programs that nobody here wrote:
# `bash tests/clients/programs.sh [PROGRAM]`. Histories against pm4py and lifelines, the
# simulation against SimPy, statements on DuckDB, DataFusion and PostgreSQL. What
# cannot be installed is skipped, with one line that says so.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
program=${1:-$target/debug/sales-process}
[ $# -gt 0 ] || cargo build --locked --quiet -p sales-process --features cli --bin sales-process
tools=$target/programs

# A place of their own for the packages: pinned, so that a day's release breaks nothing.
if [ ! -x "$tools/bin/python" ]; then
  if ! log=$(python3 -m venv "$tools" 2>&1); then
    echo "skipped: all programs of others, for there is no venv: $(tail -n 1 <<<"$log")"
    rm -rf "$tools"
    exit 0
  fi
fi
have() { # packages
  local log
  log=$("$tools/bin/pip" install --quiet --disable-pip-version-check "$@" 2>&1) && return
  echo "skipped: what $* would check, for it cannot be installed: $(tail -n 1 <<<"$log")"
  return 1
}

if have pm4py==2.7.23.11 lifelines==0.30.3; then
  "$tools/bin/python" tests/clients/history/compare.py "$program"
fi

if have simpy==4.1.2; then
  # Here the figures alone; how fast it is takes a release build.
  "$tools/bin/python" benches/simpy/compare.py "$program" --figures
fi

# A server on a local socket, run by somebody who is not root.
server=
stop() { if [ -n "$server" ]; then "${as[@]}" "$binaries/pg_ctl" -D "$server/data" -m fast stop >/dev/null; rm -rf "$server"; fi; }
trap stop EXIT
binaries=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1 || true)
if [ -n "$binaries" ]; then
  as=()
  if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid nobody --regid nogroup --clear-groups --reset-env); fi
  server=$(mktemp -d)
  chmod 777 "$server"
  "${as[@]}" "$binaries/initdb" -D "$server/data" -A trust -U postgres -E UTF8 --locale=C >/dev/null
  "${as[@]}" "$binaries/pg_ctl" -D "$server/data" -w -l "$server/log" \
    -o "-k $server -c listen_addresses='' -c fsync=off" start >/dev/null
  export PGHOST=$server PGUSER=postgres PGDATABASE=postgres
else
  echo "skipped: PostgreSQL, for it is not installed"
fi
if have duckdb==2.0.1 datafusion==55.0.0 pyarrow==26.0.1 'psycopg[binary]==3.3.9'; then
  "$tools/bin/python" tests/clients/sql/compare.py "$program" examples/data/cdnow.csv examples/data/grocery.csv
fi
