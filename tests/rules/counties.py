"""True documents of invented counties: sets of forms on the same projects, each county with its own
layout of money, decimals, weights and wordings. Everything that can be computed is computed here, with
exact decimals; nothing of the program's own is used. other_counties.py plants errors in them.
"""
from decimal import ROUND_HALF_UP, Decimal as D

COUNTIES = ["云岭县", "白沙区", "临河县", "南浦市", "凤鸣县", "东湖区", "石门县", "长渠县", "乌兰旗", "海棠县",
            "双溪县", "永乐县"]
OFFICES = ["水利局", "教育和体育局", "民政局", "农业农村局", "交通运输局", "卫生健康局", "文化和旅游局",
           "城关镇财政所", "残疾人联合会", "自然资源局", "应急管理局", "融媒体中心"]
SUBJECTS = ["中小河流治理", "学校食堂改造", "养老服务补贴", "高标准农田管护", "乡村道路养护", "基层卫生院设备购置",
            "图书馆免费开放", "路灯维护", "残疾人康复补助", "地质灾害监测", "应急物资储备", "广播信号覆盖",
            "信访维稳", "防汛抗旱", "公共厕所改造", "退役军人慰问", "食品安全抽检", "垃圾分类宣传", "校车运行补贴",
            "动物疫病防控"]


def q(value, places):
    """Rounds half up to so many places, as a decimal."""
    return (D(value).quantize(D(1).scaleb(-places), rounding=ROUND_HALF_UP)) + 0


def grouped(value, places):
    return f"{q(value, places):,}"


