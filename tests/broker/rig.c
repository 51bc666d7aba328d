/* Building events, reading actions. */
#include "rig.h"

#include "../../proto/wire/run.h"

#include <stdio.h>

const uint8_t rig_journal[JX_JOURNAL_ID_BYTES] = "journal of tests";

void rig_make(struct rig *r, uint64_t last)
{
    assert_int_equal(jx_crypto_init(), JX_OK);
    *r = (struct rig){.now_ms = 1000000, .wall_ms = RIG_WALL_MS};
    jx_arena_init(&r->arena, SIZE_MAX);
    r->broker = broker_new(rig_journal, last);
    assert_non_null(r->broker);
}

void rig_clear(struct rig *r)
{
    broker_free(&r->broker);
    assert_null(r->broker);
    jx_arena_clear(&r->arena);
}

void rig_key(char name, uint8_t key[JX_KEY_BYTES])
{
    memset(key, name, JX_KEY_BYTES);
}

struct jx_route rig_route(char name)
{
    struct jx_route route = {.len = 5};
    memset(route.bytes, name, route.len);
    return route;
}

void rig_step(struct rig *r, const struct broker_event *ev)
{
    r->count = broker_step(r->broker, ev, (struct broker_time){r->now_ms, r->wall_ms}, r->out);
    assert_true(r->count <= BROKER_ACTIONS_MAX);
}

static struct jx_slice kept(struct rig *r, struct jx_buffer *b)
{
    assert_int_equal(b->status, JX_OK);
    struct jx_slice s = jx_arena_copy(&r->arena, jx_buffer_slice(b));
    jx_buffer_clear(b);
    return s;
}

/* ---- acts of the journal ---- */

static uint32_t split(const char *roles, struct jx_slice out[JX_ROLES_MAX])
{
    uint32_t n = 0;
    while (*roles) {
        size_t len = strcspn(roles, ",");
        out[n++] = jx_slice_at(roles, len);
        roles += len + (roles[len] == ',');
    }
    return n;
}

static struct jx_slice key_content_between(struct rig *r, char name, const char *action,
                                           const char *roles, const char *unit, int64_t from_ms,
                                           int64_t until_ms)
{
    struct jx_buffer b;
    uint8_t key[JX_KEY_BYTES], nonce[JX_NONCE_BYTES] = {(uint8_t)name};
    rig_key(name, key);
    struct jx_key_act act = {.nonce = jx_slice_at(nonce, sizeof nonce),
                             .action = jx_slice_of(action),
                             .public_key = jx_slice_at(key, sizeof key),
                             .unit = jx_slice_of(unit),
                             .name = JX_LIT("a key"),
                             .from_ms = from_ms,
                             .until_ms = until_ms};
    act.role_count = split(roles, act.roles);
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    jx_key_act_encode(&act, &b);
    return kept(r, &b);
}

static struct jx_slice key_content(struct rig *r, char name, const char *action, const char *roles,
                                   const char *unit)
{
    return key_content_between(r, name, action, roles, unit, 0, 0);
}

static struct jx_message act_message(struct rig *r, enum jx_act act, const char *unit,
                                     struct jx_slice content)
{
    struct jx_buffer h;
    struct jx_header header = {
        .kind = act, .form = JX_LIT(""), .period = JX_LIT(""), .unit = jx_slice_of(unit)};
    struct jx_message m = {.kind = JX_MSG_submit, .correlation = JX_LIT("corr")};
    jx_buffer_init(&h, JX_HEADER_BYTES_MAX);
    jx_header_encode(&header, &h);
    m.submit.header = kept(r, &h);
    m.submit.content = content;
    return m;
}

struct jx_message rig_key_act(struct rig *r, const char *action, char name, const char *roles,
                              const char *unit)
{
    return act_message(r, JX_ACT_KEY, unit, key_content(r, name, action, roles, unit));
}

struct jx_message rig_pack_act(struct rig *r, const char *unit)
{
    static const uint8_t nonce[JX_NONCE_BYTES] = {1};
    struct jx_buffer b;
    struct jx_pack_act act = {
        .nonce = jx_slice_at(nonce, sizeof nonce), .name = JX_LIT("pack"), .pack = JX_LIT("\x90")};
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    jx_pack_act_encode(&act, &b);
    return act_message(r, JX_ACT_PACK, unit, kept(r, &b));
}

static bool is_of_year(enum jx_act kind)
{
    return kind == JX_ACT_CLOSE || kind == JX_ACT_REOPEN || kind == JX_ACT_PUBLISH_RUN ||
           kind == JX_ACT_DROP_RUN;
}

static uint32_t arguments_of(enum jx_act kind)
{
    bool one = kind == JX_ACT_PUBLISH_RUN || kind == JX_ACT_DROP_RUN || kind == JX_ACT_OWN_SCORE;
    return one ? 1 : kind == JX_ACT_MOVE || kind == JX_ACT_RESOLVE ? 2 : 0;
}

