#!/usr/bin/env python3
"""Makes documents of invented counties for all seven forms, with true arithmetic, from a seed.

    documents.py --seed N [--units N] [--projects N] [--plant KIND|all [--each N]] [--out DIR]

Without --out the documents go to standard output as a JSON array. With it, one file a unit and a manifest of what was
planted. A self-evaluation obeys the scoring rules that its form prints: actual / target x weight for a positive
indicator, target / actual x weight for a negative one, the band's full weight for equal words, execution rate x weight,
and 90 / 80 / 60 for the grades.
"""
import argparse
import json
import random
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import words

CENT = Decimal("0.01")


def rounded(figure, places=2):
    return figure.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def text_of(figure, places, thousands=False):
    """An amount with that many decimals."""
    return format(rounded(figure, places), ",f" if thousands else "f")


def percent(part, whole, places=2):
    return text_of(part / whole * 100 if whole else Decimal(0), places) + "%"


def rate_of(county, executed, budget):
    """The printed rate; a source without money may print another mark."""
    zero = county.wants.get("zero_rate")
    return zero if zero is not None and budget == 0 else percent(executed, budget)


def grade_of(score):
    return "优" if score >= 90 else "良" if score >= 80 else "中" if score >= 60 else "差"


class County:
    """Where a document comes from; every choice is the generator's."""

    def __init__(self, rng, wants=None):
        self.rng, self.wants = rng, wants or {}
        self.name = rng.choice(sorted(words.COUNTIES))
        self.offices = list(words.COUNTIES[self.name])
        self.department = rng.choice(self.offices)
        self.unit = self.department if rng.random() < 0.5 else rng.choice(self.offices)
        self.department_code = rng.choice(words.CODES)
        self.unit_code = self.department_code + rng.choice(["001", "002", "014"])
        self.year = self.wants.get("year") or rng.choice([2021, 2022, 2023, 2024])
        self.places = self.wants.get("places", rng.choice([0, 1, 2, 2, 2, 4]))
        self.money_unit = self.wants.get("money_unit", "万元")
        self.thousands = self.wants.get("thousands", False)
        self.used = set()

    def amount(self, figure):
        return text_of(figure, self.places, self.thousands)

    def money(self, low, high):
        """A random amount in the form's unit, exact in its decimals."""
        scale = 10000 if self.money_unit == "元" else 1
        step = Decimal(1).scaleb(-self.places)
        return rounded(Decimal(self.rng.randint(low * 100, high * 100)) / 100 * scale, self.places).quantize(step)

    def project_name(self):
        while True:
            name = self.rng.choice(words.WORKS) + self.rng.choice(words.KINDS)
            if self.rng.random() < 0.15:
                name = "%s年%s" % (self.year, name)
            if name not in self.used:
                self.used.add(name)
                return name


# ---- money ----

def split(county, total, count):
    """`total` in `count` parts that sum to it exactly; most goes to the first."""
    parts, left = [], total
    for k in range(count - 1):
        share = Decimal(county.rng.choice(["0", "0.1", "0.2", "0.25"]))
        part = rounded(total * share, county.places)
        parts.append(part)
        left -= part
    return [left] + parts


SOURCES = {
    "standard": [("current_appropriation", "财政拨款"), ("carryover", "上年结转资金"), ("other", "其他资金")],
    "levels": [("central", "中央财政资金"), ("provincial", "省级财政资金"), ("local", "市县(区)财政资金"), ("other", "其他资金")],
    "levels+": [("local", "市县(区)财政资金"), ("central", "中央财政资金"), ("provincial", "省级财政资金"),
                ("carryover", "上年结转资金"), ("other", "其他资金")],
    "superior": [("superior", "上级补助"), ("local", "市县资金"), ("other", "其他资金")],
    "own": [("current_appropriation", "财政拨款"), ("special_account", "财政专户管理资金"), ("own_funds", "单位资金")],
}


def fund_rows(county, total, fields):
    """Fund rows whose parts sum to the total in every field. `fields` maps a field to its total."""
    kind = county.wants.get("sources", "standard")
    if kind == "nested":
        return nested_rows(county, fields)
    names = SOURCES[kind]
    rows = [{"source": "total", "label": "年度资金总额"}] + [{"source": s, "label": n} for s, n in names]
    shares = None
    for field, figure in fields:
        parts = split(county, figure, len(names))
        if shares is not None:  # the same shape of shares in every column: nothing is spent that was not there
            parts = [rounded(figure * s, county.places) for s in shares[1:]]
            parts.insert(0, figure - sum(parts))
        else:
            shares = [p / figure if figure else Decimal(0) for p in parts]
        for row, part in zip(rows, [figure] + parts):
            row[field] = part
    return rows


