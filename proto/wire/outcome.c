/* Outcomes as bytes and back. */
#include "outcome.h"

#include "../base/limits.h"
#include "tuple.h"

enum { VERSION = 1, GRADES = 5, LIGHTS = 4, FIELDS = 13, FIELDS_LIGHT, FIELDS_NOW = 17 };

static const struct {
    enum jx_state state;
    const char *name, *zh;
} states[] = {
#define X(NAME, number, name, zh) {JX_STATE_##NAME, name, zh},
    JX_STATES(X)
#undef X
};

const char *jx_state_name(enum jx_state s)
{
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (states[i].state == s) return states[i].name;
    return "unknown";
}

const char *jx_state_zh(enum jx_state s)
{
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (states[i].state == s) return states[i].zh;
    return "未知";
}

static void put_score(struct jx_buffer *b, bool has, jx_dec score)
{
    if (has)
        jx_mp_put_int(b, score.micro);
    else
        jx_mp_put_nil(b);
}

jx_status jx_outcome_encode(const struct jx_outcome *o, struct jx_buffer *out)
{
    jx_mp_put_array(out, FIELDS_NOW);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_uint(out, o->state);
    jx_mp_put_text(out, jx_slice_of(jx_status_name(o->status)));
    jx_mp_put_text(out, jx_slice_of(o->where));
    jx_mp_put_int(out, o->limit);
    put_score(out, o->has_claimed, o->claimed);
    put_score(out, o->has_computed, o->computed);
    jx_mp_put_uint(out, o->grade);
    jx_mp_put_uint(out, o->errors);
    jx_mp_put_uint(out, o->explains);
    jx_mp_put_uint(out, o->warnings);
    jx_mp_put_bin(out, o->judged ? jx_hash_slice(&o->verdict) : JX_ABSENT);
    jx_mp_put_bin(out, o->judged ? jx_hash_slice(&o->pack) : JX_ABSENT);
    jx_mp_put_uint(out, o->light);
    put_score(out, o->has_confirmed, o->confirmed);
    jx_mp_put_uint(out, o->confirmed_grade);
    jx_mp_put_bin(out, o->has_score_pack ? jx_hash_slice(&o->score_pack) : JX_ABSENT);
    return out->status;
}

static bool get_score(struct jx_tuple *t, jx_dec *out)
{
    if (jx_tuple_nil(t)) return false;
    jx_tuple_int(t, &out->micro);
    return t->status == JX_OK;
}

static void get_hashes(struct jx_tuple *t, struct jx_outcome *o)
{
    o->judged = !jx_tuple_nil(t);
    if (o->judged) jx_tuple_fixed(t, JX_HASH_BYTES, o->verdict.bytes);
    if (!jx_tuple_nil(t)) jx_tuple_fixed(t, JX_HASH_BYTES, o->pack.bytes);
}

static void get_outcome(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_outcome *o = to;
    (void)a;
    uint64_t state = 0, grade = 0, light = 0, errors = 0, explains = 0, warnings = 0, confirmed = 0;
    struct jx_slice status = JX_LIT(""), where = JX_LIT("");
    jx_tuple_uint(t, 255, &state);
    jx_tuple_text(t, JX_WORD_MAX, &status);
    jx_tuple_text(t, JX_WHERE_BYTES - 1, &where);
    jx_tuple_int(t, &o->limit);
    o->has_claimed = get_score(t, &o->claimed);
    o->has_computed = get_score(t, &o->computed);
    jx_tuple_uint(t, GRADES - 1, &grade);
    jx_tuple_uint(t, UINT32_MAX, &errors);
    jx_tuple_uint(t, UINT32_MAX, &explains);
    jx_tuple_uint(t, UINT32_MAX, &warnings);
    get_hashes(t, o);
    if (jx_mp_count(t->array) >= FIELDS_LIGHT) jx_tuple_uint(t, LIGHTS - 1, &light);
    if (jx_mp_count(t->array) >= FIELDS_NOW) {
        o->has_confirmed = get_score(t, &o->confirmed);
        jx_tuple_uint(t, GRADES - 1, &confirmed);
        o->has_score_pack = !jx_tuple_nil(t);
        if (o->has_score_pack) jx_tuple_fixed(t, JX_HASH_BYTES, o->score_pack.bytes);
    }
    o->state = (enum jx_state)state;
    o->status = jx_status_of_name(status.ptr, status.len);
    memcpy(o->where, where.ptr, where.len);
    o->grade = (uint8_t)grade;
    o->light = (uint8_t)light;
    o->confirmed_grade = (uint8_t)confirmed;
    o->errors = (uint32_t)errors;
    o->explains = (uint32_t)explains;
    o->warnings = (uint32_t)warnings;
}

jx_status jx_outcome_decode(struct jx_slice bytes, struct jx_outcome *out)
{
    *out = (struct jx_outcome){.state = JX_STATE_RECEIVED};
    return jx_tuple_read(bytes, FIELDS, VERSION, NULL, get_outcome, out);
}
