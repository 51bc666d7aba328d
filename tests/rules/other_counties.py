#!/usr/bin/env python3
"""Documents of invented counties (counties.py) with one error planted in each set: `jixiao check` has to find
each at its place, and to report no error beside it; nor any on the sets that nothing was done to.

    other_counties.py JIXIAO RULES [--seed N] [--times N] [--keep DIR] [--only KIND]
"""
import argparse
import copy
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from decimal import Decimal as D
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import counties as c  # noqa: E402

CLEAN_SETS = 60


class Set:
    """The documents of one county: two projects with all their forms, the lists over them, the accounts."""

    def __init__(self, seed, number, count=2):
        for attempt in range(50):                          # an amount may not suit the accounts: draw again
            rng = random.Random(f"{seed}/{number}/{attempt}")
            county = c.County(rng, number)
            try:
                self.projects = [c.project(county, number * 3 + n) for n in range(count)]
                self.selfs = [c.self_evaluation(county, p) for p in self.projects]
                self.accounts = c.final_accounts(county, self.projects, self.selfs)
                break
            except ValueError:
                continue
        self.county, self.rng = county, rng
        self.targets = [c.target(county, p, weights=number % 3 == 0) for p in self.projects]
        self.monitorings = [c.monitoring(county, p) for p in self.projects]
        self.list = c.project_list(county, self.projects)
        self.summary = c.summary(county, self.selfs)
        self.evaluation = c.evaluation(county, self.projects[0])
        self.years = self.two_years()

    def documents(self):
        return self.targets + self.monitorings + self.selfs + [self.list, self.summary, self.evaluation, self.accounts]

    def two_years(self):
        """The accounts of this year and the last, which carries over into it."""
        for _ in range(50):
            try:
                carried = D(self.rng.randint(100, 3000)) / 100
                last = c.final_accounts(self.county, carried_out=carried, year=self.county.year - 1)
                last.pop("narrative")
                return [last, c.final_accounts(self.county, before=last)]
            except ValueError:
                continue
        return []


class Plant:
    """What was planted: in which document, where (a pattern over JSON pointers), at least how severe."""

    def __init__(self, doc, where, level="error", alone=False, documents=None):
        self.doc, self.where, self.level = doc, where, level
        self.documents = documents or ([doc] if alone else None)


KINDS = {}


def kind(function):
    KINDS[function.__name__.strip("_")] = function
    return function


def bump(text, by):
    """The figure with so much added, printed as it was."""
    bare = text.replace(",", "").rstrip("%")
    places = len(bare.split(".")[1]) if "." in bare else 0
    new = D(bare) + D(str(by))
    printed = f"{c.q(new, places):,}" if "," in text else str(c.q(new, places))
    return printed + ("%" if text.endswith("%") else "")


def pick_row(s, doc, want):
    found = [(n, r) for n, r in enumerate(doc["indicators"]) if want(n, r)]
    return s.rng.choice(found) if found else (None, None)


def rebalance(doc, places):
    """The printed total follows the rows; so does the grade."""
    total = c.q(sum(D(r["score"]) for r in doc["indicators"]) + D(doc["funds"][0]["score"]), places)
    doc["total"]["score"] = str(total)
    if "grade" in doc["total"] and doc["total"]["grade"]:
        words = c.COUNTY_WORDS
        doc["total"]["grade"] = words[0 if total >= 90 else 1 if total >= 80 else 2 if total >= 60 else 3]
    if total < 80 and not doc.get("shortfall_explanation"):
        doc["shortfall_explanation"] = "主要原因是前期工作不充分，下一步加快实施进度。"


def again(s, doc):
    c.COUNTY_WORDS = s.county.grade_words
    rebalance(doc, s.county.score_places)


def one(s): return s.selfs[0], s.projects[0]


def full(p, n): return p["rows"][n]["ratio"] == 1


def set_row(s, doc, n, target, actual, score=None, level2=None, level3=None):
    r = doc["indicators"][n]
    r.update(target=target, actual=actual)
    if level3: r["level3"] = level3
    r["score"] = r["weight"] if score is None else str(c.q(score, s.county.score_places))
    if D(r["score"]) == D(r["weight"]): r["reason"] = ""
    again(s, doc)
    return f"/indicators/{n}"


def output_row(s, doc, p, level2="数量指标"):
    n, _ = pick_row(s, doc, lambda n, r: r["level2"] == level2)
    return n


# ---- self-evaluation: money ----

def source_sum(column):
    def plant(s):
        doc, p = one(s)
        if len(doc["funds"]) < 3 or D(p["annual"]) < 20: return None
        at = 1
        doc["funds"][at][column] = bump(doc["funds"][at][column], 3 if not s.county.yuan else 30000)
        whole, done = (D(doc["funds"][at][k].replace(",", "")) for k in ("annual_budget", "executed"))
        doc["funds"][at]["rate"] = s.county.rate(done, whole)
        return Plant(doc, rf"/funds/\d+/{column}", alone=True)
    return plant


for column in ("initial_budget", "annual_budget", "executed"): KINDS[f"self.sum.{column}"] = source_sum(column)


@kind
def self_rate_total(s):
    doc, _ = one(s)
    doc["funds"][0]["rate"] = bump(doc["funds"][0]["rate"], -3)
    return Plant(doc, "/funds/0/(rate|score)", alone=True)


@kind
def self_rate_source(s):
    doc, p = one(s)
    if p["executed"] == p["annual"]: return None
    doc["funds"][1]["rate"] = bump(doc["funds"][1]["rate"], 4)
    return Plant(doc, "/funds/1/rate", alone=True)


@kind
def self_rate_rounded(s):
    """A rate of two decimals whose last digit was dropped."""
    doc, p = one(s)
    if s.county.money_places < 2: return None
    exact = c.q(p["executed"] / p["annual"] * 100, 2)
    if s.county.rate_style != "2%" or exact == c.q(exact, 1): return None
    doc["funds"][0]["rate"] = f"{c.q(c.q(exact, 1) + D('0.1'), 2)}%"
    return Plant(doc, "/funds/0/rate", alone=True)


@kind
def self_execution_score(s):
    doc, p = one(s)
    if p["executed"] == p["annual"] or s.county.money_places < 2: return None
    doc["funds"][0]["score"] = "10.00" if s.rng.random() < 0.5 else bump(doc["funds"][0]["score"], "-0.5")
    if c.q(p["executed"] / p["annual"] * 10, 1) >= D("9.9"): return None
    again(s, doc)
    return Plant(doc, "/funds/0/score", alone=True)


@kind
def self_overspent(s):
    doc, p = one(s)
    more = p["annual"] + (D(10) if p["annual"] > 30 else D(2))
    for f in doc["funds"][:2]: f["executed"] = s.county.money(more)
    for f in doc["funds"][2:]: f["executed"] = s.county.money(D(0)); f["rate"] = s.county.rate(D(0), D(1))
    doc["funds"][0]["rate"] = s.county.rate(more, p["annual"])
    doc["funds"][1]["rate"] = s.county.rate(more, p["planned"][0])
    doc["funds"][0]["score"] = s.county.score(D(10))
    again(s, doc)
    return Plant(doc, r"/funds/\d", "explain", alone=True)


