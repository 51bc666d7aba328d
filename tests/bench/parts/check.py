"""Judging on one core, without network and disk; and from a clerk's workbook."""
import json
import subprocess
import tempfile
from pathlib import Path

from measuring import apart, figure, run
from workbooks import FORMS, make_workbook

ABOUT = "documents a second on one core from MessagePack to the verdict under all rules, from a workbook, and notation values"
ROOT = Path(__file__).resolve().parents[3]
GOALS = {"decode, shape check, canonical form, judge with all rules": 40000}
NOTATION_GOAL = 3000000
FOUND = 1  # exit status of a check that found errors


def output(build, program, quick):
    return json.loads(subprocess.run([build / "bin" / program, "--json", *["--quick"] * quick], capture_output=True, text=True, check=True).stdout)


def from_workbook(build, book, out):
    """Documents a second of CPU: the program runs on one core."""
    with open(out, "wb") as f:
        _, cpu, _ = run([str(build / "bin" / "jixiao"), "check", "--rules=" + str(ROOT / "ops/rules/standard"), "--json", str(book)], f,
                        statuses=(0, FOUND))
    return FORMS / cpu


def measure(build, quick):
    count = 1 if quick else 5
    runs = [(output(build, "bench_check", quick), output(build, "bench_notation", quick)) for _ in range(count)]
    rows = [figure(what, "/s", [check[what]["median"] for check, _ in runs], at_least=GOALS.get(what)) for what in runs[0][0]]
    rows.append(figure("notation values", "/s", [n["notation_values_per_second"]["median"] for _, n in runs], at_least=NOTATION_GOAL))
    with tempfile.TemporaryDirectory() as folder:
        book, out = Path(folder) / "book.xlsx", Path(folder) / "out.json"
        apart(make_workbook, book, FORMS)
        rows.append(figure("from a workbook of %d forms, all rules" % FORMS, "/s", [from_workbook(build, book, out) for _ in range(count)]))
    return rows
