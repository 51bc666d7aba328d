/* The seven forms as they are printed, and the rows of an empty one. */
#include "forms.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- what may be entered, and what is said to who does ---- */

static const struct input level1 = {
    .choices = LIST("产出指标", "效益指标", "满意度指标", "成本指标"),
    .hint = "从下拉列表中选取一级指标",
};
static const struct input level2 = {
    .choices = LIST("数量指标", "质量指标", "时效指标", "成本指标", "经济成本指标", "社会成本指标",
                    "生态环境成本指标", "经济效益指标", "社会效益指标", "生态效益指标",
                    "可持续影响指标", "服务对象满意度指标"),
    .hint = "从下拉列表中选取二级指标",
};
static const struct input evaluation_level1 = {
    .choices = LIST("决策", "过程", "产出", "效益"),
    .hint = "从下拉列表中选取一级指标",
};
static const struct input name = {.named = true,
                                  .hint = "一行一个指标；行数不够时，在表中间插入行"};
static const struct input sign = {
    .choices = LIST("≥", "≤", "=", ">", "<", "定性"),
    .strict = true,
    .hint = "越大越好选≥，越小越好选≤，定性指标选“定性”",
};
static const struct input value = {.hint = "定量指标填数字，定性指标填文字"};
static const struct input measure = {.hint = "如：个、次、%、万元；定性指标不填"};
static const struct input target = {.hint = "连同符号和单位，如：≥95%、12期"};
static const struct input actual = {.hint = "与指标值用同样的单位，如：96%、12期"};
static const struct input money = {.figure = true, .hint = "按表上的金额单位填写数字"};
static const struct input weight = {.figure = true, .hint = "各项分值（含执行率分值）合计100分"};
static const struct input score = {.figure = true, .hint = "不超过该项分值"};
static const struct input reason = {.hint = "未完成或完成值偏离较大的，说明原因和改进措施"};
static const struct input tick = {.choices = LIST("√"), .strict = true, .hint = "属于这一项的打√"};
static const struct input grade = {
    .choices = LIST("优", "良", "中", "差"),
    .strict = true,
    .hint = "90分（含）以上为优，80—90分为良，60—80分为中，60分以下为差",
};
static const struct input attribute = {
    .choices = LIST("常年项目", "一次性项目", "延续项目", "新增项目"),
    .hint = "从下拉列表中选取，也可填写本地的叫法",
};
static const struct input origin = {
    .choices = LIST("本级申报项目", "上级转移支付项目"),
    .hint = "从下拉列表中选取，也可填写本地的叫法",
};
static const struct input prose = {.hint = "可以换行（Alt+Enter）"};

/* ---- parts that several forms have ---- */

#define PAIRS(list)   .pairs = (list), .count = sizeof(list) / sizeof *(list)
#define COLUMNS(list) .columns = (list), .count = sizeof(list) / sizeof *(list)

#define SUM_BELOW       "IF(COUNT({below})=0,\"\",SUM({below}))"
#define SUM_ROWS        "IF(COUNT({rows})=0,\"\",SUM({rows}))"
#define RATE_OF(budget) "IF(OR(N({" budget "})=0,{executed}=\"\"),\"\",{executed}/{" budget "})"

enum {
    U = COLUMN_USUAL,
    W = COLUMN_WIDE,
    L = COLUMN_LEVEL,
    OF = COLUMN_OF_LEVEL,
    ONE = COLUMN_FIRST_ROW
};

static const struct lay_pair project_head[] = {
    {"项目名称", "project/name", 1, true, NULL},
    {"项目编码", "project/code", 1, false, NULL},
    {"主管部门", "department/name", 2, true, NULL},
    {"实施单位", "unit/name", 2, true, NULL},
    {"主管部门代码", "department/code", 3, false, NULL},
    {"单位代码", "unit/code", 3, false, NULL},
};

