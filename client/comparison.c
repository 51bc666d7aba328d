/* Comparing two judgements of a year: pages of scores in, sums and rows out. */
#include "comparison.h"

#include <string.h>

const char *comparison_grade(uint64_t grade)
{
    return grade < JX_GRADE_COUNT ? jx_grade_zh((enum jx_grade)grade) : "-";
}

/* ---- counting ---- */

static struct jx_slice keep(struct comparison *c, struct jx_slice s)
{
    struct jx_slice copy = jx_arena_copy(c->arena, s);
    return jx_is_absent(copy) ? JX_LIT("") : copy;
}

/* Where there is no room, the arena says so. */
static void count(struct comparison *c, struct comparison_tally *t, struct jx_slice name,
                  struct jx_slice title)
{
    uint32_t i = 0;
    while (i < t->count && !jx_slice_eq(t->met[i].name, name))
        i++;
    if (i == t->count) {
        struct comparison_met *met = jx_arena_grown(c->arena, t->met, t->count, &t->room,
                                                    sizeof *met);
        if (!met) return;
        t->met = met;
        t->met[t->count++] = (struct comparison_met){keep(c, name), keep(c, title), 0};
    }
    t->met[i].times++;
}

#define BETWEEN " → "

void comparison_methods(struct jx_slice name, struct jx_slice *left, struct jx_slice *right)
{
    const struct jx_slice between = JX_LIT(BETWEEN);
    size_t at = 0;
    while (at + between.len < name.len && memcmp(name.ptr + at, between.ptr, between.len) != 0)
        at++;
    size_t behind = at + between.len < name.len ? at + between.len : name.len;
    *left = jx_slice_at(name.ptr, at);
    *right = jx_slice_at(name.ptr + behind, name.len - behind);
}

static void count_rules(struct comparison *c, const struct jx_scored_document *d)
{
    for (uint32_t i = 0; i < d->row_count; i++) {
        const struct jx_scored_row *r = &d->rows[i];
        struct jx_slice name = jx_arena_printf(
            c->arena, "%.*s" BETWEEN "%.*s", (int)r->left_method.len,
            r->left_method.len ? r->left_method.ptr : "", (int)r->right_method.len,
            r->right_method.len ? r->right_method.ptr : "");
        if (!jx_is_absent(name)) count(c, &c->rules, name, JX_LIT(""));
    }
}

/* ---- rows ---- */

/* A page's texts go when the next one is asked for. */
static struct jx_scored_document copy_row(struct comparison *c, const struct jx_scored_document *d)
{
    struct jx_scored_document out = *d;
    struct jx_slice *texts[] = {&out.form,      &out.period,  &out.unit,
                                &out.unit_name, &out.project, &out.project_name};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = keep(c, *texts[i]);
    out.rows = jx_arena_array(c->arena, d->row_count, sizeof *out.rows);
    if (!out.rows) out.row_count = 0;
    for (uint32_t i = 0; i < out.row_count; i++) {
        out.rows[i] = d->rows[i];
        out.rows[i].left_method = keep(c, d->rows[i].left_method);
        out.rows[i].right_method = keep(c, d->rows[i].right_method);
    }
    return out;
}

static jx_status keep_row(struct comparison *c, const struct jx_scored_document *d)
{
    struct jx_scored_document *rows = jx_arena_grown(c->arena, c->rows, c->kept, &c->room,
                                                     sizeof *rows);
    if (!rows) return jx_arena_failure(c->arena);
    c->rows = rows;
    c->rows[c->kept++] = copy_row(c, d);
    return c->arena->status;
}

static unsigned grade_of(uint64_t grade)
{
    return grade < JX_GRADE_COUNT ? (unsigned)grade : JX_GRADE_COUNT;
}

static jx_status take(struct comparison *c, const struct jx_scored_document *d, uint32_t keep_most)
{
    c->changed++;
    if (d->confirmed.known)
        c->standing++;
    else
        c->grades[grade_of(d->left_grade)][grade_of(d->right_grade)]++;
    count(c, &c->units, d->unit, d->unit_name);
    count_rules(c, d);
    return c->kept < keep_most ? keep_row(c, d) : c->arena->status;
}

