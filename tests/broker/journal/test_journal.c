/* The journal on real files: what was acknowledged is there, in order, proved, and damage is seen.
 */
#include "../../proto/base/cmocka_all.h"

#include "../../../broker/journal/journal.h"

#include "../../proto/base/random.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAP = 64 << 20, TEXT = 200 };

struct place {
    char folder[64], dir[96];
    struct jx_sign_keys keys;
    struct journal *journal;
};

static void remove_folder(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir) return;
    for (struct dirent *e; (e = readdir(dir));) {
        char inside[512];
        snprintf(inside, sizeof inside, "%s/%s", path, e->d_name);
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        if (unlink(inside) != 0) remove_folder(inside);
    }
    closedir(dir);
    rmdir(path);
}

static void open_journal(struct place *p)
{
    assert_int_equal(journal_open(p->dir, MAP, &p->keys, &p->journal), JX_OK);
}

static int setup(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/jx-journal-XXXXXX");
    if (jx_crypto_init() != JX_OK || !mkdtemp(p->folder)) return 1;
    snprintf(p->dir, sizeof p->dir, "%s/journal", p->folder);
    jx_sign_keys_make(&p->keys);
    if (journal_create(p->dir) != JX_OK) return 1;
    open_journal(p);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    journal_close(&p->journal);
    remove_folder(p->folder);
    free(p);
    return 0;
}

/* ---- acts ---- */

struct act {
    char text[TEXT];
    struct journal_item item;
};

/* `number` is the act: equal numbers, equal ids. */
static void make_act(struct act *a, unsigned number, enum jx_act kind, int64_t time_ms)
{
    int n = snprintf(a->text, sizeof a->text, "content of act number %u, written out in full",
                     number);
    struct jx_slice content = jx_slice_at(a->text, (size_t)n);
    a->item = (struct journal_item){.kind = kind,
                                    .header = JX_LIT("a header"),
                                    .content = content,
                                    .id = jx_act_id(content),
                                    .time_ms = time_ms};
    memset(a->item.principal, (int)(number % 251), sizeof a->item.principal);
    jx_buffer_init(&a->item.receipt, JX_RECEIPT_BYTES_MAX);
}

/* Appends acts numbered from `first` as one group; the items stay the caller's. */
static jx_status append(struct journal *j, struct act *acts, struct journal_item *items,
                        uint32_t count, int64_t now_ms)
{
    for (uint32_t i = 0; i < count; i++)
        items[i] = acts[i].item;
    jx_status rc = journal_append(j, items, count, now_ms);
    for (uint32_t i = 0; i < count; i++)
        acts[i].item = items[i];
    return rc;
}

static void clear(struct act *acts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        jx_buffer_clear(&acts[i].item.receipt);
}

static jx_status append_one(struct journal *j, unsigned number, int64_t time_ms, uint64_t *position)
{
    static struct act a;
    struct journal_item item;
    make_act(&a, number, JX_ACT_SUBMISSION, time_ms);
    jx_status rc = append(j, &a, &item, 1, time_ms);
    if (rc == JX_OK) *position = item.position;
    jx_buffer_clear(&item.receipt);
    return rc;
}

static void append_group(struct place *p, unsigned first, uint32_t count)
{
    struct act *acts = calloc(count, sizeof *acts);
    struct journal_item *items = calloc(count, sizeof *items);
    for (uint32_t i = 0; i < count; i++)
        make_act(&acts[i], first + i, JX_ACT_SUBMISSION, 1000);
    assert_int_equal(append(p->journal, acts, items, count, 1000), JX_OK);
    clear(acts, count);
    free(acts);
    free(items);
}

