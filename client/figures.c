/* Figures over the wire, and as the text that Prometheus reads. */
#include "figures.h"

#include "../proto/wire/crypto.h"

#include <stdio.h>

enum { PROMETHEUS_BYTES = 1 << 20 };

jx_status figures_ask(struct session *s, struct jx_samples *out)
{
    struct jx_message question = {.kind = JX_MSG_measure}, answer;
    jx_status rc = session_ask(s, &question, JX_MSG_measures, &answer);
    return rc == JX_OK ? jx_samples_decode(answer.measures.samples, out) : rc;
}

void figure_print(const struct jx_sample *sample, char out[FIGURE_BYTES])
{
    const struct jx_metric_row *row = jx_metric_find(sample->name);
    int64_t whole = sample->value, unit = 1;
    unsigned decimals = row ? row->decimals : 0;
    for (unsigned i = 0; i < decimals; i++)
        unit *= 10;
    if (decimals == 0) {
        snprintf(out, FIGURE_BYTES, "%lld", (long long)whole);
        return;
    }
    const char *sign = whole < 0 ? "-" : "";
    uint64_t size = whole < 0 ? 0 - (uint64_t)whole : (uint64_t)whole;
    snprintf(out, FIGURE_BYTES, "%s%llu.%0*llu", sign, (unsigned long long)(size / (uint64_t)unit),
             (int)decimals, (unsigned long long)(size % (uint64_t)unit));
}

static void put(struct jx_buffer *b, const char *text)
{
    jx_buffer_put(b, text, strlen(text));
}

/* Names and labels come over the wire: whatever would end a line or a label is left out. */
static void put_word(struct jx_buffer *b, struct jx_slice word)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain || c == '_') jx_buffer_put(b, &c, 1);
    }
}

static void put_heading(struct jx_buffer *b, const struct jx_metric_row *row)
{
    put(b, "# HELP jixiao_");
    put(b, row->name);
    put(b, " ");
    put(b, row->help[JX_LANG_EN]);
    put(b, "\n# TYPE jixiao_");
    put(b, row->name);
    put(b, row->kind == JX_COUNTER ? " counter\n" : " gauge\n");
}

static void put_sample(struct jx_buffer *b, const struct jx_sample *sample)
{
    const struct jx_metric_row *row = jx_metric_find(sample->name);
    char value[FIGURE_BYTES];
    figure_print(sample, value);
    put(b, "jixiao_");
    put_word(b, sample->name);
    if (sample->label.len > 0) {
        put(b, "{");
        put(b, row && row->label[0] ? row->label : "label");
        put(b, "=\"");
        put_word(b, sample->label);
        put(b, "\"}");
    }
    put(b, " ");
    put(b, value);
    put(b, "\n");
}

/* All samples of a figure have to stand together, under one heading. */
static void put_figure(struct jx_buffer *b, const struct jx_samples *all, uint32_t first)
{
    const struct jx_metric_row *row = jx_metric_find(all->items[first].name);
    for (uint32_t i = 0; i < first; i++)
        if (jx_slice_eq(all->items[i].name, all->items[first].name)) return;
    if (row) put_heading(b, row);
    for (uint32_t i = first; i < all->count; i++)
        if (jx_slice_eq(all->items[i].name, all->items[first].name)) put_sample(b, &all->items[i]);
}

struct jx_slice figures_prometheus(const struct jx_samples *all, struct jx_arena *a)
{
    struct jx_buffer b;
    jx_buffer_init(&b, PROMETHEUS_BYTES);
    for (uint32_t i = 0; i < all->count; i++)
        put_figure(&b, all, i);
    struct jx_slice text = b.status == JX_OK ? jx_arena_copy(a, jx_buffer_slice(&b)) : JX_ABSENT;
    jx_buffer_clear(&b);
    return text;
}
