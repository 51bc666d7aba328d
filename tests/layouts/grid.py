"""Cells on a sheet: what is printed, where, and over how many rows and columns.

A Grid is filled row by row with the cells that begin in each row, as in HTML; `place()` gives every cell its address.
`tidy()` is FORMS.md's rule for the white space and the signs of a printed text, written down once more on its own, so
that an importer is not compared with itself.
"""
import re

CHINESE = (
    (0x2E80, 0x303F), (0x3040, 0x33FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)
QUOTES = "“”‘’…—"
SIGNS = (
    (r"\geq", "≥"), (r"\leq", "≤"), ("＞＝", "≥"), ("＜＝", "≤"), (">=", "≥"), ("<=", "≤"), ("≧", "≥"), ("≦", "≤"),
    ("＝", "="), ("═", "="), ("＞", ">"), ("＜", "<"),
)


def is_chinese(char):
    return char in QUOTES or any(low <= ord(char) <= high for low, high in CHINESE)


def tidy(text):
    """The text as FORMS.md exchanges it."""
    for printed, plain in SIGNS:
        text = text.replace(printed, plain)
    text = " ".join(text.split())
    if re.fullmatch(r"[\d\s.,%+-]*\d[\d\s.,%+-]*", text):
        return text.replace(" ", "")
    out = []
    for i, char in enumerate(text):
        if char == " ":
            before, after = text[i - 1], text[i + 1]
            if is_chinese(before) and is_chinese(after):
                continue
            if before in "≥≤=<>" and (after.isdigit() or after in ".-+"):
                continue
        out.append(char)
    return "".join(out)


class Cell:
    """One printed cell. `number` is None or (stored value, number format) of a real numeric cell that displays `text`."""

    def __init__(self, text="", cols=1, rows=1, align="center", bold=False, vertical=False):
        self.text, self.cols, self.rows = text, cols, rows
        self.align, self.bold, self.vertical = align, bold, vertical
        self.number = None
        self.formula = None
        self.value = False  # a figure or an answer rather than a label

    def __repr__(self):
        return "Cell(%r, %d, %d)" % (self.text, self.cols, self.rows)


def label(text, cols=1, rows=1, **more):
    return Cell(text, cols, rows, **more)


def value(text, cols=1, rows=1, align="center"):
    cell = Cell(text, cols, rows, align)
    cell.value = True
    return cell


def prose(text, cols=1, rows=1):
    return value(text, cols, rows, "left")


class Grid:
    """A form as rows of cells. A loose row (title, year, notes) may be printed outside of the ruled table."""

    def __init__(self, width):
        self.width = width
        self.rows, self.loose, self.parts = [], [], []
        self.part = 0

    def row(self, *cells, loose=False):
        self.rows.append([c if isinstance(c, Cell) else Cell(c) for c in cells])
        self.loose.append(loose)
        self.parts.append(self.part)

    def line(self, text, align="center", bold=False):
        """A full-width line outside of the ruled table."""
        self.row(Cell(text, self.width, 1, align, bold), loose=True)

    def next_part(self):
        """What follows may be printed as a table of its own."""
        self.part += 1

    def place(self):
        """{(row, column): Cell} of the top left corners; every position must be covered exactly once."""
        at, covered = {}, set()
        for i, row in enumerate(self.rows):
            j = 0
            for cell in row:
                while (i, j) in covered:
                    j += 1
                at[i, j] = cell
                for a in range(cell.rows):
                    for b in range(cell.cols):
                        assert (i + a, j + b) not in covered, ("overlap", i, j, cell)
                        covered.add((i + a, j + b))
                j += cell.cols
            while (i, j) in covered:
                j += 1
            assert j == self.width, ("row", i, "has", j, "of", self.width, [c.text for c in row])
        assert all(i < len(self.rows) for i, _ in covered), "a cell hangs out at the bottom"
        return at


def refined(grid, factors):
    """The same print on narrower columns: column j becomes factors[j] columns, over which its cells are merged."""
    out = Grid(sum(factors))
    starts = [sum(factors[:j]) for j in range(grid.width + 1)]
    for (i, j), cell in grid.place().items():
        cell.cols = starts[j + cell.cols] - starts[j]
    out.rows, out.loose, out.parts = grid.rows, grid.loose, grid.parts
    return out


def spaced(grid):
    """The same print with an empty row between its parts and below the title, as templates have them."""
    out = Grid(grid.width)
    for k, row in enumerate(grid.rows):
        if k and (grid.parts[k] != grid.parts[k - 1] or grid.loose[k] != grid.loose[k - 1]):
            out.rows.append([Cell("", grid.width)])
            out.loose.append(True)
            out.parts.append(grid.parts[k])
        out.rows.append(row)
        out.loose.append(grid.loose[k])
        out.parts.append(grid.parts[k])
    return out


class Sheet:
    """Placed cells of one worksheet, or of one table of a text document."""

    def __init__(self, name=""):
        self.name = name
        self.at = {}
        self.height, self.width = 0, 0
        self.hidden_rows, self.hidden_columns = set(), set()
        self.hidden = False

    def add(self, grid, gap=0, left=0):
        """Puts a grid below what is there; returns the row on which it begins."""
        top = self.height + (gap if self.height else 0)
        for (i, j), cell in grid.place().items():
            self.at[top + i, left + j] = cell
        self.height = top + len(grid.rows)
        self.width = max(self.width, left + grid.width)
        return top

    def shift(self, rows, columns):
        """Empty rows above and empty columns on the left."""
        self.at = {(i + rows, j + columns): c for (i, j), c in self.at.items()}
        self.height += rows
        self.width += columns

    def insert_hidden_row(self, before, decoys):
        """A hidden row in front of row `before`, through every merge that crosses it."""
        at = {}
        crossed = set()
        for (i, j), cell in self.at.items():
            if i < before < i + cell.rows:
                cell.rows += 1
                crossed.update(range(j, j + cell.cols))
            at[i + (i >= before), j] = cell
        for k, text in enumerate(decoys):
            if k not in crossed and k < self.width:
                at[before, k] = value(text)
        self.at = at
        self.hidden_rows = {r + (r >= before) for r in self.hidden_rows} | {before}
        self.height += 1

    def insert_hidden_column(self, before, decoy):
        """A hidden column in front of column `before`, with a decoy on every row that no merge crosses."""
        at = {}
        crossed = set()
        for (i, j), cell in self.at.items():
            if j < before < j + cell.cols:
                cell.cols += 1
                crossed.update(range(i, i + cell.rows))
            at[i, j + (j >= before)] = cell
        for i in range(self.height):
            if i not in crossed and i not in self.hidden_rows:
                at[i, before] = value(decoy)
        self.at = at
        self.hidden_columns = {c + (c >= before) for c in self.hidden_columns} | {before}
        self.width += 1

    def texts(self):
        """Rows of texts as a reader sees them: merged cells once, hidden rows and columns left out."""
        rows = [["" for _ in range(self.width)] for _ in range(self.height)]
        for (i, j), cell in self.at.items():
            rows[i][j] = cell.text
        return [
            [t for j, t in enumerate(row) if j not in self.hidden_columns]
            for i, row in enumerate(rows) if i not in self.hidden_rows
        ]
