/* The functions of the rule language, one row of a table each. */
#include "run_call.h"

#include "../../proto/base/text.h"
#include "deduction.h"
#include "judging.h"

static struct jx_value number(struct jx_number n)
{
    return (struct jx_value){.number = n, .text = JX_LIT("")};
}

static struct jx_value kid(struct jx_run *r, const struct jx_node *n, int i)
{
    return jx_run_value(r, n->kid[i]);
}

/* ---- figures ---- */

static struct jx_value call_if(struct jx_run *r, const struct jx_node *n)
{
    return kid(r, n, jx_run_truth(r, n->kid[0]) == JX_TRUE ? 1 : 2);
}

static struct jx_value choose(struct jx_run *r, const struct jx_node *n, bool larger)
{
    struct jx_value a = kid(r, n, 0), b = kid(r, n, 1);
    if (!a.number.known || !b.number.known) return number(JX_NUMBER_UNKNOWN);
    return (a.number.mid >= b.number.mid) == larger ? a : b;
}

static struct jx_value call_min(struct jx_run *r, const struct jx_node *n)
{
    return choose(r, n, false);
}

static struct jx_value call_max(struct jx_run *r, const struct jx_node *n)
{
    return choose(r, n, true);
}

static struct jx_value call_abs(struct jx_run *r, const struct jx_node *n)
{
    return number(jx_number_abs(kid(r, n, 0).number));
}

static struct jx_value call_exact(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    v.number = jx_number_exact(v.number);
    return v;
}

static struct jx_value call_or_zero(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    if (!v.number.known) v.number = jx_number_whole(0);
    return v;
}

static struct jx_value call_known(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    v.truth = v.number.known ? JX_TRUE : JX_FALSE;
    return v;
}

/* ---- text ---- */

static enum jx_truth ask_blank(struct jx_run *r, const struct jx_node *n,
                               const struct jx_said *said)
{
    (void)r, (void)n;
    return jx_holds(jx_cell_is_empty(said->text));
}

static enum jx_truth ask_present(struct jx_run *r, const struct jx_node *n,
                                 const struct jx_said *said)
{
    (void)r, (void)n;
    return jx_holds(said->cell && !jx_is_absent(said->cell->text));
}

static enum jx_truth ask_texts(struct jx_run *r, const struct jx_node *n,
                               const struct jx_said *said)
{
    struct jx_slice a = said->text, b = jx_run_said(r, n->kid[1]).text;
    switch ((enum jx_function)n->index) {
    case JX_F_HAS:
        return jx_holds(b.len > 0 && jx_contains(a, b));
    case JX_F_SAME:
        return jx_holds(jx_words_same(a, b));
    case JX_F_SAME_NAME:
        return jx_holds(jx_names_same(a, b));
    default:
        return jx_holds(jx_names_alike(a, b) >= JX_ALIKE_LEAST);
    }
}

static struct jx_number year_of(struct jx_run *r, const struct jx_node *n,
                                const struct jx_said *said)
{
    (void)r;
    int64_t x;
    bool last = n->index == JX_F_YEAR_LAST;
    return jx_text_year(said->text, last, &x) ? jx_number_whole(x) : JX_NUMBER_UNKNOWN;
}

static struct jx_value call_month(struct jx_run *r, const struct jx_node *n)
{
    int64_t x;
    return number(jx_text_month_last(jx_run_said(r, n->kid[0]).text, &x) ? jx_number_whole(x)
                                                                         : JX_NUMBER_UNKNOWN);
}

static struct jx_value call_length(struct jx_run *r, const struct jx_node *n)
{
    return number(jx_number_whole((int64_t)jx_utf8_length(jx_run_said(r, n->kid[0]).text)));
}

static enum jx_truth ask_bad_date(struct jx_run *r, const struct jx_node *n,
                                  const struct jx_said *said)
{
    (void)n;
    return jx_holds(jx_text_impossible_date(said->text, r->self->sight.doc->year));
}

