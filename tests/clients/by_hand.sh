#!/usr/bin/env bash
# Shows and runs the drawings with programs that take longer to install, or
# whose pictures somebody has to look at: `bash tests/clients/by_hand.sh`, after
# `check.sh` has gone through. Screenshots go to target/clients/screenshots.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/clients/by_hand
out=$(cd "${CARGO_TARGET_DIR:-target}/clients" && pwd)

command -v chromium >/dev/null || { apt-get update && apt-get install -y --no-install-recommends chromium fonts-dejavu-core; } >/dev/null
[ -d $here/node_modules ] || npm ci --prefix $here --ignore-scripts --no-audit --no-fund
venv=$out/../clients-python
[ -d "$venv" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r $here/requirements.txt

node $here/engine.js "$out"
"$venv/bin/python" -W ignore $here/sound.py "$out"

browser() { timeout 60 chromium --headless=new --no-sandbox --disable-gpu --allow-file-access-from-files --hide-scrollbars --virtual-time-budget=20000 "$@" 2>/dev/null; }
shots=$out/screenshots
mkdir -p "$shots"
wrong=0
while read -r page name; do
  result=$(browser --dump-dom "file://$out/$page.html#$name" | sed -n 's/.*<pre id="result">\(.*\)<\/pre>.*/\1/p')
  echo "$page $name: $result"
  case $result in
    imported* | shown) ;;
    *) wrong=1 ;;
  esac
done < <(node $here/pages.js "$out")
for name in proposed_0 loops_0 hostile_0 several_starts_0; do
  browser --window-size=1800,900 --screenshot="$shots/$name.bpmn.png" "file://$out/bpmn.html#$name.bpmn"
  browser --window-size=1800,900 --screenshot="$shots/$name.mmd.png" "file://$out/mermaid.html#$name.mmd"
  browser --window-size=1800,900 --screenshot="$shots/$name.svg.png" "file://$out/$name.svg"
  browser --window-size=1800,900 --screenshot="$shots/$name.dot.png" "file://$out/$name.dot.svg"
done
browser --window-size=1200,1200 --screenshot="$shots/machine_deal.png" "file://$out/mermaid.html#machine_deal.states.mmd"
[ $wrong = 0 ]
