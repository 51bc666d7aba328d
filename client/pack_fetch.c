/* The query for a pack, and its files parsed. */
#include "pack_fetch.h"

#include "../proto/wire/act.h"
#include "../proto/wire/query.h"

jx_status pack_fetch(struct session *s, uint64_t position, struct jx_pack **out)
{
    struct jx_buffer arguments;
    struct jx_slice body = JX_ABSENT, content;
    struct jx_pack_act act;
    struct jx_packed_file *files = NULL;
    struct jx_pack_trouble t;
    uint64_t activated;
    uint32_t count = 0;
    *out = NULL;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_number_arguments_encode(position, &arguments);
    jx_status rc = session_query(s, JX_QUERY_PACK, &arguments, &body);
    jx_buffer_clear(&arguments);
    if (rc == JX_OK) rc = jx_pack_answer_decode(body, &activated, &content);
    if (rc == JX_OK) rc = jx_pack_act_decode(content, &act);
    if (rc == JX_OK) rc = jx_pack_decode(act.pack, &s->arena, &files, &count);
    struct jx_pack_file *parts = rc == JX_OK ? jx_arena_array(&s->arena, count, sizeof *parts)
                                             : NULL;
    if (rc == JX_OK && !parts) rc = jx_arena_failure(&s->arena);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        parts[i] = (struct jx_pack_file){files[i].name, files[i].bytes};
    return rc == JX_OK ? jx_pack_parse(parts, count, out, &t) : rc;
}
