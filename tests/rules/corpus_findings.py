#!/usr/bin/env python3
"""Holds what `jixiao check` says of the published documents against corpus/FINDINGS.md.

Prints found n of m, what is missed and what is false, each by name, and fails when an error is
missed or false, or when the warnings fall short of what was promised.

    corpus_findings.py JIXIAO RULES CORPUS
"""
import json
import re
import subprocess
import sys
from pathlib import Path

XQ, XS, HY, YZ, HG = ("xingqing-2024-monitoring", "xiangshan-2024-targets", "huaiyuan-2024-targets",
                      "yanzhou-2023-final-accounts", "huguan-2021-self-evaluation")

# Finding of FINDINGS.md → where it has to be reported: form, part of the project's name, rules.
# Several places mean each of them will do; a rule stands for itself and its `.tail`.
M, T, L, S, F, E, Z = ("monitoring", "target", "project_list", "self_evaluation", "final_accounts",
                       "evaluation", "evaluation_summary")
EXPECT = {
    1: (M, "行政运行经费", "rate.monitoring"),
    2: (M, "行政运行经费", "monitoring.cause_staff"),
    3: (M, "OA", "monitoring.cause_none"), 4: (M, "红网", "monitoring.cause_none"),
    5: (M, "行政运行经费", "monitoring.blank"), 6: (M, "OA", "monitoring.blank"),
    7: (M, "红网", "monitoring.blank"),
    8: (M, "行政运行经费", "kind.words_for_number"), 9: (M, "OA", "kind.words_for_number"),
    10: (M, "红网", "kind.words_for_number"), 11: (M, "红网", "monitoring.recurring"),
    12: (M, "红网", "year.name"), 13: (M, "行政运行经费", "target.bound"),
    14: (M, "行政运行经费", "target.empty"), 15: (M, "OA", "target.empty"),
    16: (M, "红网", "target.empty"), 17: (M, "", "field.blank.department"),
    18: (M, "行政运行经费", "monitoring.light"),
    20: (L, "", "list.repeated"), 22: (T, "软件升级维护", "target.empty"),
    23: (T, "软件升级维护", "target.unit_missing"),
    24: (T, "工作经费", "target.money_quantity"), 25: (T, "工作经费", "target.cost_words"),
    26: (T, "工作经费", "category.ecology"), 27: (T, "工作经费", "goal.spending"),
    28: (T, "工作经费", "target.uncountable"),
    29: (T, "下派干部", "target.money_quantity"), 30: (T, "下派干部", "target.category_name"),
    31: (T, "下派干部", "department.is_unit"), 32: (T, "下派干部", "target.money_quantity"),
    33: (T, "下派干部", "goal.spending"), 34: (T, "下派干部", "target.uncountable"),
    35: (T, "下派干部", "field.blank.duration"), 36: (T, "", "field.blank.source"),
    37: (T, "软件升级维护", "target.na"), 39: (T, "软件升级维护", "goal.copied"),
    42: (T, "", "target.unsigned"),
    43: (T, "信息化建设", "cost.target.plan"), 44: (T, "值班室", "target.recurring"),
    45: (T, "值班室", "target.people"), 46: (T, "食宿", "target.empty"),
    47: (T, "信息化建设", "target.bound"), 48: (T, "水电费", "target.bound"),
    49: (T, "热线", "target.bound"), 50: (T, "智能化设备", "target.bound"),
    51: (T, "水电费", "target.uncountable"), 52: (T, "", "field.blank.responsible"),
    64: (T, "", "target.na"), 65: (T, "", "target.unsigned"),
    66: (S, "城市大脑", "date.impossible"), 67: (F, "", "text.project.budget"),
    68: (F, "", "text.project.rate text.project.rate_own"), 69: (F, "", "text.project.score"),
    70: (F, "", "text.project.budget"), 71: (S, "视联网", "cost.target"),
    72: (F, "", "text.project.copied"), 73: (F, "", "text.project.budget"),
    74: (S, "机关党委", "cost.target"), 75: (F, "", "text.project.score"),
    76: (F, "", "text.staff"), 77: (F, "", "text.share1"), 78: (F, "", "text.projects.amount"),
    79: (F, "", "text.evaluation.score"), 80: (E, "视联网", "report.class_score1 report.total"),
    81: (E, "视联网", "report.class_score2"), 82: (E, "视联网", "report.item_weight"),
    83: (T, "视联网", "cost.target.plan"), 84: (T, "公报", "cost.target.plan"),
    85: (E, "公报", "evaluation.self.fact"),
    86: (S, "城市大脑", "cost.actual"), 87: (S, "城市大脑", "cost.unspent"),
    89: (S, "一网多平面", "rate.execution"), 90: (S, "一网多平面", "score.rounding"),
    91: (S, "视联网", "funds.budget_changed"), 92: (S, "机关党委", "terminated.achieved"),
    93: (S, "机关党委", "grade.blank"), 94: (S, "视频监控", "shortfall.no_cause"),
    95: (S, "无证明城市", "shortfall.no_cause"), 96: (S, "山东通", "shortfall.no_cause"),
    97: (S, "保障服务经费", "cost.coverage"), 99: (S, "", "copied.actual"),
    100: (S, "保障服务经费", "category.count"), 101: (S, "机关党委", "category.count"),
    102: (S, "视频监控", "category.count"), 103: (S, "电子政务外网", "category.count"),
    104: (S, "公报", "category.count"), 105: (S, "智慧社区", "category.count"),
    106: (F, "", "accounts.06.tree"), 107: (F, "", "accounts.forms.project"),
    108: (F, "", "text.whole_unit"), 109: (F, "", "text.evaluated.amount"),
    110: (F, "", "text.running_reason"),
    111: (F, "", "text.project.name"), 112: (F, "", "text.project.name"),
    113: (E, "视联网", "evaluation.self.execution"), 114: (E, "视联网", "evaluation.self.paid"),
    115: (E, "视联网", "evaluation.self.arrived"), 116: (T, "视联网", "category.cost"),
    135: (F, "", "text.project.name"),
    141: (S, "协同办公", "funds.sum funds.sum.annual funds.sum.executed"),
    142: (S, "协同办公", "score.above"),
    143: (S, "普查监测", "funds.sum funds.sum.annual funds.sum.executed"),
    144: (S, "普查监测", "score.above"), 145: (S, "日常办公", "money.unit"),
    146: (S, "政府办工作经费", "score.above"), 147: (S, "电子政务网络", "score.above"),
    148: (S, "考核奖", "cost.actual"), 149: (S, "普查监测", "cost.actual.funds_rows"),
    150: (S, "电子政务网络", "cost.actual"), 151: (S, "电子政务网络", "period.other_year"),
    152: (S, "扶贫调研", "carryover.named"), 153: (S, "扶贫调研", "target.bound"),
    154: (S, "扶贫调研", "target.direction.upper"),
    155: (S, "政府办工作经费", "target.direction.upper"),
    156: (S, "电子政务网络", "target.direction.upper"),
    157: (S, "政府办工作经费", "target.cost_points"),
    158: (S, "扶贫调研", "category.satisfaction"), 159: (S, "扶贫调研", "category.mechanism"),
    160: (S, "扶贫调研", "category.payment"), 161: (S, "电子政务网络", "category.time"),
    162: (S, "扶贫调研", "reason.execution"), 163: (S, "政府办工作经费", "reason.execution"),
    164: (S, "考核奖", "reason.execution"),
    165: (S, "普查监测", "reason.execution.funds_rows"),
    166: (S, "电子政务网络", "reason.execution"),
    167: (S, "扶贫调研", "kind.number_for_words"), 168: (S, "协同办公", "kind.number_for_words kind.number_for_change"),
    169: (S, "日常办公", "kind.number_for_words"), 170: (S, "出口电路", "kind.number_for_words kind.number_for_change"),
    171: (S, "政府办工作经费", "kind.number_for_words"),
    172: (S, "考核奖", "kind.number_for_words kind.number_for_change"),
    173: (S, "普查监测", "kind.number_for_words kind.number_for_change"),
    174: (S, "电子政务网络", "kind.number_for_words"), 175: (S, "", "copied.actual copied.actual.all"),
    179: (S, "", "goal.no_facts"), 181: (S, "日常办公", "target.direction.quantity"),
}
# Errors of narratives and report texts; the others stand in forms and tables.
TEXT_ERRORS = {67, 68, 69, 70, 72, 73, 75, 76, 77, 78, 79, 80, 81, 82, 85}
# Findings that name several places of one document are told apart by what stands there.
WORDS = {67: "城市大脑", 69: "视联网", 70: "视联网", 73: "机关党委", 75: "保障服务", 68: "一网多平面",
         31: "任圩", 35: "", 111: "爱山东", 112: "政府网站"}