jx_status comparison_gather(struct session *s, struct comparison *c, uint32_t keep_most)
{
    enum { PAGE = 500 };
    struct jx_scores page = {.next = 1};
    struct jx_scores_arguments args = {
        .year = c->year, .left = c->left, .right = c->right, .most = PAGE};
    jx_status rc = JX_OK;
    while (rc == JX_OK && page.next) {
        jx_arena_clear(&s->arena);
        rc = runs_scores(s, &args, &page);
        for (uint32_t i = 0; rc == JX_OK && i < page.count; i++)
            rc = take(c, &page.rows[i], keep_most);
        args.after = page.next;
    }
    return rc;
}

jx_status comparison_find_year(struct session *s, struct comparison *c)
{
    struct jx_run_row r;
    uint64_t position;
    jx_status rc = runs_find(s, c->left ? c->left : c->right, &r, &position);
    c->year = r.year;
    if (rc == JX_OK && c->left && c->right) {
        rc = runs_find(s, c->right, &r, &position);
        if (rc == JX_OK && r.year != c->year) rc = JX_E_NOT_FOUND;
    }
    return rc;
}

/* ---- JSON ---- */

void comparison_put_grades(const struct comparison *c, struct jx_json_writer *w)
{
    jx_json_key(w, JX_LIT("grades"));
    jx_json_array(w);
    for (unsigned l = 0; l < COMPARISON_GRADES; l++)
        for (unsigned r = 0; r < COMPARISON_GRADES; r++) {
            if (!c->grades[l][r]) continue;
            jx_json_object(w);
            jx_json_member_text(w, "left", jx_slice_of(comparison_grade(l)));
            jx_json_member_text(w, "right", jx_slice_of(comparison_grade(r)));
            jx_json_member_integer(w, "documents", c->grades[l][r]);
            jx_json_end_object(w);
        }
    jx_json_end_array(w);
}

void comparison_put_tally(struct jx_json_writer *w, const char *name,
                          const struct comparison_tally *t)
{
    jx_json_key(w, jx_slice_of(name));
    jx_json_object(w);
    for (uint32_t i = 0; i < t->count; i++) {
        jx_json_key(w, t->met[i].name);
        jx_json_integer(w, t->met[i].times);
    }
    jx_json_end_object(w);
}

void comparison_put_figure(struct jx_json_writer *w, const char *name, struct jx_known k,
                           struct jx_arena *a)
{
    jx_json_member_text(w, name, k.known ? runs_figure(k, a) : JX_ABSENT);
}

void comparison_put_document(const struct jx_scored_document *d, struct jx_json_writer *w,
                             struct jx_arena *a)
{
    char hex[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_hash_slice(&d->id), hex);
    jx_json_member_text(w, "id", jx_slice_of(hex));
    jx_json_member_integer(w, "position", (int64_t)d->position);
    jx_json_member_text(w, "form", d->form);
    jx_json_member_text(w, "period", d->period);
    jx_json_member_text(w, "unit", d->unit);
    jx_json_member_text(w, "unit_name", d->unit_name);
    jx_json_member_text(w, "project", d->project);
    jx_json_member_text(w, "project_name", d->project_name);
    comparison_put_figure(w, "claimed", d->claimed, a);
    comparison_put_figure(w, "left", d->left, a);
    jx_json_member_text(w, "left_grade", jx_slice_of(comparison_grade(d->left_grade)));
    comparison_put_figure(w, "right", d->right, a);
    jx_json_member_text(w, "right_grade", jx_slice_of(comparison_grade(d->right_grade)));
    comparison_put_figure(w, "confirmed", d->confirmed, a);
    if (d->confirmed.known)
        jx_json_member_text(w, "confirmed_grade",
                            jx_slice_of(comparison_grade(d->confirmed_grade)));
}
