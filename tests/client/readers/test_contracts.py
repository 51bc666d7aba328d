#!/usr/bin/env python3
"""What `jixiao convert` and `jixiao check` promise whoever reads their JSON, whatever the files.

    test_contracts.py --jixiao PROGRAM --rules FOLDER

Several files in one run, in the order given: each element has `file`, `sheet`, `form` (null when the file could not be
read) and `unplaced` (cell and text); `project`, `department` and `unit` are objects. A file that cannot be read does not
stop the others, is complained of with what to do, and makes the exit code 1.
"""
import argparse
import json
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

from convert import convert

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "tests" / "fixtures" / "qingshi"
args = None

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def ole_file(*streams):
    """An OLE container with these entries in its directory."""
    out = bytearray(OLE + b"\0" * (512 - len(OLE)))
    for name in ("Root Entry",) + streams:
        entry = bytearray(128)
        text = name.encode("utf-16-le") + b"\0\0"
        entry[:len(text)] = text
        entry[64:66] = len(text).to_bytes(2, "little")
        out += entry
    return bytes(out)


def package(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in parts.items():
            z.writestr(name, text)


def relations(*items):
    return "<Relationships>%s</Relationships>" % "".join(
        '<Relationship Id="%s" Type="%s/%s" Target="%s"/>' % (i, OFFICE, kind, target) for i, kind, target in items)


def cells_of(fixture):
    lines = (FIXTURES / fixture).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip()]


def sheet_xml(rows):
    out = []
    for n, cells in enumerate(rows, 1):
        row = "".join('<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % (chr(65 + k), n, text)
                      for k, text in enumerate(cells) if text)
        out.append('<row r="%d">%s</row>' % (n, row))
    return "<worksheet><sheetData>%s</sheetData></worksheet>" % "".join(out)


def workbook(path, sheets):
    """A workbook of (name, rows)."""
    ids = [("r%d" % n, "worksheet", "worksheets/sheet%d.xml" % n) for n in range(1, len(sheets) + 1)]
    listed = "".join('<sheet name="%s" r:id="r%d"/>' % (name, n) for n, (name, _) in enumerate(sheets, 1))
    parts = {"_rels/.rels": relations(("a", "officeDocument", "xl/workbook.xml")),
             "xl/workbook.xml": '<workbook xmlns:r="r"><sheets>%s</sheets></workbook>' % listed,
             "xl/_rels/workbook.xml.rels": relations(*ids)}
    for n, (_, rows) in enumerate(sheets, 1):
        parts["xl/worksheets/sheet%d.xml" % n] = sheet_xml(rows)
    package(path, parts)


