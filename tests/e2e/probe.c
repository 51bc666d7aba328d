/* Looks at a county from outside while it works, for the end-to-end tests.
 *
 *   probe positions COUNTY STORE   for each line of standard input: "journal store", both positions
 *   probe receipts COUNTY HOME STORE
 *                                  verifies every receipt of a client and finds its act in journal
 * and store; prints "receipts scored", or what is wrong, and then exits with 1
 *
 * Nothing is written to journal or store. */
#include "../../broker/journal/journal.h"
#include "../../proto/base/text.h"
#include "../../proto/file/file.h"
#include "../../proto/net/identity.h"
#include "../../worker/store/store.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const size_t map_bytes = (size_t)1 << 38; /* as the programs' own default */

struct probe {
    struct jx_county county;
    struct jx_sign_keys keys; /* the public one only */
    char journal[JX_PATH_ROOM];
    const char *store;
};

static int fail(const char *what, jx_status rc)
{
    fprintf(stderr, "probe: %s: %s\n", what, jx_status_name(rc));
    return 1;
}

static jx_status prepare(struct probe *p, const char *folder, const char *store)
{
    char conf[JX_PATH_ROOM];
    p->store = store;
    if (!jx_path_join(conf, folder, "county.conf") || !jx_path_join(p->journal, folder, "journal"))
        return JX_E_CONFIG;
    jx_status rc = jx_county_read(conf, &p->county);
    memcpy(p->keys.public_key, p->county.signing_key, sizeof p->keys.public_key);
    return rc;
}

static jx_status positions(const struct probe *p, uint64_t *journal, uint64_t *store)
{
    struct journal *j = NULL;
    struct store *st = NULL;
    char data[JX_PATH_ROOM];
    *store = 0;
    /* The store first: what is committed was journalled before, so the difference is never
     * negative. */
    jx_status rc = jx_path_join(data, p->store, "store.mdb") ? JX_OK : JX_E_CONFIG;
    if (rc == JX_OK && access(data, R_OK) == 0) {
        rc = store_open(p->store, map_bytes, &st);
        if (rc == JX_OK) rc = store_position(st, store);
    }
    if (rc == JX_OK) rc = journal_open(p->journal, map_bytes, &p->keys, &j);
    if (rc == JX_OK) *journal = journal_last(j);
    journal_close(&j);
    store_close(&st);
    return rc;
}

static int print_positions(const struct probe *p)
{
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        uint64_t journal = 0, store = 0;
        jx_status rc = positions(p, &journal, &store);
        if (rc != JX_OK) return fail("positions", rc);
        printf("%llu %llu\n", (unsigned long long)journal, (unsigned long long)store);
        fflush(stdout);
    }
    return 0;
}

/* ---- receipts ---- */

struct checking {
    const struct probe *probe;
    struct journal *journal;
    struct store *store;
    struct jx_arena arena;
    unsigned receipts, scored;
};

static jx_status check_receipt(struct checking *c, const char *path, const struct jx_hash *id)
{
    struct jx_slice bytes;
    struct jx_receipt r;
    struct store_document d;
    uint64_t position = 0;
    jx_status rc = jx_file_read(path, JX_RECEIPT_BYTES_MAX, &c->arena, &bytes);
    if (rc == JX_OK) rc = jx_receipt_decode(bytes, &r);
    if (rc == JX_OK) rc = jx_receipt_verify(&r, id, c->probe->keys.public_key);
    if (rc == JX_OK) rc = journal_find(c->journal, id, &position);
    if (rc == JX_OK && position != r.entry.position) rc = JX_E_RECEIPT;
    if (rc == JX_OK) rc = store_find(c->store, id, &c->arena, &d);
    if (rc == JX_OK && d.position != position) rc = JX_E_CORRUPT;
    if (rc == JX_OK) c->scored += d.outcome.state == JX_STATE_SCORED && d.outcome.judged;
    c->receipts++;
    jx_arena_clear(&c->arena);
    return rc;
}

static jx_status check_folder(struct checking *c, const char *home)
{
    char folder[JX_PATH_ROOM], path[JX_PATH_ROOM];
    DIR *dir = jx_path_join(folder, home, "receipts") ? opendir(folder) : NULL;
    if (!dir) return JX_E_NOT_FOUND;
    jx_status rc = JX_OK;
    for (struct dirent *e; rc == JX_OK && (e = readdir(dir));) {
        struct jx_hash id;
        struct jx_slice name = jx_slice_of(e->d_name), tail = JX_LIT(".receipt");
        if (!jx_ends_with(name, tail)) continue;
        bool ok = jx_hex_parse(jx_slice_at(name.ptr, name.len - tail.len), id.bytes, JX_HASH_BYTES);
        rc = ok && jx_path_join(path, folder, e->d_name) ? check_receipt(c, path, &id)
                                                         : JX_E_FORMAT;
        if (rc != JX_OK) fail(e->d_name, rc);
    }
    closedir(dir);
    return rc;
}

static int check_receipts(const struct probe *p, const char *home)
{
    struct checking c = {.probe = p};
    jx_arena_init(&c.arena, JX_ARENA_BYTES_MAX);
    jx_status rc = journal_open(p->journal, map_bytes, &p->keys, &c.journal);
    if (rc == JX_OK) rc = store_open(p->store, map_bytes, &c.store);
    if (rc == JX_OK) rc = check_folder(&c, home);
    if (rc == JX_OK) printf("%u %u\n", c.receipts, c.scored);
    journal_close(&c.journal);
    store_close(&c.store);
    jx_arena_clear(&c.arena);
    return rc == JX_OK ? 0 : fail("receipts", rc);
}

int main(int argc, char **argv)
{
    struct probe p;
    bool of_positions = argc == 4 && strcmp(argv[1], "positions") == 0;
    bool of_receipts = argc == 5 && strcmp(argv[1], "receipts") == 0;
    if (!of_positions && !of_receipts) {
        fputs("usage: probe positions COUNTY STORE | probe receipts COUNTY HOME STORE\n", stderr);
        return 2;
    }
    jx_status rc = jx_crypto_init();
    if (rc == JX_OK) rc = prepare(&p, argv[2], argv[argc - 1]);
    if (rc != JX_OK) return fail(argv[2], rc);
    return of_positions ? print_positions(&p) : check_receipts(&p, argv[3]);
}
