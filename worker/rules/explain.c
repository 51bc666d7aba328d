/* Sentences are templates by language; a row's explanation joins those that apply. */
#include "explain.h"

#include "finding.h"

#include <string.h>

enum { LANGS = 2 };
typedef const char *phrase[LANGS];

/* Joins sentences; remembers the first failure of the arena. */
struct text {
    struct jx_arena *arena;
    enum jx_lang lang;
    struct jx_slice so_far;
    bool failed;
};

static void say(struct text *t, const phrase pattern, const struct jx_slice *args, size_t count)
{
    struct jx_slice s = jx_fill(t->arena, pattern[t->lang], args, count);
    if (!jx_is_absent(s) && !t->failed)
        s = jx_arena_printf(t->arena, "%.*s%s%.*s", (int)t->so_far.len, t->so_far.ptr,
                            t->lang == JX_LANG_EN && t->so_far.len ? " " : "", (int)s.len, s.ptr);
    if (jx_is_absent(s))
        t->failed = true;
    else
        t->so_far = s;
}

#define SAY(t, pattern, ...)                                                                       \
    say(t, pattern, (struct jx_slice[]){__VA_ARGS__},                                              \
        sizeof((struct jx_slice[]){__VA_ARGS__}) / sizeof(struct jx_slice))

static struct jx_slice dec_text(struct text *t, jx_dec v)
{
    char buffer[JX_DEC_PRINT_MAX];
    size_t n = jx_dec_print_short(v, buffer);
    struct jx_slice s = jx_arena_copy(t->arena, jx_slice_at(buffer, n));
    t->failed = t->failed || jx_is_absent(s);
    return s;
}

struct jx_slice jx_score_text(jx_dec score, unsigned decimals, struct jx_arena *a)
{
    char full[JX_DEC_PRINT_MAX], shortened[JX_DEC_PRINT_MAX];
    size_t n = jx_dec_print(score, decimals, full), m = jx_dec_print_short(score, shortened);
    return m > n ? jx_arena_copy(a, jx_slice_at(shortened, m))
                 : jx_arena_copy(a, jx_slice_at(full, n));
}

/* A figure of the formula; one that needs more than six decimals is marked as rounded. */
static struct jx_slice amount_text(struct text *t, const struct jx_amount *v)
{
    jx_dec d;
    if (!v->known || jx_ratio_round(v->value, JX_DEC_PLACES, &d) != JX_OK) return JX_LIT("?");
    int rounded = 0;
    bool exact = jx_ratio_cmp(jx_ratio_of(d), v->value, &rounded) == JX_OK && rounded == 0;
    struct jx_slice s = dec_text(t, d);
    return exact || jx_is_absent(s) ? s : jx_fill(t->arena, "≈{1}", &s, 1);
}

/* ---- how the cells were read ---- */

static const phrase read_as[] = {
    [JX_NOTATION_BLANK] = {"{1}为空。", "The {1} is empty."},
    [JX_NOTATION_TEXT] = {"{1}“{2}”读作文字。", "The {1} \"{2}\" was read as words."},
    [JX_NOTATION_NUMBER] = {"{1}“{2}”读作{4} {3}。", "The {1} \"{2}\" was read as the {4} {3}."},
    [JX_NOTATION_RANGE] = {"{1}“{2}”读作{4}的范围 {3}。",
                           "The {1} \"{2}\" was read as the range {3} of a {4}."},
    [JX_NOTATION_DATE] = {"{1}“{2}”读作日期 {3}。", "The {1} \"{2}\" was read as the date {3}."},
};

static const phrase no_such_day = {"日历上没有“{1}”，按该月最后一天理解。",
                                   "No calendar has \"{1}\": the month's last day was taken."};

static void say_reading(struct text *t, const phrase what, const struct jx_notation *n)
{
    struct jx_slice printed = jx_notation_print(n, t->arena);
    t->failed = t->failed || jx_is_absent(printed);
    SAY(t, read_as[n->kind], jx_slice_of(what[t->lang]), n->text, printed,
        jx_slice_of(jx_dimension_text(n->dimension, t->lang)));
    if (n->kind == JX_NOTATION_DATE && !n->date.exists) SAY(t, no_such_day, n->text);
}

static const phrase target_name = {"指标值", "target"};
static const phrase adjusted_name = {"调整后指标值", "adjusted target"};
static const phrase actual_name = {"实际完成值", "actual value"};

