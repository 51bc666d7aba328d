/* From a journal record to what the store folds: what is rejected, why and where, and that the
 * county's verdict is the one that the clerk's own computer came to. */
#include "records.h"

#include "../../proto/wire/codec.h"
#include "rules/support.h"

#include <stdio.h>

struct bench {
    struct jx_arena a, keep, scratch;
    struct item_pack pack;
};

static int setup(void **state)
{
    static struct bench b;
    struct jx_pack_trouble t;
    if (jx_crypto_init() != JX_OK) return 1;
    jx_arena_init(&b.a, SIZE_MAX);
    jx_arena_init(&b.keep, JX_ARENA_BYTES_MAX);
    jx_arena_init(&b.scratch, JX_ARENA_BYTES_MAX);
    struct jx_slice content = records_content(records_pack(&b.a, 1, NULL, NULL));
    *state = &b;
    return item_pack_parse(content, &b.pack, &t) == JX_OK ? 0 : 1;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    jx_pack_free(&b->pack.pack);
    jx_arena_clear(&b->a);
    jx_arena_clear(&b->keep);
    jx_arena_clear(&b->scratch);
    return 0;
}

static struct store_item item_of(struct bench *b, const struct records_submission *s)
{
    struct store_item item;
    struct jx_slice record = records_submission(&b->a, 9, s);
    assert_int_equal(item_make(record, &b->pack, &b->keep, &b->scratch, &item), JX_OK);
    jx_arena_clear(&b->scratch);
    return item;
}

/* An officer's own score as its record has it, read by the bench's pack or by none. */
static struct store_item own_score(struct bench *b, const char *text, const char *form,
                                   uint32_t year, bool with_pack)
{
    static const struct item_pack none;
    struct store_item item;
    struct jx_buffer content;
    const struct jx_decision d = {.nonce = JX_LIT("0123456789abcdef"),
                                  .has_target = true,
                                  .reason = JX_LIT("复核"),
                                  .arguments = {jx_slice_of(text)},
                                  .argument_count = 1};
    const struct jx_header h = {.kind = JX_ACT_OWN_SCORE,
                                .form = jx_slice_of(form),
                                .year = year,
                                .period = JX_LIT(""),
                                .unit = JX_LIT("3301")};
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    assert_int_equal(jx_decision_encode(&d, &content), JX_OK);
    const struct jx_slice record = records_make(&b->a, 9, &h, jx_buffer_slice(&content));
    assert_int_equal(item_make(record, with_pack ? &b->pack : &none, &b->keep, &b->scratch, &item),
                     JX_OK);
    jx_buffer_clear(&content);
    return item;
}

static void an_officers_score_gets_its_grade(void **state)
{
    struct bench *b = *state;
    static const struct {
        const char *text;
        int64_t micro;
        enum jx_grade grade;
    } good[] = {{"100", 100000000, JX_GRADE_EXCELLENT},
                {"90.00", 90000000, JX_GRADE_EXCELLENT},
                {"89.99", 89990000, JX_GRADE_GOOD},
                {"80", 80000000, JX_GRADE_GOOD},
                {"60.5", 60500000, JX_GRADE_FAIR},
                {"59.99", 59990000, JX_GRADE_POOR},
                {"0", 0, JX_GRADE_POOR}};
    static const char *const bad[] = {"100.01", "-1", "59.999", "八十", "80分", " 80", "1e1"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        const struct store_item it = own_score(b, good[i].text, "self_evaluation", 2023, true);
        assert_int_equal(it.outcome.status, JX_OK);
        assert_true(it.own_score.given && it.own_score.score.micro == good[i].micro);
        assert_int_equal(it.own_score.grade, good[i].grade);
        assert_int_equal(it.own_score.why, JX_OK);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const struct store_item it = own_score(b, bad[i], "self_evaluation", 2023, true);
        assert_int_equal(it.outcome.state, JX_STATE_REJECTED);
        assert_int_equal(it.outcome.status, JX_E_FIELD_VALUE);
    }
    assert_false(own_score(b, "", "self_evaluation", 2023, true).own_score.given);
    /* Why there can be none is for the fold to say, under the pack that is certain then. */
    assert_int_equal(own_score(b, "80", "target", 2023, true).own_score.why, JX_E_FIELD_UNKNOWN);
    assert_int_equal(own_score(b, "80", "self_evaluation", 2023, false).own_score.why,
                     JX_E_NO_PACK);
    assert_int_equal(own_score(b, "80", "self_evaluation", 1999, true).own_score.why, JX_E_NO_PACK);
}

