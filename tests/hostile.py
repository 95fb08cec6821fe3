"""Hostile inputs: size, time, memory and answer of each, by the command itself.

    python3 tests/hostile.py PROGRAM [SECONDS [MEGABYTES]]

Every input is answered or refused in words, within two seconds and 500 MB
unless told otherwise, and without a panic. Prints a table.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import zipfile

program = os.path.abspath(sys.argv[1])
most_seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 2.0
most_megabytes = float(sys.argv[3]) if len(sys.argv) > 3 else 500.0
work = pathlib.Path(tempfile.mkdtemp(prefix="hostile-"))


def document(stages, moves, **more):
    pipeline = {
        "id": "main",
        "stages": [{"id": f"s{n}", "name": f"Stage {n}", "start": n == 0} for n in range(stages)],
        "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}],
        "moves": moves,
    }
    return json.dumps({"format": "sales-process/1", "id": "x", "name": "X", "pipelines": [pipeline], **more})


def move(a, b):
    return {"from": a if isinstance(a, str) else f"s{a}", "to": b if isinstance(b, str) else f"s{b}"}


def chain(n):
    return document(n, [move(i, i + 1) for i in range(n - 1)] + [move(n - 1, "won"), move(0, "lost")])


def pipelines(n):
    one = {"stages": [{"id": "talk", "start": True}], "outcomes": [{"id": "won", "kind": "won"}],
           "moves": [{"from": "talk", "to": "won"}]}
    process = json.loads(chain(1))
    return json.dumps({**process, "pipelines": [{"id": f"p{i}", **one} for i in range(n)]})


def star(n):
    return document(n, [move(0, i) for i in range(1, n)] + [move(i, "won") for i in range(1, n)])


def complete(n):
    return document(n, [move(i, j) for i in range(n) for j in range(n) if i != j] + [move(n - 1, "won")])


def rule_of(leaf, count):
    return '{"all":[' + ",".join([leaf] * count) + "]}"


ORDERS = "order_id,customer_id,placed_at,product_id,amount,currency\n"
LINE = "O-{n},c{c},{y}-{m:02}-05T00:00:00Z,P-1,5.00,GBP\n"
MONTHS = '{"monthly_volume":{"at_least":"-1.00 GBP","months":1200}}'


def orders(count, customers, years=(2020, 2026)):
    span = years[1] - years[0]
    return ORDERS + "".join(
        LINE.format(n=n, c=n % customers, y=years[0] + n % span, m=1 + n % 12) for n in range(count))


def put(name, content):
    path = work / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def folder(name, **files):
    for file, content in files.items():
        put(f"{name}/{file}.csv", content)
    return str(work / name)


def workbook(name, rows, letters=0):
    """A workbook of one sheet with a header of orders; its one shared text has so many letters."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    tie = f'<Relationships xmlns="{kind.replace("officeDocument", "package")}">%s</Relationships>'
    link = f'<Relationship Id="r%d" Type="{kind}/%s" Target="%s"/>'
    header = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ORDERS.strip().split(","))
    with zipfile.ZipFile(work / name, "w", zipfile.ZIP_DEFLATED) as book:
        for part, text in [
            ("_rels/.rels", tie % (link % (1, "officeDocument", "xl/workbook.xml"))),
            ("xl/workbook.xml", f'<workbook {main} xmlns:r="{kind}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>'),
            ("xl/_rels/workbook.xml.rels", tie % (link % (1, "worksheet", "sheet.xml") + link % (2, "sharedStrings", "sharedStrings.xml"))),
            ("xl/sheet.xml", f"<worksheet {main}><sheetData><row>{header}</row>{rows}</sheetData></worksheet>"),
        ]:
            book.writestr(part, text)
        # In pieces: the memory of a child begins with that of this script.
        with book.open("xl/sharedStrings.xml", "w") as part:
            part.write(f"<sst {main}><si><t>".encode())
            for _ in range(letters // 1_000_000):
                part.write(b"x" * 1_000_000)
            part.write(b"</t></si></sst>")
    return str(work / name)


simple = put("simple.json", chain(5))
CASES = [
    # what it is, arguments
    ("a process from an endless file", ["lint", "/dev/zero"]),
    ("a process of 20 MB", ["lint", put("big.json", chain(5) + " " * 20_000_000)]),
    ("120 levels of brackets", ["lint", put("deep.json", "[" * 100_000)]),
    ("100,000 stages in a chain", ["lint", put("chain.json", chain(100_000))]),
    ("100,000 stages in a star, mended", ["fix", put("star.json", star(100_000))]),
    ("200 stages, each to each", ["fix", "--suggested", put("complete.json", complete(200))]),
    ("the same, analysed", ["analyze", str(work / "complete.json")]),
    ("500 pipelines, mended", ["fix", "--suggested", put("pipelines.json", pipelines(500))]),
    ("501 pipelines", ["lint", put("more.json", pipelines(501))]),
    ("2,000 allowed findings, mended", ["fix", "--suggested", put("allows.json", document(2, [move(0, 1), move(1, "won")], allow=[{"lint": "no-exit-criteria", "reason": "x"}] * 2_000))]),
    ("20,000 allowed findings", ["lint", put("allowed.json", document(2, [move(0, 1), move(1, "won")], allow=[{"lint": "no-exit-criteria", "reason": "x"}] * 20_000))]),
    ("a sketch of 100,000 stages", ["lint", put("long.sketch", "start -> " + " -> ".join(f"s{n}" for n in range(100_000)) + " -> won")]),
    ("an unknown name of a megabyte", ["lint", put("name.json", '{"format":"sales-process/1","id":"x","name":"X","' + "n" * 1_000_000 + '":1}')]),
    ("a name of a megabyte, drawn", ["playbook", put("wide.json", chain(5).replace("Stage 3", "W" * 1_000_000)), str(work / "wide-out")]),
    ("100,000 problems", ["lint", put("problems.json", document(100, [move(f"n{n}", "won") for n in range(19_000)]))]),
    ("a rule of 100,000 conditions", ["handoff", put("few.csv", orders(15, 3)), put("rule.json", document(2, [], regular_when="R").replace('"R"', rule_of('{"orders":{"at_least":2}}', 100_000)))]),
    ("a rule of 1,000 long windows", ["handoff", str(work / "few.csv"), put("windows.json", document(2, [], regular_when="R").replace('"R"', rule_of(MONTHS, 1_000)))]),
    ("a rule 1,000 levels deep", ["handoff", str(work / "few.csv"), put("levels.json", document(2, [], regular_when="R").replace('"R"', '{"not":' * 1_000 + '{"orders":{"at_least":2}}' + "}" * 1_000))]),
    ("a table of a million columns", ["repeat", put("columns.csv", "," * 1_000_000 + "\n"), "--as-of", "2026-01-01"]),
    ("a row without end", ["repeat", "/dev/zero", "--as-of", "2026-01-01"]),
    ("a quote that is never closed", ["repeat", put("quote.csv", ORDERS + '"' + "O-1,c,2026-01-05,P,5,GBP\n" * 200_000), "--as-of", "2026-01-01"]),
    ("an id of 100,000 letters", ["repeat", put("id.csv", ORDERS + "O" * 100_000 + ",c,2026-01-05T00:00:00Z,P,5.00,GBP\n"), "--as-of", "2026-01-01"]),
    ("an amount of 100,000 digits", ["repeat", put("digits.csv", ORDERS + "O-1,c,2026-01-05T00:00:00Z,P," + "9" * 100_000 + ",GBP\n"), "--as-of", "2026-01-01"]),
    ("a workbook of 300 MB, packed", ["repeat", workbook("packed.xlsx", "", 300_000_000), "--as-of", "2026-01-01"]),
    ("a text of a megabyte in 100,000 cells", ["repeat", workbook("shared.xlsx", "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(100_000)), 1_000_000), "--as-of", "2026-01-01"]),
    ("100,000 rows with a cell in the last column", ["repeat", workbook("wide.xlsx", "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 100_000))), "--as-of", "2026-01-01"]),
    ("a cell with 200,000 attributes", ["repeat", workbook("attributes.xlsx", "<row><c " + " ".join(f'a{n}="1"' for n in range(200_000)) + "><v>1</v></c></row>"), "--as-of", "2026-01-01"]),
    ("orders over 300 years, by month", ["kpi", folder("years", orders=orders(3_600, 3_600, (1900, 2200))), "--statistics"]),
    ("a report as of the year 9999", ["kpi", folder("far", orders=orders(100, 10)), "--statistics", "--as-of", "9999-12-31"]),
    ("100,000 customers with an order each", ["kpi", folder("many", orders=orders(100_000, 100_000))]),
    ("an export of 10 million values", ["import", "hubspot", put("values.json", "[" + "1," * 10_000_000 + "1]"), "--out", str(work / "out1")]),
    ("an export of 100,000 brackets", ["import", "hubspot", put("brackets.json", "[" * 100_000), "--out", str(work / "out2")]),
    ("XML with entities in entities", ["import", "odoo", put("laughs.xml", '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol">' + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)) + "]><odoo>&j;</odoo>"), "--out", str(work / "out3")]),
    ("XML 100,000 elements deep", ["import", "odoo", put("deep.xml", "<a>" * 100_000), "--out", str(work / "out4")]),
    ("an export from an endless file", ["import", "hubspot", "/dev/zero", "--out", str(work / "out5")]),
    ("a stage history of 100,000 rows of one deal", ["history", put("one.csv", "deal_id,stage,entered_at\n" + "".join(f"D-1,s{n % 50},2026-01-{1 + n // 3600 % 28:02}T{n // 60 % 24:02}:{n % 60:02}:00Z\n" for n in range(100_000)))]),
    ("100,000 stages in a history", ["history", put("stages.csv", "deal_id,stage,entered_at\n" + "".join(f"D-{n},s{n},2026-01-01T00:00:00Z\nD-{n},t{n},2026-01-02T00:00:00Z\n" for n in range(50_000)))]),
    ("leads beyond counting", ["simulate", simple, "--leads-per-month", "1e308"]),
    ("a forecast to the year 9999", ["forecast", folder("stays", stages="deal_id,stage,entered_at\nD-1,s0,2026-01-01T00:00:00Z\nD-1,s1,2026-01-02T00:00:00Z\nD-2,s0,2026-01-01T00:00:00Z\n"), "--by", "9999-12-30"]),
]
put("stays/process.json", chain(5))

failed = []
print(f"{'input':<46} {'bytes':>11} {'s':>6} {'MB':>5}  answer")
for what, arguments in CASES:
    size = sum(os.path.getsize(a) for a in arguments if os.path.isfile(a))
    stderr = open(work / "stderr", "w+b")
    child = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL, stderr=stderr)
    patience = threading.Timer(max(60, 10 * most_seconds), child.kill)
    patience.start()
    _, status, usage = os.wait4(child.pid, 0)
    patience.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    stderr.seek(0)
    told = stderr.read().decode("utf-8", "replace")
    # The time of the processor: others may be at work on this machine.
    seconds = usage.ru_utime + usage.ru_stime
    megabytes = usage.ru_maxrss / 1024
    first = told.strip().splitlines()[0] if told.strip() else ""
    print(f"{what:<46} {size:>11,} {seconds:>6.2f} {megabytes:>5.0f}  {child.returncode}: {first.replace(str(work) + '/', '')[:110]}")
    wrong = (["too slow"] if seconds > most_seconds else []) + (["a panic"] if "panicked" in told or child.returncode not in (0, 1, 2, 3) else [])
    if megabytes > most_megabytes:
        wrong.append("too much memory")
    failed += [f"{what}: {', '.join(wrong)}"] if wrong else []
subprocess.run(["rm", "-rf", str(work)], check=True)
print(f"{len(CASES)} inputs, {len(failed)} answered badly")
for line in failed:
    print(line)
sys.exit(1 if failed else 0)
