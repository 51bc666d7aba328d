/* Two lists under one lock; the thread takes the whole first one and writes it as a group. Where
 * many send at once it lets more gather first: a group costs two syncs and a signature, whatever
 * its size, and those who wait would wait for the group after it anyway. */
#include "writer.h"

#include "../proto/base/limits.h"
#include "../proto/net/clock.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

struct queue {
    struct writer_item *first, **end;
};

struct writer {
    struct journal *journal;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct queue todo, done;
    uint32_t waiting; /* in todo */
    uint32_t wanted;  /* so many wake the thread */
    uint32_t before;  /* the last group's size */
    uint32_t small;   /* groups of few that followed each other */
    bool told;        /* that something is done: the descriptor is readable */
    struct writer_times times;
    bool ending;
    atomic_bool failed;
    int fd;
};

enum {
    GROUP_MAX = 1024, /* more would only make the first of a group wait for the last */
    FEW = 8,          /* groups of so many gain by a file that has grown before, */
    STEADY = 32,      /* where so many of them follow each other: else it costs more */
    MANY = 96,        /* a group of so many tells that more are on their way */
    ENOUGH = 512,     /* so many share the cost of their group well enough */
    QUIET_US = 200,   /* that long without another act: nobody else is about to send one */
    GATHER_US = 1000, /* and no longer than that in all */
};

static_assert((int)GROUP_MAX <= (int)JX_GROUP_RECORDS_MAX,
              "the journal takes the groups the writer makes");

static_assert(JX_WAITING_ACTS_BYTES_MAX + JX_MESSAGE_BYTES_MAX <= JOURNAL_GROUP_BYTES_MAX / 2,
              "all that may wait fits in a group");

static void queue_init(struct queue *q)
{
    q->first = NULL;
    q->end = &q->first;
}

static void queue_put(struct queue *q, struct writer_item *item)
{
    item->next = NULL;
    *q->end = item;
    q->end = &item->next;
}

static struct writer_item *queue_take_all(struct queue *q)
{
    struct writer_item *all = q->first;
    queue_init(q);
    return all;
}

static struct writer_item *queue_take(struct queue *q)
{
    struct writer_item *item = q->first;
    if (!item) return NULL;
    q->first = item->next;
    if (!q->first) q->end = &q->first;
    return item;
}

/* Until `us` have passed, or somebody wakes it. */
static void wait_us(struct writer *w, int64_t us)
{
    const long second_ns = 1000000000;
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += us * 1000;
    at.tv_sec += at.tv_nsec / second_ns;
    at.tv_nsec %= second_ns;
    pthread_cond_timedwait(&w->wake, &w->lock, &at);
}

/* Lets acts gather for as long as they keep coming. One who sends alone never waits. */
static void gather(struct writer *w)
{
    const int64_t until_us = jx_clock_mono_us() + GATHER_US;
    uint32_t seen = 0;
    if (w->before < MANY) return;
    w->wanted = ENOUGH;
    while (w->waiting < ENOUGH && w->waiting > seen && !w->ending) {
        seen = w->waiting;
        wait_us(w, QUIET_US);
        if (jx_clock_mono_us() >= until_us) break;
    }
    w->wanted = 1;
}

/* Waits for work. Returns how many items it took; 0 when the end has come. */
static uint32_t take_group(struct writer *w, struct writer_item *group[GROUP_MAX])
{
    uint32_t n = 0;
    pthread_mutex_lock(&w->lock);
    while (!w->todo.first && !w->ending)
        pthread_cond_wait(&w->wake, &w->lock);
    gather(w);
    while (n < GROUP_MAX && w->todo.first)
        group[n++] = queue_take(&w->todo);
    w->waiting -= n;
    w->before = n;
    pthread_mutex_unlock(&w->lock);
    return n;
}

static void note_time(struct writer_times *t, uint64_t us)
{
    t->groups++;
    t->total_us += us;
    t->last_us = us;
    if (us > t->max_us) t->max_us = us;
}

/* The descriptor is readable, or is just about to be, when something was told. Whoever is woken
 * needs the lock, so it is let go before. */
static void tell(struct writer *w)
{
    const uint64_t one = 1;
    (void)!write(w->fd, &one, sizeof one); /* fails when it is readable already */
}