class County:
    """A county's ways: how it prints money, rates, scores; which funds, weights and columns it has."""

    def __init__(self, rng, number):
        self.rng = rng
        self.name = COUNTIES[number % len(COUNTIES)]
        self.office = self.name + OFFICES[(number * 5 + number // 12) % len(OFFICES)]
        self.year = 2019 + number % 6
        self.yuan = number % 7 == 3
        self.money_places = 2 if self.yuan else rng.choice([2, 2, 2, 4, 1, 0])
        self.money_grouped = self.yuan or rng.random() < 0.3
        self.rate_style = rng.choice(["2%", "2%", "1%", "0%", "2", "1"])
        self.score_places = rng.choice([2, 2, 1])
        self.plan = rng.choice(["50/30/10", "10/40/30/10", "20/40/20/10", "50/40"])
        self.sources = rng.choice(["current", "levels", "three", "single", "accounts"])
        self.grades = rng.random() < 0.7
        self.grade_words = rng.choice([("优", "良", "中", "差"), ("优秀", "良好", "合格", "不合格")])
        self.adjusted = rng.random() < 0.2
        self.level_weights = rng.random() < 0.25
        self.notes = rng.choice(["", "无"])
        self.signs = rng.choice(["always", "always", "mixed"])
        self.written = number % 3 == 1

    def money(self, amount):
        """`amount` is in 万元; the text is in the county's own unit."""
        places = self.money_places
        amount = amount * 10000 if self.yuan else amount
        return grouped(amount, places) if self.money_grouped else str(q(amount, places))

    def unit(self):
        return "元" if self.yuan else "万元"

    def draw(self, low, high):
        """An amount in 万元 that the county's printing holds without loss."""
        places = 2 if self.yuan else min(self.money_places, 2)
        return q(D(self.rng.randint(low * 100, high * 100)) / 100, places)

    def rate(self, part, whole):
        percent = D(0) if whole == 0 else part / whole * 100
        places = int(self.rate_style[0])
        return str(q(percent, places)) + ("%" if "%" in self.rate_style else "")

    def score(self, value):
        return str(q(value, self.score_places))


SOURCE_ROWS = {
    "current": [("current_appropriation", "其中：当年财政拨款"), ("carryover", "上年结转资金"), ("other", "其他资金")],
    "levels": [("central", "中央财政资金"), ("provincial", "省级财政资金"), ("local", "市县(区)财政资金"), ("other", "其他资金")],
    "three": [("current_appropriation", "其中：财政拨款"), ("other", "其他资金")],
    "single": [("current_appropriation", "其中：本年财政拨款")],
    "accounts": [("current_appropriation", "一般公共预算拨款"), ("special_account", "财政专户管理资金"), ("own_funds", "单位资金")],
}


def split(rng, amount, parts):
    """Divides an amount among sources; the first takes most of it, some take nothing."""
    shares = []
    for _ in range(parts - 1):
        share = q(amount * D(rng.choice([0, 0, 10, 20])) / 100, 1) if amount > 2 else D(0)
        if amount == amount.to_integral() and parts > 1: share = share.to_integral(rounding="ROUND_DOWN")
        shares.append(share)
    return [amount - sum(shares)] + shares


# ---- one project: what was planned, and what came of it ----

def project(county, number):
    rng = county.rng
    budget = county.draw(8, 600)
    annual = budget
    executed = annual if rng.random() < 0.4 else q(annual * D(rng.randint(5500, 9900)) / 10000, min(county.money_places, 2))
    halfway = q(executed * D(rng.randint(45, 75)) / 100, min(county.money_places, 2))
    parts = len(SOURCE_ROWS[county.sources])
    planned = split(rng, annual, parts)
    spent = [q(executed * p / annual, min(county.money_places, 2)) for p in planned]
    spent[0] += executed - sum(spent)
    half = [q(halfway * p / annual, min(county.money_places, 2)) for p in planned]
    half[0] += halfway - sum(half)
    return {
        "name": county.name + SUBJECTS[number % len(SUBJECTS)] + rng.choice(["项目", "经费", "补助资金", ""]),
        "code": rng.choice([None, f"5{rng.randint(10**10, 10**11 - 1)}"]),
        "budget": budget, "annual": annual, "executed": executed, "halfway": halfway,
        "planned": planned, "spent": spent, "half": half,
        "rows": rewrite(county, rows(county, executed, annual, number)) if county.written else rows(county, executed, annual, number),
    }


QUANTITY = [("完成工程数量", "处"), ("培训人次", "人次"), ("购置设备台数", "台"), ("发放补助人数", "人"), ("开展活动场次", "场次"),
            ("养护里程", "公里"), ("印制宣传资料", "份"), ("巡查次数", "次"), ("建设面积", "平方米"), ("采集样品", "批次")]
QUALITY = ["工程验收合格率", "补助发放准确率", "设备完好率", "培训合格率", "任务达标率"]
TIMELY = [("任务完成及时率", "%"), ("资金拨付时限", "天"), ("工程完工时间", "date"), ("按时完成率", "%"), ("应急响应时间", "分钟")]
SOCIAL = ["群众生活条件改善", "公共服务水平提升", "受益群众覆盖率", "安全事故发生次数", "带动就业人数", "群众投诉处理率"]
ECONOMIC = ["节约财政资金", "带动农户增收", "降低运行成本"]
LASTING = ["长效管护机制", "设施可持续使用年限", "持续发挥作用期限"]
CONTENT = ["受益群众满意度", "服务对象满意度", "职工满意度", "学生及家长满意度"]


def rows(county, executed, annual, number):
    """Indicator rows: (level1, level2, level3, target, actual, ratio reached 0..1, kind)."""
    rng, out = county.rng, []
    plan = county.plan
    if plan in ("10/40/30/10", "20/40/20/10"):
        bound = annual
        out.append(cost_row(county, bound, executed, "成本指标", "经济成本指标"))
    for name, unit in rng.sample(QUANTITY, rng.randint(1, 3)):
        out.append(number_row(county, "产出指标", "数量指标", name, unit))
    out.append(percent_row(county, "产出指标", "质量指标", rng.choice(QUALITY)))
    name, kind = rng.choice(TIMELY)
    out.append(time_row(county, name, kind))
    if plan == "50/30/10" or plan == "50/40":
        if rng.random() < 0.7: out.append(cost_row(county, annual, executed, "产出指标", "成本指标"))
    if rng.random() < 0.3: out.append(economic_row(county, rng.choice(ECONOMIC)))
    out.append(social_row(county, rng.choice(SOCIAL)))
    out.append(lasting_row(county, rng.choice(LASTING)))
    if plan != "50/40":
        out.append(percent_row(county, "满意度指标", rng.choice(["服务对象满意度指标", "服务对象满意度", "满意度指标"]),
                               rng.choice(CONTENT), low=85))
    return out


def sign(county, mark):
    return {"≥": county.rng.choice(["≥", "≥", "不少于", "不低于"]), "≤": county.rng.choice(["≤", "≤", "不超过"])}[mark] \
        if county.signs == "mixed" else mark


def row(l1, l2, l3, target, actual, ratio, kind):
    return {"level1": l1, "level2": l2, "level3": l3, "target": target, "actual": actual, "ratio": D(ratio), "kind": kind}


def cost_row(county, budget, executed, l1, l2):
    """A cost target is the budget itself; what it cost is what was spent."""
    budget_text = str(q(budget, min(county.money_places, 2) if not county.yuan else 2)).rstrip("0").rstrip(".") or "0"
    spent = str(q(executed, min(county.money_places, 2) if not county.yuan else 2))
    spent = spent.rstrip("0").rstrip(".") if "." in spent else spent
    if "." not in str(q(budget, min(county.money_places, 2) if not county.yuan else 2)):
        budget_text = str(q(budget, 0))
    return row(l1, l2, county.rng.choice(["项目总成本", "项目投入成本", "预算控制数"]), f"≤{budget_text}万元", f"{spent}万元", 1, "cost")


def number_row(county, l1, l2, name, unit):
    rng = county.rng
    plan = rng.choice([3, 8, 12, 30, 50, 120, 500, 1500, 20000])
    roll = rng.random()
    if roll < 0.3: actual, ratio = plan + max(1, plan // rng.choice([10, 20, 50])), D(1)
    elif roll < 0.85 or plan < 12: actual, ratio = plan, D(1)
    else:
        actual = plan - max(1, plan // rng.choice([10, 6]))
        ratio = D(actual) / D(plan)
    if rng.random() < 0.2 and ratio == 1 and actual == plan: target, kind = f"={plan}{unit}", "equal"
    elif rng.random() < 0.2 and actual == plan: target, kind = f"{plan}{unit}", "bare"
    else: target, kind = f"{sign(county, '≥')}{plan}{unit}", "number"
    actual_text = f"{actual}{unit}" if rng.random() < 0.9 else f"{actual}"
    return row(l1, l2, name, target, actual_text, ratio, kind)


def percent_row(county, l1, l2, name, low=90):
    rng = county.rng
    plan = rng.choice([p for p in (85, 90, 95, 98, 100) if p >= low])
    if rng.random() < 0.15:
        actual = plan - rng.randint(1, 4)
        ratio = D(actual) / D(plan)
    else: actual, ratio = rng.randint(plan, 100), D(1)
    if plan == 100 and ratio == 1: return row(l1, l2, name, rng.choice(["=100%", "100%"]), "100%", 1, "percent-equal")
    if plan == 100: return row(l1, l2, name, "=100%", f"{actual}%", ratio, "percent-equal")
    return row(l1, l2, name, f"{sign(county, '≥')}{plan}%", f"{actual}%", ratio, "percent")


def time_row(county, name, kind):
    rng, year = county.rng, county.year
    if kind == "%": return percent_row(county, "产出指标", "时效指标", name)
    if kind == "date":
        target = rng.choice([f"{year}年12月31日前", f"{year}年11月30日前", "12月底前", f"{year}年12月底前完成"])
        actual = rng.choice([f"{year}年11月20日", f"{year}年10月15日完成", f"{year}年9月"])
        return row("产出指标", "时效指标", name, target, actual, 1, "date")
    plan = rng.choice([5, 10, 30])
    unit = "天" if kind == "天" else "分钟"
    if rng.random() < 0.15:
        actual = plan + rng.choice([1, 2])
        return row("产出指标", "时效指标", name, f"≤{plan}{unit}", f"{actual}{unit}", D(plan) / D(actual), "reverse")
    return row("产出指标", "时效指标", name, f"≤{plan}{unit}", f"{plan - rng.choice([0, 1, 2])}{unit}", 1, "reverse")


# How other counties write a target that was reached: class, second level, name, target, actual.
WRITTEN = [
    ("产出指标", "数量指标", "巡查覆盖户数", "≥100百分比", "100%"), ("产出指标", "数量指标", "宣传册种类", "不少于12种", "12种"),
    ("产出指标", "数量指标", "接待读者人次", "≥735人次", "800人次"), ("产出指标", "数量指标", "网络维护频次", "一月一次", "一月一次"),
    ("产出指标", "数量指标", "印制册数", "5000册", "5000册"), ("产出指标", "数量指标", "数据存储容量", "25TB", "25TB"),
    ("产出指标", "数量指标", "公益活动", "12期", "12"), ("产出指标", "质量指标", "验收合格率", "98%以上", "99%"),
    ("产出指标", "质量指标", "差错率", "小于0.9‰", "0.5‰"), ("产出指标", "质量指标", "成活率", "≥95%", "95.5%"),
    ("产出指标", "质量指标", "合格率", "100", "100"), ("产出指标", "质量指标", "达标情况", "达标", "达标"),
    ("产出指标", "质量指标", "培训质量", "合格", "达成预期指标"), ("产出指标", "时效指标", "资金到位时间", "12月底到位", "12月底到位"),
    ("产出指标", "时效指标", "完成时限", "12月31日前", "11月27日"), ("产出指标", "时效指标", "处理时限", "≤5天/次", "4天/次"),
    ("产出指标", "时效指标", "工作及时性", "及时", "及时"), ("产出指标", "时效指标", "响应时间", "<1小时", "30分钟"),
    ("产出指标", "时效指标", "巡检周期", "≤30天", "1个月"), ("产出指标", "成本指标", "人均补助标准", "≤5300元/户", "5300元/户"),
    ("产出指标", "成本指标", "亩均补贴标准", "1600元/亩", "1600元/亩"), ("产出指标", "成本指标", "补助标准", "=530元/人*月", "530元/人*月"),
    ("效益指标", "社会效益指标", "重大事故", "0起", "0"), ("效益指标", "社会效益指标", "事故发生数", "0", "0起"),
    ("效益指标", "社会效益指标", "是否建立档案", "是", "是"), ("效益指标", "社会效益指标", "网站无障碍访问", "全天候可用", "全天候可用"),
    ("效益指标", "社会效益指标", "知晓率", "≥80%", "提高到86%"), ("效益指标", "经济效益指标", "带动产值", "≥1.2亿元", "12500万元"),
    ("效益指标", "生态效益指标", "林草覆盖率", "≥35%", "35%"), ("效益指标", "可持续影响指标", "影响期限", "长期", "长期"),
    ("效益指标", "可持续影响指标", "师生比例", "1:3", "1:3"), ("效益指标", "可持续影响指标", "机制健全程度", "健全", "已健全"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥95%", "98.6%"), ("满意度指标", "满意度指标", "服务对象满意度", "90%以上", "92%"),
    ("满意度指标", "服务对象满意度", "职工满意度", "满意", "满意"),
]


def rewrite(county, rows):
    """Some rows as other counties write them."""
    for at, r in enumerate(rows):
        used = {x["level3"] for x in rows}
        same = [w for w in WRITTEN if w[0] == r["level1"] and (w[1] == r["level2"] or r["level1"] == "满意度指标") and w[2] not in used]
        if r["kind"] == "cost" or not same or county.rng.random() < 0.6: continue
        _, level2, name, target, actual = county.rng.choice(same)
        rows[at] = row(r["level1"], level2, name, target, actual, 1, "written")
    return rows


def words(county, l1, l2, name):
    rng = county.rng
    target, actual = rng.choice([("有效改善", "有效改善"), ("明显提升", "明显提升"), ("不断完善", "已完善"), ("长期", "长期"),
                                 ("健全", "健全"), ("有所提升", "达成预期指标"), ("持续发挥", "完成"), ("显著", "达成预期指标"),
                                 ("逐步提高", "基本达到预期")])
    ratio = D("0.9") if actual.startswith("基本") else D(1)
    return row(l1, l2, name, target, actual, ratio, "words")


def economic_row(county, name):
    rng = county.rng
    if name == "节约财政资金": return row("效益指标", "经济效益指标", name, "≥2万元", "2.5万元", 1, "number")
    if name == "带动农户增收": return row("效益指标", "经济效益指标", name, "≥500元/户", f"{rng.choice([500, 620])}元/户", 1, "number")
    return words(county, "效益指标", "经济效益指标", name)


def social_row(county, name):
    rng = county.rng
    if name == "安全事故发生次数":
        return row("效益指标", "社会效益指标", name, rng.choice(["0次", "=0次", "≤0次", "≤1次"]), "0次", 1, "zero")
    if name == "带动就业人数": return number_row(county, "效益指标", "社会效益指标", name, "人")
    if name.endswith("率"): return percent_row(county, "效益指标", "社会效益指标", name)
    return words(county, "效益指标", "社会效益指标", name)


def lasting_row(county, name):
    if name == "设施可持续使用年限": return row("效益指标", "可持续影响指标", name, "≥10年", "10年", 1, "number")
    return words(county, "效益指标", "可持续影响指标", name)


# ---- the forms ----

def head(county, form, title, p, with_department=True):
    doc = {"form": form, "year": county.year, "title": title}
    if p:
        doc["project"] = {"name": p["name"]}
        if p["code"]: doc["project"]["code"] = p["code"]
    if with_department: doc["department"] = {"name": county.name + "财政局"}
    doc["unit"] = {"name": county.office}
    doc["money_unit"] = county.unit()
    return doc


def funds(county, p, columns):
    """The funds rows; `columns` names for each printed column the (total, parts) it takes."""
    out = [{"source": "total", "label": county.rng.choice(["年度资金总额", "资金总额"])}]
    for source, label in SOURCE_ROWS[county.sources]: out.append({"source": source, "label": label})
    for key, (total, parts) in columns.items():
        out[0][key] = county.money(p[total])
        for at, fund in enumerate(out[1:]): fund[key] = county.money(p[parts][at])
    return out


def level1_weights(county, found):
    plan = {"50/30/10": {"产出指标": 50, "效益指标": 30, "满意度指标": 10},
            "50/40": {"产出指标": 50, "效益指标": 40},
            "10/40/30/10": {"成本指标": 10, "产出指标": 40, "效益指标": 30, "满意度指标": 10},
            "20/40/20/10": {"成本指标": 20, "产出指标": 40, "效益指标": 20, "满意度指标": 10}}[county.plan]
    return {k: v for k, v in plan.items() if k in found}


def weigh(county, found):
    """Shares each class's weight among its rows: whole points, the last row takes the rest."""
    weights = []
    for name, whole in level1_weights(county, {r["level1"] for r in found}).items():
        mine = [r for r in found if r["level1"] == name]
        each = whole // len(mine)
        for at, r in enumerate(mine): weights.append((id(r), whole - each * (len(mine) - 1) if at == len(mine) - 1 else each))
    by = dict(weights)
    return [D(by[id(r)]) for r in found]


REASONS = ["部分任务受天气影响推迟，已列入下年计划，将提前安排。", "实际参与人数少于预期，下一步加强宣传发动。", "供货周期较长，已督促尽快到位。"]


def self_evaluation(county, p):
    rng = county.rng
    doc = head(county, "self_evaluation", rng.choice(["项目支出绩效自评表", "部门预算项目支出绩效自评表", "项目绩效目标自评表"]), p)
    doc["funds"] = funds(county, p, {"initial_budget": ("budget", "planned"), "annual_budget": ("annual", "planned"),
                                     "executed": ("executed", "spent")})
    whole = [p["annual"]] + p["planned"]
    done = [p["executed"]] + p["spent"]
    for at, fund in enumerate(doc["funds"]): fund["rate"] = county.rate(done[at], whole[at])
    execution = min(D(10), D(10) * p["executed"] / p["annual"])
    doc["funds"][0]["weight"] = "10"
    doc["funds"][0]["score"] = county.score(execution)
    doc["goals"] = {"expected": f"完成{p['name']}年度任务，改善群众生产生活条件。", "actual": "全年任务按计划推进，惠及群众生产生活。"}
    weights, indicators, total = weigh(county, p["rows"]), [], q(execution, county.score_places)
    for r, w in zip(p["rows"], weights):
        score = q(min(w, w * r["ratio"]), county.score_places)
        total += score
        one = {k: r[k] for k in ("level1", "level2", "level3", "target")}
        if county.adjusted: one["adjusted_target"] = ""
        one.update(actual=r["actual"], weight=str(w), score=str(score),
                   reason=rng.choice(REASONS) if score < w else county.notes)
        if county.level_weights: one["level1_weight"] = str(level1_weights(county, {r["level1"]})[r["level1"]])
        indicators.append(one)
    doc["indicators"] = indicators
    doc["total"] = {"weight": "100", "score": str(total)}
    if county.grades:
        doc["total"]["grade"] = county.grade_words[0 if total >= 90 else 1 if total >= 80 else 2 if total >= 60 else 3]
    if p["executed"] < p["annual"] and all(not i["reason"] or i["reason"] == "无" for i in indicators):
        indicators[0]["reason"] = "按实际结算金额支付，结余资金已上交财政。"
    if total < 80: doc["shortfall_explanation"] = "主要原因是资金下达较晚、招标流标，下一步提前做好前期工作，加快支付。"
    return doc


def target(county, p, weights=False):
    rng = county.rng
    doc = head(county, "target", rng.choice(["项目支出绩效目标表", "项目支出绩效目标申报表"]), p)
    if rng.random() < 0.4:
        doc.update(attribute=rng.choice(["常年项目", "一次性项目"]), source="本级申报项目", duration=f"{county.year}年")
    doc["funds"] = [{"source": f["source"], "label": f["label"], "amount": f["annual_budget"]}
                    for f in funds(county, p, {"annual_budget": ("budget", "planned")})]
    doc["goals"] = {"expected": f"完成{p['name']}年度任务，改善群众生产生活条件。"}
    doc["indicators"] = [{k: r[k] for k in ("level1", "level2", "level3", "target")} for r in p["rows"]]
    if weights:
        for one, w in zip(doc["indicators"], weigh(county, p["rows"])): one["weight"] = str(w)
    return doc


def monitoring(county, p):
    rng = county.rng
    month = rng.choice([6, 7, 8, 9])
    doc = head(county, "monitoring", rng.choice(["项目支出绩效目标执行监控表", "项目支出绩效运行监控表"]), p)
    doc["period"] = f"1-{month}月"
    p = dict(p, forecast=p["annual"])
    doc["funds"] = funds(county, p, {"initial_budget": ("budget", "planned"), "executed": ("halfway", "half"),
                                     "forecast": ("forecast", "planned")})
    for at, fund in enumerate(doc["funds"]):
        fund["rate"] = county.rate(([p["halfway"]] + p["half"])[at], ([p["budget"]] + p["planned"])[at])
    doc["goals"] = {"expected": f"完成{p['name']}年度任务。"}
    out = []
    for r in p["rows"]:
        one = {k: r[k] for k in ("level1", "level2", "level3", "target")}
        late = rng.random() < 0.15
        one.update(progress=progress(county, r), forecast=r["target"].lstrip("≥≤=").removeprefix("不少于").removeprefix("不低于").removeprefix("不超过"),
                   deviation_cause="人员保障" if late else "", explanation="专业人员不足，进度稍慢" if late else "",
                   likelihood="有可能" if late else "确定能",
                   measures="增加人员，加快进度" if late else "", remark="年底前完成" if late else "")
        out.append(one)
    doc["indicators"] = out
    return doc


def progress(county, r):
    rng = county.rng
    if r["kind"] in ("number", "equal", "bare"):
        digits = "".join(c for c in r["target"] if c.isdigit())
        unit = r["target"].split(digits)[-1]
        return f"{max(1, int(digits) * rng.randint(40, 80) // 100)}{unit}"
    if r["kind"] in ("percent", "percent-equal"): return f"{rng.randint(50, 90)}%"
    if r["kind"] == "cost": return "正在支付"
    if r["kind"] == "written": return rng.choice(["正常推进", "按计划推进", "50%"])
    return rng.choice(["正常推进", "按计划推进"])


def project_list(county, projects):
    doc = {"form": "project_list", "year": county.year, "title": "项目支出绩效目标公开清单",
           "unit": {"name": county.office}, "money_unit": county.unit()}
    doc["rows"] = [{"number": str(at), "name": p["name"], "amount": county.money(p["budget"])}
                   for at, p in enumerate(projects, 1)]
    if county.rng.random() < 0.6: doc["total"] = {"amount": county.money(sum(p["budget"] for p in projects))}
    if county.rng.random() < 0.5: doc["note"] = "注：本单位0个涉密项目除外。"
    return doc


def summary(county, forms):
    doc = {"form": "evaluation_summary", "year": county.year, "title": f"{county.year}年度项目支出绩效自评情况汇总表",
           "department": {"name": county.office}, "rows": []}
    for at, form in enumerate(forms, 1):
        score = D(form["total"]["score"])
        grade = county.grade_words[0 if score >= 90 else 1 if score >= 80 else 2 if score >= 60 else 3]
        doc["rows"].append({"number": str(at), "name": form["project"]["name"], "unit": county.office,
                            "score": form["total"]["score"], "grade": grade})
    return doc


EVALUATION = [("决策", "项目立项", ["立项依据充分性", "立项程序规范性"]), ("决策", "绩效目标", ["绩效目标合理性", "绩效指标明确性"]),
              ("决策", "资金投入", ["预算编制科学性", "资金分配合理性"]), ("过程", "资金管理", ["资金到位率", "预算执行率", "资金使用合规性"]),
              ("过程", "组织实施", ["管理制度健全性", "制度执行有效性"]), ("产出", "产出数量", ["任务完成数量"]), ("产出", "产出质量", ["验收合格情况"]),
              ("产出", "产出时效", ["完成及时性"]), ("产出", "产出成本", ["成本控制情况"]), ("效益", "项目效益", ["社会效益", "可持续影响"]),
              ("效益", "满意度", ["服务对象满意度"])]
CLASS_WEIGHTS = {"决策": 15, "过程": 20, "产出": 35, "效益": 30}


def evaluation(county, p):
    rng = county.rng
    doc = head(county, "evaluation", "项目绩效评价得分表", p)
    del doc["money_unit"]
    found, weight_of = [], {}
    for name, whole in CLASS_WEIGHTS.items():
        leaves = [(l1, l2, l3) for l1, l2, l3s in EVALUATION if l1 == name for l3 in l3s]
        each = whole // len(leaves)
        for at, leaf in enumerate(leaves): weight_of[leaf] = D(whole - each * (len(leaves) - 1) if at == len(leaves) - 1 else each)
        found += leaves
    second = {}
    for leaf in found: second[leaf[:2]] = second.get(leaf[:2], D(0)) + weight_of[leaf]
    out = []
    for leaf in found:
        w = weight_of[leaf]
        if leaf[2] == "预算执行率": score = q(w * p["executed"] / p["annual"], 2)
        else: score = w if rng.random() < 0.8 else w - D(rng.choice(["0.5", "1"]))
        out.append({"level1": leaf[0], "level1_weight": str(CLASS_WEIGHTS[leaf[0]]), "level2": leaf[1],
                    "level2_weight": str(second[leaf[:2]]), "level3": leaf[2], "weight": str(w), "score": str(score)})
    doc["rows"] = out
    total = sum(D(r["score"]) for r in out)
    doc["total"] = {"weight": "100", "score": str(total)}
    classes = {n: sum(D(r["score"]) for r in out if r["level1"] == n) for n in CLASS_WEIGHTS}
    doc["narrative"] = [f"{n}类指标分值{CLASS_WEIGHTS[n]}分，得分{classes[n]}分。" for n in CLASS_WEIGHTS] + [
        f"综上，{n}类指标共计{CLASS_WEIGHTS[n]}分，本项目得分{classes[n]}分。" for n in ("过程",)] + [
        f"以上合计100分，得分{total}分。"] + [f"（一）{l2}（{w}分）。" for (l1, l2), w in list(second.items())[:3]]
    return doc


# ---- final accounts ----

CLASSES = ["一般公共服务支出", "外交支出", "国防支出", "公共安全支出", "教育支出", "科学技术支出", "文化旅游体育与传媒支出",
           "社会保障和就业支出", "卫生健康支出", "节能环保支出", "城乡社区支出", "农林水支出", "交通运输支出", "资源勘探工业信息等支出",
           "商业服务业等支出", "金融支出", "援助其他地区支出", "自然资源海洋气象等支出", "住房保障支出", "粮油物资储备支出",
           "国有资本经营预算支出", "灾害防治及应急管理支出", "其他支出", "债务还本支出", "债务付息支出", "抗疫特别国债安排的支出"]
NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八",
            "十九", "二十", "二十一", "二十二", "二十三", "二十四", "二十五", "二十六"]
LEAVES = {
    "201": ("一般公共服务支出", "20103", "政府办公厅（室）及相关机构事务", [("2010301", "行政运行"), ("2010302", "一般行政管理事务"), ("2010399", "其他政府办公厅（室）及相关机构事务支出")]),
    "205": ("教育支出", "20502", "普通教育", [("2050201", "学前教育"), ("2050202", "小学教育"), ("2050203", "初中教育")]),
    "213": ("农林水支出", "21303", "水利", [("2130301", "行政运行"), ("2130306", "水利工程运行与维护"), ("2130314", "防汛")]),
    "207": ("文化旅游体育与传媒支出", "20701", "文化和旅游", [("2070101", "行政运行"), ("2070104", "图书馆")]),
}
COMMON = {
    "208": ("社会保障和就业支出", "20805", "行政事业单位养老支出", [("2080501", "行政单位离退休"), ("2080505", "机关事业单位基本养老保险缴费支出")]),
    "210": ("卫生健康支出", "21011", "行政事业单位医疗", [("2101101", "行政单位医疗")]),
    "221": ("住房保障支出", "22102", "住房改革支出", [("2210201", "住房公积金")]),
}


def final_accounts(county, projects=None, forms=None, before=None, carried_out=None, year=None):
    """All nine tables, and the explanations that go with them. `projects` (with their forms) are the
    unit's own: its project expenditure is what they executed. `before` are the accounts of the year before;
    `carried_out` is what those have to carry out."""
    rng = county.rng
    cents = lambda v: q(v, 2)
    items, initial = {}, {}
    project_sum = cents(sum(p["executed"] for p in projects)) if projects else county.draw(50, 900)
    main = rng.choice(list(LEAVES))
    tree = {main: LEAVES[main], **COMMON}
    for code, (_, _, _, leaves) in tree.items():
        for at, (leaf, _) in enumerate(leaves):
            basic = D(rng.randint(500, 60000)) / 100 if (code != main or at == 0) else D(0)
            items[leaf] = [basic, D(0)]
    rest = project_sum
    tail = [leaf for leaf, _ in LEAVES[main][3][1:]]
    for leaf in tail[:-1]:
        part = cents(rest * D(rng.randint(20, 60)) / 100)
        items[leaf][1] = part
        rest -= part
    items[tail[-1]][1] = rest
    own = carried_out is None and rng.random() < 0.3        # other income beside appropriations
    other = D(rng.randint(100, 5000)) / 100 if own else D(0)
    carried_in = D(rng.randint(0, 4000)) / 100 if rng.random() < 0.4 else D(0)
    if before: carried_in = closing(before)
    carried_out = carried_out or D(0)
    basic_sum, total = sum(v[0] for v in items.values()), sum(sum(v) for v in items.values())
    appropriation = total - carried_in + carried_out        # what was spent came from this year and last
    if appropriation < 0: raise ValueError("carry-over larger than what was spent")
    carried_out_own = other                                 # other income was not spent
    m = lambda v: grouped(v, 2)
    tables = {}

    def tree_rows(width, values):
        out = []
        for code, (name, middle, middle_name, leaves) in sorted(tree.items()):
            sums = [sum(values(leaf)[c] for leaf, _ in leaves) for c in range(width)]
            out.append([code, name] + [m(v) for v in sums])
            out.append([middle, middle_name] + [m(v) for v in sums])
            for leaf, leaf_name in leaves: out.append([leaf, leaf_name] + [m(v) for v in values(leaf)])
        sums = [sum(values(leaf)[c] for _, _, _, ls in tree.values() for leaf, _ in ls) for c in range(width)]
        return [["", "合计"] + [m(v) for v in sums]] + out

    class_sum = {name: sum(sum(items[leaf]) for leaf, _ in leaves) for name, _, _, leaves in tree.values()}
    income_total = appropriation + other
    left = [("一、一般公共预算财政拨款收入", appropriation), ("二、政府性基金预算财政拨款收入", D(0)), ("三、国有资本经营预算财政拨款收入", D(0)),
            ("四、上级补助收入", D(0)), ("五、事业收入", D(0)), ("六、经营收入", D(0)), ("七、附属单位上缴收入", D(0)), ("八、其他收入", other)]
    body = []
    for at, name in enumerate(CLASSES):
        body.append([left[at][0] if at < 8 else "", str(at + 1), m(left[at][1]) if at < 8 else "",
                     f"{NUMERALS[at]}、{name}", str(at + 32), m(class_sum.get(name, D(0)))])
    grand = income_total + carried_in
    body += [["本年收入合计", "27", m(income_total), "本年支出合计", "58", m(total)],
             ["使用非财政拨款结余", "28", m(0), "结余分配", "59", m(0)],
             ["年初结转和结余", "29", m(carried_in), "年末结转和结余", "60", m(carried_out + carried_out_own)],
             ["", "30", "", "", "61", ""], ["总计", "31", m(grand), "总计", "62", m(grand)]]
    tables["01"] = {"title": "收入支出决算总表", "money_unit": "万元",
                    "columns": ["收入/项目", "收入/行次", "收入/金额", "支出/项目", "支出/行次", "支出/金额"], "rows": body}

    # income by function: what came in this year; carried-in money reduces the largest item
    biggest = max(items, key=lambda leaf: sum(items[leaf]))
    if sum(items[biggest]) < carried_in: raise ValueError("carry-over larger than any item")
    if carried_out and carried_in: raise ValueError("carried both in and out")

    def came(leaf):
        fiscal = sum(items[leaf]) - (carried_in - carried_out if leaf == biggest else 0)
        extra = other if leaf == biggest else D(0)
        return [fiscal + extra, fiscal, D(0), D(0), D(0), D(0), extra]
    tables["02"] = {"title": "收入决算表", "money_unit": "万元",
                    "columns": ["项目/科目代码", "项目/科目名称", "本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"],
                    "rows": tree_rows(7, came)}
    tables["03"] = {"title": "支出决算表", "money_unit": "万元",
                    "columns": ["项目/科目代码", "项目/科目名称", "本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"],
                    "rows": tree_rows(6, lambda leaf: [sum(items[leaf]), items[leaf][0], items[leaf][1], D(0), D(0), D(0)])}
    names = ["一、一般公共预算财政拨款", "二、政府性基金预算财政拨款", "三、国有资本经营预算财政拨款"]
    body = []
    for at, name in enumerate(CLASSES):
        v = class_sum.get(name, D(0))
        body.append([names[at] if at < 3 else "", str(at + 1), m(appropriation if at == 0 else 0) if at < 3 else "",
                     f"{NUMERALS[at]}、{name}", str(at + 33), m(v), m(v), m(0), m(0)])
    fiscal_grand = appropriation + carried_in
    body += [["本年收入合计", "27", m(appropriation), "本年支出合计", "59", m(total), m(total), m(0), m(0)],
             ["年初财政拨款结转和结余", "28", m(carried_in), "年末财政拨款结转和结余", "60", m(carried_out), m(carried_out), m(0), m(0)],
             ["一般公共预算财政拨款", "29", m(carried_in), "", "61", "", "", "", ""],
             ["政府性基金预算财政拨款", "30", m(0), "", "62", "", "", "", ""],
             ["国有资本经营预算财政拨款", "31", m(0), "", "63", "", "", "", ""],
             ["总计", "32", m(fiscal_grand), "总计", "64", m(fiscal_grand), m(fiscal_grand), m(0), m(0)]]
    tables["04"] = {"title": "财政拨款收入支出决算总表", "money_unit": "万元",
                    "columns": ["收入/项目", "收入/行次", "收入/金额", "支出/项目", "支出/行次", "支出/合计", "支出/一般公共预算财政拨款",
                                "支出/政府性基金预算财政拨款", "支出/国有资本经营预算财政拨款"], "rows": body}
    tables["05"] = {"title": "一般公共预算财政拨款支出决算表", "money_unit": "万元",
                    "columns": ["项目/科目代码", "项目/科目名称", "本年支出/小计", "本年支出/基本支出", "本年支出/项目支出"],
                    "rows": tree_rows(3, lambda leaf: [sum(items[leaf])] + items[leaf])}
    tables["06"], staff, running, economic = basic_table(county, basic_sum)
    tables["07"] = {"title": "政府性基金预算财政拨款收入支出决算表", "money_unit": "万元",
                    "columns": ["项目/科目代码", "项目/科目名称", "年初结转和结余", "本年收入", "本年支出/小计", "本年支出/基本支出", "本年支出/项目支出", "年末结转和结余"],
                    "rows": [["合计", "", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00"]]}
    tables["08"] = {"title": "国有资本经营预算财政拨款支出决算表", "money_unit": "万元",
                    "columns": ["项目/科目代码", "项目/科目名称", "本年支出/合计", "本年支出/基本支出", "本年支出/项目支出"],
                    "rows": [["合计", "", "0.00", "0.00", "0.00"]]}
    abroad, running_cars, guests = economic["30212"], economic["30231"], economic["30217"]
    budget = [abroad, D(0), running_cars + D(rng.randint(0, 200)) / 100, guests + D(rng.randint(0, 100)) / 100]
    final = [abroad, D(0), running_cars, guests]
    line = []
    for part in (budget, final):
        a, buy, run, guest = part
        line += [m(a + buy + run + guest), m(a), m(buy + run), m(buy), m(run), m(guest)]
    tables["09"] = {"title": "财政拨款“三公”经费支出决算表", "money_unit": "万元",
                    "columns": [f"{g}/{c}" for g in ("预算数", "决算数") for c in
                                ("合计", "因公出国（境）费", "公务用车购置及运行维护费/小计", "公务用车购置及运行维护费/公务用车购置费",
                                 "公务用车购置及运行维护费/公务用车运行维护费", "公务接待费")], "rows": [line]}
    year = year or county.year
    doc = {"form": "final_accounts", "year": year, "title": f"{year}年度单位决算", "unit": {"name": county.office},
           "tables": tables}
    doc["narrative"] = narrative(county, dict(grand=grand, income=income_total, total=total, basic=basic_sum,
                                              project=project_sum, tree=tree, items=items, staff=staff, running=running, budget=budget,
                                              final=final, class_sum=class_sum, appropriation=appropriation, fiscal_grand=fiscal_grand,
                                              other=other, before=before), projects, forms)
    return doc


def closing(accounts):
    """What the accounts carry out, as their first table has it."""
    return D(next(r[5] for r in accounts["tables"]["01"]["rows"] if r[3] == "年末结转和结余").replace(",", ""))


def grand_total(accounts, table):
    return D(accounts["tables"][table]["rows"][-1][2].replace(",", ""))


STAFF = [("30101", "基本工资"), ("30102", "津贴补贴"), ("30107", "绩效工资"), ("30113", "住房公积金")]
HOME = [("30302", "退休费"), ("30305", "生活补助"), ("30309", "奖励金")]
GOODS = [("30201", "办公费"), ("30207", "邮电费"), ("30211", "差旅费"), ("30212", "因公出国（境）费用"), ("30217", "公务接待费"),
         ("30228", "工会经费"), ("30231", "公务用车运行维护费")]
ASSETS = [("31002", "办公设备购置"), ("31013", "公务用车购置")]


def basic_table(county, basic):
    """Table 06: basic expenditure by economic class, adding up to `basic`."""
    rng = county.rng
    goods = {code: D(rng.randint(50, 400)) / 100 for code, _ in GOODS}
    if rng.random() < 0.5: goods["30212"] = D(0)
    assets = {"31002": D(rng.randint(0, 300)) / 100, "31013": D(0)}
    running = sum(goods.values()) + sum(assets.values())
    home = {code: D(rng.randint(0, 500)) / 100 for code, _ in HOME}
    pay = basic - running - sum(home.values())
    if pay < 0: raise ValueError("basic expenditure too small")
    staff = {"30102": q(pay / 5, 2), "30107": q(pay / 6, 2), "30113": q(pay / 9, 2)}
    staff["30101"] = pay - sum(staff.values())
    m = lambda v: grouped(v, 2)
    left = [("301", "工资福利支出", pay)] + [(c, n, staff[c]) for c, n in STAFF]
    left += [("303", "对个人和家庭的补助", sum(home.values()))] + [(c, n, home[c]) for c, n in HOME]
    middle = [("302", "商品和服务支出", sum(goods.values()))] + [(c, n, goods[c]) for c, n in GOODS]
    right = [("307", "债务利息及费用支出", D(0)), ("30701", "国内债务付息", D(0)), ("310", "资本性支出", sum(assets.values()))]
    right += [(c, n, assets[c]) for c, n in ASSETS] + [("312", "对企业补助", D(0)), ("399", "其他支出", D(0))]
    body = []
    for at in range(max(len(left), len(middle), len(right))):
        line = []
        for part in (left, middle, right):
            line += [part[at][0], part[at][1], m(part[at][2])] if at < len(part) else ["", "", ""]
        body.append(line)
    staff_total = pay + sum(home.values())
    body.append(["人员经费合计", "", m(staff_total), "公用经费合计", "", "", "", "", m(running)])
    table = {"title": "一般公共预算财政拨款基本支出决算明细表", "money_unit": "万元",
             "columns": ["人员经费/科目代码", "人员经费/科目名称", "人员经费/金额"] + ["公用经费/科目代码", "公用经费/科目名称", "公用经费/金额"] * 2,
             "rows": body}
    return table, staff_total, running, {**goods, **assets}


def plain(value):
    """As prose prints it: no separators, no trailing zeros now and then."""
    return f"{q(value, 2):,}"


def narrative(county, f, projects, forms):
    rng, y, pct = county.rng, county.year, lambda a, b: f"{q(a / b * 100, 2)}%"

    def change(value, old=None):
        old = old or q(value * D(rng.randint(70, 130)) / 100, 2)
        diff = value - old
        word = "增加" if diff >= 0 else "减少"
        rate = "增长" if diff >= 0 else "下降"
        return word, plain(abs(diff)), rate, pct(abs(diff), old)
    out = []
    w, d, r, g = change(f["grand"], f["before"] and grand_total(f["before"], "01"))
    out.append(f"{y}年度收、支总计{plain(f['grand'])}万元。与{y - 1}年相比，收、支总计各{w}{d}万元，{r}{g}。主要是项目支出的变化。")
    share = f"，占{pct(f['appropriation'], f['income'])}"
    extra = f"；其他收入{plain(f['other'])}万元，占{pct(f['other'], f['income'])}" if f["other"] else ""
    out.append(f"本年收入合计{plain(f['income'])}万元，其中：财政拨款收入{plain(f['appropriation'])}万元{share}{extra}。")
    w, d, r, g = change(f["appropriation"])
    out.append(f"1、财政拨款收入{plain(f['appropriation'])}万元。与{y - 1}年度相比，{w}{d}万元，{r}{g}。主要是项目支出的变化。")
    out.append(f"本年支出合计{plain(f['total'])}万元，其中：基本支出{plain(f['basic'])}万元，占{pct(f['basic'], f['total'])}；"
               f"项目支出{plain(f['project'])}万元，占{pct(f['project'], f['total'])}。")
    w, d, r, g = change(f["basic"])
    out.append(f"1、基本支出{plain(f['basic'])}万元。与{y - 1}年度相比，{w}{d}万元，{r}{g}。主要是人员变动。")
    w, d, r, g = change(f["project"])
    out.append(f"2、项目支出{plain(f['project'])}万元。与{y - 1}年度相比，{w}{d}万元，{r}{g}。主要是项目增减。")
    w, d, r, g = change(f["fiscal_grand"], f["before"] and grand_total(f["before"], "04"))
    out.append(f"{y}年度财政拨款收、支总计{plain(f['fiscal_grand'])}万元。与{y - 1}年相比，财政拨款收、支总计各{w}{d}万元，{r}{g}。")
    w, d, r, g = change(f["total"])
    out.append(f"{y}年度一般公共预算财政拨款支出{plain(f['total'])}万元，占本年支出合计的100%。与{y - 1}年度相比，一般公共预算财政拨款支出{w}{d}万元，{r}{g}。")
    parts = "；".join(f"{n}（类）支出{plain(v)}万元，占{pct(v, f['total'])}" for n, v in f["class_sum"].items())
    out.append(f"{y}年度一般公共预算财政拨款支出{plain(f['total'])}万元，主要用于以下方面：{parts}。")
    plans = {leaf: q(sum(v) * D(rng.randint(80, 130)) / 100, 2) for leaf, v in f["items"].items()}
    out.append(f"{y}年度一般公共预算财政拨款支出年初预算数为{plain(sum(plans.values()))}万元，支出决算数为{plain(f['total'])}万元，"
               f"完成年初预算数的{pct(f['total'], sum(plans.values()))}。")
    at = 0
    for name, middle, middle_name, leaves in f["tree"].values():
        for leaf, leaf_name in leaves:
            at += 1
            spent = sum(f["items"][leaf])
            out.append(f"{at}、{name}（类）{middle_name}（款）{leaf_name}（项）。年初预算数为{plain(plans[leaf])}万元，支出决算数为{plain(spent)}万元，"
                       f"完成年初预算的{pct(spent, plans[leaf])}。")
    out.append(f"{y}年度一般公共预算财政拨款基本支出决算{plain(f['basic'])}万元，包括人员经费和公用经费，支出具体情况如下：")
    out.append(f"人员经费{plain(f['staff'])}万元，主要包括：基本工资、津贴补贴、绩效工资等。")
    out.append(f"公用经费{plain(f['running'])}万元，主要包括：办公费、邮电费、差旅费等。")
    b, s = sum(f["budget"]), sum(f["final"])
    out.append(f"{y}年度财政拨款“三公”经费支出年初预算数为{plain(b)}万元，支出决算数为{plain(s)}万元，完成年初预算数的{pct(s, b)}。")
    a = f["final"][0]
    went = f"全年支出涉及因公出国（境）团组{1 if a else 0}个，累计{2 if a else 0}人次。"
    done = f"完成年初预算数的{pct(a, f['budget'][0])}。" if f["budget"][0] else "年初无预算。"
    out.append(f"1、因公出国（境）费年初预算数为{plain(f['budget'][0])}万元，支出决算数为{plain(a)}万元，{done}{went}")
    cars_b, cars = f["budget"][1] + f["budget"][2], f["final"][1] + f["final"][2]
    out.append(f"2、公务用车购置及运行维护费年初预算数为{plain(cars_b)}万元，支出决算数为{plain(cars)}万元，完成年初预算数的{pct(cars, cars_b)}。其中：")
    out.append(f"公务用车购置费支出{plain(f['final'][1])}万元，{y}年{county.office}使用财政拨款购置公务用车0辆。")
    out.append(f"公务用车运行维护费支出{plain(f['final'][2])}万元，主要是燃料费、维修费等支出。截止{y}年12月31日，{county.office}财政拨款开支运行维护费的公务用车保有量为2辆。")
    guest = f["final"][3]
    out.append(f"3、公务接待费年初预算数为{plain(f['budget'][3])}万元，支出决算数为{plain(guest)}万元，完成年初预算数的{pct(guest, f['budget'][3])}。"
               f"其中：国内接待费{plain(guest)}万元，共计接待{9}批次、{80}人次；国（境）外接待费0万元，共计接待0批次、0人次。")
    w, d, r, g = change(f["running"])
    out.append(f"{y}年度机关运行经费支出{plain(f['running'])}万元，比年初预算数{w}{d}万元，{r}{g}，主要原因是严格控制办公支出。")
    goods, works, services = (D(rng.randint(100, 9000)) / 100 for _ in range(3))
    whole = goods + works + services
    middle = q(whole * D("0.8"), 2)
    small = q(whole * D("0.5"), 2)
    out.append(f"{y}年度政府采购支出总额{plain(whole)}万元，其中：政府采购货物支出{plain(goods)}万元、政府采购工程支出{plain(works)}万元、"
               f"政府采购服务支出{plain(services)}万元。授予中小企业合同金额{plain(middle)}万元，占政府采购支出总额的{pct(middle, whole)}，"
               f"其中：授予小微企业合同金额{plain(small)}万元，" +
               (f"占政府采购支出总额的{pct(small, whole)}。" if rng.random() < 0.6 else f"占授予中小企业合同金额的{pct(small, middle)}。"))
    if projects: out += project_text(county, projects, forms)
    return out


def project_text(county, projects, forms):
    y, out = county.year, []
    amount = sum(p["annual"] for p in projects)
    out.append(f"组织开展{y}年度项目支出全面自评，涵盖项目{len(projects)}个，涉及预算资金{plain(amount)}万元，占部门预算项目支出总额的100%。")
    graded = [0, 0, 0, 0]
    for form in forms:
        s = D(form["total"]["score"])
        graded[0 if s >= 90 else 1 if s >= 80 else 2 if s >= 60 else 3] += 1
    said = "，".join(f"{n}个项目自评等级为{w}" for n, w in zip(graded, "优良中差") if n)
    out.append(f"{county.office}{y}年度预算绩效自评的{len(projects)}个项目中，{said}。")
    for at, (p, form) in enumerate(zip(projects, forms), 1):
        rate = q(p["executed"] / p["annual"] * 100, 2)
        out.append(f"{at}、{p['name']}项目绩效自评综述：根据年初设定的绩效目标，项目自评得分为{form['total']['score']}分。全年预算数为{plain(p['annual'])}万元，"
                   f"执行数为{plain(p['executed'])}万元，完成预算的{rate}%。项目绩效目标完成情况：{p['name']}按计划完成了第{at}项年度任务，群众反映良好。"
                   f"发现的主要问题及原因：无。下一步改进措施：无。")
    return out
