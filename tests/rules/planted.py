#!/usr/bin/env python3
"""Plants one error at a time into forms that are right, and demands that it, and nothing else, is
called an error.

    planted.py JIXIAO RULES [SEED]
"""
import copy
import json
import re
import subprocess
import sys
import tempfile
from decimal import Decimal as D
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from county import County, places  # noqa: E402

TIMES = 5


def bump(text, by="3.17"):
    return places(D(text.replace(",", "")) + D(by))


def swap(text):
    """Another figure of the same kind within a sentence."""
    return f"{D(text.replace(',', '')) + D('7.31'):,.2f}"


# Each kind: name, form, rules of which one has to be reported, and what is done to the document.
KINDS = []


def kind(form, rules):
    def add(f):
        KINDS.append((f.__name__, form, rules.split(), f))
        return f
    return add


S = "self_evaluation"


@kind(S, "funds.sum")
def initial_sum(d): d["funds"][0]["initial_budget"] = bump(d["funds"][0]["initial_budget"])
@kind(S, "funds.sum.annual")
def source_annual(d): d["funds"][1]["annual_budget"] = bump(d["funds"][1]["annual_budget"]); d["funds"][1]["rate"] = ""
@kind(S, "funds.sum.executed")
def source_executed(d): d["funds"][1]["executed"] = bump(d["funds"][1]["executed"]); d["funds"][1]["rate"] = ""
@kind(S, "rate.execution")
def rate(d): d["funds"][0]["rate"] = places(D(d["funds"][0]["rate"][:-1]) - D("0.7")) + "%"
@kind(S, "score.above")
def execution_score(d):
    d["funds"][0]["executed"] = d["funds"][1]["executed"] = places(D(d["funds"][0]["annual_budget"]) / 2)
    for i in (0, 1): d["funds"][i]["rate"] = ""
    for f in d["funds"][2:]: f.update(annual_budget="0.00", executed="0.00", initial_budget="0.00", rate="0.00%")
    d["funds"][1].update(annual_budget=d["funds"][0]["annual_budget"], initial_budget=d["funds"][0]["initial_budget"])
    for x in d["indicators"][:2]: x["actual"] = "0.10万元"
@kind(S, "total.sum")
def total(d): d["total"]["score"] = places(D(d["total"]["score"]) - D("1.5")); d["total"]["grade"] = "优"
@kind(S, "grade.total")
def grade(d): d["total"]["grade"] = "良"
@kind(S, "score.over_weight")
def over_weight(d): d["indicators"][3]["score"] = "16.00"; d["total"]["score"] = places(D(d["total"]["score"]) + 1)
@kind(S, "score.above")
def below_target(d): d["indicators"][5]["actual"] = "45%"
@kind(S, "score.above")
def strict(d): d["indicators"][5].update(target=">90%", actual="90%")
@kind(S, "score.above")
def late(d): d["indicators"][4].update(target="10月31日前", actual="12月20日")
@kind(S, "score.above")
def cost_over(d): d["indicators"][0]["actual"] = places(D(re.sub(r"[^\d.]", "", d["indicators"][0]["target"])) * 2) + "万元"
@kind(S, "date.impossible")
def bad_date(d): d["indicators"][4]["target"] = "9月31日前"; d["indicators"][4]["actual"] = "9月20日"
@kind(S, "date.impossible.actual")
def bad_actual_date(d): d["indicators"][4]["actual"] = "11月31日"
@kind(S, "weight.sum weight.hundred")
def weights(d): d["indicators"][2]["weight"] = "14.00"; d["indicators"][2]["score"] = "14.00"; d["total"]["score"] = places(D(d["total"]["score"]) - 1)
@kind(S, "money.unit")
def unit_slip(d):
    for f in d["funds"]:
        for k in ("initial_budget", "annual_budget", "executed"): f[k] = str(int(D(f[k]) * 10000))
@kind(S, "cost.target")
def cost_target(d): d["indicators"][1]["target"] = "≤" + places(D(d["funds"][0]["annual_budget"]) + 3) + "万元"
@kind(S, "number.garbled number.garbled.annual")
def garbled(d): d["funds"][3]["executed"] = "7,00.0"


