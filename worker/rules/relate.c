/* Pairs documents by name, then runs the rules that need two. */
#include "relate.h"

#include "finding.h"
#include "pack_parsed.h"

struct key {
    struct jx_slice name, plain, core; /* plain, core: as names are compared */
    uint64_t hash;                     /* of plain */
    struct jx_number tie;
    int32_t other;  /* index of the document it was paired with, or -1 */
    uint32_t twin;  /* the first key that says the same; its own index when it is that one */
    uint32_t taken; /* a candidate: the pairing that has given it away; 0: none */
    bool near;
};

/* What a rule calls the documents that it may compare others with. */
struct pool {
    struct key *keys; /* `other` is the document */
    uint32_t count;
    bool made;
};

struct relating {
    struct jx_arena *arena;
    const struct jx_rule_set *set;
    struct jx_case *cases;
    uint32_t count;
    struct jx_findings findings; /* of one document and the rules so far */
    struct jx_relations *out;
    uint32_t room;
    jx_status rc;
    /* The rule at work in one document. */
    uint32_t rule, self;
    const struct jx_compiled *compiled;
    struct key *keys;
    uint32_t key_count, key_room, at;
    struct pool *pools; /* by rule and form */
    uint32_t pairing;   /* number of the one at work */
    uint64_t steps;     /* left */
    struct jx_each *each;
};

/* ---- keys ---- */

static uint64_t hash_of(struct jx_slice s)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
    return h;
}

static bool name_key(struct relating *x, struct key *k, struct jx_slice name)
{
    char plain[JX_NAME_PLAIN_MAX], core[JX_NAME_PLAIN_MAX];
    k->name = name;
    k->plain = jx_arena_copy(x->arena, jx_name_plain(name, plain));
    k->core = jx_arena_copy(x->arena, jx_name_core(name, core));
    bool kept = !jx_is_absent(k->plain) && !jx_is_absent(k->core);
    if (kept)
        k->hash = hash_of(k->plain);
    else
        x->rc = jx_arena_failure(x->arena);
    return kept;
}

static struct key *more_keys(struct relating *x)
{
    struct key *keys = jx_arena_grown(x->arena, x->keys, x->key_count, &x->key_room, sizeof *keys);
    if (keys) x->keys = keys;
    if (!keys) x->rc = jx_arena_failure(x->arena);
    return keys;
}

enum { NAMES_A_STEP = 8 }; /* most are told apart by their hashes */

static void spend(struct relating *x, uint64_t steps)
{
    if (steps > x->steps && x->rc == JX_OK) x->rc = JX_E_TOO_LARGE;
    x->steps -= steps < x->steps ? steps : x->steps;
}

static bool same_key(const struct key *a, const struct key *b)
{
    bool ties = a->tie.known == b->tie.known && (!a->tie.known || a->tie.mid == b->tie.mid);
    return a->hash == b->hash && ties && jx_slice_eq(a->name, b->name);
}

static uint32_t twin_of(const struct relating *x, uint32_t index)
{
    uint32_t i = 0;
    while (i < index && !same_key(&x->keys[i], &x->keys[index]))
        i++;
    return i;
}

static bool collect(struct jx_run *run, void *own)
{
    struct relating *x = own;
    const struct jx_compiled *c = x->compiled;
    if (!more_keys(x)) return false;
    struct key *k = &x->keys[x->key_count];
    *k = (struct key){.name = JX_LIT(""), .tie = JX_NUMBER_UNKNOWN, .other = -1};
    if (c->key && !name_key(x, k, jx_run_value(run, c->key).text)) return false;
    if (c->tie) k->tie = jx_run_value(run, c->tie).number;
    k->twin = twin_of(x, x->key_count++);
    return true;
}

static bool years_fit(const struct jx_document *a, const struct jx_document *b)
{
    return a->year == 0 || b->year == 0 || a->year == b->year;
}

static bool add_candidate(struct relating *x, struct jx_run *run, struct pool *p, uint32_t document)
{
    struct key *k = &p->keys[p->count++];
    run->other = &x->cases[document];
    run->other_row = 0;
    *k = (struct key){.tie = JX_NUMBER_UNKNOWN, .other = (int32_t)document};
    bool named = name_key(x, k, jx_run_value(run, x->compiled->other_key).text);
    if (named && x->compiled->other_tie) k->tie = jx_run_value(run, x->compiled->other_tie).number;
    run->other = NULL;
    return named;
}

/* Made once for all documents that the rule is about: what another document is called does not
 * depend on who asks. */
