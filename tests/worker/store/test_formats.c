/* A store of an older format is emptied and folded again; one of a newer format is refused. */
#include "county.h"

#include "../../../worker/store/rows.h"

enum { RECORDS = 40 };

/* The state's row as a program of that format would have written it. */
static void write_format(struct place *p, uint64_t format, uint64_t position)
{
    struct kv *kv = NULL;
    struct kv_tx *tx = NULL;
    struct jx_buffer body, row;
    assert_int_equal(kv_open(p->dir, &store_form, MAP_BYTES, &kv), JX_OK);
    assert_int_equal(kv_begin(kv, true, &tx), JX_OK);
    jx_buffer_init(&body, 1000);
    jx_buffer_init(&row, 1000);
    jx_mp_put_array(&body, 3);
    jx_mp_put_uint(&body, format);
    jx_mp_put_uint(&body, position);
    jx_mp_put_bin(&body, jx_slice_at(journal_of_test, JX_JOURNAL_ID_BYTES));
    assert_int_equal(row_put(tx, TABLE_META, JX_LIT("state"), jx_buffer_slice(&body), &row), JX_OK);
    assert_int_equal(kv_commit(&tx), JX_OK);
    jx_buffer_clear(&body);
    jx_buffer_clear(&row);
    kv_close(&kv);
}

static void make(struct place *p, struct store_item **items)
{
    struct dice d = {5};
    place_make(p);
    *items = random_journal(&p->arena, &d, RECORDS);
    place_open(p);
    fold_all(p->store, *items, RECORDS);
}

static void test_an_older_store_is_folded_again(void **state)
{
    (void)state;
    struct place p;
    struct store_item *items;
    uint64_t position = 1;
    make(&p, &items);
    const struct jx_hash whole = dump_of(p.store);
    place_close(&p);
    write_format(&p, STORE_FORMAT - 1, RECORDS);
    place_open(&p);
    assert_int_equal(store_position(p.store, &position), JX_OK);
    assert_int_equal(position, 0);
    assert_clean(p.store);
    fold_all(p.store, items, RECORDS);
    const struct jx_hash again = dump_of(p.store);
    assert_true(jx_hash_eq(&whole, &again));
    place_close(&p);
    place_open(&p); /* and that was the upgrade: nothing is emptied twice */
    assert_int_equal(store_position(p.store, &position), JX_OK);
    assert_int_equal(position, RECORDS);
    place_remove(&p);
}

/* Tables that the format no longer has go with the rest, and what stood in them. */
static void test_tables_of_older_formats_go(void **state)
{
    static const char *const older[] = {"meta", "classes"};
    static const struct kv_form form = {
        .file = "store.mdb", .tables = older, .count = 2, .make = true};
    struct place p;
    struct store_item *items;
    struct kv *kv = NULL;
    struct kv_tx *tx = NULL;
    (void)state;
    make(&p, &items);
    place_close(&p);
    assert_int_equal(kv_open(p.dir, &form, MAP_BYTES, &kv), JX_OK);
    assert_int_equal(kv_begin(kv, true, &tx), JX_OK);
    assert_int_equal(kv_put(tx, 1, JX_LIT("old"), JX_LIT("row")), JX_OK);
    assert_int_equal(kv_commit(&tx), JX_OK);
    kv_close(&kv);
    write_format(&p, STORE_FORMAT - 1, RECORDS);
    place_open(&p);
    fold_all(p.store, items, RECORDS);
    assert_clean(p.store);
    place_close(&p);
    uint64_t count = 1;
    assert_int_equal(kv_open(p.dir, &form, MAP_BYTES, &kv), JX_OK);
    assert_int_equal(kv_begin(kv, true, &tx), JX_OK);
    assert_int_equal(kv_count(tx, 1, &count), JX_OK);
    assert_int_equal(count, 0); /* made anew just now */
    kv_abort(&tx);
    kv_close(&kv);
    place_remove(&p);
}

static void test_a_newer_store_is_refused(void **state)
{
    (void)state;
    struct place p;
    struct store_item *items;
    struct store *st = NULL;
    make(&p, &items);
    const struct jx_hash whole = dump_of(p.store);
    place_close(&p);
    write_format(&p, STORE_FORMAT + 1, RECORDS);
    assert_int_equal(store_open(p.dir, MAP_BYTES, &st), JX_E_VERSION);
    assert_null(st);
    write_format(&p, STORE_FORMAT, RECORDS);
    place_open(&p); /* the newer program finds it as it left it */
    const struct jx_hash still = dump_of(p.store);
    assert_true(jx_hash_eq(&whole, &still));
    place_remove(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_older_store_is_folded_again),
        cmocka_unit_test(test_tables_of_older_formats_go),
        cmocka_unit_test(test_a_newer_store_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