static void a_true_form_is_scored(void **state)
{
    struct bench *b = *state;
    struct records_submission s = records_usual(&b->a, 1);
    s.document->unit = jx_arena_take(&b->a, sizeof *s.document->unit);
    *s.document->unit = (struct jx_party){.name = JX_LIT("青石县交通局"), .code = JX_LIT("3301")};
    struct store_item it = item_of(b, &s);
    struct jx_additive adds;
    memcpy(&adds, it.adds, sizeof adds);
    assert_int_equal(it.outcome.state, JX_STATE_SCORED);
    assert_int_equal(it.outcome.status, JX_OK);
    assert_true(it.outcome.judged);
    assert_int_equal(it.outcome.errors, 0);
    assert_true(it.outcome.computed.micro == 100 * JX_DEC_ONE);
    assert_true(it.outcome.claimed.micro == 100 * JX_DEC_ONE);
    assert_int_equal(it.outcome.grade, JX_GRADE_EXCELLENT);
    assert_int_equal(adds.documents, 1);
    assert_int_equal(adds.claimed_differs, 0);
    assert_true(adds.executed == 100 * (int64_t)JX_DEC_ONE);
    assert_int_equal(it.entry.position, 9);
    assert_true(jx_slice_eq(it.unit_name, JX_LIT("青石县交通局")));
    assert_true(jx_slice_eq(it.project_name, s.document->project->name));
    assert_false(it.has_parent);
}

/* Nothing of the item may live in the memory that is given back after each record. */
static void an_item_outlives_the_scratch_memory(void **state)
{
    struct bench *b = *state;
    struct records_submission s = records_usual(&b->a, 2);
    struct store_item it = item_of(b, &s);
    char *more = jx_arena_take(&b->scratch, 1 << 20);
    assert_non_null(more);
    memset(more, 'x', 1 << 20);
    assert_true(jx_slice_eq(it.project_name, s.document->project->name));
    assert_true(jx_slice_eq(it.header.form, JX_LIT("self_evaluation")));
}

/* The same document, judged by the client's path: document and pack as it has them, no wire
 * between. */
static void the_verdict_is_the_clients_verdict(void **state)
{
    struct bench *b = *state;
    struct records_submission s = records_usual(&b->a, 3);
    struct jx_trouble t;
    struct jx_verdict v;
    struct jx_slice bytes;
    struct store_item it = item_of(b, &s);
    assert_int_equal(jx_document_check(s.document, &b->a, &t), JX_OK);
    assert_int_equal(jx_judge(s.document, standard_pack(), &b->a, &v), JX_OK);
    assert_int_equal(jx_verdict_bytes(&v, &b->a, &bytes), JX_OK);
    struct jx_hash hash = jx_hash_bytes(bytes);
    assert_true(jx_hash_eq(&it.outcome.verdict, &hash));
    struct jx_pack_act act;
    assert_int_equal(jx_pack_act_decode(records_content(records_pack(&b->a, 1, NULL, NULL)), &act),
                     JX_OK);
    hash = item_pack_hash(act.pack);
    assert_true(jx_hash_eq(&it.outcome.pack, &hash));
}

static void equal_projects_have_equal_keys(void **state)
{
    struct bench *b = *state;
    struct records_submission s = records_usual(&b->a, 4), other = records_usual(&b->a, 5);
    struct jx_slice project = item_of(b, &s).project;
    s.document->project->name = JX_LIT("农村　道路养护 项目４"); /* spaces and width do not count */
    assert_true(jx_slice_eq(project, item_of(b, &s).project));
    assert_false(jx_slice_eq(project, item_of(b, &other).project));
    /* A name too long to be kept is told by its hash. */
    char *name = jx_arena_take(&b->a, JX_PROJECT_KEY_MAX + 2);
    memset(name, 'a', JX_PROJECT_KEY_MAX + 1);
    s.document->project->name = jx_slice_of(name);
    project = item_of(b, &s).project;
    assert_int_equal(project.len, 2 * JX_HASH_BYTES);
    name[JX_PROJECT_KEY_MAX] = 'b';
    assert_false(jx_slice_eq(project, item_of(b, &s).project));
}

