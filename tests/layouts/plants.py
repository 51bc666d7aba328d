"""Plants one error in true documents, and says where it stands and which two figures contradict each other.

Every kind is a function (doc, rng) -> (pointer, left, right), or None where the document offers no place for it. Besides
the planted place the document stays true: what follows from a changed figure is changed with it. What a kind drags
along is named in its `also`: findings that a checker may list under the planted one or beside it.
"""
from decimal import Decimal

from grid import tidy

PLANTS = {}


class Plant:
    def __init__(self, kind, form, make, between, also):
        self.kind, self.form, self.make, self.between, self.also = kind, form, make, between, also


def plant_of(kind, form, between=False, also=()):
    """Registers a kind. `between`: the function takes all documents of a unit and also returns the document's number."""
    def register(make):
        PLANTS[kind] = Plant(kind, form, make, between, list(also))
        return make
    return register


# ---- figures ----

def number(text):
    return Decimal(text.replace(",", ""))


def like(text, figure):
    """The figure with the decimals and the separators of `text`."""
    places = len(text.partition(".")[2])
    return format(figure, ",.%df" % places if "," in text else ".%df" % places)


def plain(figure):
    return format(figure.normalize(), "f") if figure else "0"


def grade_of(score):
    return "优" if score >= 90 else "良" if score >= 80 else "中" if score >= 60 else "差"


def move_total(doc, change):
    """Adds to the total score; False where the grade or the duty to explain would change with it."""
    old = number(doc["total"]["score"])
    new = old + change
    if grade_of(new) != grade_of(old) or not 0 <= new <= 100:
        return False
    doc["total"]["score"] = plain(new)
    return True


def pick(rng, rows, wanted):
    found = [k for k, r in enumerate(rows) if wanted(r)]
    return rng.choice(found) if found else None


def full(row):
    return bool(row.get("weight")) and row["weight"] == row["score"] and number(row["weight"]) > 0


# ---- self-evaluation ----

@plant_of("weights-not-100", "self_evaluation")
def weights_not_100(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: full(r) and number(r["weight"]) >= 3)
    if k is None or not move_total(doc, Decimal(-1)):
        return None
    row = doc["indicators"][k]
    row["weight"] = row["score"] = plain(number(row["weight"]) - 1)
    return "/total/weight", doc["total"]["weight"], "99"


@plant_of("total-weight-wrong", "self_evaluation")
def total_weight_wrong(doc, rng):
    doc["total"]["weight"] = "95"
    return "/total/weight", "95", "100"


@plant_of("total-score-wrong", "self_evaluation")
def total_score_wrong(doc, rng):
    true = doc["total"]["score"]
    if not (move_total(doc, Decimal("1.5")) or move_total(doc, Decimal("-1.5"))):
        return None
    return "/total/score", doc["total"]["score"], true


@plant_of("score-above-weight", "self_evaluation")
def score_above_weight(doc, rng):
    k = pick(rng, doc["indicators"], full)
    if k is None or not move_total(doc, Decimal(1)):
        return None
    row = doc["indicators"][k]
    row["score"] = plain(number(row["score"]) + 1)
    return "/indicators/%d/score" % k, row["score"], row["weight"]


@plant_of("funds-sum-wrong", "self_evaluation")
def funds_sum_wrong(doc, rng):
    row = doc["funds"][1]
    old = row["initial_budget"]
    row["initial_budget"] = like(old, number(old) + 5)
    total = number(doc["funds"][0]["initial_budget"])
    return "/funds/0/initial_budget", doc["funds"][0]["initial_budget"], like(old, total + 5)


@plant_of("executed-sum-wrong", "self_evaluation")
def executed_sum_wrong(doc, rng):
    k = pick(rng, doc["funds"], lambda f: f["source"] not in ("total",) and number(f["annual_budget"]) == 0)
    if k is None:
        return None
    doc["funds"][k]["executed"] = like(doc["funds"][k]["executed"], Decimal(3))
    total = doc["funds"][0]["executed"]
    return "/funds/0/executed", total, like(total, number(total) + 3)


