/* What stands in few bytes: cards' rows and results of runs come back as they were put, the same
 * bytes whatever slices they came in, and nothing that is cut short is believed. */
#include "county.h"

#include "../../../worker/store/card_row.h"
#include "../../../worker/store/packed.h"
#include "../../../worker/store/run_blocks.h"

enum { RUN = 7, YEAR = 2023, RESULTS = 70 };

struct desk {
    struct place place;
    struct kv *kv;
    struct kv_tx *tx;
    struct jx_buffer room[2];
};

static void begin(struct desk *t)
{
    place_make(&t->place);
    assert_int_equal(kv_open(t->place.dir, &store_form, MAP_BYTES, &t->kv), JX_OK);
    assert_int_equal(kv_begin(t->kv, true, &t->tx), JX_OK);
    for (int i = 0; i < 2; i++)
        jx_buffer_init(&t->room[i], JX_MESSAGE_BYTES_MAX);
}

static void end(struct desk *t)
{
    kv_abort(&t->tx);
    kv_close(&t->kv);
    for (int i = 0; i < 2; i++)
        jx_buffer_clear(&t->room[i]);
    place_remove(&t->place);
}

/* ---- numbers ---- */

static const int64_t extremes[] = {
    0, 1, -1, 63, 64, -64, -65, INT64_MAX, INT64_MIN, INT64_MAX / 3, INT64_MIN + 1};
enum { EXTREMES = sizeof extremes / sizeof extremes[0] };

static void test_numbers(void **state)
{
    struct jx_buffer b;
    (void)state;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    for (int i = 0; i < EXTREMES; i++) {
        jx_buffer_reset(&b);
        packed_put_int(&b, extremes[i]);
        struct packed p = packed_over(jx_buffer_slice(&b));
        assert_int_equal(packed_int(&p), extremes[i]);
        assert_true(!p.bad && p.at == p.end);
        p = packed_over(jx_slice_at(b.bytes, b.len - 1));
        (void)packed_int(&p);
        assert_true(p.bad);
    }
    const char endless[] = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";
    struct packed p = packed_over(jx_slice_of(endless));
    (void)packed_uint(&p);
    assert_true(p.bad);
    p = packed_over(JX_LIT("\x05"
                           "abcd"));
    assert_int_equal(packed_text(&p).len, 0);
    assert_true(p.bad);
    jx_buffer_clear(&b);
}

static void test_sums_beside_others(void **state)
{
    struct jx_buffer b;
    (void)state;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    for (int i = 0; i < EXTREMES; i++)
        for (int k = 0; k < EXTREMES; k++) {
            const int64_t now[3] = {extremes[i], 5, extremes[k]}, was[3] = {extremes[k], 5, 0};
            int64_t back[3];
            jx_buffer_reset(&b);
            packed_put_sums(&b, 3, now, was);
            struct packed p = packed_over(jx_buffer_slice(&b));
            packed_sums(&p, 3, was, back);
            assert_true(!p.bad && p.at == p.end);
            assert_memory_equal(back, now, sizeof now);
        }
    struct packed p = packed_over(JX_LIT("\x08\x02")); /* a bit behind the last sum */
    int64_t back[3];
    packed_sums(&p, 3, NULL, back);
    assert_true(p.bad);
    jx_buffer_clear(&b);
}

/* ---- cards ---- */

static struct store_detail first_classes[] = {
    {.kind = STORE_DETAIL_CLASS, .name = {"产出", 6}, .sums = {4, 2, 0, 40, 40, 38}},
    {.kind = STORE_DETAIL_CLASS, .name = {"效益", 6}, .sums = {4, 4, 0, 30, 30, 30}}};

static struct row_card a_card(uint64_t line)
{
    struct row_card c = {.standing = {JX_LIT("330001"), line, {true, {85000000}, 1}},
                         .first = {.judged = true,
                                   .has_computed = true,
                                   .computed = {90120000},
                                   .grade = 3,
                                   .light = 2,
                                   .classes = first_classes,
                                   .class_count = 2},
                         .card = JX_LIT("the scorecard")};
    c.first.adds[0] = 1;
    c.first.adds[JX_STORE_ADDS - 1] = INT64_MIN;
    return c;
}

static void assert_card(const struct row_card *is, const struct row_card *meant)
{
    assert_true(jx_slice_eq(is->standing.unit, meant->standing.unit));
    assert_int_equal(is->standing.line, meant->standing.line);
    assert_true(own_score_same(is->standing.own, meant->standing.own));
    assert_true(jx_slice_eq(is->card, meant->card));
    assert_true(is->first.judged && is->first.has_computed);
    assert_int_equal(is->first.computed.micro, meant->first.computed.micro);
    assert_int_equal(is->first.grade, meant->first.grade);
    assert_int_equal(is->first.light, meant->first.light);
    assert_memory_equal(is->first.adds, meant->first.adds, sizeof is->first.adds);
    assert_int_equal(is->first.class_count, meant->first.class_count);
    for (uint32_t i = 0; i < is->first.class_count; i++) {
        assert_true(jx_slice_eq(is->first.classes[i].name, meant->first.classes[i].name));
        assert_memory_equal(is->first.classes[i].sums, meant->first.classes[i].sums,
                            sizeof is->first.classes[i].sums);
    }
}

