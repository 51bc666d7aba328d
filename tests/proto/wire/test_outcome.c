/* Outcomes there and back, and what a peer may not send. */
#include "random.h"

#include <stdio.h>
#include <string.h>

#include "../../../proto/wire/outcome.h"

static struct jx_outcome full(void)
{
    struct jx_outcome o = {.state = JX_STATE_REJECTED,
                           .status = JX_E_TEXT_LONG,
                           .limit = -7,
                           .has_claimed = true,
                           .claimed = {INT64_MAX},
                           .has_computed = true,
                           .computed = {INT64_MIN},
                           .grade = 4,
                           .has_confirmed = true,
                           .confirmed = {87500000},
                           .confirmed_grade = 1,
                           .errors = UINT32_MAX,
                           .explains = 2,
                           .warnings = 3,
                           .judged = true};
    memset(o.where, 'w', sizeof o.where - 1); /* the longest there is */
    memset(o.verdict.bytes, 1, JX_HASH_BYTES);
    memset(o.pack.bytes, 2, JX_HASH_BYTES);
    return o;
}

static void assert_same(const struct jx_outcome *a, const struct jx_outcome *b)
{
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->status, b->status);
    assert_string_equal(a->where, b->where);
    assert_true(a->limit == b->limit);
    assert_int_equal(a->has_claimed, b->has_claimed);
    assert_int_equal(a->has_computed, b->has_computed);
    assert_true(a->claimed.micro == b->claimed.micro);
    assert_true(a->computed.micro == b->computed.micro);
    assert_int_equal(a->grade, b->grade);
    assert_int_equal(a->has_confirmed, b->has_confirmed);
    assert_true(a->confirmed.micro == b->confirmed.micro);
    assert_int_equal(a->confirmed_grade, b->confirmed_grade);
    assert_int_equal(a->errors, b->errors);
    assert_int_equal(a->explains, b->explains);
    assert_int_equal(a->warnings, b->warnings);
    assert_int_equal(a->judged, b->judged);
    assert_true(jx_hash_eq(&a->verdict, &b->verdict));
    assert_true(jx_hash_eq(&a->pack, &b->pack));
}

static void there_and_back(const struct jx_outcome *o)
{
    struct jx_buffer b;
    struct jx_outcome again;
    jx_buffer_init(&b, 1024);
    assert_int_equal(jx_outcome_encode(o, &b), JX_OK);
    assert_int_equal(jx_outcome_decode(jx_buffer_slice(&b), &again), JX_OK);
    assert_same(o, &again);
    for (size_t len = 0; len < b.len; len++)
        assert_int_equal(jx_outcome_decode(jx_slice_at(b.bytes, len), &again), JX_E_FORMAT);
    jx_buffer_clear(&b);
}

static void test_there_and_back(void **state)
{
    (void)state;
    struct jx_outcome o = full();
    there_and_back(&o);
    o = (struct jx_outcome){.state = JX_STATE_RECEIVED};
    there_and_back(&o);
    for (int s = 0; s < JX_STATUS_COUNT; s++) {
        o.status = (jx_status)s;
        there_and_back(&o);
    }
}

/* [1, 2, "JX_OK", where, 0, nil, nil, grade, 0, 0, 0, nil, nil] with one of them as it should not
 * be. */
static jx_status decode_with(uint64_t version, size_t where, uint64_t grade, const char *status,
                             struct jx_outcome *out)
{
    struct jx_buffer b;
    char place[400];
    memset(place, 'x', sizeof place);
    jx_buffer_init(&b, 1024);
    jx_mp_put_array(&b, 13);
    jx_mp_put_uint(&b, version);
    jx_mp_put_uint(&b, 2);
    jx_mp_put_text(&b, jx_slice_of(status));
    jx_mp_put_text(&b, jx_slice_at(place, where));
    jx_mp_put_int(&b, 0);
    jx_mp_put_nil(&b);
    jx_mp_put_nil(&b);
    jx_mp_put_uint(&b, grade);
    for (int i = 0; i < 3; i++)
        jx_mp_put_uint(&b, 0);
    jx_mp_put_nil(&b);
    jx_mp_put_nil(&b);
    jx_status rc = jx_outcome_decode(jx_buffer_slice(&b), out);
    jx_buffer_clear(&b);
    return rc;
}

static void test_refuses(void **state)
{
    (void)state;
    struct jx_outcome o;
    assert_int_equal(decode_with(1, 0, 4, "JX_OK", &o), JX_OK);
    assert_int_equal(decode_with(2, 0, 4, "JX_OK", &o), JX_E_VERSION);
    assert_int_equal(decode_with(1, JX_WHERE_BYTES - 1, 4, "JX_OK", &o), JX_OK);
    assert_int_equal(decode_with(1, JX_WHERE_BYTES, 4, "JX_OK", &o), JX_E_TOO_LARGE);
    assert_int_equal(decode_with(1, 0, 5, "JX_OK", &o), JX_E_FORMAT);
    /* A status that only a newer peer knows. */
    assert_int_equal(decode_with(1, 0, 4, "JX_E_OF_TOMORROW", &o), JX_OK);
    assert_int_equal(o.status, JX_E_INTERNAL);
}

static void test_states_have_names(void **state)
{
    (void)state;
    static const enum jx_state states[] = {JX_STATE_RECEIVED, JX_STATE_REJECTED, JX_STATE_SCORED,
                                           JX_STATE_CONFLICT, JX_STATE_SUPERSEDED};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        assert_string_not_equal(jx_state_name(states[i]), "unknown");
        assert_string_not_equal(jx_state_zh(states[i]), "未知");
    }
    assert_string_equal(jx_state_name((enum jx_state)200), "unknown");
    assert_string_equal(jx_state_zh((enum jx_state)200), "未知");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_states_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
