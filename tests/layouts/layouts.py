"""The layouts of invented counties, as data. BASE is the common form; every layout says what it does differently.

A head or a line above the table is made of (label, field); fields are `project`, `department`, `unit`, `project_code`,
`money_unit`, `year`, `period`, `attribute`, `source`, `duration`, `responsible`, `total_score`, `total_grade`, and
`~text` for a value that has no field of its own. A column is (field, heading), or (field, (group, heading)) under a
heading of two rows; `~` again marks one without a field. `{p}` is the monitoring period, `{unit}` the money unit,
`{weight}` the weight of the execution.
"""
import copy

MONEY = [("initial_budget", "年初预算数"), ("annual_budget", "全年预算数"), ("executed", "全年执行数")]
ROWS = [("level1", "一级指标"), ("level2", "二级指标"), ("level3", "三级指标")]

BASE = {
    "about": "",
    "forms": None,           # the forms that a set renders in this layout; None: all that it says something about
    "wants": {},             # what the generator of documents should make for it
    "craft": {},
    "book": "single",        # single | sheet (several forms in one) | sheets | twice (the same form again)
    "annex": "",
    "titles": {
        "self_evaluation": "项目支出绩效自评表", "monitoring": "项目支出绩效目标执行监控表", "target": "项目支出绩效目标表",
        "project_list": "项目支出绩效目标公开清单", "evaluation": "{project}绩效评价得分表",
        "evaluation_summary": "{year}年度项目支出绩效自评情况汇总表", "final_accounts": "{year}年度{unit}部门决算",
    },
    "year": "line",          # line | spaced | plain | paren | lost | front | tail | cells | label | none
    "above": [],
    "above_style": "cells",  # cells | one (all in one cell or paragraph, blanks between)
    "head": [[("项目名称", "project")], [("主管部门", "department"), ("实施单位", "unit")]],
    "head_style": "pairs",   # pairs | inline (label and value in one cell)
    "colon": "",             # behind a label of the head
    "narrow": 0,             # every column is up to so many narrow ones, over which cells are merged
    "empty_rows": False,     # empty rows between the parts of the form
    "neighbour": False,      # another table, which is no form, stands behind the forms
    "codes": "none",         # none | dash | bracket | tail
    "money_unit": "side",    # side | above | headings | none
    "signs": {},             # how the signs are printed
    "torn": False,           # labels broken over lines, two-letter labels spaced
    "vertical": None,        # None | text (one letter a line) | spaced | rotated
    "page_break": 0,         # headings printed again after so many indicator rows
    "funds": {
        "style": "table",    # table | columns (sources as columns)
        "side": "项目资金", "columns": MONEY + [("weight", "分值"), ("rate", "执行率"), ("score", "得分")],
        "labels": {}, "of_which": "其中：", "indent": "      ", "colon": "：", "none": "—",
        "total_heading": "", "rate": "percent",
    },
    "goals": {"style": "columns",  # columns | rows | expected (no actual) | inline (label and text in one cell)
              "side": "年度总体目标", "expected": "预期目标", "actual": "实际完成情况"},
    "indicators": {
        "side": "绩效指标", "columns": ROWS + [("target", "年度指标值"), ("actual", "实际完成值"), ("weight", "分值"),
                                           ("score", "得分"), ("reason", "偏差原因分析及改进措施")],
        "level1": {}, "level2": {}, "weights": None, "bracket": "({0}分)", "merge": "merge", "ordinal": None,
        "placeholders": [], "merge_weights": False, "bare_actual": False, "merge_reasons": False, "numbered": False, "bands": False,
    },
    "total": {"label": "合计", "place": "bottom", "grade": None},
    "shortfall": False, "conclusion": False, "below": [], "notes": [], "foot": [],
    "monitoring": {
        "period": "heading",  # heading | label | year
        "columns": ROWS + [("target", "年度指标值"), ("progress", "{p}执行情况"), ("forecast", "全年预计完成情况"),
                           ("deviation_cause", "偏差原因分析"), ("explanation", "原因说明"),
                           ("likelihood", "完成目标可能性"), ("measures", "改进措施"), ("remark", "备注")],
        "funds": [("initial_budget", "年初预算数"), ("executed", "{p}执行数"), ("rate", "{p}执行率"),
                  ("forecast", "全年预计执行数")],
        "merge_answers": False,
    },
    "target": {
        "columns": ROWS + [("target", "指标值")], "funds": "rows",  # rows | table | halves | amount
        "amount": "项目金额", "head": [], "halves": False, "goal": "年度目标",
    },
    "list": {"columns": [("number", "序号"), ("name", "项目名称"), ("amount", "预算金额（单位：{unit}）")],
             "heading": "above", "total": None},
    "evaluation": {"columns": ROWS + [("weight", "分值"), ("score", "得分")], "weights": "names", "cover": "lines",
                   "bracket": "({0}分)"},
    "summary": {"columns": [("number", "序号"), ("name", "项目名称"), ("unit", "资金使用单位"), ("score", "自评得分"),
                            ("grade", "自评等级")], "department": "部门"},
    "accounts": {"sheets": "many", "numbers": True, "counts": True, "unit": "单位", "continued": None,
                 "split_code": False},  # the function's code under 类, 款, 项, merged over the three
}

