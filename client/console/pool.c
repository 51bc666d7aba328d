/* A queue and its threads. */
#include "pool.h"

#include <pthread.h>
#include <stdlib.h>

struct job {
    pool_work *work;
    void *own;
    const void *group;
    struct job *next;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t more;
    pthread_t threads[POOL_THREADS];
    unsigned thread_count;
    const void *running[POOL_THREADS]; /* groups; NULL: none */
    struct job *first, **last;
    unsigned waiting;
    bool ending;
};

static unsigned running_of(const struct pool *p, const void *group)
{
    unsigned n = 0;
    for (unsigned i = 0; group && i < POOL_THREADS; i++)
        n += p->running[i] == group;
    return n;
}

static unsigned jobs_of(const struct pool *p, const void *group)
{
    unsigned n = running_of(p, group);
    for (const struct job *j = p->first; group && j; j = j->next)
        n += j->group == group;
    return n;
}

/* The first whose group has not enough running already. */
static struct job *take(struct pool *p)
{
    for (struct job **at = &p->first; *at; at = &(*at)->next) {
        struct job *j = *at;
        if (running_of(p, j->group) >= POOL_GROUP_RUNNING_MAX) continue;
        *at = j->next;
        if (!*at) p->last = at;
        p->waiting--;
        return j;
    }
    return NULL;
}

struct thread {
    struct pool *pool;
    unsigned index;
};

static void *run(void *own)
{
    struct thread t = *(struct thread *)own;
    struct pool *p = t.pool;
    free(own);
    pthread_mutex_lock(&p->lock);
    for (;;) {
        struct job *j = take(p);
        if (!j && p->ending && !p->first) break;
        if (!j) {
            pthread_cond_wait(&p->more, &p->lock);
            continue;
        }
        p->running[t.index] = j->group;
        pthread_mutex_unlock(&p->lock);
        j->work(j->own);
        free(j);
        pthread_mutex_lock(&p->lock);
        p->running[t.index] = NULL;
        /* One of its group may have waited for this. */
        pthread_cond_broadcast(&p->more);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

static bool start_thread(struct pool *p)
{
    struct thread *t = malloc(sizeof *t);
    if (!t) return false;
    *t = (struct thread){p, p->thread_count};
    if (pthread_create(&p->threads[p->thread_count], NULL, run, t) != 0) {
        free(t);
        return false;
    }
    p->thread_count++;
    return true;
}

jx_status pool_open(struct pool **out)
{
    struct pool *p = calloc(1, sizeof *p);
    *out = NULL;
    if (!p) return JX_E_NO_MEMORY;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->more, NULL);
    p->last = &p->first;
    while (p->thread_count < POOL_THREADS)
        if (!start_thread(p)) {
            pool_close(&p);
            return JX_E_NO_MEMORY;
        }
    *out = p;
    return JX_OK;
}

bool pool_put(struct pool *p, const void *group, pool_work *work, void *own)
{
    struct job *j = malloc(sizeof *j);
    if (!j) return false;
    *j = (struct job){work, own, group, NULL};
    pthread_mutex_lock(&p->lock);
    bool fits = !p->ending && p->waiting < POOL_JOBS_MAX && jobs_of(p, group) < POOL_GROUP_JOBS_MAX;
    if (fits) {
        *p->last = j;
        p->last = &j->next;
        p->waiting++;
        pthread_cond_signal(&p->more);
    }
    pthread_mutex_unlock(&p->lock);
    if (!fits) free(j);
    return fits;
}

void pool_stop(struct pool *p)
{
    if (!p) return;
    pthread_mutex_lock(&p->lock);
    p->ending = true;
    pthread_cond_broadcast(&p->more);
    pthread_mutex_unlock(&p->lock);
    for (; p->thread_count > 0; p->thread_count--)
        pthread_join(p->threads[p->thread_count - 1], NULL);
}

void pool_close(struct pool **pool)
{
    struct pool *p = *pool;
    *pool = NULL;
    if (!p) return;
    pool_stop(p);
    pthread_cond_destroy(&p->more);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
