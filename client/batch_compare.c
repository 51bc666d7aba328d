/* `jixiao batch compare`: what changed between two judgements of a year, by grade, unit, rule and
 * project, and why. */
#include "runs.h"
#include "texts.h"

#include "../worker/rules/judge.h"
#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GRADES = JX_GRADE_COUNT + 1, COUNT_NAME_MAX = 32, ARENA_BYTES = 512 << 20 };

/* How often something was met, by its name. */
struct tally {
    struct jx_slice *names;
    uint32_t *counts;
    uint32_t count, room;
};

struct comparison {
    struct context *ctx;
    struct session session;
    struct jx_arena arena;
    uint64_t left, right;
    uint32_t reasons;
    uint32_t grades[GRADES][GRADES], changed;
    uint32_t kept; /* of those: an officer's own score counts, whatever is computed */
    struct tally units, rules;
    struct jx_scored_document *rows;
    uint32_t room;
};

static struct jx_slice keep(struct comparison *c, struct jx_slice s)
{
    struct jx_slice copy = jx_arena_copy(&c->arena, s);
    return jx_is_absent(copy) ? JX_LIT("") : copy;
}

static void count(struct comparison *c, struct tally *t, struct jx_slice name)
{
    uint32_t i = 0;
    while (i < t->count && !jx_slice_eq(t->names[i], name))
        i++;
    if (i == t->room) {
        uint32_t room = t->room ? t->room * 2 : 64;
        struct jx_slice *names = jx_arena_array(&c->arena, room, sizeof *names);
        uint32_t *counts = jx_arena_array(&c->arena, room, sizeof *counts);
        if (!names || !counts) return;
        if (t->room) memcpy(names, t->names, t->count * sizeof *names);
        if (t->room) memcpy(counts, t->counts, t->count * sizeof *counts);
        t->names = names;
        t->counts = counts;
        t->room = room;
    }
    if (i == t->count) {
        t->names[i] = keep(c, name);
        t->counts[i] = 0;
        t->count++;
    }
    t->counts[i]++;
}

/* ---- gathering ---- */

static unsigned grade_of(uint64_t grade)
{
    return grade < JX_GRADE_COUNT ? (unsigned)grade : JX_GRADE_COUNT;
}

/* A page's texts go when the next one is asked for. */
static struct jx_scored_document kept(struct comparison *c, const struct jx_scored_document *d)
{
    struct jx_scored_document out = *d;
    struct jx_slice *texts[] = {&out.form,      &out.period,  &out.unit,
                                &out.unit_name, &out.project, &out.project_name};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = keep(c, *texts[i]);
    out.rows = jx_arena_array(&c->arena, d->row_count, sizeof *out.rows);
    if (!out.rows) out.row_count = 0;
    for (uint32_t i = 0; i < out.row_count; i++) {
        out.rows[i] = d->rows[i];
        out.rows[i].left_method = keep(c, d->rows[i].left_method);
        out.rows[i].right_method = keep(c, d->rows[i].right_method);
    }
    return out;
}

static void count_rules(struct comparison *c, const struct jx_scored_document *d)
{
    for (uint32_t i = 0; i < d->row_count; i++) {
        const struct jx_scored_row *r = &d->rows[i];
        struct jx_slice name = jx_arena_printf(&c->arena, "%.*s → %.*s", (int)r->left_method.len,
                                               r->left_method.len ? r->left_method.ptr : "",
                                               (int)r->right_method.len,
                                               r->right_method.len ? r->right_method.ptr : "");
        if (!jx_is_absent(name)) count(c, &c->rules, name);
    }
}

static jx_status take(struct comparison *c, const struct jx_scores *page)
{
    for (uint32_t i = 0; i < page->count; i++) {
        struct jx_scored_document *rows = jx_arena_grown(&c->arena, c->rows, c->changed, &c->room,
                                                         sizeof *rows);
        if (!rows) return jx_arena_failure(&c->arena);
        c->rows = rows;
        const struct jx_scored_document *d = &page->rows[i];
        c->rows[c->changed++] = kept(c, d);
        if (d->confirmed.known)
            c->kept++;
        else
            c->grades[grade_of(d->left_grade)][grade_of(d->right_grade)]++;
        count(c, &c->units, d->unit);
        count_rules(c, d);
    }
    return c->arena.status;
}

