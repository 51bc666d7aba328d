/* Checking the whole store: the walk and the report. */
#include "fsck.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

/* ---- the report ---- */

enum { LINE_BYTES = 1024 };

struct line {
    char text[LINE_BYTES];
    size_t len;
};

static void add(struct line *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct line *l, const char *format, ...)
{
    size_t room = sizeof l->text - 1 - l->len; /* one stays for the line's end */
    va_list args;
    va_start(args, format);
    int n = vsnprintf(l->text + l->len, room, format, args);
    va_end(args);
    if (n > 0) l->len += (size_t)n < room ? (size_t)n : room - 1;
}

static void add_hex(struct line *l, struct jx_slice key)
{
    for (size_t i = 0; i < key.len; i++)
        add(l, "%02x", (unsigned char)key.ptr[i]);
}

static bool add_text(struct line *l, struct jx_slice *key, size_t max)
{
    char text[STORE_DETAIL_NAME_MAX];
    size_t len = 0;
    if (max > sizeof text || !key_get_text(key, text, max, &len)) return false;
    add(l, "\"%.*s\"", (int)len, text);
    return true;
}

static bool add_place(struct line *l, struct jx_slice *key)
{
    static const char *const columns[] = {" received", " approved", " states"};
    uint32_t year = 0;
    uint8_t column = 0, scope = 0;
    if (!key_get_year(key, &year)) return false;
    add(l, "%" PRIu32 " ", year);
    if (!add_text(l, key, JX_FORM_NAME_MAX)) return false;
    add(l, " ");
    if (!add_text(l, key, JX_PERIOD_MAX) || !key_get_byte(key, &scope)) return false;
    add(l, scope == SCOPE_TREE ? " tree " : " unit ");
    if (!add_text(l, key, JX_UNIT_CODE_MAX) || !key_get_byte(key, &column) ||
        column >= COLUMN_COUNT)
        return false;
    add(l, "%s", columns[column]);
    return true;
}

static bool add_aggregate_key(struct line *l, struct jx_slice key)
{
    return add_place(l, &key) && key.len == 0;
}

static bool add_breakdown_key(struct line *l, struct jx_slice key)
{
    static const char *const kinds[STORE_DETAIL_KINDS] = {" class ", " rule "};
    uint8_t kind = 0;
    if (!add_place(l, &key) || !key_get_byte(&key, &kind) || kind >= STORE_DETAIL_KINDS)
        return false;
    add(l, "%s", kinds[kind]);
    return add_text(l, &key, STORE_DETAIL_NAME_MAX) && key.len == 0;
}

static bool add_unit_key(struct line *l, struct jx_slice key)
{
    uint64_t position = 0;
    if (!add_text(l, &key, JX_UNIT_CODE_MAX)) return false;
    if (key.len == 0) return true;
    if (!key_get_position(&key, &position) || key.len) return false;
    add(l, " %" PRIu64, position);
    return true;
}

static bool add_card_key(struct line *l, struct jx_slice key)
{
    uint32_t year = 0;
    uint64_t position = 0;
    if (!key_get_year(&key, &year) || !key_get_position(&key, &position) || key.len) return false;
    add(l, "%" PRIu32 " %" PRIu64, year, position);
    return true;
}

static bool add_score_key(struct line *l, struct jx_slice key)
{
    uint64_t run = 0, position = 0;
    if (!key_get_position(&key, &run) || !key_get_position(&key, &position) || key.len)
        return false;
    add(l, "%" PRIu64 " %" PRIu64, run, position);
    return true;
}

static bool add_position_key(struct line *l, struct jx_slice key)
{
    uint64_t position = 0;
    if (!key_get_position(&key, &position) || key.len) return false;
    add(l, "%" PRIu64, position);
    return true;
}

/* How a table's keys are written for people; hex where there is nothing better. */
static bool (*const key_writers[TABLE_COUNT])(struct line *, struct jx_slice) = {
    [TABLE_DOCUMENTS] = add_position_key, [TABLE_CONTENTS] = add_position_key,
    [TABLE_RESULTS] = add_position_key,   [TABLE_UNITS] = add_unit_key,
    [TABLE_NAMES] = add_unit_key,         [TABLE_AGGREGATES] = add_aggregate_key,
    [TABLE_PACKS] = add_position_key,     [TABLE_ACTS] = add_position_key,
    [TABLE_FINDINGS] = add_position_key,  [TABLE_LINES] = add_position_key,
    [TABLE_DECISIONS] = add_position_key, [TABLE_BREAKDOWN] = add_breakdown_key,
    [TABLE_CARDS] = add_card_key,         [TABLE_RUNS] = add_card_key,
    [TABLE_SCORES] = add_score_key,
};

