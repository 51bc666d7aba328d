/* Damage of every kind, planted behind the store's back: fsck finds it and names the place. */
#include "county.h"

#include "../../../worker/store/runs.h"

#include "../../../worker/store/rows.h"

#include <stdio.h>
#include <string.h>

/* ---- a small county with one of everything ---- */

enum { RECORDS = 19, LISTS = 7 };

struct county {
    struct place place;
    struct store_item items[RECORDS];
};

/* A row in every table of master data, and a document that is late by them. */
static void make_lists(struct county *c)
{
    static const struct {
        enum jx_master table;
        uint32_t year;
        const char *texts[2];
    } lists[] = {{JX_MASTER_units, 0, {"990|县"}},
                 {JX_MASTER_projects, 2024, {"P1|项目|990"}},
                 {JX_MASTER_codes, 2024, {"economic|302|商品和服务支出"}},
                 {JX_MASTER_expected, 2023, {"self_evaluation||990||2023-11-01"}},
                 {JX_MASTER_exceptions, 2023, {"self_evaluation||991|洪灾|"}},
                 {JX_MASTER_aliases, 0, {"unit|某局|990"}},
                 {JX_MASTER_indicators, 2024, {"|产出指标|数量指标|清淤长度|≥|公里|10"}}};
    for (uint32_t i = 0; i < LISTS; i++)
        c->items[10 + i] = master(&c->place.arena, &(struct master_rows){.position = 11 + i,
                                                                         .table = lists[i].table,
                                                                         .year = lists[i].year,
                                                                         .texts = lists[i].texts});
    c->items[17] = submission(&c->place.arena, &(struct spec){18, "990", 1, .amount = 10});
}

/* A run that changes the first document that counts. */
static void make_run(struct county *c)
{
    static struct store_detail class = {STORE_DETAIL_CLASS, {"产出", 6}, {1, 2, 3}};
    struct store_item run = run_act(&c->place.arena, RECORDS + 1, false);
    struct store_rescored changed = {.position = 6,
                                     .form = JX_LIT("self_evaluation"),
                                     .period = JX_LIT(""),
                                     .status = JX_OK,
                                     .has_computed = true,
                                     .computed = {5},
                                     .adds = {1, 17},
                                     .classes = &class,
                                     .class_count = 1};
    struct store_slice *slice = NULL;
    struct store_scorable d;
    struct jx_arena *a = &c->place.arena;
    fold_all(c->place.store, &run, 1);
    assert_int_equal(store_slice_open(c->place.store, RECORDS + 1, 2023, 1, RECORDS + 1, &slice),
                     JX_OK);
    while (store_slice_next(slice, a, &d) == JX_OK)
        if (d.position == changed.position)
            assert_int_equal(store_slice_add(slice, &changed), JX_OK);
    assert_int_equal(store_slice_commit(c->place.store, slice), JX_OK);
    store_slice_close(&slice);
}

static void make_county(struct county *c)
{
    struct jx_arena *a = &c->place.arena;
    place_make(&c->place);
    place_open(&c->place);
    c->items[0] = submission(a, &(struct spec){1, "3301", 1, .amount = 10});
    c->items[1] = submission(a, &(struct spec){2, "3301", 2, .amount = 20});
    c->items[2] = submission(a, &(struct spec){3, "3302", 1, .amount = 30, .rejected = true});
    c->items[3] = pack_act(a, 4, "pack");
    c->items[4] = key_act(a, 5);
    c->items[5] = submission(
        a, &(struct spec){6, "3301", 1, .amount = 15, .parent = &c->items[0].entry.id});
    c->items[6] = submission(a, &(struct spec){7, "3301", 2, .amount = 25});
    c->items[7] = submission(a, &(struct spec){8, "3302", 1, .amount = 35});
    add_findings(a, &c->items[7]);
    c->items[8] = decision(
        a, &(struct decree){9, JX_ACT_RETURN, "3302", &c->items[7].entry.id, .who = 8});
    c->items[9] = decision(a, &(struct decree){10, JX_ACT_CLOSE, "", NULL, .who = 8, .year = 2022});
    make_lists(c);
    c->items[18] = decision(
        a, &(struct decree){
               19, JX_ACT_DELEGATE, "990", NULL, .who = 7,
               .arguments = {"0808080808080808080808080808080808080808080808080808080808080808",
                             "approve return", "2023-12-31"}});
    fold_all(c->place.store, c->items, RECORDS);
    make_run(c);
    assert_clean(c->place.store);
    place_close(&c->place);
}

