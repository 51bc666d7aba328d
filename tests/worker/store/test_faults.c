/* Point 1 fails, then point 2, and so on until a fold meets no fault: afterwards the store holds
 * the old state or the new one, and after a failed commit it takes no other. Every call to LMDB and
 * to the heap is such a point (the linker's --wrap). */
#include "county.h"

#include "../../proto/kv/points.h"

#include <errno.h>
#include <lmdb.h>
#include <stdlib.h>

/* ---- what is folded ---- */

enum { BEFORE = 4, AFTER = 4 };

struct scene {
    struct place place;
    struct store_item items[BEFORE + AFTER];
    struct jx_hash old, new;
};

/* The second half counts, replaces, moves a key, conflicts and activates a pack. */
static void make_items(struct scene *s)
{
    struct jx_arena *a = &s->place.arena;
    struct store_item *it = s->items;
    it[0] = submission(a, &(struct spec){1, "3301", 1, .amount = 10});
    it[1] = submission(a, &(struct spec){2, "3302", 1, .amount = 20});
    it[2] = submission(a, &(struct spec){3, "3302", 1, .amount = 25});
    it[3] = key_act(a, 4);
    it[4] = submission(a, &(struct spec){5, "3301", 2, .amount = 11, .parent = &it[0].entry.id});
    it[5] = submission(a, &(struct spec){6, "3302", 3, .amount = 21, .parent = &it[2].entry.id});
    it[6] = pack_act(a, 7, "pack");
    it[7] = submission(a, &(struct spec){8, "3301", 2, .amount = 1});
}

static struct jx_hash dump_after(const struct scene *s, uint32_t count)
{
    struct place p;
    place_make(&p);
    place_open(&p);
    fold_all(p.store, s->items, count);
    const struct jx_hash dump = dump_of(p.store);
    place_remove(&p);
    return dump;
}

static void make_scene(struct scene *s)
{
    place_make(&s->place);
    make_items(s);
    s->old = dump_after(s, BEFORE);
    s->new = dump_after(s, BEFORE + AFTER);
}

static jx_status fold_after(struct scene *s)
{
    struct jx_outcome o[AFTER];
    return store_fold(s->place.store, journal_of_test, s->items + BEFORE, AFTER, o);
}

static bool holds(struct scene *s, const struct jx_hash *expected)
{
    const struct jx_hash is = dump_of(s->place.store);
    return jx_hash_eq(&is, expected);
}

/* ---- the loops ---- */

static const int codes[] = {EIO, ENOMEM, ENOSPC, MDB_MAP_FULL, MDB_CORRUPTED};
enum { CODES = sizeof codes / sizeof codes[0] };

/* One fold with a fault at this point; false when the fold had fewer points. */
static bool fold_with_fault(struct scene *s, unsigned point, int code, bool lasting)
{
    struct place *p = &s->place;
    place_make(p);
    make_items(s);
    place_open(p);
    fold_all(p->store, s->items, BEFORE);
    points_arm(point, code, lasting);
    jx_status rc = fold_after(s);
    bool fired = points_disarm();
    assert_true(fired || rc == JX_OK);
    /* Nothing here fails in silence: who hears JX_OK has the new state, whoever does not, the old
     * one. */
    assert_true(holds(s, rc == JX_OK ? &s->new : &s->old));
    assert_clean(p->store);
    jx_status again = fold_after(s);
    if (again != JX_OK) { /* only where a commit's failure left the disk's state unknown */
        assert_int_equal(again, JX_E_IO);
        place_close(p);
        place_open(p);
        assert_int_equal(fold_after(s), JX_OK);
    }
    assert_true(holds(s, &s->new));
    place_remove(p);
    return fired;
}

static void test_folding(void **state)
{
    (void)state;
    struct scene s;
    make_scene(&s);
    place_remove(&s.place);
    for (unsigned c = 0; c < CODES; c++) {
        for (int lasting = 0; lasting < 2; lasting++) {
            unsigned point = 1;
            while (fold_with_fault(&s, point, codes[c], lasting))
                point++;
            assert_true(point > 50);
        }
    }
}

