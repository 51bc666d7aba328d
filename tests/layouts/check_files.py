#!/usr/bin/env python3
"""Reads made files back with a reader of its own and compares every cell and every merge with what was meant.

    check_files.py [--seed N] [--documents N]

Makes a set in a temporary folder. Every part must be well-formed XML, merges must not overlap, a number must display the
meant text through its format, and what nobody sees (hidden, deleted, moved away, readings) must not be in the way.
"""
import argparse
import random
import re
import sys
import tempfile
import zipfile
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import layouts
import make_set
import office
import render

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


# ---- .xlsx ----

def displayed(stored, code):
    """What a spreadsheet shows of a stored number."""
    if stored.startswith("#"):
        return stored
    code = code.split(";")[0].replace("_ ", "").replace("* ", "")
    figure = Decimal(stored)
    if code == "General":
        return format(figure.quantize(Decimal("1e-9"), ROUND_HALF_UP).normalize(), "f")
    if "yyyy" in code:
        day = date(1899, 12, 30) + timedelta(days=int(figure))
        return "%d年%d月%d日" % (day.year, day.month, day.day) if "年" in code else day.isoformat()
    suffix = re.search(r'"(.*)"', code)
    suffix = suffix[1] if suffix else ""
    bare = re.sub(r'".*"', "", code)
    rate = bare.endswith("%")
    places = len(bare.rstrip("%").partition(".")[2])
    figure = (figure * 100 if rate else figure).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return format(figure, ",f" if "," in bare else "f") + ("%" if rate else "") + suffix


def visible_text(item):
    """The text of a string item: its own and that of its runs, not the readings."""
    text = "".join(t.text or "" for e in item if e.tag in (S + "t", S + "r")
                   for t in ([e] if e.tag == S + "t" else e.iter(S + "t")))
    return text.replace("_x000D_", "")


def text_of_cell(c, strings, looks):
    kind, v = c.get("t"), c.find(S + "v")
    if kind == "inlineStr":
        return visible_text(c.find(S + "is"))
    if v is None:
        return ""
    if kind == "s":
        return strings[int(v.text)]
    return v.text if kind in ("str", "e") else displayed(v.text, looks[int(c.get("s", "0"))])


def parts_of(path):
    """{name: root element}; every part must be well-formed. The strict namespaces are read as the usual ones."""
    z = zipfile.ZipFile(path)
    out = {}
    for name in z.namelist():
        text = z.read(name).decode("utf-8")
        for usual, strict in office.STRICT:
            text = text.replace(strict, usual)
        out[name] = ET.fromstring(text.encode("utf-8"))
    return out


def position(ref):
    m = re.fullmatch(r"([A-Z]+)(\d+)", ref)
    column = 0
    for char in m[1]:
        column = column * 26 + ord(char) - 64
    return int(m[2]) - 1, column - 1


def read_xlsx(path):
    """[(cells, merges, hidden rows, hidden columns)] of the visible sheets."""
    parts = parts_of(path)
    strings = [visible_text(si) for si in parts["xl/sharedStrings.xml"]]
    styles = parts["xl/styles.xml"]
    codes = {str(n): c for c, n in office.BUILT_IN.items()}
    codes.update({e.get("numFmtId"): e.get("formatCode") for e in styles.iter(S + "numFmt")})
    looks = [codes[x.get("numFmtId")] for x in styles.find(S + "cellXfs")]
    out = []
    for k, tab in enumerate(parts["xl/workbook.xml"].iter(S + "sheet")):
        if tab.get("state") == "hidden":
            continue
        root = parts["xl/worksheets/sheet%d.xml" % (k + 1)]
        cells, hidden_rows, i = {}, set(), -1
        for row in root.iter(S + "row"):
            i = int(row.get("r")) - 1 if row.get("r") else i + 1
            if row.get("hidden") == "1":
                hidden_rows.add(i)
            j = -1
            for c in row:
                j = position(c.get("r"))[1] if c.get("r") else j + 1
                text = text_of_cell(c, strings, looks)
                if text:
                    cells[i, j] = text
        merges = {tuple(map(position, m.get("ref").split(":"))) for m in root.iter(S + "mergeCell")}
        for (a, b), (c, d) in merges:  # what is under a merge is not seen
            for at in [(x, y) for x in range(a, c + 1) for y in range(b, d + 1) if (x, y) != (a, b)]:
                cells.pop(at, None)
        hidden_columns = {int(c.get("min")) - 1 for c in root.iter(S + "col") if c.get("hidden") == "1"}
        out.append((cells, merges, hidden_rows, hidden_columns))
    return out


def meant_xlsx(sheet):
    cells = {at: c.text for at, c in sheet.at.items() if c.text}
    merges = {(at, (at[0] + c.rows - 1, at[1] + c.cols - 1)) for at, c in sheet.at.items() if c.rows > 1 or c.cols > 1}
    return cells, merges, sheet.hidden_rows, sheet.hidden_columns


def overlapping(merges):
    seen = set()
    for (a, b), (c, d) in merges:
        for i in range(a, c + 1):
            for j in range(b, d + 1):
                if (i, j) in seen:
                    return True
                seen.add((i, j))
    return False


# ---- .docx ----

def parents(root):
    return {child: parent for parent in root.iter() for child in parent}


TICKS = {code: char for char, (_, code) in office.SYMBOLS.items()}