/* ---- planting ---- */

struct tools {
    struct kv *kv;
    struct kv_tx *tx;
    struct jx_buffer room[2];
};

static struct tools begin(struct county *c)
{
    struct tools t = {.kv = NULL};
    assert_int_equal(kv_open(c->place.dir, &store_form, MAP_BYTES, &t.kv), JX_OK);
    assert_int_equal(kv_begin(t.kv, true, &t.tx), JX_OK);
    for (int i = 0; i < 2; i++)
        jx_buffer_init(&t.room[i], JX_MESSAGE_BYTES_MAX);
    return t;
}

static void end(struct tools *t)
{
    assert_int_equal(kv_commit(&t->tx), JX_OK);
    kv_close(&t->kv);
    for (int i = 0; i < 2; i++)
        jx_buffer_clear(&t->room[i]);
}

/* Flips the lowest bit of one byte of a value; `at` from the end when negative. */
static void flip(struct tools *t, enum table table, struct jx_slice key, int at)
{
    struct jx_slice value;
    char copy[4096];
    assert_int_equal(kv_get(t->tx, table, key, &value), JX_OK);
    assert_true(value.len <= sizeof copy);
    memcpy(copy, value.ptr, value.len);
    copy[at < 0 ? (int)value.len + at : at] ^= 1;
    assert_int_equal(kv_put(t->tx, table, key, jx_slice_at(copy, value.len)), JX_OK);
}

struct caught {
    char text[8192];
    size_t len;
    unsigned lines;
};

static jx_status catch_line(void *to, struct jx_slice line)
{
    struct caught *c = to;
    assert_true(line.len > 0 && line.ptr[line.len - 1] == '\n');
    if (line.len < sizeof c->text - c->len) {
        memcpy(c->text + c->len, line.ptr, line.len);
        c->len += line.len;
        c->text[c->len] = '\0';
    }
    c->lines++;
    return JX_OK;
}

static struct caught check(struct county *c)
{
    struct caught caught = {.len = 0};
    uint64_t documents = 0;
    place_open(&c->place);
    jx_status rc = store_fsck(c->place.store, catch_line, &caught, &documents);
    place_close(&c->place);
    assert_int_equal(rc, caught.lines ? JX_E_CORRUPT : JX_OK);
    return caught;
}

static void assert_finds(struct county *c, const char *expected)
{
    struct caught caught = check(c);
    if (!strstr(caught.text, expected))
        fail_msg("expected: %s\nreported:\n%s", expected, caught.text);
}

/* ---- flipped bytes ---- */

/* Every byte of every row: nothing passes. */
static void test_any_flipped_byte_is_found(void **state)
{
    (void)state;
    struct county c;
    make_county(&c);
    for (unsigned table = TABLE_DOCUMENTS; table < TABLE_COUNT; table++) {
        struct tools t = begin(&c);
        struct kv_cursor *cursor = NULL;
        struct jx_slice key, value;
        assert_int_equal(kv_cursor_open(t.tx, table, &cursor), JX_OK);
        assert_int_equal(kv_seek(cursor, JX_ABSENT, &key, &value), JX_OK);
        struct key k = {.len = key.len};
        memcpy(k.bytes, key.ptr, key.len);
        const size_t len = value.len;
        kv_cursor_close(&cursor);
        end(&t);
        for (size_t at = 0; at<len; at += len> 60 ? 7 : 3) {
            for (int back = 0; back < 2; back++) {
                t = begin(&c);
                flip(&t, (enum table)table, key_slice(&k), (int)at);
                end(&t);
                struct caught caught = check(&c);
                if (back ? caught.lines != 0 : !strstr(caught.text, table_names[table]))
                    fail_msg("%s, byte %u: %s", table_names[table], (unsigned)at, caught.text);
            }
        }
    }
    place_remove(&c.place);
}

