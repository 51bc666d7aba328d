/* Documents by their ids. */
#include "fetch.h"

#include "../proto/wire/codec.h"

static jx_status query_id(struct session *s, const struct jx_hash *id, struct jx_slice *body)
{
    struct jx_buffer arguments;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_id_arguments_encode(id, &arguments);
    jx_status rc = session_query(s, JX_QUERY_DOCUMENT, &arguments, body);
    jx_buffer_clear(&arguments);
    return rc;
}

jx_status fetch_document(struct session *s, const struct jx_hash *id,
                         struct jx_document_answer *answer, struct jx_document *d)
{
    struct jx_slice body;
    struct jx_submission sub;
    struct jx_trouble t;
    jx_status rc = query_id(s, id, &body);
    if (rc == JX_OK) rc = jx_document_answer_decode(body, answer);
    if (rc == JX_OK) {
        /* The county's word is not needed for what the document says: its id is its hash. */
        struct jx_hash got = jx_act_id(answer->content);
        rc = jx_hash_eq(&got, id) ? JX_OK : JX_E_CORRUPT;
    }
    if (rc == JX_OK) rc = jx_submission_decode(answer->content, &sub);
    return rc == JX_OK ? jx_document_decode(sub.document, &s->arena, d, &t) : rc;
}
