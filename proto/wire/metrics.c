/* The table of figures, and samples as bytes and back. */
#include "metrics.h"

#include "../base/limits.h"
#include "tuple.h"

enum { SAMPLE_FIELDS = 3 };

static const struct jx_metric_row rows[JX_METRIC_COUNT] = {
#define X(name, kind, decimals, label, zh, en) {#name, JX_##kind, decimals, label, {zh, en}},
    JX_METRICS(X)
#undef X
};

const struct jx_metric_row *jx_metric_row(enum jx_metric m)
{
    return &rows[m];
}

const struct jx_metric_row *jx_metric_find(struct jx_slice name)
{
    for (size_t i = 0; i < JX_METRIC_COUNT; i++)
        if (jx_slice_eq(jx_slice_of(rows[i].name), name)) return &rows[i];
    return NULL;
}

void jx_samples_add(struct jx_samples *s, enum jx_metric m, struct jx_slice label, int64_t value)
{
    if (s->count == JX_SAMPLES_MAX) return;
    s->items[s->count++] = (struct jx_sample){jx_slice_of(rows[m].name), label, value};
}

const struct jx_sample *jx_samples_find(const struct jx_samples *s, enum jx_metric m)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (jx_slice_eq(s->items[i].name, jx_slice_of(rows[m].name))) return &s->items[i];
    return NULL;
}

jx_status jx_samples_encode(const struct jx_samples *s, struct jx_buffer *out)
{
    jx_mp_put_array(out, s->count);
    for (uint32_t i = 0; i < s->count; i++) {
        jx_mp_put_array(out, SAMPLE_FIELDS);
        jx_mp_put_text(out, s->items[i].name);
        jx_mp_put_text(out, s->items[i].label);
        jx_mp_put_int(out, s->items[i].value);
    }
    return out->status;
}

static void get_sample(struct jx_tuple *all, struct jx_sample *out)
{
    struct jx_tuple t = jx_tuple_over(jx_tuple_any(all), SAMPLE_FIELDS);
    jx_tuple_text(&t, JX_WORD_MAX, &out->name);
    jx_tuple_text(&t, JX_WORD_MAX, &out->label);
    jx_tuple_int(&t, &out->value);
    if (all->status == JX_OK) all->status = t.status;
}

static void get_samples(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_samples *out = to;
    (void)a;
    uint32_t count = jx_mp_count(t->array);
    if (count > JX_SAMPLES_MAX) {
        t->status = JX_E_ROWS;
        return;
    }
    for (uint32_t i = 0; i < count && t->status == JX_OK; i++)
        get_sample(t, &out->items[i]);
    out->count = t->status == JX_OK ? count : 0;
}

jx_status jx_samples_decode(struct jx_slice bytes, struct jx_samples *out)
{
    out->count = 0;
    return jx_tuple_read(bytes, 0, 0, NULL, get_samples, out);
}
