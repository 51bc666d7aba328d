/* The concepts that the recogniser knows, declared once: their class, their name in the vocabulary
 * file, and, for labels and columns, the field of the exchange form that their value goes to. */
#ifndef JX_IMPORT_WORDS_H
#define JX_IMPORT_WORDS_H

/* What is looked up together. A text may be a word of several classes: 绩效目标 is a side label,
 * the label of a goal and the name of an indicator. */
#define JX_WORD_CLASSES(X)                                                                         \
    X(TITLE, "表种")                                                                               \
    X(LABEL, "标签")                                                                               \
    X(GOAL, "目标")                                                                                \
    X(FUND_COLUMN, "资金列")                                                                       \
    X(SOURCE, "资金来源")                                                                          \
    X(COLUMN, "指标列")                                                                            \
    X(LIST_COLUMN, "清单列")                                                                       \
    X(LAYOUT, "版式")                                                                              \
    X(OPTION, "选项")                                                                              \
    X(HALF, "时段")                                                                                \
    X(ACCOUNTS, "决算表")                                                                          \
    X(LEVEL1, "一级指标")                                                                          \
    X(LEVEL2, "二级指标")

enum jx_word_class {
#define X(id, zh) JX_CLASS_##id,
    JX_WORD_CLASSES(X)
#undef X
        JX_CLASS_COUNT
};

/* What the values under a column look like; the alignment of a row with its heading weighs it. */
enum jx_look {
    JX_LOOK_ANY,     /* nothing is known of it */
    JX_LOOK_LEVEL1,  /* a level-1 name */
    JX_LOOK_LEVEL2,  /* a level-2 name */
    JX_LOOK_NAME,    /* words, seldom a figure alone */
    JX_LOOK_VALUE,   /* a target or an actual value: `≥95%`, `12期`, 有效规范 */
    JX_LOOK_FIGURE,  /* a figure or a mark for none */
    JX_LOOK_PROSE,   /* words */
    JX_LOOK_SIGN,    /* of a target that is printed in several cells: `≥`, 定性 */
    JX_LOOK_MEASURE, /* the unit of such a target */
};