#define LEVELS_OF(first)                                                                           \
    {"一级指标", NULL, "level1", 10, U | L, LOOK_LABEL, &first, NULL, NULL},                       \
        {"一级指标分值", NULL, "level1_weight", 7, OF, LOOK_FIGURE, &weight, NULL, NULL},          \
        {"二级指标", NULL, "level2", 12, U | L, LOOK_LABEL, &level2, NULL, NULL},                  \
        {"二级指标分值", NULL, "level2_weight", 7, OF, LOOK_FIGURE, &weight, NULL, NULL},          \
    {                                                                                              \
        "三级指标", NULL, "level3", 20, U | W, LOOK_TEXT, &name, NULL, NULL                        \
    }

/* ---- self-evaluation ---- */

static const struct lay_column evaluated_funds[] = {
    {"资金名称", NULL, "label", 20, U | W, LOOK_LABEL, NULL, NULL, NULL},
    {"年初预算数", NULL, "initial_budget", 12, U, LOOK_FIGURE, &money, SUM_BELOW, NULL},
    {"全年预算数", NULL, "annual_budget", 12, U, LOOK_FIGURE, &money, SUM_BELOW, NULL},
    {"全年执行数", NULL, "executed", 12, U, LOOK_FIGURE, &money, SUM_BELOW, NULL},
    {"分值", NULL, "weight", 7, U | ONE, LOOK_FIGURE, &weight, NULL, NULL},
    {"执行率", NULL, "rate", 9, U, LOOK_FIGURE, NULL, RATE_OF("annual_budget"), "0.00%"},
    {"得分", NULL, "score", 7, U | ONE, LOOK_FIGURE, NULL,
     "IF({rate}=\"\",\"\",ROUND(MIN({rate},1)*{weight},2))", "0.00"},
};
static const struct lay_pair evaluated_goals[] = {
    {"预期目标", "goals/expected", 1, true, &prose},
    {"实际完成情况", "goals/actual", 1, true, &prose},
};
static const struct lay_column evaluated_indicators[] = {
    LEVELS_OF(level1),
    {"年度指标值", NULL, "target", 12, U, LOOK_TEXT, &target, NULL, NULL},
    {"调整后指标值", NULL, "adjusted_target", 12, 0, LOOK_TEXT, &target, NULL, NULL},
    {"实际完成值", NULL, "actual", 12, U, LOOK_TEXT, &actual, NULL, NULL},
    {"分值", NULL, "weight", 7, U, LOOK_FIGURE, &weight, NULL, NULL},
    {"得分", NULL, "score", 7, U, LOOK_FIGURE, &score, NULL, NULL},
    {"偏差原因分析及改进措施", NULL, "reason", 20, U, LOOK_PROSE, &reason, NULL, NULL},
};
static const struct lay_column evaluated_total[] = {
    {"总分", NULL, "weight", 0, U, LOOK_FIGURE, NULL, "N({funds.weight})+SUM({rows})", NULL},
    {"总分", NULL, "score", 0, U, LOOK_FIGURE, NULL,
     "IF(COUNT({rows})=0,\"\",N({funds.score})+SUM({rows}))", "0.00"},
};
static const struct lay_pair evaluated_notes[] = {
    {"自评等级", "total/grade", 1, true, &grade},
    {"总分在80分以下的原因分析及措施说明", "shortfall_explanation", 2, false, &prose},
};
static const struct lay_pair conclusion[] = {
    {"主要经验做法", "conclusion/experience", 1, false, &prose},
    {"项目管理中存在的主要问题及原因分析", "conclusion/problems", 2, false, &prose},
    {"对项目决策的建议", "conclusion/advice/decision", 3, false, &prose},
    {"对预算安排与执行的建议", "conclusion/advice/budget", 4, false, &prose},
    {"对资金管理的建议", "conclusion/advice/funds", 5, false, &prose},
    {"项目管理的建议", "conclusion/advice/management", 6, false, &prose},
    {"其他", "conclusion/advice/other", 7, false, &prose},
    {"备注", "conclusion/advice/remark", 8, false, &prose},
};
static const struct section self_evaluation[] = {
    {SECTION_PAIRS, .side = NULL, PAIRS(project_head)},
    {SECTION_TABLE, .side = "项目资金", .path = "funds", COLUMNS(evaluated_funds)},
    {SECTION_GOALS, .side = "年度总体目标", PAIRS(evaluated_goals)},
    {SECTION_TABLE, .side = "绩效指标", .path = "indicators", COLUMNS(evaluated_indicators)},
    {SECTION_TOTAL, .side = NULL, .path = "total", COLUMNS(evaluated_total)},
    {SECTION_PROSE, .side = NULL, PAIRS(evaluated_notes)},
    {SECTION_PROSE, .side = "项目自评结论", PAIRS(conclusion)},
};

