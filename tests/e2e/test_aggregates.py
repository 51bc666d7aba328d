#!/usr/bin/env python3
"""What the levels of the tree come to by class of indicators and by rule, how many execution lights are of which
colour, and how far what is expected has come: by real processes, against the test's own arithmetic."""
from collections import Counter
from decimal import Decimal

import documents
from county import County, main
from test_decisions import wrong_total
from test_master import BUREAU, LIUHE, NAMES, SHIQIAO, TREE, YEAR, day

CLASSES = ("产出", "效益", "满意度", "成本")
DEPARTMENT = "9900011"


def classes(made):
    """{class: (rows, met, score, weight)} of self-evaluations whose claims are true."""
    out = {}
    for row in (r for d in made for r in d["indicators"]):
        name = next((c for c in CLASSES if c in row["level1"]), "")
        score, weight = Decimal(row["score"]), Decimal(row["weight"])
        was = out.get(name, (0, 0, Decimal(0), Decimal(0)))
        out[name] = (was[0] + 1, was[1] + (score == weight), was[2] + score, was[3] + weight)
    return {k: (r, m, documents.cents(s), documents.cents(w)) for k, (r, m, s, w) in out.items()}


def monitored(number, budget, executed, period="1-8月"):
    return {"form": "monitoring", "year": documents.YEAR, "period": period, "money_unit": "万元",
            "project": {"name": f"监控项目第{number}号"}, "department": {"name": "虚构县财政局"}, "unit": {"name": "某镇"},
            "funds": [{"source": "total", "label": "年度资金总额", "initial_budget": budget, "executed": executed}],
            "indicators": [{"level1": "产出指标", "level2": "数量指标", "level3": "完成数量", "target": "≥10处"}]}


