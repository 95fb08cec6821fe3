#!/usr/bin/env bash
# Drives `sales-process preview` in a real browser: `bash tests/clients/preview.sh`.
# What it needs is installed from the registries; where that is impossible, it
# is skipped, with one line that says so. Screenshots stand in the target folder.
# `bash tests/clients/preview.sh repaint` measures how long a repaint takes.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/clients
target=${CARGO_TARGET_DIR:-target}

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
  { apt-get update && apt-get install -y --no-install-recommends chromium; } >/dev/null 2>&1 || true
  browser=$(command -v chromium || true)
fi
[ -n "$browser" ] || { echo "skipped: the preview in a browser, for chromium cannot be installed"; exit 0; }
if ! [ -d $here/node_modules/playwright-core ]; then
  npm ci --prefix $here --ignore-scripts --no-audit --no-fund >/dev/null 2>&1 ||
    { echo "skipped: the preview in a browser, for npm cannot install playwright-core"; exit 0; }
fi
if [ "${1:-}" = repaint ]; then
  cargo build --quiet --release --features preview --bin sales-process
  exec node $here/repaint.js "$target/release/sales-process" "$browser"
fi
cargo build --quiet --features preview --bin sales-process
timeout 300 node $here/preview.js "$target/debug/sales-process" "$browser" "$target/preview"
