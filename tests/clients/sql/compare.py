"""The statements of `sales-process sql` on engines, row by row against
`sales-process handoff`, which folds the orders in its own process.

    python3 compare.py PROGRAM [ORDERS.csv ...]

Engines that are not there are named and left out: DuckDB and DataFusion need
their packages, PostgreSQL a server that `PGHOST` and the like lead to.
"""

import csv
import datetime as dt
import json
import os
import random
import subprocess
import sys
import tempfile

HEAD = ["order_id", "customer_id", "placed_at", "product_id", "amount", "currency"]


def rule(dice, depth=0):
    """A random rule, of every kind and nested up to three levels."""
    money = lambda: f"{dice.choice([-30, 0, 10, 20, 50, 100])}.00 USD"
    months = dice.randint(1, 4)
    kinds = [
        lambda: {"orders": {"at_least": dice.randint(1, 4)}},
        lambda: {"volume": {"at_least": money()}},
        lambda: {"bought": {"any_of": dice.sample(["a", "b", "it's; \\ \"c\"", "d"], 2)}},
        lambda: {"smallest_order": {"at_least": money(), "months": months}},
        lambda: {"monthly_volume": {"at_least": money(), "months": months}},
        lambda: {"tenure": {"months": months}},
    ]
    if depth < 3:
        of = lambda: [rule(dice, depth + 1) for _ in range(dice.randint(1, 3))]
        counted = lambda of: {"at_least": {"count": dice.randint(1, len(of)), "of": of}}
        kinds += [
            lambda: {"all": of()},
            lambda: {"any": of()},
            lambda: counted(of()),
            lambda: {"not": rule(dice, depth + 1)},
        ]
    return dice.choice(kinds)()


def random_orders(dice, path):
    """Ties, ends of months, leap days, returns as orders of their own."""
    days = ["2023-12-31", "2024-01-29", "2024-01-31", "2024-02-28", "2024-02-29", "2024-03-31",
            "2024-04-30", "2024-05-31", "2024-06-15"]
    times = ["00:00:00", "00:00:01", "12:00:00", "22:30:00", "23:59:59", "12:00:00.250"]
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        for order in range(400):
            customer = f"c{dice.randint(1, 40)}"
            at = f"{dice.choice(days)}T{dice.choice(times)}Z"
            back = dice.random() < 0.1
            for _ in range(dice.randint(1, 3)):
                amount = dice.choice([-60, -20] if back else [0, 9.99, 10, 20, 50, 70])
                product = dice.choice(["a", "b", "it's; \\ \"c\"", "e"])
                out.writerow([f"O{order}", customer, at, product, f"{amount:.2f}", "USD"])


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            at = dt.datetime.fromisoformat(row["placed_at"].replace("Z", "+00:00"))
            yield (row["order_id"], row["customer_id"], at.replace(tzinfo=None),
                   row["product_id"] or None, row["amount"], row["currency"])


def instant(value):
    """One form for what engines give and what the command writes."""
    if value in (None, ""):
        return None
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value.replace("Z", "+00:00")).replace(tzinfo=None)
    return value


class DuckDb:
    def __init__(self):
        import duckdb
        self.connection = duckdb.connect()

    def load(self, rows):
        self.connection.execute(
            "CREATE OR REPLACE TABLE order_lines (order_id VARCHAR, customer_id VARCHAR, "
            "placed_at TIMESTAMP, product_id VARCHAR, amount DECIMAL(18, 2), currency VARCHAR)")
        self.connection.executemany("INSERT INTO order_lines VALUES (?, ?, ?, ?, ?, ?)", rows)

    def ask(self, text):
        return self.connection.execute(text).fetchall()


class DataFusion:
    def __init__(self):
        import datafusion
        import pyarrow
        self.context, self.arrow, self.datafusion = None, pyarrow, datafusion

    def load(self, rows):
        import decimal
        pa = self.arrow
        kinds = [pa.string(), pa.string(), pa.timestamp("us"), pa.string(),
                 pa.decimal128(18, 2), pa.string()]
        columns = [list(column) for column in zip(*rows)]
        columns[4] = [decimal.Decimal(amount).quantize(decimal.Decimal("0.01")) for amount in columns[4]]
        arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds)]
        self.context = self.datafusion.SessionContext()
        batch = pa.RecordBatch.from_arrays(arrays, HEAD)
        self.context.register_record_batches("order_lines", [[batch]])

    def ask(self, text):
        table = self.context.sql(text.rstrip().rstrip(";")).to_arrow_table()
        columns = [column.to_pylist() for column in table.columns]
        return [tuple(value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
                      for value in row) for row in zip(*columns)]


class PostgreSql:
    def __init__(self):
        import psycopg
        self.connection = psycopg.connect("", autocommit=True)

    def load(self, rows):
        self.connection.execute("DROP TABLE IF EXISTS order_lines")
        self.connection.execute(
            "CREATE TABLE order_lines (order_id text, customer_id text, placed_at timestamp, "
            "product_id text, amount numeric, currency text)")
        with self.connection.cursor().copy("COPY order_lines FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def ask(self, text):
        return self.connection.execute(text.rstrip().rstrip(";")).fetchall()


def engines():
    for name, kind in [("duckdb", DuckDb), ("datafusion", DataFusion), ("postgresql", PostgreSql)]:
        try:
            yield name, kind()
        except Exception as error:  # Not installed, or no server.
            print(f"{name}: left out: {error}".splitlines()[0])


def main():
    program, files = sys.argv[1], sys.argv[2:]
    dice = random.Random(7)
    wrong, compared = 0, {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(3):
            path = os.path.join(folder, f"random-{number}.csv")
            random_orders(dice, path)
            files.append(path)
        found = list(engines())
        for file in files:
            rows = list(rows_of(file))
            for _, engine in found:
                engine.load(rows)
            for _ in range(20):
                document = {"format": "sales-process/1", "id": "x", "name": "X",
                            "utc_offset": dice.choice(["+00:00", "+05:30", "-12:00"]),
                            "regular_when": rule(dice), "handoff": {"when": rule(dice)}}
                if dice.random() < 0.2:
                    del document["utc_offset"]
                    document["time_zone"] = "Europe/Berlin"
                process = os.path.join(folder, "process.json")
                with open(process, "w", encoding="utf-8") as out:
                    json.dump(document, out)
                ran = lambda *args: subprocess.run([program, *args], capture_output=True, text=True)
                expected = ran("handoff", file, process)
                if expected.returncode:
                    raise SystemExit(expected.stderr)
                lines = list(csv.reader(expected.stdout.splitlines()))[1:]
                expected = [(row[0], instant(row[1]), instant(row[2])) for row in lines]
                for name, engine in found:
                    text = ran("sql", process, "--engine", name)
                    if text.returncode:
                        raise SystemExit(text.stderr)
                    try:
                        answer = [(row[0], instant(row[1]), instant(row[2]))
                                  for row in engine.ask(text.stdout)]
                    except Exception as error:
                        answer = [str(error)[:300]]
                    compared[name] = compared.get(name, 0) + len(expected)
                    if answer != expected:
                        wrong += 1
                        odd = [pair for pair in zip(answer, expected) if pair[0] != pair[1]][:2]
                        print(f"{name}: {os.path.basename(file)}: {json.dumps(document)}\n  {odd}")
    print(f"rows compared: {compared}; statements that differ: {wrong}")
    return 1 if wrong or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
