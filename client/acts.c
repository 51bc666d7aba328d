/* Content and header of an act, and its id. */
#include "acts.h"

#include "../proto/wire/codec.h"

#include <stdlib.h>
#include <string.h>

static const struct act_kind kinds[] = {
    {JX_ACT_WITHDRAW, ACT_REASON},
    {JX_ACT_RETURN, ACT_REASON},
    {JX_ACT_APPROVE, 0},
    {JX_ACT_EXPLAIN, ACT_REMARKS | ACT_RULES},
    {JX_ACT_OVERRIDE, ACT_REASON | ACT_REMARKS | ACT_RULES},
    {JX_ACT_MOVE, ACT_REASON | ACT_UNIT},
    {JX_ACT_RESOLVE, ACT_REASON | ACT_AS},
    {JX_ACT_ADJUST, ACT_REASON},
    {JX_ACT_OWN_SCORE, ACT_REASON | ACT_SCORE},
    {JX_ACT_CLOSE, ACT_REASON | ACT_YEAR},
    {JX_ACT_REOPEN, ACT_REASON | ACT_YEAR},
    {JX_ACT_APPROVAL, ACT_REASON | ACT_YEAR | ACT_ORDER},
};

const struct act_kind *act_kind(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(jx_act_name(kinds[i].kind), name) == 0) return &kinds[i];
    return NULL;
}

/* Copies both into the arena; ends the buffers. */
static jx_status finish(jx_status rc, struct jx_buffer *content, struct jx_buffer *header,
                        struct jx_arena *a, struct outbox_act *out)
{
    if (rc == JX_OK) {
        out->id = jx_act_id(jx_buffer_slice(content));
        out->header = jx_arena_copy(a, jx_buffer_slice(header));
        out->content = jx_arena_copy(a, jx_buffer_slice(content));
        if (jx_is_absent(out->header) || jx_is_absent(out->content)) rc = jx_arena_failure(a);
    }
    jx_buffer_clear(content);
    jx_buffer_clear(header);
    return rc;
}

static int by_rule_and_place(const void *a, const void *b)
{
    const struct jx_remark *x = a, *y = b;
    int d = jx_slice_cmp(x->rule, y->rule);
    return d ? d : jx_slice_cmp(x->place, y->place);
}

/* [[rule, place, text], ...], ordered, so that equal explanations have equal bytes. */
static jx_status encode_explanations(const struct act_submission *s, struct jx_arena *a,
                                     struct jx_buffer *out)
{
    struct jx_remark *sorted = jx_arena_array(a, s->explanation_count, sizeof *sorted);
    if (!sorted) return jx_arena_failure(a);
    if (s->explanation_count) {
        memcpy(sorted, s->explanations, s->explanation_count * sizeof *sorted);
        qsort(sorted, s->explanation_count, sizeof *sorted, by_rule_and_place);
    }
    jx_mp_put_array(out, s->explanation_count);
    for (uint32_t i = 0; i < s->explanation_count; i++) {
        jx_mp_put_array(out, 3);
        jx_mp_put_text(out, sorted[i].rule);
        jx_mp_put_text(out, sorted[i].place);
        jx_mp_put_text(out, sorted[i].text);
    }
    return out->status;
}

jx_status act_of_document(const struct jx_document *d, const struct act_submission *s,
                          struct jx_arena *a, struct outbox_act *out)
{
    struct jx_buffer document, explanations, content, header;
    jx_buffer_init(&document, JX_DOCUMENT_BYTES_MAX);
    jx_buffer_init(&explanations, JX_EXPLANATIONS_BYTES_MAX);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_buffer_init(&header, JX_HEADER_BYTES_MAX);
    jx_status rc = jx_document_encode(d, &document);
    if (rc == JX_OK) rc = encode_explanations(s, a, &explanations);
    struct jx_submission sub = {.unit = s->unit,
                                .has_parent = s->parent != NULL,
                                .document = jx_buffer_slice(&document),
                                .explanations = jx_buffer_slice(&explanations)};
    if (s->parent) sub.parent = *s->parent;
    if (rc == JX_OK) rc = jx_submission_encode(&sub, &content);
    struct jx_header h = {.kind = JX_ACT_SUBMISSION,
                          .form = jx_form_name(d->form),
                          .year = (uint32_t)d->year,
                          .period = jx_document_period(d),
                          .unit = s->unit};
    if (rc == JX_OK) rc = jx_header_encode(&h, &header);
    rc = finish(rc, &content, &header, a, out);
    jx_buffer_clear(&document);
    jx_buffer_clear(&explanations);
    return rc;
}

jx_status act_of_decision(enum jx_act kind, const struct act_target *t, struct jx_decision *x,
                          struct jx_arena *a, struct outbox_act *out)
{
    struct jx_buffer content, header;
    struct jx_decision again;
    uint8_t nonce[JX_NONCE_BYTES];
    struct jx_header h = {.kind = kind,
                          .form = t->form,
                          .year = t->year,
                          .period = t->period,
                          .unit = t->unit,
                          .in_place_of = t->in_place_of != NULL};
    if (t->in_place_of) memcpy(h.person, t->in_place_of, JX_KEY_BYTES);
    jx_random_bytes(nonce, sizeof nonce);
    x->nonce = jx_slice_at(nonce, sizeof nonce);
    x->has_target = t->is_document;
    x->target = t->id;
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_buffer_init(&header, JX_HEADER_BYTES_MAX);
    jx_status rc = jx_decision_encode(x, &content);
    if (rc == JX_OK) rc = jx_decision_decode(kind, jx_buffer_slice(&content), a, &again);
    if (rc == JX_OK) rc = jx_header_encode(&h, &header);
    x->nonce = JX_ABSENT; /* it was ours */
    return finish(rc, &content, &header, a, out);
}
