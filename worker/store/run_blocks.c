/* Results of runs as bytes and back. */
#include "run_blocks.h"

#include "packed.h"

enum { MASK_BYTES = 4 };
static_assert(BLOCK_POSITIONS == MASK_BYTES * 8, "a bit for each position");

enum result_flag {
    RESULT_COMPUTED = 1,
    RESULT_FULL = 2,
    RESULT_UNJUDGED = 4,      /* and why */
    RESULT_CLASSES = 8,       /* with other names than the first judgement's; else differences */
    RESULT_SAME_CLASSES = 16, /* those of the first judgement */
    RESULT_FLAGS = 31
};

struct key key_of_block(uint64_t run, uint64_t position)
{
    struct key k = key_of_position(run);
    key_put_position(&k, block_of(position));
    return k;
}

/* ---- writing ---- */

void run_blocks_init(struct run_blocks *b)
{
    *b = (struct run_blocks){.list = NULL};
    jx_arena_init(&b->arena, SIZE_MAX);
    jx_buffer_init(&b->results, SIZE_MAX);
    jx_buffer_init(&b->one, JX_MESSAGE_BYTES_MAX);
}

void run_blocks_clear(struct run_blocks *b)
{
    jx_arena_clear(&b->arena);
    jx_buffer_clear(&b->results);
    jx_buffer_clear(&b->one);
    b->list = NULL;
    b->count = b->room = 0;
}

static enum result_flag classes_flag(const struct store_rescored *r, const struct store_first *f)
{
    bool named = r->class_count == f->class_count, same = true;
    for (uint32_t i = 0; named && i < f->class_count; i++) {
        named = jx_slice_eq(r->classes[i].name, f->classes[i].name);
        same &= memcmp(r->classes[i].sums, f->classes[i].sums, sizeof r->classes[i].sums) == 0;
    }
    if (!named) return RESULT_CLASSES;
    return same ? RESULT_SAME_CLASSES : 0;
}

static void put_classes(struct jx_buffer *b, const struct store_rescored *r,
                        const struct store_first *f, unsigned flags)
{
    const bool named = flags & RESULT_CLASSES;
    if (flags & RESULT_SAME_CLASSES) return;
    if (named) packed_put_uint(b, r->class_count);
    for (uint32_t i = 0; i < r->class_count; i++) {
        if (named) packed_put_text(b, r->classes[i].name);
        packed_put_sums(b, STORE_DETAIL_SUMS, r->classes[i].sums,
                        named ? NULL : f->classes[i].sums);
    }
}

static void put_findings(struct jx_buffer *b, const struct store_rescored *r)
{
    jx_buffer_put(b, r->verdict.bytes, JX_HASH_BYTES);
    packed_put_uint(b, r->finding_count);
    for (uint32_t i = 0; i < r->finding_count; i++) {
        const struct store_finding *f = &r->findings[i];
        packed_put_text(b, f->rule);
        packed_put_text(b, f->place);
        packed_put_uint(b, f->severity);
        packed_put_uint(b, f->answered);
        packed_put_text(b, f->figures);
    }
}

static void put_result(struct jx_buffer *b, const struct store_rescored *r,
                       const struct store_first *f)
{
    const unsigned flags = (r->has_computed ? RESULT_COMPUTED : 0u) | (r->full ? RESULT_FULL : 0u) |
                           (r->status != JX_OK ? RESULT_UNJUDGED : 0u) | classes_flag(r, f);
    packed_put_uint(b, flags);
    if (flags & RESULT_UNJUDGED) packed_put_text(b, jx_slice_of(jx_status_name(r->status)));
    if (flags & RESULT_COMPUTED) packed_put_int(b, r->computed.micro);
    packed_put_uint(b, r->grade);
    packed_put_uint(b, r->light);
    if (flags & RESULT_FULL) put_findings(b, r);
    packed_put_sums(b, JX_STORE_ADDS, r->adds, f->adds);
    put_classes(b, r, f, flags);
}

/* The last row, or a new one; NULL: no memory. */
static struct run_block *row_for(struct run_blocks *b, uint64_t position)
{
    const uint64_t first = block_of(position);
    if (b->count && b->list[b->count - 1].first == first) return &b->list[b->count - 1];
    struct run_block *more = jx_arena_grown(&b->arena, b->list, b->count, &b->room, sizeof *more);
    if (!more) return NULL;
    b->list = more;
    more[b->count] = (struct run_block){.first = first, .at = b->results.len};
    return &more[b->count++];
}

