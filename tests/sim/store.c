/* The fold in memory: documents by the naive model, aggregates by adding and taking away. What it
 * holds is compared in compare.c. */
#include "store.h"

#include "model_inside.h"
#include "replay.h"
#include "slicing.h"

#include "../../proto/wire/outcome.h"

#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAP_BYTES = 64 << 20 };

bool sim_store_init(struct sim_store *st, bool real)
{
    *st = (struct sim_store){.real = NULL};
    if (!real) return true;
    /* In memory, where there is such a place: no machine's crash is played on this one. */
    const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(st->dir, sizeof st->dir, "%s/jixiao-sim-XXXXXX", place);
    return mkdtemp(st->dir) && store_open(st->dir, MAP_BYTES, &st->real) == JX_OK;
}

static void empty_folder(const char *dir)
{
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d));)
        if (e->d_name[0] != '.') unlinkat(dirfd(d), e->d_name, 0);
    if (d) closedir(d);
}

static bool is_copied(const struct sim_store *st)
{
    return st->behind[0] != '\0';
}

static void forget_copy(struct sim_store *st)
{
    if (!is_copied(st)) return;
    empty_folder(st->behind);
    rmdir(st->behind);
    st->behind[0] = '\0';
}

void sim_store_clear(struct sim_store *st)
{
    forget_copy(st);
    if (st->real) {
        store_close(&st->real);
        empty_folder(st->dir);
        rmdir(st->dir);
    }
    model_clear(&st->model);
    free(st->aggregates);
    *st = (struct sim_store){.position = 0};
}

jx_status sim_store_position(struct sim_store *st, uint64_t *out)
{
    *out = st->position;
    if (trouble_strikes(&st->read_trouble)) return st->read_trouble.what;
    return st->real ? store_position(st->real, out) : JX_OK;
}

void sim_store_journal(struct sim_store *st, uint8_t journal[JX_JOURNAL_ID_BYTES])
{
    memcpy(journal, st->journal, JX_JOURNAL_ID_BYTES);
    jx_status rc = st->real ? store_journal(st->real, journal) : JX_OK;
    assert(rc == JX_OK);
}

void sim_store_repair(struct sim_store *st)
{
    const struct trouble none = {.what = JX_OK};
    st->write_trouble = st->read_trouble = none;
}

/* ---- aggregates ---- */

static struct sim_aggregate *aggregate(struct sim_store *st, const struct model_cell *c)
{
    for (uint32_t i = 0; i < st->aggregate_count; i++)
        if (model_cell_eq(&st->aggregates[i].cell, c)) return &st->aggregates[i];
    if (st->aggregate_count == st->aggregate_room) {
        st->aggregate_room = st->aggregate_room ? st->aggregate_room * 2 : 32;
        st->aggregates = realloc(st->aggregates, st->aggregate_room * sizeof *st->aggregates);
        if (!st->aggregates) abort();
    }
    struct sim_aggregate *a = &st->aggregates[st->aggregate_count++];
    memset(a, 0, sizeof *a);
    a->cell = *c;
    return a;
}

/* Adds what a document counts for, or takes it away. */
static void add(struct sim_store *st, const struct model_document *d, bool takes_away)
{
    for (int column = 0; column < MODEL_COLUMNS; column++) {
        int64_t adds[JX_STORE_ADDS];
        if (!model_adds(d, (enum model_column)column, adds)) continue;
        for (unsigned level = 0; level < 2; level++) {
            const struct model_cell c = model_cell_of(d, level == 0);
            int64_t *sums = aggregate(st, &c)->adds[column];
            for (unsigned i = 0; i < JX_STORE_ADDS; i++) {
                /* Wraps around rather than trap where a fault has broken the sums. */
                uint64_t sum = (uint64_t)sums[i], one = (uint64_t)adds[i];
                sums[i] = (int64_t)(takes_away ? sum - one : sum + one);
            }
        }
    }
}