/* ---- monitoring ---- */

static const struct lay_pair monitored_head[] = {
    {"项目名称", "project/name", 1, true, NULL},
    {"项目编码", "project/code", 1, false, NULL},
    {"主管部门", "department/name", 2, true, NULL},
    {"实施单位", "unit/name", 2, true, NULL},
    {"主管部门代码", "department/code", 3, false, NULL},
    {"单位代码", "unit/code", 3, false, NULL},
};
static const struct lay_column monitored_funds[] = {
    {"资金名称", NULL, "label", 20, U | W, LOOK_LABEL, NULL, NULL, NULL},
    {"年初预算数", NULL, "initial_budget", 14, U, LOOK_FIGURE, &money, SUM_BELOW, NULL},
    {"%s执行数", NULL, "executed", 14, U, LOOK_FIGURE, &money, SUM_BELOW, NULL},
    {"%s执行率", NULL, "rate", 12, U, LOOK_FIGURE, NULL, RATE_OF("initial_budget"), "0.00%"},
    {"全年预计执行数", NULL, "forecast", 14, U, LOOK_FIGURE, &money, SUM_BELOW, NULL},
};
static const struct lay_pair monitored_goals[] = {
    {"预期目标", "goals/expected", 1, true, &prose},
};
#define CAUSE(option)                                                                              \
    {                                                                                              \
        option, "偏差原因分析", "deviation_cause", 6, U | COLUMN_FILL_ONLY, LOOK_TEXT, &tick,      \
            NULL, NULL                                                                             \
    }
#define LIKELIHOOD(option)                                                                         \
    {                                                                                              \
        option, "完成目标可能性", "likelihood", 6, U | COLUMN_FILL_ONLY, LOOK_TEXT, &tick, NULL,   \
            NULL                                                                                   \
    }
static const struct lay_column monitored_indicators[] = {
    LEVELS_OF(level1),
    {"年度指标值", NULL, "target", 12, U, LOOK_TEXT, &target, NULL, NULL},
    {"%s执行情况", NULL, "progress", 12, U, LOOK_TEXT, &actual, NULL, NULL},
    {"全年预计完成情况", NULL, "forecast", 12, U, LOOK_TEXT, &actual, NULL, NULL},
    CAUSE("经费保障"),
    CAUSE("制度保障"),
    CAUSE("人员保障"),
    CAUSE("硬件条件保障"),
    CAUSE("其他"),
    {"偏差原因分析", NULL, "deviation_cause", 14, COLUMN_PRINT_ONLY, LOOK_PROSE, &reason, NULL,
     NULL},
    {"原因说明", NULL, "explanation", 16, U, LOOK_PROSE, &reason, NULL, NULL},
    LIKELIHOOD("确定能"),
    LIKELIHOOD("有可能"),
    LIKELIHOOD("完全不可能"),
    {"完成目标可能性", NULL, "likelihood", 10, COLUMN_PRINT_ONLY, LOOK_TEXT, NULL, NULL, NULL},
    {"改进措施", NULL, "measures", 16, 0, LOOK_PROSE, &reason, NULL, NULL},
    {"备注", NULL, "remark", 12, U, LOOK_PROSE, NULL, NULL, NULL},
};
static const struct section monitoring[] = {
    {SECTION_PAIRS, .side = NULL, PAIRS(monitored_head)},
    {SECTION_TABLE, .side = "项目资金", .path = "funds", COLUMNS(monitored_funds)},
    {SECTION_GOALS, .side = "年度总体目标", PAIRS(monitored_goals)},
    {SECTION_TABLE, .side = "绩效指标", .path = "indicators", COLUMNS(monitored_indicators)},
};

