/* Replaying recorded writes up to a cut. */
#include "replay.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };

struct replay_write {
    struct replay_write *next;
    const struct power_head *head; /* in the log, its bytes behind it */
};

static unsigned char *load(const char *path, size_t *len)
{
    struct stat st;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &st) != 0) return NULL;
    unsigned char *bytes = malloc((size_t)st.st_size + 1);
    *len = 0;
    for (ssize_t n = 1; bytes && n > 0; *len += (size_t)n) {
        n = read(fd, bytes + *len, (size_t)st.st_size - *len);
        if (n < 0) n = 0;
    }
    close(fd);
    return bytes;
}

bool replay_open(struct replay *r, const char *log, const char *const base[POWER_FILES])
{
    *r = (struct replay){.lying = false};
    r->log = load(log, &r->log_len);
    for (int f = 0; f < POWER_FILES; f++) {
        r->files[f].durable = load(base[f], &r->files[f].len);
        r->files[f].room = r->files[f].len;
        if (!r->files[f].durable) return false;
    }
    return r->log != NULL;
}

static void forget(struct replay_file *f, bool (*which)(const struct power_head *, uint64_t),
                   uint64_t of)
{
    struct replay_write **at = &f->first;
    f->last = NULL;
    while (*at) {
        struct replay_write *w = *at;
        if (which(w->head, of)) {
            *at = w->next;
            free(w);
        } else {
            f->last = w;
            at = &w->next;
        }
    }
}

static bool any(const struct power_head *h, uint64_t of)
{
    (void)h;
    (void)of;
    return true;
}

static bool same_write(const struct power_head *h, uint64_t of)
{
    return h->write == of;
}

void replay_close(struct replay *r)
{
    for (int f = 0; f < POWER_FILES; f++) {
        forget(&r->files[f], any, 0);
        free(r->files[f].durable);
    }
    free(r->log);
}

/* Heads stand at any offset in the log. */
static const struct power_head *head_at(const struct replay *r, size_t at, struct power_head *copy)
{
    if (r->log_len - at < sizeof *copy) return NULL;
    memcpy(copy, r->log + at, sizeof *copy);
    if (r->log_len - at - sizeof *copy < copy->len) return NULL;
    return (const struct power_head *)(const void *)(r->log + at);
}

size_t replay_count(const struct replay *r)
{
    struct power_head h;
    size_t n = 0;
    for (size_t at = 0; head_at(r, at, &h); at += sizeof h + h.len)
        n++;
    return n;
}

static void extend(unsigned char **bytes, size_t *len, size_t *room, size_t to)
{
    if (to > *room) {
        *room = to + to / 2;
        *bytes = realloc(*bytes, *room);
        if (!*bytes) abort();
    }
    if (to > *len) {
        memset(*bytes + *len, 0, to - *len);
        *len = to;
    }
}

static void settle(struct replay_file *f, const struct power_head *h)
{
    extend(&f->durable, &f->len, &f->room, h->offset + h->len);
    memcpy(f->durable + h->offset, h + 1, h->len);
}

static void take_write(struct replay_file *f, const struct power_head *h)
{
    struct replay_write *w = malloc(sizeof *w);
    if (!w) abort();
    *w = (struct replay_write){.head = h};
    if (f->last)
        f->last->next = w;
    else
        f->first = w;
    f->last = w;
}

static void take_sync(struct replay_file *f)
{
    for (struct replay_write *w = f->first; w; w = w->next)
        settle(f, w->head);
    forget(f, any, 0);
}

static void take_durable(struct replay_file *f, uint64_t write)
{
    for (struct replay_write *w = f->first; w; w = w->next)
        if (w->head->write == write) settle(f, w->head);
    forget(f, same_write, write);
}

bool replay_step(struct replay *r, struct power_head *head, const unsigned char **bytes)
{
    const struct power_head *h = head_at(r, r->at, head);
    if (!h) return false;
    *bytes = r->log + r->at + sizeof *head;
    r->at += sizeof *head + head->len;
    struct replay_file *f = head->file < POWER_FILES ? &r->files[head->file] : NULL;
    if (head->event == POWER_WRITE && f) take_write(f, h);
    if (head->event == POWER_CUT && f) abort(); /* LMDB never shortens a file: not replayed here */
    if (r->lying || !f) return true;
    if (head->event == POWER_SYNC) take_sync(f);
    if (head->event == POWER_DURABLE) take_durable(f, head->write);
    return true;
}

/* ---- a cut ---- */

static uint64_t roll(uint64_t *dice, uint64_t sides)
{
    *dice ^= *dice << 13;
    *dice ^= *dice >> 7;
    *dice ^= *dice << 17;
    return *dice % sides;
}

enum fate { NOTHING, EVERYTHING, SOME };

static void apply(struct replay_file *to, const struct power_head *h, enum fate fate,
                  uint64_t *dice)
{
    const unsigned char *bytes = (const unsigned char *)(h + 1);
    if (fate == SOME) fate = roll(dice, 4) == 0 ? NOTHING : roll(dice, 3) == 0 ? EVERYTHING : SOME;
    if (fate == NOTHING) return;
    for (size_t at = 0, n; at < h->len; at += n) {
        n = SECTOR - (h->offset + at) % SECTOR;
        if (n > h->len - at) n = h->len - at;
        if (fate == SOME && roll(dice, 2)) continue;
        extend(&to->durable, &to->len, &to->room, h->offset + at + n);
        memcpy(to->durable + h->offset + at, bytes + at, n);
    }
}

static size_t shuffled(const struct replay_file *f, const struct power_head ***out, uint64_t *dice)
{
    size_t n = 0;
    for (const struct replay_write *w = f->first; w; w = w->next)
        n++;
    const struct power_head **all = malloc((n + 1) * sizeof(void *));
    if (!all) abort();
    n = 0;
    for (const struct replay_write *w = f->first; w; w = w->next)
        all[n++] = w->head;
    for (size_t i = n; i > 1; i--) {
        size_t j = roll(dice, i);
        const struct power_head *other = all[j];
        all[j] = all[i - 1];
        all[i - 1] = other;
    }
    *out = all;
    return n;
}

bool replay_cut(const struct replay *r, enum power_file file, uint64_t *dice, const char *path)
{
    const struct replay_file *f = &r->files[file];
    struct replay_file left = {.durable = malloc(f->len + 1), .len = f->len, .room = f->len + 1};
    const struct power_head **writes;
    if (!left.durable) abort();
    memcpy(left.durable, f->durable, f->len);
    uint64_t mood = roll(dice, 8);
    enum fate fate = mood == 0 ? NOTHING : mood == 1 ? EVERYTHING : SOME;
    size_t n = shuffled(f, &writes, dice);
    for (size_t i = 0; i < n; i++)
        apply(&left, writes[i], fate, dice);
    free(writes);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    bool good = fd >= 0 && write(fd, left.durable, left.len) == (ssize_t)left.len;
    if (fd >= 0) close(fd);
    free(left.durable);
    return good;
}
