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

static enum jx_truth holds(bool it)
{
    return it ? JX_TRUE : JX_FALSE;
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

/* ---- notation ---- */

/* What the text says: as the cell's was read, or read into *room. */
static const struct jx_notation *notation_of(struct jx_run *r, const struct jx_said *said,
                                             struct jx_notation *room)
{
    const struct jx_notation *read = said->cell ? jx_cell_notation(&r->self->sight, said->cell)
                                                : NULL;
    if (!read) jx_notation_read(said->text, room);
    return read ? read : room;
}

static struct jx_number scaled(const struct jx_notation *t)
{
    return jx_number_scaled(t->value, t->numerator, t->denominator);
}

static struct jx_number value_of(struct jx_run *r, const struct jx_node *n,
                                 const struct jx_said *said)
{
    (void)n;
    struct jx_notation room;
    const struct jx_notation *t = notation_of(r, said, &room);
    if (t->kind != JX_NOTATION_NUMBER) return JX_NUMBER_UNKNOWN;
    struct jx_number v = scaled(t);
    return t->dimension == JX_DIMENSION_RATE ? jx_number_mul(v, jx_number_whole(100)) : v;
}

static struct jx_number money_of(struct jx_run *r, const struct jx_node *n,
                                 const struct jx_said *said)
{
    static const struct {
        const char *per;
        int64_t times;
    } periods[] = {{"", 1}, {"年", 1}, {"半年", 2}, {"季度", 4}, {"季", 4}, {"月", 12}};
    bool yearly = n->index == JX_F_YEARLY;
    struct jx_notation room;
    const struct jx_notation *t = notation_of(r, said, &room);
    if (t->kind != JX_NOTATION_NUMBER || t->dimension != JX_DIMENSION_MONEY)
        return JX_NUMBER_UNKNOWN;
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        if (!jx_slice_eq(t->per, jx_slice_of(periods[i].per)) || (!yearly && i > 1)) continue;
        struct jx_number wan = jx_number_div(scaled(t), jx_number_whole(10000));
        return jx_number_mul(wan, jx_number_whole(periods[i].times));
    }
    return JX_NUMBER_UNKNOWN;
}

static struct jx_number share_of(struct jx_run *r, const struct jx_node *n,
                                 const struct jx_said *said)
{
    (void)n;
    struct jx_notation room;
    const struct jx_notation *t = notation_of(r, said, &room);
    bool rate = t->kind == JX_NOTATION_NUMBER && t->dimension == JX_DIMENSION_RATE;
    return rate ? jx_number_mul(scaled(t), jx_number_whole(100)) : JX_NUMBER_UNKNOWN;
}

static bool is_kind(const struct jx_notation *t, enum jx_function f)
{
    bool is_number = t->kind == JX_NOTATION_NUMBER;
    switch (f) {
    case JX_F_IS_NUMBER:
        return is_number;
    case JX_F_IS_RATE:
        return is_number && t->dimension == JX_DIMENSION_RATE;
    case JX_F_IS_MONEY:
        return is_number && t->dimension == JX_DIMENSION_MONEY;
    case JX_F_IS_TIME:
        return is_number &&
               (t->dimension == JX_DIMENSION_TIME || t->dimension == JX_DIMENSION_MONTHS);
    case JX_F_IS_COUNT:
        return is_number && t->dimension == JX_DIMENSION_COUNT;
    case JX_F_IS_BARE:
        return is_number && t->dimension == JX_DIMENSION_BARE;
    case JX_F_IS_DATE:
        return t->kind == JX_NOTATION_DATE;
    case JX_F_IS_TEXT:
        return t->kind == JX_NOTATION_TEXT;
    case JX_F_POSITIVE:
        return is_number && (t->sign == JX_SIGN_GE || t->sign == JX_SIGN_GT);
    case JX_F_NEGATIVE:
        return is_number && (t->sign == JX_SIGN_LE || t->sign == JX_SIGN_LT);
    case JX_F_STRICT:
        return is_number && (t->sign == JX_SIGN_LT || t->sign == JX_SIGN_GT);
    case JX_F_NO_SIGN:
        return is_number && t->sign == JX_SIGN_NONE;
    default:
        return is_number && t->per.len > 0;
    }
}