@kind
def self_money_unit(s):
    """Under a heading in 万元 the funds were typed in 元."""
    doc, p = one(s)
    if s.county.yuan or not any(r["kind"] == "cost" for r in p["rows"]): return None
    for f in doc["funds"]:
        for k in ("initial_budget", "annual_budget", "executed"):
            f[k] = str(c.q(D(f[k].replace(",", "")) * 10000, 2))
    return Plant(doc, "/funds/|/indicators/", alone=True)


@kind
def self_garbled(s):
    doc, p = one(s)
    doc["funds"][0]["executed"] = s.rng.choice(["7,00.0,77", "约12", "12.3.4"])
    return Plant(doc, "/funds/0/executed", alone=True)


@kind
def self_garbled_budget(s):
    doc, _ = one(s)
    column = s.rng.choice(["initial_budget", "annual_budget"])
    doc["funds"][1][column] = s.rng.choice(["12,5", "约30", "1.2.3"])
    return Plant(doc, rf"/funds/1/{column}", alone=True)


@kind
def self_garbled_points(s):
    doc, _ = one(s)
    n = s.rng.randrange(len(doc["indicators"]))
    column = s.rng.choice(["weight", "score"])
    doc["indicators"][n][column] = s.rng.choice(["1O", "十分", "8..0"])
    return Plant(doc, rf"/indicators/{n}/{column}", alone=True)


@kind
def plan_garbled(s):
    s.targets[0]["funds"][1]["amount"] = s.rng.choice(["12,5", "约30", "1.2.3"])
    return Plant(s.targets[0], "/funds/1/amount", alone=True)


@kind
def watch_garbled(s):
    doc, column = s.monitorings[0], s.rng.choice(["executed", "forecast", "initial_budget"])
    doc["funds"][1][column] = s.rng.choice(["12,5", "约30", "1.2.3"])
    return Plant(doc, rf"/funds/1/{column}", alone=True)


@kind
def watch_remark(s):
    doc = s.monitorings[0]
    n = s.rng.randrange(len(doc["indicators"]))
    doc["indicators"][n].update(likelihood="有可能", measures="加快进度", remark="", deviation_cause="经费保障", explanation="资金未到位")
    return Plant(doc, rf"/indicators/{n}/remark", "warning", alone=True)


@kind
def self_exceeded(s):
    doc, p = one(s)
    n = output_row(s, doc, p)
    return Plant(doc, set_row(s, doc, n, "≥100个", "260个"), "warning", alone=True)


@kind
def self_plan(s):
    """The weights add up, but by no plan."""
    doc, p = one(s)
    if "level1_weight" in doc["indicators"][0]: return None
    give = next((n for n, r in enumerate(doc["indicators"]) if r["level1"] == "产出指标" and full(p, n) and D(r["weight"]) > 4), None)
    take = next((n for n, r in enumerate(doc["indicators"]) if r["level1"] == "效益指标" and full(p, n)), None)
    if give is None or take is None: return None
    for n, by in ((give, -3), (take, 3)):
        r = doc["indicators"][n]
        r["weight"] = str(D(r["weight"]) + by)
        r["score"] = str(D(r["score"]) + by)
    again(s, doc)
    return Plant(doc, "/indicators", "explain", alone=True)


@kind
def self_standard(s):
    """The form prints how points are deducted; they were not."""
    doc, p = one(s)
    n, r = pick_row(s, doc, lambda n, r: D(r["weight"]) >= 5)
    target, actual, standard = s.rng.choice([
        ("≥95%", "90%", "每降低1%扣1分"), ("≤10天", "13天", "每超出1天扣1分"), ("≥90%", "75%", "低于目标值10%不得分")])
    r["extra"] = {"评（扣）分标准": standard}
    where = set_row(s, doc, n, target, actual)
    return Plant(doc, where, alone=True)


@kind
def self_cost_target(s):
    doc, p = one(s)
    n = next((n for n, r in enumerate(p["rows"]) if r["kind"] == "cost"), None)
    if n is None: return None
    doc["indicators"][n]["target"] = f"≤{c.q(p['annual'] * D('1.3'), 2)}万元"
    return Plant(doc, rf"/indicators/{n}/target|/funds", alone=True)


@kind
def self_cost_actual(s):
    doc, p = one(s)
    n = next((n for n, r in enumerate(p["rows"]) if r["kind"] == "cost"), None)
    if n is None or p["executed"] > p["annual"] * D("0.9"): return None
    doc["indicators"][n]["actual"] = doc["indicators"][n]["target"].lstrip("≤")
    return Plant(doc, rf"/indicators/{n}/", "warning", alone=True)


# ---- self-evaluation: scores ----

@kind
def self_score_above(s):
    doc, p = one(s)
    n, r = pick_row(s, doc, lambda n, r: p["rows"][n]["kind"] == "number" and D(r["weight"]) >= 3)
    if n is None: return None
    where = set_row(s, doc, n, "≥100个", "60个")
    return Plant(doc, where, alone=True)


@kind
def self_score_above_percent(s):
    doc, p = one(s)
    n, r = pick_row(s, doc, lambda n, r: p["rows"][n]["kind"] == "percent" and D(r["weight"]) >= 3)
    if n is None: return None
    return Plant(doc, set_row(s, doc, n, "≥95%", "76%"), alone=True)


@kind
def self_score_below(s):
    doc, p = one(s)
    n, r = pick_row(s, doc, lambda n, r: p["rows"][n]["kind"] == "number" and D(r["weight"]) >= 3)
    if n is None: return None
    where = set_row(s, doc, n, "≥100个", "110个", D(r["weight"]) - 2)
    doc["indicators"][n]["reason"] = "工作有待加强，下一步改进。"
    return Plant(doc, where, "explain", alone=True)


@kind
def self_reverse(s):
    doc, p = one(s)
    n = output_row(s, doc, p, "时效指标")
    if n is None or D(doc["indicators"][n]["weight"]) < 3: return None
    return Plant(doc, set_row(s, doc, n, "≤10天", "20天"), alone=True)


@kind
def self_strict(s):
    doc, p = one(s)
    n = output_row(s, doc, p, "时效指标")
    target, actual = s.rng.choice([("<1小时", "1小时"), ("<30分钟", "30分钟"), ("<5天", "5天"), ("<2小时", "120分钟")])
    return Plant(doc, set_row(s, doc, n, target, actual), alone=True)


@kind
def self_strict_more(s):
    doc, p = one(s)
    n = output_row(s, doc, p, "数量指标")
    target, actual = s.rng.choice([(">100个", "100个"), (">5000册", "5000册"), (">95%", "95%")])
    return Plant(doc, set_row(s, doc, n, target, actual), alone=True)


@kind
def self_zero_target(s):
    doc, p = one(s)
    n = output_row(s, doc, p, "社会效益指标")
    if n is None: return None
    target = s.rng.choice(["0次", "=0次", "≤0次", "0起"])
    return Plant(doc, set_row(s, doc, n, target, "2" + target[-1], level3="安全事故发生次数"), alone=True)


