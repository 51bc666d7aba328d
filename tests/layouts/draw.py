"""Draws what a layout shows of a document as a grid of cells: title, head, money, goals, indicators, total, notes.

One function per block; a form is the blocks that it has, from top to bottom. The width of a form is that of its widest
block; in narrower rows one cell takes the rest.
"""
import re
from decimal import Decimal

from grid import Cell, Grid, is_chinese, label, prose, tidy, value
from shown import PARTS, head_fields, list_unit_above, split_target, title_of, title_template

TICK = "√"
CAUSES = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他")
LIKELIHOODS = ("确定能", "有可能", "完全不可能")


# ---- printing of texts ----

def torn_label(text):
    """A label as a narrow column breaks it."""
    if len(text) == 2 and all(is_chinese(c) for c in text):
        return text[0] + "  " + text[1]
    middle = len(text) // 2
    if len(text) >= 5 and is_chinese(text[middle - 1]) and is_chinese(text[middle]) and "\n" not in text:
        return text[:middle] + "\n" + text[middle:]
    return text


def torn_value(text):
    """A long text as a narrow column breaks it, a figure with a space behind its point."""
    if re.fullmatch(r"[\d,]+\.\d\d", text):
        return text.replace(",", ", ").replace(".", ". ")
    out, run = [], 0
    for i, char in enumerate(text):
        if run >= 9 and is_chinese(text[i - 1]) and is_chinese(char) and not set(text[i - 1] + char) & set("＞＜＝"):
            out.append("\n")
            run = 0
        out.append(char)
        run += 1
    return "".join(out)


class Printer:
    """How this layout writes labels and values."""

    def __init__(self, lay):
        self.lay = lay

    def label(self, text, cols=1, rows=1):
        printed = torn_label(text) if self.lay["torn"] else text
        assert tidy(printed) == tidy(text), (printed, text)
        return label(printed, cols, rows)

    def side(self, text, rows):
        """A label at the left, over several rows."""
        vertical = self.lay["vertical"]
        if not vertical:
            return self.label(text, 1, rows)
        name, bracket, rest = text.partition("（")
        if vertical == "text":
            return label("\n".join(name.strip()) + ("\n" + bracket + rest if rest else ""), 1, rows)
        return label(" ".join(name.strip()) + (bracket + rest if rest else ""), 1, rows, vertical=True)

    def text(self, text):
        printed = text
        for plain, typed in self.lay["signs"].items():
            before_a_figure = r"(?=\d)" if typed.endswith(" ") else ""
            printed = re.sub(plain + before_a_figure, typed, printed)
        if self.lay["torn"]:
            printed = torn_value(printed)
        assert tidy(printed) == tidy(text), (printed, text)
        return printed

    def value(self, text, cols=1, rows=1):
        return value(self.text(text), cols, rows)

    def prose(self, text, cols=1, rows=1):
        return prose(self.text(text), cols, rows)


def widen(cells, width, flexible):
    """Gives what is left of the width to one cell."""
    used = sum(c.cols for c in cells)
    assert used <= width, (used, width, cells)
    cells[flexible].cols += width - used
    return cells


def share(count, width):
    """`width` columns for `count` pairs of label and value: [(label columns, value columns)]."""
    each = width // count
    out = []
    for k in range(count):
        own = each if k < count - 1 else width - each * (count - 1)
        out.append((2 if own > 4 else 1, own - (2 if own > 4 else 1)))
    return out


# ---- title, head and foot ----

def party_text(party, lay, field):
    name, code = party["name"], party.get("code", "")
    if not code:
        return name
    if field == "project":
        return "%s-%s" % (code, name)
    return {"dash": "%s-%s" % (code, name), "bracket": "[%s]%s" % (code, name),
            "tail": "%s-%s" % (name, code)}[lay["codes"]]


def field_text(view, doc, lay, field):
    """The value printed beside a label."""
    if field.startswith("~"):
        return field[1:]
    if field == "project_code":
        return view["project"].get("code", "")
    if field == "project" and "project_code" in head_fields(lay, view["form"]):
        return view["project"]["name"]
    if field in ("project", "department", "unit"):
        return party_text(view[field], lay, field)
    if field in ("total_score", "total_grade"):
        return view.get("total", {}).get(field[6:], "")
    if field == "year":
        return str(view["year"])
    return str(view.get(field, doc.get(field, "")))