@plant_of("rate-wrong", "self_evaluation")
def rate_wrong(doc, rng):
    k = pick(rng, doc["funds"], lambda f: f["source"] != "total" and number(f["annual_budget"]) > 0)
    if k is None or not doc["funds"][k]["rate"].endswith("%"):
        return None
    true = doc["funds"][k]["rate"]
    doc["funds"][k]["rate"] = like(true[:-1], number(true[:-1]) - 7 if number(true[:-1]) > 7 else Decimal(50)) + "%"
    return "/funds/%d/rate" % k, doc["funds"][k]["rate"], true


@plant_of("execution-score-wrong", "self_evaluation")
def execution_score_wrong(doc, rng):
    fund = doc["funds"][0]
    true = fund["score"]
    if number(true) < 2 or not move_total(doc, Decimal("-0.6")):
        return None
    fund["score"] = plain(number(true) - Decimal("0.6"))
    return "/funds/0/score", fund["score"], true


@plant_of("grade-wrong", "self_evaluation", also=["summary against the form's grade"])
def grade_wrong(doc, rng):
    true = doc["total"].get("grade")
    if true not in ("优", "良", "中", "差"):
        return None
    doc["total"]["grade"] = {"优": "良", "良": "优", "中": "良", "差": "中"}[true]
    return "/total/grade", doc["total"]["grade"], true


@plant_of("strict-target-missed", "self_evaluation")
def strict_target_missed(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: full(r) and r["level2"] in ("质量指标", "时效指标"))
    if k is None:
        return None
    doc["indicators"][k].update(level3="故障修复处理时间", target="<2小时", actual="2小时")
    return "/indicators/%d/actual" % k, "2小时", "<2小时"


@plant_of("impossible-date", "self_evaluation")
def impossible_date(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: full(r) and r["level2"] == "时效指标")
    if k is None:
        return None
    day = rng.choice(["6月31日", "9月31日", "2月30日", "11月31日"])
    doc["indicators"][k].update(level3="任务完成时间", target=day + "前", actual="1月20日")
    return "/indicators/%d/target" % k, day + "前", ""


@plant_of("unit-slip", "self_evaluation", also=["relation to the target and the list"])
def unit_slip(doc, rng):
    if doc.get("money_unit") != "万元" or not any("成本" in r["level2"] for r in doc["indicators"]):
        return None
    true = doc["funds"][0]["annual_budget"]
    for fund in doc["funds"]:
        for field in ("initial_budget", "annual_budget", "executed"):
            if number(fund[field]):
                fund[field] = like(fund[field], number(fund[field]) * 10000)
    return "/funds/0/annual_budget", doc["funds"][0]["annual_budget"], true


@plant_of("cost-target-above-budget", "self_evaluation")
def cost_target_above_budget(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: full(r) and "成本" in r["level2"] and r["target"].startswith("≤"))
    if k is None:
        return None
    unit = doc["money_unit"]
    budget = number(doc["funds"][0]["annual_budget"])
    doc["indicators"][k]["target"] = "≤%s%s" % (plain(budget * 2), unit)
    return "/indicators/%d/target" % k, doc["indicators"][k]["target"], doc["funds"][0]["annual_budget"]


def spend_nothing(doc):
    """All money unspent, with everything that follows from it in the money part; False without full marks elsewhere."""
    score = number(doc["funds"][0]["score"])
    total = number(doc["total"]["score"]) - score
    if score == 0 or total < 80:
        return False
    for fund in doc["funds"]:
        fund["executed"] = like(fund["executed"], Decimal(0))
        fund["rate"] = like(fund["rate"].rstrip("%"), Decimal(0)) + "%"
    doc["funds"][0]["score"] = "0"
    doc["total"]["score"] = plain(total)
    if "grade" in doc["total"]:
        doc["total"]["grade"] = grade_of(total)
    return True


