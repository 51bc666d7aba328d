/* Packs by their hash, and verdicts made again. */
#include "judged.h"

#include "../../worker/rules/rule_list.h"

#include <stdlib.h>

static jx_status place_of(struct judges *j, const struct jx_hash *hash, uint32_t *out)
{
    for (*out = 0; *out < j->count; ++*out)
        if (jx_hash_eq(&j->known[*out].hash, hash)) return JX_OK;
    if (j->count == JUDGES_MAX) return JX_E_ROWS;
    j->known[j->count++].hash = *hash;
    return JX_OK;
}

jx_status judges_note(struct judges *j, const struct jx_listed *l)
{
    uint32_t at;
    return l->outcome.judged ? place_of(j, &l->outcome.pack, &at) : JX_OK;
}

void judges_clear(struct judges *j)
{
    for (uint32_t i = 0; i < j->count; i++)
        jx_pack_free(&j->known[i].pack);
    *j = (struct judges){.count = 0};
}

jx_status judges_judge(struct judges *j, struct session *s, const struct published *p,
                       struct jx_arena *a, struct judgement *out)
{
    uint32_t at = 0;
    *out = (struct judgement){.arena = a};
    if (!p->listed->outcome.judged) return JX_OK;
    jx_status rc = place_of(j, &p->listed->outcome.pack, &at);
    if (rc == JX_OK && !j->known[at].pack)
        rc = ask_pack_named(s, &p->listed->outcome.pack, a, &j->known[at].pack);
    if (rc == JX_E_NOT_FOUND) return JX_OK; /* a run's, that was dropped since */
    if (rc == JX_OK) rc = jx_judge(p->document, j->known[at].pack, a, &out->verdict);
    if (rc == JX_OK) out->pack = j->known[at].pack;
    return rc == JX_E_NO_PACK ? JX_OK : rc;
}

static struct jx_slice title_of(const struct judgement *j, struct jx_slice rule)
{
    struct jx_rule_facts f;
    for (uint32_t i = 0; jx_rule_facts(j->pack, i, JX_LANG_ZH, j->arena, &f); i++)
        if (jx_slice_eq(f.id, rule)) return f.title_zh;
    return JX_LIT("");
}

struct jx_slice judgement_says(const struct judgement *j, const struct jx_found *f)
{
    if (!j->pack) return JX_LIT("");
    for (uint32_t i = 0; i < j->verdict.finding_count; i++) {
        const struct jx_finding *v = &j->verdict.findings[i];
        if (jx_slice_eq(v->rule, f->rule) && jx_slice_eq(jx_slice_of(v->where), f->place))
            return v->message_zh;
    }
    return title_of(j, f->rule);
}
