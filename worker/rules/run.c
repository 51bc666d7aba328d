/* Evaluates compiled expressions: exact, bounded, without side effects. */
#include "run.h"

#include "explain.h"
#include "run_operators.h"

/* ---- a document ---- */

jx_status jx_case_begin(struct jx_case *s, const struct jx_document *d,
                        const struct jx_rule_set *set, struct jx_arena *a)
{
    *s = (struct jx_case){.joined = false};
    jx_status rc = jx_sight_begin(&s->sight, d, set->layouts, &set->words, a);
    if (rc == JX_OK && d->form == JX_FORM_final_accounts)
        rc = jx_tables_begin(d->body.final_accounts, a, &s->tables);
    if (rc != JX_OK) return rc;
    size_t patterns = (size_t)set->sentence_count + 1;
    s->matches = jx_arena_array(a, patterns, sizeof(struct jx_sentence_match *));
    s->match_counts = jx_arena_array(a, patterns, sizeof *s->match_counts);
    s->matched = jx_arena_array(a, patterns, sizeof *s->matched);
    return s->matches && s->match_counts && s->matched ? JX_OK : jx_arena_failure(a);
}

/* Rows beyond answer anew each time, rather than take the memory. */
enum { ROWS_REMEMBERED_MAX = 16 * JX_ROWS_AT_ONCE };

jx_status jx_case_remember(struct jx_case *s, const struct jx_rule_set *set)
{
    struct jx_arena *a = s->sight.arena;
    struct jx_remembered *m = &s->remembered;
    const struct jx_answers *answers = &set->of_form[s->sight.doc->form].answers;
    m->width = (struct jx_answers){answers->truths + 1, answers->figures + 1};
    uint32_t rows = 1;
    for (uint32_t i = 0; i < s->sight.layout->count; i++)
        if (s->sight.counts[i] > rows) rows = s->sight.counts[i];
    if (rows > ROWS_REMEMBERED_MAX) rows = ROWS_REMEMBERED_MAX;
    const uint32_t times = (rows + JX_ROWS_AT_ONCE - 1) / JX_ROWS_AT_ONCE;
    m->truths = jx_arena_array(a, (size_t)times * m->width.truths, sizeof *m->truths);
    m->figures = jx_arena_array(a, (size_t)rows * m->width.figures, sizeof(struct jx_figured *));
    if (!m->truths || !m->figures) return jx_arena_failure(a);
    m->rows = rows;
    return JX_OK;
}

const struct jx_narrative *jx_case_narrative(struct jx_case *s)
{
    const struct jx_document *d = s->sight.doc;
    if (s->joined) return &s->narrative;
    struct jx_list paragraphs = {NULL, 0};
    if (d->form == JX_FORM_final_accounts) paragraphs = d->body.final_accounts->narrative;
    if (d->form == JX_FORM_evaluation) paragraphs = d->body.evaluation->narrative;
    s->narrative = (struct jx_narrative){JX_LIT(""), NULL, 0};
    if (paragraphs.items) (void)jx_narrative_join(paragraphs, s->sight.arena, &s->narrative);
    s->joined = true;
    return &s->narrative;
}

const struct jx_sentence_match *jx_case_sentences(struct jx_case *s, const struct jx_rule_set *set,
                                                  uint32_t pattern, uint32_t *count)
{
    const struct jx_sentence *sentence = &set->sentences[pattern];
    if (!s->matched[pattern] && sentence->forms[s->sight.doc->form])
        s->matches[pattern] = jx_sentence_find(sentence, jx_case_narrative(s), s->sight.arena,
                                               &s->match_counts[pattern]);
    s->matched[pattern] = true;
    *count = s->matches[pattern] ? s->match_counts[pattern] : 0;
    return s->matches[pattern];
}

/* ---- leaves ---- */

/* Values are large, and copying one that was just written takes longer than evaluating it. So each
 * function that makes one returns a single variable, whose address goes nowhere: it then lives
 * where the caller wants the value. Inlined into one another they would lose that. */
#define IN_PLACE __attribute__((noinline))

static inline void set_nothing(struct jx_value *v)
{
    v->truth = JX_FALSE;
    v->number.known = false;
    v->text = JX_LIT("");
    v->cell = NULL;
    v->origin.kind = JX_ORIGIN_NONE;
    v->origin.other = false;
}

static inline void set_text(struct jx_value *v, struct jx_slice s)
{
    set_nothing(v);
    if (!jx_is_absent(s)) v->text = s;
}

static inline void set_number(struct jx_value *v, struct jx_number n)
{
    set_nothing(v);
    v->number = n;
}

static inline void set_truth(struct jx_value *v, bool t)
{
    set_nothing(v);
    v->truth = t ? JX_TRUE : JX_FALSE;
}

