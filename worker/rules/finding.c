/* The table of findings: id, severity, and the clerk's words in both languages. */
#include "finding.h"

struct kind {
    const char *id;
    enum jx_severity severity;
    const char *message_zh, *message_en;
    const char *advice_zh, *advice_en;
};

/* {1} left, {2} right, {3} subject, {4} detail. */
static const struct kind kinds[JX_FINDING_KIND_COUNT] = {
    [JX_FINDING_FUNDS_SUM] =
        {"funds.sum", JX_SEVERITY_ERROR,
         "年度资金总额的{3}为 {1}，各项资金来源之和为 {2}，两者不符。",
         "{3}: the total row says {1}, its sources add up to {2}.",
         "请核对总额一行和各来源行：总额应等于各来源之和。",
         "Check the total row and the source rows: the total is the sum of its sources."},
    [JX_FINDING_FUNDS_SUM_TAIL] =
        {"funds.sum.tail", JX_SEVERITY_WARNING,
         "年度资金总额的{3}为 {1}，各项资金来源之和为 {2}，相差在尾数误差之内。",
         "{3}: the total row says {1}, its sources add up to {2}; rounding explains the "
         "difference.",
         "如因四舍五入所致可以不改。", "Nothing to do if it comes from rounding."},
    [JX_FINDING_SCORE_OVER_WEIGHT] = {"score.over_weight", JX_SEVERITY_ERROR,
                                      "“{3}”得分 {1} 超过分值 {2}。",
                                      "\"{3}\": the score {1} is more than its weight {2}.",
                                      "得分最高不能超过该指标分值，请改正得分。",
                                      "No score may exceed its weight: correct the score."},
    [JX_FINDING_SCORE_ABOVE] =
        {"score.above", JX_SEVERITY_ERROR, "“{3}”自评得分 {1}，按评分办法应为 {2}。{4}",
         "\"{3}\": the claimed score is {1}, the scoring method gives {2}. {4}",
         "请核对指标值、实际完成值和得分，改正其中填错的一项。",
         "Check target, actual value and score, and correct the one that is wrong."},
    [JX_FINDING_SCORE_ABOVE_TAIL] =
        {"score.above.tail", JX_SEVERITY_WARNING,
         "“{3}”自评得分 {1}，按评分办法应为 {2}，相差不足所填得分末位的一半。{4}",
         "\"{3}\": the claimed score is {1}, the scoring method gives {2}; the difference is less "
         "than half of "
         "its last place. {4}",
         "如得分取了整数，请按小数填写。", "If the score was rounded, give it with its decimals."},
    [JX_FINDING_SCORE_BELOW] =
        {"score.below", JX_SEVERITY_EXPLAIN, "“{3}”自评得分 {1}，低于按评分办法计算的 {2}。{4}",
         "\"{3}\": the claimed score {1} is below the {2} that the scoring method gives. {4}",
         "如有意扣分，请在偏差原因中说明；否则请改正得分。",
         "If points were deducted on purpose, give the reason; otherwise correct the score."},
    [JX_FINDING_SCORE_MISSING] = {"score.missing", JX_SEVERITY_WARNING,
                                  "“{3}”没有填写得分，按评分办法为 {2}。",
                                  "\"{3}\" has no score; the scoring method gives {2}.",
                                  "请填写得分。", "Fill in the score."},
    [JX_FINDING_ROW_NOT_COMPUTED] = {"row.not_computed", JX_SEVERITY_WARNING,
                                     "“{3}”无法计算得分：{4}",
                                     "\"{3}\": no score can be computed: {4}",
                                     "请补齐或改正指标值、实际完成值和分值。",
                                     "Complete or correct target, actual value and weight."},
    [JX_FINDING_TOTAL_NOT_COMPUTED] = {"total.not_computed", JX_SEVERITY_WARNING,
                                       "总分无法计算：{4}", "The total cannot be computed: {4}",
                                       "补齐相应各行后，总分即可计算。",
                                       "Once those rows are complete, the total can be computed."},
    [JX_FINDING_TOTAL_SUM] = {"total.sum", JX_SEVERITY_ERROR,
                              "总分为 {1}，各行得分之和为 {2}，两者不符。",
                              "The total is {1}, the scores of the rows add up to {2}.",
                              "请核对合计行和各行得分。",
                              "Check the total and the scores of the rows."},
    [JX_FINDING_TOTAL_SUM_TAIL] = {"total.sum.tail", JX_SEVERITY_WARNING,
                                   "总分为 {1}，各行得分之和为 {2}，相差在尾数误差之内。",
                                   "The total is {1}, the scores of the rows add up to {2}; "
                                   "rounding explains the difference.",
                                   "如因四舍五入所致可以不改。",
                                   "Nothing to do if it comes from rounding."},
    [JX_FINDING_GRADE] = {"grade.total", JX_SEVERITY_ERROR,
                          "自评等级为“{1}”，按总分 {4} 应为“{2}”。",
                          "The grade is \"{1}\"; a total of {4} is \"{2}\".",
                          "请按评分办法的等级分数线改正等级。",
                          "Correct the grade by the limits of the scoring method."},
    [JX_FINDING_SHORTFALL] =
        {"shortfall.blank", JX_SEVERITY_EXPLAIN,
         "总分 {1} 低于 {2} 分，但没有填写原因分析及措施说明。",
         "The total {1} is below {2}, but causes and measures are not explained.",
         "请简要说明绩效目标未实现的原因和下一步拟采取的措施。",
         "Explain briefly why the goals were missed and what will be done."},
    [JX_FINDING_DATE_IMPOSSIBLE] = {"date.impossible", JX_SEVERITY_ERROR,
                                    "“{3}”中的日期“{1}”在日历上不存在。",
                                    "\"{3}\": the date \"{1}\" is in no calendar.", "请改正日期。",
                                    "Correct the date."},
    [JX_FINDING_UNITS_DIFFER] =
        {"units.differ", JX_SEVERITY_WARNING, "“{3}”的指标值“{1}”与实际完成值“{2}”单位不一致。",
         "\"{3}\": target \"{1}\" and actual value \"{2}\" have different units.",
         "请用指标值的单位填写实际完成值。", "Give the actual value in the unit of the target."},
};

