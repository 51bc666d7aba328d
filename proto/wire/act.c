/* Acts as bytes and back. Decoded slices borrow from the bytes, never from the parse tree, so the
 * tree can go before they do. */
#include "act.h"

#include "../base/text.h"
#include "tuple.h"

enum { VERSION = 1, KEY_VERSION = 2, HEADER_PARTS = 6 };

const struct jx_slice jx_no_explanations = {"\x90", 1};

const char *jx_act_name(enum jx_act kind)
{
    switch (kind) {
#define A(number, NAME, name)                                                                      \
    case JX_ACT_##NAME:                                                                            \
        return name;
        JX_ACTS(A)
#undef A
    }
    return "unknown";
}

jx_status jx_header_encode(const struct jx_header *h, struct jx_buffer *out)
{
    jx_mp_put_array(out, h->in_place_of ? HEADER_PARTS + 1 : HEADER_PARTS);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_uint(out, h->kind);
    jx_mp_put_text(out, h->form);
    jx_mp_put_uint(out, h->year);
    jx_mp_put_text(out, h->period);
    jx_mp_put_text(out, h->unit);
    if (h->in_place_of) jx_mp_put_bin(out, jx_slice_at(h->person, JX_KEY_BYTES));
    return out->status;
}

/* A short word that goes into keys, logs and tables: UTF-8 without control characters or line
 * breaks. */
static void get_word(struct jx_tuple *t, size_t max, struct jx_slice *out)
{
    jx_tuple_text(t, max, out);
    if (t->status != JX_OK || jx_text_is_plain(*out)) return;
    t->status = jx_text_check(*out);
    for (size_t at = 0; t->status == JX_OK && at < out->len;) {
        uint32_t c = jx_utf8_next(*out, &at);
        if (jx_is_space(c) && c != ' ') t->status = JX_E_TEXT_CONTROL;
    }
}

static void get_header(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_header *out = to;
    (void)a;
    uint64_t kind = 0, year = 0;
    jx_tuple_uint(t, 255, &kind);
    get_word(t, JX_FORM_NAME_MAX, &out->form);
    jx_tuple_uint(t, JX_YEAR_LAST, &year);
    get_word(t, JX_PERIOD_MAX, &out->period);
    get_word(t, JX_UNIT_CODE_MAX, &out->unit);
    out->in_place_of = jx_mp_count(t->array) > HEADER_PARTS && !jx_tuple_nil(t);
    if (out->in_place_of) jx_tuple_fixed(t, JX_KEY_BYTES, out->person);
    out->kind = (enum jx_act)kind;
    out->year = (uint32_t)year;
}

jx_status jx_header_decode(struct jx_slice bytes, struct jx_header *out)
{
    if (bytes.len > JX_HEADER_BYTES_MAX) return JX_E_TOO_LARGE;
    return jx_tuple_read(bytes, HEADER_PARTS, VERSION, NULL, get_header, out);
}

jx_status jx_submission_encode(const struct jx_submission *s, struct jx_buffer *out)
{
    jx_mp_put_array(out, 5);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_text(out, s->unit);
    jx_mp_put_bin(out, s->has_parent ? jx_hash_slice(&s->parent) : JX_ABSENT);
    jx_mp_put_bin(out, s->document);
    jx_mp_put_bin(out, s->explanations);
    return out->status;
}

static void get_submission(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_submission *out = to;
    (void)a;
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &out->unit);
    out->has_parent = !jx_tuple_nil(t);
    if (out->has_parent) jx_tuple_fixed(t, JX_HASH_BYTES, out->parent.bytes);
    jx_tuple_bin(t, JX_DOCUMENT_BYTES_MAX, &out->document);
    jx_tuple_bin(t, JX_EXPLANATIONS_BYTES_MAX, &out->explanations);
}

jx_status jx_submission_decode(struct jx_slice bytes, struct jx_submission *out)
{
    return jx_tuple_read(bytes, 5, VERSION, NULL, get_submission, out);
}

jx_status jx_key_act_encode(const struct jx_key_act *k, struct jx_buffer *out)
{
    jx_mp_put_array(out, 10);
    jx_mp_put_uint(out, KEY_VERSION);
    jx_mp_put_bin(out, k->nonce);
    jx_mp_put_text(out, k->action);
    jx_mp_put_bin(out, k->public_key);
    jx_mp_put_text(out, k->unit);
    jx_mp_put_array(out, k->role_count);
    for (uint32_t i = 0; i < k->role_count; i++)
        jx_mp_put_text(out, k->roles[i]);
    jx_mp_put_text(out, k->name);
    jx_mp_put_uint(out, (uint64_t)k->from_ms);
    jx_mp_put_uint(out, (uint64_t)k->until_ms);
    jx_mp_put_text(out, jx_is_absent(k->why) ? JX_LIT("") : k->why);
    return out->status;
}

static void get_time(struct jx_tuple *t, int64_t *out)
{
    uint64_t ms = 0;
    jx_tuple_uint(t, INT64_MAX, &ms);
    *out = (int64_t)ms;
}

