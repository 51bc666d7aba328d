/* Checking the chain. */
#include "chain.h"

#include <stdlib.h>

void chain_begin(struct chain *c, const uint8_t signing_key[JX_SIGN_PUBLIC_BYTES])
{
    *c = (struct chain){.next = 1};
    memcpy(c->signing_key, signing_key, sizeof c->signing_key);
}

void chain_end(struct chain *c)
{
    free(c->nodes);
    c->nodes = NULL;
}

bool chain_whole(const struct chain *c)
{
    return c->group.count == 0;
}

static jx_status wrong(const char **why, const char *what)
{
    *why = what;
    return JX_E_CORRUPT;
}

static jx_status begin_group(struct chain *c, const struct journal_page *p, const char **why)
{
    struct jx_group g;
    if (jx_group_decode(p->group, &g) != JX_OK || g.count == 0 || g.count > JX_GROUP_RECORDS_MAX)
        return wrong(why, "group");
    if (g.first != c->next || !jx_hash_eq(&g.previous, &c->head)) return wrong(why, "chain");
    if (c->groups && memcmp(g.journal, c->journal, sizeof c->journal) != 0)
        return wrong(why, "chain");
    if (p->signature.len != JX_SIGNATURE_BYTES ||
        !jx_group_verify(p->group, c->signing_key, (const uint8_t *)p->signature.ptr))
        return wrong(why, "signature");
    struct jx_hash *nodes = realloc(c->nodes, JX_MERKLE_NODES(g.count) * sizeof *nodes);
    if (!nodes) return JX_E_NO_MEMORY;
    c->nodes = nodes;
    memcpy(c->journal, g.journal, sizeof c->journal);
    c->group = g;
    c->group_head = jx_group_head(p->group);
    c->leaves = 0;
    return JX_OK;
}

/* A group that is larger than a page comes again with each. */
static jx_status go_on(const struct chain *c, const struct journal_page *p, const char **why)
{
    struct jx_hash head = jx_group_head(p->group);
    return jx_hash_eq(&head, &c->group_head) ? JX_OK : wrong(why, "group");
}

static jx_status take_record(struct chain *c, struct jx_slice bytes, const char **why)
{
    struct jx_record r;
    if (jx_record_decode(bytes, &r) != JX_OK) return wrong(why, "record");
    if (r.entry.position != c->next || c->leaves == c->group.count) return wrong(why, "order");
    c->nodes[c->leaves++] = jx_leaf(r.entry_bytes);
    c->next++;
    return JX_OK;
}

static jx_status end_group(struct chain *c, const char **why)
{
    struct jx_hash root = jx_merkle_build(c->nodes, c->group.count);
    if (!jx_hash_eq(&root, &c->group.root)) {
        c->next = c->group.first; /* one of its records: which one, no hash of the group tells */
        return wrong(why, "root");
    }
    c->head = c->group_head;
    c->group.count = 0;
    c->groups++;
    return JX_OK;
}

jx_status chain_take(struct chain *c, const struct journal_page *p, const char **why)
{
    *why = "";
    if (p->records.count == 0) return wrong(why, "order");
    jx_status rc = chain_whole(c) ? begin_group(c, p, why) : go_on(c, p, why);
    for (uint32_t i = 0; rc == JX_OK && i < p->records.count; i++)
        rc = take_record(c, p->records.items[i], why);
    return rc == JX_OK && c->leaves == c->group.count ? end_group(c, why) : rc;
}
