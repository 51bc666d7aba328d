"""Writes sheets of cells as .xlsx, .docx and text dumps, in the ways in which offices' programs write them.

`craft` names the ways: see CRAFT. Standard library only; the OOXML is written by hand. Files are the same byte for byte
whenever they are made again.
"""
import csv
import re
import zipfile
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from grid import Cell, Sheet

CRAFT = {
    "strings": "shared",     # shared | inline | rich (runs) | phonetic (runs and readings)
    "numeric": False,        # figures are real numbers, shown through their formats
    "formulas": False,       # figures are formulas with cached values
    "lines": "table",        # borders: table | none
    "indent": (0, 0),        # empty rows and columns in front
    "hidden": False,         # hidden rows, columns and sheets with decoys
    "docx_lines": "paragraphs",  # title and notes in Word: paragraphs | rows
    "docx_parts": False,     # each part of a form is a table of its own
    "nested_funds": False,   # the money part is a table inside a cell of the form's table
    "row_controls": False,   # content controls around rows, cells and the whole table
    "deleted_rows": False,   # rows whose deletion is tracked
    "symbols": False,        # ticks and boxes are characters of a symbol font
    "docx_text": "plain",    # plain | runs | tracked | controls | readings | vanished | fields
    "nested": False,         # the table stands in the one cell of another table
    "page_numbers": False,   # a page number between the tables of a Word file
    "bare_refs": False,      # rows and cells without addresses, as some programs write them
    "returns": False,        # line breaks in cells as _x000D_ and a line feed
    "leftovers": False,      # cells under a merge still hold texts that nobody sees
    "strict": False,         # the namespaces of the strict form of OOXML
}

CHINESE_DATE = 'yyyy"年"m"月"d"日"'  # built in, without a code of its own in the file
ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '
BUILT_IN = {CHINESE_DATE: 31, "General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "@": 49}
STAMP = (2024, 1, 31, 12, 0, 0)


def column_name(j):
    name = ""
    j += 1
    while j:
        j, rest = divmod(j - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(i, j):
    return "%s%d" % (column_name(j), i + 1)


# ---- numbers ----

def noisy(text):
    """A stored value that its format rounds to `text`: spreadsheets keep what was computed, not what is shown."""
    figure = Decimal(text)
    places = -figure.as_tuple().exponent
    if places == 0:
        return text
    return str(figure + Decimal(3).scaleb(-places - 1))


def binary(text):
    """The figure as a spreadsheet program writes it: the nearest binary fraction, in 17 digits."""
    shown = "%.17g" % float(text)
    return shown if "e" not in shown else text


GENERAL_MAX = 10  # characters of a figure that the General format shows in full in any column


def number_of(text):
    """(stored value, number format) of a figure, a rate or a date that displays `text`; None where it is words."""
    if re.fullmatch(r"\d{1,9}(\.\d*[1-9])?", text) and not re.match(r"0\d", text) and len(text) <= GENERAL_MAX:
        return binary(text), "General"
    if re.fullmatch(r"\d{1,9}\.\d+", text):
        return noisy(text), "0." + "0" * len(text.split(".")[1])
    if re.fullmatch(r"\d{1,3}(,\d{3})+\.\d\d", text):
        return noisy(text.replace(",", "")), "#,##0.00" if int(text[0]) % 2 else ACCOUNTING
    if re.fullmatch(r"\d{1,6}(\.\d+)?%", text):
        places = len(text[:-1].partition(".")[2])
        stored = Decimal(text[:-1]).scaleb(-2) + (Decimal(3).scaleb(-places - 3) if places else 0)
        return binary(str(stored)), "0%" if not places else "0." + "0" * places + "%"
    if text == "#DIV/0!":
        return text, "General"
    days = re.fullmatch(r"(\d{4})(年|-)(\d\d?)(月|-)(\d\d?)(日|)", text)
    if days and (days[2] == "年") == (days[4] == "月") == (days[6] == "日"):
        serial = (date(int(days[1]), int(days[3]), int(days[5])) - date(1899, 12, 30)).days
        return str(serial), CHINESE_DATE if days[2] == "年" else "yyyy\\-mm\\-dd"
    counted = re.fullmatch(r"(\d{1,9})([个次人户吨件家]|万元)", text)
    if counted:
        return counted[1], '0"%s"' % counted[2]
    return None


# ---- .xlsx ----

def pieces(text):
    """The text in runs, cut where a program would change the font: between digits and words."""
    return [p for p in re.split(r"((?:[A-Za-z0-9.,%]+))", text) if p] or [""]


class Styles:
    """The cell formats in use, by what they look like."""

    def __init__(self):
        self.formats, self.looks = {}, {(0, "center", False, False, False): 0}

    def number_format(self, code):
        if code in BUILT_IN:
            return BUILT_IN[code]
        return self.formats.setdefault(code, 164 + len(self.formats))

    def of(self, code, cell, lines):
        look = (self.number_format(code), cell.align, cell.bold, lines, cell.vertical)
        return self.looks.setdefault(look, len(self.looks))

    def xml(self):
        formats = "".join('<numFmt numFmtId="%d" formatCode="%s"/>' % (n, escape(c, {'"': "&quot;"}))
                          for c, n in self.formats.items())
        looks = "".join(
            '<xf numFmtId="%d" fontId="%d" fillId="0" borderId="%d" xfId="0" applyNumberFormat="1" applyAlignment="1">'
            '<alignment horizontal="%s" vertical="center" wrapText="1"%s/></xf>'
            % (n, bold, lines, align, ' textRotation="255"' if vertical else "")
            for n, align, bold, lines, vertical in self.looks)
        side = "".join("<%s%s/>" % (s, ' style="thin"') for s in ("left", "right", "top", "bottom"))
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            + ('<numFmts count="%d">%s</numFmts>' % (len(self.formats), formats) if formats else "")
            + '<fonts count="2"><font><sz val="10"/><name val="宋体"/></font>'
              '<font><b/><sz val="16"/><name val="方正小标宋"/></font></fonts>'
              '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
              '</fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>'
            + side + '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" '
              'borderId="0"/></cellStyleXfs><cellXfs count="%d">%s</cellXfs><cellStyles count="1"><cellStyle '
              'name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>' % (len(self.looks), looks))


class Strings:
    """The workbook's shared strings."""

    def __init__(self):
        self.index, self.used = {}, 0

    def of(self, xml):
        self.used += 1
        return self.index.setdefault(xml, len(self.index))

    def xml(self):
        return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="%d" uniqueCount="%d">%s</sst>'
                % (self.used, len(self.index), "".join("<si>%s</si>" % x for x in self.index)))


