"""Layouts put together at random from the wordings and arrangements that counties were seen to use.

`mixed_layout(seed)` picks one alternative for everything that a layout can choose, so that choices meet each other that
no layout of the table has together. The same seed gives the same layout.
"""
import random

import layouts

TITLES = {
    "self_evaluation": [
        "项目支出绩效自评表", "绩效目标自评表", "部门预算项目支出绩效自评表", "财政项目支出绩效自评表", "{year}年度{project}项目绩效自评表",
        "{year}年度{project}项目自评表", "预算项目绩效自评表", "财政预算支出项目绩效目标自评表", "县级专项资金绩效目标自评表",
        "转移支付区域绩效目标自评表", "转移支付项目绩效目标自评表", "部门项目支出绩效自评表", "财政支出项目绩效评价自评报告"],
    "monitoring": ["项目支出绩效目标执行监控表", "项目支出绩效运行监控表", "部门预算项目支出绩效目标执行监控表"],
    "target": [
        "项目支出绩效目标表", "项目支出绩效目标申报表", "绩效目标申报表(基础设施建设类)", "省级部门预算项目支出绩效目标表", "项目绩效目标表",
        "专项资金绩效目标表", "区域绩效目标表", "市直部门预算项目支出绩效目标表", "绩效目标设定表"],
    "project_list": ["项目支出绩效目标公开清单", "项目支出绩效目标清单"],
    "evaluation": ["{project}绩效评价得分表", "{project}绩效评价评分表", "{project}绩效评价指标体系得分表"],
    "evaluation_summary": ["{year}年度项目支出绩效自评情况汇总表", "{year}年度部门项目支出绩效自评结果汇总表"],
    "final_accounts": ["{year}年度{unit}部门决算", "{year}年度{unit}单位决算"],
}
DEPARTMENTS = ["主管部门", "主管部门及代码", "主管部门 及编码", "区级主管部门", "县级主管部门", "地方主管部门", "自治区主管部门", "市县主管部门",
               "主管部门（盖章）", "主管部门名称"]
UNITS = ["实施单位", "实施单位 (盖章)", "项目实施单位", "预算单位", "项目单位", "资金使用单位", "实施单位（盖章）"]
PROJECTS = ["项目名称", "项目名称", "二级项目名称", "项目（政策）名称", "专项名称", "预算项目名称"]
OTHERS = [("项目负责人及电话", "~赵强 0537-1112223"), ("填报日期", "~2024-01-15"), ("报表编号", "~K-2024-07"),
          ("项目类别", "~☑部门预算 □专项资金"), ("联系人", "~孙丽"), ("财政审核评分", "~96"), ("项目开始日期", "~2023-01-01"),
          ("项目完成日期", "~2023-12-31"), ("一级项目名称", "~社会事业发展")]

INITIAL = ["年初预算数", "年初预算", "年初预算金额"]
ANNUAL = ["全年预算数", "全年预算数(A)", "全年预算数（A）", "调整后预算数", "调整预算数(A)", "全年(调整)预算数", "预算数(A)", "预算数"]
EXECUTED = ["全年执行数", "全年执行数(B)", "预算执行数", "执行数(B)", "执行数", "全年执行数（B）"]
RATE = ["执行率", "执行率(B/A)", "预算执行率", "预算执行进度(%)", "执行率（B/A）"]
TARGETS = ["年度指标值", "指标值", "年初目标值(A)", "年初指标值", "预期指标值", "目标值", "指标目标值", "当年预期实现值", "指标值(包含数字及文字描述)",
           "年度指标值（A）", "年度目标值"]
ACTUALS = ["实际完成值", "全年实际值", "全年实际值(B)", "实际完成值(B)", "全年完成值", "完成值", "年终完成值", "单项指标实际完成值", "实际完成指标值（B）"]
WEIGHTS = ["分值", "权重", "权重(分)", "考核分值", "指标分值"]
SCORES = ["得分", "自评得分", "自评分"]
REASONS = ["偏差原因分析及改进措施", "未完成原因及拟采取的改进措施", "未完成原因及改进措施", "未完成原因分析", "未完成原因和改进措施",
           "偏差原因分析与改进措施", None]
EXTRA = [("~review", "复核分"), ("~review", "财政审核评分"), ("~note", "指标解释"), ("~remark", "备注"), ("~number", "序号"),
         ("~note", "得分计算方法")]
LEVEL1 = [{}, {}, {"产出指标": "项目产出", "效益指标": "项目效益"}, {"产出指标": "项目完成指标", "效益指标": "项目效益指标"},
          {"产出指标": "产出", "效益指标": "效益", "满意度指标": "满意度", "成本指标": "成本"}, {"效益指标": "效果指标"},
          {"产出指标": "产出", "效益指标": "效果", "成本指标": "投入"}]
