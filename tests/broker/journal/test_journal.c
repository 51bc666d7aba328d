/* The journal: what was acknowledged is there, in order, and proved. */
#include "place.h"

#include "../../proto/base/random.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void a_new_journal_is_empty_and_made_once(void **state)
{
    struct place *p = *state;
    uint64_t position;
    char missing[128];
    struct journal *none = NULL;
    struct jx_hash id = jx_hash_bytes(JX_LIT("x"));
    assert_int_equal(journal_last(p->journal), 0);
    assert_int_equal(journal_create(p->dir), JX_E_IN_USE);
    assert_int_equal(journal_find(p->journal, &id, &position), JX_E_NOT_FOUND);
    assert_int_equal(read_some(p, 1, 10, 1 << 20, 0), 0);
    verify(p, 0);
    snprintf(missing, sizeof missing, "%s/missing", p->folder);
    assert_int_equal(journal_open(missing, MAP, &p->keys, &none), JX_E_NOT_FOUND);
    assert_null(none);
}

/* What an interrupted creation left beside it is no hindrance. */
static void creation_does_not_mind_what_an_interrupted_one_left(void **state)
{
    struct place *p = *state;
    char second[128], fresh[160], file[192];
    snprintf(second, sizeof second, "%s/second", p->folder);
    snprintf(fresh, sizeof fresh, "%s.new", second);
    snprintf(file, sizeof file, "%s/data.mdb", fresh);
    assert_int_equal(mkdir(fresh, 0700), 0);
    int fd = open(file, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "half a page", 11), 11);
    close(fd);
    assert_int_equal(journal_create(second), JX_OK);
    struct journal *j = NULL;
    assert_int_equal(journal_open(second, MAP, &p->keys, &j), JX_OK);
    journal_close(&j);
    assert_int_equal(journal_create(second), JX_E_IN_USE);
}

static void receipts_of_groups_of_every_size_verify(void **state)
{
    enum { LARGEST = 70 };
    struct place *p = *state;
    static struct act acts[LARGEST];
    struct journal_item items[LARGEST];
    uint64_t last = 0;
    for (uint32_t size = 1; size <= LARGEST; size++) {
        for (uint32_t i = 0; i < size; i++)
            make_act(&acts[i], (unsigned)last + i, JX_ACT_SUBMISSION, 5000);
        assert_int_equal(append(p->journal, acts, items, size, 5000), JX_OK);
        for (uint32_t i = 0; i < size; i++) {
            struct jx_buffer later;
            uint64_t found = 0;
            assert_int_equal(items[i].status, JX_OK);
            assert_int_equal(items[i].position, last + 1 + i);
            check_receipt(p, jx_buffer_slice(&items[i].receipt), &acts[i], last + 1 + i);
            assert_int_equal(journal_find(p->journal, &items[i].id, &found), JX_OK);
            assert_int_equal(found, last + 1 + i);
            jx_buffer_init(&later, JX_RECEIPT_BYTES_MAX);
            assert_int_equal(journal_receipt(p->journal, found, &later), JX_OK);
            assert_true(jx_slice_eq(jx_buffer_slice(&later), jx_buffer_slice(&items[i].receipt)));
            jx_buffer_clear(&later);
        }
        clear(acts, size);
        last += size;
        assert_int_equal(journal_last(p->journal), last);
    }
    verify(p, last);
    journal_close(&p->journal);
    open_journal(p);
    verify(p, last);
}

