/* Opening, verifying and comparing what is left after a cut. */
#include "county.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const size_t map_bytes = (size_t)1 << 32;

static void wrong(struct verdict *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void wrong(struct verdict *v, const char *format, ...)
{
    va_list args;
    if (v->wrong[0]) return; /* what comes after the first is its consequence */
    va_start(args, format);
    vsnprintf(v->wrong, sizeof v->wrong, format, args);
    va_end(args);
}

/* ---- the whole journal, judged once ---- */

struct judging {
    struct county *c;
    struct item_pack pack;
    struct jx_arena scratch;
};

static bool judge(void *to, uint64_t position, struct jx_slice record)
{
    struct judging *g = to;
    struct county *c = g->c;
    struct jx_pack_trouble trouble;
    struct jx_slice kept = jx_arena_copy(&c->arena, record);
    struct store_item *it = &c->items[position - 1];
    if (item_make(kept, &g->pack, &c->arena, &g->scratch, it) != JX_OK) return false;
    jx_arena_clear(&g->scratch);
    /* The one pack of this county; it stays for the whole program. */
    if (it->entry.kind == JX_ACT_PACK && !g->pack.pack)
        return item_pack_parse(it->content, &g->pack, &trouble) == JX_OK;
    return true;
}

static jx_status chain_line(void *to, struct jx_slice line)
{
    struct jx_hash *h = to;
    const struct jx_slice parts[] = {jx_hash_slice(h), line};
    *h = jx_hash_parts(parts, 2);
    return JX_OK;
}

static struct jx_hash dump_of(struct store *st)
{
    struct jx_hash h = {{0}};
    if (store_dump(st, chain_line, &h) != JX_OK) memset(&h, 0xFF, sizeof h);
    return h;
}

static jx_status fold(const struct county *c, struct store *st, uint64_t from, uint64_t to)
{
    static struct jx_outcome outcomes[64];
    jx_status rc = JX_OK;
    for (uint64_t p = from; rc == JX_OK && p <= to; p += 64) {
        uint32_t n = to - p + 1 < 64 ? (uint32_t)(to - p + 1) : 64;
        rc = store_fold(st, c->id, &c->items[p - 1], n, outcomes);
    }
    return rc;
}

static void remove_store(const struct county *c)
{
    char lock[COUNTY_PATH + 8];
    snprintf(lock, sizeof lock, "%s-lock", c->store_file);
    unlink(lock);
    unlink(c->store_file);
}

/* Record by record, into a store that is thrown away. */
static bool learn_dumps(struct county *c)
{
    struct store *st = NULL;
    bool good = store_open(c->store_dir, map_bytes, &st) == JX_OK;
    for (uint64_t p = 0; good && p <= c->last; p++) {
        if (p > 0) good = fold(c, st, p, p) == JX_OK;
        c->dumps[p] = dump_of(st);
    }
    store_close(&st);
    remove_store(c);
    return good;
}

static bool learn(struct county *c, const char *folder)
{
    struct journal *j = NULL;
    struct judging g = {.c = c};
    char path[COUNTY_PATH + 16];
    snprintf(path, sizeof path, "%s/journal", folder);
    if (journal_open(path, map_bytes, &c->sign, &j) != JX_OK) return false;
    journal_id(j, c->id);
    c->last = journal_last(j);
    c->items = calloc(c->last + 1, sizeof *c->items);
    c->dumps = calloc(c->last + 1, sizeof *c->dumps);
    jx_arena_init(&g.scratch, JX_ARENA_BYTES_MAX);
    bool good = c->items && c->dumps &&
                journal_read(j, 1, (uint32_t)c->last, SIZE_MAX, judge, &g) == JX_OK;
    if (good) good = c->items[c->last - 1].entry.position == c->last;
    jx_arena_clear(&g.scratch);
    journal_close(&j);
    jx_pack_free(&g.pack.pack);
    return good && learn_dumps(c);
}

bool county_open(struct county *c, const char *folder, const char *work)
{
    struct jx_county conf;
    char path[COUNTY_PATH];
    *c = (struct county){.last = 0};
    jx_arena_init(&c->arena, SIZE_MAX);
    snprintf(path, sizeof path, "%s/county.conf", folder);
    if (jx_crypto_init() != JX_OK || jx_county_read(path, &conf) != JX_OK) return false;
    memcpy(c->sign.public_key, conf.signing_key, sizeof c->sign.public_key);
    snprintf(c->journal_dir, 2000, "%s/journal", work);
    snprintf(c->store_dir, 2000, "%s/store", work);
    snprintf(c->journal_file, sizeof c->journal_file, "%.2000s/data.mdb", c->journal_dir);
    snprintf(c->store_file, sizeof c->store_file, "%.2000s/store.mdb", c->store_dir);
    mkdir(c->journal_dir, 0700);
    return learn(c, folder);
}

void county_close(struct county *c)
{
    jx_arena_clear(&c->arena);
    free(c->items);
    free(c->dumps);
    free(c->promises);
}

void county_promise(struct county *c, const char *name, size_t len)
{
    struct jx_hash id;
    if (len < 2 * JX_HASH_BYTES ||
        !jx_hex_parse(jx_slice_at(name, 2 * JX_HASH_BYTES), id.bytes, JX_HASH_BYTES))
        return;
    if (c->promised == c->room) {
        c->room = 2 * c->room + 64;
        c->promises = realloc(c->promises, c->room * sizeof *c->promises);
        if (!c->promises) abort();
    }
    c->promises[c->promised++] = id;
}

/* ---- after a cut ---- */

static uint64_t look_at_journal(const struct county *c, struct verdict *v)
{
    struct journal *j = NULL;
    struct pages_damage damage = {.text = ""};
    uint64_t records = 0, bad = 0, last = 0;
    jx_status rc = journal_open(c->journal_dir, map_bytes, &c->sign, &j);
    if (rc != JX_OK) journal_diagnose(c->journal_dir, map_bytes, &damage);
    if (rc != JX_OK) wrong(v, "journal: %s %.150s", jx_status_name(rc), damage.text);
    if (rc == JX_OK && journal_check_pages(j, &damage) != JX_OK)
        wrong(v, "journal: %.200s", damage.text);
    if (rc == JX_OK && journal_verify(j, &records, &bad) != JX_OK)
        wrong(v, "journal: position %llu", (unsigned long long)bad);
    for (size_t i = 0; i < c->promised; i++) {
        uint64_t position = 0;
        bool there = rc == JX_OK && journal_find(j, &c->promises[i], &position) == JX_OK;
        v->lost += !there;
    }
    if (rc == JX_OK) last = journal_last(j);
    journal_close(&j);
    return last;
}

static jx_status note_line(void *to, struct jx_slice line)
{
    wrong(to, "store: %.*s", (int)(line.len > 200 ? 200 : line.len), line.ptr);
    return JX_OK;
}

static void compare(const struct county *c, struct store *st, uint64_t position, const char *what,
                    struct verdict *v)
{
    struct jx_hash is = dump_of(st);
    if (position > c->last || !jx_hash_eq(&is, &c->dumps[position]))
        wrong(v, "%s %llu is not the fold of the journal", what, (unsigned long long)position);
}

static void look_at_store(const struct county *c, uint64_t journal, bool go_on, struct verdict *v)
{
    struct store *st = NULL;
    struct pages_damage damage = {.text = ""};
    uint64_t documents = 0, position = 0;
    jx_status rc = store_open(c->store_dir, map_bytes, &st);
    if (rc != JX_OK) {
        store_diagnose(c->store_dir, map_bytes, &damage);
        wrong(v, "store: %s %.150s", jx_status_name(rc), damage.text);
        return;
    }
    rc = store_fsck(st, note_line, v, &documents);
    if (rc == JX_OK) rc = store_position(st, &position);
    if (rc == JX_OK && position > journal)
        wrong(v, "the store is at %llu, the journal at %llu", (unsigned long long)position,
              (unsigned long long)journal);
    if (rc == JX_OK) compare(c, st, position, "the store at", v);
    if (rc == JX_OK && go_on && position < journal) {
        rc = fold(c, st, position + 1, journal);
        if (rc == JX_OK) compare(c, st, journal, "going on, the store at", v);
    }
    if (rc != JX_OK) wrong(v, "store: %s", jx_status_name(rc));
    store_close(&st);
}

void county_look(struct county *c, bool go_on, struct verdict *v)
{
    uint64_t journal = look_at_journal(c, v);
    look_at_store(c, journal, go_on, v);
}