@kind
def self_deadline(s):
    doc, p = one(s)
    n, y = output_row(s, doc, p, "时效指标"), s.county.year
    target, actual = s.rng.choice([(f"{y}年6月30日前", f"{y}年9月15日"), (f"{y}年10月底前完成", f"{y}年12月20日完成"),
                                   (f"{y}年11月30日前", f"{y + 1}年1月10日")])
    return Plant(doc, set_row(s, doc, n, target, actual), alone=True)


@kind
def self_partly(s):
    doc, p = one(s)
    n, r = pick_row(s, doc, lambda n, r: r["level1"] == "效益指标" and D(r["weight"]) >= 3)
    if n is None: return None
    return Plant(doc, set_row(s, doc, n, "有效改善", s.rng.choice(["部分达成预期指标", "部分完成", "未达成预期指标", "未完成"])), alone=True)


@kind
def self_blank_actual(s):
    doc, p = one(s)
    n = output_row(s, doc, p)
    doc["indicators"][n]["actual"] = ""
    doc["indicators"][n]["score"] = doc["indicators"][n]["weight"]
    again(s, doc)
    return Plant(doc, rf"/indicators/{n}", "warning", alone=True)


@kind
def self_over_weight(s):
    doc, p = one(s)
    n = output_row(s, doc, p)
    doc["indicators"][n]["score"] = str(D(doc["indicators"][n]["weight"]) + 2)
    again(s, doc)
    return Plant(doc, rf"/indicators/{n}/score", alone=True)


@kind
def self_negative_score(s):
    doc, p = one(s)
    n = output_row(s, doc, p)
    doc["indicators"][n]["score"] = "-1"
    doc["indicators"][n]["reason"] = c.REASONS[0]
    again(s, doc)
    return Plant(doc, rf"/indicators/{n}/score", alone=True)


@kind
def self_total(s):
    doc, p = one(s)
    doc["total"]["score"] = bump(doc["total"]["score"], s.rng.choice(["-1", "-0.5", "-2"]))
    if "grade" in doc["total"]:
        t = D(doc["total"]["score"])
        doc["total"]["grade"] = s.county.grade_words[0 if t >= 90 else 1 if t >= 80 else 2 if t >= 60 else 3]
    return Plant(doc, "/total/score", alone=True)


@kind
def self_grade(s):
    doc, p = one(s)
    words = s.county.grade_words
    t = D(doc["total"]["score"])
    right = 0 if t >= 90 else 1 if t >= 80 else 2 if t >= 60 else 3
    doc["total"]["grade"] = words[s.rng.choice([n for n in range(4) if n != right])]
    return Plant(doc, "/total/grade", alone=True)


@kind
def self_weight_row(s):
    doc, p = one(s)
    n, r = pick_row(s, doc, lambda n, r: full(p, n) and p["rows"][n]["kind"] in ("number", "equal", "bare", "percent"))
    if n is None: return None
    r["weight"] = str(D(r["weight"]) + 5)
    r["score"] = r["weight"]
    again(s, doc)
    if D(doc["total"]["score"]) > 100: doc["total"]["score"] = doc["total"]["score"]
    return Plant(doc, rf"/indicators/{n}/(weight|level1_weight)|/total/(weight|score)|/indicators/\d+/level1_weight", alone=True)


@kind
def self_weight_total(s):
    """All of it adds up, but to 95."""
    doc, p = one(s)
    n, r = pick_row(s, doc, lambda n, r: D(r["weight"]) > 5 and full(p, n))
    if n is None or "level1_weight" in r: return None
    r["weight"] = str(D(r["weight"]) - 5)
    r["score"] = r["weight"]
    again(s, doc)
    doc["total"]["weight"] = "95"
    return Plant(doc, "/total/weight|/indicators", alone=True)


@kind
def self_level1_weight(s):
    doc, p = one(s)
    if not s.county.level_weights: return None
    name = "产出指标"
    for r in doc["indicators"]:
        if r["level1"] == name: r["level1_weight"] = str(D(r["level1_weight"]) + 5)
    return Plant(doc, r"/indicators/\d+/", alone=True)


@kind
def self_units(s):
    doc, p = one(s)
    n = output_row(s, doc, p)
    target, actual = s.rng.choice([("≥12公里", "12人"), ("≥30次", "30万元"), ("≤5天", "5次"), ("≥20台", "20天")])
    return Plant(doc, set_row(s, doc, n, target, actual), "warning", alone=True)


@kind
def self_direction(s):
    doc, p = one(s)
    n, _ = pick_row(s, doc, lambda n, r: "满意度" in r["level3"])
    if n is None: return None
    return Plant(doc, set_row(s, doc, n, "≤95%", "95%"), "warning", alone=True)


@kind
def self_direction_lower(s):
    doc, p = one(s)
    n = output_row(s, doc, p, "社会效益指标")
    if n is None: return None
    return Plant(doc, set_row(s, doc, n, "≥5次", "5次", level3=s.rng.choice(["安全事故发生次数", "群众投诉次数"])), "warning", alone=True)


@kind
def self_date_target(s):
    doc, p = one(s)
    n = output_row(s, doc, p, "时效指标")
    target = s.rng.choice([f"{s.county.year}年6月31日前", "2月30日前", "9月31日前完成", f"{s.county.year}.11.31前", "13月底前"])
    return Plant(doc, set_row(s, doc, n, target, "5月20日完成"), alone=True)


@kind
def self_date_actual(s):
    doc, p = one(s)
    n = output_row(s, doc, p, "时效指标")
    return Plant(doc, set_row(s, doc, n, "12月31日前", s.rng.choice(["11月31日", f"{s.county.year}年9月31日完成", "2月30日"])), alone=True)


@kind
def self_terminated(s):
    doc, p = one(s)
    doc["goals"]["actual"] = s.rng.choice(["项目终止。", "项目未开展。", "项目已取消。"])
    zero(s, doc, p)
    return Plant(doc, "/indicators|/goals|/funds", "warning", alone=True)


def zero(s, doc, p):
    for f in doc["funds"]:
        f["executed"] = s.county.money(D(0))
        f["rate"] = s.county.rate(D(0), D(1))
    doc["funds"][0]["score"] = s.county.score(D(0))
    again(s, doc)


@kind
def self_terminated_row(s):
    doc, p = one(s)
    n = output_row(s, doc, p)
    r = doc["indicators"][n]
    r["actual"] = s.rng.choice(["项目未开展", "未实施", "项目终止"])
    r["score"] = r["weight"]
    again(s, doc)
    return Plant(doc, rf"/indicators/{n}", alone=True)


@kind
def self_unspent(s):
    doc, p = one(s)
    n = next((n for n, r in enumerate(p["rows"]) if r["kind"] == "cost"), None)
    if n is None: return None
    zero(s, doc, p)
    return Plant(doc, "/indicators|/funds|/total", "warning", alone=True)


@kind
def self_reason(s):
    doc, p = one(s)
    n = output_row(s, doc, p)
    where = set_row(s, doc, n, "≥100个", "80个", D(doc["indicators"][n]["weight"]) * D("0.8"))
    doc["indicators"][n]["reason"] = s.rng.choice(["", "无"])
    return Plant(doc, where, "explain", alone=True)


