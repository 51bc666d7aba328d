/* Questions to the county that several commands have. */
#include "ask.h"

#include "../proto/wire/codec.h"

#include "outbox.h"

#include <string.h>

jx_status ask_number(struct session *s, const char *query, uint64_t number, struct jx_slice *body)
{
    struct jx_buffer arguments;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_number_arguments_encode(number, &arguments);
    return session_query(s, query, &arguments, body);
}

jx_status ask_year(struct session *s, const char *query, const struct jx_summary_arguments *args,
                   struct jx_slice *body)
{
    struct jx_buffer arguments;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_summary_arguments_encode(args, &arguments);
    return session_query(s, query, &arguments, body);
}

static jx_status ask_about(struct session *s, const char *query, const struct jx_hash *id,
                           struct jx_slice *body)
{
    struct jx_buffer arguments;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_id_arguments_encode(id, &arguments);
    return session_query(s, query, &arguments, body);
}

jx_status ask_id(struct session *s, const char *text, struct jx_hash *id)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    struct jx_hash *ids = NULL;
    uint32_t count = 0;
    jx_status rc = id_resolve(s->ctx->home, text, id);
    if (rc != JX_E_NOT_FOUND) return rc;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_text_arguments_encode(jx_slice_of(text), &arguments);
    rc = session_query(s, JX_QUERY_IDS, &arguments, &body);
    if (rc == JX_OK) rc = jx_ids_decode(body, &s->arena, &ids, &count);
    if (rc == JX_OK && count != 1) rc = count ? JX_E_USAGE : JX_E_NOT_FOUND;
    if (rc == JX_OK) *id = ids[0];
    return rc;
}

jx_status ask_document(struct session *s, const struct jx_hash *id, struct jx_document_answer *out)
{
    struct jx_slice body;
    jx_status rc = ask_about(s, JX_QUERY_DOCUMENT, id, &body);
    return rc == JX_OK ? jx_document_answer_decode(body, out) : rc;
}

jx_status ask_content(struct session *s, const struct jx_hash *id, struct jx_document_answer *out,
                      struct jx_submission *sub)
{
    jx_status rc = ask_document(s, id, out);
    if (rc != JX_OK) return rc;
    struct jx_hash got = jx_act_id(out->content);
    return jx_hash_eq(&got, id) ? jx_submission_decode(out->content, sub) : JX_E_CORRUPT;
}

static jx_status ask_page(struct session *s, const struct jx_history_arguments *args,
                          struct jx_history *out)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_history_arguments_encode(args, &arguments);
    jx_status rc = session_query(s, JX_QUERY_HISTORY, &arguments, &body);
    return rc == JX_OK ? jx_history_decode(body, &s->arena, out) : rc;
}

static jx_status append(struct session *s, struct jx_history *to, const struct jx_history *page)
{
    uint32_t count = to->decided_count + page->decided_count;
    struct jx_decided *all = jx_arena_array(&s->arena, count, sizeof *all);
    if (!all) return jx_arena_failure(&s->arena);
    memcpy(all, to->decided, to->decided_count * sizeof *all);
    memcpy(all + to->decided_count, page->decided, page->decided_count * sizeof *all);
    to->decided = all;
    to->decided_count = count;
    return JX_OK;
}

jx_status ask_form(struct session *s, const struct jx_hash *id, struct jx_document_answer *out,
                   struct jx_document *d)
{
    struct jx_submission sub;
    struct jx_trouble t;
    jx_status rc = ask_content(s, id, out, &sub);
    return rc == JX_OK ? jx_document_decode(sub.document, &s->arena, d, &t) : rc;
}

jx_status ask_history(struct session *s, const struct jx_hash *id, struct jx_history *out)
{
    struct jx_history_arguments args = {*id, 0};
    jx_status rc = ask_page(s, &args, out);
    for (bool more = rc == JX_OK && out->more; rc == JX_OK && more;) {
        struct jx_history page;
        args.since = out->decided[out->decided_count - 1].position;
        rc = ask_page(s, &args, &page);
        if (rc == JX_OK) rc = append(s, out, &page);
        more = rc == JX_OK && page.more && page.decided_count > 0;
    }
    return rc;
}

jx_status ask_findings(struct session *s, const struct jx_hash *id, struct jx_findings *out)
{
    struct jx_slice body;
    jx_status rc = ask_about(s, JX_QUERY_FINDINGS, id, &body);
    return rc == JX_OK ? jx_findings_decode(body, &s->arena, out) : rc;
}

jx_status ask_decision(struct session *s, uint64_t position, struct jx_outcome *out)
{
    struct jx_slice body;
    struct jx_decided d;
    jx_status rc = ask_number(s, JX_QUERY_DECISION, position, &body);
    if (rc == JX_OK) rc = jx_decided_decode(body, &d);
    if (rc == JX_OK) *out = d.outcome;
    return rc;
}

jx_status ask_select(struct session *s, const struct jx_select_arguments *args,
                     struct jx_selected *out)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_select_arguments_encode(args, &arguments);
    jx_status rc = session_query(s, JX_QUERY_SELECT, &arguments, &body);
    return rc == JX_OK ? jx_select_decode(body, &s->arena, out) : rc;
}

jx_status ask_each(struct session *s, struct jx_select_arguments args, ask_take *take, void *to)
{
    struct jx_selected page = {.next = 1};
    jx_status rc = JX_OK;
    args.most = JX_LIST_MAX;
    for (args.before = 0; rc == JX_OK && page.next; args.before = page.next) {
        rc = ask_select(s, &args, &page);
        for (uint32_t i = 0; rc == JX_OK && i < page.count; i++)
            rc = take(to, &page.rows[i]);
        session_forget(s);
    }
    return rc;
}

jx_status ask_events(struct session *s, const struct jx_events_arguments *args,
                     struct jx_events *out)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_events_arguments_encode(args, &arguments);
    jx_status rc = session_query(s, JX_QUERY_EVENTS, &arguments, &body);
    return rc == JX_OK ? jx_events_decode(body, &s->arena, out) : rc;
}

static jx_status parse_pack(struct jx_slice pack, struct jx_arena *a, struct jx_pack **out)
{
    struct jx_pack_file *files;
    struct jx_pack_trouble t;
    uint32_t count;
    jx_status rc = jx_pack_decode(pack, a, &files, &count);
    return rc == JX_OK ? jx_pack_parse(files, count, out, &t) : rc;
}

jx_status ask_pack_act(struct session *s, uint64_t position, struct jx_pack_act *out)
{
    struct jx_slice body, content;
    uint64_t activated;
    jx_status rc = ask_number(s, JX_QUERY_PACK, position, &body);
    if (rc == JX_OK) rc = jx_pack_answer_decode(body, &activated, &content);
    return rc == JX_OK ? jx_pack_act_decode(content, out) : rc;
}

jx_status ask_pack(struct session *s, uint64_t position, struct jx_arena *a, struct jx_pack **out)
{
    struct jx_pack_act act;
    jx_status rc = ask_pack_act(s, position, &act);
    return rc == JX_OK ? parse_pack(act.pack, a, out) : rc;
}
