/* Auditing an archive. */
#include "audit.h"

#include "../../proto/file/file.h"
#include "../box/box.h"
#include "chain.h"
#include "derive.h"
#include "difference.h"
#include "replay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LISTS_BYTES = 1 << 30 };

struct auditing {
    const struct context *ctx;
    const struct audit_wish *wish;
    audit_found_fn *found;
    void *to;
    struct audit_report *report;
    char room[CONTEXT_PATH_MAX]; /* a folder of our own, removed at the end */
    char archive[CONTEXT_PATH_MAX], store[CONTEXT_PATH_MAX];
    struct folder rebuilt; /* what the records come to */
    struct folder_entry *files;
    uint32_t count;
    struct chain chain;
    struct replay *replay; /* NULL: not folded, or given up */
    struct jx_arena lists;
};

const char *audit_problem_name(enum audit_problem p)
{
    static const char *const names[AUDIT_PROBLEMS] = {
        "damaged", "sum", "missing", "added", "conf", "key", "journal", "table", "published"};
    return names[p];
}

static void say(struct auditing *v, enum audit_problem what, struct jx_slice name,
                uint64_t position, const char *why)
{
    v->report->problems++;
    v->found(v->to, what, name, position, why);
}

/* ---- its files ---- */

static void member_damaged(void *to, const char *name, jx_status why)
{
    (void)why;
    say(to, AUDIT_DAMAGED, jx_slice_of(name), 0, "");
}

static jx_status unpack(struct auditing *v)
{
    struct stat st;
    const char *from = v->wish->archive;
    if (stat(from, &st) != 0) return jx_status_of_errno(errno);
    if (S_ISDIR(st.st_mode)) {
        int n = snprintf(v->archive, sizeof v->archive, "%s", from);
        return n < CONTEXT_PATH_MAX ? JX_OK : JX_E_TOO_LARGE;
    }
    return box_unpack(from, v->archive, member_damaged, v);
}

static bool next_line(struct jx_slice *text, struct jx_slice *line)
{
    const char *end = text->len ? memchr(text->ptr, '\n', text->len) : NULL;
    if (!end) return false;
    *line = jx_slice_at(text->ptr, (size_t)(end - text->ptr));
    *text = jx_slice_from(*text, line->len + 1);
    return true;
}

static int by_name(const void *one, const void *other)
{
    const struct folder_entry *a = one, *b = other;
    return jx_slice_cmp(a->name, b->name);
}

/* The list of sums as entries, by name; lines that are none are passed over: their files are then
 * ADDED. */
static jx_status read_sums(struct auditing *v, struct folder_entry **out, uint32_t *count)
{
    char path[CONTEXT_PATH_MAX];
    struct jx_slice text = JX_LIT(""), line;
    enum { HEX = 2 * JX_HASH_BYTES };
    *count = 0;
    *out = jx_arena_array(&v->lists, FOLDER_FILES_MAX / 8, sizeof **out);
    if (!*out) return jx_arena_failure(&v->lists);
    int n = snprintf(path, sizeof path, "%s/%s", v->archive, ARCHIVE_SUMS);
    if (n < 0 || n >= CONTEXT_PATH_MAX) return JX_E_TOO_LARGE;
    jx_status rc = jx_file_read(path, FOLDER_FILE_BYTES_MAX, &v->lists, &text);
    if (rc == JX_E_NOT_FOUND) return JX_OK; /* every file is ADDED */
    while (rc == JX_OK && next_line(&text, &line)) {
        struct folder_entry *e = &(*out)[*count];
        if (line.len < HEX + 3 || *count == FOLDER_FILES_MAX / 8) continue;
        if (!jx_hex_parse(jx_slice_at(line.ptr, HEX), e->hash.bytes, JX_HASH_BYTES)) continue;
        e->name = jx_slice_from(line, HEX + 2);
        ++*count;
    }
    qsort(*out, *count, sizeof **out, by_name);
    return rc;
}

