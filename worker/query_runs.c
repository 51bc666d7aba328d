/* Answers about runs: which there are, what they would change, and why. */
#include "request.h"

#include "item.h"
#include "store/runs.h"

#include "../proto/wire/codec.h"

#include <assert.h>
#include <stdlib.h>

/* ---- runs ---- */

/* Whether it could be published now. Until it has seen what was there when it began, nobody knows.
 */
static jx_status judge_run(const struct request *r, const struct store_run *run, jx_status *why)
{
    *why = JX_OK;
    if (run->published || run->cursor < run->run) return JX_OK;
    return store_run_fits(r->store, run->year, run->run, why);
}

jx_status answer_runs(const struct request *r)
{
    uint64_t year;
    struct store_run *runs = NULL;
    struct jx_runs answer = {.count = 0};
    uint32_t count = 0;
    jx_status rc = jx_number_arguments_decode(r->arguments, &year);
    if (rc == JX_OK && year > JX_YEAR_LAST) rc = JX_E_FIELD_VALUE;
    if (rc == JX_OK)
        rc = store_runs(r->store, (uint32_t)year, r->arena, &runs, &count, &answer.position);
    if (rc != JX_OK) return rc;
    answer.rows = jx_arena_array(r->arena, count, sizeof *answer.rows);
    if (!answer.rows) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; i < count && i < JX_RUNS_SHOWN_MAX; i++) {
        jx_status why;
        rc = judge_run(r, &runs[i], &why);
        if (rc != JX_OK) return rc;
        answer.rows[answer.count++] = (struct jx_run_row){.run = runs[i].run,
                                                          .year = runs[i].year,
                                                          .full = runs[i].full,
                                                          .name = runs[i].name,
                                                          .pack = runs[i].pack,
                                                          .time_ms = runs[i].time_ms,
                                                          .first = runs[i].first,
                                                          .cursor = runs[i].cursor,
                                                          .documents = runs[i].documents,
                                                          .changed = runs[i].changed,
                                                          .published = runs[i].published,
                                                          .live = runs[i].live,
                                                          .failed = why};
    }
    return jx_runs_encode(&answer, r->out);
}

/* ---- packs ---- */

/* Parsing one takes longer than most answers: the last few are kept. */
enum { PACKS_KEPT = 4 };
static struct {
    struct jx_hash name; /* of a pack by its hash, of a run's by its position */
    struct item_pack pack;
    uint64_t used;
} kept[PACKS_KEPT];
static uint64_t uses;

static struct jx_hash name_of_side(const struct store_side *s)
{
    struct jx_hash name = s->pack;
    if (!s->scored_by) return name;
    memset(&name, 0, sizeof name);
    memcpy(name.bytes, &s->scored_by, sizeof s->scored_by);
    return name;
}

static bool has_pack(struct jx_slice content, const struct jx_hash *pack)
{
    struct jx_pack_act act;
    struct jx_run_act run;
    struct jx_hash h;
    if (jx_pack_act_decode(content, &act) == JX_OK)
        h = item_pack_hash(act.pack);
    else if (jx_run_act_decode(content, &run) == JX_OK)
        h = item_pack_hash(run.pack);
    else
        return false;
    return jx_hash_eq(&h, pack);
}

/* A run's is told as an activation is. */
jx_status answer_pack_named(const struct request *r, const struct jx_hash *pack)
{
    struct jx_slice content = JX_ABSENT;
    struct jx_run_act run;
    struct jx_buffer again;
    jx_status rc = store_pack_named(r->store, pack, has_pack, r->arena, &content);
    if (rc != JX_OK || jx_run_act_decode(content, &run) != JX_OK)
        return rc == JX_OK ? jx_pack_answer_encode(0, content, r->out) : rc;
    jx_buffer_init(&again, JX_CONTENT_BYTES_MAX);
    rc = jx_pack_act_encode(&(struct jx_pack_act){run.nonce, run.name, run.pack}, &again);
    if (rc == JX_OK) rc = jx_pack_answer_encode(0, jx_buffer_slice(&again), r->out);
    jx_buffer_clear(&again);
    return rc;
}

static jx_status parse(struct jx_slice content, uint64_t run, struct item_pack *out)
{
    struct jx_pack_trouble t;
    if (run) return item_run_parse(content, run, out, &t);
    jx_status rc = item_pack_parse(content, out, &t);
    return rc == JX_E_FORMAT ? item_run_parse(content, 0, out, &t) : rc;
}

static jx_status load(const struct request *r, const struct store_side *s, struct item_pack *out)
{
    struct jx_slice content;
    jx_status rc = s->scored_by
                       ? store_run_content(r->store, s->scored_by, r->arena, &content)
                       : store_pack_named(r->store, &s->pack, has_pack, r->arena, &content);
    return rc == JX_OK ? parse(content, s->scored_by, out) : rc;
}