static void a_repeated_act_gets_the_first_ones_receipt(void **state)
{
    struct place *p = *state;
    static const unsigned numbers[] = {1, 2, 1, 3, 2, 1};
    static const uint64_t positions[] = {1, 2, 1, 3, 2, 1};
    static struct act acts[6];
    struct journal_item items[6];
    for (int round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < 6; i++)
            make_act(&acts[i], numbers[i], JX_ACT_SUBMISSION, 5000);
        assert_int_equal(append(p->journal, acts, items, 6, 5000), JX_OK);
        for (uint32_t i = 0; i < 6; i++) {
            bool first = round == 0 && (i == 0 || i == 1 || i == 3);
            assert_int_equal(items[i].status, first ? JX_OK : JX_DUPLICATE);
            assert_int_equal(items[i].position, positions[i]);
            /* Whoever sent it first stands in the receipt. */
            check_receipt(p, jx_buffer_slice(&items[i].receipt), &acts[i], positions[i]);
        }
        clear(acts, 6);
        assert_int_equal(journal_last(p->journal), 3);
        if (round != 1) continue;
        journal_close(&p->journal);
        open_journal(p);
    }
    verify(p, 3);
}

static void check_found(struct place *p, unsigned number, uint64_t position)
{
    static struct act a;
    struct journal_item item;
    uint64_t found = 0;
    make_act(&a, number, JX_ACT_SUBMISSION, 1000);
    assert_int_equal(journal_find(p->journal, &a.item.id, &found), JX_OK);
    assert_int_equal(found, position);
    assert_int_equal(append(p->journal, &a, &item, 1, 1000), JX_OK);
    assert_int_equal(item.status, JX_DUPLICATE);
    assert_int_equal(item.position, position);
    jx_buffer_clear(&item.receipt);
}

/* Enough acts that some of their ids are in the table on disk and some are not; act n stands at n.
 */
static void ids_are_found_wherever_they_are(void **state)
{
    enum { GROUP = 1000, GROUPS = 45 };
    struct place *p = *state;
    struct random r = {2026};
    struct jx_hash unknown = {{1}};
    uint64_t position;
    for (unsigned g = 0; g < GROUPS; g++) {
        append_group(p, 1 + g * GROUP, GROUP);
        if (g % 11 == 5) assert_int_equal(journal_settle(p->journal), JX_OK);
        if (g % 5 == 4) {
            journal_close(&p->journal);
            open_journal(p);
        }
        for (int i = 0; i < 50; i++) {
            unsigned number = 1 + (unsigned)random_below(&r, (g + 1) * GROUP);
            check_found(p, number, number);
        }
        assert_int_equal(journal_find(p->journal, &unknown, &position), JX_E_NOT_FOUND);
        assert_int_equal(journal_last(p->journal), (g + 1) * GROUP);
    }
    verify(p, GROUPS * GROUP);
    assert_int_equal(journal_settle(p->journal), JX_OK);
    verify(p, GROUPS * GROUP);
}

static void time_never_goes_back(void **state)
{
    static const int64_t times[] = {9000, 8000, 9500, 1, 9400, 20000};
    struct place *p = *state;
    uint64_t position;
    for (unsigned i = 0; i < COUNT_OF(times); i++) {
        assert_int_equal(append_one(p->journal, i, times[i], &position), JX_OK);
        if (i == 2) {
            journal_close(&p->journal);
            open_journal(p);
        }
    }
    assert_int_equal(read_some(p, 1, 100, 1 << 20, 0), COUNT_OF(times));
    verify(p, COUNT_OF(times));
}

/* What the broker does with an act goes by the same time now and after its next start. */
static void an_act_is_said_to_have_its_records_time(void **state)
{
    static const int64_t times[] = {9000, 8000, 9500}, expected[] = {9000, 9000, 9500};
    struct place *p = *state;
    struct act acts[COUNT_OF(times)];
    struct journal_item items[COUNT_OF(times)];
    for (unsigned i = 0; i < COUNT_OF(times); i++)
        make_act(&acts[i], i, JX_ACT_KEY, times[i]);
    assert_int_equal(append(p->journal, acts, items, COUNT_OF(times), 10000), JX_OK);
    for (unsigned i = 0; i < COUNT_OF(times); i++) {
        struct reading r = {.next = items[i].position};
        assert_int_equal(journal_read(p->journal, r.next, 1, 1 << 20, take, &r), JX_OK);
        assert_int_equal(r.time_ms, expected[i]);
        assert_int_equal(items[i].time_ms, expected[i]);
    }
    clear(acts, COUNT_OF(times));
}