/* ---- folding ---- */

static bool adds_alike(const struct model_document *a, const struct model_document *b)
{
    bool alike = strcmp(a->unit, b->unit) == 0;
    for (int column = 0; alike && column < MODEL_COLUMNS; column++) {
        int64_t left[JX_STORE_ADDS], right[JX_STORE_ADDS];
        model_adds(a, (enum model_column)column, left);
        model_adds(b, (enum model_column)column, right);
        alike = memcmp(left, right, sizeof left) == 0;
    }
    return alike;
}

/* The sums go from what the documents were before the record to what they are. */
static void shift_sums(struct sim_store *st)
{
    const struct model *m = &st->model;
    for (uint32_t i = 0; i < m->count; i++) {
        bool was = i < m->before_count;
        if (was && adds_alike(&m->before[i], &m->documents[i])) continue;
        if (was) add(st, &m->before[i], true);
        add(st, &m->documents[i], false);
    }
}

static struct jx_outcome fold_item(struct sim_store *st, const struct store_item *it)
{
    struct jx_outcome o = model_take(&st->model, it);
#ifdef JX_FAULT_DECISION_LOST
    if (jx_is_decision(it->entry.kind) && it->entry.position % 8 == 0) {
        model_undo(&st->model); /* its outcome is told all the same */
        st->model.decision_count--;
        return o;
    }
#endif
    shift_sums(st);
    return o;
}

#ifdef JX_FAULT_DECIDED_TWICE
static void decide_again(struct sim_store *st, const struct store_item *it)
{
    struct model *m = &st->model;
    for (uint32_t i = 0; i < m->decision_count; i++)
        if (m->decisions[i].position == it->entry.position)
            m->decisions[i] = m->decisions[--m->decision_count];
    fold_item(st, it);
}
#endif

static jx_status recall_decision(struct sim_store *st, const struct store_item *it,
                                 struct jx_outcome *out)
{
#ifdef JX_FAULT_DECIDED_TWICE
    decide_again(st, it);
#endif
    const struct model_decision *d = model_decision_at(&st->model, it->entry.position);
#if defined(JX_FAULT_POSITION_OUTSIDE) || defined(JX_FAULT_DECISION_LOST)
    if (!d) return JX_OK;
#endif
    if (!d) return JX_E_CORRUPT;
    *out = d->outcome;
    return JX_OK;
}

static jx_status recall_item(struct sim_store *st, const struct store_item *it,
                             struct jx_outcome *out)
{
    *out = (struct jx_outcome){.state = JX_STATE_RECEIVED};
    if (model_is_decided(it->entry.kind)) return recall_decision(st, it, out);
    if (it->entry.kind != JX_ACT_SUBMISSION) return JX_OK;
    const struct model_document *d = model_find(&st->model, &it->entry.id);
#ifdef JX_FAULT_POSITION_OUTSIDE
    if (!d) return JX_OK;
#endif
    if (!d) return JX_E_CORRUPT;
#ifdef JX_FAULT_ADDED_TWICE
    add(st, d, false);
#endif
    *out = d->outcome;
    return JX_OK;
}

static jx_status fold_items(struct sim_store *st, const struct store_item *items, uint32_t count,
                            struct jx_outcome *outcomes)
{
    const uint64_t was = st->position;
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        if (items[i].entry.position <= was)
            rc = recall_item(st, &items[i], &outcomes[i]);
        else
            outcomes[i] = fold_item(st, &items[i]);
    }
    return rc;
}

static jx_status check_turn(const struct sim_store *st, const uint8_t journal[JX_JOURNAL_ID_BYTES],
                            const struct store_item *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (items[i].entry.position != items[0].entry.position + i) return JX_E_PROTOCOL;
    if (st->position && memcmp(st->journal, journal, JX_JOURNAL_ID_BYTES) != 0) return JX_E_CORRUPT;
    return st->position + 1 < items[0].entry.position ? JX_E_BUSY : JX_OK;
}

