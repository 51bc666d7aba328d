/* Page numbers in headers and footers. Pure. */
#ifndef JX_READERS_MARGIN_TEXT_H
#define JX_READERS_MARGIN_TEXT_H

#include "../../../proto/base/slice.h"

/* Whether the text, without its page fields or with them, says only which page this is: 第 页,
 * - 1 -, 1/3, Page 2 of 7. So does a blank one. */
bool margin_is_page_number(struct jx_slice text);

#endif