/* ---- target ---- */

static const struct lay_pair target_head[] = {
    {"项目名称", "project/name", 1, true, NULL},
    {"项目编码", "project/code", 1, false, NULL},
    {"主管部门", "department/name", 2, true, NULL},
    {"实施单位", "unit/name", 2, true, NULL},
    {"主管部门代码", "department/code", 3, false, NULL},
    {"单位代码", "unit/code", 3, false, NULL},
    {"项目属性", "attribute", 4, true, &attribute},
    {"项目期", "duration", 4, true, NULL},
    {"项目来源", "source", 5, false, &origin},
    {"项目责任人", "responsible", 5, false, NULL},
};
static const struct lay_column planned_funds[] = {
    {"资金名称", NULL, "label", 30, U | W, LOOK_LABEL, NULL, NULL, NULL},
    {"金额", NULL, "amount", 16, U, LOOK_FIGURE, &money, SUM_BELOW, NULL},
};
static const struct lay_pair planned_goals[] = {
    {"中期目标", "goals/medium_term", 1, false, &prose},
    {"年度目标", "goals/expected", 1, true, &prose},
};
static const struct lay_column planned_indicators[] = {
    LEVELS_OF(level1),
    {"指标性质", NULL, "", 8, U | COLUMN_FILL_ONLY, LOOK_TEXT, &sign, NULL, NULL},
    {"指标值", NULL, "target", 14, U, LOOK_TEXT, &value, NULL, NULL},
    {"度量单位", NULL, "", 8, U | COLUMN_FILL_ONLY, LOOK_TEXT, &measure, NULL, NULL},
    {"分值", NULL, "weight", 7, 0, LOOK_FIGURE, &weight, NULL, NULL},
    {"绩效标准", NULL, "standard", 20, 0, LOOK_PROSE, NULL, NULL, NULL},
};
static const struct section target_form[] = {
    {SECTION_PAIRS, .side = NULL, PAIRS(target_head)},
    {SECTION_TABLE, .side = "项目资金", .path = "funds", COLUMNS(planned_funds)},
    {SECTION_GOALS, .side = "总体目标", PAIRS(planned_goals)},
    {SECTION_TABLE, .side = "中期绩效指标", .path = "medium_term_indicators",
     COLUMNS(planned_indicators)},
    {SECTION_TABLE, .side = "年度绩效指标", .path = "indicators", COLUMNS(planned_indicators)},
};

/* ---- lists ---- */

static const struct lay_pair list_head[] = {
    {"填报单位", "unit/name", 1, true, NULL},
    {"单位代码", "unit/code", 1, false, NULL},
    {"主管部门", "department/name", 2, false, NULL},
    {"主管部门代码", "department/code", 2, false, NULL},
};
static const struct lay_column listed[] = {
    {"序号", NULL, "number", 8, U, LOOK_FIGURE, NULL, NULL, NULL},
    {"项目名称", NULL, "name", 50, U | W, LOOK_TEXT, NULL, NULL, NULL},
    {"预算金额", NULL, "amount", 16, U, LOOK_FIGURE, &money, NULL, NULL},
};
static const struct lay_column listed_total[] = {
    {"合计", NULL, "amount", 0, U, LOOK_FIGURE, NULL, SUM_ROWS, NULL},
};
static const struct lay_pair listed_notes[] = {{"注", "note", 1, false, NULL}};
static const struct section project_list[] = {
    {SECTION_PAIRS, .side = NULL, PAIRS(list_head)},
    {SECTION_TABLE, .side = NULL, .path = "rows", COLUMNS(listed)},
    {SECTION_TOTAL, .side = NULL, .path = "total", COLUMNS(listed_total)},
    {SECTION_NOTES, .side = NULL, PAIRS(listed_notes)},
};

