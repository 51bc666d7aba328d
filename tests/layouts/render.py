#!/usr/bin/env python3
"""Renders documents in a layout as an office file or a text dump, and writes what must be read from it.

    render.py --layout NAME --as xlsx|docx|text --out FILE DOCUMENTS.json
    render.py --list

DOCUMENTS.json is a document or an array of documents of FORMS.md. Beside FILE stands FILE.json, the expected documents.
"""
import argparse
import json
import random
from pathlib import Path

import documents
import draw
import layouts
import office
import shown
from grid import Sheet, refined, spaced

SUFFIX = {"xlsx": ".xlsx", "docx": ".docx", "text": ".txt", "lines": ".lines.txt", "csv": ".csv"}


def craft_of(lay):
    return {**office.CRAFT, **lay["craft"]}


def hide_decoys(sheet):
    """Hidden rows and columns with other figures, as offices leave them in their files."""
    row = sheet.height * 2 // 3
    sheet.insert_hidden_row(row, ["隐藏指标", "≥999个", "999", "内部备注", "9999", "8888"])
    sheet.insert_hidden_column(min(2, sheet.width - 1), "内部")


def hidden_sheet(doc, lay):
    """A sheet of the same form with other contents that nobody sees."""
    other = documents.document(doc["form"], random.Random(7), lay["wants"])
    sheet = Sheet("上年数据")
    sheet.add(draw.draw(shown.shown(other, lay), other, lay)[0][1])
    sheet.hidden = True
    return sheet


def sheets_of(drawn, lay, docs, decoys=True):
    """Worksheets of the drawn documents: [[(name, Grid)] of each document]."""
    craft = craft_of(lay)
    together = lay["book"] in ("sheet", "report") or (len(drawn[0]) > 1 and lay["accounts"]["sheets"] == "one")
    out = []
    if together:
        sheet = Sheet("汇总")
        for grids in drawn:
            for _, grid in grids:
                sheet.add(grid, 1)
        out.append(sheet)
    else:
        for k, grids in enumerate(drawn):
            for name, grid in grids:
                sheet = Sheet(name or ("Sheet%d" % (k + 1)))
                sheet.add(grid)
                out.append(sheet)
    for sheet in out:
        sheet.shift(*craft["indent"])
        if craft["hidden"] and decoys:
            hide_decoys(sheet)
    if craft["hidden"] and decoys:
        out.append(hidden_sheet(docs[0], lay))
    return out


def reshaped(grid, lay):
    """The grid on the narrow columns or with the empty rows of the layout's template."""
    if lay["empty_rows"]:
        grid = spaced(grid)
    if lay["narrow"]:
        grid = refined(grid, [1 + (j * 7 + grid.width) % lay["narrow"] for j in range(grid.width)])
    return grid


def drawn_of(docs, lay):
    """(what is shown, what is drawn) of a file: [[(name, Grid)] of each document, or of what stands between them]."""
    views = [shown.shown(d, lay) for d in docs]
    drawn = [draw.draw(v, d, lay) for v, d in zip(views, docs)]
    if lay["book"] == "twice":
        drawn += [draw.draw(v, d, lay) for v, d in zip(views, docs)]
    if lay["book"] == "report":
        drawn = [[("报告", draw.report_text(docs[1], "cover"))], drawn[0], [("结论", draw.report_text(docs[1], "middle"))],
                 drawn[1]]
    drawn = [[(name, reshaped(grid, lay)) for name, grid in grids] for grids in drawn]
    if lay["neighbour"]:
        drawn.append([("资金分配", draw.neighbour())])
    return views, drawn


def render(docs, lay, kind, path):
    """Writes the file; returns the documents that must be read from it."""
    views, drawn = drawn_of(docs, lay)
    if kind == "docx":
        office.write_docx(path, [g for grids in drawn for _, g in grids], craft_of(lay))
    elif kind == "xlsx":
        office.write_xlsx(path, sheets_of(drawn, lay, docs), craft_of(lay))
    elif kind == "lines":
        office.write_lines(path, sheets_of(drawn, lay, docs, False))
    elif kind == "csv":
        office.write_csv(path, sheets_of(drawn, lay, docs, False), "gb18030" if len(docs[0]["form"]) % 2 else "utf-8-sig")
    else:
        office.write_text(path, sheets_of(drawn, lay, docs, False))
    return views


def grouped(lay, form):
    """Whether the headings of the form's columns have two rows."""
    table = lay["indicators"] if form == "self_evaluation" else lay.get(form, {})
    return any(isinstance(h, tuple) for _, h in table.get("columns", [])) or form == "monitoring" and table.get("ticks")


def needs_merges(lay, form, kind):
    """Whether the print says something by merged cells that a text dump of this kind cannot say."""
    if kind in ("xlsx", "docx"):
        return False
    if kind == "lines" and (form == "final_accounts" or grouped(lay, form)):
        return True
    return form == "monitoring" and lay["monitoring"]["merge_answers"] or lay["indicators"]["merge_reasons"]


def write_json(path, value):
    Path(path).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--layout", choices=sorted(layouts.LAYOUTS))
    parser.add_argument("--as", dest="kind", choices=sorted(SUFFIX), default="xlsx")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--list", action="store_true", help="name every layout and what is particular about it")
    parser.add_argument("documents", nargs="?", type=Path)
    args = parser.parse_args()
    if args.list or not (args.layout and args.out and args.documents):
        for name in layouts.LAYOUTS:
            print("%-20s %s" % (name, layouts.layout(name)["about"]))
        return
    docs = json.loads(args.documents.read_text(encoding="utf-8"))
    docs = docs if isinstance(docs, list) else [docs]
    write_json(str(args.out) + ".json", render(docs, layouts.layout(args.layout), args.kind, args.out))


if __name__ == "__main__":
    main()
