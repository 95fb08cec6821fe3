#!/usr/bin/env bash
# Runs the example `postgres`, or the command given, against a private PostgreSQL
# on a socket of its own: `bash tests/clients/postgres.sh [COMMAND…]`. PGHOST and
# PGUSER lead to it. Where the server is not there it is installed; where that is
# impossible, one line says so.
set -euo pipefail
cd "$(dirname "$0")/../.."

find_server() { # prints the folder of the server's programs
  local initdb
  for initdb in "$(command -v initdb || true)" /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb; do
    if [ -x "$initdb" ]; then
      dirname "$(readlink -f "$initdb")"
      return
    fi
  done
}

bin=$(find_server)
if [ -z "$bin" ]; then
  # A server of the system's is not to be started beside it.
  log=$({ apt-get update && mkdir -p /etc/postgresql-common &&
    echo 'create_main_cluster = false' >>/etc/postgresql-common/createcluster.conf &&
    apt-get install -y --no-install-recommends postgresql; } 2>&1) || true
  bin=$(find_server)
fi
if [ -z "$bin" ]; then
  echo "skipped: what needs PostgreSQL, for it cannot be installed: $(tail -n 1 <<<"$log")"
  exit 0
fi

folder=$(mktemp -d)
as=()
# The server refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  as=(setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups)
  chown nobody "$folder"
fi
server() { (cd "$folder" && "${as[@]}" "$bin/$1" "${@:2}"); }
stop() {
  server pg_ctl -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT

server initdb -D "$folder/data" -U tester -A trust -E UTF8 --locale=C >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
server pg_ctl -D "$folder/data" -w -l "$folder/server.log" -o "-k $folder -c listen_addresses= -c fsync=off" start >>"$folder/log" 2>&1 ||
  { cat "$folder/log" "$folder/server.log" >&2; exit 1; }

export PGHOST=$folder PGUSER=tester PGDATABASE=postgres
if [ $# -gt 0 ]; then
  "$@"
else
  cargo run --locked --quiet -p sales-process-postgres -- "host=$PGHOST user=$PGUSER dbname=$PGDATABASE"
fi
