/* From stored documents to what they say of each other. */
#include "relating.h"

#include "item.h"
#include "rules/relate.h"

#include "../proto/wire/codec.h"

#include <stdlib.h>

enum {
    SETS_REMEMBERED = 256,
    PACKS_KEPT = 4,
    SET_ARENA_BYTES = 512 << 20, /* what comparing the largest set may take */
    SET_STEPS = 150000000,       /* three seconds at most, in which nobody folds */
};

/* What a set was found to say. */
struct memory {
    bool used;
    uint64_t last_used;
    struct jx_hash set;
    jx_status status; /* JX_OK, or JX_E_TOO_LARGE: it would not help to try again */
    struct jx_arena arena;
    struct store_relation *items; /* in the arena */
    uint32_t count;
};

struct known_pack {
    bool used;
    uint64_t last_used;
    struct jx_hash id;     /* of its act */
    struct item_pack pack; /* empty: refused */
};

struct relating {
    struct memory memories[SETS_REMEMBERED];
    struct known_pack packs[PACKS_KEPT];
    uint64_t uses, compared;
    size_t bytes_max;
};

struct relating *relating_new(size_t bytes)
{
    struct relating *x = calloc(1, sizeof *x);
    if (x) x->bytes_max = bytes;
    return x;
}

void relating_free(struct relating **r)
{
    struct relating *x = *r;
    *r = NULL;
    if (!x) return;
    for (size_t i = 0; i < SETS_REMEMBERED; i++)
        jx_arena_clear(&x->memories[i].arena);
    for (size_t i = 0; i < PACKS_KEPT; i++)
        jx_pack_free(&x->packs[i].pack.pack);
    free(x);
}

uint64_t relating_compared(const struct relating *r)
{
    return r->compared;
}

static size_t bytes_of(const struct memory *m)
{
    return m->used ? JX_ARENA_BYTES_MAX - m->arena.left : 0;
}

size_t relating_bytes(const struct relating *r)
{
    size_t sum = 0;
    for (size_t i = 0; i < SETS_REMEMBERED; i++)
        sum += bytes_of(&r->memories[i]);
    return sum;
}

/* ---- packs ---- */

static struct known_pack *recall_pack(struct relating *x, const struct jx_hash *id)
{
    for (size_t i = 0; i < PACKS_KEPT; i++) {
        struct known_pack *k = &x->packs[i];
        if (!k->used || !jx_hash_eq(&k->id, id)) continue;
        k->last_used = ++x->uses;
        return k;
    }
    return NULL;
}

static struct known_pack *room_for_pack(struct relating *x)
{
    struct known_pack *oldest = &x->packs[0];
    for (size_t i = 1; i < PACKS_KEPT; i++)
        if (x->packs[i].last_used < oldest->last_used) oldest = &x->packs[i];
    jx_pack_free(&oldest->pack.pack);
    *oldest = (struct known_pack){.used = false};
    return oldest;
}

static jx_status learn_pack(struct relating *x, const struct store_set *set,
                            const struct store_pack *p, struct known_pack **out)
{
    struct jx_arena a;
    struct jx_slice content;
    struct jx_pack_trouble t;
    struct item_pack pack = {.pack = NULL};
    *out = recall_pack(x, &p->id);
    if (*out) return JX_OK;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = store_set_pack_content(set, p, &a, &content);
    jx_status parsed = rc == JX_OK ? item_pack_parse(content, &pack, &t) : rc;
    if (parsed == JX_E_NO_MEMORY) rc = parsed;
    if (rc == JX_OK) {
        *out = room_for_pack(x);
        **out = (struct known_pack){
            .used = true, .last_used = ++x->uses, .id = p->id, .pack = pack};
    }
    jx_arena_clear(&a);
    return rc;
}