/* What stands in the cell, which may be missing. */
static inline void set_cell(const struct jx_run *r, const struct jx_case *s, struct jx_cell *c,
                            struct jx_field_ref ref, uint32_t row, struct jx_value *v)
{
    set_text(v, c ? c->text : JX_ABSENT);
    if (!c) return;
    v->cell = c;
    v->origin.kind = JX_ORIGIN_CELL;
    v->origin.other = s == r->other;
    v->origin.ref = ref;
    v->origin.row = row;
}

IN_PLACE static struct jx_value field_value(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v;
    struct jx_case *s = n->other ? r->other : r->self;
    set_nothing(&v);
    if (!s) return v;
    const uint32_t row = jx_row_of(r, &s->sight, n);
    struct jx_cell *c = jx_sight_cell(&s->sight, n->ref, row);
    set_cell(r, s, c, n->ref, row, &v);
    if (c && n->type == JX_VALUE_NUMBER) v.number = *jx_cell_number(&s->sight, c, n->ref);
    return v;
}

IN_PLACE static struct jx_value capture_value(const struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v;
    set_text(&v, r->match ? r->match->texts[n->index] : JX_ABSENT);
    if (!r->match) return v;
    v.number = r->match->numbers[n->index];
    v.origin.kind = JX_ORIGIN_PARAGRAPH;
    v.origin.paragraph = r->match->paragraph;
    return v;
}

IN_PLACE static struct jx_value constant_value(const struct jx_node *n)
{
    struct jx_value v;
    set_nothing(&v);
    if (n->kind == JX_N_NUMBER)
        v.number = n->number;
    else
        v.text = n->text;
    return v;
}

static struct jx_slice not_scored_text(struct jx_run *r, const struct jx_scoring *s)
{
    bool zh = r->lang == JX_LANG_ZH;
    if (s->rows_not_computed > 0)
        return jx_arena_printf(r->arena,
                               zh ? "有 %u 行无法计算得分。" : "%u rows have no computed score.",
                               s->rows_not_computed);
    if (s->overflow)
        return zh ? JX_LIT("数字超出可计算的范围。")
                  : JX_LIT("a figure is out of the range of computation.");
    return zh ? JX_LIT("没有可以评分的行。") : JX_LIT("no row can be scored.");
}

static void scored_value(struct jx_run *r, enum jx_named_value which, struct jx_value *v)
{
    const struct jx_scored *s = r->scored;
    set_nothing(v);
    if (!s) return;
    const struct jx_outcome *o = &s->outcome;
    const struct jx_number *scored = jx_scored_number(s, which);
    struct jx_field_ref ref;
    struct jx_cell *c = jx_scored_cell(r, which, &ref);
    if (c) set_cell(r, r->self, c, ref, s->row, v);
    if (scored) v->number = *scored;
    switch (which) {
    case JX_V_ROW_WEIGHT:
        v->text = o->weight.text;
        break;
    case JX_V_ROW_CLAIMED:
    case JX_V_ROW_COMPUTED:
    case JX_V_ROW_EXACT:
        break;
    case JX_V_ROW_NAME:
        set_text(v, r->lang == JX_LANG_ZH ? s->name_zh : s->name_en);
        break;
    case JX_V_ROW_METHOD:
        set_text(v, jx_scored_method(s));
        break;
    case JX_V_ROW_HOW:
        set_text(v, o->rule ? jx_explain_method(o->rule, r->lang, r->arena) : JX_ABSENT);
        break;
    default:
        set_text(v, jx_slice_of(jx_no_score_text(o->why, r->lang)));
    }
}

static void valid_target(struct jx_run *r, struct jx_value *v)
{
    struct jx_field_ref ref;
    struct jx_cell *c = jx_valid_target(r, &ref);
    set_cell(r, r->self, c, ref, r->row, v);
}

static const struct jx_table *table_of(const struct jx_run *r)
{
    return r->table.table < 0 ? NULL : &r->self->tables.items[r->table.table];
}

static struct jx_slice table_words(const struct jx_run *r, bool code)
{
    const struct jx_table *t = table_of(r);
    if (!t) return JX_ABSENT;
    if (code) return r->code < 0 ? JX_ABSENT : t->codes[r->code].code;
    if (r->code >= 0) return jx_table_text(t, r->table.row, r->table.column + 1);
    return jx_table_label(t, r->table.row, t->columns);
}

