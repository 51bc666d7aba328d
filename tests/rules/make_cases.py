#!/usr/bin/env python3
"""Writes a folder of cases for each rule: sets of forms on which it has to speak, and on which it
has to be silent. The forms are of the invented county 青石县. A folder that is there is left alone:
remove it to have it written again.

    make_cases.py JIXIAO RULES [FOLDER]
"""
import copy
import json
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import other_counties  # noqa: E402
import planted  # noqa: E402
from county import County, party, places  # noqa: E402
from planted import D, base, check  # noqa: E402

MORE = []


def more(form):
    def add(f):
        MORE.append((form, f))
        return f
    return add


def row(i, **k):
    return lambda d: d["indicators"][i].update(k)


S, M, T = "self_evaluation", "monitoring", "target"
SIMPLE = [
    (S, lambda d: d.pop("year")), (S, lambda d: d["department"].update(name="")), (S, lambda d: d["unit"].update(name="")),
    (S, lambda d: d["project"].update(name="")), (T, lambda d: d.update(source="")), (T, lambda d: d.update(duration="")),
    (T, lambda d: d.update(responsible="")),
    (T, lambda d: (d["department"].update(name=d["unit"]["name"], code="101004"))),
    (S, lambda d: d["funds"][1].update(executed="约12")), (S, lambda d: d["funds"][1].update(annual_budget="12,5")),
    (S, row(2, level3="养护**公里")), (S, lambda d: d["funds"][0].update(executed=places(D(d["funds"][0]["annual_budget"]) + 5), rate="")),
    (S, lambda d: [f.update(annual_budget=places(D(f["annual_budget"]) + 2), rate="") for f in d["funds"][:2]]),
    (S, lambda d: (d["project"].update(name="青石县上年结转资金项目"), d["funds"][2].update(initial_budget="0.00", annual_budget="0.00", executed="0.00"))),
    (S, row(2, score="")), (S, row(2, actual="")), (S, row(2, score="9.00")), (S, lambda d: d["total"].update(grade="")),
    (S, lambda d: d["total"].update(score="71.00", grade="中")),
    (S, lambda d: (d["total"].update(score="71.00", grade="中"), d.update(shortfall_explanation="项目未开展。"))),
    (S, lambda d: d["total"].update(weight="80")),
    (S, lambda d: [x.update(level1_weight="50") for x in d["indicators"] if x["level1"] == "产出指标"]),
    (S, lambda d: d["indicators"][2].update(level2_weight="20")),
    (S, lambda d: (d["funds"][0].update(executed="1.00"), d.update(conclusion={"problems": "无"}))),
    (S, lambda d: ([f.update(initial_budget="0", annual_budget="0", executed="0") for f in d["funds"]],
                   d["funds"][1].update(initial_budget="90.00", annual_budget="90.00", executed="50.00"), d.update(conclusion={"problems": "无"}))),
    (S, row(0, actual="500万元")), (S, lambda d: (d["funds"][0].update(executed="0", annual_budget="0"), d["funds"][1].update(executed="20.00"), d["indicators"][0].update(actual="90万元"))),
    (S, lambda d: [f.update(executed="0.00", rate="0.00%") for f in d["funds"]]),
    (S, lambda d: [x.update(target="≤0.50万元", actual="0.50万元") for x in d["indicators"][:2]]),
    (S, lambda d: d["goals"].update(actual="项目终止。")), (S, row(2, target="≥5个", actual="6项")),
    (S, row(6, target="健全", actual="100%")), (S, row(6, target="提升", actual="100%")),
    (S, lambda d: [x.update(actual=x["target"].lstrip("≥≤")) for x in d["indicators"]]),
    (S, row(4, target="2022年1月—12月", actual="2022年1月—12月")), (S, row(5, target="≥100%", actual="100%")),
    (S, row(3, target="120%", actual="120%")), (S, row(7, target="≤90%", actual="90%")),
    (S, row(2, level3="安全事故次数", target="≥3次", actual="3次")), (S, row(2, target="≤50台", actual="50台")),
    (S, row(2, target="定性")), (S, row(0, level3="成本降低百分点", target="<100点", actual="90点")),
    (S, row(2, level3="培训人次", target="≥60人", actual="61人")), (S, lambda d: d["goals"].update(actual="已完成")),
    (S, row(2, target="≥10万元", actual="11万元")), (S, row(5, level3="社会效益")),
    (S, row(3, level3="维修桥梁数量", target="≥5座", actual="6座")), (S, row(5, level3="游客满意度")),
    (S, row(7, level3="长效管理制度健全性", target="健全", actual="健全")),
    (S, row(5, level2="经济效益指标", level3="资金支付准确率")), (S, row(3, level3="故障修复时间", target="≤2小时", actual="1小时")),
    (S, row(5, level2="生态效益指标", level3="依法行政")),
    (M, lambda d: d["project"].update(name="2021年度欠款")), (M, row(2, progress="已完成")), (M, row(2, target="预算费用")),
    (M, row(0, target="100%", level3="按预算支付")), (M, lambda d: [x.update(progress="") for x in d["indicators"][2:]]),
    (M, row(3, progress="已完成", deviation_cause="经费保障", explanation="无")),
    (M, row(3, deviation_cause="经费保障", explanation="人员空缺")), (M, row(3, deviation_cause="天气", explanation="雨")),
    (M, row(2, target="≥3次/月", progress="已完成")), (M, lambda d: [f.update(forecast="9999.00") for f in d["funds"][:2]]),
    (M, lambda d: [f.update(forecast="0.50") for f in d["funds"][:2]]),
    (M, lambda d: [f.update(executed="0.10", rate="") for f in d["funds"][:2]]),
    (M, lambda d: d["funds"][1].update(executed="0.10", rate="")),
    (T, row(2, target="100")), (T, row(5, level3="保障群众生活", target="95%")), (T, lambda d: (d.update(year=2024), d["indicators"][2].update(target="365天"))),
    (T, row(5, target="不适用")), (T, row(2, target="12台")), (T, lambda d: d["goals"].update(expected="2023年运转经费")),
    (T, lambda d: d["indicators"][5].update(level3=d["goals"]["expected"])),
    (T, row(0, level2="社会成本指标", level3="增强服务能力", target="有效增强")),
    (T, lambda d: d.update(indicators=[x for x in d["indicators"] if x["level1"] not in ("效益指标", "满意度指标")])),
    (T, lambda d: d.update(medium_term_funds=[{"source": "total", "label": "中期资金总额", "amount": "0.50"}])),
    (T, lambda d: [x.update(weight="11") for x in d["indicators"]]), (T, row(2, standard="酌情扣分，由评审组决定")),
    ("project_list", lambda d: d["rows"][1].update(name=d["rows"][0]["name"])), ("project_list", lambda d: d["rows"][1].update(amount="约五万")),
    ("evaluation_summary", lambda d: d["rows"][1].update(name=d["rows"][0]["name"])),
    ("evaluation", lambda d: [x.update(weight="1", score="1") for x in d["rows"] if x["level1"] == "产出"]),
    ("evaluation", lambda d: d.update(narrative=[t.replace("决策类指标分值15分", "决策类指标分值18分") for t in d["narrative"]])),
    ("evaluation", lambda d: d.update(narrative=[t.replace("综上，决策类指标共计15分", "综上，决策类指标共计18分") for t in d["narrative"]])),
]
A = "final_accounts"