/* ---- rejections ---- */

static void wrong_form(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->header.form = JX_LIT("target");
}
static void wrong_year(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->header.year = 2024;
}
static void no_year(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->document->year = 0;
}
static void impossible_year(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->document->year = 1800;
}
static void wrong_period(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->header.period = JX_LIT("1-8月");
}
static void wrong_header_unit(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->header.unit = JX_LIT("3302");
}
static void units_code_is_anothers(struct jx_arena *a, struct records_submission *s)
{
    s->document->unit = jx_arena_take(a, sizeof *s->document->unit);
    *s->document->unit = (struct jx_party){.name = JX_LIT("某镇"), .code = JX_LIT("3302")};
}
static void control_character(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->document->project->name = JX_LIT("项目\x01一");
}
static void no_document(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->document_bytes = JX_LIT("");
}
static void garbage(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->document_bytes = JX_LIT("\x81\xa4"
                               "form"
                               "\xa4"
                               "what");
}
static void no_content(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->content = JX_LIT("\xc0");
}
static void content_of_a_later_version(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->content = JX_LIT("\x95\x02\xa4"
                        "3301"
                        "\xc0\xc4\x00\xc4\x00");
}
static void explanations_are_no_list(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->explanations = JX_LIT("\x80");
}
static void explanations_out_of_order(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->explanations = JX_LIT("\x92\x93\xa1"
                             "b"
                             "\xa2"
                             "/x"
                             "\xa1"
                             "y"
                             "\x93\xa1"
                             "a"
                             "\xa2"
                             "/x"
                             "\xa1"
                             "y");
}
static void explanations_twice(struct jx_arena *a, struct records_submission *s)
{
    (void)a;
    s->explanations = JX_LIT("\x92\x93\xa1"
                             "a"
                             "\xa2"
                             "/x"
                             "\xa1"
                             "y"
                             "\x93\xa1"
                             "a"
                             "\xa2"
                             "/x"
                             "\xa1"
                             "z");
}

/* Takes bytes apart in ways that mean the same and are not the ones everybody must write. */
static void not_canonical(struct jx_arena *a, struct records_submission *s)
{
    struct jx_buffer b;
    struct jx_trouble t;
    assert_int_equal(jx_document_check(s->document, a, &t), JX_OK);
    jx_buffer_init(&b, JX_DOCUMENT_BYTES_MAX);
    assert_int_equal(jx_document_encode(s->document, &b), JX_OK);
    char *bytes = jx_arena_take(a, b.len + 2);
    unsigned char first = (unsigned char)b.bytes[0]; /* a small map, 0x80 + count: as map16 */
    assert_int_equal(first & 0xF0, 0x80);
    bytes[0] = (char)0xDE;
    bytes[1] = 0;
    bytes[2] = (char)(first & 0x0F);
    memcpy(bytes + 3, b.bytes + 1, b.len - 1);
    s->document_bytes = jx_slice_at(bytes, b.len + 2);
    jx_buffer_clear(&b);
}

static void what_cannot_be_is_rejected_with_reason_and_place(void **state)
{
    static const struct {
        void (*change)(struct jx_arena *a, struct records_submission *s);
        jx_status why;
        const char *where;
    } rows[] = {
        {wrong_form, JX_E_HEADER, "/form"},
        {wrong_year, JX_E_HEADER, "/year"},
        {no_year, JX_E_YEAR_MISSING, "/year"},
        {impossible_year, JX_E_FIELD_VALUE, "/year"},
        {wrong_period, JX_E_HEADER, "/period"},
        {wrong_header_unit, JX_E_HEADER, "/unit"},
        {units_code_is_anothers, JX_E_UNIT, "/unit/code"},
        {control_character, JX_E_TEXT_CONTROL, "/project/name"},
        {no_document, JX_E_FORMAT, ""},
        {garbage, JX_E_FORM_UNKNOWN, "/form"},
        {no_content, JX_E_FORMAT, ""},
        {content_of_a_later_version, JX_E_VERSION, ""},
        {explanations_are_no_list, JX_E_FORMAT, "/explanations"},
        {explanations_out_of_order, JX_E_NOT_CANONICAL, "/explanations"},
        {explanations_twice, JX_E_NOT_CANONICAL, "/explanations"},
        {not_canonical, JX_E_NOT_CANONICAL, ""},
    };
    static const int64_t nothing[JX_STORE_ADDS];
    struct bench *b = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct records_submission s = records_usual(&b->a, 6);
        rows[i].change(&b->a, &s);
        struct store_item it = item_of(b, &s);
        if (it.outcome.state != JX_STATE_REJECTED || it.outcome.status != rows[i].why ||
            strcmp(it.outcome.where, rows[i].where) != 0)
            fail_msg("row %zu: %s, %s at \"%s\"", i, jx_state_name(it.outcome.state),
                     jx_status_name(it.outcome.status), it.outcome.where);
        assert_false(it.outcome.judged);
        assert_memory_equal(it.adds, nothing, sizeof nothing);
        assert_true(it.content.len > 0); /* kept all the same */
    }
}