LEVEL2 = [{}, {}, {"数量指标": "产出数量", "质量指标": "产出质量", "时效指标": "产出时效", "成本指标": "产出成本"},
          {"经济效益指标": "经济效益", "社会效益指标": "社会效益", "生态效益指标": "生态效益", "可持续影响指标": "可持续影响"},
          {"生态效益指标": "环境效益", "时效指标": "进度指标"},
          {"数量指标": "数量", "质量指标": "质量", "时效指标": "时效", "成本指标": "成本"}]
CONTENTED = ["服务对象满意度指标", "服务对象满意度指标等", "服务对象满意度", "满意度指标", "社会公众或服务对象满意度指标", "社会公众满意度"]
FUND_WORDS = {
    "total": ["年度资金总额", "年度财政资金总额", "总额", "资金总额", "当年资金总额", "年度总金额"],
    "current_appropriation": ["本年财政拨款", "当年财政拨款", "财政拨款", "本年一般公共预算拨款", "财政资金", "一般预算内拨款"],
    "carryover": ["上年结转资金", "上年结转"], "other": ["其他资金", "其他"],
    "central": ["中央财政资金", "中央补助", "中央资金"], "provincial": ["省级财政资金", "自治区补助", "省级补助"],
    "local": ["市县资金", "地方资金", "市县(区)财政资金", "本级财政"], "superior": ["中央、省、市补助", "上级财政资金", "上级补助"],
    "special_account": ["财政专户管理资金"], "own_funds": ["单位资金", "自有资金"],
}


def head_of(rng):
    project, department, unit = rng.choice(PROJECTS), rng.choice(DEPARTMENTS), rng.choice(UNITS)
    a, b, c = (project, "project"), (department, "department"), (unit, "unit")
    others = rng.sample(OTHERS, 4)
    rows = rng.choice([
        [[a], [b, c]], [[a], [b], [c]], [[a, b], [c, others[0]]], [[a, b, c]], [[b, c], [a]], [[a], [b, c], others[:2]],
        [[a, others[0]], [b, c]], [[a], [("实施(主管)单位", "unit")]], [others[:2], [a], [b, c]], [[a, c], [b, others[1]], others[2:4]],
    ])
    if rng.random() < 0.2:
        rows = [[(project, "project"), ("项目编码", "project_code")]] + [[x for x in r if x[1] != "project"] for r in rows]
    return [r for r in rows if r]


def fund_columns(rng):
    """The money headings in one of the orders; the weight may stand in a heading only or be missing."""
    initial, annual = ("initial_budget", rng.choice(INITIAL)), ("annual_budget", rng.choice(ANNUAL))
    executed, rate = ("executed", rng.choice(EXECUTED)), ("rate", rng.choice(RATE))
    weight, score = ("weight", rng.choice(["分值", "权重", "执行率权重"])), ("score", rng.choice(["得分", "执行率得分"]))
    return rng.choice([
        [initial, annual, executed, weight, rate, score], [initial, annual, executed, rate, weight, score],
        [annual, executed, rate, weight, score], [annual, executed, weight, rate, score],
        [initial, annual, executed, rate], [annual, executed, rate],
        [annual, executed, rate, ("score", "得分（{weight}分*执行率）")],
        [annual, ("~annual_budget", "到位数"), executed, rate, score],
        [("annual_budget", "计划安排"), ("~annual_budget", "实际到位"), ("executed", "实际支出"), ("~balance", "结余"), rate],
        [initial, executed, rate, weight, score],
    ])


def columns_of(rng):
    """The indicator columns of a self-evaluation."""
    levels = [("level1", "一级指标"), ("level2", "二级指标"), ("level3", rng.choice(["三级指标", "三级指标", "指标内容", "指标名称"]))]
    if rng.random() < 0.2:
        target = [("sign", rng.choice(["指标性质", "符号"])), ("number", "指标值"), ("measure", rng.choice(["度量单位", "计量单位"]))]
    else:
        target = [("target", rng.choice(TARGETS))]
    actual = [("actual", rng.choice(ACTUALS))]
    weight, score = ("weight", rng.choice(WEIGHTS)), ("score", rng.choice(SCORES))
    extra = rng.choice(EXTRA) if rng.random() < 0.35 else None
    reason = rng.choice(REASONS)
    out = levels + rng.choice([target + actual + [weight, score], [weight] + target + actual + [score],
                               target + [weight] + actual + [score], target + [weight] + actual + [score]])
    if extra:
        out = [extra] + out if extra[0] == "~number" else out + [extra]
    return out + ([("reason", reason)] if reason else [])


