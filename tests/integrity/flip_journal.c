/* A journal whose bits are flipped: small and large records, acts, groups of many sizes, free
 * pages. */
#include "flips.h"

#include "../../broker/journal/journal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAP = 64 << 20, RECORDS = 160, MORE = 5, CONTENT = 9000, TEXT = 256 };

struct act {
    struct jx_hash id;
    struct jx_slice record; /* as it was read from the whole journal */
};

struct subject {
    char dir[TEXT], path[TEXT];
    struct jx_sign_keys keys;
    struct act acts[RECORDS];
};

/* Act `n`: every seventh one is large, every ninth no submission. */
static struct jx_slice content_of(unsigned n, char room[CONTENT])
{
    size_t len = n % 7 == 3 ? CONTENT - n : 60 + n % 50;
    memset(room, 'a' + (int)(n % 26), len);
    int head = snprintf(room, 40, "content of act %u ", n);
    room[head] = '.';
    return jx_slice_at(room, len);
}

static jx_status append(struct journal *j, unsigned first, unsigned count)
{
    static char rooms[16][CONTENT];
    struct journal_item items[16] = {0};
    for (unsigned i = 0; i < count; i++) {
        struct jx_slice content = content_of(first + i, rooms[i]);
        items[i] = (struct journal_item){.kind = (first + i) % 9 == 4 ? JX_ACT_KEY
                                                                      : JX_ACT_SUBMISSION,
                                         .header = JX_LIT("a header of some length"),
                                         .content = content,
                                         .id = jx_act_id(content),
                                         .time_ms = 1000 + first};
        memset(items[i].principal, (int)(first % 200), sizeof items[i].principal);
        jx_buffer_init(&items[i].receipt, JX_RECEIPT_BYTES_MAX);
    }
    jx_status rc = journal_append(j, items, count, 1000 + first);
    for (unsigned i = 0; i < count; i++)
        jx_buffer_clear(&items[i].receipt);
    return rc;
}

static bool keep(void *to, uint64_t position, struct jx_slice record)
{
    struct subject *s = to;
    struct act *a = &s->acts[position - 1];
    struct jx_record r;
    char *copy = malloc(record.len);
    if (!copy || jx_record_decode(record, &r) != JX_OK) abort();
    memcpy(copy, record.ptr, record.len);
    a->record = jx_slice_at(copy, record.len);
    a->id = r.entry.id;
    return true;
}

/* ---- looking ---- */

struct reading {
    const struct subject *subject;
    uint64_t same, acts;
    bool differs;
};

static bool compare(void *to, uint64_t position, struct jx_slice record)
{
    struct reading *r = to;
    bool same = position >= 1 && position <= RECORDS &&
                jx_slice_eq(record, r->subject->acts[position - 1].record);
    r->same += same;
    r->differs |= !same;
    return true;
}

static bool count_act(void *to, uint64_t position, struct jx_slice record)
{
    struct reading *r = to;
    r->acts++;
    return compare(to, position, record);
}

/* As the broker reads: what comes is right, or JX_E_CORRUPT. */
static enum flip_end read_all(const struct subject *s, struct journal *j)
{
    struct reading r = {.subject = s}, acts = {.subject = s};
    jx_status rc = journal_read(j, 1, RECORDS + 1, SIZE_MAX, compare, &r);
    if (r.differs || (rc == JX_OK && r.same != RECORDS)) return FLIP_LOST;
    bool damaged = rc == JX_E_CORRUPT;
    rc = journal_read_acts(j, count_act, &acts);
    if (acts.differs) return FLIP_LOST;
    damaged |= rc == JX_E_CORRUPT;
    for (unsigned i = 0; i < RECORDS; i++) {
        uint64_t position = 0;
        rc = journal_find(j, &s->acts[i].id, &position);
        if (rc == JX_OK && position != i + 1) return FLIP_LOST;
        damaged |= rc != JX_OK; /* an id that is not found has to be found out by verifying */
    }
    return damaged ? FLIP_FOUND : FLIP_HARMLESS;
}

