/* Figures as texts. */
#include "texts.h"

struct jx_slice text_of_number(struct jx_arena *a, int64_t number)
{
    return jx_arena_printf(a, "%lld", (long long)number);
}

struct jx_slice text_of_micro(struct jx_arena *a, int64_t micro)
{
    char text[JX_DEC_PRINT_MAX];
    return jx_arena_copy(a, jx_slice_at(text, jx_dec_print((jx_dec){micro}, 2, text)));
}

struct jx_slice text_of_score(struct jx_arena *a, bool known, jx_dec score)
{
    return known ? text_of_micro(a, score.micro) : JX_LIT("");
}

struct jx_slice text_of_ratio(struct jx_arena *a, jx_int128 part, jx_int128 whole)
{
    jx_dec value;
    if (jx_dec_from_ratio(part, whole, 2, &value) != JX_OK) return JX_ABSENT;
    return text_of_micro(a, value.micro);
}

struct jx_slice text_of_percent(struct jx_arena *a, int64_t part, int64_t whole)
{
    struct jx_slice rate = text_of_ratio(a, (jx_int128)part * 100, whole);
    return jx_is_absent(rate) ? rate : jx_arena_printf(a, "%.*s%%", (int)rate.len, rate.ptr);
}

struct jx_slice text_of_hash(struct jx_arena *a, const struct jx_hash *h)
{
    char hex[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_hash_slice(h), hex);
    return jx_arena_copy(a, jx_slice_at(hex, 2 * JX_HASH_BYTES));
}
