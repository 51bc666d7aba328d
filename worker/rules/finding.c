/* From a rule that does not hold to what is said of it. */
#include "finding.h"

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

/* ---- causes ---- */

/* Where a finding stands, and where the figure on the other side of its comparison does. */
struct spot {
    struct jx_origin here, beside;
};

/* A finding elsewhere in the same list explains nothing here; one on the form as a whole does, and
 * one in the same table, whose rows and columns are sums of each other. */
static bool explains_here(const struct jx_origin *cause, const struct jx_origin *here)
{
    if (cause->kind == JX_ORIGIN_CELL && here->kind == JX_ORIGIN_CELL &&
        cause->ref.part == here->ref.part)
        return cause->row == here->row;
    if (cause->kind == JX_ORIGIN_TABLE && here->kind == JX_ORIGIN_TABLE)
        return cause->table.table == here->table.table;
    if (cause->kind == JX_ORIGIN_PARAGRAPH && here->kind == JX_ORIGIN_PARAGRAPH)
        return cause->paragraph == here->paragraph;
    return true;
}

/* What two tables say of one fact is explained by what is wrong in either. */
static bool explains(const struct jx_origin *cause, const struct spot *at)
{
    bool tables = cause->kind == JX_ORIGIN_TABLE && at->beside.kind == JX_ORIGIN_TABLE;
    return explains_here(cause, &at->here) || (tables && explains_here(cause, &at->beside));
}

static const struct jx_finding *cause_of(const struct jx_findings *f, const uint32_t *rules,
                                         uint32_t count, const struct spot *at)
{
    for (uint32_t i = 0; i < f->count; i++)
        for (uint32_t k = 0; k < count; k++)
            if (f->causes[i].rule == rules[k] && f->items[i].severity != JX_SEVERITY_INFO &&
                explains(&f->causes[i].origin, at))
                return &f->items[i];
    return NULL;
}

/* ---- adding ---- */

static bool grow(struct jx_findings *f)
{
    if (f->count < f->room) return true;
    uint32_t room = f->room ? f->room * 2 : 8;
    struct jx_finding *items = jx_arena_array(f->arena, room, sizeof *items);
    struct jx_cause *causes = jx_arena_array(f->arena, room, sizeof *causes);
    if (!items || !causes) {
        f->rc = jx_arena_failure(f->arena);
        return false;
    }
    if (f->count) memcpy(items, f->items, f->count * sizeof *items);
    if (f->count) memcpy(causes, f->causes, f->count * sizeof *causes);
    f->items = items;
    f->causes = causes;
    f->room = room;
    return true;
}

/* What the rule states, else the side of its comparison, else the text that it looked at. */
static struct jx_slice side(struct jx_run *run, const struct jx_node *stated,
                            const struct jx_node *must, int i, struct jx_value *value)
{
    const struct jx_node *n = stated;
    const struct jx_value *beside = i ? value : NULL;
    if (!n && must->kind >= JX_N_EQ) n = must->kid[i];
    if (!n) return i == 0 && !jx_is_absent(value->text) ? value->text : JX_LIT("");
    struct jx_value v = jx_run_value(run, n);
    struct jx_slice text = jx_run_text(run, n, &v,
                                       beside && !jx_is_blank(beside->text) ? beside : NULL);
    if (i == 0) *value = v;
    return text;
}

/* Only what stands in a table matters. */
static struct jx_origin beside(struct jx_run *run, const struct jx_node *must)
{
    struct jx_origin none = {.kind = JX_ORIGIN_NONE};
    bool tables = run->self->tables.count > 0 || run->other;
    return tables && must->kind >= JX_N_EQ ? jx_run_value(run, must->kid[1]).origin : none;
}

static struct jx_origin origin_of(struct jx_run *run, const struct jx_compiled *c,
                                  const struct jx_value *must)
{
    struct jx_origin o = must->origin;
    if (c->place) o = jx_run_value(run, c->place).origin;
    if (!c->whole_row) return o;
    o = (struct jx_origin){.kind = JX_ORIGIN_CELL, .row = run->row};
    o.ref = (struct jx_field_ref){.part = c->scope.part, .field = UINT32_MAX};
    if (run->scored) {
        o.row = run->scored->row;
        o.ref.part = run->self->sight.funds;
        if (!run->scored->funds)
            (void)jx_list_resolve(run->set->layouts, run->self->sight.doc->form,
                                  JX_LIT("indicators"), &o.ref.part);
    }
    return o;
}