PROJECT_FORMS = ("self_evaluation", "monitoring", "target")
ALL_FORMS = PROJECT_FORMS + ("project_list", "evaluation", "evaluation_summary", "final_accounts")

LAYOUTS = {
    "official": {
        "about": "the ministry's form as it is, grade beside the total, explanation below 80, notes",
        "forms": ALL_FORMS,
        "money_unit": "above",
        "funds": {"side": "项目预算执行情况（{weight}分）", "of_which": "其中：", "labels": {
            "current_appropriation": "当年财政拨款", "carryover": "上年结转资金", "other": "其他资金"},
            "columns": [("initial_budget", "年初预算数"), ("annual_budget", "全年预算数（A）"),
                        ("executed", "全年执行数（B）"), ("weight", "分值"), ("rate", "执行率（B/A）"), ("score", "得分")]},
        "indicators": {"side": "年度绩效指标", "wide": {"reason": 2}},
        "total": {"grade": "自评等级"}, "shortfall": True, "above": [("单位", "money_unit")],
        "notes": ["注：1. 得分一档最高不能超过该指标分值上限。\n2. 定量指标若为正向指标（即指标值为≥*），则得分计算方法应用"
                  "全年实际值（B）/年度指标值（A）*该指标分值。"],
    },
    "unit-above": {
        "about": "year in front of the title, unit, date and money unit in a line above, no initial budget, weight before "
                 "the target",
        "forms": PROJECT_FORMS + ("evaluation_summary",),
        "titles": {"self_evaluation": "部门预算项目支出绩效自评表", "target": "项目支出绩效目标申报表",
                   "evaluation_summary": "{year}年项目绩效自评结果汇总表"},
        "year": "front", "money_unit": "above",
        "above": [("填报单位（盖章）", "unit"), ("填报日期", "~2024年1月5日"), ("单位", "money_unit")],
        "head": [[("项目名称", "project"), ("主管部门", "department")], [("项目负责人及电话", "~李明 0537-0000000")]],
        "funds": {"side": "预算执行情况", "columns": [("annual_budget", "全年预算数(A)"), ("executed", "全年执行数(B)"),
                                                ("rate", "执行率(B/A)"), ("weight", "权重"), ("score", "得分")],
                  "none": "-", "colon": ":", "of_which": "其中:"},
        "goals": {"style": "rows", "expected": "年初设定目标", "actual": "全年实际完成情况"},
        "indicators": {"columns": ROWS + [("weight", "权重"), ("target", "目标值"), ("actual", "完成值"), ("score", "得分"),
                                          ("reason", "未完成原因分析")]},
        "total": {"label": "总分"},
        "target": {"columns": ROWS + [("target", "目标值")], "goal": "年度绩效目标"},
        "summary": {"columns": [("number", "序号"), ("name", "项目名称"), ("unit", "实施单位"), ("~initial", "年初预算数"),
                                ("score", "自评得分"), ("grade", "自评等级"), ("~remark", "备注")], "department": "填报部门"},
    },
    "weights-in-names": {
        "about": "weights inside the level names, code in brackets, level 1 without 指标, amounts in 元",
        "forms": PROJECT_FORMS + ("evaluation",),
        "titles": {"self_evaluation": "财政项目支出绩效自评表"},
        "year": "spaced", "codes": "bracket",
        "head": [[("项目名称", "project")], [("主管部门及代码", "department"), ("项目实施单位", "unit")]],
        "wants": {"money_unit": "元", "places": 2},
        "funds": {"none": "--", "columns": [("initial_budget", "年初预算"), ("annual_budget", "调整后预算数"),
                                            ("executed", "预算执行数"), ("rate", "预算执行率"), ("weight", "执行率权重"),
                                            ("score", "执行率得分")],
                  "labels": {"total": "资金总额", "current_appropriation": "本年财政拨款", "carryover": "上年结转"}},
        "goals": {"expected": "年初设定目标", "actual": "全年完成情况"},
        "indicators": {"weights": ("level1", "level2"), "bracket": "({0}分)",
                       "level1": {"产出指标": "项目产出", "效益指标": "项目效益", "满意度指标": "满意度指标", "成本指标": "成本指标"},
                       "columns": ROWS + [("target", "年初指标值"), ("actual", "全年实际值"), ("weight", "指标分值"),
                                          ("score", "自评得分"), ("reason", "未完成原因及改进措施")]},
        "total": {"label": "总计"},
    },
    "three-cells": {
        "about": "sign, value and unit in three columns under one heading, signs as ≧ ═, actual without unit",
        "forms": PROJECT_FORMS,
        "titles": {"self_evaluation": "预算项目绩效自评表", "target": "省级部门预算项目支出绩效目标表"},
        "signs": {"≥": "≧", "≤": "≦", "=": "═"}, "codes": "dash",
        "head": [[("项目名称", "project")], [("主管部门及编码", "department"), ("预算单位", "unit")]],
        "funds": {"labels": {"total": "年度财政资金总额", "current_appropriation": "本年一般公共预算拨款"}, "none": ""},
        "indicators": {"bare_actual": True, "columns": ROWS + [
            ("sign", "指标性质"), ("number", "指标值"), ("measure", "度量单位"), ("actual", "全年完成值"), ("weight", "分值"),
            ("score", "得分"), ("reason", "未完成原因和改进措施")]},
        "target": {"columns": ROWS + [("sign", ("指标值", "符号")), ("number", ("指标值", "值")),
                                      ("measure", ("指标值", "单位(文字描述)")), ("standard", "评(扣)分标准")]},
        "monitoring": {"columns": ROWS + [("sign", "指标性质"), ("number", "指标值"), ("measure", "度量单位"),
                                          ("progress", "{p}完成值"), ("forecast", "全年预计完成值"),
                                          ("likelihood", "完成目标可能性"), ("remark", "备注")]},
    },
    "sources-as-columns": {
        "about": "fund sources as columns, project code in its own cell, year in brackets with its name lost",
        "forms": ("self_evaluation",),
        "titles": {"self_evaluation": "县级专项资金绩效目标自评表"}, "year": "paren",
        "head": [[("项目名称", "project"), ("项目编码", "project_code")], [("县级主管部门", "department"), ("资金使用单位", "unit")]],
        "wants": {"sources": "levels", "project_code": True},
        "funds": {"style": "columns", "labels": {"total": "合计", "central": "中央", "provincial": "省级", "local": "本级",
                                                 "other": "其他"}, "of_which": "", "indent": "",
                  "columns": [("annual_budget", "预算数"), ("~annual_budget", "到位数"), ("executed", "执行数"),
                              ("rate", "执行率")]},
        "goals": {"style": "rows", "side": "年度目标", "expected": "预期目标", "actual": "实际完成情况"},
        "indicators": {"columns": ROWS + [("target", "预期指标值"), ("actual", "实际完成指标值"), ("weight", "分值"),
                                          ("score", "自评得分")]},
    },
    "nested-funds": {
        "about": "fund sources in nested blocks with ordinals, first and second level project, ticks in the head",
        "forms": ("self_evaluation", "target"),
        "titles": {"self_evaluation": "部门项目支出绩效自评表", "target": "市直部门预算项目支出绩效目标表"},
        "year": "plain", "money_unit": "above", "above": [("部门", "~青石县预算部门"), ("金额单位", "money_unit")],
        "codes": "dash", "wants": {"sources": "nested", "attribute": True},
        "head": [[("一级项目名称", "~社会事业发展"), ("二级项目名称", "project")],
                 [("主管部门及代码", "department"), ("预算单位", "unit")],
                 [("项目类别", "~☑一般性项目 □重点项目"), ("项目起止时间", "duration")]],
        "funds": {"side": "资金情况", "of_which": "", "indent": "", "none": "/",
                  "columns": [("initial_budget", "年初预算数"), ("annual_budget", "调整预算数"), ("executed", "执行数"),
                              ("rate", "执行率"), ("score", "得分（{weight}分*执行率）")]},
        "target": {"columns": ROWS + [("target", "指标值"), ("standard", "评（扣）分标准"), ("~note", "指标解释")],
                   "head": [[("项目属性", "attribute"), ("项目负责人", "~王芳")]], "goal": "绩效目标"},
        "indicators": {"side": None},
    },
    "review-scores": {
        "about": "self score and reviewed score side by side, execution weight in the heading only, code in front of the "
                 "project's name, reviewed total",
        "forms": ("self_evaluation", "evaluation"),
        "titles": {"self_evaluation": "{year}年度{project}项目支出绩效自评表"}, "year": "front", "codes": "dash",
        "head": [[("项目名称", "project")], [("主管部门", "department"), ("项目单位", "unit")]],
        "wants": {"project_code": True, "execution_weight": 20},
        "funds": {"side": "预算执行情况", "none": "", "columns": [
            ("annual_budget", "预算数(A)"), ("executed", "执行数(B)"), ("rate", "执行率(B/A)"),
            ("score", "得分({weight}分*执行率)"), ("~review", "复核分")]},
        "indicators": {"columns": ROWS + [("weight", "分值"), ("target", "年度指标值"), ("actual", "全年实际值"),
                                          ("score", "自评分"), ("~review", "复核分"), ("reason", "未完成原因及拟采取的改进措施")],
                       "side": None, "ordinal": "指标{0}："},
        "total": {"label": "总分"},
        "evaluation": {"columns": ROWS + [("weight", "分值"), ("~standard", "评分标准"), ("score", "得分"),
                                          ("~reason", "扣分原因")]},
    },
    "twin-halves": {
        "about": "medium-term half and annual half side by side, with standards",
        "forms": ("target",), "wants": {"halves": True, "attribute": True},
        "head": [[("项目名称", "project")], [("实施单位", "unit")], [("项目属性", "attribute")]],
        "target": {"halves": True, "funds": "halves", "columns": ROWS + [("target", "指标值"), ("standard", "绩效标准")]},
    },
    "twin-halves-marked": {
        "about": "the two halves with 长期 and 年度 behind each heading, no standards",
        "forms": ("target",), "wants": {"halves": True}, "year": "tail",
        "titles": {"target": "部门项目支出绩效目标申报表"},
        "head": [[("项目名称", "project"), ("主管部门", "department"), ("实施单位", "unit")]],
        "target": {"halves": ("长期", "年度"), "funds": "halves", "columns": ROWS + [("target", "指标值")]},
        "indicators": {"side": None},
    },
    "vertical": {
        "about": "side labels and level 1 in vertical text, letters spaced, weights below the letters",
        "forms": ("self_evaluation", "monitoring", "target"), "vertical": "text",
        "indicators": {"weights": ("level1",), "bracket": "\n({0}分)", "level1": {}},
        "year": "cells", "money_unit": "headings",
        "funds": {"side": "项目资金", "columns": [("initial_budget", "年初预算数（{unit}）"),
                                              ("annual_budget", "全年预算数（{unit}）"), ("executed", "全年执行数（{unit}）"),
                                              ("weight", "分值"), ("rate", "执行率"), ("score", "得分")]},
        "monitoring": {"funds": [("initial_budget", "年初预算数（{unit}）"), ("executed", "{p}执行数（{unit}）"),
                                 ("rate", "{p}执行率"), ("forecast", "全年预计执行数（{unit}）")]},
    },
    "rotated": {
        "about": "vertical text by the cell's direction, letters with spaces between them",
        "forms": ("self_evaluation", "target"), "vertical": "rotated", "year": "lost",
        "titles": {"self_evaluation": "绩效目标自评表", "target": "绩效目标申报表(基础设施建设类)"},
        "indicators": {"weights": ("level1",), "bracket": "（{0}分）",
                       "level1": {"产出指标": "项目完成指标", "效益指标": "项目效益指标"}},
        "funds": {"none": "－"},
    },
    "torn": {
        "about": "labels torn over lines and spaced, signs typed as >= and <=, long texts wrapped",
        "forms": ALL_FORMS, "torn": True, "signs": {"≥": ">=", "≤": "<="},
        "head": [[("项目名称", "project")], [("主管部门及代码", "department"), ("实施单位", "unit")]], "codes": "tail",
        "funds": {"side": "项目资金", "indent": "          ", "colon": ":", "of_which": "其中: "},
        "total": {"label": "总分", "grade": "自评等级"},
    },
    "numeric": {
        "about": "figures, rates and dates are numbers shown through their formats, indirectly rounded",
        "forms": ALL_FORMS, "craft": {"numeric": True}, "wants": {"places": 2, "dates": "full"},
        "total": {"grade": "自评等级"},
        "notes": ["注：本表由各单位填报。"],
    },
    "formulas": {
        "about": "figures are formulas with cached values, texts are formulas that yield text, thousands separated",
        "forms": ALL_FORMS, "craft": {"numeric": True, "formulas": True}, "wants": {"places": 2, "thousands": True,
                                                                                    "money_unit": "元"},
        "money_unit": "above", "above": [("单位", "money_unit")], "year": "spaced",
        "list": {"total": "last", "heading": "title",
                 "columns": [("number", "序号"), ("name", "项目名称"), ("amount", "金额")]},
    },
    "rich-text": {
        "about": "rich-text runs and readings, inline nowhere; runs in Word with fields' results",
        "forms": ALL_FORMS, "craft": {"strings": "phonetic", "docx_text": "readings", "page_numbers": True},
        "year": "tail",
    },
    "inline-strings": {
        "about": "inline strings, no borders, an empty first row and column, Word in small runs",
        "forms": ALL_FORMS, "craft": {"strings": "inline", "lines": "none", "indent": (2, 1), "docx_text": "runs"},
        "list": {"total": "first", "heading": "title"}, "accounts": {"counts": False, "sheets": "one"},
    },
    "hidden": {
        "about": "hidden rows, columns and a hidden sheet with other figures; hidden text in Word",
        "forms": PROJECT_FORMS + ("project_list",), "craft": {"hidden": True, "docx_text": "vanished", "strings": "rich"},
    },
    "tracked": {
        "about": "tracked deletions, insertions and moves in Word",
        "forms": PROJECT_FORMS + ("evaluation_summary",),
        "craft": {"docx_text": "tracked", "docx_lines": "rows", "deleted_rows": True, "bare_refs": True},
        "year": "plain", "total": {"label": "总得分"},
    },
    "controls": {
        "about": "content controls and mail-merge fields in Word, ticks for the kind of project",
        "forms": PROJECT_FORMS, "craft": {"docx_text": "controls", "row_controls": True, "symbols": True, "returns": True},
        "head": [[("项目名称", "project")], [("主管部门", "department"), ("实施单位", "unit")],
                 [("项目类型", "attribute"), ("专项实施期", "duration")]], "wants": {"attribute": "ticked"},
        "below": [("其他需要说明的问题", "~无")],
        "target": {"head": [[("项目负责人", "~张兰"), ("联系电话", "~0537-1234567")]]},
    },
    "fields": {
        "about": "values are results of mail-merge fields; each part of a form is a table of its own",
        "forms": PROJECT_FORMS, "craft": {"docx_text": "fields", "docx_parts": True},
        "indicators": {"side": None}, "goals": {"style": "rows", "side": "年度总体目标"},
    },
    "nested-tables": {
        "about": "the whole form stands in the one cell of another table, year between other cells",
        "forms": PROJECT_FORMS + ("project_list", "evaluation_summary"), "craft": {"nested": True, "docx_lines": "rows"},
        "annex": "附件3",
    },
    "nested-money": {
        "about": "the money part is a table inside a cell of the form's table; label and value of the head in one cell",
        "forms": PROJECT_FORMS, "craft": {"nested_funds": True, "strict": True}, "head_style": "inline", "year": "plain",
    },
    "leftovers": {
        "about": "texts left over under merges, very hidden sheets, another table behind the form, labels with a colon",
        "forms": PROJECT_FORMS + ("project_list",), "craft": {"leftovers": True, "strings": "rich"}, "neighbour": True,
        "colon": "：", "indicators": {"level2": {"服务对象满意度指标": "服务对象满意度指标等"}},
    },
    "title-wordings": {
        "about": "titles in the wordings of many counties, labels of the head too",
        "forms": ("self_evaluation", "target", "monitoring"), "year": "lost",
        "titles": {"self_evaluation": ["绩效目标自评表", "财政支出项目绩效评价自评报告", "县级专项资金绩效目标自评表", "部门项目支出绩效自评表",
                                       "{year}年度{project}项目（绩效）自评表"],
                   "target": ["专项资金绩效目标表", "绩效目标设定表", "绩效目标申报表(基础设施建设类)", "区域绩效目标表"],
                   "monitoring": ["项目支出绩效目标执行监控表", "项目支出绩效运行监控表"]},
        "head": [[("报表编号", "~K07"), ("填报日期", "~2024-01-20")], [("项目（政策）名称", "project")],
                 [("自治区主管部门", "department"), ("项目单位", "unit")]],
    },
    "one-role": {
        "about": "one label for both roles, codes of six figures in brackets, zero rates as errors of a formula",
        "forms": ("self_evaluation", "target"), "codes": "bracket", "wants": {"zero_rate": "#DIV/0!", "places": 2},
        "head": [[("项目名称", "project")], [("实施(主管)单位", "unit"), ("填报单位", "~填报单位甲")]], "craft": {"numeric": True},
        "funds": {"total_heading": "项目", "side": "资金情况"},
    },
    "weight-at-side": {
        "about": "the execution's weight stands at the side of the money part only; no weights of indicators",
        "forms": ("self_evaluation",),
        "funds": {"side": "预算执行情况（{weight}分）", "columns": [("annual_budget", "全年预算数"), ("executed", "全年执行数"),
                                                          ("rate", "执行率"), ("score", "得分")], "none": ""},
        "indicators": {"columns": ROWS + [("target", "年度指标值"), ("actual", "全年完成值"), ("score", "得分"),
                                          ("reason", "偏差原因分析及改进措施")]},
    },
    "social-first": {
        "about": "社会 before 经济, an empty category behind the others, readers as level 2, 共性 and 特性 left out",
        "forms": PROJECT_FORMS, "wants": {"social_first": True},
        "indicators": {"level2": {"服务对象满意度指标": "社会公众或服务对象满意度指标"}, "placeholders": [""]},
    },
    "report-whole": {
        "about": "a report: cover, paragraphs, a target table with caption number, more paragraphs, the score table",
        "forms": ("report",), "book": "report", "year": "front", "money_unit": "none",
        "titles": {"target": "表1. {year}年{project}绩效目标表"}, "wants": {"amount_with_unit": True, "project_code": True},
        "head": [[("项目编码", "project_code"), ("项目名称", "project")]],
        "target": {"funds": "amount", "goal": "绩效目标", "columns": ROWS + [("target", "指标值"), ("standard", "评扣分标准")]},
        "indicators": {"side": None},
    },
    "merged-reasons": {
        "about": "one reason merged over all rows, the goal's text only, label and text of the goal in one cell",
        "forms": ("self_evaluation",), "wants": {"one_reason": True}, "indicators": {"merge_reasons": True},
        "goals": {"style": "expected", "side": "年度目标"},
    },
    "inline-goals": {
        "about": "labels and texts of the goals in one cell each, levels numbered 一、 and 1.",
        "forms": ("self_evaluation", "target"), "goals": {"style": "inline"},
        "indicators": {"merge": "merge", "numbered": True},
    },
    "line-above": {
        "about": "the line above the table in one cell, blanks between its parts; sources of a target under headings",
        "forms": PROJECT_FORMS, "money_unit": "above", "above_style": "one", "year": "plain",
        "above": [("填报单位（盖章）", "unit"), ("填报日期", "~2024年1月5日"), ("单位", "money_unit")],
        "head": [[("项目名称", "project"), ("主管部门", "department")]], "target": {"funds": "table"},
    },
    "parts-apart": {
        "about": "其中 in a cell of its own over all parts of the money",
        "forms": ("self_evaluation", "monitoring"), "funds": {"of_which": "cell", "colon": ""},
    },
    "bands": {
        "about": "level 1 as a row over the whole width in front of its indicators",
        "forms": ("self_evaluation", "target"), "wants": {"plan": "no-cost-level"},
        "indicators": {"bands": True, "side": None, "weights": ("level1",), "bracket": "（{0}分）", "columns": [
            ("level2", "二级指标"), ("level3", "三级指标"), ("target", "年度指标值"), ("actual", "实际完成值"), ("weight", "分值"),
            ("score", "得分"), ("reason", "偏差原因分析及改进措施")]},
        "target": {"columns": [("level2", "二级指标"), ("level3", "三级指标"), ("target", "指标值")]},
    },
    "narrow-columns": {
        "about": "a template of many narrow columns: every cell is merged over some of them, empty rows between the parts",
        "forms": ALL_FORMS, "narrow": 3, "empty_rows": True,
    },
    "execution-row": {
        "about": "the execution is an indicator with weight and score, the money part has none",
        "forms": ("self_evaluation",), "wants": {"execution_row": True},
        "funds": {"columns": [("annual_budget", "全年预算数"), ("executed", "全年执行数"), ("rate", "执行率")]},
    },
    "split-codes": {
        "about": "accounts with 类, 款 and 项 under the code; lists with codes and kinds in further columns",
        "forms": ("final_accounts", "project_list"), "accounts": {"split_code": True, "sheets": "many"},
        "list": {"columns": [("number", "序号"), ("~code", "项目编码"), ("name", "项目名称"), ("~kind", "项目类别"),
                             ("amount", "预算金额（{unit}）"), ("~remark", "备注")], "total": "last"},
    },
    "list-and-targets": {
        "about": "a list and the targets that it lists, one below the other or on sheets of one workbook",
        "forms": ("list+targets", "summary+forms"), "book": "sheets",
    },
    "list-and-targets-stacked": {
        "about": "the same below one another in one sheet",
        "forms": ("list+targets", "summary+forms"), "book": "sheet",
    },
    "stacked": {
        "about": "several forms below one another in one sheet or document",
        "forms": PROJECT_FORMS, "book": "sheet", "craft": {"page_numbers": True},
        "titles": {"self_evaluation": "项目绩效自评表", "target": "项目绩效目标表"},
        "head": [[("项目名称", "project")], [("主管部门", "department"), ("实施单位", "unit")]],
        "indicators": {"side": "绩效指标", "ordinal": "指标{0}:", "placeholders": ["…"]},
    },
    "many-sheets": {
        "about": "each form on a sheet of its own, the last ones hidden",
        "forms": PROJECT_FORMS, "book": "sheets", "annex": "附件：", "craft": {"hidden": True},
        "titles": {"self_evaluation": "财政预算支出项目绩效目标自评表"},
        "year": "lost", "money_unit": "above", "above": [("填报单位", "unit"), ("金额单位", "money_unit")],
        "head": [[("项目名称", "project"), ("项目主管部门", "department")]],
    },
    "printed-twice": {
        "about": "the same form on two sheets: one document",
        "forms": ("self_evaluation",), "book": "twice",
    },
    "page-break": {
        "about": "headings printed again after a page break, level 1 and 2 again behind it",
        "forms": PROJECT_FORMS + ("final_accounts",), "page_break": 4,
        "goals": {"style": "rows", "side": "年度总体目标"},
        "indicators": {"side": None}, "accounts": {"continued": "02"},
    },
    "two-row-headings": {
        "about": "headings of two rows: scores under one heading, targets under another",
        "forms": ("self_evaluation", "monitoring"),
        "funds": {"of_which": "其中：", "columns": [("initial_budget", "年初预算数"), ("annual_budget", "全年(调整)预算数"),
                                                ("executed", "全年执行数"), ("rate", "预算执行率"), ("weight", "分值"),
                                                ("score", "得分")]},
        "indicators": {"columns": ROWS + [("target", ("指标值", "年度指标值")), ("actual", ("指标值", "实际完成值")),
                                          ("weight", "分值"), ("score", ("得分", "自评分")), ("~review", ("得分", "财政审核评分")),
                                          ("reason", "未完成原因分析及改进措施")]},
        "monitoring": {"ticks": True, "period": "year", "columns": ROWS + [
            ("target", "年度指标值"), ("progress", "{p}执行情况"), ("forecast", "全年预计完成情况"),
            ("deviation_cause", "偏差原因分析"), ("likelihood", "完成目标可能性"), ("remark", "备注")]},
    },
    "reason-block": {
        "about": "reasons in a block under the table, not in a column; signatures at the foot",
        "forms": ("self_evaluation",),
        "titles": {"self_evaluation": "转移支付区域(项目)绩效目标自评表"},
        "indicators": {"columns": ROWS + [("target", "年度指标值"), ("actual", "实际完成值"), ("weight", "分值"),
                                          ("score", "得分")]},
        "below": [("偏差大或目标未完成原因分析", "~项目按计划实施，无较大偏差。"), ("改进措施及结果应用方案", "~加强预算执行管理。")],
        "foot": [("填表人", "陈静"), ("联系电话", "0537-7654321"), ("填报日期", "2024年2月1日")],
    },
    "conclusion": {
        "about": "a conclusion with experience, problems and advice; adjusted targets; rates without %; central, "
                 "provincial and local money",
        "forms": ("self_evaluation",), "conclusion": True, "codes": "tail",
        "titles": {"self_evaluation": "{project}项目绩效自评表"}, "year": "cells",
        "wants": {"sources": "levels+", "conclusion": True, "adjusted": True, "rate": "bare"},
        "head": [[("项目名称", "project")], [("主管部门", "department"), ("实施单位", "unit")]],
        "funds": {"none": "--", "rate": "bare"},
        "indicators": {"side": "绩效目标", "columns": ROWS + [
            ("target", "年度指标值"), ("adjusted_target", "调整后指标值"), ("actual", "实际完成值"), ("weight", "分值"),
            ("score", "得分"), ("reason", "偏差原因分析及改进措施")]},
        "total": {"label": "总分"},
    },
    "total-first": {
        "about": "total and grade in the first row of the table, scores also in the head's other cells",
        "forms": ("self_evaluation", "evaluation_summary"),
        "total": {"place": "head", "grade": "自评等级"}, "year": "label",
        "head": [[("项目名称", "project"), ("年度", "year")], [("主管部门", "department"), ("实施单位", "unit")],
                 [("自评得分", "total_score"), ("自评等级", "total_grade"), ("财政审核评分", "~95")]],
    },
    "total-top": {
        "about": "the total row is the first row of the indicators; 优秀 for the grade is kept",
        "forms": ("self_evaluation",), "wants": {"grade_words": True},
        "total": {"place": "top", "label": "合计", "grade": "评价等级"},
        "year": "plain",
    },
    "no-level1": {
        "about": "no column of level 1; level 2 alone says what it is",
        "forms": ("self_evaluation", "target"), "wants": {"plan": "no-cost-level"},
        "indicators": {"columns": [("level2", "二级指标"), ("level3", "指标内容"), ("target", "年度指标值"),
                                   ("actual", "实际完成值"), ("weight", "分值"), ("score", "得分"),
                                   ("reason", "扣分原因及改进措施")]},
        "target": {"columns": [("level2", "二级指标"), ("level3", "指标内容"), ("target", "指标值")]},
    },
    "lost-level1": {
        "about": "of level 1 only the weight is left",
        "forms": ("self_evaluation",), "wants": {"plan": "no-cost-level"},
        "indicators": {"weights": ("level1",), "lost_level1": True},
    },
    "blank-levels": {
        "about": "levels printed once without merges, empty cells below; other wordings of level 2",
        "forms": ("self_evaluation", "monitoring", "target"), "codes": "dash",
        "head": [[("项目名称", "project")], [("区级主管部门", "department"), ("实施单位(盖章)", "unit")]],
        "indicators": {"merge": "first", "level2": {
            "数量指标": "产出数量", "质量指标": "产出质量", "时效指标": "产出时效", "经济效益指标": "经济效益",
            "社会效益指标": "社会效益", "生态效益指标": "环境效益", "可持续影响指标": "可持续影响指标",
            "服务对象满意度指标": "服务对象满意度"},
            "level1": {"产出指标": "产出指标", "效益指标": "效果指标"}},
    },
    "repeated-levels": {
        "about": "levels repeated on every row; 满意度指标 for level 2; zero as the mark for nothing",
        "forms": ("self_evaluation", "monitoring", "target"),
        "head": [[("项目名称", "project")], [("市县主管部门", "department"), ("实施单位 (盖章)", "unit")]],
        "wants": {"zero": "0"},
        "indicators": {"merge": "repeat", "level2": {"服务对象满意度指标": "满意度指标", "经济成本指标": "经济成本指标"}},
    },
    "transfer": {
        "about": "a transfer from above: central and local department, superior money, both roles in one label",
        "forms": ("self_evaluation", "target"), "wants": {"sources": "superior"},
        "titles": {"self_evaluation": "转移支付区域绩效目标自评表", "target": "区域绩效目标表"},
        "head": [[("转移支付（项目）名称", "project")], [("中央主管部门", "~农业农村部"), ("地方主管部门", "department")],
                 [("资金使用单位", "unit")]],
        "funds": {"labels": {"superior": "中央、省、市补助", "local": "市县资金", "other": "其他资金"},
                  "columns": [("annual_budget", "全年预算数（A）"), ("executed", "全年执行数（B）"), ("rate", "执行率（B/A）"),
                              ("weight", "分值"), ("score", "得分")]},
    },
    "own-money": {
        "about": "special account and own funds, plan, arrival, spending and balance; level 1 as 投入 and 产出",
        "forms": ("self_evaluation",), "wants": {"sources": "own"},
        "funds": {"labels": {"special_account": "财政专户管理资金", "own_funds": "单位资金",
                             "current_appropriation": "一般预算内拨款"},
                  "columns": [("annual_budget", "计划安排"), ("~annual_budget", "实际到位"), ("executed", "实际支出"),
                              ("~balance", "结余"), ("rate", "预算执行进度(%)"), ("weight", "分值"), ("score", "得分")],
                  "none": "—", "rate": "bare"},
        "head": [[("项目名称", "project")], [("主管单位", "department"), ("项目承担单位", "unit")]],
        "indicators": {"level1": {"产出指标": "产出", "效益指标": "效果", "满意度指标": "满意度", "成本指标": "投入"}},
    },
    "ordinals": {
        "about": "指标1 glued to the name, placeholder rows, an indicator that is not there (指标1： | 无)",
        "forms": ("self_evaluation", "target", "monitoring"), "wants": {"nothing": True},
        "indicators": {"ordinal": "指标{0}", "placeholders": ["指标2：", "……", "/"]},
        "target": {"columns": ROWS + [("target", "指标值(包含数字及文字描述)")]},
    },
    "whole-department": {
        "about": "a form of a whole department: no project",
        "forms": ("self_evaluation", "target"),
        "titles": {"self_evaluation": "部门整体支出绩效自评表", "target": "部门整体支出绩效目标表"},
        "head": [[("部门名称", "department")]], "wants": {"whole": True},
        "goals": {"style": "columns",  # columns | rows | expected (no actual) | inline (label and text in one cell)
              "side": "年度总体目标"},
    },
    "merged-weights": {
        "about": "weights and scores merged over several rows; rows 其中 without weight; answers merged in monitoring",
        "forms": ("self_evaluation", "monitoring", "evaluation"), "wants": {"merged": True},
        "indicators": {"merge_weights": True}, "monitoring": {"merge_answers": True, "period": "heading"},
        "evaluation": {"weights": "columns"},
    },
    "notations": {
        "about": "targets, actuals and scores in every notation that was seen",
        "forms": PROJECT_FORMS, "wants": {"notation": "wild"},
    },
    "report": {
        "about": "a target table inside a report: caption number, 项目金额, deduction standards",
        "forms": ("target", "evaluation"), "wants": {"amount_with_unit": True, "project_code": True},
        "titles": {"target": "表1. {year}年{project}绩效目标表"}, "year": "front", "money_unit": "none",
        "head": [[("项目编码", "project_code"), ("项目名称", "project")]],
        "target": {"funds": "amount", "goal": "绩效目标", "columns": ROWS + [("target", "指标值"), ("standard", "评扣分标准")]},
        "indicators": {"side": None}, "evaluation": {"cover": "head"},
    },
    "no-year": {
        "about": "no year and no money unit printed; reordered columns; a number column in front",
        "forms": ("self_evaluation", "target"), "year": "none", "money_unit": "none",
        "indicators": {"columns": [("~number", "序号")] + ROWS + [("score", "得分"), ("weight", "分值"), ("target", "指标值"),
                                                                ("actual", "实际完成情况"), ("reason", "未完成原因"), ("~remark", "备注")]},
        "target": {"columns": [("~number", "序号")] + ROWS + [("~kind", "指标值类型"), ("target", "指标值")]},
    },
    "lists": {
        "about": "lists with unit and amounts in other columns, total last, secret projects in the note",
        "forms": ("project_list", "evaluation_summary", "final_accounts"),
        "titles": {"project_list": "{unit}{year}年度项目支出绩效目标公开清单",
                   "evaluation_summary": "{year}年度项目支出绩效自评结果一览表"},
        "list": {"heading": "title", "total": "last",
                 "columns": [("number", "编号"), ("name", "项目名称"), ("~owner", "资金使用单位"), ("amount", "金额（{unit}）")]},
        "summary": {"columns": [("number", "序号"), ("name", "项目名称"), ("unit", "单位名称"), ("score", "得分"),
                                ("grade", "等级")], "department": "主管部门"},
        "accounts": {"numbers": True, "counts": True, "unit": "部门", "sheets": "one"},
        "wants": {"secret": True},
    },
}


def merged(base, over):
    out = copy.deepcopy(base)
    for key, what in over.items():
        out[key] = merged(out[key], what) if isinstance(out.get(key), dict) and isinstance(what, dict) else what
    return out


def layout(name):
    """The full table of choices of a layout; `mix-N` is the random one of seed N."""
    if name.startswith("mix-"):
        import mix
        return mix.mixed_layout(name[4:])
    out = merged(BASE, LAYOUTS[name])
    out["name"] = name
    return out
