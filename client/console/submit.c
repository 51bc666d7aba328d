/* From drafts to receipts. */
#include "submit.h"

#include "answers.h"
#include "put.h"
#include "sender.h"

#include "../acts.h"

#include <stdlib.h>

enum { JUDGED_MS = 5000 };

struct submitting {
    unsigned numbers[DRAFTS_MAX];
    uint32_t count;
    struct outbox_act acts[DRAFTS_MAX];
    struct sent_act done[DRAFTS_MAX];
};

static jx_status read_numbers(struct call *c, struct submitting *s)
{
    struct body *b;
    jx_status rc = body_read(c, &b);
    size_t count = rc == JX_OK ? body_count(b, "drafts") : 0;
    if (rc == JX_OK && (count == 0 || count > DRAFTS_MAX))
        rc = call_wrong(c, JX_E_FIELD_VALUE, "drafts");
    for (size_t i = 0; rc == JX_OK && i < count; i++) {
        int64_t n;
        bool number = body_element_number(b, "drafts", i, &n) && n > 0 && n <= UINT32_MAX;
        if (number)
            s->numbers[s->count++] = (unsigned)n;
        else
            rc = call_wrong(c, JX_E_FIELD_VALUE, "drafts");
    }
    body_free(&b);
    return rc;
}

static jx_status make_act(struct call *c, const struct draft *x, struct outbox_act *out)
{
    const struct jx_document *d = &x->document;
    struct jx_slice project = d->project ? d->project->name : d->title.ptr ? d->title : JX_LIT("");
    const struct act_submission of = {.unit = jx_slice_of(c->session->identity.unit),
                                      .parent = x->has_parent ? &x->parent : NULL,
                                      .explanations = x->explanations,
                                      .explanation_count = x->explanation_count};
    if (d->year == 0) return call_wrong(c, JX_E_YEAR_MISSING, "/year");
    out->label = jx_arena_copy(&c->arena, x->file);
    out->project = jx_arena_copy(&c->arena, project);
    if (jx_is_absent(out->label) || jx_is_absent(out->project)) return jx_arena_failure(&c->arena);
    return act_of_document(d, &of, &c->arena, out);
}

/* The drafts' lock is held. All of them, or none. */
static jx_status make_acts(struct call *c, struct submitting *s)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < s->count; i++) {
        const struct draft *x = draft_find(&c->desk->drafts, s->numbers[i]);
        rc = x ? make_act(c, x, &s->acts[i]) : call_wrong(c, JX_E_NOT_FOUND, "drafts");
    }
    return rc;
}

static void note_submitted(struct call *c, const struct submitting *s)
{
    pthread_mutex_lock(&c->desk->drafts.lock);
    for (uint32_t i = 0; i < s->count; i++) {
        struct draft *x = draft_find(&c->desk->drafts, s->numbers[i]);
        if (!x || !(s->done[i].taken || s->done[i].kept)) continue;
        x->submitted = true;
        x->submission = s->acts[i].id;
    }
    pthread_mutex_unlock(&c->desk->drafts.lock);
}

static void put_result(struct call *c, const struct submitting *s, uint32_t i,
                       const struct jx_outcome *o)
{
    struct jx_json_writer *w = &c->json;
    const struct sent_act *d = &s->done[i];
    jx_json_object(w);
    jx_json_member_integer(w, "draft", s->numbers[i]);
    put_hash(w, "id", &s->acts[i].id);
    jx_json_member_bool(w, "taken", d->taken);
    jx_json_member_bool(w, "duplicate", d->taken && d->status == JX_DUPLICATE);
    jx_json_member_bool(w, "kept", d->kept);
    jx_json_member_integer(w, "position", (int64_t)d->position);
    jx_json_member_integer(w, "time_ms", d->time_ms);
    put_why(c, d->taken ? JX_OK : d->status, d->where, d->limit);
    jx_json_member_integer(w, "retry_ms", d->retry_ms);
    jx_json_key(w, JX_LIT("outcome"));
    if (o) {
        jx_json_object(w);
        put_outcome(c, o);
        jx_json_end_object(w);
    } else {
        jx_json_null(w);
    }
    jx_json_end_object(w);
}

