/* Who lets whom act in her place, rightly or not, and who then does. */
#include "sim.h"

static const enum jx_act delegable[] = {JX_ACT_WITHDRAW, JX_ACT_RETURN,   JX_ACT_APPROVE,
                                        JX_ACT_EXPLAIN,  JX_ACT_OVERRIDE, JX_ACT_MOVE,
                                        JX_ACT_RESOLVE,  JX_ACT_ADJUST,   JX_ACT_OWN_SCORE};
enum { DELEGABLE = sizeof delegable / sizeof delegable[0], ACTS_MOST = 4 };

static bool covers(uint64_t acts, enum jx_act kind)
{
    return acts >> (unsigned)kind & 1;
}

/* ---- letting ---- */

/* A day that is over, one that is over soon, one that is not, and none. */
enum until { UNTIL_OVER, UNTIL_SOON, UNTIL_LATER, UNTIL_NO_DAY };

static enum until some_until(struct sim *s)
{
    const uint32_t roll = dice_below(&s->dice, 20);
    return roll < 2 ? UNTIL_OVER : roll < 7 ? UNTIL_SOON : roll < 19 ? UNTIL_LATER : UNTIL_NO_DAY;
}

/* Of the same unit, or an officer for an officer; and only what is hers to do. */
static bool may_let(const struct client_node *c, const struct sim_delegation *lets)
{
    bool near = strcmp(c->unit, lets->to->unit) == 0 || (is_officer(c) && is_officer(lets->to));
    for (uint32_t i = 0; i < DELEGABLE; i++)
        if (covers(lets->acts, delegable[i]) && !may_decide(c, delegable[i], c->unit)) return false;
    return near && c != lets->to;
}

/* Some that may be delegated; seldom one that may not. False then. */
static bool add_acts(struct sim *s, const struct client_node *c, struct jx_decision *d,
                     struct sim_delegation *lets)
{
    bool proper = !dice_permille(&s->dice, 40);
    d->arguments[1] = proper ? JX_LIT("") : JX_LIT("close");
    for (uint32_t n = 1 + dice_below(&s->dice, ACTS_MOST); n > 0; n--) {
        enum jx_act act = delegable[dice_below(&s->dice, DELEGABLE)];
        bool hers = may_decide(c, act, c->unit) || dice_permille(&s->dice, 30);
        if (!hers || covers(lets->acts, act)) continue;
        lets->acts |= UINT64_C(1) << (unsigned)act;
        d->arguments[1] = jx_arena_printf(&s->arena, "%s%s%s", d->arguments[1].ptr,
                                          d->arguments[1].len ? " " : "", jx_act_name(act));
    }
    return proper;
}

static struct jx_slice add_whom(struct sim *s, struct sim_delegation *lets)
{
    char hex[2 * JX_KEY_BYTES + 1];
    const struct client_node *to = &s->clients[dice_below(&s->dice, s->weather.clients)];
    if (dice_permille(&s->dice, 20)) return JX_LIT("nobody");
    jx_hex_print(jx_slice_at(to->key, JX_KEY_BYTES), hex);
    lets->to = to;
    return jx_arena_printf(&s->arena, "%s", hex);
}

/* What she says now changes what that one may do for her, with what lies in the outbox too. */
static void loosen(struct client_node *to, const struct client_node *from, uint64_t acts)
{
    for (uint32_t i = 0; i < to->count; i++) {
        struct written *w = &to->written[i];
        if (w->in_place_of != from) continue;
        w->must_be_taken = false;
        w->may_be_taken |= w->persons_right && covers(acts, w->act.kind);
    }
}

void write_delegation(struct sim *s, struct client_node *c)
{
    static const char *const days[] = {"2023-11-13", SIM_DAY_DUE, "2026-12-31", "2026-02-30"};
    struct sim_delegation lets = {.to = NULL};
    struct jx_decision d = {.reason = JX_LIT("出差"), .argument_count = 3};
    const bool ends = dice_permille(&s->dice, 150);
    const enum until until = some_until(s);
    const char *unit = dice_permille(&s->dice, 30) ? "990001003" : c->unit;
    bool proper = true;
    d.arguments[0] = add_whom(s, &lets);
    d.arguments[1] = d.arguments[2] = JX_LIT("");
    if (!ends) proper = add_acts(s, c, &d, &lets);
    const bool says = d.arguments[1].len > 0; /* whom nothing is let is let no more */
    if (says) d.arguments[2] = jx_slice_of(days[until]);
    proper = proper && lets.to && strcmp(unit, c->unit) == 0;
    if (says && proper) proper = may_let(c, &lets) && (until == UNTIL_SOON || until == UNTIL_LATER);
    lets.lasts = until == UNTIL_LATER;
    if (lets.to) loosen(&s->clients[lets.to - s->clients], c, lets.acts);
    struct written *w = new_written(s, c);
    w->act = decision_act(&s->arena, &s->dice, JX_ACT_DELEGATE, &d, unit, 0, NULL);
    w->lets = lets;
    /* Who comes late or goes has a key for part of the time. */
    bool stays = lets.to != &s->clients[s->weather.clients - 1];
    w->may_be_taken = proper;
    w->must_be_taken = proper && (!says || (stays && until == UNTIL_LATER));
}

