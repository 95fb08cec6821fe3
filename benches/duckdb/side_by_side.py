"""Who answers sooner from one orders file: the commands, or DuckDB in SQL?

pip install duckdb
cargo build --profile dist -p sales-process --features cli
python3 benches/duckdb/generate.py /path/orders.csv
python3 benches/duckdb/side_by_side.py /path/orders.csv [RUNS]

Each answer is made by a process of its own, in turns; two threads for DuckDB.
Printed are the least wall and CPU seconds of the runs and the most memory.
DuckDB is told the types of the columns, and answers less: no reasons, no
returns at their own instants, no groups for the statistics, no model.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("SALES_PROCESS", ROOT / "target" / "dist" / "sales-process"))
PROCESS = """{"format": "sales-process/1", "id": "x", "name": "X", "regular_when": {"orders": {"at_least": 3}},
"handoff": {"when": {"any": [{"orders": {"at_least": 3}}, {"volume": {"at_least": "1000.00 GBP"}}]}}}"""

LINES = """read_csv('{file}', header = true, columns = {{'order_id': 'VARCHAR', 'customer_id': 'VARCHAR',
  'placed_at': 'TIMESTAMP', 'product_id': 'VARCHAR', 'amount': 'DECIMAL(18, 2)', 'currency': 'VARCHAR'}})"""
SQL = {
    "handoff": """
      with o as (select order_id, customer_id, min(placed_at) as t, sum(amount) as total from {lines} group by all),
      w as (select customer_id, t, count(*) filter (total > 0) over c as n, sum(total) over c as v from o
        window c as (partition by customer_id order by t range between unbounded preceding and current row))
      select customer_id, min(t) filter (n >= 3), min(t) filter (n >= 3 or v >= 1000) from w group by 1 order by 1""",
    "repeat": """
      with o as (select order_id, customer_id, min(placed_at) as t, sum(amount) as total from {lines} group by all),
      d as (select customer_id, t::date as d, count(*) as n from o where total > 0 group by all),
      g as (select customer_id, n, d, d - lag(d) over (partition by customer_id order by d) as gap from d)
      select customer_id, sum(n), median(gap), max(d) from g group by 1 order by 4""",
    "kpi": """
      with l as materialized (select * from {lines}),
      o as (select order_id, customer_id, min(placed_at) as t, sum(amount) as total from l group by all),
      f as (select customer_id, min(t) as first_at from o where total > 0 group by 1),
      p as (select customer_id, product_id, min(placed_at) as p_at from l where amount > 0 group by all),
      k as (select l.amount, case when o.t = f.first_at then 'first' when l.placed_at > p.p_at then 'repeat'
          else 'cross' end as kind
        from l join o using (order_id, customer_id) left join f using (customer_id)
        left join p on p.customer_id = l.customer_id and p.product_id = l.product_id)
      select kind, sum(amount), (select count(*) from o where total > 0), (select count(*) from f) from k group by 1""",
}
CHILD = """
import duckdb, sys
con = duckdb.connect()
con.execute('set threads = 2')
con.execute(sys.argv[1]).fetchall()
"""


def measured(command):
    """Wall seconds, CPU seconds and mebibytes of a command."""
    begin = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - begin
    if status != 0:
        sys.exit(f"{command[0]} failed: {status}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    orders = pathlib.Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        process = pathlib.Path(folder) / "process.json"
        process.write_text(PROCESS)
        figures = pathlib.Path(folder) / "figures"
        figures.mkdir()
        (figures / "orders.csv").symlink_to(orders)
        ours = {
            "handoff": ["handoff", orders, process],
            "repeat": ["repeat", orders, "--as-of", "2026-01-01"],
            "kpi": ["kpi", figures],
        }
        print(f"{'':10}{'wall s':>10}{'CPU s':>10}{'MiB':>8}   least of {runs} runs, {orders.stat().st_size >> 20} MiB of orders")
        for name, args in ours.items():
            sql = SQL[name].format(lines=LINES.format(file=orders))
            commands = {
                "DuckDB": [sys.executable, "-c", CHILD, sql],
                "crate": [str(PROGRAM), *map(str, args)],
            }
            results = {of: [] for of in commands}
            for _ in range(runs):
                for of, command in commands.items():
                    results[of].append(measured(command))
            for of, all_of in results.items():
                wall, cpu = min(it[0] for it in all_of), min(it[1] for it in all_of)
                print(f"{name if of == 'DuckDB' else '':10}{wall:10.2f}{cpu:10.2f}{max(it[2] for it in all_of):8.0f}   {of}")


main()