static void check_receipt(const struct place *p, struct jx_slice bytes, const struct act *a,
                          uint64_t position)
{
    struct jx_receipt r;
    uint8_t id[JX_JOURNAL_ID_BYTES];
    journal_id(p->journal, id);
    assert_int_equal(jx_receipt_decode(bytes, &r), JX_OK);
    assert_int_equal(jx_receipt_verify(&r, &a->item.id, p->keys.public_key), JX_OK);
    assert_int_equal(r.entry.position, position);
    assert_memory_equal(r.entry.principal, a->item.principal, JX_KEY_BYTES);
    assert_true(jx_slice_eq(r.entry.header, a->item.header));
    assert_memory_equal(r.group.journal, id, sizeof id);
    struct jx_hash other = jx_hash_bytes(JX_LIT("another act"));
    assert_int_equal(jx_receipt_verify(&r, &other, p->keys.public_key), JX_E_RECEIPT);
}

static void verify(struct place *p, uint64_t expected)
{
    uint64_t records = 0, bad = 0;
    assert_int_equal(journal_verify(p->journal, &records, &bad), JX_OK);
    assert_int_equal(records, expected);
}

/* ---- reading ---- */

struct reading {
    uint64_t next;
    uint32_t taken, stop_after;
    size_t bytes;
    int64_t time_ms;
};

static bool take(void *to, uint64_t position, struct jx_slice bytes)
{
    struct reading *r = to;
    struct jx_record record;
    assert_int_equal(position, r->next++);
    assert_int_equal(jx_record_decode(bytes, &record), JX_OK);
    assert_int_equal(record.entry.position, position);
    assert_true(record.entry.time_ms >= r->time_ms);
    r->time_ms = record.entry.time_ms;
    r->taken++;
    r->bytes += bytes.len;
    return r->stop_after == 0 || r->taken < r->stop_after;
}

static uint32_t read_some(struct place *p, uint64_t from, uint32_t count, size_t bytes,
                          uint32_t stop)
{
    struct reading r = {.next = from, .stop_after = stop};
    assert_int_equal(journal_read(p->journal, from, count, bytes, take, &r), JX_OK);
    return r.taken;
}

/* ---- tests ---- */

static void a_new_journal_is_empty_and_made_once(void **state)
{
    struct place *p = *state;
    uint64_t position;
    char missing[128];
    struct journal *none = NULL;
    struct jx_hash id = jx_hash_bytes(JX_LIT("x"));
    assert_int_equal(journal_last(p->journal), 0);
    assert_int_equal(journal_create(p->dir), JX_E_IN_USE);
    assert_int_equal(journal_find(p->journal, &id, &position), JX_E_NOT_FOUND);
    assert_int_equal(read_some(p, 1, 10, 1 << 20, 0), 0);
    verify(p, 0);
    snprintf(missing, sizeof missing, "%s/missing", p->folder);
    assert_int_equal(journal_open(missing, MAP, &p->keys, &none), JX_E_NOT_FOUND);
    assert_null(none);
}

/* What an interrupted creation left beside it is no hindrance. */
static void creation_does_not_mind_what_an_interrupted_one_left(void **state)
{
    struct place *p = *state;
    char second[128], fresh[160], file[192];
    snprintf(second, sizeof second, "%s/second", p->folder);
    snprintf(fresh, sizeof fresh, "%s.new", second);
    snprintf(file, sizeof file, "%s/data.mdb", fresh);
    assert_int_equal(mkdir(fresh, 0700), 0);
    int fd = open(file, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "half a page", 11), 11);
    close(fd);
    assert_int_equal(journal_create(second), JX_OK);
    struct journal *j = NULL;
    assert_int_equal(journal_open(second, MAP, &p->keys, &j), JX_OK);
    journal_close(&j);
    assert_int_equal(journal_create(second), JX_E_IN_USE);
}