struct jx_message rig_decision(struct rig *r, enum jx_act kind, const char *unit)
{
    static const uint8_t nonce[JX_NONCE_BYTES] = {2};
    struct jx_remark remark = {JX_LIT("rule"), JX_LIT("/rows/0"), JX_LIT("说明")};
    struct jx_buffer b;
    struct jx_decision d = {.nonce = jx_slice_at(nonce, sizeof nonce),
                            .has_target = !is_of_year(kind),
                            .reason = JX_LIT("理由"),
                            .remarks = &remark,
                            .remark_count = 1,
                            .arguments = {JX_LIT("another"), JX_LIT("2")},
                            .argument_count = arguments_of(kind)};
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    jx_decision_encode(&d, &b);
    return act_message(r, kind, unit, kept(r, &b));
}

struct jx_message rig_run(struct rig *r, const char *unit)
{
    static const uint8_t nonce[JX_NONCE_BYTES] = {4};
    struct jx_buffer b;
    struct jx_run_act act = {
        .nonce = jx_slice_at(nonce, sizeof nonce), .name = JX_LIT("draft"), .pack = JX_LIT("pack")};
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    jx_run_act_encode(&act, &b);
    return act_message(r, JX_ACT_RUN, unit, kept(r, &b));
}

struct jx_message rig_master(struct rig *r, const char *unit)
{
    static const uint8_t nonce[JX_NONCE_BYTES] = {3};
    struct jx_buffer b;
    struct jx_slice cells[JX_MASTER_COLUMNS_MAX];
    for (size_t i = 0; i < JX_MASTER_COLUMNS_MAX; i++)
        cells[i] = JX_LIT("");
    cells[UNITS_CODE] = JX_LIT("990");
    cells[UNITS_NAME] = JX_LIT("虚构县");
    struct jx_master_act act = {.nonce = jx_slice_at(nonce, sizeof nonce),
                                .table = JX_MASTER_units,
                                .cells = cells,
                                .row_count = 1};
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    jx_master_encode(&act, &b);
    return act_message(r, JX_ACT_MASTER, unit, kept(r, &b));
}

static void replay(struct rig *r, enum jx_act act, struct jx_slice content)
{
    rig_step(r, &(struct broker_event){.kind = BROKER_REPLAYED,
                                       .position = ++r->last,
                                       .act = act,
                                       .content = content,
                                       .time_ms = r->wall_ms,
                                       .principal = {'p'}});
    assert_int_equal(r->count, 0);
}

void rig_enrol(struct rig *r, char name, const char *roles, const char *unit)
{
    replay(r, JX_ACT_KEY, key_content(r, name, "enrol", roles, unit));
}

void rig_enrol_between(struct rig *r, char name, const char *roles, const char *unit,
                       int64_t from_ms, int64_t until_ms)
{
    replay(r, JX_ACT_KEY, key_content_between(r, name, "enrol", roles, unit, from_ms, until_ms));
}

void rig_revoke(struct rig *r, char name)
{
    replay(r, JX_ACT_KEY, key_content(r, name, "revoke", "", ""));
}

uint64_t rig_pack(struct rig *r)
{
    replay(r, JX_ACT_PACK, JX_LIT("a pack"));
    return r->last;
}

/* ---- events ---- */

static void message_from(struct rig *r, char key, char route, struct jx_slice bytes)
{
    struct broker_event ev = {.kind = BROKER_MESSAGE, .route = rig_route(route), .bytes = bytes};
    rig_key(key, ev.key);
    rig_step(r, &ev);
}

void rig_send_bytes(struct rig *r, char from, struct jx_slice bytes)
{
    message_from(r, from, from, bytes);
}

void rig_send_by(struct rig *r, char from, char route, const struct jx_message *m)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    assert_int_equal(jx_message_encode(m, &b), JX_OK);
    message_from(r, from, route, kept(r, &b));
}

void rig_send(struct rig *r, char from, const struct jx_message *m)
{
    rig_send_by(r, from, from, m);
}

void rig_tick(struct rig *r, int64_t later_ms)
{
    r->now_ms += later_ms;
    rig_step(r, &(struct broker_event){.kind = BROKER_TICK});
}

void rig_appended(struct rig *r, jx_status status, uint64_t position, const char *receipt,
                  struct jx_slice content)
{
    if (status == JX_OK) r->last = position;
    rig_step(r, &(struct broker_event){.kind = BROKER_APPENDED,
                                       .status = status,
                                       .fresh = status == JX_OK,
                                       .more = r->more,
                                       .position = position,
                                       .receipt = jx_slice_of(receipt),
                                       .content = content});
}

