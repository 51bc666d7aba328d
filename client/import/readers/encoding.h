/* Text of any of the encodings in use becomes UTF-8. The only file that knows iconv. */
#ifndef JX_READERS_ENCODING_H
#define JX_READERS_ENCODING_H

#include "trouble.h"

#include "../../../proto/base/arena.h"

/* By its byte order mark (UTF-8, UTF-16); else by validity: UTF-8, else GB18030, which holds GBK
 * and GB2312. *out has no mark, and borrows from `bytes` where nothing had to be changed. Refused
 * (ENCODING): bytes that are none of these; a NUL or another control character that no text has. */
jx_status jx_text_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_slice *out,
                         struct jx_reader_trouble *t);

#endif
