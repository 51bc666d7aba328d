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
    return kid(r, n, kid(r, n, 0).truth == JX_TRUE ? 1 : 2);
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

/* What the value's text says: as the cell's was read, or read into *room. */
static const struct jx_notation *notation_of(struct jx_run *r, const struct jx_value *v,
                                             struct jx_notation *room)
{
    const struct jx_notation *read = v->cell ? jx_cell_notation(&r->self->sight, v->cell) : NULL;
    if (!read) jx_notation_read(v->text, room);
    return read ? read : room;
}

/* Turns a text's value into one to put a result into; what the text says is in *out. */
static const struct jx_notation *noted(struct jx_run *r, struct jx_value *v,
                                       struct jx_notation *room)
{
    const struct jx_notation *t = notation_of(r, v, room);
    v->number = JX_NUMBER_UNKNOWN;
    v->text = JX_LIT("");
    return t;
}

static struct jx_number scaled(const struct jx_notation *t)
{
    return jx_number_div(jx_number_mul(jx_number_of(t->value), jx_number_whole(t->numerator)),
                         jx_number_whole(t->denominator));
}

static struct jx_value call_value(struct jx_run *r, const struct jx_node *n)
{
    struct jx_notation room;
    struct jx_value v = kid(r, n, 0);
    const struct jx_notation *t = noted(r, &v, &room);
    if (t->kind != JX_NOTATION_NUMBER) return v;
    v.number = scaled(t);
    if (t->dimension == JX_DIMENSION_RATE) v.number = jx_number_mul(v.number, jx_number_whole(100));
    return v;
}

static struct jx_value money(struct jx_run *r, const struct jx_node *n, bool yearly)
{
    static const struct {
        const char *per;
        int64_t times;
    } periods[] = {{"", 1}, {"年", 1}, {"半年", 2}, {"季度", 4}, {"季", 4}, {"月", 12}};
    struct jx_notation room;
    struct jx_value v = kid(r, n, 0);
    const struct jx_notation *t = noted(r, &v, &room);
    if (t->kind != JX_NOTATION_NUMBER || t->dimension != JX_DIMENSION_MONEY) return v;
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        if (!jx_slice_eq(t->per, jx_slice_of(periods[i].per)) || (!yearly && i > 1)) continue;
        struct jx_number wan = jx_number_div(scaled(t), jx_number_whole(10000));
        v.number = jx_number_mul(wan, jx_number_whole(periods[i].times));
    }
    return v;
}

static struct jx_value call_money(struct jx_run *r, const struct jx_node *n)
{
    return money(r, n, false);
}

static struct jx_value call_yearly(struct jx_run *r, const struct jx_node *n)
{
    return money(r, n, true);
}

