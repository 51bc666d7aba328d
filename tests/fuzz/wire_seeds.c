/* Writes the first inputs of the wire's fuzz targets: one good input of every kind, made by the
 * encoders themselves. What the fuzzer finds later stands beside them.
 * wire_seeds DIRECTORY (tests/fuzz/corpus) */
#include "../../proto/base/limits.h"
#include "../../proto/wire/codec.h"
#include "../../proto/wire/decision.h"
#include "../../proto/wire/history.h"
#include "../../proto/wire/master.h"
#include "../../proto/wire/query.h"
#include "../proto/wire/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char *corpus;
static struct jx_arena arena;

static void write_seed(const char *target, const char *name, struct jx_slice head,
                       struct jx_slice bytes)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", corpus, target);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/%s/seed_%s", corpus, target, name);
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(head.ptr, 1, head.len, f) == head.len &&
              fwrite(bytes.ptr, 1, bytes.len, f) == bytes.len;
    if (!f || fclose(f) != 0 || !ok) {
        perror(path);
        exit(1);
    }
}

static struct jx_slice take(struct jx_buffer *b)
{
    if (b->status != JX_OK) {
        fprintf(stderr, "a seed does not encode: %s\n", jx_status_name(b->status));
        exit(1);
    }
    struct jx_slice s = jx_arena_copy(&arena, jx_buffer_slice(b));
    jx_buffer_reset(b);
    return s;
}

/* ---- acts ---- */

enum { HEADER, SUBMISSION, KEY_ACT, KEY_RECORD, PACK_ACT, PACK, DECISION, MASTER, ACTS };

/* One row of a table, with something in every column. */
static struct jx_slice master_rows(enum jx_master table)
{
    static const uint8_t nonce[JX_NONCE_BYTES] = {1};
    static const struct jx_slice something[] = {
        [JX_CELL_TEXT] = {"functional", 10}, [JX_CELL_UNIT] = {"330101", 6},
        [JX_CELL_PROJECT] = {"P001", 4},     [JX_CELL_FORM] = {"monitoring", 10},
        [JX_CELL_PERIOD] = {"1-8月", 6},     [JX_CELL_CODE] = {"20101", 5},
        [JX_CELL_YEAR] = {"2025", 4},        [JX_CELL_DAY] = {"2026-03-31", 10},
        [JX_CELL_MONEY] = {"12.50", 5},      [JX_CELL_SIGN] = {"≥", 3},
        [JX_CELL_REACH] = {"共性", 6},
    };
    const struct jx_master_schema *s = jx_master_schema(table);
    struct jx_slice cells[JX_MASTER_COLUMNS_MAX];
    struct jx_buffer b;
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    for (uint32_t i = 0; i < s->count; i++)
        cells[i] = something[s->columns[i].kind];
    if (table == JX_MASTER_aliases) cells[ALIASES_KIND] = JX_LIT("project");
    const struct jx_master_act m = {.nonce = jx_slice_at(nonce, sizeof nonce),
                                    .table = table,
                                    .year = s->by_year ? 2025 : 0,
                                    .mode = JX_MASTER_REPLACE,
                                    .cells = cells,
                                    .row_count = 1};
    jx_master_encode(&m, &b);
    struct jx_slice bytes = take(&b);
    struct jx_master_act back;
    jx_status rc = jx_master_decode(bytes, &arena, &back);
    if (rc != JX_OK) {
        fprintf(stderr, "a row of %s does not decode: %s\n", s->name, jx_status_name(rc));
        exit(1);
    }
    jx_buffer_clear(&b);
    return bytes;
}

