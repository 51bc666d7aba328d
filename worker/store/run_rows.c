/* Rows of runs as bytes and back, and the overlay. */
#include "run_rows.h"

#include "card_row.h"
#include "row_body.h"
#include "run_blocks.h"

/* ---- runs ---- */

struct key key_of_run(uint32_t year, uint64_t run)
{
    struct key k = {.len = 0};
    key_put_year(&k, year);
    key_put_position(&k, run);
    return k;
}

jx_status run_put(struct kv_tx *tx, uint32_t year, uint64_t run, const struct row_run *r,
                  struct jx_buffer room[2])
{
    struct key k = key_of_run(year, run);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 9);
    jx_mp_put_bool(room, r->full);
    jx_mp_put_text(room, row_text(r->name));
    jx_mp_put_bin(room, jx_hash_slice(&r->pack));
    jx_mp_put_int(room, r->time_ms);
    jx_mp_put_uint(room, r->first);
    jx_mp_put_uint(room, r->cursor);
    jx_mp_put_uint(room, r->documents);
    jx_mp_put_uint(room, r->changed);
    jx_mp_put_uint(room, r->published);
    return row_put_body(tx, TABLE_RUNS, key_slice(&k), room);
}

jx_status run_read(struct jx_slice body, struct row_run *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_run){.full = false};
    jx_status rc = row_start(body, 9, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_bool(&t, &out->full);
        jx_tuple_text(&t, JX_NAME_MAX, &out->name);
        jx_tuple_fixed(&t, JX_HASH_BYTES, out->pack.bytes);
        jx_tuple_int(&t, &out->time_ms);
        jx_tuple_uint(&t, UINT64_MAX, &out->first);
        jx_tuple_uint(&t, UINT64_MAX, &out->cursor);
        jx_tuple_uint(&t, UINT64_MAX, &out->documents);
        jx_tuple_uint(&t, UINT64_MAX, &out->changed);
        jx_tuple_uint(&t, UINT64_MAX, &out->published);
    }
    return row_finish(&tree, rc, &t);
}

jx_status run_get(struct kv_tx *tx, uint32_t year, uint64_t run, struct row_run *out)
{
    struct key k = key_of_run(year, run);
    struct jx_slice body;
    jx_status rc = row_get(tx, TABLE_RUNS, key_slice(&k), &body);
    return rc == JX_OK ? run_read(body, out) : rc;
}

jx_status runs_of_year(struct kv_tx *tx, uint32_t year, uint64_t runs[JX_RUNS_MAX], uint32_t *count)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    struct key prefix = {.len = 0};
    key_put_year(&prefix, year);
    *count = 0;
    jx_status rc = kv_cursor_open(tx, TABLE_RUNS, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&prefix), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&prefix)) && *count < JX_RUNS_MAX) {
        struct jx_slice rest = jx_slice_from(key, prefix.len);
        if (!key_get_position(&rest, &runs[*count]) || rest.len) rc = JX_E_CORRUPT;
        if (rc == JX_OK) ++*count;
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* ---- the overlay ---- */

static bool is_unjudged(jx_status s)
{
    return s == JX_E_NO_PACK || s == JX_E_TOO_LARGE;
}

void rescored_lay(const struct store_rescored *over, uint64_t run, const struct jx_hash *pack,
                  struct row_result *r)
{
    struct jx_outcome *o = &r->outcome;
    r->scored_by = run;
    r->full = over->full;
    r->own = (struct row_own){.outcome = *o};
    memcpy(r->own.adds, r->adds, sizeof r->adds);
    memcpy(r->adds, over->adds, sizeof r->adds);
    o->has_computed = over->has_computed;
    o->computed = over->computed;
    o->grade = over->grade;
    o->light = over->light;
    if (o->status == JX_OK || is_unjudged(o->status)) o->status = over->status;
    o->has_score_pack = !over->full && over->status == JX_OK;
    if (o->has_score_pack) o->score_pack = *pack;
    if (!over->full) return;
    o->judged = over->status == JX_OK;
    o->verdict = over->verdict;
    o->pack = *pack;
}

static struct store_finding *find_finding(struct store_finding *list, uint32_t count,
                                          const struct store_finding *like)
{
    for (uint32_t i = 0; i < count; i++)
        if (jx_slice_eq(list[i].rule, like->rule) && jx_slice_eq(list[i].place, like->place) &&
            jx_slice_eq(list[i].figures, like->figures))
            return &list[i];
    return NULL;
}

jx_status answered_findings(const struct store_rescored *r, const struct store_finding *first,
                            uint32_t first_count, struct jx_arena *a, struct store_finding **out,
                            uint32_t *count)
{
    *count = 0;
    *out = jx_arena_array(a, (size_t)r->finding_count + first_count, sizeof **out);
    if (!*out) return jx_arena_failure(a);
    if (r->finding_count) memcpy(*out, r->findings, r->finding_count * sizeof **out);
    *count = r->finding_count;
    for (uint32_t i = 0; i < first_count; i++) {
        struct store_finding *f = find_finding(*out, *count, &first[i]);
        if (f && !f->answered) f->answered = first[i].answered;
        /* An answer about a relation, which no run judges. */
        if (!f && first[i].figures.len) (*out)[(*count)++] = first[i];
    }
    return JX_OK;
}

jx_status kept_answers(const struct store_finding *first, uint32_t first_count,
                       const struct store_finding *now, uint32_t now_count, struct jx_arena *a,
                       struct store_finding **out, uint32_t *count)
{
    *count = 0;
    *out = jx_arena_array(a, (size_t)first_count + now_count, sizeof **out);
    if (!*out) return jx_arena_failure(a);
    if (first_count) memcpy(*out, first, first_count * sizeof **out);
    *count = first_count;
    for (uint32_t i = 0; i < now_count; i++) {
        if (!now[i].answered) continue;
        struct store_finding *f = find_finding(*out, *count, &now[i]);
        if (f && !f->answered) f->answered = now[i].answered;
        if (!f) (*out)[(*count)++] = now[i];
    }
    return JX_OK;
}

jx_status live_findings(struct kv_tx *tx, uint64_t position, uint64_t scored_by, struct jx_arena *a,
                        struct store_finding **out, uint32_t *count)
{
    struct store_rescored r = {.full = false};
    struct store_finding *first = NULL;
    uint32_t first_count = 0;
    jx_status rc = findings_get(tx, position, a, &first, &first_count);
    *out = first;
    *count = first_count;
    if (rc != JX_OK || !scored_by) return rc;
    rc = row_must(rescored_get(tx, scored_by, position, NULL, a, &r));
    if (rc != JX_OK || !r.full) return rc;
    return answered_findings(&r, first, first_count, a, out, count);
}

jx_status live_classes(struct kv_tx *tx, uint32_t year, uint64_t position, uint64_t scored_by,
                       struct jx_arena *a, struct details *out)
{
    struct row_card c;
    struct store_rescored r;
    jx_status rc = row_must(card_get(tx, year, position, a, &c));
    if (rc != JX_OK) return rc;
    *out = (struct details){c.first.classes, c.first.class_count};
    if (scored_by) {
        rc = row_must(rescored_get(tx, scored_by, position, &c.first, a, &r));
        *out = (struct details){r.classes, r.class_count};
    }
    for (uint32_t i = 0; rc == JX_OK && i < out->count; i++) {
        out->rows[i].name = jx_arena_copy(a, out->rows[i].name);
        if (jx_is_absent(out->rows[i].name)) rc = jx_arena_failure(a);
    }
    return rc;
}