static void test_a_flipped_byte_does_not_spread(void **state)
{
    (void)state;
    struct county c;
    struct store_document d;
    make_county(&c);
    struct tools t = begin(&c);
    struct key k = key_of_position(2);
    flip(&t, TABLE_CONTENTS, key_slice(&k), -1);
    end(&t);
    assert_finds(&c, "contents 2: the content's hash is not its id\n");
    place_open(&c.place);
    assert_int_equal(store_find(c.place.store, &c.items[1].entry.id, &c.place.arena, &d),
                     JX_E_CORRUPT);
    assert_int_equal(store_find(c.place.store, &c.items[5].entry.id, &c.place.arena, &d), JX_OK);
    place_remove(&c.place);
}

/* ---- rows that are whole and wrong ---- */

static void wrong_sum(struct tools *t, const struct county *c)
{
    struct key k = key_of_aggregate(2023, JX_LIT("self_evaluation"), JX_LIT(""), SCOPE_OWN,
                                    JX_LIT("3301"), COLUMN_RECEIVED);
    int64_t adds[JX_STORE_ADDS] = {2, 36};
    (void)c;
    adds[ADD_LAST] = -35;
    assert_int_equal(sums_put(t->tx, TABLE_AGGREGATES, key_slice(&k), JX_STORE_ADDS, adds, t->room),
                     JX_OK);
}

static void missing_sum(struct tools *t, const struct county *c)
{
    struct key k = key_of_aggregate(2023, JX_LIT("self_evaluation"), JX_LIT(""), SCOPE_TREE,
                                    JX_LIT(""), COLUMN_RECEIVED);
    (void)c;
    assert_int_equal(kv_delete(t->tx, TABLE_AGGREGATES, key_slice(&k)), JX_OK);
}

static void needless_sum(struct tools *t, const struct county *c)
{
    struct key k = key_of_aggregate(2024, JX_LIT("target"), JX_LIT(""), SCOPE_OWN, JX_LIT("3303"),
                                    COLUMN_APPROVED);
    const int64_t adds[JX_STORE_ADDS] = {1};
    (void)c;
    assert_int_equal(sums_put(t->tx, TABLE_AGGREGATES, key_slice(&k), JX_STORE_ADDS, adds, t->room),
                     JX_OK);
}

static void wrong_result(struct tools *t, const struct county *c)
{
    struct row_result r;
    (void)c;
    assert_int_equal(result_get(t->tx, 6, &r), JX_OK);
    r.outcome.state = JX_STATE_CONFLICT;
    assert_int_equal(result_put(t->tx, 6, &r, t->room), JX_OK);
}

static void wrong_line(struct tools *t, const struct county *c)
{
    const struct row_line l = {.received = 2, .tip = 2};
    (void)c;
    assert_int_equal(line_put(t->tx, 1, &l, t->room), JX_OK);
}

static void wrong_id(struct tools *t, const struct county *c)
{
    assert_int_equal(
        position_put(t->tx, TABLE_IDS, jx_hash_slice(&c->items[1].entry.id), 6, t->room), JX_OK);
}

static struct key holder_key(const struct county *c, uint32_t i)
{
    const struct store_item *it = &c->items[i];
    const struct row_document d = {
        .year = it->header.year, .form = it->header.form, .period = it->header.period};
    const struct row_result r = {.unit = it->header.unit, .project = it->project};
    const struct jx_hash hash = document_key(&d, &r);
    return key_of_holder(COLUMN_RECEIVED, &hash);
}

static void missing_key(struct tools *t, const struct county *c)
{
    struct key k = holder_key(c, 1);
    assert_int_equal(kv_delete(t->tx, TABLE_KEYS, key_slice(&k)), JX_OK);
}