@kind
def self_shortfall(s):
    doc, p = one(s)
    for n, r in enumerate(doc["indicators"]):
        if r["level2"] in ("数量指标", "质量指标", "时效指标"):
            r.update(target="≥100个", actual="30个", reason=c.REASONS[1],
                     score=str(c.q(D(r["weight"]) * D("0.3"), s.county.score_places)))
    again(s, doc)
    if D(doc["total"]["score"]) >= 80: return None
    doc["shortfall_explanation"] = s.rng.choice(["", "无"])
    return Plant(doc, "/shortfall_explanation|/total", "explain", alone=True)


# ---- monitoring ----

@kind
def watch_rate(s):
    doc = s.monitorings[0]
    doc["funds"][0]["rate"] = bump(doc["funds"][0]["rate"], 5)
    return Plant(doc, "/funds/0/rate", alone=True)


@kind
def watch_sum(s):
    doc, column = s.monitorings[0], s.rng.choice(["initial_budget", "executed", "forecast"])
    if len(doc["funds"]) < 3: return None
    f = doc["funds"][1]
    f[column] = bump(f[column], 2 if not s.county.yuan else 20000)
    f["rate"] = s.county.rate(D(f["executed"].replace(",", "")), D(f["initial_budget"].replace(",", "")))
    return Plant(doc, rf"/funds/\d/{column}", alone=True)


@kind
def watch_over_budget(s):
    doc = s.monitorings[0]
    for f in doc["funds"][:2]: f["forecast"] = bump(f["forecast"], 5 if not s.county.yuan else 50000)
    return Plant(doc, r"/funds/\d/forecast", "explain", alone=True)


@kind
def watch_over_forecast(s):
    doc, p = s.monitorings[0], s.projects[0]
    low = c.q(p["halfway"] / 2, min(s.county.money_places, 2))
    for f in doc["funds"][:2]: f["forecast"] = s.county.money(low)
    for f in doc["funds"][2:]: f["forecast"] = s.county.money(D(0))
    return Plant(doc, r"/funds/\d", "explain", alone=True)


@kind
def watch_likelihood(s):
    doc = s.monitorings[0]
    n = s.rng.randrange(len(doc["indicators"]))
    doc["indicators"][n]["likelihood"] = s.rng.choice(["能", "差不多", "是", "√"])
    return Plant(doc, rf"/indicators/{n}/likelihood", alone=True)


@kind
def watch_measures(s):
    doc = s.monitorings[0]
    n = s.rng.randrange(len(doc["indicators"]))
    doc["indicators"][n].update(likelihood=s.rng.choice(["有可能", "完全不可能"]), measures="", remark="",
                                deviation_cause="经费保障", explanation="资金未到位")
    return Plant(doc, rf"/indicators/{n}/", alone=True)


@kind
def watch_progress(s):
    doc = s.monitorings[0]
    n = s.rng.randrange(len(doc["indicators"]))
    doc["indicators"][n].update(progress="", forecast="", likelihood="")
    return Plant(doc, rf"/indicators/", "warning", alone=True)


@kind
def watch_cause_blank(s):
    """Not certain to be reached, but no cause is given."""
    doc = s.monitorings[0]
    n = s.rng.randrange(len(doc["indicators"]))
    doc["indicators"][n].update(likelihood="完全不可能", measures="加快进度", remark="下年完成", deviation_cause="", explanation="")
    return Plant(doc, rf"/indicators/{n}/", "warning", alone=True)


@kind
def watch_cause_class(s):
    doc = s.monitorings[0]
    n = s.rng.randrange(len(doc["indicators"]))
    doc["indicators"][n].update(likelihood="有可能", measures="加快进度", remark="下年完成", deviation_cause="天气原因", explanation="连续降雨")
    return Plant(doc, rf"/indicators/{n}/deviation_cause", "warning", alone=True)


@kind
def watch_light(s):
    doc, p = s.monitorings[0], s.projects[0]
    paid = c.q(p["annual"] * D("0.05"), min(s.county.money_places, 2))
    if paid == 0: return None
    for f in doc["funds"][:2]: f["executed"] = s.county.money(paid)
    for f in doc["funds"][2:]: f.update(executed=s.county.money(D(0)), rate=s.county.rate(D(0), D(1)))
    doc["funds"][0]["rate"] = s.county.rate(paid, p["annual"])
    doc["funds"][1]["rate"] = s.county.rate(paid, p["planned"][0])
    return Plant(doc, r"/funds/0|/period", "info", alone=True)


@kind
def watch_target_value(s):
    doc, p = s.monitorings[0], s.projects[0]
    n, r = pick_row(s, doc, lambda n, r: p["rows"][n]["kind"] == "number")
    if n is None: return None
    r["target"] = "≥77777个"
    return Plant(doc, rf"/indicators/{n}/target", documents=[s.targets[0], doc])


@kind
def watch_target_amount(s):
    doc = s.monitorings[0]
    for f in doc["funds"][:2]:
        f["initial_budget"] = bump(f["initial_budget"], 4 if not s.county.yuan else 40000)
        f["forecast"] = f["initial_budget"]
        f["rate"] = s.county.rate(D(f["executed"].replace(",", "")), D(f["initial_budget"].replace(",", "")))
    return Plant(doc, "/funds/0/initial_budget", documents=[s.targets[0], doc])


@kind
def watch_executed_later(s):
    """More was executed by mid-year than in the whole year."""
    doc, p = s.monitorings[0], s.projects[0]
    self_ = s.selfs[0]
    if p["executed"] >= p["annual"] * D("0.9"): return None
    more = p["annual"]
    for f in doc["funds"][:2]: f["executed"] = s.county.money(more if f is doc["funds"][0] else more - sum(p["half"][1:]))
    doc["funds"][0]["rate"] = s.county.rate(more, p["annual"])
    doc["funds"][1]["rate"] = s.county.rate(more - sum(p["half"][1:]), p["planned"][0])
    return Plant(self_, "/funds/0/executed", "explain", documents=[doc, self_])


# ---- targets, lists ----

@kind
def plan_sum(s):
    doc = s.targets[0]
    if len(doc["funds"]) < 3: return None
    doc["funds"][1]["amount"] = bump(doc["funds"][1]["amount"], 3 if not s.county.yuan else 30000)
    return Plant(doc, r"/funds/\d/amount", alone=True)


@kind
def plan_cost(s):
    doc, p = s.targets[0], s.projects[0]
    n = next((n for n, r in enumerate(p["rows"]) if r["kind"] == "cost"), None)
    if n is None: return None
    doc["indicators"][n]["target"] = f"≤{c.q(p['annual'] * D('1.2'), 2)}万元"
    return Plant(doc, rf"/indicators/{n}/target|/funds", alone=True)


@kind
def plan_weights(s):
    doc = s.targets[0]
    if "weight" not in doc["indicators"][0]: return None
    doc["indicators"][0]["weight"] = str(D(doc["indicators"][0]["weight"]) + 7)
    return Plant(doc, r"/indicators", alone=True)


@kind
def plan_date(s):
    doc, p = s.targets[0], s.projects[0]
    n = output_row(s, doc, p, "时效指标")
    doc["indicators"][n]["target"] = s.rng.choice(["6月31日前", "2月30日前完成", f"{s.county.year}年4月31日前"])
    return Plant(doc, rf"/indicators/{n}/target", alone=True)


