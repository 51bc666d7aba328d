/* `jixiao admin list TABLE`: master data as the county holds it, in the shape that load reads. */
#include "admin.h"
#include "library.h"

#include "cli/report.h"
#include "cli/source.h"
#include "publish/csv_out.h"

#include <stdio.h>

enum { ARENA_BYTES = 256 << 20 };

struct listing {
    const struct admin *admin;
    const struct jx_master_schema *schema;
    struct master_held held;
    struct library_use *uses; /* one for each row; NULL: not asked for */
    struct jx_arena arena;
};

/* ---- printing ---- */

static void print_headings(const struct listing *l, struct csv_out *out)
{
    for (uint32_t j = 0; j < l->schema->count; j++)
        csv_cell(out, jx_slice_of(l->admin->ctx->lang == JX_LANG_ZH ? l->schema->columns[j].zh
                                                                    : l->schema->columns[j].name));
    if (l->uses) {
        csv_cell(out, jx_slice_of(_("targets")));
        csv_cell(out, jx_slice_of(_("self-evaluations")));
    }
    csv_end_row(out);
}

static int print_csv(const struct listing *l)
{
    struct csv_out out = {.file = stdout};
    print_headings(l, &out);
    for (uint32_t i = 0; i < l->held.count; i++) {
        for (uint32_t j = 0; j < l->schema->count; j++)
            csv_cell(&out, master_held_row(&l->held, i)[j]);
        if (l->uses) {
            csv_number(&out, l->uses[i].targets);
            csv_number(&out, l->uses[i].self_evaluations);
        }
        csv_end_row(&out);
    }
    if (fflush(stdout) == 0 && !ferror(stdout)) return 0;
    return complain_status(l->admin->ctx, "list", l->schema->name, JX_E_IO);
}

static int print_json(struct listing *l)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &l->arena, true);
    jx_json_array(&w);
    for (uint32_t i = 0; i < l->held.count; i++) {
        jx_json_object(&w);
        for (uint32_t j = 0; j < l->schema->count; j++)
            jx_json_member_text(&w, l->schema->columns[j].name, master_held_row(&l->held, i)[j]);
        if (l->uses) {
            jx_json_member_integer(&w, "targets", l->uses[i].targets);
            jx_json_member_integer(&w, "self_evaluations", l->uses[i].self_evaluations);
        }
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    int code = json_flush(l->admin->ctx, &w);
    return code < 0 ? 0 : code;
}

/* ---- asking ---- */

static jx_status ask_all(struct listing *l, struct admin *s, enum jx_master table)
{
    jx_status rc = master_ask(&s->session, table, s->wishes.year, &l->arena, &l->held);
    if (rc != JX_OK || !s->wishes.used) return rc;
    l->uses = jx_arena_array(&l->arena, (size_t)l->held.count + 1, sizeof *l->uses);
    if (!l->uses) return jx_arena_failure(&l->arena);
    return library_count(&s->session, s->wishes.year, &l->held, l->uses);
}

int admin_list_table(struct admin *s, char *const *arguments)
{
    enum jx_master table = jx_master_of_name(jx_slice_of(arguments[0]));
    struct listing l = {.admin = s, .schema = jx_master_schema(table)};
    int code = admin_check_table(s, "list", arguments[0], table);
    if (code >= 0) return code;
    if (s->wishes.used && table != JX_MASTER_indicators) {
        complain(s->ctx, "--used", arguments[0], _("only indicators are used by documents"),
                 _("leave --used away"));
        return jx_status_exit(JX_E_USAGE);
    }
    jx_arena_init(&l.arena, ARENA_BYTES);
    jx_status rc = ask_all(&l, s, table);
    if (rc != JX_OK)
        code = complain_unreachable(&s->session, rc);
    else
        code = s->ctx->json ? print_json(&l) : print_csv(&l);
    jx_arena_clear(&l.arena);
    return code;
}