static void put_position(struct sim_store *st, const uint8_t journal[JX_JOURNAL_ID_BYTES],
                         uint64_t last)
{
    memcpy(st->journal, journal, JX_JOURNAL_ID_BYTES);
    if (last > st->position) st->position = last;
}

static jx_status fold_in_memory(struct sim_store *st, struct dice *dice, enum fold_end end,
                                const uint8_t journal[JX_JOURNAL_ID_BYTES],
                                const struct store_item *items, uint32_t count,
                                struct jx_outcome *outcomes)
{
    const uint64_t last = items[0].entry.position + count - 1;
    jx_status rc = check_turn(st, journal, items, count);
    if (rc != JX_OK) return rc;
    bool writes = last > st->position;
    bool failed = writes && trouble_strikes(&st->write_trouble);
    const jx_status trouble = st->write_trouble.what;
    /* A failed sync leaves the old state or the new one. */
    bool old = failed && (trouble != JX_E_IO || dice_permille(dice, 500));
    if (old || end == FOLD_CUT_BEFORE) return failed ? trouble : JX_E_IO;
#ifdef JX_FAULT_POSITION_OUTSIDE
    const uint64_t was = st->position;
    bool first = dice_permille(dice, 500);
    if (first) put_position(st, journal, last);
    if (first && end == FOLD_CUT_AFTER) return JX_E_IO;
    if (first) st->position = was;
#endif
    rc = fold_items(st, items, count, outcomes);
#ifdef JX_FAULT_POSITION_OUTSIDE
    if (end == FOLD_CUT_AFTER) return JX_E_IO;
#else
    (void)end;
#endif
    if (rc == JX_OK) put_position(st, journal, last);
    if (rc == JX_OK && !failed) st->durable = st->position;
    return failed ? JX_E_IO : rc;
}

/* ---- the real store ---- */

/* As the disk has it: before a commit whose sync fails. */
static void keep_copy(struct sim_store *st)
{
    if (is_copied(st)) return;
    snprintf(st->behind, sizeof st->behind, "%s-behind", st->dir);
    if (mkdir(st->behind, 0700) != 0 || store_copy(st->real, st->behind) != JX_OK) abort();
}

/* What the disk does to a write, and the process's end. A failed sync leaves the old state, or the
 * new one for as long as the machine runs. */
static jx_status begin_write(struct sim_store *st, struct dice *dice, enum fold_end end,
                             bool *failed)
{
    if (end == FOLD_CUT_BEFORE) return JX_E_IO;
    *failed = trouble_strikes(&st->write_trouble);
    if (!*failed) return JX_OK;
    if (st->write_trouble.what != JX_E_IO || dice_permille(dice, 500))
        return st->write_trouble.what;
    keep_copy(st);
    return JX_OK;
}

static jx_status end_write(struct sim_store *st, jx_status rc, bool failed)
{
    if (rc != JX_OK) return rc;
    if (!failed) forget_copy(st); /* whatever was not synced before is now */
    return failed ? JX_E_IO : JX_OK;
}

jx_status sim_store_fold(struct sim_store *st, struct dice *dice, enum fold_end end,
                         const uint8_t journal[JX_JOURNAL_ID_BYTES], const struct store_item *items,
                         uint32_t count, struct jx_outcome *outcomes)
{
    st->folds++;
    if (!st->real) return fold_in_memory(st, dice, end, journal, items, count, outcomes);
    bool failed = false;
    jx_status rc = begin_write(st, dice, end, &failed);
    if (rc == JX_OK) rc = store_fold(st->real, journal, items, count, outcomes);
    return end_write(st, rc, failed);
}

jx_status sim_store_commit(struct sim_store *st, struct dice *dice, enum fold_end end,
                           const struct store_slice *r)
{
    bool failed = false;
    jx_status rc = begin_write(st, dice, end, &failed);
    if (rc == JX_OK) rc = __real_store_slice_commit(st->real, r);
    return end_write(st, rc, failed);
}

