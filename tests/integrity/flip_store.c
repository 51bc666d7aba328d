/* A store whose bits are flipped: every kind of row, large contents, free pages. */
#include "flips.h"

#include "../worker/store/county.h"

#include <stdlib.h>
#include <unistd.h>

enum { RECORDS = 150, MORE = 6, TEXT = 256, LARGE = 7000 };

struct subject {
    char dir[TEXT], path[TEXT];
    struct jx_arena arena;
    struct store_item *items;
    struct jx_hash whole, later; /* dumps: as it is, and after MORE records */
    struct store_document *documents;
};

static jx_status fold(struct store *st, const struct store_item *items, uint32_t count)
{
    struct jx_outcome outcomes[RECORDS];
    return store_fold(st, journal_of_test, items, count, outcomes);
}

static jx_status chain_line(void *to, struct jx_slice line)
{
    struct jx_hash *h = to;
    const struct jx_slice parts[] = {jx_hash_slice(h), line};
    *h = jx_hash_parts(parts, 2);
    return JX_OK;
}

static bool has_dump(struct store *st, const struct jx_hash *expected)
{
    struct jx_hash h = {{0}};
    return store_dump(st, chain_line, &h) == JX_OK && jx_hash_eq(&h, expected);
}

static jx_status print_line(void *to, struct jx_slice line)
{
    if (*(const bool *)to) printf("%.*s", (int)line.len, line.ptr);
    return JX_OK;
}

static jx_status check(struct store *st, bool say)
{
    uint64_t documents = 0;
    return store_fsck(st, print_line, &say, &documents);
}

/* ---- looking ---- */

static bool same_document(const struct store_document *a, const struct store_document *b)
{
    return a->position == b->position && a->time_ms == b->time_ms && a->year == b->year &&
           memcmp(a->principal, b->principal, JX_KEY_BYTES) == 0 && jx_slice_eq(a->unit, b->unit) &&
           jx_slice_eq(a->form, b->form) && jx_slice_eq(a->period, b->period) &&
           jx_slice_eq(a->unit_name, b->unit_name) &&
           jx_slice_eq(a->project_name, b->project_name) && jx_slice_eq(a->content, b->content) &&
           a->outcome.state == b->outcome.state && a->has_successor == b->has_successor;
}

/* As the worker reads: what comes is right, or JX_E_CORRUPT. */
static enum flip_end read_all(const struct subject *s, struct store *st)
{
    bool damaged = false;
    for (uint32_t i = 0; i < RECORDS; i++) {
        struct store_document d;
        struct jx_arena a;
        if (s->documents[i].position == 0) continue;
        jx_arena_init(&a, SIZE_MAX);
        jx_status rc = store_find(st, &s->items[i].entry.id, &a, &d);
        bool same = rc == JX_OK && same_document(&d, &s->documents[i]);
        jx_arena_clear(&a);
        if (rc == JX_OK && !same) return FLIP_LOST;
        damaged |= rc != JX_OK; /* one that is not found has to be found out by fsck */
    }
    return damaged ? FLIP_FOUND : FLIP_HARMLESS;
}

/* The state before the last transaction: workers fold again what is missing. */
static bool catch_up(const struct subject *s, struct store *st)
{
    uint64_t position = 0;
    if (store_position(st, &position) != JX_OK) return true; /* damage; what reads it says so */
    uint32_t at = (uint32_t)position;
    return at >= RECORDS || fold(st, s->items + at, RECORDS - at) == JX_OK;
}

static enum flip_end look_open(const struct subject *s, struct store *st, bool say)
{
    if (!catch_up(s, st)) return FLIP_LOST;
    enum flip_end reading = read_all(s, st);
    if (reading == FLIP_LOST) return FLIP_LOST;
    jx_status rc = check(st, say);
    if (rc == JX_E_CORRUPT) return FLIP_FOUND;
    if (rc != JX_OK || reading == FLIP_FOUND || !has_dump(st, &s->whole)) return FLIP_LOST;
    if (fold(st, s->items + RECORDS, MORE) != JX_OK) return FLIP_LOST;
    return has_dump(st, &s->later) && check(st, true) == JX_OK ? FLIP_HARMLESS : FLIP_LOST;
}