struct jx_message rig_submission(struct rig *r, const char *unit, const char *text,
                                 struct jx_slice *content)
{
    struct jx_buffer b, h;
    struct jx_submission sub = {.unit = jx_slice_of(unit),
                                .document = jx_slice_of(text),
                                .explanations = jx_no_explanations};
    struct jx_header header = {.kind = JX_ACT_SUBMISSION,
                               .form = JX_LIT("self_evaluation"),
                               .year = 2025,
                               .period = JX_LIT(""),
                               .unit = jx_slice_of(unit)};
    struct jx_message m = {.kind = JX_MSG_submit, .correlation = JX_LIT("corr")};
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    jx_buffer_init(&h, JX_HEADER_BYTES_MAX);
    jx_submission_encode(&sub, &b);
    jx_header_encode(&header, &h);
    m.submit.content = kept(r, &b);
    m.submit.header = kept(r, &h);
    if (content) *content = m.submit.content;
    return m;
}

void rig_fill(struct rig *r, char from, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char text[32];
        struct jx_slice content;
        snprintf(text, sizeof text, "%llu", (unsigned long long)r->last + 1);
        struct jx_message m = rig_submission(r, "3301", text, &content);
        rig_send(r, from, &m);
        assert_int_equal(rig_count(r, BROKER_APPEND), 1);
        rig_appended(r, JX_OK, r->last + 1, "receipt", content);
    }
}

struct jx_message rig_hello(uint64_t position, uint64_t credit)
{
    struct jx_message m = {.kind = JX_MSG_hello, .correlation = JX_LIT("")};
    m.hello.position = position;
    m.hello.credit = credit;
    m.hello.pid = 1;
    m.hello.journal = jx_slice_at(rig_journal, sizeof rig_journal);
    return m;
}

void rig_join(struct rig *r, char name, uint64_t position, uint64_t credit)
{
    struct jx_message m = rig_hello(position, credit);
    rig_send(r, name, &m);
    assert_true(r->count > 0);
    assert_int_equal(rig_sent(r, 0).kind, JX_MSG_welcome);
}

void rig_leased(struct rig *r, uint64_t lease, uint32_t count)
{
    rig_step(r, &(struct broker_event){.kind = BROKER_LEASED, .lease = lease, .count = count});
}

/* ---- actions ---- */

size_t rig_count(const struct rig *r, enum broker_action_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < r->count; i++)
        n += r->out[i].kind == kind;
    return n;
}

const struct broker_action *rig_action(const struct rig *r, enum broker_action_kind kind, size_t n)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->out[i].kind == kind && n-- == 0) return &r->out[i];
    fail_msg("there is no such action");
    return NULL;
}

struct jx_message rig_sent(struct rig *r, size_t n)
{
    struct jx_message m;
    const struct broker_action *a = rig_action(r, BROKER_SEND, n);
    struct jx_slice bytes = jx_arena_copy(&r->arena, a->bytes);
    assert_int_equal(jx_message_decode(bytes, &r->arena, &m), JX_OK);
    return m;
}

struct jx_message rig_only_sent(struct rig *r, char to, enum jx_message_kind kind)
{
    assert_int_equal(r->count, 1 + rig_count(r, BROKER_FORGET));
    struct jx_message m = rig_sent(r, 0);
    struct jx_route route = rig_route(to);
    assert_true(jx_route_eq(&rig_action(r, BROKER_SEND, 0)->route, &route));
    assert_string_equal(jx_message_name(m.kind), jx_message_name(kind));
    return m;
}

struct jx_msg_refusal rig_only_refused(struct rig *r, char to, jx_status why)
{
    struct jx_message m = rig_only_sent(r, to, JX_MSG_refusal);
    jx_status got = jx_status_of_name(m.refusal.status.ptr, m.refusal.status.len);
    assert_string_equal(jx_status_name(got), jx_status_name(why));
    return m.refusal;
}

void rig_usual(struct rig *r, uint64_t records_before)
{
    rig_make(r, records_before + 8);
    r->last = records_before;
    rig_enrol(r, 'c', "county", "33");
    rig_enrol(r, 't', "township", "3301");
    rig_enrol(r, 'd', "department", "3301");
    rig_enrol(r, 's', "supervisor", "33");
    rig_enrol(r, 'w', "worker", "33");
    rig_enrol(r, 'v', "worker", "33");
    rig_enrol(r, 'a', "admin", "33");
    rig_pack(r);
    assert_int_equal(r->last, records_before + 8);
}

struct jx_message rig_plain(enum jx_message_kind kind)
{
    struct jx_message m;
    memset(&m, 0, sizeof m);
    m.kind = kind;
    m.correlation = JX_LIT("corr");
    return m;
}

struct jx_message rig_done(uint64_t lease, uint64_t first, uint64_t position)
{
    struct jx_message m = rig_plain(JX_MSG_done);
    m.done.lease = lease;
    m.done.first = first;
    m.done.position = position;
    return m;
}
