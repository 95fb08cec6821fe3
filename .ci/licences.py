"""Refuses dependencies that can be had under a copyleft licence only.

Reads what `cargo metadata` prints.
"""

import json
import sys


def only_copyleft(licence):
    choices = (licence or "unknown").replace("/", " OR ").split(" OR ")
    return all("GPL" in choice or choice == "unknown" for choice in choices)


packages = json.load(sys.stdin)["packages"]
bad = [f"{p['name']}: {p['license']}" for p in packages if only_copyleft(p["license"])]
print(f"{len(packages)} packages, development included; {len(bad)} under copyleft only")
sys.exit("; ".join(bad) if bad else 0)