static jx_status verify(struct journal *j, bool say, uint64_t expected)
{
    uint64_t records = 0, bad = 0;
    struct pages_damage damage;
    jx_status rc = journal_check_pages(j, &damage);
    if (say && rc != JX_OK) printf("%s\n", damage.text);
    if (rc != JX_OK) return rc;
    rc = journal_verify(j, &records, &bad);
    if (say && rc != JX_OK) printf("position %llu\n", (unsigned long long)bad);
    return rc == JX_OK && records != expected ? JX_E_INTERNAL : rc;
}

/* Work goes on, and what was harmless stays so. */
static enum flip_end go_on(const struct subject *s, struct journal *j)
{
    for (unsigned i = 0; i < MORE; i++)
        if (append(j, RECORDS + 3 * i, 3) != JX_OK) return FLIP_LOST;
    struct reading r = {.subject = s};
    jx_status rc = journal_read(j, 1, RECORDS, SIZE_MAX, compare, &r);
    bool same = rc == JX_OK && r.same == RECORDS && !r.differs;
    return same && verify(j, true, RECORDS + 3 * MORE) == JX_OK ? FLIP_HARMLESS : FLIP_LOST;
}

static enum flip_end look_open(const struct subject *s, struct journal *j, bool say)
{
    /* A head that seems two transactions older looks as LMDB leaves it when writing one has failed.
     * The broker finds that the journal was longer (integrity_start; tests/e2e/test_backup.py). */
    if (journal_last(j) < RECORDS) return FLIP_FOUND;
    enum flip_end reading = read_all(s, j);
    if (reading == FLIP_LOST) return FLIP_LOST;
    jx_status rc = verify(j, say, RECORDS);
    if (rc == JX_E_CORRUPT) return FLIP_FOUND;
    if (rc != JX_OK || reading == FLIP_FOUND) return FLIP_LOST; /* verifying missed it */
    return go_on(s, j);
}

static enum flip_end look_refused(const struct subject *s, jx_status rc)
{
    struct pages_damage damage;
    if (rc != JX_E_CORRUPT && rc != JX_E_VERSION) return FLIP_LOST;
    jx_status again = journal_diagnose(s->dir, MAP, &damage);
    /* Pages that are sound mean that a hash or signature of the last group is not. */
    return again == rc || again == JX_OK ? FLIP_FOUND : FLIP_LOST;
}

static enum flip_end look(void *of, bool say)
{
    const struct subject *s = of;
    struct journal *j = NULL;
    jx_status rc = journal_open(s->dir, MAP, &s->keys, &j);
    enum flip_end end = rc == JX_OK ? look_open(s, j, say) : look_refused(s, rc);
    journal_close(&j);
    return end;
}

struct flip_victim flip_journal(const char *folder, uint64_t seed)
{
    struct subject *s = calloc(1, sizeof *s);
    struct journal *j = NULL;
    if (!s) abort();
    snprintf(s->dir, sizeof s->dir, "%s/journal", folder);
    snprintf(s->path, sizeof s->path, "%s/journal/data.mdb", folder);
    jx_sign_keys_make(&s->keys);
    if (journal_create(s->dir) != JX_OK || journal_open(s->dir, MAP, &s->keys, &j) != JX_OK)
        abort();
    for (unsigned n = 0, count; n < RECORDS; n += count) {
        count = n ? 1 + n % 11 : 1 + (unsigned)(seed % 7);
        if (count > RECORDS - n) count = RECORDS - n;
        if (append(j, n, count) != JX_OK) abort();
    }
    if (journal_read(j, 1, RECORDS, SIZE_MAX, keep, s) != JX_OK) abort();
    journal_close(&j);
    return (struct flip_victim){.name = "journal", .path = s->path, .look = look, .of = s};
}

void flip_journal_end(const struct flip_victim *v)
{
    struct subject *s = v->of;
    char lock[TEXT + 8];
    for (unsigned i = 0; i < RECORDS; i++)
        free((void *)(uintptr_t)s->acts[i].record.ptr);
    snprintf(lock, sizeof lock, "%s-lock", s->path);
    unlink(lock);
    unlink(s->path);
    rmdir(s->dir);
    free(s);
}
