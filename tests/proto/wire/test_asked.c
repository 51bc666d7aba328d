/* Questions about relations and master data, and their answers: what goes in comes out, and what is
 * cut is refused. */
#include "../base/cmocka_all.h"

#include "../../../proto/wire/held.h"
#include "../../../proto/wire/relation.h"

struct bench {
    struct jx_arena arena;
    struct jx_buffer buffer;
};

static void begin(struct bench *b)
{
    jx_arena_init(&b->arena, 1 << 24);
    jx_buffer_init(&b->buffer, JX_MESSAGE_BYTES_MAX);
}

static void end(struct bench *b)
{
    jx_arena_clear(&b->arena);
    jx_buffer_clear(&b->buffer);
}

/* What a reader takes of one answer: more rows than there may be are refused, and reserve nothing.
 */
static void answers_are_bounded(void **state)
{
    static struct jx_relation rows[JX_RELATIONS_MAX + 1];
    struct jx_relation_list in = {.rows = rows, .count = JX_RELATIONS_MAX}, out;
    struct bench b;
    (void)state;
    for (size_t i = 0; i <= JX_RELATIONS_MAX; i++) {
        const struct jx_slice empty = JX_LIT("");
        rows[i] = (struct jx_relation){.found = {.rule = empty, .place = empty},
                                       .left = empty,
                                       .right = empty,
                                       .message_zh = empty,
                                       .message_en = empty};
    }
    begin(&b);
    assert_int_equal(jx_relations_encode(&in, &b.buffer), JX_OK);
    assert_int_equal(jx_relations_decode(jx_buffer_slice(&b.buffer), &b.arena, &out), JX_OK);
    assert_int_equal(out.count, JX_RELATIONS_MAX);
    in.count++;
    jx_buffer_reset(&b.buffer);
    assert_int_equal(jx_relations_encode(&in, &b.buffer), JX_OK);
    assert_int_equal(jx_relations_decode(jx_buffer_slice(&b.buffer), &b.arena, &out), JX_E_ROWS);
    end(&b);
}

static void relations_come_back(void **state)
{
    struct bench b;
    struct jx_relation rows[2] = {
        {.id = {{1}},
         .found = {.rule = JX_LIT("a.b"), .place = JX_LIT("/rows/0"), .severity = 1, .answered = 7},
         .left = JX_LIT("1.00"),
         .right = JX_LIT("2.00"),
         .has_other = true,
         .other = {{2}},
         .message_zh = JX_LIT("不一致"),
         .message_en = JX_LIT("differ")},
        {.id = {{3}},
         .found = {.rule = JX_LIT("c"), .place = JX_LIT("")},
         .left = JX_LIT(""),
         .right = JX_LIT(""),
         .message_zh = JX_LIT(""),
         .message_en = JX_LIT("")},
    };
    const struct jx_relation_list in = {
        .position = 9, .total = 5, .complete = true, .rows = rows, .count = 2};
    struct jx_relation_list out;
    (void)state;
    begin(&b);
    assert_int_equal(jx_relations_encode(&in, &b.buffer), JX_OK);
    const struct jx_slice bytes = jx_buffer_slice(&b.buffer);
    assert_int_equal(jx_relations_decode(bytes, &b.arena, &out), JX_OK);
    assert_int_equal(out.position, 9);
    assert_int_equal(out.total, 5);
    assert_true(out.complete);
    assert_int_equal(out.count, 2);
    assert_true(jx_hash_eq(&out.rows[0].id, &rows[0].id));
    assert_true(out.rows[0].has_other && jx_hash_eq(&out.rows[0].other, &rows[0].other));
    assert_false(out.rows[1].has_other);
    assert_true(jx_slice_eq(out.rows[0].found.rule, JX_LIT("a.b")));
    assert_true(jx_slice_eq(out.rows[0].found.place, JX_LIT("/rows/0")));
    assert_int_equal(out.rows[0].found.severity, 1);
    assert_int_equal(out.rows[0].found.answered, 7);
    assert_true(jx_slice_eq(out.rows[0].left, JX_LIT("1.00")));
    assert_true(jx_slice_eq(out.rows[0].right, JX_LIT("2.00")));
    assert_true(jx_slice_eq(out.rows[0].message_zh, JX_LIT("不一致")));
    assert_true(jx_slice_eq(out.rows[0].message_en, JX_LIT("differ")));
    for (size_t n = 0; n < bytes.len; n++)
        assert_int_not_equal(jx_relations_decode(jx_slice_at(bytes.ptr, n), &b.arena, &out), JX_OK);
    end(&b);
}