def draw_title(g, view, doc, lay, p):
    if lay["annex"]:
        g.line(lay["annex"], "left")
    title, way, year = title_of(doc, lay), lay["year"], doc.get("year")
    in_title = "{year}" in title_template(doc, lay) or way == "front"
    period = doc.get("period") if lay["monitoring"]["period"] == "year" and view["form"] == "monitoring" else None
    if way == "tail" and not in_title:
        g.line("%s（%s年度）" % (title, year), bold=True)
        return
    g.line(p.text(title), bold=True)
    if year is None or in_title or way in ("none", "front"):
        return
    if way == "label" and ("年度", "year") in [c for row in lay["head"] for c in row] \
            and view["form"] in ("self_evaluation", "monitoring", "target"):
        return
    if period:
        g.line("（%s年%s）" % (year, period))
    elif way == "cells":
        g.row(*widen([Cell("（", align="right"), Cell(str(year)), Cell("年度）", align="left")], g.width, 2), loose=True)
    else:
        g.line({"line": "（%s年度）", "spaced": "（%s 年度）", "plain": "%s年度", "paren": "(%s年)", "lost": "%s年度)",
                "label": "（%s年度）", "tail": "（%s年度）"}[way] % year)


def draw_above(g, view, doc, lay):
    """The line of labels and values between title and table."""
    if not lay["above"]:
        return
    cells = []
    for k, (name, field) in enumerate(lay["above"]):
        cells.append(Cell("%s：%s" % (name, field_text(view, doc, lay, field)), align="left"))
    if lay["above_style"] == "one":
        g.line((" " * 8).join(c.text for c in cells), "left")
        return
    for (a, b), cell in zip(share(len(cells), g.width), cells):
        cell.cols = a + b
    g.row(*cells, loose=True)


def draw_head(g, view, doc, lay, p):
    rows = list(lay["head"])
    if view["form"] == "target":
        rows += lay["target"]["head"]
        if lay["target"]["funds"] == "amount":
            rows.append([("主管部门", "department"), (lay["target"]["amount"], "amount")])
    if lay["monitoring"]["period"] == "label" and view["form"] == "monitoring":
        rows.append([("监控期间", "period")])
    for row in rows:
        if view["form"] != "self_evaluation":
            row = [c for c in row if c[1] not in ("total_score", "total_grade")]
        if not row:
            continue
        cells = []
        for (name, field), (a, b) in zip(row, share(len(row), g.width)):
            text = view["funds"][0]["amount"] if field == "amount" else field_text(view, doc, lay, field)
            if lay["head_style"] == "inline":
                cells.append(value("%s%s%s" % (name, lay["colon"] or "：", p.text(text)), a + b, 1, "left"))
            else:
                cells += [p.label(name + lay["colon"], a), p.value(text, b)]
        g.row(*cells)


def draw_foot(g, lay, p):
    for name, field in lay["below"]:
        g.row(p.label(name, 2), p.prose(field[1:], g.width - 2))
    for note in lay["notes"]:
        g.line(note, "left")
    if lay["foot"]:
        cells = [Cell("%s：%s" % pair, align="left") for pair in lay["foot"]]
        for (a, b), cell in zip(share(len(cells), g.width), cells):
            cell.cols = a + b
        g.row(*cells, loose=True)


# ---- money ----

def fund_texts(funds, lay):
    """The labels of the sources with 其中 in front of the first part, and indents."""
    out = []
    for k, fund in enumerate(funds):
        lead = "" if k == 0 or lay["funds"]["of_which"] == "cell" else lay["funds"]["of_which"] if k == 1 else lay["funds"]["indent"]
        tail = lay["funds"]["colon"] if k == 0 and lay["funds"]["of_which"] else ""
        lead = "其中：" if lay["funds"]["of_which"] == "cell" and k == 1 else lead
        out.append(lead + fund["label"] + tail)
    return out


def side_of_funds(view, lay, weight):
    side = lay["funds"]["side"]
    side = side.replace("{weight}", weight) if weight else re.sub(r"（\{weight\}分）", "", side)
    unit = view.get("money_unit")
    columns = {"target": [], "monitoring": lay["monitoring"]["funds"]}.get(view["form"], lay["funds"]["columns"])
    in_headings = lay["money_unit"] == "headings" and any("{unit}" in h for _, h in columns)
    printed = lay["money_unit"] in ("side", "headings") and not in_headings
    return side + "\n（%s）" % unit if unit and printed else side


def heading_text(heading, view, weight=""):
    return heading.format(p=view.get("period", ""), unit=view.get("money_unit", ""), weight=weight)


def extra_fund(field, fund, shown_fund):
    """Columns of the money part that have no field."""
    if field == "~annual_budget":
        return fund.get("annual_budget", "")
    if field == "~balance":
        try:
            left = Decimal(fund["annual_budget"].replace(",", "")) - Decimal(fund["executed"].replace(",", ""))
            return format(left, "f")
        except ArithmeticError:
            return ""
    if field == "~review":
        return shown_fund.get("score", "")
    raise KeyError(field)