static const struct lay_pair summary_head[] = {
    {"主管部门", "department/name", 1, true, NULL},
    {"主管部门代码", "department/code", 1, false, NULL},
    {"填报单位", "unit/name", 2, false, NULL},
    {"单位代码", "unit/code", 2, false, NULL},
};
static const struct lay_column summarised[] = {
    {"序号", NULL, "number", 8, U, LOOK_FIGURE, NULL, NULL, NULL},
    {"项目名称", NULL, "name", 40, U | W, LOOK_TEXT, NULL, NULL, NULL},
    {"资金使用单位", NULL, "unit", 26, U, LOOK_TEXT, NULL, NULL, NULL},
    {"自评得分", NULL, "score", 10, U, LOOK_FIGURE, &score, NULL, NULL},
    {"自评等级", NULL, "grade", 10, U, LOOK_TEXT, &grade, NULL, NULL},
};
static const struct section evaluation_summary[] = {
    {SECTION_PAIRS, .side = NULL, PAIRS(summary_head)},
    {SECTION_TABLE, .side = NULL, .path = "rows", COLUMNS(summarised)},
};

/* ---- evaluation ---- */

static const struct lay_column evaluated_rows[] = {
    {"一级指标", NULL, "level1", 12, U | L, LOOK_LABEL, &evaluation_level1, NULL, NULL},
    {"一级指标分值", NULL, "level1_weight", 8, U | OF, LOOK_FIGURE, &weight, NULL, NULL},
    {"二级指标", NULL, "level2", 16, U | L, LOOK_LABEL, NULL, NULL, NULL},
    {"二级指标分值", NULL, "level2_weight", 8, U | OF, LOOK_FIGURE, &weight, NULL, NULL},
    {"三级指标", NULL, "level3", 26, U | W, LOOK_TEXT, &name, NULL, NULL},
    {"分值", NULL, "weight", 8, U, LOOK_FIGURE, &weight, NULL, NULL},
    {"得分", NULL, "score", 8, U, LOOK_FIGURE, &score, NULL, NULL},
};
static const struct lay_column evaluation_total[] = {
    {"合计", NULL, "weight", 0, U, LOOK_FIGURE, NULL, SUM_ROWS, NULL},
    {"合计", NULL, "score", 0, U, LOOK_FIGURE, NULL, SUM_ROWS, NULL},
};
static const struct section evaluation[] = {
    {SECTION_PAIRS, .side = NULL, PAIRS(project_head)},
    {SECTION_TABLE, .side = NULL, .path = "rows", COLUMNS(evaluated_rows)},
    {SECTION_TOTAL, .side = NULL, .path = "total", COLUMNS(evaluation_total)},
};

