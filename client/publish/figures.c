/* Figures as texts. */
#include "figures.h"

struct jx_slice text_of_micro(struct jx_arena *a, int64_t micro)
{
    char text[JX_DEC_PRINT_MAX];
    return jx_arena_copy(a, jx_slice_at(text, jx_dec_print((jx_dec){micro}, 2, text)));
}

struct jx_slice text_of_number(struct jx_arena *a, int64_t number)
{
    return jx_arena_printf(a, "%lld", (long long)number);
}

struct jx_slice text_of_score(struct jx_arena *a, bool known, jx_dec score)
{
    return known ? text_of_micro(a, score.micro) : JX_LIT("");
}

struct jx_slice text_of_mean(struct jx_arena *a, const struct jx_additive *s)
{
    jx_dec mean;
    jx_int128 scored = (jx_int128)(s->documents - s->not_computed) * JX_DEC_ONE;
    if (jx_dec_from_ratio(s->computed_score, scored, 2, &mean) != JX_OK) return JX_LIT("");
    return text_of_micro(a, mean.micro);
}

struct jx_slice text_of_hash(struct jx_arena *a, const struct jx_hash *h)
{
    char hex[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_hash_slice(h), hex);
    return jx_arena_copy(a, jx_slice_at(hex, 2 * JX_HASH_BYTES));
}

const char *severity_zh(unsigned severity)
{
    static const char *const names[] = {"错误", "需说明", "警告", "提示"};
    return severity < sizeof names / sizeof names[0] ? names[severity] : "";
}
