/* Journal records made from a few words. */
#include "county.h"

#include "../../proto/base/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const uint8_t journal_of_test[JX_JOURNAL_ID_BYTES] = "journal of tests";

static struct jx_slice text_of(const char *s)
{
    return jx_slice_of(s ? s : "");
}

static struct jx_slice content_of(struct jx_arena *a, const struct spec *s)
{
    struct jx_buffer b;
    struct jx_slice text = jx_arena_printf(a, "%u %lld %u %d", s->project, (long long)s->amount,
                                           s->text, s->rejected);
    struct jx_submission sub = {
        .unit = text_of(s->unit), .document = text, .explanations = jx_no_explanations};
    sub.has_parent = s->parent != NULL;
    if (s->parent) sub.parent = *s->parent;
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    assert_int_equal(jx_submission_encode(&sub, &b), JX_OK);
    struct jx_slice content = jx_arena_copy(a, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return content;
}

static struct jx_entry entry_of(uint64_t position, enum jx_act kind, struct jx_slice content)
{
    struct jx_entry e = {.kind = kind,
                         .position = position,
                         .time_ms = 1700000000000 + (int64_t)position,
                         .header = JX_LIT("header"),
                         .id = jx_act_id(content)};
    memset(e.principal, 7, sizeof e.principal);
    return e;
}

static struct jx_outcome outcome_of(const struct spec *s)
{
    struct jx_outcome o = {.state = JX_STATE_SCORED, .judged = true, .warnings = 2};
    if (!s->rejected) return o;
    o = (struct jx_outcome){.state = JX_STATE_REJECTED, .status = JX_E_FIELD_VALUE, .limit = 2200};
    snprintf(o.where, sizeof o.where, "/year");
    return o;
}

/* One class or two, by the project; their sums follow from the amount. */
static void add_classes(struct jx_arena *a, const struct spec *s, struct store_item *it)
{
    static const char *const names[] = {"", "产出", "效益"};
    it->classes = jx_arena_array(a, 2, sizeof *it->classes);
    assert_non_null(it->classes);
    it->class_count = 1 + s->project % 2;
    for (uint32_t i = 0; i < it->class_count; i++) {
        struct store_detail *d = &it->classes[i];
        *d = (struct store_detail){.kind = STORE_DETAIL_CLASS,
                                   .name = jx_slice_of(names[s->project % 2 ? 1 + i : 0])};
        d->sums[0] = 1 + i;
        d->sums[STORE_DETAIL_SUMS - 1] = s->amount % 1000;
    }
}

struct store_item submission(struct jx_arena *a, const struct spec *s)
{
    struct jx_slice content = content_of(a, s);
    struct jx_slice key = jx_arena_printf(a, "%u", s->project);
    struct store_item it = {
        .entry = entry_of(s->position, JX_ACT_SUBMISSION, content),
        .content = content,
        .header = {.kind = JX_ACT_SUBMISSION,
                   .form = JX_LIT("self_evaluation"),
                   .year = 2023,
                   .period = text_of(s->period),
                   .unit = text_of(s->unit)},
        .has_parent = s->parent != NULL,
        .outcome = outcome_of(s),
        .project = key,
        .unit_name = s->name ? text_of(s->name) : jx_arena_printf(a, "%s的名称", s->unit),
        .project_name = jx_arena_printf(a, "项目%u", s->project),
    };
    it.project_match = it.project_name;
    it.unit_match = it.unit_name;
    if (s->parent) it.parent = *s->parent;
    it.adds[ADD_COUNT] = 1;
    it.adds[ADD_AMOUNT] = s->amount;
    it.adds[ADD_LAST] = -s->amount;
    if (!s->rejected) add_classes(a, s, &it);
    return it;
}

static struct jx_slice decision_content(struct jx_arena *a, const struct jx_decision *x)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    assert_int_equal(jx_decision_encode(x, &b), JX_OK);
    struct jx_slice content = jx_arena_copy(a, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return content;
}

static struct jx_slice header_bytes(struct jx_arena *a, const struct jx_header *h)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_HEADER_BYTES_MAX);
    assert_int_equal(jx_header_encode(h, &b), JX_OK);
    struct jx_slice bytes = jx_arena_copy(a, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return bytes;
}