def fund_cell(field, shown_fund, fund, lay):
    if field.startswith("~"):
        return extra_fund(field, fund, shown_fund)
    if field in ("weight", "score") and fund["source"] != "total":
        return lay["funds"]["none"]
    return shown_fund.get(field, "")


def draw_funds_table(g, view, doc, lay, p, columns):
    funds = view["funds"]
    weight = doc["funds"][0].get("weight", "")
    side = p.side(side_of_funds(view, lay, weight), len(funds) + 1)
    g.row(*widen([side, label(lay["funds"]["total_heading"])] + [p.label(heading_text(h, view, weight)) for _, h in columns],
                 g.width, 1))
    if lay["funds"]["of_which"] == "cell":
        draw_parts_apart(g, view, doc, lay, p, columns)
        return
    for text, shown_fund, fund in zip(fund_texts(funds, lay), funds, doc["funds"]):
        name = label(torn_label(text) if lay["torn"] and text == text.strip() else text, align="left")
        g.row(*widen([name] + [p.value(fund_cell(f, shown_fund, fund, lay)) for f, _ in columns], g.width - 1, 0))


def draw_parts_apart(g, view, doc, lay, p, columns):
    """The sources' rows with 其中 in a cell of its own over all parts."""
    width = g.width - 1
    for k, (shown_fund, fund) in enumerate(zip(view["funds"], doc["funds"])):
        cells = [p.value(fund_cell(f, shown_fund, fund, lay)) for f, _ in columns]
        if k == 0:
            g.row(*widen([label(fund["label"] if not lay["funds"]["labels"] else shown_fund["label"])] + cells, width, 0))
        elif k == 1:
            g.row(*widen([label("其中：", 1, len(view["funds"]) - 1), label(shown_fund["label"])] + cells, width, 1))
        else:
            g.row(*widen([label(shown_fund["label"])] + cells, width - 1, 0))


def draw_funds_columns(g, view, doc, lay, p, columns):
    funds = view["funds"]
    side = p.side(side_of_funds(view, lay, doc["funds"][0].get("weight", "")), len(columns) + 1)
    g.row(*widen([side, label("")] + [p.label(t) for t in fund_texts(funds, lay)], g.width, len(funds) + 1))
    for field, heading in columns:
        cells = [p.label(heading_text(heading, view))]
        cells += [p.value(fund_cell(field, s, f, lay)) for s, f in zip(funds, doc["funds"])]
        g.row(*widen(cells, g.width - 1, len(funds)))


def draw_target_funds(g, view, doc, lay, p):
    if lay["target"]["funds"] == "amount":
        return
    funds, medium = view["funds"], view.get("medium_term_funds")
    headed = lay["target"]["funds"] == "table"
    side = p.side(side_of_funds(view, lay, ""), len(funds) + (1 if headed else 0))
    if headed:
        g.row(*widen([side, p.label("资金来源", 2), p.label("金额")], g.width, 2))
    names = fund_texts(funds, lay)
    medium_names = fund_texts(medium, lay) if medium else []
    for k, fund in enumerate(funds):
        cells = [side] if k == 0 and not headed else []
        lead = len(cells)
        if medium:
            cells += [label(medium_names[k], 2, align="left"), p.value(medium[k]["amount"], 2)]
        cells += [label(names[k], 2, align="left"), p.value(fund["amount"])]
        g.row(*widen(cells, g.width if lead else g.width - 1, len(cells) - 1))


# ---- goals ----

def draw_goals(g, view, lay, p):
    form, goals, options = view["form"], view["goals"], lay["goals"]
    if form == "target" and "medium_term" in goals:
        half = (g.width - 1) // 2
        rest = g.width - 1 - half
        g.row(p.side("总体目标", 2), p.label("中期目标", half), p.label("年度目标", rest))
        g.row(p.prose(goals["medium_term"], half), p.prose(goals["expected"], rest))
    elif form != "self_evaluation":
        name = lay["target"]["goal"] if form == "target" else "年度总体目标"
        g.row(p.side(name, 1), p.prose(goals["expected"], g.width - 1))
    elif options["style"] == "expected":
        g.row(p.side(options["side"], 1), p.prose(goals["expected"], g.width - 1))
    elif options["style"] == "inline":
        for name, field in ((options["expected"], "expected"), (options["actual"], "actual")):
            g.row(p.prose("%s：%s" % (name, goals[field]), g.width))
    elif options["style"] == "rows":
        g.row(p.side(options["side"], 2), p.label(options["expected"], 2), p.prose(goals["expected"], g.width - 3))
        g.row(p.label(options["actual"], 2), p.prose(goals["actual"], g.width - 3))
    else:
        half = (g.width - 1) // 2
        rest = g.width - 1 - half
        g.row(p.side(options["side"], 2), p.label(options["expected"], half), p.label(options["actual"], rest))
        g.row(p.prose(goals["expected"], half), p.prose(goals["actual"], rest))