static void named_value(struct jx_run *r, const struct jx_node *n, struct jx_value *v)
{
    const struct jx_scoring *s = &r->self->scoring;
    int32_t year = r->self->sight.doc->year;
    switch ((enum jx_named_value)n->index) {
    case JX_V_YEAR:
        set_number(v, year ? jx_number_whole(year) : JX_NUMBER_UNKNOWN);
        break;
    case JX_V_CLAIMED_SUM:
        set_number(v, s->claimed_sum);
        break;
    case JX_V_COMPUTED_TOTAL:
        set_number(v, s->computed);
        break;
    case JX_V_TOTAL_WHY:
        set_text(v, not_scored_text(r, s));
        break;
    case JX_V_NOT_COMPUTED:
        set_truth(v, s->not_computed);
        break;
    case JX_V_TABLE_ROW_NAME:
        set_text(v, table_words(r, false));
        break;
    case JX_V_TABLE_ROW_CODE:
        set_text(v, table_words(r, true));
        break;
    case JX_V_NEAR:
        set_truth(v, r->near);
        break;
    case JX_V_PAIRED:
        set_truth(v, r->other);
        break;
    case JX_V_ROW_PAIRED:
        set_truth(v, r->other && r->other_row != UINT32_MAX);
        break;
    case JX_V_ROW_NEAR:
        set_truth(v, r->row_near);
        break;
    case JX_V_PLAN_FITS:
        *v = jx_run_plan_fits(r);
        break;
    case JX_V_TARGET:
        valid_target(r, v);
        break;
    default:
        scored_value(r, (enum jx_named_value)n->index, v);
    }
}

/* ---- operators ---- */

IN_PLACE static struct jx_value arithmetic(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value a = jx_run_value(r, n->kid[0]), b = jx_run_value(r, n->kid[1]), v;
    set_nothing(&v);
    v.origin = a.origin.kind ? a.origin : b.origin;
    v.number = jx_calculated(n->kind, &a.number, &b.number);
    return v;
}

IN_PLACE static struct jx_value comparison(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value a = jx_run_value(r, n->kid[0]), b = jx_run_value(r, n->kid[1]), v;
    set_nothing(&v);
    v.origin = a.origin.kind ? a.origin : b.origin;
    if (n->kid[0]->type == JX_VALUE_TEXT) {
        v.truth = jx_texts_compared(n->kind, a.text, b.text);
    } else {
        v.truth = jx_compared(n->kind, &a.number, a.text, &b.number, b.text);
    }
    return v;
}

/* The left side in *v decides alone, or together with the right one. */
static inline void logic(struct jx_run *r, const struct jx_node *n, struct jx_value *v)
{
    if (jx_decides(n, v->truth)) return;
    struct jx_value b = jx_run_value(r, n->kid[1]);
    if (v->origin.kind == JX_ORIGIN_NONE) v->origin = b.origin;
    v->number.known = false;
    v->text = JX_LIT("");
    v->cell = NULL;
    v->truth = jx_both(n, v->truth, b.truth);
}

static inline void membership(struct jx_run *r, const struct jx_node *n, struct jx_value *v)
{
    const struct jx_said said = {v->text, v->cell};
    v->truth = jx_belongs(r, n, &said) ? JX_TRUE : JX_FALSE;
}

/* What stands on the value of the first kid and changes it. */
IN_PLACE static struct jx_value upon_first(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = jx_run_value(r, n->kid[0]);
    if (n->kind == JX_N_NOT)
        v.truth = jx_opposite(v.truth);
    else if (n->kind == JX_N_MEMBER)
        membership(r, n, &v);
    else
        logic(r, n, &v);
    return v;
}

IN_PLACE static struct jx_value value_by_name(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v;
    named_value(r, n, &v);
    return v;
}

struct jx_value jx_run_evaluate(struct jx_run *r, const struct jx_node *n)
{
    switch (n->kind) {
    case JX_N_NUMBER:
    case JX_N_TEXT:
        return constant_value(n);
    case JX_N_FIELD:
        return field_value(r, n);
    case JX_N_VALUE:
        return value_by_name(r, n);
    case JX_N_CAPTURE:
        return capture_value(r, n);
    case JX_N_CALL:
        return jx_run_call(r, n);
    case JX_N_AND:
    case JX_N_OR:
    case JX_N_NOT:
    case JX_N_MEMBER:
        return upon_first(r, n);
    default:
        return n->kind >= JX_N_EQ ? comparison(r, n) : arithmetic(r, n);
    }
}

IN_PLACE static struct jx_value out_of_steps(void)
{
    struct jx_value v;
    set_nothing(&v);
    v.truth = JX_UNKNOWN;
    return v;
}

IN_PLACE static struct jx_value with_zero(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = jx_run_evaluate(r, n);
    if (!v.number.known) v.number = jx_number_whole(0);
    return v;
}

struct jx_value jx_run_value(struct jx_run *r, const struct jx_node *n)
{
    if (r->steps == 0) return out_of_steps();
    r->steps--;
    if (r->zero && n->type == JX_VALUE_NUMBER) return with_zero(r, n);
    return jx_run_evaluate(r, n);
}

struct jx_value jx_run_again(struct jx_run *r, const struct jx_node *n)
{
    const uint64_t left = r->steps;
    r->steps = JX_RUN_STEPS;
    struct jx_value v = jx_run_value(r, n);
    r->steps = left;
    return v;
}
