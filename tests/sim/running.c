/* Years scored again: runs under the standard rules and under drafts, published and dropped. */
#include "sim.h"

static struct written *new_run(struct sim *s, struct client_node *c)
{
    const uint32_t year = 2023 + dice_below(&s->dice, 2);
    uint32_t draft = dice_below(&s->dice, DRAFT_BROKEN); /* 0: the rules in force */
    if (dice_permille(&s->dice, 60)) draft |= DRAFT_BROKEN;
    bool full = dice_permille(&s->dice, 400);
    struct written *w = new_written(s, c);
    w->act = run_act(&s->arena, &s->dice, draft, full, c->unit, year);
    w->year = year;
    return w;
}

/* One that somebody has a receipt for; NULL: none yet. */
static const struct written *some_run(struct sim *s)
{
    for (unsigned tries = 0; tries < 40; tries++) {
        const struct client_node *c = &s->clients[dice_below(&s->dice, s->weather.clients)];
        const struct written *w = c->count ? &c->written[dice_below(&s->dice, c->count)] : NULL;
        if (w && w->act.kind == JX_ACT_RUN && !jx_is_absent(w->receipt)) return w;
    }
    return NULL;
}

/* Sometimes of what is no run, or of another year's. */
static struct written *decide_on(struct sim *s, struct client_node *c, const struct written *run)
{
    static const char *const numbers[] = {"0", "1", "99999999", "007", "x"};
    struct jx_slice number = jx_arena_printf(&s->arena, "%llu", (unsigned long long)run->position);
    if (dice_permille(&s->dice, 30)) number = jx_slice_of(numbers[dice_below(&s->dice, 5)]);
    const uint32_t year = dice_permille(&s->dice, 30) ? 4047 - run->year : run->year;
    const enum jx_act kind = dice_permille(&s->dice, 750) ? JX_ACT_PUBLISH_RUN : JX_ACT_DROP_RUN;
    const struct jx_decision d = {
        .reason = JX_LIT("有理由"), .arguments = {number}, .argument_count = 1};
    struct written *w = new_written(s, c);
    w->act = decision_act(&s->arena, &s->dice, kind, &d, c->unit, year, NULL);
    w->year = year;
    return w;
}

/* Who starts it then sends it, and hears that it is there. */
void begin_with_run(struct sim *s)
{
    struct client_node *clerk = &s->clients[1], *county = &s->clients[3];
    const struct sim_act pack = pack_act(&s->arena, &s->dice, false);
    append_act(s, &pack, s->clients[0].key);
    for (uint32_t n = dice_below(&s->dice, 60); n > 0; n--) {
        const struct sim_document d = {.unit = clerk->unit,
                                       .project = 3000000 + n,
                                       .year = 2023 + dice_below(&s->dice, 2),
                                       .variant = dice_below(&s->dice, 100000),
                                       .form = JX_FORM_self_evaluation};
        const struct sim_act act = submission_act(&s->arena, &d);
        append_act(s, &act, clerk->key);
    }
    for (uint32_t n = 1 + dice_below(&s->dice, 2); n > 0; n--) {
        struct written *w = new_run(s, county);
        w->may_be_taken = w->must_be_taken = true;
        append_act(s, &w->act, county->key);
    }
}

struct sim_act publication_act(struct sim *s, uint64_t run, uint32_t year)
{
    const struct jx_decision d = {
        .reason = JX_LIT("有理由"),
        .arguments = {jx_arena_printf(&s->arena, "%llu", (unsigned long long)run)},
        .argument_count = 1};
    return decision_act(&s->arena, &s->dice, JX_ACT_PUBLISH_RUN, &d, "990001000", year, NULL);
}

void write_run(struct sim *s, struct client_node *c)
{
    const struct written *run = dice_permille(&s->dice, 600) ? some_run(s) : NULL;
    struct written *w = run ? decide_on(s, c, run) : new_run(s, c);
    w->may_be_taken = w->must_be_taken = strcmp(c->role, "county") == 0;
}
