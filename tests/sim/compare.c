/* What the store holds against what the model says; and the real store against one made anew. */
#include "replay.h"
#include "slicing.h"
#include "store.h"

#include "../../proto/wire/outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool equal_outcomes(const struct jx_outcome *a, const struct jx_outcome *b)
{
    struct jx_buffer left, right;
    jx_buffer_init(&left, JX_MESSAGE_BYTES_MAX);
    jx_buffer_init(&right, JX_MESSAGE_BYTES_MAX);
    bool ok = jx_outcome_encode(a, &left) == JX_OK && jx_outcome_encode(b, &right) == JX_OK &&
              jx_slice_eq(jx_buffer_slice(&left), jx_buffer_slice(&right));
    jx_buffer_clear(&left);
    jx_buffer_clear(&right);
    return ok;
}

/* ---- sums ---- */

static const char *const wrong_sum = "an aggregate is not what a recount gives";

static struct model_cell cell_of(const struct model_document *like, struct jx_slice period,
                                 struct jx_slice unit)
{
    struct model_cell c = {.year = like->year};
    memcpy(c.form, like->form, sizeof c.form);
    memcpy(c.period, period.ptr, period.len);
    memcpy(c.unit, unit.ptr, unit.len);
    return c;
}

typedef bool counting(const struct model *m, const struct model_cell *c, enum model_column column,
                      int64_t adds[JX_STORE_ADDS]);

static bool is_sum(const struct model *want, counting *count, const struct model_cell *c,
                   enum model_column column, const int64_t held[JX_STORE_ADDS])
{
    int64_t counted[JX_STORE_ADDS];
    count(want, c, column, counted);
    return memcmp(counted, held, sizeof counted) == 0;
}

static bool are_sums(const struct model *want, counting *count, const struct model_cell *c,
                     const int64_t *received, const int64_t *approved, const int64_t *states)
{
    return is_sum(want, count, c, MODEL_RECEIVED, received) &&
           is_sum(want, count, c, MODEL_APPROVED, approved) &&
           is_sum(want, count, c, MODEL_STATES, states);
}

static const char *compare_memory(struct sim_store *st, const struct model *want)
{
    for (uint32_t i = 0; i < st->aggregate_count; i++) {
        const struct sim_aggregate *a = &st->aggregates[i];
        if (!are_sums(want, model_count, &a->cell, a->adds[MODEL_RECEIVED], a->adds[MODEL_APPROVED],
                      a->adds[MODEL_STATES]))
            return wrong_sum;
    }
    return NULL;
}

/* Every row there is of the form and year; and that this document's unit and the county have one.
 */
static const char *compare_summary(struct sim_store *st, const struct model *want,
                                   const struct model_document *d, struct jx_arena *a)
{
    struct store_aggregate *rows = NULL;
    uint32_t count = 0;
    uint64_t position;
    bool unit = false, county = false;
    if (store_summary(st->real, d->year, jx_slice_of(d->form), JX_LIT(""), a, &rows, &count,
                      &position) != JX_OK)
        return "the summary cannot be read";
    for (uint32_t i = 0; i < count; i++) {
        const struct store_aggregate *r = &rows[i];
        const struct model_cell c = cell_of(d, r->period, r->unit);
        if (!are_sums(want, model_count, &c, r->received, r->approved, r->states)) return wrong_sum;
        bool period = jx_slice_eq(r->period, jx_slice_of(d->period));
        unit |= period && jx_slice_eq(r->unit, jx_slice_of(d->unit));
        county |= period && r->unit.len == 0;
    }
    return unit && county ? NULL : "a summary has no row of a unit that has documents";
}

static const char *compare_branches(struct sim_store *st, const struct model *want,
                                    const struct model_document *d, struct jx_arena *a)
{
    struct store_branch *rows = NULL;
    uint32_t count = 0;
    uint64_t position;
    if (store_tree(st->real, d->year, jx_slice_of(d->form), JX_LIT(""), a, &rows, &count,
                   &position) != JX_OK)
        return "the branches cannot be read";
    for (uint32_t i = 0; i < count; i++) {
        const struct store_branch *r = &rows[i];
        const struct model_cell c = cell_of(d, r->period, r->unit);
        if (!are_sums(want, model_count_branch, &c, r->received, r->approved, r->states))
            return "a branch's sum is not what a recount gives";
        if (r->unit.len && !is_sum(want, model_count, &c, MODEL_RECEIVED, r->own))
            return "a unit's own sum is not what a recount gives";
    }
    return NULL;
}