static enum flip_end look(void *of, bool say)
{
    const struct subject *s = of;
    struct store *st = NULL;
    struct pages_damage damage;
    jx_status rc = store_open(s->dir, MAP_BYTES, &st);
    if (rc != JX_OK && rc != JX_E_CORRUPT && rc != JX_E_VERSION) return FLIP_LOST;
    if (rc != JX_OK) {
        jx_status again = store_diagnose(s->dir, MAP_BYTES, &damage);
        return again == rc || again == JX_OK ? FLIP_FOUND : FLIP_LOST; /* OK: the state's row */
    }
    enum flip_end end = look_open(s, st, say);
    store_close(&st);
    return end;
}

/* ---- making ---- */

/* Some contents are too large for a page of rows. */
static void enlarge(struct subject *s, struct store_item *it)
{
    char *text = jx_arena_take(&s->arena, LARGE);
    if (!text) abort();
    memset(text, 'x', LARGE);
    memcpy(text, it->content.ptr, it->content.len);
    it->content = jx_slice_at(text, LARGE - it->entry.position);
    it->entry.id = jx_act_id(it->content);
}

struct flip_victim flip_store(const char *folder, uint64_t seed)
{
    struct subject *s = calloc(1, sizeof *s);
    struct store *st = NULL;
    struct dice d = {77};
    if (!s) abort();
    jx_arena_init(&s->arena, SIZE_MAX);
    snprintf(s->dir, sizeof s->dir, "%s/store", folder);
    snprintf(s->path, sizeof s->path, "%s/store/store.mdb", folder);
    s->items = random_journal(&s->arena, &d, RECORDS + MORE);
    s->documents = jx_arena_array(&s->arena, RECORDS, sizeof *s->documents);
    for (uint32_t i = 0; i < RECORDS; i += 10)
        if (s->items[i].entry.kind == JX_ACT_SUBMISSION) enlarge(s, &s->items[i]);
    if (!s->documents || store_open(s->dir, MAP_BYTES, &st) != JX_OK) abort();
    for (uint32_t i = 0, count; i < RECORDS; i += count) {
        count = i ? 1 + i % 7 : 1 + (uint32_t)(seed % 5);
        if (count > RECORDS - i) count = RECORDS - i;
        if (fold(st, s->items + i, count) != JX_OK) abort();
    }
    if (store_dump(st, chain_line, &s->whole) != JX_OK) abort();
    for (uint32_t i = 0; i < RECORDS; i++)
        store_find(st, &s->items[i].entry.id, &s->arena, &s->documents[i]);
    store_close(&st);

    char aside[TEXT + 8]; /* the later dump, in a copy */
    snprintf(aside, sizeof aside, "%s.later", s->dir);
    if (store_open(aside, MAP_BYTES, &st) != JX_OK) abort();
    if (fold(st, s->items, RECORDS) != JX_OK || fold(st, s->items + RECORDS, MORE) != JX_OK)
        abort();
    if (store_dump(st, chain_line, &s->later) != JX_OK) abort();
    store_close(&st);
    static const char *const files[] = {"store.mdb", "store.mdb-lock"};
    for (int i = 0; i < 2; i++) {
        char path[TEXT + 32];
        snprintf(path, sizeof path, "%s/%s", aside, files[i]);
        unlink(path);
    }
    rmdir(aside);
    return (struct flip_victim){.name = "store", .path = s->path, .look = look, .of = s};
}

void flip_store_end(const struct flip_victim *v)
{
    struct subject *s = v->of;
    char lock[TEXT + 8];
    snprintf(lock, sizeof lock, "%s-lock", s->path);
    unlink(lock);
    unlink(s->path);
    rmdir(s->dir);
    jx_arena_clear(&s->arena);
    free(s);
}
