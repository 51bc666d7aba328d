/* Prints one verdict: the head, the totals, the findings, and the rows where they are asked for or
 * differ. */
#include "verdict_print.h"

#include "cli/place.h"
#include "cli/table.h"
#include "outcome_print.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *colour, *name;
} severities[] = {
    [JX_SEVERITY_ERROR] = {"\033[1;31m", N_("error")},
    [JX_SEVERITY_EXPLAIN] = {"\033[1;33m", N_("to explain")},
    [JX_SEVERITY_WARNING] = {"\033[36m", N_("warning")},
    [JX_SEVERITY_INFO] = {"\033[2m", N_("note")},
};

enum { LABEL_COLUMNS = 10, SEVERITY_COLUMNS = 10 };

const char *severity_word(enum jx_severity s)
{
    return _(severities[s].name);
}

struct jx_slice score_text(const struct jx_score *s, struct jx_arena *a)
{
    if (!s->known) return JX_LIT("—");
    char text[JX_DEC_PRINT_MAX];
    size_t n = jx_dec_print(s->value, 2, text);
    return jx_arena_copy(a, jx_slice_at(text, n));
}

static void print_line(const char *label, struct jx_slice text)
{
    printf("  ");
    print_padded(jx_slice_of(label), LABEL_COLUMNS, false);
    printf("  %.*s\n", (int)text.len, text.ptr ? text.ptr : "");
}

static void print_party(const char *label, const struct jx_party *p)
{
    if (!p) return;
    printf("  ");
    print_padded(jx_slice_of(label), LABEL_COLUMNS, false);
    printf("  %.*s", (int)p->name.len, p->name.ptr);
    if (p->code.len) printf(" (%.*s)", (int)p->code.len, p->code.ptr);
    putchar('\n');
}

static void print_head(const struct context *ctx, const struct jx_document *d)
{
    char text[128];
    const char *name = ctx->lang == JX_LANG_ZH ? jx_form_zh(d->form) : jx_form_name(d->form).ptr;
    int n = d->year ? snprintf(text, sizeof text, "%s %d", name, (int)d->year)
                    : snprintf(text, sizeof text, "%s (%s)", name, _("no year"));
    print_line(_("form"), jx_slice_at(text, (size_t)n));
    print_party(_("project"), d->project);
    print_party(_("unit"), d->unit ? d->unit : d->department);
}

static const char *grade_text(enum jx_grade g)
{
    return g == JX_GRADE_NONE ? "—" : jx_grade_zh(g);
}

static void print_totals(const struct context *ctx, const struct jx_verdict *v, struct jx_arena *a)
{
    if (!v->claimed.known && !v->computed.known && v->row_count == 0)
        return; /* a form without scores */
    struct jx_slice claimed = score_text(&v->claimed, a), computed = score_text(&v->computed, a);
    bool differ = v->adds.claimed_differs != 0;
    printf("  ");
    print_padded(jx_slice_of(_("score")), LABEL_COLUMNS, false);
    printf("  %s %.*s   %s%s %.*s%s   %s %s\n", _("claimed"), (int)claimed.len, claimed.ptr,
           differ && ctx->colour ? "\033[1;33m" : "", _("computed"), (int)computed.len,
           computed.ptr, differ && ctx->colour ? "\033[0m" : "", _("grade"), grade_text(v->grade));
}

struct jx_slice element_name(const struct element *e, struct jx_arena *a)
{
    const struct jx_document *d = e->document;
    const char *slash = strrchr(e->file, '/');
    struct jx_slice name = d->project ? d->project->name : d->unit ? d->unit->name : JX_LIT("");
    return jx_arena_printf(a, "%s %s %.*s", slash ? slash + 1 : e->file, jx_form_zh(d->form),
                           (int)name.len, name.ptr ? name.ptr : "");
}

/* ---- findings ---- */

