/* What watchers are told, as the texts of server-sent events. */
#ifndef JX_CONSOLE_LIVE_TEXT_H
#define JX_CONSOLE_LIVE_TEXT_H

#include "http.h"

#include "../../proto/wire/crypto.h"
#include "../../proto/wire/history.h"
#include "../../proto/wire/run.h"

/* NULL when memory is short; else the caller's, who ends it with http_text_release(). */
struct http_text *live_text_of_events(const struct jx_events *e, bool more);
/* *hash: of what it says. */
struct http_text *live_text_of_runs(const struct jx_runs *all, struct jx_hash *hash);

#endif