def nested_rows(county, fields):
    """（一）财政拨款小计 with its parts, （二）自有资金小计 with its part, （三）其他收入."""
    labels = [("total", "年度资金总额"), ("current_appropriation", "（一）财政拨款小计"),
              ("current_appropriation", "1、一般公共预算"), ("other", "2、政府性基金"),
              ("own_funds", "（二）自有资金小计"), ("own_funds", "1、事业收入"), ("other", "（三）其他收入")]
    rows = [{"source": s, "label": n} for s, n in labels]
    for field, figure in fields:
        fiscal = rounded(figure * Decimal("0.8"), county.places)
        fund = rounded(figure * Decimal("0.1"), county.places)
        own = rounded(figure * Decimal("0.15"), county.places)
        for row, part in zip(rows, [figure, fiscal, fiscal - fund, fund, own, own, figure - fiscal - own]):
            row[field] = part
    return rows


def print_funds(county, rows):
    for row in rows:
        for field, figure in row.items():
            if isinstance(figure, Decimal):
                zero = county.wants.get("zero")
                row[field] = zero if zero and figure == 0 else county.amount(figure)
    return rows


# ---- indicators ----

def parties(county, work):
    out = {"project": {"name": work}, "department": {"name": county.department, "code": county.department_code},
           "unit": {"name": county.unit, "code": county.unit_code}, "money_unit": county.money_unit}
    if county.wants.get("attribute"):
        kinds = ["☑经常性项目 □一次性项目", "□经常性项目 ☑一次性项目"] if county.wants["attribute"] == "ticked" else [
            "常年项目", "一次性项目", "延续性项目"]
        out["attribute"] = county.rng.choice(kinds)
        out["duration"] = county.rng.choice(["1年", "3年", "%d年1月-%d年12月" % (county.year, county.year)])
    if county.wants.get("project_code"):
        out["project"]["code"] = "51%sR%012d" % (str(county.year)[2:], county.rng.randint(1, 10 ** 8))
    return out


class Asked:
    """One indicator before its weight is known: name, target, the actual value, and the part of the weight earned."""

    def __init__(self, level1, level2, level3, target, actual, earned=Decimal(1)):
        self.level1, self.level2, self.level3 = level1, level2, level3
        self.target, self.actual, self.earned = target, actual, earned


