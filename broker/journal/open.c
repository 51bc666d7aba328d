/* Making, opening and closing a journal, and what it knows of itself. */
#include "index.h"

#include "../../proto/file/fresh.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FIRST_MAP_BYTES = 1 << 20 };

static const char *const table_names[TABLE_COUNT] = {
#define X(id, name) name,
    JOURNAL_TABLES(X)
#undef X
};
static const struct kv_form form = {
    .file = "data.mdb", .tables = table_names, .count = TABLE_COUNT, .random = true};

/* ---- making ---- */

static jx_status fill_new(const char *dir, void *of)
{
    (void)of;
    static const uint8_t format = JOURNAL_FORMAT;
    struct kv_form making = form;
    struct kv *kv = NULL;
    struct kv_tx *tx = NULL;
    uint8_t id[JX_JOURNAL_ID_BYTES];
    jx_random_bytes(id, sizeof id);
    making.make = true;
    jx_status rc = kv_open(dir, &making, FIRST_MAP_BYTES, &kv);
    if (rc == JX_OK) rc = kv_begin(kv, true, &tx);
    if (rc == JX_OK) rc = kv_put(tx, TABLE_META, JX_LIT("format"), jx_slice_at(&format, 1));
    if (rc == JX_OK) rc = kv_put(tx, TABLE_META, JX_LIT("journal"), jx_slice_at(id, sizeof id));
    if (rc == JX_OK) rc = index_begin(tx);
    if (rc == JX_OK) rc = kv_commit(&tx);
    kv_abort(&tx);
    kv_close(&kv);
    return rc;
}

jx_status journal_create(const char *dir)
{
    static const char *const inside[] = {"data.mdb", "data.mdb-lock", NULL};
    return jx_folder_create(dir, fill_new, NULL, inside);
}

/* ---- opening ---- */

/* An older format becomes the present one with the first group that is appended. A newer one is
 * refused. */
jx_status journal_read_meta(struct journal *j, struct kv_tx *tx)
{
    struct jx_slice format, id;
    jx_status rc = kv_get(tx, TABLE_META, JX_LIT("format"), &format);
    if (rc == JX_OK && (format.len != 1 || format.ptr[0] == 0)) rc = JX_E_CORRUPT;
    if (rc == JX_OK && (uint8_t)format.ptr[0] > JOURNAL_FORMAT) rc = JX_E_VERSION;
    if (rc == JX_OK) j->format = (uint8_t)format.ptr[0];
    if (rc == JX_OK) rc = kv_get(tx, TABLE_META, JX_LIT("journal"), &id);
    if (rc == JX_OK && id.len != sizeof j->id) rc = JX_E_CORRUPT;
    if (rc == JX_OK) memcpy(j->id, id.ptr, sizeof j->id);
    if (rc == JX_OK) rc = index_read(j, tx);
    return rc == JX_E_NOT_FOUND ? JX_E_CORRUPT : rc;
}

/* Records in a table of their own belong to the groups that have none: they end where the last of
 * these does. */
static jx_status check_old_records(struct kv_tx *tx, const struct stored_group *last)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    uint64_t end = 0;
    bool apart = last->group.count > 0 && jx_is_absent(last->records);
    jx_status rc = kv_cursor_open(tx, TABLE_RECORDS, &c);
    if (rc == JX_OK) rc = kv_last(c, &key, &value);
    bool empty = c && rc == JX_E_NOT_FOUND;
    if (rc == JX_OK && !position_of(key, &end)) rc = JX_E_CORRUPT;
    kv_cursor_close(&c);
    if (empty) return apart ? JX_E_CORRUPT : JX_OK;
    if (rc != JX_OK) return rc;
    bool good = apart ? end == group_end(last) : last->group.count > 0 && end < last->group.first;
    return good ? JX_OK : JX_E_CORRUPT;
}

static jx_status read_end(struct journal *j, struct kv_tx *tx)
{
    struct reader r = {.tx = tx};
    struct jx_record record;
    jx_status rc = group_last(tx, &r.group);
    if (rc == JX_OK) rc = check_old_records(tx, &r.group);
    if (rc != JX_OK || r.group.group.count == 0) return rc;
    rc = group_verify(j, tx, &r.group);
    if (rc == JX_OK) rc = record_read(&r, group_end(&r.group), &record);
    if (rc != JX_OK) return rc;
    j->last = group_end(&r.group);
    j->last_ms = record.entry.time_ms;
    j->head = jx_group_head(r.group.bytes);
    return JX_OK;
}

static jx_status open_journal(const char *dir, size_t map_bytes, const struct jx_sign_keys *sign,
                              bool to_verify, struct journal **out)
{
    struct kv_tx *tx = NULL;
    *out = NULL;
    struct journal *j = calloc(1, sizeof *j);
    if (!j) return JX_E_NO_MEMORY;
    j->sign = sign;
    j->recent = recent_new();
    jx_status rc = j->recent ? kv_open(dir, &form, map_bytes, &j->kv) : JX_E_NO_MEMORY;
    if (rc == JX_OK) rc = kv_begin(j->kv, false, &tx);
    if (rc == JX_OK) rc = journal_read_meta(j, tx);
    if (rc == JX_OK && !to_verify) rc = read_end(j, tx);
    if (rc == JX_OK && !to_verify) rc = index_gather(j, tx);
    kv_abort(&tx);
    if (rc == JX_OK)
        *out = j;
    else
        journal_close(&j);
    return rc;
}

jx_status journal_open(const char *dir, size_t map_bytes, const struct jx_sign_keys *sign,
                       struct journal **out)
{
    return open_journal(dir, map_bytes, sign, false, out);
}

jx_status journal_open_to_verify(const char *dir, size_t map_bytes, const struct jx_sign_keys *sign,
                                 struct journal **out)
{
    return open_journal(dir, map_bytes, sign, true, out);
}

void journal_close(struct journal **journal)
{
    struct journal *j = *journal;
    *journal = NULL;
    if (!j) return;
    kv_close(&j->kv);
    recent_free(&j->recent);
    free(j);
}

void journal_id(const struct journal *j, uint8_t id[JX_JOURNAL_ID_BYTES])
{
    memcpy(id, j->id, JX_JOURNAL_ID_BYTES);
}

uint64_t journal_last(const struct journal *j)
{
    return __atomic_load_n(&j->last, __ATOMIC_ACQUIRE);
}

/* ---- of the file as a whole ---- */

struct journal_room journal_room(const struct journal *j)
{
    struct kv_room r;
    kv_room(j->kv, &r);
    return (struct journal_room){r.used_bytes, r.map_bytes, r.readers};
}

jx_status journal_copy(struct journal *j, const char *to)
{
    return kv_copy(j->kv, to);
}

jx_status journal_diagnose(const char *dir, size_t map_bytes, struct pages_damage *damage)
{
    return kv_diagnose(dir, &form, map_bytes, damage);
}

jx_status journal_check_pages(struct journal *j, struct pages_damage *damage)
{
    return kv_check(j->kv, true, damage);
}