@plant_of("spent-nothing-claimed-all", "self_evaluation", also=["cost actual against executed money"])
def spent_nothing_claimed_all(doc, rng):
    if not spend_nothing(doc):
        return None
    return "/funds/0/executed", doc["funds"][0]["executed"], doc["total"]["score"]


@plant_of("terminated-with-full-marks", "self_evaluation", also=["spent-nothing-claimed-all"])
def terminated_with_full_marks(doc, rng):
    if not spend_nothing(doc):
        return None
    doc["goals"]["actual"] = "项目终止。"
    return "/goals/actual", "项目终止。", doc["total"]["score"]


@plant_of("explanation-missing", "self_evaluation")
def explanation_missing(doc, rng):
    if number(doc["total"]["score"]) >= 80 or "shortfall_explanation" not in doc:
        return None
    doc["shortfall_explanation"] = ""
    return "/shortfall_explanation", "", doc["total"]["score"]


@plant_of("reason-missing", "self_evaluation")
def reason_missing(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: r.get("weight") and number(r["score"]) < number(r["weight"]) and r.get("reason"))
    if k is None:
        return None
    doc["indicators"][k]["reason"] = ""
    return "/indicators/%d/reason" % k, doc["indicators"][k]["score"], doc["indicators"][k]["weight"]


@plant_of("missed-target-full-score", "self_evaluation")
def missed_target_full_score(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: full(r) and r["level2"] == "数量指标" and r["target"].startswith("≥"))
    if k is None:
        return None
    row = doc["indicators"][k]
    row["target"], row["actual"] = "≥50个", "30个"
    return "/indicators/%d/score" % k, row["score"], plain(number(row["weight"]) * Decimal("0.6"))


@plant_of("unit-differs", "self_evaluation")
def unit_differs(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: full(r) and r["level2"] == "数量指标" and r["target"].startswith("≥"))
    if k is None:
        return None
    doc["indicators"][k].update(target="≥40公里", actual="42户")
    return "/indicators/%d/actual" % k, "42户", "≥40公里"


@plant_of("zero-target-missed", "self_evaluation")
def zero_target_missed(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: full(r) and r["level2"] == "社会效益指标")
    if k is None:
        return None
    doc["indicators"][k].update(level3="安全事故发生次数", target="0次", actual="2次")
    return "/indicators/%d/score" % k, doc["indicators"][k]["score"], "0"


# ---- monitoring ----

@plant_of("monitoring-funds-sum-wrong", "monitoring")
def monitoring_funds_sum(doc, rng):
    row = doc["funds"][-1]
    row["forecast"] = like(row["forecast"], number(row["forecast"]) + 4)
    total = doc["funds"][0]["forecast"]
    return "/funds/0/forecast", total, like(total, number(total) + 4)


@plant_of("monitoring-rate-wrong", "monitoring")
def monitoring_rate(doc, rng):
    k = pick(rng, doc["funds"], lambda f: f["source"] != "total" and number(f["initial_budget"]) > 0 and f["rate"].endswith("%"))
    if k is None:
        return None
    true = doc["funds"][k]["rate"]
    doc["funds"][k]["rate"] = like(true[:-1], number(true[:-1]) + Decimal("3.5")) + "%"
    return "/funds/%d/rate" % k, doc["funds"][k]["rate"], true


@plant_of("monitoring-forecast-below-executed", "monitoring")
def forecast_below(doc, rng):
    if number(doc["funds"][0]["executed"]) < 2:
        return None
    total = Decimal(0)
    for fund in doc["funds"][1:]:
        fund["forecast"] = like(fund["executed"], number(fund["executed"]) / 2)
        total += number(fund["forecast"])
    doc["funds"][0]["forecast"] = like(doc["funds"][0]["forecast"], total)
    return "/funds/0/forecast", doc["funds"][0]["forecast"], doc["funds"][0]["executed"]