def table(corpus):
    rows = {}
    for line in (corpus / "FINDINGS.md").read_text(encoding="utf-8").splitlines():
        cells = [c.strip() for c in re.split(r"(?<!\\)\|", line)]
        if len(cells) >= 8 and cells[1].isdigit() and cells[5] in ("error", "warning", "info"):
            rows[int(cells[1])] = dict(file=cells[2], document=cells[3], kind=cells[4],
                                       severity=cells[5], figures=cells[6])
    return rows


def check(jixiao, rules, path):
    run = subprocess.run([jixiao, "check", "--json", "--lang=zh", "--rules", rules, str(path)],
                         capture_output=True, text=True, check=False)
    if not run.stdout:
        sys.exit(f"{path}: {run.stderr}")
    return json.loads(run.stdout)


def base(rule):
    return rule[:-5] if rule.endswith(".tail") else rule


def matches(number, document, finding):
    form, name, rules = EXPECT[number]
    project = (document["project"] or {}).get("name") or ""
    if document["form"] != form or name not in project or base(finding["rule"]) not in rules.split():
        return False
    word = WORDS.get(number, "")
    return word in finding["message"] + project + (finding["other"] or "")


def main():
    jixiao, rules, corpus = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    if not (corpus / "FINDINGS.md").exists():
        print(f"skipped: no corpus at {corpus}")
        return 77
    known = table(corpus)
    found, false = set(), []
    for file in (XQ, XS, HY, YZ, HG):
        numbers = [n for n, f in known.items() if f["file"] == file and n in EXPECT]
        for document in check(jixiao, rules, corpus / "text" / f"{file}.txt"):
            for finding in document.get("findings", []):
                hits = [n for n in numbers if matches(n, document, finding)]
                found.update(hits)
                if not hits and finding["severity"] != "info":
                    false.append((file, document, finding))
    return report(known, found, false)