static void receipts_of_groups_of_every_size_verify(void **state)
{
    enum { LARGEST = 70 };
    struct place *p = *state;
    static struct act acts[LARGEST];
    struct journal_item items[LARGEST];
    uint64_t last = 0;
    for (uint32_t size = 1; size <= LARGEST; size++) {
        for (uint32_t i = 0; i < size; i++)
            make_act(&acts[i], (unsigned)last + i, JX_ACT_SUBMISSION, 5000);
        assert_int_equal(append(p->journal, acts, items, size, 5000), JX_OK);
        for (uint32_t i = 0; i < size; i++) {
            struct jx_buffer later;
            uint64_t found = 0;
            assert_int_equal(items[i].status, JX_OK);
            assert_int_equal(items[i].position, last + 1 + i);
            check_receipt(p, jx_buffer_slice(&items[i].receipt), &acts[i], last + 1 + i);
            assert_int_equal(journal_find(p->journal, &items[i].id, &found), JX_OK);
            assert_int_equal(found, last + 1 + i);
            jx_buffer_init(&later, JX_RECEIPT_BYTES_MAX);
            assert_int_equal(journal_receipt(p->journal, found, &later), JX_OK);
            assert_true(jx_slice_eq(jx_buffer_slice(&later), jx_buffer_slice(&items[i].receipt)));
            jx_buffer_clear(&later);
        }
        clear(acts, size);
        last += size;
        assert_int_equal(journal_last(p->journal), last);
    }
    verify(p, last);
    journal_close(&p->journal);
    open_journal(p);
    verify(p, last);
}

static void a_repeated_act_gets_the_first_ones_receipt(void **state)
{
    struct place *p = *state;
    static const unsigned numbers[] = {1, 2, 1, 3, 2, 1};
    static const uint64_t positions[] = {1, 2, 1, 3, 2, 1};
    static struct act acts[6];
    struct journal_item items[6];
    for (int round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < 6; i++)
            make_act(&acts[i], numbers[i], JX_ACT_SUBMISSION, 5000);
        assert_int_equal(append(p->journal, acts, items, 6, 5000), JX_OK);
        for (uint32_t i = 0; i < 6; i++) {
            bool first = round == 0 && (i == 0 || i == 1 || i == 3);
            assert_int_equal(items[i].status, first ? JX_OK : JX_DUPLICATE);
            assert_int_equal(items[i].position, positions[i]);
            /* Whoever sent it first stands in the receipt. */
            check_receipt(p, jx_buffer_slice(&items[i].receipt), &acts[i], positions[i]);
        }
        clear(acts, 6);
        assert_int_equal(journal_last(p->journal), 3);
        if (round != 1) continue;
        journal_close(&p->journal);
        open_journal(p);
    }
    verify(p, 3);
}

static void check_found(struct place *p, unsigned number, uint64_t position)
{
    static struct act a;
    struct journal_item item;
    uint64_t found = 0;
    make_act(&a, number, JX_ACT_SUBMISSION, 1000);
    assert_int_equal(journal_find(p->journal, &a.item.id, &found), JX_OK);
    assert_int_equal(found, position);
    assert_int_equal(append(p->journal, &a, &item, 1, 1000), JX_OK);
    assert_int_equal(item.status, JX_DUPLICATE);
    assert_int_equal(item.position, position);
    jx_buffer_clear(&item.receipt);
}

/* Enough acts that some of their ids are in the table on disk and some are not; act n stands at n.
 */
static void ids_are_found_wherever_they_are(void **state)
{
    enum { GROUP = 1000, GROUPS = 45 };
    struct place *p = *state;
    struct random r = {2026};
    struct jx_hash unknown = {{1}};
    uint64_t position;
    for (unsigned g = 0; g < GROUPS; g++) {
        append_group(p, 1 + g * GROUP, GROUP);
        if (g % 11 == 5) assert_int_equal(journal_settle(p->journal), JX_OK);
        if (g % 5 == 4) {
            journal_close(&p->journal);
            open_journal(p);
        }
        for (int i = 0; i < 50; i++) {
            unsigned number = 1 + (unsigned)random_below(&r, (g + 1) * GROUP);
            check_found(p, number, number);
        }
        assert_int_equal(journal_find(p->journal, &unknown, &position), JX_E_NOT_FOUND);
        assert_int_equal(journal_last(p->journal), (g + 1) * GROUP);
    }
    verify(p, GROUPS * GROUP);
    assert_int_equal(journal_settle(p->journal), JX_OK);
    verify(p, GROUPS * GROUP);
}