@kind
def plan_no_output(s):
    doc = s.targets[0]
    doc["indicators"] = [r for r in doc["indicators"] if r["level1"] != "产出指标"]
    return Plant(doc, "", alone=True)


@kind
def plan_no_benefit(s):
    doc = s.targets[0]
    doc["indicators"] = [r for r in doc["indicators"] if r["level1"] not in ("效益指标", "满意度指标")]
    return Plant(doc, "", "explain", alone=True)


@kind
def plan_money_unit(s):
    doc, p = s.targets[0], s.projects[0]
    if s.county.yuan or not any(r["kind"] == "cost" for r in p["rows"]): return None
    for f in doc["funds"]: f["amount"] = str(c.q(D(f["amount"].replace(",", "")) * 10000, 2))
    return Plant(doc, "/funds/|/indicators", alone=True)


@kind
def plan_quantity_money(s):
    doc, p = s.targets[0], s.projects[0]
    n = output_row(s, doc, p)
    doc["indicators"][n]["target"] = f"{s.rng.randint(3, 40)}0000元"
    return Plant(doc, rf"/indicators/{n}/", "warning", alone=True)


@kind
def plan_medium(s):
    doc, p = s.targets[0], s.projects[0]
    doc["medium_term_funds"] = [{"source": "total", "label": "中期资金总额", "amount": s.county.money(c.q(p["budget"] / 2, 0))}]
    return Plant(doc, "/medium_term_funds|/funds", "explain", alone=True)


@kind
def list_total(s):
    s.list["total"] = {"amount": bump(s.county.money(sum(p["budget"] for p in s.projects)), 5 if not s.county.yuan else 50000)}
    return Plant(s.list, "/total/amount", alone=True)


@kind
def list_amount(s):
    s.list.pop("total", None)
    s.list["rows"][0]["amount"] = bump(s.list["rows"][0]["amount"], 5 if not s.county.yuan else 50000)
    return Plant(s.list, "/rows/0/amount", documents=[s.list] + s.targets)


@kind
def list_without_form(s):
    s.list.pop("total", None)
    s.list["rows"] = s.list["rows"] + [{"number": "3", "name": s.county.name + "数字档案建设", "amount": s.county.money(D(9))}]
    return Plant(s.list, r"/rows/2/name", documents=[s.list] + s.targets)


@kind
def list_form_not_listed(s):
    s.list.pop("total", None)
    s.list["rows"] = s.list["rows"][:1]
    return Plant(s.targets[1], "", "error", documents=[s.list] + s.targets)


@kind
def list_garbled(s):
    s.list["rows"][1]["amount"] = "12.3.4"
    s.list.pop("total", None)
    return Plant(s.list, "/rows/1/amount", alone=True)


# ---- summary ----

@kind
def summary_score(s):
    row = s.summary["rows"][0]
    row["score"] = bump(row["score"], "-0.6")
    t = D(row["score"])
    row["grade"] = s.county.grade_words[0 if t >= 90 else 1 if t >= 80 else 2 if t >= 60 else 3]
    return Plant(s.summary, "/rows/0/score", documents=[s.summary] + s.selfs)


@kind
def summary_grade(s):
    row = s.summary["rows"][1]
    row["grade"] = s.rng.choice([w for w in s.county.grade_words if w != row["grade"]])
    return Plant(s.summary, "/rows/1/grade", documents=[s.summary] + (s.selfs if s.rng.random() < 0.5 else []))


@kind
def summary_range(s):
    s.summary["rows"][0]["score"] = s.rng.choice(["102.5", "-3", "998.0"])
    return Plant(s.summary, "/rows/0/score", alone=True)


@kind
def summary_without_form(s):
    s.summary["rows"].append({"number": "3", "name": s.county.name + "数字档案建设", "unit": s.county.office, "score": "95.0",
                              "grade": s.county.grade_words[0]})
    return Plant(s.summary, "/rows/2/name", documents=[s.summary] + s.selfs)


@kind
def summary_form_not_listed(s):
    s.summary["rows"] = s.summary["rows"][:1]
    return Plant(s.selfs[1], "", "warning", documents=[s.summary] + s.selfs)


# ---- target, monitoring and self-evaluation ----

@kind
def self_target_amount(s):
    doc = s.selfs[0]
    for f in doc["funds"][:2]: f["initial_budget"] = bump(f["initial_budget"], 6 if not s.county.yuan else 60000)
    return Plant(doc, "/funds/0/initial_budget", documents=[s.targets[0], doc])


@kind
def self_target_value(s):
    doc, p = one(s)
    n, r = pick_row(s, doc, lambda n, r: p["rows"][n]["kind"] == "number")
    if n is None: return None
    r.update(target="≥2个", actual="2个", score=r["weight"])
    again(s, doc)
    return Plant(doc, rf"/indicators/{n}/target", documents=[s.targets[0], doc])


@kind
def self_target_sign(s):
    doc, p = one(s)
    n, r = pick_row(s, doc, lambda n, r: p["rows"][n]["kind"] == "percent" and s.targets[0]["indicators"][n]["target"].startswith("≥")
                    and p["rows"][n]["ratio"] == 1 and "满意" not in r["level3"])
    if n is None: return None
    r.update(target=r["target"].replace("≥", "≤"), actual=r["target"].replace("≥", ""))
    return Plant(doc, rf"/indicators/{n}/target", documents=[s.targets[0], doc])


@kind
def self_target_dropped(s):
    doc, p = one(s)
    plan = s.targets[0]
    mine = [n for n, r in enumerate(doc["indicators"]) if r["level2"] == "数量指标"]
    if len(mine) < 2 or any("level1_weight" in r for r in doc["indicators"]): return None
    gone, kept = mine[0], mine[1]
    weight = D(doc["indicators"][gone]["weight"])
    other = doc["indicators"][kept]
    ratio = D(other["score"]) / D(other["weight"])
    if ratio != 1 or p["rows"][gone]["ratio"] != 1: return None
    other["weight"] = other["score"] = str(D(other["weight"]) + weight)
    del doc["indicators"][gone]
    again(s, doc)
    return Plant(plan, rf"/indicators/{gone}", "warning", documents=[plan, doc])


@kind
def self_target_weight(s):
    doc, p = one(s)
    plan = s.targets[0]
    if "weight" not in plan["indicators"][0]: return None
    mine = [n for n, r in enumerate(doc["indicators"]) if r["level1"] == "产出指标" and full(p, n) and p["rows"][n]["kind"] != "words"]
    if len(mine) < 2: return None
    for n, by in ((mine[0], 2), (mine[1], -2)):
        r = doc["indicators"][n]
        r["weight"] = r["score"] = str(D(r["weight"]) + by)
    again(s, doc)
    return Plant(doc, r"/indicators/\d+/weight", "explain", documents=[plan, doc])


@kind
def self_watch_value(s):
    doc, p = one(s)
    n, r = pick_row(s, doc, lambda n, r: p["rows"][n]["kind"] == "number")
    if n is None: return None
    r.update(target="≥2个", actual="2个", score=r["weight"])
    again(s, doc)
    return Plant(doc, rf"/indicators/{n}/target", documents=[s.monitorings[0], doc])


# ---- evaluation ----

