/* A county's year as a folder that is published: forms as the regulations print them, tables, open
 * data, and a manifest with the hash of every file. */
#ifndef JX_PUBLISH_PUBLISH_H
#define JX_PUBLISH_PUBLISH_H

#include "../session.h"

#include "../../proto/wire/outcome.h"

struct publish_wish {
    uint32_t year;
    bool received;   /* what counts as received, not only what is approved */
    const char *dir; /* must not exist */
};

struct publish_report {
    uint64_t position, secret;
    uint32_t documents, files;
    uint32_t left_out[JX_STATE_COUNT]; /* versions, by state */
    struct jx_hash manifest;
};

/* The same position of the county gives the same bytes. The folder is there whole (JX_OK) or not at
 * all. JX_E_BUSY when the county went on while it was asked, JX_E_IN_USE when `dir` is there
 * already, what asking and writing return. */
jx_status publish_year(struct session *s, const struct publish_wish *w, struct publish_report *out);

#endif
