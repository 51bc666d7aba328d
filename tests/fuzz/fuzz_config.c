/* Key files, county files, settings: any bytes. */
#include "fuzz_again.h"

#include "../../proto/net/config.h"

#include <assert.h>

static void check_inside(struct jx_slice part, struct jx_slice input)
{
    assert(part.len == 0 ||
           (part.ptr >= input.ptr && part.ptr + part.len <= input.ptr + input.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const keys[] = {"endpoint", "server_key", "public", "secret", "unit"};
    struct jx_slice input = jx_slice_at(data, size);
    struct jx_config c;
    uint8_t key[32];
    jx_status rc = jx_config_parse(input, &c);
    assert(rc == JX_OK || (rc == JX_E_CONFIG && c.bad_line > 0));
    assert(c.count <= JX_CONFIG_ENTRIES_MAX);
    for (uint32_t i = 0; i < c.count; i++) {
        check_inside(c.keys[i], input);
        check_inside(c.values[i], input);
    }
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        rc = jx_config_get_hex(&c, keys[i], key, sizeof key);
        assert(rc == JX_OK ? jx_config_get(&c, keys[i]).len == 2 * sizeof key : rc == JX_E_CONFIG);
    }
    return 0;
}
