/* Verifying and copying a county's folder. */
#include "integrity.h"

#include "../proto/base/text.h"
#include "../proto/file/file.h"
#include "../proto/file/fresh.h"
#include "../proto/net/clock.h"
#include "../proto/net/config.h"
#include "../proto/net/identity.h"
#include "../proto/net/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct subject {
    char journal_dir[JX_PATH_ROOM];
    struct jx_sign_keys sign; /* the public one */
    struct journal *journal;
};

typedef jx_status opener(const char *dir, size_t map_bytes, const struct jx_sign_keys *sign,
                         struct journal **out);

static jx_status open_subject(struct subject *s, const char *dir, size_t map_bytes, opener *open)
{
    char conf[JX_PATH_ROOM];
    struct jx_county county;
    *s = (struct subject){.journal = NULL};
    if (!jx_path_join(conf, dir, "county.conf") || !jx_path_join(s->journal_dir, dir, "journal"))
        return JX_E_IO;
    jx_status rc = jx_county_read(conf, &county);
    if (rc != JX_OK) return rc;
    memcpy(s->sign.public_key, county.signing_key, sizeof s->sign.public_key);
    return open(s->journal_dir, map_bytes, &s->sign, &s->journal);
}

/* ---- verifying ---- */

static jx_status verify_chain(struct journal *j)
{
    uint64_t records = 0, bad = 0;
    jx_status rc = journal_verify(j, &records, &bad);
    if (rc == JX_OK)
        printf("journal verified: %llu records, chain and signatures hold\n",
               (unsigned long long)records);
    else
        fprintf(stderr,
                "jixiao-broker: the journal does not hold at position %llu, after %llu good "
                "records\n",
                (unsigned long long)bad, (unsigned long long)records);
    return rc;
}

jx_status integrity_verify(const char *dir, size_t map_bytes)
{
    struct subject s;
    struct pages_damage damage = {.text = ""};
    jx_status rc = open_subject(&s, dir, map_bytes, journal_open_to_verify);
    if (rc == JX_OK)
        rc = journal_check_pages(s.journal, &damage);
    else if (rc == JX_E_CORRUPT)
        journal_diagnose(s.journal_dir, map_bytes, &damage);
    if (rc == JX_E_CORRUPT)
        fprintf(stderr, "jixiao-broker: journal/data.mdb: %s\n",
                damage.text[0] ? damage.text : "format or name of the journal are damaged");
    if (rc == JX_OK) rc = verify_chain(s.journal);
    journal_close(&s.journal);
    return rc;
}

/* ---- starting and ending ---- */

/* "position N": the journal's end at the last clean end of a broker. It is removed at the start;
 * should the removal be lost in a power cut, it names a position that the journal has gone past, or
 * nothing was written meanwhile. */
#define CLEAN_END "clean.end"

enum { CLEAN_BYTES = 64 };

static bool read_clean_end(const char *path, uint64_t *position)
{
    struct jx_slice text = JX_ABSENT;
    struct jx_arena a;
    char copy[CLEAN_BYTES + 1] = "", *behind = copy;
    static const char word[] = "position ";
    jx_arena_init(&a, 2 * CLEAN_BYTES);
    bool read = jx_file_read(path, CLEAN_BYTES, &a, &text) == JX_OK;
    if (read) memcpy(copy, text.ptr, text.len);
    jx_arena_clear(&a);
    if (!read || strncmp(copy, word, sizeof word - 1) != 0) return false;
    *position = strtoull(copy + sizeof word - 1, &behind, 10);
    return *behind == '\n';
}

static jx_status say_damaged(const char *dir, uint64_t position, jx_status why)
{
    jx_log(JX_LOG_ERROR, "journal.damaged", "position=%llu why=%s do=\"jixiao-broker --verify %s\"",
           (unsigned long long)position, jx_status_name(why), dir);
    return why;
}

