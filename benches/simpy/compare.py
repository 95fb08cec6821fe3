"""The same process simulated by SimPy and by `sales-process simulate`, in one run.

    pip install simpy
    cargo build --release --features cli
    python benches/simpy/compare.py target/release/sales-process

Checks that both find the same waits, utilisation, days and wins, and prints how
many deals each simulates in a second of one core; fails where SimPy is less than
60 times slower. Seconds are those of the processor, so that other work on the
machine does not count. With `--figures` fewer deals, and no word of how fast.
"""

import json
import pathlib
import random
import resource
import subprocess
import sys
import time

import simpy

HERE = pathlib.Path(__file__).parent
DAYS = 365.25 / 12


def by_simpy(process, leads_per_month, months, warm_up, seed):
    pipeline = process["pipelines"][0]
    stages = {stage["id"]: stage for stage in pipeline["stages"]}
    roles = {role["id"]: role for role in process["roles"]}
    exits = {}
    for move in pipeline["moves"]:
        exits.setdefault(move["from"], []).append((move["to"], move["probability"]))
    env = simpy.Environment()
    people = {name: simpy.Resource(env, role["people"]) for name, role in roles.items()}
    begin, end = warm_up * DAYS, (warm_up + months) * DAYS
    waits = {name: [0, 0.0] for name in roles}
    busy = dict.fromkeys(roles, 0.0)
    stays = {name: [0, 0.0] for name in stages}
    seen = {"wins": 0, "leads": 0}
    rng = random.Random(seed)

    def deal():
        place = "talk"
        while place in stages:
            stage = stages[place]
            role = roles[stage["role"]]
            came = env.now
            with people[stage["role"]].request() as turn:
                yield turn
                counted = begin <= came < end
                if counted:
                    waits[stage["role"]][0] += 1
                    waits[stage["role"]][1] += env.now - came
                work = rng.expovariate(1 / (stage["work_hours"] * 7 / role["hours_per_week"]))
                busy[stage["role"]] += max(0.0, min(env.now + work, end) - max(env.now, begin))
                yield env.timeout(work)
            yield env.timeout(stage.get("typical_days", 0))
            if counted:
                stays[place][0] += 1
                stays[place][1] += env.now - came
            ways = exits[place]
            place = rng.choices([to for to, _ in ways], [share for _, share in ways])[0]
        if place == "won" and begin <= env.now < end:
            seen["wins"] += 1

    def leads():
        while True:
            yield env.timeout(rng.expovariate(leads_per_month / DAYS))
            seen["leads"] += 1
            env.process(deal())

    env.process(leads())
    start = time.process_time()
    env.run(until=end)
    took = time.process_time() - start
    figures = {
        f"{name} wait": waits[name][1] / waits[name][0] for name in roles
    } | {
        f"{name} busy": busy[name] / (roles[name]["people"] * (end - begin)) for name in roles
    } | {
        f"{name} days": stays[name][1] / stays[name][0] for name in stages
    } | {"wins a month": seen["wins"] / months}
    return figures, seen["leads"] / took


def spent():
    of = resource.getrusage(resource.RUSAGE_CHILDREN)
    return of.ru_utime + of.ru_stime


def by_command(program, leads_per_month, months, seed):
    command = [program, "simulate", str(HERE / "process.json"), "--leads-per-month",
               str(leads_per_month), "--months", str(months), "--seed", str(seed)]
    start = spent()
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    took = spent() - start
    figures = {f"{role['role']} wait": role["mean_wait_days"] for role in told["roles"]}
    figures |= {f"{role['role']} busy": role["utilisation"] for role in told["roles"]}
    figures |= {f"{stage['stage']} days": stage["mean_days"] for stage in told["stages"]}
    figures["wins a month"] = told["wins_per_month"]
    # A quarter more is simulated before anything is counted.
    return figures, leads_per_month * months * 1.25 / took, took


def main():
    program, alone = sys.argv[1], "--figures" in sys.argv
    # A million deals; or fewer, and people who are less busy, so that waits are less noisy.
    leads, months, runs = (7000, 30, 1) if alone else (8000, 100, 3)
    process = json.loads((HERE / "process.json").read_text())
    simpy_figures, simpy_speed = by_simpy(process, leads, 10, 2.5, 1)
    runs = [by_command(program, leads, months, 1) for _ in range(runs)]
    figures, speed, took = min(runs, key=lambda it: it[2])
    failed = False
    for name, found in figures.items():
        expected = simpy_figures[name]
        # Waits of a tenth of the time are as noisy as they are small, and days
        # hold a wait each.
        within = 0.2 * expected + 0.003 if name.endswith("wait") else 0.03 * expected
        if name.endswith("days"):
            within += 0.02
        wrong = abs(found - expected) > within
        failed |= wrong
        print(f"{name:14} {found:10.4f}   SimPy {expected:10.4f}{'   DIFFERS' if wrong else ''}")
    if alone:
        sys.exit(failed)
    ratio = speed / simpy_speed
    print(f"a million deals in {took:.3f} s with reading the process and writing the answer")
    print(f"{speed:,.0f} deals a second, SimPy {simpy_speed:,.0f}: {ratio:.0f} times")
    sys.exit(failed or ratio < 60)


main()
