"""The documents of a project's year and of an office's: true figures, and forms that agree with one another.

A project's money and indicators are decided once; target, monitoring and self-evaluation print the same ones. What the
layouts' generator can do (fund rows, indicators, accounts) is taken from there.
"""
from decimal import Decimal

import documents
import words

import scoring

PERIOD = "1-8月"
SPENT = {"usual": ("1", "1", "0.9876", "0.95", "0.9231"), "behind": ("0.7", "0.82"), "poor": ("0.4", "0.55"), "not-started": ("0",)}
SHORT = {"usual": 0.12, "behind": 0.7, "poor": 0.9, "not-started": 0}
PARTLY, MISSED = "部分达成预期指标", "未完成预期指标"
CLAIMED = {PARTLY: Decimal("0.7"), MISSED: Decimal("0.55")}  # of the weight: within the bands of the standard profile


class Office(documents.County):
    """A unit as the generator of documents sees it: who is printed, in which money unit, for which year."""

    def __init__(self, rng, unit, above, year, wants):
        self.rng, self.wants, self.year, self.places = rng, wants, year, 2
        self.name, self.unit, self.department = "", unit.printed, above.name
        self.unit_code, self.department_code = unit.code, above.code
        self.money_unit, self.thousands = wants.get("money_unit", "万元"), wants.get("thousands", False)
        self.used = set()


class Project:
    """One project: its names and codes, its money (in the unit of its forms), its indicators with their actual values."""

    def __init__(self, office, unit, name, code, state):
        rng = office.rng
        self.unit, self.name, self.code, self.state = unit, name, code, state
        self.budget = office.money(6, 400)
        self.annual = self.budget if rng.random() < 0.85 else self.budget + documents.rounded(self.budget / 10)
        self.spent = documents.rounded(self.budget * Decimal(rng.choice(SPENT[state])))
        self.spent_so_far = documents.rounded(self.spent * Decimal(rng.choice(["0.55", "0.6789", "0.75"])))
        self.rows = documents.asked_rows(office, self.budget, self.spent, SHORT[state])
        if state == "poor":
            for row in self.rows:
                fall_short(rng, row)
        self.weights = documents.weigh(rng, self.rows, 10)


def fall_short(rng, row):
    """A row of a project that went badly: half of what was promised, or words that say so."""
    goal = scoring.figure(row.target)
    if goal and goal[0] == "≥":
        row.actual = "%d%s" % (max(1, int(goal[1]) * rng.choice([4, 5, 6, 7]) // 10), goal[2])
    elif goal is None and scoring.day(row.target, 2000) is None and rng.random() < 0.7:
        row.actual = rng.choice([PARTLY, MISSED])


def head(office, project, form):
    doc = {"form": form, "year": office.year, **documents.parties(office, project.name)}
    if office.wants.get("project_code"):
        doc["project"]["code"] = project.code
    return doc


def pick(rows, fields):
    return [{k: r[k] for k in fields if k in r} for r in rows]


def target(office, project):
    doc = documents.target(office, project.name, project.budget, project.rows)
    if "code" in doc["project"]:
        doc["project"]["code"] = project.code
    for row in doc["indicators"]:
        row["standard"] = ""  # no deductions printed: the profile's rules score
    return doc


def monitoring(office, project):
    rng, doc = office.rng, head(office, project, "monitoring")
    doc["period"] = PERIOD
    rows = documents.fund_rows(office, project.budget, [("initial_budget", project.budget), ("executed", project.spent_so_far),
                                                        ("forecast", project.budget)])
    for row in rows:
        row["rate"] = documents.rate_of(office, row["executed"], row["initial_budget"])
    doc["funds"] = pick(documents.print_funds(office, rows), ("source", "label", "initial_budget", "executed", "rate", "forecast"))
    doc["goals"] = {"expected": rng.choice(words.GOALS).format(work=project.name)}
    doc["indicators"] = []
    for r in project.rows:
        late = rng.random() < 0.15
        cause = rng.choice(sorted(words.CAUSES)) if late else ""
        doc["indicators"].append({
            "level1": r.level1, "level2": r.level2, "level3": r.level3, "target": r.target,
            "progress": "正在推进" if late else r.target.lstrip("≥≤<>="), "forecast": r.target,
            "deviation_cause": cause, "explanation": words.CAUSES.get(cause, ""), "likelihood": "有可能" if late else "确定能",
            "measures": rng.choice(words.MEASURES) if late else "", "remark": "预计年底前完成，已制定追赶计划" if late else ""})
    return doc


def claim(row, year):
    """Fills in the score that the standard profile gives; words get what the office thinks fit."""
    weight = Decimal(row["weight"])
    if row["target"] == row["actual"] or row["actual"] in CLAIMED:
        row["score"] = documents.plain(documents.rounded(weight * CLAIMED.get(row["actual"], Decimal(1))))
    row["score"] = documents.plain(scoring.cents(scoring.exact_score(row, year, scoring.STANDARD)))


def self_evaluation(office, project):
    rng, doc = office.rng, head(office, project, "self_evaluation")
    nothing = project.state == "not-started"
    rows = documents.fund_rows(office, project.annual, [("annual_budget", project.annual), ("initial_budget", project.budget),
                                                        ("executed", project.spent)])
    for row in rows:
        row["rate"] = documents.rate_of(office, row["executed"], row["annual_budget"])
    score = documents.rounded(project.spent / project.annual * 10)
    rows[0]["weight"], rows[0]["score"] = "10", documents.plain(score)
    doc["funds"] = pick(documents.print_funds(office, rows), ("source", "label", "initial_budget", "annual_budget", "executed",
                                                              "weight", "rate", "score"))
    doc["goals"] = {"expected": rng.choice(words.GOALS).format(work=project.name),
                    "actual": "项目未开展。" if nothing else rng.choice(words.DONE).format(work=project.name)}
    doc["indicators"], total = [], score
    for r in project.rows:
        row = {"level1": r.level1, "level2": r.level2, "level3": r.level3, "target": r.target,
               "actual": "项目未开展" if nothing else r.actual, "weight": documents.plain(project.weights[id(r)]), "score": ""}
        claim(row, office.year)
        short = Decimal(row["score"]) < Decimal(row["weight"])
        row["reason"] = "项目未开展" if nothing else rng.choice(words.REASONS) if short else ""
        doc["indicators"].append(row)
        total += Decimal(row["score"])
    doc["total"] = {"weight": "100", "score": documents.plain(total), "grade": scoring.STANDARD.grade(total)}
    doc["shortfall_explanation"] = "" if total >= 80 else (
        "项目未开展，资金未使用，已按程序申请收回。" if nothing else "部分任务受天气影响推迟，已调整计划，下一步加快实施。")
    doc["conclusion"] = {
        "experience": "统筹推进，分工明确。", "problems": "预算执行进度不够均衡。", "advice": {
            "decision": "加强前期论证。", "budget": "细化预算编制。", "funds": "加快资金支付。", "management": "完善项目台账。",
            "other": "无", "remark": ""}}
    return doc


def evaluation(office, project):
    return documents.evaluation(office, project.name)


OF_PROJECT = {"target": target, "monitoring": monitoring, "self_evaluation": self_evaluation, "evaluation": evaluation}
OF_OFFICE = {"project_list": ("target", documents.project_list), "evaluation_summary": ("self_evaluation", documents.evaluation_summary)}