/* Once for each place that has documents. */
static bool is_first_there(const struct model *m, uint32_t i)
{
    const struct model_cell c = model_cell_of(&m->documents[i], false);
    for (uint32_t k = 0; k < i; k++) {
        const struct model_cell o = model_cell_of(&m->documents[k], false);
        if (model_cell_eq(&c, &o)) return false;
    }
    return true;
}

/* The first one is told. */
static jx_status keep_line(void *to, struct jx_slice line)
{
    char(*first)[200] = to;
    if (!(*first)[0]) snprintf(*first, sizeof *first, "fsck: %.*s", (int)line.len, line.ptr);
    return JX_OK;
}

static bool is_finding(const struct store_finding *f, const struct model_finding *want)
{
    return jx_slice_eq(f->rule, jx_slice_of(want->rule)) &&
           jx_slice_eq(f->place, jx_slice_of(want->place)) && f->severity == want->severity &&
           f->answered == want->answered;
}

/* What was found, and which decision answered it. */
static bool are_findings(struct sim_store *st, const struct model_document *d, struct jx_arena *a)
{
    struct store_finding *found = NULL;
    struct jx_slice unit;
    uint32_t count = 0;
    if (d->outcome.state == JX_STATE_REJECTED) return true;
    jx_status rc = store_findings(st->real, &d->id, a, &unit, &found, &count);
    bool same = rc == JX_OK && count == d->finding_count;
    for (uint32_t i = 0; same && i < count; i++)
        same = is_finding(&found[i], &d->findings[i]);
    return same;
}

static bool is_person(const uint8_t a[JX_KEY_BYTES], const uint8_t b[JX_KEY_BYTES])
{
    return memcmp(a, b, JX_KEY_BYTES) == 0;
}

/* Who decided, and in whose place. */
static bool are_deciders(struct sim_store *st, const struct model_decision *want,
                         struct jx_arena *a)
{
    struct store_decided d;
    if (store_decision(st->real, want->position, a, &d) != JX_OK) return false;
    return is_person(d.who.by.key, want->by) && d.who.in_place_of == want->in_place_of &&
           (!want->in_place_of || is_person(d.who.person.key, want->person));
}

/* The names of the acts, with a space between, as they lie in the store by bit. */
static bool are_acts(uint64_t acts, const char *said)
{
    size_t len = 0;
    for (unsigned act = 0; act < 64; act++) {
        const char *name = jx_act_name((enum jx_act)act);
        if (!(acts >> act & 1)) continue;
        if (!strstr(said, name)) return false;
        len += strlen(name) + 1;
    }
    return len == (said[0] ? strlen(said) + 1 : 0);
}

static bool is_delegation(const struct store_delegation *held, const struct model_delegation *want)
{
    char to[2 * JX_KEY_BYTES + 1];
    int64_t until_ms = 0;
    jx_hex_print(jx_slice_at(held->what.to, JX_KEY_BYTES), to);
    jx_master_day_end(jx_slice_of(want->until), &until_ms);
    return held->position == want->position && is_person(held->from.key, want->from) &&
           strcmp(to, want->to) == 0 && are_acts(held->what.acts, want->acts) &&
           held->what.until_ms == until_ms && jx_slice_eq(held->unit, jx_slice_of(want->unit));
}

static const char *compare_people(struct sim_store *st, const struct model *want,
                                  struct jx_arena *a)
{
    struct store_delegation *rows = NULL;
    uint32_t count = 0, found = 0;
    uint64_t position;
    for (uint32_t i = 0; i < want->decision_count; i++) {
        jx_arena_clear(a);
        if (!are_deciders(st, &want->decisions[i], a)) return "another is said to have decided";
    }
    if (store_delegations(st->real, a, &rows, &count, &position) != JX_OK)
        return "the delegations cannot be read";
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < want->delegation_count; k++)
            found += is_delegation(&rows[i], &want->delegations[k]);
    return found == count && count == want->delegation_count ? NULL
                                                             : "delegations are held otherwise";
}