/* `format` takes the text as a length and a pointer. */
static void print_indented(const char *format, struct jx_slice text)
{
    if (jx_is_blank(text)) return;
    printf("    ");
    print_padded(JX_LIT(""), SEVERITY_COLUMNS, false);
    printf(format, (int)text.len, text.ptr);
    putchar('\n');
}

static void print_figures(const struct jx_finding *f)
{
    if (jx_is_blank(f->left) && jx_is_blank(f->right)) return;
    printf("    ");
    print_padded(JX_LIT(""), SEVERITY_COLUMNS, false);
    printf(_("printed: %.*s   against: %.*s\n"), (int)f->left.len, f->left.ptr ? f->left.ptr : "",
           (int)f->right.len, f->right.ptr ? f->right.ptr : "");
}

static void print_finding(const struct context *ctx, const struct judged *j,
                          const struct jx_finding *f, struct jx_arena *a)
{
    char place[PLACE_BYTES];
    place_in_words(j->element->document->form, f->where, ctx->lang, place);
    struct jx_slice cell = element_cell(j->element, f->where, ctx->lang, a);
    printf("    %s", ctx->colour ? severities[f->severity].colour : "");
    print_padded(jx_slice_of(severity_word(f->severity)), SEVERITY_COLUMNS, false);
    printf("%s%s", ctx->colour ? "\033[0m" : "", *place ? place : _("the whole form"));
    if (cell.len) printf(" (%.*s)", (int)cell.len, cell.ptr);
    printf(" [%.*s]\n", (int)f->rule.len, f->rule.ptr);
    print_indented("%.*s", in_language(ctx, f->message_zh, f->message_en));
    print_figures(f);
    print_indented(_("Other document: %.*s"), f->other_name);
    print_indented(_("Follows from: %.*s"), f->because);
    print_indented(_("Advice: %.*s"), in_language(ctx, f->advice_zh, f->advice_en));
}

/* ---- rows ---- */

static jx_status print_rows(const struct context *ctx, const struct judged *j, bool explain,
                            struct jx_arena *a)
{
    struct table t;
    table_begin(&t, a, 5, 1u << 1 | 1u << 2 | 1u << 3);
    jx_status rc = table_row(
        &t, (struct jx_slice[]){jx_slice_of(_("row")), jx_slice_of(_("weight")),
                                jx_slice_of(_("claimed")), jx_slice_of(_("computed")),
                                jx_slice_of(_("why"))});
    uint32_t shown = 0;
    for (uint32_t i = 0; rc == JX_OK && i < j->verdict->row_count; i++) {
        const struct jx_row_verdict *r = &j->verdict->rows[i];
        if (!explain && !r->differs) continue;
        char place[PLACE_BYTES];
        place_in_words(j->element->document->form, r->where, ctx->lang, place);
        struct jx_slice cells[5] = {jx_arena_copy(a, jx_slice_of(place)), score_text(&r->weight, a),
                                    score_text(&r->claimed, a), score_text(&r->computed, a),
                                    in_language(ctx, r->explanation_zh, r->explanation_en)};
        rc = table_row(&t, cells);
        shown++;
    }
    if (rc != JX_OK || shown == 0) return rc;
    printf("  %s\n", explain ? _("rows") : _("rows whose scores differ"));
    table_print(&t, 4);
    return JX_OK;
}

static const struct jx_finding *findings_of(const struct judged *j, uint32_t *count)
{
    *count = 0;
    if (!j->verdict) return NULL;
    *count = j->findings ? j->finding_count : j->verdict->finding_count;
    return j->findings ? j->findings : j->verdict->findings;
}