/* The pack that a side was scored under. NULL with JX_OK: under none. */
static jx_status pack_of(const struct request *r, const struct store_side *s,
                         const struct jx_pack **out)
{
    const struct jx_hash name = name_of_side(s);
    unsigned oldest = 0;
    *out = NULL;
    if (!s->scored_by && !s->judged) return JX_OK;
    for (unsigned i = 0; i < PACKS_KEPT; i++) {
        if (kept[i].used < kept[oldest].used) oldest = i;
        if (!kept[i].pack.pack || !jx_hash_eq(&kept[i].name, &name)) continue;
        kept[i].used = ++uses;
        *out = kept[i].pack.pack;
        return JX_OK;
    }
    jx_pack_free(&kept[oldest].pack.pack);
    kept[oldest].used = ++uses;
    kept[oldest].name = name;
    jx_status rc = load(r, s, &kept[oldest].pack);
    *out = kept[oldest].pack.pack;
    return rc;
}

/* ---- rows ---- */

static struct jx_known known(struct jx_score s)
{
    return (struct jx_known){s.known, s.known ? s.value.micro : 0};
}

static bool differ(const struct jx_card_score *a, const struct jx_card_score *b)
{
    return !jx_slice_eq(a->method, b->method) || a->computed.known != b->computed.known ||
           (a->computed.known && a->computed.value.micro != b->computed.value.micro);
}

/* One side's row may lack its other: what counts can depend on the profile. */
static void merge_rows(const struct jx_card_score *left, uint32_t left_count,
                       const struct jx_card_score *right, uint32_t right_count,
                       struct jx_scored_document *out)
{
    static const struct jx_card_score none = {.method = {"", 0}};
    uint32_t i = 0, k = 0;
    while (i < left_count || k < right_count) {
        const struct jx_card_score *a = i < left_count ? &left[i] : NULL;
        const struct jx_card_score *b = k < right_count ? &right[k] : NULL;
        bool same = a && b && a->funds == b->funds && a->index == b->index;
        bool left_first = a && (!b || (a->funds && !b->funds) ||
                                (a->funds == b->funds && a->index < b->index));
        if (!same && left_first) b = NULL;
        if (!same && !left_first) a = NULL;
        i += a != NULL;
        k += b != NULL;
        const struct jx_card_score *l = a ? a : &none, *rr = b ? b : &none, *any = a ? a : b;
        if (out->row_count == JX_SCORE_ROWS_MAX || !differ(l, rr)) continue;
        out->rows[out->row_count++] = (struct jx_scored_row){.funds = any->funds,
                                                             .index = any->index,
                                                             .weight = known(any->weight),
                                                             .left = known(l->computed),
                                                             .right = known(rr->computed),
                                                             .left_method = l->method,
                                                             .right_method = rr->method};
    }
}

static jx_status scores_of(const struct request *r, const struct store_side *s,
                           const struct jx_card *card, struct jx_card_score **rows, uint32_t *count)
{
    const struct jx_pack *pack;
    *count = 0;
    jx_status rc = pack_of(r, s, &pack);
    if (rc != JX_OK || !pack) return rc;
    rc = jx_card_scores(card, pack, r->arena, rows, count);
    return rc == JX_E_NO_PACK ? JX_OK : rc;
}

/* Methods borrow from the kept packs: at most two are asked for at a time. */
static jx_status find_rows(const struct request *r, const struct store_compared *c,
                           struct jx_scored_document *out)
{
    const struct jx_card *card;
    struct jx_card_score *left = NULL, *right = NULL;
    uint32_t left_count = 0, right_count = 0;
    if (jx_is_blank(c->card)) return JX_OK;
    jx_status rc = jx_card_from(c->card, r->arena, &card);
    if (rc == JX_OK) rc = scores_of(r, &c->left, card, &left, &left_count);
    if (rc == JX_OK) rc = scores_of(r, &c->right, card, &right, &right_count);
    if (rc != JX_OK) return rc;
    out->rows = jx_arena_array(r->arena, (size_t)left_count + right_count, sizeof *out->rows);
    if (!out->rows) return jx_arena_failure(r->arena);
    merge_rows(left, left_count, right, right_count, out);
    for (uint32_t i = 0; i < out->row_count; i++) {
        out->rows[i].left_method = jx_arena_copy(r->arena, out->rows[i].left_method);
        out->rows[i].right_method = jx_arena_copy(r->arena, out->rows[i].right_method);
    }
    return r->arena->status;
}

/* ---- scores ---- */

static struct jx_known computed_of(const struct store_side *s)
{
    return (struct jx_known){s->has_computed, s->has_computed ? s->computed.micro : 0};
}

static void describe(const struct store_compared *c, struct jx_scored_document *out)
{
    const struct store_document *d = &c->document;
    struct jx_additive adds;
    memcpy(&adds, c->adds, sizeof adds);
    *out = (struct jx_scored_document){
        .position = d->position,
        .id = d->id,
        .form = d->form,
        .period = d->period,
        .unit = d->unit,
        .unit_name = d->unit_name,
        .project = d->project,
        .project_name = d->project_name,
        .state = (uint64_t)d->outcome.state,
        .claimed = {d->outcome.has_claimed, d->outcome.claimed.micro},
        .left = computed_of(&c->left),
        .right = computed_of(&c->right),
        .left_grade = c->left.grade,
        .right_grade = c->right.grade,
        .budget = adds.annual_budget ? adds.annual_budget : adds.initial_budget,
        .errors = d->outcome.errors,
        .explains = d->outcome.explains,
        .warnings = d->outcome.warnings,
        .differs = adds.claimed_differs != 0,
        .confirmed = {d->outcome.has_confirmed, d->outcome.confirmed.micro},
        .confirmed_grade = d->outcome.confirmed_grade,
    };
}

