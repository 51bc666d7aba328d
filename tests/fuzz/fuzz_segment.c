/* What `jixiao audit` reads of an archived journal: segments of any bytes, and their pages against
 * the chain. Signatures, roots and ids are such as no fuzzer finds: in a second look the groups are
 * made from the records that are there, and signed. */
#include "fuzz_again.h"

#include "../../client/archive/chain.h"

#include <assert.h>

enum { ARENA_BYTES = 64 << 20, SMALL_BYTES = 50000 };

static const struct jx_sign_keys *keys(void)
{
    static struct jx_sign_keys made;
    static bool ready;
    if (!ready) {
        jx_status rc = jx_crypto_init();
        assert(rc == JX_OK);
        jx_sign_keys_make(&made);
    }
    ready = true;
    return &made;
}

static void take(struct chain *c, const struct journal_page *p, bool must_hold)
{
    const char *why = NULL;
    const uint64_t next = c->next;
    jx_status rc = chain_take(c, p, &why);
    assert(rc == JX_OK || (rc == JX_E_CORRUPT && why && why[0]));
    assert(rc == JX_OK || !must_hold);
    if (rc == JX_OK) assert(c->next == next + p->records.count && why[0] == '\0');
}

static void look(const struct journal_page *pages, uint32_t count)
{
    struct chain c;
    chain_begin(&c, keys()->public_key);
    for (uint32_t i = 0; i < count; i++)
        take(&c, &pages[i], false);
    chain_end(&c);
}

/* The records as they have to be at these positions; of those that are none, one with their bytes.
 */
static struct jx_slice make_record(struct jx_slice bytes, uint64_t position, struct jx_arena *a,
                                   struct jx_hash *leaf)
{
    struct jx_record r;
    struct jx_buffer entry, record;
    struct jx_entry e = {.kind = JX_ACT_SUBMISSION, .header = JX_LIT("")};
    struct jx_slice content = bytes;
    if (jx_record_decode(bytes, &r) == JX_OK) {
        e = r.entry;
        content = r.content;
    }
    e.id = jx_act_id(content);
    e.position = position;
    jx_buffer_init(&entry, JX_ENTRY_BYTES_MAX);
    jx_buffer_init(&record, JX_MESSAGE_BYTES_MAX);
    jx_status rc = jx_entry_encode(&e, &entry);
    if (rc == JX_OK) rc = jx_record_encode(jx_buffer_slice(&entry), content, &record);
    struct jx_slice out = rc == JX_OK ? jx_arena_copy(a, jx_buffer_slice(&record)) : JX_ABSENT;
    if (rc == JX_OK) *leaf = jx_leaf(jx_buffer_slice(&entry));
    jx_buffer_clear(&entry);
    jx_buffer_clear(&record);
    return out;
}

/* The page as a group of its own, signed; false when there is no room, or nothing in it. */
static bool make_page(const struct chain *c, const struct journal_page *from, struct jx_arena *a,
                      struct journal_page *out)
{
    struct jx_group g = {.first = c->next, .count = from->records.count, .previous = c->head};
    struct jx_hash *nodes = jx_arena_array(a, JX_MERKLE_NODES((size_t)g.count + 1), sizeof *nodes);
    struct jx_slice *records = jx_arena_array(a, g.count, sizeof *records);
    char *signature = jx_arena_take(a, JX_SIGNATURE_BYTES);
    struct jx_buffer b;
    if (!nodes || !records || !signature || g.count == 0) return false;
    for (uint32_t i = 0; i < g.count; i++) {
        records[i] = make_record(from->records.items[i], g.first + i, a, &nodes[i]);
        if (jx_is_absent(records[i])) return false;
    }
    g.root = jx_merkle_build(nodes, g.count);
    jx_buffer_init(&b, JX_GROUP_BYTES_MAX);
    jx_status rc = jx_group_encode(&g, &b);
    out->group = rc == JX_OK ? jx_arena_copy(a, jx_buffer_slice(&b)) : JX_ABSENT;
    jx_buffer_clear(&b);
    if (jx_is_absent(out->group)) return false;
    jx_group_sign(out->group, keys()->secret_key, (uint8_t *)signature);
    out->signature = jx_slice_at(signature, JX_SIGNATURE_BYTES);
    out->records = (struct jx_bins){records, g.count};
    return true;
}

/* Each page as it would be if it were right: it holds, and so does what comes after it. */
static void look_signed(const struct journal_page *pages, uint32_t count, struct jx_arena *a)
{
    struct chain c;
    chain_begin(&c, keys()->public_key);
    for (uint32_t i = 0; i < count; i++) {
        struct journal_page p;
        if (!make_page(&c, &pages[i], a, &p)) break;
        take(&c, &p, true);
        assert(chain_whole(&c));
        if (p.records.count < 2 || !make_page(&c, &pages[i], a, &p)) continue;
        struct journal_page shorter = p; /* the same again, in two pages */
        shorter.records.count--;
        take(&c, &shorter, true);
        assert(!chain_whole(&c));
        shorter.records = (struct jx_bins){p.records.items + p.records.count - 1, 1};
        take(&c, &shorter, true);
        assert(chain_whole(&c));
    }
    chain_end(&c);
}

/* What was read is written as the same pages; in memory, as long as no segment is full. */
static void write_again(const struct journal_page *pages, uint32_t count, uint64_t first,
                        struct jx_arena *a)
{
    struct segment_writer w;
    struct jx_buffer whole;
    struct journal_page *again = NULL;
    uint64_t begins = 0;
    uint32_t found = 0;
    segment_begin(&w, NULL);
    for (uint32_t i = 0; i < count; i++) {
        jx_status put = segment_put(&w, first, &pages[i]);
        assert(put == JX_OK);
    }
    jx_buffer_init(&whole, SEGMENT_BYTES_MAX);
    jx_mp_put_array(&whole, 3);
    jx_mp_put_uint(&whole, 1);
    jx_mp_put_uint(&whole, first);
    jx_mp_put_array(&whole, count);
    jx_buffer_put(&whole, w.pages.bytes, w.pages.len);
    jx_status rc = segment_read(jx_buffer_slice(&whole), a, &begins, &again, &found);
    assert(rc == JX_OK && begins == first && found == count);
    for (uint32_t i = 0; i < count; i++)
        assert(jx_slice_eq(again[i].group, pages[i].group) &&
               jx_slice_eq(again[i].signature, pages[i].signature) &&
               again[i].records.count == pages[i].records.count);
    jx_buffer_clear(&whole);
    jx_buffer_clear(&w.pages);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jx_arena a;
    struct journal_page *pages = NULL;
    uint64_t first;
    uint32_t count = 0;
    jx_arena_init(&a, ARENA_BYTES);
    if (segment_read(jx_slice_at(data, size), &a, &first, &pages, &count) == JX_OK) {
        assert(count <= SEGMENT_PAGES_MAX);
        if (size < SMALL_BYTES) write_again(pages, count, first, &a);
        look(pages, count);
        look_signed(pages, count, &a);
    }
    jx_arena_clear(&a);
    return 0;
}
