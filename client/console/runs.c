/* Runs: a year scored again beside what is live. Which there are, a new one, what it would change
 * and why, and letting it count. */
#include "answers.h"
#include "put.h"

#include "../comparison.h"

#include "../../worker/rules/rule_list.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    BEGIN_MS = 15000,
    CHANGED_USUAL = 200, /* documents of a comparison that are named */
    CHANGED_MAX = 1000,
};

/* ---- which there are ---- */

jx_status answer_batches(struct call *c)
{
    struct jx_json_writer *w = &c->json;
    struct jx_runs all;
    uint64_t year;
    jx_status rc = call_number(c, "year", JX_YEAR_FIRST, JX_YEAR_LAST, 0, &year);
    if (rc == JX_OK) rc = runs_list(c->session, (uint32_t)year, &all);
    if (rc != JX_OK) return rc;
    jx_json_object(w);
    jx_json_member_integer(w, "position", (int64_t)all.position);
    jx_json_key(w, JX_LIT("runs"));
    jx_json_array(w);
    for (uint32_t i = 0; i < all.count; i++)
        runs_put(w, &all.rows[i], all.position);
    jx_json_end_array(w);
    jx_json_end_object(w);
    return JX_OK;
}

/* The run that the second part of the path names. */
static jx_status find_run(struct call *c, struct jx_run_row *out, uint64_t *position)
{
    uint64_t run = jx_run_number(jx_slice_of(c->parts[1]));
    return run ? runs_find(c->session, run, out, position) : call_wrong(c, JX_E_NOT_FOUND, "run");
}

jx_status answer_batch(struct call *c)
{
    struct jx_run_row r = {.run = 0};
    uint64_t position = 0;
    jx_status rc = find_run(c, &r, &position);
    if (rc == JX_OK) runs_put(&c->json, &r, position);
    return rc;
}

/* ---- a new one ---- */

struct starting {
    struct call *call;
    struct body *body;
    struct jx_pack_file files[JX_PACK_FILES_MAX];
    size_t count;
    struct jx_buffer pack;
};

static int by_name(const void *a, const void *b)
{
    return jx_slice_cmp(((const struct jx_pack_file *)a)->name,
                        ((const struct jx_pack_file *)b)->name);
}

static jx_status read_files(struct starting *s)
{
    s->count = body_count(s->body, "pack");
    if (s->count == 0 || s->count > JX_PACK_FILES_MAX)
        return call_wrong(s->call, s->count ? JX_E_ROWS : JX_E_FIELD_VALUE, "pack");
    for (size_t i = 0; i < s->count; i++) {
        s->files[i].name = body_element_text(s->body, "pack", i, "name");
        s->files[i].bytes = body_element_text(s->body, "pack", i, "text");
        if (jx_is_absent(s->files[i].name) || jx_is_absent(s->files[i].bytes))
            return call_wrong(s->call, JX_E_FIELD_VALUE, "pack");
    }
    qsort(s->files, s->count, sizeof s->files[0], by_name);
    return JX_OK;
}

/* Where a pack has an error, and what was expected there. */
static jx_status wrong_pack(struct call *c, const struct jx_pack_trouble *t)
{
    const char *expected = c->ctx.lang == JX_LANG_ZH ? t->expected_zh : t->expected_en;
    char where[JX_WHERE_BYTES];
    snprintf(where, sizeof where, "%s:%u:%u", t->file, t->line, t->column);
    struct jx_slice said = jx_arena_copy(&c->arena, jx_slice_of(expected));
    if (said.len) c->advice = said.ptr;
    return call_wrong(c, t->status, where);
}

