"""One process or a cluster: `handoff` from a file of orders, and the statement
of `sql` on Spark and on Ballista, each row compared.

python3 compare.py ORDERS.csv FOLDER [ENGINE ...]

README.md beside the benches says what has to be installed. FOLDER takes the
orders as Parquet, which the engines read, and what they answer; Ballista's
three programs are looked for in FOLDER/bin. Engines: spark, ballista, datafusion (Ballista's engine in one process).

Spark runs in its local-cluster mode, two executors with one core each, a
process each; Ballista with a scheduler and two such executors. Printed are wall
and CPU seconds of all processes of an engine, its start included, and the most
memory that they had at one time. The Parquet is written before.
"""

import contextlib
import csv
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("SALES_PROCESS", ROOT / "target" / "dist" / "sales-process"))
HEAD = '"format": "sales-process/1", "id": "x", "name": "X"'
PROCESSES = {
    # That of the bench beside DuckDB.
    "simple": f"""{{{HEAD}, "regular_when": {{"orders": {{"at_least": 3}}}}, "handoff": {{"when": {{"any": [
        {{"orders": {{"at_least": 3}}}}, {{"volume": {{"at_least": "1000.00 GBP"}}}}]}}}}}}""",
    "every kind": f"""{{{HEAD}, "utc_offset": "+05:30",
        "regular_when": {{"any": [
            {{"at_least": {{"count": 2, "of": [{{"orders": {{"at_least": 4}}}}, {{"bought": {{"any_of": ["P1", "P7"]}}}},
                {{"volume": {{"at_least": "2500.00 GBP"}}}}]}}}},
            {{"smallest_order": {{"at_least": "120.00 GBP", "months": 3}}}}]}},
        "handoff": {{"when": {{"all": [{{"tenure": {{"months": 2}}}}, {{"any": [
            {{"monthly_volume": {{"at_least": "200.00 GBP", "months": 2}}}},
            {{"not": {{"volume": {{"at_least": "900.00 GBP"}}}}}}]}}]}}}}}}""",
}
SPARK = """
import sys
from pyspark.sql import SparkSession
lines, statement, out = sys.argv[1:]
spark = (SparkSession.builder.master("local-cluster[2,1,2048]").config("spark.executor.memory", "2g")
    .config("spark.driver.memory", "1g").config("spark.driver.host", "127.0.0.1").config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC").config("spark.sql.shuffle.partitions", "16").getOrCreate())
spark.read.parquet(lines).createOrReplaceTempView("order_lines")
spark.sql(open(statement).read().rstrip().rstrip(";")).write.csv(out, header=True)
print("executors:", spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1)
spark.stop()
"""
DATAFUSION = """
import sys
import pyarrow, pyarrow.csv
from datafusion import SessionContext
lines, statement, out = sys.argv[1:]
context = SessionContext()
context.register_parquet("order_lines", lines)
frame = context.sql(open(statement).read().rstrip().rstrip(";"))
table = frame.to_arrow_table()
texts = pyarrow.string()
kinds = [texts if field.type == pyarrow.string_view() else field.type for field in table.schema]
table = pyarrow.Table.from_arrays([column.cast(kind) for column, kind in zip(table.columns, kinds)], table.column_names)
pyarrow.csv.write_csv(table, out)
"""
PAGE, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")


class Watch:
    """Wall and CPU seconds, and the most memory, of all processes begun by this one."""

    def __enter__(self):
        self.cpu, self.most, self.done = {}, 0, threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.begin = time.monotonic()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.wall = time.monotonic() - self.begin
        self.done.set()
        self.thread.join()

    def run(self):
        while not self.done.wait(0.05):
            parents, memory = {}, {}
            for process in filter(str.isdigit, os.listdir("/proc")):
                with contextlib.suppress(OSError):
                    with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as stat:
                        fields = stat.read().rpartition(")")[2].split()
                    process = int(process)
                    parents[process] = int(fields[1])
                    memory[process] = int(fields[21]) * PAGE, (int(fields[11]) + int(fields[12])) / TICKS
            own = {os.getpid()}
            while more := {it for it, parent in parents.items() if parent in own} - own:
                own |= more
            own.remove(os.getpid())
            self.most = max(self.most, sum(memory[it][0] for it in own))
            self.cpu.update({it: memory[it][1] for it in own})

    def __str__(self):
        return f"{self.wall:8.1f} s {sum(self.cpu.values()):8.1f} s CPU {self.most >> 20:6} MiB"


def wait_for(port):
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit(f"nothing listens at port {port}")


