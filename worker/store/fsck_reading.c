/* What the checks of all tables read of others. */
#include "fsck.h"

bool fsck_position(struct fsck *f, enum table t, struct jx_slice key, uint64_t *position)
{
    struct jx_slice rest = key;
    if (key_get_position(&rest, position) && rest.len == 0) return true;
    fsck_report(f, t, key, "the key is no position");
    return false;
}

bool fsck_is_there(struct fsck *f, enum table t, struct jx_slice key)
{
    struct jx_slice value;
    jx_status rc = kv_get(f->tx, t, key, &value);
    if (rc != JX_OK && rc != JX_E_NOT_FOUND && f->stopped == JX_OK) f->stopped = rc;
    return rc == JX_OK;
}

void fsck_mark(struct fsck *f, enum table t, const struct key *k)
{
    if (!fsck_is_there(f, t, key_slice(k))) fsck_report(f, t, key_slice(k), "the row is missing");
}

bool fsck_read_content(struct fsck *f, uint64_t position, const struct jx_hash *id,
                       struct jx_arena *a, struct jx_slice *content)
{
    struct key k = key_of_position(position);
    jx_status rc = content_get(f->tx, position, id, a, content);
    if (rc == JX_E_CORRUPT)
        fsck_report(f, TABLE_CONTENTS, key_slice(&k), "the content's hash is not its id");
    else
        fsck_read(f, rc, TABLE_CONTENTS, key_slice(&k));
    return rc == JX_OK;
}

void fsck_content(struct fsck *f, uint64_t position, const struct jx_hash *id)
{
    struct jx_arena a;
    struct jx_slice content;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    fsck_read_content(f, position, id, &a, &content);
    jx_arena_clear(&a);
}