/* Parsed here first: where it has an error, it is said before anything begins. */
static jx_status pack_of_body(struct starting *s, struct jx_slice *pack, struct jx_slice *name)
{
    struct call *c = s->call;
    struct jx_pack *parsed = NULL;
    struct jx_pack_trouble t = {.status = JX_OK};
    jx_status rc = read_files(s);
    if (rc == JX_OK) rc = jx_pack_parse(s->files, s->count, &parsed, &t);
    if (rc == JX_E_RULES) return wrong_pack(c, &t);
    if (rc != JX_OK) return rc;
    *name = jx_arena_copy(&c->arena, jx_slice_of(jx_pack_title(parsed, c->ctx.lang == JX_LANG_ZH)));
    jx_pack_free(&parsed);
    rc = jx_pack_encode(s->files, (uint32_t)s->count, &s->pack);
    *pack = jx_buffer_slice(&s->pack);
    return rc == JX_OK && jx_is_absent(*name) ? jx_arena_failure(&c->arena) : rc;
}

static jx_status pack_in_force(struct call *c, struct jx_slice *pack, struct jx_slice *name)
{
    struct jx_pack_act act = {.name = JX_LIT("")};
    jx_status rc = ask_pack_act(c->session, &(struct jx_pack_arguments){0}, &act);
    *pack = act.pack;
    *name = act.name;
    return rc;
}

/* What the county made of an act on a run: in the journal, and without effect. */
static jx_status refused(struct call *c, const struct jx_outcome *o)
{
    c->conflict = true;
    return call_wrong(c, o->status, o->where);
}

static jx_status start(struct starting *s, struct jx_run_row *out, uint64_t *position)
{
    struct call *c = s->call;
    struct jx_run_act act = {.full = body_is_true(s->body, "full")};
    struct jx_outcome o = {.state = JX_STATE_RECEIVED};
    int64_t year;
    uint64_t run = 0;
    if (!body_number(s->body, "year", &year) || year < JX_YEAR_FIRST || year > JX_YEAR_LAST)
        return call_wrong(c, JX_E_FIELD_VALUE, "year");
    jx_status rc = body_has(s->body, "pack") ? pack_of_body(s, &act.pack, &act.name)
                                             : pack_in_force(c, &act.pack, &act.name);
    if (rc == JX_OK) rc = runs_start(c->session, (uint32_t)year, &act, BEGIN_MS, &run, &o);
    if (rc == JX_OK && o.state == JX_STATE_REJECTED) return refused(c, &o);
    return rc == JX_OK ? runs_find(c->session, run, out, position) : rc;
}

jx_status answer_batch_start(struct call *c)
{
    struct jx_run_row r = {.run = 0};
    uint64_t position = 0;
    struct starting *s = jx_arena_take(&c->arena, sizeof *s);
    if (!s) return jx_arena_failure(&c->arena);
    s->call = c;
    jx_buffer_init(&s->pack, JX_PACK_BYTES_MAX);
    jx_status rc = body_read(c, &s->body);
    if (rc == JX_OK) rc = start(s, &r, &position);
    if (rc == JX_OK) runs_put(&c->json, &r, position);
    jx_buffer_clear(&s->pack);
    body_free(&s->body);
    return rc;
}

/* ---- letting it count, or not ---- */

static jx_status decide(struct call *c, const struct body *body, enum jx_act kind)
{
    struct jx_json_writer *w = &c->json;
    struct jx_slice reason = body_text(body, "reason");
    struct jx_run_row r = {.run = 0};
    struct jx_outcome o = {.state = JX_STATE_RECEIVED};
    uint64_t position = 0;
    if (jx_is_absent(reason)) reason = JX_LIT("");
    if (reason.len > JX_REASON_MAX) return call_wrong(c, JX_E_TEXT_LONG, "reason");
    jx_status rc = find_run(c, &r, &position);
    if (rc != JX_OK) return rc;
    if (kind == JX_ACT_PUBLISH_RUN && !r.published && r.cursor < r.run) {
        c->advice = _("wait until it is complete");
        return JX_E_BUSY;
    }
    position = 0; /* of its record, once there is one */
    rc = runs_decide(c->session, kind, &r, reason, BEGIN_MS, &position, &o);
    bool later = rc == JX_E_UNREACHABLE && position != 0;
    if (rc != JX_OK && !later) return rc;
    if (!later && o.state == JX_STATE_REJECTED) return refused(c, &o);
    jx_json_object(w);
    jx_json_member_integer(w, "run", (int64_t)r.run);
    jx_json_member_integer(w, "position", (int64_t)position);
    jx_json_key(w, JX_LIT("changed"));
    if (later)
        jx_json_null(w);
    else
        jx_json_bool(w, true);
    jx_json_end_object(w);
    return JX_OK;
}