@plant_of("monitoring-forecast-above-budget", "monitoring")
def forecast_above(doc, rng):
    for fund in doc["funds"][:2]:
        fund["forecast"] = like(fund["forecast"], number(fund["forecast"]) + 20)
    return "/funds/0/forecast", doc["funds"][0]["forecast"], doc["funds"][0]["initial_budget"]


@plant_of("monitoring-likelihood-unknown", "monitoring")
def likelihood_unknown(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: r["likelihood"] == "确定能")
    if k is None:
        return None
    doc["indicators"][k]["likelihood"] = "大概可以"
    return "/indicators/%d/likelihood" % k, "大概可以", ""


@plant_of("monitoring-likelihood-missing", "monitoring")
def likelihood_missing(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: r["likelihood"] == "确定能")
    if k is None:
        return None
    doc["indicators"][k]["likelihood"] = ""
    return "/indicators/%d/likelihood" % k, "", ""


def late_row(doc, rng, **change):
    """A row that will not be reached for certain, complete but for what `change` says."""
    k = pick(rng, doc["indicators"], lambda r: r["likelihood"] == "确定能")
    if k is None:
        return None
    doc["indicators"][k].update(progress="正在推进", deviation_cause="经费保障", explanation="资金下达较晚，部分款项尚未支付",
                                likelihood="有可能", measures="加强调度，按月通报进度", remark="预计年底前完成，已制定追赶计划")
    doc["indicators"][k].update(change)
    return k


@plant_of("monitoring-remark-missing", "monitoring")
def remark_missing(doc, rng):
    k = late_row(doc, rng, remark="")
    return None if k is None else ("/indicators/%d/remark" % k, "", "有可能")


@plant_of("monitoring-measures-missing", "monitoring")
def measures_missing(doc, rng):
    k = late_row(doc, rng, measures="")
    return None if k is None else ("/indicators/%d/measures" % k, "", "有可能")


@plant_of("monitoring-explanation-missing", "monitoring")
def explanation_of_cause_missing(doc, rng):
    k = late_row(doc, rng, explanation="无")
    return None if k is None else ("/indicators/%d/explanation" % k, "无", "经费保障")


@plant_of("monitoring-cause-unknown", "monitoring")
def cause_unknown(doc, rng):
    k = late_row(doc, rng, deviation_cause="天气原因")
    return None if k is None else ("/indicators/%d/deviation_cause" % k, "天气原因", "")


@plant_of("monitoring-cause-without-deviation", "monitoring")
def cause_without_deviation(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: r["likelihood"] == "确定能" and not r["deviation_cause"])
    if k is None:
        return None
    doc["indicators"][k].update(progress="已完成", deviation_cause="经费保障", explanation="无")
    return "/indicators/%d/deviation_cause" % k, "经费保障", "已完成"


# ---- targets ----

@plant_of("target-funds-sum-wrong", "target")
def target_funds_sum(doc, rng):
    unit = "万元" if doc["funds"][1]["amount"].endswith("万元") else ""
    amount = doc["funds"][1]["amount"].removesuffix(unit)
    doc["funds"][1]["amount"] = like(amount, number(amount) + 6) + unit
    total = doc["funds"][0]["amount"].removesuffix(unit)
    return "/funds/0/amount", doc["funds"][0]["amount"], like(total, number(total) + 6)


@plant_of("target-cost-above-budget", "target")
def target_cost(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: "成本" in r["level2"] and r["target"].startswith("≤"))
    if k is None:
        return None
    unit = doc["money_unit"]
    budget = number(doc["funds"][0]["amount"].removesuffix(unit))
    doc["indicators"][k]["target"] = "≤%s%s" % (plain(budget * 3), unit)
    return "/indicators/%d/target" % k, doc["indicators"][k]["target"], doc["funds"][0]["amount"]


