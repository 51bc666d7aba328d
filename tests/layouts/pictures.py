#!/usr/bin/env python3
"""Writes a set of files from pictures: forms drawn by hand as text, each with the documents that must be read from it.

    pictures.py --out DIR [--as xlsx,plain,docx,text,lines,csv] [FOLDER]

The set has the shape of make_set.py's, for compare.py. `plain` is a workbook that has lost its merges. A picture, one file:

    #! no-lines                   kinds of files that cannot say what the picture says
    === sheet 自评表              begins a sheet; a line is a row, its cells divided by |
    项目名称|<|道路养护           < belongs to the cell on its left, ^ to the one above; \\n is a line break
    附件2                         one cell alone reaches over the whole width; outside of the ruled table in .docx
    {0.5;0.00%;50.00%}            a numeric cell: stored value, number format, what it shows
    === doc                       begins a document
    form = target                 a field; department.name is one inside of an object
    funds: source|label|amount    a list of rows until the next empty line; ~ is an absent field; with numbers as names
                                  (tables.01.rows: 1|2|3) each row is a list

Every printed cell must find a place in the document or be known layout: nothing may stay unplaced.
"""
import argparse
import re
from pathlib import Path

import layouts
import office
import render
from grid import Cell, Grid, Sheet

SUFFIX = dict(render.SUFFIX, plain=".plain.xlsx")
NUMBER = re.compile(r"^\{([^;]*);([^;]*);([^}]*)\}$")
FOLDER = Path(__file__).parent / "pictures"


class Picture:
    def __init__(self, path):
        self.name, self.without, self.sheets, self.documents = path.stem, set(), [], []
        table = None
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            where = "%s:%d" % (path.name, number)
            if line.startswith("#! no-"):
                self.without.add(line[6:].strip())
            elif line.startswith("=== sheet"):
                self.sheets.append((line[9:].strip() or "Sheet1", []))
            elif line.startswith("=== doc"):
                self.documents.append({})
                table = None
            elif not self.documents:
                self.sheets[-1][1].append([c.strip(" ").replace("\\n", "\n") for c in line.split("|")])
            elif not line:
                table = None
            elif table:
                self.add_row(table, line, where)
            else:
                table = self.add_field(line, where)
        self.sheets = [(name, squared(rows, path.name)) for name, rows in self.sheets]

    def add_row(self, table, line, where):
        names, rows = table
        texts = line.replace("\\n", "\n").split("|")
        assert len(texts) == len(names), (where, "columns", line)
        if all(n.isdigit() for n in names):
            rows.append(texts)
        else:
            rows.append({n: t for n, t in zip(names, texts) if t != "~"})

    def add_field(self, line, where):
        """Puts a field; returns the list that the lines behind it are rows of, if it is one."""
        table = re.match(r"^(\S+): (.+)$", line)
        field = table or re.match(r"^(\S+) = ?(.*)$", line)
        assert field, (where, "neither a field nor a list", line)
        *path, last = field.group(1).split(".")
        holder = self.documents[-1]
        for name in path:
            holder = holder.setdefault(name, {})
        if table:
            holder[last] = []
            return field.group(2).split("|"), holder[last]
        text = field.group(2)
        holder[last] = int(text) if last == "year" else text.split("|") if last == "columns" else text
        return None


def squared(rows, where):
    """The rows with as many cells each; a row of one cell reaches over all of them."""
    while rows and rows[-1] == [""]:
        rows.pop()
    width = max(len(r) for r in rows)
    out = []
    for k, row in enumerate(rows):
        if len(row) == 1:
            row = row + (["<"] if row[0] else [""]) * (width - 1)
        assert len(row) == width, (where, "row", k, "has", len(row), "cells of", width, row)
        out.append(row)
    return out


def owners(rows):
    """{position: the corner of its cell}."""
    own = {}
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            own[i, j] = own[i, j - 1] if text == "<" else own[i - 1, j] if text == "^" else (i, j)
    return own


def cell_of(text, rows=1, cols=1):
    number = NUMBER.match(text)
    cell = Cell(number.group(3) if number else text, cols, rows)
    cell.number = (number.group(1), number.group(2)) if number else None
    return cell


def grid_of(rows, merged=True):
    """The picture as a grid; its rows of one cell are loose."""
    own, grid = owners(rows), Grid(len(rows[0]))
    ends = {}
    for (i, j), at in own.items():
        bottom, right = ends.get(at, at)
        ends[at] = max(bottom, i), max(right, j)
    for i, row in enumerate(rows):
        cells = []
        for j, text in enumerate(row):
            if not merged:
                cells.append(cell_of("" if text in ("<", "^") else text))
            elif own[i, j] == (i, j):
                bottom, right = ends[i, j]
                cells.append(cell_of(text, bottom - i + 1, right - j + 1))
        across = len(cells) == 1 and cells[0].rows == 1 and cells[0].cols == grid.width
        grid.row(*cells, loose=across)
    grid.place()
    return grid


def sheets_of(picture, merged=True):
    out = []
    for name, rows in picture.sheets:
        sheet = Sheet(name)
        sheet.add(grid_of(rows, merged))
        out.append(sheet)
    return out


def write(picture, kind, path):
    craft = render.craft_of(layouts.layout("official"))
    if kind == "docx":
        office.write_docx(path, [grid_of(rows) for _, rows in picture.sheets], craft)
    elif kind in ("xlsx", "plain"):
        office.write_xlsx(path, sheets_of(picture, kind == "xlsx"), craft)
    elif kind == "lines":
        office.write_lines(path, sheets_of(picture))
    elif kind == "csv":
        office.write_csv(path, sheets_of(picture), "utf-8-sig")
    else:
        office.write_text(path, sheets_of(picture))


def make(folder, out, kinds):
    """Writes the set; returns its manifest."""
    (out / "files").mkdir(parents=True, exist_ok=True)
    (out / "expected").mkdir(exist_ok=True)
    manifest = []
    for source in sorted(folder.glob("*.txt")):
        picture = Picture(source)
        for kind in [k for k in kinds if k not in picture.without]:
            path = out / "files" / (picture.name + SUFFIX[kind])
            write(picture, kind, path)
            manifest.append({"file": "files/" + path.name, "expected": "expected/%s.json" % picture.name,
                             "layout": picture.name, "type": kind, "form": picture.documents[0]["form"],
                             "documents": len(picture.documents), "unplaced": 0})
        render.write_json(out / "expected" / (picture.name + ".json"), picture.documents)
    render.write_json(out / "manifest.json", manifest)
    return manifest


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--as", dest="kinds", default=",".join(SUFFIX), help=", ".join(SUFFIX))
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    args = parser.parse_args()
    manifest = make(args.folder, args.out, args.kinds.split(","))
    assert manifest, "no picture in %s" % args.folder
    print("%d files of %d pictures" % (len(manifest), len({e["layout"] for e in manifest})))


if __name__ == "__main__":
    main()