def cells(*places_):
    def f(d):
        for t, r, c, by in places_: planted.cell(d, t, r, c, by)
    return f


def told(line):
    return lambda d: d["narrative"].append(line)


def table07(d):
    d["tables"]["07"] = {"title": "政府性基金预算财政拨款收入支出决算表", "money_unit": "万元",
                         "columns": ["项目/科目代码", "项目/科目名称", "年初结转和结余", "本年收入", "本年支出/小计", "本年支出/基本支出", "本年支出/项目支出", "年末结转和结余"],
                         "rows": [["合计", "", "5.00", "7.00", "4.00", "1.00", "3.00", "8.00"]]}


def table07_row(d): table07(d); planted.cell(d, "07", 0, 7, "1")
def table07_split(d): table07(d); planted.cell(d, "07", 0, 6, "1")


def table08(d, r=0, c=2):
    d["tables"]["08"] = {"title": "国有资本经营预算财政拨款支出决算表", "money_unit": "万元",
                         "columns": ["项目/科目代码", "项目/科目名称", "本年支出/合计", "本年支出/基本支出", "本年支出/项目支出"],
                         "rows": [["", "合计", "6.00", "2.00", "4.00"], ["223", "国有资本经营预算支出", "6.00", "2.00", "4.00"], ["22301", "解决历史遗留问题", "6.00", "2.00", "4.00"]]}
    planted.cell(d, "08", r, c, "1")