static void reading_is_bounded_by_count_bytes_and_the_reader(void **state)
{
    struct place *p = *state;
    append_group(p, 0, 50);
    append_group(p, 50, 50);
    assert_int_equal(read_some(p, 1, 1000, 1 << 20, 0), 100);
    assert_int_equal(read_some(p, 41, 20, 1 << 20, 0), 20);
    assert_int_equal(read_some(p, 100, 20, 1 << 20, 0), 1);
    assert_int_equal(read_some(p, 101, 20, 1 << 20, 0), 0);
    assert_int_equal(read_some(p, 7, 20, 1, 0), 1); /* always one */
    struct reading r = {.next = 7};
    assert_int_equal(journal_read(p->journal, 7, 3, 1 << 20, take, &r), JX_OK);
    assert_int_equal(read_some(p, 7, 20, r.bytes, 0), 3);
    assert_int_equal(read_some(p, 7, 20, r.bytes - 1, 0), 2);
    assert_int_equal(read_some(p, 7, 20, 1 << 20, 5), 5);
}

static bool count_act(void *to, uint64_t position, struct jx_slice record)
{
    uint64_t *seen = to;
    (void)record;
    assert_true(position > seen[1]);
    seen[0]++;
    seen[1] = position;
    return true;
}

static void acts_that_are_no_submissions_are_found_again(void **state)
{
    struct place *p = *state;
    static struct act acts[40];
    struct journal_item items[40];
    uint64_t seen[2] = {0, 0};
    for (uint32_t i = 0; i < 40; i++)
        make_act(&acts[i], i,
                 i % 10 == 3   ? JX_ACT_KEY
                 : i % 10 == 7 ? JX_ACT_PACK
                               : JX_ACT_SUBMISSION,
                 5000);
    assert_int_equal(append(p->journal, acts, items, 40, 5000), JX_OK);
    clear(acts, 40);
    assert_int_equal(journal_read_acts(p->journal, count_act, seen), JX_OK);
    assert_int_equal(seen[0], 8);
    assert_int_equal(seen[1], 38);
}

/* ---- room made before ---- */

static off_t length_in(const char *dir)
{
    char path[128];
    struct stat st;
    snprintf(path, sizeof path, "%s/data.mdb", dir);
    assert_int_equal(stat(path, &st), 0);
    return st.st_size;
}

static void room_made_before_is_what_the_next_groups_take(void **state)
{
    enum { ACTS = 400, LEAST = 256 << 10 };
    struct place *p = *state;
    off_t before = 0;
    unsigned grown = 0;
    for (unsigned i = 0; i < ACTS; i++) {
        append_group(p, i, 1);
        if (i > 0) assert_int_equal(length_in(p->dir), before);
        journal_make_room(p->journal);
        off_t length = length_in(p->dir);
        grown += length != before;
        assert_true(length >= (off_t)journal_room(p->journal).used_bytes + LEAST);
        before = length;
    }
    assert_in_range(grown, 1, ACTS / 10); /* in large steps */
    verify(p, ACTS);
    assert_int_equal(read_some(p, 1, ACTS, 1 << 30, 0), ACTS);
    char copy[96];
    snprintf(copy, sizeof copy, "%s/copy", p->folder);
    assert_int_equal(mkdir(copy, 0700), 0);
    assert_int_equal(journal_copy(p->journal, copy), JX_OK); /* without it */
    assert_int_equal(length_in(copy), journal_room(p->journal).used_bytes);
    journal_close(&p->journal);
    open_journal(p);
    append_group(p, ACTS, 1);
    verify(p, ACTS + 1);
}

