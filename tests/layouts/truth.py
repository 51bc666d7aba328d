#!/usr/bin/env python3
"""Recomputes the documents that the generator makes: clean ones must hold throughout, planted ones must not.

    truth.py [--seed N] [--units N]

Exact decimals, written apart from the generator. A planted kind that is a matter of words, not of figures, is not looked
for here; WORDS names those.
"""
import argparse
import copy
import random
import re
import sys
from decimal import ROUND_HALF_UP, Decimal

import documents
import plants

WORDS = {"unit-slip", "terminated-with-full-marks", "spent-nothing-claimed-all", "unit-differs", "target-duplicate-indicator",
         "monitored-target-differs", "list-row-without-form"}
CAUSES = {"经费保障", "制度保障", "人员保障", "硬件条件保障", "其他"}
LIKELIHOODS = {"确定能", "有可能", "完全不可能"}


def number(text):
    return Decimal(text.replace(",", "")) if text else Decimal(0)


def cents(figure):
    return figure.quantize(Decimal("0.01"), ROUND_HALF_UP)


def grade(score):
    return "优" if score >= 90 else "良" if score >= 80 else "中" if score >= 60 else "差"


def sums(doc, fields, say):
    for field in fields:
        parts = sum((number(f[field]) for f in doc["funds"] if f["source"] != "total"), Decimal(0))
        if parts != number(doc["funds"][0][field]):
            say("sum of %s" % field)


def rates(doc, part, whole, say):
    for fund in doc["funds"]:
        base = number(fund[whole])
        true = cents(number(fund[part]) / base * 100) if base else Decimal(0)
        if fund["rate"].rstrip("%") and number(fund["rate"].rstrip("%")) != true:
            say("rate of %s" % fund["label"])


def impossible_date(text):
    days = re.search(r"(\d+)月(\d+)日", text)
    return days is not None and int(days[2]) > [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][int(days[1]) - 1]


def row_score(row):
    """The score that the printed rules give, None where they say nothing."""
    weight = number(row["weight"])
    if row["actual"] == "项目未开展":
        return Decimal(0)
    if row["target"] == row["actual"]:
        return weight
    wanted = re.fullmatch(r"([≥≤<>=]?)(\d+(?:\.\d+)?)(\D*)", row["target"])
    reached = re.fullmatch(r"(\d+(?:\.\d+)?)(\D*)", row["actual"])
    if not wanted or not reached:
        return None
    sign, goal, got = wanted[1], Decimal(wanted[2]), Decimal(reached[1])
    if sign == "≥":
        return min(weight, cents(weight * got / goal))
    if sign == "≤":
        return weight if got <= goal else cents(weight * goal / got)
    if sign == "<":
        return weight if got < goal else Decimal(0)
    return weight if got == goal else Decimal(0)


def cost_targets(doc, budget, say):
    total = sum((number(m[1]) for r in doc["indicators"] if "成本" in r["level2"]
                 for m in [re.match(r"≤([\d.]+)", r["target"])] if m), Decimal(0))
    if total > budget:
        say("cost targets above the budget")


def self_evaluation(doc, say):
    sums(doc, ("initial_budget", "annual_budget", "executed"), say)
    rates(doc, "executed", "annual_budget", say)
    fund = doc["funds"][0]
    weight = number(fund["weight"])
    if cents(number(fund["executed"]) / number(fund["annual_budget"]) * weight) != number(fund["score"]):
        say("execution score")
    rows = doc["indicators"]
    if weight + sum(number(r["weight"]) for r in rows) != 100 or number(doc["total"]["weight"]) != 100:
        say("weights")
    total = number(fund["score"]) + sum(number(r["score"]) for r in rows)
    if total != number(doc["total"]["score"]):
        say("total")
    if grade(total) != doc["total"]["grade"]:
        say("grade")
    if total < 80 and not doc["shortfall_explanation"]:
        say("explanation")
    cost_targets(doc, number(fund["annual_budget"]), say)
    for row in rows:
        if number(row["score"]) > number(row["weight"]):
            say("score above weight")
        if number(row["score"]) < number(row["weight"]) and not row["reason"]:
            say("reason")
        if impossible_date(row["target"]) or impossible_date(row["actual"]):
            say("date")
        true = row_score(row)
        if true is not None and true != number(row["score"]):
            say("score of %s" % row["level3"])