struct jx_slice jx_fill(struct jx_arena *a, const char *pattern, const struct jx_slice *args,
                        size_t count)
{
    size_t len = 0;
    char *to = NULL;
    /* Once to measure, once to write. */
    for (int pass = 0; pass < 2; pass++) {
        size_t n = 0;
        for (const char *c = pattern; *c; c++) {
            bool slot = c[0] == '{' && c[1] >= '1' && c[1] <= '9' && c[2] == '}';
            struct jx_slice part = {c, 1};
            if (slot) {
                size_t i = (size_t)(c[1] - '1');
                part = i < count && args[i].ptr ? args[i] : JX_LIT("");
                c += 2;
            }
            if (to && part.len) memcpy(to + n, part.ptr, part.len);
            n += part.len;
        }
        len = n;
        if (pass == 0 && !(to = jx_arena_take(a, len + 1))) return JX_ABSENT;
    }
    return jx_slice_at(to, len);
}

static bool grow(struct jx_findings *f)
{
    if (f->count < f->room) return true;
    uint32_t room = f->room ? f->room * 2 : 8;
    struct jx_finding *items = jx_arena_array(f->arena, room, sizeof *items);
    if (!items) return false;
    if (f->count) memcpy(items, f->items, f->count * sizeof *items);
    f->items = items;
    f->room = room;
    return true;
}

static struct jx_slice fill(struct jx_findings *f, const char *pattern,
                            const struct jx_finding_facts *facts, bool zh)
{
    struct jx_slice args[] = {facts->left, facts->right, zh ? facts->subject_zh : facts->subject_en,
                              zh ? facts->detail_zh : facts->detail_en};
    struct jx_slice s = jx_fill(f->arena, pattern, args, 4);
    if (jx_is_absent(s)) f->rc = f->arena->status;
    return s;
}

static struct jx_slice present(struct jx_slice s)
{
    return jx_is_absent(s) ? JX_LIT("") : s;
}

void jx_finding_add(struct jx_findings *f, enum jx_finding_kind kind, const char *where,
                    const struct jx_finding_facts *facts)
{
    if (f->rc != JX_OK) return;
    if (!grow(f)) {
        f->rc = f->arena->status;
        return;
    }
    const struct kind *k = &kinds[kind];
    struct jx_finding *to = &f->items[f->count++];
    *to = (struct jx_finding){.rule = jx_slice_of(k->id),
                              .severity = k->severity,
                              .left = present(facts->left),
                              .right = present(facts->right),
                              .message_zh = fill(f, k->message_zh, facts, true),
                              .message_en = fill(f, k->message_en, facts, false),
                              .advice_zh = jx_slice_of(k->advice_zh),
                              .advice_en = jx_slice_of(k->advice_en)};
    size_t n = strnlen(where, sizeof to->where - 1);
    memcpy(to->where, where, n);
    to->where[n] = '\0';
}
