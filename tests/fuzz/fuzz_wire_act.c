/* Headers and the contents of acts: any bytes behind one that says as what they are read. */
#include "fuzz_again.h"

#include "../../proto/base/limits.h"
#include "../../proto/wire/decision.h"
#include "../../proto/wire/master.h"

#include <assert.h>

static jx_status header(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_header h;
    (void)a;
    jx_status rc = jx_header_decode(bytes, &h);
    if (rc != JX_OK) return rc;
    assert(h.unit.len <= JX_UNIT_CODE_MAX && h.year <= JX_YEAR_LAST);
    return jx_header_encode(&h, out);
}

static jx_status submission(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_submission s;
    (void)a;
    jx_status rc = jx_submission_decode(bytes, &s);
    if (rc != JX_OK) return rc;
    assert(s.document.len <= JX_DOCUMENT_BYTES_MAX);
    return jx_submission_encode(&s, out);
}

static jx_status key_act(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_key_act k;
    (void)a;
    jx_status rc = jx_key_act_decode(bytes, &k);
    if (rc != JX_OK) return rc;
    assert(k.public_key.len == JX_KEY_BYTES && k.role_count <= JX_ROLES_MAX);
    assert(k.from_ms >= 0 && k.until_ms >= 0);
    return jx_key_act_encode(&k, out);
}

static jx_status key_record(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_key_record k;
    (void)a;
    jx_status rc = jx_key_record_decode(bytes, &k);
    return rc == JX_OK ? jx_key_record_encode(&k, out) : rc;
}

static jx_status pack_act(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_pack_act p;
    (void)a;
    jx_status rc = jx_pack_act_decode(bytes, &p);
    return rc == JX_OK ? jx_pack_act_encode(&p, out) : rc;
}

static jx_status pack(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_pack_file *files = NULL;
    uint32_t count = 0;
    jx_status rc = jx_pack_decode(bytes, a, &files, &count);
    if (rc != JX_OK) return rc;
    assert(count <= JX_PACK_FILES_MAX);
    return jx_pack_encode(files, count, out);
}

/* The first byte says which kind. */
static jx_status decision(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_decision d;
    if (bytes.len == 0) return JX_E_FORMAT;
    const unsigned char kind = (unsigned char)bytes.ptr[0];
    jx_status rc = jx_decision_decode((enum jx_act)kind, jx_slice_from(bytes, 1), a, &d);
    if (rc != JX_OK) return rc;
    assert(d.remark_count <= JX_REMARKS_MAX && d.argument_count <= JX_DECISION_ARGUMENTS_MAX);
    jx_buffer_put(out, &kind, 1);
    return jx_decision_encode(&d, out);
}

static jx_status master(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_master_act m;
    uint32_t column = 0;
    jx_status rc = jx_master_decode(bytes, a, &m);
    if (rc != JX_OK) return rc;
    const struct jx_master_schema *s = jx_master_schema(m.table);
    assert(s && m.row_count <= JX_MASTER_ROWS_MAX && (s->by_year ? m.year != 0 : m.year == 0));
    for (uint32_t i = 0; i < m.row_count; i++)
        assert(jx_master_check_row(m.table, &m.cells[(size_t)i * s->count], &column) == JX_OK);
    return jx_master_encode(&m, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static again_fn *const fns[] = {header,   submission, key_act,  key_record,
                                    pack_act, pack,       decision, master};
    fuzz_choose(data, size, fns, sizeof fns / sizeof fns[0]);
    return 0;
}