def monitoring(doc, say):
    sums(doc, ("initial_budget", "executed", "forecast"), say)
    rates(doc, "executed", "initial_budget", say)
    fund = doc["funds"][0]
    if not number(fund["executed"]) <= number(fund["forecast"]) <= number(fund["initial_budget"]):
        say("forecast")
    for row in doc["indicators"]:
        if row["likelihood"] not in LIKELIHOODS or row["deviation_cause"] not in CAUSES | {""}:
            say("choice")
        if row["likelihood"] != "确定能" and not (row["remark"] and row["measures"]):
            say("remark or measures")
        if row["deviation_cause"] and row["explanation"] in ("", "无"):
            say("explanation of the cause")


def target(doc, say):
    sums(doc, ("amount",), say)
    cost_targets(doc, number(doc["funds"][0]["amount"]), say)
    if any(impossible_date(r["target"]) for r in doc["indicators"]):
        say("date")


def evaluation(doc, say):
    rows = doc["rows"]
    for row in rows:
        for level, same in (("level1", lambda r: r["level1"] == row["level1"]),
                            ("level2", lambda r: (r["level1"], r["level2"]) == (row["level1"], row["level2"]))):
            if sum(number(r["weight"]) for r in rows if same(r)) != number(row[level + "_weight"]):
                say("sum of %s" % level)
        if number(row["score"]) > number(row["weight"]):
            say("score above weight")
    for field in ("weight", "score"):
        if sum(number(r[field]) for r in rows) != number(doc["total"][field]):
            say("total")


def project_list(doc, say):
    if sum(number(r["amount"]) for r in doc["rows"]) != number(doc["total"]["amount"]):
        say("total")


def evaluation_summary(doc, say):
    for row in doc["rows"]:
        if grade(number(row["score"])) != row["grade"]:
            say("grade")


def function_tree(rows, columns, say):
    """合计 is the sum of the classes, every code the sum of those below it."""
    lengths = {"": 3, "3": 5, "5": 7}
    for row in rows:
        below = lengths.get(str(len(row[0])) if row[0] else "")
        children = [r for r in rows if below and len(r[0]) == below and r[0].startswith(row[0])]
        for j in columns:
            if children and sum(number(r[j]) for r in children) != number(row[j]):
                say("tree at %s" % (row[0] or row[1]))


