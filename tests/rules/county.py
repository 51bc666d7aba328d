"""Forms of the invented county 青石县 whose figures are all right, from a seed."""
import random
from decimal import ROUND_HALF_UP, Decimal

D = Decimal


def places(x, n=2):
    return str(D(x).quantize(D(1).scaleb(-n), ROUND_HALF_UP))


NAMES = ["农村公路养护", "村级卫生室设备更新", "高标准农田管护", "乡镇防汛物资储备", "城乡居民健康体检",
         "中小学校舍维修", "数字档案扫描", "河道清淤", "城区路灯改造", "残疾人技能培训", "农技推广示范",
         "公共图书馆开放", "垃圾分类宣传", "古树名木保护", "县志编纂", "食品抽检", "消防栓维护", "社区养老服务",
         "蔬菜大棚补助", "冬季清雪"]
PLACES = ["青石县", "柳河镇", "石桥镇", "青山乡", "云台街道", "望江镇"]
QUANTITIES = [("养护里程数量", "公里"), ("体检服务数量", "人次"), ("设备购置数量", "台"), ("培训场次", "场次"),
              ("抽检样品数量", "批次"), ("维修校舍数量", "间"), ("扫描档案数量", "卷")]
QUALITIES = ["验收合格率", "档案完整率", "养护质量达标率", "设备完好率"]
SOCIAL = [("群众知晓率", "%"), ("受益覆盖率", "%"), ("安全事故发生次数", "次")]


def party(name, code=None):
    return {"name": name} if code is None else {"name": name, "code": code}