static void add_key(struct line *l, enum table t, struct jx_slice key)
{
    struct line before = *l;
    if (key_writers[t] && key_writers[t](l, key)) return;
    *l = before;
    add_hex(l, key);
}

void fsck_report(struct fsck *f, enum table t, struct jx_slice key, const char *format, ...)
{
    struct line l = {.len = 0};
    char sentence[256];
    va_list args;
    f->differences++;
    if (f->stopped != JX_OK) return;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    add(&l, "%s ", table_names[t]);
    add_key(&l, t, key);
    add(&l, ": %s", sentence);
    l.text[l.len++] = '\n';
    f->stopped = f->report(f->to, jx_slice_at(l.text, l.len));
}

bool fsck_read(struct fsck *f, jx_status rc, enum table t, struct jx_slice key)
{
    if (rc == JX_E_NOT_FOUND)
        fsck_report(f, t, key, "the row is missing");
    else if (rc == JX_E_CORRUPT)
        fsck_report(f, t, key, "the row is damaged: its checksum does not match");
    else if (rc == JX_E_VERSION)
        fsck_report(f, t, key, "the row is damaged, or was written by a newer program");
    else if (rc != JX_OK && f->stopped == JX_OK)
        f->stopped = rc;
    return rc == JX_OK;
}

/* ---- the walk ---- */

static void check_row(struct fsck *f, enum table t, struct jx_slice key, struct jx_slice value,
                      fsck_check *check)
{
    struct jx_slice body = value;
    jx_status rc = t == TABLE_CONTENTS ? JX_OK : row_open(t, key, value, &body);
    if (fsck_read(f, rc, t, key)) check(f, key, body);
}

void fsck_walk(struct fsck *f, enum table t, fsck_check *check)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    if (f->stopped != JX_OK) return;
    jx_status rc = kv_cursor_open(f->tx, t, &c);
    if (rc == JX_OK) rc = kv_seek(c, JX_ABSENT, &key, &value);
    bool opened = c != NULL;
    while (rc == JX_OK && f->stopped == JX_OK) {
        check_row(f, t, key, value, check);
        rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    bool at_end = opened && (rc == JX_OK || rc == JX_E_NOT_FOUND);
    if (!at_end && f->stopped == JX_OK) f->stopped = rc;
}

/* Before LMDB is asked for anything: it does not survive every damaged page. */
static jx_status check_pages(struct fsck *f, struct kv *kv)
{
    struct pages_damage damage;
    char line[PAGES_TEXT + 16];
    jx_status rc = kv_check(kv, true, &damage);
    if (rc != JX_E_CORRUPT) return rc;
    snprintf(line, sizeof line, "file: %s\n", damage.text);
    jx_status taken = f->report(f->to, jx_slice_of(line));
    return taken == JX_OK ? rc : taken;
}

jx_status store_fsck(struct store *st, store_dump_line *report, void *to, uint64_t *documents)
{
    struct fsck f = {.report = report, .to = to, .stopped = JX_OK};
    tally_init(&f.tally, &county_shelf);
    jx_status rc = check_pages(&f, st->kv);
    if (rc == JX_OK) rc = kv_begin(st->kv, false, &f.tx);
    if (rc == JX_OK) rc = state_get(f.tx, &f.state);
    if (rc == JX_OK) {
        fsck_rows(&f);
        fsck_acts(&f);
        fsck_master_tables(&f);
        fsck_sums(&f, &f.tally.sums);
        fsck_sums(&f, &f.tally.details);
        fsck_sums(&f, &f.tally.progress);
        fsck_runs(&f);
        rc = f.stopped;
    }
    kv_abort(&f.tx);
    tally_clear(&f.tally);
    *documents = f.documents;
    return rc == JX_OK && f.differences ? JX_E_CORRUPT : rc;
}
