"""What `sales-process history` says of deals, against programs that nobody here wrote.

    pip install pm4py lifelines
    python3 tests/clients/history/compare.py PROGRAM

A history is made up (deals still open, stages entered again); pm4py counts its
moves, variants and times between them, lifelines estimates the time in each stage
(Kaplan-Meier) and the shares of its exits (Aalen-Johansen).
"""

import contextlib
import csv
import datetime as dt
import io
import json
import random
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    import pandas as pd
    import pm4py
    from lifelines import AalenJohansenFitter, KaplanMeierFitter
    from lifelines.utils import restricted_mean_survival_time

DAY = 86_400
BEGIN = dt.datetime(2026, 1, 1)
# Where a deal goes from a stage, how often, and after how many days on average.
MOVES = {
    "talk": [("offer", 6, 4), ("lost", 4, 2)],
    "offer": [("sign", 5, 9), ("talk", 1, 3), ("lost", 4, 12)],
    "sign": [("won", 8, 2), ("lost", 2, 20)],
}


def history(dice, deals, until):
    """Rows of deals up to a day, in the order of time."""
    rows = []
    for deal in range(deals):
        at, stage = dice.uniform(0, until), "talk"
        while at < until:
            rows.append((f"D{deal}", stage, at))
            if stage not in MOVES:
                break
            # Risks that compete: what comes first happens.
            at, stage = min((at + dice.expovariate(weight / 10 / days), to)
                            for to, weight, days in MOVES[stage])
    rows.sort(key=lambda row: row[2])
    return [(deal, stage, BEGIN + dt.timedelta(seconds=round(at * DAY))) for deal, stage, at in rows]


def stays(rows):
    """Of each stage: how long, and to where; to nowhere where it lasts."""
    end = max(at for _, _, at in rows)
    by_deal, found = {}, {}
    for deal, stage, at in rows:
        by_deal.setdefault(deal, []).append((stage, at))
    for path in by_deal.values():
        for (stage, at), (to, left) in zip(path, [*path[1:], (None, end)]):
            if stage in MOVES:
                found.setdefault(stage, []).append(((left - at).total_seconds() / DAY, to))
    return found


class Checks:
    def __init__(self):
        self.done, self.wrong = 0, 0

    def near(self, what, found, expected, within=1e-6):
        self.done += 1
        # What too few stays tell is nothing here and infinite there.
        found = float("inf") if found is None else found
        if found == expected:
            return
        if not abs(found - expected) <= within * max(1.0, abs(expected)):
            self.wrong += 1
            print(f"{what}: {found}, expected {expected}")

    def equal(self, what, found, expected):
        self.done += 1
        if found != expected:
            self.wrong += 1
            print(f"{what}: {found}\n  expected {expected}")


def by_pm4py(rows, told, checks):
    log = pm4py.format_dataframe(
        pd.DataFrame(rows, columns=["deal", "stage", "at"]),
        case_id="deal", activity_key="stage", timestamp_key="at")
    moves, begins, _ = pm4py.discover_dfg(log)
    times, _, _ = pm4py.discover_performance_dfg(log)
    checks.equal("moves", {(it["from"], it["to"]): it["count"] for it in told["moves"]},
                 {pair: int(count) for pair, count in moves.items()})
    for it in told["moves"]:
        pair = (it["from"], it["to"])
        # Of an even number Kaplan-Meier's median is the lower of the two in the middle.
        if it["count"] % 2:
            checks.near(f"median days {pair}", it["median_days"], times[pair]["median"] / DAY)
        left = sum(count for (begin, _), count in moves.items() if begin == pair[0])
        checks.near(f"share {pair}", it["share"], moves[pair] / left)
    checks.equal("deals", told["deals"], sum(begins.values()))
    finished = pm4py.filter_end_activities(log, ["won", "lost"])
    variants = pm4py.get_variants(finished)
    expected = {path: count if isinstance(count, int) else len(count) for path, count in variants.items()}
    found = {tuple(it["path"]): it["deals"] for it in told["variants"]}
    checks.equal("number of variants", told["variants_total"], len(expected))
    checks.equal("variants", found, {path: expected.get(path) for path in found})
    checks.equal("variants, the most frequent first", sorted(found.values(), reverse=True), list(found.values()))
    checks.equal("the most frequent variant", max(found.values()), max(expected.values()))


def by_lifelines(rows, told, checks):
    stages = {it["stage"]: it for it in told["stages"]}
    moves = {(it["from"], it["to"]): it["median_days"] for it in told["moves"]}
    exits = {(it["stage"], it["to"]): it["share"] for it in told["exits"]}
    for stage, found in stays(rows).items():
        days = [length for length, _ in found]
        fitter = KaplanMeierFitter().fit(days, [to is not None for _, to in found])
        it = stages[stage]
        checks.equal(f"visits of {stage}", it["visits"], len(found))
        checks.equal(f"completed of {stage}", it["completed"], sum(to is not None for _, to in found))
        checks.near(f"median of {stage}", it["median_days"], fitter.percentile(0.5 + 1e-9))
        checks.near(f"p90 of {stage}", it["p90_days"], fitter.percentile(0.1 + 1e-9))
        mean = restricted_mean_survival_time(fitter, max(days))
        checks.near(f"mean of {stage}", it["mean_days"], mean)
        ways = [to for to, *_ in MOVES[stage] if (stage, to) in moves]
        for to in ways:
            lengths = [length for length, went in found if went == to]
            fitter = KaplanMeierFitter().fit(lengths)
            # Half of them left is a little more than half after many products.
            median = fitter.percentile(0.5 + 1e-9)
            checks.near(f"median of {stage} to {to}", moves[stage, to], median)
        kinds = [0 if to is None else ways.index(to) + 1 for _, to in found]
        shares = []
        for kind in range(1, len(ways) + 1):
            # Ties would be moved by chance: there are hardly any in seconds.
            estimate = AalenJohansenFitter(seed=1, calculate_variance=False)
            estimate.fit(days, kinds, event_of_interest=kind)
            shares.append(float(estimate.cumulative_density_.iloc[-1, 0]))
        for to, share in zip(ways, shares):
            checks.near(f"share of {stage} to {to}", exits[stage, to], share / sum(shares), 1e-4)


def main():
    program, checks = sys.argv[1], Checks()
    for seed, (deals, until) in enumerate([(40, 30), (300, 60), (2_000, 200)]):
        rows = history(random.Random(seed), deals, until)
        with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(["deal_id", "stage", "entered_at"])
            out.writerows((deal, stage, f"{at.isoformat()}Z") for deal, stage, at in rows)
            file.flush()
            ran = subprocess.run([program, "history", file.name], capture_output=True, text=True)
        if ran.returncode:
            raise SystemExit(ran.stderr)
        told = json.loads(ran.stdout)
        by_pm4py(rows, told, checks)
        by_lifelines(rows, told, checks)
    print(f"history: {checks.done} figures compared with pm4py and lifelines, {checks.wrong} differ")
    return 1 if checks.wrong or not checks.done else 0


if __name__ == "__main__":
    sys.exit(main())
