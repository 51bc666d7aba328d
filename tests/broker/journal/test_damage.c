/* What befalls a journal: flipped bits, kills, a full map. Damage is seen, and nothing acknowledged
 * is lost. */
#include "place.h"

#include "../../proto/base/random.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- damage ---- */

static unsigned char *map_data(const struct place *p, size_t *size)
{
    char path[128];
    struct stat st;
    snprintf(path, sizeof path, "%s/data.mdb", p->dir);
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &st), 0);
    *size = (size_t)st.st_size;
    unsigned char *at = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    assert_true(at != MAP_FAILED);
    return at;
}

/* Whether opening or walking the journal finds it out. */
static bool is_seen(struct place *p)
{
    uint64_t records = 0, bad = 0;
    jx_status rc = journal_open(p->dir, MAP, &p->keys, &p->journal);
    if (rc == JX_OK) rc = journal_verify(p->journal, &records, &bad);
    journal_close(&p->journal);
    if (rc != JX_OK) assert_int_equal(rc, JX_E_CORRUPT);
    return rc != JX_OK;
}

/* Every copy of those bytes in the file: LMDB leaves old pages behind, and which one counts is its
 * own affair. */
static unsigned flip_all(unsigned char *data, size_t size, struct jx_slice bytes, size_t at,
                         unsigned char mask)
{
    unsigned found = 0;
    unsigned char *from = data;
    while ((from = memmem(from, size - (size_t)(from - data), bytes.ptr, bytes.len))) {
        from[at] ^= mask;
        from += bytes.len;
        found++;
    }
    return found;
}

static void a_flipped_bit_of_any_record_is_seen(void **state)
{
    enum { RECORDS = 120, TRIES = 40 };
    struct place *p = *state;
    struct random rng = random_seeded(3);
    append_group(p, 0, 40);
    append_group(p, 40, 40);
    append_group(p, 80, 40);
    verify(p, RECORDS);
    journal_close(&p->journal);
    size_t size;
    unsigned char *data = map_data(p, &size);
    for (int i = 0; i < TRIES; i++) {
        struct act a;
        make_act(&a, random_below(&rng, RECORDS), JX_ACT_SUBMISSION, 1000);
        size_t at = random_below(&rng, (uint32_t)a.item.content.len);
        unsigned char mask = (unsigned char)(1u << random_below(&rng, 8));
        unsigned found = flip_all(data, size, a.item.content, at, mask);
        assert_true(found > 0);
        assert_true(is_seen(p));
        a.text[at] = (char)(a.text[at] ^ (char)mask);
        assert_int_equal(flip_all(data, size, a.item.content, at, mask), found);
        if (i % 10 == 0) assert_false(is_seen(p));
    }
    munmap(data, size);
    open_journal(p);
    verify(p, RECORDS);
}

static void a_changed_receipt_place_or_signature_is_seen(void **state)
{
    struct place *p = *state;
    append_group(p, 0, 5);
    append_group(p, 5, 5);
    struct jx_buffer receipt;
    struct jx_receipt r;
    jx_buffer_init(&receipt, JX_RECEIPT_BYTES_MAX);
    assert_int_equal(journal_receipt(p->journal, 2, &receipt), JX_OK);
    assert_int_equal(jx_receipt_decode(jx_buffer_slice(&receipt), &r), JX_OK);
    journal_close(&p->journal);
    size_t size;
    unsigned char *data = map_data(p, &size);
    struct jx_slice parts[] = {r.entry_bytes, r.group_bytes,
                               jx_slice_at(r.signature, sizeof r.signature)};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        assert_true(flip_all(data, size, parts[i], 20, 1) > 0);
        assert_true(is_seen(p));
        char changed[JX_ENTRY_BYTES_MAX];
        memcpy(changed, parts[i].ptr, parts[i].len);
        changed[20] ^= 1;
        assert_true(flip_all(data, size, jx_slice_at(changed, parts[i].len), 20, 1) > 0);
    }
    assert_false(is_seen(p));
    munmap(data, size);
    jx_buffer_clear(&receipt);
    struct jx_sign_keys other = p->keys; /* whoever lacks the signing key cannot have made it */
    jx_sign_keys_make(&p->keys);
    assert_true(is_seen(p));
    p->keys = other;
}

/* Where the bytes stand, in each copy of the row. */
static size_t find_copies(unsigned char *data, size_t size, struct jx_slice bytes,
                          unsigned char *at[], size_t room)
{
    size_t found = 0;
    unsigned char *from = data;
    while ((from = memmem(from, size - (size_t)(from - data), bytes.ptr, bytes.len))) {
        assert_true(found < room);
        at[found++] = from++;
    }
    return found;
}

/* From the row's first byte to its last: heads, the group, its signature and leaves, where records
 * end, and they themselves. */
static void every_byte_of_a_group_is_checked(void **state)
{
    enum { ACTS = 3, COPIES = 8, HEAD_BYTES = 3 };
    struct place *p = *state;
    struct jx_buffer receipt;
    struct jx_receipt r;
    struct act last;
    unsigned char *copies[COPIES] = {NULL}, *contents[COPIES] = {NULL};
    size_t size;
    append_group(p, 0, ACTS);
    jx_buffer_init(&receipt, JX_RECEIPT_BYTES_MAX);
    assert_int_equal(journal_receipt(p->journal, 1, &receipt), JX_OK);
    assert_int_equal(jx_receipt_decode(jx_buffer_slice(&receipt), &r), JX_OK);
    make_act(&last, ACTS - 1, JX_ACT_SUBMISSION, 1000);
    journal_close(&p->journal);
    unsigned char *data = map_data(p, &size);
    size_t count = find_copies(data, size, r.group_bytes, copies, COPIES);
    assert_int_equal(find_copies(data, size, last.item.content, contents, COPIES), count);
    assert_true(count > 0);
    const unsigned char *end = contents[0] + last.item.content.len;
    assert_true(end > copies[0]);
    size_t row = HEAD_BYTES + (size_t)(end - copies[0]);
    for (size_t at = 0; at < row; at++) {
        for (size_t i = 0; i < count; i++)
            copies[i][at - HEAD_BYTES] ^= (unsigned char)(1u << at % 8);
        assert_true(is_seen(p));
        for (size_t i = 0; i < count; i++)
            copies[i][at - HEAD_BYTES] ^= (unsigned char)(1u << at % 8);
    }
    assert_false(is_seen(p));
    munmap(data, size);
    jx_buffer_clear(&receipt);
}

