/* The store, the two files and the rule pack, looked at one by one. */
#include "check.h"

#include "item.h"
#include "store/store.h"

#include "../proto/base/text.h"
#include "../proto/net/checking.h"
#include "../proto/net/identity.h"

#include <stdio.h>
#include <unistd.h>

enum { ROOM_BYTES = 64 << 20 }; /* below that a store's next batches will hardly fit */

static void check_files(struct jx_checking *c, const struct worker_settings *s)
{
    struct jx_county county = {.unit = ""};
    struct jx_identity identity = {.unit = ""};
    jx_status rc = jx_county_read(s->county, &county);
    jx_check(c, s->county, rc, county.endpoint,
             "give the county.conf of the broker, its endpoint tcp://ADDRESS:PORT");
    jx_check_secret(c, s->key);
    rc = jx_identity_read(s->key, &identity);
    bool match = rc != JX_OK || jx_curve_keys_match(&identity.keys);
    jx_check(c, "key", match ? rc : JX_E_CONFIG, "its two halves belong together",
             "make one with jixiao keygen, and have it enrolled with role worker");
    jx_wipe(&identity, sizeof identity);
}

static void check_pack(struct jx_checking *c, struct store *st, uint64_t position)
{
    struct jx_arena a;
    struct jx_slice content;
    struct item_pack pack = {.pack = NULL};
    struct jx_pack_trouble t = {.status = JX_OK};
    uint64_t activated = 0;
    char found[64], advice[320];
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = store_pack_at(st, position, &a, &activated, &content);
    bool none = rc == JX_E_NOT_FOUND;
    if (rc == JX_OK) rc = item_pack_parse(content, &pack, &t);
    snprintf(found, sizeof found, "parsed, in force since position %llu",
             (unsigned long long)activated);
    snprintf(advice, sizeof advice, "%s line %u: %s; activate one that jixiao rules test accepts",
             t.file, t.line, t.expected_en);
    if (none)
        jx_check_note("rule pack", "the store has none yet");
    else
        jx_check(c, "rule pack", rc, found, advice);
    jx_pack_free(&pack.pack);
    jx_arena_clear(&a);
}

static void check_content(struct jx_checking *c, const struct worker_settings *s)
{
    struct store *st = NULL;
    uint64_t position = 0;
    char found[64];
    jx_status rc = store_open(s->store, (size_t)s->map_mb << 20, &st);
    if (rc == JX_OK) rc = store_position(st, &position);
    snprintf(found, sizeof found, "folded to position %llu", (unsigned long long)position);
    jx_check(
        c, "store", rc, found,
        "jixiao-worker --fsck says more; a store that is removed is made again from the journal");
    if (rc == JX_OK) check_pack(c, st, position);
    store_close(&st);
}

int check_config(const struct worker_settings *s)
{
    struct jx_checking c = {0};
    char file[JX_PATH_ROOM];
    if (!jx_path_join(file, s->store, "store.mdb")) return jx_status_exit(JX_E_CONFIG);
    check_files(&c, s);
    /* The folder is made at the first start, and so is the store in it: opening makes one. */
    if (access(s->store, F_OK) == 0) jx_check_folder(&c, s->store, ROOM_BYTES);
    if (access(file, F_OK) == 0)
        check_content(&c, s);
    else
        jx_check_note(s->store, "has no store yet; the first start makes one");
    return c.exit_code;
}