jx_status run_blocks_add(struct run_blocks *b, const struct store_rescored *r,
                         const struct store_first *first)
{
    struct run_block *row = row_for(b, r->position);
    if (!row) return jx_arena_failure(&b->arena);
    jx_buffer_reset(&b->one);
    put_result(&b->one, r, first);
    packed_put_text(&b->results, jx_buffer_slice(&b->one));
    row->there |= (uint32_t)1 << (r->position - row->first);
    row->len = b->results.len - row->at;
    return b->one.status == JX_OK ? b->results.status : b->one.status;
}

static void put_mask(struct jx_buffer *b, uint32_t there)
{
    char bytes[MASK_BYTES];
    for (unsigned i = 0; i < MASK_BYTES; i++)
        bytes[i] = (char)(unsigned char)(there >> (8 * i));
    jx_buffer_put(b, bytes, sizeof bytes);
}

static struct jx_slice results_of(const struct run_blocks *b, const struct run_block *row)
{
    return jx_slice_at(b->results.bytes + row->at, row->len);
}

/* A slice begins within a row that the slice before has begun. */
static jx_status store_row(const struct run_blocks *b, const struct run_block *row,
                           struct kv_tx *tx, uint64_t run, struct jx_buffer room[2])
{
    const struct key k = key_of_block(run, row->first);
    const struct jx_slice fresh = results_of(b, row);
    struct block_reader before = {.left = 0, .rest = JX_LIT("")};
    struct jx_slice body;
    jx_status rc = row_get(tx, TABLE_SCORES, key_slice(&k), &body);
    if (rc == JX_OK) rc = block_open(body, row->first, &before);
    if (rc != JX_OK && rc != JX_E_NOT_FOUND) return rc;
    jx_buffer_reset(room);
    put_mask(room, before.left | row->there);
    jx_buffer_put(room, before.rest.ptr, before.rest.len);
    jx_buffer_put(room, fresh.ptr, fresh.len);
    if (room->status != JX_OK) return room->status;
    return row_put(tx, TABLE_SCORES, key_slice(&k), jx_buffer_slice(room), &room[1]);
}

jx_status run_blocks_store(const struct run_blocks *b, struct kv_tx *tx, uint64_t run,
                           struct jx_buffer room[2])
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < b->count; i++)
        rc = store_row(b, &b->list[i], tx, run, room);
    return rc;
}

/* ---- reading ---- */

jx_status block_open(struct jx_slice body, uint64_t first, struct block_reader *out)
{
    *out = (struct block_reader){.first = first};
    if (body.len < MASK_BYTES) return JX_E_CORRUPT;
    for (unsigned i = 0; i < MASK_BYTES; i++)
        out->left |= (uint32_t)(unsigned char)body.ptr[i] << (8 * i);
    out->rest = jx_slice_from(body, MASK_BYTES);
    return JX_OK;
}

struct block_reader run_blocks_read(const struct run_blocks *b, uint32_t index)
{
    const struct run_block *row = &b->list[index];
    return (struct block_reader){row->first, row->there, results_of(b, row)};
}

bool block_next(struct block_reader *b, uint64_t *position, struct jx_slice *result)
{
    if (!b->left) return false;
    struct packed p = packed_over(b->rest);
    *position = b->first + (unsigned)__builtin_ctz(b->left);
    *result = packed_text(&p);
    b->rest = packed_rest(&p);
    b->left &= b->left - 1;
    return true;
}

/* What was read borrows until the next write; those who ask keep it longer. */
static void get_copy(struct packed *p, struct jx_arena *a, struct jx_slice *out)
{
    *out = jx_arena_copy(a, packed_text(p));
}

static jx_status get_findings(struct packed *p, struct jx_arena *a, struct store_rescored *out)
{
    enum { FINDING_BYTES_LEAST = 5 };
    out->finding_count = (uint32_t)packed_uint(p);
    if (out->finding_count > (uint64_t)(p->end - p->at) / FINDING_BYTES_LEAST) return JX_E_CORRUPT;
    out->findings = jx_arena_array(a, out->finding_count, sizeof *out->findings);
    if (!out->findings) return jx_arena_failure(a);
    for (uint32_t i = 0; i < out->finding_count; i++) {
        struct store_finding *f = &out->findings[i];
        get_copy(p, a, &f->rule);
        get_copy(p, a, &f->place);
        f->severity = (uint8_t)packed_uint(p);
        f->answered = packed_uint(p);
        get_copy(p, a, &f->figures);
        if (a->status != JX_OK) return a->status;
    }
    return JX_OK;
}