static void make_acts(struct jx_slice out[ACTS])
{
    static const uint8_t nonce[JX_NONCE_BYTES] = {1}, key[JX_KEY_BYTES] = {2};
    struct jx_buffer b;
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    struct jx_header h = {
        JX_ACT_SUBMISSION, JX_LIT("monitoring"), 2025, JX_LIT("1-8月"), JX_LIT("3301"), true, {7}};
    jx_header_encode(&h, &b);
    out[HEADER] = take(&b);
    struct jx_submission s = {.unit = JX_LIT("3301"),
                              .has_parent = true,
                              .document = JX_LIT("document"),
                              .explanations = jx_no_explanations};
    jx_submission_encode(&s, &b);
    out[SUBMISSION] = take(&b);
    struct jx_key_act k = {.nonce = jx_slice_at(nonce, sizeof nonce),
                           .action = JX_LIT("enrol"),
                           .public_key = jx_slice_at(key, sizeof key),
                           .unit = JX_LIT("3301"),
                           .roles = {JX_LIT("township"), JX_LIT("admin")},
                           .role_count = 2,
                           .name = JX_LIT("somebody"),
                           .from_ms = 5,
                           .until_ms = 1700000000000,
                           .why = JX_LIT("new")};
    jx_key_act_encode(&k, &b);
    out[KEY_ACT] = take(&b);
    struct jx_key_record r = {.position = 3, .time_ms = 4, .content = out[KEY_ACT]};
    jx_key_record_encode(&r, &b);
    out[KEY_RECORD] = take(&b);
    struct jx_pack_file files[] = {{JX_LIT("a.txt"), JX_LIT("one")},
                                   {JX_LIT("b.txt"), JX_LIT("two")}};
    jx_pack_encode(files, 2, &b);
    out[PACK] = take(&b);
    struct jx_pack_act p = {
        .nonce = jx_slice_at(nonce, sizeof nonce), .name = JX_LIT("pack"), .pack = out[PACK]};
    jx_pack_act_encode(&p, &b);
    out[PACK_ACT] = take(&b);
    const unsigned char kind = JX_ACT_RESOLVE;
    struct jx_remark remark = {JX_LIT("rule"), JX_LIT("/rows/0"), JX_LIT("why")};
    struct jx_decision d = {.nonce = jx_slice_at(nonce, sizeof nonce),
                            .has_target = true,
                            .reason = JX_LIT("reason"),
                            .remarks = &remark,
                            .remark_count = 1,
                            .arguments = {JX_LIT("another"), JX_LIT("second")},
                            .argument_count = 2};
    jx_buffer_put(&b, &kind, 1);
    jx_decision_encode(&d, &b);
    out[DECISION] = take(&b);
    out[MASTER] = master_rows(JX_MASTER_units);
    jx_buffer_clear(&b);
}

static void seed_acts(const struct jx_slice acts[ACTS])
{
    static const char *const names[] = {"header",   "submission", "key_act",  "key_record",
                                        "pack_act", "pack",       "decision", "master"};
    for (uint8_t i = 0; i < ACTS; i++) {
        write_seed("wire_act", names[i], jx_slice_at(&i, 1), acts[i]);
        write_seed("wire_scan", names[i], JX_LIT(""), acts[i]);
    }
    const uint8_t as_master = MASTER;
    for (int t = 1; t < JX_MASTER_COUNT; t++) {
        char name[32];
        snprintf(name, sizeof name, "master_%s", jx_master_schema((enum jx_master)t)->name);
        write_seed("wire_act", name, jx_slice_at(&as_master, 1), master_rows((enum jx_master)t));
    }
    uint8_t len[2] = {(uint8_t)(acts[KEY_ACT].len >> 8), (uint8_t)acts[KEY_ACT].len};
    write_seed("registry", "enrol", jx_slice_at(len, 2), acts[KEY_ACT]);
}

/* ---- messages ---- */

/* Fills every field of a kind with something. */
#define FILL_UINT(at) at = 7
#define FILL_INT(at)  at = -7
#define FILL_BOOL(at) at = true
#define FILL_TEXT(at) at = JX_LIT("text")
#define FILL_BIN(at)  at = JX_LIT("bytes")
#define FILL_HASH(at) at.bytes[0] = 9
#define FILL_BINS(at)                                                                              \
    at = (struct jx_bins)                                                                          \
    {                                                                                              \
        items, 2                                                                                   \
    }
#define FILL(S, kind, member, max) FILL_##kind(m.S.member);

static struct jx_slice message_bytes(const struct jx_message *m)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    jx_message_encode(m, &b);
    struct jx_slice s = take(&b);
    jx_buffer_clear(&b);
    return s;
}