static enum jx_truth ask_percent(struct jx_run *r, const struct jx_node *n,
                                 const struct jx_said *said)
{
    (void)r, (void)n;
    struct jx_figure f;
    return jx_holds(jx_figure_parse(said->text, &f) == JX_OK && f.scale != JX_SCALE_NONE);
}

static enum jx_truth ask_filler(struct jx_run *r, const struct jx_node *n,
                                const struct jx_said *said)
{
    static const struct jx_slice cross = JX_LIT("××");
    (void)r, (void)n;
    const struct jx_slice s = said->text;
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i];
        if (c == '*') return JX_TRUE;
        const bool twice = c == '_' || c == 'x' || c == 'X';
        if (twice && i + 1 < s.len && s.ptr[i + 1] == c) return JX_TRUE;
        if (c == cross.ptr[0] && jx_starts_with(jx_slice_from(s, i), cross)) return JX_TRUE;
    }
    return JX_FALSE;
}

static struct jx_value call_choose_text(struct jx_run *r, const struct jx_node *n)
{
    return kid(r, n, jx_run_truth(r, n->kid[0]) == JX_TRUE ? 1 : 2);
}

static enum jx_truth ask_standard(struct jx_run *r, const struct jx_node *n,
                                  const struct jx_said *said)
{
    (void)r, (void)n;
    struct jx_deduction d;
    return jx_holds(jx_deduction_read(said->text, &d));
}

/* Whether the text stood in an earlier row, or in an earlier sentence. */
static enum jx_truth ask_repeated(struct jx_run *r, const struct jx_node *n,
                                  const struct jx_said *said)
{
    bool found = false;
    const uint32_t row = r->row;
    const struct jx_sentence_match *match = r->match;
    uint32_t here = match ? r->match_index : row;
    for (uint32_t i = 0; i < here && !found && !jx_is_blank(said->text) && r->steps > 0; i++) {
        r->row = i;
        if (match) r->match = &r->matches[i];
        found = jx_words_same(jx_run_said(r, n->kid[0]).text, said->text);
    }
    r->row = row;
    r->match = match;
    return jx_holds(found);
}

/* ---- grades ---- */

static enum jx_grade grade_of(const struct jx_run *r, jx_int128 n)
{
    jx_int128 micro = n / (JX_NUMBER_ONE / JX_DEC_ONE);
    return jx_profile_grade(r->profile, (jx_dec){(int64_t)micro});
}

/* A total that was rounded may belong to the grade on either side of it. */
static enum jx_truth ask_grade(struct jx_run *r, const struct jx_node *n,
                               const struct jx_said *word)
{
    struct jx_figured total;
    jx_run_figure(r, n->kid[1], &total);
    enum jx_grade g = jx_profile_grade_of_word(r->profile, word->text);
    if (g == JX_GRADE_NONE || !total.number.known) return JX_UNKNOWN;
    bool fits = grade_of(r, total.number.mid) == g;
    bool coarse = total.number.hi - total.number.lo > JX_NUMBER_ONE / 90;
    if (!fits && coarse)
        fits = grade_of(r, total.number.lo) == g || grade_of(r, total.number.hi - 1) == g;
    return jx_holds(fits);
}

static struct jx_value call_grade(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    v.text = v.number.known ? jx_slice_of(jx_grade_zh(grade_of(r, v.number.mid))) : JX_LIT("");
    v.cell = NULL;
    return v;
}

/* ---- the table ---- */