static void fill_texts(struct jx_run *run, const struct jx_compiled *c, bool tail,
                       struct jx_finding *to)
{
    enum jx_lang before = run->lang;
    struct jx_slice *message[] = {&to->message_zh, &to->message_en};
    struct jx_slice *advice[] = {&to->advice_zh, &to->advice_en};
    static const char *const within[] = {"（相差在尾数误差之内）",
                                         " (rounding explains the difference)"};
    for (int i = 0; i < 2; i++) {
        enum jx_lang lang = i == 0 ? JX_LANG_ZH : JX_LANG_EN;
        run->lang = lang;
        *message[i] = jx_run_fill(run, &c->message[lang], to->left, to->right);
        *advice[i] = jx_run_fill(run, &c->advice[lang], to->left, to->right);
        if (tail)
            *message[i] = jx_arena_printf(run->arena, "%.*s%s", (int)message[i]->len,
                                          message[i]->ptr ? message[i]->ptr : "", within[i]);
    }
    run->lang = before;
}

static void add(struct jx_findings *f, struct jx_run *run, uint32_t index,
                const struct jx_compiled *c, const struct jx_value *must, bool tail)
{
    const struct jx_rule *rule = &run->set->rules[index];
    enum jx_rule_severity severity = tail ? rule->tail : rule->severity;
    struct spot at = {origin_of(run, c, must), beside(run, c->must)};
    struct jx_place place;
    struct jx_value left = *must;
    if (severity == JX_RULE_NONE) return;
    if (cause_of(f, rule->yields, rule->yield_count, &at) || !grow(f)) return;
    const struct jx_finding *cause = cause_of(f, rule->because, rule->because_count, &at);
    struct jx_finding *to = &f->items[f->count];
    *to = (struct jx_finding){.rule = tail ? rule->tail_id : rule->id,
                              .severity = (enum jx_severity)severity,
                              .because = cause ? cause->rule : JX_ABSENT,
                              .other = -1};
    f->causes[f->count++] = (struct jx_cause){index, at.here};
    jx_run_place(run, &at.here, &place);
    memcpy(to->where, place.text, place.len);
    to->where[place.len] = '\0';
    to->left = side(run, c->left, c->must, 0, &left);
    to->right = side(run, c->right, c->must, 1, &left);
    if (f->texts) fill_texts(run, c, tail, to);
    if (f->rc == JX_OK && f->arena->status != JX_OK) f->rc = f->arena->status;
}

static bool already(const struct jx_findings *f, uint32_t rule)
{
    for (uint32_t i = 0; i < f->count; i++)
        if (f->causes[i].rule == rule) return true;
    return false;
}

/* Of a rule that does not hold, or holds within the rounding. Apart: few come here. */
__attribute__((noinline)) static void report(struct jx_findings *f, struct jx_run *run,
                                             uint32_t index, const struct jx_compiled *c, bool tail)
{
    if (run->set->rules[index].once && already(f, index)) return;
    struct jx_value must = jx_run_again(run, c->must);
    add(f, run, index, c, &must, tail);
}

void jx_finding_check(struct jx_findings *f, struct jx_run *run, uint32_t index,
                      const struct jx_compiled *c)
{
    if (f->rc != JX_OK || run->steps == 0) return;
    run->zero = c->missing == JX_MISSING_ZERO;
    bool applies = !c->when || jx_run_truth(run, c->when) == JX_TRUE;
    enum jx_truth holds = applies ? jx_run_truth(run, c->must) : JX_TRUE;
    if (holds == JX_UNKNOWN && c->missing == JX_MISSING_ERROR) holds = JX_FALSE;
    bool fails = holds == JX_FALSE || holds == JX_TAIL;
    if (run->steps > 0 && fails) report(f, run, index, c, holds == JX_TAIL);
    run->zero = false;
}

/* ---- scopes ---- */

static struct jx_slice group_text(struct jx_run *run, struct jx_field_ref ref, uint32_t row)
{
    const struct jx_cell *c = jx_sight_cell(&run->self->sight, ref, row);
    return c ? c->text : JX_LIT("");
}

/* Groups are runs of rows that agree in the field and in level 1. */
static void walk_groups(struct jx_run *run, const struct jx_scope *scope, jx_at_place *at,
                        void *own)
{
    uint32_t rows = run->self->sight.counts[scope->part];
    struct jx_field_ref level1 = scope->by;
    (void)jx_field_resolve(run->set->layouts, run->self->sight.doc->form, scope->part,
                           JX_LIT("level1"), &level1);
    for (uint32_t i = 0, n; i < rows; i += n) {
        for (n = 1; i + n < rows; n++)
            if (!jx_slice_eq(group_text(run, scope->by, i), group_text(run, scope->by, i + n)) ||
                !jx_slice_eq(group_text(run, level1, i), group_text(run, level1, i + n)))
                break;
        run->row = run->group_first = i;
        run->group_count = n;
        if (!at(run, own)) return;
    }
}