static const char *compare_real(struct sim_store *st, const struct model *want)
{
    static char line[200];
    struct jx_arena a;
    uint64_t documents = 0;
    const char *differs = NULL;
    line[0] = '\0';
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    for (uint32_t i = 0; i < want->count && !differs; i++) {
        jx_arena_clear(&a);
        if (!are_findings(st, &want->documents[i], &a)) differs = "findings are answered otherwise";
        if (differs || !is_first_there(want, i)) continue;
        differs = compare_summary(st, want, &want->documents[i], &a);
        if (!differs) differs = compare_branches(st, want, &want->documents[i], &a);
    }
    jx_arena_clear(&a);
    if (!differs) differs = compare_people(st, want, &a);
    jx_arena_clear(&a);
    if (differs) return differs;
    if (store_fsck(st->real, keep_line, &line, &documents) != JX_OK) return line;
    return documents == want->count ? NULL : "the store holds another number of documents";
}

/* ---- runs ---- */

static const struct store_run *run_at(const struct store_run *runs, uint32_t count, uint64_t run)
{
    for (uint32_t i = 0; i < count; i++)
        if (runs[i].run == run) return &runs[i];
    return NULL;
}

/* What the run makes of one document, and that nothing else is said of it. */
static bool is_result(struct sim_store *st, const struct model_document *d,
                      const struct model_run *run, const struct model_judged *want, bool differs,
                      struct jx_arena *a)
{
    struct store_compared c;
    if (store_compare_one(st->real, &d->id, 0, run->position, a, &c) != JX_OK) return false;
    const struct jx_outcome *live = &d->outcome;
    return c.right.has_computed == want->has_computed &&
           (!want->has_computed || c.right.computed.micro == want->computed.micro) &&
           c.right.grade == want->grade && c.right.scored_by == (differs ? run->position : 0) &&
           c.left.has_computed == live->has_computed &&
           (!live->has_computed || c.left.computed.micro == live->computed.micro) &&
           c.left.grade == live->grade;
}

static const char *compare_run(struct sim_store *st, const struct model *want,
                               const struct model_run *run, const struct store_run *held,
                               uint64_t position)
{
    struct jx_arena a;
    uint64_t documents = 0, changed = 0;
    const uint64_t last = run->published ? run->published : position;
    bool same = true;
    if (held->cursor != last) return "a run has not come to its end";
    if (held->published != run->published || held->full != run->full)
        return "a run is held otherwise";
    if (held->live != (model_live_run(want, run->year) == run->position))
        return "another run is live";
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    for (uint32_t i = 0; same && i < want->first_count; i++) {
        const struct model_first *f = &want->firsts[i];
        struct model_judged j = f->judged;
        bool seen = f->position <= last, differs = false;
        if (f->year != run->year) continue;
        if (seen) differs = model_result(run, f, &j);
        documents += seen;
        changed += differs;
        jx_arena_clear(&a);
        same = is_result(st, model_at(want, f->position), run, &j, differs, &a);
    }
    jx_arena_clear(&a);
    if (!same) return "a document has another result in a run";
    return held->documents == documents && held->changed == changed ? NULL
                                                                    : "a run counts otherwise";
}

static const char *compare_runs(struct sim_store *st, const struct model *want)
{
    struct jx_arena a;
    struct store_run *runs = NULL;
    uint64_t position = 0;
    uint32_t count = 0, kept = 0;
    const char *differs = NULL;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    if (store_runs(st->real, 0, &a, &runs, &count, &position) != JX_OK)
        differs = "the runs cannot be read";
    for (uint32_t i = 0; i < want->run_count && !differs; i++) {
        const struct model_run *run = &want->runs[i];
        const struct store_run *held = run_at(runs, count, run->position);
        if (run->dropped && held) differs = "a run that was dropped is there";
        if (!run->dropped && !held) differs = "a run is not there";
        if (run->dropped || differs) continue;
        kept++;
        differs = compare_run(st, want, run, held, position);
    }
    jx_arena_clear(&a);
    return differs || kept == count ? differs : "the store holds another number of runs";
}