def report(known, found, false):
    groups = {"errors in forms and tables": (14, [n for n, f in known.items() if f["severity"] == "error" and n not in TEXT_ERRORS]),
              "errors in narratives": (11, [n for n, f in known.items() if n in TEXT_ERRORS]),
              "warnings": (80, [n for n, f in known.items() if f["severity"] == "warning"]),
              "notes": (0, [n for n, f in known.items() if f["severity"] == "info"])}
    failed = False
    for title, (least, numbers) in groups.items():
        hit = [n for n in numbers if n in found]
        print(f"{title}: found {len(hit)} of {len(numbers)} (at least {least})")
        failed |= len(hit) < least
        for n in numbers:
            if n not in found and title != "notes":
                f = known[n]
                print(f"  missed #{n} {f['kind']} · {f['document']} · {f['figures'][:80]}")
    errors = [x for x in false if x[2]["severity"] == "error"]
    others = [x for x in false if x[2]["severity"] != "error"]
    print(f"errors that are not in FINDINGS: {len(errors)} (at most 0)")
    print(f"warnings that are not in FINDINGS: {len(others)} (at most 20)")
    for file, d, f in errors + others:
        name = (d["project"] or {}).get("name") or ""
        print(f"  false {f['severity']} [{f['rule']}] {file} · {d['form']} {name} {f['path']} · {f['message'][:110]}")
    return 1 if failed or errors or len(others) > 20 else 0


if __name__ == "__main__":
    sys.exit(main())