/* For the engine: the role's byte, the length, the message. */
static void seed_broker(const char *name, uint8_t role, struct jx_slice bytes)
{
    uint8_t head[3] = {role, (uint8_t)(bytes.len >> 8), (uint8_t)bytes.len};
    write_seed("broker", name, jx_slice_at(head, 3), bytes);
}

/* One message of an engine's input, appended. */
static void put_operation(struct jx_buffer *b, uint8_t role, struct jx_message *m)
{
    struct jx_slice bytes = message_bytes(m);
    uint8_t head[3] = {role, (uint8_t)(bytes.len >> 8), (uint8_t)bytes.len};
    jx_buffer_put(b, head, sizeof head);
    jx_buffer_put(b, bytes.ptr, bytes.len);
}

static void put_byte(struct jx_buffer *b, uint8_t byte)
{
    jx_buffer_put(b, &byte, 1);
}

/* A day of the engine: a worker, submissions, their journal, batches done, a query and its answer,
 * the list of keys. Positions 1 to 7 are the county's own acts. */
static void seed_session(const struct jx_slice acts[ACTS])
{
    enum {
        TOWNSHIP,
        COUNTY = 2,
        WORKER = 4,
        ADMIN,
        DISK_TOOK,
        DISK_HAD,
        DISK_FULL,
        GONE,
        TIME,
        LONG
    };
    struct jx_slice outcomes[] = {JX_LIT("outcome")};
    struct jx_buffer b;
    struct jx_message hello = {.kind = JX_MSG_hello}, submit = {.kind = JX_MSG_submit},
                      done = {.kind = JX_MSG_done}, query = {.kind = JX_MSG_query},
                      reply = {.kind = JX_MSG_reply}, keys = {.kind = JX_MSG_keys},
                      beat = {.kind = JX_MSG_beat}, bye = {.kind = JX_MSG_bye};
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    hello.hello.position = 7;
    hello.hello.credit = 3;
    submit.submit.header = acts[HEADER];
    submit.submit.content = acts[SUBMISSION];
    done.done.first = done.done.position = 8;
    done.done.outcomes = (struct jx_bins){outcomes, 1};
    query.query.name = JX_LIT("list");
    reply.reply.token = 1;
    reply.reply.status = JX_LIT("JX_OK");
    beat.beat.position = 9;
    beat.beat.credit = 2;
    put_operation(&b, WORKER, &hello);
    put_operation(&b, TOWNSHIP, &submit);
    put_byte(&b, DISK_TOOK);
    put_operation(&b, WORKER, &done);
    for (uint8_t end = DISK_TOOK; end <= DISK_FULL; end++) {
        put_operation(&b, COUNTY, &submit);
        put_byte(&b, end);
    }
    put_byte(&b, TIME);
    put_operation(&b, WORKER, &beat);
    put_operation(&b, COUNTY, &query);
    put_operation(&b, WORKER, &reply);
    put_operation(&b, COUNTY, &query);
    put_operation(&b, ADMIN, &keys);
    put_operation(&b, WORKER, &hello);
    put_byte(&b, LONG);
    put_operation(&b, WORKER, &hello);
    put_operation(&b, WORKER, &bye);
    put_operation(&b, COUNTY, &query);
    put_byte(&b, GONE);
    for (int i = 0; i < 5; i++)
        put_byte(&b, LONG);
    write_seed("broker", "session", JX_LIT(""), take(&b));
    jx_buffer_clear(&b);
}

