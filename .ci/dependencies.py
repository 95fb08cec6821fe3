"""What the crate is built of: licences, sources, versions, and a reason for each.

Reads what `cargo metadata` prints. Refused are: a package of the tree (tests and
benches included) whose licence is not in the list; one that does not come from
the registry or from this repository; a package that the library has in two
versions; a dependency of the library without a sentence in ARCHITECTURE.md.
"""

import json
import pathlib
import subprocess
import sys

# One of the alternatives of a package is enough; of parts joined by AND all.
LICENCES = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause",
    "BSL-1.0", "CC0-1.0", "ISC", "MIT", "MIT-0", "Unicode-3.0", "Unlicense", "Zlib",
}


# petgraph uses two of it.
TWICE = {"hashbrown"}


def is_allowed(licence):
    """Whether an expression of licences can be met by those of the list."""
    text = (licence or "").replace("/", " OR ").strip()
    depth, parts = 0, {" OR ": [0], " AND ": [0]}
    for at, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        for word, ends in parts.items():
            if depth == 0 and text.startswith(word, at):
                ends += [at, at + len(word)]
    for word, quantifier in ((" OR ", any), (" AND ", all)):
        ends = parts[word] + [len(text)]
        if len(ends) > 2:
            return quantifier(is_allowed(text[a:b]) for a, b in zip(ends[::2], ends[1::2]))
    if text.startswith("(") and text.endswith(")"):
        return is_allowed(text[1:-1])
    return text in LICENCES


for text, allowed in [("MIT OR GPL-3.0", True), ("MIT AND GPL-3.0", False), ("", False),
                      ("(MIT OR Apache-2.0) AND Unicode-3.0", True), ("MIT/Apache-2.0", True),
                      ("Apache-2.0 WITH LLVM-exception OR GPL-2.0", True)]:
    assert is_allowed(text) == allowed, text

metadata = json.load(sys.stdin)
packages = {p["id"]: p for p in metadata["packages"]}
bad = [f"{p['name']}: licence {p['license']}" for p in packages.values() if not is_allowed(p["license"])]
# The registry that every package comes from: the one of serde.
registry = next(p["source"] for p in packages.values() if p["name"] == "serde")
bad += [f"{p['name']}: from {p['source']}" for p in packages.values()
        if p["source"] not in (None, registry) or not registry.startswith("registry+")]

# The library with all its features, as Cargo would build it for a stranger.
root = next(p for p in packages.values() if p["name"] == "sales-process" and p["source"] is None)
tree = ["cargo", "tree", "--locked", "-p", "sales-process", "-e", "normal", "--features", "full",
        "--prefix", "none", "--format", "{p}"]
lines = subprocess.run(tree, check=True, capture_output=True, text=True).stdout.splitlines()
seen = {tuple(line.split()[:2]) for line in lines if line} - {(root["name"], "v" + root["version"])}
names = [name for name, _ in seen]
twice = {name for name in names if names.count(name) > 1}
bad += [f"{name}: in two versions" for name in sorted(twice - TWICE)]

architecture = pathlib.Path("ARCHITECTURE.md").read_text().split("## Dependencies")[1].split("\n## ")[0]
direct = [d["name"] for d in root["dependencies"] if d["kind"] is None]
bad += [f"{name}: no sentence in ARCHITECTURE.md" for name in direct if name not in architecture]

print(f"{len(packages)} packages, development included; {len(seen)} of them under the library with every feature; {len(bad)} refused")
sys.exit("; ".join(bad) if bad else 0)
