/* What the county's people write: new documents, the same again, corrections, conflicts, mistakes,
 * things that are not theirs to send; keys and packs. */
#include "sim.h"

#include <stdlib.h>

const char *const sim_units[SIM_UNITS] = {"990001001", "990001002", "990002001"};

struct written *new_written(struct sim *s, struct client_node *c)
{
    if (c->count == SIM_WRITTEN_MAX) {
        sim_fail(s, "a client writes more than the simulation has room for");
        return &c->written[0];
    }
    struct written *w = &c->written[c->count++];
    *w = (struct written){.in_outbox = true, .refused = JX_OK, .receipt = JX_ABSENT};
    return w;
}

static bool may_send(const struct client_node *c, const char *unit)
{
    if (strcmp(c->role, "county") == 0) return true;
    if (strcmp(c->role, "department") == 0) return strncmp(c->unit, unit, strlen(c->unit)) == 0;
    return strcmp(c->role, "township") == 0 && strcmp(c->unit, unit) == 0;
}

static const char *choose_unit(struct sim *s, const struct client_node *c)
{
    if (strcmp(c->role, "township") == 0 && !dice_permille(&s->dice, 40)) return c->unit;
    return sim_units[dice_below(&s->dice, SIM_UNITS)];
}

static enum sim_flaw choose_flaw(struct sim *s)
{
    if (!dice_permille(&s->dice, 120)) return FLAW_NONE;
    return (enum sim_flaw)(1 + dice_below(&s->dice, FLAW_COUNT - 1));
}

struct written *earlier(struct sim *s, struct client_node *c)
{
    return c->count ? &c->written[dice_below(&s->dice, c->count)] : NULL;
}

static enum jx_form choose_form(struct sim *s)
{
    uint32_t roll = dice_below(&s->dice, 10);
    return roll < 6 ? JX_FORM_self_evaluation : roll < 8 ? JX_FORM_monitoring : JX_FORM_target;
}

static void write_submission(struct sim *s, struct client_node *c)
{
    struct sim_document d = {.unit = choose_unit(s, c),
                             .project = dice_below(&s->dice, 12),
                             .year = 2023 + dice_below(&s->dice, 2),
                             .variant = dice_below(&s->dice, 100000),
                             .form = choose_form(s),
                             .huge = dice_permille(&s->dice, 15),
                             .explains = dice_permille(&s->dice, 100),
                             .flaw = choose_flaw(s)};
    if (dice_permille(&s->dice, 40)) d.prints = sim_units[dice_below(&s->dice, SIM_UNITS)];
    struct jx_hash parent;
    struct written *of = dice_permille(&s->dice, 400) ? earlier(s, c) : NULL;
    if (dice_permille(&s->dice, 400)) d.project = 1000 + dice_below(&s->dice, 100000);
    if (of && of->act.kind == JX_ACT_SUBMISSION) {
        parent = of->act.id;
        d.parent = &parent;
    }
    struct written *w = new_written(s, c);
    w->act = submission_act(&s->arena, &d);
    w->unit = d.unit;
    w->year = d.year;
    w->may_be_taken = may_send(c, d.unit) && d.flaw != FLAW_CONTENT && d.flaw != FLAW_UNIT;
    w->must_be_taken = w->may_be_taken;
}

/* The same file once more, hers or a colleague's of the same unit. */
static void write_again(struct sim *s, struct client_node *c)
{
    struct client_node *other = &s->clients[dice_below(&s->dice, s->weather.clients)];
    struct written *w = earlier(s, c);
    if (w && (dice_permille(&s->dice, 500) || strcmp(other->unit, c->unit) != 0)) {
        w->in_outbox = true;
        w->refused = JX_OK;
        return;
    }
    struct written *theirs = earlier(s, other);
    if (!theirs || theirs->act.kind != JX_ACT_SUBMISSION || strcmp(other->role, c->role) != 0 ||
        strcmp(other->unit, c->unit) != 0)
        return;
    struct written copy = *theirs;
    struct written *mine = new_written(s, c);
    mine->act = copy.act;
    mine->unit = copy.unit;
    mine->year = copy.year;
    mine->may_be_taken = copy.may_be_taken;
    mine->must_be_taken = copy.must_be_taken;
}

static void write_key(struct sim *s, struct client_node *c)
{
    uint8_t key[JX_KEY_BYTES];
    struct written *w = new_written(s, c);
    for (unsigned i = 0; i < JX_KEY_BYTES; i++)
        key[i] = (uint8_t)dice_next(&s->dice);
    const char *role = dice_permille(&s->dice, 100) ? "emperor" : "township";
    w->may_be_taken = w->must_be_taken = c->admin && strcmp(role, "township") == 0;
    w->act = key_act(&s->arena, &s->dice, true, key, sim_units[0], role);
}

/* Enrols whoever has no key yet; seldom sends somebody away: the last clerk, or the last worker. */
static void write_staff(struct sim *s, struct client_node *c)
{
    uint32_t last = s->weather.clients - 1;
    struct client_node *late = &s->clients[last];
    struct written *w = new_written(s, c);
    w->may_be_taken = w->must_be_taken = true;
    if (late->enrolled_late) {
        late->enrolled_late = false;
        sim_at(s, s->now + 1000, EVENT_START, NODE_CLIENTS + last,
               s->processes[NODE_CLIENTS + last].life);
        w->act = key_act(&s->arena, &s->dice, true, late->key, late->unit, late->role);
        return;
    }
    bool worker = s->weather.workers > 1 && dice_permille(&s->dice, 500);
    if (worker) s->workers[s->weather.workers - 1].fired = true;
    if (!worker) late->fired = true;
    w->act = key_act(&s->arena, &s->dice, false,
                     worker ? s->workers[s->weather.workers - 1].key : late->key, sim_units[0],
                     "township");
}

