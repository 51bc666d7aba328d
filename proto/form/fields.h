/* The seven forms, declared once: every field's kind, C member and wire name (the same word), how
 * its content is described, whether it must be there, its limit and its Chinese name. Structs,
 * MessagePack, JSON and the shape check all follow from these lists.
 *
 * F(S, kind, member, of, need, max, zh)
 *   S     the struct that has the field, struct jx_<S>
 *   kind  TEXT    a string as printed; max in bytes
 *         OBJECT  one struct of schema `of`; max unused
 *         LIST    rows of schema `of`; max in rows
 *         KEYED   like LIST, but a map from each row's own `key` to the row
 *         TEXTS   strings; max in strings
 *         ROWS    rows of strings, a table's body; max in rows
 *         EXTRA   a map from printed labels to values; max in entries
 *   need  MUST or MAY; SOURCE: a text that must be there and be one of JX_FUND_SOURCES
 *
 * A document's canonical bytes hold its fields in this order. Fields may be added anywhere, since
 * an absent field leaves no bytes; the order of those that are here must never change: ids depend
 * on it. */
#ifndef JX_FORM_FIELDS_H
#define JX_FORM_FIELDS_H

#include "../base/limits.h"

/* FORMS.md, self_evaluation: where a form's money comes from. */
#define JX_FUND_SOURCES(X)                                                                         \
    X(total)                                                                                       \
    X(current_appropriation)                                                                       \
    X(carryover)                                                                                   \
    X(other)                                                                                       \
    X(central)                                                                                     \
    X(provincial)                                                                                  \
    X(local)                                                                                       \
    X(superior)                                                                                    \
    X(special_account)                                                                             \
    X(own_funds)

/* clang-format off */

/* FORMS.md, "Common head". What stands in front of every form's own fields. */
#define JX_HEAD_FIELDS(F, S)                                                                     \
    F(S, TEXT,   title,      text,  MAY,  JX_NAME_MAX,   "表名")                                   \
    F(S, OBJECT, project,    party, MAY,  0,             "项目名称")                                 \
    F(S, OBJECT, department, party, MAY,  0,             "主管部门")                                 \
    F(S, OBJECT, unit,       party, MAY,  0,             "实施单位")                                 \
    F(S, TEXT,   money_unit, text,  MAY,  JX_WORD_MAX,   "金额单位")                                 \
    F(S, EXTRA,  extra,      text,  MAY,  JX_EXTRA_MAX,  "其他内容")

/* A project, department or unit; a printed heading with an empty cell is {"name": ""}. */
#define JX_PARTY_FIELDS(F, S)                                                                    \
    F(S, TEXT,   name,       text,  MUST, JX_NAME_MAX,   "名称")                                   \
    F(S, TEXT,   code,       text,  MAY,  JX_WORD_MAX,   "代码")

/* 项目支出绩效自评表 */
#define JX_SELF_EVALUATION_FIELDS(F, S)                                                          \
    F(S, LIST,   funds,      evaluated_fund,      MUST, JX_FUNDS_MAX,      "项目资金")               \
    F(S, OBJECT, goals,      evaluated_goals,     MAY,  0,                 "年度总体目标")             \
    F(S, LIST,   indicators, evaluated_indicator, MUST, JX_INDICATORS_MAX, "绩效指标")               \
    F(S, OBJECT, total,      evaluated_total,     MAY,  0,                 "总分")                 \
    F(S, TEXT,   shortfall_explanation, text,     MAY,  JX_PROSE_MAX, "总分在80分以下的原因分析及措施说明")      \
    F(S, OBJECT, conclusion, conclusion,          MAY,  0,                 "项目自评结论")

#define JX_EVALUATED_FUND_FIELDS(F, S)                                                           \
    F(S, TEXT,     source,         text, SOURCE, JX_WORD_MAX,   "资金来源")                              \
    F(S, TEXT,   label,          text, MUST, JX_NAME_MAX,   "资金名称")                              \
    F(S, TEXT,   initial_budget, text, MAY,  JX_FIGURE_MAX, "年初预算数")                             \
    F(S, TEXT,   annual_budget,  text, MAY,  JX_FIGURE_MAX, "全年预算数")                             \
    F(S, TEXT,   executed,       text, MAY,  JX_FIGURE_MAX, "全年执行数")                             \
    F(S, TEXT,   weight,         text, MAY,  JX_FIGURE_MAX, "分值")                                \
    F(S, TEXT,   rate,           text, MAY,  JX_FIGURE_MAX, "执行率")                               \
    F(S, TEXT,   score,          text, MAY,  JX_FIGURE_MAX, "得分")                                \
    F(S, EXTRA,  extra,          text, MAY,  JX_EXTRA_MAX,  "其他内容")