# ---- indicators ----

class Column:
    """One printed column: its field, its heading, the heading above it, and the option that a tick in it chooses."""

    def __init__(self, field, heading, group=None, option=None, half=None):
        self.field, self.heading, self.group, self.option, self.half = field, heading, group, option, half
        self.cols = 1


def columns_of(view, lay):
    """The printed columns of the indicators, ticks and halves unfolded."""
    form = view["form"]
    table = lay["indicators"]["columns"] if form == "self_evaluation" else lay[form]["columns"]
    out = []
    for field, heading in table:
        group = None
        if isinstance(heading, tuple):
            group, heading = heading
        heading = heading_text(heading, view)
        options = {"deviation_cause": CAUSES, "likelihood": LIKELIHOODS}.get(field)
        if form == "monitoring" and lay["monitoring"].get("ticks") and options:
            out += [Column(field, o, heading, o) for o in options]
        else:
            out.append(Column(field, heading, group))
            out[-1].cols = lay["indicators"].get("wide", {}).get(field, 1)
    if form == "target" and "medium_term_indicators" in view:
        marks = lay["target"]["halves"]
        first = [c for c in out if c.field == "level1"]
        rest = [c for c in out if c.field != "level1"]
        tell = (lambda h, k: "%s(%s)" % (h, marks[k])) if isinstance(marks, tuple) else (lambda h, k: h)
        out = first + [Column(c.field, tell(c.heading, k), c.group, None, k) for k in (0, 1) for c in rest]
    return out


class Line:
    """One printed row of indicators: a row of the document, or a placeholder in its category."""

    def __init__(self, row, doc_row, other=None, placeholder=None):
        self.row, self.doc_row, self.other, self.placeholder = row, doc_row, other, placeholder
        self.ordinal = 1


def lines_of(view, doc, lay):
    """The rows in printed order, placeholders behind the last row of each category."""
    rows = view["indicators"]
    others = view.get("medium_term_indicators") or [None] * len(rows)
    marks, out, seen = lay["indicators"]["placeholders"], [], {}
    for k, row in enumerate(rows):
        key = (row["level1"], row["level2"])
        line = Line(row, doc["indicators"][k], others[k])
        seen[key] = line.ordinal = seen.get(key, 0) + 1
        out.append(line)
        last = k + 1 == len(rows) or (rows[k + 1]["level1"], rows[k + 1]["level2"]) != key
        if marks and last:
            out.append(Line(row, doc["indicators"][k], None, marks[len(out) % len(marks)]))
    return out


def runs(lines, key):
    """The length of the run that begins at each line, 0 inside of one."""
    out, i = [0] * len(lines), 0
    while i < len(lines):
        j = i
        while j < len(lines) and key(lines[j]) == key(lines[i]):
            j += 1
        out[i] = j - i
        i = j
    return out


def level_text(line, level, lay):
    name = line.row[level]
    options = lay["indicators"]
    weight = line.row.get(level + "_weight")
    if level == "level1" and options.get("lost_level1"):
        return options["bracket"].format(weight).strip()
    if level == "level1" and lay["vertical"]:
        name = ("\n" if lay["vertical"] == "text" else " ").join(name)
    return name + options["bracket"].format(weight) if weight else name


def level_cell(lines, i, level, count, lay):
    """The cell of a level on this row, None where a merge covers it."""
    options = lay["indicators"]
    text = level_text(lines[i], level, lay)
    turned = level == "level1" and lay["vertical"] == "rotated"
    if options["merge"] == "repeat":
        return label(text)
    if options["merge"] == "first":
        return label(text if count else "")
    return label(text, 1, count, vertical=turned) if count else None


def extra_text(field, line, number):
    """Columns of the indicators that have no field."""
    row = line.doc_row
    return {"~review": row.get("score", ""), "~note": "反映工作完成情况", "~number": str(number), "~kind": "定量",
            "~standard": "按完成比例计分", "~reason": "", "~remark": ""}[field]


def name_text(line, row, lay):
    ordinal = lay["indicators"]["ordinal"]
    return (ordinal.format(line.ordinal) if ordinal else "") + row["level3"]


def field_cell(line, column, lay, p, number, rows=1):
    """The cell of an ordinary column."""
    field = column.field
    row = line.other if column.half == 0 else line.row
    if line.placeholder is not None:
        text = {"level3": line.placeholder, "target": "/" if line.placeholder == "/" else ""}.get(field, "")
        return p.value(text, column.cols)
    if field.startswith("~"):
        return p.value(extra_text(field, line, number), column.cols, rows)
    if column.option:
        return p.value(TICK if row.get(field) == column.option else "", column.cols)
    if field in PARTS:
        return p.value(tidy(split_target(line.doc_row["target"])[PARTS.index(field)]), column.cols)
    if field == "level3":
        return p.prose(name_text(line, row, lay), column.cols)
    if field in ("reason", "explanation", "measures", "standard"):
        return p.prose(row.get(field, ""), column.cols, rows)
    return p.value(row.get(field, ""), column.cols, rows)