static void sum_differs(void *to, enum folder_difference what, struct jx_slice name)
{
    static const enum audit_problem problems[] = {AUDIT_MISSING, AUDIT_ADDED, AUDIT_SUM};
    say(to, problems[what], name, 0, "");
}

/* The entries but for those whose name is `except` or, where `below` is given, begins otherwise;
 * what they begin with is cut off then. From the arena. */
static struct folder_entry *entries_of(struct auditing *v, const char *below, uint32_t *count)
{
    struct jx_slice head = jx_slice_of(below);
    struct folder_entry *out = jx_arena_array(&v->lists, v->count, sizeof *out);
    *count = 0;
    for (uint32_t i = 0; out && i < v->count; i++) {
        if (!jx_starts_with(v->files[i].name, head)) continue;
        out[*count] = v->files[i];
        out[*count].name = jx_slice_from(v->files[i].name, head.len);
        ++*count;
    }
    return out;
}

static jx_status check_sums(struct auditing *v)
{
    struct folder_entry *listed = NULL;
    uint32_t listed_count = 0, count = 0;
    jx_status rc = folder_list(v->archive, &v->lists, &v->files, &v->count);
    if (rc == JX_OK) rc = read_sums(v, &listed, &listed_count);
    struct folder_entry *there = rc == JX_OK ? entries_of(v, "", &count) : NULL;
    if (rc == JX_OK && !there) rc = jx_arena_failure(&v->lists);
    if (rc != JX_OK) return rc;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!jx_slice_eq(there[i].name, JX_LIT(ARCHIVE_SUMS))) there[kept++] = there[i];
    folder_compare(listed, listed_count, there, kept, sum_differs, v);
    v->report->files = v->count;
    return JX_OK;
}

/* ---- the journal ---- */

static jx_status fold_page(struct auditing *v, uint64_t first, const struct journal_page *p)
{
    struct jx_bins records = p->records;
    uint64_t position = v->report->conf.position;
    if (!v->replay || first > position) return JX_OK;
    if (first + records.count - 1 > position) records.count = (uint32_t)(position - first + 1);
    return replay_take(v->replay, first, &records);
}

static jx_status take_page(struct auditing *v, const struct journal_page *p, struct jx_slice name,
                           bool *holds)
{
    const char *why;
    uint64_t first = v->chain.next;
    jx_status rc = chain_take(&v->chain, p, &why);
    if (rc == JX_E_CORRUPT) {
        say(v, AUDIT_JOURNAL, name, v->chain.next, why);
        *holds = false;
        return JX_OK;
    }
    for (uint32_t i = 0; rc == JX_OK && i < p->records.count; i++) {
        struct jx_record r;
        rc = jx_record_decode(p->records.items[i], &r);
        if (rc == JX_OK) rc = derive_record(&r, &v->rebuilt);
    }
    return rc == JX_OK ? fold_page(v, first, p) : rc;
}

static jx_status take_segment(struct auditing *v, struct jx_slice name, bool *holds)
{
    char path[CONTEXT_PATH_MAX];
    struct jx_arena a;
    struct jx_slice bytes = JX_ABSENT;
    struct journal_page *pages = NULL;
    uint64_t first = 0;
    uint32_t count = 0;
    int n = snprintf(path, sizeof path, "%s/%.*s", v->archive, (int)name.len, name.ptr);
    if (n < 0 || n >= CONTEXT_PATH_MAX) return JX_E_TOO_LARGE;
    jx_arena_init(&a, LISTS_BYTES);
    jx_status rc = jx_file_read(path, SEGMENT_BYTES_MAX + 64, &a, &bytes);
    if (rc == JX_OK && segment_read(bytes, &a, &first, &pages, &count) != JX_OK) {
        say(v, AUDIT_JOURNAL, name, v->chain.next, "segment");
        *holds = false;
    }
    for (uint32_t i = 0; rc == JX_OK && *holds && i < count; i++)
        rc = take_page(v, &pages[i], name, holds);
    jx_arena_clear(&a);
    return rc;
}

