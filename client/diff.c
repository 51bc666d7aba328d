/* `jixiao diff`: what two documents say differently, field by field. */
#include "ask.h"
#include "commands.h"
#include "history_print.h"
#include "row_align.h"

#include "cli/place.h"
#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>

enum { KEY_PARENT = 'p', POINTER_MAX = 1024 };

struct difference {
    struct jx_slice place, before, after; /* absent: not there */
    struct difference *next;
};

struct diff {
    struct session session;
    struct difference *first, **last;
    jx_status status;
    char place[POINTER_MAX];
};

/* ---- comparing ---- */

/* A value and whether there is one. */
struct side {
    bool is;
    struct jx_mp value;
};

static struct jx_slice leaf_text(struct diff *d, const struct side *s)
{
    struct jx_slice text;
    uint64_t number;
    if (!s->is) return JX_ABSENT;
    if (jx_mp_text(s->value, &text)) return text;
    if (jx_mp_uint(s->value, &number))
        return jx_arena_printf(&d->session.arena, "%llu", (unsigned long long)number);
    return JX_LIT(""); /* an empty list or map: that it is there */
}

static void add_difference(struct diff *d, const struct side *a, const struct side *b)
{
    struct difference *x = jx_arena_take(&d->session.arena, sizeof *x);
    if (!x) {
        d->status = jx_arena_failure(&d->session.arena);
        return;
    }
    *x = (struct difference){.place = jx_arena_copy(&d->session.arena, jx_slice_of(d->place)),
                             .before = leaf_text(d, a),
                             .after = leaf_text(d, b)};
    *d->last = x;
    d->last = &x->next;
}

static bool is_branch(const struct side *s)
{
    enum jx_mp_kind k = s->is ? jx_mp_kind(s->value) : JX_MP_NIL;
    return (k == JX_MP_ARRAY || k == JX_MP_MAP) && jx_mp_count(s->value) > 0;
}

static bool is_map(const struct side *s)
{
    return s->is && jx_mp_kind(s->value) == JX_MP_MAP;
}

static struct side at_index(const struct side *s, uint32_t i)
{
    bool is = s->is && jx_mp_kind(s->value) == JX_MP_ARRAY && i < jx_mp_count(s->value);
    return is ? (struct side){true, jx_mp_at(s->value, i)} : (struct side){.is = false};
}

static struct jx_slice key_at(const struct side *s, uint32_t i)
{
    struct jx_slice key = JX_LIT("");
    jx_mp_text(jx_mp_key(s->value, i), &key);
    return key;
}

static struct side at_key(const struct side *s, struct jx_slice key)
{
    for (uint32_t i = 0; is_map(s) && i < jx_mp_count(s->value); i++)
        if (jx_slice_eq(key_at(s, i), key)) return (struct side){true, jx_mp_at(s->value, i)};
    return (struct side){.is = false};
}

/* "/key", escaped as JSON pointers are; cut where there is no room. */
static size_t enter(struct diff *d, size_t len, struct jx_slice key)
{
    size_t n = len;
    if (n + 2 < POINTER_MAX) d->place[n++] = '/';
    for (size_t i = 0; i < key.len && n + 3 < POINTER_MAX; i++) {
        bool tilde = key.ptr[i] == '~', slash = key.ptr[i] == '/';
        if (tilde || slash) d->place[n++] = '~';
        if (tilde)
            d->place[n++] = '0';
        else if (slash)
            d->place[n++] = '1';
        else
            d->place[n++] = key.ptr[i];
    }
    d->place[n] = '\0';
    return n;
}

static void compare(struct diff *d, size_t len, const struct side *a, const struct side *b);

static void compare_member(struct diff *d, size_t len, struct jx_slice key, struct side a,
                           struct side b)
{
    compare(d, enter(d, len, key), &a, &b);
    d->place[len] = '\0';
}

static void compare_maps(struct diff *d, size_t len, const struct side *a, const struct side *b)
{
    for (uint32_t i = 0; is_map(a) && i < jx_mp_count(a->value); i++) {
        struct jx_slice key = key_at(a, i);
        compare_member(d, len, key, at_key(a, key), at_key(b, key));
    }
    for (uint32_t i = 0; is_map(b) && i < jx_mp_count(b->value); i++) {
        struct jx_slice key = key_at(b, i);
        struct side before = at_key(a, key);
        if (!before.is) compare_member(d, len, key, before, at_key(b, key));
    }
}

