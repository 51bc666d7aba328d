/* Names of a verdict's parts, and the bytes that its hash is taken over. */
#include "judge.h"

#include <assert.h>
#include <endian.h>

const char *jx_grade_zh(enum jx_grade g)
{
    static const char *const text[] = {"优", "良", "中", "差", ""};
    return text[g];
}

const char *jx_severity_name(enum jx_severity s)
{
    static const char *const text[] = {"error", "explain", "warning", "info"};
    return text[s];
}

/* First measures (to NULL), then writes; lengths and numbers are big-endian. */
struct writer {
    char *to;
    size_t len;
};

static void put(struct writer *w, const void *bytes, size_t n)
{
    if (w->to && n) memcpy(w->to + w->len, bytes, n);
    w->len += n;
}

static void put_number(struct writer *w, uint64_t v, unsigned bytes)
{
    const uint64_t big = htobe64(v << (64 - 8 * bytes));
    put(w, &big, bytes);
}

static void put_text(struct writer *w, struct jx_slice s)
{
    put_number(w, s.len, 4);
    put(w, s.ptr, s.len);
}

static void put_score(struct writer *w, struct jx_score s)
{
    put_number(w, s.known, 1);
    if (s.known) put_number(w, (uint64_t)s.value.micro, 8);
}

static void put_row(struct writer *w, const struct jx_row_verdict *r)
{
    put_text(w, jx_slice_of(r->where));
    put_text(w, r->method);
    put_score(w, r->weight);
    put_score(w, r->claimed);
    put_score(w, r->computed);
    put_number(w, r->differs, 1);
}

static void put_finding(struct writer *w, const struct jx_finding *f)
{
    put_text(w, f->rule);
    put_number(w, f->severity, 1);
    put_text(w, jx_slice_of(f->where));
    put_text(w, f->left);
    put_text(w, f->right);
}

enum { VERDICT_BYTES_VERSION = 1 };

static void put_verdict(struct writer *w, const struct jx_verdict *v)
{
    put_number(w, VERDICT_BYTES_VERSION, 1);
    put_score(w, v->claimed);
    put_score(w, v->computed);
    put_number(w, v->grade, 1);
    put_number(w, v->row_count, 4);
    for (uint32_t i = 0; i < v->row_count; i++)
        put_row(w, &v->rows[i]);
    put_number(w, v->finding_count, 4);
    for (uint32_t i = 0; i < v->finding_count; i++)
        put_finding(w, &v->findings[i]);
}

jx_status jx_verdict_bytes(const struct jx_verdict *v, struct jx_arena *a, struct jx_slice *out)
{
    struct writer w = {NULL, 0};
    put_verdict(&w, v);
    size_t measured = w.len;
    w = (struct writer){jx_arena_take(a, measured), 0};
    if (!w.to) return jx_arena_failure(a);
    put_verdict(&w, v);
    assert(w.len == measured);
    *out = jx_slice_at(w.to, w.len);
    return JX_OK;
}