static const struct {
    jx_call *value; /* of the others */
    jx_ask *ask;
    jx_measure *measure;
} functions[JX_FUNCTION_COUNT] = {
    [JX_F_IF] = {.value = call_if},
    [JX_F_MIN] = {.value = call_min},
    [JX_F_MAX] = {.value = call_max},
    [JX_F_ABS] = {.value = call_abs},
    [JX_F_EXACT] = {.value = call_exact},
    [JX_F_OR_ZERO] = {.value = call_or_zero},
    [JX_F_KNOWN] = {.value = call_known},
    [JX_F_VALUE] = {.measure = jx_measure_value},
    [JX_F_MONEY] = {.measure = jx_measure_money},
    [JX_F_YEARLY] = {.measure = jx_measure_money},
    [JX_F_SHARE] = {.measure = jx_measure_share},
    [JX_F_YEAR_FIRST] = {.measure = year_of},
    [JX_F_YEAR_LAST] = {.measure = year_of},
    [JX_F_MONTH_LAST] = {.value = call_month},
    [JX_F_LENGTH] = {.value = call_length},
    [JX_F_SUM] = {.value = jx_call_rows},
    [JX_F_COUNT] = {.value = jx_call_rows},
    [JX_F_ANY] = {.value = jx_call_rows},
    [JX_F_ALL] = {.value = jx_call_rows},
    [JX_F_SOURCES] = {.value = jx_call_sources},
    [JX_F_GROUP_SUM] = {.value = jx_call_group_sum},
    [JX_F_EACH_SUM] = {.value = jx_call_documents},
    [JX_F_EACH_COUNT] = {.value = jx_call_documents},
    [JX_F_YEAR_BEFORE] = {.value = jx_call_year_before},
    [JX_F_SENTENCES] = {.value = jx_call_sentences},
    [JX_F_CELL] = {.value = jx_call_cell},
    [JX_F_NAMED] = {.value = jx_call_cell},
    [JX_F_ABOVE] = {.value = jx_call_cell},
    [JX_F_CODE] = {.value = jx_call_code},
    [JX_F_TOP_CODES] = {.value = jx_call_top},
    [JX_F_COLUMN] = {.value = jx_call_column},
    [JX_F_COLUMNS_AFTER] = {.value = jx_call_column},
    [JX_F_COLUMN_GARBLED] = {.value = jx_call_column_garbled},
    [JX_F_CHILDREN] = {.value = jx_call_children},
    [JX_F_HAS_CHILDREN] = {.value = jx_call_children},
    [JX_F_BLANK] = {.ask = ask_blank},
    [JX_F_PRESENT] = {.ask = ask_present},
    [JX_F_HAS] = {.ask = ask_texts},
    [JX_F_SAME] = {.ask = ask_texts},
    [JX_F_SAME_NAME] = {.ask = ask_texts},
    [JX_F_ALIKE] = {.ask = ask_texts},
    [JX_F_IS_NUMBER] = {.ask = jx_ask_kind},
    [JX_F_IS_RATE] = {.ask = jx_ask_kind},
    [JX_F_IS_MONEY] = {.ask = jx_ask_kind},
    [JX_F_IS_TIME] = {.ask = jx_ask_kind},
    [JX_F_IS_COUNT] = {.ask = jx_ask_kind},
    [JX_F_IS_BARE] = {.ask = jx_ask_kind},
    [JX_F_IS_DATE] = {.ask = jx_ask_kind},
    [JX_F_IS_TEXT] = {.ask = jx_ask_kind},
    [JX_F_POSITIVE] = {.ask = jx_ask_kind},
    [JX_F_NEGATIVE] = {.ask = jx_ask_kind},
    [JX_F_NO_SIGN] = {.ask = jx_ask_kind},
    [JX_F_STRICT] = {.ask = jx_ask_kind},
    [JX_F_RECURRING] = {.ask = jx_ask_kind},
    [JX_F_MET] = {.ask = jx_ask_met},
    [JX_F_UNITS_DIFFER] = {.ask = jx_ask_units},
    [JX_F_DIMENSIONS_DIFFER] = {.ask = jx_ask_dimensions},
    [JX_F_EXACTLY] = {.ask = jx_ask_equal},
    [JX_F_BAD_DATE] = {.ask = ask_bad_date},
    [JX_F_SIGNED_RATE] = {.ask = ask_percent},
    [JX_F_FILLER] = {.ask = ask_filler},
    [JX_F_REPEATED] = {.ask = ask_repeated},
    [JX_F_GRADE_OK] = {.ask = ask_grade},
    [JX_F_GRADE_OF] = {.value = call_grade},
    [JX_F_STANDARD_OK] = {.ask = ask_standard},
    [JX_F_FOUND_NUMBER] = {.value = jx_call_found},
    [JX_F_CHOOSE] = {.value = call_choose_text},
};