/* What a row is called: an indicator or project by its name, a source of funds by its label, a row
 * of a table by the first cell that says something, a paragraph by itself. */
static struct jx_slice name_of_row(const struct side *row)
{
    static const char *const keys[] = {"level3", "name", "label", "source"};
    struct jx_slice text = JX_LIT("");
    if (row->is && jx_mp_text(row->value, &text)) return text;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && text.len == 0; i++) {
        const struct side cell = at_key(row, jx_slice_of(keys[i]));
        if (cell.is && !jx_mp_text(cell.value, &text)) text = JX_LIT("");
    }
    uint32_t cells = row->is && jx_mp_kind(row->value) == JX_MP_ARRAY ? jx_mp_count(row->value) : 0;
    for (uint32_t i = 0; i < cells && text.len == 0; i++)
        if (!jx_mp_text(jx_mp_at(row->value, i), &text)) text = JX_LIT("");
    return text;
}

static struct jx_slice *names_of_rows(struct diff *d, const struct side *list, uint32_t count)
{
    struct jx_slice *names = jx_arena_array(&d->session.arena, (size_t)count + 1, sizeof *names);
    for (uint32_t i = 0; names && i < count; i++) {
        const struct side row = at_index(list, i);
        names[i] = name_of_row(&row);
    }
    return names;
}

static struct side at_row(const struct side *list, int64_t row)
{
    return row == ROW_NONE ? (struct side){.is = false} : at_index(list, (uint32_t)row);
}

/* A row's place is its number in the newer document, that of one that was taken out in the older.
 */
static void compare_arrays(struct diff *d, size_t len, const struct side *a, const struct side *b)
{
    uint32_t in_a = a->is ? jx_mp_count(a->value) : 0, in_b = b->is ? jx_mp_count(b->value) : 0;
    uint32_t count = 0;
    struct row_pair *pairs = NULL;
    struct jx_slice *before = names_of_rows(d, a, in_a), *after = names_of_rows(d, b, in_b);
    jx_status rc = before && after
                       ? rows_align(before, in_a, after, in_b, &d->session.arena, &pairs, &count)
                       : jx_arena_failure(&d->session.arena);
    if (rc != JX_OK) d->status = rc;
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        const struct row_pair *p = &pairs[i];
        char index[24];
        int n = snprintf(index, sizeof index, "%lld",
                         (long long)(p->after == ROW_NONE ? p->before : p->after));
        compare_member(d, len, jx_slice_at(index, (size_t)n), at_row(a, p->before),
                       at_row(b, p->after));
    }
}

/* The depth is that of a document: JX_DEPTH_MAX. */
static void compare(struct diff *d, size_t len, const struct side *a, const struct side *b)
{
    bool branch = is_branch(a) || is_branch(b);
    if (branch && (is_map(a) || is_map(b))) {
        compare_maps(d, len, a, b);
    } else if (branch) {
        compare_arrays(d, len, a, b);
    } else {
        struct jx_slice x = leaf_text(d, a), y = leaf_text(d, b);
        if (a->is != b->is || !jx_slice_eq(x, y)) add_difference(d, a, b);
    }
}

static jx_status compare_documents(struct diff *d, struct jx_slice before, struct jx_slice after)
{
    struct jx_mp_tree a, b = {.zone = NULL};
    d->first = NULL;
    d->last = &d->first;
    jx_status rc = jx_mp_parse(before, &a);
    if (rc == JX_OK) rc = jx_mp_parse(after, &b);
    if (rc == JX_OK) compare(d, 0, &(struct side){true, a.root}, &(struct side){true, b.root});
    if (rc == JX_OK) rc = d->status;
    jx_mp_clear(&a);
    if (b.zone) jx_mp_clear(&b);
    return rc;
}

/* ---- showing ---- */

static void print_value(struct jx_slice value)
{
    if (jx_is_absent(value))
        fputs("—", stdout);
    else
        write_safe(stdout, value);
}