def merged_rows(lines, i, field, lay, view):
    """How many rows a value of this row is merged over; 0 where it is covered by the one above."""
    if view["form"] == "self_evaluation" and lay["indicators"]["merge_weights"] and field in ("weight", "score"):
        same = lambda k: (lines[k].row.get("weight") == lines[k].row.get("score") == ""
                          and lines[k].row["level2"] == lines[k - 1].row["level2"]
                          and lines[k].placeholder is None is lines[k - 1].placeholder)
    elif view["form"] == "self_evaluation" and lay["indicators"]["merge_reasons"] and field == "reason":
        same = lambda k: (lines[k].row.get(field) == lines[k - 1].row.get(field) != ""
                          and lines[k].placeholder is None is lines[k - 1].placeholder)
    elif view["form"] == "monitoring" and lay["monitoring"]["merge_answers"] and field in ("likelihood", "forecast"):
        same = lambda k: (lines[k].row.get(field) == lines[k - 1].row.get(field) != ""
                          and lines[k].placeholder is None is lines[k - 1].placeholder)
    else:
        return 1
    if i > 0 and same(i):
        return 0
    count = 1
    while i + count < len(lines) and same(i + count):
        count += 1
    return count


def draw_headings(g, columns, side, p):
    """One or two rows of headings; `side` is the cell at the left of the first, or None."""
    lead = [side] if side else []
    if not any(c.group for c in columns):
        g.row(*lead, *[p.label(c.heading, c.cols) for c in columns])
        return
    top, k = [], 0
    while k < len(columns):
        j = k
        while j < len(columns) and columns[k].group and columns[j].group == columns[k].group:
            j += 1
        if columns[k].group:
            top.append(p.label(columns[k].group, sum(c.cols for c in columns[k:j])))
            k = j
        else:
            top.append(p.label(columns[k].heading, columns[k].cols, 2))
            k += 1
    g.row(*lead, *top)
    g.row(*[p.label(c.heading, c.cols) for c in columns if c.group])


def draw_lines(g, lines, columns, view, lay, p, start):
    first = runs(lines, lambda x: x.row["level1"])
    second = runs(lines, lambda x: (x.row["level1"], x.row["level2"]))
    for i, line in enumerate(lines):
        cells = []
        if lay["indicators"]["bands"] and first[i]:
            g.row(label(level_text(line, "level1", lay), sum(c.cols for c in columns)))
        for column in columns:
            if column.field == "level1":
                cell = level_cell(lines, i, "level1", first[i], lay)
            elif column.field == "level2":
                cell = level_cell(lines, i, "level2", second[i], lay)
            else:
                rows = merged_rows(lines, i, column.field, lay, view)
                cell = field_cell(line, column, lay, p, start + i + 1, rows) if rows else None
            if cell:
                cell.cols = column.cols
                cells.append(cell)
        g.row(*cells)


def total_cells(view, columns, lay, p, lead):
    """The cells of the total row; whether the grade found its place in it."""
    total, options = view["total"], lay["total"]
    scored = [k for k, c in enumerate(columns) if c.field in ("weight", "score")]
    first, last = min(scored), max(scored)
    cells = [p.label(options["label"], lead + sum(c.cols for c in columns[:first]))]
    for c in columns[first:last + 1]:
        cells.append(p.value(total.get(c.field, "") if c.field in ("weight", "score") else "", c.cols))
    behind = columns[last + 1:]
    if options["grade"] and "grade" in total and len(behind) >= 2:
        cells += [p.label(options["grade"], behind[0].cols), p.value(total["grade"], sum(c.cols for c in behind[1:]))]
        return cells, True
    if options["grade"] and "grade" in total and len(behind) == 1 and behind[0].cols > 1:
        cells += [p.label(options["grade"]), p.value(total["grade"], behind[0].cols - 1)]
        return cells, True
    for c in behind:
        cells.append(p.value(total["score"] if c.field == "~review" else "", c.cols))
    return cells, False


def draw_total(g, view, columns, lay, p, lead):
    cells, graded = total_cells(view, columns, lay, p, lead)
    g.row(*cells)
    if lay["total"]["grade"] and "grade" in view["total"] and not graded:
        g.row(p.label(lay["total"]["grade"], 2), p.value(view["total"]["grade"], g.width - 2 - (0 if lead else g.width -
                                                         sum(c.cols for c in columns))))