static enum jx_truth ask_kind(struct jx_run *r, const struct jx_node *n,
                              const struct jx_said *said)
{
    struct jx_notation room;
    return holds(is_kind(notation_of(r, said, &room), (enum jx_function)n->index));
}

struct pair {
    struct jx_notation room_a, room_b;
    const struct jx_notation *a, *b;
    enum jx_alignment how;
    int compared;
    bool comparable;
};

static void compare_pair(struct pair *p)
{
    struct jx_ratio x, y;
    jx_status rc = JX_OK;
    p->how = JX_ALIGN_NOT;
    if (p->a->kind == JX_NOTATION_NUMBER && p->b->kind == JX_NOTATION_NUMBER)
        p->how = jx_notation_align(p->a, p->b, &x, &y, &rc);
    p->comparable = rc == JX_OK && p->how != JX_ALIGN_NOT &&
                    jx_ratio_cmp(y, x, &p->compared) == JX_OK;
}

static void read_pair(struct jx_run *r, const struct jx_node *n, const struct jx_said *first,
                      struct pair *p)
{
    struct jx_said second = jx_run_said(r, n->kid[1]);
    p->a = notation_of(r, first, &p->room_a);
    p->b = notation_of(r, &second, &p->room_b);
    compare_pair(p);
}

static enum jx_truth ask_met(struct jx_run *r, const struct jx_node *n, const struct jx_said *said)
{
    struct pair p;
    struct jx_notation bound;
    read_pair(r, n, said, &p);
    if (jx_notation_bound(p.a, p.b, &bound)) {
        p.a = &bound;
        compare_pair(&p);
    }
    return holds(p.comparable && jx_sign_holds(p.a->sign, p.compared));
}

static enum jx_truth ask_equal(struct jx_run *r, const struct jx_node *n,
                               const struct jx_said *said)
{
    struct pair p;
    read_pair(r, n, said, &p);
    return holds(p.comparable && p.compared == 0);
}

/* A percentage beside a count says how much of it was done; that is a way of speaking, not a slip.
 */
static enum jx_truth ask_units(struct jx_run *r, const struct jx_node *n,
                               const struct jx_said *said)
{
    struct pair p;
    read_pair(r, n, said, &p);
    bool numbers = p.a->kind == JX_NOTATION_NUMBER && p.b->kind == JX_NOTATION_NUMBER;
    bool percent = p.b->dimension == JX_DIMENSION_RATE && p.b->denominator == 100;
    return holds(numbers &&
                 ((p.how == JX_ALIGN_NOT && !percent) || p.how == JX_ALIGN_OTHER_COUNT));
}

static enum jx_dimension kind_of_unit(const struct jx_notation *t)
{
    return t->dimension == JX_DIMENSION_MONTHS ? JX_DIMENSION_TIME : t->dimension;
}

/* Days against times, money against people: nothing can be compared. */
static enum jx_truth ask_dimensions(struct jx_run *r, const struct jx_node *n,
                                    const struct jx_said *said)
{
    struct pair p;
    read_pair(r, n, said, &p);
    bool numbers = p.a->kind == JX_NOTATION_NUMBER && p.b->kind == JX_NOTATION_NUMBER;
    enum jx_dimension a = kind_of_unit(p.a), b = kind_of_unit(p.b);
    bool stated = a != JX_DIMENSION_BARE && b != JX_DIMENSION_BARE && b != JX_DIMENSION_RATE;
    return holds(numbers && stated && a != b);
}

/* ---- text ---- */

static enum jx_truth ask_blank(struct jx_run *r, const struct jx_node *n,
                               const struct jx_said *said)
{
    (void)r, (void)n;
    return holds(jx_cell_is_empty(said->text));
}