def evaluation_cell(column):
    def plant(s):
        n = s.rng.randrange(len(s.evaluation["rows"]))
        if column == "score":
            n = next(i for i, r in enumerate(s.evaluation["rows"]) if D(r["weight"]) >= 5 and r["level3"] != "预算执行率")
            s.evaluation["rows"][n]["score"] = bump(s.evaluation["rows"][n]["score"], -1)
        elif column == "over":
            s.evaluation["rows"][n]["score"] = str(D(s.evaluation["rows"][n]["weight"]) + 1)
        else:
            key = s.evaluation["rows"][n][column.split("_")[0]]
            for r in s.evaluation["rows"]:
                if r.get(column.split("_")[0]) == key or column == "weight" and r is s.evaluation["rows"][n]:
                    r[column] = str(D(r[column]) + 2)
        where = {"score": r"/total/score|/narrative|/rows", "over": rf"/rows/{n}/score"}.get(column, "/rows|/total|/narrative")
        return Plant(s.evaluation, where, alone=True)
    return plant


for column in ("score", "over", "weight", "level1_weight", "level2_weight"): KINDS[f"evaluation.{column}"] = evaluation_cell(column)


@kind
def evaluation_total(s):
    s.evaluation["total"]["score"] = bump(s.evaluation["total"]["score"], "-1.5")
    s.evaluation["narrative"] = []
    return Plant(s.evaluation, "/total/score", alone=True)


@kind
def evaluation_total_weight(s):
    s.evaluation["total"]["weight"] = "98"
    return Plant(s.evaluation, "/total/weight", alone=True)


@kind
def evaluation_execution(s):
    n = next(i for i, r in enumerate(s.evaluation["rows"]) if r["level3"] == "预算执行率")
    p, r = s.projects[0], s.evaluation["rows"][n]
    if p["executed"] > p["annual"] * D("0.9"): return None
    by = D(r["weight"]) - D(r["score"])
    r["score"] = r["weight"]
    s.evaluation["total"]["score"] = str(D(s.evaluation["total"]["score"]) + by)
    s.evaluation["narrative"] = []
    return Plant(s.evaluation, rf"/rows/{n}/score", "warning", documents=[s.evaluation, s.selfs[0]])


def in_report(pattern, by):
    def plant(s):
        hits = [n for n, t in enumerate(s.evaluation["narrative"]) if re.search(pattern, t)]
        n = s.rng.choice(hits)
        text = s.evaluation["narrative"][n]
        m = re.search(pattern, text)
        s.evaluation["narrative"][n] = text[:m.start(1)] + bump(m.group(1), by) + text[m.end(1):]
        return Plant(s.evaluation, rf"/narrative/{n}", alone=True)
    return plant


KINDS["report.class_score"] = in_report(r"类指标分值\d+分，得分([\d.]+)分", -1)
KINDS["report.class_weight"] = in_report(r"类指标分值(\d+)分", 5)
KINDS["report.summary_score"] = in_report(r"综上.*本项目得分([\d.]+)分", -2)
KINDS["report.total"] = in_report(r"以上合计100分，得分([\d.]+)分", -1)
KINDS["report.item_weight"] = in_report(r"（一）.*（([\d.]+)分）", 3)


# ---- final accounts ----

def table_cell(number):
    """Any figure of a table is off by a few 万元: a digit mistyped."""
    def plant(s):
        doc = s.accounts
        table = doc["tables"][number]
        cells = [(r, k) for r, line in enumerate(table["rows"]) for k, v in enumerate(line)
                 if re.fullmatch(r"-?[\d,]+\.\d\d", v)]
        r, k = s.rng.choice(cells)
        table["rows"][r][k] = bump(table["rows"][r][k], s.rng.choice([3, 7, 20, "0.9"]))
        doc.pop("narrative")
        return Plant(doc, "/tables", alone=True)
    return plant


for number in ("01", "02", "03", "04", "05", "06", "07", "08", "09"): KINDS[f"accounts.{number}"] = table_cell(number)


def consistent(name, change, level="error", where="/tables|/narrative"):
    """A table that adds up in itself and contradicts another."""
    def plant(s):
        s.accounts.pop("narrative")
        if change(s, s.accounts["tables"]) is False: return None
        return Plant(s.accounts, where, level, alone=True)
    KINDS[f"accounts.{name}"] = plant


def shift_leaf(table, columns):
    """Adds to a leaf, its parents and the total."""
    def change(s, tables):
        rows = tables[table]["rows"]
        leaf = s.rng.choice([r for r in rows if len(r[0]) == 7])
        for r in rows:
            if r[0] == "" or leaf[0].startswith(r[0]):
                for k in columns: r[k] = bump(r[k], 8)
    return change


consistent("02_01", shift_leaf("02", (2, 3)))
consistent("03_01", shift_leaf("03", (2, 4)))
consistent("05_04", shift_leaf("05", (2, 4)))
consistent("05_06", shift_leaf("05", (2, 3)))


def swap_leaf(table, columns):
    """Moves money between two classes of a table that still adds up."""
    def change(s, tables):
        rows = tables[table]["rows"]
        a, b = s.rng.sample([r for r in rows if len(r[0]) == 7], 2)
        if a[0][:3] == b[0][:3]: return False
        for leaf, by in ((a, 1), (b, -1)):
            for r in rows:
                if r[0] and leaf[0].startswith(r[0]):
                    for k in columns: r[k] = bump(r[k], by)
    return change


consistent("03_01_class", swap_leaf("03", (2, 3)))
consistent("05_03_item", swap_leaf("05", (2, 3)))


def shift_balance(s, tables):
    for r in tables["04"]["rows"]:
        if r[0] == "本年收入合计" or r[0].startswith("一、") or r[0] == "总计": r[2] = bump(r[2], 6)
        if r[3].startswith("一、") or r[3] in ("本年支出合计", "总计"): r[5], r[6] = bump(r[5], 6), bump(r[6], 6)


consistent("04_01", shift_balance)


def shift_three(s, tables):
    r = tables["09"]["rows"][0]
    for k in (6, 11): r[k] = bump(r[k], 30)


consistent("09_over", shift_three, "explain")


def lower_three(s, tables):
    r = tables["09"]["rows"][0]
    if D(r[10]) < D("0.3"): return False
    for k in (6, 8, 10): r[k] = bump(r[k], "-0.3")


consistent("09_06", lower_three, "explain")


def empty_07(s, tables):
    tables["07"]["rows"] = [["合计", "", "5.00", "10.00", "8.00", "0.00", "8.00", "7.00"]]


consistent("07_04", empty_07)


def split_leaf(table, columns):
    """Moves money within a leaf's row from one column to another; its parents stay."""
    def change(s, tables):
        leaf = s.rng.choice([r for r in tables[table]["rows"] if len(r[0]) == 7 and D(r[3].replace(",", "")) > 10])
        leaf[3] = bump(leaf[3], -4)
        k = s.rng.choice(columns)
        leaf[k] = bump(leaf[k], 4)
    return change


