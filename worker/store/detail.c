/* Details of documents: from findings, and as rows. */
#include "detail.h"
#include "row_body.h"

#include "../../proto/base/text.h"

#include <stdlib.h>

/* ---- by rule ---- */

static int by_rule(const void *a, const void *b)
{
    const struct store_finding *const *left = a, *const *right = b;
    return jx_slice_cmp((*left)->rule, (*right)->rule);
}

static const struct store_finding **sorted(const struct store_finding *findings, uint32_t count,
                                           struct jx_arena *a)
{
    const struct store_finding **list = jx_arena_array(a, count,
                                                       sizeof(const struct store_finding *));
    for (uint32_t i = 0; list && i < count; i++)
        list[i] = &findings[i];
    if (list && count) qsort(list, count, sizeof(const struct store_finding *), by_rule);
    return list;
}

static void count_finding(struct store_detail *d, const struct store_finding *f)
{
    enum { UNKNOWN_SEVERITY = STORE_RULE_ANSWERED };
    if (f->severity < UNKNOWN_SEVERITY) d->sums[f->severity]++;
    d->sums[STORE_RULE_ANSWERED] += f->answered != 0;
}

/* Rules whose ids begin alike for longer than a key has room are one. */
static bool is_same(const struct details *to, struct jx_slice name)
{
    return to->count && to->rows[to->count - 1].kind == STORE_DETAIL_RULE &&
           jx_slice_eq(to->rows[to->count - 1].name, name);
}

static void add_finding(struct details *to, const struct store_finding *f)
{
    struct jx_slice name = jx_utf8_head(f->rule, STORE_DETAIL_NAME_MAX);
    if (!is_same(to, name)) {
        struct store_detail *d = &to->rows[to->count++];
        *d = (struct store_detail){.kind = STORE_DETAIL_RULE, .name = name};
        d->sums[STORE_RULE_DOCUMENTS] = 1;
    }
    count_finding(&to->rows[to->count - 1], f);
}

jx_status details_make(const struct details *classes, const struct store_finding *findings,
                       uint32_t finding_count, struct jx_arena *a, struct details *out)
{
    size_t room = (size_t)classes->count + finding_count;
    const struct store_finding **list = sorted(findings, finding_count, a);
    *out = (struct details){.rows = jx_arena_array(a, room, sizeof *out->rows)};
    if (!list || !out->rows) return jx_arena_failure(a);
    for (uint32_t i = 0; i < classes->count; i++)
        out->rows[out->count++] = classes->rows[i];
    for (uint32_t i = 0; i < finding_count; i++)
        add_finding(out, list[i]);
    return JX_OK;
}

/* ---- rows ---- */

void classes_write(struct jx_buffer *b, const struct details *classes)
{
    jx_mp_put_array(b, classes->count);
    for (uint32_t i = 0; i < classes->count; i++) {
        jx_mp_put_array(b, 1 + STORE_DETAIL_SUMS);
        jx_mp_put_text(b, row_text(classes->rows[i].name));
        for (unsigned j = 0; j < STORE_DETAIL_SUMS; j++)
            jx_mp_put_int(b, classes->rows[i].sums[j]);
    }
}

jx_status classes_put(struct kv_tx *tx, uint64_t position, const struct details *classes,
                      struct jx_buffer room[2])
{
    struct key k = key_of_position(position);
    jx_buffer_reset(room);
    classes_write(room, classes);
    return row_put_body(tx, TABLE_CLASSES, key_slice(&k), room);
}

static void get_class(struct jx_tuple *list, struct jx_arena *a, struct store_detail *to)
{
    struct jx_tuple one = jx_tuple_over(jx_tuple_any(list), 1 + STORE_DETAIL_SUMS);
    to->kind = STORE_DETAIL_CLASS;
    jx_tuple_text(&one, STORE_DETAIL_NAME_MAX, &to->name);
    for (unsigned j = 0; j < STORE_DETAIL_SUMS; j++)
        jx_tuple_int(&one, &to->sums[j]);
    if (one.status == JX_OK) to->name = jx_arena_copy(a, to->name);
    if (one.status == JX_OK && jx_is_absent(to->name)) one.status = jx_arena_failure(a);
    if (list->status == JX_OK) list->status = one.status;
}

jx_status classes_read(struct jx_slice body, struct jx_arena *a, struct details *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct details){.count = 0};
    jx_status rc = row_start(body, 0, &tree, &t);
    uint32_t count = rc == JX_OK ? jx_mp_count(tree.root) : 0;
    if (rc == JX_OK) out->rows = jx_tuple_room(&t, a, count, sizeof *out->rows);
    for (; rc == JX_OK && t.status == JX_OK && out->count < count; out->count++)
        get_class(&t, a, &out->rows[out->count]);
    return row_finish(&tree, rc, &t);
}

jx_status classes_get(struct kv_tx *tx, uint64_t position, struct jx_arena *a, struct details *out)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    *out = (struct details){.count = 0};
    jx_status rc = row_get(tx, TABLE_CLASSES, key_slice(&k), &body);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    return rc == JX_OK ? classes_read(body, a, out) : rc;
}