static void time_never_goes_back(void **state)
{
    static const int64_t times[] = {9000, 8000, 9500, 1, 9400, 20000};
    struct place *p = *state;
    uint64_t position;
    for (unsigned i = 0; i < COUNT_OF(times); i++) {
        assert_int_equal(append_one(p->journal, i, times[i], &position), JX_OK);
        if (i == 2) {
            journal_close(&p->journal);
            open_journal(p);
        }
    }
    assert_int_equal(read_some(p, 1, 100, 1 << 20, 0), COUNT_OF(times));
    verify(p, COUNT_OF(times));
}

/* What the broker does with an act goes by the same time now and after its next start. */
static void an_act_is_said_to_have_its_records_time(void **state)
{
    static const int64_t times[] = {9000, 8000, 9500}, expected[] = {9000, 9000, 9500};
    struct place *p = *state;
    struct act acts[COUNT_OF(times)];
    struct journal_item items[COUNT_OF(times)];
    for (unsigned i = 0; i < COUNT_OF(times); i++)
        make_act(&acts[i], i, JX_ACT_KEY, times[i]);
    assert_int_equal(append(p->journal, acts, items, COUNT_OF(times), 10000), JX_OK);
    for (unsigned i = 0; i < COUNT_OF(times); i++) {
        struct reading r = {.next = items[i].position};
        assert_int_equal(journal_read(p->journal, r.next, 1, 1 << 20, take, &r), JX_OK);
        assert_int_equal(r.time_ms, expected[i]);
        assert_int_equal(items[i].time_ms, expected[i]);
    }
    clear(acts, COUNT_OF(times));
}

static void reading_is_bounded_by_count_bytes_and_the_reader(void **state)
{
    struct place *p = *state;
    append_group(p, 0, 50);
    append_group(p, 50, 50);
    assert_int_equal(read_some(p, 1, 1000, 1 << 20, 0), 100);
    assert_int_equal(read_some(p, 41, 20, 1 << 20, 0), 20);
    assert_int_equal(read_some(p, 100, 20, 1 << 20, 0), 1);
    assert_int_equal(read_some(p, 101, 20, 1 << 20, 0), 0);
    assert_int_equal(read_some(p, 7, 20, 1, 0), 1); /* always one */
    struct reading r = {.next = 7};
    assert_int_equal(journal_read(p->journal, 7, 3, 1 << 20, take, &r), JX_OK);
    assert_int_equal(read_some(p, 7, 20, r.bytes, 0), 3);
    assert_int_equal(read_some(p, 7, 20, r.bytes - 1, 0), 2);
    assert_int_equal(read_some(p, 7, 20, 1 << 20, 5), 5);
}

static bool count_act(void *to, uint64_t position, struct jx_slice record)
{
    uint64_t *seen = to;
    (void)record;
    assert_true(position > seen[1]);
    seen[0]++;
    seen[1] = position;
    return true;
}

static void acts_that_are_no_submissions_are_found_again(void **state)
{
    struct place *p = *state;
    static struct act acts[40];
    struct journal_item items[40];
    uint64_t seen[2] = {0, 0};
    for (uint32_t i = 0; i < 40; i++)
        make_act(&acts[i], i,
                 i % 10 == 3   ? JX_ACT_KEY
                 : i % 10 == 7 ? JX_ACT_PACK
                               : JX_ACT_SUBMISSION,
                 5000);
    assert_int_equal(append(p->journal, acts, items, 40, 5000), JX_OK);
    clear(acts, 40);
    assert_int_equal(journal_read_acts(p->journal, count_act, seen), JX_OK);
    assert_int_equal(seen[0], 8);
    assert_int_equal(seen[1], 38);
}

/* ---- damage ---- */

static unsigned char *map_data(const struct place *p, size_t *size)
{
    char path[128];
    struct stat st;
    snprintf(path, sizeof path, "%s/data.mdb", p->dir);
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &st), 0);
    *size = (size_t)st.st_size;
    unsigned char *at = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    assert_true(at != MAP_FAILED);
    return at;
}

