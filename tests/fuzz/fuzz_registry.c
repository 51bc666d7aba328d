/* The broker's registry: a line of key acts (two bytes of length in front of each), checked and
 * applied as the broker does; looked up in between. */
#include "fuzz_again.h"

#include "../../broker/registry.h"
#include "../../proto/base/limits.h"

#include <assert.h>

enum { NOW = 1000000 };

static void look(struct registry *r, const uint8_t *key, uint64_t turn)
{
    struct jx_principal p;
    jx_status rc = registry_find(r, key, (int64_t)(turn * 1000), &p);
    assert(rc == JX_OK || rc == JX_E_KEY_UNKNOWN || rc == JX_E_KEY_EARLY || rc == JX_E_KEY_EXPIRED);
    assert(registry_knows(r, key) == (rc != JX_E_KEY_UNKNOWN));
    if (rc != JX_OK) return;
    assert(p.roles != 0 && p.unit.len > 0 && p.unit.len <= JX_UNIT_CODE_MAX);
    int64_t wait = registry_take(r, key, 1 + (int64_t)(turn % JX_SUBMISSIONS_AT_ONCE), NOW);
    assert(wait >= 0 && wait <= 60000LL * JX_SUBMISSIONS_AT_ONCE / JX_SUBMISSIONS_PER_MINUTE);
}

/* The changes one act brings: checked, then applied. */
static void take(struct registry *r, struct jx_slice content, uint64_t position)
{
    struct jx_key_act act;
    if (jx_key_act_decode(content, &act) != JX_OK) return;
    struct jx_key_record record = {.position = position, .time_ms = NOW, .content = content};
    if (registry_check(r, &act, NOW) == JX_OK) {
        jx_status rc = registry_apply(r, &record);
        assert(rc == JX_OK);
    }
    look(r, (const uint8_t *)act.public_key.ptr, position);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct registry r;
    uint64_t position = 0;
    registry_init(&r);
    for (size_t at = 0; at + 2 <= size;) {
        size_t len = (size_t)data[at] << 8 | data[at + 1];
        at += 2;
        if (len > size - at) len = size - at;
        take(&r, jx_slice_at(data + at, len), ++position);
        at += len;
    }
    assert(r.act_count <= position && registry_acts_after(&r, position) == r.act_count);
    assert(registry_acts_after(&r, 0) == 0);
    registry_clear(&r);
    return 0;
}
