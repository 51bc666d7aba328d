/* `jixiao batch compare`: what changed between two judgements of a year, by grade, unit, rule and
 * project, and why. */
#include "comparison.h"
#include "texts.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_NAME_MAX = 32, ARENA_BYTES = 512 << 20 };

struct comparing {
    struct context *ctx;
    struct session session;
    struct jx_arena arena;
    struct comparison it;
    uint32_t reasons; /* of how many documents */
};

/* ---- showing ---- */

static struct jx_slice number(struct comparing *c, uint64_t n)
{
    return text_of_number(&c->arena, (int64_t)n);
}

static struct jx_slice name_of_side(struct comparing *c, uint64_t run)
{
    return run ? jx_arena_printf(&c->arena, "#%llu", (unsigned long long)run)
               : jx_slice_of(_("live"));
}

static void print_tally(struct comparing *c, const char *heading, const struct comparison_tally *t)
{
    struct table table;
    if (t->count == 0) return;
    printf("\n%s\n", heading);
    table_begin(&table, &c->arena, 2, 2);
    for (uint32_t i = 0; i < t->count; i++)
        table_row(&table, (struct jx_slice[]){t->met[i].name, number(c, t->met[i].times)});
    table_print(&table, 2);
}

static void print_grades(struct comparing *c)
{
    struct table table;
    if (c->it.standing == c->it.changed) return;
    printf("\n%s\n", _("grades, from and to"));
    table_begin(&table, &c->arena, 2, 2);
    for (unsigned l = 0; l < COMPARISON_GRADES; l++)
        for (unsigned r = 0; r < COMPARISON_GRADES; r++)
            if (c->it.grades[l][r])
                table_row(&table, (struct jx_slice[]){jx_arena_printf(&c->arena, "%s → %s",
                                                                      comparison_grade(l),
                                                                      comparison_grade(r)),
                                                      number(c, c->it.grades[l][r])});
    table_print(&table, 2);
}

static struct jx_slice id_text(struct comparing *c, const struct jx_hash *id)
{
    enum { DIGITS = 8 };
    char hex[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_hash_slice(id), hex);
    return jx_arena_copy(&c->arena, jx_slice_at(hex, DIGITS));
}

static const char *confirmed_grade(const struct jx_scored_document *d)
{
    return d->confirmed.known ? comparison_grade(d->confirmed_grade) : "";
}

static void print_documents(struct comparing *c)
{
    struct table table;
    printf("\n%s\n", _("documents"));
    const unsigned columns = c->it.standing ? 10 : 8;
    table_begin(&table, &c->arena, columns, 0xA0);
    table_row(&table, (struct jx_slice[]){jx_slice_of(_("id")), jx_slice_of(_("unit")),
                                          jx_slice_of(_("project")), jx_slice_of(_("form")),
                                          name_of_side(c, c->it.left), JX_LIT(""),
                                          name_of_side(c, c->it.right), JX_LIT(""),
                                          jx_slice_of(_("confirmed")), JX_LIT("")});
    table.right = 0x150;
    for (uint32_t i = 0; i < c->it.changed; i++) {
        const struct jx_scored_document *d = &c->it.rows[i];
        table_row(&table,
                  (struct jx_slice[]){
                      id_text(c, &d->id), d->unit,
                      text_clipped(d->project_name, COUNT_NAME_MAX, &c->arena), d->form,
                      runs_figure(d->left, &c->arena), jx_slice_of(comparison_grade(d->left_grade)),
                      runs_figure(d->right, &c->arena),
                      jx_slice_of(comparison_grade(d->right_grade)),
                      runs_figure(d->confirmed, &c->arena), jx_slice_of(confirmed_grade(d))});
    }
    table_print(&table, 2);
}

/* ---- reasons ---- */

static jx_status ask_reasons(struct comparing *c, const struct jx_hash *id, struct jx_reasons *out)
{
    const struct jx_reasons_arguments args = {*id, c->it.left, c->it.right};
    jx_arena_clear(&c->session.arena);
    return runs_reasons(&c->session, &args, out);
}

static jx_status print_reasons(struct comparing *c)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < c->it.changed && i < c->reasons; i++) {
        struct jx_reasons all;
        rc = ask_reasons(c, &c->it.rows[i].id, &all);
        struct jx_slice id = id_text(c, &c->it.rows[i].id);
        printf("\n%.*s  ", (int)id.len, id.ptr);
        write_safe(stdout, c->it.rows[i].project_name);
        printf("\n");
        for (uint32_t k = 0; rc == JX_OK && k < all.count; k++) {
            const struct jx_reason_row *r = &all.rows[k];
            if (r->funds)
                printf("  %s\n", _("budget execution"));
            else
                printf(_("  indicators, row %llu\n"), (unsigned long long)r->index + 1);
            printf("    - ");
            write_safe(stdout, in_language(c->ctx, r->left_zh, r->left_en));
            printf("\n    + ");
            write_safe(stdout, in_language(c->ctx, r->right_zh, r->right_en));
            printf("\n");
        }
    }
    return rc;
}

/* ---- JSON ---- */

