#!/usr/bin/env python3
"""What documents say of each other: the county finds it over what it holds, whichever side comes or changes; nothing
that contradicts another is approved until it is corrected or overridden; and the store is the same fold as before."""
import copy
import shutil

import documents
from county import ROOT, County, main

SHIQIAO, LIUHE, BUREAU = "990001101", "990001102", "990001"
YEAR = str(documents.YEAR)


def target_of(form, **changed):
    """The target table that the self-evaluation answers to."""
    budget = changed.get("amount", form["funds"][0]["initial_budget"])
    rows = [{k: r[k] for k in ("level1", "level2", "level3", "target")} for r in form["indicators"]]
    rows[-1]["level1"] = "效益指标"
    return {
        "form": "target", "year": form["year"], "title": "项目支出绩效目标表", "project": form["project"],
        "department": form["department"], "unit": form["unit"], "money_unit": "万元",
        "funds": [{"source": "total", "label": "年度资金总额", "amount": budget},
                  {"source": "current_appropriation", "label": "财政拨款", "amount": budget}],
        "goals": {"expected": form["goals"]["expected"]}, "indicators": rows,
    }


def summary_of(forms):
    return {
        "form": "evaluation_summary", "year": documents.YEAR, "title": "项目支出绩效自评情况汇总表",
        "department": {"name": "虚构县财政局"},
        "rows": [{"number": str(i + 1), "name": f["project"]["name"], "unit": f["unit"]["name"],
                  "score": f["total"]["score"], "grade": ""} for i, f in enumerate(forms)],
    }