static enum jx_truth ask_present(struct jx_run *r, const struct jx_node *n,
                                 const struct jx_said *said)
{
    (void)r, (void)n;
    return holds(said->cell && !jx_is_absent(said->cell->text));
}

static enum jx_truth ask_texts(struct jx_run *r, const struct jx_node *n,
                               const struct jx_said *said)
{
    struct jx_slice a = said->text, b = jx_run_said(r, n->kid[1]).text;
    switch ((enum jx_function)n->index) {
    case JX_F_HAS:
        return holds(b.len > 0 && jx_contains(a, b));
    case JX_F_SAME:
        return holds(jx_words_same(a, b));
    case JX_F_SAME_NAME:
        return holds(jx_names_same(a, b));
    default:
        return holds(jx_names_alike(a, b) >= JX_ALIKE_LEAST);
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
    return holds(jx_text_impossible_date(said->text, r->self->sight.doc->year));
}

static enum jx_truth ask_percent(struct jx_run *r, const struct jx_node *n,
                                 const struct jx_said *said)
{
    (void)r, (void)n;
    struct jx_figure f;
    return holds(jx_figure_parse(said->text, &f) == JX_OK && f.scale != JX_SCALE_NONE);
}

static enum jx_truth ask_filler(struct jx_run *r, const struct jx_node *n,
                                const struct jx_said *said)
{
    (void)r, (void)n;
    struct jx_slice s = said->text;
    return holds(jx_contains(s, JX_LIT("*")) || jx_contains(s, JX_LIT("__")) ||
                 jx_contains(s, JX_LIT("xx")) || jx_contains(s, JX_LIT("XX")) ||
                 jx_contains(s, JX_LIT("××")));
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
    return holds(jx_deduction_read(said->text, &d));
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
    return holds(found);
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
    return holds(fits);
}

static struct jx_value call_grade(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    v.text = v.number.known ? jx_slice_of(jx_grade_zh(grade_of(r, v.number.mid))) : JX_LIT("");
    v.cell = NULL;
    return v;
}

/* ---- the table ---- */

/* What is asked of its first text makes a truth of it, or a figure. */
typedef enum jx_truth jx_ask(struct jx_run *r, const struct jx_node *n, const struct jx_said *said);
typedef struct jx_number jx_measure(struct jx_run *r, const struct jx_node *n,
                                    const struct jx_said *said);

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
    [JX_F_VALUE] = {.measure = value_of},
    [JX_F_MONEY] = {.measure = money_of},
    [JX_F_YEARLY] = {.measure = money_of},
    [JX_F_SHARE] = {.measure = share_of},
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
    [JX_F_IS_NUMBER] = {.ask = ask_kind},
    [JX_F_IS_RATE] = {.ask = ask_kind},
    [JX_F_IS_MONEY] = {.ask = ask_kind},
    [JX_F_IS_TIME] = {.ask = ask_kind},
    [JX_F_IS_COUNT] = {.ask = ask_kind},
    [JX_F_IS_BARE] = {.ask = ask_kind},
    [JX_F_IS_DATE] = {.ask = ask_kind},
    [JX_F_IS_TEXT] = {.ask = ask_kind},
    [JX_F_POSITIVE] = {.ask = ask_kind},
    [JX_F_NEGATIVE] = {.ask = ask_kind},
    [JX_F_NO_SIGN] = {.ask = ask_kind},
    [JX_F_STRICT] = {.ask = ask_kind},
    [JX_F_RECURRING] = {.ask = ask_kind},
    [JX_F_MET] = {.ask = ask_met},
    [JX_F_UNITS_DIFFER] = {.ask = ask_units},
    [JX_F_DIMENSIONS_DIFFER] = {.ask = ask_dimensions},
    [JX_F_EXACTLY] = {.ask = ask_equal},
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
    if (ask != ask_kind) return v;
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
        return holds(f.number.known);
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