static void seed_messages(const struct jx_slice acts[ACTS])
{
    struct jx_slice items[] = {JX_LIT("one"), JX_LIT("two")};
    uint8_t role = 0;
#define M(number, name, FIELDS)                                                                    \
    {                                                                                              \
        struct jx_message m = {.kind = JX_MSG_##name, .correlation = JX_LIT("corr")};              \
        FIELDS(FILL, name)                                                                         \
        write_seed("wire_message", #name, JX_LIT(""), message_bytes(&m));                          \
        seed_broker(#name, role++ % 6, message_bytes(&m));                                         \
    }
    JX_MESSAGES(M)
#undef M
    struct jx_message submit = {.kind = JX_MSG_submit, .correlation = JX_LIT("1")};
    submit.submit.header = acts[HEADER];
    submit.submit.content = acts[SUBMISSION];
    seed_broker("submission", 0, message_bytes(&submit));
    struct jx_buffer header;
    const struct jx_header lists = {
        .kind = JX_ACT_MASTER, .form = JX_LIT(""), .period = JX_LIT(""), .unit = JX_LIT("3301")};
    jx_buffer_init(&header, JX_HEADER_BYTES_MAX);
    jx_header_encode(&lists, &header);
    submit.submit.header = take(&header);
    submit.submit.content = acts[MASTER];
    seed_broker("master", 2, message_bytes(&submit)); /* of role county */
    jx_buffer_clear(&header);
    struct jx_message hello = {.kind = JX_MSG_hello, .correlation = JX_LIT("")};
    hello.hello.credit = 3;
    seed_broker("worker", 4, message_bytes(&hello));
    struct jx_message query = {.kind = JX_MSG_query, .correlation = JX_LIT("1")};
    query.query.name = JX_LIT("list");
    seed_broker("asker", 2, message_bytes(&query));
}

/* ---- records, answers ---- */

static void seed_record(uint8_t which, const char *name, struct jx_buffer *b)
{
    write_seed("wire_record", name, jx_slice_at(&which, 1), take(b));
}

static struct jx_outcome some_outcome(void)
{
    return (struct jx_outcome){.state = JX_STATE_SCORED,
                               .where = "/indicators/0",
                               .has_claimed = true,
                               .has_computed = true,
                               .claimed = {93000000},
                               .computed = {92500000},
                               .warnings = 1,
                               .judged = true};
}

/* What happened to a document, and which ones there are. */
static void seed_histories(const struct jx_hash *id, const struct jx_listed *listed)
{
    struct jx_version version = {.position = 5, .time_ms = 6, .id = *id, .state = JX_STATE_SCORED};
    struct jx_decided decided = {.position = 7,
                                 .time_ms = 8,
                                 .kind = JX_ACT_RETURN,
                                 .id = *id,
                                 .content = JX_LIT("content"),
                                 .outcome = listed->outcome};
    struct jx_found found = {JX_LIT("total.sum"), JX_LIT("/total/score"), 0, 7};
    struct jx_event event = {.position = 7,
                             .document = 5,
                             .time_ms = 8,
                             .id = *id,
                             .unit = listed->unit,
                             .form = listed->form,
                             .period = listed->period,
                             .unit_name = listed->unit_name,
                             .project_name = listed->project_name,
                             .year = 2025,
                             .state = JX_STATE_RETURNED,
                             .act = JX_ACT_RETURN};
    struct jx_listed row = *listed;
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    jx_history_encode(&(struct jx_history){true, &version, &decided, 1, 1}, &b);
    seed_record(12, "history", &b);
    jx_findings_encode(&(struct jx_findings){3, &found, 1}, &b);
    seed_record(13, "findings", &b);
    jx_events_encode(&(struct jx_events){9, true, &event, 1}, &b);
    seed_record(14, "events", &b);
    jx_decided_encode(&decided, &b);
    seed_record(15, "decided", &b);
    jx_history_arguments_encode(&(struct jx_history_arguments){*id, 5}, &b);
    seed_record(16, "history_arguments", &b);
    jx_events_arguments_encode(&(struct jx_events_arguments){JX_LIT("3301"), 5, 6, 7}, &b);
    seed_record(17, "events_arguments", &b);
    jx_select_arguments_encode(&(struct jx_select_arguments){9, 8, 2025, JX_LIT("target"),
                                                             JX_LIT("3301"), JX_LIT("scored")},
                               &b);
    seed_record(18, "select_arguments", &b);
    jx_select_encode(&(struct jx_selected){4, &row, 1}, &b);
    seed_record(19, "selected", &b);
    jx_ids_encode(id, 1, &b);
    seed_record(20, "ids", &b);
    jx_buffer_clear(&b);
}

static void seed_records(const struct jx_slice acts[ACTS])
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    struct jx_entry e = {.kind = JX_ACT_SUBMISSION,
                         .position = 5,
                         .time_ms = 1700000000000,
                         .header = acts[HEADER],
                         .id = jx_act_id(acts[SUBMISSION])};
    struct jx_group g = {.first = 5, .count = 3, .time_ms = 1700000000001};
    jx_entry_encode(&e, &b);
    struct jx_slice entry = take(&b);
    jx_group_encode(&g, &b);
    struct jx_slice group = take(&b);
    struct jx_receipt receipt = {
        .entry_bytes = entry, .group_bytes = group, .entry = e, .group = g, .path_len = 2};
    struct jx_outcome o = some_outcome();
    struct jx_hash id = e.id;
    struct jx_summary_row row = {.form = JX_LIT("monitoring"),
                                 .period = JX_LIT(""),
                                 .unit = JX_LIT("3301"),
                                 .unit_name = JX_LIT("unit"),
                                 .received = {1, 2},
                                 .approved = {1},
                                 .states = {0, 0, 1}};
    struct jx_summary summary = {.position = 5, .rows = &row, .count = 1};
    struct jx_summary_arguments arguments = {2025, JX_LIT("monitoring"), JX_LIT("3301")};
    struct jx_listed listed = {.position = 5,
                               .time_ms = 6,
                               .id = id,
                               .form = row.form,
                               .period = row.period,
                               .unit = row.unit,
                               .unit_name = row.unit_name,
                               .project_name = JX_LIT("road"),
                               .year = 2025,
                               .outcome = o};
    struct jx_document_answer answer = {
        .listed = listed, .content = acts[SUBMISSION], .has_parent = true};

    jx_buffer_put(&b, entry.ptr, entry.len);
    seed_record(0, "entry", &b);
    jx_record_encode(entry, acts[SUBMISSION], &b);
    seed_record(1, "record", &b);
    jx_buffer_put(&b, group.ptr, group.len);
    seed_record(2, "group", &b);
    jx_receipt_encode(&receipt, &b);
    seed_record(3, "receipt", &b);
    jx_outcome_encode(&o, &b);
    seed_record(4, "outcome", &b);
    jx_summary_arguments_encode(&arguments, &b);
    seed_record(5, "summary_arguments", &b);
    jx_summary_encode(&summary, &b);
    seed_record(6, "summary", &b);
    jx_id_arguments_encode(&id, &b);
    seed_record(7, "id_arguments", &b);
    jx_number_arguments_encode(9, &b);
    seed_record(8, "number_arguments", &b);
    jx_document_answer_encode(&answer, &b);
    seed_record(9, "document_answer", &b);
    jx_list_encode(&listed, 1, &b);
    seed_record(10, "list", &b);
    jx_pack_answer_encode(3, acts[PACK_ACT], &b);
    seed_record(11, "pack_answer", &b);
    jx_buffer_clear(&b);
    seed_histories(&id, &listed);
}

static void seed_documents(void)
{
    struct dice d = {.state = 88172645463325252ULL};
    for (unsigned form = 1; form < JX_FORM_COUNT; form++) {
        struct jx_document doc;
        struct jx_buffer b;
        char name[16];
        jx_buffer_init(&b, JX_DOCUMENT_BYTES_MAX);
        random_document(&d, &arena, (enum jx_form)form, &doc);
        jx_document_encode(&doc, &b);
        snprintf(name, sizeof name, "form_%u", form);
        write_seed("wire_document", name, JX_LIT(""), take(&b));
        jx_buffer_clear(&b);
    }
}

int main(int argc, char **argv)
{
    struct jx_slice acts[ACTS];
    if (argc != 2 || jx_crypto_init() != JX_OK) {
        fputs("usage: wire_seeds DIRECTORY\n", stderr);
        return 2;
    }
    corpus = argv[1];
    jx_arena_init(&arena, SIZE_MAX);
    make_acts(acts);
    seed_acts(acts);
    seed_messages(acts);
    seed_session(acts);
    seed_records(acts);
    seed_documents();
    write_seed("config", "county", JX_LIT(""),
               JX_LIT("# county\nendpoint = tcp://127.0.0.1:5580\nunit = 3301\n\n"
                      "public=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"));
    jx_arena_clear(&arena);
    return 0;
}