#define JX_EVALUATED_GOALS_FIELDS(F, S)                                                          \
    F(S, TEXT,   expected,   text,  MAY,  JX_PROSE_MAX,  "预期目标")                                 \
    F(S, TEXT,   actual,     text,  MAY,  JX_PROSE_MAX,  "实际完成情况")

#define JX_EVALUATED_INDICATOR_FIELDS(F, S)                                                      \
    F(S, TEXT,   level1,          text, MUST, JX_NAME_MAX,   "一级指标")                             \
    F(S, TEXT,   level1_weight,   text, MAY,  JX_FIGURE_MAX, "一级指标分值")                           \
    F(S, TEXT,   level2,          text, MUST, JX_NAME_MAX,   "二级指标")                             \
    F(S, TEXT,   level2_weight,   text, MAY,  JX_FIGURE_MAX, "二级指标分值")                           \
    F(S, TEXT,   level3,          text, MUST, JX_NAME_MAX,   "三级指标")                             \
    F(S, TEXT,   target,          text, MUST, JX_NAME_MAX,   "年度指标值")                            \
    F(S, TEXT,   adjusted_target, text, MAY,  JX_NAME_MAX,   "调整后指标值")                           \
    F(S, TEXT,   actual,          text, MAY,  JX_NAME_MAX,   "实际完成值")                            \
    F(S, TEXT,   weight,          text, MAY,  JX_FIGURE_MAX, "分值")                               \
    F(S, TEXT,   score,           text, MAY,  JX_FIGURE_MAX, "得分")                               \
    F(S, TEXT,   reason,          text, MAY,  JX_PROSE_MAX,  "偏差原因分析及改进措施")                      \
    F(S, EXTRA,  extra,           text, MAY,  JX_EXTRA_MAX,  "其他内容")

#define JX_EVALUATED_TOTAL_FIELDS(F, S)                                                          \
    F(S, TEXT,   weight,     text,  MAY,  JX_FIGURE_MAX, "分值")                                   \
    F(S, TEXT,   score,      text,  MAY,  JX_FIGURE_MAX, "得分")                                   \
    F(S, TEXT,   grade,      text,  MAY,  JX_WORD_MAX,   "自评等级")                                 \
    F(S, EXTRA,  extra,      text,  MAY,  JX_EXTRA_MAX,  "其他内容")

#define JX_CONCLUSION_FIELDS(F, S)                                                               \
    F(S, TEXT,   experience, text,   MAY, JX_PROSE_MAX,  "主要经验做法")                               \
    F(S, TEXT,   problems,   text,   MAY, JX_PROSE_MAX,  "存在的主要问题及原因分析")                         \
    F(S, OBJECT, advice,     advice, MAY, 0,             "下一步改进措施及管理建议")

#define JX_ADVICE_FIELDS(F, S)                                                                   \
    F(S, TEXT,   decision,   text,  MAY,  JX_PROSE_MAX,  "对项目决策的建议")                             \
    F(S, TEXT,   budget,     text,  MAY,  JX_PROSE_MAX,  "对预算安排与执行的建议")                          \
    F(S, TEXT,   funds,      text,  MAY,  JX_PROSE_MAX,  "对资金管理的建议")                             \
    F(S, TEXT,   management, text,  MAY,  JX_PROSE_MAX,  "项目管理的建议")                              \
    F(S, TEXT,   other,      text,  MAY,  JX_PROSE_MAX,  "其他")                                   \
    F(S, TEXT,   remark,     text,  MAY,  JX_PROSE_MAX,  "备注")

/* 项目支出绩效目标执行监控表 */
#define JX_MONITORING_FIELDS(F, S)                                                               \
    F(S, TEXT,   period,     text,                MUST, JX_PERIOD_MAX,     "监控期间")               \
    F(S, LIST,   funds,      monitored_fund,      MUST, JX_FUNDS_MAX,      "项目资金")               \
    F(S, OBJECT, goals,      monitored_goals,     MAY,  0,                 "年度总体目标")             \
    F(S, LIST,   indicators, monitored_indicator, MUST, JX_INDICATORS_MAX, "绩效指标")