def plain_text(text):
    return '<t xml:space="preserve">%s</t>' % escape(text)


def string_xml(text, way):
    if way in ("rich", "phonetic") and text:
        runs = "".join('<r><rPr><sz val="%d"/><rFont val="%s"/></rPr>%s</r>' % (9 + k % 3, ("宋体", "仿宋")[k % 2],
                                                                               plain_text(p))
                       for k, p in enumerate(pieces(text)))
        if way == "phonetic":
            runs += '<rPh sb="0" eb="1">%s</rPh><phoneticPr fontId="0"/>' % plain_text("pinyin")
        return runs
    return plain_text(text)


def cell_xml(i, j, cell, craft, styles, strings):
    lines = craft["lines"] == "table"
    number = cell.number or (number_of(cell.text) if craft["numeric"] and cell.value else None)
    at = "" if craft["bare_refs"] else 'r="%s"' % address(i, j)
    if number:
        stored, code = number
        kind = ' t="e"' if stored.startswith("#") else ""
        formula = "<f>ROUND(%s*1,12)</f>" % address(i, j + 40) if craft["formulas"] else ""
        return '<c %s s="%d"%s>%s<v>%s</v></c>' % (at, styles.of(code, cell, lines), kind, formula, stored)
    style = styles.of("@" if cell.value else "General", cell, lines)
    if cell.text == "":
        return '<c %s s="%d"/>' % (at, style)
    if craft["formulas"] and cell.value:
        return '<c %s s="%d" t="str"><f>%s&amp;""</f><v>%s</v></c>' % (at, style, address(i, j + 40), escape(cell.text))
    text = cell.text.replace("\n", "_x000D_\n") if craft["returns"] else cell.text
    xml = string_xml(text, craft["strings"])
    if craft["strings"] == "inline":
        return '<c %s s="%d" t="inlineStr"><is>%s</is></c>' % (at, style, xml)
    return '<c %s s="%d" t="s"><v>%d</v></c>' % (at, style, strings.of(xml))