jx_status answer_scores(const struct request *r)
{
    struct jx_scores_arguments args;
    struct store_compared *rows = NULL;
    struct jx_scores answer = {.next = 0};
    uint32_t count = 0;
    jx_status rc = jx_scores_arguments_decode(r->arguments, &args);
    if (rc != JX_OK) return rc;
    const struct store_comparison wish = {.year = (uint32_t)args.year,
                                          .left = args.left,
                                          .right = args.right,
                                          .after = args.after,
                                          .all = args.all,
                                          .max = args.most < JX_SCORES_MAX ? (uint32_t)args.most
                                                                           : JX_SCORES_MAX};
    rc = store_compare(r->store, &wish, r->arena, &rows, &count, &answer.next);
    if (rc != JX_OK) return rc;
    answer.rows = jx_arena_array(r->arena, count, sizeof *answer.rows);
    if (!answer.rows) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        describe(&rows[i], &answer.rows[answer.count]);
        if (args.left != args.right) rc = find_rows(r, &rows[i], &answer.rows[answer.count]);
        answer.count++;
    }
    return rc == JX_OK ? jx_scores_encode(&answer, r->out) : rc;
}

/* ---- reasons ---- */

static jx_status judge(const struct request *r, const struct store_side *s,
                       const struct jx_document *d, struct jx_verdict *out)
{
    const struct jx_pack *pack;
    *out = (struct jx_verdict){.row_count = 0};
    jx_status rc = pack_of(r, s, &pack);
    if (rc != JX_OK || !pack) return rc;
    rc = jx_judge(d, pack, r->arena, out);
    return rc == JX_E_NO_PACK ? JX_OK : rc;
}

static const struct jx_row_verdict *row_at(const struct jx_verdict *v, const char *where)
{
    for (uint32_t i = 0; i < v->row_count; i++)
        if (strcmp(v->rows[i].where, where) == 0) return &v->rows[i];
    return NULL;
}

static void add_reason(struct jx_reasons *out, const struct jx_row_verdict *left,
                       const struct jx_row_verdict *right)
{
    const struct jx_row_verdict *any = left ? left : right;
    assert(any);
    struct jx_reason_row *row = &out->rows[out->count];
    const char *number = strrchr(any->where, '/');
    bool same = left && right && jx_slice_eq(left->method, right->method) &&
                left->computed.known == right->computed.known &&
                left->computed.value.micro == right->computed.value.micro;
    if (same || out->count == JX_SCORE_ROWS_MAX) return;
    *row = (struct jx_reason_row){.funds = strncmp(any->where, "/funds/", 7) == 0,
                                  .index = strtoul(number + 1, NULL, 10),
                                  .left_zh = left ? left->explanation_zh : JX_LIT(""),
                                  .left_en = left ? left->explanation_en : JX_LIT(""),
                                  .right_zh = right ? right->explanation_zh : JX_LIT(""),
                                  .right_en = right ? right->explanation_en : JX_LIT("")};
    out->count++;
}

static jx_status give_reasons(const struct request *r, const struct store_compared *c,
                              const struct jx_document *d)
{
    struct jx_verdict left, right;
    struct jx_reasons answer = {.count = 0};
    jx_status rc = judge(r, &c->left, d, &left);
    if (rc == JX_OK) rc = judge(r, &c->right, d, &right);
    if (rc != JX_OK) return rc;
    answer.rows = jx_arena_array(r->arena, (size_t)left.row_count + right.row_count,
                                 sizeof *answer.rows);
    if (!answer.rows) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; i < left.row_count; i++)
        add_reason(&answer, &left.rows[i], row_at(&right, left.rows[i].where));
    for (uint32_t i = 0; i < right.row_count; i++)
        if (!row_at(&left, right.rows[i].where)) add_reason(&answer, NULL, &right.rows[i]);
    return jx_reasons_encode(&answer, r->out);
}

jx_status answer_reasons(const struct request *r)
{
    struct jx_reasons_arguments args;
    struct store_compared c;
    struct jx_submission sub;
    struct jx_document d;
    struct jx_trouble t;
    jx_status rc = jx_reasons_arguments_decode(r->arguments, &args);
    if (rc == JX_OK)
        rc = store_compare_one(r->store, &args.id, args.left, args.right, r->arena, &c);
    if (rc == JX_OK) rc = jx_submission_decode(c.document.content, &sub);
    if (rc == JX_OK) rc = jx_document_decode_canonical(sub.document, r->arena, &d, &t);
    return rc == JX_OK ? give_reasons(r, &c, &d) : rc;
}