def move_column(table, columns):
    """Moves money between two columns all the way up; the table adds up."""
    def change(s, tables):
        rows, k = tables[table]["rows"], s.rng.choice(columns)
        leaf = s.rng.choice([r for r in rows if len(r[0]) == 7 and D(r[3].replace(",", "")) > 10])
        for r in rows:
            if r[0] == "" or leaf[0].startswith(r[0]): r[3], r[k] = bump(r[3], -4), bump(r[k], 4)
    return change


def split_total(table, columns):
    """Moves money between two columns of the total row alone."""
    def change(s, tables):
        row = tables[table]["rows"][0]
        if D(row[3].replace(",", "")) < 10: return False
        row[3], row[columns[0]] = bump(row[3], -4), bump(row[columns[0]], 4)
    return change


for k in range(4, 9):
    consistent(f"02_leaf{k}", split_leaf("02", (k,)))
    consistent(f"02_total{k}", split_total("02", (k,)))
    consistent(f"02_01_column{k}", move_column("02", (k,)))
for k in range(5, 8):
    consistent(f"03_leaf{k}", split_leaf("03", (k,)))
    consistent(f"03_total{k}", split_total("03", (k,)))


def move_fund(s, tables):
    """Table 04 shows a part of the appropriation as that of a government fund."""
    rows = tables["04"]["rows"]
    if D(rows[0][2].replace(",", "")) < 10: return False
    rows[0][2], rows[1][2] = bump(rows[0][2], -5), bump(rows[1][2], 5)


def move_capital(s, tables):
    rows = tables["04"]["rows"]
    if D(rows[0][2].replace(",", "")) < 10: return False
    rows[0][2], rows[2][2] = bump(rows[0][2], -5), bump(rows[2][2], 5)


def class_04(s, tables):
    """A class of table 04 takes from another; both are within the total."""
    rows = [r for r in tables["04"]["rows"][:26] if r[5] != "0.00"]
    a, b = s.rng.sample(rows, 2)
    for k in (5, 6): a[k], b[k] = bump(a[k], 2), bump(b[k], -2)


def carried_04(s, tables):
    rows = tables["04"]["rows"]
    row = next(r for r in rows if r[0] == "政府性基金预算财政拨款" and r[1] == "30")
    row[2] = bump(row[2], 3)


def fund_08(s, tables): tables["08"]["rows"] = [["合计", "", "6.00", "2.00", "4.00"]]


consistent("04_fund", move_fund)
consistent("04_capital", move_capital)
consistent("04_class", class_04)
consistent("04_carried", carried_04)
consistent("08_04", fund_08)


def unspent_three(s, tables):
    r = tables["09"]["rows"][0]
    for k in range(6, 12): r[k] = "0.00"


consistent("09_unspent", unspent_three, "info")


@kind
def accounts_opening(s):
    """Last year's accounts carried out more than this year's carry in."""
    years = s.years
    if not years: return None
    for number, closing, opening in (("01", 5, 2), ("04", 5, 2)):
        rows = years[0]["tables"][number]["rows"]
        end = next(r for r in rows if r[3].startswith("年末"))
        for r, k in ((end, closing), (rows[-1], closing)):
            r[k] = bump(r[k], 6)
            if number == "04": r[k + 1] = bump(r[k + 1], 6)
        first = next(r for r in rows if r[0].startswith("年初"))
        for r in (first, rows[-1]): r[opening] = bump(r[opening], 6)
        if number == "04":
            part = next(r for r in rows if r[0] == "一般公共预算财政拨款")
            part[2] = bump(part[2], 6)
    years[1].pop("narrative")
    return Plant(years[1], "/tables", documents=years)


@kind
def text_last_year(s):
    """The change against last year adds up, but not with last year's accounts."""
    years = s.years
    if not years: return None
    text = years[1]["narrative"][0]
    m = re.match(r"(\d+年度收、支总计)([\d,.]+)(万元。.*收、支总计各)(增加|减少)([\d,.]+)(万元，)(增长|下降)([\d.]+)%", text)
    now, change = (D(m.group(n).replace(",", "")) for n in (2, 5))
    sign = 1 if m.group(4) == "增加" else -1
    change += 17
    if now - sign * change <= 0: return None
    years[1]["narrative"][0] = "".join(m.group(1, 2, 3, 4)) + f"{change:,}" + m.group(6) + m.group(7) + \
        f"{c.q(change / (now - sign * change) * 100, 2)}%" + text[m.end():]
    return Plant(years[1], "/narrative/0", documents=years)


# ---- narrative ----

def in_text(name, pattern, by=7, level="error"):
    def plant(s):
        hits = [(n, m) for n, t in enumerate(s.accounts["narrative"]) for m in re.finditer(pattern, t)]
        if not hits: return None
        n, m = s.rng.choice(hits)
        text = s.accounts["narrative"][n]
        s.accounts["narrative"][n] = text[:m.start(1)] + bump(m.group(1), by) + text[m.end(1):]
        return Plant(s.accounts, rf"/narrative/{n}", level, documents=s.selfs + [s.accounts])
    KINDS[f"text.{name}"] = plant


N = r"([\d,]+\.?\d*)"
P = r"([\d.]+)%"
in_text("grand", rf"度收、支总计{N}万元")
in_text("grand_fiscal", rf"财政拨款收、支总计{N}万元")
in_text("growth_total", rf"支总计各(?:增加|减少)[\d,.]+万元，(?:增长|下降){P}", 3)
in_text("growth", rf"(?:增长|下降){P}", 3)
in_text("growth_up", rf"增长{P}", 3)
in_text("growth_down", rf"下降{P}", 3)
in_text("growth_general", rf"占本年支出合计的100%。.*(?:增长|下降){P}", 3)
in_text("growth_running", rf"机关运行经费.*(?:增长|下降){P}", 3)
in_text("fiscal_item", rf"、财政拨款收入{N}万元")
in_text("final_general", rf"一般公共预算财政拨款支出年初预算数为[\d,.]+万元，支出决算数为{N}万元", 40)
in_text("income", rf"本年收入合计{N}万元")
in_text("income_part", rf"其中：财政拨款收入{N}万元")
in_text("income_share", rf"财政拨款收入{N}万元，占{P}".replace(N, r"[\d,.]+"), "-3")
in_text("expenditure", rf"本年支出合计{N}万元")
in_text("basic", rf"其中：基本支出{N}万元")
in_text("project", rf"；项目支出{N}万元")
in_text("basic_item", rf"^1、基本支出{N}万元")
in_text("project_item", rf"^2、项目支出{N}万元")
in_text("structure_share", rf"基本支出[\d,.]+万元，占{P}", 3)
in_text("general", rf"一般公共预算财政拨款支出{N}万元，主要用于")
in_text("class_amount", rf"（类）支出{N}万元")
in_text("class_share", rf"（类）支出[\d,.]+万元，占{P}", 3)
in_text("general_budget", rf"一般公共预算财政拨款支出年初预算数为{N}万元", 40)
in_text("completed", rf"完成年初预算数?的{P}", 4)
in_text("item_amount", rf"（项）。年初预算数为[\d,.]+万元，支出决算数为{N}万元")
in_text("item_budget", rf"（项）。年初预算数为{N}万元", 30)
in_text("basic_total", rf"基本支出决算{N}万元")
in_text("staff", rf"人员经费{N}万元")
in_text("running", rf"公用经费{N}万元")
in_text("three_total", rf"“三公”经费支出年初预算数为[\d,.]+万元，支出决算数为{N}万元")
in_text("three_budget", rf"“三公”经费支出年初预算数为{N}万元")
in_text("three_abroad", rf"因公出国（境）费年初预算数为[\d,.]+万元，支出决算数为{N}万元")
in_text("three_abroad_budget", rf"因公出国（境）费年初预算数为{N}万元")
in_text("three_cars_budget", rf"公务用车购置及运行维护费年初预算数为{N}万元")
in_text("three_guests_budget", rf"公务接待费年初预算数为{N}万元")
in_text("three_buy", rf"公务用车购置费支出{N}万元")
in_text("three_cars", rf"公务用车购置及运行维护费年初预算数为[\d,.]+万元，支出决算数为{N}万元")
in_text("three_cars_run", rf"公务用车运行维护费支出{N}万元")
in_text("three_guests", rf"公务接待费年初预算数为[\d,.]+万元，支出决算数为{N}万元")
in_text("running_costs", rf"机关运行经费支出{N}万元", 9, "explain")
in_text("procurement", rf"政府采购支出总额{N}万元，其中", 9)
in_text("procurement_part", rf"政府采购货物支出{N}万元", 9)
in_text("procurement_share", rf"授予中小企业合同金额[\d,.]+万元，占政府采购支出总额的{P}", 5)
in_text("procurement_small", rf"授予小微企业合同金额[\d,.]+万元，占政府采购支出总额的{P}", 5)
in_text("procurement_of_middle", rf"占授予中小企业合同金额的{P}", 5)
in_text("projects_amount", rf"涉及预算资金{N}万元，占部门预算", 11)
in_text("projects_count", rf"涵盖项目(\d+)个", 3, "warning")
in_text("projects_grade", rf"(\d+)个项目自评等级为优", 1)
in_text("project_score", rf"项目自评得分为{N}分", "-1.5")
in_text("project_budget", rf"全年预算数为{N}万元", 12)
in_text("project_executed", rf"，执行数为{N}万元", "-2")
in_text("project_rate", rf"完成预算的{P}", -4)