static void check_end(struct auditing *v)
{
    const struct archive_conf *c = &v->report->conf;
    struct jx_slice name = JX_LIT(ARCHIVE_CONF);
    uint64_t records = v->chain.next - 1;
    if (!chain_whole(&v->chain)) say(v, AUDIT_JOURNAL, JX_LIT(ARCHIVE_JOURNAL), records, "end");
    if (records != c->records || c->position > records)
        say(v, AUDIT_CONF, name, records, "records");
    if (!jx_hash_eq(&v->chain.head, &c->head)) say(v, AUDIT_CONF, name, records, "head");
    if (memcmp(v->chain.journal, c->journal, sizeof c->journal) != 0)
        say(v, AUDIT_CONF, name, records, "journal");
}

static jx_status take_journal(struct auditing *v, bool *holds)
{
    jx_status rc = JX_OK;
    chain_begin(&v->chain, v->report->conf.signing_key);
    for (uint32_t i = 0; rc == JX_OK && *holds && i < v->count; i++)
        if (jx_starts_with(v->files[i].name, JX_LIT(ARCHIVE_JOURNAL)))
            rc = take_segment(v, v->files[i].name, holds);
    v->report->groups = v->chain.groups;
    if (rc == JX_OK && *holds) check_end(v);
    return rc;
}

/* ---- what it comes to ---- */

static void table_differs(void *to, enum folder_difference what, struct jx_slice name)
{
    struct auditing *v = to;
    static const enum audit_problem problems[] = {AUDIT_MISSING, AUDIT_ADDED, AUDIT_TABLE};
    uint64_t line = what == FOLDER_DIFFERS ? first_difference(v->rebuilt.path, v->archive, name)
                                           : 0;
    say(v, problems[what], name, line, "");
}

/* What the archive says of itself, and the records, are not made again. */
static bool is_source(struct jx_slice name)
{
    return jx_starts_with(name, JX_LIT(ARCHIVE_JOURNAL)) ||
           jx_slice_eq(name, JX_LIT(ARCHIVE_CONF)) || jx_slice_eq(name, JX_LIT(ARCHIVE_SUMS));
}

static jx_status compare_tables(struct auditing *v)
{
    struct folder_entry *made = NULL;
    uint32_t made_count = 0, count = 0, kept = 0;
    jx_status rc = folder_list(v->rebuilt.path, &v->lists, &made, &made_count);
    struct folder_entry *there = rc == JX_OK ? entries_of(v, "", &count) : NULL;
    if (rc == JX_OK && !there) rc = jx_arena_failure(&v->lists);
    if (rc != JX_OK) return rc;
    for (uint32_t i = 0; i < count; i++)
        if (!is_source(there[i].name)) there[kept++] = there[i];
    folder_compare(made, made_count, there, kept, table_differs, v);
    return JX_OK;
}

static jx_status rebuild(struct auditing *v)
{
    struct session s;
    uint64_t position = 0;
    if (!v->replay) return JX_OK;
    session_over(v->ctx, v->replay, &s);
    jx_status rc = build_tables(&s, &v->report->conf.build, &v->rebuilt, &position);
    session_close(&s);
    if (rc != JX_OK) return rc;
    if (position != v->report->conf.position)
        say(v, AUDIT_CONF, JX_LIT(ARCHIVE_CONF), position, "position");
    v->report->folded = true;
    return compare_tables(v);
}

/* ---- a published folder ---- */

static void published_differs(void *to, enum folder_difference what, struct jx_slice name)
{
    struct auditing *v = to;
    char archived[CONTEXT_PATH_MAX];
    uint64_t line = 0;
    int n = snprintf(archived, sizeof archived, "%s/%s", v->archive, ARCHIVE_PUBLISHED);
    if (what == FOLDER_DIFFERS && n > 0 && n < CONTEXT_PATH_MAX)
        line = first_difference(archived, v->wish->published, name);
    static const char *const whys[] = {"missing", "added", ""};
    say(v, AUDIT_PUBLISHED, name, line, whys[what]);
}

