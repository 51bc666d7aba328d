/* What stored documents say of each other by the pack in force, and how often that is found out. */
#include "records.h"
#include "rules/support.h"
#include "store/county.h"

#include "../../worker/relating.h"
#include "../../worker/rules/relate.h"

struct bench {
    struct place place;
    struct relating *relating;
    struct item_pack pack; /* what items are judged by */
    uint64_t position;
};

static void begin(struct bench *b)
{
    *b = (struct bench){.position = 0};
    place_make(&b->place);
    place_open(&b->place);
    b->relating = relating_new(RELATING_BYTES);
    assert_non_null(b->relating);
    const struct store_rules rules = relating_rules(b->relating);
    store_judge_by(b->place.store, &rules);
}

static void end(struct bench *b)
{
    assert_clean(b->place.store);
    place_remove(&b->place);
    relating_free(&b->relating);
    assert_null(b->relating);
}

static void fold(struct bench *b, struct jx_slice record)
{
    struct jx_arena scratch;
    struct store_item item;
    jx_arena_init(&scratch, JX_ARENA_BYTES_MAX);
    assert_int_equal(item_make(record, &b->pack, &b->place.arena, &scratch, &item), JX_OK);
    struct jx_outcome o = fold_one(b->place.store, &item);
    if (o.state == JX_STATE_REJECTED) fail_msg("%s: %s", o.where, jx_status_name(o.status));
    jx_arena_clear(&scratch);
}

static void activate(struct bench *b, const char *from, const char *to)
{
    fold(b, records_pack(&b->place.arena, ++b->position, from, to));
}

static void hand_in(struct bench *b, struct records_submission *s)
{
    fold(b, records_submission(&b->place.arena, ++b->position, s));
}

/* The target table of records_usual(number), with another sum. */
static struct records_submission target(struct jx_arena *a, unsigned number, const char *amount)
{
    struct records_submission s = records_usual(a, number);
    struct jx_document *d = jx_arena_take(a, sizeof *d);
    struct jx_planned_fund *fund = jx_arena_take(a, sizeof *fund);
    struct jx_planned_indicator *row = jx_arena_take(a, sizeof *row);
    assert_true(d && fund && row);
    assert_int_equal(jx_document_init(d, JX_FORM_target, a), JX_OK);
    d->year = s.document->year;
    d->title = JX_LIT("项目支出绩效目标表");
    d->project = s.document->project;
    d->department = s.document->department;
    d->unit = s.document->unit;
    d->money_unit = s.document->money_unit;
    *fund = (struct jx_planned_fund){
        .source = JX_LIT("total"), .label = JX_LIT("资金总额"), .amount = jx_slice_of(amount)};
    *row = (struct jx_planned_indicator){.level1 = JX_LIT("产出指标"),
                                         .level2 = JX_LIT("数量指标"),
                                         .level3 = JX_LIT("合格率"),
                                         .target = JX_LIT("≥95%")};
    d->body.target->indicators.items = row;
    d->body.target->indicators.count = 1;
    d->body.target->funds.items = fund;
    d->body.target->funds.count = 1;
    s.document = d;
    s.header.form = JX_LIT("target");
    return s;
}

static struct store_relations relations(struct bench *b)
{
    struct store_relations r;
    assert_int_equal(store_relations(b->place.store, 2023, JX_LIT("3301"), &b->place.arena, &r),
                     JX_OK);
    assert_true(r.complete);
    return r;
}

static void hand_in_two(struct bench *b, const char *amount)
{
    struct records_submission form = records_usual(&b->place.arena, 1);
    struct records_submission wanted = target(&b->place.arena, 1, amount);
    hand_in(b, &form);
    hand_in(b, &wanted);
}

static void two_documents_that_differ(void **state)
{
    struct bench b;
    (void)state;
    begin(&b);
    activate(&b, NULL, NULL);
    hand_in_two(&b, "99.00");
    struct store_relations r = relations(&b);
    assert_int_equal(r.count, 1);
    assert_true(jx_slice_eq(r.items[0].rule, JX_LIT("self.target.amount")));
    assert_true(jx_slice_eq(r.items[0].place, JX_LIT("/funds/0/initial_budget")));
    assert_true(jx_slice_eq(r.items[0].left, JX_LIT("100.00")));
    assert_true(jx_slice_eq(r.items[0].right, JX_LIT("99.00")));
    assert_int_equal(r.items[0].severity, STORE_ERROR);
    assert_int_equal(r.items[0].position, 2);
    assert_int_equal(r.items[0].other, 3);
    assert_true(r.items[0].message_zh.len > 0 && r.items[0].message_en.len > 0);
    end(&b);
}