SIMPLE += [(A, cells(("01", -1, 5, "3"))), (A, cells(("01", -1, 2, "3"), ("01", -2, 2, "3"))), (A, table07_row), (A, table07_split), (A, lambda d: table08(d))]
for r_ in (0, 1):
    for c_ in (2, 3, 4):
        other = {2: 4, 3: 2, 4: 2}[c_]
        SIMPLE.append((A, lambda d, r=r_, c=c_, o=other: (table08(d, r, c), planted.cell(d, "08", r, o, "1"))))
for t_, n_ in (("02", 2), ("03", 3), ("05", 3)):
    for r_ in (0, 1):
        for c_ in range(2, 2 + n_):
            other = c_ + 1 if c_ == 2 else 2
            SIMPLE.append((A, cells((t_, r_, c_, "4"), (t_, r_, other, "4"))))
SIMPLE += [(A, cells(("04", 14, c, "3"), ("04", 14, 5 if c != 5 else 6, "3"))) for c in (5, 6, 7, 8)]
SIMPLE += [(A, cells(("04", -1, 2, "3"), ("04", -2, 2, "3"))), (A, cells(("04", -1, 2, "3"))), (A, cells(("04", -1, 5, "3"), ("04", -1, 6, "3"))),
           (A, cells(("04", 0, 2, "3"), ("04", 14, 2, "3"), ("04", -1, 2, "3"))), (A, cells(("09", 0, 0, "1"))), (A, cells(("09", 0, 9, "1"))),
           (A, cells(("09", 0, 6, "3"), ("09", 0, 7, "3"))), (A, cells(("06", 3, 5, "50"))), (A, cells(("06", 2, 5, "50"))),
           (A, lambda d: (d["tables"]["06"]["rows"].insert(4, ["", "", "", "30212", "因公出国（境）费用", "5.00"]))),
           (A, cells(("06", -1, 2, "9"), ("06", -1, 5, "-2"))),
           (A, cells(("05", 0, 3, "3"), ("05", 0, 4, "-3"))), (A, cells(("05", 0, 2, "3"), ("05", 0, 3, "3"))),
           (A, cells(("03", 1, 2, "3"), ("03", 1, 3, "3"))), (A, cells(("03", 0, 2, "3"), ("03", 0, 3, "3"))),
           (A, lambda d: d.update(narrative=[re.sub(r"基本支出[\d,.]+万元", "基本支出1.23万元", t) for t in d["narrative"]])),
           (A, lambda d: d.update(narrative=[re.sub(r"项目支出[\d,.]+万元", "项目支出1.23万元", t) for t in d["narrative"]])),
           (A, lambda d: d.update(narrative=[re.sub(r"本年支出合计[\d,.]+万元", "本年支出合计1.23万元", t) for t in d["narrative"]])),
           (A, lambda d: d.update(narrative=[re.sub(r"一般公共预算财政拨款支出[\d,.]+万元", "一般公共预算财政拨款支出1.23万元", t) for t in d["narrative"]])),
           (A, lambda d: d.update(narrative=[re.sub(r"（类）支出[\d,.]+万元，", "（类）支出1.23万元，", t) for t in d["narrative"]])),
           (A, told("2023年度政府采购支出总额100.50万元，其中：政府采购货物支出40.20万元、政府采购工程支出0万元、政府采购服务支出60.30万元。授予中小企业合同金额50.25万元，占政府采购支出总额的70%。")),
           (A, told("2023年度机关运行经费支出1.00万元，比年初预算数增加0万元，增长0.00%，主要原因是车补。")),
           (A, told("组织开展部门整体支出绩效自评，涉及预算资金1.00万元，其中财政拨款1.00万元。"))]


def both(**k):
    return lambda d: [f.update(k) for f in d["funds"][:2]]


SIMPLE += [(A, cells(*[("02", r, c, "3") for r in range(4) for c in (2, 3)])), (A, cells(*[("03", r, c, "3") for r in range(4) for c in (2, 3)])),
           (A, cells(("01", 0, 5, "3"), ("01", 7, 5, "-3"))), (A, cells(*[("05", r, 3, "3") for r in range(4)], *[("05", r, 4, "-3") for r in range(4)])),
           (S, lambda d: [x.update(target=x["target"].replace("≥", ""), actual=x["target"].lstrip("≥≤")) for x in d["indicators"]]),
           (S, lambda d: (both(executed="999.00", rate="")(d), d["funds"][2].update(executed="0.00", annual_budget="0.00", initial_budget="0.00"))),
           (S, lambda d: (both(initial_budget="100.00", annual_budget="100.00", executed="50.00", rate="50.00%")(d), d["funds"][2].update(executed="0.00", annual_budget="0.00", initial_budget="0.00"), d.update(conclusion={"problems": "无"}))),
           (S, lambda d: (both(initial_budget="39.60", annual_budget="39.60", executed="31.58", rate="79.76%")(d), d["funds"][0].update(score="7.98"), d["funds"][2].update(executed="0.00", annual_budget="0.00", initial_budget="0.00"))),
           (S, lambda d: (d["total"].update(weight="95.00"), d["indicators"][2].update(weight="10.00", score="10.00")))]