jx_ask *jx_call_ask(const struct jx_node *n)
{
    return functions[n->index].ask;
}

static void choose_figure(struct jx_run *r, const struct jx_node *n, bool larger,
                          struct jx_figured *out)
{
    struct jx_figured b;
    jx_run_figure(r, n->kid[0], out);
    jx_run_figure(r, n->kid[1], &b);
    if (!out->number.known || !b.number.known)
        *out = (struct jx_figured){JX_NUMBER_UNKNOWN, JX_LIT("")};
    else if ((out->number.mid >= b.number.mid) != larger)
        *out = b;
}

/* A question keeps the text that it is about, unless it is only about what kind of value it is. */
static struct jx_value answered(struct jx_run *r, const struct jx_node *n, jx_ask *ask)
{
    struct jx_value v = kid(r, n, 0);
    struct jx_said said = {v.text, v.cell};
    v.truth = ask(r, n, &said);
    if (ask != jx_ask_kind) return v;
    v.number = JX_NUMBER_UNKNOWN;
    v.text = JX_LIT("");
    return v;
}

static struct jx_value measured(struct jx_run *r, const struct jx_node *n, jx_measure *measure)
{
    struct jx_value v = kid(r, n, 0);
    struct jx_said said = {v.text, v.cell};
    v.number = measure(r, n, &said);
    v.text = JX_LIT("");
    return v;
}

struct jx_value jx_run_call(struct jx_run *r, const struct jx_node *n)
{
    if (functions[n->index].ask) return answered(r, n, functions[n->index].ask);
    if (functions[n->index].measure) return measured(r, n, functions[n->index].measure);
    return functions[n->index].value(r, n);
}

enum jx_truth jx_run_call_truth(struct jx_run *r, const struct jx_node *n)
{
    jx_ask *ask = functions[n->index].ask;
    struct jx_figured f;
    if (ask) {
        struct jx_said said = jx_run_said(r, n->kid[0]);
        return ask(r, n, &said);
    }
    switch ((enum jx_function)n->index) {
    case JX_F_KNOWN:
        jx_run_figure(r, n->kid[0], &f);
        return jx_holds(f.number.known);
    case JX_F_ANY:
    case JX_F_ALL:
        return jx_truth_of_rows(r, n);
    default:
        return jx_run_call(r, n).truth;
    }
}

static void whole_figure(struct jx_run *r, const struct jx_node *n, struct jx_figured *out)
{
    struct jx_value v = jx_run_call(r, n);
    *out = (struct jx_figured){v.number, v.text};
}

void jx_run_call_figure(struct jx_run *r, const struct jx_node *n, struct jx_figured *out)
{
    jx_measure *measure = functions[n->index].measure;
    if (measure) {
        struct jx_said said = jx_run_said(r, n->kid[0]);
        *out = (struct jx_figured){measure(r, n, &said), JX_LIT("")};
        return;
    }
    switch ((enum jx_function)n->index) {
    case JX_F_IF:
        jx_run_figure(r, n->kid[jx_run_truth(r, n->kid[0]) == JX_TRUE ? 1 : 2], out);
        break;
    case JX_F_MIN:
    case JX_F_MAX:
        choose_figure(r, n, n->index == JX_F_MAX, out);
        break;
    case JX_F_EXACT:
        jx_run_figure(r, n->kid[0], out);
        out->number = jx_number_exact(out->number);
        break;
    case JX_F_OR_ZERO:
        jx_run_figure(r, n->kid[0], out);
        if (!out->number.known) out->number = jx_number_whole(0);
        break;
    case JX_F_SUM:
    case JX_F_COUNT:
        *out = (struct jx_figured){jx_number_of_rows(r, n), JX_LIT("")};
        break;
    default:
        whole_figure(r, n, out);
    }
}