jx_status answer_submit(struct call *c)
{
    struct submitting *s = jx_arena_take(&c->arena, sizeof *s);
    if (!s) return jx_arena_failure(&c->arena);
    jx_status rc = read_numbers(c, s);
    if (rc != JX_OK) return rc;
    pthread_mutex_lock(&c->desk->drafts.lock);
    rc = make_acts(c, s);
    pthread_mutex_unlock(&c->desk->drafts.lock);
    if (rc == JX_OK) rc = sender_send(c, s->acts, s->count, s->done);
    if (rc != JX_OK) return rc;
    note_submitted(c, s);
    int64_t left_ms = JUDGED_MS;
    jx_json_object(&c->json);
    jx_json_key(&c->json, JX_LIT("results"));
    jx_json_array(&c->json);
    for (uint32_t i = 0; i < s->count; i++) {
        struct jx_outcome o;
        bool known = s->done[i].taken && sender_judged(c, &s->acts[i].id, &left_ms, &o);
        put_result(c, s, i, known ? &o : NULL);
    }
    jx_json_end_array(&c->json);
    jx_json_end_object(&c->json);
    return JX_OK;
}

/* ---- what waits ---- */

jx_status answer_outbox(struct call *c)
{
    struct jx_json_writer *w = &c->json;
    struct outbox_act *acts = NULL;
    uint32_t count = 0, damaged = 0;
    jx_status rc = outbox_read(c->ctx.home, &c->arena, &acts, &count, &damaged);
    if (rc != JX_OK) return rc;
    jx_json_object(w);
    jx_json_key(w, JX_LIT("waiting"));
    jx_json_array(w);
    for (uint32_t i = 0; i < count; i++) {
        jx_json_object(w);
        put_hash(w, "id", &acts[i].id);
        jx_json_member_text(w, "label", acts[i].label);
        jx_json_member_text(w, "project", acts[i].project);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
    jx_json_member_integer(w, "damaged", damaged);
    jx_json_end_object(w);
    return JX_OK;
}

struct flushing {
    struct console *console;
    struct desk_key *key;
};

static void flush_one(void *own)
{
    struct flushing *f = own;
    struct call *c = calloc(1, sizeof *c);
    if (c) {
        c->console = f->console;
        c->ctx = (struct context){.program = "jixiao-console", .quiet = true};
        memcpy(c->ctx.home, f->key->home, sizeof c->ctx.home);
        jx_arena_init(&c->arena, CALL_BYTES);
        if (links_take(f->console->links, f->key, &c->ctx, &c->link) == JX_OK) {
            c->session = &c->link->session;
            sender_flush(c);
        }
        links_give(f->console->links, &c->link, false);
        jx_arena_clear(&c->arena);
    }
    free(c);
    atomic_store(&f->key->flushing, false);
    free(f);
}

static bool anything_waits(const struct desk_key *k)
{
    uint32_t room = JX_OUTBOX_MAX;
    return outbox_room(k->home, &room) == JX_OK && room < JX_OUTBOX_MAX;
}

static void flush(struct console *c, struct desk_key *k)
{
    struct flushing *f = malloc(sizeof *f);
    if (!f) return;
    *f = (struct flushing){c, k};
    atomic_store(&k->flushing, true);
    if (pool_put(c->pool, k, flush_one, f)) return;
    atomic_store(&k->flushing, false);
    free(f);
}

void submit_flush_all(struct console *c)
{
    pthread_mutex_lock(&c->lock);
    for (uint32_t i = 0; i < c->key_count; i++)
        if (!atomic_load(&c->keys[i]->flushing) && anything_waits(c->keys[i])) flush(c, c->keys[i]);
    pthread_mutex_unlock(&c->lock);
}
