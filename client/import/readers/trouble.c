/* Problems of files: names, statuses and sentences from one table. */
#include "trouble.h"

#include <stdio.h>

struct row {
    const char *name;
    jx_status status;
    const char *zh, *en;
};

static const struct row rows[] = {
#define X(name, status, zh, en) {#name, status, zh, en},
    JX_READER_PROBLEMS(X)
#undef X
};

static const struct row *row_of(enum jx_reader_problem p)
{
    return &rows[p < JX_READER_PROBLEM_COUNT ? p : JX_READER_NONE];
}

const char *jx_reader_problem_text(enum jx_reader_problem p, enum jx_lang lang)
{
    return lang == JX_LANG_ZH ? row_of(p)->zh : row_of(p)->en;
}

const char *jx_reader_problem_name(enum jx_reader_problem p)
{
    return row_of(p)->name;
}

jx_status jx_reader_fail(struct jx_reader_trouble *t, enum jx_reader_problem p, const char *where,
                         int64_t limit)
{
    if (t->status != JX_OK) return t->status;
    t->problem = p;
    t->status = row_of(p)->status;
    t->limit = limit;
    if (where) snprintf(t->where, sizeof t->where, "%s", where);
    return t->status;
}

static enum jx_reader_problem problem_of(jx_status status)
{
    if (status == JX_E_TOO_LARGE) return JX_READER_CONTENT_LARGE;
    for (int p = 1; p < JX_READER_PROBLEM_COUNT; p++)
        if (rows[p].status == status) return (enum jx_reader_problem)p;
    return JX_READER_MEMORY;
}

jx_status jx_reader_fail_arena(struct jx_reader_trouble *t, jx_status status)
{
    return jx_reader_fail(t, problem_of(status), NULL, 0);
}