def draw_indicators(g, view, doc, lay, p, columns):
    lines = lines_of(view, doc, lay)
    side_text = lay["indicators"]["side"]
    scored = view["form"] == "self_evaluation"
    top = scored and lay["total"]["place"] == "top"
    headings = 2 if any(c.group for c in columns) else 1
    bands = len(set(x.row["level1"] for x in lines)) if lay["indicators"]["bands"] else 0
    count = len(lines) + headings + (1 if top else 0) + bands
    side = p.side(side_text, count) if side_text else None
    draw_headings(g, columns, side, p)
    if top:
        g.row(*total_cells(view, columns, lay, p, 0)[0])
    step = lay["page_break"] or len(lines)
    for start in range(0, len(lines), step):
        if start:
            draw_headings(g, columns, None, p)
        draw_lines(g, lines[start:start + step], columns, view, lay, p, start)
    if scored and lay["total"]["place"] == "bottom":
        draw_total(g, view, columns, lay, p, 1 if side else 0)
    if top and lay["total"]["grade"] and "grade" in view["total"] \
            and not total_cells(view, columns, lay, p, 0)[1]:
        g.row(p.label(lay["total"]["grade"], 2), p.value(view["total"]["grade"], g.width - 2))


# ---- the project forms ----

def draw_conclusion(g, view, p):
    c = view["conclusion"]
    advice = (("对项目决策的建议：", "decision"), ("对预算安排与执行的建议：", "budget"), ("对资金管理的建议：", "funds"),
              ("项目管理的建议：", "management"), ("其他：", "other"), ("备注：", "remark"))
    wide = g.width - 1
    g.row(p.label("项目自评结论", 1, 2 + len(advice)), p.label("主要经验做法", 3), p.prose(c["experience"], wide - 3))
    g.row(p.label("项目管理中存在的主要问题及原因分析", 3), p.prose(c["problems"], wide - 3))
    for k, (name, field) in enumerate(advice):
        lead = [p.label("下一步改进措施及管理建议", 3, len(advice))] if k == 0 else []
        g.row(*lead, p.label(name, 2), p.prose(c["advice"][field], wide - 5))


def width_of(view, lay, columns):
    """The columns that the widest block of the form needs."""
    need = sum(c.cols for c in columns) + (1 if lay["indicators"]["side"] else 0)
    form = view["form"]
    money = lay["funds"]["columns"] if form == "self_evaluation" else lay["monitoring"]["funds"]
    money = list(money) + [("", "")] * (lay["funds"]["of_which"] == "cell")
    if form == "target":
        need = max(need, 10 if "medium_term_funds" in view else 5)
    elif form == "self_evaluation" and lay["funds"]["style"] == "columns":
        need = max(need, 2 + len(view["funds"]))
    else:
        need = max(need, 2 + len(money))
    if lay["conclusion"]:
        need = max(need, 9)
    pairs = max([len(r) for r in lay["head"]] + [1])
    return max(need, 2 * pairs, 6)


def stretch(columns, width):
    """Gives what is left of the width to the names of the indicators."""
    rest = width - sum(c.cols for c in columns)
    names = [c for c in columns if c.field == "level3"]
    names[-1].cols += rest


def draw_project_form(view, doc, lay):
    p = Printer(lay)
    columns = columns_of(view, lay)
    g = Grid(width_of(view, lay, columns))
    stretch(columns, g.width - (1 if lay["indicators"]["side"] else 0))
    draw_title(g, view, doc, lay, p)
    draw_above(g, view, doc, lay)
    draw_head(g, view, doc, lay, p)
    g.next_part()
    if view["form"] == "target":
        draw_target_funds(g, view, doc, lay, p)
    elif view["form"] == "monitoring":
        draw_funds_table(g, view, doc, lay, p, lay["monitoring"]["funds"])
    elif lay["funds"]["style"] == "columns":
        draw_funds_columns(g, view, doc, lay, p, lay["funds"]["columns"])
    else:
        draw_funds_table(g, view, doc, lay, p, lay["funds"]["columns"])
    g.next_part()
    draw_goals(g, view, lay, p)
    g.next_part()
    draw_indicators(g, view, doc, lay, p, columns)
    if view["form"] == "self_evaluation":
        if lay["shortfall"]:
            g.row(p.label("总分在80分以下的项目未实现绩效目标的原因分析及拟采取的措施说明：", 4),
                  p.prose(view["shortfall_explanation"], g.width - 4))
        if lay["conclusion"]:
            draw_conclusion(g, view, p)
    draw_foot(g, lay, p)
    return [("", g)]


# ---- list, summary, evaluation ----