static void room_is_not_made_beyond_the_map(void **state)
{
    enum { SMALL = 512 << 10 };
    struct place *p = *state;
    journal_close(&p->journal);
    assert_int_equal(journal_open(p->dir, SMALL, &p->keys, &p->journal), JX_OK);
    append_group(p, 0, 1);
    off_t before = length_in(p->dir);
    journal_make_room(p->journal);
    assert_int_equal(length_in(p->dir), before);
}

static void a_group_vouches_for_each_of_its_records(void **state)
{
    struct place *p = *state;
    static const uint32_t sizes[] = {1, 5, 64};
    uint64_t first = 1;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; first += sizes[s++]) {
        append_group(p, 100 * (unsigned)s, sizes[s]);
        for (uint64_t at = first; at < first + sizes[s]; at++) {
            uint8_t signature[JX_SIGNATURE_BYTES];
            struct jx_slice bytes;
            struct jx_group g;
            struct jx_arena a;
            jx_arena_init(&a, 1 << 16);
            assert_int_equal(journal_group(p->journal, at, &a, &bytes, signature), JX_OK);
            assert_int_equal(jx_group_decode(bytes, &g), JX_OK);
            assert_int_equal(g.first, first);
            assert_int_equal(g.count, sizes[s]);
            assert_true(jx_group_verify(bytes, p->keys.public_key, signature));
            assert_int_equal(journal_group(p->journal, first + sizes[s], &a, &bytes, signature),
                             JX_E_CORRUPT);
            jx_arena_clear(&a);
        }
    }
}

/* The most acts a group may have, and the largest contents: what is read is what was put. */
static void a_group_may_be_as_large_as_it_gets(void **state)
{
    enum { LARGE = 3 };
    struct place *p = *state;
    struct journal_item items[LARGE];
    char *text = malloc(LARGE * (size_t)JX_CONTENT_BYTES_MAX);
    append_group(p, 0, JX_GROUP_RECORDS_MAX);
    for (unsigned i = 0; i < LARGE; i++) {
        struct act a;
        make_act(&a, i, JX_ACT_SUBMISSION, 1000);
        char *content = text + i * (size_t)JX_CONTENT_BYTES_MAX;
        memset(content, 'a' + (int)i, JX_CONTENT_BYTES_MAX);
        a.item.content = jx_slice_at(content, JX_CONTENT_BYTES_MAX);
        a.item.id = jx_act_id(a.item.content);
        items[i] = a.item;
    }
    assert_int_equal(journal_append(p->journal, items, LARGE, 1000), JX_OK);
    for (unsigned i = 0; i < LARGE; i++)
        jx_buffer_clear(&items[i].receipt);
    free(text);
    enum { ALL = JX_GROUP_RECORDS_MAX + LARGE };
    verify(p, ALL);
    assert_int_equal(read_some(p, JX_GROUP_RECORDS_MAX - 1, 100, SIZE_MAX, 0), 2 + LARGE);
    assert_int_equal(read_some(p, ALL - 2, 100, 2 * (size_t)JX_CONTENT_BYTES_MAX, 0), 1);
    journal_close(&p->journal);
    open_journal(p);
    assert_int_equal(journal_last(p->journal), ALL);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_new_journal_is_empty_and_made_once),
        T(creation_does_not_mind_what_an_interrupted_one_left),
        T(receipts_of_groups_of_every_size_verify),
        T(a_repeated_act_gets_the_first_ones_receipt),
        T(ids_are_found_wherever_they_are),
        T(time_never_goes_back),
        T(an_act_is_said_to_have_its_records_time),
        T(reading_is_bounded_by_count_bytes_and_the_reader),
        T(a_group_vouches_for_each_of_its_records),
        T(a_group_may_be_as_large_as_it_gets),
        T(room_made_before_is_what_the_next_groups_take),
        T(room_is_not_made_beyond_the_map),
        T(acts_that_are_no_submissions_are_found_again),
    };
#undef T
    return cmocka_run_group_tests_name("broker.journal", tests, NULL, NULL);
}
