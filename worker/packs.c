/* Keeping parsed packs. */
#include "packs.h"

void packs_clear(struct packs *p)
{
    for (size_t i = 0; i < WORKER_PACKS_MAX; i++)
        jx_pack_free(&p->items[i].pack.pack);
    *p = (struct packs){.uses = 0};
}

struct known_pack *packs_find(struct packs *p, uint64_t position)
{
    for (size_t i = 0; i < WORKER_PACKS_MAX; i++) {
        struct known_pack *k = &p->items[i];
        if (!k->used || k->position != position) continue;
        k->last_used = ++p->uses;
        return k;
    }
    return NULL;
}

static struct known_pack *make_room(struct packs *p)
{
    struct known_pack *oldest = &p->items[0];
    for (size_t i = 0; i < WORKER_PACKS_MAX; i++) {
        if (!p->items[i].used) return &p->items[i];
        if (p->items[i].last_used < oldest->last_used) oldest = &p->items[i];
    }
    jx_pack_free(&oldest->pack.pack);
    return oldest;
}

jx_status packs_learn(struct packs *p, enum jx_act kind, uint64_t position, uint64_t before,
                      struct jx_slice content, struct known_pack **out)
{
    struct jx_pack_trouble t;
    struct item_pack pack;
    *out = packs_find(p, position);
    if (*out) return JX_OK;
    jx_status rc = kind == JX_ACT_RUN ? item_run_parse(content, position, &pack, &t)
                                      : item_pack_parse(content, &pack, &t);
    if (rc == JX_E_NO_MEMORY) return rc;
    *out = make_room(p);
    **out = (struct known_pack){
        .used = true, .position = position, .before = before, .last_used = ++p->uses, .pack = pack};
    return JX_OK;
}

struct known_pack *packs_in_force(struct packs *p, uint64_t *position)
{
    struct known_pack *refused = NULL;
    while (*position != 0) {
        struct known_pack *k = packs_find(p, *position);
        if (refused) refused->before = k && !k->pack.pack ? k->before : *position;
        if (!k || k->pack.pack) return k;
        if (!refused) refused = k;
        *position = refused->before;
    }
    return NULL;
}