static void test_opening(void **state)
{
    (void)state;
    struct scene s;
    make_scene(&s);
    for (int made = 0; made < 2; made++) { /* an empty folder, then one with a store */
        for (unsigned c = 0; c < CODES; c++) {
            for (unsigned point = 1;; point++) {
                struct store *st = NULL;
                points_arm(point, codes[c], false);
                jx_status rc = store_open(s.place.dir, MAP_BYTES, &st);
                bool fired = points_disarm();
                assert_true((rc == JX_OK) == (st != NULL));
                assert_true(fired || rc == JX_OK);
                store_close(&st);
                if (!made) { /* whatever it left behind, the next one opens */
                    place_open(&s.place);
                    assert_clean(s.place.store);
                    place_remove(&s.place);
                    place_make(&s.place);
                }
                if (!fired) break;
            }
        }
        if (made) break;
        make_items(&s);
        place_open(&s.place);
        fold_all(s.place.store, s.items, BEFORE);
        place_close(&s.place);
    }
    place_open(&s.place);
    assert_true(holds(&s, &s.old));
    place_remove(&s.place);
}

static jx_status query_all(struct scene *s, struct jx_arena *a)
{
    struct store *st = s->place.store;
    struct store_document d, *list = NULL;
    struct store_aggregate *rows = NULL;
    struct jx_slice content;
    uint32_t count = 0;
    uint64_t position = 0;
    jx_status rc = store_find(st, &s->items[0].entry.id, a, &d);
    if (rc == JX_OK) rc = store_list(st, JX_LIT("33"), true, 10, a, &list, &count);
    if (rc == JX_OK)
        rc = store_summary(st, 2023, JX_LIT("self_evaluation"), JX_LIT(""), a, &rows, &count,
                           &position);
    if (rc == JX_OK) rc = store_pack_at(st, 9, a, &position, &content);
    if (rc == JX_OK) rc = store_position(st, &position);
    return rc;
}

static jx_status ignore_line(void *to, struct jx_slice line)
{
    (void)to;
    (void)line;
    return JX_OK;
}

/* Queries, dump and fsck: a failure is passed on and nothing is left open. */
static void test_reading(void **state)
{
    (void)state;
    struct scene s;
    make_scene(&s);
    place_open(&s.place);
    fold_all(s.place.store, s.items, BEFORE + AFTER);
    for (int what = 0; what < 3; what++) {
        for (unsigned point = 1;; point++) {
            struct jx_arena a;
            uint64_t documents = 0;
            jx_arena_init(&a, SIZE_MAX);
            points_arm(point, EIO, false);
            jx_status rc = what == 0   ? query_all(&s, &a)
                           : what == 1 ? store_dump(s.place.store, ignore_line, NULL)
                                       : store_fsck(s.place.store, ignore_line, NULL, &documents);
            bool fired = points_disarm();
            jx_arena_clear(&a);
            assert_true((rc == JX_OK) == !fired);
            if (!fired) break;
        }
    }
    assert_true(holds(&s, &s.new));
    place_remove(&s.place);
}

/* LMDB forgets a failed sync: its next commit succeeds. Ours does not come to that. */
static void test_a_failed_sync_is_final(void **state)
{
    (void)state;
    struct scene s;
    make_scene(&s);
    place_open(&s.place);
    fold_all(s.place.store, s.items, BEFORE);
    points_arm(1, EIO, false);
    points_commits_only();
    assert_int_equal(fold_after(&s), JX_E_IO);
    assert_true(points_disarm());
    for (int i = 0; i < 3; i++)
        assert_int_equal(fold_after(&s), JX_E_IO);
    assert_true(holds(&s, &s.old)); /* reading goes on */
    place_close(&s.place);
    place_open(&s.place);
    assert_int_equal(fold_after(&s), JX_OK);
    assert_true(holds(&s, &s.new));
    place_remove(&s.place);
}

/* A disk that was full has room again: nothing to restart. */
static void test_a_full_disk_passes(void **state)
{
    (void)state;
    struct scene s;
    make_scene(&s);
    place_open(&s.place);
    fold_all(s.place.store, s.items, BEFORE);
    points_arm(1, ENOSPC, true);
    points_commits_only();
    assert_int_equal(fold_after(&s), JX_E_DISK_FULL);
    assert_int_equal(fold_after(&s), JX_E_DISK_FULL);
    assert_true(points_disarm());
    assert_int_equal(fold_after(&s), JX_OK);
    assert_true(holds(&s, &s.new));
    place_remove(&s.place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_opening),
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_a_failed_sync_is_final),
        cmocka_unit_test(test_a_full_disk_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
