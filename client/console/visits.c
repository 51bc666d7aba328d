/* Visits by the hash of their cookie; wrong passwords by the hash of the name. */
#include "visits.h"

#include <stdio.h>
#include <stdlib.h>

void visits_init(struct visits *v, visit_drop *drop)
{
    *v = (struct visits){.drop = drop};
}

static void free_visit(struct visits *v, struct visit *x)
{
    if (v->drop) v->drop(x->own);
    jx_wipe(x, sizeof *x);
    free(x);
}

void visit_hold(struct visit *x)
{
    x->references++;
}

void visit_release(struct visits *v, struct visit **visit)
{
    struct visit *x = *visit;
    *visit = NULL;
    if (x && --x->references == 0) free_visit(v, x);
}

static void end_at(struct visits *v, uint32_t i)
{
    struct visit *x = v->items[i];
    v->items[i] = v->items[--v->count];
    x->ended = true;
    visit_release(v, &x);
}

void visits_clear(struct visits *v)
{
    while (v->count)
        end_at(v, v->count - 1);
}

void visits_end(struct visits *v, struct visit *x)
{
    for (uint32_t i = 0; i < v->count; i++)
        if (v->items[i] == x) {
            end_at(v, i);
            return;
        }
}

bool visit_over(const struct visit *x, int64_t now_ms)
{
    return x->ended || now_ms - x->began_ms >= VISIT_MS || now_ms - x->used_ms >= VISIT_IDLE_MS;
}

/* Of that user, how many there are and which is the least lately used. */
static uint32_t count_of(const struct visits *v, const char *user, uint32_t *oldest)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < v->count; i++) {
        if (strcmp(v->items[i]->user, user) != 0) continue;
        if (count == 0 || v->items[i]->used_ms < v->items[*oldest]->used_ms) *oldest = i;
        count++;
    }
    return count;
}

static void random_hex(char out[VISIT_TOKEN_HEX])
{
    uint8_t bytes[VISIT_TOKEN_BYTES];
    jx_random_bytes(bytes, sizeof bytes);
    jx_hex_print(jx_slice_at(bytes, sizeof bytes), out);
    jx_wipe(bytes, sizeof bytes);
}

jx_status visits_begin(struct visits *v, const char *user, void *own, int64_t now_ms,
                       struct visit **out, char cookie[VISIT_TOKEN_HEX])
{
    uint32_t oldest = 0;
    if (count_of(v, user, &oldest) >= VISITS_PER_USER_MAX) end_at(v, oldest);
    if (v->count == VISITS_MAX) return JX_E_BUSY;
    struct visit *x = calloc(1, sizeof *x);
    if (!x) return JX_E_NO_MEMORY;
    *x = (struct visit){.references = 1, .began_ms = now_ms, .used_ms = now_ms, .own = own};
    snprintf(x->user, sizeof x->user, "%s", user);
    random_hex(x->csrf);
    random_hex(cookie);
    x->token = jx_hash_bytes(jx_slice_of(cookie));
    v->items[v->count++] = x;
    *out = x;
    return JX_OK;
}

struct visit *visits_find(struct visits *v, const char *cookie, bool use, int64_t now_ms,
                          bool *expired)
{
    *expired = false;
    if (!cookie || strlen(cookie) != VISIT_TOKEN_HEX - 1) return NULL;
    struct jx_hash token = jx_hash_bytes(jx_slice_of(cookie));
    for (uint32_t i = 0; i < v->count; i++) {
        struct visit *x = v->items[i];
        if (!jx_secret_eq(x->token.bytes, token.bytes, sizeof token.bytes)) continue;
        *expired = visit_over(x, now_ms);
        if (*expired) {
            end_at(v, i);
            return NULL;
        }
        if (use) x->used_ms = now_ms;
        return x;
    }
    *expired = true; /* it showed one that nobody has: of a visit that is over */
    return NULL;
}

void visits_sweep(struct visits *v, bool (*stays)(void *own, const struct visit *x), void *own,
                  int64_t now_ms)
{
    for (uint32_t i = v->count; i > 0; i--) {
        struct visit *x = v->items[i - 1];
        if (visit_over(x, now_ms) || !stays(own, x)) end_at(v, i - 1);
    }
}

bool visit_csrf_matches(const struct visit *x, const char *token)
{
    return token && strlen(token) == VISIT_TOKEN_HEX - 1 &&
           jx_secret_eq(x->csrf, token, VISIT_TOKEN_HEX - 1);
}

/* ---- wrong passwords ---- */

static struct jx_hash hash_of(const char *name)
{
    return jx_hash_bytes(jx_slice_of(name));
}

int64_t tries_wait(const struct visits *v, const char *name, int64_t now_ms)
{
    struct jx_hash h = hash_of(name);
    for (uint32_t i = 0; i < TRIES_NAMES_MAX; i++) {
        const struct tries *t = &v->tries[i];
        if (t->failed < TRIES_FREE || !jx_hash_eq(&t->name, &h)) continue;
        unsigned doublings = t->failed - TRIES_FREE;
        int64_t wait = doublings > 4 ? TRIES_WAIT_MAX_MS : (int64_t)TRIES_WAIT_MS << doublings;
        if (wait > TRIES_WAIT_MAX_MS) wait = TRIES_WAIT_MAX_MS;
        int64_t left = t->last_ms + wait - now_ms;
        return left > 0 ? left : 0;
    }
    return 0;
}

/* Its place, or the one that was not used for the longest time. */
static struct tries *place_of(struct visits *v, const struct jx_hash *h)
{
    struct tries *oldest = &v->tries[0];
    for (uint32_t i = 0; i < TRIES_NAMES_MAX; i++) {
        struct tries *t = &v->tries[i];
        if (t->failed && jx_hash_eq(&t->name, h)) return t;
        if (!t->failed || (oldest->failed && t->last_ms < oldest->last_ms)) oldest = t;
    }
    *oldest = (struct tries){.name = *h};
    return oldest;
}

void tries_failed(struct visits *v, const char *name, int64_t now_ms)
{
    struct jx_hash h = hash_of(name);
    struct tries *t = place_of(v, &h);
    if (now_ms - t->last_ms > TRIES_FORGET_MS) t->failed = 0;
    t->failed++;
    t->last_ms = now_ms;
}

void tries_forget(struct visits *v, const char *name)
{
    struct jx_hash h = hash_of(name);
    for (uint32_t i = 0; i < TRIES_NAMES_MAX; i++)
        if (v->tries[i].failed && jx_hash_eq(&v->tries[i].name, &h))
            v->tries[i] = (struct tries){.failed = 0};
}