#define JX_MONITORED_FUND_FIELDS(F, S)                                                           \
    F(S, TEXT,     source,         text, SOURCE, JX_WORD_MAX,   "资金来源")                              \
    F(S, TEXT,   label,          text, MUST, JX_NAME_MAX,   "资金名称")                              \
    F(S, TEXT,   initial_budget, text, MAY,  JX_FIGURE_MAX, "年初预算数")                             \
    F(S, TEXT,   executed,       text, MAY,  JX_FIGURE_MAX, "执行数")                               \
    F(S, TEXT,   rate,           text, MAY,  JX_FIGURE_MAX, "执行率")                               \
    F(S, TEXT,   forecast,       text, MAY,  JX_FIGURE_MAX, "全年预计执行数")                           \
    F(S, EXTRA,  extra,          text, MAY,  JX_EXTRA_MAX,  "其他内容")

#define JX_MONITORED_GOALS_FIELDS(F, S)                                                          \
    F(S, TEXT,   expected,   text,  MAY,  JX_PROSE_MAX,  "预期目标")

#define JX_MONITORED_INDICATOR_FIELDS(F, S)                                                      \
    F(S, TEXT,   level1,          text, MUST, JX_NAME_MAX,  "一级指标")                              \
    F(S, TEXT,   level1_weight,   text, MAY,  JX_FIGURE_MAX, "一级指标分值")                           \
    F(S, TEXT,   level2,          text, MUST, JX_NAME_MAX,  "二级指标")                              \
    F(S, TEXT,   level2_weight,   text, MAY,  JX_FIGURE_MAX, "二级指标分值")                           \
    F(S, TEXT,   level3,          text, MUST, JX_NAME_MAX,  "三级指标")                              \
    F(S, TEXT,   target,          text, MUST, JX_NAME_MAX,  "年度指标值")                             \
    F(S, TEXT,   progress,        text, MAY,  JX_PROSE_MAX, "执行情况")                              \
    F(S, TEXT,   forecast,        text, MAY,  JX_PROSE_MAX, "全年预计完成情况")                          \
    F(S, TEXT,   deviation_cause, text, MAY,  JX_PROSE_MAX, "偏差原因分析")                            \
    F(S, TEXT,   explanation,     text, MAY,  JX_PROSE_MAX, "原因说明")                              \
    F(S, TEXT,   likelihood,      text, MAY,  JX_NAME_MAX,  "完成目标可能性")                           \
    F(S, TEXT,   measures,        text, MAY,  JX_PROSE_MAX, "改进措施")                              \
    F(S, TEXT,   remark,          text, MAY,  JX_PROSE_MAX, "备注")                                \
    F(S, EXTRA,  extra,           text, MAY,  JX_EXTRA_MAX, "其他内容")

/* 项目支出绩效目标表 */
#define JX_TARGET_FIELDS(F, S)                                                                   \
    F(S, TEXT,   attribute,   text,             MAY,  JX_NAME_MAX,       "项目属性")                 \
    F(S, TEXT,   source,      text,             MAY,  JX_NAME_MAX,       "项目来源")                 \
    F(S, TEXT,   duration,    text,             MAY,  JX_NAME_MAX,       "项目期")                  \
    F(S, TEXT,   responsible, text,             MAY,  JX_NAME_MAX,       "项目责任人")                \
    F(S, LIST,   funds,       planned_fund,     MUST, JX_FUNDS_MAX,      "项目资金")                 \
    F(S, LIST,   medium_term_funds, planned_fund, MAY, JX_FUNDS_MAX,     "中期资金")                 \
    F(S, OBJECT, goals,       planned_goals,    MAY,  0,                 "总体目标")                 \
    F(S, LIST,   indicators,  planned_indicator, MUST, JX_INDICATORS_MAX, "绩效指标")                \
    F(S, LIST,   medium_term_indicators, planned_indicator, MAY, JX_INDICATORS_MAX, "中期指标")

#define JX_PLANNED_FUND_FIELDS(F, S)                                                             \
    F(S, TEXT,     source,     text,  SOURCE, JX_WORD_MAX,   "资金来源")                                 \
    F(S, TEXT,   label,      text,  MUST, JX_NAME_MAX,   "资金名称")                                 \
    F(S, TEXT,   amount,     text,  MAY,  JX_FIGURE_MAX, "金额")                                   \
    F(S, EXTRA,  extra,      text,  MAY,  JX_EXTRA_MAX,  "其他内容")

#define JX_PLANNED_GOALS_FIELDS(F, S)                                                            \
    F(S, TEXT,   expected,    text, MAY,  JX_PROSE_MAX,  "年度目标")                                 \
    F(S, TEXT,   medium_term, text, MAY,  JX_PROSE_MAX,  "中期目标")

