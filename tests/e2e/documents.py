"""Self-evaluations of an invented county: the same seed, the same documents. Every figure in them is true, so
that claimed and computed scores are equal, and every project's name is its own."""
import json
import random
from decimal import ROUND_HALF_UP, Decimal

YEAR = 2025
WORKS = ["灌渠清淤", "村道养护", "路灯维修", "饮水管网", "森林防火", "养老服务", "农技培训", "垃圾清运"]
PLACES = ["石桥", "柳河", "青山", "东岭", "西坪", "南沟", "北原", "上湾"]


def cents(value):
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def row(level1, level2, level3, target, actual, weight, score):
    return {
        "level1": level1, "level2": level2, "level3": level3, "target": target, "actual": actual,
        "weight": cents(weight), "score": cents(score),
        "reason": "" if score == weight else "进度晚于计划；明年提前安排。",
    }


def at_least(rng, level2, level3, unit, weight):
    """A target of at least so many, reached or missed by a whole percentage."""
    percent = rng.choice([100, 100, 100, 104, 96, 90])
    goal = 100 * rng.randint(1, 40)
    score = min(weight, weight * percent / 100)
    return row("产出指标", level2, level3, f"≥{goal}{unit}", f"{goal * percent // 100}{unit}", weight, score)


def document(rng, number, unit=None):
    """One self-evaluation; `number` makes its project's name its own."""
    ten = Decimal(10)
    budget = Decimal(rng.randint(500, 90000)) / 100
    executed = (budget * rng.choice([100, 100, 95, 80]) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    rate = cents(executed / budget * 100) + "%"
    execution = (ten * executed / budget).quantize(Decimal("0.01"), ROUND_HALF_UP)
    money = {"initial_budget": cents(budget), "annual_budget": cents(budget), "executed": cents(executed)}
    rows = [
        at_least(rng, "数量指标", "完成数量", "处", Decimal(20)),
        at_least(rng, "数量指标", "惠及人数", "人", Decimal(20)),
        at_least(rng, "质量指标", "抽查数量", "次", Decimal(20)),
        at_least(rng, "时效指标", "按时完成数量", "处", Decimal(20)),
        at_least(rng, "社会效益指标", "受益户数", "户", ten),
    ]
    total = execution + sum(Decimal(r["score"]) for r in rows)
    place, work = PLACES[number % 8], WORKS[number // 8 % 8]
    return {
        "form": "self_evaluation", "year": YEAR, "title": "县级预算项目支出绩效自评表",
        "project": {"name": f"{place}{work}项目第{number}号"},
        "department": {"name": "虚构县财政局"},
        "unit": {"name": "虚构县财政局", **({"code": unit} if unit else {})},
        "money_unit": "万元",
        "funds": [
            {"source": "total", "label": "年度资金总额", **money, "weight": "10.00", "rate": rate,
             "score": cents(execution)},
            {"source": "current_appropriation", "label": "当年财政拨款", **money, "rate": rate},
        ],
        "goals": {"expected": "完成年度任务。", "actual": "已完成年度任务。"},
        "indicators": rows,
        "total": {"weight": "100.00", "score": cents(total)},
        "shortfall_explanation": "",
    }


def documents(seed, count, unit=None):
    rng = random.Random(seed)
    return [document(rng, n, unit) for n in range(count)]


def totals(made):
    """What the county's summary has to say of these documents."""
    budget = sum(Decimal(d["funds"][0]["annual_budget"]) for d in made)
    executed = sum(Decimal(d["funds"][0]["executed"]) for d in made)
    score = sum(Decimal(d["total"]["score"]) for d in made)
    return {
        "documents": len(made), "annual_budget": cents(budget), "executed": cents(executed),
        "mean_score": cents(score / len(made)), "claimed_differs": 0,
    }


def write(path, made):
    path.write_text(json.dumps(made, ensure_ascii=False))
    return path
