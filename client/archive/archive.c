/* Making an archive. */
#include "archive.h"

#include "../../proto/file/file.h"
#include "../../proto/net/config.h"
#include "../box/box.h"
#include "chain.h"
#include "derive.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LISTS_BYTES = 1 << 30 };

struct archiving {
    struct session *session;
    const struct archive_wish *wish;
    struct archive_report *report;
    struct folder folder;
    struct chain chain;
    struct segment_writer segments;
    struct jx_arena lists;
};

/* ---- the journal ---- */

static jx_status ask_page(struct session *s, uint64_t from, struct journal_page *out)
{
    struct jx_message question = {.kind = JX_MSG_records}, answer;
    question.records.from = from;
    jx_status rc = session_ask(s, &question, JX_MSG_records_answer, &answer);
    if (rc == JX_OK)
        *out = (struct journal_page){answer.records_answer.group, answer.records_answer.signature,
                                     answer.records_answer.records};
    return rc;
}

static jx_status derive_page(const struct folder *to, const struct journal_page *p)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < p->records.count; i++) {
        struct jx_record r;
        rc = jx_record_decode(p->records.items[i], &r);
        if (rc == JX_OK) rc = derive_record(&r, to);
    }
    return rc;
}

/* Up to the position, and on to the end of its group, whose signature vouches for all of it. */
static jx_status take_journal(struct archiving *v)
{
    struct session *s = v->session;
    jx_status rc = JX_OK;
    while (rc == JX_OK && (v->chain.next <= v->report->position || !chain_whole(&v->chain))) {
        struct journal_page page;
        const char *why;
        uint64_t first = v->chain.next;
        rc = ask_page(s, first, &page);
        if (rc == JX_OK) rc = chain_take(&v->chain, &page, &why);
        if (rc == JX_OK) rc = segment_put(&v->segments, first, &page);
        if (rc == JX_OK) rc = derive_page(&v->folder, &page);
        jx_arena_clear(&s->arena);
    }
    jx_status ended = segment_end(&v->segments);
    return rc == JX_OK ? ended : rc;
}

/* ---- archive.conf ---- */

static jx_status write_conf(struct archiving *v)
{
    const struct session *s = v->session;
    char path[CONTEXT_PATH_MAX], journal[2 * JX_JOURNAL_ID_BYTES + 1],
        key[2 * JX_SIGN_PUBLIC_BYTES + 1], head[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_slice_at(v->chain.journal, sizeof v->chain.journal), journal);
    jx_hex_print(jx_slice_at(s->county.signing_key, sizeof s->county.signing_key), key);
    jx_hex_print(jx_hash_slice(&v->chain.head), head);
    struct jx_slice text = jx_arena_printf(
        &v->lists,
        JX_CONFIG_VERSION_LINE
        "year = %u\ncolumn = %s\nposition = %llu\nrecords = %llu\nunit = %s\n"
        "journal = %s\nsigning_key = %s\nhead = %s\n",
        (unsigned)v->wish->build.year, v->wish->build.received ? "received" : "approved",
        (unsigned long long)v->report->position, (unsigned long long)v->report->records,
        s->county.unit, journal, key, head);
    if (jx_is_absent(text)) return jx_arena_failure(&v->lists);
    jx_status rc = folder_file(&v->folder, ARCHIVE_CONF, path);
    return rc == JX_OK ? jx_file_write(path, 0644, text) : rc;
}

static bool number_of(struct jx_slice text, uint64_t most, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned digit = (unsigned)(text.ptr[i] - '0');
        if (digit > 9 || *out > (most - digit) / 10) return false;
        *out = 10 * *out + digit;
    }
    return text.len > 0;
}

static jx_status read_values(const struct jx_config *c, struct archive_conf *out)
{
    uint64_t year = 0;
    struct jx_slice column = jx_config_get(c, "column"), unit = jx_config_get(c, "unit");
    out->build.received = jx_slice_eq(column, JX_LIT("received"));
    bool good = number_of(jx_config_get(c, "year"), JX_YEAR_LAST, &year) &&
                number_of(jx_config_get(c, "position"), INT64_MAX, &out->position) &&
                number_of(jx_config_get(c, "records"), INT64_MAX, &out->records) &&
                (out->build.received || jx_slice_eq(column, JX_LIT("approved"))) &&
                unit.len < sizeof out->unit && year >= JX_YEAR_FIRST;
    if (!good) return JX_E_CONFIG;
    out->build.year = (uint32_t)year;
    if (unit.len) memcpy(out->unit, unit.ptr, unit.len);
    jx_status rc = jx_config_get_hex(c, "journal", out->journal, sizeof out->journal);
    if (rc == JX_OK)
        rc = jx_config_get_hex(c, "signing_key", out->signing_key, sizeof out->signing_key);
    return rc == JX_OK ? jx_config_get_hex(c, "head", out->head.bytes, JX_HASH_BYTES) : rc;
}