/* Whether opening or walking the journal finds it out. */
static bool is_seen(struct place *p)
{
    uint64_t records = 0, bad = 0;
    jx_status rc = journal_open(p->dir, MAP, &p->keys, &p->journal);
    if (rc == JX_OK) rc = journal_verify(p->journal, &records, &bad);
    journal_close(&p->journal);
    if (rc != JX_OK) assert_int_equal(rc, JX_E_CORRUPT);
    return rc != JX_OK;
}

/* Every copy of those bytes in the file: LMDB leaves old pages behind, and which one counts is its
 * own affair. */
static unsigned flip_all(unsigned char *data, size_t size, struct jx_slice bytes, size_t at,
                         unsigned char mask)
{
    unsigned found = 0;
    unsigned char *from = data;
    while ((from = memmem(from, size - (size_t)(from - data), bytes.ptr, bytes.len))) {
        from[at] ^= mask;
        from += bytes.len;
        found++;
    }
    return found;
}

static void a_flipped_bit_of_any_record_is_seen(void **state)
{
    enum { RECORDS = 120, TRIES = 40 };
    struct place *p = *state;
    struct random rng = random_seeded(3);
    append_group(p, 0, 40);
    append_group(p, 40, 40);
    append_group(p, 80, 40);
    verify(p, RECORDS);
    journal_close(&p->journal);
    size_t size;
    unsigned char *data = map_data(p, &size);
    for (int i = 0; i < TRIES; i++) {
        struct act a;
        make_act(&a, random_below(&rng, RECORDS), JX_ACT_SUBMISSION, 1000);
        size_t at = random_below(&rng, (uint32_t)a.item.content.len);
        unsigned char mask = (unsigned char)(1u << random_below(&rng, 8));
        unsigned found = flip_all(data, size, a.item.content, at, mask);
        assert_true(found > 0);
        assert_true(is_seen(p));
        a.text[at] = (char)(a.text[at] ^ (char)mask);
        assert_int_equal(flip_all(data, size, a.item.content, at, mask), found);
        if (i % 10 == 0) assert_false(is_seen(p));
    }
    munmap(data, size);
    open_journal(p);
    verify(p, RECORDS);
}

static void a_changed_receipt_place_or_signature_is_seen(void **state)
{
    struct place *p = *state;
    append_group(p, 0, 5);
    append_group(p, 5, 5);
    struct jx_buffer receipt;
    struct jx_receipt r;
    jx_buffer_init(&receipt, JX_RECEIPT_BYTES_MAX);
    assert_int_equal(journal_receipt(p->journal, 2, &receipt), JX_OK);
    assert_int_equal(jx_receipt_decode(jx_buffer_slice(&receipt), &r), JX_OK);
    journal_close(&p->journal);
    size_t size;
    unsigned char *data = map_data(p, &size);
    struct jx_slice parts[] = {r.entry_bytes, r.group_bytes,
                               jx_slice_at(r.signature, sizeof r.signature)};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        assert_true(flip_all(data, size, parts[i], 20, 1) > 0);
        assert_true(is_seen(p));
        char changed[JX_ENTRY_BYTES_MAX];
        memcpy(changed, parts[i].ptr, parts[i].len);
        changed[20] ^= 1;
        assert_true(flip_all(data, size, jx_slice_at(changed, parts[i].len), 20, 1) > 0);
    }
    assert_false(is_seen(p));
    munmap(data, size);
    jx_buffer_clear(&receipt);
    struct jx_sign_keys other = p->keys; /* whoever lacks the signing key cannot have made it */
    jx_sign_keys_make(&p->keys);
    assert_true(is_seen(p));
    p->keys = other;
}

/* ---- kills ---- */

/* Appends acts in groups of 1..8, telling the number of acts through the pipe after each group. */
static void append_for_ever(const struct place *p, int fd)
{
    struct journal *j = NULL;
    static struct act acts[8];
    struct journal_item items[8];
    if (journal_open(p->dir, MAP, &p->keys, &j) != JX_OK) _exit(2);
    for (;;) {
        uint64_t last = journal_last(j);
        uint32_t count = 1 + (uint32_t)last % 8;
        for (uint32_t i = 0; i < count; i++)
            make_act(&acts[i], (unsigned)last + i, JX_ACT_SUBMISSION, 1000);
        if (append(j, acts, items, count, 1000) != JX_OK) _exit(3);
        clear(acts, count);
        if (last % 3 == 0) journal_make_room(j);
        uint64_t told = last + count;
        if (write(fd, &told, sizeof told) != (ssize_t)sizeof told) _exit(4);
    }
}