static struct pool *find_pool(struct relating *x, struct jx_run *run, enum jx_form other)
{
    struct pool *p = &x->pools[(size_t)x->rule * JX_FORM_COUNT + run->self->sight.doc->form];
    if (p->made) return p;
    p->made = true;
    p->keys = jx_arena_array(x->arena, (size_t)x->count + 1, sizeof *p->keys);
    if (!p->keys) x->rc = jx_arena_failure(x->arena);
    for (uint32_t i = 0; x->rc == JX_OK && i < x->count; i++)
        if (x->cases[i].sight.doc->form == other) (void)add_candidate(x, run, p, i);
    return p;
}

/* ---- pairing ---- */

enum fit { FIT_NONE, FIT_NEAR, FIT_LOOSE, FIT_SAME, FIT_SAME_AMOUNT };

static enum fit fit_of(const struct key *a, const struct key *b, enum fit least)
{
    if (a->hash == b->hash && a->plain.len && jx_slice_eq(a->plain, b->plain)) {
        bool meet = a->tie.known && b->tie.known && a->tie.lo <= b->tie.hi &&
                    b->tie.lo <= a->tie.hi;
        return meet ? FIT_SAME_AMOUNT : FIT_SAME;
    }
    if (least > FIT_LOOSE) return FIT_NONE;
    return a->core.len && jx_slice_eq(a->core, b->core) ? FIT_LOOSE : FIT_NONE;
}

static bool is_free(const struct relating *x, const struct key *candidate)
{
    return candidate->taken != x->pairing && candidate->other != (int32_t)x->self &&
           years_fit(x->cases[x->self].sight.doc, x->cases[candidate->other].sight.doc);
}

static void take(struct relating *x, struct key *k, struct key *candidate)
{
    k->other = candidate->other;
    candidate->taken = x->pairing;
}

/* Best fits first, so that a project takes its own document before another takes it for want of a
 * better one. */
static void pair_by(struct relating *x, struct pool *p, enum fit fit)
{
    for (uint32_t i = 0; i < x->key_count; i++) {
        struct key *k = &x->keys[i];
        if (fit < FIT_SAME && k->twin != i) continue; /* it has its twin's */
        for (uint32_t c = 0; c < p->count && k->other < 0; c++)
            if (fit_of(k, &p->keys[c], fit) >= fit && is_free(x, &p->keys[c]))
                take(x, k, &p->keys[c]);
    }
}

/* Every pair of characters of one with every pair of the other. */
static uint64_t cost_of_likeness(const struct key *a, const struct key *b)
{
    return 1 + (uint64_t)a->plain.len * b->plain.len / 64;
}

/* Names that are only like each other: the most alike of those that are left. */
static void pair_near(struct relating *x, struct pool *p)
{
    for (uint32_t i = 0; i < x->key_count; i++) {
        struct key *k = &x->keys[i], *nearest = NULL;
        unsigned best = JX_ALIKE_LEAST - 1;
        for (uint32_t c = 0; c < p->count && k->other < 0 && k->twin == i; c++) {
            if (x->rc != JX_OK) return;
            if (!is_free(x, &p->keys[c])) continue;
            spend(x, cost_of_likeness(k, &p->keys[c]));
            unsigned alike = jx_plain_alike(k->plain, p->keys[c].plain);
            if (alike <= best) continue;
            best = alike;
            nearest = &p->keys[c];
        }
        if (!nearest) continue;
        take(x, k, nearest);
        k->near = true;
    }
}

/* All rows of one form, and several sentences on one project, have one other document. */
static void share(struct relating *x)
{
    for (uint32_t i = 0; i < x->key_count; i++) {
        struct key *k = &x->keys[i];
        const struct key *twin = &x->keys[k->twin];
        if (k->other >= 0) continue;
        k->other = twin->other;
        k->near = twin->near;
    }
}

/* More than this many pairs are not compared for likeness. */
enum { NEAR_PAIRS_MAX = 250000 };

/* Those who say the same share before anybody is content with a name that is only alike: the rows
 * of one form would take the documents of other projects. */
static void pair(struct relating *x, struct pool *p)
{
    x->pairing++;
    spend(x, (uint64_t)x->key_count * p->count / NAMES_A_STEP);
    pair_by(x, p, FIT_SAME_AMOUNT);
    pair_by(x, p, FIT_SAME);
    share(x);
    if ((uint64_t)x->key_count * p->count > NEAR_PAIRS_MAX) return;
    pair_by(x, p, FIT_LOOSE);
    pair_near(x, p);
    share(x);
}

static uint32_t pair_row(struct jx_run *run, const struct jx_compiled *c)
{
    struct jx_slice name = jx_run_value(run, c->row_key).text;
    uint32_t rows = run->other->sight.counts[c->other_part];
    run->row_near = false;
    for (run->other_row = 0; run->other_row < rows; run->other_row++) {
        struct jx_slice other = jx_run_value(run, c->other_row_key).text;
        if (jx_names_same(other, name)) return run->other_row;
        run->row_near = run->row_near || jx_names_nearly_same(other, name) ||
                        jx_names_alike(other, name) >= JX_ALIKE_LEAST;
    }
    return UINT32_MAX;
}