static jx_status answer_decision(struct call *c, enum jx_act kind)
{
    struct body *body = NULL;
    jx_status rc = body_read(c, &body);
    if (rc == JX_OK) rc = decide(c, body, kind);
    body_free(&body);
    return rc;
}

jx_status answer_batch_publish(struct call *c)
{
    return answer_decision(c, JX_ACT_PUBLISH_RUN);
}

jx_status answer_batch_drop(struct call *c)
{
    return answer_decision(c, JX_ACT_DROP_RUN);
}

/* ---- what it changes ---- */

/* A run, or what is live: "", "live". */
static jx_status read_against(struct call *c, uint64_t *out)
{
    struct jx_slice text = call_argument(c, "against");
    *out = 0;
    if (text.len == 0 || jx_slice_eq(text, JX_LIT("live"))) return JX_OK;
    *out = jx_run_number(text);
    return *out ? JX_OK : call_wrong(c, JX_E_FIELD_VALUE, "against");
}

/* The packs of the two sides, for what they call their ways of scoring; NULL where one is not to be
 * had. */
struct sides {
    struct pack_held *left, *right;
};

static void side_hold(struct call *c, const struct jx_run_row *r, struct pack_held **out)
{
    struct packs *p = &c->console->packs;
    jx_status rc = r ? packs_at(p, c->session, 0, &r->pack, out) : packs_newest(p, c->session, out);
    if (rc != JX_OK) *out = NULL;
}

static void sides_hold(struct call *c, uint64_t left, const struct jx_run_row *right,
                       struct sides *out)
{
    struct jx_run_row r;
    uint64_t position;
    *out = (struct sides){NULL, NULL};
    side_hold(c, right, &out->right);
    if (left == 0)
        side_hold(c, NULL, &out->left);
    else if (runs_find(c->session, left, &r, &position) == JX_OK)
        side_hold(c, &r, &out->left);
}

static void sides_release(struct call *c, struct sides *s)
{
    packs_release(&c->console->packs, &s->left);
    packs_release(&c->console->packs, &s->right);
}

static struct jx_slice method_title(struct call *c, const struct pack_held *pack,
                                    struct jx_slice method)
{
    struct jx_slice title = pack ? jx_method_title(pack->pack, method, c->ctx.lang) : JX_LIT("");
    return title.len ? title : method;
}

