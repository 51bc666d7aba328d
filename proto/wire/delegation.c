/* What a decision to delegate says. */
#include "delegation.h"

#include "master.h"

bool jx_may_be_delegated(enum jx_act act)
{
    static const enum jx_act acts[] = {JX_ACT_WITHDRAW, JX_ACT_RETURN,   JX_ACT_APPROVE,
                                       JX_ACT_EXPLAIN,  JX_ACT_OVERRIDE, JX_ACT_MOVE,
                                       JX_ACT_RESOLVE,  JX_ACT_ADJUST,   JX_ACT_OWN_SCORE};
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (acts[i] == act) return true;
    return false;
}

/* JX_ACT_KEY, which nobody can delegate, when there is no such act. */
static enum jx_act act_of_name(struct jx_slice name)
{
    static const enum jx_act acts[] = {
#define A(number, NAME, name) JX_ACT_##NAME,
        JX_ACTS(A)
#undef A
    };
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (jx_slice_eq(name, jx_slice_of(jx_act_name(acts[i])))) return acts[i];
    return JX_ACT_KEY;
}

static jx_status read_acts(struct jx_slice names, uint64_t *out)
{
    *out = 0;
    while (names.len) {
        size_t end = 0;
        while (end < names.len && names.ptr[end] != ' ')
            end++;
        enum jx_act act = act_of_name(jx_slice_at(names.ptr, end));
        if (!jx_may_be_delegated(act)) return JX_E_FIELD_VALUE;
        *out |= (uint64_t)1 << (unsigned)act;
        names = jx_slice_from(names, end < names.len ? end + 1 : end);
    }
    return JX_OK;
}

jx_status jx_delegation_read(const struct jx_decision *d, struct jx_delegation *out)
{
    *out = (struct jx_delegation){.acts = 0};
    if (!jx_hex_parse(d->arguments[0], out->to, JX_KEY_BYTES)) return JX_E_FIELD_VALUE;
    jx_status rc = read_acts(d->arguments[1], &out->acts);
    if (rc != JX_OK) return rc;
    if (out->acts == 0) return d->arguments[2].len ? JX_E_FIELD_VALUE : JX_OK;
    return jx_master_day_end(d->arguments[2], &out->until_ms) ? JX_OK : JX_E_FIELD_VALUE;
}
