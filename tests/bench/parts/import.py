"""A large workbook through `jixiao convert`: reader, recogniser and JSON, as a clerk runs it."""
import json
import random
import tempfile
import zipfile
from pathlib import Path

from measuring import apart, figure, run

ABOUT = "a workbook of 5 MB with 500 self-evaluations, from file to JSON"
FORMS, BYTES = 500, 5 << 20
SECONDS_MAX, MEMORY_MB_MAX = 2, 100
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT = Path(__file__).resolve().parents[3]
FORM = ROOT / "tests" / "fixtures" / "qingshi" / "agriculture" / "01-farmland-care.txt"

# Texts that do not repeat, as goals and reasons do not: a form of the fixture with so many characters more has the size
# that forms of such a workbook have.
GOAL, REASON, REASON_COLUMN = 1200, 240, 8


def words(rng, count):
    return "".join(chr(rng.randrange(0x4E00, 0x5E00)) for _ in range(count)) + "。"


def form(rng, number, lines):
    """The rows of one form: the fixture's, with a name, goals and reasons of its own."""
    rows = []
    for cells in lines:
        cells = list(cells)
        for k, text in enumerate(cells):
            if text == "高标准农田日常管护项目":
                cells[k] = "%s%d号项目" % (text, number)
            elif len(text) > 30:
                cells[k] = text + words(rng, GOAL)
        if len(cells) > REASON_COLUMN and not cells[REASON_COLUMN] and "≥" in "".join(cells):
            cells[REASON_COLUMN] = words(rng, REASON)
        rows.append(cells)
    return rows


def sheet(rows):
    out = ["<worksheet><sheetData>"]
    for n, cells in enumerate(rows, 1):
        out.append('<row r="%d">' % n)
        out += ['<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % (chr(65 + k), n, text)
                for k, text in enumerate(cells) if text]
        out.append("</row>")
    return "".join(out) + "</sheetData></worksheet>"


def relations(items):
    return "<Relationships>%s</Relationships>" % "".join(
        '<Relationship Id="%s" Type="%s/%s" Target="%s"/>' % (i, OFFICE, kind, target) for i, kind, target in items)


def make_workbook(path, sheets):
    rng = random.Random(5)
    lines = [line.split("\t") for line in FORM.read_text(encoding="utf-8").splitlines() if line.strip()]
    per_sheet = FORMS // sheets
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("_rels/.rels", relations([("a", "officeDocument", "xl/workbook.xml")]))
        z.writestr("xl/workbook.xml", '<workbook xmlns:r="r"><sheets>%s</sheets></workbook>' % "".join(
            '<sheet name="表%d" r:id="r%d"/>' % (n, n) for n in range(1, sheets + 1)))
        z.writestr("xl/_rels/workbook.xml.rels",
                   relations([("r%d" % n, "worksheet", "worksheets/s%d.xml" % n) for n in range(1, sheets + 1)]))
        for n in range(sheets):
            rows = []
            for k in range(per_sheet):
                rows += form(rng, n * per_sheet + k + 1, lines) + [[]]
            z.writestr("xl/worksheets/s%d.xml" % (n + 1), sheet(rows))


def check(path):
    """Every form has to be there, or the time is worth nothing."""
    elements = json.loads(path.read_text(encoding="utf-8"))
    names = {e["project"]["name"] for e in elements if e["form"] == "self_evaluation" and e["indicators"]}
    if len(elements) != FORMS or len(names) != FORMS or any(e["unplaced"] for e in elements):
        raise SystemExit("import: %d elements with %d projects instead of %d" % (len(elements), len(names), FORMS))


def measure(build, quick):
    runs = 3 if quick else 7
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        for sheets, what in ((FORMS, "a sheet for each form"), (1, "all on one sheet")):
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
