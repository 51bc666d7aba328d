/* The naive fold: whose keys they are, who acts in whose place, and whose word an approval is. */
#include "model_inside.h"

#include <stdlib.h>

enum { LEVELS_WITH_DEPARTMENT = 3 };

void *model_place(void **items, uint32_t *count, uint32_t *room, size_t size)
{
    if (*count == *room) {
        *room = *room ? *room * 2 : 16;
        *items = realloc(*items, *room * size);
        if (!*items) abort();
    }
    char *at = (char *)*items + (size_t)(*count)++ * size;
    return memset(at, 0, size);
}

static bool is_role(const struct jx_key_act *act, const char *role)
{
    for (uint32_t i = 0; i < act->role_count; i++)
        if (is_text(role, act->roles[i])) return true;
    return false;
}

/* A key that is revoked stays whose it was. */
void model_enrol(struct model *m, const struct store_item *it)
{
    struct jx_key_act act;
    if (jx_key_act_decode(it->content, &act) != JX_OK || !is_text("enrol", act.action)) return;
    void *items = m->enrolments;
    struct model_enrolment *e = model_place(&items, &m->enrolment_count, &m->enrolment_room,
                                            sizeof *e);
    m->enrolments = items;
    e->position = it->entry.position;
    e->county = is_role(&act, "county");
    memcpy(e->key, act.public_key.ptr, JX_KEY_BYTES);
}

bool model_is_countys(const struct model *m, const struct store_item *it)
{
    const uint8_t *key = it->header.in_place_of ? it->header.person : it->entry.principal;
    for (uint32_t i = m->enrolment_count; i-- > 0;)
        if (memcmp(m->enrolments[i].key, key, JX_KEY_BYTES) == 0) return m->enrolments[i].county;
    return false;
}

bool model_follows_tree(const struct model *m, const struct model_document *d)
{
    unsigned levels = 0;
    const char *at = d->unit;
    while (*at && levels < LEVELS_WITH_DEPARTMENT && (at = model_superior(m, d->year, at)))
        levels++;
    return m->years[d->year - MODEL_YEAR_FIRST].by_tree && levels == LEVELS_WITH_DEPARTMENT;
}

static struct model_delegation *delegation(struct model *m, const uint8_t from[JX_KEY_BYTES],
                                           struct jx_slice to)
{
    for (uint32_t i = 0; i < m->delegation_count; i++) {
        struct model_delegation *d = &m->delegations[i];
        if (memcmp(d->from, from, JX_KEY_BYTES) == 0 && is_text(d->to, to)) return d;
    }
    void *items = m->delegations;
    struct model_delegation *d = model_place(&items, &m->delegation_count, &m->delegation_room,
                                             sizeof *d);
    m->delegations = items;
    memcpy(d->from, from, JX_KEY_BYTES);
    copy_text(d->to, sizeof d->to, to);
    return d;
}

/* The broker lets in none that says nothing. */
void model_delegate(struct model *m, const struct store_item *it)
{
    const struct jx_slice *says = it->decision.arguments;
    struct model_delegation *d = delegation(m, it->entry.principal, says[0]);
    d->position = it->entry.position;
    copy_text(d->unit, sizeof d->unit, it->header.unit);
    copy_text(d->acts, sizeof d->acts, says[1]);
    copy_text(d->until, sizeof d->until, says[2]);
}