/* ---- documents and decisions ---- */

static const char *compare_document(struct sim_store *st, const struct model_document *d)
{
    struct sim_found held;
    if (sim_store_look(st, &d->id, &held) != JX_OK) return "a submission is not stored";
    if (held.position != d->position) return "a submission is stored under another position";
    if (strcmp(held.unit, d->unit) != 0) return "a submission counts for another unit";
    if (strcmp(held.project, d->project) != 0) return "a submission is of another project";
    if (held.approved != d->approved) return "a submission was approved by another decision";
    return equal_outcomes(&held.outcome, &d->outcome) ? NULL : "a submission has another outcome";
}

static const char *compare_decision(struct sim_store *st, const struct model_decision *d)
{
    struct jx_outcome held;
    if (sim_store_decision(st, d->position, &held) != JX_OK) return "a decision is not stored";
    return equal_outcomes(&held, &d->outcome) ? NULL : "a decision has another outcome";
}

const char *sim_store_compare(struct sim_store *st, const struct model *want)
{
    const char *differs = NULL;
    for (uint32_t i = 0; i < want->count && !differs; i++)
        differs = compare_document(st, &want->documents[i]);
    for (uint32_t i = 0; i < want->decision_count && !differs; i++)
        differs = compare_decision(st, &want->decisions[i]);
    if (differs) return differs;
    if (st->real) differs = compare_real(st, want);
    if (st->real) return differs ? differs : compare_runs(st, want);
    if (st->model.count != want->count) return "the store holds another number of documents";
    return compare_memory(st, want);
}

/* ---- anew ---- */

/* Of a dump. */
struct text {
    struct jx_buffer bytes;
};

static jx_status take_line(void *to, struct jx_slice line)
{
    struct text *t = to;
    jx_buffer_put(&t->bytes, line.ptr, line.len);
    return t->bytes.status;
}

struct rebuilding {
    struct store *fresh;
    const uint8_t *journal;
    jx_status status;
};

static void fold_one(void *to, const struct store_item *it)
{
    struct rebuilding *r = to;
    struct jx_outcome outcome;
    if (r->status == JX_OK) r->status = sim_store_fold_alone(r->fresh, r->journal, it, &outcome);
}

static uint64_t run_of_year(void *to, uint32_t year)
{
    struct rebuilding *r = to;
    struct store_year_pack packs[STORE_YEAR_PACKS_MAX];
    uint32_t count = 0;
    jx_status rc = store_year_packs(r->fresh, packs, &count);
    if (rc != JX_OK) r->status = rc;
    for (uint32_t i = 0; i < count; i++)
        if (packs[i].year == year) return packs[i].run;
    return 0;
}

static const char *compare_dumps(struct store *a, struct store *b)
{
    struct text left, right;
    jx_buffer_init(&left.bytes, SIZE_MAX);
    jx_buffer_init(&right.bytes, SIZE_MAX);
    jx_status rc = store_dump(a, take_line, &left);
    if (rc == JX_OK) rc = store_dump(b, take_line, &right);
    bool same = jx_slice_eq(jx_buffer_slice(&left.bytes), jx_buffer_slice(&right.bytes));
    jx_buffer_clear(&left.bytes);
    jx_buffer_clear(&right.bytes);
    return rc != JX_OK ? "the store cannot be dumped" : same ? NULL : "a rebuilt store differs";
}

const char *sim_store_rebuild(struct sim_store *st, const struct sim_journal *j)
{
    struct sim_store other;
    if (!st->real) return NULL;
    if (!sim_store_init(&other, true)) return "no folder for a second store";
    struct rebuilding r = {.fresh = other.real, .journal = j->id, .status = JX_OK};
    const struct replay_to to = {&r, fold_one, run_of_year};
    jx_status rc = replay_journal(j, j->count, &to);
    if (rc == JX_OK && r.status == JX_OK) rc = slices_catch_up(other.real);
    const char *differs = rc != JX_OK || r.status != JX_OK ? "the store cannot be rebuilt"
                                                           : compare_dumps(st->real, other.real);
    sim_store_clear(&other);
    return differs;
}
