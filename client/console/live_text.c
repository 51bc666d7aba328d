/* Events and runs as JSON in the lines of an event stream. */
#include "live_text.h"

#include "put.h"

#include "../runs.h"

enum { TEXT_BYTES = 4 << 20 };

struct http_text *live_text_of_events(const struct jx_events *e, bool more)
{
    struct jx_arena a;
    struct jx_json_writer w;
    struct jx_slice json;
    struct http_text *t = NULL;
    jx_arena_init(&a, TEXT_BYTES);
    jx_json_begin(&w, &a, false);
    jx_json_object(&w);
    jx_json_member_integer(&w, "position", (int64_t)e->position);
    jx_json_key(&w, JX_LIT("events"));
    jx_json_array(&w);
    for (uint32_t i = 0; i < e->count; i++) {
        jx_json_object(&w);
        put_event(&w, &e->rows[i]);
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    jx_json_member_bool(&w, "more", more);
    jx_json_end_object(&w);
    if (jx_json_take(&w, &json) == JX_OK) {
        struct jx_slice text = jx_arena_printf(&a, "event: change\nid: %llu\ndata: %.*s\n\n",
                                               (unsigned long long)e->position, (int)json.len,
                                               json.ptr);
        if (!jx_is_absent(text)) t = http_text_new(text);
    }
    jx_arena_clear(&a);
    return t;
}

static struct jx_slice json_of_runs(const struct jx_runs *all, struct jx_arena *a)
{
    struct jx_json_writer w;
    struct jx_slice json;
    jx_json_begin(&w, a, false);
    jx_json_object(&w);
    jx_json_member_integer(&w, "position", (int64_t)all->position);
    jx_json_key(&w, JX_LIT("runs"));
    jx_json_array(&w);
    for (uint32_t i = 0; i < all->count; i++)
        runs_put(&w, &all->rows[i], all->position);
    jx_json_end_array(&w);
    jx_json_end_object(&w);
    return jx_json_take(&w, &json) == JX_OK ? json : JX_ABSENT;
}

struct http_text *live_text_of_runs(const struct jx_runs *all, struct jx_hash *hash)
{
    struct jx_arena a;
    struct http_text *t = NULL;
    jx_arena_init(&a, TEXT_BYTES);
    struct jx_slice json = json_of_runs(all, &a);
    struct jx_slice text = jx_arena_printf(&a, "event: batches\ndata: %.*s\n\n", (int)json.len,
                                           json.len ? json.ptr : "");
    if (json.len && !jx_is_absent(text)) {
        *hash = jx_hash_bytes(json);
        t = http_text_new(text);
    }
    jx_arena_clear(&a);
    return t;
}
