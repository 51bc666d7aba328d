/* Lists of documents, for status and list. */
#include "listed_print.h"

#include "history_print.h"
#include "outcome_print.h"
#include "sending.h"

#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>

void listed_put(const struct jx_listed *l, struct jx_json_writer *w)
{
    put_id(w, "id", true, &l->id);
    jx_json_member_integer(w, "position", (int64_t)l->position);
    jx_json_member_integer(w, "time_ms", l->time_ms);
    jx_json_member_text(w, "form", l->form);
    jx_json_member_integer(w, "year", (int64_t)l->year);
    if (l->period.len > 0) jx_json_member_text(w, "period", l->period);
    jx_json_member_text(w, "unit", l->unit);
    jx_json_member_text(w, "project", l->project_name);
    jx_json_key(w, JX_LIT("outcome"));
    outcome_put(&l->outcome, w);
}

enum { CLAIMED = 6, COMPUTED, CONFIRMED, LIGHT, COLUMNS };

/* Which columns there are: an officer's own scores beside what they differ from, and lights, only
 * where a document has one. */
static uint32_t columns_of(const struct jx_listed *rows, uint32_t count)
{
    uint32_t shown = ((1u << CLAIMED) - 1) | 1u << COMPUTED;
    for (uint32_t i = 0; i < count; i++) {
        if (rows[i].outcome.light) shown |= 1u << LIGHT;
        if (rows[i].outcome.has_confirmed) shown |= 1u << CLAIMED | 1u << CONFIRMED;
    }
    return shown;
}

static unsigned pick(uint32_t shown, const struct jx_slice all[COLUMNS],
                     struct jx_slice out[COLUMNS])
{
    unsigned n = 0;
    for (unsigned i = 0; i < COLUMNS; i++)
        if (shown & 1u << i) out[n++] = all[i];
    return n;
}

/* Scores stand right, wherever their columns are. */
static uint32_t right_of(uint32_t shown)
{
    uint32_t right = 0, n = 0;
    for (unsigned i = 0; i < COLUMNS; i++) {
        if (!(shown & 1u << i)) continue;
        if (i >= CLAIMED && i <= CONFIRMED) right |= 1u << n;
        n++;
    }
    return right;
}

static struct jx_slice score_cell(bool has, jx_dec score, struct jx_arena *a)
{
    char text[JX_DEC_PRINT_MAX];
    return jx_arena_copy(a, jx_slice_of(score_print(has, score, text)));
}

static jx_status print_row(struct table *t, const struct context *ctx, const struct jx_listed *l,
                           uint32_t shown, struct jx_arena *a)
{
    char when[32];
    const struct jx_outcome *o = &l->outcome;
    struct jx_slice cells[COLUMNS];
    print_time(l->time_ms, when);
    const struct jx_slice all[COLUMNS] = {
        short_id(a, &l->id),
        jx_arena_copy(a, jx_slice_of(when)),
        jx_arena_printf(a, "%llu", (unsigned long long)l->year),
        ctx->lang == JX_LANG_ZH ? jx_slice_of(jx_form_zh(jx_form_of_name(l->form))) : l->form,
        text_clipped(l->project_name, 40, a),
        jx_slice_of(state_name(ctx, o->state)),
        score_cell(o->has_claimed, o->claimed, a),
        score_cell(o->has_computed, o->computed, a),
        score_cell(o->has_confirmed, o->confirmed, a),
        jx_slice_of(light_text(o->light))};
    pick(shown, all, cells);
    return table_row(t, cells);
}

jx_status listed_print_all(const struct context *ctx, const struct jx_listed *rows, uint32_t count,
                           struct jx_arena *a)
{
    struct table t;
    struct jx_slice cells[COLUMNS];
    const uint32_t shown = columns_of(rows, count);
    const struct jx_slice heading[COLUMNS] = {
        jx_slice_of(_("id")),      jx_slice_of(_("received")), jx_slice_of(_("year")),
        jx_slice_of(_("form")),    jx_slice_of(_("project")),  jx_slice_of(_("state")),
        jx_slice_of(_("claimed")), jx_slice_of(_("computed")), jx_slice_of(_("confirmed")),
        jx_slice_of(_("light"))};
    unsigned columns = pick(shown, heading, cells);
    table_begin(&t, a, columns, right_of(shown));
    jx_status rc = table_row(&t, cells);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        rc = print_row(&t, ctx, &rows[i], shown, a);
    if (rc == JX_OK) table_print(&t, 0);
    return rc;
}

int listed_put_all(struct session *s, const struct jx_listed *rows, uint32_t count)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &s->arena, true);
    jx_json_array(&w);
    for (uint32_t i = 0; i < count; i++) {
        jx_json_object(&w);
        listed_put(&rows[i], &w);
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    int code = json_flush(s->ctx, &w);
    return code < 0 ? 0 : code;
}