static jx_status gather(struct comparison *c, uint64_t year)
{
    enum { PAGE = 500 };
    struct jx_scores page = {.next = 1};
    struct jx_scores_arguments args = {
        .year = year, .left = c->left, .right = c->right, .most = PAGE};
    jx_status rc = JX_OK;
    while (rc == JX_OK && page.next) {
        jx_arena_clear(&c->session.arena);
        rc = runs_scores(&c->session, &args, &page);
        if (rc == JX_OK) rc = take(c, &page);
        args.after = page.next;
    }
    return rc;
}

/* ---- showing ---- */

static const char *grade_text(unsigned g)
{
    return g < JX_GRADE_COUNT ? jx_grade_zh((enum jx_grade)g) : "-";
}

static struct jx_slice number(struct comparison *c, uint64_t n)
{
    return text_of_number(&c->arena, (int64_t)n);
}

static struct jx_slice name_of_side(struct comparison *c, uint64_t run)
{
    return run ? jx_arena_printf(&c->arena, "#%llu", (unsigned long long)run)
               : jx_slice_of(_("live"));
}

static void print_tally(struct comparison *c, const char *heading, const struct tally *t)
{
    struct table table;
    if (t->count == 0) return;
    printf("\n%s\n", heading);
    table_begin(&table, &c->arena, 2, 2);
    for (uint32_t i = 0; i < t->count; i++)
        table_row(&table, (struct jx_slice[]){t->names[i], number(c, t->counts[i])});
    table_print(&table, 2);
}

static void print_grades(struct comparison *c)
{
    struct table table;
    if (c->kept == c->changed) return;
    printf("\n%s\n", _("grades, from and to"));
    table_begin(&table, &c->arena, 2, 2);
    for (unsigned l = 0; l < GRADES; l++)
        for (unsigned r = 0; r < GRADES; r++)
            if (c->grades[l][r])
                table_row(&table, (struct jx_slice[]){jx_arena_printf(&c->arena, "%s → %s",
                                                                      grade_text(l), grade_text(r)),
                                                      number(c, c->grades[l][r])});
    table_print(&table, 2);
}

static struct jx_slice id_text(struct comparison *c, const struct jx_hash *id)
{
    enum { DIGITS = 8 };
    char hex[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_hash_slice(id), hex);
    return jx_arena_copy(&c->arena, jx_slice_at(hex, DIGITS));
}

static const char *confirmed_grade(const struct jx_scored_document *d)
{
    return d->confirmed.known ? grade_text(grade_of(d->confirmed_grade)) : "";
}

static void print_documents(struct comparison *c)
{
    struct table table;
    printf("\n%s\n", _("documents"));
    const unsigned columns = c->kept ? 10 : 8;
    table_begin(&table, &c->arena, columns, 0xA0);
    table_row(&table,
              (struct jx_slice[]){jx_slice_of(_("id")), jx_slice_of(_("unit")),
                                  jx_slice_of(_("project")), jx_slice_of(_("form")),
                                  name_of_side(c, c->left), JX_LIT(""), name_of_side(c, c->right),
                                  JX_LIT(""), jx_slice_of(_("confirmed")), JX_LIT("")});
    table.right = 0x150;
    for (uint32_t i = 0; i < c->changed; i++) {
        const struct jx_scored_document *d = &c->rows[i];
        table_row(
            &table,
            (struct jx_slice[]){
                id_text(c, &d->id), d->unit,
                text_clipped(d->project_name, COUNT_NAME_MAX, &c->arena), d->form,
                runs_figure(d->left, &c->arena), jx_slice_of(grade_text(grade_of(d->left_grade))),
                runs_figure(d->right, &c->arena), jx_slice_of(grade_text(grade_of(d->right_grade))),
                runs_figure(d->confirmed, &c->arena), jx_slice_of(confirmed_grade(d))});
    }
    table_print(&table, 2);
}