@kind("target", "funds.sum.amount")
def plan_sum(d): d["funds"][0]["amount"] = bump(d["funds"][0]["amount"])
@kind("target", "cost.target.plan")
def plan_cost(d): d["indicators"][0]["target"] = "≤" + places(D(d["funds"][0]["amount"]) + 5) + "万元"
@kind("target", "cost.target.plan")
def plan_monthly(d): d["indicators"][0]["target"] += "/月"
@kind("target", "date.impossible")
def plan_date(d): d["indicators"][4]["target"] = "6月31日前"
@kind("target", "money.unit.target")
def plan_unit(d):
    for f in d["funds"]: f["amount"] = str(int(D(f["amount"]) * 10000))
@kind("target", "plan.output")
def plan_output(d): d["indicators"] = [x for x in d["indicators"] if x["level1"] not in ("产出指标", "成本指标")]


@kind("monitoring", "rate.monitoring")
def monitored_rate(d):
    for i in (0, 1): d["funds"][i]["rate"] = places(D(d["funds"][i]["rate"][:-1]) + D("0.04")) + "%"
@kind("monitoring", "funds.sum")
def monitored_sum(d): d["funds"][1]["initial_budget"] = bump(d["funds"][1]["initial_budget"]); d["funds"][1]["rate"] = ""
@kind("monitoring", "funds.sum.forecast")
def monitored_forecast(d): d["funds"][1]["forecast"] = bump(d["funds"][1]["forecast"], "-2.5")
@kind("monitoring", "monitoring.likelihood")
def likelihood(d): d["indicators"][2]["likelihood"] = "差不多"
@kind("monitoring", "monitoring.measures")
def no_measures(d): d["indicators"][2]["likelihood"] = "有可能"
@kind("monitoring", "date.impossible")
def monitored_date(d): d["indicators"][4]["target"] = "2月30日前"


@kind("project_list", "list.total")
def list_total(d): d["total"]["amount"] = bump(d["total"]["amount"])
@kind("evaluation_summary", "summary.grade")
def summary_grade(d): d["rows"][0]["grade"] = "中"
@kind("evaluation_summary", "summary.range")
def summary_range(d): d["rows"][1]["score"] = "118.00"; d["rows"][1]["grade"] = "优"


E = "evaluation"


@kind(E, "evaluation.weight2")
def second_weight(d):
    for x in d["rows"]:
        if x["level2"] == "资金管理": x["level2_weight"] = "11"
    d["narrative"] = [t.replace("资金管理（12分）", "资金管理") for t in d["narrative"]]
@kind(E, "evaluation.weight1")
def first_weight(d):
    for x in d["rows"]:
        if x["level1"] == "产出": x["level1_weight"] = "40"
@kind(E, "evaluation.score")
def evaluated_total(d): d["total"]["score"] = str(D(d["total"]["score"]) - 2); d["narrative"] = []
@kind(E, "evaluation.weight")
def evaluated_weight(d): d["total"]["weight"] = "98"
@kind(E, "evaluation.over")
def evaluated_over(d):
    x = d["rows"][4]; more = D(x["weight"]) + 1 - D(x["score"]); x["score"] = str(D(x["weight"]) + 1)
    d["total"]["score"] = str(D(d["total"]["score"]) + more); d["narrative"] = []
@kind(E, "report.class_score1")
def report_class(d): d["narrative"] = [re.sub(r"(产出类指标分值35分，得分)[\d.]+", r"\g<1>29.5", t) for t in d["narrative"]]
@kind(E, "report.class_score2")
def report_sum(d): d["narrative"] = [re.sub(r"(综上，过程类指标共计20分，本项目得分)[\d.]+", r"\g<1>11.4", t) for t in d["narrative"]]
@kind(E, "report.total")
def report_total(d): d["narrative"] = [re.sub(r"(以上合计100分，得分)[\d.]+", r"\g<1>88.8", t) for t in d["narrative"]]
@kind(E, "report.item_weight")
def report_weight(d): d["narrative"] = [t.replace("产出数量（20分）", "产出数量（17.05分）") for t in d["narrative"]]


A = "final_accounts"


def cell(d, t, r, c, by="11.30"):
    row = d["tables"][t]["rows"][r]
    row[c] = f"{D(row[c].replace(',', '')) + D(by):,.2f}"