static void ordered_explanations_pass(void **state)
{
    struct bench *b = *state;
    struct records_submission s = records_usual(&b->a, 7);
    s.explanations = JX_LIT("\x92\x93\xa1"
                            "a"
                            "\xa2"
                            "/x"
                            "\xa1"
                            "y"
                            "\x93\xa1"
                            "a"
                            "\xa2"
                            "/y"
                            "\xa1"
                            "y");
    assert_int_equal(item_of(b, &s).outcome.state, JX_STATE_SCORED);
}

static const struct store_finding *to_explain(const struct store_item *it)
{
    for (uint32_t i = 0; i < it->finding_count; i++)
        if (it->findings[i].severity == STORE_EXPLAIN) return &it->findings[i];
    fail_msg("nothing to explain");
    return NULL;
}

/* [[rule, place, text]] */
static struct jx_slice explain(struct jx_arena *a, struct jx_slice rule, struct jx_slice place)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_EXPLANATIONS_BYTES_MAX);
    jx_mp_put_array(&b, 1);
    jx_mp_put_array(&b, 3);
    jx_mp_put_text(&b, rule);
    jx_mp_put_text(&b, place);
    jx_mp_put_text(&b, JX_LIT("年中追加"));
    struct jx_slice bytes = jx_arena_copy(a, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return bytes;
}

static void what_the_submission_explains_is_answered(void **state)
{
    struct bench *b = *state;
    struct records_submission s = records_usual(&b->a, 8);
    struct jx_evaluated_fund *funds = s.document->body.self_evaluation->funds.items;
    funds[0].executed = funds[1].executed = JX_LIT("150.00"); /* more than budgeted */
    struct store_item open = item_of(b, &s);
    const struct store_finding found = *to_explain(&open);
    assert_int_equal(found.answered, 0);
    s.explanations = explain(&b->a, found.rule, JX_LIT("/elsewhere"));
    assert_int_equal(item_of(b, &s).outcome.explains, open.outcome.explains);
    s.explanations = explain(&b->a, found.rule, found.place);
    struct store_item it = item_of(b, &s);
    assert_int_equal(to_explain(&it)->answered, it.entry.position);
    assert_int_equal(it.outcome.explains, open.outcome.explains - 1);
    assert_int_equal(it.outcome.errors, open.outcome.errors);
}