@plant_of("target-impossible-date", "target")
def target_date(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: r["level2"] == "时效指标")
    if k is None:
        return None
    doc["indicators"][k].update(level3="任务完成时间", target="4月31日前")
    return "/indicators/%d/target" % k, "4月31日前", ""


@plant_of("target-duplicate-indicator", "target")
def target_duplicate(doc, rng):
    k = pick(rng, doc["indicators"], lambda r: r["level2"] == "数量指标")
    other = pick(rng, doc["indicators"], lambda r: r["level2"] == "质量指标")
    if k is None or other is None:
        return None
    doc["indicators"][other].update(level3=doc["indicators"][k]["level3"], target=doc["indicators"][k]["target"])
    return "/indicators/%d/level3" % other, doc["indicators"][other]["level3"], doc["indicators"][k]["level3"]


# ---- evaluation ----

def shift_figure(rows, k, field, change):
    """Changes a figure that is printed on every row of its group."""
    level = field.partition("_")[0]
    same = lambda r: r["level1"] == rows[k]["level1"] and (level == "level1" or r["level2"] == rows[k]["level2"])
    true = rows[k][field]
    first = next(i for i, r in enumerate(rows) if same(r))
    for row in [r for r in rows if same(r)]:
        row[field] = plain(number(true) + change)
    return "/rows/%d/%s" % (first, field), plain(number(true) + change), true


@plant_of("evaluation-level2-sum-wrong", "evaluation", also=["evaluation-level1-sum-wrong"])
def level2_sum(doc, rng):
    return shift_figure(doc["rows"], rng.randrange(len(doc["rows"])), "level2_weight", 2)


@plant_of("evaluation-level1-sum-wrong", "evaluation", also=["sum of level 1 is not 100"])
def level1_sum(doc, rng):
    return shift_figure(doc["rows"], rng.randrange(len(doc["rows"])), "level1_weight", 5)


@plant_of("evaluation-total-wrong", "evaluation")
def evaluation_total(doc, rng):
    true = doc["total"]["score"]
    doc["total"]["score"] = plain(number(true) - Decimal("1.75"))
    return "/total/score", doc["total"]["score"], true


@plant_of("evaluation-score-above-weight", "evaluation")
def evaluation_score(doc, rng):
    k = pick(rng, doc["rows"], lambda r: r["weight"] != "")
    row = doc["rows"][k]
    old = number(row["score"])
    row["score"] = plain(number(row["weight"]) + Decimal("0.5"))
    doc["total"]["score"] = plain(number(doc["total"]["score"]) + number(row["score"]) - old)
    return "/rows/%d/score" % k, row["score"], row["weight"]


# ---- list and summary ----

@plant_of("list-total-wrong", "project_list")
def list_total(doc, rng):
    true = doc["total"]["amount"]
    doc["total"]["amount"] = like(true, number(true) + 8)
    return "/total/amount", doc["total"]["amount"], true


@plant_of("summary-grade-against-score", "evaluation_summary", also=["summary-grade-differs"])
def summary_grade(doc, rng):
    k = rng.randrange(len(doc["rows"]))
    row = doc["rows"][k]
    true = row["grade"]
    row["grade"] = "良" if true != "良" else "优"
    return "/rows/%d/grade" % k, row["grade"], true


# ---- final accounts ----

def table(doc, name):
    return doc["tables"][name]["rows"]


def change(rows, k, j, by):
    rows[k][j] = like(rows[k][j], number(rows[k][j]) + by)


@plant_of("accounts-row-sum-wrong", "final_accounts")
def row_sum(doc, rng):
    rows = table(doc, "03")
    k = len(rows) - 1
    for i in range(len(rows)):  # the basic column keeps its own sums: every level above moves too
        if rows[k][0].startswith(rows[i][0]):
            change(rows, i, 7, Decimal(2))
    return "/tables/03/rows/%d/2" % k, rows[k][2], like(rows[k][2], number(rows[k][2]) + 2)