@kind(A, "accounts.01.income")
def a01_item(d): cell(d, "01", 4, 2)
@kind(A, "accounts.01.expenditure accounts.03.class")
def a01_class(d): cell(d, "01", 3, 5)
@kind(A, "accounts.01.income_total accounts.01.balance")
def a01_total(d): cell(d, "01", -1, 2); d["narrative"] = []
@kind(A, "accounts.02.row")
def a02_row(d): cell(d, "02", 3, 4)
@kind(A, "accounts.02.tree1 accounts.02.tree2")
def a02_tree(d): cell(d, "02", 3, 2); cell(d, "02", 3, 3)
@kind(A, "accounts.03.row")
def a03_row(d): cell(d, "03", 4, 3)
@kind(A, "accounts.03.tree1 accounts.03.tree2")
def a03_tree(d): cell(d, "03", 3, 2); cell(d, "03", 3, 3)
@kind(A, "accounts.04.row")
def a04_row(d): cell(d, "04", 5, 6)
@kind(A, "accounts.04.income")
def a04_income(d): cell(d, "04", 1, 2)
@kind(A, "accounts.05.row")
def a05_row(d): cell(d, "05", 0, 4); d["narrative"] = []
@kind(A, "accounts.05.tree1 accounts.05.tree2")
def a05_tree(d): cell(d, "05", -1, 2); cell(d, "05", -1, 3); d["narrative"] = []
@kind(A, "accounts.06.tree")
def a06_tree(d): cell(d, "06", 1, 2)
@kind(A, "accounts.06.staff")
def a06_staff(d): cell(d, "06", -1, 2); d["narrative"] = []
@kind(A, "accounts.06.public")
def a06_public(d): cell(d, "06", -1, 5); d["narrative"] = []
@kind(A, "accounts.09.final")
def a09_sum(d): cell(d, "09", 0, 6, "-0.50"); d["narrative"] = []
@kind(A, "accounts.09.budget_cars")
def a09_cars(d): cell(d, "09", 0, 3, "0.80")


def narrative(d, pattern, group=1):
    for i, t in enumerate(d["narrative"]):
        m = re.search(pattern, t)
        if m:
            d["narrative"][i] = t[:m.start(group)] + swap(m.group(group)) + t[m.end(group):]
            return
    raise AssertionError(pattern)


@kind(A, "text.total")
def n_total(d): narrative(d, r"收、支总计([\d,.]+)万元")
@kind(A, "text.income")
def n_income(d): narrative(d, r"本年收入合计([\d,.]+)万元")
@kind(A, "text.staff")
def n_staff(d): narrative(d, r"人员经费([\d,.]+)万元")
@kind(A, "text.running")
def n_running(d): narrative(d, r"公用经费([\d,.]+)万元")
@kind(A, "text.item text.completed")
def n_item(d): narrative(d, r"支出决算数为([\d,.]+)万元")
@kind(A, "text.completed")
def n_completed(d): narrative(d, r"完成年初预算的([\d.]+)%")
@kind(A, "text.share1")
def n_share(d): narrative(d, r"（类）支出[\d,.]+万元，占([\d.]+)%")
@kind(A, "text.structure")
def n_structure(d): narrative(d, r"项目支出[\d,.]+万元，占([\d.]+)%")
@kind(A, "text.procurement")
def n_procurement(d): narrative(d, r"政府采购货物支出([\d,.]+)万元")
@kind(A, "text.three_public text.completed")
def n_public(d): narrative(d, r"“三公”经费支出年初预算数为[\d,.]+万元，支出决算数为([\d,.]+)万元")


# ---- relations: a set of documents, one of them changed ----

RELATIONS = []


def relation(build, rules):
    def add(f):
        RELATIONS.append((f.__name__, build, rules.split(), f))
        return f
    return add


def list_set(c):
    targets = [c.target() for _ in range(4)]
    return [c.project_list(targets)] + targets


def summary_set(c):
    forms = [c.self_evaluation() for _ in range(4)]
    return [c.summary(forms)] + forms


def project_set(c):
    name, budget = c.project(), c.amount()
    target = c.target(name, budget)
    form = c.self_evaluation(name, budget)
    for x, y in zip(form["indicators"], target["indicators"]): y.update(level3=x["level3"], target=x["target"])
    target["unit"] = form["unit"]
    return [target, form]


def report_set(c):
    forms = [c.self_evaluation() for _ in range(3)]
    accounts = c.final_accounts()
    for i, f in enumerate(forms):
        t = f["funds"][0]
        f["unit"] = accounts["unit"]
        accounts["narrative"] += [f"{i + 1}、{f['project']['name']}",
                                  f"项目绩效自评综述：根据年初设定的绩效目标，项目自评得分为{f['total']['score']}分。全年预算数为{t['annual_budget']}万元，"
                                  f"执行数为{t['executed']}万元，完成预算的{t['rate']}。项目绩效目标完成情况：{f['goals']['actual'][:-1]}。"]
    return [accounts] + forms