static void put_units(struct call *c, const struct comparison_tally *t)
{
    struct jx_json_writer *w = &c->json;
    jx_json_key(w, JX_LIT("units"));
    jx_json_array(w);
    for (uint32_t i = 0; i < t->count; i++) {
        jx_json_object(w);
        jx_json_member_text(w, "unit", t->met[i].name);
        jx_json_member_text(w, "name", t->met[i].title);
        jx_json_member_integer(w, "documents", t->met[i].times);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

static void put_rules(struct call *c, const struct comparison_tally *t, const struct sides *s)
{
    struct jx_json_writer *w = &c->json;
    jx_json_key(w, JX_LIT("rules"));
    jx_json_array(w);
    for (uint32_t i = 0; i < t->count; i++) {
        jx_json_object(w);
        struct jx_slice left, right;
        comparison_methods(t->met[i].name, &left, &right);
        jx_json_member_text(w, "methods", t->met[i].name);
        jx_json_member_text(w, "left", method_title(c, s->left, left));
        jx_json_member_text(w, "right", method_title(c, s->right, right));
        jx_json_member_integer(w, "rows", t->met[i].times);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

static void put_changed(struct call *c, const struct jx_scored_document *d)
{
    jx_json_object(&c->json);
    comparison_put_document(d, &c->json, &c->arena);
    jx_json_member_integer(&c->json, "rows", d->row_count);
    jx_json_end_object(&c->json);
}

static void put_comparison(struct call *c, const struct comparison *x, const struct sides *s)
{
    struct jx_json_writer *w = &c->json;
    jx_json_object(w);
    jx_json_member_integer(w, "year", (int64_t)x->year);
    jx_json_member_integer(w, "run", (int64_t)x->right);
    jx_json_key(w, JX_LIT("against"));
    if (x->left)
        jx_json_integer(w, (int64_t)x->left);
    else
        jx_json_text(w, JX_LIT("live"));
    jx_json_member_integer(w, "changed", x->changed);
    comparison_put_grades(x, w);
    put_units(c, &x->units);
    put_rules(c, &x->rules, s);
    jx_json_key(w, JX_LIT("documents"));
    jx_json_array(w);
    for (uint32_t i = 0; i < x->kept; i++)
        put_changed(c, &x->rows[i]);
    jx_json_end_array(w);
    jx_json_end_object(w);
}

jx_status answer_batch_compare(struct call *c)
{
    struct comparison x = {.arena = &c->arena};
    struct jx_run_row r = {.run = 0};
    struct sides sides;
    uint64_t position, most;
    jx_status rc = find_run(c, &r, &position);
    x.right = r.run;
    if (rc == JX_OK) rc = read_against(c, &x.left);
    if (rc == JX_OK && x.left == x.right) rc = call_wrong(c, JX_E_FIELD_VALUE, "against");
    if (rc == JX_OK) rc = call_number(c, "most", 0, CHANGED_MAX, CHANGED_USUAL, &most);
    if (rc == JX_OK) rc = comparison_find_year(c->session, &x);
    if (rc == JX_OK) rc = comparison_gather(c->session, &x, (uint32_t)most);
    if (rc != JX_OK) return rc;
    sides_hold(c, x.left, &r, &sides);
    put_comparison(c, &x, &sides);
    sides_release(c, &sides);
    return JX_OK;
}

/* ---- why ---- */

static void put_reason(struct call *c, const struct jx_reason_row *r)
{
    struct jx_json_writer *w = &c->json;
    jx_json_object(w);
    jx_json_member_text(w, "part", r->funds ? JX_LIT("funds") : JX_LIT("indicators"));
    jx_json_member_integer(w, "index", (int64_t)r->index);
    jx_json_member_text(w, "left", in_language(&c->ctx, r->left_zh, r->left_en));
    jx_json_member_text(w, "right", in_language(&c->ctx, r->right_zh, r->right_en));
    jx_json_end_object(w);
}

jx_status answer_batch_reasons(struct call *c)
{
    struct jx_json_writer *w = &c->json;
    struct jx_reasons_arguments args = {.left = 0};
    struct jx_reasons all;
    jx_status rc = read_against(c, &args.left);
    args.right = jx_run_number(jx_slice_of(c->parts[1]));
    if (rc == JX_OK && !args.right) rc = call_wrong(c, JX_E_NOT_FOUND, "run");
    if (rc == JX_OK) rc = call_id(c, c->parts[3], &args.id);
    if (rc == JX_OK) rc = runs_reasons(c->session, &args, &all);
    if (rc != JX_OK) return rc;
    jx_json_object(w);
    jx_json_key(w, JX_LIT("rows"));
    jx_json_array(w);
    for (uint32_t i = 0; i < all.count; i++)
        put_reason(c, &all.rows[i]);
    jx_json_end_array(w);
    jx_json_end_object(w);
    return JX_OK;
}