static void needless_key(struct tools *t, const struct county *c)
{
    const struct jx_hash key = {{0xAB}};
    (void)c;
    struct key k = key_of_holder(COLUMN_RECEIVED, &key);
    assert_int_equal(position_put(t->tx, TABLE_KEYS, key_slice(&k), 3, t->room), JX_OK);
}

static void missing_unit(struct tools *t, const struct county *c)
{
    struct key k = key_of_unit(JX_LIT("3301"));
    (void)c;
    key_put_position(&k, 2);
    assert_int_equal(kv_delete(t->tx, TABLE_UNITS, key_slice(&k)), JX_OK);
}

static void foreign_unit(struct tools *t, const struct county *c)
{
    struct key k = key_of_unit(JX_LIT("3309"));
    (void)c;
    key_put_position(&k, 2);
    assert_int_equal(row_put(t->tx, TABLE_UNITS, key_slice(&k), JX_LIT(""), t->room), JX_OK);
}

static void wrong_name(struct tools *t, const struct county *c)
{
    const struct row_name n = {JX_LIT("别的名称"), 6};
    (void)c;
    assert_int_equal(name_put(t->tx, JX_LIT("3301"), &n, t->room), JX_OK);
}

static void older_name(struct tools *t, const struct county *c)
{
    const struct row_name n = {JX_LIT("3301的名称"), 1};
    (void)c;
    assert_int_equal(name_put(t->tx, JX_LIT("3301"), &n, t->room), JX_OK);
}

static void drop(struct tools *t, enum table table, uint64_t position)
{
    struct key k = key_of_position(position);
    assert_int_equal(kv_delete(t->tx, table, key_slice(&k)), JX_OK);
}

static void missing_document(struct tools *t, const struct county *c)
{
    (void)c;
    drop(t, TABLE_DOCUMENTS, 7);
}

static void missing_result(struct tools *t, const struct county *c)
{
    (void)c;
    drop(t, TABLE_RESULTS, 2);
}

static void missing_content(struct tools *t, const struct county *c)
{
    (void)c;
    drop(t, TABLE_CONTENTS, 4);
}

static void missing_act(struct tools *t, const struct county *c)
{
    (void)c;
    drop(t, TABLE_ACTS, 5);
}

static void missing_pack(struct tools *t, const struct county *c)
{
    (void)c;
    drop(t, TABLE_PACKS, 4);
}

static void missing_counted(struct tools *t, const struct county *c)
{
    struct key k = key_of_counted(2023, JX_LIT("3301"), JX_LIT("self_evaluation"), 2);
    (void)c;
    assert_int_equal(kv_delete(t->tx, TABLE_COUNTED, key_slice(&k)), JX_OK);
}

static void foreign_counted(struct tools *t, const struct county *c)
{
    struct key k = key_of_counted(2023, JX_LIT("3309"), JX_LIT("self_evaluation"), 2);
    (void)c;
    assert_int_equal(row_put(t->tx, TABLE_COUNTED, key_slice(&k), JX_LIT(""), t->room), JX_OK);
}

static void wrong_position(struct tools *t, const struct county *c)
{
    struct row_state s;
    (void)c;
    assert_int_equal(state_get(t->tx, &s), JX_OK);
    s.position = 7;
    assert_int_equal(state_put(t->tx, &s, t->room), JX_OK);
}