class County:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.used = set()

    def project(self):
        while True:
            name = self.r.choice(PLACES) + self.r.choice(NAMES) + self.r.choice(["项目", "经费", "工程"])
            if name not in self.used:
                self.used.add(name)
                return name

    def unit(self):
        return self.r.choice(PLACES) + self.r.choice(["财政所", "农业农村局", "教育局", "卫生健康局", "人民政府办公室"])

    def amount(self, low=5, high=400):
        return D(self.r.randint(low * 100, high * 100)) / 100

    # ---- self-evaluation ----

    def self_evaluation(self, project=None, budget=None):
        r = self.r
        budget = budget or self.amount()
        executed = (budget * D(r.randint(97, 100)) / 100).quantize(D("0.01"), ROUND_HALF_UP)
        carry = D(0) if r.random() < 0.7 else (budget / 4).quantize(D("0.01"), ROUND_HALF_UP)
        rate = executed / budget * 100
        score = executed / budget * 10
        rows = self.rows(budget, executed)
        total = D(places(score)) + sum(D(x["score"]) for x in rows)
        unit = self.unit()

        def fund(source, label, a, b, c):
            row = {"source": source, "label": label, "initial_budget": places(a), "annual_budget": places(b),
                   "executed": places(c), "rate": places(c / b * 100) + "%" if b else "0.00%"}
            if source == "total":
                row.update(weight="10", score=places(score))
            return row

        return {"form": "self_evaluation", "year": 2023, "title": "项目支出绩效自评表",
                "project": party(project or self.project()), "department": party("青石县财政局", "101"),
                "unit": party(unit), "money_unit": "万元",
                "funds": [fund("total", "年度资金总额", budget, budget, executed),
                          fund("current_appropriation", "其中：当年财政拨款", budget - carry, budget - carry, executed - carry),
                          fund("carryover", "上年结转资金", carry, carry, carry),
                          fund("other", "其他资金", D(0), D(0), D(0))],
                "goals": {"expected": "按时完成年度任务，改善群众生产生活条件。", "actual": "完成全年任务，群众反映良好。"},
                "indicators": rows,
                "total": {"weight": "100", "score": places(total), "grade": self.grade(total)},
                "shortfall_explanation": ""}

    @staticmethod
    def grade(total):
        return "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"

    def rows(self, budget, executed):
        r = self.r
        name, unit = r.choice(QUANTITIES)
        q = r.randint(20, 900)
        half = (budget * D("0.6")).quantize(D("0.01"), ROUND_HALF_UP)
        cost = (executed * D("0.6")).quantize(D("0.01"), ROUND_HALF_UP)
        rows = [
            ("成本指标", "经济成本指标", "工程成本", f"≤{places(half)}万元", f"{places(min(cost, half))}万元", 5, 5),
            ("成本指标", "经济成本指标", "其他成本", f"≤{places(budget - half)}万元", f"{places(min(executed - cost, budget - half))}万元", 5, 5),
            ("产出指标", "数量指标", name, f"≥{q}{unit}", f"{q + r.randint(1, 9)}{unit}", 15, 15),
            ("产出指标", "质量指标", r.choice(QUALITIES), "≥95%", f"{r.randint(96, 99)}%", 15, 15),
            ("产出指标", "时效指标", "完成时间", "12月31日前", f"{r.randint(10, 11)}月{r.randint(1, 30)}日", 10, 10),
            ("效益指标", "社会效益指标", "受益覆盖率", "≥90%", f"{r.randint(91, 99)}%", 15, 15),
            ("效益指标", "可持续影响指标", "管护机制", "健全", "健全", 15, 15),
            ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", f"{r.randint(91, 98)}%", 10, 10),
        ]
        return [{"level1": a, "level2": b, "level3": c, "target": t, "actual": x, "weight": f"{w}.00",
                 "score": f"{s}.00", "reason": ""} for a, b, c, t, x, w, s in rows]

    # ---- the other forms of a project ----

    def target(self, project=None, budget=None):
        budget = budget or self.amount()
        rows = [{k: x[k] for k in ("level1", "level2", "level3", "target")} for x in self.rows(budget, budget)]
        return {"form": "target", "year": 2023, "title": "项目支出绩效目标表",
                "project": party(project or self.project()), "department": party("青石县财政局", "101"),
                "unit": party(self.unit()), "money_unit": "万元", "duration": "1年",
                "funds": [{"source": "total", "label": "年度资金总额", "amount": places(budget)},
                          {"source": "current_appropriation", "label": "其中：财政拨款", "amount": places(budget)},
                          {"source": "other", "label": "其他资金", "amount": "0.00"}],
                "goals": {"expected": "按时完成年度任务，改善群众生产生活条件。"}, "indicators": rows}

    def monitoring(self, project=None):
        budget = self.amount()
        executed = (budget * D(self.r.randint(60, 90)) / 100).quantize(D("0.01"), ROUND_HALF_UP)
        rate = places(executed / budget * 100) + "%"
        rows = [{"level1": x["level1"], "level2": x["level2"], "level3": x["level3"], "target": x["target"],
                 "progress": x["actual"], "forecast": x["actual"], "deviation_cause": "", "explanation": "",
                 "likelihood": "确定能", "measures": "", "remark": ""} for x in self.rows(budget, executed)]
        fund = {"initial_budget": places(budget), "executed": places(executed), "rate": rate, "forecast": places(budget)}
        return {"form": "monitoring", "year": 2023, "title": "绩效目标执行监控表", "period": "1-8月",
                "project": party(project or self.project()), "department": party("青石县财政局", "101"),
                "unit": party(self.unit()), "money_unit": "万元",
                "funds": [dict(source="total", label="年度资金总额", **fund),
                          dict(source="current_appropriation", label="其中：当年财政拨款", **fund),
                          {"source": "other", "label": "其他资金", "initial_budget": "", "executed": "", "rate": "", "forecast": ""}],
                "goals": {"expected": "按时完成年度任务。"}, "indicators": rows}

    def project_list(self, targets):
        rows = [{"number": str(i + 1), "name": t["project"]["name"], "amount": t["funds"][0]["amount"]}
                for i, t in enumerate(targets)]
        total = sum(D(x["amount"]) for x in rows)
        return {"form": "project_list", "year": 2023, "title": "项目支出绩效目标公开清单", "unit": party("青石县财政局"),
                "money_unit": "万元", "rows": rows, "total": {"amount": places(total)}}

    def summary(self, forms):
        return {"form": "evaluation_summary", "year": 2023, "title": "项目支出绩效自评情况汇总表",
                "department": party("青石县财政局"),
                "rows": [{"number": str(i + 1), "name": f["project"]["name"], "unit": f["unit"]["name"],
                          "score": f["total"]["score"], "grade": f["total"]["grade"]} for i, f in enumerate(forms)]}

    def evaluation(self, project=None):
        r = self.r
        rows, total = [], D(0)
        plan = [("决策", "15", [("项目立项", "7", ["立项依据充分性:4", "立项程序规范性:3"]), ("绩效目标", "8", ["绩效目标合理性:8"])]),
                ("过程", "20", [("资金管理", "12", ["资金到位率:6", "资金使用合规性:6"]), ("组织实施", "8", ["管理制度健全性:8"])]),
                ("产出", "35", [("产出数量", "20", ["实际完成率:20"]), ("产出质量", "15", ["质量达标率:15"])]),
                ("效益", "30", [("社会效益", "20", ["受益情况:20"]), ("满意度", "10", ["服务对象满意度情况:10"])])]
        sums = {}
        for l1, w1, seconds in plan:
            for l2, w2, thirds in seconds:
                for t in thirds:
                    name, w = t.split(":")
                    score = D(w) - (D(r.randint(0, 2)) / 2 if r.random() < 0.3 else 0)
                    total += score
                    sums[l1] = sums.get(l1, D(0)) + score
                    rows.append({"level1": l1, "level1_weight": w1, "level2": l2, "level2_weight": w2, "level3": name,
                                 "weight": w, "score": str(score.normalize() if score % 1 else score.quantize(D(1)))})
        text = ["四、综合评价情况及评价结论", "（一）综合评价结论"]
        for l1, w1, _ in plan:
            text.append(f"{l1}类指标分值{w1}分，得分{sums[l1]}分；")
        text.append(f"以上合计100分，得分{total}分。")
        for l1, w1, seconds in plan:
            for i, (l2, w2, _) in enumerate(seconds):
                text.append(f"（{i + 1}）{l2}（{w2}分）。各项工作符合要求。")
            text.append(f"综上，{l1}类指标共计{w1}分，本项目得分{sums[l1]}分。")
        return {"form": "evaluation", "year": 2023, "title": "项目绩效评价得分表",
                "project": party(project or self.project()), "rows": rows,
                "total": {"weight": "100", "score": str(total)}, "narrative": text}

    # ---- final accounts ----

    def final_accounts(self):
        return Accounts(self).document()