@plant_of("accounts-column-sum-wrong", "final_accounts")
def column_sum(doc, rng):
    rows = table(doc, "01")
    change(rows, 7, 2, Decimal(3))
    return "/tables/01/rows/26/2", rows[26][2], like(rows[26][2], number(rows[26][2]) + 3)


@plant_of("accounts-tree-wrong", "final_accounts")
def tree_wrong(doc, rng):
    rows = table(doc, "05")
    k = next(i for i, r in enumerate(rows) if len(r[0]) == 5)
    change(rows, k, 2, Decimal(4))
    change(rows, k, 4, Decimal(4))
    return "/tables/05/rows/%d/2" % k, rows[k][2], like(rows[k][2], number(rows[k][2]) - 4)


@plant_of("accounts-cross-table-wrong", "final_accounts", also=["01 against 04 by class"])
def cross_table(doc, rng):
    rows = table(doc, "01")
    a = next(i for i, r in enumerate(rows) if "社会保障" in r[3])
    b = next(i for i, r in enumerate(rows) if "住房保障" in r[3])
    true = rows[a][5]
    change(rows, a, 5, Decimal(1))
    change(rows, b, 5, Decimal(-1))
    return "/tables/01/rows/%d/5" % a, rows[a][5], true


@plant_of("accounts-income-cross-wrong", "final_accounts")
def income_cross(doc, rng):
    rows = table(doc, "02")
    leaf = next(i for i, r in enumerate(rows) if len(r[0]) == 7)
    true = rows[0][2]
    for i in range(len(rows)):
        if rows[leaf][0].startswith(rows[i][0]):
            change(rows, i, 2, Decimal(7))
            change(rows, i, 3, Decimal(7))
    return "/tables/02/rows/0/2", rows[0][2], true


@plant_of("accounts-three-public-wrong", "final_accounts")
def three_public(doc, rng):
    rows = table(doc, "09")
    true = rows[0][6]
    change(rows, 0, 6, Decimal("1.5"))
    return "/tables/09/rows/0/6", rows[0][6], true


@plant_of("accounts-three-public-below-06", "final_accounts")
def three_public_below(doc, rng):
    rows = table(doc, "09")
    for j in (6, 8, 10):
        change(rows, 0, j, Decimal(-1))
    cars = next(r[5] for r in table(doc, "06") if r[3] == "30231")
    return "/tables/09/rows/0/10", rows[0][10], cars


@plant_of("accounts-basic-wrong", "final_accounts")
def basic_wrong(doc, rng):
    rows = table(doc, "06")
    true = rows[-1][2]
    for k in (next(i for i, r in enumerate(rows) if r[0] == c) for c in ("30101", "301")):
        change(rows, k, 2, Decimal(5))
    change(rows, len(rows) - 1, 2, Decimal(5))
    return "/tables/06/rows/%d/2" % (len(rows) - 1), rows[-1][2], true


@plant_of("accounts-class-sum-wrong", "final_accounts")
def class_sum(doc, rng):
    rows = table(doc, "06")
    k = next(i for i, r in enumerate(rows) if r[3] == "30211")
    change(rows, k, 5, Decimal(2))
    head = next(i for i, r in enumerate(rows) if r[3] == "302")
    return "/tables/06/rows/%d/5" % head, rows[head][5], like(rows[head][5], number(rows[head][5]) + 2)


@plant_of("accounts-balance-wrong", "final_accounts")
def balance_wrong(doc, rng):
    rows = table(doc, "01")
    true = rows[-1][5]
    change(rows, len(rows) - 1, 5, Decimal("-2.5"))
    return "/tables/01/rows/%d/5" % (len(rows) - 1), rows[-1][5], true


# ---- between documents ----

def of_form(docs, form):
    return [k for k, d in enumerate(docs) if d["form"] == form]