def draw_list(view, doc, lay):
    p = Printer(lay)
    columns = lay["list"]["columns"]
    g = Grid(len(columns))
    if lay["annex"]:
        g.line(lay["annex"], "left")
    if lay["list"]["heading"] == "above":
        g.line("%s%s年度项目支出绩效目标" % (doc["unit"]["name"], doc["year"]), bold=True)
    g.line(title_of(doc, lay), bold=True)
    if list_unit_above(lay) and "money_unit" in view:
        g.line("单位：%s" % view["money_unit"], "right")
    g.row(*[p.label(h.format(unit=view.get("money_unit", ""))) for _, h in columns])
    total = [p.value({"name": "合计", "amount": view["total"]["amount"]}.get(f, "")) for f, _ in columns] \
        if "total" in view else None
    if total and lay["list"]["total"] == "first":
        g.row(*total)
    for row in view["rows"]:
        extra = {"~owner": doc["unit"]["name"], "~code": "3700%s%s" % (doc["year"], row["number"].zfill(4)), "~kind": "特定目标类",
                 "~remark": ""}
        g.row(*[p.prose(row[f]) if f == "name" else p.value(row[f] if f in row else extra[f]) for f, _ in columns])
    if total and lay["list"]["total"] == "last":
        g.row(*total)
    if "note" in view:
        g.line(view["note"], "left")
    return [("", g)]


def draw_summary(view, doc, lay):
    p = Printer(lay)
    columns = lay["summary"]["columns"]
    g = Grid(len(columns))
    if lay["annex"]:
        g.line(lay["annex"], "left")
    g.line(title_of(doc, lay), bold=True)
    g.line("%s：%s" % (lay["summary"]["department"], view["department"]["name"]), "left")
    g.row(*[p.label(h) for _, h in columns])
    for k, row in enumerate(view["rows"]):
        extra = {"~initial": "%d.00" % (12 + 7 * k), "~remark": ""}
        g.row(*[p.prose(row[f]) if f == "name" else p.value(row[f] if f in row else extra[f]) for f, _ in columns])
    return [("", g)]


def evaluation_columns(lay):
    out = []
    for field, heading in lay["evaluation"]["columns"]:
        out.append((field, heading))
        if lay["evaluation"]["weights"] == "columns" and field in ("level1", "level2"):
            out.append((field + "_weight", {"level1": "一级权重", "level2": "二级权重"}[field]))
    return out


def evaluation_cell(rows, i, field, first, second, lay, p):
    """The cell of a score table's row, None where a merge covers it."""
    row = rows[i]
    level = field.partition("_")[0]
    if level in ("level1", "level2"):
        count = first[i] if level == "level1" else second[i]
        if not count:
            return None
        text = row[field]
        if field == level and lay["evaluation"]["weights"] == "names":
            text += lay["evaluation"]["bracket"].format(row[level + "_weight"])
        return label(text, 1, count)
    if field in ("weight", "score"):
        if i and row["weight"] == "":
            return None
        count = 1
        while i + count < len(rows) and rows[i + count]["weight"] == "":
            count += 1
        return p.value(row[field], 1, count)
    if field == "level3":
        return p.prose(row["level3"])
    return p.value({"~standard": "按完成比例计分", "~reason": ""}[field])


def draw_evaluation(view, doc, lay):
    p = Printer(lay)
    columns = evaluation_columns(lay)
    g = Grid(max(len(columns), 6))
    if lay["book"] == "report":
        g.line(title_of(doc, lay), bold=True)
    elif lay["evaluation"]["cover"] == "lines":
        g.line("%s绩效评价报告" % doc["project"]["name"], bold=True)
        if "year" in view and "{year}" not in lay["titles"]["evaluation"] and lay["year"] != "front":
            g.line("（%s年度）" % doc["year"])
        g.line("项目主管部门：%s" % doc["department"]["name"], "left")
        g.line("项目单位：%s" % doc["unit"]["name"], "left")
        g.line(title_of(doc, lay), bold=True)
    else:
        g.line(title_of(doc, lay), bold=True)
        if lay["year"] != "front" and "year" in view:
            g.line("（%s年度）" % doc["year"])
        g.row(p.label("项目名称"), p.value(doc["project"]["name"], g.width - 1))
        g.row(p.label("主管部门"), p.value(doc["department"]["name"], 2), p.label("项目单位"),
              p.value(doc["unit"]["name"], g.width - 4))
    wide = [f for f, _ in columns].index("level3")
    rest = g.width - len(columns)
    headings = [p.label(h) for _, h in columns]
    headings[wide].cols += rest
    g.row(*headings)
    rows = view["rows"]
    first = runs(rows, lambda r: r["level1"])
    second = runs(rows, lambda r: (r["level1"], r["level2"]))
    for i in range(len(rows)):
        cells = []
        for field, _ in columns:
            cell = evaluation_cell(rows, i, field, first, second, lay, p)
            if cell:
                if field == "level3":
                    cell.cols += rest
                cells.append(cell)
        g.row(*cells)
    fields = [f for f, _ in columns]
    start = fields.index("weight")
    total = [p.label("合计", start + rest)]
    total += [p.value(view["total"].get(f, "")) for f in fields[start:]]
    g.row(*total)
    return [("", g)]


