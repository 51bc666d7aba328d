/* Point 1 fails, then point 2, and so on until an append meets no fault, once as a hiccup and once
 * lasting: afterwards the journal holds the old state or the new one, never a part of the group;
 * whoever heard JX_OK has the new one. */
#include "../../proto/base/cmocka_all.h"

#include "../../../broker/journal/journal.h"

#include "../../proto/kv/points.h"

#include <errno.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAP = 64 << 20, BEFORE = 5, GROUP = 6, NEW = 5, CONTENT = 5000 };

struct place {
    char folder[64], dir[96];
    struct jx_sign_keys keys;
    struct journal *journal;
};

static void place_open(struct place *p)
{
    assert_int_equal(journal_open(p->dir, MAP, &p->keys, &p->journal), JX_OK);
}

static void place_remove(struct place *p)
{
    static const char *const files[] = {"data.mdb", "data.mdb-lock"};
    char path[160];
    journal_close(&p->journal);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", p->dir, files[i]);
        unlink(path);
    }
    rmdir(p->dir);
    assert_int_equal(rmdir(p->folder), 0); /* nothing else was left in it */
}

/* Act `n`, each third one larger than a page. */
static struct journal_item item_of(unsigned n, char room[CONTENT])
{
    size_t len = n % 3 == 0 ? CONTENT : 100;
    memset(room, 'a' + (int)(n % 26), len);
    int head = snprintf(room, 30, "act %u", n);
    room[head] = '.';
    struct jx_slice content = jx_slice_at(room, len);
    struct journal_item it = {.kind = n % 4 == 1 ? JX_ACT_KEY : JX_ACT_SUBMISSION,
                              .header = JX_LIT("header"),
                              .content = content,
                              .id = jx_act_id(content),
                              .time_ms = 1000 + n};
    jx_buffer_init(&it.receipt, JX_RECEIPT_BYTES_MAX);
    return it;
}

/* Acts first .. first+count-1 as one group; items[i].receipt stays the caller's. */
static jx_status append(struct place *p, struct journal_item *items, unsigned first, unsigned count)
{
    static char rooms[GROUP][CONTENT];
    for (unsigned i = 0; i < count; i++)
        items[i] = item_of(first + i, rooms[i]);
    return journal_append(p->journal, items, count, 2000);
}

static void clear(struct journal_item *items, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        jx_buffer_clear(&items[i].receipt);
}

static void place_make(struct place *p)
{
    struct journal_item items[BEFORE];
    *p = (struct place){.folder = "/tmp/jx-journal-faults-XXXXXX"};
    if (access("/dev/shm", W_OK) == 0)
        snprintf(p->folder, sizeof p->folder, "/dev/shm/jx-journal-faults-XXXXXX");
    assert_int_equal(jx_crypto_init(), JX_OK);
    assert_non_null(mkdtemp(p->folder));
    snprintf(p->dir, sizeof p->dir, "%s/journal", p->folder);
    jx_sign_keys_make(&p->keys);
    assert_int_equal(journal_create(p->dir), JX_OK);
    place_open(p);
    assert_int_equal(append(p, items, 0, BEFORE), JX_OK);
    clear(items, BEFORE);
}

/* The journal holds exactly the first `count` acts, and proves each. */
static void assert_holds(struct place *p, uint64_t count)
{
    uint64_t records = 0, bad = 0;
    static char room[CONTENT];
    assert_int_equal(journal_last(p->journal), count);
    assert_int_equal(journal_verify(p->journal, &records, &bad), JX_OK);
    assert_int_equal(records, count);
    for (unsigned n = 0; n < count; n++) {
        struct journal_item it = item_of(n, room);
        struct jx_buffer receipt;
        struct jx_receipt r;
        uint64_t position = 0;
        assert_int_equal(journal_find(p->journal, &it.id, &position), JX_OK);
        assert_int_equal(position, n + 1);
        jx_buffer_init(&receipt, JX_RECEIPT_BYTES_MAX);
        assert_int_equal(journal_receipt(p->journal, position, &receipt), JX_OK);
        assert_int_equal(jx_receipt_decode(jx_buffer_slice(&receipt), &r), JX_OK);
        assert_int_equal(jx_receipt_verify(&r, &it.id, p->keys.public_key), JX_OK);
        jx_buffer_clear(&receipt);
    }
}

/* Who has a receipt in hand has it for good. */
static void assert_promises(struct place *p, const struct journal_item *items)
{
    for (unsigned i = 0; i < GROUP; i++) {
        struct jx_receipt r;
        if (items[i].status != JX_OK && items[i].status != JX_DUPLICATE) {
            assert_int_equal(items[i].status, JX_E_NO_MEMORY); /* on disk, and says so itself */
            continue;
        }
        assert_int_equal(jx_receipt_decode(jx_buffer_slice(&items[i].receipt), &r), JX_OK);
        assert_int_equal(jx_receipt_verify(&r, &items[i].id, p->keys.public_key), JX_OK);
    }
}

/* A group of one act that is there already and NEW others, with a fault at this point. False when
 * the append had fewer points. */
