#!/usr/bin/env python3
"""Lists of master data from files to figures, with real processes: conflicts before anything is sent, who owes
what, who is late, and what every level of the tree adds up to."""
import datetime
import os
import re
import unittest.mock
import zipfile

import documents
from county import County, main

TREE = """单位代码,单位名称,上级代码
990001,虚构县,
990001100,第一片区,990001
990001101,石桥镇,990001100
990001102,柳河镇,990001100
990001000,虚构县财政局,990001
"""
LIBRARY = """指标编码,一级指标,二级指标,指标名称,指标方向,计量单位,标准值,指标类型,适用领域
Q-1,产出指标,数量指标,清淤长度,>=,公里,10,个性指标,水利
Q-2,产出指标,质量指标,验收合格率,正向,%,100%,共性指标,
Q-3,满意度指标,服务对象满意度指标,受益群众满意度,≥,%,90,共性,
"""
SHIQIAO, LIUHE, BUREAU = "990001101", "990001102", "990001000"
NAMES = {code: name for code, name, _ in (line.split(",") for line in TREE.split()[1:])}
YEAR = str(documents.YEAR)


def day(offset):
    china = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
    return (china + datetime.timedelta(days=offset)).isoformat()


class Master(County):
    def setUp(self):
        super().setUp()
        self.start(2)
        self.officer = self.person("officer", BUREAU, "county")
        self.people = {unit: self.person(f"clerk{unit}", unit, "township") for unit in (SHIQIAO, LIUHE)}

    def person(self, name, unit, role):
        return {k: v for k, v in self.enrol(name, unit, role).items() if k != "public"}

    def text(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def load(self, table, text, *options, code=0):
        path = self.text(f"{table}.csv", text)
        return self.jixiao("admin", "load", table, path, *options, code=code, **self.officer)

    def conflicts(self, table, text, *options):
        said = self.load(table, text, "--dry-run", "--json", *options, code=1).json()
        return [(c["what"], c["value"]) for c in said["conflicts"]]

    def branches(self, *options):
        self.wait_folded()
        answer = self.jixiao("summary", "--tree", "--json", "--year", YEAR, *options, **self.officer).json()
        return {b["unit"]: b for b in answer["branches"]}

    def missing(self, **who):
        self.wait_folded()
        return self.jixiao("missing", "--json", "--year", YEAR, **(who or self.officer)).json()

    def send(self, unit, made, name=None):
        for document in made:
            document["unit"]["name"] = name or NAMES[unit]
        return self.submit(self.file(f"{unit}.json", made), "--unit", unit, code=None, **self.people[unit])

    def test_conflicts_are_listed_and_nothing_is_sent(self):
        before = self.positions()[0]
        twice = self.conflicts("units", "code,name,parent\n990,甲,\n990,乙,\n")
        self.assertEqual([what for what, _ in twice], ["is there twice; first in"])
        for table, text, options, what, value in (
                ("units", "code,name,parent\n990001,甲,990\n", (), "its parent is not in the list", "990"),
                ("units", "code,name,parent\n990,甲,991\n991,乙,990\n", (), "is above itself", "990"),
                ("units", "code,name\n99,甲\n", (), "the cell does not hold what its column may", "99"),
                ("units", "code\n990\n", (), "a column is missing", "单位名称"),
                ("codes", "kind,code,name\nfunctional,2010,某\n", ("--year", YEAR),
                 "the cell does not hold what its column may", "2010"),
                ("codes", "kind,code,name\ndivision,99000110,某\n", ("--year", YEAR),
                 "the cell does not hold what its column may", "99000110"),
                ("codes", "kind,code,name\neconomic,3020101,某\n", ("--year", YEAR),
                 "the cell does not hold what its column may", "3020101"),
                ("expected", "form,unit,due\nself_evaluation,990,2026-02-30\n", ("--year", YEAR),
                 "the cell does not hold what its column may", "2026-02-30"),
                ("expected", "form,unit\nself_evaluation,\n", ("--year", YEAR), "the cell may not be empty", "")):
            with self.subTest(text=text):
                self.assertIn((what, value), self.conflicts(table, text, *options))
        self.assertIn("nothing was sent", self.load("units", "code,name\n99,甲\n", code=1).err)
        self.assertEqual(self.positions()[0], before)
        self.load("units", TREE, "--dry-run")
        self.assertEqual(self.positions()[0], before)
        self.load("expected", "form,unit\nself_evaluation,990\n", code=2)  # of which year?
        self.load("nothing", "a\n1\n", code=2)
        refused = self.jixiao("admin", "load", "units", self.text("u.csv", TREE), code=3, **self.people[SHIQIAO])
        self.assertIn("JX_E_REFUSED", refused.err)

    def changes(self, table, text, *options, who=None):
        path = self.text(f"{table}.csv", text)
        said = self.jixiao("admin", "load", table, path, "--dry-run", "--json", *options, **(who or self.officer)).json()
        self.assertEqual((said["conflicts"], said["change_count"]), ([], len(said["changes"])))
        return {(c["what"], c["value"]) for c in said["changes"]}

    def test_a_dry_run_says_what_would_change(self):
        admin = {"key": self.dir / "county" / "admin.key", "home": self.dir / "admin"}
        self.assertEqual(self.changes("units", TREE, who=admin), set())
        self.load("units", TREE)
        self.load("projects", f"code,name,unit\nP1,灌渠,{SHIQIAO}\nP2,村道,{LIUHE}\n", "--year", YEAR)
        before = self.positions()
        self.assertEqual(self.changes("units", TREE, who=admin), set())
        new = TREE.replace("石桥镇,990001100", "石桥街道,990001").replace("990001102,柳河镇", "990001103,柳河镇")
        self.assertEqual(self.changes("units", new), {
            ("the county calls it", "石桥镇"), ("the county has it below", "990001100"),
            ("the county has that name under another code", LIUHE), ("is held by the county and not in the list", "柳河镇")})
        twice = TREE + "990001104,“石桥镇”,990001\n"
        self.assertEqual(self.changes("units", twice), {("another row of the list has that name", SHIQIAO)})
        moved = f"code,name,unit\nP1,灌渠清淤,{LIUHE}\nP3,村道,{LIUHE}\nP4,新项目,990009\n"
        same = {("the county calls it", "灌渠"), ("the county has it in another unit", SHIQIAO),
                ("the county has that name under another code", "P2"), ("the county has no such unit", "990009")}
        self.assertEqual(self.changes("projects", moved, "--year", YEAR), same)
        self.assertEqual(self.changes("projects", moved, "--year", YEAR, "--replace"),
                         same | {("is held by the county and not in the list", "村道")})
        self.assertEqual(self.changes("expected", "form,unit\nself_evaluation,990009\n", "--year", YEAR),
                         {("the county has no such unit", "990009")})
        self.assertIn("990009", self.load("projects", moved, "--year", YEAR, "--dry-run").out)
        self.assertEqual(self.positions(), before, "nothing was sent")
        self.load("projects", moved, "--year", YEAR)  # a change forbids nothing

    def test_the_tree_adds_up_and_moves(self):
        self.load("units", TREE)
        made = documents.documents(1, 6)
        self.send(SHIQIAO, made[:3])
        self.send(LIUHE, made[3:5])
        self.submit(self.file("b.json", made[5:]))
        branches = self.branches()
        for unit, some in ((SHIQIAO, made[:3]), (LIUHE, made[3:5]), ("990001100", made[:5]), ("990001", made),
                           ("", made)):
            want = documents.totals(some)
            for key in ("documents", "annual_budget", "executed", "mean_score"):
                self.assertEqual(branches[unit]["received"][key], want[key], (unit, key))
        self.assertEqual(branches[SHIQIAO]["name"], "石桥镇")
        self.assertEqual([branches[u]["depth"] for u in ("", "990001", "990001100", SHIQIAO)], [0, 1, 2, 3])
        self.load("units", TREE.replace("柳河镇,990001100", "柳河镇,990001"))
        branches = self.branches("--difference")
        self.assertEqual(branches["990001100"]["received"]["documents"], 3)
        self.assertEqual(branches["990001"]["received"]["documents"], 6)
        self.assertEqual(branches["990001"]["children"]["annual_budget"], documents.totals(made)["annual_budget"])
        self.assertEqual(branches["990001"]["own"]["documents"], 0)
        self.jixiao("summary", "--tree", "--year", YEAR, **self.officer)
        self.assert_sound()

    def test_who_owes_what(self):
        made = documents.documents(2, 4)
        for n, each in enumerate(made):
            each["project"]["code"] = f"P{n}"
        self.load("units", TREE)
        self.load("projects", "code,name,unit\n" + "".join(
            f"P{n},{d['project']['name']},{SHIQIAO}\n" for n, d in enumerate(made)), "--year", YEAR)
        self.load("expected", "form,unit,project,due\n"
                  f"self_evaluation,{SHIQIAO},P0,{day(3)}\n"
                  f"self_evaluation,{SHIQIAO},P1,{day(-3)}\nself_evaluation,{SHIQIAO},P2,{day(-3)}\n"
                  f"self_evaluation,{LIUHE},,{day(0)}\n", "--year", YEAR)
        owed = self.missing()
        self.assertEqual(owed["expected"], 4)
        self.assertEqual([(m["unit"], m["project"], m["overdue"]) for m in owed["missing"]],
                         [(SHIQIAO, "P0", False), (SHIQIAO, "P1", True), (SHIQIAO, "P2", True), (LIUHE, "", False)])
        self.assertEqual(owed["missing"][0]["project_name"], made[0]["project"]["name"])
        self.assertEqual(len(self.missing(**self.people[LIUHE])["missing"]), 1)

        sent = self.send(SHIQIAO, made[:2])
        self.send(LIUHE, made[3:])
        owed = self.missing()
        self.assertEqual([(m["project"], m["late"], m["came"]) for m in owed["missing"]],
                         [("P1", True, day(0)), ("P2", False, "")])
        rates = {b["unit"]: (b["expected"], b["received"], b["on_time"], b["late"], b["completeness"],
                             b["punctuality"]) for b in owed["branches"]}
        self.assertEqual(rates[SHIQIAO], (3, 1, 1, 1, "33.33%", "33.33%"))
        self.assertEqual(rates["990001100"], (4, 2, 2, 1, "50.00%", "50.00%"))
        self.assertEqual(rates[""], rates["990001100"])
        late = [s for s in sent if s["outcome"]["state"] == "late"]
        self.assertEqual(len(late), 1)
        self.assertEqual(self.branches()[SHIQIAO]["received"]["documents"], 1)

        self.load("exceptions", f"form,unit,reason\nself_evaluation,{SHIQIAO},洪灾\n", "--year", YEAR)
        owed = self.missing()
        self.assertEqual([m["project"] for m in owed["missing"]], ["P2"])
        self.assertEqual(self.branches()[SHIQIAO]["received"]["documents"], 2)
        self.assertEqual(self.branches()[SHIQIAO]["on_time"], 1)  # it counts, and it was not punctual
        self.assertEqual([m["state"] for m in owed["missing"]], [None])
        self.jixiao("return", sent[0]["id"], "--reason", "请核实", **self.officer)
        self.assertEqual([(m["project"], m["state"]) for m in self.missing()["missing"]], [("P0", "returned"), ("P2", None)])
        self.assertIn("returned: to be corrected", self.jixiao("missing", "--year", YEAR, **self.officer).out)
        self.assert_sound()

    def target(self, name, code):
        return {"form": "target", "year": documents.YEAR, "title": "项目支出绩效目标表", "money_unit": "万元",
                "project": {"name": name, "code": code}, "unit": {"name": "石桥镇"}, "goals": {"expected": "清淤。"},
                "funds": [{"source": "total", "label": "年度资金总额", "amount": "10.00"}],
                "indicators": [{"level1": "产出指标", "level2": "数量指标", "level3": "清淤长度", "target": "≥10公里"}]}

    def approve(self, document):
        for f in self.jixiao("show", "--json", document, **self.officer).json()["findings"]:
            if f["open"] and f["severity"] in ("error", "explain"):
                self.jixiao("override", document, "--rule", f["rule"], "--at", f"{f['place']}=可以", "--reason", "可", **self.officer)
        self.jixiao("approve", document, **self.officer)

    def expect(self, form, *options, code=0):
        return self.jixiao("admin", "expect", form, "--year", YEAR, *options, code=code, **self.officer)

    def test_what_follows_from_approved_targets(self):
        self.load("projects", f"code,name,unit\nP0,灌渠清淤,{SHIQIAO}\nP1,村道养护,{SHIQIAO}\n", "--year", YEAR)
        self.load("expected", f"form,unit,project\ntarget,{SHIQIAO},P0\ntarget,{SHIQIAO},P1\n", "--year", YEAR)
        due = ("--due", day(3))
        self.assertIn("no expected target is approved", self.expect("self_evaluation", *due, code=None).err)
        first, _ = self.send(SHIQIAO, [self.target("灌渠清淤", "P0"), self.target("村道养护", "P1")])
        self.approve(first["id"])
        before = self.positions()[0]
        for wrong in (("target", *due), ("self_evaluation",), ("monitoring", *due), ("self_evaluation", *due, "--period", "1-8月"),
                      ("self_evaluation", "--due", "2026-02-30")):
            self.assertNotEqual(self.expect(*wrong, code=None).code, 0, wrong)
        self.expect("self_evaluation", *due, "--dry-run")
        self.assertEqual(self.positions()[0], before)
        self.expect("self_evaluation", *due)
        self.expect("monitoring", *due, "--period", "1-8月")
        self.assertEqual([(m["form"], m["period"], m["unit"], m["project"], m["due"]) for m in self.missing()["missing"]],
                         [("monitoring", "1-8月", SHIQIAO, "P0", day(3)), ("self_evaluation", "", SHIQIAO, "P0", day(3))])
        refused = self.jixiao("admin", "expect", "self_evaluation", "--year", YEAR, *due, code=3, **self.people[SHIQIAO])
        self.assertIn("JX_E_REFUSED", refused.err)
        self.assert_sound()

    def test_a_library_of_indicators(self):
        head, *rows = LIBRARY.splitlines()
        year = ("--year", YEAR)
        for row, what, value in (
                ("Q-9,产出指标,数量指标,“清淤长度”,≥,公里,10,个性,水利", "is there twice; first in", None),
                ("Q-1,产出指标,数量指标,新建长度,≥,公里,10,个性,水利", "another indicator has that code; first in", None),
                ("Q-9,影响指标,数量指标,甲,≥,个,1,共性,", "no level-1 indicator that the rules know", "影响指标"),
                ("Q-9,产出指标,数量指标,甲,越多越好,个,1,共性,", "the cell does not hold what its column may", "越多越好"),
                ("Q-9,产出指标,数量指标,甲,定性,个,,共性,", "a qualitative indicator has no unit of measure", "个"),
                ("Q-9,产出指标,数量指标,甲,定性,,95%,共性,", "a qualitative indicator is not measured by a figure", "95%"),
                ("Q-9,产出指标,数量指标,甲,≥,个,优良,共性,", "the sign compares figures, and this is none", "优良"),
                ("Q-9,产出指标,数量指标,甲,≥,个,≤5个,共性,", "the standard value has another sign than the indicator", "≤5个"),
                ("Q-9,产出指标,数量指标,甲,≥,个,5公里,共性,", "the standard value has another unit than the indicator", "5公里")):
            with self.subTest(row=row):
                found = self.conflicts("indicators", LIBRARY + row + "\n", *year)
                self.assertEqual([w for w, _ in found], [what])
                if what.startswith(("no level", "the ", "a qual")):
                    self.assertEqual(found, [(what, value)])
        self.assertEqual(self.changes("indicators", LIBRARY, *year), set())
        self.load("indicators", LIBRARY, *year)
        self.assertEqual(self.changes("indicators", LIBRARY, *year, "--replace"), set())
        other = "\n".join([head, rows[0].replace(",10,", ",12,"), rows[1].replace("验收", "“验收”")]) + "\n"
        same = {("the county has it otherwise", "标准值: 10"), ("the county has it otherwise", "三级指标: 验收合格率")}
        self.assertEqual(self.changes("indicators", other, *year), same)
        self.assertEqual(self.changes("indicators", other, *year, "--replace"),
                         same | {("is held by the county and not in the list", "")})

        sent = self.send(SHIQIAO, [self.target("灌渠清淤", "P0"), self.target("村道养护", "P1")])
        self.wait_folded()
        self.jixiao("return", sent[1]["id"], "--reason", "请核实", **self.officer)
        self.send(SHIQIAO, documents.documents(1, 6))
        self.wait_folded()
        used = self.jixiao("admin", "list", "indicators", *year, "--used", "--json", **self.officer).json()
        self.assertEqual({u["level3"]: (u["targets"], u["self_evaluations"]) for u in used},
                         {"清淤长度": (1, 0), "验收合格率": (0, 0), "受益群众满意度": (0, 0)})
        listed = self.jixiao("admin", "list", "indicators", *year, **self.officer).out
        self.assertEqual(self.changes("indicators", listed, *year, "--replace"), set(), "what is listed can be loaded")
        self.jixiao("admin", "list", "indicators", code=2, **self.officer)  # of which year?
        self.jixiao("admin", "list", "units", "--used", code=2, **self.officer)
        self.assertIn("JX_E_REFUSED", self.jixiao("admin", "list", "indicators", *year, code=3, **self.people[SHIQIAO]).err)

        book = self.folder / "target.xlsx"
        # libxlsxwriter frees one of two copies of the formula of a list (client/export/xlsx.c).
        known = {"LSAN_OPTIONS": f"suppressions={self.text('lsan', 'leak:lxw_strdup')}:print_suppressions=0"}
        with unittest.mock.patch.dict(os.environ, known):
            self.jixiao("template", "target", "--library", self.text("library.csv", listed), "-o", book)
        with zipfile.ZipFile(book) as z:
            self.assertRegex(z.read("xl/workbook.xml").decode(), 'name="指标库"[^>]*state="hidden"')
            sheet = z.read("xl/worksheets/sheet1.xml").decode()
            self.assertIn("'指标库'!$A$1:$A$3", re.sub("&apos;", "'", sheet))
            self.assertIn("受益群众满意度", z.read("xl/sharedStrings.xml").decode())
        (read,) = self.jixiao("convert", book).json()
        self.assertEqual((read["form"], read["unplaced"]), ("target", []))
        self.jixiao("template", "monitoring", "--library", self.text("library.csv", listed), "-o", book, code=2)
        self.jixiao("template", "target", "--library", self.text("none.csv", head + "\n"), "-o", book, code=1)
        self.assert_sound()

    def test_projects_are_matched_or_asked(self):
        made = documents.documents(3, 3)
        names = [d["project"]["name"] for d in made]
        made[0]["project"]["name"] = f" “{names[0]}”（本级）"
        made[1]["project"]["name"] = names[1] + "二期"
        self.load("projects", "code,name,unit\n" + "".join(f"P{n},{name},{SHIQIAO}\n" for n, name in
                                                           enumerate(names)), "--year", YEAR)
        self.send(SHIQIAO, made)
        self.wait_folded()

        def asked(**who):
            return self.jixiao("missing", "--unmatched", "--json", "--year", YEAR, **(who or self.officer)).json()

        (question,) = asked()
        self.assertEqual(question["project_name"], names[1] + "二期")
        self.assertIn({"code": "P1", "name": names[1]}, question["candidates"])
        self.assertEqual(asked(**self.people[LIUHE]), [])
        self.load("expected", "form,unit,project\n" + "".join(f"self_evaluation,{SHIQIAO},P{n}\n" for n in range(3)),
                  "--year", YEAR)
        self.assertEqual([m["project"] for m in self.missing()["missing"]], ["P1"])
        self.load("aliases", f"kind,name,code\nproject,{names[1]}二期,P1\n")
        self.assertEqual(self.missing()["missing"], [])
        self.assertEqual(asked(), [])
        self.jixiao("missing", "--unmatched", "--year", YEAR, **self.officer)
        self.assert_sound()

    def test_units_are_matched_or_asked(self):
        made = documents.documents(4, 4)
        self.load("units", TREE)

        def outcome(sent):
            return sent[0]["outcome"]["state"], sent[0]["outcome"]["status"], sent[0]["outcome"]["where"]

        def asked():
            return [(q["unit_name"], [c["code"] for c in q["candidates"]]) for q in self.jixiao(
                "missing", "--unmatched", "--json", "--year", YEAR, **self.officer).json() if q["asks"] == "unit"]

        self.assertEqual(outcome(self.send(SHIQIAO, made[:1], " “石桥镇”（本级）")), ("scored", "JX_OK", ""))
        self.assertEqual(outcome(self.send(SHIQIAO, made[1:2], "第一片区")), ("scored", "JX_OK", ""), "above it")
        self.assertEqual(outcome(self.send(SHIQIAO, made[2:3], "柳河镇")), ("rejected", "JX_E_UNIT", "/unit/name"))
        self.assertEqual(asked(), [])
        self.assertEqual(outcome(self.send(SHIQIAO, made[3:], "石桥镇人民政府")), ("scored", "JX_OK", ""))
        self.assertEqual(asked(), [("石桥镇人民政府", [SHIQIAO])])
        self.jixiao("missing", "--unmatched", "--year", YEAR, **self.officer)
        self.load("aliases", f"kind,name,code\nunit,石桥镇人民政府,{SHIQIAO}\n")
        self.wait_folded()
        self.assertEqual(asked(), [])
        again = documents.documents(4, 5)[4:]
        self.assertEqual(outcome(self.send(SHIQIAO, again, "石桥镇人民政府")), ("scored", "JX_OK", ""))
        self.assertEqual(asked(), [], "remembered")
        self.assert_sound()


if __name__ == "__main__":
    main()
