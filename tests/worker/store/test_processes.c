/* Several processes over one store: whoever commits a batch, it is committed once; and a process
 * that is killed leaves the old state or the new one. */
#include "county.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { JOURNAL = 400, BATCH = 7, BATCHES = (JOURNAL + BATCH - 1) / BATCH, ROUNDS = 40 };

static uint32_t batch_size(uint32_t n)
{
    return n + 1 < BATCHES ? BATCH : JOURNAL - n * BATCH;
}

static void nap(long microseconds)
{
    nanosleep(&(struct timespec){0, microseconds * 1000}, NULL);
}

/* Offers every batch until it is in: what a worker does that lost its lease and does not know it.
 */
static jx_status work(const char *dir, const struct store_item *items, uint32_t first)
{
    struct store *st = NULL;
    struct jx_outcome o[BATCH];
    jx_status rc = store_open(dir, MAP_BYTES, &st);
    for (uint32_t n = first; rc == JX_OK && n < BATCHES; n++) {
        do {
            rc = store_fold(st, journal_of_test, items + (size_t)n * BATCH, batch_size(n), o);
            if (rc == JX_E_BUSY) nap(50);
        } while (rc == JX_E_BUSY);
    }
    store_close(&st);
    return rc;
}

/* In a child, which inherits no open store. */
static pid_t start_worker(const char *dir, const struct store_item *items, uint32_t first)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) _exit(work(dir, items, first) == JX_OK ? 0 : 1);
    return pid;
}

static void await_success(pid_t pid)
{
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* The dump after each number of batches, made by one process alone. */
static void fold_reference(const struct store_item *items, struct jx_hash dumps[BATCHES + 1])
{
    struct place p;
    place_make(&p);
    place_open(&p);
    dumps[0] = dump_of(p.store);
    for (uint32_t n = 0; n < BATCHES; n++) {
        fold_all(p.store, items + (size_t)n * BATCH, batch_size(n));
        dumps[n + 1] = dump_of(p.store);
    }
    place_remove(&p);
}

struct scene {
    struct jx_arena arena;
    struct store_item *items;
    struct jx_hash dumps[BATCHES + 1];
};

static int setup(void **state)
{
    static struct scene s;
    struct dice d = {20231231};
    assert_int_equal(jx_crypto_init(), JX_OK);
    jx_arena_init(&s.arena, SIZE_MAX);
    s.items = random_journal(&s.arena, &d, JOURNAL);
    fold_reference(s.items, s.dumps);
    *state = &s;
    return 0;
}

static int teardown(void **state)
{
    struct scene *s = *state;
    jx_arena_clear(&s->arena);
    return 0;
}

static void test_workers_share_a_store(void **state)
{
    const struct scene *s = *state;
    for (unsigned workers = 2; workers <= 4; workers++) {
        struct place p;
        pid_t pids[4];
        place_make(&p);
        /* They also race to make the file. */
        for (unsigned i = 0; i < workers; i++)
            pids[i] = start_worker(p.dir, s->items, i % 2 ? 5 : 0);
        for (unsigned i = 0; i < workers; i++)
            await_success(pids[i]);
        place_open(&p);
        const struct jx_hash dump = dump_of(p.store);
        assert_true(jx_hash_eq(&dump, &s->dumps[BATCHES]));
        assert_clean(p.store);
        place_remove(&p);
    }
}

/* Opened after the kill: the state is one of those a whole number of batches leads to. */
static uint32_t assert_whole(struct place *p, const struct scene *s)
{
    uint64_t position = 0;
    place_open(p);
    assert_int_equal(store_position(p->store, &position), JX_OK);
    assert_true(position % BATCH == 0 || position == JOURNAL);
    uint32_t batches = (uint32_t)((position + BATCH - 1) / BATCH);
    const struct jx_hash dump = dump_of(p->store);
    assert_true(jx_hash_eq(&dump, &s->dumps[batches]));
    assert_clean(p->store);
    place_close(p);
    return batches;
}

static void test_killed_at_any_moment(void **state)
{
    const struct scene *s = *state;
    struct dice d = {4711};
    struct place p;
    uint32_t in_between = 0;
    place_make(&p);
    uint32_t done = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        if (done == BATCHES) { /* start again with a new store */
            place_remove(&p);
            place_make(&p);
            done = 0;
        }
        pid_t pid = start_worker(p.dir, s->items, 0);
        nap((long)roll(&d, 12000));
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        uint32_t now = assert_whole(&p, s);
        assert_true(now >= done);
        in_between += now > 0 && now < BATCHES;
        done = now;
    }
    assert_true(in_between > 0); /* else the moments were badly chosen */
    assert_int_equal(work(p.dir, s->items, 0), JX_OK);
    assert_int_equal(assert_whole(&p, s), BATCHES);
    place_remove(&p);
}

/* The other process commits while this one waits for its turn and reads. */
static void test_readers_see_whole_batches(void **state)
{
    const struct scene *s = *state;
    struct place p;
    place_make(&p);
    pid_t pid = start_worker(p.dir, s->items, 0);
    place_open(&p);
    uint64_t position = 0;
    while (position < JOURNAL) {
        uint64_t now = 0;
        assert_int_equal(store_position(p.store, &now), JX_OK);
        assert_true(now >= position && (now % BATCH == 0 || now == JOURNAL));
        position = now;
    }
    await_success(pid);
    const struct jx_hash dump = dump_of(p.store);
    assert_true(jx_hash_eq(&dump, &s->dumps[BATCHES]));
    place_remove(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_workers_share_a_store),
        cmocka_unit_test(test_killed_at_any_moment),
        cmocka_unit_test(test_readers_see_whole_batches),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