struct store_item decision(struct jx_arena *a, const struct decree *d)
{
    struct jx_remark *remark = jx_arena_take(a, sizeof *remark);
    struct jx_decision x = {.reason = JX_LIT("理由"), .has_target = d->target != NULL};
    x.nonce = jx_arena_printf(a, "%016llu", (unsigned long long)d->position);
    if (d->target) x.target = *d->target;
    if (d->place) {
        *remark = (struct jx_remark){text_of(d->rule), text_of(d->place), JX_LIT("说明")};
        x.remarks = remark;
        x.remark_count = 1;
    }
    while (x.argument_count < 3 && d->arguments[x.argument_count]) {
        x.arguments[x.argument_count] = text_of(d->arguments[x.argument_count]);
        x.argument_count++;
    }
    struct jx_slice content = decision_content(a, &x);
    struct store_item it = {.entry = entry_of(d->position, d->kind, content),
                            .content = content,
                            .header = {.kind = d->kind,
                                       .form = JX_LIT(""),
                                       .year = d->year ? d->year : 2023,
                                       .period = JX_LIT(""),
                                       .unit = text_of(d->unit)},
                            .decision = x};
    it.entry.header = header_bytes(a, &it.header);
    memset(it.entry.principal, (int)d->who, sizeof it.entry.principal);
    return it;
}

static void split_row(struct jx_slice *cells, uint32_t columns, const char *text)
{
    for (uint32_t i = 0; i < columns; i++) {
        size_t len = strcspn(text, "|");
        cells[i] = jx_slice_at(text, len);
        text += len + (text[len] == '|');
    }
}

static struct jx_slice master_content(struct jx_arena *a, const struct jx_master_act *m)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    assert_int_equal(jx_master_encode(m, &b), JX_OK);
    struct jx_slice content = jx_arena_copy(a, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return content;
}

struct store_item master(struct jx_arena *a, const struct master_rows *r)
{
    uint32_t columns = jx_master_schema(r->table)->count, count = 0;
    while (r->texts[count])
        count++;
    struct jx_master_act m = {.table = r->table, .year = r->year, .mode = r->mode};
    m.nonce = jx_arena_printf(a, "%016llu", (unsigned long long)r->position);
    m.cells = jx_arena_array(a, (size_t)count * columns, sizeof *m.cells);
    m.row_count = count;
    for (uint32_t i = 0; i < count; i++)
        split_row(&m.cells[(size_t)i * columns], columns, r->texts[i]);
    struct jx_slice content = master_content(a, &m);
    struct store_item it = {.entry = entry_of(r->position, JX_ACT_MASTER, content),
                            .content = content,
                            .header = {.kind = JX_ACT_MASTER, .year = r->year}};
    /* As the worker does: what does not decode is rejected, and its rows are not looked at. */
    jx_status rc = jx_master_decode(content, a, &it.master);
    if (rc != JX_OK) it.outcome = (struct jx_outcome){.state = JX_STATE_REJECTED, .status = rc};
    return it;
}

void add_findings(struct jx_arena *a, struct store_item *it)
{
    it->findings = jx_arena_array(a, 2, sizeof *it->findings);
    it->findings[0] = (struct store_finding){JX_LIT("E"), JX_LIT("/rows/0"), STORE_ERROR,
                                             .answered = 0};
    it->findings[1] = (struct store_finding){JX_LIT("X"), JX_LIT("/rows/1"), STORE_EXPLAIN,
                                             .answered = 0};
    it->finding_count = 2;
    it->outcome.errors = it->outcome.explains = 1;
}