def craft_of(rng):
    return {
        "strings": rng.choice(["shared", "inline", "rich", "phonetic"]), "numeric": rng.random() < 0.35,
        "formulas": rng.random() < 0.15, "lines": rng.choice(["table", "table", "none"]),
        "indent": rng.choice([(0, 0), (0, 0), (1, 0), (0, 1), (2, 1)]), "hidden": rng.random() < 0.15,
        "docx_lines": rng.choice(["paragraphs", "paragraphs", "rows"]), "docx_parts": False,
        "docx_text": rng.choice(["plain", "runs", "tracked", "controls", "readings", "vanished", "fields"]),
        "nested": rng.random() < 0.1, "page_numbers": rng.random() < 0.2, "bare_refs": rng.random() < 0.15,
        "returns": rng.random() < 0.15, "leftovers": rng.random() < 0.15, "strict": rng.random() < 0.1,
    }


def monitoring_of(rng, ticks):
    levels = [("level1", "一级指标"), ("level2", "二级指标"), ("level3", "三级指标")]
    columns = levels + [("target", rng.choice(["年度指标值", "指标值", "目标值"])),
                        ("progress", rng.choice(["{p}执行情况", "{p}完成值", "{p}实际完成值"])),
                        ("forecast", rng.choice(["全年预计完成情况", "全年预计完成值"])), ("deviation_cause", "偏差原因分析")]
    if not ticks:
        columns += [("explanation", "原因说明")]
    columns += [("likelihood", "完成目标可能性")]
    if rng.random() < 0.6 and not ticks:
        columns += [("measures", "改进措施")]
    columns += [("remark", "备注")]
    return {"columns": columns, "ticks": ticks, "period": rng.choice(["heading", "heading", "year", "label"]),
            "funds": [("initial_budget", rng.choice(["年初预算数", "年初预算"])), ("executed", "{p}执行数"),
                      ("rate", "{p}执行率"), ("forecast", "全年预计执行数")]}