def sheet_xml(sheet, craft, styles, strings):
    covered = {}
    merges = []
    for (i, j), cell in sheet.at.items():
        if cell.rows > 1 or cell.cols > 1:
            merges.append("%s:%s" % (address(i, j), address(i + cell.rows - 1, j + cell.cols - 1)))
            for a in range(i, i + cell.rows):
                for b in range(j, j + cell.cols):
                    covered[a, b] = cell
    rows = []
    for i in range(sheet.height):
        cells = []
        for j in range(sheet.width):
            cell = sheet.at.get((i, j))
            if cell is None and (i, j) in covered:
                cell = Cell("残留%d" % j if craft["leftovers"] else "", align=covered[i, j].align)
            if cell is None and craft["bare_refs"]:
                cell = Cell("")
            if cell is not None:
                cells.append(cell_xml(i, j, cell, craft, styles, strings))
        if cells or craft["bare_refs"]:
            hidden = ' hidden="1"' if i in sheet.hidden_rows else ""
            where = "" if craft["bare_refs"] else ' r="%d"' % (i + 1)
            rows.append("<row%s%s>%s</row>" % (where, hidden, "".join(cells)))
    columns = "".join('<col min="%d" max="%d" width="%d" customWidth="1"%s/>'
                      % (j + 1, j + 1, 14, ' hidden="1"' if j in sheet.hidden_columns else "")
                      for j in range(sheet.width))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<dimension ref="A1:%s"/><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/><cols>%s</cols><sheetData>%s</sheetData>%s'
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<headerFooter><oddFooter>&amp;C— &amp;P —</oddFooter></headerFooter></worksheet>'
        % (address(max(sheet.height - 1, 0), max(sheet.width - 1, 0)), columns, "".join(rows),
           '<mergeCells count="%d">%s</mergeCells>' % (len(merges), "".join('<mergeCell ref="%s"/>' % m for m in merges))
           if merges else ""))