class Relations(County):
    def setUp(self):
        super().setUp()
        self.start(2)
        self.people = {name: self.enrol(name, unit, role) for name, unit, role in (
            ("clerk", SHIQIAO, "township"), ("other", LIUHE, "township"), ("officer", BUREAU, "county"))}
        self.files = 0

    def who(self, name):
        return {k: self.people[name][k] for k in ("key", "home")}

    def hand_in(self, made, *args, by="clerk"):
        self.files += 1
        return self.submit(self.file(f"{self.files}.json", [made]), *args, **self.who(by))[0]["id"]

    def relations(self, document, by="officer", opened=True):
        found = self.jixiao("show", "--json", document, **self.who(by)).json()["relations"]
        return sorted({r["rule"] for r in found if r["open"] or not opened})

    def approve(self, document, code=0):
        said = self.jixiao("approve", "--json", document, code=code, **self.who("officer")).json()[0]
        return said["outcome"]["state"], said["outcome"]["status"]

    def test_relations(self):
        one, two = documents.documents(7, 2)
        form = self.hand_in(one)
        self.assertEqual(self.relations(form), [], "there is nothing to compare it with")
        target = self.hand_in(target_of(one, amount="1.00"))
        self.assertEqual(self.relations(form), ["self.target.amount"], "the other side came")
        self.assertEqual(self.relations(target), [])
        self.assertEqual(self.jixiao("inbox", "--json", **self.who("clerk")).json()["contradictions"][0]["id"], form)
        listed = {d["id"]: d["relations"] for d in self.jixiao("list", "--json", **self.who("officer")).json()}
        self.assertEqual(listed, {form: 1, target: 0})

        # It is not approved, alone or among many, while the other side is.
        self.assertEqual(self.approve(form, code=1), ("rejected", "JX_E_OPEN_FINDINGS"))
        said = self.jixiao("approve", "--all", "--yes", "--json", "--year", YEAR, **self.who("officer"))
        self.assertEqual([d["outcome"]["state"] for d in said.json()], ["approved"])
        self.assertIn("left out, because of open findings: 1", said.err)

        # An officer lets it stand, for these figures.
        self.jixiao("override", form, "--rule", "self.target.amount", "--at", "/funds/0/initial_budget",
                    "--reason", "原件如此", **self.who("officer"))
        self.assertEqual(self.relations(form), [])
        self.assertEqual(self.relations(form, opened=False), ["self.target.amount"])
        approved = target
        self.jixiao("adjust", approved, "--reason", "预算调整", **self.who("officer"))
        target = self.hand_in(target_of(one, amount="2.00"), "--revises", target)
        self.assertEqual(self.relations(form), ["self.target.amount"], "the other side has changed")
        self.assertEqual(self.approve(form, code=1), ("rejected", "JX_E_OPEN_FINDINGS"))
        self.jixiao("adjust", approved, "--reason", "预算调整", **self.who("officer"))
        target = self.hand_in(target_of(one), "--revises", target)
        self.assertEqual(self.relations(form), [], "and has been corrected")
        self.assertEqual(self.approve(form), ("approved", "JX_OK"))

        # Somebody else's documents are not compared; who may not read the form learns nothing of it.
        foreign = self.hand_in(target_of(two, amount="3.00"), by="other")
        mine = self.hand_in(two)
        self.assertEqual((self.relations(foreign), self.relations(mine)), ([], []))
        self.jixiao("show", "--json", form, code=3, **self.who("other"))

        # A summary speaks of the units below it, and what is wrong with it stands on it.
        wrong = summary_of([one, two])
        wrong["rows"][0]["score"] = documents.cents(documents.Decimal(one["total"]["score"]) - 3)
        summary = self.hand_in(wrong, by="officer")
        self.assertEqual(self.relations(summary), ["summary.form.score"])
        self.assertEqual(self.relations(form), [])
        self.assert_rebuilt_alike()

    def test_a_form_that_moves_away(self):
        one = documents.documents(8, 1)[0]
        form = self.hand_in(one)
        target = self.hand_in(target_of(one, amount="1.00"))
        self.assertEqual(self.relations(form), ["self.target.amount"])
        self.jixiao("move", target, "--unit", LIUHE, "--reason", "单位填错", **self.who("officer"))
        self.assertEqual(self.relations(form), [])
        self.jixiao("move", target, "--unit", SHIQIAO, "--reason", "又填错", **self.who("officer"))
        self.assertEqual(self.relations(form), ["self.target.amount"])
        self.jixiao("withdraw", target, "--reason", "重新填报", **self.who("clerk"))
        self.assertEqual(self.relations(form), [])
        wrong = copy.deepcopy(one)
        wrong["indicators"][0]["target"] = "≥1处"
        target = self.hand_in(target_of(wrong))
        self.assertEqual(self.relations(form), ["self.target.value"])
        self.jixiao("return", target, "--reason", "指标值不符", **self.who("officer"))
        self.assertEqual(self.relations(form), [])

        # A row that is put in moves none of the others.
        longer = copy.deepcopy(one)
        longer["indicators"].insert(1, {**longer["indicators"][0], "level3": "新增数量"})
        self.submit(self.file("longer.json", [longer]), "--revises", form, code=None, **self.who("clerk"))
        newest = self.jixiao("list", "--json", "--most", "1", **self.who("officer")).json()[0]["id"]
        said = self.jixiao("diff", "--json", newest, "--parent", **self.who("officer")).json()["differences"]
        self.assertEqual({d["place"].rsplit("/", 1)[0] for d in said}, {"/indicators/1"})
        self.assertEqual({d["before"] for d in said}, {None})


    def test_a_draft_pack_is_tried_on_what_the_county_holds(self):
        one, two, three = documents.documents(9, 3)
        form = self.hand_in(one)
        self.hand_in(target_of(one, amount="1.00"))
        self.hand_in(two, by="other")
        gone = self.hand_in(three)
        self.jixiao("withdraw", gone, "--reason", "重复", **self.who("clerk"))
        draft = self.folder / "draft"
        shutil.copytree(ROOT / "ops" / "rules" / "standard", draft)
        rules = draft / "rules-4-relations.txt"
        text = rules.read_text(encoding="utf-8")
        block = text.index("[规则 self.target.amount]")
        rules.write_text(text[:block] + text[block:].replace("级别 = 错误", "级别 = 警告", 1), encoding="utf-8")
        (draft / "rules-9-draft.txt").write_text("""[规则 draft.budget]
名称 = 试用：全年预算数不超过零
英文名称 = draft: no budget
表种 = 自评表
级别 = 警告
应当 = 总额.全年预算数 ≤ 0
左 = 总额.全年预算数
提示 = 全年预算数 {左}。
英文提示 = The annual budget is {左}.
建议 = 无
英文建议 = none
依据 = 试用 draft
""", encoding="utf-8")
        before = self.positions()
        said = self.jixiao("rules", "test", str(draft), "--year", YEAR, "--json", **self.who("officer")).json()
        self.assertEqual((said["documents"], said["units"], said["unread"]), (3, 2, 0))
        rules = {(r["rule"], r["severity"]): (r["now"], r["then"], r["newly"], r["no_longer"]) for r in said["rules"]}
        self.assertEqual(rules["self.target.amount", "error"], (1, 0, 0, 1))
        self.assertEqual(rules["self.target.amount", "warning"], (0, 1, 1, 0))
        self.assertEqual(rules["draft.budget", "warning"], (0, 2, 2, 0))
        examples = [r["examples"] for r in said["rules"] if r["rule"] == "self.target.amount"]
        self.assertEqual([(e["id"], e["newly"]) for es in examples for e in es], [(form, False), (form, True)])
        unit = self.jixiao("rules", "test", str(draft), "--year", YEAR, "--unit", LIUHE, "--json", **self.who("officer"))
        self.assertEqual(unit.json()["documents"], 1)
        self.assertIn("draft.budget", self.jixiao("rules", "test", str(draft), "--year", YEAR, **self.who("clerk")).out)
        self.jixiao("rules", "test", str(draft), code=2)
        self.assertEqual(self.positions(), before, "nothing was changed")


if __name__ == "__main__":
    main()