static jx_status get_classes(struct packed *p, unsigned flags, const struct store_first *first,
                             struct jx_arena *a, struct store_rescored *out)
{
    const bool named = flags & RESULT_CLASSES;
    const uint64_t count = named ? packed_uint(p) : first->class_count;
    if (named && count > (uint64_t)(p->end - p->at)) return JX_E_CORRUPT;
    out->classes = jx_arena_array(a, count, sizeof *out->classes);
    if (!out->classes) return jx_arena_failure(a);
    out->class_count = (uint32_t)count;
    for (uint32_t i = 0; i < out->class_count; i++) {
        struct store_detail *d = &out->classes[i];
        if (!named) *d = first->classes[i];
        if (flags & RESULT_SAME_CLASSES) continue;
        d->kind = STORE_DETAIL_CLASS;
        if (named) get_copy(p, a, &d->name);
        packed_sums(p, STORE_DETAIL_SUMS, named ? NULL : first->classes[i].sums, d->sums);
    }
    return a->status;
}

/* Those of a result that is looked at without them. */
static void skip_findings(struct packed *p)
{
    for (uint64_t n = packed_uint(p); n > 0 && !p->bad; n--) {
        packed_text(p);
        packed_text(p);
        packed_uint(p);
        packed_uint(p);
        packed_text(p);
    }
}

static jx_status get_verdict(struct packed *p, struct jx_arena *a, struct store_rescored *out)
{
    const struct jx_slice verdict = packed_bytes(p, JX_HASH_BYTES);
    if (verdict.len < JX_HASH_BYTES) return JX_E_CORRUPT;
    memcpy(out->verdict.bytes, verdict.ptr, JX_HASH_BYTES);
    if (a) return get_findings(p, a, out);
    skip_findings(p);
    return JX_OK;
}

static jx_status get_judgement(struct packed *p, unsigned flags, struct store_rescored *out)
{
    if (flags & RESULT_UNJUDGED) {
        const struct jx_slice why = packed_text(p);
        out->status = jx_status_of_name(why.ptr, why.len);
    }
    if (flags & RESULT_COMPUTED) out->computed.micro = packed_int(p);
    const uint64_t grade = packed_uint(p), light = packed_uint(p);
    out->grade = (uint8_t)grade;
    out->light = (uint8_t)light;
    return grade > UINT8_MAX || light > UINT8_MAX ? JX_E_CORRUPT : JX_OK;
}

jx_status rescored_read(struct jx_slice result, uint64_t position, const struct store_first *first,
                        struct jx_arena *a, struct store_rescored *out)
{
    struct packed p = packed_over(result);
    const uint64_t flags = packed_uint(&p);
    *out = (struct store_rescored){.position = position,
                                   .status = JX_OK,
                                   .has_computed = flags & RESULT_COMPUTED,
                                   .full = flags & RESULT_FULL};
    if (flags > RESULT_FLAGS) return JX_E_CORRUPT;
    jx_status rc = get_judgement(&p, (unsigned)flags, out);
    if (rc == JX_OK && out->full) rc = get_verdict(&p, a, out);
    if (rc == JX_OK && first) packed_sums(&p, JX_STORE_ADDS, first->adds, out->adds);
    if (rc == JX_OK && first && a) rc = get_classes(&p, (unsigned)flags, first, a, out);
    bool whole = first && a;
    return rc == JX_OK && (p.bad || (whole && p.at != p.end)) ? JX_E_CORRUPT : rc;
}

static jx_status find(struct block_reader b, uint64_t position, struct jx_slice *result)
{
    uint64_t at = 0;
    if (!(b.left >> (position - b.first) & 1)) return JX_E_NOT_FOUND;
    while (block_next(&b, &at, result))
        if (at == position) return JX_OK;
    return JX_E_CORRUPT;
}

jx_status rescored_get(struct kv_tx *tx, uint64_t run, uint64_t position,
                       const struct store_first *first, struct jx_arena *a,
                       struct store_rescored *out)
{
    const struct key k = key_of_block(run, position);
    struct block_reader b;
    struct jx_slice body, result;
    jx_status rc = row_get(tx, TABLE_SCORES, key_slice(&k), &body);
    if (rc == JX_OK) rc = block_open(body, block_of(position), &b);
    if (rc == JX_OK) rc = find(b, position, &result);
    return rc == JX_OK ? rescored_read(result, position, first, a, out) : rc;
}