def text_counts(name, pattern, new, level="explain"):
    def plant(s):
        for n, text in enumerate(s.accounts["narrative"]):
            m = re.search(pattern, text)
            if m and m.group(0) != m.expand(new):
                s.accounts["narrative"][n] = text[:m.start()] + m.expand(new) + text[m.end():]
                return Plant(s.accounts, rf"/narrative/{n}|/tables/09", level, alone=True)
        return None
    KINDS[f"text.{name}"] = plant


text_counts("three_abroad_none", r"团组[1-9]\d*个，累计\d+人次", r"团组0个，累计0人次")
text_counts("three_guests_none", r"共计接待9批次、80人次；", r"共计接待0批次、0人次；")
text_counts("three_bought", r"购置公务用车0辆", r"购置公务用车2辆")
text_counts("three_cars_none", r"公务用车保有量为\d+辆", r"公务用车保有量为0辆")


# ---- running ----

def planted_sets(seed, name, plant, times):
    """So many sets with the error, each with what was planted."""
    for number in range(1000, 1000 + 60 * times):
        if times == 0: return
        s = Set(f"{seed}/{name}", number)
        p = plant(s)
        if not p: continue
        times -= 1
        yield s, p


def pairs(name, plant, times=8):
    """Sets that are right, and the same with the error: the first a set before anything was planted."""
    for number in range(1000, 1000 + 60 * times):
        if times == 0: return
        s = Set(f"cases/{name}", number)
        before = {id(d): copy.deepcopy(d) for d in s.documents() + s.years}
        p = plant(s)
        if not p: continue
        times -= 1
        documents = p.documents or s.documents()
        yield [before.get(id(d), d) for d in documents], documents


def check(jixiao, rules, documents, folder, name):
    path = Path(folder) / f"{name}.json"
    path.write_text(json.dumps(documents, ensure_ascii=False, indent=1))
    return path


LEVELS = {"info": 0, "warning": 1, "explain": 2, "error": 3}
CONTENT = ("form", "year")


def judged(jixiao, rules, path):
    run = subprocess.run([jixiao, "check", "--json", "--lang=zh", "--rules", rules, str(path)], capture_output=True,
                         text=True, check=False)
    if not run.stdout: sys.exit(f"{path}: {run.stderr}")
    return json.loads(run.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jixiao")
    parser.add_argument("rules")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--keep")
    parser.add_argument("--only")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    folder = options.keep or tempfile.mkdtemp()
    Path(folder).mkdir(parents=True, exist_ok=True)
    false, missed, found, said, documents, few = [], defaultdict(list), Counter(), Counter(), 0, []

    for number in range(CLEAN_SETS):
        s = Set(options.seed, number)
        path = check(options.jixiao, options.rules, s.documents(), folder, f"clean-{number:03}")
        documents += len(s.documents())
        for doc in judged(options.jixiao, options.rules, path):
            for f in doc.get("findings", [{"rule": "not-read", "severity": "error", "path": "", "message": str(doc)}]):
                said[f["rule"], f["severity"]] += 1
                if f["severity"] == "error": false.append(f"{path.name} {doc.get('form')} {f['rule']} {f['path']}: {f['message']}")
                elif f["severity"] == "explain" and options.verbose: print("explain:", path.name, f["rule"], f["path"], f["message"])
    for name, plant in KINDS.items():
        if options.only and options.only not in name: continue
        done = 0
        for s, p in planted_sets(options.seed, name, plant, options.times):
            done += 1
            docs = p.documents or s.documents()
            at = next(n for n, d in enumerate(docs) if d is p.doc)
            path = check(options.jixiao, options.rules, docs, folder, f"{name}-{done}")
            documents += len(docs)
            answer = judged(options.jixiao, options.rules, path)
            mine = [f for f in answer[at].get("findings", []) if re.match(p.where, f["path"]) and LEVELS[f["severity"]] >= LEVELS[p.level]]
            if mine: found[name] += 1
            else: missed[name].append((path.name, [(f["rule"], f["severity"], f["path"]) for f in answer[at].get("findings", [])]))
            for n, doc in enumerate(answer):
                for f in doc.get("findings", [{"rule": "not-read", "severity": "error", "path": "", "message": str(doc)}]):
                    if f["severity"] != "error" or f.get("because") or (n == at and re.match(p.where, f["path"])): continue
                    false.append(f"{path.name} {doc.get('form')} {f['rule']} {f['path']}: {f['message']}")
        if done < options.times: few.append((name, done))
    for name, cases in missed.items():
        print(f"missed {name}: {len(cases)} of {len(cases) + found[name]}")
        for path, findings in cases[:2]: print("   ", path, findings[:8])
    for line in false: print("false:", line)
    for name, done in few: print(f"only {done} times: {name}")
    total = sum(found.values()) + sum(map(len, missed.values()))
    print(f"{documents} documents, {len(KINDS)} kinds: {sum(found.values())} of {total} planted found; {len(false)} false errors")
    if options.verbose:
        for (rule, level), n in said.most_common(): print(f"  on true documents: {rule} {level} {n}")
    return 1 if missed or false or few else 0


if __name__ == "__main__":
    sys.exit(main())