static void their_arguments_come_back(void **state)
{
    (void)state;
    for (int has_id = 0; has_id < 2; has_id++) {
        struct bench b;
        struct jx_relations_arguments in = {2025, JX_LIT("990001"), has_id, {{4}}}, out;
        begin(&b);
        assert_int_equal(jx_relations_arguments_encode(&in, &b.buffer), JX_OK);
        assert_int_equal(jx_relations_arguments_decode(jx_buffer_slice(&b.buffer), &out), JX_OK);
        assert_int_equal(out.year, 2025);
        assert_true(jx_slice_eq(out.unit, in.unit));
        assert_int_equal(out.has_id, has_id);
        assert_true(!has_id || jx_hash_eq(&out.id, &in.id));
        end(&b);
    }
}

static void master_data_comes_back(void **state)
{
    struct jx_slice cells[] = {JX_LIT("P1"), JX_LIT("灌渠"), JX_LIT("990001"), JX_LIT(""),
                               JX_LIT("P2"), JX_LIT("村道"), JX_LIT("990002"), JX_LIT("1.00")};
    const struct jx_held in = {.position = 3, .more = true, .cells = cells, .row_count = 2};
    struct jx_held out;
    struct bench b;
    (void)state;
    begin(&b);
    assert_int_equal(jx_held_encode(&in, JX_MASTER_projects, &b.buffer), JX_OK);
    const struct jx_slice bytes = jx_buffer_slice(&b.buffer);
    assert_int_equal(jx_held_decode(bytes, JX_MASTER_projects, &b.arena, &out), JX_OK);
    assert_int_equal(out.position, 3);
    assert_true(out.more);
    assert_int_equal(out.row_count, 2);
    for (size_t i = 0; i < COUNT_OF(cells); i++)
        assert_true(jx_slice_eq(out.cells[i], cells[i]));
    for (size_t n = 0; n < bytes.len; n++)
        assert_int_not_equal(
            jx_held_decode(jx_slice_at(bytes.ptr, n), JX_MASTER_projects, &b.arena, &out), JX_OK);
    /* Rows of another table have more cells. */
    assert_int_not_equal(jx_held_decode(bytes, JX_MASTER_units, &b.arena, &out), JX_OK);
    end(&b);
}

static void only_what_is_a_table_is_asked_for(void **state)
{
    (void)state;
    for (uint64_t table = 0; table < 10; table++) {
        struct jx_held_arguments in = {table, 2025, 7}, out;
        struct bench b;
        begin(&b);
        assert_int_equal(jx_held_arguments_encode(&in, &b.buffer), JX_OK);
        jx_status rc = jx_held_arguments_decode(jx_buffer_slice(&b.buffer), &out);
        assert_int_equal(rc, table > 0 && table < JX_MASTER_COUNT ? JX_OK : JX_E_FIELD_VALUE);
        if (rc == JX_OK) assert_int_equal(out.skip, 7);
        end(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_bounded),
        cmocka_unit_test(relations_come_back),
        cmocka_unit_test(their_arguments_come_back),
        cmocka_unit_test(master_data_comes_back),
        cmocka_unit_test(only_what_is_a_table_is_asked_for),
    };
    return cmocka_run_group_tests_name("wire.asked", tests, NULL, NULL);
}
