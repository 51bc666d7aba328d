#!/usr/bin/env python3
"""Prints what an .xlsx or .docx shows, read by other means than the readers': the standard library.

One line a row: `A1=text | B1(2x3)=text`, as the tests of the readers print a grid. It knows what the
files of the corpus hold, and no more: no hidden rows, no dates, no nested tables."""
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from decimal import ROUND_HALF_UP, Decimal


def local(e):
    return e.tag.split('}')[1]


def attribute(e, name):
    return next((v for k, v in e.attrib.items() if k.split('}')[-1] == name), None)


def letters(column):
    text = ''
    while column >= 0:
        text = chr(ord('A') + column % 26) + text
        column = column // 26 - 1
    return text


def position(reference):
    m = re.fullmatch(r'([A-Z]+)(\d+)', reference)
    column = 0
    for c in m[1]:
        column = column * 26 + ord(c) - 64
    return int(m[2]) - 1, column - 1


def show(row, column, rows, columns, text):
    span = '(%dx%d)' % (rows, columns) if rows > 1 or columns > 1 else ''
    text = text.replace('\n', '⏎').replace('\t', '→')
    return '%s%d%s=%s' % (letters(column), row + 1, span, text)


def through_format(value, code):
    d = Decimal(value)
    places = {'0.00': '0.01', '0.00%': '0.01', '0%': '1'}
    if code not in places:
        return format(d.normalize(), 'f')
    if code.endswith('%'):
        d *= 100
    shown = str(d.quantize(Decimal(places[code]), ROUND_HALF_UP))
    return shown + '%' if code.endswith('%') else shown


def styles_of(z):
    root = ET.fromstring(z.read('xl/styles.xml'))
    codes = {'2': '0.00', '9': '0%', '10': '0.00%'}
    codes.update({e.get('numFmtId'): e.get('formatCode') for e in root.iter()
                  if local(e) == 'numFmt'})
    cells = next(e for e in root if local(e) == 'cellXfs')
    return [codes.get(e.get('numFmtId'), 'General') for e in cells]


def sheet_rows(root, strings, styles):
    cells, spans, covered = {}, {}, set()
    for c in root.iter():
        if local(c) == 'c':
            v = next((x.text for x in c if local(x) == 'v'), None)
            if v is None:
                continue
            at = position(c.get('r'))
            cells[at] = strings[int(v)] if c.get('t') == 's' else through_format(
                v, styles[int(c.get('s', 0))])
        elif local(c) == 'mergeCell':
            (top, left), (bottom, right) = map(position, c.get('ref').split(':'))
            spans[top, left] = bottom - top + 1, right - left + 1
            covered |= {(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)}
    kept = {at: t for at, t in cells.items() if t and (at not in covered or at in spans)}
    for at in spans:
        kept.setdefault(at, '')
    last = max([r for r, _ in kept] + [r + n - 1 for (r, _), (n, _) in spans.items()], default=-1)
    for row in range(last + 1):
        here = sorted(at for at in kept if at[0] == row)
        yield ' | '.join(show(*at, *spans.get(at, (1, 1)), kept[at]) for at in here)


def dump_xlsx(z):
    strings = [''.join(t.text or '' for t in si.iter() if local(t) == 't')
               for si in ET.fromstring(z.read('xl/sharedStrings.xml'))]
    styles = styles_of(z)
    parts = {e.get('Id'): e.get('Target')
             for e in ET.fromstring(z.read('xl/_rels/workbook.xml.rels'))}
    for sheet in ET.fromstring(z.read('xl/workbook.xml')).iter():
        if local(sheet) != 'sheet':
            continue
        print('# ' + sheet.get('name'))
        root = ET.fromstring(z.read('xl/' + parts[attribute(sheet, 'id')]))
        for line in sheet_rows(root, strings, styles):
            print(line)


def paragraph_text(p):
    return ''.join((x.text or '') if local(x) == 't' else '\n' if local(x) == 'br' else
                   '\t' if local(x) == 'tab' and not attribute(x, 'val') else '' for x in p.iter())


def property_of(tc, name):
    for e in (x for pr in tc if local(pr) == 'tcPr' for x in pr):
        if local(e) == name:
            return attribute(e, 'val') or 'continue'
    return None


def table_rows(tbl):
    rows, starts = [], {}
    for i, tr in enumerate(e for e in tbl if local(e) == 'tr'):
        row, column = [], 0
        for tc in (e for e in tr if local(e) == 'tc'):
            span, merge = int(property_of(tc, 'gridSpan') or 1), property_of(tc, 'vMerge')
            if merge == 'continue':
                starts[column][2] += 1
            else:
                text = '\n'.join(paragraph_text(p) for p in tc if local(p) == 'p')
                row.append([i, column, 1, span, text])
                starts[column] = row[-1]
            column += span
        rows.append(row)
    return rows


def dump_docx(z):
    body = next(e for e in ET.fromstring(z.read('word/document.xml')) if local(e) == 'body')
    table = paragraph = 0
    for e in body:
        if local(e) == 'p':
            text = paragraph_text(e)
            if text.strip():
                print('P ' + show(paragraph, 0, 1, 1, text))
            paragraph += 1
        elif local(e) == 'tbl':
            table += 1
            for row in table_rows(e):
                for c in row:
                    c[4] = c[4] if c[4].strip() else ''
                cells = [show(*c) for c in row if c[4] or c[2] > 1 or c[3] > 1]
                print('T%d ' % table + ' | '.join(cells) if cells else '')


def main():
    with zipfile.ZipFile(sys.argv[1]) as z:
        (dump_xlsx if 'xl/workbook.xml' in z.namelist() else dump_docx)(z)


if __name__ == '__main__':
    main()
