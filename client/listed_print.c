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

enum { COLUMNS = 8, COMPUTED = 6 };

/* The last column is for lights, and not there where no document has one. */
static unsigned columns_of(const struct jx_listed *rows, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (rows[i].outcome.light) return COLUMNS;
    return COLUMNS - 1;
}

jx_status listed_print_all(const struct context *ctx, const struct jx_listed *rows, uint32_t count,
                           struct jx_arena *a)
{
    struct table t;
    const struct jx_slice heading[COLUMNS] = {
        jx_slice_of(_("id")),       jx_slice_of(_("received")), jx_slice_of(_("year")),
        jx_slice_of(_("form")),     jx_slice_of(_("project")),  jx_slice_of(_("state")),
        jx_slice_of(_("computed")), jx_slice_of(_("light"))};
    table_begin(&t, a, columns_of(rows, count), 1u << COMPUTED);
    jx_status rc = table_row(&t, heading);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        const struct jx_listed *l = &rows[i];
        char when[32], score[JX_DEC_PRINT_MAX];
        print_time(l->time_ms, when);
        const struct jx_slice cells[COLUMNS] = {
            short_id(a, &l->id),
            jx_arena_copy(a, jx_slice_of(when)),
            jx_arena_printf(a, "%llu", (unsigned long long)l->year),
            ctx->lang == JX_LANG_ZH ? jx_slice_of(jx_form_zh(jx_form_of_name(l->form))) : l->form,
            text_clipped(l->project_name, 40, a),
            jx_slice_of(state_name(ctx, l->outcome.state)),
            jx_arena_copy(
                a, jx_slice_of(score_print(l->outcome.has_computed, l->outcome.computed, score))),
            jx_slice_of(light_text(l->outcome.light))};
        rc = table_row(&t, cells);
    }
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