static void test_cards(void **state)
{
    struct desk t;
    (void)state;
    begin(&t);
    const uint64_t lines[] = {100, 3, 250}; /* its own, an older one, one it was joined to */
    for (int i = 0; i < 3; i++) {
        struct row_card meant = a_card(lines[i]), is;
        assert_int_equal(card_put(t.tx, YEAR, 100, &meant, t.room), JX_OK);
        assert_int_equal(card_get(t.tx, YEAR, 100, &t.place.arena, &is), JX_OK);
        assert_card(&is, &meant);
        meant.standing = (struct standing){JX_LIT("9"), 8, {.given = false}};
        assert_int_equal(card_stand(t.tx, YEAR, 100, meant.standing, t.room), JX_OK);
        assert_int_equal(card_get(t.tx, YEAR, 100, &t.place.arena, &is), JX_OK);
        assert_card(&is, &meant);
    }
    assert_int_equal(
        card_stand(t.tx, YEAR, 99, (struct standing){JX_LIT("9"), 8, {.given = false}}, t.room),
        JX_E_CORRUPT); /* there is none */
    end(&t);
}

static void test_cards_cut_short(void **state)
{
    struct desk t;
    struct jx_slice body;
    const struct key k = key_of_card(YEAR, 100);
    (void)state;
    begin(&t);
    struct row_card meant = a_card(100), is;
    meant.card = JX_LIT("");
    assert_int_equal(card_put(t.tx, YEAR, 100, &meant, t.room), JX_OK);
    assert_int_equal(row_get(t.tx, TABLE_CARDS, key_slice(&k), &body), JX_OK);
    for (size_t n = 0; n < body.len; n++)
        assert_int_equal(card_read(jx_slice_at(body.ptr, n), 100, &t.place.arena, &is),
                         JX_E_CORRUPT);
    end(&t);
}

/* ---- results ---- */

static struct store_detail other_classes[] = {
    {.kind = STORE_DETAIL_CLASS, .name = {"产出", 6}, .sums = {4, 1, 1, 33, 40, 38}},
    {.kind = STORE_DETAIL_CLASS, .name = {"满意度", 9}, .sums = {1}}};
static struct store_detail moved_classes[] = {
    {.kind = STORE_DETAIL_CLASS, .name = {"产出", 6}, .sums = {4, 1, 1, 33, INT64_MIN, 38}},
    {.kind = STORE_DETAIL_CLASS, .name = {"效益", 6}, .sums = {4, 4, 0, 30, 30, 30}}};
static struct store_finding findings[] = {
    {.rule = {"E-1", 3}, .place = {"/funds/0", 8}, .severity = STORE_ERROR, .figures = {"", 0}},
    {.rule = {"N", 1},
     .place = {"", 0},
     .severity = STORE_EXPLAIN,
     .answered = 77,
     .figures = {"", 0}}};

/* Of each kind one, again and again. */
static struct store_rescored result(uint64_t position, const struct store_first *first)
{
    struct store_rescored r = {.position = position,
                               .status = JX_OK,
                               .has_computed = true,
                               .computed = {(int64_t)position * 1000003},
                               .grade = (uint8_t)(position % 5),
                               .classes = first->classes,
                               .class_count = first->class_count};
    memcpy(r.adds, first->adds, sizeof r.adds);
    r.adds[position % JX_STORE_ADDS] += (int64_t)position;
    r.classes = position % 4 == 1 ? moved_classes : position % 4 == 2 ? other_classes : r.classes;
    if (position % 4 != 3) return r;
    r.status = JX_E_NO_PACK;
    r.has_computed = false;
    r.full = true;
    r.verdict.bytes[31] = 9;
    r.findings = findings;
    r.finding_count = 2;
    r.class_count = 0;
    return r;
}

static void assert_result(const struct store_rescored *is, const struct store_rescored *meant)
{
    assert_int_equal(is->position, meant->position);
    assert_int_equal(is->status, meant->status);
    assert_int_equal(is->has_computed, meant->has_computed);
    if (is->has_computed) assert_int_equal(is->computed.micro, meant->computed.micro);
    assert_int_equal(is->grade, meant->grade);
    assert_int_equal(is->full, meant->full);
    assert_true(jx_hash_eq(&is->verdict, &meant->verdict));
    assert_memory_equal(is->adds, meant->adds, sizeof is->adds);
    assert_int_equal(is->class_count, meant->class_count);
    for (uint32_t i = 0; i < is->class_count; i++) {
        assert_true(jx_slice_eq(is->classes[i].name, meant->classes[i].name));
        assert_memory_equal(is->classes[i].sums, meant->classes[i].sums,
                            sizeof is->classes[i].sums);
    }
    assert_int_equal(is->finding_count, meant->finding_count);
    for (uint32_t i = 0; i < is->finding_count; i++) {
        assert_true(jx_slice_eq(is->findings[i].rule, meant->findings[i].rule));
        assert_true(jx_slice_eq(is->findings[i].place, meant->findings[i].place));
        assert_int_equal(is->findings[i].severity, meant->findings[i].severity);
        assert_int_equal(is->findings[i].answered, meant->findings[i].answered);
    }
}