static void two_that_agree(void **state)
{
    struct bench b;
    (void)state;
    begin(&b);
    activate(&b, NULL, NULL);
    hand_in_two(&b, "100.00");
    assert_int_equal(relations(&b).count, 0);
    end(&b);
}

/* Asked again and again, it is found out once; a document more is another question. */
static void what_was_compared_is_remembered(void **state)
{
    struct bench b;
    (void)state;
    begin(&b);
    activate(&b, NULL, NULL);
    hand_in_two(&b, "99.00");
    for (int i = 0; i < 5; i++)
        assert_int_equal(relations(&b).count, 1);
    assert_int_equal(relating_compared(b.relating), 1);
    struct records_submission more = target(&b.place.arena, 2, "5.00");
    hand_in(&b, &more);
    for (int i = 0; i < 5; i++)
        assert_int_equal(relations(&b).count, 1);
    assert_int_equal(relating_compared(b.relating), 2);
    end(&b);
}

/* Every document that comes makes another set of all of them: what is remembered is bounded by its
 * size, and the last one is remembered whatever its size. */
static void memory_is_bounded(void **state)
{
    enum { ENOUGH_FOR_SOME = 100 << 10, DOCUMENTS = 40 };
    struct bench b;
    (void)state;
    begin(&b);
    struct relating *r = relating_new(ENOUGH_FOR_SOME);
    assert_non_null(r);
    const struct store_rules rules = relating_rules(r);
    store_judge_by(b.place.store, &rules);
    activate(&b, NULL, NULL);
    for (unsigned n = 1; n <= DOCUMENTS; n++) {
        struct records_submission form = records_usual(&b.place.arena, n);
        struct records_submission wanted = target(&b.place.arena, n, "99.00");
        hand_in(&b, &form);
        hand_in(&b, &wanted);
        assert_int_equal(relations(&b).count, n);
        assert_int_equal(relations(&b).count, n);
        assert_int_equal(relating_compared(r), n);
        assert_true(relating_bytes(r) > 0 && relating_bytes(r) <= 2 * ENOUGH_FOR_SOME);
    }
    relating_free(&r);
    const struct store_rules others = relating_rules(b.relating);
    store_judge_by(b.place.store, &others);
    end(&b);
}

static void the_pack_in_force_decides(void **state)
{
    struct bench b;
    (void)state;
    begin(&b);
    hand_in_two(&b, "99.00");
    assert_int_equal(relations(&b).count, 0); /* there is none yet */
    activate(&b, NULL, NULL);
    assert_int_equal(relations(&b).items[0].severity, STORE_ERROR);
    fold(&b, records_bad_pack(&b.place.arena, ++b.position)); /* the one before it stays */
    assert_int_equal(relations(&b).count, 1);
    activate(&b, "[规则级别]", "[规则级别]\nself.target.amount = 警告");
    assert_int_equal(relations(&b).items[0].severity, STORE_WARNING);
    end(&b);
}

/* Whoever holds others up meanwhile works so long and no longer, and says so. */
static void work_is_bounded(void **state)
{
    struct bench b;
    struct item_pack pack;
    struct jx_pack_trouble t;
    struct jx_relations found;
    (void)state;
    begin(&b);
    struct jx_arena *a = &b.place.arena;
    const struct jx_slice content = records_content(records_pack(a, 1, NULL, NULL));
    assert_int_equal(item_pack_parse(content, &pack, &t), JX_OK);
    struct records_submission form = records_usual(a, 1), wanted = target(a, 1, "99.00");
    const struct jx_document *const documents[] = {form.document, wanted.document};
    assert_int_equal(jx_relate_within(documents, 2, pack.pack, 1, a, &found), JX_E_TOO_LARGE);
    assert_int_equal(jx_relate_within(documents, 2, pack.pack, 1000000, a, &found), JX_OK);
    assert_int_equal(found.count, 1);
    jx_pack_free(&pack.pack);
    end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_documents_that_differ),       cmocka_unit_test(two_that_agree),
        cmocka_unit_test(what_was_compared_is_remembered), cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(the_pack_in_force_decides),       cmocka_unit_test(work_is_bounded),
    };
    if (jx_crypto_init() != JX_OK) return 1;
    return cmocka_run_group_tests_name("worker.relating", tests, NULL, NULL);
}