def word_file(path, rows, header=""):
    cell = "<w:tc><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc>"
    table = "".join("<w:tr>%s</w:tr>" % "".join(cell % text for text in row) for row in rows)
    package(path, {
        "_rels/.rels": relations(("a", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(("h", "header", "header1.xml")),
        "word/header1.xml": '<w:hdr xmlns:w="w"><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:hdr>' % header,
        "word/document.xml": '<w:document xmlns:w="w" xmlns:r="r"><w:body><w:tbl>%s</w:tbl><w:sectPr>'
                             '<w:headerReference w:type="default" r:id="h"/></w:sectPr></w:body></w:document>' % table})


class Contracts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.dir = Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, content):
        path = self.dir / name
        path.write_bytes(content)
        return path

    def unreadable(self):
        """{path: what the complaint has to say}"""
        rows = sheet_xml([["甲"]])
        whole = self.dir / "whole.xlsx"
        workbook(whole, [("表", [["甲"]])])
        encrypted = self.dir / "locked.zip"
        package(encrypted, {"[Content_Types].xml": rows, "EncryptedPackage": "x"})
        return {
            self.write("old.xls", ole_file("Workbook")): ".xlsx",
            self.write("old.doc", ole_file("WordDocument")): ".docx",
            self.write("wps.et", ole_file("Workbook")): ".xlsx",
            self.write("wps.wps", ole_file("WordDocument")): ".docx",
            self.write("locked.xlsx", ole_file("EncryptionInfo", "EncryptedPackage")): "密码",
            self.write("locked.et", ole_file("EncryptedPackage")): "密码",
            self.write("cut.xlsx", whole.read_bytes()[:-40]): "不完整",
            self.write("empty.xlsx", b""): "空",
            self.write("page.xls", b"<html><table></table></html>"): ".xlsx",
            self.write("broken.txt", b"\xff\xff\xfe\x80" * 9): "编码",
            self.write("broken.json", b'[{"form": '): "",
            self.write("noform.txt", "今天没有表\n".encode()): "",
            self.dir / "nowhere.xlsx": "",
            self.dir: "",
        }

    def check_shape(self, elements):
        for element in elements:
            self.assertTrue({"file", "sheet", "form", "unplaced"} <= set(element), element)
            self.assertIsInstance(element["file"], str)
            for cell in element["unplaced"]:
                self.assertEqual(set(cell), {"cell", "text"})
                self.assertTrue(cell["cell"] and cell["text"])

    def test_several_files_in_order(self):
        good = [FIXTURES / "agriculture/01-farmland-care.txt", FIXTURES / "qingshan/02-two-forms.txt",
                FIXTURES / "agriculture/03-produce-tests.json"]
        code, elements, _ = convert(args.jixiao, args.rules, good)
        self.assertEqual(code, 0)
        self.assertEqual([e["file"] for e in elements], [str(good[0]), str(good[1]), str(good[1]), str(good[2])])
        self.check_shape(elements)
        for element in elements:
            self.assertIsNone(element["sheet"])
            for name in ("project", "unit"):
                self.assertIsInstance(element[name], dict)
                self.assertTrue(element[name]["name"])

    def test_sheets(self):
        path = self.dir / "two.xlsx"
        workbook(path, [("河道", cells_of("agriculture/01-farmland-care.txt")), ("空表", []),
                        ("深松", cells_of("agriculture/02-deep-ploughing.txt"))])
        code, elements, _ = convert(args.jixiao, args.rules, [path])
        self.assertEqual(code, 0)
        self.check_shape(elements)
        self.assertEqual([e["sheet"] for e in elements], ["河道", "深松"])
        self.assertEqual([e["form"] for e in elements], ["self_evaluation"] * 2)

    def test_unplaced_has_its_cell(self):
        rows = cells_of("agriculture/01-farmland-care.txt")
        book, word = self.dir / "stray.xlsx", self.dir / "stray.docx"
        workbook(book, [("表一", rows + [[], ["", "", "领导签批：同意上报，请速办"]])])
        word_file(word, rows, header="内部资料请勿外传")
        code, elements, _ = convert(args.jixiao, args.rules, [book, word])
        self.assertEqual(code, 0)
        self.check_shape(elements)
        found = [c for e in elements for c in e["unplaced"]]
        place = "表一!C%d" % (len(rows) + 2)
        self.assertIn({"cell": place, "text": "领导签批：同意上报，请速办"}, found)
        self.assertIn({"cell": "页眉页脚 第1段", "text": "内部资料请勿外传"}, found)

    def test_unreadable_files_do_not_stop_the_others(self):
        good = FIXTURES / "agriculture/01-farmland-care.txt"
        wanted = self.unreadable()
        code, elements, said = convert(args.jixiao, args.rules, [good] + list(wanted) + [good])
        self.assertEqual(code, 1)
        self.check_shape(elements)
        self.assertEqual([e["file"] for e in elements], [str(p) for p in [good] + list(wanted) + [good]])
        self.assertEqual([e["form"] for e in elements], ["self_evaluation"] + [None] * len(wanted) + ["self_evaluation"])
        lines = said.splitlines()
        for path, words in wanted.items():
            about = [line for line in lines if line.startswith("jixiao: %s: " % path)]
            self.assertTrue(about, "nothing said of %s" % path)
            self.assertIn(words, about[0])
        stray = next(e for e in elements if e["file"].endswith("noform.txt"))
        self.assertEqual([c["text"] for c in stray["unplaced"]], ["今天没有表"])

    def test_each_unreadable_file_alone(self):
        for path in self.unreadable():
            code, elements, said = convert(args.jixiao, args.rules, [path], lang="en")
            self.assertEqual((code, len(elements), elements[0]["form"]), (1, 1, None), path)
            self.assertTrue(said.startswith("jixiao: "), path)

    def test_check_has_the_same_elements(self):
        bad = self.write("old.xls", ole_file("Workbook"))
        good = FIXTURES / "agriculture/01-farmland-care.txt"
        run = subprocess.run([args.jixiao, "check", "--json", "--lang=zh", "--rules=" + args.rules, str(bad), str(good)],
                             capture_output=True, timeout=60)
        elements = json.loads(run.stdout.decode("utf-8"))
        self.assertEqual(run.returncode, 1)
        self.check_shape(elements)
        self.assertEqual([e["file"] for e in elements], [str(bad), str(good)])
        self.assertEqual([e["form"] for e in elements], [None, "self_evaluation"])

    def test_standard_input(self):
        text = (FIXTURES / "agriculture/01-farmland-care.txt").read_bytes()
        code, elements, _ = convert(args.jixiao, args.rules, ["-"], stdin=text)
        self.assertEqual((code, elements[0]["file"], elements[0]["form"]), (0, "-", "self_evaluation"))

    def test_what_was_converted_converts_again(self):
        path = FIXTURES / "agriculture/01-farmland-care.txt"
        _, once, _ = convert(args.jixiao, args.rules, [path])
        code, twice, said = convert(args.jixiao, args.rules, [self.write("once.json", json.dumps(once).encode())])
        self.assertEqual((code, said), (0, ""))
        head = {"file", "sheet", "unplaced"}
        self.assertEqual([{k: v for k, v in e.items() if k not in head} for e in once],
                         [{k: v for k, v in e.items() if k not in head} for e in twice])

    def test_a_year_that_only_the_name_says(self):
        """It is not taken, and the clerk is told."""
        rows = [row for row in cells_of("agriculture/01-farmland-care.txt") if "2025年度" not in "".join(row)]
        for name, said_year in (("2023年自评表.xlsx", True), ("自评_2023.xlsx", True), ("自评20230115.xlsx", False),
                                ("自评2023-01-15.xlsx", False), ("2022和2023年.xlsx", False)):
            path = self.dir / name
            workbook(path, [("表", rows)])
            code, elements, said = convert(args.jixiao, args.rules, [path])
            self.assertEqual(code, 0)
            self.assertNotIn("year", elements[0])
            self.assertEqual("--year=2023" in said, said_year, name)


def main():
    global args
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--jixiao", required=True)
    parser.add_argument("--rules", required=True)
    args, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0]] + rest, verbosity=2)


if __name__ == "__main__":
    main()
