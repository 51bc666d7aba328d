/* The journal's chain, checked page by page: every record against its id and its group, every group
 * against its signature and the one before it. Needs the county's public signing key only. */
#ifndef JX_ARCHIVE_CHAIN_H
#define JX_ARCHIVE_CHAIN_H

#include "page.h"

struct chain {
    uint8_t signing_key[JX_SIGN_PUBLIC_BYTES];
    uint8_t journal[JX_JOURNAL_ID_BYTES]; /* the first group's */
    struct jx_hash head;                  /* of the last whole group; zeros before the first */
    uint64_t next;                        /* the position that has to come, from 1 */
    uint64_t groups;
    /* the group that is being read */
    struct jx_group group; /* count 0: none */
    struct jx_hash group_head;
    struct jx_hash *nodes; /* its leaves so far */
    uint32_t leaves;
};

void chain_begin(struct chain *c, const uint8_t signing_key[JX_SIGN_PUBLIC_BYTES]);
/* Takes the page that begins at c->next. JX_OK; JX_E_CORRUPT: it does not hold at position c->next,
 * and *why says in a word which check failed ("record", "order", "group", "chain", "signature",
 * "root"); JX_E_NO_MEMORY. */
jx_status chain_take(struct chain *c, const struct journal_page *p, const char **why);
/* Whether everything that was taken is vouched for: no group is half read. */
bool chain_whole(const struct chain *c);
void chain_end(struct chain *c);

#endif