jx_status verdict_print(const struct context *ctx, const struct judged *j, bool explain,
                        struct jx_arena *a)
{
    print_head(ctx, j->element->document);
    if (!j->verdict) {
        print_line(_("verdict"), jx_slice_of(_("not judged: the rule pack has no profile for this "
                                               "form and year; its shape is right")));
        return JX_OK;
    }
    print_totals(ctx, j->verdict, a);
    uint32_t count;
    const struct jx_finding *findings = findings_of(j, &count);
    for (int s = JX_SEVERITY_ERROR; s <= JX_SEVERITY_INFO; s++)
        for (uint32_t i = 0; i < count; i++)
            if ((int)findings[i].severity == s) print_finding(ctx, j, &findings[i], a);
    if (count == 0) print_line(_("findings"), jx_slice_of(_("none")));
    return print_rows(ctx, j, explain, a);
}

/* ---- JSON ---- */

static void put_party(struct jx_json_writer *w, const char *key, const struct jx_party *p)
{
    jx_json_key(w, jx_slice_of(key));
    if (!p) {
        jx_json_null(w);
        return;
    }
    jx_json_object(w);
    jx_json_member_text(w, "name", p->name);
    if (!jx_is_absent(p->code)) jx_json_member_text(w, "code", p->code);
    jx_json_end_object(w);
}

static void put_place(const struct context *ctx, const struct judged *j, const char *where,
                      struct jx_json_writer *w, struct jx_arena *a)
{
    jx_json_member_text(w, "path", jx_slice_of(where));
    jx_json_member_text(w, "cell", element_cell(j->element, where, ctx->lang, a));
}

static void put_findings(const struct context *ctx, const struct judged *j,
                         struct jx_json_writer *w, struct jx_arena *a)
{
    jx_json_key(w, JX_LIT("findings"));
    jx_json_array(w);
    uint32_t count;
    const struct jx_finding *findings = findings_of(j, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct jx_finding *f = &findings[i];
        jx_json_object(w);
        jx_json_member_text(w, "rule", f->rule);
        jx_json_member_text(w, "severity", jx_slice_of(jx_severity_name(f->severity)));
        put_place(ctx, j, f->where, w, a);
        jx_json_member_text(w, "left", f->left);
        jx_json_member_text(w, "right", f->right);
        jx_json_member_text(w, "message", in_language(ctx, f->message_zh, f->message_en));
        jx_json_member_text(w, "advice", in_language(ctx, f->advice_zh, f->advice_en));
        jx_json_member_text(w, "because", f->because);
        jx_json_member_text(w, "other", f->other_name);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

static void put_rows(const struct context *ctx, const struct judged *j, bool explain,
                     struct jx_json_writer *w, struct jx_arena *a)
{
    jx_json_key(w, JX_LIT("rows"));
    jx_json_array(w);
    for (uint32_t i = 0; j->verdict && i < j->verdict->row_count; i++) {
        const struct jx_row_verdict *r = &j->verdict->rows[i];
        if (!explain && !r->differs) continue;
        jx_json_object(w);
        put_place(ctx, j, r->where, w, a);
        row_verdict_put(ctx, r, w);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

void verdict_put(const struct context *ctx, const struct judged *j, bool explain,
                 struct jx_json_writer *w, struct jx_arena *a)
{
    static const struct jx_score none = {.known = false};
    const struct jx_document *d = j->element->document;
    const struct jx_verdict *v = j->verdict;
    const struct jx_score *claimed = v ? &v->claimed : &none, *computed = v ? &v->computed : &none;
    jx_json_member_text(w, "form", jx_form_name(d->form));
    jx_json_key(w, JX_LIT("year"));
    if (d->year)
        jx_json_integer(w, d->year);
    else
        jx_json_null(w);
    put_party(w, "project", d->project);
    put_party(w, "unit", d->unit);
    score_put(w, "claimed", claimed->known, claimed->value);
    score_put(w, "computed", computed->known, computed->value);
    jx_json_member_text(w, "grade",
                        v && v->grade != JX_GRADE_NONE ? jx_slice_of(jx_grade_zh(v->grade))
                                                       : JX_ABSENT);
    put_findings(ctx, j, w, a);
    put_rows(ctx, j, explain, w, a);
}