static const phrase aligned[] = {
    [JX_ALIGN_NOT] = {"", ""},
    [JX_ALIGN_SAME] = {"", ""},
    [JX_ALIGN_SCALED] = {"实际完成值已换算成指标值的单位。",
                         "The actual value was converted into the target's unit."},
    [JX_ALIGN_UNIT_GIVEN] = {"其中一个没有单位，按另一个的单位理解。",
                             "One of them has no unit: the other's was taken."},
    [JX_ALIGN_SHARE] = {"其中一个是小数形式的比率（1 即 100%），已换算成百分数。",
                        "One of them is a share of 1, and was taken as a percentage."},
    [JX_ALIGN_OTHER_COUNT] = {"两者的计量单位不同，按数量直接比较。",
                              "They are counted in different words, and compared as counts."},
};

/* ---- method, arithmetic, outcome ---- */

static const phrase method = {"评分办法：{1}（{2}）。", "Method: {1} ({2})."};
static const phrase formula = {"得分 = {1}，其中 A={2}，B={3}，w={4}",
                               "Score = {1}, with A={2}, B={3}, w={4}"};
static const phrase words_formula = {"得分 = {1}，其中 w={2}。", "Score = {1}, with w={2}."};
static const phrase ratio = {"；B÷A={1}%。", "; B/A={1}%."};
static const phrase full_stop = {"。", "."};
static const phrase range = {"按打印到的位数，金额允许的得分是 {1} 到 {2}。",
                             "The amounts as printed allow scores from {1} to {2}."};
static const phrase merged = {
    "该分值与下面 {1} 行合并，各行分别算得 {2} 到 {3}，自评得分在其间即认可。",
    "The weight is printed for {1} more rows; by themselves they score {2} to {3}, "
    "and a claim between these stands."};
static const phrase equal_scores = {"计算得分 {1}，与自评得分一致。",
                                    "Computed score {1}, equal to the claimed one."};
static const phrase above = {"计算得分 {1}，自评得分 {2}，自评多 {3}。",
                             "Computed score {1}, claimed {2}: {3} too much."};
static const phrase below = {"计算得分 {1}，自评得分 {2}，自评少 {3}。",
                             "Computed score {1}, claimed {2}: {3} less."};
static const phrase unclaimed = {"计算得分 {1}，没有填写自评得分。",
                                 "Computed score {1}; none is claimed."};
static const phrase unscored = {"没有计算得分：{1}。", "No score was computed: {1}."};

const char *jx_no_score_text(enum jx_no_score why, enum jx_lang lang)
{
    static const phrase text[] = {
        [JX_SCORED] = {"", ""},
        [JX_NO_WEIGHT] = {"分值为空、为负或不是数字", "the weight is empty, negative or no figure"},
        [JX_NO_METHOD] = {"指标值与实际完成值之间没有可以评分的依据",
                          "target and actual value give nothing to judge by"},
        [JX_NO_FIGURES] = {"评分办法对这种填法不给出得分",
                           "the scoring method gives no score for what is filled in"},
        [JX_NO_CLAIM] = {"该行由评分人在档次内评分，但没有填写得分",
                         "the score is chosen within a band, and none is claimed"},
        [JX_NO_RANGE] = {"数字超出可计算的范围", "a figure is out of the range of computation"},
    };
    return text[why][lang];
}

struct jx_slice jx_explain_method(const struct jx_scoring_rule *rule, enum jx_lang lang,
                                  struct jx_arena *a)
{
    static const phrase pattern = {"（{1}；{2}）", "({1}; {2})"};
    if (!rule) return JX_LIT("");
    bool zh = lang == JX_LANG_ZH;
    struct jx_slice args[] = {zh ? rule->title_zh : rule->title_en,
                              zh ? rule->source_zh : rule->source_en};
    return jx_fill(a, pattern[lang], args, 2);
}

static void say_method(struct text *t, const struct jx_scoring_rule *rule)
{
    if (!rule) return;
    bool zh = t->lang == JX_LANG_ZH;
    SAY(t, method, zh ? rule->title_zh : rule->title_en, zh ? rule->source_zh : rule->source_en);
}

/* B/A in per cent to two decimals, where both are known and A is not zero. */
static bool rate_of(const struct jx_amount *a, const struct jx_amount *b, jx_dec *out)
{
    struct jx_ratio r, hundred = {100, 1};
    if (!a->known || !b->known) return false;
    return jx_ratio_div(b->value, a->value, &r) == JX_OK && jx_ratio_mul(r, hundred, &r) == JX_OK &&
           jx_ratio_round(r, 2, out) == JX_OK;
}

/* The end of the formula's sentence follows without the space that stands between sentences. */
static void append(struct text *t, const phrase pattern, struct jx_slice arg)
{
    struct jx_slice s = jx_fill(t->arena, pattern[t->lang], &arg, 1);
    struct jx_slice joined = jx_arena_printf(t->arena, "%.*s%.*s", (int)t->so_far.len,
                                             t->so_far.ptr, (int)s.len, s.ptr ? s.ptr : "");
    t->failed = t->failed || jx_is_absent(s) || jx_is_absent(joined);
    if (!t->failed) t->so_far = joined;
}