static int show(const struct diff *d, enum jx_form form)
{
    char words[PLACE_BYTES];
    for (const struct difference *x = d->first; x; x = x->next) {
        place_in_words(form, x->place.ptr, d->session.ctx->lang, words);
        write_safe(stdout, x->place);
        fputs("  ", stdout);
        write_safe(stdout, jx_slice_of(words));
        fputs("\n    - ", stdout);
        print_value(x->before);
        fputs("\n    + ", stdout);
        print_value(x->after);
        putchar('\n');
    }
    if (!d->first) puts(_("they say the same"));
    return 0;
}

static int show_json(struct diff *d, const struct jx_hash *before, const struct jx_hash *after)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &d->session.arena, true);
    jx_json_object(&w);
    put_id(&w, "before", true, before);
    put_id(&w, "after", true, after);
    jx_json_key(&w, JX_LIT("differences"));
    jx_json_array(&w);
    for (const struct difference *x = d->first; x; x = x->next) {
        jx_json_object(&w);
        jx_json_member_text(&w, "place", x->place);
        jx_json_member_text(&w, "before", x->before);
        jx_json_member_text(&w, "after", x->after);
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    int code = json_flush(d->session.ctx, &w);
    return code < 0 ? 0 : code;
}

/* ---- the command ---- */

static int complain_of(struct diff *d, const char *text, jx_status rc)
{
    bool about_id = rc == JX_E_USAGE || rc == JX_E_NOT_FOUND;
    return about_id ? complain_status(d->session.ctx, "diff", text, rc)
                    : complain_unreachable(&d->session, rc);
}

static int diff_run(struct diff *d, const struct arguments *ids, bool parent)
{
    struct session *s = &d->session;
    const char *newer = ids->items[ids->count - 1];
    struct jx_hash before, after;
    struct jx_document_answer a, b;
    struct jx_submission was, is;
    jx_status rc = ask_id(s, newer, &after);
    if (rc == JX_OK) rc = ask_content(s, &after, &b, &is);
    if (rc != JX_OK) return complain_of(d, newer, rc);
    if (parent && !b.has_parent) {
        complain(s->ctx, "diff", newer, _("it corrects no other document"),
                 _("name two documents: jixiao diff ID ID"));
        return 1;
    }
    before = b.parent;
    if (!parent) rc = ask_id(s, ids->items[0], &before);
    if (rc == JX_OK) rc = ask_content(s, &before, &a, &was);
    if (rc != JX_OK) return complain_of(d, ids->items[0], rc);
    rc = compare_documents(d, was.document, is.document);
    if (rc != JX_OK) return complain_status(s->ctx, "diff", newer, rc);
    return s->ctx->json ? show_json(d, &before, &after) : show(d, jx_form_of_name(b.listed.form));
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    (void)ctx;
    (void)arg;
    if (key == KEY_PARENT) *(bool *)own = true;
    return JX_OK;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments ids;
    struct diff d = {.status = JX_OK};
    bool parent = false;
    int code = arguments_parse(ctx, self, option, &parent, 1, argc, argv, &ids);
    if (code >= 0) return code;
    if (ids.count != (parent ? 1 : 2)) {
        complain(ctx, "diff", NULL, _("two documents are compared, or one with --parent"),
                 _("jixiao diff --help shows examples"));
        return jx_status_exit(JX_E_USAGE);
    }
    code = session_open(ctx, &d.session);
    if (code < 0) code = diff_run(&d, &ids, parent);
    session_close(&d.session);
    return code;
}

static const struct argp_option options[] = {
    {"parent", KEY_PARENT, NULL, 0, N_("compare with the document that it corrects"), 0},
    {0},
};

const struct command diff_command = {
    .name = "diff",
    .summary = N_("compare two versions field by field"),
    .usage = N_("ID ID | ID --parent"),
    .about = N_(
        "Shows every field that the second document says differently from the first, with both "
        "values. Rows are told by their names: one that was put in or taken out leaves the others "
        "as "
        "they are. A row's number is that of the second document, or of the first where it was "
        "taken "
        "out."),
    .examples = N_("  jixiao diff 3f9a12c0 88b1c2d4\n"
                   "  jixiao diff 88b1c2d4 --parent --json"),
    .options = options,
    .run = run,
};
