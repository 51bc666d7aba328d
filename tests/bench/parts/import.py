"""A large workbook through `jixiao convert`: reader, recogniser and JSON, as a clerk runs it."""
import json
import tempfile
from pathlib import Path

from measuring import apart, figure, run
from workbooks import FORMS, make_workbook

ABOUT = "a workbook of 5 MB with 500 self-evaluations, from file to JSON"
BYTES = 5 << 20
WAYS = ((FORMS, "a sheet for each form"), (1, "all on one sheet"))
SECONDS_MAX, MEMORY_MB_MAX = 2, 100
ROOT = Path(__file__).resolve().parents[3]


def check(path):
    """Every form has to be there, or the time is worth nothing."""
    elements = json.loads(path.read_text(encoding="utf-8"))
    names = {e["project"]["name"] for e in elements if e["form"] == "self_evaluation" and e["indicators"]}
    if len(elements) != FORMS or len(names) != FORMS or any(e["unplaced"] for e in elements):
        raise SystemExit("import: %d elements with %d projects instead of %d" % (len(elements), len(names), FORMS))


def measure(build, quick):
    runs = 1 if quick else 7
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        for sheets, what in WAYS[:1] if quick else WAYS:
            book = Path(folder) / ("book-%d.xlsx" % sheets)
            apart(make_workbook, book, sheets)
            size = book.stat().st_size
            if size < BYTES:
                raise SystemExit("import: the workbook has only %d bytes" % size)
            command = [str(build / "bin" / "jixiao"), "convert", "--rules=" + str(ROOT / "ops/rules/standard"), str(book)]
            taken = []
            for _ in range(runs):
                with open(out, "wb") as f:
                    taken.append(run(command, f))
            apart(check, out)
            seconds, cpu, memory = zip(*taken)
            rows.append(figure("%s: time" % what, "s", seconds, at_most=SECONDS_MAX))
            rows.append(figure("%s: CPU time" % what, "s", cpu))
            rows.append(figure("%s: peak memory" % what, "MB", memory, at_most=MEMORY_MB_MAX))
            rows.append(figure("%s: size of the file" % what, "MB", [size / (1 << 20)]))
    return rows
