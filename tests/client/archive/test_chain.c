/* Pages of a journal: a chain that holds is taken, every change of it is found where it is,
 * segments are read as they were written. */
#include "../../proto/base/cmocka_all.h"

#include "../../../client/archive/chain.h"

#include "../../../proto/file/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { GROUPS = 4, RECORDS = 6, PAGE = 4 };

/* A journal of GROUPS groups of RECORDS records, in pages of PAGE records at most. */
struct made {
    struct jx_sign_keys keys;
    struct jx_arena arena;
    struct journal_page pages[GROUPS * 2];
    uint32_t count;
};

static struct jx_slice keep(struct made *m, struct jx_buffer *b)
{
    assert_int_equal(b->status, JX_OK);
    struct jx_slice copy = jx_arena_copy(&m->arena, jx_buffer_slice(b));
    jx_buffer_clear(b);
    return copy;
}

static struct jx_slice make_record(struct made *m, uint64_t position, struct jx_hash *leaf)
{
    struct jx_buffer b;
    struct jx_slice content = jx_arena_printf(&m->arena, "content %u", (unsigned)position);
    struct jx_entry e = {.kind = JX_ACT_SUBMISSION,
                         .position = position,
                         .time_ms = 1000,
                         .header = JX_LIT("header"),
                         .id = jx_act_id(content)};
    jx_buffer_init(&b, 4096);
    jx_entry_encode(&e, &b);
    struct jx_slice entry = keep(m, &b);
    *leaf = jx_leaf(entry);
    jx_buffer_init(&b, 4096);
    jx_record_encode(entry, content, &b);
    return keep(m, &b);
}

static struct jx_slice sign(struct made *m, struct jx_slice group)
{
    uint8_t signature[JX_SIGNATURE_BYTES];
    jx_group_sign(group, m->keys.secret_key, signature);
    return jx_arena_copy(&m->arena, jx_slice_at(signature, sizeof signature));
}

static void make_group(struct made *m, uint64_t first, struct jx_hash *previous)
{
    struct jx_hash nodes[JX_MERKLE_NODES(RECORDS)];
    struct jx_slice *records = jx_arena_array(&m->arena, RECORDS, sizeof *records);
    struct jx_group g = {.first = first, .count = RECORDS, .time_ms = 1000, .previous = *previous};
    struct jx_buffer b;
    for (uint32_t i = 0; i < RECORDS; i++)
        records[i] = make_record(m, first + i, &nodes[i]);
    g.root = jx_merkle_build(nodes, RECORDS);
    jx_buffer_init(&b, 4096);
    jx_group_encode(&g, &b);
    struct jx_slice group = keep(m, &b), signature = sign(m, group);
    m->pages[m->count++] = (struct journal_page){group, signature, {records, PAGE}};
    m->pages[m->count++] = (struct journal_page){
        group, signature, {records + PAGE, RECORDS - PAGE}};
    *previous = jx_group_head(group);
}

static int setup(void **state)
{
    struct made *m = calloc(1, sizeof *m);
    struct jx_hash previous = {{0}};
    if (jx_crypto_init() != JX_OK) return 1;
    jx_sign_keys_make(&m->keys);
    jx_arena_init(&m->arena, 1 << 24);
    for (uint64_t i = 0; i < GROUPS; i++)
        make_group(m, 1 + i * RECORDS, &previous);
    *state = m;
    return 0;
}

static int teardown(void **state)
{
    struct made *m = *state;
    jx_arena_clear(&m->arena);
    free(m);
    return 0;
}

/* Takes the pages; the position where it stopped holding, 0 when it did not. */
static uint64_t take(const struct made *m, const struct journal_page *pages, uint32_t count,
                     const char *expected)
{
    struct chain c;
    const char *why = "";
    jx_status rc = JX_OK;
    chain_begin(&c, m->keys.public_key);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        rc = chain_take(&c, &pages[i], &why);
    uint64_t at = rc == JX_OK ? 0 : c.next;
    if (rc == JX_OK) assert_int_equal(c.next, 1 + (uint64_t)count * RECORDS / 2);
    if (rc == JX_OK) assert_true(chain_whole(&c) == (count % 2 == 0));
    assert_string_equal(rc == JX_OK ? "" : why, expected);
    chain_end(&c);
    return at;
}

static void a_chain_that_holds_is_taken(void **state)
{
    struct made *m = *state;
    assert_int_equal(take(m, m->pages, m->count, ""), 0);
    assert_int_equal(take(m, m->pages, 2, ""), 0);
}