struct store_item pack_act(struct jx_arena *a, uint64_t position, const char *pack)
{
    struct jx_slice content = jx_arena_printf(a, "%llu %s", (unsigned long long)position, pack);
    return (struct store_item){.entry = entry_of(position, JX_ACT_PACK, content),
                               .content = content,
                               .header = {.kind = JX_ACT_PACK}};
}

struct store_item run_act(struct jx_arena *a, uint64_t position, bool full)
{
    struct jx_buffer b;
    struct jx_run_act act = {.full = full, .name = JX_LIT("试算"), .pack = JX_LIT("pack")};
    act.nonce = jx_arena_printf(a, "%016llu", (unsigned long long)position);
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    assert_int_equal(jx_run_act_encode(&act, &b), JX_OK);
    struct jx_slice content = jx_arena_copy(a, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    struct store_item it = decision(
        a, &(struct decree){.position = position, .kind = JX_ACT_RUN, .unit = "", .who = 9});
    it.entry.id = jx_act_id(content);
    it.content = content;
    it.header.year = 2023;
    it.run = act;
    it.run.name = JX_LIT("试算");
    it.run_pack.bytes[0] = 5;
    return it;
}

struct store_item key_act(struct jx_arena *a, uint64_t position)
{
    struct jx_buffer b;
    struct jx_key_act k = {.nonce = jx_arena_printf(a, "%016llu", (unsigned long long)position),
                           .action = JX_LIT("enrol"),
                           .public_key = JX_LIT("\7\7\7\7\7\7\7\7\7\7\7\7\7\7\7\7"
                                                "\7\7\7\7\7\7\7\7\7\7\7\7\7\7\7\7"),
                           .unit = JX_LIT("990"),
                           .roles = {JX_LIT("county"), JX_LIT("admin")},
                           .role_count = 2,
                           .name = JX_LIT("张三"),
                           .why = JX_LIT("")};
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    assert_int_equal(jx_key_act_encode(&k, &b), JX_OK);
    struct jx_slice content = jx_arena_copy(a, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return (struct store_item){.entry = entry_of(position, JX_ACT_KEY, content),
                               .content = content,
                               .header = {.kind = JX_ACT_KEY}};
}

uint64_t roll(struct dice *d, uint64_t sides)
{
    d->state ^= d->state << 13;
    d->state ^= d->state >> 7;
    d->state ^= d->state << 17;
    return d->state % sides;
}

/* Mostly names as parent what is recent, so that lines grow and meet. */
static const struct jx_hash *random_parent(struct dice *d, const struct store_item *items,
                                           uint32_t before)
{
    static const struct jx_hash unknown = {{0xEE}};
    if (before == 0 || roll(d, 30) == 0) return &unknown;
    uint32_t reach = before < 24 ? before : 24;
    return &items[before - 1 - roll(d, reach)].entry.id;
}

static struct store_item random_submission(struct jx_arena *a, struct dice *d,
                                           const struct store_item *items, uint32_t i)
{
    static const char *const units[] = {"3301", "3302", "330201"};
    static const char *const periods[] = {NULL, NULL, "1-8月"};
    struct spec s = {.position = i + 1,
                     .unit = units[roll(d, 3)],
                     .project = (unsigned)roll(d, 5),
                     .amount = (int64_t)roll(d, 1000) - 300,
                     .text = i,
                     .rejected = roll(d, 8) == 0,
                     .name = roll(d, 4) == 0 ? "" : NULL,
                     .period = periods[roll(d, 3)]};
    if (roll(d, 16) == 0) s.amount = INT64_MAX / 2; /* three of them do not fit */
    if (roll(d, 2)) {
        s.parent = random_parent(d, items, i);
        for (uint32_t j = 0; j < i; j++) /* usually the parent's own unit */
            if (jx_hash_eq(s.parent, &items[j].entry.id) && items[j].header.unit.ptr &&
                roll(d, 10) != 0)
                s.unit = items[j].header.unit.ptr;
    }
    return submission(a, &s);
}

struct store_item *random_journal(struct jx_arena *a, struct dice *d, uint32_t count)
{
    struct store_item *items = jx_arena_array(a, count, sizeof *items);
    assert_non_null(items);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t kind = roll(d, 40);
        if (kind == 0) {
            items[i] = pack_act(a, i + 1, "pack");
        } else if (kind == 1) {
            items[i] = key_act(a, i + 1);
        } else if (kind == 2 && i > 0 && items[i - 1].entry.kind == JX_ACT_SUBMISSION) {
            items[i] = items[roll(d, 2) ? i - 1 : i / 2];
            if (items[i].entry.kind != JX_ACT_SUBMISSION) items[i] = items[i - 1];
            items[i].entry.position = i + 1;
        } else {
            items[i] = random_submission(a, d, items, i);
        }
    }
    return items;
}

void place_make(struct place *p)
{
    /* In memory where that is possible: nothing in these tests depends on the disk. */
    const char *above = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    *p = (struct place){.store = NULL};
    snprintf(p->dir, sizeof p->dir, "%s/jx-store-XXXXXX", above);
    assert_non_null(mkdtemp(p->dir));
    jx_arena_init(&p->arena, SIZE_MAX);
    assert_int_equal(jx_crypto_init(), JX_OK);
}

void place_open(struct place *p)
{
    assert_int_equal(store_open(p->dir, MAP_BYTES, &p->store), JX_OK);
}

void place_close(struct place *p)
{
    store_close(&p->store);
}

void place_remove(struct place *p)
{
    store_close(&p->store);
    jx_arena_clear(&p->arena);
    folder_remove(p->dir);
}

int place_setup(void **state)
{
    static struct place p;
    place_make(&p);
    place_open(&p);
    *state = &p;
    return 0;
}

int place_teardown(void **state)
{
    place_remove(*state);
    return 0;
}

struct jx_outcome fold_one(struct store *st, const struct store_item *it)
{
    struct jx_outcome o;
    assert_int_equal(store_fold(st, journal_of_test, it, 1, &o), JX_OK);
    return o;
}

void fold_all(struct store *st, const struct store_item *items, uint32_t count)
{
    struct jx_outcome *o = calloc(count, sizeof *o);
    assert_non_null(o);
    assert_int_equal(store_fold(st, journal_of_test, items, count, o), JX_OK);
    free(o);
}

static jx_status chain_line(void *to, struct jx_slice line)
{
    struct jx_hash *h = to;
    const struct jx_slice parts[] = {jx_hash_slice(h), line};
    *h = jx_hash_parts(parts, 2);
    return JX_OK;
}

struct jx_hash dump_of(struct store *st)
{
    struct jx_hash h = {{0}};
    assert_int_equal(store_dump(st, chain_line, &h), JX_OK);
    return h;
}

static jx_status print_line(void *to, struct jx_slice line)
{
    (void)to;
    print_error("%.*s", (int)line.len, line.ptr);
    return JX_OK;
}

void assert_clean(struct store *st)
{
    uint64_t documents = 0;
    assert_int_equal(store_fsck(st, print_line, NULL, &documents), JX_OK);
}

int64_t sum_of(struct place *p, const char *unit, unsigned add)
{
    struct store_aggregate *rows = NULL;
    uint32_t count = 0;
    uint64_t position = 0;
    int64_t sum = 0;
    assert_int_equal(store_summary(p->store, 2023, JX_LIT("self_evaluation"), JX_LIT(""), &p->arena,
                                   &rows, &count, &position),
                     JX_OK);
    for (uint32_t i = 0; i < count; i++)
        if (jx_slice_eq(rows[i].unit, text_of(unit))) sum += rows[i].received[add];
    return sum;
}

struct store_document find(struct place *p, const struct jx_hash *id)
{
    struct store_document d;
    assert_int_equal(store_find(p->store, id, &p->arena, &d), JX_OK);
    return d;
}

void assert_state(struct place *p, const struct jx_hash *id, enum jx_state state)
{
    assert_string_equal(jx_state_name(find(p, id).outcome.state), jx_state_name(state));
}