static void put_rows(struct comparing *c, struct jx_json_writer *w,
                     const struct jx_scored_document *d, const struct jx_reasons *why)
{
    jx_json_key(w, JX_LIT("rows"));
    jx_json_array(w);
    for (uint32_t i = 0; i < d->row_count; i++) {
        const struct jx_scored_row *r = &d->rows[i];
        jx_json_object(w);
        jx_json_member_text(w, "part", r->funds ? JX_LIT("funds") : JX_LIT("indicators"));
        jx_json_member_integer(w, "index", (int64_t)r->index);
        comparison_put_figure(w, "weight", r->weight, &c->arena);
        jx_json_member_text(w, "left_method", r->left_method);
        comparison_put_figure(w, "left", r->left, &c->arena);
        jx_json_member_text(w, "right_method", r->right_method);
        comparison_put_figure(w, "right", r->right, &c->arena);
        for (uint32_t k = 0; k < why->count; k++) {
            if (why->rows[k].funds != r->funds || why->rows[k].index != r->index) continue;
            jx_json_member_text(w, "left_zh", why->rows[k].left_zh);
            jx_json_member_text(w, "left_en", why->rows[k].left_en);
            jx_json_member_text(w, "right_zh", why->rows[k].right_zh);
            jx_json_member_text(w, "right_en", why->rows[k].right_en);
        }
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

static jx_status put_document(struct comparing *c, struct jx_json_writer *w, uint32_t i)
{
    const struct jx_scored_document *d = &c->it.rows[i];
    struct jx_reasons why = {.count = 0};
    jx_status rc = i < c->reasons ? ask_reasons(c, &d->id, &why) : JX_OK;
    jx_json_object(w);
    comparison_put_document(d, w, &c->arena);
    put_rows(c, w, d, &why);
    jx_json_end_object(w);
    return rc;
}

static int show_json(struct comparing *c)
{
    struct jx_json_writer w;
    jx_status rc = JX_OK;
    jx_json_begin(&w, &c->arena, true);
    jx_json_object(&w);
    jx_json_member_integer(&w, "year", (int64_t)c->it.year);
    jx_json_member_text(&w, "left", c->it.left ? number(c, c->it.left) : JX_LIT("live"));
    jx_json_member_text(&w, "right", c->it.right ? number(c, c->it.right) : JX_LIT("live"));
    jx_json_member_integer(&w, "changed", c->it.changed);
    jx_json_member_integer(&w, "kept", c->it.standing);
    comparison_put_grades(&c->it, &w);
    comparison_put_tally(&w, "units", &c->it.units);
    comparison_put_tally(&w, "rules", &c->it.rules);
    jx_json_key(&w, JX_LIT("documents"));
    jx_json_array(&w);
    for (uint32_t i = 0; rc == JX_OK && i < c->it.changed; i++)
        rc = put_document(c, &w, i);
    jx_json_end_array(&w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    if (rc != JX_OK) return complain_unreachable(&c->session, rc);
    int code = json_flush(c->ctx, &w);
    return code < 0 ? 0 : code;
}

static int show(struct comparing *c)
{
    struct jx_slice left = name_of_side(c, c->it.left), right = name_of_side(c, c->it.right);
    printf(_("%llu: %.*s against %.*s: the score or grade of %u documents differs\n"),
           (unsigned long long)c->it.year, (int)left.len, left.ptr, (int)right.len, right.ptr,
           (unsigned)c->it.changed);
    if (c->it.changed == 0) return 0;
    if (c->it.standing)
        printf(_("of %u of them nothing that counts changes: an officer's own score stands\n"),
               (unsigned)c->it.standing);
    print_grades(c);
    print_tally(c, _("by unit"), &c->it.units);
    print_tally(c, _("indicator rows by the rule that scored them, from and to"), &c->it.rules);
    print_documents(c);
    jx_status rc = print_reasons(c);
    return rc == JX_OK ? 0 : complain_unreachable(&c->session, rc);
}

static int compare(struct comparing *c, const char *what)
{
    jx_status rc = comparison_find_year(&c->session, &c->it);
    if (rc == JX_E_NOT_FOUND) return complain_status(c->ctx, "batch", what, rc);
    if (rc == JX_OK) rc = comparison_gather(&c->session, &c->it, UINT32_MAX);
    if (rc != JX_OK) return complain_unreachable(&c->session, rc);
    return c->ctx->json ? show_json(c) : show(c);
}

int batch_compare(struct context *ctx, const char *left, const char *right, uint32_t reasons)
{
    struct comparing c = {.ctx = ctx, .reasons = reasons};
    if (!runs_side(ctx, left, &c.it.left) || !runs_side(ctx, right, &c.it.right))
        return jx_status_exit(JX_E_USAGE);
    if (c.it.left == c.it.right) {
        complain(ctx, "batch", right, _("the same on both sides"), _("name two of: live, a run"));
        return jx_status_exit(JX_E_USAGE);
    }
    jx_arena_init(&c.arena, ARENA_BYTES);
    c.it.arena = &c.arena;
    int code = session_open(ctx, &c.session);
    if (code < 0) code = compare(&c, c.it.left ? left : right);
    session_close(&c.session);
    jx_arena_clear(&c.arena);
    return code;
}