#define JX_PLANNED_INDICATOR_FIELDS(F, S)                                                        \
    F(S, TEXT,   level1,        text, MUST, JX_NAME_MAX,   "一级指标")                               \
    F(S, TEXT,   level1_weight, text, MAY,  JX_FIGURE_MAX, "一级指标分值")                             \
    F(S, TEXT,   level2,        text, MUST, JX_NAME_MAX,   "二级指标")                               \
    F(S, TEXT,   level2_weight, text, MAY,  JX_FIGURE_MAX, "二级指标分值")                             \
    F(S, TEXT,   level3,        text, MUST, JX_NAME_MAX,   "三级指标")                               \
    F(S, TEXT,   target,        text, MUST, JX_NAME_MAX,   "指标值")                                \
    F(S, TEXT,   weight,        text, MAY,  JX_FIGURE_MAX, "分值")                                 \
    F(S, TEXT,   standard,      text, MAY,  JX_PROSE_MAX,  "绩效标准")                               \
    F(S, EXTRA,  extra,         text, MAY,  JX_EXTRA_MAX,  "其他内容")

/* 项目支出绩效目标公开清单 */
#define JX_PROJECT_LIST_FIELDS(F, S)                                                             \
    F(S, LIST,   rows,         listed_project, MUST, JX_LIST_ROWS_MAX, "项目")                     \
    F(S, OBJECT, total,        listed_total,   MAY,  0,                "合计")                     \
    F(S, TEXT,   note,         text,           MAY,  JX_PROSE_MAX,     "注")                      \
    F(S, TEXT,   secret_count, text,           MAY,  JX_FIGURE_MAX,    "涉密项目数")

#define JX_LISTED_PROJECT_FIELDS(F, S)                                                           \
    F(S, TEXT,   number,     text,  MAY,  JX_WORD_MAX,   "序号")                                   \
    F(S, TEXT,   name,       text,  MUST, JX_NAME_MAX,   "项目名称")                                 \
    F(S, TEXT,   amount,     text,  MAY,  JX_FIGURE_MAX, "预算金额")                                 \
    F(S, EXTRA,  extra,      text,  MAY,  JX_EXTRA_MAX,  "其他内容")

#define JX_LISTED_TOTAL_FIELDS(F, S)                                                             \
    F(S, TEXT,   amount,     text,  MUST, JX_FIGURE_MAX, "预算金额")

/* 项目绩效评价得分表 */
#define JX_EVALUATION_FIELDS(F, S)                                                               \
    F(S, LIST,   rows,       evaluated_row,     MUST, JX_INDICATORS_MAX, "评价指标")                 \
    F(S, OBJECT, total,      evaluation_total,  MAY,  0,                 "合计")                   \
    F(S, TEXTS,  narrative,  text,              MAY,  JX_NARRATIVE_MAX,  "评价报告正文")

#define JX_EVALUATED_ROW_FIELDS(F, S)                                                            \
    F(S, TEXT,   level1,        text, MUST, JX_NAME_MAX,   "一级指标")                               \
    F(S, TEXT,   level1_weight, text, MAY,  JX_FIGURE_MAX, "一级指标分值")                             \
    F(S, TEXT,   level2,        text, MAY,  JX_NAME_MAX,   "二级指标")                               \
    F(S, TEXT,   level2_weight, text, MAY,  JX_FIGURE_MAX, "二级指标分值")                             \
    F(S, TEXT,   level3,        text, MAY,  JX_NAME_MAX,   "三级指标")                               \
    F(S, TEXT,   weight,        text, MAY,  JX_FIGURE_MAX, "分值")                                 \
    F(S, TEXT,   score,         text, MAY,  JX_FIGURE_MAX, "得分")                                 \
    F(S, EXTRA,  extra,         text, MAY,  JX_EXTRA_MAX,  "其他内容")

#define JX_EVALUATION_TOTAL_FIELDS(F, S)                                                         \
    F(S, TEXT,   weight,     text,  MAY,  JX_FIGURE_MAX, "分值")                                   \
    F(S, TEXT,   score,      text,  MAY,  JX_FIGURE_MAX, "得分")

/* 项目支出绩效自评情况汇总表 */
#define JX_EVALUATION_SUMMARY_FIELDS(F, S)                                                       \
    F(S, LIST,   rows,       summarised_project, MUST, JX_LIST_ROWS_MAX, "项目")