/* So many of them, all of one rule, in order. */
static struct jx_slice explain_often(struct jx_arena *a, uint32_t count)
{
    struct jx_buffer b;
    char place[16];
    jx_buffer_init(&b, JX_EXPLANATIONS_BYTES_MAX);
    jx_mp_put_array(&b, count);
    for (uint32_t i = 0; i < count; i++) {
        int n = snprintf(place, sizeof place, "/%05u", (unsigned)i);
        jx_mp_put_array(&b, 3);
        jx_mp_put_text(&b, JX_LIT("any.rule"));
        jx_mp_put_text(&b, jx_slice_at(place, (size_t)n));
        jx_mp_put_text(&b, JX_LIT("因"));
    }
    assert_int_equal(b.status, JX_OK);
    struct jx_slice bytes = jx_arena_copy(a, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return bytes;
}

static void explanations_are_bounded(void **state)
{
    struct bench *b = *state;
    struct records_submission s = records_usual(&b->a, 8);
    s.explanations = explain_often(&b->a, JX_EXPLANATIONS_MAX);
    assert_int_not_equal(item_of(b, &s).outcome.state, JX_STATE_REJECTED);
    s.explanations = explain_often(&b->a, JX_EXPLANATIONS_MAX + 1);
    struct store_item it = item_of(b, &s);
    assert_int_equal(it.outcome.state, JX_STATE_REJECTED);
    assert_int_equal(it.outcome.status, JX_E_ROWS);
}

/* ---- packs ---- */

static void without_rules_a_document_is_kept_and_not_scored(void **state)
{
    struct bench *b = *state;
    struct records_submission s = records_usual(&b->a, 8);
    struct item_pack none = {.pack = NULL};
    struct store_item it;
    struct jx_additive adds;
    struct jx_slice record = records_submission(&b->a, 9, &s);
    assert_int_equal(item_make(record, &none, &b->keep, &b->scratch, &it), JX_OK);
    memcpy(&adds, it.adds, sizeof adds);
    assert_int_equal(it.outcome.state, JX_STATE_SCORED);
    assert_int_equal(it.outcome.status, JX_E_NO_PACK);
    assert_false(it.outcome.judged);
    assert_false(it.outcome.has_computed);
    assert_int_equal(it.outcome.grade, JX_GRADE_NONE);
    assert_int_equal(adds.documents, 1);
    assert_int_equal(adds.not_computed, 1);
}

static void a_pack_that_does_not_parse_is_refused_whole(void **state)
{
    struct bench *b = *state;
    struct item_pack pack;
    struct jx_pack_trouble t;
    struct jx_slice content = records_content(records_bad_pack(&b->a, 1));
    assert_int_equal(item_pack_parse(content, &pack, &t), JX_E_RULES);
    assert_null(pack.pack);
    assert_int_equal(item_pack_parse(JX_LIT("nothing"), &pack, &t), JX_E_FORMAT);
    assert_null(pack.pack);
}

static void other_acts_pass_through(void **state)
{
    struct bench *b = *state;
    struct store_item it;
    struct jx_slice key = records_key(&b->a, 4), pack = records_pack(&b->a, 5, NULL, NULL);
    assert_int_equal(item_make(key, &b->pack, &b->keep, &b->scratch, &it), JX_OK);
    assert_int_equal(it.entry.kind, JX_ACT_KEY);
    assert_int_equal(it.entry.position, 4);
    assert_int_equal(item_make(pack, &b->pack, &b->keep, &b->scratch, &it), JX_OK);
    assert_int_equal(it.entry.kind, JX_ACT_PACK);
    assert_true(jx_slice_eq(it.content, records_content(pack)));
}

/* Any flipped bit makes it a record that is not what the journal took in. */
static void a_damaged_record_is_no_submission(void **state)
{
    struct bench *b = *state;
    struct records_submission s = records_usual(&b->a, 10);
    struct jx_slice record = records_submission(&b->a, 9, &s);
    for (size_t i = 0; i < record.len; i += 7) {
        struct store_item it;
        char *bytes = jx_arena_take(&b->a, record.len);
        memcpy(bytes, record.ptr, record.len);
        bytes[i] ^= 4;
        jx_status rc = item_make(jx_slice_at(bytes, record.len), &b->pack, &b->keep, &b->scratch,
                                 &it);
        jx_arena_clear(&b->scratch);
        /* In the entry's own fields (position, time, principal, header's texts) only the group's
         * signature tells. */
        if (rc == JX_OK) assert_true(i < 160);
        if (rc != JX_OK) assert_int_equal(rc, JX_E_CORRUPT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_officers_score_gets_its_grade),
        cmocka_unit_test(a_true_form_is_scored),
        cmocka_unit_test(an_item_outlives_the_scratch_memory),
        cmocka_unit_test(the_verdict_is_the_clients_verdict),
        cmocka_unit_test(equal_projects_have_equal_keys),
        cmocka_unit_test(what_cannot_be_is_rejected_with_reason_and_place),
        cmocka_unit_test(ordered_explanations_pass),
        cmocka_unit_test(what_the_submission_explains_is_answered),
        cmocka_unit_test(explanations_are_bounded),
        cmocka_unit_test(without_rules_a_document_is_kept_and_not_scored),
        cmocka_unit_test(a_pack_that_does_not_parse_is_refused_whole),
        cmocka_unit_test(other_acts_pass_through),
        cmocka_unit_test(a_damaged_record_is_no_submission),
    };
    return cmocka_run_group_tests_name("worker.item", tests, setup, teardown);
}
