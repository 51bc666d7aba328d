/* Names and texts of the outcomes, from the one table. */
#include "status.h"

#include <string.h>

struct row {
    const char *name;
    enum jx_retry retry;
    int exit_code;
    const char *text[2];
};

static const struct row rows[JX_STATUS_COUNT] = {
#define X(name, retry, exit_code, zh, en) {#name, JX_RETRY_##retry, exit_code, {zh, en}},
    JX_STATUSES(X)
#undef X
};

static const struct row *row_of(jx_status s)
{
    return (unsigned)s < JX_STATUS_COUNT ? &rows[s] : &rows[JX_E_INTERNAL];
}

const char *jx_status_name(jx_status s)
{
    return row_of(s)->name;
}

const char *jx_status_text(jx_status s, enum jx_lang lang)
{
    return row_of(s)->text[lang];
}

enum jx_retry jx_status_retry(jx_status s)
{
    return row_of(s)->retry;
}

int jx_status_exit(jx_status s)
{
    return row_of(s)->exit_code;
}

jx_status jx_status_of_name(const char *name, unsigned long len)
{
    for (unsigned i = 0; i < JX_STATUS_COUNT; i++)
        if (strlen(rows[i].name) == len && memcmp(rows[i].name, name, len) == 0)
            return (jx_status)i;
    return JX_E_INTERNAL;
}