#define JX_SUMMARISED_PROJECT_FIELDS(F, S)                                                       \
    F(S, TEXT,   number,     text,  MAY,  JX_WORD_MAX,   "序号")                                   \
    F(S, TEXT,   name,       text,  MUST, JX_NAME_MAX,   "项目名称")                                 \
    F(S, TEXT,   unit,       text,  MAY,  JX_NAME_MAX,   "资金使用单位")                               \
    F(S, TEXT,   score,      text,  MAY,  JX_FIGURE_MAX, "自评得分")                                 \
    F(S, TEXT,   grade,      text,  MAY,  JX_WORD_MAX,   "自评等级")                                 \
    F(S, EXTRA,  extra,      text,  MAY,  JX_EXTRA_MAX,  "其他内容")

/* 部门(单位)决算公开表 01-09 */
#define JX_FINAL_ACCOUNTS_FIELDS(F, S)                                                           \
    F(S, KEYED,  tables,     accounts_table, MUST, JX_TABLES_MAX,    "决算公开表")                    \
    F(S, TEXTS,  narrative,  text,           MAY,  JX_NARRATIVE_MAX, "决算情况说明")

#define JX_ACCOUNTS_TABLE_FIELDS(F, S)                                                           \
    F(S, TEXT,   title,      text,  MUST, JX_NAME_MAX,          "表名")                            \
    F(S, TEXT,   money_unit, text,  MAY,  JX_WORD_MAX,          "金额单位")                          \
    F(S, TEXTS,  columns,    text,  MUST, JX_TABLE_COLUMNS_MAX, "栏目")                            \
    F(S, ROWS,   rows,       text,  MUST, JX_TABLE_ROWS_MAX,    "各行")                            \
    F(S, EXTRA,  extra,      text,  MAY,  JX_EXTRA_MAX,         "其他内容")

/* Every struct that is not a whole form: S(name, FIELDS). An inner one stands before what holds it. */
#define JX_STRUCTS(S)                                                                            \
    S(party,               JX_PARTY_FIELDS)                                                      \
    S(evaluated_fund,      JX_EVALUATED_FUND_FIELDS)                                             \
    S(evaluated_goals,     JX_EVALUATED_GOALS_FIELDS)                                            \
    S(evaluated_indicator, JX_EVALUATED_INDICATOR_FIELDS)                                        \
    S(evaluated_total,     JX_EVALUATED_TOTAL_FIELDS)                                            \
    S(advice,              JX_ADVICE_FIELDS)                                                     \
    S(conclusion,          JX_CONCLUSION_FIELDS)                                                 \
    S(monitored_fund,      JX_MONITORED_FUND_FIELDS)                                             \
    S(monitored_goals,     JX_MONITORED_GOALS_FIELDS)                                            \
    S(monitored_indicator, JX_MONITORED_INDICATOR_FIELDS)                                        \
    S(planned_fund,        JX_PLANNED_FUND_FIELDS)                                               \
    S(planned_goals,       JX_PLANNED_GOALS_FIELDS)                                              \
    S(planned_indicator,   JX_PLANNED_INDICATOR_FIELDS)                                          \
    S(listed_project,      JX_LISTED_PROJECT_FIELDS)                                             \
    S(listed_total,        JX_LISTED_TOTAL_FIELDS)                                               \
    S(evaluated_row,       JX_EVALUATED_ROW_FIELDS)                                              \
    S(evaluation_total,    JX_EVALUATION_TOTAL_FIELDS)                                           \
    S(summarised_project,  JX_SUMMARISED_PROJECT_FIELDS)

/* Rows of KEYED lists: their struct begins with its `key`, the map's key on the wire ("01"). */
#define JX_KEYED_STRUCTS(S) S(accounts_table, JX_ACCOUNTS_TABLE_FIELDS)

/* The forms: S(name, FIELDS, zh). Their order numbers them; append only. */
#define JX_FORMS(S)                                                                              \
    S(self_evaluation,    JX_SELF_EVALUATION_FIELDS,    "项目支出绩效自评表")                             \
    S(monitoring,         JX_MONITORING_FIELDS,         "项目支出绩效目标执行监控表")                         \
    S(target,             JX_TARGET_FIELDS,             "项目支出绩效目标表")                             \
    S(project_list,       JX_PROJECT_LIST_FIELDS,       "项目支出绩效目标公开清单")                          \
    S(evaluation,         JX_EVALUATION_FIELDS,         "项目绩效评价得分表")                             \
    S(evaluation_summary, JX_EVALUATION_SUMMARY_FIELDS, "项目支出绩效自评情况汇总表")                         \
    S(final_accounts,     JX_FINAL_ACCOUNTS_FIELDS,     "部门决算公开表")

/* clang-format on */

#endif