# ---- sets ----

def two(a, b):
    return lambda c: [a(c), b(c)]


def monitored_set(c):
    name = c.project()
    m, t, s = c.monitoring(name), c.target(name), c.self_evaluation(name)
    t["funds"][0]["amount"] = t["funds"][1]["amount"] = m["funds"][0]["initial_budget"]
    for k in range(8):
        for x in (t, s): x["indicators"][k].update(level3=m["indicators"][k]["level3"], target=m["indicators"][k]["target"])
    return [m, t]


def monitored_self(c):
    m, _ = monitored_set(c)
    s = c.self_evaluation(m["project"]["name"], D(m["funds"][0]["initial_budget"]))
    for k in range(8): s["indicators"][k].update(level3=m["indicators"][k]["level3"], target=m["indicators"][k]["target"])
    return [m, s]


def evaluated_set(c):
    s = c.self_evaluation()
    e = c.evaluation(s["project"]["name"])
    e["rows"][3].update(level3="预算执行率", weight="6", score="5.95")
    f = s["funds"][0]
    e["rows"][3]["score"] = places(D(6) * D(f["executed"]) / D(f["annual_budget"]))
    e["narrative"] = [f"项目已支付货款{f['executed']}万元，实际到位资金{f['annual_budget']}万元。", f"管护质量：{s['indicators'][5]['level3']}有所提高，受益覆盖率情况{s['indicators'][5]['actual']}。"]
    s["indicators"][5]["level3"] = "群众受益覆盖率情况"
    total = sum(D(x["score"]) for x in e["rows"])
    e["total"]["score"] = str(total)
    return [e, s]


def covered_set(c):
    s = planted.report_set(c)
    total = sum(D(f["funds"][0]["initial_budget"]) for f in s[1:])
    s[0]["narrative"].insert(0, f"2023年度项目支出全面自评，涵盖项目3个，涉及预算资金{total}万元。3个项目自评等级为优，0个项目自评等级为良，0个项目自评等级为中，0个项目自评等级为差。")
    done = sum(D(f["funds"][0]["executed"]) for f in s[1:])
    t = s[0]["tables"]["03"]["rows"][0]
    t[4] = f"{done:,.2f}"
    s[0]["narrative"].append(f"其中“{s[1]['project']['name']}”项目得分为95分。")
    return s


def with_score(c):
    s = covered_set(c)
    e = c.evaluation(s[1]["project"]["name"])
    s[0]["narrative"][-1] = s[0]["narrative"][-1].replace("95分", e["total"]["score"] + "分")
    return s + [e]


def sub(i, pattern, to):
    def f(s): s[i]["narrative"] = [re.sub(pattern, to, t) for t in s[i]["narrative"]]
    return f


def long_result(s):
    s[0]["narrative"] = [re.sub(r"目标完成情况：[^。]*", "目标完成情况：全年完成道路养护和桥梁检修工作，群众出行条件得到明显改善", t) for t in s[0]["narrative"]]