@plant_of("list-amount-differs", "project_list", between=True)
def list_amount(docs, rng):
    at = of_form(docs, "project_list")[0]
    rows = docs[at]["rows"]
    k = rng.randrange(len(rows))
    true = rows[k]["amount"]
    rows[k]["amount"] = like(true, number(true) + 9)
    docs[at]["total"]["amount"] = like(docs[at]["total"]["amount"], number(docs[at]["total"]["amount"]) + 9)
    return at, "/rows/%d/amount" % k, rows[k]["amount"], true


@plant_of("list-row-without-form", "project_list", between=True, also=["later forms of the project without a target"])
def list_row_without_form(docs, rng):
    at = of_form(docs, "target")
    gone = docs.pop(rng.choice(at))
    now = of_form(docs, "project_list")[0]
    k = [r["name"] for r in docs[now]["rows"]].index(gone["project"]["name"])
    return now, "/rows/%d/name" % k, gone["project"]["name"], ""


@plant_of("summary-score-differs", "evaluation_summary", between=True)
def summary_score(docs, rng):
    at = of_form(docs, "evaluation_summary")[0]
    rows = docs[at]["rows"]
    k = pick(rng, rows, lambda r: 91 < number(r["score"]) or 62 < number(r["score"]) < 79)
    if k is None:
        return None
    true = rows[k]["score"]
    rows[k]["score"] = plain(number(true) - Decimal("0.85"))
    return at, "/rows/%d/score" % k, rows[k]["score"], true


@plant_of("budget-differs-from-target", "target", between=True, also=["list-amount-differs"])
def budget_differs(docs, rng):
    at = rng.choice(of_form(docs, "target"))
    funds = docs[at]["funds"]
    true = funds[0]["amount"]
    for fund in funds[:2]:
        fund["amount"] = like(fund["amount"], number(fund["amount"]) + 30)
    return at, "/funds/0/amount", funds[0]["amount"], true


@plant_of("monitored-target-differs", "monitoring", between=True)
def monitored_target(docs, rng):
    at = rng.choice(of_form(docs, "monitoring"))
    k = pick(rng, docs[at]["indicators"], lambda r: r["level2"] == "数量指标" and r["likelihood"] == "确定能")
    if k is None:
        return None
    row = docs[at]["indicators"][k]
    true = row["target"]
    row["target"] = row["forecast"] = "≥777个"
    row["progress"] = "790个"
    return at, "/indicators/%d/target" % k, "≥777个", true


# ---- planting ----

def try_plant(kind, docs, rng):
    """Plants the kind in one of the documents; the manifest's entry, or None where none of them offers a place."""
    p = PLANTS[kind]
    if p.between:
        found = p.make(docs, rng)
        if found is None:
            return None
        at, pointer, left, right = found
    else:
        order = of_form(docs, p.form)
        rng.shuffle(order)
        for at in order:
            found = p.make(docs[at], rng)
            if found:
                pointer, left, right = found
                follow(docs, at)
                break
        else:
            return None
    project = docs[at].get("project", {}).get("name", "")
    return {"kind": kind, "document": at + 1, "form": docs[at]["form"], "project": project, "pointer": pointer, "left": left,
            "right": right, "also": p.also}


def follow(docs, at):
    """The summary of a unit goes with the form's planted total, so that only the planted place is wrong."""
    doc = docs[at]
    if doc["form"] != "self_evaluation":
        return
    for k in of_form(docs, "evaluation_summary"):
        for row in docs[k]["rows"]:
            if row["name"] == doc["project"]["name"]:
                row["score"] = doc["total"]["score"]
                row["grade"] = grade_of(number(row["score"]))


def at_pointer(doc, pointer):
    for step in pointer.strip("/").split("/"):
        doc = doc[int(step)] if isinstance(doc, list) else doc[step]
    return doc


def shows(planted, views):
    """Whether the planted place can be seen in the print."""
    try:
        value = at_pointer(views[planted["document"] - 1], planted["pointer"])
    except (KeyError, IndexError, TypeError):
        return False
    return value == tidy(planted["left"]) or planted["pointer"].endswith("/reason")