static struct jx_value call_share(struct jx_run *r, const struct jx_node *n)
{
    struct jx_notation room;
    struct jx_value v = kid(r, n, 0);
    const struct jx_notation *t = noted(r, &v, &room);
    if (t->kind == JX_NOTATION_NUMBER && t->dimension == JX_DIMENSION_RATE)
        v.number = jx_number_mul(scaled(t), jx_number_whole(100));
    return v;
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

static struct jx_value call_kind(struct jx_run *r, const struct jx_node *n)
{
    struct jx_notation room;
    struct jx_value v = kid(r, n, 0);
    const struct jx_notation *t = noted(r, &v, &room);
    v.truth = is_kind(t, (enum jx_function)n->index) ? JX_TRUE : JX_FALSE;
    return v;
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

/* *first is the first text's value already. */
static void read_pair(struct jx_run *r, const struct jx_node *n, const struct jx_value *first,
                      struct pair *p)
{
    struct jx_value second = kid(r, n, 1);
    p->a = notation_of(r, first, &p->room_a);
    p->b = notation_of(r, &second, &p->room_b);
    compare_pair(p);
}

static struct jx_value call_met(struct jx_run *r, const struct jx_node *n)
{
    struct pair p;
    struct jx_value v = kid(r, n, 0);
    struct jx_notation bound;
    read_pair(r, n, &v, &p);
    if (jx_notation_bound(p.a, p.b, &bound)) {
        p.a = &bound;
        compare_pair(&p);
    }
    v.truth = p.comparable && jx_sign_holds(p.a->sign, p.compared) ? JX_TRUE : JX_FALSE;
    return v;
}

static struct jx_value call_equal(struct jx_run *r, const struct jx_node *n)
{
    struct pair p;
    struct jx_value v = kid(r, n, 0);
    read_pair(r, n, &v, &p);
    v.truth = p.comparable && p.compared == 0 ? JX_TRUE : JX_FALSE;
    return v;
}

/* A percentage beside a count says how much of it was done; that is a way of speaking, not a slip.
 */
static struct jx_value call_units(struct jx_run *r, const struct jx_node *n)
{
    struct pair p;
    struct jx_value v = kid(r, n, 0);
    read_pair(r, n, &v, &p);
    bool numbers = p.a->kind == JX_NOTATION_NUMBER && p.b->kind == JX_NOTATION_NUMBER;
    bool percent = p.b->dimension == JX_DIMENSION_RATE && p.b->denominator == 100;
    bool differ = numbers && ((p.how == JX_ALIGN_NOT && !percent) || p.how == JX_ALIGN_OTHER_COUNT);
    v.truth = differ ? JX_TRUE : JX_FALSE;
    return v;
}

static enum jx_dimension kind_of_unit(const struct jx_notation *t)
{
    return t->dimension == JX_DIMENSION_MONTHS ? JX_DIMENSION_TIME : t->dimension;
}

/* Days against times, money against people: nothing can be compared. */
static struct jx_value call_dimensions(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    struct pair p;
    read_pair(r, n, &v, &p);
    bool numbers = p.a->kind == JX_NOTATION_NUMBER && p.b->kind == JX_NOTATION_NUMBER;
    enum jx_dimension a = kind_of_unit(p.a), b = kind_of_unit(p.b);
    bool stated = a != JX_DIMENSION_BARE && b != JX_DIMENSION_BARE && b != JX_DIMENSION_RATE;
    v.truth = numbers && stated && a != b ? JX_TRUE : JX_FALSE;
    return v;
}

/* ---- text ---- */

static struct jx_value call_blank(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    v.truth = jx_cell_is_empty(v.text) ? JX_TRUE : JX_FALSE;
    return v;
}

static struct jx_value call_present(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    v.truth = v.cell && !jx_is_absent(v.cell->text) ? JX_TRUE : JX_FALSE;
    return v;
}

static struct jx_value call_texts(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value a = kid(r, n, 0), b = kid(r, n, 1);
    bool t = false;
    if (n->index == JX_F_HAS) t = b.text.len > 0 && jx_contains(a.text, b.text);
    if (n->index == JX_F_SAME) t = jx_words_same(a.text, b.text);
    if (n->index == JX_F_SAME_NAME) t = jx_names_same(a.text, b.text);
    if (n->index == JX_F_ALIKE) t = jx_names_alike(a.text, b.text) >= JX_ALIKE_LEAST;
    a.truth = t ? JX_TRUE : JX_FALSE;
    return a;
}

static struct jx_value call_year(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    int64_t x;
    v.number = jx_text_year(v.text, n->index == JX_F_YEAR_LAST, &x) ? jx_number_whole(x)
                                                                    : JX_NUMBER_UNKNOWN;
    v.text = JX_LIT("");
    return v;
}

static struct jx_value call_month(struct jx_run *r, const struct jx_node *n)
{
    int64_t x;
    return number(jx_text_month_last(kid(r, n, 0).text, &x) ? jx_number_whole(x)
                                                            : JX_NUMBER_UNKNOWN);
}

static struct jx_value call_length(struct jx_run *r, const struct jx_node *n)
{
    return number(jx_number_whole((int64_t)jx_utf8_length(kid(r, n, 0).text)));
}

static struct jx_value call_bad_date(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    v.truth = jx_text_impossible_date(v.text, r->self->sight.doc->year) ? JX_TRUE : JX_FALSE;
    return v;
}

static struct jx_value call_percent(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    struct jx_figure f;
    v.truth = jx_figure_parse(v.text, &f) == JX_OK && f.scale != JX_SCALE_NONE ? JX_TRUE : JX_FALSE;
    return v;
}

static struct jx_value call_filler(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    bool found = jx_contains(v.text, JX_LIT("*")) || jx_contains(v.text, JX_LIT("__")) ||
                 jx_contains(v.text, JX_LIT("xx")) || jx_contains(v.text, JX_LIT("XX")) ||
                 jx_contains(v.text, JX_LIT("××"));
    v.truth = found ? JX_TRUE : JX_FALSE;
    return v;
}

static struct jx_value call_choose_text(struct jx_run *r, const struct jx_node *n)
{
    return kid(r, n, kid(r, n, 0).truth == JX_TRUE ? 1 : 2);
}

static struct jx_value call_standard(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    struct jx_deduction d;
    v.truth = jx_deduction_read(v.text, &d) ? JX_TRUE : JX_FALSE;
    return v;
}

/* Whether the text stood in an earlier row, or in an earlier sentence. */
static struct jx_value call_repeated(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    struct jx_run before = *r;
    bool found = false;
    uint32_t here = r->match ? r->match_index : r->row;
    for (uint32_t i = 0; i < here && !found && !jx_is_blank(v.text) && before.steps > 0; i++) {
        before.row = i;
        if (r->match) before.match = &r->matches[i];
        struct jx_value earlier = jx_run_value(&before, n->kid[0]);
        found = jx_words_same(earlier.text, v.text);
    }
    r->steps = before.steps;
    v.truth = found ? JX_TRUE : JX_FALSE;
    return v;
}

/* ---- grades ---- */

static enum jx_grade grade_of(const struct jx_run *r, jx_int128 n)
{
    jx_int128 micro = n / (JX_NUMBER_ONE / JX_DEC_ONE);
    return jx_profile_grade(r->profile, (jx_dec){(int64_t)micro});
}

/* A total that was rounded may belong to the grade on either side of it. */
static struct jx_value call_grade_fits(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value word = kid(r, n, 0), total = kid(r, n, 1);
    enum jx_grade g = jx_profile_grade_of_word(r->profile, word.text);
    word.truth = JX_UNKNOWN;
    if (g == JX_GRADE_NONE || !total.number.known) return word;
    bool fits = grade_of(r, total.number.mid) == g;
    bool coarse = total.number.hi - total.number.lo > JX_NUMBER_ONE / 90;
    if (!fits && coarse)
        fits = grade_of(r, total.number.lo) == g || grade_of(r, total.number.hi - 1) == g;
    word.truth = fits ? JX_TRUE : JX_FALSE;
    return word;
}

static struct jx_value call_grade(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = kid(r, n, 0);
    v.text = v.number.known ? jx_slice_of(jx_grade_zh(grade_of(r, v.number.mid))) : JX_LIT("");
    v.cell = NULL;
    return v;
}

/* ---- the table ---- */

static jx_call *const calls[JX_FUNCTION_COUNT] = {
    [JX_F_IF] = call_if,
    [JX_F_MIN] = call_min,
    [JX_F_MAX] = call_max,
    [JX_F_ABS] = call_abs,
    [JX_F_EXACT] = call_exact,
    [JX_F_OR_ZERO] = call_or_zero,
    [JX_F_KNOWN] = call_known,
    [JX_F_VALUE] = call_value,
    [JX_F_MONEY] = call_money,
    [JX_F_YEARLY] = call_yearly,
    [JX_F_SHARE] = call_share,
    [JX_F_YEAR_FIRST] = call_year,
    [JX_F_YEAR_LAST] = call_year,
    [JX_F_MONTH_LAST] = call_month,
    [JX_F_LENGTH] = call_length,
    [JX_F_SUM] = jx_call_rows,
    [JX_F_COUNT] = jx_call_rows,
    [JX_F_ANY] = jx_call_rows,
    [JX_F_ALL] = jx_call_rows,
    [JX_F_SOURCES] = jx_call_sources,
    [JX_F_GROUP_SUM] = jx_call_group_sum,
    [JX_F_EACH_SUM] = jx_call_documents,
    [JX_F_EACH_COUNT] = jx_call_documents,
    [JX_F_YEAR_BEFORE] = jx_call_year_before,
    [JX_F_SENTENCES] = jx_call_sentences,
    [JX_F_CELL] = jx_call_cell,
    [JX_F_NAMED] = jx_call_cell,
    [JX_F_ABOVE] = jx_call_cell,
    [JX_F_CODE] = jx_call_code,
    [JX_F_TOP_CODES] = jx_call_top,
    [JX_F_COLUMN] = jx_call_column,
    [JX_F_COLUMNS_AFTER] = jx_call_column,
    [JX_F_COLUMN_GARBLED] = jx_call_column_garbled,
    [JX_F_CHILDREN] = jx_call_children,
    [JX_F_HAS_CHILDREN] = jx_call_children,
    [JX_F_BLANK] = call_blank,
    [JX_F_PRESENT] = call_present,
    [JX_F_HAS] = call_texts,
    [JX_F_SAME] = call_texts,
    [JX_F_SAME_NAME] = call_texts,
    [JX_F_ALIKE] = call_texts,
    [JX_F_IS_NUMBER] = call_kind,
    [JX_F_IS_RATE] = call_kind,
    [JX_F_IS_MONEY] = call_kind,
    [JX_F_IS_TIME] = call_kind,
    [JX_F_IS_COUNT] = call_kind,
    [JX_F_IS_BARE] = call_kind,
    [JX_F_IS_DATE] = call_kind,
    [JX_F_IS_TEXT] = call_kind,
    [JX_F_POSITIVE] = call_kind,
    [JX_F_NEGATIVE] = call_kind,
    [JX_F_NO_SIGN] = call_kind,
    [JX_F_STRICT] = call_kind,
    [JX_F_RECURRING] = call_kind,
    [JX_F_MET] = call_met,
    [JX_F_UNITS_DIFFER] = call_units,
    [JX_F_DIMENSIONS_DIFFER] = call_dimensions,
    [JX_F_EXACTLY] = call_equal,
    [JX_F_BAD_DATE] = call_bad_date,
    [JX_F_SIGNED_RATE] = call_percent,
    [JX_F_FILLER] = call_filler,
    [JX_F_REPEATED] = call_repeated,
    [JX_F_GRADE_OK] = call_grade_fits,
    [JX_F_GRADE_OF] = call_grade,
    [JX_F_STANDARD_OK] = call_standard,
    [JX_F_FOUND_NUMBER] = jx_call_found,
    [JX_F_CHOOSE] = call_choose_text,
};

struct jx_value jx_run_call(struct jx_run *r, const struct jx_node *n)
{
    return calls[n->index](r, n);
}