def counted(rng, level1, level2, name, unit, low, high, short):
    """A positive indicator; `short` makes its actual value fall behind."""
    target = rng.randint(low, high)
    if short:
        actual = max(1, target * rng.choice([60, 70, 80, 90]) // 100)
        earned = min(Decimal(1), Decimal(actual) / target)
    else:
        actual = target if rng.random() < 0.4 else target + max(1, target * rng.randint(1, 12) // 100)
        if unit == "%":
            actual = min(actual, 100)
        earned = Decimal(1)
    return Asked(level1, level2, name, "≥%d%s" % (target, unit), "%d%s" % (actual, unit), earned)


def rate_row(rng, level1, level2, name, short):
    if rng.random() < 0.4 and not short:
        return Asked(level1, level2, name, rng.choice(["100%", "=100%"]), "100%")
    target = rng.choice([85, 90, 95, 98])
    actual = target - rng.choice([5, 10]) if short else rng.randint(target, 100)
    return Asked(level1, level2, name, "≥%d%%" % target, "%d%%" % actual, min(Decimal(1), Decimal(actual) / target))


def speed_row(rng, level1, level2, short):
    name, unit, low, high = rng.choice(words.SPEED)
    target = rng.randint(low, high)
    if short:
        actual = target * 5 // 4 + 1
        return Asked(level1, level2, name, "≤%d%s" % (target, unit), "%d%s" % (actual, unit), Decimal(target) / actual)
    actual = rng.randint(max(1, target // 2), target)
    if actual < target and rng.random() < 0.3:
        return Asked(level1, level2, name, "<%d%s" % (target, unit), "%d%s" % (actual, unit))
    return Asked(level1, level2, name, "≤%d%s" % (target, unit), "%d%s" % (actual, unit))


def date_row(rng, level1, level2, year, full):
    if full:
        return Asked(level1, level2, "完成时间", "%d年12月%d日" % (year, rng.randint(20, 31)), "%d年%d月%d日" % (
            year, rng.randint(9, 11), rng.randint(1, 28)))
    return Asked(level1, level2, "完成时间", "12月%d日前" % rng.randint(20, 31), "%d月%d日" % (rng.randint(9, 11), rng.randint(1, 28)))


def cost_rows(county, level1, level2, budget, spent, count):
    """Cost targets that sum to the budget and actual costs that sum to what was spent."""
    names = county.rng.sample(words.COSTS, count)
    targets = split(county, budget, count)
    actuals = [rounded(spent * t / budget, county.places) if budget else Decimal(0) for t in targets[1:]]
    actuals.insert(0, spent - sum(actuals))
    unit = county.money_unit
    return [Asked(level1, level2, n, "≤%s%s" % (plain(t), unit), "%s%s" % (plain(a), unit))
            for n, t, a in zip(names, targets, actuals) if t > 0]


def plain(figure):
    return format(figure.normalize(), "f") if figure else "0"


def asked_rows(county, budget, spent, shorts):
    """The indicators of a form: cost, quantity, quality, time, benefits, satisfaction."""
    rng = county.rng
    flat = county.wants.get("plan") == "no-cost-level"  # cost stands under output
    out, cost1, cost2 = [], *(("产出指标", "成本指标") if flat else ("成本指标", "经济成本指标"))
    costs = cost_rows(county, cost1, cost2, budget, spent, rng.choice([1, 2, 2]))
    if not flat:
        out += costs
    short = lambda: bool(shorts) and rng.random() < shorts
    for name, unit, low, high in rng.sample(words.COUNTED, rng.randint(1, 4)):
        out.append(counted(rng, "产出指标", "数量指标", name, unit, low, high, short()))
    for name in rng.sample(words.RATED, rng.randint(1, 3)):
        out.append(rate_row(rng, "产出指标", "质量指标", name, short()))
    if rng.random() < 0.4:
        out.append(date_row(rng, "产出指标", "时效指标", county.year, county.wants.get("dates") == "full"))
    out.append(rate_row(rng, "产出指标", "时效指标", rng.choice(words.TIMED), short()))
    if rng.random() < 0.5:
        out.append(speed_row(rng, "产出指标", "时效指标", short()))
    if flat:
        out += costs
    if rng.random() < 0.4:
        out.append(counted(rng, "效益指标", "经济效益指标", *rng.choice(words.ECONOMIC), short()))
    for name, unit, low, high in rng.sample(words.SOCIAL, rng.randint(1, 2)):
        out.append(counted(rng, "效益指标", "社会效益指标", name, unit, low, high, short()))
    if rng.random() < 0.4:
        name, words_of = rng.choice(words.WORDED)
        out.append(Asked("效益指标", "社会效益指标", name, words_of, words_of))
    if rng.random() < 0.3:
        out.append(Asked("效益指标", "社会效益指标", "安全事故发生次数", "0次", "0次"))
    if rng.random() < 0.3:
        out.append(counted(rng, "效益指标", "生态效益指标", *rng.choice(words.ECOLOGY), short()))
    if rng.random() < 0.6:
        name, words_of = rng.choice(words.LASTING)
        out.append(Asked("效益指标", "可持续影响指标", name, words_of, words_of))
    if county.wants.get("social_first"):
        out.sort(key=lambda r: {"社会效益指标": 1, "经济效益指标": 2, "生态效益指标": 3, "可持续影响指标": 4}.get(r.level2, 0))
    for name in rng.sample(words.CONTENT, rng.choice([1, 1, 2])):
        out.append(rate_row(rng, "满意度指标", "服务对象满意度指标", name, short()))
    return out


def wild_rows(rng, cost_level):
    """Indicators in every notation; nothing is computed from them."""
    picks = rng.sample(words.WILD, rng.randint(8, 16))
    places = [("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"), ("效益指标", "社会效益指标"),
              ("效益指标", "可持续影响指标"), ("满意度指标", "服务对象满意度指标")]
    if cost_level:
        places.insert(0, ("成本指标", "经济成本指标"))
    out = []
    for k, (name, target, actual) in enumerate(picks):
        level1, level2 = places[k * len(places) // len(picks)]
        out.append(Asked(level1, level2, name, target, actual))
    return out


PLANS = {  # weights of the level-1 names beside the execution
    ("成本指标", 10): {"成本指标": 10, "产出指标": 40, "效益指标": 30, "满意度指标": 10},
    (None, 10): {"产出指标": 50, "效益指标": 30, "满意度指标": 10},
    ("成本指标", 20): {"成本指标": 10, "产出指标": 30, "效益指标": 30, "满意度指标": 10},
    (None, 20): {"产出指标": 40, "效益指标": 30, "满意度指标": 10},
}


def weigh(rng, rows, execution):
    """Weights that sum to 100 with the execution, in whole or half points."""
    has_cost = "成本指标" if any(r.level1 == "成本指标" for r in rows) else None
    plan = PLANS[has_cost, execution]
    out = []
    for level1 in plan:
        group = [r for r in rows if r.level1 == level1]
        step = 1 if plan[level1] % len(group) == 0 or rng.random() < 0.7 else 2
        units = plan[level1] * step
        each = units // len(group)
        shares = [each] * len(group)
        for k in range(units - each * len(group)):
            shares[k] += 1
        out += [Decimal(s) / step for s in shares]
    order = [r for level1 in plan for r in rows if r.level1 == level1]
    return dict(zip(map(id, order), out))


# ---- self-evaluation ----

def self_evaluation(county, work=None, state="usual", approved=None):
    """state: usual | behind (indicators missed) | not-started. `approved` is the project's budget, if it has one."""
    rng, wants = county.rng, county.wants
    work = work or county.project_name()
    execution = wants.get("execution_weight", 10)
    initial = approved if approved is not None else county.money(6, 400)
    annual = initial if rng.random() < 0.7 else initial + rounded(initial / 10, county.places)
    spent = {"usual": rounded(annual * Decimal(rng.choice(["1", "1", "0.9876", "0.95", "0.9231", "0.88"])), county.places),
             "behind": rounded(annual * Decimal(rng.choice(["0.7", "0.82"])), county.places),
             "not-started": Decimal(0)}[state]
    doc = {"form": "self_evaluation", "year": county.year, **parties(county, work)}
    rows = fund_rows(county, annual, [("annual_budget", annual), ("initial_budget", initial), ("executed", spent)])
    for row in rows:
        row["rate"] = rate_of(county, row["executed"], row["annual_budget"])
    execution_score = rounded(spent / annual * execution)
    rows[0]["weight"], rows[0]["score"] = str(execution), plain(execution_score)
    doc["funds"] = [{k: r[k] for k in ("source", "label", "initial_budget", "annual_budget", "executed", "weight", "rate",
                                       "score") if k in r} for r in print_funds(county, rows)]
    doc["goals"] = {"expected": rng.choice(words.GOALS).format(work=work),
                    "actual": "项目未开展。" if state == "not-started" else rng.choice(words.DONE).format(work=work)}
    wild = wants.get("notation") == "wild"
    asked = wild_rows(rng, True) if wild else asked_rows(county, annual, spent, 0.7 if state == "behind" else 0.12)
    weights = weigh(rng, asked, execution)
    doc["indicators"], total, weight_sum = [], execution_score, Decimal(execution)
    for r in asked:
        weight = weights[id(r)]
        score = Decimal(0) if state == "not-started" else rounded(weight * r.earned)
        row = {"level1": r.level1, "level2": r.level2, "level3": r.level3, "target": r.target,
               "actual": "项目未开展" if state == "not-started" else r.actual, "weight": plain(weight), "score": plain(score),
               "reason": "项目未开展" if state == "not-started" else "" if score == weight else rng.choice(words.REASONS)}
        if wild and rng.random() < 0.4:
            row["weight"], row["score"] = rng.choice(words.WILD_SCORES), rng.choice(words.WILD_SCORES)
        if wants.get("one_reason"):
            row["reason"] = "无"
        if wants.get("adjusted"):
            row["adjusted_target"] = "" if rng.random() < 0.8 else r.target
        doc["indicators"].append(row)
        total += score
        weight_sum += weight
    if wants.get("merged"):
        merge_weights(doc["indicators"])
    if wants.get("execution_row"):
        doc["indicators"].insert(0, {
            "level1": "预算执行", "level2": "预算执行率", "level3": "预算执行率", "target": "100%", "actual": doc["funds"][0]["rate"],
            "weight": doc["funds"][0]["weight"], "score": doc["funds"][0]["score"], "reason": ""})
    if wants.get("nothing"):
        doc["indicators"].insert(len(doc["indicators"]) - 1, {
            "level1": "效益指标", "level2": "生态效益指标", "level3": "", "target": "无", "actual": "", "weight": "", "score": "",
            "reason": ""})
        regroup(doc["indicators"])
    grade = grade_of(total)
    doc["total"] = {"weight": plain(weight_sum), "score": plain(total),
                    "grade": {"优": "优秀"}.get(grade, grade) if wants.get("grade_words") else grade}
    doc["shortfall_explanation"] = "" if total >= 80 else (
        "项目未开展，资金未使用，已按程序申请收回。" if state == "not-started" else "部分任务受天气影响推迟，已调整计划，下一步加快实施。")
    doc["conclusion"] = {
        "experience": "统筹推进，分工明确。", "problems": "预算执行进度不够均衡。", "advice": {
            "decision": "加强前期论证。", "budget": "细化预算编制。", "funds": "加快资金支付。", "management": "完善项目台账。",
            "other": "无", "remark": ""}}
    return doc


def merge_weights(rows):
    """Joins the second row of a category with the first: one weight and one score for both."""
    for k in range(1, len(rows)):
        above, row = rows[k - 1], rows[k]
        if row["level2"] == above["level2"] == "数量指标" and above["weight"] and row["weight"] \
                and above["weight"] == above["score"] and row["weight"] == row["score"]:
            both = Decimal(above["weight"]) + Decimal(row["weight"])
            above["weight"] = above["score"] = plain(both)
            row["weight"] = row["score"] = ""
            return


def regroup(rows):
    """Rows of one category stand together, categories in the order of their first row; satisfaction stays last."""
    order = []
    for row in rows:
        key = row["level1"]
        if key not in order:
            order.append(key)
    rows.sort(key=lambda r: order.index(r["level1"]))


# ---- monitoring ----

def monitoring(county, work=None, budget=None, rows=None):
    rng = county.rng
    work = work or county.project_name()
    months = rng.choice([6, 7, 8, 10])
    budget = budget if budget is not None else county.money(6, 300)
    spent = rounded(budget * Decimal(rng.choice(["0.55", "0.6789", "0.75", "0.8"])), county.places)
    doc = {"form": "monitoring", "year": county.year, **parties(county, work), "period": "1-%d月" % months}
    funds = fund_rows(county, budget, [("initial_budget", budget), ("executed", spent), ("forecast", budget)])
    for row in funds:
        row["rate"] = rate_of(county, row["executed"], row["initial_budget"])
    doc["funds"] = [{k: r[k] for k in ("source", "label", "initial_budget", "executed", "rate", "forecast")}
                    for r in print_funds(county, funds)]
    doc["goals"] = {"expected": rng.choice(words.GOALS).format(work=work)}
    wild = county.wants.get("notation") == "wild"
    asked = rows or (wild_rows(rng, True) if wild else asked_rows(county, budget, budget, 0))
    doc["indicators"] = []
    for r in asked:
        late = rng.random() < 0.2 and not county.wants.get("merged")
        cause = rng.choice(sorted(words.CAUSES)) if late else ""
        doc["indicators"].append({
            "level1": r.level1, "level2": r.level2, "level3": r.level3, "target": r.target,
            "progress": "正在推进" if late else r.actual, "forecast": "完成" if county.wants.get("merged") else r.target,
            "deviation_cause": cause, "explanation": words.CAUSES.get(cause, ""),
            "likelihood": "有可能" if late else "确定能", "measures": rng.choice(words.MEASURES) if late else "",
            "remark": "预计年底前完成，已制定追赶计划" if late else ""})
    return doc


# ---- targets ----

def target(county, work=None, budget=None, rows=None):
    rng, wants = county.rng, county.wants
    work = work or county.project_name()
    budget = budget if budget is not None else county.money(3, 500)
    doc = {"form": "target", "year": county.year, **parties(county, work)}
    funds = [{k: r[k] for k in ("source", "label", "amount")}
             for r in print_funds(county, fund_rows(county, budget, [("amount", budget)]))]
    if wants.get("amount_with_unit"):
        for f in funds:
            f["amount"] += county.money_unit
    doc["funds"] = funds
    doc["goals"] = {"expected": rng.choice(words.GOALS).format(work=work)}
    asked = rows or (wild_rows(rng, True) if wants.get("notation") == "wild" else asked_rows(county, budget, budget, 0))
    standards = ["每降低1%扣1分", "低于目标值10%不得分", "不满足指标则0分", "每超出1%扣1分", ""]
    doc["indicators"] = [{"level1": r.level1, "level2": r.level2, "level3": r.level3, "target": r.target,
                          "standard": rng.choice(standards)} for r in asked]
    if wants.get("nothing"):
        doc["indicators"].append({"level1": "效益指标", "level2": "生态效益指标", "level3": "", "target": "无", "standard": ""})
        regroup(doc["indicators"])
    if wants.get("halves"):
        doc["medium_term_funds"] = [dict(f, label="中期资金总额" if f["source"] == "total" else f["label"]) for f in funds]
        doc["medium_term_indicators"] = [dict(r) for r in doc["indicators"]]
        for r in doc["medium_term_indicators"][1::3]:
            r["level3"] += "（三年）"
        doc["goals"]["medium_term"] = "三年内" + doc["goals"]["expected"]
    return doc


# ---- list, summary, evaluation ----

def project_list(county, targets=None):
    """A list of the given targets, or of projects of its own."""
    if targets is None:
        targets = [{"project": {"name": county.project_name()}, "funds": [{"amount": county.amount(county.money(2, 90))}]}
                   for _ in range(county.rng.randint(2, 14))]
    rows = [{"number": str(k + 1), "name": t["project"]["name"], "amount": t["funds"][0]["amount"]}
            for k, t in enumerate(targets)]
    total = sum((Decimal(r["amount"].replace(",", "")) for r in rows), Decimal(0))
    doc = {"form": "project_list", "year": county.year, "unit": {"name": county.unit}, "money_unit": county.money_unit,
           "rows": rows, "total": {"amount": county.amount(total)}}
    if county.wants.get("secret"):
        count = county.rng.randint(0, 3)
        doc["note"] = "注：本单位%d个涉密项目除外。" % count
        doc["secret_count"] = str(count)
    return doc


def evaluation_summary(county, forms=None):
    if forms is None:
        forms = []
        for _ in range(county.rng.randint(3, 12)):
            score = rounded(Decimal(county.rng.randint(5500, 10000)) / 100)
            forms.append({"project": {"name": county.project_name()}, "total": {"score": text_of(score, 2),
                                                                             "grade": grade_of(score)}})
    return {"form": "evaluation_summary", "year": county.year, "department": {"name": county.department},
            "rows": [{"number": str(k + 1), "name": f["project"]["name"], "unit": county.unit,
                      "score": f["total"]["score"], "grade": f["total"]["grade"]} for k, f in enumerate(forms)]}


EVALUATED = [("决策", [("项目立项", ["立项依据充分性", "立项程序规范性"]), ("绩效目标", ["绩效目标合理性", "绩效指标明确性"]),
                     ("资金投入", ["预算编制科学性"])], 15),
             ("过程", [("资金管理", ["资金到位率", "预算执行率", "资金使用合规性"]), ("组织实施", ["管理制度健全性", "制度执行有效性"])], 20),
             ("产出", [("产出数量", ["任务完成率", "服务人次"]), ("产出质量", ["验收合格率"]), ("产出时效", ["完成及时率"])], 35),
             ("效益", [("社会效益", ["服务水平提升", "设施利用率"]), ("满意度", ["服务对象满意度"])], 30)]


def evaluation(county, work=None):
    rng = county.rng
    work = work or county.project_name()
    rows, total = [], Decimal(0)
    for level1, groups, weight1 in EVALUATED:
        names = [(level2, n) for level2, members in groups for n in members]
        each = weight1 // len(names)
        shares = [each + (k < weight1 - each * len(names)) for k in range(len(names))]
        for (level2, name), weight in zip(names, shares):
            score = Decimal(weight) - (Decimal(rng.choice(["0.5", "1", "0.25"])) if rng.random() < 0.2 else 0)
            rows.append({"level1": level1, "level1_weight": str(weight1), "level2": level2, "level2_weight": None,
                         "level3": name, "weight": str(weight), "score": plain(score)})
            total += score
    for row in rows:
        row["level2_weight"] = str(sum(int(r["weight"]) for r in rows
                                       if (r["level1"], r["level2"]) == (row["level1"], row["level2"])))
    if county.wants.get("merged"):
        for k in range(1, len(rows)):
            if rows[k]["level3"] == "服务人次":
                above = rows[k - 1]
                above["weight"] = str(int(above["weight"]) + int(rows[k]["weight"]))
                above["score"] = plain(Decimal(above["score"]) + Decimal(rows[k]["score"]))
                rows[k]["weight"] = rows[k]["score"] = ""
    return {"form": "evaluation", "year": county.year, "project": {"name": work}, "department": {"name": county.department},
            "unit": {"name": county.unit}, "rows": rows, "total": {"weight": "100", "score": plain(total)}}


# ---- final accounts ----

def tree(leaves, width):
    """Rows of a function tree: 合计, 类, 款, 项, every level the sum of the one below. leaves: [(class, class name, group,
    group name, item, item name, [figures])]."""
    def total(rows):
        return [sum((r[6][k] for r in rows), Decimal(0)) for k in range(width)]
    out = [["", "合计", *total(leaves)]]
    for class_code in sorted({r[0] for r in leaves}):
        of_class = [r for r in leaves if r[0] == class_code]
        out.append([class_code, of_class[0][1], *total(of_class)])
        for group in sorted({r[2] for r in of_class}):
            of_group = [r for r in of_class if r[2] == group]
            out.append([group, of_group[0][3], *total(of_group)])
            out += [[r[4], r[5], *r[6]] for r in sorted(of_group, key=lambda r: r[4])]
    return out


def figures(rows):
    return [[text_of(x, 2, True) if isinstance(x, Decimal) else x for x in row] for row in rows]


def economic(county, items):
    """[(code, name, amount)] of one class of table 06, the classes being the sums of their items."""
    out = []
    for code, name, usual in items:
        amount = None if usual is None else rounded(Decimal(usual) * county.rng.randint(80, 120) / 100
                                                    + Decimal(county.rng.randint(0, 99)) / 100 * (usual > 0))
        out.append([code, name, amount])
    for row in out:
        if row[2] is None:
            row[2] = sum((r[2] for r in out if len(r[0]) == 5 and r[0].startswith(row[0])), Decimal(0))
    return out


def table_06(people, public, capital):
    height = max(len(people), len(public), len(capital))
    rows = []
    for k in range(height):
        row = []
        for block in (people, public, capital):
            row += block[k] if k < len(block) else ["", "", ""]
        rows.append(row)
    return rows


def final_accounts(county):
    rng = county.rng
    zero = Decimal("0.00")
    people, public = economic(county, words.PERSONNEL), economic(county, words.PUBLIC)
    capital = economic(county, words.CAPITAL)
    by_code = {r[0]: r[2] for r in people + public + capital}
    staff = by_code["301"] + by_code["303"]
    running = by_code["302"] + by_code["310"]
    basic = staff + running
    names = dict(words.FUNCTIONS)
    own, group, group_name, run_item, work_item = rng.choice(words.OWN_FUNCTIONS)
    work = rounded(Decimal(rng.randint(3000, 60000)) / 100)
    fund = rounded(Decimal(rng.randint(500, 9000)) / 100) if rng.random() < 0.5 else zero
    pension, annuity = by_code["30108"], by_code["30109"]
    medical, housing = by_code["30110"], by_code["30113"]
    spending = [(own, group, group_name, run_item, basic - pension - annuity - medical - housing, zero),
                (own, group, group_name, work_item, zero, work),
                ("208", "20805", "行政事业单位养老支出", ("2080505", "机关事业单位基本养老保险缴费支出"), pension, zero),
                ("208", "20805", "行政事业单位养老支出", ("2080506", "机关事业单位职业年金缴费支出"), annuity, zero),
                ("210", "21011", "行政事业单位医疗", ("2101101", "行政单位医疗"), medical, zero),
                ("221", "22102", "住房改革支出", ("2210201", "住房公积金"), housing, zero)]
    opening = rounded(Decimal(rng.randint(0, 2000)) / 100) if rng.random() < 0.4 else zero
    leaves = [(c, names[c], g, n, i[0], i[1], b, p) for c, g, n, i, b, p in spending]
    general = sum((r[6] + r[7] for r in leaves), Decimal(0))
    income_general = general - opening
    fund_leaf = ("212", names["212"], "21208", "国有土地使用权出让收入安排的支出", "2120899", "其他国有土地使用权出让收入安排的支出",
                 zero, fund)
    all_leaves = leaves + ([fund_leaf] if fund else [])

    income = []
    for r in all_leaves:
        amount = r[6] + r[7] - (opening if r[4] == work_item[0] else 0)
        income.append((*r[:6], [amount, amount, zero, zero, zero, zero, zero]))
    spent = [(*r[:6], [r[6] + r[7], r[6], r[7], zero, zero, zero]) for r in all_leaves]
    general_spent = [(*r[:6], [r[6] + r[7], r[6], r[7]]) for r in leaves]
    per_class = {c: sum((r[6] + r[7] for r in all_leaves if r[0] == c), Decimal(0)) for c, _ in words.FUNCTIONS}
    general_class = {c: sum((r[6] + r[7] for r in leaves if r[0] == c), Decimal(0)) for c, _ in words.FUNCTIONS}
    total_in, total_out = income_general + fund, general + fund

    left = ["一、一般公共预算财政拨款收入", "二、政府性基金预算财政拨款收入", "三、国有资本经营预算财政拨款收入", "四、上级补助收入", "五、事业收入",
            "六、经营收入", "七、附属单位上缴收入", "八、其他收入"]
    first = [income_general, fund] + [zero] * 6
    t01 = []
    for k, (code, name) in enumerate(words.FUNCTIONS):
        t01.append([left[k] if k < 8 else "", str(k + 1), first[k] if k < 8 else "", "%s、%s" % (words.NUMERALS[k], name),
                    str(k + 32), per_class[code]])
    t01 += [["本年收入合计", "27", total_in, "本年支出合计", "58", total_out], ["使用非财政拨款结余", "28", zero, "结余分配", "59", zero],
            ["年初结转和结余", "29", opening, "年末结转和结余", "60", zero], ["", "30", "", "", "61", ""],
            ["总计", "31", total_in + opening, "总计", "62", total_out]]
    t04 = []
    heads = ["一、一般公共预算财政拨款", "二、政府性基金预算财政拨款", "三、国有资本经营预算财政拨款"]
    for k, (code, name) in enumerate(words.FUNCTIONS):
        fund_part = fund if code == "212" else zero
        t04.append([heads[k] if k < 3 else "", str(k + 1), first[k] if k < 3 else "", "%s、%s" % (words.NUMERALS[k], name),
                    str(k + 33), general_class[code] + fund_part, general_class[code], fund_part, zero])
    t04 += [["本年收入合计", "27", total_in, "本年支出合计", "59", total_out, general, fund, zero],
            ["年初财政拨款结转和结余", "28", opening, "年末财政拨款结转和结余", "60", zero, zero, zero, zero],
            ["一般公共预算财政拨款", "29", opening, "", "61", "", "", "", ""], ["政府性基金预算财政拨款", "30", zero, "", "62", "", "", "", ""],
            ["国有资本经营预算财政拨款", "31", zero, "", "63", "", "", "", ""],
            ["总计", "32", total_in + opening, "总计", "64", total_out, general, fund, zero]]
    t06 = table_06(people, public, capital) + [["人员经费合计", "", staff, "公用经费合计", "", "", "", "", running]]
    if fund:
        t07 = [[a, b, zero, c, c, zero, c, zero] for a, b, c in
               [("", "合计", fund), (fund_leaf[0], fund_leaf[1], fund), (fund_leaf[2], fund_leaf[3], fund),
                (fund_leaf[4], fund_leaf[5], fund)]]
    else:
        t07 = [["合计", ""] + [zero] * 6]
    cars, guests = by_code["30231"], by_code["30217"]
    spare = rounded(Decimal(rng.randint(0, 300)) / 100)
    budget = [cars + guests + spare, zero, cars, zero, cars, guests + spare]
    final = [cars + guests, zero, cars, zero, cars, guests]
    code, unit = ["项目/科目代码", "项目/科目名称"], "万元"
    three = ["合计", "因公出国（境）费", "公务用车购置及运行维护费/小计", "公务用车购置及运行维护费/公务用车购置费", "公务用车购置及运行维护费/公务用车运行维护费", "公务接待费"]
    tables = {
        "01": ("收入支出决算总表", ["收入/项目", "收入/行次", "收入/金额", "支出/项目", "支出/行次", "支出/金额"], t01),
        "02": ("收入决算表", code + ["本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"],
               tree(income, 7)),
        "03": ("支出决算表", code + ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"], tree(spent, 6)),
        "04": ("财政拨款收入支出决算总表", ["收入/项目", "收入/行次", "收入/金额", "支出/项目", "支出/行次", "支出/合计", "支出/一般公共预算财政拨款",
                                "支出/政府性基金预算财政拨款", "支出/国有资本经营预算财政拨款"], t04),
        "05": ("一般公共预算财政拨款支出决算表", code + ["本年支出/小计", "本年支出/基本支出", "本年支出/项目支出"], tree(general_spent, 3)),
        "06": ("一般公共预算财政拨款基本支出决算明细表", ["人员经费/科目代码", "人员经费/科目名称", "人员经费/金额"]
               + ["公用经费/科目代码", "公用经费/科目名称", "公用经费/金额"] * 2, t06),
        "07": ("政府性基金预算财政拨款收入支出决算表", code + ["年初结转和结余", "本年收入", "本年支出/小计", "本年支出/基本支出", "本年支出/项目支出",
                                             "年末结转和结余"], t07),
        "08": ("国有资本经营预算财政拨款支出决算表", code + ["本年支出/合计", "本年支出/基本支出", "本年支出/项目支出"], [["合计", "", zero, zero, zero]]),
        "09": ("财政拨款“三公”经费支出决算表", ["预算数/" + t for t in three] + ["决算数/" + t for t in three], [budget + final]),
    }
    return {"form": "final_accounts", "year": county.year, "unit": {"name": county.unit},
            "tables": {n: {"title": t, "money_unit": unit, "columns": c, "rows": figures(r)} for n, (t, c, r) in tables.items()}}


MAKE = {"self_evaluation": self_evaluation, "monitoring": monitoring, "target": target, "project_list": project_list,
        "evaluation": evaluation, "evaluation_summary": evaluation_summary, "final_accounts": final_accounts}


def document(form, rng, wants=None):
    """One document of a form."""
    county = County(rng, wants)
    if form == "self_evaluation" and county.wants.get("notation") != "wild":
        state = rng.choice(["usual"] * 6 + ["behind", "not-started"])
        doc = self_evaluation(county, state=state)
    else:
        doc = MAKE[form](county)
    if county.wants.get("whole"):
        del doc["project"], doc["unit"]
    return doc


def bundle(rng, projects, wants=None):
    """Everything that one unit hands in: targets and their list, monitoring, self-evaluations and their summary, one
    evaluation, the accounts. The relations between them hold."""
    county = County(rng, {**{"places": 2, "secret": True}, **(wants or {})})
    targets, monitored, evaluated = [], [], []
    for k in range(projects):
        work, budget = county.project_name(), county.money(6, 300)
        rows = asked_rows(county, budget, budget, 0)
        targets.append(target(county, work, budget, rows))
        monitored.append(monitoring(county, work, budget, rows))
        state = "usual" if k < projects - 2 else ["behind", "not-started"][k - projects + 2]
        evaluated.append(self_evaluation(county, work, state, budget))
    docs = targets + [project_list(county, targets)] + monitored + evaluated + [evaluation_summary(county, evaluated)]
    docs += [evaluation(county, evaluated[0]["project"]["name"]), final_accounts(county)]
    for doc in docs:
        if "title" not in doc:
            doc["title"] = TITLES[doc["form"]].format(year=doc["year"], project=doc.get("project", {}).get("name", ""),
                                                      unit=doc.get("unit", {}).get("name", ""))
    return docs


TITLES = {"self_evaluation": "项目支出绩效自评表", "monitoring": "项目支出绩效目标执行监控表", "target": "项目支出绩效目标表",
          "project_list": "项目支出绩效目标公开清单", "evaluation": "{project}绩效评价得分表",
          "evaluation_summary": "{year}年度项目支出绩效自评情况汇总表", "final_accounts": "{year}年度{unit}部门决算"}


def main():
    import plants
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--units", type=int, default=1)
    parser.add_argument("--projects", type=int, default=4)
    parser.add_argument("--plant", metavar="KIND", help="one of: all, " + ", ".join(sorted(plants.PLANTS)))
    parser.add_argument("--each", type=int, default=1, help="units with each kind (default 1)")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    if args.plant and args.plant != "all" and args.plant not in plants.PLANTS:
        parser.error("no such kind: " + args.plant)
    rng = random.Random(args.seed)
    kinds = sorted(plants.PLANTS) if args.plant == "all" else [args.plant] if args.plant else []
    kinds = [kind for kind in kinds for _ in range(args.each)]
    sets = [bundle(rng, args.projects) for _ in range(max(args.units, len(kinds)))]
    manifest = []
    for k, kind in enumerate(kinds):
        planted = plants.try_plant(kind, sets[k], rng)
        while planted is None:  # this unit offers no place for it: another one does
            sets[k] = bundle(rng, args.projects)
            planted = plants.try_plant(kind, sets[k], rng)
        manifest.append({"file": "unit-%03d.json" % (k + 1), **planted})
    if not args.out:
        json.dump([d for s in sets for d in s], sys.stdout, ensure_ascii=False, indent=1)
        print()
        if manifest:
            json.dump(manifest, sys.stderr, ensure_ascii=False, indent=1)
        return
    args.out.mkdir(parents=True, exist_ok=True)
    for k, docs in enumerate(sets):
        (args.out / ("unit-%03d.json" % (k + 1))).write_text(json.dumps(docs, ensure_ascii=False, indent=1) + "\n",
                                                             encoding="utf-8")
    (args.out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