/* Under the lock. Where it was told and is not readable yet, it is told of once more in vain. */
static void forget(struct writer *w)
{
    uint64_t count;
    if (w->told) w->told = read(w->fd, &count, sizeof count) != sizeof count;
}

/* True when nothing waits. */
static bool give_back(struct writer *w, struct writer_item *group[GROUP_MAX], uint32_t count,
                      uint64_t us)
{
    pthread_mutex_lock(&w->lock);
    note_time(&w->times, us);
    for (uint32_t i = 0; i < count; i++)
        queue_put(&w->done, group[i]);
    bool told = w->told;
    w->told = true;
    bool idle = w->waiting == 0;
    pthread_mutex_unlock(&w->lock);
    if (!told) tell(w);
    return idle;
}

static void write_group(struct writer *w, struct writer_item *group[GROUP_MAX],
                        struct journal_item items[GROUP_MAX], uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        items[i] = group[i]->item;
    jx_status rc = journal_append(w->journal, items, count, jx_clock_wall_ms());
    if (rc == JX_E_IO) atomic_store(&w->failed, true);
    for (uint32_t i = 0; i < count; i++) {
        if (rc != JX_OK) items[i].status = rc;
        group[i]->item = items[i];
    }
}

static void *run(void *of)
{
    struct writer *w = of;
    struct writer_item *group[GROUP_MAX];
    struct journal_item *items = calloc(GROUP_MAX, sizeof *items);
    uint32_t count;
    if (!items) {
        atomic_store(&w->failed, true);
        return NULL;
    }
    while ((count = take_group(w, group)) > 0) {
        int64_t began_us = jx_clock_mono_us();
        write_group(w, group, items, count);
        bool idle = give_back(w, group, count, (uint64_t)(jx_clock_mono_us() - began_us));
        w->small = count <= FEW ? w->small + 1 : 0;
        if (idle && w->small >= STEADY) journal_make_room(w->journal);
    }
    free(items);
    return NULL;
}

/* Its clock is the one that passes evenly. */
static void init_wake(pthread_cond_t *wake)
{
    pthread_condattr_t a;
    pthread_condattr_init(&a);
    pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
    pthread_cond_init(wake, &a);
    pthread_condattr_destroy(&a);
}

jx_status writer_start(struct journal *j, struct writer **out)
{
    *out = NULL;
    struct writer *w = calloc(1, sizeof *w);
    if (!w) return JX_E_NO_MEMORY;
    w->journal = j;
    queue_init(&w->todo);
    queue_init(&w->done);
    w->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    pthread_mutex_init(&w->lock, NULL);
    init_wake(&w->wake);
    w->wanted = 1;
    if (w->fd < 0 || pthread_create(&w->thread, NULL, run, w) != 0) {
        if (w->fd >= 0) close(w->fd);
        free(w);
        return JX_E_NO_MEMORY;
    }
    *out = w;
    return JX_OK;
}

static void drop_all(struct queue *q)
{
    struct writer_item *item;
    while ((item = queue_take(q))) {
        jx_packet_clear(&item->packet);
        jx_buffer_clear(&item->item.receipt);
        free(item);
    }
}

bool writer_stop(struct writer **writer)
{
    struct writer *w = *writer;
    *writer = NULL;
    if (!w) return true;
    pthread_mutex_lock(&w->lock);
    w->ending = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    bool good = !atomic_load(&w->failed);
    drop_all(&w->todo);
    drop_all(&w->done);
    close(w->fd);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    free(w);
    return good;
}

int writer_fd(const struct writer *w)
{
    return w->fd;
}

void writer_put(struct writer *w, struct writer_item *item)
{
    pthread_mutex_lock(&w->lock);
    queue_put(&w->todo, item);
    bool enough = ++w->waiting >= w->wanted;
    pthread_mutex_unlock(&w->lock);
    if (enough) pthread_cond_signal(&w->wake); /* who is woken needs the lock */
}

struct writer_item *writer_take(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    struct writer_item *all = queue_take_all(&w->done);
    if (!all) forget(w);
    pthread_mutex_unlock(&w->lock);
    return all;
}

struct writer_times writer_times(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    struct writer_times t = w->times;
    pthread_mutex_unlock(&w->lock);
    return t;
}

bool writer_failed(const struct writer *w)
{
    return atomic_load(&w->failed);
}