/*    class        id                name in the file     field                 look   */
#define JX_WORDS(X)                                                                                \
    X(TITLE, TITLE_SELF_EVALUATION, "自评表", "", ANY)                                             \
    X(TITLE, TITLE_MONITORING, "监控表", "", ANY)                                                  \
    X(TITLE, TITLE_TARGET, "目标表", "", ANY)                                                      \
    X(TITLE, TITLE_PROJECT_LIST, "公开清单", "", ANY)                                              \
    X(TITLE, TITLE_EVALUATION, "评价得分表", "", ANY)                                              \
    X(TITLE, TITLE_EVALUATION_SUMMARY, "自评汇总表", "", ANY)                                      \
    X(TITLE, TITLE_FINAL_ACCOUNTS, "决算", "", ANY)                                                \
    X(TITLE, TITLE_REPORT, "评价报告", "", ANY)                                                    \
    X(TITLE, TITLE_OTHER, "其他表", "", ANY)                                                       \
    X(LABEL, LABEL_PROJECT, "项目名称", "project/name", NAME)                                      \
    X(LABEL, LABEL_PARENT_PROJECT, "上级项目名称", "project/name", NAME)                           \
    X(LABEL, LABEL_PROJECT_CODE, "项目编码", "project/code", NAME)                                 \
    X(LABEL, LABEL_DEPARTMENT, "主管部门", "department/name", NAME)                                \
    X(LABEL, LABEL_REPORTING_DEPARTMENT, "填报部门", "department/name", NAME)                      \
    X(LABEL, LABEL_UPPER_DEPARTMENT, "上级主管部门", "department/name", NAME)                      \
    X(LABEL, LABEL_DEPARTMENT_CODE, "主管部门代码", "department/code", NAME)                       \
    X(LABEL, LABEL_UNIT, "实施单位", "unit/name", NAME)                                            \
    X(LABEL, LABEL_BUDGET_UNIT, "预算单位", "unit/name", NAME)                                     \
    X(LABEL, LABEL_REPORTING_UNIT, "填报单位", "unit/name", NAME)                                  \
    X(LABEL, LABEL_UNIT_CODE, "单位代码", "unit/code", NAME)                                       \
    X(LABEL, LABEL_ANY_UNIT, "单位", "unit/name", NAME)                                            \
    X(LABEL, LABEL_MONEY_UNIT, "金额单位", "money_unit", NAME)                                     \
    X(LABEL, LABEL_YEAR, "年度", "", NAME)                                                         \
    X(LABEL, LABEL_PERIOD, "监控期间", "period", NAME)                                             \
    X(LABEL, LABEL_ATTRIBUTE, "项目属性", "attribute", NAME)                                       \
    X(LABEL, LABEL_ORIGIN, "项目来源", "source", NAME)                                             \
    X(LABEL, LABEL_DURATION, "项目期", "duration", NAME)                                           \
    X(LABEL, LABEL_RESPONSIBLE, "项目责任人", "responsible", NAME)                                 \
    X(LABEL, LABEL_AMOUNT, "项目金额", "", FIGURE)                                                 \
    X(LABEL, LABEL_GRADE, "自评等级", "total/grade", NAME)                                         \
    X(LABEL, LABEL_TOTAL_SCORE, "自评总分", "total/score", FIGURE)                                 \
    X(LABEL, LABEL_SHORTFALL, "低分原因说明", "shortfall_explanation", PROSE)                      \
    X(LABEL, LABEL_EXPERIENCE, "主要经验做法", "conclusion/experience", PROSE)                     \
    X(LABEL, LABEL_PROBLEMS, "存在的主要问题", "conclusion/problems", PROSE)                       \
    X(LABEL, LABEL_ADVICE_DECISION, "项目决策建议", "conclusion/advice/decision", PROSE)           \
    X(LABEL, LABEL_ADVICE_BUDGET, "预算安排建议", "conclusion/advice/budget", PROSE)               \
    X(LABEL, LABEL_ADVICE_FUNDS, "资金管理建议", "conclusion/advice/funds", PROSE)                 \
    X(LABEL, LABEL_ADVICE_MANAGEMENT, "项目管理建议", "conclusion/advice/management", PROSE)       \
    X(LABEL, LABEL_ADVICE_OTHER, "其他建议", "conclusion/advice/other", PROSE)                     \
    X(LABEL, LABEL_ADVICE_REMARK, "结论备注", "conclusion/advice/remark", PROSE)                   \
    X(LABEL, LABEL_EXTRA, "其他标签", "", ANY)                                                     \
    X(GOAL, GOAL_BLOCK, "总体目标", "goals/expected", PROSE)                                       \
    X(GOAL, GOAL_EXPECTED, "预期目标", "goals/expected", PROSE)                                    \
    X(GOAL, GOAL_ACTUAL, "实际完成情况", "goals/actual", PROSE)                                    \
    X(GOAL, GOAL_MEDIUM_TERM, "中期目标", "goals/medium_term", PROSE)                              \
    X(GOAL, GOAL_EXTRA, "其他目标", "", PROSE)                                                     \
    X(FUND_COLUMN, FUND_BLOCK, "项目资金", "", ANY)                                                \
    X(FUND_COLUMN, FUND_LABEL, "资金名称", "label", NAME)                                          \
    X(FUND_COLUMN, FUND_INITIAL, "年初预算数", "initial_budget", FIGURE)                           \
    X(FUND_COLUMN, FUND_ANNUAL, "全年预算数", "annual_budget", FIGURE)                             \
    X(FUND_COLUMN, FUND_EXECUTED, "全年执行数", "executed", FIGURE)                                \
    X(FUND_COLUMN, FUND_WEIGHT, "分值", "weight", FIGURE)                                          \
    X(FUND_COLUMN, FUND_RATE, "执行率", "rate", FIGURE)                                            \
    X(FUND_COLUMN, FUND_SCORE, "得分", "score", FIGURE)                                            \
    X(FUND_COLUMN, FUND_FORECAST, "全年预计执行数", "forecast", FIGURE)                            \
    X(FUND_COLUMN, FUND_AMOUNT, "金额", "amount", FIGURE)                                          \
    X(FUND_COLUMN, FUND_EXTRA, "其他资金列", "", ANY)                                              \
    X(SOURCE, SOURCE_TOTAL, "资金总额", "total", ANY)                                              \
    X(SOURCE, SOURCE_MEDIUM_TOTAL, "中期资金总额", "total", ANY)                                   \
    X(SOURCE, SOURCE_CURRENT, "当年财政拨款", "current_appropriation", ANY)                        \
    X(SOURCE, SOURCE_CARRYOVER, "上年结转", "carryover", ANY)                                      \
    X(SOURCE, SOURCE_OTHER, "其他资金", "other", ANY)                                              \
    X(SOURCE, SOURCE_CENTRAL, "中央资金", "central", ANY)                                          \
    X(SOURCE, SOURCE_PROVINCIAL, "省级资金", "provincial", ANY)                                    \
    X(SOURCE, SOURCE_LOCAL, "市县资金", "local", ANY)                                              \
    X(SOURCE, SOURCE_SUPERIOR, "上级补助", "superior", ANY)                                        \
    X(SOURCE, SOURCE_SPECIAL_ACCOUNT, "财政专户管理资金", "special_account", ANY)                  \
    X(SOURCE, SOURCE_OWN, "自有资金", "own_funds", ANY)                                            \
    X(COLUMN, COLUMN_LEVEL1, "一级指标", "level1", LEVEL1)                                         \
    X(COLUMN, COLUMN_LEVEL2, "二级指标", "level2", LEVEL2)                                         \
    X(COLUMN, COLUMN_LEVEL3, "三级指标", "level3", NAME)                                           \
    X(COLUMN, COLUMN_TARGET, "指标值", "target", VALUE)                                            \
    X(COLUMN, COLUMN_TERM_TARGET, "中期指标值", "", VALUE)                                         \
    X(COLUMN, COLUMN_SIGN, "指标性质", "target", SIGN)                                             \
    X(COLUMN, COLUMN_MEASURE, "度量单位", "target", MEASURE)                                       \
    X(COLUMN, COLUMN_ADJUSTED, "调整后指标值", "adjusted_target", VALUE)                           \
    X(COLUMN, COLUMN_ACTUAL, "实际完成值", "actual", VALUE)                                        \
    X(COLUMN, COLUMN_WEIGHT, "分值", "weight", FIGURE)                                             \
    X(COLUMN, COLUMN_SCORE, "得分", "score", FIGURE)                                               \
    X(COLUMN, COLUMN_REASON, "偏差原因", "reason", PROSE)                                          \
    X(COLUMN, COLUMN_PROGRESS, "执行情况", "progress", VALUE)                                      \
    X(COLUMN, COLUMN_FORECAST, "预计完成情况", "forecast", VALUE)                                  \
    X(COLUMN, COLUMN_CAUSE, "偏差原因分析", "deviation_cause", PROSE)                              \
    X(COLUMN, COLUMN_EXPLANATION, "原因说明", "explanation", PROSE)                                \
    X(COLUMN, COLUMN_LIKELIHOOD, "完成目标可能性", "likelihood", PROSE)                            \
    X(COLUMN, COLUMN_MEASURES, "改进措施", "measures", PROSE)                                      \
    X(COLUMN, COLUMN_REMARK, "备注", "remark", PROSE)                                              \
    X(COLUMN, COLUMN_STANDARD, "绩效标准", "standard", PROSE)                                      \
    X(COLUMN, COLUMN_LEVEL1_WEIGHT, "一级指标分值", "level1_weight", FIGURE)                       \
    X(COLUMN, COLUMN_LEVEL2_WEIGHT, "二级指标分值", "level2_weight", FIGURE)                       \
    X(COLUMN, COLUMN_SHARE, "权重占比", "", FIGURE)                                                \
    X(COLUMN, COLUMN_CONVERTED, "折算得分", "", FIGURE)                                            \
    X(COLUMN, COLUMN_EXTRA, "其他指标列", "", ANY)                                                 \
    X(LIST_COLUMN, LIST_NUMBER, "序号", "number", FIGURE)                                          \
    X(LIST_COLUMN, LIST_NAME, "项目名称", "name", NAME)                                            \
    X(LIST_COLUMN, LIST_AMOUNT, "预算金额", "amount", FIGURE)                                      \
    X(LIST_COLUMN, LIST_UNIT, "资金使用单位", "unit", NAME)                                        \
    X(LIST_COLUMN, LIST_DEPARTMENT, "主管部门", "", NAME)                                          \
    X(LIST_COLUMN, LIST_SCORE, "自评得分", "score", FIGURE)                                        \
    X(LIST_COLUMN, LIST_GRADE, "自评等级", "grade", NAME)                                          \
    X(LAYOUT, LAYOUT_SIDE, "侧栏", "", ANY)                                                        \
    X(LAYOUT, LAYOUT_TOTAL, "合计", "", ANY)                                                       \
    X(LAYOUT, LAYOUT_SUBTOTAL, "小计", "", ANY)                                                    \
    X(LAYOUT, LAYOUT_NOTE, "注", "", ANY)                                                          \
    X(LAYOUT, LAYOUT_ANNEX, "附件", "", ANY)                                                       \
    X(LAYOUT, LAYOUT_NONE, "无值符号", "", ANY)                                                    \
    X(LAYOUT, LAYOUT_ORDINAL, "序号词", "", ANY)                                                   \
    X(LAYOUT, LAYOUT_OF_WHICH, "其中", "", ANY)                                                    \
    X(LAYOUT, LAYOUT_COLUMN_NUMBER, "栏次", "", ANY)                                               \
    X(LAYOUT, LAYOUT_ACCOUNTS_NUMBER, "决算表号", "", ANY)                                         \
    X(LAYOUT, LAYOUT_GRADE, "等级", "", ANY)                                                       \
    X(LAYOUT, LAYOUT_SECRET, "涉密说明", "", ANY)                                                  \
    X(LAYOUT, LAYOUT_LIST_HEADING, "清单抬头", "", ANY)                                            \
    X(HALF, HALF_MEDIUM_TERM, "中期", "", ANY)                                                     \
    X(HALF, HALF_ANNUAL, "年度", "", ANY)                                                          \
    X(OPTION, OPTION_CAUSE, "偏差原因", "", ANY)                                                   \
    X(OPTION, OPTION_LIKELIHOOD, "完成目标可能性", "", ANY)                                        \
    X(LAYOUT, LAYOUT_TICK, "选中", "", ANY)                                                        \
    X(LAYOUT, LAYOUT_KIND, "定量", "", ANY)                                                        \
    X(LAYOUT, LAYOUT_UNFIT, "不适用", "", ANY)                                                     \
    X(LAYOUT, LAYOUT_TASK, "任务", "", ANY)                                                        \
    X(LAYOUT, LAYOUT_KEPT, "其余内容", "", ANY)                                                    \
    X(LAYOUT, LAYOUT_KEPT_TEXT, "其余正文", "", ANY)                                               \
    X(LAYOUT, LAYOUT_FURNITURE, "页面杂项", "", ANY)

enum jx_word {
    JX_WORD_NONE,
#define X(class, id, zh, field, look) JX_##id,
    JX_WORDS(X)
#undef X
        JX_WORD_COUNT
};

#endif