# ---- final accounts ----

def draw_accounts_headings(g, columns):
    """Headings of several levels, equal neighbours merged."""
    paths = [c.split("/") for c in columns]
    depth = max(map(len, paths))
    for level in range(depth):
        cells, j = [], 0
        while j < len(paths):
            path = paths[j]
            if level >= len(path):
                j += 1
                continue
            if level == len(path) - 1:
                cells.append(label(path[level], 1, depth - level))
                j += 1
                continue
            k = j
            while k < len(paths) and paths[k][:level + 1] == path[:level + 1] and level < len(paths[k]) - 1:
                k += 1
            cells.append(label(path[level], k - j))
            j = k
        g.row(*cells)


def draw_counts(g, number, width, split):
    """The row of column numbers."""
    if number == "09":
        g.row(*[label(str(k + 1)) for k in range(width)])
    elif number in ("01", "04"):
        g.row("栏次", "", "1", "栏次", "", *[str(k + 2) for k in range(width - 5)])
    elif number != "06":
        lead = 4 if split else 2
        g.row(label("栏次", lead), *[str(k + 1) for k in range(width - lead)])


def draw_account(number, table, view, doc, lay, cover):
    options = lay["accounts"]
    g = Grid(len(table["columns"]))
    if cover:
        g.line(title_of(doc, lay), bold=True)
    g.line(table["title"], bold=True)
    if options["numbers"]:
        g.line("公开%s表" % number, "right")
    g.line("%s：%s" % (options["unit"], view["unit"]["name"]), "left")
    g.line("金额单位：%s" % table["money_unit"], "right")
    draw_accounts_headings(g, table["columns"])
    if options["counts"]:
        draw_counts(g, number, len(table["columns"]), table["columns"][0].endswith("/类"))
    for k, row in enumerate(table["rows"]):
        if options["continued"] == number and k == 6:
            draw_accounts_headings(g, table["columns"])
        if number == "06" and row[0] == "人员经费合计":
            g.row(label(row[0], 2), value(row[2]), label(row[3], len(row) - 4), value(row[-1]))
        elif table["columns"][0].endswith("/类"):
            if row[0] == "合计":
                g.row(label(row[0], 4), *[value(x) for x in row[4:]])
            else:
                g.row(value(row[0], 3), label(row[3]), *[value(x) for x in row[4:]])
        elif row[0] == "合计":
            g.row(label(row[0], 2), *[value(x) for x in row[2:]])
        else:
            g.row(*[value(x) if re.search(r"\d", x) else label(x) for x in row])
    return g


def draw_accounts(view, doc, lay):
    return [("公开%s表" % number, draw_account(number, table, view, doc, lay, k == 0))
            for k, (number, table) in enumerate(sorted(view["tables"].items()))]


def report_text(doc, part):
    """Paragraphs of a report around its tables."""
    g = Grid(6)
    for text in {"cover": ["附件4", "%s绩效评价报告" % doc["project"]["name"], "项目主管部门：%s" % doc["department"]["name"],
                           "项目单位：%s" % doc["unit"]["name"], "2024年6月", "一、项目基本情况",
                           "项目按照年度计划实施，资金纳入部门预算管理，各项任务有序推进。"],
                 "middle": ["二、评价结论", "综合评价认为，项目立项依据充分，资金使用规范，产出与效益较好。", "附件：评价得分表"]}[part]:
        g.line(text, "left")
    return g


def neighbour():
    """A table near the forms that is none: a distribution of money with its total."""
    g = Grid(4)
    g.line("专项资金分配表", bold=True)
    g.line("单位：万元", "right")
    g.row("序号", "乡镇", "分配金额", "备注")
    for k, (place, amount) in enumerate((("柳河镇", "12.50"), ("东关街道", "8.00"), ("石桥镇", "9.50"))):
        g.row(value(str(k + 1)), value(place), value(amount), value(""))
    g.row(label("合计", 2), value("30.00"), value(""))
    return g


DRAW = {"self_evaluation": draw_project_form, "monitoring": draw_project_form, "target": draw_project_form,
        "project_list": draw_list, "evaluation": draw_evaluation, "evaluation_summary": draw_summary,
        "final_accounts": draw_accounts}


def draw(view, doc, lay):
    """[(sheet name, Grid)] of one document."""
    return DRAW[view["form"]](view, doc, lay)
