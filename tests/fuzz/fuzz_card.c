/* Scorecards: any bytes. What decodes is scored under the standard pack, the same as what it is
 * encoded to, and that decodes to itself. */
#include "fuzz_package.h"

#include "../worker/rules/support.h"

#include "../../worker/rules/scorecard.h"

#include <assert.h>

enum { ARENA_BYTES = 64 << 20 };

static void assert_judged_the_same(const struct jx_card *a, const struct jx_card *b)
{
    struct jx_verdict x, y;
    jx_status rc = jx_card_judge(a, standard_pack(), &x);
    assert(jx_card_judge(b, standard_pack(), &y) == rc);
    if (rc != JX_OK) return;
    assert(memcmp(&x.adds, &y.adds, sizeof x.adds) == 0);
    assert(x.grade == y.grade && x.light == y.light && x.class_count == y.class_count);
    for (uint32_t i = 0; i < x.class_count; i++)
        assert(jx_slice_eq(x.classes[i].name, y.classes[i].name) &&
               memcmp(&x.classes[i].sums, &y.classes[i].sums, sizeof x.classes[i].sums) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct jx_card *card, *again;
    struct jx_slice bytes, twice;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    if (jx_card_from(jx_slice_at(data, size), &a, &card) == JX_OK) {
        jx_status rc = jx_card_encode(card, &a, &bytes);
        assert(rc == JX_OK);
        rc = jx_card_from(bytes, &a, &again);
        assert(rc == JX_OK);
        rc = jx_card_encode(again, &a, &twice);
        assert(rc == JX_OK && jx_slice_eq(bytes, twice));
        assert_judged_the_same(card, again);
    }
    jx_arena_clear(&a);
    return 0;
}