@relation(list_set, "list.form.amount")
def listed_amount(s): s[2]["funds"][0]["amount"] = s[2]["funds"][1]["amount"] = bump(s[2]["funds"][0]["amount"])
@relation(list_set, "list.form.missing")
def listed_missing(s): s[0]["rows"][1]["name"] = "青石县气象雷达站建设"
@relation(summary_set, "summary.form.score")
def summarised_score(s): s[0]["rows"][2]["score"] = places(D(s[0]["rows"][2]["score"]) - D("0.37"))
@relation(summary_set, "summary.form.missing")
def summarised_missing(s): s[0]["rows"][1]["name"] = "青石县气象雷达站建设"
@relation(project_set, "self.target.amount")
def approved_amount(s): s[0]["funds"][0]["amount"] = s[0]["funds"][1]["amount"] = bump(s[0]["funds"][0]["amount"], "4")
@relation(project_set, "self.target.value")
def approved_value(s): s[1]["indicators"][5]["target"] = "≥80%"
@relation(report_set, "text.project.score")
def told_score(s): s[0]["narrative"][-1] = re.sub(r"得分为[\d.]+分", "得分为91.11分", s[0]["narrative"][-1])
@relation(report_set, "text.project.budget")
def told_budget(s): s[0]["narrative"][-3] = re.sub(r"全年预算数为[\d.]+", "全年预算数为9.87", s[0]["narrative"][-3])
@relation(report_set, "text.project.rate text.project.rate_own")
def told_rate(s): s[0]["narrative"][-5] = re.sub(r"完成预算的[\d.]+%", "完成预算的90.35%", s[0]["narrative"][-5])


# ---- running ----

def make(c, form):
    if form == "project_list": return c.project_list([c.target() for _ in range(5)])
    if form == "evaluation_summary": return c.summary([c.self_evaluation() for _ in range(5)])
    return getattr(c, form)()


def check(jixiao, rules, documents, folder):
    path = Path(folder) / "set.json"
    path.write_text(json.dumps(documents, ensure_ascii=False), encoding="utf-8")
    run = subprocess.run([jixiao, "check", "--json", "--lang=zh", "--rules", rules, str(path)],
                         capture_output=True, text=True, check=False)
    if not run.stdout: sys.exit(run.stderr)
    out = json.loads(run.stdout)
    for d in out:
        if "error" in d: sys.exit(f"not read: {d}")
    return out


def base(rule): return rule[:-5] if rule.endswith(".tail") else rule


def judge(documents, rules):
    """The errors that were not planted, and whether the planted one was found."""
    errors = [f for d in documents for f in d["findings"] if f["severity"] == "error"]
    hit = [f for d in documents for f in d["findings"] if base(f["rule"]) in rules and f["severity"] in ("error", "explain")]
    other = [f for f in errors if base(f["rule"]) not in rules and f["because"] not in rules]
    return bool(hit), other


def main():
    jixiao, rules = sys.argv[1], sys.argv[2]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20230601
    planted = found = 0
    trouble, spoken = [], {"warning": 0, "explain": 0}
    with tempfile.TemporaryDirectory() as folder:
        cases = [(n, None, form, r, f) for n, form, r, f in KINDS] + [(n, b, None, r, f) for n, b, r, f in RELATIONS]
        for i, (name, build, form, wanted, change) in enumerate(cases):
            for k in range(TIMES):
                c = County(seed * 1000 + i * 10 + k)
                clean = build(c) if build else [make(c, form)]
                before = check(jixiao, rules, clean, folder)
                for d in before:
                    for f in d["findings"]:
                        if f["severity"] == "error": trouble.append(f"false in a clean {d['form']}: {f['rule']} {f['path']} {f['message']}")
                        elif f["severity"] in spoken: spoken[f["severity"]] += 1
                changed = copy.deepcopy(clean)
                change(changed if build else changed[0])
                hit, other = judge(check(jixiao, rules, changed, folder), wanted)
                planted += 1
                found += hit
                if not hit: trouble.append(f"missed {name} ({k}): {', '.join(wanted)}")
                for f in other: trouble.append(f"false beside {name}: {f['rule']} {f['path']} {f['message']}")
    for line in sorted(set(trouble)): print(" ", line)
    print(f"planted: found {found} of {planted} ({len(cases)} kinds, {TIMES} times each); false: "
          f"{sum(1 for t in trouble if t.startswith('false'))}; in clean forms: {spoken['warning']} warnings, {spoken['explain']} to explain")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main())
