"""Workbooks of many self-evaluations, each with texts of its own, as clerks hand them in."""
import random
import zipfile
from pathlib import Path

FORMS = 500
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT = Path(__file__).resolve().parents[2]
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