static void get_key_act(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_key_act *out = to;
    uint64_t version = 0;
    (void)a;
    jx_tuple_uint(t, UINT64_MAX, &version);
    if (t->status == JX_OK && version != VERSION && version != KEY_VERSION)
        t->status = JX_E_VERSION;
    jx_tuple_bin(t, JX_NONCE_BYTES, &out->nonce);
    jx_tuple_text(t, JX_WORD_MAX, &out->action);
    jx_tuple_bin(t, JX_KEY_BYTES, &out->public_key);
    if (t->status == JX_OK && out->public_key.len != JX_KEY_BYTES) t->status = JX_E_FORMAT;
    get_word(t, JX_UNIT_CODE_MAX, &out->unit);
    struct jx_tuple roles = jx_tuple_over(jx_tuple_any(t), 0);
    out->role_count = roles.status == JX_OK ? jx_mp_count(roles.array) : 0;
    if (t->status == JX_OK && (roles.status != JX_OK || out->role_count > JX_ROLES_MAX))
        t->status = JX_E_FORMAT;
    for (uint32_t i = 0; t->status == JX_OK && i < out->role_count; i++) {
        jx_tuple_text(&roles, JX_WORD_MAX, &out->roles[i]);
        if (roles.status != JX_OK) t->status = roles.status;
    }
    jx_tuple_text(t, JX_NAME_MAX, &out->name);
    if (version == VERSION) return;
    get_time(t, &out->from_ms);
    get_time(t, &out->until_ms);
    jx_tuple_text(t, JX_NAME_MAX, &out->why);
}

jx_status jx_key_act_decode(struct jx_slice bytes, struct jx_key_act *out)
{
    *out = (struct jx_key_act){.why = JX_LIT("")};
    return jx_tuple_read(bytes, 7, 0, NULL, get_key_act, out);
}

jx_status jx_key_record_encode(const struct jx_key_record *k, struct jx_buffer *out)
{
    jx_mp_put_array(out, 5);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_uint(out, k->position);
    jx_mp_put_uint(out, (uint64_t)k->time_ms);
    jx_mp_put_bin(out, jx_slice_at(k->by, JX_KEY_BYTES));
    jx_mp_put_bin(out, k->content);
    return out->status;
}

static void get_key_record(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_key_record *out = to;
    (void)a;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    get_time(t, &out->time_ms);
    jx_tuple_fixed(t, JX_KEY_BYTES, out->by);
    jx_tuple_bin(t, JX_CONTENT_BYTES_MAX, &out->content);
}

jx_status jx_key_record_decode(struct jx_slice bytes, struct jx_key_record *out)
{
    *out = (struct jx_key_record){.content = JX_LIT("")};
    return jx_tuple_read(bytes, 5, VERSION, NULL, get_key_record, out);
}

jx_status jx_pack_act_encode(const struct jx_pack_act *p, struct jx_buffer *out)
{
    jx_mp_put_array(out, 4);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_bin(out, p->nonce);
    jx_mp_put_text(out, p->name);
    jx_mp_put_bin(out, p->pack);
    return out->status;
}

static void get_pack_act(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_pack_act *out = to;
    (void)a;
    jx_tuple_bin(t, JX_NONCE_BYTES, &out->nonce);
    jx_tuple_text(t, JX_NAME_MAX, &out->name);
    jx_tuple_bin(t, JX_PACK_BYTES_MAX, &out->pack);
}

jx_status jx_pack_act_decode(struct jx_slice bytes, struct jx_pack_act *out)
{
    return jx_tuple_read(bytes, 4, VERSION, NULL, get_pack_act, out);
}

jx_status jx_pack_encode(const struct jx_pack_file *files, uint32_t count, struct jx_buffer *out)
{
    jx_mp_put_array(out, count);
    for (uint32_t i = 0; i < count; i++) {
        jx_mp_put_array(out, 2);
        jx_mp_put_text(out, files[i].name);
        jx_mp_put_bin(out, files[i].bytes);
    }
    return out->status;
}

static jx_status get_pack(struct jx_mp root, struct jx_arena *a, struct jx_pack_file **files,
                          uint32_t *count)
{
    if (jx_mp_kind(root) != JX_MP_ARRAY) return JX_E_FORMAT;
    *count = jx_mp_count(root);
    if (*count > JX_PACK_FILES_MAX) return JX_E_ROWS;
    *files = jx_arena_array(a, *count, sizeof **files);
    if (!*files) return jx_arena_failure(a);
    for (uint32_t i = 0; i < *count; i++) {
        struct jx_pack_file *f = &(*files)[i];
        struct jx_tuple t = jx_tuple_over(jx_mp_at(root, i), 2);
        jx_tuple_text(&t, JX_WORD_MAX, &f->name);
        jx_tuple_bin(&t, JX_PACK_BYTES_MAX, &f->bytes);
        if (t.status != JX_OK) return t.status;
        if (i && jx_slice_cmp(f[-1].name, f->name) >= 0) return JX_E_FIELD_ORDER;
    }
    return JX_OK;
}

jx_status jx_pack_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_pack_file **files,
                         uint32_t *count)
{
    struct jx_mp_tree tree;
    jx_status rc = jx_mp_parse(bytes, &tree);
    if (rc == JX_OK) rc = get_pack(tree.root, a, files, count);
    jx_mp_clear(&tree);
    return rc;
}