SETS = [(b, f) for _, b, _, f in planted.RELATIONS] + [
    (planted.summary_set, lambda s: s[0]["rows"][0].update(grade="中")), (planted.project_set, lambda s: s[1]["indicators"][5].update(target="≤90%")),
    (planted.project_set, lambda s: s[0]["indicators"].append(dict(s[0]["indicators"][2], level3="新增里程"))),
    (monitored_set, lambda s: [f.update(amount="1.00") for f in s[1]["funds"][:2]]), (monitored_set, lambda s: s[1]["indicators"][5].update(target="≥10%")),
    (monitored_self, lambda s: [f.update(executed=places(D(f["initial_budget"]) * 2), rate="") for f in s[0]["funds"][:2]]),
    (monitored_self, lambda s: s[0]["indicators"][5].update(target="≥10%")),
    (evaluated_set, lambda s: s[0]["rows"][3].update(score="3.00")), (evaluated_set, sub(0, r"情况\d+%", "情况100%")),
    (evaluated_set, lambda s: s[1]["total"].update(score="10.00")), (evaluated_set, sub(0, r"货款[\d.]+", "货款0.77")), (evaluated_set, sub(0, r"到位资金[\d.]+", "到位资金0.77")),
    (covered_set, sub(0, r"执行数为[\d.]+", "执行数为1.11")), (covered_set, sub(0, r"完成预算的[\d.]+%", "完成预算的1.11%")), (covered_set, long_result),
    (covered_set, lambda s: [s[0]["narrative"].__setitem__(i, t[:4] + "新" + t[4:]) for i, t in enumerate(s[0]["narrative"]) if t.startswith("1、")]),
    ((lambda c: covered_set(c)[:1]), sub(0, r"完成预算的[\d.]+%", "完成预算的1.11%")),
    (covered_set, sub(0, r"涉及预算资金[\d.]+万元", "涉及预算资金1.11万元")), (with_score, sub(0, r"”项目得分为[\d.]+分", "”项目得分为11.1分")),
    (covered_set, sub(0, "3个项目自评等级为优", "2个项目自评等级为优")), (covered_set, sub(0, "0个项目自评等级为良", "1个项目自评等级为良")),
    (covered_set, sub(0, "0个项目自评等级为中", "1个项目自评等级为中")), (covered_set, sub(0, "0个项目自评等级为差", "1个项目自评等级为差")),
    (covered_set, lambda s: planted.cell(s[0], "03", 0, 4, "9")), (covered_set, lambda s: s[0]["narrative"].append(re.sub(r"得分为[\d.]+", "得分为1.1", s[0]["narrative"][-2]))),
]


def changed(seed, build, change, single):
    right = build(County(77000 + seed))
    wrong = copy.deepcopy(right)
    change(wrong[0] if single else wrong)
    return right, wrong


def pool():
    """Pairs of a set that is right and the same with one thing wrong."""
    for i, (_, form, _, change) in enumerate(planted.KINDS): yield changed(i, lambda c, form=form: [planted.make(c, form)], change, True)
    for i, (form, change) in enumerate(SIMPLE): yield changed(200 + i, lambda c, form=form: [planted.make(c, form)], change, True)
    for i, (build, change) in enumerate(SETS): yield changed(400 + i, build, change, False)
    for name, plant in other_counties.KINDS.items(): yield from other_counties.pairs(name, plant)


def speaks(jixiao, rules, documents, folder):
    return {base(f["rule"]) for d in check(jixiao, rules, documents, folder) for f in d["findings"]}


def shrink(jixiao, rules, rule, wrong, right, folder):
    """Leaves out tables and paragraphs that the rule does not need."""
    for i, d in enumerate(wrong):
        for key in list(d.get("tables", {})):
            less = copy.deepcopy(wrong)
            less[i]["tables"].pop(key)
            if less[i]["tables"] and rule in speaks(jixiao, rules, less, folder):
                wrong = less
                right[i]["tables"].pop(key, None)
        if "narrative" in d:
            less = copy.deepcopy(wrong)
            less[i].pop("narrative")
            if rule in speaks(jixiao, rules, less, folder):
                wrong = less
                right[i].pop("narrative", None)
    return wrong, right


def ids(rules):
    return [m for f in sorted(Path(rules).glob("rules*.txt")) for m in re.findall(r"^\[规则 (\S+)\]", f.read_text(encoding="utf-8"), re.M)]


def write(folder, rule, wrong, right):
    to = Path(folder) / rule
    to.mkdir(exist_ok=True)
    for name, documents in (("fail.json", wrong), ("pass.json", right)):
        lines = json.dumps(documents, ensure_ascii=False, indent=1)
        lines = re.sub(r"\[\s+((?:\"[^\"\n]*\",?\s*)+)\]", lambda m: "[" + re.sub(r"\s*\n\s*", " ", m.group(1)).strip() + "]", lines)
        (to / name).write_text(lines + "\n", encoding="utf-8")


def main():
    jixiao, rules = sys.argv[1], sys.argv[2]
    out = sys.argv[3] if len(sys.argv) > 3 else Path(__file__).parent
    wanted = {rule for rule in ids(rules) if not (Path(out) / rule / "fail.json").exists()}
    with tempfile.TemporaryDirectory() as tmp:
        for right, wrong in pool():
            if not wanted: break
            silent, loud = speaks(jixiao, rules, right, tmp), speaks(jixiao, rules, wrong, tmp)
            for rule in sorted((loud - silent) & wanted):
                write(out, rule, *shrink(jixiao, rules, rule, copy.deepcopy(wrong), copy.deepcopy(right), tmp))
                wanted.discard(rule)
    for rule in sorted(wanted): print("no case for", rule)


if __name__ == "__main__":
    main()