/* The last one that was not refused; NULL where there is none. */
static jx_status pack_in_force(struct relating *x, const struct store_set *set,
                               struct known_pack **out)
{
    struct store_pack p;
    uint64_t before = UINT64_MAX;
    jx_status rc = store_set_pack(set, before, &p);
    while (rc == JX_OK) {
        rc = learn_pack(x, set, &p, out);
        if (rc != JX_OK || (*out)->pack.pack) return rc;
        before = p.position;
        rc = store_set_pack(set, before, &p);
    }
    *out = NULL;
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* ---- comparing ---- */

/* A set as the rules see it. */
struct comparison {
    const struct store_set *set;
    struct jx_arena *arena;
    const struct jx_document **documents;
    uint32_t *members; /* of the set, by document */
    uint32_t count;
};

/* What does not decode under this version's forms is compared with nothing. */
static jx_status add_document(struct comparison *c, uint32_t i)
{
    struct jx_slice content;
    struct jx_submission sub;
    struct jx_trouble t;
    struct jx_document *d = jx_arena_take(c->arena, sizeof *d);
    if (!d) return jx_arena_failure(c->arena);
    jx_status rc = store_set_content(c->set, i, c->arena, &content);
    if (rc != JX_OK) return rc;
    rc = jx_submission_decode(content, &sub);
    if (rc == JX_OK) rc = jx_document_decode_canonical(sub.document, c->arena, d, &t);
    if (rc == JX_E_NO_MEMORY || c->arena->status != JX_OK) return jx_arena_failure(c->arena);
    if (rc != JX_OK) return JX_OK;
    c->members[c->count] = i;
    c->documents[c->count++] = d;
    return JX_OK;
}

static jx_status read_documents(struct comparison *c)
{
    c->documents = jx_arena_array(c->arena, (size_t)c->set->count + 1,
                                  sizeof(struct jx_document *));
    c->members = jx_arena_array(c->arena, (size_t)c->set->count + 1, sizeof *c->members);
    if (!c->documents || !c->members) return jx_arena_failure(c->arena);
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < c->set->count; i++)
        rc = add_document(c, i);
    return rc;
}

static jx_status copy_text(struct jx_arena *a, struct jx_slice from, struct jx_slice *to)
{
    *to = jx_arena_copy(a, from.ptr ? from : JX_LIT(""));
    return jx_is_absent(*to) ? jx_arena_failure(a) : JX_OK;
}

static uint64_t position_of(const struct comparison *c, int64_t document)
{
    return document < 0 ? 0 : c->set->members[c->members[document]].position;
}

static jx_status remember_one(struct memory *m, const struct comparison *c,
                              const struct jx_related *from)
{
    const struct jx_finding *f = &from->finding;
    struct store_relation *to = &m->items[m->count++];
    *to = (struct store_relation){.position = position_of(c, from->document),
                                  .other = position_of(c, f->other),
                                  .severity = (uint8_t)f->severity};
    jx_status rc = copy_text(&m->arena, f->rule, &to->rule);
    if (rc == JX_OK) rc = copy_text(&m->arena, jx_slice_of(f->where), &to->place);
    if (rc == JX_OK) rc = copy_text(&m->arena, f->left, &to->left);
    if (rc == JX_OK) rc = copy_text(&m->arena, f->right, &to->right);
    if (rc == JX_OK) rc = copy_text(&m->arena, f->message_zh, &to->message_zh);
    return rc == JX_OK ? copy_text(&m->arena, f->message_en, &to->message_en) : rc;
}

/* Those that ask for something, as of a document alone. */
static jx_status remember_all(struct memory *m, const struct comparison *c,
                              const struct jx_relations *found)
{
    jx_status rc = JX_OK;
    m->items = jx_arena_array(&m->arena, (size_t)found->count + 1, sizeof *m->items);
    if (!m->items) return jx_arena_failure(&m->arena);
    for (uint32_t i = 0; rc == JX_OK && i < found->count; i++)
        if (found->items[i].finding.severity <= JX_SEVERITY_WARNING)
            rc = remember_one(m, c, &found->items[i]);
    return rc;
}

static jx_status compare_set(struct memory *m, const struct store_set *set,
                             const struct jx_pack *pack)
{
    struct jx_arena scratch;
    struct comparison c = {.set = set, .arena = &scratch};
    struct jx_relations found;
    jx_arena_init(&scratch, SET_ARENA_BYTES);
    jx_status rc = read_documents(&c);
    if (rc == JX_OK) rc = jx_relate_within(c.documents, c.count, pack, SET_STEPS, &scratch, &found);
    if (rc == JX_OK) rc = remember_all(m, &c, &found);
    jx_arena_clear(&scratch);
    return rc;
}

/* ---- remembering ---- */

/* Over the pack and every document: what the findings are a function of. The positions are what
 * they are told by. */