static void test_wrong_rows_are_found(void **state)
{
    (void)state;
    static const struct {
        void (*plant)(struct tools *, const struct county *);
        const char *expected;
    } cases[] = {
        {wrong_sum, "aggregates 2023 \"self_evaluation\" \"\" unit \"3301\" received: sum 1 is 36, "
                    "which is off "
                    "by 1 from the recount\n"},
        {missing_sum,
         "aggregates 2023 \"self_evaluation\" \"\" tree \"\" received: the row is missing"},
        {needless_sum,
         "aggregates 2024 \"target\" \"\" unit \"3303\" approved: no document counts there"},
        {wrong_result, "results 6: is conflict, which contradicts what its line counts\n"},
        {wrong_line, "results 6: is scored, which contradicts what its line counts\n"},
        {wrong_id, ": leads to 6 instead of 2\n"},
        {missing_key, ": the row is missing\n"},
        {needless_key, "keys 00ab00"},
        {missing_unit, "units \"3301\" 2: the row is missing\n"},
        {foreign_unit, "units \"3309\" 2: the document is another unit's\n"},
        {wrong_name, "names \"3301\": document 6 does not print it\n"},
        {older_name, "names \"3301\": document 6 names it later\n"},
        {missing_document, "documents 7: nothing is stored for this position\n"},
        {missing_result, "results 2: the row is missing\n"},
        {missing_content, "contents 4: the row is missing\n"},
        {missing_act, "documents 5: nothing is stored for this position\n"},
        {missing_pack, "packs 4: the row is missing\n"},
        {missing_counted, "counted "},
        {foreign_counted, "the document does not count there\n"},
        {wrong_position, "documents 8: is behind the store's position, 7\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct county c;
        make_county(&c);
        struct tools t = begin(&c);
        cases[i].plant(&t, &c);
        end(&t);
        assert_finds(&c, cases[i].expected);
        place_remove(&c.place);
    }
}

static jx_status refuse_line(void *to, struct jx_slice line)
{
    unsigned *calls = to;
    (void)line;
    ++*calls;
    return JX_E_IO;
}

static void test_a_report_that_is_not_taken(void **state)
{
    (void)state;
    struct county c;
    unsigned calls = 0;
    uint64_t documents = 0;
    make_county(&c);
    struct tools t = begin(&c);
    wrong_line(&t, &c);
    wrong_sum(&t, &c);
    end(&t);
    place_open(&c.place);
    assert_int_equal(store_fsck(c.place.store, refuse_line, &calls, &documents), JX_E_IO);
    assert_int_equal(calls, 1);
    calls = 0;
    assert_int_equal(store_dump(c.place.store, refuse_line, &calls), JX_E_IO);
    assert_int_equal(calls, 1);
    place_remove(&c.place);
}

/* ---- files that are no store ---- */

static void test_a_newer_row_is_refused(void **state)
{
    (void)state;
    struct county c;
    struct store *st = NULL;
    make_county(&c);
    struct tools t = begin(&c);
    char newer[64] = "\x03 of a later version";
    assert_int_equal(kv_put(t.tx, TABLE_META, JX_LIT("state"), jx_slice_at(newer, sizeof newer)),
                     JX_OK);
    end(&t);
    assert_int_equal(store_open(c.place.dir, MAP_BYTES, &st), JX_E_VERSION);
    assert_null(st);
    place_remove(&c.place);
}

static void test_a_file_that_is_no_store(void **state)
{
    (void)state;
    struct place p;
    struct store *st = NULL;
    char path[128];
    place_make(&p);
    snprintf(path, sizeof path, "%s/store.mdb", p.dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < 16384; i++)
        fputc('x', f);
    fclose(f);
    assert_int_equal(store_open(p.dir, MAP_BYTES, &st), JX_E_CORRUPT);
    assert_null(st);
    assert_int_equal(store_open(path, MAP_BYTES, &st), JX_E_IO); /* a file for a folder */
    assert_int_equal(store_open("/nonexistent/folder", MAP_BYTES, &st), JX_E_NOT_FOUND);
    assert_null(st);
    place_remove(&p);
}

/* A crash between the making of the file and its naming. */
static void test_a_half_made_file_is_made_again(void **state)
{
    (void)state;
    struct place p;
    char path[128];
    place_make(&p);
    snprintf(path, sizeof path, "%s/store.mdb.new", p.dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("half", f);
    fclose(f);
    place_open(&p);
    assert_null(fopen(path, "r"));
    assert_clean(p.store);
    place_remove(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_flipped_byte_is_found),
        cmocka_unit_test(test_a_flipped_byte_does_not_spread),
        cmocka_unit_test(test_wrong_rows_are_found),
        cmocka_unit_test(test_a_report_that_is_not_taken),
        cmocka_unit_test(test_a_newer_row_is_refused),
        cmocka_unit_test(test_a_file_that_is_no_store),
        cmocka_unit_test(test_a_half_made_file_is_made_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