/* ---- standing in ---- */

struct client_node *stand_in_for(struct sim *s, const struct client_node *c)
{
    struct client_node *found = NULL;
    uint32_t count = 0;
    if (dice_permille(&s->dice, 20)) found = &s->clients[dice_below(&s->dice, s->weather.clients)];
    if (found || !dice_permille(&s->dice, 700)) return found == c ? NULL : found;
    for (uint32_t i = 0; i < s->weather.clients; i++)
        for (uint32_t k = 0; k < s->clients[i].count; k++) {
            const struct written *w = &s->clients[i].written[k];
            if (w->lets.to != c || !w->lets.acts || &s->clients[i] == c) continue;
            if (dice_below(&s->dice, ++count) == 0) found = &s->clients[i];
        }
    return found;
}

bool may_stand_in(const struct sim *s, const struct client_node *from, const struct client_node *to,
                  enum jx_act kind, const char *unit)
{
    (void)s;
    if (!may_decide(from, kind, unit)) return false;
    for (uint32_t i = 0; i < from->count; i++) {
        const struct written *w = &from->written[i];
        if (w->lets.to == to && w->may_be_taken && covers(w->lets.acts, kind)) return true;
    }
    return false;
}

/* The one thing she has ever said about that one, and the county has it. */
bool must_let(const struct sim *s, const struct client_node *from, const struct client_node *to,
              enum jx_act kind, const char *unit)
{
    const struct written *only = NULL;
    for (uint32_t i = 0; i < from->count; i++) {
        const struct written *w = &from->written[i];
        if (w->lets.to != to) continue;
        if (only) return false;
        only = w;
    }
    return only && !jx_is_absent(only->receipt) && only->lets.lasts &&
           covers(only->lets.acts, kind) && may_decide(from, kind, unit) &&
           from != &s->clients[s->weather.clients - 1];
}

/* ---- what the broker knows ---- */

/* Whether these texts of a delegation let its receiver do that now. */
static bool lets_now(const struct sim *s, const struct jx_decision *d, enum jx_act kind)
{
    int64_t until_ms;
    const struct jx_slice name = jx_slice_of(jx_act_name(kind));
    struct jx_slice rest = d->arguments[1];
    bool named = false;
    for (size_t end; rest.len; rest = jx_slice_from(rest, end < rest.len ? end + 1 : end)) {
        for (end = 0; end < rest.len && rest.ptr[end] != ' ';)
            end++;
        named |= jx_slice_eq(jx_slice_at(rest.ptr, end), name);
    }
    return named && jx_master_day_end(d->arguments[2], &until_ms) &&
           s->now + s->wall_ahead < until_ms;
}

void check_in_place(struct sim *s, const struct jx_header *h, const uint8_t by[JX_KEY_BYTES])
{
    struct jx_arena a;
    struct jx_decision d;
    char hex[2 * JX_KEY_BYTES + 1];
    bool let = false;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_hex_print(jx_slice_at(by, JX_KEY_BYTES), hex);
    for (uint64_t p = 1; p <= s->broker.applied; p++) {
        const struct jx_record *r = &sim_journal_at(&s->journal, p)->record;
        bool hers = r->entry.kind == JX_ACT_DELEGATE &&
                    memcmp(r->entry.principal, h->person, JX_KEY_BYTES) == 0;
        if (hers && jx_decision_decode(JX_ACT_DELEGATE, r->content, &a, &d) == JX_OK &&
            jx_slice_eq(d.arguments[0], jx_slice_of(hex)))
            let = lets_now(s, &d, h->kind);
    }
    if (!let) sim_fail(s, "taken in, in the place of somebody who does not let her");
    jx_arena_clear(&a);
}