STRICT = (("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
          ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"),
          ("http://schemas.openxmlformats.org/officeDocument/2006/relationships",
           "http://purl.oclc.org/ooxml/officeDocument/relationships"))


def strict(parts):
    """The same parts in the namespaces of ISO 29500 Strict."""
    for usual, other in STRICT:
        parts = [(name, text.replace(usual, other)) for name, text in parts]
    return parts


def write_zip(path, parts, craft):
    if craft["strict"]:
        parts = strict(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in parts:
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(info, text.encode("utf-8"))


PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def relationships(pairs):
    return (HEAD + '<Relationships xmlns="%srelationships">%s</Relationships>' % (PACKAGE, "".join(
        '<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>' % (k + 1, OFFICE, kind, target)
        for k, (kind, target) in enumerate(pairs))))


def content_types(overrides):
    return (HEAD + '<Types xmlns="%scontent-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>%s</Types>' % (PACKAGE, "".join(
                '<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.%s+xml"/>' % pair
                for pair in overrides)))


def write_xlsx(path, sheets, craft):
    styles, strings = Styles(), Strings()
    bodies = [sheet_xml(s, craft, styles, strings) for s in sheets]
    names = ["xl/worksheets/sheet%d.xml" % (k + 1) for k in range(len(sheets))]
    tabs = "".join('<sheet name="%s" sheetId="%d" r:id="rId%d"%s/>'
                   % (escape(s.name or "Sheet%d" % (k + 1), {'"': "&quot;"}), k + 1, k + 1,
                      ' state="hidden"' if s.hidden else "")
                   for k, s in enumerate(sheets))
    write_zip(path, [
        ("[Content_Types].xml", content_types(
            [("xl/workbook.xml", "spreadsheetml.sheet.main"), ("xl/styles.xml", "spreadsheetml.styles"),
             ("xl/sharedStrings.xml", "spreadsheetml.sharedStrings")] + [(n, "spreadsheetml.worksheet") for n in names])),
        ("_rels/.rels", relationships([("officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", HEAD + '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
         'xmlns:r="%s"><sheets>%s</sheets></workbook>' % (OFFICE, tabs)),
        ("xl/_rels/workbook.xml.rels", relationships(
            [("worksheet", n[3:]) for n in names] + [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")])),
    ] + list(zip(names, bodies)) + [("xl/styles.xml", styles.xml()), ("xl/sharedStrings.xml", strings.xml())], craft)


# ---- .docx ----

def t(text):
    """A piece of text of a run; a tab is an element of its own."""
    return "<w:tab/>".join('<w:t xml:space="preserve">%s</w:t>' % escape(p) if p else "" for p in text.split("\t"))


SYMBOLS = {"√": ("Wingdings", "F0FC"), "☑": ("Wingdings 2", "F052"), "□": ("Wingdings", "F0A8")}


def symbol_runs(text):
    """The text with its ticks and boxes as characters of a symbol font."""
    return "".join('<w:r><w:sym w:font="%s" w:char="%s"/></w:r>' % SYMBOLS[p] if p in SYMBOLS else run(p)
                   for p in re.split("([√☑□])", text))


def run(text, bold=False):
    look = "<w:rPr><w:rFonts w:eastAsia=\"宋体\"/>%s</w:rPr>" % ("<w:b/>" if bold else "")
    return "<w:r>%s%s</w:r>" % (look, t(text)) if text else ""


REVISION = 'w:id="%d" w:author="审核" w:date="2024-01-31T12:00:00Z"'


def line_xml(text, way, bold, serial):
    """One line of a cell or a paragraph as runs."""
    if not text or way == "plain":
        return run(text, bold)
    if way == "runs":
        parts = [run(p, bold) for p in pieces(text)]
        parts[-1] = '<w:smartTag w:uri="urn:x" w:element="date">%s</w:smartTag>' % parts[-1]
        parts[0] = '<w:hyperlink w:anchor="top">%s</w:hyperlink>' % parts[0] if len(parts) > 1 else parts[0]
        return "<w:proofErr w:type=\"spellStart\"/>".join(parts)
    if way == "tracked":
        gone = '<w:del %s><w:r><w:delText xml:space="preserve">原稿%d</w:delText></w:r></w:del>' % (REVISION % serial,
                                                                                              serial)
        half = len(text) // 2
        return (run(text[:half], bold) + gone + '<w:ins %s>%s</w:ins>' % (REVISION % (serial + 1), run(text[half:], bold))
                + '<w:moveFrom %s>%s</w:moveFrom>' % (REVISION % (serial + 2), run("移走")))
    if way == "controls":
        return ('<w:sdt><w:sdtPr><w:alias w:val="请填写"/><w:text/></w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>'
                % run(text, bold))
    if way == "readings":
        return ('<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val="center"/></w:rubyPr><w:rt><w:r><w:t>pinyin</w:t></w:r></w:rt>'
                '<w:rubyBase>%s</w:rubyBase></w:ruby></w:r>%s' % (run(text[:1], bold), run(text[1:], bold)))
    if way == "vanished":
        return run(text, bold) + '<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏批注</w:t></w:r>'
    if way == "fields":
        return ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> MERGEFIELD 值 '
                '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>%s<w:r><w:fldChar '
                'w:fldCharType="end"/></w:r>' % run(text, bold))
    raise ValueError(way)


class Serial:
    """Counts what needs an id."""

    def __init__(self):
        self.last = 0

    def take(self, count=3):
        self.last += count
        return self.last - count


def paragraphs(cell, craft, serial):
    """A cell's text: line breaks as <w:br/> in labels, as paragraphs in values."""
    look = '<w:pPr><w:jc w:val="%s"/></w:pPr>' % cell.align
    way = craft["docx_text"] if cell.value or craft["docx_text"] == "runs" else "plain"
    lines = [symbol_runs(x) if craft["symbols"] and set(x) & set(SYMBOLS) else
             line_xml(x, way, cell.bold, serial.take()) for x in cell.text.split("\n")]
    if cell.value:
        return "".join("<w:p>%s%s</w:p>" % (look, x) for x in lines)
    return "<w:p>%s%s</w:p>" % (look, "<w:r><w:br/></w:r>".join(lines))


def controlled(xml):
    """The element inside of a content control."""
    return '<w:sdt><w:sdtPr><w:alias w:val="区域"/></w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>' % xml


def owners(sheet):
    """{position: corner of the cell that covers it}."""
    return {(a, b): (i, j) for (i, j), cell in sheet.at.items()
            for a in range(i, i + cell.rows) for b in range(j, j + cell.cols)}


def deleted_row(width, serial):
    """A row that was deleted with changes tracked."""
    mark = "<w:del %s/>" % (REVISION % serial.take())
    cells = "".join('<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/></w:tcPr><w:p><w:del %s><w:r><w:delText>删%d</w:delText>'
                    "</w:r></w:del></w:p></w:tc>" % (REVISION % serial.take(), k) for k in range(width))
    return "<w:tr><w:trPr>%s</w:trPr>%s</w:tr>" % (mark, cells)


def table_xml(sheet, craft, serial):
    border = "single" if craft["lines"] == "table" else "none"
    sides = "".join('<w:%s w:val="%s" w:sz="4"/>' % (s, border)
                    for s in ("top", "left", "bottom", "right", "insideH", "insideV"))
    owner = owners(sheet)
    rows = []
    for i in range(sheet.height):
        before = 0
        while before < sheet.width and (i, before) not in owner:
            before += 1
        if before == sheet.width:
            before = 0
        cells, j = [], before
        while j < sheet.width:
            at = owner.get((i, j))
            cell = sheet.at[at] if at else Cell("")
            span = '<w:gridSpan w:val="%d"/>' % cell.cols if cell.cols > 1 else ""
            merge = ""
            if cell.rows > 1:
                merge = '<w:vMerge w:val="restart"/>' if at == (i, j) else "<w:vMerge/>"
            direction = '<w:textDirection w:val="tbRlV"/>' if cell.vertical else ""
            body = paragraphs(cell, craft, serial) if at in (None, (i, j)) else "<w:p>%s</w:p>" % (
                run("残留") if craft["leftovers"] else "")
            one = ('<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s%s%s</w:tcPr>%s</w:tc>'
                   % (900 * cell.cols, span, merge, direction, body))
            cells.append(controlled(one) if craft["row_controls"] and cell.value and at == (i, j) else one)
            j += cell.cols
        skip = '<w:gridBefore w:val="%d"/>' % before if before else ""
        one = "<w:tr>%s%s</w:tr>" % ("<w:trPr>%s</w:trPr>" % skip if skip else "", "".join(cells))
        rows.append(controlled(one) if craft["row_controls"] and i % 3 == 2 else one)
        if craft["deleted_rows"] and i % 7 == 3 and not any(a <= i < a + c.rows - 1 for (a, _), c in sheet.at.items()):
            rows.append(deleted_row(sheet.width, serial))
    return ('<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>%s</w:tblBorders></w:tblPr><w:tblGrid>%s'
            "</w:tblGrid>%s</w:tbl>" % (sides, '<w:gridCol w:w="900"/>' * sheet.width, "".join(rows)))


def with_inner_table(grid, sheet, craft, serial):
    """The table with its second part as a table inside of one cell over the whole width."""
    ruled = [part for part, loose in zip(grid.parts, grid.loose) if not loose]
    if len(ruled) != sheet.height or 1 not in ruled:
        return table_xml(sheet, craft, serial)
    first, last = ruled.index(1), len(ruled) - 1 - ruled[::-1].index(1)
    inner = table_xml(cut(sheet, first, last + 1), craft, serial)
    outer = cut(sheet, 0, first), cut(sheet, last + 1, sheet.height)
    row = ('<w:tr><w:tc><w:tcPr><w:tcW w:w="9000" w:type="dxa"/><w:gridSpan w:val="%d"/></w:tcPr>%s<w:p/></w:tc></w:tr>'
           % (sheet.width, inner))
    head, tail = (table_xml(part, craft, serial) for part in outer)
    return head[:-len("</w:tbl>")] + row + tail[tail.index("</w:tblGrid>") + len("</w:tblGrid>"):]


def cut(sheet, start, end):
    """Rows start..end of placed cells."""
    out = Sheet()
    out.at = {(i - start, j): c for (i, j), c in sheet.at.items() if start <= i < end}
    out.height, out.width = end - start, sheet.width
    return out


def nest(table):
    """The table inside the one cell of another."""
    return ('<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid>'
            '<w:tr><w:tc><w:tcPr><w:tcW w:w="9000" w:type="dxa"/></w:tcPr>%s<w:p/></w:tc></w:tr></w:tbl>' % table)


def blocks(grid, craft):
    """The paragraphs and tables of one form in a text document: [("p", [Cell]) or ("tbl", Sheet)]."""
    out, start = [], 0

    def key(i):
        apart = grid.loose[i] and craft["docx_lines"] == "paragraphs"
        return apart, grid.parts[i] if craft["docx_parts"] else 0

    while start < len(grid.rows):
        end = start
        while end < len(grid.rows) and key(end) == key(start):
            end += 1
        if key(start)[0]:
            out += [("p", grid.rows[i]) for i in range(start, end)]
        else:
            out.append(("tbl", part_of(grid, start, end, craft["indent"][1])))
        start = end
    return out


def part_of(grid, start, end, left):
    """The placed cells of rows start..end of a grid, `left` columns in; no merge may cross its ends."""
    sheet = Sheet()
    for (i, j), cell in grid.place().items():
        if start <= i < end:
            assert i + cell.rows <= end, ("a merge crosses two tables", cell)
            sheet.at[i - start, j] = cell
    sheet.height, sheet.width = end - start, grid.width
    sheet.shift(0, left)
    return sheet


WORD = ('<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="%s"><w:body>%s'
        '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:pgSz w:w="16838" w:h="11906"/></w:sectPr></w:body>'
        '</w:document>')


def write_docx(path, grids, craft):
    """Several forms follow one another with an empty paragraph between them."""
    serial, body = Serial(), []
    for k, grid in enumerate(grids):
        for kind, what in blocks(grid, craft):
            if kind == "p":
                joined = Cell("\t".join(c.text for c in what), align=what[0].align, bold=what[0].bold)
                body.append(paragraphs(joined, craft, serial))
            else:
                table = with_inner_table(grid, what, craft, serial) if craft["nested_funds"] else table_xml(what, craft, serial)
                table = controlled(table) if craft["row_controls"] else table
                body.append((nest(table) if craft["nested"] else table) + "<w:p/>")
        if craft["page_numbers"]:
            body.append('<w:p><w:pPr><w:jc w:val="center"/></w:pPr>%s</w:p>' % run("— %d —" % (k + 1)))
    footer = ('<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>第 1 页</w:t>'
              "</w:r></w:p></w:ftr>")
    write_zip(path, [
        ("[Content_Types].xml", content_types([("word/document.xml", "wordprocessingml.document.main"),
                                               ("word/footer1.xml", "wordprocessingml.footer")])),
        ("_rels/.rels", relationships([("officeDocument", "word/document.xml")])),
        ("word/_rels/document.xml.rels", relationships([("footer", "footer1.xml")])),
        ("word/document.xml", HEAD + WORD % (OFFICE, "".join(body))),
        ("word/footer1.xml", HEAD + footer),
    ], craft)


# ---- text ----

def text_line(row):
    """A row as a line; a row with one text at its beginning is a paragraph without tabs."""
    line = "\t".join(" ".join(text.split("\n")) for text in row)
    return line.rstrip("\t") if not any(row[1:]) else line


def write_lines(path, sheets):
    """One cell a line, as word processors dump a table: each cell begins with a tab, an empty cell and one that a merge
    covers from above are lone tabs, a cell may go on in lines without a tab, an empty line ends a row. A row of one cell
    is a paragraph."""
    lines = []
    for sheet in [s for s in sheets if not s.hidden]:
        owner = owners(sheet)
        for i in range(sheet.height):
            texts, before = [], None
            for j in range(sheet.width):
                at = owner.get((i, j))
                if at != before and at is not None:
                    texts.append(sheet.at[at].text if at[0] == i else "")
                before = at
            if len(texts) == 1:
                lines += [" ".join(texts[0].split("\n")), ""]
            elif texts:
                lines += ["\t" + text for text in texts] + [""]
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


def write_csv(path, sheets, encoding):
    """Comma-separated: the form in which spreadsheet programs save one sheet."""
    with open(path, "w", encoding=encoding, newline="") as out:
        writer = csv.writer(out)
        for sheet in sheets:
            if not sheet.hidden:
                writer.writerows(sheet.texts())


def write_text(path, sheets):
    """Tab-separated: one row a line, a merged cell once and empty cells beside it."""
    lines = []
    for sheet in sheets:
        if not sheet.hidden:
            lines += [text_line(row) for row in sheet.texts()]
            lines.append("")
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