static jx_status hash_of_set(const struct store_set *set, const struct jx_hash *pack,
                             struct jx_hash *out)
{
    struct jx_buffer b;
    jx_buffer_init(&b, (size_t)(STORE_SET_MAX + 1) * 64);
    jx_mp_put_bin(&b, jx_hash_slice(pack));
    for (uint32_t i = 0; i < set->count; i++) {
        jx_mp_put_uint(&b, set->members[i].position);
        jx_mp_put_bin(&b, jx_hash_slice(&set->members[i].id));
    }
    jx_status rc = b.status;
    if (rc == JX_OK) *out = jx_hash_bytes(jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return rc;
}

static struct memory *recall(struct relating *x, const struct jx_hash *set)
{
    for (size_t i = 0; i < SETS_REMEMBERED; i++)
        if (x->memories[i].used && jx_hash_eq(&x->memories[i].set, set)) return &x->memories[i];
    return NULL;
}

static void forget(struct memory *m)
{
    jx_arena_clear(&m->arena);
    *m = (struct memory){.used = false};
}

/* Of those in use, but for `kept`; or, with NULL, of all places. */
static struct memory *oldest_memory(struct relating *x, const struct memory *kept)
{
    struct memory *oldest = NULL;
    for (size_t i = 0; i < SETS_REMEMBERED; i++) {
        struct memory *m = &x->memories[i];
        if (kept && (m == kept || !m->used)) continue;
        if (!oldest || m->last_used < oldest->last_used) oldest = m;
    }
    return oldest;
}

static struct memory *room_for_memory(struct relating *x)
{
    struct memory *m = oldest_memory(x, NULL);
    forget(m);
    jx_arena_init(&m->arena, JX_ARENA_BYTES_MAX);
    return m;
}

static void forget_what_is_too_much(struct relating *x, const struct memory *kept)
{
    size_t sum = relating_bytes(x);
    struct memory *m;
    while (sum > x->bytes_max && (m = oldest_memory(x, kept))) {
        sum -= bytes_of(m);
        forget(m);
    }
}

static jx_status learn(struct relating *x, const struct store_set *set, const struct jx_hash *hash,
                       const struct jx_pack *pack, struct memory **out)
{
    struct memory *m = room_for_memory(x);
    x->compared++;
    m->set = *hash;
    m->status = compare_set(m, set, pack);
    *out = m;
    bool lasting = m->status == JX_OK || m->status == JX_E_TOO_LARGE || m->status == JX_E_ROWS;
    m->used = lasting;
    forget_what_is_too_much(x, m);
    return lasting ? JX_OK : m->status;
}

/* Copies: what is remembered may be forgotten at the next call. */
static jx_status hand_over(const struct memory *m, struct jx_arena *a, struct store_relation **out,
                           uint32_t *count)
{
    jx_status rc = m->status;
    *out = jx_arena_array(a, (size_t)m->count + 1, sizeof **out);
    if (rc == JX_OK && !*out) rc = jx_arena_failure(a);
    for (uint32_t i = 0; rc == JX_OK && i < m->count; i++) {
        struct store_relation *to = &(*out)[i];
        *to = m->items[i];
        struct jx_slice *texts[] = {&to->rule,  &to->place,      &to->left,
                                    &to->right, &to->message_zh, &to->message_en};
        for (size_t k = 0; rc == JX_OK && k < sizeof texts / sizeof texts[0]; k++)
            rc = copy_text(a, *texts[k], texts[k]);
    }
    *count = rc == JX_OK ? m->count : 0;
    return rc;
}

static jx_status relate(void *own, const struct store_set *set, struct jx_arena *a,
                        struct store_relation **out, uint32_t *count)
{
    struct relating *x = own;
    struct known_pack *pack = NULL;
    struct jx_hash hash;
    *out = NULL;
    *count = 0;
    jx_status rc = pack_in_force(x, set, &pack);
    if (rc != JX_OK || !pack) return rc;
    rc = hash_of_set(set, &pack->id, &hash);
    if (rc != JX_OK) return rc;
    struct memory *m = recall(x, &hash);
    if (!m) rc = learn(x, set, &hash, pack->pack.pack, &m);
    if (rc != JX_OK) return rc;
    m->last_used = ++x->uses;
    return hand_over(m, a, out, count);
}

struct store_rules relating_rules(struct relating *r)
{
    return (struct store_rules){.own = r, .relate = relate};
}