def spark(folder, statement):
    out = folder / "spark"
    shutil.rmtree(out, ignore_errors=True)
    with open(folder / "spark.log", "w", encoding="utf-8") as log:
        ran = subprocess.run([sys.executable, "-c", SPARK, folder / "lines", statement, out],
                             stdout=subprocess.PIPE, stderr=log, text=True, check=True)
    if "executors: 2" not in ran.stdout:
        raise SystemExit(f"not two executors: {ran.stdout}")
    for part in sorted(out.glob("part-*.csv")):
        yield from rows(part)


def datafusion(folder, statement):
    out = folder / "datafusion.csv"
    subprocess.run([sys.executable, "-c", DATAFUSION, folder / "lines", statement, out], check=True)
    yield from rows(out)


def ballista(folder, statement):
    programs, processes = folder / "bin", []
    here = ["--bind-host", "127.0.0.1", "--scheduler-port" , "50050"]
    query = folder / "ballista.sql"
    query.write_text(f"CREATE EXTERNAL TABLE order_lines STORED AS PARQUET LOCATION '{folder / 'lines'}/';\n"
                     + statement.read_text())
    try:
        with open(folder / "ballista.log", "w", encoding="utf-8") as log:
            def start(*command):
                processes.append(subprocess.Popen(command, stdout=log, stderr=log))
            start(programs / "ballista-scheduler", "--bind-host", "127.0.0.1", "--bind-port", "50050")
            wait_for(50050)
            for number in range(2):
                port = 50060 + 10 * number
                work = folder / f"work-{number}"
                work.mkdir(exist_ok=True)
                start(programs / "ballista-executor", *here, "--external-host", "127.0.0.1", "--vcores", "1",
                      "--bind-port", str(port), "--bind-grpc-port", str(port + 1),
                      "--bind-health-port", str(port + 2), "--work-dir", work)
                wait_for(port)
            with open(folder / "ballista.csv", "w", encoding="utf-8") as out:
                subprocess.run([programs / "ballista-cli", "--host", "127.0.0.1", "--port", "50050", "--quiet",
                                "--format", "csv", "--file", query], stdout=out, stderr=log, check=True)
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            process.wait()
        for number in range(2):
            shutil.rmtree(folder / f"work-{number}", ignore_errors=True)
    yield from rows(folder / "ballista.csv")


def rows(path):
    """Customer and instants, in one form: the orders are placed at whole seconds."""
    with open(path, newline="", encoding="utf-8") as file:
        lines = csv.reader(file)
        next(lines, None)
        for line in lines:
            customer, *instants = line[:3]
            yield customer, *(it.removesuffix("Z").partition(".")[0].replace(" ", "T") for it in instants)


def main():
    orders, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    engines = {"spark": spark, "ballista": ballista, "datafusion": datafusion}
    folder.mkdir(exist_ok=True)
    if not (folder / "lines").exists():
        import duckdb
        (folder / "lines").mkdir()
        duckdb.sql(f"""COPY (SELECT * FROM read_csv('{orders}', header = true, columns = {{'order_id': 'VARCHAR',
            'customer_id': 'VARCHAR', 'placed_at': 'TIMESTAMP', 'product_id': 'VARCHAR', 'amount': 'DECIMAL(18, 2)',
            'currency': 'VARCHAR'}})) TO '{folder}/lines' (FORMAT parquet, PER_THREAD_OUTPUT true, OVERWRITE true)""")
    wrong = 0
    for name, process in PROCESSES.items():
        document = folder / "process.json"
        document.write_text(process)
        with Watch() as watch, open(folder / "here.csv", "w", encoding="utf-8") as out:
            subprocess.run([PROGRAM, "handoff", orders, document], stdout=out, stderr=subprocess.DEVNULL, check=True)
        print(f"{name:12}{'in process':12}{watch}", flush=True)
        expected = [row[:3] for row in rows(folder / "here.csv")]
        for engine in sys.argv[3:] or engines:
            text = subprocess.run([PROGRAM, "sql", document, "--engine", engine.replace("ballista", "datafusion")],
                                  capture_output=True, text=True, check=True).stdout
            statement = folder / f"{engine}.sql"
            statement.write_text(text)
            with Watch() as watch:
                found = list(engines[engine](folder, statement))
            equal = sum(a == b for a, b in zip(found, expected))
            due = sum(bool(row[2]) for row in expected)
            print(f"{name:12}{engine:12}{watch}   {equal} of {len(expected)} rows equal, {due} with a handoff",
                  flush=True)
            if found != expected:
                wrong += 1
                print(f"  {len(found)} rows;", [pair for pair in zip(found, expected) if pair[0] != pair[1]][:3])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
