/* Rule files: what stands in front of a byte 0x1F is their text, what stands behind it more of the
 * profile. Either they are refused at a place, or every rule can be described. */
#include "fuzz_language.h"

#include "../../worker/rules/pack_parsed.h"
#include "../../worker/rules/rule_list.h"

#include <assert.h>

enum { ARENA_BYTES = 64 << 20 };

static void check_rule(const struct jx_rule *rule)
{
    assert(rule->id.len > 0 && rule->severity < JX_RULE_SEVERITY_COUNT && rule->line >= 1);
    for (uint32_t i = 0; i < rule->because_count; i++)
        assert(rule->because[i] < JX_RULES_MAX);
    for (int f = 1; f < JX_FORM_COUNT; f++) {
        const struct jx_compiled *c = rule->forms[f];
        if (!c) continue;
        assert(c->must && c->must->type == JX_VALUE_TRUTH);
        assert(!c->when || c->when->type == JX_VALUE_TRUTH);
        assert(c->message[JX_LANG_ZH].count > 0 && c->advice[JX_LANG_EN].count > 0);
    }
}

static void check_pack(const struct jx_pack *pack, struct jx_arena *a)
{
    struct jx_rule_facts facts;
    uint32_t n = 0;
    for (uint32_t i = 0; i < pack->rules.count; i++)
        check_rule(&pack->rules.rules[i]);
    while (jx_rule_facts(pack, n, JX_LANG_ZH, a, &facts)) {
        assert(facts.id.len > 0 && facts.severity[0]);
        n++;
    }
    assert(n == pack->rules.count);
    assert(jx_pack_title(pack, 1)[0] && jx_pack_title(pack, 0)[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jx_arena a;
    fuzz_profile_must_hold();
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_slice input = jx_slice_at((const char *)data, size);
    const char *bar = size ? memchr(data, 0x1F, size) : NULL;
    size_t rules = bar ? (size_t)(bar - input.ptr) : size;
    struct jx_slice text = fuzz_rule_text(jx_slice_at(input.ptr, rules), &a);
    struct jx_slice more = bar ? fuzz_rule_text(jx_slice_from(input, rules + 1), &a) : JX_LIT("");
    struct jx_slice profile = fuzz_profile(more, &a);
    struct jx_pack *pack = jx_is_absent(text) || jx_is_absent(profile) ? NULL
                                                                       : fuzz_pack(profile, text);
    if (pack) check_pack(pack, &a);
    jx_pack_free(&pack);
    jx_arena_clear(&a);
    return 0;
}