class Aggregates(County):
    def setUp(self):
        super().setUp()
        self.start(2)
        self.people = {}
        for name, unit, role in (("officer", "990001", "county"), ("bureau", DEPARTMENT, "department"),
                                 (SHIQIAO, SHIQIAO, "township"), (LIUHE, LIUHE, "township")):
            self.people[name] = {k: v for k, v in self.enrol(name, unit, role).items() if k != "public"}

    def load(self, table, text, *options):
        path = self.folder / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        self.jixiao("admin", "load", table, str(path), *options, **self.people["officer"])

    def send(self, unit, made, name="a", code=None):
        for d in made:
            d["unit"]["name"] = NAMES[unit]
        return self.submit(self.file(f"{unit}{name}.json", made), "--unit", unit, code=code, **self.people[unit])

    def summary(self, *options, by="officer"):
        self.wait_folded()
        return self.jixiao("summary", "--json", "--year", YEAR, *options, **self.people[by]).json()

    def breakdown(self, what, *options, by="officer"):
        answer = self.summary("--by", what, *options, by=by)
        return {b["unit"]: b for b in answer["branches"]}

    def classes_of(self, branch, column=None):
        rows = {r["indicator"]: r if column is None else r[column] for r in branch["indicators"]}
        return {k: (r["rows"], r["met"], r["score"], r["weight"]) for k, r in rows.items() if r["rows"]}

    def rules_of(self, branch):
        return {r["rule"]: (r["documents"], r["errors"] + r["explains"] + r["warnings"], r["answered"])
                for r in branch["rules"] if r["documents"]}

    def test_classes_and_rules_at_every_level(self):
        self.load("units", TREE)
        made = documents.documents(1, 6)
        sent = self.send(SHIQIAO, made[:3])
        self.send(LIUHE, made[3:])
        self.jixiao("approve", sent[0]["id"], "--json", **self.people["officer"])
        at = self.breakdown("indicator", "--tree")
        for unit, some in ((SHIQIAO, made[:3]), (LIUHE, made[3:]), ("990001100", made), ("990001", made), ("", made)):
            self.assertEqual(self.classes_of(at[unit]), classes(some), unit)
            self.assertEqual((at[unit]["received"], at[unit]["approved"]), (len(some), int(unit != LIUHE)))
            self.assertEqual(self.classes_of(at[unit], "approved"), {} if unit == LIUHE else classes(made[:1]), unit)
        self.assertEqual(list(self.breakdown("indicator")), [""])
        self.assertEqual(list(self.breakdown("indicator", by=SHIQIAO)), [SHIQIAO])
        self.assertEqual(set(self.breakdown("indicator", "--tree", by="bureau")), {"990001100", SHIQIAO, LIUHE})

        wrong = [wrong_total(d) for d in documents.documents(2, 2)]
        for n, d in enumerate(wrong):
            d["project"]["name"] = f"另一项目第{n}号"
        self.send(LIUHE, wrong, "b")
        before = self.breakdown("rule", "--tree")
        total = self.rules_of(before[LIUHE])["total.sum"]
        self.assertEqual(total[0], 2)
        parts = [self.rules_of(before[u]) for u in (SHIQIAO, LIUHE)]
        self.assertEqual(self.rules_of(before[""]), {
            rule: tuple(map(sum, zip(*(p[rule] for p in parts if rule in p)))) for rule in {**parts[0], **parts[1]}})
        self.assertNotIn("total.sum", parts[0])
        whole = self.summary()
        self.assertEqual(sum(f for _, f, _ in self.rules_of(before[""]).values()),
                         whole["errors"] + whole["explains"] + whole["warnings"])

        # Answering a finding and moving a unit change what the levels come to, and nothing else.
        second = [s for s in self.jixiao("list", "--json", "--unit", LIUHE, **self.people["officer"]).json()
                  if s["project"] == "另一项目第1号"][0]
        self.jixiao("override", second["id"], "--rule", "total.sum", "--at", "/total/score=已核对", "--reason", "已核对", "--json",
                    **self.people["officer"])
        after = self.breakdown("rule", "--tree")
        self.assertEqual(self.rules_of(after[""])["total.sum"][:2], total[:2])
        self.assertEqual(self.rules_of(after[""])["total.sum"][2], 1)
        self.load("units", TREE.replace("柳河镇,990001100", "柳河镇,990001"))
        moved = self.breakdown("indicator", "--tree")
        self.assertEqual(self.classes_of(moved["990001100"]), classes(made[:3]))
        self.assertEqual(moved[LIUHE]["indicators"], self.breakdown("indicator", "--unit", LIUHE)[LIUHE]["indicators"])
        self.jixiao("summary", "--by", "rule", "--tree", "--year", YEAR, **self.people["officer"])
        self.jixiao("summary", "--by", "indicator", "--year", YEAR, **self.people["officer"])
        self.jixiao("summary", "--by", "colour", "--year", YEAR, code=2, **self.people["officer"])
        self.assert_sound()

    def test_lights(self):
        """8 of 12 months: 80 % of two thirds is 53.33, 60 % of it 40."""
        self.load("units", TREE)
        forms = {SHIQIAO: [("100.00", "53.34"), ("100.00", "53.33"), ("100.00", "40.00"), ("100.00", "39.99")],
                 LIUHE: [("100.00", "0.00"), ("0.00", "0.00"), ("100.00", "100.00")]}
        lights = {SHIQIAO: ["green", "yellow", "yellow", "red"], LIUHE: ["red", "red", "green"]}
        for unit, rows in forms.items():
            sent = self.send(unit, [monitored(f"{unit}{n}", b, e) for n, (b, e) in enumerate(rows)])
            self.assertEqual([s["outcome"]["light"] for s in sent], lights[unit])
        at = {b["unit"]: b["received"]["lights"] for b in self.summary("--tree", "--form", "monitoring")["branches"]}
        for unit, some in ((SHIQIAO, lights[SHIQIAO]), (LIUHE, lights[LIUHE]), ("", lights[SHIQIAO] + lights[LIUHE])):
            self.assertEqual(Counter(at[unit]), Counter(some) + Counter(dict.fromkeys(("green", "yellow", "red"), 0)), unit)
        listed = self.jixiao("list", "--json", "--form", "monitoring", **self.people["officer"]).json()
        self.assertEqual(Counter(d["outcome"]["light"] for d in listed), Counter(lights[SHIQIAO] + lights[LIUHE]))
        self.assertIn("red", self.jixiao("list", "--form", "monitoring", **self.people["officer"]).out)
        self.assertIn("2/2/3", self.jixiao("summary", "--tree", "--form", "monitoring", "--year", YEAR,
                                           **self.people["officer"]).out)
        self.assertIsNone(self.send(SHIQIAO, documents.documents(9, 1), "e")[0]["outcome"]["light"])
        self.assert_sound()

    def test_what_is_expected_stands_beside(self):
        self.load("units", TREE)
        made = documents.documents(3, 4)
        for n, d in enumerate(made):
            d["project"]["code"] = f"P{n}"
        self.load("projects", "code,name,unit\n" + "".join(
            f"P{n},{d['project']['name']},{SHIQIAO if n < 3 else LIUHE}\n" for n, d in enumerate(made)), "--year", YEAR)
        rows = "".join(f"self_evaluation,{SHIQIAO if n < 3 else LIUHE},P{n},{day(3 if n != 1 else -3)}\n" for n in range(4))
        self.load("expected", "form,unit,project,due\n" + rows, "--year", YEAR)

        def seen():
            at = self.breakdown("rule", "--tree")
            return {u: tuple(at[u][k] for k in ("expected", "expected_received", "expected_approved"))
                    for u in (SHIQIAO, LIUHE, "")}

        self.assertEqual(seen(), {SHIQIAO: (3, 0, 0), LIUHE: (1, 0, 0), "": (4, 0, 0)})
        sent = self.send(SHIQIAO, made[:3])
        self.assertEqual(seen(), {SHIQIAO: (3, 2, 0), LIUHE: (1, 0, 0), "": (4, 2, 0)})
        self.jixiao("approve", sent[0]["id"], "--json", **self.people["officer"])
        owed = self.jixiao("missing", "--json", "--year", YEAR, **self.people["officer"]).json()
        counts = {b["unit"]: tuple(b[k] for k in ("expected", "received", "approved", "on_time", "late")) for b in owed["branches"]}
        self.assertEqual((counts[SHIQIAO], counts[LIUHE], counts[""]), ((3, 2, 1, 2, 1), (1, 0, 0, 0, 0), (4, 2, 1, 2, 1)))
        self.assertEqual(owed["total"], {"expected": 4, "received": 2, "approved": 1, "on_time": 2, "late": 1,
                                         "completeness": "50.00%", "punctuality": "50.00%", "approval": "25.00%"})
        reminded = self.jixiao("missing", "--remind", "--json", "--year", YEAR, **self.people["officer"]).json()
        self.assertEqual([(r["unit"], [(o["project"], o["overdue"], o["late"]) for o in r["owed"]]) for r in reminded],
                         [(SHIQIAO, [("P1", True, True)]), (LIUHE, [("P3", False, False)])])
        said = self.jixiao("missing", "--remind", "--year", YEAR, **self.people["officer"]).out
        self.assertIn(f"石桥镇 ({SHIQIAO}):\nof the year {YEAR}, 1 submissions", said)
        self.assertIn(made[3]["project"]["name"] + f", due by {day(3)} (not yet due)", said)
        self.assertEqual([r["unit"] for r in self.jixiao("missing", "--remind", "--json", "--year", YEAR,
                                                         **self.people[LIUHE]).json()], [LIUHE])
        self.load("exceptions", f"form,unit,reason\nself_evaluation,{SHIQIAO},洪灾\n", "--year", YEAR)
        self.assertEqual(seen(), {SHIQIAO: (3, 3, 1), LIUHE: (1, 0, 0), "": (4, 3, 1)})
        self.jixiao("return", sent[0]["id"], "--reason", "请核对", "--json", **self.people["officer"])
        self.jixiao("move", sent[2]["id"], "--unit", LIUHE, "--project", "P3", "--reason", "应由柳河镇报", "--json",
                    **self.people["officer"])
        self.assertEqual(seen(), {SHIQIAO: (3, 1, 0), LIUHE: (1, 1, 0), "": (4, 2, 0)})
        self.load("expected", "form,unit,project,due\n" + rows.replace("P2", "P9"), "--year", YEAR, "--replace")
        self.load("units", TREE.replace("柳河镇,990001100", "柳河镇,990001"))
        self.assertEqual(seen(), {SHIQIAO: (3, 1, 0), LIUHE: (1, 1, 0), "": (4, 2, 0)})
        self.assertEqual(self.breakdown("rule", "--unit", "990001100")["990001100"]["expected"], 3)
        self.assert_sound()


if __name__ == "__main__":
    main()