jx_status integrity_start(const char *dir, struct journal *j)
{
    char path[JX_PATH_ROOM];
    uint64_t records = 0, bad = 0;
    if (!jx_path_join(path, dir, CLEAN_END)) return JX_E_IO;
    uint64_t end = 0, last = journal_last(j);
    bool known = read_clean_end(path, &end);
    if (known && end > last) return say_damaged(dir, last + 1, JX_E_CORRUPT); /* it was longer */
    unlink(path);
    if (known && end == last) return JX_OK;
    int64_t began = jx_clock_mono_ms();
    jx_status rc = journal_verify(j, &records, &bad);
    if (rc != JX_OK) return say_damaged(dir, bad, rc);
    jx_log(JX_LOG_INFO, "journal.verified", "records=%llu ms=%lld", (unsigned long long)records,
           (long long)(jx_clock_mono_ms() - began));
    return JX_OK;
}

void integrity_end(const char *dir, const struct journal *j)
{
    char path[JX_PATH_ROOM], text[CLEAN_BYTES];
    int n = snprintf(text, sizeof text, "position %llu\n", (unsigned long long)journal_last(j));
    if (jx_path_join(path, dir, CLEAN_END))
        jx_file_write(path, 0600, jx_slice_at(text, (size_t)n)); /* without it, more is verified */
}

void integrity_explain(const char *dir, size_t map_bytes)
{
    char journal[JX_PATH_ROOM];
    struct pages_damage damage = {.text = ""};
    if (!jx_path_join(journal, dir, "journal")) return;
    journal_diagnose(journal, map_bytes, &damage);
    jx_log(JX_LOG_ERROR, "journal.damaged", "text=\"%s\" do=\"jixiao-broker --verify %s\"",
           damage.text[0] ? damage.text : "its last group does not hold", dir);
}

/* ---- copying ---- */

static const struct {
    const char *name;
    mode_t mode;
    bool must;
} files[] = {
    {"broker.key", 0600, true},
    {"admin.key", 0600, false}, /* moved to the administrator's own computer */
    {"county.conf", 0644, true},
};

static jx_status copy_file(const char *dir, const char *to, size_t i)
{
    char from_path[JX_PATH_ROOM], to_path[JX_PATH_ROOM];
    struct jx_slice bytes = JX_ABSENT;
    struct jx_arena a;
    if (!jx_path_join(from_path, dir, files[i].name) || !jx_path_join(to_path, to, files[i].name))
        return JX_E_IO;
    jx_arena_init(&a, 2 * JX_CONFIG_BYTES_MAX);
    jx_status rc = jx_file_read(from_path, JX_CONFIG_BYTES_MAX, &a, &bytes);
    if (rc == JX_OK) rc = jx_file_write(to_path, files[i].mode, bytes);
    if (!jx_is_absent(bytes)) jx_wipe((char *)(uintptr_t)bytes.ptr, bytes.len);
    jx_arena_clear(&a);
    return rc == JX_E_NOT_FOUND && !files[i].must ? JX_OK : rc;
}

struct copying {
    const char *from;
    size_t map_bytes;
};

static jx_status fill_copy(const char *to, void *of)
{
    const struct copying *c = of;
    struct subject s;
    char journal[JX_PATH_ROOM];
    if (!jx_path_join(journal, to, "journal")) return JX_E_IO;
    jx_status rc = open_subject(&s, c->from, c->map_bytes, journal_open);
    if (rc == JX_OK && mkdir(journal, 0700) != 0) rc = jx_status_of_errno(errno);
    if (rc == JX_OK) rc = journal_copy(s.journal, journal);
    for (size_t i = 0; rc == JX_OK && i < sizeof files / sizeof files[0]; i++)
        rc = copy_file(c->from, to, i);
    journal_close(&s.journal);
    return rc;
}

jx_status integrity_backup(const char *dir, const char *to, size_t map_bytes)
{
    static const char *const inside[] = {"journal/data.mdb", "journal",     "broker.key",
                                         "admin.key",        "county.conf", NULL};
    struct copying c = {dir, map_bytes};
    return jx_folder_create(to, fill_copy, &c, inside);
}