def mixed_layout(seed):
    """The full table of choices of a random layout."""
    rng = random.Random("layout %s" % seed)
    level2 = dict(rng.choice(LEVEL2))
    level2["服务对象满意度指标"] = rng.choice(CONTENTED)
    places = rng.choice([0, 1, 2, 2, 4])
    titles = {form: rng.choice(words) for form, words in TITLES.items()}
    year = rng.choice(["line", "line", "spaced", "plain", "paren", "lost", "front", "tail", "cells"])
    ticks = rng.random() < 0.2
    columns = columns_of(rng)
    side = rng.choice(["绩效指标", "年度绩效指标", None, "绩效指标"])
    money_unit = rng.choice(["side", "side", "above", "headings", "none"])
    above = [[("单位", "money_unit")], [("填报单位", "~青石县预算单位"), ("金额单位", "money_unit")],
             [("填报单位（盖章）", "~白杨区填报单位"), ("填报日期", "~2024年1月8日"), ("单位", "money_unit")]]
    funds = fund_columns(rng)
    if money_unit == "headings":
        funds = [(f, h + "（{unit}）" if f in ("initial_budget", "annual_budget", "executed") and "(" not in h and "（" not in h
                  else h) for f, h in funds]
        if not any("{unit}" in h for _, h in funds):
            money_unit = "side"
    over = {
        "about": "put together at random", "forms": layouts.ALL_FORMS, "craft": craft_of(rng), "titles": titles, "year": year,
        "annex": rng.choice(["", "", "", "附件2", "附表1："]), "head": head_of(rng),
        "head_style": rng.choice(["pairs"] * 6 + ["inline"]), "colon": rng.choice(["", "", "", "：", ":"]),
        "above": rng.choice(above) if money_unit == "above" else [], "above_style": rng.choice(["cells", "cells", "one"]),
        "codes": rng.choice(["none", "dash", "bracket", "tail"]),
        "money_unit": money_unit,
        "signs": rng.choice([{}, {}, {"≥": ">=", "≤": "<="}, {"≥": "≧", "≤": "≦", "=": "═"}, {"≥": "≥ ", "≤": "≤ "},
                             {"≥": "＞＝", "≤": "＜＝", "=": "＝"}]),
        "torn": rng.random() < 0.3, "vertical": rng.choice([None, None, None, "text", "rotated"]),
        "page_break": rng.choice([0, 0, 0, 5]),
        "wants": {"places": places, "thousands": rng.random() < 0.2, "sources": rng.choice(
            ["standard", "standard", "standard", "levels", "superior", "own"]),
            "money_unit": rng.choice(["万元", "万元", "元"]), "zero_rate": rng.choice([None, None, "", "0", "—", "#DIV/0!"]),
            "notation": rng.choice([None, None, None, "wild"]), "project_code": rng.random() < 0.3 or None,
            "secret": rng.random() < 0.4, "merged": rng.random() < 0.15},
        "funds": {"side": rng.choice(["项目资金", "预算执行情况", "资金情况", "项目预算执行情况（{weight}分）", "年度资金"]),
                  "columns": funds, "labels": {s: rng.choice(w) for s, w in FUND_WORDS.items()},
                  "of_which": rng.choice(["其中：", "其中:", "其中: ", "其中", "", "cell"]), "indent": rng.choice(["", "      ", "　　　"]),
                  "colon": rng.choice(["", "：", ":"]), "none": rng.choice(["—", "-", "--", "－", "", "/"]),
                  "total_heading": rng.choice(["", "", "资金来源", "项目"]), "rate": rng.choice(["percent", "percent", "bare"])},
        "goals": {"style": rng.choice(["columns", "columns", "rows"]), "side": rng.choice(["年度总体目标", "年度目标", "总体目标", "绩效目标"]),
                  "expected": rng.choice(["预期目标", "年初设定目标", "年初预期目标", "年度预期目标"]),
                  "actual": rng.choice(["实际完成情况", "全年实际完成情况", "目标实际完成情况", "全年完成情况"])},
        "indicators": {"side": side, "columns": columns, "level1": rng.choice(LEVEL1), "level2": level2,
                       "weights": rng.choice([None, None, None, ("level1",), ("level1", "level2")]),
                       "bracket": rng.choice(["({0}分)", "（{0}分）", "({0})", "\n({0}分)", "（{0}）"]),
                       "merge": rng.choice(["merge", "merge", "merge", "repeat", "first"]),
                       "ordinal": rng.choice([None, None, None, "指标{0}：", "指标{0}:", "指标{0}"]),
                       "placeholders": rng.choice([[], [], [], ["…"], ["指标2：", "……"], ["/"]]),
                       "merge_weights": rng.random() < 0.5},
        "total": {"label": rng.choice(["合计", "总分", "总计", "合 计", "总得分"]), "grade": rng.choice([None, None, "自评等级", "评价等级"])},
        "shortfall": rng.random() < 0.2,
        "notes": rng.choice([[], [], ["注：1. 得分一档最高不能超过该指标分值上限。"], ["注: 定性指标分为三档。\n2. 其余指标按比例计分。"]]),
        "below": rng.choice([[], [], [("其他需要说明的问题", "~无")], [("偏差大或目标未完成原因分析", "~无较大偏差。")]]),
        "foot": rng.choice([[], [], [("填表人", "陈静"), ("联系电话", "0537-7654321")]]),
        "monitoring": monitoring_of(rng, ticks),
        "target": {"columns": [("level1", "一级指标"), ("level2", "二级指标"), ("level3", rng.choice(["三级指标", "指标内容"])),
                               ("target", rng.choice(["指标值", "年度指标值", "目标值", "指标值(包含数字及文字描述)"]))]
                   + rng.choice([[], [], [("standard", "绩效标准")], [("standard", "评(扣)分标准"), ("~note", "指标解释")]]),
                   "funds": rng.choice(["rows", "rows", "table"]), "goal": rng.choice(["年度目标", "年度总体目标", "绩效目标", "总体目标"])},
        "list": {"heading": rng.choice(["above", "title"]), "total": rng.choice([None, "first", "last"]),
                 "columns": [("number", rng.choice(["序号", "编号"])), ("name", "项目名称")]
                 + rng.choice([[("amount", "预算金额（单位：{unit}）")], [("amount", "金额（{unit}）")], [("amount", "预算金额")],
                               [("~owner", "资金使用单位"), ("amount", "预算数（{unit}）")]])},
        "evaluation": {"weights": rng.choice(["names", "names", "columns"]), "cover": rng.choice(["lines", "head"]),
                       "bracket": rng.choice(["({0}分)", "（{0}分）", "({0})", "\n（{0}分）"])},
        "summary": {"department": rng.choice(["部门", "主管部门", "填报部门"])},
        "accounts": {"sheets": rng.choice(["many", "one"]), "numbers": rng.random() < 0.7, "counts": rng.random() < 0.7,
                     "unit": rng.choice(["单位", "部门", "编制单位"]), "continued": rng.choice([None, "02", "03"])},
        "narrow": rng.choice([0, 0, 0, 2, 3]), "empty_rows": rng.random() < 0.1, "neighbour": rng.random() < 0.15,
    }
    out = layouts.merged(layouts.BASE, over)
    out["name"] = "mix-%s" % seed
    if out["page_break"] and side:
        out["indicators"]["side"] = None
    if out["wants"]["merged"] and out["wants"]["notation"]:
        out["wants"]["notation"] = None
    out["monitoring"]["merge_answers"] = bool(out["wants"]["merged"]) and not ticks
    return out