static void what_was_acknowledged_survives_a_kill(void **state)
{
    enum { ROUNDS = 25 };
    struct place *p = *state;
    struct random rng = random_seeded(17);
    uint64_t acknowledged = 0;
    journal_close(&p->journal); /* no open journal goes over a fork */
    for (int round = 0; round < ROUNDS; round++) {
        int pipes[2], status;
        assert_int_equal(pipe(pipes), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(pipes[0]);
            append_for_ever(p, pipes[1]);
        }
        close(pipes[1]);
        uint64_t told, groups = 1 + random_below(&rng, 20);
        for (uint64_t i = 0; i < groups; i++) {
            assert_int_equal(read(pipes[0], &told, sizeof told), sizeof told);
            acknowledged = told;
        }
        nanosleep(&(struct timespec){0, random_below(&rng, 2000000)}, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        while (read(pipes[0], &told, sizeof told) == sizeof told)
            acknowledged = told;
        close(pipes[0]);

        open_journal(p);
        uint64_t last = journal_last(p->journal);
        assert_true(last >= acknowledged);
        verify(p, last);
        for (uint64_t n = 0; n < last; n += 1 + last / 20) {
            static struct act a;
            uint64_t position = 0;
            make_act(&a, (unsigned)n, JX_ACT_SUBMISSION, 1000);
            assert_int_equal(journal_find(p->journal, &a.item.id, &position), JX_OK);
            assert_int_equal(position, n + 1);
        }
        journal_close(&p->journal);
    }
}

/* ---- a full map ---- */

static void a_full_map_takes_nothing_and_loses_nothing(void **state)
{
    enum { TINY = 160 << 10, GROUP = 20 };
    struct place *p = *state;
    static struct act acts[GROUP];
    struct journal_item items[GROUP];
    jx_status rc = JX_OK;
    journal_close(&p->journal);
    assert_int_equal(journal_open(p->dir, TINY, &p->keys, &p->journal), JX_OK);
    uint64_t last = 0;
    while (last < 10000) {
        for (uint32_t i = 0; i < GROUP; i++)
            make_act(&acts[i], (unsigned)last + i, JX_ACT_SUBMISSION, 1000);
        rc = append(p->journal, acts, items, GROUP, 1000);
        clear(acts, GROUP);
        if (rc != JX_OK) break;
        last += GROUP;
    }
    assert_int_equal(rc, JX_E_STORE_FULL);
    assert_true(last > 0);
    assert_int_equal(journal_last(p->journal), last);
    assert_int_equal(read_some(p, 1, 100000, 1 << 30, 0), last);
    verify(p, last);
    struct jx_buffer receipt; /* of what is there, receipts are still given */
    jx_buffer_init(&receipt, JX_RECEIPT_BYTES_MAX);
    assert_int_equal(journal_receipt(p->journal, last, &receipt), JX_OK);
    jx_buffer_clear(&receipt);

    /* What found no room is not taken for a duplicate when it comes again, here or after a start.
     */
    uint64_t nowhere;
    for (uint32_t i = 0; i < GROUP; i++)
        make_act(&acts[i], (unsigned)last + i, JX_ACT_SUBMISSION, 1000);
    assert_int_equal(journal_find(p->journal, &acts[0].item.id, &nowhere), JX_E_NOT_FOUND);
    assert_int_equal(append(p->journal, acts, items, GROUP, 1000), JX_E_STORE_FULL);
    clear(acts, GROUP);

    journal_close(&p->journal);
    open_journal(p);
    assert_int_equal(journal_last(p->journal), last);
    append_group(p, (unsigned)last, GROUP);
    assert_int_equal(journal_last(p->journal), last + GROUP);
    verify(p, last + GROUP);
}

/* ---- room made before ---- */

static off_t length_in(const char *dir)
{
    char path[128];
    struct stat st;
    snprintf(path, sizeof path, "%s/data.mdb", dir);
    assert_int_equal(stat(path, &st), 0);
    return st.st_size;
}

static void room_made_before_is_what_the_next_groups_take(void **state)
{
    enum { ACTS = 400, LEAST = 256 << 10 };
    struct place *p = *state;
    off_t before = 0;
    unsigned grown = 0;
    for (unsigned i = 0; i < ACTS; i++) {
        append_group(p, i, 1);
        if (i > 0) assert_int_equal(length_in(p->dir), before);
        journal_make_room(p->journal);
        off_t length = length_in(p->dir);
        grown += length != before;
        assert_true(length >= (off_t)journal_room(p->journal).used_bytes + LEAST);
        before = length;
    }
    assert_in_range(grown, 1, ACTS / 10); /* in large steps */
    verify(p, ACTS);
    assert_int_equal(read_some(p, 1, ACTS, 1 << 30, 0), ACTS);
    char copy[96];
    snprintf(copy, sizeof copy, "%s/copy", p->folder);
    assert_int_equal(mkdir(copy, 0700), 0);
    assert_int_equal(journal_copy(p->journal, copy), JX_OK); /* without it */
    assert_int_equal(length_in(copy), journal_room(p->journal).used_bytes);
    journal_close(&p->journal);
    open_journal(p);
    append_group(p, ACTS, 1);
    verify(p, ACTS + 1);
}

static void room_is_not_made_beyond_the_map(void **state)
{
    enum { SMALL = 512 << 10 };
    struct place *p = *state;
    journal_close(&p->journal);
    assert_int_equal(journal_open(p->dir, SMALL, &p->keys, &p->journal), JX_OK);
    append_group(p, 0, 1);
    off_t before = length_in(p->dir);
    journal_make_room(p->journal);
    assert_int_equal(length_in(p->dir), before);
}

static void a_group_vouches_for_each_of_its_records(void **state)
{
    struct place *p = *state;
    static const uint32_t sizes[] = {1, 5, 64};
    uint64_t first = 1;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; first += sizes[s++]) {
        append_group(p, 100 * (unsigned)s, sizes[s]);
        for (uint64_t at = first; at < first + sizes[s]; at++) {
            uint8_t signature[JX_SIGNATURE_BYTES];
            struct jx_slice bytes;
            struct jx_group g;
            struct jx_arena a;
            jx_arena_init(&a, 1 << 16);
            assert_int_equal(journal_group(p->journal, at, &a, &bytes, signature), JX_OK);
            assert_int_equal(jx_group_decode(bytes, &g), JX_OK);
            assert_int_equal(g.first, first);
            assert_int_equal(g.count, sizes[s]);
            assert_true(jx_group_verify(bytes, p->keys.public_key, signature));
            assert_int_equal(journal_group(p->journal, first + sizes[s], &a, &bytes, signature),
                             JX_E_CORRUPT);
            jx_arena_clear(&a);
        }
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_new_journal_is_empty_and_made_once),
        T(creation_does_not_mind_what_an_interrupted_one_left),
        T(receipts_of_groups_of_every_size_verify),
        T(a_repeated_act_gets_the_first_ones_receipt),
        T(ids_are_found_wherever_they_are),
        T(time_never_goes_back),
        T(an_act_is_said_to_have_its_records_time),
        T(reading_is_bounded_by_count_bytes_and_the_reader),
        T(a_group_vouches_for_each_of_its_records),
        T(acts_that_are_no_submissions_are_found_again),
        T(a_flipped_bit_of_any_record_is_seen),
        T(a_changed_receipt_place_or_signature_is_seen),
        T(what_was_acknowledged_survives_a_kill),
        T(a_full_map_takes_nothing_and_loses_nothing),
        T(room_made_before_is_what_the_next_groups_take),
        T(room_is_not_made_beyond_the_map),
    };
#undef T
    return cmocka_run_group_tests_name("broker.journal", tests, NULL, NULL);
}