/* ---- running ---- */

static bool check(struct jx_run *run, void *own)
{
    struct relating *x = own;
    const struct jx_rule *rule = &x->set->rules[x->rule];
    const struct key *k = &x->keys[x->at++];
    run->other = k->other < 0 ? NULL : &x->cases[k->other];
    run->near = k->near;
    run->other_row = 0;
    bool paired = rule->other == JX_FORM_UNKNOWN || run->other;
    if (run->other && x->compiled->other_part) {
        run->other_row = pair_row(run, x->compiled);
        paired = run->other_row != UINT32_MAX;
    }
    uint32_t before = x->findings.count;
    if (paired || rule->unpaired) jx_finding_check(&x->findings, run, x->rule, x->compiled);
    for (uint32_t i = before; i < x->findings.count; i++)
        x->findings.items[i].other = k->other;
    run->other = NULL;
    return x->findings.rc == JX_OK;
}

static void run_rule(struct relating *x, struct jx_run *run)
{
    const struct jx_rule *rule = &x->set->rules[x->rule];
    x->compiled = rule->forms[run->self->sight.doc->form];
    if (!rule->relation || !x->compiled) return;
    x->key_count = x->at = 0;
    jx_scope_walk(run, &x->compiled->scope, collect, x);
    if (x->rc == JX_OK && rule->other != JX_FORM_UNKNOWN) {
        struct pool *p = find_pool(x, run, rule->other);
        if (x->rc == JX_OK) pair(x, p);
    }
    if (x->rc == JX_OK) jx_scope_walk(run, &x->compiled->scope, check, x);
    if (x->rc == JX_OK) x->rc = x->findings.rc;
}

static struct jx_related *next_related(struct relating *x)
{
    struct jx_relations *out = x->out;
    struct jx_related *items = jx_arena_grown(x->arena, out->items, out->count, &x->room,
                                              sizeof *items);
    if (!items) {
        x->rc = jx_arena_failure(x->arena);
        return NULL;
    }
    out->items = items;
    return &out->items[out->count++];
}

/* A finding stands where its first figure does, which may be in the other document. */
static void keep(struct relating *x)
{
    for (uint32_t i = 0; i < x->findings.count && x->rc == JX_OK; i++) {
        struct jx_related *r = next_related(x);
        if (!r) return;
        r->document = x->self;
        r->finding = x->findings.items[i];
        if (!x->findings.causes[i].origin.other || r->finding.other < 0) continue;
        r->document = (uint32_t)r->finding.other;
        r->finding.other = (int32_t)x->self;
    }
}

static void relate_document(struct relating *x, const struct jx_profile *profile)
{
    struct jx_run run = {.set = x->set,
                         .profile = profile,
                         .arena = x->arena,
                         .self = &x->cases[x->self],
                         .all = x->cases,
                         .all_count = x->count,
                         .each = &x->each,
                         .steps = JX_RUN_STEPS};
    x->findings = (struct jx_findings){.arena = x->arena, .texts = true, .rc = JX_OK};
    for (x->rule = 0; x->rule < x->set->count && x->rc == JX_OK; x->rule++)
        run_rule(x, &run);
    if (x->rc == JX_OK) spend(x, JX_RUN_STEPS - run.steps);
    if (x->rc == JX_OK) keep(x);
}

jx_status jx_relate_within(const struct jx_document *const *documents, uint32_t count,
                           const struct jx_pack *pack, uint64_t steps, struct jx_arena *a,
                           struct jx_relations *out)
{
    *out = (struct jx_relations){NULL, 0};
    if (count > JX_RELATE_DOCUMENTS_MAX) return JX_E_ROWS;
    struct relating x = {
        .arena = a, .set = &pack->rules, .count = count, .out = out, .steps = steps, .rc = JX_OK};
    x.cases = jx_arena_array(a, (size_t)count + 1, sizeof *x.cases);
    x.pools = jx_arena_array(a, (size_t)x.set->count * JX_FORM_COUNT + 1, sizeof *x.pools);
    if (!x.cases || !x.pools) return jx_arena_failure(a);
    for (uint32_t i = 0; i < count && x.rc == JX_OK; i++)
        x.rc = jx_case_begin(&x.cases[i], documents[i], x.set, a);
    for (x.self = 0; x.self < count && x.rc == JX_OK; x.self++)
        if (jx_profile_covers(&pack->profile, documents[x.self]->form, documents[x.self]->year))
            relate_document(&x, &pack->profile);
    return x.rc;
}

jx_status jx_relate(const struct jx_document *const *documents, uint32_t count,
                    const struct jx_pack *pack, struct jx_arena *a, struct jx_relations *out)
{
    return jx_relate_within(documents, count, pack, UINT64_MAX, a, out);
}