static void say_formula(struct text *t, const struct jx_scoring_rule *rule,
                        const struct jx_amount *a, const struct jx_amount *b, jx_dec weight)
{
    if (!rule) return;
    struct jx_slice w = dec_text(t, weight);
    if (!a->known && !b->known) {
        SAY(t, words_formula, rule->formula, w);
        return;
    }
    jx_dec rate;
    SAY(t, formula, rule->formula, a->known ? amount_text(t, a) : JX_LIT("-"),
        b->known ? amount_text(t, b) : JX_LIT("-"), w);
    if (rate_of(a, b, &rate))
        append(t, ratio, dec_text(t, rate));
    else
        append(t, full_stop, JX_LIT(""));
}

static void say_outcome(struct text *t, const struct jx_outcome *o, const struct jx_profile *p)
{
    if (!o->computed.known) {
        SAY(t, unscored, jx_slice_of(jx_no_score_text(o->why, t->lang)));
        return;
    }
    struct jx_slice computed = jx_score_text(o->computed.value, p->decimals, t->arena);
    t->failed = t->failed || jx_is_absent(computed);
    if (!o->claimed.known) {
        SAY(t, unclaimed, computed);
        return;
    }
    int c = jx_dec_cmp(o->claimed.value, o->computed.value);
    jx_dec apart = {0};
    if (c > 0) (void)jx_dec_sub(o->claimed.value, o->computed.value, &apart);
    if (c < 0) (void)jx_dec_sub(o->computed.value, o->claimed.value, &apart);
    if (c == 0)
        SAY(t, equal_scores, computed);
    else
        SAY(t, c > 0 ? above : below, computed, o->claimed.text, dec_text(t, apart));
}

struct jx_slice jx_explain_indicator(const struct jx_reading *r, const struct jx_outcome *o,
                                     const struct jx_profile *p, enum jx_lang lang,
                                     struct jx_arena *a)
{
    struct text t = {.arena = a, .lang = lang, .so_far = JX_LIT("")};
    say_reading(&t, r->adjusted ? adjusted_name : target_name, &r->target);
    say_reading(&t, actual_name, &r->actual);
    if (aligned[r->alignment][lang][0]) SAY(&t, aligned[r->alignment], JX_LIT(""));
    say_method(&t, o->rule);
    if (o->weight.known)
        say_formula(&t, o->rule, &r->row.view.figures[JX_VAR_A], &r->row.view.figures[JX_VAR_B],
                    o->weight.value);
    if (o->merged > 0)
        SAY(&t, merged, dec_text(&t, JX_DEC((int64_t)o->merged)), dec_text(&t, o->merged_low),
            dec_text(&t, o->merged_high));
    say_outcome(&t, o, p);
    return t.failed ? JX_ABSENT : t.so_far;
}

/* ---- the funds row ---- */

static const phrase funds_read[] = {
    [JX_BUDGET_ANNUAL] = {"全年预算数（A）{1}，全年执行数（B）{2}。",
                          "Annual budget (A) {1}, executed (B) {2}."},
    [JX_BUDGET_INITIAL] =
        {"没有全年预算数，按年初预算数（A）{1}；全年执行数（B）{2}。",
         "No annual budget is given: the initial budget is (A) {1}, executed (B) {2}."},
    [JX_BUDGET_RATE] = {"金额不全，按填写的执行率 {2} 计算。",
                        "The amounts are incomplete: the printed rate {2} was taken."},
};

static struct jx_slice or_dash(struct jx_slice s)
{
    return s.len ? s : JX_LIT("-");
}

struct jx_slice jx_explain_funds(const struct jx_money *budget, const struct jx_money *executed,
                                 enum jx_budget_kind kind, const struct jx_outcome *o,
                                 const struct jx_profile *p, enum jx_lang lang, struct jx_arena *a)
{
    struct text t = {.arena = a, .lang = lang, .so_far = JX_LIT("")};
    SAY(&t, funds_read[kind], or_dash(budget->text), or_dash(executed->text));
    say_method(&t, o->rule);
    struct jx_amount x = {budget->known, jx_ratio_of(budget->wan)};
    struct jx_amount y = {executed->known, jx_ratio_of(executed->wan)};
    if (o->weight.known) say_formula(&t, o->rule, &x, &y, o->weight.value);
    if (o->computed.known && jx_dec_cmp(o->low, o->high) != 0)
        SAY(&t, range, dec_text(&t, o->low), dec_text(&t, o->high));
    say_outcome(&t, o, p);
    return t.failed ? JX_ABSENT : t.so_far;
}
