"""Mutants: one small change to the code at a time, and whether a test notices.

    python3 tests/mutants.py FILE|FOLDER… [--most N] [--seed N] [--tests FILTER]

Takes `N` places (all unless said), drawn by the seed, at which an operator, a
bound or a constant of the code beside the tests can be another one; makes each
change in a copy under `target/mutants`, builds once and runs the tests of the
library and of `tests/it`. Prints what was caught, what does not compile, and
every change that no test noticed. A mutant costs a minute or more of building:
give one room at a time.
"""

import argparse
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

# What stands there, and what stands there instead.
CHANGES = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "),
    (r" == ", " != "), (r" != ", " == "), (r" && ", " || "), (r" \|\| ", " && "),
    (r" \+ 1\b", " + 2"), (r" - 1\b", ""), (r"\btrue\b", "false"), (r"\bfalse\b", "true"),
    (r"\.is_some_and\(", ".is_none_or("), (r"\.is_none_or\(", ".is_some_and("),
    (r"\.any\(", ".all("), (r"\.all\(", ".any("), (r"\.min\(", ".max("), (r"\.max\(", ".min("),
    (r"\bif !", "if "), (r"\.is_empty\(\)", ".len() == 1"), (r"\.saturating_sub\(", ".saturating_add("),
    (r"\.min_by_key\(", ".max_by_key("), (r"\.rev\(\)", ""), (r"\.succ_opt\(\)", ".pred_opt()"),
]

parser = argparse.ArgumentParser()
parser.add_argument("paths", nargs="+", type=pathlib.Path)
parser.add_argument("--most", type=int)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--tests", action="append", default=[], help="only tests with this in their names")
asked = parser.parse_args()

root = pathlib.Path(__file__).resolve().parent.parent
copy = root / "target/mutants/copy"
files = sorted(f for p in asked.paths for f in ([p] if p.is_file() else p.rglob("*.rs")) if "tests" not in f.name)


def places(file):
    """Where the code of a file can be changed: not in tests, words or types."""
    code = file.read_text().split("#[cfg(test)]\nmod ")[0]
    at = 0
    for line in code.splitlines(keepends=True):
        bare = line.split("//")[0]
        if not bare.lstrip().startswith(("#", "use ", "pub use ", '"')):
            quoted = [m.span() for m in re.finditer(r'"(?:[^"\\]|\\.)*"', bare)]
            for pattern, instead in CHANGES:
                for m in re.finditer(pattern, bare):
                    if not any(a <= m.start() < b for a, b in quoted):
                        yield file, at + m.start(), at + m.end(), instead
        at += len(line)


def cargo(*arguments):
    command = ["cargo", *arguments, "--manifest-path", str(copy / "Cargo.toml"), "-q", "-p", "sales-process-tests", "--lib", "--test", "it"]
    environment = {"CARGO_TARGET_DIR": str(root / "target/mutants/build"), "CARGO_PROFILE_DEV_DEBUG": "0"}
    return subprocess.run([*command, *(["--", *asked.tests] if "--no-run" not in arguments else [])],
                          env={**os.environ, **environment}, capture_output=True, text=True)


def refresh():
    tracked = subprocess.run(["git", "ls-files"], cwd=root, check=True, capture_output=True, text=True).stdout
    for name in tracked.splitlines():
        new, old = root / name, copy / name
        if new.is_file() and not (old.exists() and old.read_bytes() == new.read_bytes()):
            old.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(new, old)


refresh()
found = [place for file in files for place in places(file)]
random.Random(asked.seed).shuffle(found)
found = found[: asked.most]
if cargo("test").returncode != 0:
    sys.exit("the tests do not pass as they are")
counts = {"caught": 0, "missed": 0, "does not compile": 0}
for file, begin, end, instead in found:
    name = file.resolve().relative_to(root)
    text = file.read_text()
    line = text.count("\n", 0, begin) + 1
    (copy / name).write_text(text[:begin] + instead + text[end:])
    started = time.monotonic()
    if cargo("test", "--no-run").returncode != 0:
        answer = "does not compile"
    else:
        answer = "caught" if cargo("test").returncode != 0 else "missed"
    (copy / name).write_text(text)
    counts[answer] += 1
    print(f"{answer}: {name}:{line}: `{text[begin:end].strip()}` → `{instead.strip()}` ({time.monotonic() - started:.0f} s)", flush=True)
viable = counts["caught"] + counts["missed"]
print(f"{viable} of {len(found)} mutants compile, {counts['caught']} are caught" + (f", {100 * counts['caught'] / viable:.1f} %" if viable else ""))