static bool append_with_fault(unsigned point, int code, bool lasting)
{
    struct place p;
    struct journal_item items[GROUP];
    place_make(&p);
    points_arm(point, code, lasting);
    jx_status rc = append(&p, items, BEFORE - 1, GROUP);
    bool fired = points_disarm();
    assert_true(fired || rc == JX_OK);
    assert_holds(&p, rc == JX_OK ? BEFORE + NEW : BEFORE);
    if (rc == JX_OK && code == ENOMEM) assert_promises(&p, items);
    clear(items, GROUP);
    jx_status again = append(&p, items, BEFORE - 1, GROUP);
    clear(items, GROUP);
    if (again != JX_OK) { /* only where a commit's failure left the disk's state unknown */
        assert_int_equal(again, JX_E_IO);
        journal_close(&p.journal);
        place_open(&p);
        assert_int_equal(append(&p, items, BEFORE - 1, GROUP), JX_OK);
        clear(items, GROUP);
    }
    assert_holds(&p, BEFORE + NEW);
    place_remove(&p);
    return fired;
}

static const int codes[] = {EIO, ENOMEM, ENOSPC, MDB_MAP_FULL, MDB_CORRUPTED};

static void test_appending(void **state)
{
    (void)state;
    for (size_t c = 0; c < COUNT_OF(codes); c++) {
        for (int lasting = 0; lasting < 2; lasting++) {
            unsigned point = 1;
            while (append_with_fault(point, codes[c], lasting))
                point++;
            assert_true(point > 25);
        }
    }
}

/* What is left behind by a making that failed is no journal, and the next one succeeds. */
static void test_making_and_opening(void **state)
{
    (void)state;
    struct place p;
    char second[128], path[160];
    place_make(&p);
    journal_close(&p.journal);
    snprintf(second, sizeof second, "%s/second", p.folder);
    for (size_t c = 0; c < COUNT_OF(codes); c++) {
        bool fired = true;
        for (unsigned point = 1; fired; point++) {
            struct journal *j = NULL;
            points_arm(point, codes[c], false);
            jx_status rc = journal_create(second);
            if (rc == JX_OK) rc = journal_open(second, MAP, &p.keys, &j);
            fired = points_disarm();
            assert_true((rc == JX_OK) == (j != NULL));
            assert_true(fired || rc == JX_OK);
            journal_close(&j);
            if (access(second, F_OK) != 0) assert_int_equal(journal_create(second), JX_OK);
            assert_int_equal(journal_open(second, MAP, &p.keys, &j), JX_OK);
            journal_close(&j);
            snprintf(path, sizeof path, "%s/data.mdb", second);
            unlink(path);
            snprintf(path, sizeof path, "%s/data.mdb-lock", second);
            unlink(path);
            assert_int_equal(rmdir(second), 0);
        }
    }
    place_open(&p);
    assert_holds(&p, BEFORE);
    place_remove(&p);
}

static bool ignore(void *to, uint64_t position, struct jx_slice record)
{
    (void)to;
    (void)position;
    (void)record;
    return true;
}

static jx_status read_everything(struct place *p, int what)
{
    static char room[CONTENT];
    struct journal_item it = item_of(2, room);
    struct jx_buffer receipt;
    uint64_t position = 0, bad = 0;
    jx_buffer_init(&receipt, JX_RECEIPT_BYTES_MAX);
    jx_status rc = what == 0   ? journal_read(p->journal, 1, 100, SIZE_MAX, ignore, NULL)
                   : what == 1 ? journal_read_acts(p->journal, ignore, NULL)
                   : what == 2 ? journal_find(p->journal, &it.id, &position)
                   : what == 3 ? journal_receipt(p->journal, 2, &receipt)
                               : journal_verify(p->journal, &position, &bad);
    jx_buffer_clear(&receipt);
    return rc;
}

/* A failure is passed on and nothing is left open. */
static void test_reading(void **state)
{
    (void)state;
    struct place p;
    place_make(&p);
    for (int what = 0; what < 5; what++) {
        for (unsigned point = 1;; point++) {
            points_arm(point, EIO, false);
            jx_status rc = read_everything(&p, what);
            bool fired = points_disarm();
            assert_true((rc == JX_OK) == !fired);
            if (!fired) break;
        }
    }
    assert_holds(&p, BEFORE);
    place_remove(&p);
}

/* LMDB forgets a failed sync: its next commit succeeds. Ours does not come to that. */
static void test_a_failed_sync_is_final(void **state)
{
    (void)state;
    struct place p;
    struct journal_item items[GROUP];
    place_make(&p);
    points_arm(1, EIO, false);
    points_commits_only();
    assert_int_equal(append(&p, items, BEFORE, NEW), JX_E_IO);
    assert_true(points_disarm());
    clear(items, NEW);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(append(&p, items, BEFORE, NEW), JX_E_IO);
        clear(items, NEW);
    }
    assert_holds(&p, BEFORE); /* reading goes on */
    journal_close(&p.journal);
    place_open(&p);
    assert_int_equal(append(&p, items, BEFORE, NEW), JX_OK);
    clear(items, NEW);
    assert_holds(&p, BEFORE + NEW);
    place_remove(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_appending),
        cmocka_unit_test(test_making_and_opening),
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_a_failed_sync_is_final),
    };
    return cmocka_run_group_tests_name("broker.journal_faults", tests, NULL, NULL);
}