jx_status archive_conf_read(const char *path, struct archive_conf *out)
{
    struct jx_arena a;
    struct jx_config c;
    *out = (struct archive_conf){.position = 0};
    jx_arena_init(&a, 2 * JX_CONFIG_BYTES_MAX);
    jx_status rc = jx_config_read(path, false, &a, &c);
    if (rc == JX_OK) rc = read_values(&c, out);
    jx_arena_clear(&a);
    return rc;
}

/* ---- the file ---- */

static jx_status check_published(struct archiving *v)
{
    char path[CONTEXT_PATH_MAX];
    struct folder_entry *now = NULL, *then = NULL;
    uint32_t now_count = 0, then_count = 0;
    if (!v->wish->published) return JX_OK;
    jx_status rc = folder_file(&v->folder, ARCHIVE_PUBLISHED, path);
    if (rc == JX_OK) rc = folder_list(path, &v->lists, &now, &now_count);
    if (rc == JX_OK) rc = folder_list(v->wish->published, &v->lists, &then, &then_count);
    if (rc != JX_OK) return rc;
    return folder_compare(now, now_count, then, then_count, v->wish->differs, v->wish->to)
               ? JX_E_STATE
               : JX_OK;
}

static jx_status write_sums(struct archiving *v, struct jx_slice **names, uint32_t *count)
{
    char path[CONTEXT_PATH_MAX];
    struct folder_entry *files = NULL;
    struct jx_slice text = JX_ABSENT;
    jx_status rc = folder_list(v->folder.path, &v->lists, &files, count);
    if (rc == JX_OK) rc = build_sums(files, *count, &v->lists, &text);
    if (rc == JX_OK) rc = folder_file(&v->folder, ARCHIVE_SUMS, path);
    if (rc == JX_OK) rc = jx_file_write(path, 0644, text);
    *names = rc == JX_OK ? jx_arena_array(&v->lists, *count + 1u, sizeof **names) : NULL;
    if (rc != JX_OK || !*names) return rc == JX_OK ? jx_arena_failure(&v->lists) : rc;
    (*names)[0] = JX_LIT(ARCHIVE_SUMS);
    for (uint32_t i = 0; i < *count; i++)
        (*names)[i + 1] = files[i].name;
    ++*count;
    return JX_OK;
}

/* Beside its place, synced, then renamed. */
static jx_status pack(struct archiving *v, const struct jx_slice *names, uint32_t count)
{
    char part[CONTEXT_PATH_MAX];
    int n = snprintf(part, sizeof part, "%s.part", v->wish->file);
    if (n < 0 || n >= CONTEXT_PATH_MAX) return JX_E_TOO_LARGE;
    jx_status rc = box_pack(v->folder.path, names, count, part);
    if (rc == JX_OK) rc = folder_sync(part);
    if (rc == JX_OK && rename(part, v->wish->file) != 0) rc = JX_E_IO;
    if (rc != JX_OK) unlink(part);
    return rc == JX_OK ? jx_sync_above(v->wish->file) : rc;
}

static jx_status build(struct archiving *v)
{
    struct jx_slice *names = NULL;
    jx_status rc = build_tables(v->session, &v->wish->build, &v->folder, &v->report->position);
    if (rc == JX_OK) rc = check_published(v);
    if (rc == JX_OK) rc = take_journal(v);
    v->report->records = v->chain.next - 1;
    v->report->groups = v->chain.groups;
    v->report->head = v->chain.head;
    if (rc == JX_OK) rc = write_conf(v);
    if (rc == JX_OK) rc = write_sums(v, &names, &v->report->files);
    return rc == JX_OK ? pack(v, names, v->report->files) : rc;
}

jx_status archive_year(struct session *s, const struct archive_wish *w, struct archive_report *out)
{
    char place[CONTEXT_PATH_MAX];
    struct archiving v = {.session = s, .wish = w, .report = out};
    *out = (struct archive_report){.position = 0};
    int n = snprintf(place, sizeof place, "%s.files", w->file);
    if (n < 0 || n >= CONTEXT_PATH_MAX) return JX_E_TOO_LARGE;
    jx_status rc = folder_begin(&v.folder, place);
    if (rc != JX_OK) return rc;
    jx_arena_init(&v.lists, LISTS_BYTES);
    chain_begin(&v.chain, s->county.signing_key);
    segment_begin(&v.segments, &v.folder);
    rc = build(&v);
    jx_buffer_clear(&v.segments.pages);
    chain_end(&v.chain);
    jx_arena_clear(&v.lists);
    folder_abandon(&v.folder);
    return rc;
}
