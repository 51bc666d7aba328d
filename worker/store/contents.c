/* What was sent, kept compressed: the one file that knows zstd. Forms of a county resemble each
 * other far more than the parts of one form do, so a dictionary of what they have in common does
 * most of the work. */
#include "contents.h"
#include "rows.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <zstd.h>

/* The dictionary is part of the format: another one has to come with another version byte, and this
 * one stays as long as it can be found in a store. ops/dictionary has made it. */
__asm__(".section .rodata\n"
        ".balign 8\ncontent_dictionary:\n"
        ".incbin \"" DICTIONARY_FILE "\"\n"
        "content_dictionary_end:\n"
        ".previous\n");
extern const char content_dictionary[], content_dictionary_end[];

enum {
    AS_SENT = 1,
    COMPRESSED = 2,
    LEVEL = 3, /* a higher one takes twice the time for a few hundredths less */
};

/* What a thread compresses and expands with: made when it first does, and again after memory was
 * short. */
struct press {
    ZSTD_CCtx *in;
    ZSTD_DCtx *out;
    ZSTD_CDict *in_words;
    ZSTD_DDict *out_words;
    char *bytes; /* what was compressed last */
    size_t room;
};

static pthread_key_t presses;
static bool have_presses;

static void press_free(void *of)
{
    struct press *p = of;
    ZSTD_freeCCtx(p->in);
    ZSTD_freeDCtx(p->out);
    ZSTD_freeCDict(p->in_words);
    ZSTD_freeDDict(p->out_words);
    free(p->bytes);
    free(p);
}

static void make_key(void)
{
    have_presses = pthread_key_create(&presses, press_free) == 0;
}

static struct press *press_new(void)
{
    struct press *p = calloc(1, sizeof *p);
    const size_t len = (size_t)(content_dictionary_end - content_dictionary);
    if (!p) return NULL;
    p->in = ZSTD_createCCtx();
    p->out = ZSTD_createDCtx();
    p->in_words = ZSTD_createCDict(content_dictionary, len, LEVEL);
    p->out_words = ZSTD_createDDict(content_dictionary, len);
    /* Which dictionary it was is said by the version byte. */
    if (p->in && p->out && p->in_words && p->out_words &&
        !ZSTD_isError(ZSTD_CCtx_setParameter(p->in, ZSTD_c_dictIDFlag, 0)) &&
        !ZSTD_isError(ZSTD_CCtx_refCDict(p->in, p->in_words)))
        return p;
    press_free(p);
    return NULL;
}

/* NULL when memory is short. */
static struct press *press(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_key);
    struct press *p = have_presses ? pthread_getspecific(presses) : NULL;
    if (p || !have_presses) return p;
    p = press_new();
    if (p && pthread_setspecific(presses, p) == 0) return p;
    if (p) press_free(p);
    return NULL;
}

/* Room for the compressed bytes; the press keeps it for the next ones. */
static bool make_room(struct press *p, size_t room)
{
    if (room <= p->room) return true;
    char *bytes = realloc(p->bytes, room);
    if (!bytes) return false;
    p->bytes = bytes;
    p->room = room;
    return true;
}

jx_status content_pack(struct jx_slice content, struct jx_arena *a, struct jx_slice *value)
{
    struct press *p = press();
    assert(content.len <= JX_CONTENT_BYTES_MAX);
    if (!p || !make_room(p, 1 + content.len)) return JX_E_NO_MEMORY;
    size_t n = ZSTD_compress2(p->in, p->bytes + 1, content.len, content.ptr, content.len);
    const bool smaller = !ZSTD_isError(n); /* there was no room for more */
    p->bytes[0] = smaller ? COMPRESSED : AS_SENT;
    if (!smaller) memcpy(p->bytes + 1, content.ptr, content.len);
    *value = jx_arena_copy(a, jx_slice_at(p->bytes, 1 + (smaller ? n : content.len)));
    return jx_is_absent(*value) ? jx_arena_failure(a) : JX_OK;
}

static jx_status expand(struct jx_slice packed, struct jx_arena *a, struct jx_slice *out)
{
    unsigned long long len = ZSTD_getFrameContentSize(packed.ptr, packed.len);
    if (len > JX_CONTENT_BYTES_MAX) return JX_E_CORRUPT; /* unknown and wrong are larger */
    struct press *p = press();
    char *to = p ? jx_arena_take(a, len) : NULL;
    if (!p) return JX_E_NO_MEMORY;
    if (!to) return jx_arena_failure(a);
    size_t n = ZSTD_decompress_usingDDict(p->out, to, len, packed.ptr, packed.len, p->out_words);
    *out = jx_slice_at(to, len);
    return n == len ? JX_OK : JX_E_CORRUPT;
}

jx_status content_open(struct jx_slice value, struct jx_arena *a, struct jx_slice *out)
{
    if (value.len == 0) return JX_E_CORRUPT;
    const struct jx_slice rest = jx_slice_from(value, 1);
    if (value.ptr[0] == COMPRESSED) return expand(rest, a, out);
    if (value.ptr[0] != AS_SENT) return JX_E_VERSION;
    *out = jx_arena_copy(a, rest);
    return jx_is_absent(*out) ? jx_arena_failure(a) : JX_OK;
}

jx_status content_get(struct kv_tx *tx, uint64_t position, const struct jx_hash *id,
                      struct jx_arena *a, struct jx_slice *out)
{
    struct key k = key_of_position(position);
    struct jx_slice value;
    jx_status rc = kv_get(tx, TABLE_CONTENTS, key_slice(&k), &value);
    if (rc == JX_OK) rc = content_open(value, a, out);
    if (rc != JX_OK) return rc;
    struct jx_hash is = jx_act_id(*out);
    return jx_hash_eq(&is, id) ? JX_OK : JX_E_CORRUPT;
}

jx_status content_put(struct kv_tx *tx, uint64_t position, struct jx_slice value)
{
    struct key k = key_of_position(position);
    return kv_put_last(tx, TABLE_CONTENTS, key_slice(&k), value);
}
