"""The documents of the large counties: self-evaluations with ten indicators in figures, by a hundred units. What they come
to under ops/rules/alternative is plain arithmetic, so that a database and a loop can do it over rows of numbers."""
import json
import random

TEMPLATES, YEAR = 2000, 2025
COUNTY, DEPARTMENTS, UNITS_EACH = "990001", 10, 9
AT_LEAST, AT_MOST, MORE = 0, 1, 2  # of tests/bench/bench_loop.c

#            level1       level2             level3              sign unit  least  most  decimals weight
INDICATORS = (
    ("产出指标", "数量指标", "管护面积", "≥", "亩", 2000, 90000, 0, 10),
    ("产出指标", "数量指标", "巡查次数", "=", "次", 12, 300, 0, 10),
    ("产出指标", "质量指标", "设施完好率", "≥", "%", 80, 99, 1, 10),
    ("产出指标", "质量指标", "验收合格率", ">", "%", 70, 95, 1, 10),
    ("产出指标", "时效指标", "损毁设施修复时限", "≤", "天", 5, 60, 0, 10),
    ("效益指标", "经济效益指标", "带动收入", "≥", "万元", 20, 900, 2, 8),
    ("效益指标", "社会效益指标", "受益农户数量", "≥", "户", 300, 20000, 0, 8),
    ("效益指标", "生态效益指标", "单位面积用水", "≤", "立方米", 150, 400, 1, 7),
    ("效益指标", "可持续影响指标", "设备利用率", "≥", "%", 60, 95, 1, 7),
    ("满意度指标", "服务对象满意度指标", "受益农户满意度", "≥", "%", 85, 98, 1, 10),
)
SIGNS = {"≥": AT_LEAST, "=": AT_LEAST, "≤": AT_MOST, ">": MORE}
FUNDS_WEIGHT = 10
MICRO, CENT = 10**6, 10**4
GRADES = (90, 80, 70)


def unit_codes():
    """Departments, and the units below each: all hand in."""
    for d in range(1, DEPARTMENTS + 1):
        department = "%s%03d" % (COUNTY, 10 + d)
        yield department
        for u in range(1, UNITS_EACH + 1):
            yield "%s%03d" % (department, u)


def units_table():
    rows = ["code,name,aliases,parent,kind,from,until", "%s,霜蘅县,,,county,2015," % COUNTY]
    for n, code in enumerate(unit_codes()):
        parent, kind = (COUNTY, "department") if len(code) == len(COUNTY) + 3 else (code[:-3], "subordinate")
        rows.append("%s,霜蘅县第%d单位,,%s,%s,2015," % (code, n + 1, parent, kind))
    return "\n".join(rows) + "\n"


def rounded(part, whole, weight):
    """That share of the weight in millionths, half up to the cent."""
    return (2 * part * weight + whole * CENT) // (2 * whole * CENT) * CENT


def score(sign, a, b, w):
    """bench_loop.c's score_of()."""
    reached = {AT_LEAST: min(b, a), AT_MOST: min(max(2 * a - b, 0), a), MORE: a if b > a else 0}[sign]
    return rounded(reached, a, w)


def printed(micro, decimals):
    return "%d.%0*d" % (micro // MICRO, decimals, micro % MICRO // 10 ** (6 - decimals)) if decimals else "%d" % (micro // MICRO)


def figures(rng, least, most, decimals):
    """Target and actual value: the target missed a little, more often than not."""
    step = 10 ** (6 - decimals)
    target = rng.randrange(least * MICRO, most * MICRO, step)
    return target, round(target * rng.uniform(0.8, 1.06) / step) * step


def claimed(sign, a, b, w):
    """What the clerk prints: by the standard pack, where an upper bound is scored A / B."""
    return rounded(min(a, b), b, w) if sign == AT_MOST else score(sign, a, b, w)


def indicator(rng, row):
    level1, level2, level3, sign, unit, least, most, decimals, weight = row
    a, b = figures(rng, least, most, decimals)
    if sign == "≤":
        b = round(a * rng.uniform(1.06, 1.9) / MICRO) * MICRO + MICRO  # missed: under every profile another score
    kind, w = SIGNS[sign], weight * MICRO
    cells = {"level1": level1, "level2": level2, "level3": level3, "target": sign + printed(a, decimals) + unit,
             "actual": printed(b, decimals) + unit, "weight": str(weight), "score": printed(claimed(kind, a, b, w), 2),
             "reason": "" if b >= a else "受天气影响，部分工程推迟开工。改进措施：提前安排工期。"}
    return cells, (kind, a, b, w)


def funds(rng):
    budget = rng.randrange(1000, 100000) * CENT
    executed = round(budget * rng.uniform(0.7, 1) / CENT) * CENT
    w = FUNDS_WEIGHT * MICRO
    amount = {"initial_budget": printed(budget, 2), "annual_budget": printed(budget, 2), "executed": printed(executed, 2),
              "rate": printed(rounded(executed, budget, 100 * MICRO), 2) + "%"}
    total = {"source": "total", "label": "年度资金总额", **amount, "weight": str(FUNDS_WEIGHT), "score": printed(rounded(executed, budget, w), 2)}
    return [total, {"source": "current_appropriation", "label": "当年财政拨款", **amount}], (AT_LEAST, budget, executed, w)


def document(rng, n):
    """A form, and its rows (sign, target, actual, weight) with that of the funds first."""
    money, row = funds(rng)
    filled = [indicator(rng, i) for i in INDICATORS]
    rows = [row] + [r for _, r in filled]
    total = sum(claimed(*r) for r in rows)
    grade = "优良中差"[sum(total < line * MICRO for line in GRADES)]
    return {
        "form": "self_evaluation", "year": YEAR, "title": "项目支出绩效自评表", "money_unit": "万元",
        "project": {"name": "第%d号农田水利设施日常管护项目" % (n + 1), "code": "00000000"}, "funds": money,
        "goals": {"expected": "按照年度计划完成沟渠、机井和田间道路管护，保证设施完好、灌得上水、排得出水，保障资金专款专用。",
                  "actual": "年度任务基本完成，损毁沟渠和机井大部修复，群众反映较好，个别事项按程序结转下年实施。"},
        "indicators": [cells for cells, _ in filled], "total": {"weight": "100", "score": printed(total, 2), "grade": grade},
        "shortfall_explanation": ""}, rows


def write(folder):
    """documents.json, their units, the list of units, and rows.csv: template, unit's number, sign, target, actual, weight."""
    rng = random.Random(11)
    codes = list(unit_codes())
    made = [document(rng, n) for n in range(TEMPLATES)]
    (folder / "documents.json").write_text(json.dumps([d for d, _ in made], ensure_ascii=False), encoding="utf-8")
    (folder / "units.txt").write_text("".join(codes[n % len(codes)] + "\n" for n in range(TEMPLATES)))
    (folder / "units.csv").write_text(units_table(), encoding="utf-8")
    with open(folder / "rows.csv", "w", encoding="ascii") as f:
        for n, (_, rows) in enumerate(made):
            for row in rows:
                f.write("%d,%d,%d,%d,%d,%d\n" % (n, n % len(codes), *row))