/* ---- kills ---- */

/* Appends acts in groups of 1..8, telling the number of acts through the pipe after each group. */
static void append_for_ever(const struct place *p, int fd)
{
    struct journal *j = NULL;
    static struct act acts[8];
    struct journal_item items[8];
    if (journal_open(p->dir, MAP, &p->keys, &j) != JX_OK) _exit(2);
    for (;;) {
        uint64_t last = journal_last(j);
        uint32_t count = 1 + (uint32_t)last % 8;
        for (uint32_t i = 0; i < count; i++)
            make_act(&acts[i], (unsigned)last + i, JX_ACT_SUBMISSION, 1000);
        if (append(j, acts, items, count, 1000) != JX_OK) _exit(3);
        clear(acts, count);
        if (last % 3 == 0) journal_make_room(j);
        uint64_t told = last + count;
        if (write(fd, &told, sizeof told) != (ssize_t)sizeof told) _exit(4);
    }
}

static void what_was_acknowledged_survives_a_kill(void **state)
{
    enum { ROUNDS = 25 };
    struct place *p = *state;
    struct random rng = random_seeded(17);
    uint64_t acknowledged = 0;
    journal_close(&p->journal); /* no open journal goes over a fork */
    for (int round = 0; round < ROUNDS; round++) {
        int pipes[2], status;
        assert_int_equal(pipe(pipes), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(pipes[0]);
            append_for_ever(p, pipes[1]);
        }
        close(pipes[1]);
        uint64_t told, groups = 1 + random_below(&rng, 20);
        for (uint64_t i = 0; i < groups; i++) {
            assert_int_equal(read(pipes[0], &told, sizeof told), sizeof told);
            acknowledged = told;
        }
        nanosleep(&(struct timespec){0, random_below(&rng, 2000000)}, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        while (read(pipes[0], &told, sizeof told) == sizeof told)
            acknowledged = told;
        close(pipes[0]);

        open_journal(p);
        uint64_t last = journal_last(p->journal);
        assert_true(last >= acknowledged);
        verify(p, last);
        for (uint64_t n = 0; n < last; n += 1 + last / 20) {
            static struct act a;
            uint64_t position = 0;
            make_act(&a, (unsigned)n, JX_ACT_SUBMISSION, 1000);
            assert_int_equal(journal_find(p->journal, &a.item.id, &position), JX_OK);
            assert_int_equal(position, n + 1);
        }
        journal_close(&p->journal);
    }
}

/* ---- a full map ---- */

static void a_full_map_takes_nothing_and_loses_nothing(void **state)
{
    enum { TINY = 160 << 10, GROUP = 20 };
    struct place *p = *state;
    static struct act acts[GROUP];
    struct journal_item items[GROUP];
    jx_status rc = JX_OK;
    journal_close(&p->journal);
    assert_int_equal(journal_open(p->dir, TINY, &p->keys, &p->journal), JX_OK);
    uint64_t last = 0;
    while (last < 10000) {
        for (uint32_t i = 0; i < GROUP; i++)
            make_act(&acts[i], (unsigned)last + i, JX_ACT_SUBMISSION, 1000);
        rc = append(p->journal, acts, items, GROUP, 1000);
        clear(acts, GROUP);
        if (rc != JX_OK) break;
        last += GROUP;
    }
    assert_int_equal(rc, JX_E_STORE_FULL);
    assert_true(last > 0);
    assert_int_equal(journal_last(p->journal), last);
    assert_int_equal(read_some(p, 1, 100000, 1 << 30, 0), last);
    verify(p, last);
    struct jx_buffer receipt; /* of what is there, receipts are still given */
    jx_buffer_init(&receipt, JX_RECEIPT_BYTES_MAX);
    assert_int_equal(journal_receipt(p->journal, last, &receipt), JX_OK);
    jx_buffer_clear(&receipt);

    /* What found no room is not taken for a duplicate when it comes again, here or after a start.
     */
    uint64_t nowhere;
    for (uint32_t i = 0; i < GROUP; i++)
        make_act(&acts[i], (unsigned)last + i, JX_ACT_SUBMISSION, 1000);
    assert_int_equal(journal_find(p->journal, &acts[0].item.id, &nowhere), JX_E_NOT_FOUND);
    assert_int_equal(append(p->journal, acts, items, GROUP, 1000), JX_E_STORE_FULL);
    clear(acts, GROUP);

    journal_close(&p->journal);
    open_journal(p);
    assert_int_equal(journal_last(p->journal), last);
    append_group(p, (unsigned)last, GROUP);
    assert_int_equal(journal_last(p->journal), last + GROUP);
    verify(p, last + GROUP);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_flipped_bit_of_any_record_is_seen),
        T(a_changed_receipt_place_or_signature_is_seen),
        T(every_byte_of_a_group_is_checked),
        T(what_was_acknowledged_survives_a_kill),
        T(a_full_map_takes_nothing_and_loses_nothing),
    };
#undef T
    return cmocka_run_group_tests_name("broker.journal_damage", tests, NULL, NULL);
}