CLASSES = ["一般公共服务支出", "外交支出", "国防支出", "公共安全支出", "教育支出", "科学技术支出", "文化旅游体育与传媒支出",
           "社会保障和就业支出", "卫生健康支出", "节能环保支出", "城乡社区支出", "农林水支出", "住房保障支出", "其他支出"]
CN = "一二三四五六七八九十"


def ordinal(i):
    return CN[i - 1] if i <= 10 else "十" + CN[i - 11]


class Accounts:
    """Nine tables and their narrative; every figure follows from the items of table 03."""

    def __init__(self, county):
        c, r = county, county.r
        self.c = c
        items = [("2010301", "一般公共服务支出", "政府办公厅（室）及相关机构事务", "行政运行", c.amount(200, 800), D(0)),
                 ("2010302", "一般公共服务支出", "政府办公厅（室）及相关机构事务", "一般行政管理事务", D(0), c.amount(100, 500)),
                 ("2080501", "社会保障和就业支出", "行政事业单位养老支出", "行政单位离退休", c.amount(20, 90), D(0)),
                 ("2080505", "社会保障和就业支出", "行政事业单位养老支出", "机关事业单位基本养老保险缴费支出", c.amount(20, 90), D(0)),
                 ("2101101", "卫生健康支出", "行政事业单位医疗", "行政单位医疗", c.amount(10, 60), D(0)),
                 ("2210201", "住房保障支出", "住房改革支出", "住房公积金", c.amount(10, 60), D(0))]
        self.items = items
        self.initial = [(b + p + D(r.randint(-300, 300)) / 100).quantize(D("0.01")) for *_, b, p in items]
        self.basic = sum(i[4] for i in items)
        self.project = sum(i[5] for i in items)
        self.total = self.basic + self.project

    def tree(self):
        """Rows (code, name, basic, project): class, section, item."""
        out, names = [], {}
        for code, cls, sec, item, b, p in self.items:
            for length, name in ((3, cls), (5, sec), (7, item)):
                key = code[:length]
                if key not in names:
                    names[key] = [key, name, D(0), D(0)]
                    out.append(names[key])
                names[key][2] += b
                names[key][3] += p
        return out

    def classes(self):
        return {row[1]: row[2] + row[3] for row in self.tree() if len(row[0]) == 3}

    def document(self):
        m = lambda x: f"{D(x):,.2f}"
        tree, classes = self.tree(), self.classes()
        total, basic, project = self.total, self.basic, self.project
        income = ["一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "国有资本经营预算财政拨款收入", "上级补助收入",
                  "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
        rows = []
        for i, cls in enumerate(CLASSES):
            left = [f"{ordinal(i + 1)}、{income[i]}", str(i + 1), m(total if i == 0 else 0)] if i < len(income) else ["", str(i + 1), ""]
            rows.append(left + [f"{ordinal(i + 1)}、{cls}", str(32 + i), m(classes.get(cls, 0))])
        rows += [["本年收入合计", "27", m(total), "本年支出合计", "58", m(total)],
                 ["使用非财政拨款结余", "28", "0.00", "结余分配", "59", "0.00"],
                 ["年初结转和结余", "29", "0.00", "年末结转和结余", "60", "0.00"],
                 ["总计", "31", m(total), "总计", "62", m(total)]]
        t01 = {"title": "收入支出决算总表", "money_unit": "万元",
               "columns": ["收入/项目", "收入/行次", "收入/金额", "支出/项目", "支出/行次", "支出/金额"], "rows": rows}
        zero = ["0.00"] * 5
        t02 = {"title": "收入决算表", "money_unit": "万元",
               "columns": ["项目/科目代码", "项目/科目名称", "本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"],
               "rows": [["", "合计", m(total), m(total)] + zero] + [[c, n, m(b + p), m(b + p)] + zero for c, n, b, p in tree]}
        t03 = {"title": "支出决算表", "money_unit": "万元",
               "columns": ["项目/科目代码", "项目/科目名称", "本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"],
               "rows": [["", "合计", m(total), m(basic), m(project)] + zero[:3]] + [[c, n, m(b + p), m(b), m(p)] + zero[:3] for c, n, b, p in tree]}
        rows = []
        kinds = ["一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
        for i, cls in enumerate(CLASSES):
            left = [f"{ordinal(i + 1)}、{kinds[i]}", str(i + 1), m(total if i == 0 else 0)] if i < 3 else ["", str(i + 1), ""]
            v = classes.get(cls, 0)
            rows.append(left + [f"{ordinal(i + 1)}、{cls}", str(33 + i), m(v), m(v), "0.00", "0.00"])
        rows += [["本年收入合计", "27", m(total), "本年支出合计", "59", m(total), m(total), "0.00", "0.00"],
                 ["年初财政拨款结转和结余", "28", "0.00", "年末财政拨款结转和结余", "60", "0.00", "0.00", "0.00", "0.00"],
                 ["总计", "32", m(total), "总计", "64", m(total), m(total), "0.00", "0.00"]]
        t04 = {"title": "财政拨款收入支出决算总表", "money_unit": "万元",
               "columns": ["收入/项目", "收入/行次", "收入/金额", "支出/项目", "支出/行次", "支出/合计", "支出/一般公共预算财政拨款", "支出/政府性基金预算财政拨款", "支出/国有资本经营预算财政拨款"],
               "rows": rows}
        t05 = {"title": "一般公共预算财政拨款支出决算表", "money_unit": "万元",
               "columns": ["项目/科目代码", "项目/科目名称", "本年支出/小计", "本年支出/基本支出", "本年支出/项目支出"],
               "rows": [["", "合计", m(total), m(basic), m(project)]] + [[c, n, m(b + p), m(b), m(p)] for c, n, b, p in tree]}
        public = self.c.amount(30, 60)
        car, meal, abroad = D("6.20"), D("1.35"), D("0.00")
        staff = basic - public
        wages, home = (staff * D("0.9")).quantize(D("0.01")), D(0)
        home = staff - wages
        w1 = (wages * D("0.7")).quantize(D("0.01"))
        detail = [["301", "工资福利支出", m(wages), "302", "商品和服务支出", m(public - D(3))],
                  ["30101", "基本工资", m(w1), "30201", "办公费", m(public - D(3) - car - meal)],
                  ["30102", "津贴补贴", m(wages - w1), "30217", "公务接待费", m(meal)],
                  ["303", "对个人和家庭的补助", m(home), "30231", "公务用车运行维护费", m(car)],
                  ["30302", "退休费", m(home), "310", "资本性支出", "3.00"],
                  ["", "", "", "31002", "办公设备购置", "3.00"],
                  ["人员经费合计", "", m(staff), "公用经费合计", "", m(public)]]
        t06 = {"title": "一般公共预算财政拨款基本支出决算明细表", "money_unit": "万元",
               "columns": ["人员经费/科目代码", "人员经费/科目名称", "人员经费/金额", "公用经费/科目代码", "公用经费/科目名称", "公用经费/金额"], "rows": detail}
        three = [m(car + meal), m(abroad), m(car), "0.00", m(car), m(meal)]
        t09 = {"title": "财政拨款“三公”经费支出决算表", "money_unit": "万元",
               "columns": [f"{k}/{c}" for k in ("预算数", "决算数") for c in ("合计", "因公出国（境）费", "公务用车购置及运行维护费/小计", "公务用车购置及运行维护费/公务用车购置费", "公务用车购置及运行维护费/公务用车运行维护费", "公务接待费")],
               "rows": [three + three]}
        share = lambda x, y: places(D(x) / D(y) * 100) + "%"
        text = ["第三部分", f"2023年度收、支总计{m(total)}万元。与2022年相比略有增加。",
                f"本年收入合计{m(total)}万元，其中：财政拨款收入{m(total)}万元，占100%。",
                f"本年支出合计{m(total)}万元，其中：基本支出{m(basic)}万元，占{share(basic, total)}；项目支出{m(project)}万元，占{share(project, total)}。",
                f"2023年度一般公共预算财政拨款支出{m(total)}万元，主要用于以下方面：" + "；".join(
                    f"{n}（类）支出{m(v)}万元，占{share(v, total)}" for n, v in classes.items()) + "。"]
        for (code, cls, sec, item, b, p), first in zip(self.items, self.initial):
            text.append(f"{cls}（类）{sec}（款）{item}（项）。年初预算数为{m(first)}万元，支出决算数为{m(b + p)}万元，完成年初预算的{share(b + p, first)}。")
        text += [f"人员经费{m(staff)}万元，主要包括：基本工资等。", f"公用经费{m(public)}万元，主要包括：办公费等。",
                 f"2023年度财政拨款“三公”经费支出年初预算数为{m(car + meal)}万元，支出决算数为{m(car + meal)}万元，完成年初预算数的100%。",
                 "2023年度政府采购支出总额100.50万元，其中：政府采购货物支出40.20万元、政府采购工程支出0万元、政府采购服务支出60.30万元。"]
        return {"form": "final_accounts", "year": 2023, "title": "2023年度单位决算", "unit": party("青石县人民政府办公室"),
                "tables": {"01": t01, "02": t02, "03": t03, "04": t04, "05": t05, "06": t06, "09": t09}, "narrative": text}
