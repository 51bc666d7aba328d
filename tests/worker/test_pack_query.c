/* The query for the rules in force: it answers with the last activation that was not refused. */
#include "records.h"
#include "store/county.h"

#include "../../worker/query.h"

/* Folds the records as a worker does. */
static void fold_records(struct place *p, const struct jx_slice *records, uint32_t count)
{
    static const struct item_pack none;
    struct jx_arena scratch;
    jx_arena_init(&scratch, JX_ARENA_BYTES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        struct store_item item;
        assert_int_equal(item_make(records[i], &none, &p->arena, &scratch, &item), JX_OK);
        (void)fold_one(p->store, &item);
    }
    jx_arena_clear(&scratch);
}

static jx_status pack_at(struct place *p, uint64_t position, uint64_t *activated)
{
    struct jx_principal who = {.roles = JX_ROLE_township, .unit = JX_LIT("3301")};
    struct jx_slice content = JX_LIT("");
    struct jx_buffer arguments, out;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_buffer_init(&out, JX_MESSAGE_BYTES_MAX);
    assert_int_equal(jx_number_arguments_encode(position, &arguments), JX_OK);
    jx_status rc = query_answer(p->store, &who, JX_LIT(JX_QUERY_PACK), jx_buffer_slice(&arguments),
                                &p->arena, &out);
    if (rc == JX_OK)
        assert_int_equal(jx_pack_answer_decode(jx_buffer_slice(&out), activated, &content), JX_OK);
    jx_buffer_clear(&arguments);
    jx_buffer_clear(&out);
    return rc;
}

static void a_refused_pack_is_not_the_one_in_force(void **state)
{
    struct place p;
    uint64_t activated = 0;
    (void)state;
    place_make(&p);
    place_open(&p);
    struct jx_slice refused = records_bad_pack(&p.arena, 1);
    fold_records(&p, &refused, 1);
    assert_int_equal(pack_at(&p, 0, &activated), JX_E_NOT_FOUND); /* none that could be used */
    const struct jx_slice more[] = {records_pack(&p.arena, 2, NULL, NULL),
                                    records_bad_pack(&p.arena, 3), records_bad_pack(&p.arena, 4)};
    fold_records(&p, more, COUNT_OF(more));
    for (uint64_t at = 2; at <= 5; at++) {
        assert_int_equal(pack_at(&p, at % 5, &activated), JX_OK); /* 0: the newest */
        assert_int_equal(activated, 2);
    }
    struct jx_slice next = records_pack(&p.arena, 5, "90", "95");
    fold_records(&p, &next, 1);
    assert_int_equal(pack_at(&p, 0, &activated), JX_OK);
    assert_int_equal(activated, 5);
    assert_int_equal(pack_at(&p, 4, &activated), JX_OK); /* what held then */
    assert_int_equal(activated, 2);
    place_remove(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_refused_pack_is_not_the_one_in_force)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
