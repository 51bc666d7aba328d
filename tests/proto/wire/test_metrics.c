/* Figures over the wire, and bytes that are none. */
#include "../../../proto/wire/metrics.h"
#include "../base/cmocka_all.h"

static struct jx_samples sent, got;
static struct jx_buffer bytes;

static int setup(void **state)
{
    (void)state;
    memset(&sent, 0, sizeof sent);
    memset(&got, 0, sizeof got);
    jx_buffer_init(&bytes, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    jx_buffer_clear(&bytes);
    return 0;
}

static void what_is_sent_arrives(void **state)
{
    (void)state;
    jx_samples_add(&sent, JX_METRIC_lag_records, JX_LIT(""), 17);
    jx_samples_add(&sent, JX_METRIC_worker_live, JX_LIT("4711"), 1);
    jx_samples_add(&sent, JX_METRIC_disk_free_bytes, JX_LIT(""), INT64_MAX);
    assert_int_equal(jx_samples_encode(&sent, &bytes), JX_OK);
    assert_int_equal(jx_samples_decode(jx_buffer_slice(&bytes), &got), JX_OK);
    assert_int_equal(got.count, 3);
    assert_int_equal(jx_samples_find(&got, JX_METRIC_lag_records)->value, 17);
    assert_int_equal(jx_samples_find(&got, JX_METRIC_disk_free_bytes)->value, INT64_MAX);
    assert_true(jx_slice_eq(jx_samples_find(&got, JX_METRIC_worker_live)->label, JX_LIT("4711")));
    assert_null(jx_samples_find(&got, JX_METRIC_workers));
    assert_int_equal(jx_metric_find(JX_LIT("sync_seconds_total"))->decimals, 6);
    assert_null(jx_metric_find(JX_LIT("sync_seconds")));
}

/* A later version may send figures and parts of a sample that this one does not know. */
static void what_is_not_known_is_kept_or_passed_over(void **state)
{
    (void)state;
    jx_mp_put_array(&bytes, 1);
    jx_mp_put_array(&bytes, 4);
    jx_mp_put_text(&bytes, JX_LIT("moons_total"));
    jx_mp_put_text(&bytes, JX_LIT(""));
    jx_mp_put_int(&bytes, 2);
    jx_mp_put_text(&bytes, JX_LIT("a further part"));
    assert_int_equal(jx_samples_decode(jx_buffer_slice(&bytes), &got), JX_OK);
    assert_int_equal(got.count, 1);
    assert_true(jx_slice_eq(got.items[0].name, JX_LIT("moons_total")));
    assert_int_equal(got.items[0].value, 2);
}

static void their_number_is_bounded(void **state)
{
    (void)state;
    for (unsigned i = 0; i < JX_SAMPLES_MAX + 5; i++)
        jx_samples_add(&sent, JX_METRIC_workers, JX_LIT(""), i);
    assert_int_equal(sent.count, JX_SAMPLES_MAX);
    assert_int_equal(jx_samples_encode(&sent, &bytes), JX_OK);
    assert_int_equal(jx_samples_decode(jx_buffer_slice(&bytes), &got), JX_OK);
    assert_int_equal(got.count, JX_SAMPLES_MAX);
    jx_buffer_reset(&bytes);
    jx_mp_put_array(&bytes, JX_SAMPLES_MAX + 1);
    for (unsigned i = 0; i <= JX_SAMPLES_MAX; i++)
        jx_mp_put_nil(&bytes);
    assert_int_equal(jx_samples_decode(jx_buffer_slice(&bytes), &got), JX_E_ROWS);
    assert_int_equal(got.count, 0);
}

/* Cut anywhere, or with any byte changed: an outcome, and no more samples than were sent. */
static void damaged_bytes_do_no_harm(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        jx_samples_add(&sent, (enum jx_metric)i, JX_LIT("label"), i * 1000);
    assert_int_equal(jx_samples_encode(&sent, &bytes), JX_OK);
    struct jx_slice whole = jx_buffer_slice(&bytes);
    for (size_t len = 0; len < whole.len; len++)
        assert_int_not_equal(jx_samples_decode(jx_slice_at(whole.ptr, len), &got), JX_OK);
    for (size_t at = 0; at < whole.len; at++) {
        char kept = bytes.bytes[at];
        bytes.bytes[at] = (char)(kept ^ 0x55);
        if (jx_samples_decode(whole, &got) != JX_OK) assert_int_equal(got.count, 0);
        bytes.bytes[at] = kept;
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(what_is_sent_arrives),
        T(what_is_not_known_is_kept_or_passed_over),
        T(their_number_is_bounded),
        T(damaged_bytes_do_no_harm),
    };
#undef T
    return cmocka_run_group_tests_name("wire.metrics", tests, NULL, NULL);
}
