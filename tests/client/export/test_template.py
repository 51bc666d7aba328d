#!/usr/bin/env python3
"""`jixiao template`: every form, as a clerk meets it, filled in by hand and read back.

    test_template.py --jixiao PROGRAM --rules FOLDER

The workbook is opened with a reader of its own: locked but for the entries, drop-downs, A4 at the width of one page,
the heading on each. Then cells are filled in, as a spreadsheet program would write them, and the program reads what was
filled in, with nothing unplaced.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile
import xml.etree.ElementTree as ET
from pathlib import Path

args = None
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMS = ("self_evaluation", "monitoring", "target", "project_list", "evaluation", "evaluation_summary", "final_accounts")

TARGET = {
    "form": "target", "year": 2025, "title": "项目支出绩效目标表", "money_unit": "万元",
    "project": {"name": "乡村道路养护"}, "department": {"name": "青石县交通局"}, "unit": {"name": "石桥镇人民政府"},
    "funds": [{"source": "total", "label": "年度资金总额", "amount": "80.00"},
              {"source": "current_appropriation", "label": "当年财政拨款", "amount": "80.00"}],
    "goals": {"expected": "养护乡村道路40公里，保障群众出行。"},
    "indicators": [
        {"level1": "产出指标", "level2": "数量指标", "level3": "养护里程", "target": "≥40公里", "weight": "40"},
        {"level1": "产出指标", "level2": "质量指标", "level3": "验收合格率", "target": "≥98%", "weight": "30"},
        {"level1": "满意度指标", "level2": "服务对象满意度指标", "level3": "群众满意度", "target": "≥90%", "weight": "20"}]}
LAST_YEAR = {
    "form": "self_evaluation", "year": 2024, "project": {"name": "乡村道路养护"},
    "funds": [{"source": "total", "label": "年度资金总额", "annual_budget": "70", "executed": "70"}],
    "indicators": [{"level1": "产出指标", "level2": "数量指标", "level3": "养护里程", "target": "≥35公里", "actual": "36公里"}]}


def run(*command):
    done = subprocess.run([args.jixiao, command[0], "--lang=en", "--rules=" + str(args.rules)] + [str(c) for c in command[1:]],
                          capture_output=True, timeout=120)
    if done.returncode < 0:
        raise AssertionError("ended by signal %d" % -done.returncode)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


class Book:
    """The first sheet of a workbook, its cells by address."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as z:
            self.parts = {n: z.read(n) for n in z.namelist()}
        self.sheet = ET.fromstring(self.parts["xl/worksheets/sheet1.xml"])
        strings = ET.fromstring(self.parts["xl/sharedStrings.xml"])
        self.strings = ["".join(t.text or "" for t in si.iter(S + "t")) for si in strings]
        styles = ET.fromstring(self.parts["xl/styles.xml"]).find(S + "cellXfs")
        self.unlocked = [i for i, xf in enumerate(styles)
                         if xf.find(S + "protection") is not None and xf.find(S + "protection").get("locked") == "0"]
        self.cells = {c.get("r"): c for c in self.sheet.iter(S + "c")}

    def text(self, address):
        c = self.cells[address]
        v = c.find(S + "v")
        if v is None:
            return ""
        return self.strings[int(v.text)] if c.get("t") == "s" else v.text or ""

    def find(self, text):
        return [a for a in self.cells if self.text(a) == text]

    def is_open(self, address):
        return int(self.cells[address].get("s", 0)) in self.unlocked

    def formula(self, address):
        f = self.cells[address].find(S + "f")
        return None if f is None else f.text

    def put(self, address, text):
        if not self.is_open(address):
            raise AssertionError(address + " is locked")
        c = self.cells[address]
        for child in list(c):
            c.remove(child)
        if re.fullmatch(r"[0-9.]+", text):
            c.attrib.pop("t", None)
            ET.SubElement(c, S + "v").text = text
            return
        c.set("t", "inlineStr")
        ET.SubElement(ET.SubElement(c, S + "is"), S + "t").text = text

    def compute(self, address, value):
        """What a spreadsheet program leaves there when it has computed the formula."""
        c = self.cells[address]
        c.attrib.pop("t", None)
        c.find(S + "v").text = value

    def save(self, path):
        self.parts["xl/worksheets/sheet1.xml"] = ET.tostring(self.sheet, encoding="utf-8", xml_declaration=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            for name, data in self.parts.items():
                z.writestr(name, data)


def column(address):
    return re.match("[A-Z]+", address)[0]


def row(address):
    return re.search("[0-9]+", address)[0]


class Templates(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.at = Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def make(self, form, *more):
        path = self.at / (form + ".xlsx")
        code, _, said = run("template", form, "--year", "2025", "-o", path, *more)
        self.assertEqual((code, said), (0, ""))
        return path

    def json(self, name, document):
        path = self.at / name
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return path

    def read(self, path):
        code, out, said = run("convert", path)
        self.assertEqual((code, said), (0, ""))
        elements = json.loads(out)
        self.assertEqual(len(elements), 1)
        self.assertEqual(elements[0]["unplaced"], [])
        return elements[0]

    def test_every_form_is_locked_printable_and_known(self):
        for form in FORMS:
            with self.subTest(form=form):
                path = self.make(form)
                document = self.read(path)
                self.assertEqual((document["form"], document["year"]), (form, 2025))
                book = Book(path)
                with zipfile.ZipFile(path) as z:
                    sheets = [ET.fromstring(z.read(n)) for n in z.namelist() if n.startswith("xl/worksheets/sheet")]
                    names = z.read("xl/workbook.xml").decode("utf-8")
                for sheet in sheets:
                    self.assertEqual(sheet.find(S + "sheetProtection").get("sheet"), "1")
                    self.assertEqual(sheet.find(S + "pageSetup").get("paperSize"), "9")
                    self.assertEqual(sheet.find(S + "pageSetup").get("fitToHeight"), "0")
                    self.assertIsNotNone(sheet.find(S + "sheetPr/" + S + "pageSetUpPr"))
                self.assertIn("_xlnm.Print_Titles", names)
                self.assertFalse(book.is_open(book.find(document["title"])[0]))

    def test_the_chinese_name_of_a_form(self):
        self.assertEqual(self.read(self.make("项目支出绩效自评表"))["form"], "self_evaluation")

    def test_drop_downs(self):
        def lists(form):
            found = Book(self.make(form)).sheet.iter(S + "dataValidation")
            return {v.find(S + "formula1").text for v in found if v.get("type") == "list"}
        self.assertIn('"优,良,中,差"', lists("self_evaluation"))
        self.assertTrue(any("数量指标" in x for x in lists("self_evaluation")))
        self.assertIn('"√"', lists("monitoring"))
        self.assertIn('"≥,≤,=,>,<,定性"', lists("target"))
        hints = [v.get("prompt") for v in Book(self.make("target")).sheet.iter(S + "dataValidation")]
        self.assertTrue(all(hints) and len(hints) > 20)

    def test_a_target_filled_in(self):
        book = Book(self.make("target"))
        name, sign, value, unit = (column(book.find(x)[0]) for x in ("三级指标", "指标性质", "指标值", "度量单位"))
        line = row(book.find("数量指标")[0])
        for c, text in ((name, "养护里程"), (sign, "≥"), (value, "40"), (unit, "公里")):
            book.put(c + line, text)
        book.put("B" + row(book.find("项目名称")[0]), "乡村道路养护")
        path = self.at / "filled.xlsx"
        book.save(path)
        document = self.read(path)
        self.assertEqual(document["project"], {"name": "乡村道路养护"})
        self.assertEqual(document["indicators"], [{"level1": "产出指标", "level2": "数量指标", "level3": "养护里程",
                                                   "target": "≥40公里"}])

    def test_a_monitoring_form_ticked(self):
        path = self.make("monitoring", "--from-target", self.json("target.json", TARGET), "--period", "1-7月")
        book = Book(path)
        self.assertEqual(self.read(path)["period"], "1-7月")
        line = row(book.find("养护里程")[0])
        book.put(column(book.find("1-7月执行情况")[0]) + line, "20公里")
        book.put(column(book.find("人员保障")[0]) + line, "√")
        book.put(column(book.find("有可能")[0]) + line, "√")
        book.save(path)
        got = self.read(path)["indicators"][0]
        self.assertEqual((got["progress"], got["deviation_cause"], got["likelihood"]), ("20公里", "人员保障", "有可能"))

    def test_a_self_evaluation_from_its_target_and_last_year(self):
        path = self.make("self_evaluation", "--from-target", self.json("target.json", TARGET),
                         "--last-year", self.json("last.json", LAST_YEAR))
        document = self.read(path)
        self.assertEqual(document["project"], TARGET["project"])
        self.assertEqual(document["goals"]["expected"], TARGET["goals"]["expected"])
        self.assertEqual([f["initial_budget"] for f in document["funds"]], ["80.00", "80.00"])
        self.assertEqual([{k: i[k] for k in ("level1", "level2", "level3", "target", "weight")}
                          for i in document["indicators"]], TARGET["indicators"])
        self.assertEqual(document["indicators"][0]["extra"], {"上年完成值": "36公里"})
        self.assertEqual(document["total"]["weight"], "100")  # 10 for the rate, 90 of the target
        book = Book(path)
        line, total = row(book.find("养护里程")[0]), row(book.find("年度资金总额")[0])
        self.assertFalse(book.is_open(book.find("养护里程")[0]))
        self.assertFalse(book.is_open(book.find("≥40公里")[0]))
        budget, executed = column(book.find("全年预算数")[0]), column(book.find("全年执行数")[0])
        rate = column(book.find("执行率")[0])
        self.assertIn("%s%s/%s%s" % (executed, total, budget, total), book.formula(rate + total))
        self.assertIn("SUM(", book.formula(executed + total))
        book.put(executed + str(int(total) + 1), "72")
        book.compute(executed + total, "72")
        book.compute(rate + total, "0.9")
        book.put(column(book.find("实际完成值")[0]) + line, "41公里")
        book.save(path)
        document = self.read(path)
        self.assertEqual((document["funds"][0]["executed"], document["funds"][0]["rate"]), ("72", "90.00%"))
        self.assertEqual(document["indicators"][0]["actual"], "41公里")

    def test_of_several_years_the_same_project(self):
        other = dict(LAST_YEAR, project={"name": "别的项目"}, indicators=[dict(LAST_YEAR["indicators"][0], actual="9公里")])
        path = self.make("self_evaluation", "--from-target", self.json("target.json", TARGET),
                         "--last-year", self.json("last.json", [other, LAST_YEAR]))
        self.assertEqual(self.read(path)["indicators"][0]["extra"], {"上年完成值": "36公里"})

    def test_refusals(self):
        out = self.at / "x.xlsx"
        target = self.json("target.json", TARGET)
        for command, code, words in (
                (("template", "poem", "-o", out), 2, "no such form"),
                (("template", "target"), 2, "standard output"),
                (("template", "target", "--year", "25", "-o", out), 2, "not a year"),
                (("template", "target", "--from-target", target, "-o", out), 2, "does not come from a target"),
                (("template", "monitoring", "--from-target", self.json("l.json", LAST_YEAR), "-o", out), 1, "this file has 0"),
                (("template", "monitoring", "-o", self.at / "no" / "x.xlsx"), 1, "x.xlsx"),
                (("convert", "--to", "xlsx", target), 2, "standard output"),
                (("convert", "--to", "pdf", target), 2, "no such kind"),
                (("convert", "--to", "xlsx", "-o", out, self.json("two.json", [TARGET, TARGET])), 2, "2 documents"),
                (("convert", "--to", "xlsx", "--document", "0", "-o", out, target), 2, "not a number"),
                (("convert", "--to", "xlsx", "--document", "2", "-o", out, target), 2, "1 documents")):
            got, _, said = run(*command)
            self.assertEqual(got != 0, True, command)
            self.assertIn(words, said)
            self.assertEqual(got if code == 2 else 2, 2, (command, said))
            self.assertFalse(out.exists(), command)

    def test_one_document_as_json_and_csv(self):
        source, out, table = self.json("two.json", [TARGET, LAST_YEAR]), self.at / "x.json", self.at / "x.csv"
        self.assertEqual(run("convert", "-o", out, source)[:2], (0, ""))
        self.assertEqual(len(json.loads(out.read_text(encoding="utf-8"))), 2)
        self.assertEqual(run("convert", "--to", "csv", "--document", "1", "-o", table, source), (0, "", ""))
        self.assertEqual({k: v for k, v in self.read(table).items() if k in TARGET}, TARGET)
        self.assertEqual(run("convert", "--to", "csv", "--document", "1", source)[1].encode("utf-8"), table.read_bytes())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--jixiao", required=True)
    parser.add_argument("--rules", type=Path, required=True)
    args, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0]] + rest)