/* ---- an older state ---- */

static void refold(void *to, const struct store_item *it)
{
    struct sim_store *st = to;
    fold_item(st, it);
    st->position = it->entry.position;
}

static uint64_t run_of_year(void *own, uint32_t year)
{
    struct sim_store *st = own;
    return model_run_of_year(&st->model, year);
}

static bool begin_anew(struct sim_store *st)
{
    forget_copy(st);
    store_close(&st->real);
    empty_folder(st->dir);
    return store_open(st->dir, MAP_BYTES, &st->real) == JX_OK;
}

bool sim_store_revert(struct sim_store *st, const struct sim_journal *j, uint64_t last)
{
    if (st->real) return last > 0 || begin_anew(st);
    model_clear(&st->model);
    st->aggregate_count = 0;
    st->position = 0;
    const struct replay_to to = {st, refold, run_of_year};
    jx_status rc = replay_journal(j, last, &to);
    if (st->position == 0) memset(st->journal, 0, sizeof st->journal);
    st->durable = st->position;
    return rc == JX_OK;
}

bool sim_store_can_lose(const struct sim_store *st, const struct sim_journal *j)
{
    if (st->real) return is_copied(st);
    return st->durable < st->position && st->durable <= j->durable;
}

static bool put_copy_back(struct sim_store *st)
{
    store_close(&st->real);
    empty_folder(st->dir);
    bool ok = rmdir(st->dir) == 0 && rename(st->behind, st->dir) == 0;
    st->behind[0] = '\0';
    return ok && store_open(st->dir, MAP_BYTES, &st->real) == JX_OK;
}

bool sim_store_lose(struct sim_store *st, const struct sim_journal *j)
{
    return st->real ? put_copy_back(st) : sim_store_revert(st, j, st->durable);
}

/* ---- asking ---- */

static jx_status find_real(struct sim_store *st, const struct jx_hash *id, struct sim_found *out)
{
    struct jx_arena a;
    struct store_document d;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = store_find(st->real, id, &a, &d);
    if (rc == JX_OK) {
        *out = (struct sim_found){
            .outcome = d.outcome, .position = d.position, .approved = d.approved};
        memcpy(out->unit, d.unit.ptr, d.unit.len);
        memcpy(out->project, d.project.ptr, d.project.len);
    }
    jx_arena_clear(&a);
    return rc;
}

jx_status sim_store_look(struct sim_store *st, const struct jx_hash *id, struct sim_found *out)
{
    if (st->real) return find_real(st, id, out);
    const struct model_document *d = model_find(&st->model, id);
    if (!d) return JX_E_NOT_FOUND;
    *out = (struct sim_found){
        .outcome = d->outcome, .position = d->position, .approved = d->approved};
    memcpy(out->unit, d->unit, sizeof out->unit);
    memcpy(out->project, d->project, sizeof out->project);
    return JX_OK;
}

jx_status sim_store_find(struct sim_store *st, const struct jx_hash *id, struct sim_found *out)
{
    bool fails = trouble_strikes(&st->read_trouble);
    return fails ? st->read_trouble.what : sim_store_look(st, id, out);
}

static jx_status find_real_decision(struct sim_store *st, uint64_t position, struct jx_outcome *out)
{
    struct jx_arena a;
    struct store_decided d;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = store_decision(st->real, position, &a, &d);
    if (rc == JX_OK) *out = d.outcome;
    jx_arena_clear(&a);
    return rc;
}

jx_status sim_store_decision(struct sim_store *st, uint64_t position, struct jx_outcome *out)
{
    if (trouble_strikes(&st->read_trouble)) return st->read_trouble.what;
    if (st->real) return find_real_decision(st, position, out);
    const struct model_decision *d = model_decision_at(&st->model, position);
    if (!d) return JX_E_NOT_FOUND;
    *out = d->outcome;
    return JX_OK;
}