def seen_text(paragraph, up):
    """What a reader sees of a paragraph."""
    out = []
    for e in paragraph.iter():
        above, unseen = e, False
        while above is not paragraph:
            if above.tag in (W + "del", W + "moveFrom", W + "rt", W + "delText"):
                unseen = True
            if above.tag == W + "r" and above.find(W + "rPr/" + W + "vanish") is not None:
                unseen = True
            above = up[above]
        if not unseen and e.tag == W + "sym":
            out.append(TICKS[e.get(W + "char")])
        elif not unseen:
            out.append({W + "t": e.text or "", W + "br": "\n", W + "tab": "\t"}.get(e.tag, ""))
    return "".join(out)


def read_docx(path):
    """[("p", text) or ("tbl", cells, merges)] of the innermost tables and the paragraphs outside of tables."""
    root = parts_of(path)["word/document.xml"]
    up = parents(root)
    out = []
    for e in root.iter():
        if e.tag == W + "tbl" and e.find(".//" + W + "tbl") is None:
            out.append(("tbl", *read_table(e, up)))
        elif e.tag == W + "p" and up[e].tag == W + "body":
            out.append(("p", seen_text(e, up)))
    return [b for b in out if b[0] == "tbl" or b[1]]


def read_table(table, up):
    cells, open_merges, merges = {}, {}, set()
    rows = [tr for tr in table.iter(W + "tr") if tr.find(W + "trPr/" + W + "del") is None]
    for i, tr in enumerate(rows):
        before = tr.find(W + "trPr/" + W + "gridBefore")
        j = int(before.get(W + "val")) if before is not None else 0
        for tc in tr.iter(W + "tc"):
            pr = tc.find(W + "tcPr")
            span = pr.find(W + "gridSpan")
            span = int(span.get(W + "val")) if span is not None else 1
            merge = pr.find(W + "vMerge")
            if merge is not None and merge.get(W + "val") != "restart":
                open_merges[j][1] = i
            else:
                text = "\n".join(seen_text(p, up) for p in tc.findall(W + "p"))
                if text:
                    cells[i, j] = text
                open_merges[j] = [i, i, span]
                merges.add((i, j))
            if j in open_merges:
                start = open_merges[j]
                merges.discard((start[0], j))
                merges = {m for m in merges if not (isinstance(m[0], tuple) and m[0] == (start[0], j))}
                if start[1] > start[0] or start[2] > 1:
                    merges.add(((start[0], j), (start[1], j + start[2] - 1)))
            j += span
    return cells, {m for m in merges if isinstance(m[0], tuple)}


def meant_docx(grids, craft):
    out = []
    for grid in grids:
        for kind, what in office.blocks(grid, craft):
            if kind == "p":
                text = "\t".join(c.text for c in what)
                out += [("p", text)] if text else []
            else:
                cells, merges, _, _ = meant_xlsx(what)
                out.append(("tbl", cells, merges))
    return out


# ---- comparing ----

def check_xlsx(path, drawn, lay, docs):
    meant = [meant_xlsx(s) for s in render.sheets_of(drawn, lay, docs) if not s.hidden]
    got = read_xlsx(path)
    if len(meant) != len(got):
        return "%d sheets, meant %d" % (len(got), len(meant))
    for k, (m, g) in enumerate(zip(meant, got)):
        if overlapping(g[1]):
            return "sheet %d: merges overlap" % (k + 1)
        for what, a, b in zip(("cells", "merges", "hidden rows", "hidden columns"), m, g):
            if a != b:
                return "sheet %d: %s differ: %s" % (k + 1, what, first_difference(a, b))
    return None


def check_docx(path, drawn, lay):
    craft = office.CRAFT | lay["craft"]
    meant = meant_docx([g for grids in drawn for _, g in grids], craft)
    got = [b for b in read_docx(path) if not (b[0] == "p" and re.fullmatch(r"— \d+ —", b[1]))]
    if craft["nested_funds"]:  # a table inside a table: the innermost one is compared, as a part of what was meant
        inner = {t for b in got if b[0] == "tbl" for t in b[1].values()}
        whole = {t for b in meant if b[0] == "tbl" for t in b[1].values()}
        return None if inner and inner <= whole else "the inner table says something else"
    if [b[0] for b in meant] != [b[0] for b in got]:
        return "blocks %s, meant %s" % ([b[0] for b in got], [b[0] for b in meant])
    for k, (m, g) in enumerate(zip(meant, got)):
        for a, b in zip(m[1:], g[1:]):
            if a != b:
                return "block %d differs: %s" % (k + 1, first_difference(a, b))
    return None


def first_difference(a, b):
    if isinstance(a, dict):
        for key in sorted(set(a) | set(b)):
            if a.get(key) != b.get(key):
                return "%s: meant %r, read %r" % (key, a.get(key), b.get(key))
    return "meant %r, read %r" % (a, b)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=1)
    args = parser.parse_args()
    wrong = files = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in layouts.LAYOUTS:
            lay = layouts.layout(name)
            for form in lay["forms"]:
                for k in range(args.documents):
                    docs = make_set.docs_of(lay, form, random.Random("%d %s %s %d" % (args.seed, name, form, k)))
                    for kind in ("xlsx", "docx"):
                        path = Path(folder) / ("one." + kind)
                        render.render(docs, lay, kind, path)
                        files += 1
                        complaint = (check_xlsx(path, render.drawn_of(docs, lay)[1], lay, docs) if kind == "xlsx"
                                     else check_docx(path, render.drawn_of(docs, lay)[1], lay))
                        if complaint:
                            wrong += 1
                            print("%s %s %s: %s" % (name, form, kind, complaint))
    print("%d of %d files are as meant" % (files - wrong, files))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