def final_accounts(doc, say):
    t = {n: table["rows"] for n, table in doc["tables"].items()}
    f = lambda n, i, j: number(t[n][i][j])
    total = lambda n, rows, j: sum(f(n, i, j) for i in rows)
    checks = [
        ("01 income", f("01", 26, 2) == total("01", range(8), 2)), ("01 spending", f("01", 26, 5) == total("01", range(26), 5)),
        ("01 left", f("01", 30, 2) == f("01", 26, 2) + f("01", 27, 2) + f("01", 28, 2)),
        ("01 right", f("01", 30, 5) == f("01", 26, 5) + f("01", 27, 5) + f("01", 28, 5)), ("01 balance", f("01", 30, 2) == f("01", 30, 5)),
        ("02 against 01", f("02", 0, 2) == f("01", 26, 2)), ("03 against 01", f("03", 0, 2) == f("01", 26, 5)),
        ("04 left", f("04", 31, 2) == f("04", 26, 2) + f("04", 27, 2)), ("04 right", f("04", 31, 5) == f("04", 26, 5) + f("04", 27, 5)),
        ("04 balance", f("04", 31, 2) == f("04", 31, 5)), ("04 against 05", f("04", 26, 6) == f("05", 0, 2)),
        ("06 against 05", f("06", -1, 2) + f("06", -1, 8) == f("05", 0, 3)),
    ]
    for j in (0, 6):
        checks += [("09 sum", f("09", 0, j) == f("09", 0, j + 1) + f("09", 0, j + 2) + f("09", 0, j + 5)),
                   ("09 cars", f("09", 0, j + 2) == f("09", 0, j + 3) + f("09", 0, j + 4))]
    economic = {r[k]: number(r[k + 2]) for r in t["06"] for k in (0, 3, 6) if r[k].isdigit()}
    for code, amount in economic.items():
        if len(code) == 3:
            checks.append(("06 " + code, amount == sum(a for c, a in economic.items() if len(c) == 5 and c.startswith(code))))
    checks += [("06 staff", f("06", -1, 2) == economic["301"] + economic["303"]),
               ("06 running", f("06", -1, 8) == economic["302"] + economic["310"]),
               ("09 against 06", f("09", 0, 10) >= economic["30231"] and f("09", 0, 11) >= economic["30217"])]
    classes = {r[0]: r for r in t["03"] if len(r[0]) == 3}
    for row in t["01"][:26]:
        code = next(c for c, n in documents.words.FUNCTIONS if row[3].endswith("、" + n))
        checks.append(("01 against 03 " + code, number(row[5]) == (number(classes[code][2]) if code in classes else 0)))
    for n, whole, parts in (("02", 2, range(3, 9)), ("03", 2, range(3, 8)), ("05", 2, (3, 4))):
        function_tree(t[n], [whole, *parts], say)
        for row in t[n]:
            checks.append(("%s row" % n, number(row[whole]) == sum(number(row[j]) for j in parts)))
    for name, holds in checks:
        if not holds:
            say(name)


def between(docs, say):
    by = lambda form: [d for d in docs if d["form"] == form]
    targets = {d["project"]["name"]: d for d in by("target")}
    evaluated = {d["project"]["name"]: d for d in by("self_evaluation")}
    for row in [r for d in by("project_list") for r in d["rows"]]:
        if row["name"] in targets and number(row["amount"]) != number(targets[row["name"]]["funds"][0]["amount"]):
            say("list against target")
    for row in [r for d in by("evaluation_summary") for r in d["rows"]]:
        if number(row["score"]) != number(evaluated[row["name"]]["total"]["score"]):
            say("summary against form")
    for name, doc in evaluated.items():
        if name in targets and number(doc["funds"][0]["initial_budget"]) != number(targets[name]["funds"][0]["amount"]):
            say("budget against target")


CHECK = {"self_evaluation": self_evaluation, "monitoring": monitoring, "target": target, "evaluation": evaluation,
         "project_list": project_list, "evaluation_summary": evaluation_summary, "final_accounts": final_accounts}


def problems(docs):
    """[(number of the document, what is wrong)]; 0 for what is wrong between them."""
    out = []
    for k, doc in enumerate(docs):
        CHECK[doc["form"]](doc, lambda what: out.append((k + 1, "%s: %s" % (doc["form"], what))))
    between(docs, lambda what: out.append((0, what)))
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--units", type=int, default=30)
    args = parser.parse_args()
    wrong, count = [], 0
    units = [documents.bundle(random.Random("%d unit %d" % (args.seed, k)), 5) for k in range(args.units)]
    for docs in units:
        count += len(docs)
        wrong += ["clean: %s" % (p,) for p in problems(docs)]
    for kind in sorted(plants.PLANTS):
        for k in range(5):
            docs = copy.deepcopy(units[k % len(units)])
            planted = plants.try_plant(kind, docs, random.Random("%d %s %d" % (args.seed, kind, k)))
            if planted is None or kind in WORDS or kind == "monitoring-cause-without-deviation":
                continue
            found = problems(docs)
            if not [p for p in found if p[0] in (0, planted["document"])]:
                wrong.append("planted %s does not show" % kind)
            other = [p for p in found if p[0] not in (0, planted["document"])]
            wrong += ["planted %s drags along %s" % (kind, p) for p in other]
    for line in wrong:
        print(line)
    print("%d clean documents, %d kinds of error: %d complaints" % (count, len(plants.PLANTS), len(wrong)))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
