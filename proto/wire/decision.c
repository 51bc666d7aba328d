/* Decisions as bytes and back. */
#include "decision.h"

#include "../base/text.h"
#include "tuple.h"

enum { VERSION = 1 };

/* What each kind needs: a target or none, at least one remark, a reason, and how many arguments. */
static const struct shape {
    enum jx_act kind;
    bool target, remarks, reason;
    uint8_t least, most;
} shapes[] = {
    {JX_ACT_WITHDRAW, true, false, true, 0, 0},      {JX_ACT_RETURN, true, false, true, 0, 0},
    {JX_ACT_APPROVE, true, false, false, 0, 0},      {JX_ACT_EXPLAIN, true, true, false, 0, 0},
    {JX_ACT_OVERRIDE, true, true, true, 0, 0},       {JX_ACT_MOVE, true, false, true, 2, 2},
    {JX_ACT_RESOLVE, true, false, true, 1, 2},       {JX_ACT_ADJUST, true, false, true, 0, 0},
    {JX_ACT_CLOSE, false, false, true, 0, 0},        {JX_ACT_REOPEN, false, false, true, 0, 0},
    {JX_ACT_PUBLISH_RUN, false, false, false, 1, 1}, {JX_ACT_DROP_RUN, false, false, false, 1, 1},
    {JX_ACT_OWN_SCORE, true, false, true, 1, 1},     {JX_ACT_DELEGATE, false, false, true, 3, 3},
    {JX_ACT_APPROVAL, false, false, true, 1, 1},
};

static const struct shape *shape_of(enum jx_act kind)
{
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if (shapes[i].kind == kind) return &shapes[i];
    return NULL;
}

bool jx_is_decision(enum jx_act kind)
{
    return shape_of(kind) != NULL;
}

bool jx_has_outcome(enum jx_act kind)
{
    return kind == JX_ACT_SUBMISSION || kind == JX_ACT_RUN || jx_is_decision(kind);
}

jx_status jx_decision_encode(const struct jx_decision *d, struct jx_buffer *out)
{
    jx_mp_put_array(out, 6);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_bin(out, d->nonce);
    jx_mp_put_bin(out, d->has_target ? jx_hash_slice(&d->target) : JX_ABSENT);
    jx_mp_put_text(out, d->reason);
    jx_mp_put_array(out, d->remark_count);
    for (uint32_t i = 0; i < d->remark_count; i++) {
        jx_mp_put_array(out, 3);
        jx_mp_put_text(out, d->remarks[i].rule);
        jx_mp_put_text(out, d->remarks[i].place);
        jx_mp_put_text(out, d->remarks[i].text);
    }
    jx_mp_put_array(out, d->argument_count);
    for (uint32_t i = 0; i < d->argument_count; i++)
        jx_mp_put_text(out, d->arguments[i]);
    return out->status;
}

static void get_prose(struct jx_tuple *t, size_t max, struct jx_slice *out)
{
    jx_tuple_text(t, max, out);
    if (t->status == JX_OK) t->status = jx_text_check(*out);
}

static void get_remarks(struct jx_tuple *t, struct jx_arena *a, struct jx_decision *out)
{
    struct jx_tuple list;
    out->remark_count = jx_tuple_inner(t, JX_REMARKS_MAX, &list);
    out->remarks = jx_tuple_room(t, a, out->remark_count, sizeof *out->remarks);
    for (uint32_t i = 0; t->status == JX_OK && i < out->remark_count; i++) {
        struct jx_tuple one = jx_tuple_over(jx_tuple_any(&list), 3);
        get_prose(&one, JX_WORD_MAX, &out->remarks[i].rule);
        get_prose(&one, JX_WHERE_BYTES - 1, &out->remarks[i].place);
        get_prose(&one, JX_REASON_MAX, &out->remarks[i].text);
        t->status = one.status;
    }
}

static void get_decision(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_decision *out = to;
    jx_tuple_bin(t, JX_NONCE_BYTES, &out->nonce);
    if (t->status == JX_OK && out->nonce.len != JX_NONCE_BYTES) t->status = JX_E_FORMAT;
    out->has_target = !jx_tuple_nil(t);
    if (out->has_target) jx_tuple_fixed(t, JX_HASH_BYTES, out->target.bytes);
    get_prose(t, JX_REASON_MAX, &out->reason);
    get_remarks(t, a, out);
    struct jx_tuple list;
    out->argument_count = jx_tuple_inner(t, JX_DECISION_ARGUMENTS_MAX, &list);
    for (uint32_t i = 0; t->status == JX_OK && i < out->argument_count; i++) {
        get_prose(&list, JX_NAME_MAX, &out->arguments[i]);
        t->status = list.status;
    }
}

static bool says_nothing(struct jx_slice text)
{
    return jx_trim(text).len == 0;
}

static jx_status check_shape(const struct shape *s, const struct jx_decision *d)
{
    if (s->target != d->has_target) return JX_E_FORMAT;
    if (d->argument_count < s->least || d->argument_count > s->most) return JX_E_FORMAT;
    if (s->remarks && d->remark_count == 0) return JX_E_FIELD_MISSING;
    if (s->reason && says_nothing(d->reason)) return JX_E_FIELD_MISSING;
    for (uint32_t i = 0; i < d->remark_count; i++)
        if (says_nothing(d->remarks[i].text)) return JX_E_FIELD_MISSING;
    return JX_OK;
}

jx_status jx_decision_decode(enum jx_act kind, struct jx_slice bytes, struct jx_arena *a,
                             struct jx_decision *out)
{
    const struct shape *s = shape_of(kind);
    *out = (struct jx_decision){.has_target = false};
    if (!s) return JX_E_PROTOCOL;
    jx_status rc = jx_tuple_read(bytes, 6, VERSION, a, get_decision, out);
    return rc == JX_OK ? check_shape(s, out) : rc;
}
