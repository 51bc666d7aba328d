/* How often the library's indicators are used: the year's documents, one after another. */
#include "library.h"

#include "ask.h"

#include "cli/report.h"

#include "../proto/form/document.h"

#include <stdlib.h>

enum { ARENA_BYTES = 256 << 20, DOCUMENT_BYTES = 64 << 20 };

/* A row held, by its name; several sectors may have one name. */
struct named {
    struct jx_slice name;
    struct library_use *use;
    uint32_t seen; /* the last document that was counted for it */
};

struct counting {
    struct session *session;
    struct jx_arena kept, document; /* names and ids; what one document takes */
    struct named *named;
    struct jx_hash *ids;
    uint32_t named_count, id_count, id_room, documents;
};

static int by_name(const void *a, const void *b)
{
    return jx_slice_cmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static jx_status name_all(struct counting *c, const struct master_held *held,
                          struct library_use *out)
{
    c->named = jx_arena_array(&c->kept, (size_t)held->count + 1, sizeof *c->named);
    if (!c->named) return jx_arena_failure(&c->kept);
    for (uint32_t i = 0; i < held->count; i++) {
        const struct jx_slice *cells = master_held_row(held, i);
        c->named[i] = (struct named){library_name(cells[INDICATORS_LEVEL3], &c->kept), &out[i], 0};
        if (jx_is_absent(c->named[i].name)) return jx_arena_failure(&c->kept);
    }
    c->named_count = held->count;
    if (held->count) qsort(c->named, held->count, sizeof *c->named, by_name);
    return JX_OK;
}

/* ---- one document ---- */

static void count_one(struct counting *c, struct named *n, enum jx_form form)
{
    if (n->seen == c->documents) return;
    n->seen = c->documents;
    ++*(form == JX_FORM_target ? &n->use->targets : &n->use->self_evaluations);
}

/* Every row of that name, once for the document however often it stands there. */
static jx_status count_name(struct counting *c, struct jx_slice level3, enum jx_form form)
{
    struct jx_slice name = library_name(level3, &c->document);
    if (jx_is_absent(name)) return jx_arena_failure(&c->document);
    uint32_t low = 0, high = c->named_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (jx_slice_cmp(c->named[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < c->named_count && jx_slice_eq(c->named[low].name, name); low++)
        count_one(c, &c->named[low], form);
    return JX_OK;
}

static jx_status count_names(struct counting *c, const struct jx_document *d)
{
    jx_status rc = JX_OK;
    c->documents++;
    if (d->form == JX_FORM_target) {
        const struct jx_list *l = &d->body.target->indicators;
        const struct jx_planned_indicator *rows = l->items;
        for (uint32_t i = 0; rc == JX_OK && i < l->count; i++)
            rc = count_name(c, rows[i].level3, d->form);
    } else {
        const struct jx_list *l = &d->body.self_evaluation->indicators;
        const struct jx_evaluated_indicator *rows = l->items;
        for (uint32_t i = 0; rc == JX_OK && i < l->count; i++)
            rc = count_name(c, rows[i].level3, d->form);
    }
    return rc;
}

/* A version that another has followed counts no more. */
static jx_status count_document(struct counting *c, const struct jx_hash *id)
{
    struct jx_document_answer answer;
    struct jx_document d;
    jx_status rc = ask_form(c->session, id, &answer, &d);
    if (rc == JX_OK && !answer.has_successor) rc = count_names(c, &d);
    jx_arena_clear(&c->session->arena);
    jx_arena_clear(&c->document);
    return rc;
}

/* ---- all of them ---- */

static jx_status keep_id(void *to, const struct jx_listed *l)
{
    struct counting *c = to;
    struct jx_hash *ids = jx_arena_grown(&c->kept, c->ids, c->id_count, &c->id_room, sizeof *ids);
    if (!ids) return jx_arena_failure(&c->kept);
    c->ids = ids;
    c->ids[c->id_count++] = l->id;
    return JX_OK;
}

static jx_status list_documents(struct counting *c, uint32_t year, enum jx_form form,
                                enum jx_state state)
{
    const struct jx_select_arguments args = {.year = year,
                                             .form = jx_form_name(form),
                                             .unit = JX_LIT(""),
                                             .state = jx_slice_of(jx_state_name(state))};
    return ask_each(c->session, args, keep_id, c);
}

static jx_status count_all(struct counting *c, uint32_t year)
{
    static const enum jx_form forms[] = {JX_FORM_target, JX_FORM_self_evaluation};
    static const enum jx_state states[] = {JX_STATE_SCORED, JX_STATE_APPROVED};
    struct progress bar;
    jx_status rc = JX_OK;
    for (int f = 0; rc == JX_OK && f < 2; f++)
        for (int i = 0; rc == JX_OK && i < 2; i++)
            rc = list_documents(c, year, forms[f], states[i]);
    progress_begin(&bar, c->session->ctx, _("Counting"), c->id_count);
    for (uint32_t i = 0; rc == JX_OK && i < c->id_count; i++) {
        rc = count_document(c, &c->ids[i]);
        progress_step(&bar);
    }
    progress_end(&bar);
    return rc;
}

jx_status library_count(struct session *s, uint32_t year, const struct master_held *held,
                        struct library_use *out)
{
    struct counting c = {.session = s};
    jx_arena_init(&c.kept, ARENA_BYTES);
    jx_arena_init(&c.document, DOCUMENT_BYTES);
    memset(out, 0, held->count * sizeof *out);
    jx_status rc = name_all(&c, held, out);
    if (rc == JX_OK) rc = count_all(&c, year);
    jx_arena_clear(&c.document);
    jx_arena_clear(&c.kept);
    return rc;
}