#define LAYOUT(form, list, landscape, side)                                                        \
    [JX_FORM_##form] = {list, sizeof(list) / sizeof *(list), landscape, side}
static const struct form_layout layouts[JX_FORM_COUNT] = {
    LAYOUT(self_evaluation, self_evaluation, false, true),
    LAYOUT(monitoring, monitoring, true, true),
    LAYOUT(target, target_form, false, true),
    LAYOUT(project_list, project_list, false, false),
    LAYOUT(evaluation, evaluation, false, false),
    LAYOUT(evaluation_summary, evaluation_summary, false, false),
};

const struct form_layout *layout_of(enum jx_form form)
{
    return form < JX_FORM_COUNT && layouts[form].count ? &layouts[form] : NULL;
}

/* ---- an empty form ---- */

#define COUNT(list) sizeof(list) / sizeof *(list)

const struct skeleton_fund skeleton_funds[] = {
    {"total", "年度资金总额"},
    {"current_appropriation", "当年财政拨款"},
    {"carryover", "上年结转资金"},
    {"other", "其他资金"},
};
const uint32_t skeleton_fund_count = COUNT(skeleton_funds);

const struct skeleton_level skeleton_indicators[] = {
    {"产出指标", "数量指标", 3},     {"产出指标", "质量指标", 2},
    {"产出指标", "时效指标", 2},     {"成本指标", "经济成本指标", 2},
    {"效益指标", "经济效益指标", 1}, {"效益指标", "社会效益指标", 1},
    {"效益指标", "生态效益指标", 1}, {"满意度指标", "服务对象满意度指标", 2},
};
const uint32_t skeleton_indicator_count = COUNT(skeleton_indicators);

const struct skeleton_level skeleton_evaluation[] = {
    {"决策", "项目立项", 2}, {"决策", "绩效目标", 2}, {"决策", "资金投入", 2},
    {"过程", "资金管理", 3}, {"过程", "组织实施", 2}, {"产出", "产出数量", 1},
    {"产出", "产出质量", 1}, {"产出", "产出时效", 1}, {"产出", "产出成本", 1},
    {"效益", "项目效益", 2},
};
const uint32_t skeleton_evaluation_count = COUNT(skeleton_evaluation);

/* ---- the final accounts ---- */

#define TEXTS(...) __VA_ARGS__, NULL
const struct skeleton_table skeleton_tables[] = {
    {"01",
     "收入支出决算总表",
     {TEXTS("收入/项目", "收入/决算数", "支出/项目", "支出/决算数")},
     {TEXTS("一、一般公共预算财政拨款收入", "二、政府性基金预算财政拨款收入",
            "三、国有资本经营预算财政拨款收入", "四、上级补助收入", "五、事业收入", "六、经营收入",
            "七、附属单位上缴收入", "八、其他收入", "本年收入合计", "使用非财政拨款结余",
            "年初结转和结余", "总计")}},
    {"02",
     "收入决算表",
     {TEXTS("项目/功能分类科目编码", "项目/科目名称", "本年收入合计", "财政拨款收入",
            "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")},
     {TEXTS("合计")}},
    {"03",
     "支出决算表",
     {TEXTS("项目/功能分类科目编码", "项目/科目名称", "本年支出合计", "基本支出", "项目支出",
            "上缴上级支出", "经营支出", "对附属单位补助支出")},
     {TEXTS("合计")}},
    {"04",
     "财政拨款收入支出决算总表",
     {TEXTS("收入/项目", "收入/金额", "支出/项目", "支出/合计", "支出/一般公共预算财政拨款",
            "支出/政府性基金预算财政拨款", "支出/国有资本经营预算财政拨款")},
     {TEXTS("一、一般公共预算财政拨款", "二、政府性基金预算财政拨款",
            "三、国有资本经营预算财政拨款", "本年收入合计", "年初财政拨款结转和结余", "总计")}},
    {"05",
     "一般公共预算财政拨款支出决算表",
     {TEXTS("项目/功能分类科目编码", "项目/科目名称", "本年支出/小计", "本年支出/基本支出",
            "本年支出/项目支出")},
     {TEXTS("合计")}},
    {"06",
     "一般公共预算财政拨款基本支出决算明细表",
     {TEXTS("人员经费/科目编码", "人员经费/科目名称", "人员经费/决算数", "公用经费/科目编码",
            "公用经费/科目名称", "公用经费/决算数")},
     {TEXTS("合计")}},
    {"07",
     "政府性基金预算财政拨款收入支出决算表",
     {TEXTS("项目/功能分类科目编码", "项目/科目名称", "年初结转和结余", "本年收入", "本年支出/小计",
            "本年支出/基本支出", "本年支出/项目支出", "年末结转和结余")},
     {TEXTS("合计")}},
    {"08",
     "国有资本经营预算财政拨款支出决算表",
     {TEXTS("项目/功能分类科目编码", "项目/科目名称", "本年支出/合计", "本年支出/基本支出",
            "本年支出/项目支出")},
     {TEXTS("合计")}},
    {"09",
     "财政拨款“三公”经费支出决算表",
     {TEXTS("预算数/合计", "预算数/因公出国（境）费", "预算数/公务用车购置费",
            "预算数/公务用车运行费", "预算数/公务接待费", "决算数/合计", "决算数/因公出国（境）费",
            "决算数/公务用车购置费", "决算数/公务用车运行费", "决算数/公务接待费")},
     {TEXTS("")}},
};
const uint32_t skeleton_table_count = COUNT(skeleton_tables);

const char last_year_actual[] = "上年完成值", last_year_target[] = "上年指标值";