static jx_status compare_published(struct auditing *v)
{
    struct folder_entry *published = NULL;
    uint32_t published_count = 0, count = 0;
    if (!v->wish->published) return JX_OK;
    jx_status rc = folder_list(v->wish->published, &v->lists, &published, &published_count);
    struct folder_entry *archived = rc == JX_OK ? entries_of(v, ARCHIVE_PUBLISHED "/", &count)
                                                : NULL;
    if (rc == JX_OK && !archived) rc = jx_arena_failure(&v->lists);
    if (rc == JX_OK)
        folder_compare(archived, count, published, published_count, published_differs, v);
    return rc;
}

/* ---- the whole ---- */

static jx_status read_conf(struct auditing *v)
{
    char path[CONTEXT_PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/%s", v->archive, ARCHIVE_CONF);
    if (n < 0 || n >= CONTEXT_PATH_MAX) return JX_E_TOO_LARGE;
    jx_status rc = archive_conf_read(path, &v->report->conf);
    if (rc == JX_E_NOT_FOUND || rc == JX_E_CONFIG) return JX_E_FORMAT;
    if (rc != JX_OK || !v->wish->signing_key) return rc;
    if (memcmp(v->wish->signing_key, v->report->conf.signing_key, JX_SIGN_PUBLIC_BYTES) != 0)
        say(v, AUDIT_KEY, JX_LIT(ARCHIVE_CONF), 0, "");
    return JX_OK;
}

static jx_status open_replay(struct auditing *v)
{
    if (!v->wish->fold) return JX_OK;
    jx_status rc = replay_open(v->store, v->report->conf.journal, &v->replay);
    return rc == JX_E_NOT_FOUND ? JX_E_NO_WORKER : rc;
}

static jx_status look(struct auditing *v)
{
    bool holds = true;
    jx_status rc = unpack(v);
    if (rc == JX_OK) rc = read_conf(v);
    if (rc == JX_OK) rc = check_sums(v);
    if (rc == JX_OK) rc = open_replay(v);
    if (rc == JX_OK) rc = take_journal(v, &holds);
    if (rc == JX_OK && holds) rc = rebuild(v);
    return rc == JX_OK ? compare_published(v) : rc;
}

static jx_status make_room(struct auditing *v)
{
    static const char *const below[] = {"archive", "store", "rebuilt"};
    char *const paths[] = {v->archive, v->store, v->rebuilt.path};
    const char *tmp = getenv("TMPDIR");
    int n = snprintf(v->room, sizeof v->room, "%s/jixiao-audit.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (n < 0 || n >= CONTEXT_PATH_MAX) return JX_E_TOO_LARGE;
    if (!mkdtemp(v->room)) {
        v->room[0] = '\0';
        return jx_status_of_errno(errno);
    }
    for (size_t i = 0; i < sizeof below / sizeof below[0]; i++) {
        n = snprintf(paths[i], CONTEXT_PATH_MAX, "%s/%s", v->room, below[i]);
        if (n < 0 || n >= CONTEXT_PATH_MAX) return JX_E_TOO_LARGE;
        if (mkdir(paths[i], 0700) != 0) return jx_status_of_errno(errno);
    }
    return JX_OK;
}

jx_status audit(const struct context *ctx, const struct audit_wish *w, audit_found_fn *found,
                void *to, struct audit_report *out)
{
    struct auditing *v = calloc(1, sizeof *v);
    if (!v) return JX_E_NO_MEMORY;
    *out = (struct audit_report){.files = 0};
    *v = (struct auditing){.ctx = ctx, .wish = w, .found = found, .to = to, .report = out};
    jx_arena_init(&v->lists, LISTS_BYTES);
    jx_status rc = make_room(v);
    if (rc == JX_OK) rc = look(v);
    replay_close(&v->replay);
    chain_end(&v->chain);
    if (v->room[0]) folder_remove(v->room);
    jx_arena_clear(&v->lists);
    free(v);
    return rc;
}