static void a_byte_of_a_record_is_found(void **state)
{
    struct made *m = *state;
    for (uint32_t page = 0; page < m->count; page++) {
        uint32_t inside = page % 2 ? 1 : 2;
        struct jx_slice *record = &m->pages[page].records.items[inside], whole = *record;
        for (size_t i = 0; i < whole.len; i++) {
            struct jx_slice copy = jx_arena_copy(&m->arena, whole);
            struct chain c;
            const char *why = "";
            jx_status rc = JX_OK;
            ((char *)(uintptr_t)copy.ptr)[i] ^= 1;
            *record = copy;
            chain_begin(&c, m->keys.public_key);
            for (uint32_t k = 0; rc == JX_OK && k < m->count; k++)
                rc = chain_take(&c, &m->pages[k], &why);
            assert_int_equal(rc, JX_E_CORRUPT);
            /* Its own hash says which one it is; the entry's other parts only the group's root. */
            uint64_t first = 1 + page / 2 * (uint64_t)RECORDS;
            uint64_t own = first + page % 2 * (uint64_t)PAGE + inside;
            assert_true(c.next == own || (c.next == first && strcmp(why, "root") == 0));
            chain_end(&c);
        }
        *record = whole;
    }
    assert_int_equal(take(m, m->pages, m->count, ""), 0);
}

static void what_is_left_out_or_moved_is_found(void **state)
{
    struct made *m = *state;
    struct journal_page pages[GROUPS * 2];
    memcpy(pages, m->pages + 2, sizeof pages - 2 * sizeof *pages);
    assert_int_equal(take(m, pages, 2, "chain"), 1); /* without the first group */
    memcpy(pages, m->pages, sizeof pages);
    pages[2] = m->pages[4];
    pages[3] = m->pages[5];
    assert_int_equal(take(m, pages, 4, "chain"), 1 + RECORDS); /* without the second */
    memcpy(pages, m->pages, sizeof pages);
    pages[1] = m->pages[2];
    assert_int_equal(take(m, pages, 2, "group"), 1 + PAGE); /* without the end of the first */
    memcpy(pages, m->pages, sizeof pages);
    struct jx_slice turned[PAGE];
    memcpy(turned, pages[0].records.items, sizeof turned);
    turned[0] = pages[0].records.items[1];
    turned[1] = pages[0].records.items[0];
    pages[0].records.items = turned;
    assert_int_equal(take(m, pages, 2, "order"), 1);
    memcpy(pages, m->pages, sizeof pages);
    pages[0].records.count = 0;
    assert_int_equal(take(m, pages, 1, "order"), 1);
}

static void another_signature_is_found(void **state)
{
    struct made *m = *state;
    struct journal_page pages[GROUPS * 2];
    memcpy(pages, m->pages, sizeof pages);
    pages[2].signature = pages[0].signature;
    assert_int_equal(take(m, pages, 3, "signature"), 1 + RECORDS);
    pages[2].signature = JX_LIT("short");
    assert_int_equal(take(m, pages, 3, "signature"), 1 + RECORDS);
    struct jx_sign_keys own = m->keys;
    jx_sign_keys_make(&m->keys);
    assert_int_equal(take(m, m->pages, m->count, "signature"), 1);
    m->keys = own;
}

static void segments_are_read_as_they_were_written(void **state)
{
    struct made *m = *state;
    struct folder f;
    struct segment_writer w;
    struct folder_entry *files;
    struct journal_page *pages;
    uint32_t count = 0;
    uint64_t first = 0;
    char place[64], path[CONTEXT_PATH_MAX];
    struct jx_slice bytes;
    snprintf(place, sizeof place, "/tmp/jx-segments-%ld", (long)getpid());
    assert_int_equal(folder_begin(&f, place), JX_OK);
    segment_begin(&w, &f);
    for (uint32_t i = 0; i < m->count; i++)
        assert_int_equal(segment_put(&w, 1 + (i / 2) * RECORDS + i % 2 * PAGE, &m->pages[i]),
                         JX_OK);
    assert_int_equal(segment_end(&w), JX_OK);
    assert_int_equal(folder_list(f.path, &m->arena, &files, &count), JX_OK);
    assert_int_equal(count, 1);
    assert_true(jx_slice_eq(files[0].name, JX_LIT("journal/000000000001.mp")));
    assert_int_equal(folder_file(&f, "journal/000000000001.mp", path), JX_OK);
    assert_int_equal(jx_file_read(path, SEGMENT_BYTES_MAX, &m->arena, &bytes), JX_OK);
    assert_int_equal(segment_read(bytes, &m->arena, &first, &pages, &count), JX_OK);
    assert_int_equal(first, 1);
    assert_int_equal(take(m, pages, count, ""), 0);
    for (size_t len = 0; len < bytes.len; len += 7)
        assert_int_not_equal(
            segment_read(jx_slice_at(bytes.ptr, len), &m->arena, &first, &pages, &count), JX_OK);
    folder_abandon(&f);
    assert_int_not_equal(access(path, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_that_holds_is_taken),
        cmocka_unit_test(a_byte_of_a_record_is_found),
        cmocka_unit_test(what_is_left_out_or_moved_is_found),
        cmocka_unit_test(another_signature_is_found),
        cmocka_unit_test(segments_are_read_as_they_were_written),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
