/* `jixiao admin load` and `expect`: lists of master data, as records of the journal. */
#include "admin.h"
#include "library.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"
#include "import/readers/reader.h"

#include <stdio.h>

static void put_notes(const struct admin *s, struct jx_json_writer *w, const char *key,
                      const struct master_conflict *notes, uint32_t count)
{
    jx_json_key(w, jx_slice_of(key));
    jx_json_array(w);
    for (uint32_t i = 0; i < count && i < MASTER_CONFLICTS_MAX; i++) {
        const struct master_conflict *c = &notes[i];
        jx_json_object(w);
        jx_json_member_text(w, "where", c->where);
        jx_json_member_text(w, "what", jx_slice_of(c->what));
        jx_json_member_text(w, "value", c->value);
        jx_json_end_object(w);
        if (s->ctx->json) continue;
        write_safe(stdout, c->where);
        printf(": %s: ", c->what);
        write_safe(stdout, c->value);
        printf("\n");
    }
    jx_json_end_array(w);
}

static jx_status print_conflicts(const struct admin *s, const struct master_list *l)
{
    struct jx_json_writer w;
    jx_json_begin(&w, l->arena, true);
    jx_json_object(&w);
    jx_json_member_text(&w, "table", jx_slice_of(jx_master_schema(l->table)->name));
    jx_json_member_integer(&w, "rows", l->row_count);
    jx_json_member_integer(&w, "conflict_count", l->conflict_count);
    put_notes(s, &w, "conflicts", l->conflicts, l->conflict_count);
    jx_json_member_integer(&w, "change_count", l->change_count);
    put_notes(s, &w, "changes", l->changes, l->change_count);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    if (s->ctx->json) return json_flush(s->ctx, &w) < 0 ? JX_OK : JX_E_IO;
    printf(_("%s: %u rows, %u conflicts, %u changes of what the county holds\n"),
           jx_master_schema(l->table)->name, (unsigned)l->row_count, (unsigned)l->conflict_count,
           (unsigned)l->change_count);
    return JX_OK;
}

/* A tree is one whole: a part of one would leave units hanging. */
static bool is_whole(const struct admin *s, const struct master_list *l)
{
    return s->wishes.replace || l->table == JX_MASTER_units;
}

static jx_status encode_list(const struct admin *s, const struct master_list *l,
                             struct jx_buffer *content)
{
    bool whole = is_whole(s, l);
    struct jx_master_act act = {.nonce = jx_slice_at(s->nonce, sizeof s->nonce),
                                .table = l->table,
                                .year = s->wishes.year,
                                .mode = whole ? JX_MASTER_REPLACE : JX_MASTER_PUT,
                                .cells = l->cells,
                                .row_count = l->row_count};
    return jx_master_encode(&act, content);
}

static int send_list(struct admin *s, const char *path, struct master_list *l)
{
    struct jx_buffer content;
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_status rc = encode_list(s, l, &content);
    int code = rc == JX_OK ? admin_send(s, JX_ACT_MASTER, jx_buffer_slice(&content), "load")
                           : complain_status(s->ctx, "load", path, rc);
    jx_buffer_clear(&content);
    return code;
}

/* Nothing is sent when there is a conflict. */
static int load_list(struct admin *s, const char *path, struct master_list *l)
{
    bool print = s->wishes.dry_run || l->conflict_count > 0;
    jx_status asked = s->wishes.dry_run
                          ? master_compare(&s->session, l, s->wishes.year, is_whole(s, l))
                          : JX_OK;
    jx_status rc = print ? print_conflicts(s, l) : JX_OK;
    if (asked != JX_OK) return complain_unreachable(&s->session, asked);
    if (rc != JX_OK) return jx_status_exit(rc);
    if (l->conflict_count > 0) {
        complain(s->ctx, "load", path, _("the list has conflicts: nothing was sent"),
                 _("correct the rows that are named, and load it again"));
        return jx_status_exit(JX_E_FIELD_VALUE);
    }
    return s->wishes.dry_run ? 0 : send_list(s, path, l);
}

int admin_check_table(const struct admin *s, const char *action, const char *name,
                      enum jx_master table)
{
    const struct jx_master_schema *schema = jx_master_schema(table);
    if (!schema) {
        complain(s->ctx, action, name, _("no such list"),
                 _("it is units, projects, codes, expected, exceptions, aliases or indicators"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (schema->by_year == (s->wishes.year != 0)) return -1;
    complain(s->ctx, action, name,
             schema->by_year ? _("this list is of a year") : _("this list is of no year"),
             schema->by_year ? _("for example --year 2025") : _("leave --year away"));
    return jx_status_exit(JX_E_USAGE);
}

int admin_load(struct admin *s, char *const *arguments)
{
    struct jx_arena a;
    struct master_list list;
    enum jx_master table = jx_master_of_name(jx_slice_of(arguments[0]));
    int code = admin_check_table(s, "load", arguments[0], table);
    if (code >= 0) return code;
    jx_arena_init(&a, JX_READER_ARENA_BYTES);
    jx_status rc = master_read_file(s->ctx, table, arguments[1], &a, &list);
    if (rc == JX_OK) rc = master_check(&list);
    if (rc == JX_OK && table == JX_MASTER_indicators) rc = library_check(s->ctx, &list);
    code = rc == JX_OK ? load_list(s, arguments[1], &list) : jx_status_exit(rc);
    jx_arena_clear(&a);
    return code;
}

/* Monitoring is of months, the other forms are of the year. */
static int check_expectation(const struct admin *s, const char *name, struct expectation *e)
{
    const struct admin_wishes *w = &s->wishes;
    enum jx_form form = jx_form_of_name(jx_slice_of(name));
    *e = (struct expectation){.year = w->year,
                              .form = jx_form_name(form),
                              .period = jx_slice_of(w->period ? w->period : ""),
                              .due = jx_slice_of(w->due ? w->due : "")};
    if (form != JX_FORM_monitoring && form != JX_FORM_self_evaluation)
        complain(s->ctx, "expect", name, _("no form that follows from a target"),
                 _("it is monitoring or self_evaluation"));
    else if (w->year == 0 || !w->due)
        complain(s->ctx, "expect", name, _("of which year, and due when?"),
                 _("for example --year 2025 --due 2026-02-28"));
    else if ((form == JX_FORM_monitoring) != (w->period != NULL))
        complain(s->ctx, "expect", name, _("only monitoring is of certain months, and always"),
                 _("for example --period 1-8月"));
    else
        return -1;
    return jx_status_exit(JX_E_USAGE);
}

int admin_expect(struct admin *s, char *const *arguments)
{
    struct jx_arena a;
    struct master_list list;
    struct expectation e;
    int code = check_expectation(s, arguments[0], &e);
    if (code >= 0) return code;
    jx_arena_init(&a, JX_READER_ARENA_BYTES);
    jx_status rc = expect_of_targets(&s->session, &e, &a, &list);
    if (rc == JX_E_FIELD_VALUE || rc == JX_E_FIELD_MISSING)
        code = complain_status(s->ctx, "expect", arguments[0], rc);
    else if (rc != JX_OK)
        code = complain_unreachable(&s->session, rc);
    else if (list.row_count == 0) {
        complain(s->ctx, "expect", arguments[0], _("no expected target is approved"),
                 _("jixiao admin load expected FILE says which targets are expected"));
        code = jx_status_exit(JX_E_NOT_FOUND);
    } else
        code = load_list(s, arguments[0], &list);
    jx_arena_clear(&a);
    return code;
}