/* Every fifth document has the first result. */
static bool is_put(uint64_t position)
{
    return position % 5 != 0;
}

static void put_results(struct desk *t, uint64_t run, uint64_t slice)
{
    const struct row_card card = a_card(1);
    for (uint64_t from = 1; from <= RESULTS; from += slice) {
        struct run_blocks b;
        run_blocks_init(&b);
        for (uint64_t at = from; at < from + slice && at <= RESULTS; at++) {
            const struct store_rescored r = result(at, &card.first);
            if (is_put(at)) assert_int_equal(run_blocks_add(&b, &r, &card.first), JX_OK);
        }
        assert_int_equal(run_blocks_store(&b, t->tx, run, t->room), JX_OK);
        run_blocks_clear(&b);
    }
}

static void test_results_are_found(void **state)
{
    struct desk t;
    const struct row_card card = a_card(1);
    (void)state;
    begin(&t);
    put_results(&t, RUN, 13);
    for (uint64_t at = 1; at <= RESULTS + 40; at++) {
        struct store_rescored is;
        jx_status rc = rescored_get(t.tx, RUN, at, &card.first, &t.place.arena, &is);
        assert_int_equal(rc, at <= RESULTS && is_put(at) ? JX_OK : JX_E_NOT_FOUND);
        if (rc != JX_OK) continue;
        const struct store_rescored meant = result(at, &card.first);
        assert_result(&is, &meant);
        assert_int_equal(rescored_get(t.tx, RUN, at, &card.first, NULL, &is), JX_OK);
        assert_memory_equal(is.adds, meant.adds, sizeof is.adds);
        assert_int_equal(rescored_get(t.tx, RUN, at, NULL, &t.place.arena, &is), JX_OK);
        assert_int_equal(is.finding_count, meant.finding_count);
    }
    end(&t);
}

static void test_slices_leave_no_trace(void **state)
{
    static const uint64_t slices[] = {1, 13, 32, 33, 64, RESULTS};
    struct desk t;
    (void)state;
    begin(&t);
    for (uint64_t i = 0; i < sizeof slices / sizeof slices[0]; i++)
        put_results(&t, RUN + i, slices[i]);
    for (uint64_t at = 1; at <= RESULTS; at += BLOCK_POSITIONS)
        for (uint64_t i = 1; i < sizeof slices / sizeof slices[0]; i++) {
            const struct key one = key_of_block(RUN, at), other = key_of_block(RUN + i, at + 3);
            struct jx_slice a, b;
            assert_int_equal(row_get(t.tx, TABLE_SCORES, key_slice(&one), &a), JX_OK);
            assert_int_equal(row_get(t.tx, TABLE_SCORES, key_slice(&other), &b), JX_OK);
            assert_true(jx_slice_eq(a, b));
        }
    end(&t);
}

static void test_results_cut_short(void **state)
{
    struct desk t;
    const struct row_card card = a_card(1);
    (void)state;
    begin(&t);
    for (uint64_t at = 1; at <= 4; at++) {
        const struct store_rescored r = result(at, &card.first);
        struct store_rescored is;
        struct run_blocks b;
        struct jx_slice whole;
        uint64_t position;
        run_blocks_init(&b);
        assert_int_equal(run_blocks_add(&b, &r, &card.first), JX_OK);
        struct block_reader reader = run_blocks_read(&b, 0);
        assert_true(block_next(&reader, &position, &whole));
        assert_false(block_next(&reader, &position, &whole) || reader.rest.len);
        for (size_t n = 0; n < whole.len; n++)
            assert_int_equal(
                rescored_read(jx_slice_at(whole.ptr, n), at, &card.first, &t.place.arena, &is),
                JX_E_CORRUPT);
        run_blocks_clear(&b);
    }
    struct block_reader reader;
    assert_int_equal(block_open(JX_LIT("abc"), 1, &reader), JX_E_CORRUPT);
    end(&t);
}

int main(void)
{
    if (jx_crypto_init() != JX_OK) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_sums_beside_others),
        cmocka_unit_test(test_cards),
        cmocka_unit_test(test_cards_cut_short),
        cmocka_unit_test(test_results_are_found),
        cmocka_unit_test(test_slices_leave_no_trace),
        cmocka_unit_test(test_results_cut_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