static void write_pack(struct sim *s, struct client_node *c, bool broken)
{
    struct written *w = new_written(s, c);
    w->may_be_taken = w->must_be_taken = c->admin;
    w->act = pack_act(&s->arena, &s->dice, broken);
}

static void write_as_admin(struct sim *s, struct client_node *c)
{
    uint32_t roll = dice_below(&s->dice, 100);
    if (c->count == 0 || roll < 20)
        write_pack(s, c, c->count > 0 && dice_permille(&s->dice, 200));
    else if (roll < 35 || s->clients[s->weather.clients - 1].enrolled_late)
        write_staff(s, c);
    else if (roll < 45)
        write_submission(s, c); /* not hers to send */
    else if (roll < 75)
        write_master(s, c);
    else
        write_key(s, c);
}

static void write_one(struct sim *s, struct client_node *c)
{
    uint32_t roll = dice_below(&s->dice, 100);
    if (c->admin)
        write_as_admin(s, c);
    else if (roll < 12)
        write_again(s, c);
    else if (roll < 14)
        write_pack(s, c, false); /* not hers to send */
    else if (roll < 20)
        write_master(s, c);
    else if (roll < 32 && s->weather.runs && is_officer(c))
        write_run(s, c);
    else if (roll < 25)
        write_delegation(s, c);
    else if (roll > (is_officer(c) ? 85 : 60) || !write_decision(s, c))
        write_submission(s, c);
}

void write_something(struct sim *s, uint32_t index)
{
    struct client_node *c = &s->clients[index];
    uint32_t most = dice_permille(&s->dice, 100) ? 200 : 8;
    if (is_officer(c)) most = 6; /* they see what came of it before they decide on */
    uint32_t n = s->quiet && !is_officer(c) ? c->left : 1 + dice_below(&s->dice, most);
    for (uint32_t i = 0; i < n && c->left > 0; i++) {
        c->left--;
        write_one(s, c);
    }
}

void write_probe(struct sim *s, uint32_t index)
{
    struct client_node *c = &s->clients[index];
    struct sim_document d = {.unit = sim_units[0],
                             .project = 2000000 + c->count,
                             .year = 2024,
                             .variant = c->count,
                             .form = JX_FORM_self_evaluation};
    struct written *w = new_written(s, c);
    w->act = submission_act(&s->arena, &d);
    w->may_be_taken = w->must_be_taken = true;
}

/* ---- the beginning ---- */

void append_act(struct sim *s, const struct sim_act *act, const uint8_t *by)
{
    struct journal_item item = {.kind = act->kind,
                                .header = act->header,
                                .content = act->content,
                                .id = act->id,
                                .time_ms = s->now + s->wall_ahead};
    if (by) memcpy(item.principal, by, JX_KEY_BYTES);
    jx_buffer_init(&item.receipt, JX_RECEIPT_BYTES_MAX);
    jx_status rc = sim_journal_append(&s->journal, &item, 1, item.time_ms);
    if (rc == JX_OK) rc = sim_journal_sync(&s->journal);
    if (rc != JX_OK) sim_fail(s, "no beginning: %s", jx_status_name(rc));
    jx_buffer_clear(&item.receipt);
}

static void roll_key(struct sim *s, uint8_t key[JX_KEY_BYTES])
{
    for (unsigned i = 0; i < JX_KEY_BYTES; i++)
        key[i] = (uint8_t)dice_next(&s->dice);
}

/* A county in which the departments have a say from the beginning. */
static void begin_with_tree(struct sim *s)
{
    const struct client_node *county = &s->clients[3];
    struct sim_act act = units_act(s);
    if (s->weather.clients <= 3 || county->enrolled_late) return;
    append_act(s, &act, county->key);
    for (uint32_t year = 2023; year <= 2024; year++) {
        act = tree_act(s, county->unit, year);
        append_act(s, &act, county->key);
    }
}

void write_beginning(struct sim *s)
{
    static const struct {
        const char *role, *unit;
    } staff[SIM_CLIENTS_MAX] = {{"admin", "990001000"},    {"township", "990001001"},
                                {"department", "990001"},  {"county", "990001000"},
                                {"township", "990001002"}, {"county", "990001000"},
                                {"township", "990001001"}};
    for (uint32_t i = 0; i < s->weather.clients; i++) {
        struct client_node *c = &s->clients[i];
        c->role = staff[i].role;
        c->unit = staff[i].unit;
        c->admin = i == 0;
        c->written = calloc(SIM_WRITTEN_MAX, sizeof *c->written);
        if (!c->written) abort();
        c->left = is_officer(c) ? 20 + dice_below(&s->dice, 60)
                  : c->admin    ? 3 + dice_below(&s->dice, 20)
                                : 1 + dice_below(&s->dice, 60);
        c->enrolled_late = i == s->weather.clients - 1 && dice_permille(&s->dice, 500);
        roll_key(s, c->key);
        struct sim_act act = key_act(&s->arena, &s->dice, true, c->key, c->unit, c->role);
        if (!c->enrolled_late) append_act(s, &act, NULL);
    }
    for (uint32_t i = 0; i < s->weather.workers; i++) {
        roll_key(s, s->workers[i].key);
        struct sim_act act = key_act(&s->arena, &s->dice, true, s->workers[i].key, "990001000",
                                     "worker");
        append_act(s, &act, NULL);
    }
    if (dice_permille(&s->dice, 400)) begin_with_tree(s);
    if (s->weather.runs && !s->clients[3].enrolled_late) begin_with_run(s);
}