static void walk_rows(struct jx_run *run, const struct jx_scope *scope, jx_at_place *at, void *own)
{
    uint32_t rows = run->self->sight.counts[scope->part];
    for (run->row = 0; run->row < rows; run->row++)
        if (!at(run, own)) return;
}

static void walk_scored(struct jx_run *run, jx_at_place *at, void *own)
{
    const struct jx_scoring *s = &run->self->scoring;
    for (uint32_t i = 0; i < s->count; i++) {
        run->scored = &s->rows[i];
        run->row = s->rows[i].row;
        if (!at(run, own)) break;
    }
    run->scored = NULL;
}

static void walk_table(struct jx_run *run, const struct jx_scope *scope, jx_at_place *at, void *own)
{
    int32_t index = jx_table_find(&run->self->tables, scope->table);
    if (index < 0) return;
    const struct jx_table *t = &run->self->tables.items[index];
    bool codes = scope->kind == JX_SCOPE_CODES;
    uint32_t count = codes ? t->code_count : t->rows;
    for (uint32_t i = 0; i < count; i++) {
        run->code = codes ? (int32_t)i : -1;
        run->table = (struct jx_table_place){index, i, 0};
        if (codes) run->table = (struct jx_table_place){index, t->codes[i].row, t->codes[i].column};
        if (!at(run, own)) break;
    }
    run->table.table = run->code = -1;
}

static void walk_sentences(struct jx_run *run, const struct jx_scope *scope, jx_at_place *at,
                           void *own)
{
    run->matches = jx_case_sentences(run->self, run->set, scope->part, &run->match_count);
    for (uint32_t i = 0; i < run->match_count; i++) {
        run->match = &run->matches[i];
        run->match_index = i;
        if (!at(run, own)) break;
    }
    run->match = NULL;
}

static void enter(struct jx_run *run, const struct jx_scope *scope)
{
    run->scope = scope;
    run->row = 0;
    run->table.table = run->code = -1;
}

void jx_scope_walk(struct jx_run *run, const struct jx_scope *scope, jx_at_place *at, void *own)
{
    enter(run, scope);
    switch (scope->kind) {
    case JX_SCOPE_DOCUMENT:
        (void)at(run, own);
        break;
    case JX_SCOPE_ROWS:
        walk_rows(run, scope, at, own);
        break;
    case JX_SCOPE_GROUPS:
        walk_groups(run, scope, at, own);
        break;
    case JX_SCOPE_SCORED:
        walk_scored(run, at, own);
        break;
    case JX_SCOPE_TABLE:
    case JX_SCOPE_CODES:
        walk_table(run, scope, at, own);
        break;
    case JX_SCOPE_SENTENCE:
        walk_sentences(run, scope, at, own);
        break;
    }
}

/* ---- rules ---- */

struct checking {
    struct jx_findings *findings;
    uint32_t rule;
    const struct jx_compiled *compiled;
};

static bool check(struct jx_run *run, void *own)
{
    const struct checking *c = own;
    jx_finding_check(c->findings, run, c->rule, c->compiled);
    return c->findings->rc == JX_OK;
}

/* The rows where the rule does not hold, or within the rounding only. */
static uint64_t failing(struct jx_run *run, const struct jx_compiled *c, uint32_t first,
                        uint64_t rows, uint64_t *tail)
{
    if (c->when) rows = jx_run_truths(run, c->when, first, rows).yes;
    if (!rows || run->steps == 0) return 0;
    const struct jx_truths holds = jx_run_truths(run, c->must, first, rows);
    *tail = holds.tail;
    rows &= ~holds.yes;
    return run->steps == 0 ? 0 : c->missing == JX_MISSING_ERROR ? rows : rows & ~holds.unknown;
}

static void check_rows(struct jx_findings *f, struct jx_run *run, uint32_t index,
                       const struct jx_compiled *c)
{
    const uint32_t count = run->self->sight.counts[c->scope.part];
    for (uint32_t first = 0; first < count; first += JX_ROWS_AT_ONCE) {
        uint64_t tail = 0;
        run->zero = c->missing == JX_MISSING_ZERO;
        uint64_t rows = failing(run, c, first, jx_rows_from(first, count), &tail);
        for (; rows && f->rc == JX_OK; rows &= rows - 1) {
            const uint32_t bit = (uint32_t)__builtin_ctzll(rows);
            run->row = first + bit;
            report(f, run, index, c, tail >> bit & 1);
        }
        run->zero = false;
    }
}

void jx_finding_check_all(struct jx_findings *f, struct jx_run *run, uint32_t index,
                          const struct jx_compiled *c)
{
    struct checking own = {f, index, c};
    if (f->rc != JX_OK) return;
    enter(run, &c->scope);
    if (c->scope.kind == JX_SCOPE_ROWS)
        check_rows(f, run, index, c);
    else
        jx_scope_walk(run, &c->scope, check, &own);
}
