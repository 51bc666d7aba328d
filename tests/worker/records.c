/* Records made from documents, the way client and broker make them. */
#include "records.h"

#include "../../proto/wire/codec.h"
#include "../../proto/wire/record.h"
#include "rules/support.h"

#include <stdio.h>
#include <stdlib.h>

static struct jx_slice kept(struct jx_arena *a, struct jx_buffer *b)
{
    assert_int_equal(b->status, JX_OK);
    struct jx_slice s = jx_arena_copy(a, jx_buffer_slice(b));
    jx_buffer_clear(b);
    return s;
}

struct records_submission records_usual(struct jx_arena *a, unsigned number)
{
    static const struct test_row rows[] = {
        {"≥20公里", "20公里", "50.00", "50.00", NULL, NULL, NULL, NULL},
        {"≥95%", "95%", "40.00", "40.00", "合格率", NULL, NULL, NULL},
    };
    struct records_submission s = {.unit = JX_LIT("3301"),
                                   .explanations = jx_no_explanations,
                                   .header = {.kind = JX_ACT_SUBMISSION,
                                              .form = JX_LIT("self_evaluation"),
                                              .year = 2023,
                                              .period = JX_LIT(""),
                                              .unit = JX_LIT("3301")}};
    s.document = test_form(a, rows, COUNT_OF(rows), "100.00", NULL);
    s.document->project->name = jx_arena_printf(a, "农村道路养护项目%u", number);
    return s;
}

struct jx_slice records_make(struct jx_arena *a, uint64_t position, const struct jx_header *h,
                             struct jx_slice content)
{
    struct jx_buffer header, entry, record;
    jx_buffer_init(&header, JX_HEADER_BYTES_MAX);
    jx_buffer_init(&entry, JX_ENTRY_BYTES_MAX);
    jx_buffer_init(&record, JX_MESSAGE_BYTES_MAX);
    jx_header_encode(h, &header);
    struct jx_entry e = {.kind = h->kind,
                         .position = position,
                         .time_ms = 1700000000000,
                         .header = jx_buffer_slice(&header),
                         .id = jx_act_id(content)};
    jx_entry_encode(&e, &entry);
    jx_record_encode(jx_buffer_slice(&entry), content, &record);
    jx_buffer_clear(&header);
    jx_buffer_clear(&entry);
    return kept(a, &record);
}

static struct jx_slice encode_document(struct jx_arena *a, struct jx_document *d)
{
    struct jx_buffer b;
    struct jx_trouble t = {.status = JX_OK};
    jx_document_check(d, a, &t); /* tidies; what it does not like is the worker's to say */
    jx_buffer_init(&b, JX_DOCUMENT_BYTES_MAX);
    jx_document_encode(d, &b);
    return kept(a, &b);
}

struct jx_slice records_submission(struct jx_arena *a, uint64_t position,
                                   const struct records_submission *s)
{
    struct jx_buffer b;
    struct jx_submission sub = {.unit = s->unit,
                                .document = jx_is_absent(s->document_bytes)
                                                ? encode_document(a, s->document)
                                                : s->document_bytes,
                                .explanations = s->explanations};
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    jx_submission_encode(&sub, &b);
    struct jx_slice content = kept(a, &b);
    return records_make(a, position, &s->header, jx_is_absent(s->content) ? content : s->content);
}

static struct jx_header act_header(enum jx_act kind)
{
    return (struct jx_header){
        .kind = kind, .form = JX_LIT(""), .period = JX_LIT(""), .unit = JX_LIT("33")};
}

/* The standard pack with `profile` as its profile. */
static struct jx_slice pack_record(struct jx_arena *a, uint64_t position, struct jx_slice profile)
{
    uint8_t nonce[JX_NONCE_BYTES] = {(uint8_t)position};
    struct jx_pack_file parts[STANDARD_FILES_MAX];
    struct jx_buffer files, content;
    size_t count = standard_files(parts);
    parts[0].bytes = profile;
    jx_buffer_init(&files, JX_PACK_BYTES_MAX);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    assert_int_equal(jx_pack_encode(parts, (uint32_t)count, &files), JX_OK);
    struct jx_pack_act act = {.nonce = jx_slice_at(nonce, sizeof nonce),
                              .name = JX_LIT("pack"),
                              .pack = jx_buffer_slice(&files)};
    jx_pack_act_encode(&act, &content);
    jx_buffer_clear(&files);
    struct jx_header h = act_header(JX_ACT_PACK);
    return records_make(a, position, &h, kept(a, &content));
}

struct jx_slice records_pack(struct jx_arena *a, uint64_t position, const char *from,
                             const char *to)
{
    struct jx_slice text = standard_text();
    if (!from) return pack_record(a, position, text);
    size_t at = jx_slice_find(text, jx_slice_of(from));
    assert_true(at != (size_t)-1);
    struct jx_slice rest = jx_slice_from(text, at + strlen(from));
    text = jx_arena_printf(a, "%.*s%s%.*s", (int)at, text.ptr, to, (int)rest.len, rest.ptr);
    return pack_record(a, position, text);
}

struct jx_slice records_bad_pack(struct jx_arena *a, uint64_t position)
{
    return pack_record(a, position, JX_LIT("no profile at all\n"));
}

struct jx_slice records_key(struct jx_arena *a, uint64_t position)
{
    struct jx_header h = act_header(JX_ACT_KEY);
    return records_make(a, position, &h, jx_arena_printf(a, "key %d", (int)position));
}

struct jx_slice records_content(struct jx_slice record)
{
    struct jx_record r;
    assert_int_equal(jx_record_decode(record, &r), JX_OK);
    return r.content;
}