/* ---- reasons ---- */

static jx_status ask_reasons(struct comparison *c, const struct jx_hash *id, struct jx_reasons *out)
{
    const struct jx_reasons_arguments args = {*id, c->left, c->right};
    jx_arena_clear(&c->session.arena);
    return runs_reasons(&c->session, &args, out);
}

static jx_status print_reasons(struct comparison *c)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < c->changed && i < c->reasons; i++) {
        struct jx_reasons all;
        rc = ask_reasons(c, &c->rows[i].id, &all);
        struct jx_slice id = id_text(c, &c->rows[i].id);
        printf("\n%.*s  ", (int)id.len, id.ptr);
        write_safe(stdout, c->rows[i].project_name);
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

static void put_known(struct comparison *c, struct jx_json_writer *w, const char *name,
                      struct jx_known k)
{
    jx_json_key(w, jx_slice_of(name));
    if (k.known)
        jx_json_text(w, runs_figure(k, &c->arena));
    else
        jx_json_null(w);
}

static void put_rows(struct comparison *c, struct jx_json_writer *w,
                     const struct jx_scored_document *d, const struct jx_reasons *why)
{
    jx_json_key(w, JX_LIT("rows"));
    jx_json_array(w);
    for (uint32_t i = 0; i < d->row_count; i++) {
        const struct jx_scored_row *r = &d->rows[i];
        jx_json_object(w);
        jx_json_member_text(w, "part", r->funds ? JX_LIT("funds") : JX_LIT("indicators"));
        jx_json_member_integer(w, "index", (int64_t)r->index);
        put_known(c, w, "weight", r->weight);
        jx_json_member_text(w, "left_method", r->left_method);
        put_known(c, w, "left", r->left);
        jx_json_member_text(w, "right_method", r->right_method);
        put_known(c, w, "right", r->right);
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

static jx_status put_document(struct comparison *c, struct jx_json_writer *w, uint32_t i)
{
    const struct jx_scored_document *d = &c->rows[i];
    struct jx_reasons why = {.count = 0};
    char hex[2 * JX_HASH_BYTES + 1];
    jx_status rc = i < c->reasons ? ask_reasons(c, &d->id, &why) : JX_OK;
    jx_hex_print(jx_hash_slice(&d->id), hex);
    jx_json_object(w);
    jx_json_member_text(w, "id", jx_slice_of(hex));
    jx_json_member_text(w, "form", d->form);
    jx_json_member_text(w, "period", d->period);
    jx_json_member_text(w, "unit", d->unit);
    jx_json_member_text(w, "unit_name", d->unit_name);
    jx_json_member_text(w, "project", d->project);
    jx_json_member_text(w, "project_name", d->project_name);
    put_known(c, w, "claimed", d->claimed);
    put_known(c, w, "left", d->left);
    jx_json_member_text(w, "left_grade", jx_slice_of(grade_text(grade_of(d->left_grade))));
    put_known(c, w, "right", d->right);
    jx_json_member_text(w, "right_grade", jx_slice_of(grade_text(grade_of(d->right_grade))));
    put_known(c, w, "confirmed", d->confirmed);
    if (d->confirmed.known)
        jx_json_member_text(w, "confirmed_grade", jx_slice_of(confirmed_grade(d)));
    put_rows(c, w, d, &why);
    jx_json_end_object(w);
    return rc;
}

static void put_tally(struct jx_json_writer *w, const char *name, const struct tally *t)
{
    jx_json_key(w, jx_slice_of(name));
    jx_json_object(w);
    for (uint32_t i = 0; i < t->count; i++) {
        jx_json_key(w, t->names[i]);
        jx_json_integer(w, t->counts[i]);
    }
    jx_json_end_object(w);
}

static void put_grades(struct comparison *c, struct jx_json_writer *w)
{
    jx_json_key(w, JX_LIT("grades"));
    jx_json_array(w);
    for (unsigned l = 0; l < GRADES; l++)
        for (unsigned r = 0; r < GRADES; r++) {
            if (!c->grades[l][r]) continue;
            jx_json_object(w);
            jx_json_member_text(w, "left", jx_slice_of(grade_text(l)));
            jx_json_member_text(w, "right", jx_slice_of(grade_text(r)));
            jx_json_member_integer(w, "documents", c->grades[l][r]);
            jx_json_end_object(w);
        }
    jx_json_end_array(w);
}

static int show_json(struct comparison *c, uint64_t year)
{
    struct jx_json_writer w;
    jx_status rc = JX_OK;
    jx_json_begin(&w, &c->arena, true);
    jx_json_object(&w);
    jx_json_member_integer(&w, "year", (int64_t)year);
    jx_json_member_text(&w, "left", c->left ? number(c, c->left) : JX_LIT("live"));
    jx_json_member_text(&w, "right", c->right ? number(c, c->right) : JX_LIT("live"));
    jx_json_member_integer(&w, "changed", c->changed);
    jx_json_member_integer(&w, "kept", c->kept);
    put_grades(c, &w);
    put_tally(&w, "units", &c->units);
    put_tally(&w, "rules", &c->rules);
    jx_json_key(&w, JX_LIT("documents"));
    jx_json_array(&w);
    for (uint32_t i = 0; rc == JX_OK && i < c->changed; i++)
        rc = put_document(c, &w, i);
    jx_json_end_array(&w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    if (rc != JX_OK) return complain_unreachable(&c->session, rc);
    int code = json_flush(c->ctx, &w);
    return code < 0 ? 0 : code;
}

static int show(struct comparison *c, uint64_t year)
{
    struct jx_slice left = name_of_side(c, c->left), right = name_of_side(c, c->right);
    printf(_("%llu: %.*s against %.*s: the score or grade of %u documents differs\n"),
           (unsigned long long)year, (int)left.len, left.ptr, (int)right.len, right.ptr,
           (unsigned)c->changed);
    if (c->changed == 0) return 0;
    if (c->kept)
        printf(_("of %u of them nothing that counts changes: an officer's own score stands\n"),
               (unsigned)c->kept);
    print_grades(c);
    print_tally(c, _("by unit"), &c->units);
    print_tally(c, _("indicator rows by the rule that scored them, from and to"), &c->rules);
    print_documents(c);
    jx_status rc = print_reasons(c);
    return rc == JX_OK ? 0 : complain_unreachable(&c->session, rc);
}

/* The year of the runs that are compared. */
static jx_status find_year(struct comparison *c, uint64_t *year)
{
    struct jx_run_row r;
    uint64_t position;
    jx_status rc = runs_find(&c->session, c->left ? c->left : c->right, &r, &position);
    *year = r.year;
    if (rc == JX_OK && c->left && c->right) {
        rc = runs_find(&c->session, c->right, &r, &position);
        if (rc == JX_OK && r.year != *year) rc = JX_E_NOT_FOUND;
    }
    return rc;
}

static int compare(struct comparison *c, const char *what)
{
    uint64_t year = 0;
    jx_status rc = find_year(c, &year);
    if (rc == JX_E_NOT_FOUND) return complain_status(c->ctx, "batch", what, rc);
    if (rc == JX_OK) rc = gather(c, year);
    if (rc != JX_OK) return complain_unreachable(&c->session, rc);
    return c->ctx->json ? show_json(c, year) : show(c, year);
}

int batch_compare(struct context *ctx, const char *left, const char *right, uint32_t reasons)
{
    struct comparison c = {.ctx = ctx, .reasons = reasons};
    if (!runs_side(ctx, left, &c.left) || !runs_side(ctx, right, &c.right))
        return jx_status_exit(JX_E_USAGE);
    if (c.left == c.right) {
        complain(ctx, "batch", right, _("the same on both sides"), _("name two of: live, a run"));
        return jx_status_exit(JX_E_USAGE);
    }
    jx_arena_init(&c.arena, ARENA_BYTES);
    int code = session_open(ctx, &c.session);
    if (code < 0) code = compare(&c, c.left ? left : right);
    session_close(&c.session);
    jx_arena_clear(&c.arena);
    return code;
}
