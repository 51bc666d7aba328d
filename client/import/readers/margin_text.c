/* Page numbers in headers and footers. */
#include "margin_text.h"

#include "../../../proto/base/text.h"

static bool is_page_sign(uint32_t c)
{
    static const char signs[] = "第页共总计之，,/／|-－–—―~·.()（）PpAaGgEeOoFf";
    struct jx_slice s = jx_slice_of(signs);
    for (size_t at = 0; at < s.len;)
        if (jx_utf8_next(s, &at) == c) return true;
    return jx_is_space(c) || jx_digit_value(c) >= 0;
}

bool margin_is_page_number(struct jx_slice text)
{
    enum { PAGE_NUMBER_BYTES_MAX = 64 };
    if (text.len > PAGE_NUMBER_BYTES_MAX) return jx_is_blank(jx_trim(text));
    for (size_t at = 0; at < text.len;)
        if (!is_page_sign(jx_utf8_next(text, &at))) return false;
    return true;
}
