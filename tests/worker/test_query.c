/* What each role reads of a real store: own, subordinate, foreign and parent unit, by every query.
 * The broker looks first; this is what the worker does by itself. */
#include "records.h"
#include "store/county.h"

#include "../../proto/wire/held.h"
#include "../../proto/wire/relation.h"
#include "../../worker/query.h"

#include <stdio.h>
#include <string.h>

enum { OWN, SUBORDINATE, FOREIGN, PARENT, UNITS, ROLES = 6 };

static const char *const units[UNITS] = {"3301", "330102", "3302", "33"};

/* Whose documents a key of unit 3301 sees, and whether the county's sum. */
static const struct {
    const char *role;
    bool asks, sees[UNITS], sees_county, reads_pack;
} rows[ROLES] = {
    {"township", true, {true, false, false, false}, false, true},
    {"department", true, {true, true, false, false}, false, true},
    {"county", true, {true, true, true, true}, true, true},
    {"supervisor", true, {true, true, true, true}, true, true},
    {"worker", false, {false}, false, false},
    {"admin", false, {false}, false, true},
};

struct bench {
    struct place place;
    struct jx_hash ids[UNITS];
    struct jx_arena arena;
    struct jx_buffer arguments, body;
    unsigned tried;
};

static struct jx_principal key_of(unsigned role)
{
    return (struct jx_principal){.unit = JX_LIT("3301"),
                                 .roles = jx_role_of_name(jx_slice_of(rows[role].role))};
}

static jx_status ask(struct bench *b, unsigned role, const char *query)
{
    struct jx_principal who = key_of(role);
    jx_buffer_reset(&b->body);
    b->tried++;
    jx_status rc = query_answer(b->place.store, &who, jx_slice_of(query),
                                jx_buffer_slice(&b->arguments), &b->arena, &b->body);
    jx_buffer_reset(&b->arguments);
    return rc;
}

static int setup(void **state)
{
    static struct bench b;
    struct store_item items[2 * UNITS + 1];
    memset(&b, 0, sizeof b);
    if (jx_crypto_init() != JX_OK) return 1;
    place_make(&b.place);
    place_open(&b.place);
    jx_arena_init(&b.arena, SIZE_MAX);
    jx_buffer_init(&b.arguments, JX_HEADER_BYTES_MAX);
    jx_buffer_init(&b.body, JX_MESSAGE_BYTES_MAX);
    items[0] = pack_act(&b.arena, 1, "");
    items[0].content = records_content(records_pack(&b.arena, 1, NULL, NULL));
    items[0].entry.id = jx_act_id(items[0].content);
    for (unsigned u = 0; u < UNITS; u++) {
        items[u + 1] = submission(
            &b.arena,
            &(struct spec){.position = u + 2, .unit = units[u], .project = u, .amount = 1 << u});
        b.ids[u] = items[u + 1].entry.id;
    }
    for (unsigned u = 0; u < UNITS; u++)
        items[UNITS + 1 + u] = decision(&b.arena, &(struct decree){.position = UNITS + 2 + u,
                                                                   .kind = JX_ACT_RETURN,
                                                                   .unit = units[u],
                                                                   .target = &b.ids[u],
                                                                   .who = 8});
    fold_all(b.place.store, items, 2 * UNITS + 1);
    *state = &b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    jx_buffer_clear(&b->arguments);
    jx_buffer_clear(&b->body);
    jx_arena_clear(&b->arena);
    place_remove(&b->place);
    return 0;
}

static void documents_are_shown_to_who_may_read_their_unit(void **state)
{
    struct bench *b = *state;
    for (unsigned role = 0; role < ROLES; role++)
        for (unsigned u = 0; u < UNITS; u++) {
            jx_id_arguments_encode(&b->ids[u], &b->arguments);
            jx_status rc = ask(b, role, "document");
            jx_status expected = rows[role].sees[u] ? JX_OK
                                 : rows[role].asks  ? JX_E_NOT_FOUND /* not even that it is there */
                                                    : JX_E_REFUSED;
            if (rc != expected)
                fail_msg("%s, unit %s: %s", rows[role].role, units[u], jx_status_name(rc));
        }
}

static void lists_hold_what_she_may_read(void **state)
{
    struct bench *b = *state;
    for (unsigned role = 0; role < ROLES; role++) {
        struct jx_listed *listed = NULL;
        uint32_t count = 0;
        bool seen[UNITS] = {false};
        jx_number_arguments_encode(100, &b->arguments);
        jx_status rc = ask(b, role, "list");
        assert_int_equal(rc, rows[role].asks ? JX_OK : JX_E_REFUSED);
        if (rc != JX_OK) continue;
        assert_int_equal(jx_list_decode(jx_buffer_slice(&b->body), &b->arena, &listed, &count),
                         JX_OK);
        for (uint32_t i = 0; i < count; i++)
            for (unsigned u = 0; u < UNITS; u++)
                seen[u] |= jx_slice_eq(listed[i].unit, jx_slice_of(units[u]));
        assert_memory_equal(seen, rows[role].sees, sizeof seen);
    }
}

/* Whatever branch is asked about: the rows are those of units she reads, the county's only for who
 * reads all. */
static void summaries_hold_what_she_may_read(void **state)
{
    static const char *const asked[] = {"", "3301", "330102", "3302", "33", "44"};
    struct bench *b = *state;
    for (unsigned role = 0; role < ROLES; role++)
        for (size_t a = 0; a < sizeof asked / sizeof asked[0]; a++) {
            struct jx_summary s;
            struct jx_summary_arguments arguments = {2023, JX_LIT("self_evaluation"),
                                                     jx_slice_of(asked[a])};
            jx_summary_arguments_encode(&arguments, &b->arguments);
            jx_status rc = ask(b, role, "summary");
            assert_int_equal(rc, rows[role].asks ? JX_OK : JX_E_REFUSED);
            if (rc != JX_OK) continue;
            assert_int_equal(jx_summary_decode(jx_buffer_slice(&b->body), &b->arena, &s), JX_OK);
            bool seen[UNITS] = {false};
            for (uint32_t i = 0; i < s.count; i++) {
                if (s.rows[i].unit.len == 0) assert_true(rows[role].sees_county);
                for (unsigned u = 0; u < UNITS; u++)
                    seen[u] |= jx_slice_eq(s.rows[i].unit, jx_slice_of(units[u]));
            }
            for (unsigned u = 0; u < UNITS; u++) {
                bool below = strncmp(units[u], asked[a], strlen(asked[a])) == 0;
                assert_int_equal(seen[u], rows[role].sees[u] && below);
            }
        }
}

static void packs_are_for_everybody_who_is_judged_by_them(void **state)
{
    struct bench *b = *state;
    for (unsigned role = 0; role < ROLES; role++) {
        jx_number_arguments_encode(0, &b->arguments);
        assert_int_equal(ask(b, role, "pack"), rows[role].reads_pack ? JX_OK : JX_E_REFUSED);
    }
    jx_number_arguments_encode(0, &b->arguments);
    assert_int_equal(ask(b, 2, "no such query"), JX_E_REFUSED);
    printf("tried=%u lost=0 found=0 unit=combinations note=queries of a real store\n", b->tried);
}

/* Of one unit at a time: nobody learns of another's documents by what they contradict. */
static void relations_are_shown_to_who_may_read_the_unit(void **state)
{
    struct bench *b = *state;
    for (unsigned role = 0; role < ROLES; role++)
        for (unsigned u = 0; u < UNITS; u++) {
            const struct jx_relations_arguments args = {.year = 2023,
                                                        .unit = jx_slice_of(units[u])};
            struct jx_relation_list list;
            jx_relations_arguments_encode(&args, &b->arguments);
            jx_status rc = ask(b, role, "relations");
            jx_status expected = rows[role].sees[u] ? JX_OK
                                 : rows[role].asks  ? JX_E_NOT_FOUND
                                                    : JX_E_REFUSED;
            if (rc != expected)
                fail_msg("%s, unit %s: %s", rows[role].role, units[u], jx_status_name(rc));
            if (rc != JX_OK) continue;
            assert_int_equal(jx_relations_decode(jx_buffer_slice(&b->body), &b->arena, &list),
                             JX_OK);
            assert_int_equal(list.position, 2 * UNITS + 1);
            assert_true(list.complete);
        }
}

static void master_data_is_for_who_loads_it_or_sees_all(void **state)
{
    static const bool reads[ROLES] = {false, false, true, true, false, true};
    struct bench *b = *state;
    for (unsigned role = 0; role < ROLES; role++)
        for (uint64_t table = 0; table <= JX_MASTER_COUNT; table++) {
            const struct jx_held_arguments args = {.table = table, .year = 0};
            bool known = table > 0 && table < JX_MASTER_COUNT;
            struct jx_held held;
            jx_held_arguments_encode(&args, &b->arguments);
            jx_status rc = ask(b, role, "master");
            assert_int_equal(rc, !reads[role] ? JX_E_REFUSED : known ? JX_OK : JX_E_FIELD_VALUE);
            if (rc != JX_OK) continue;
            assert_int_equal(
                jx_held_decode(jx_buffer_slice(&b->body), (enum jx_master)table, &b->arena, &held),
                JX_OK);
            assert_int_equal(held.row_count, 0);
        }
}

/* ---- what happened ---- */

enum { HISTORY, FINDINGS, DECISION, ABOUT_ONE };

/* What is asked about the document of one unit, or the decision on it, is answered where the
 * document is; else not even that there is one. */
static void what_happened_is_told_to_who_may_read_the_unit(void **state)
{
    static const char *const names[ABOUT_ONE] = {"history", "findings", "decision"};
    struct bench *b = *state;
    for (unsigned role = 0; role < ROLES; role++)
        for (unsigned u = 0; u < UNITS; u++)
            for (unsigned what = 0; what < ABOUT_ONE; what++) {
                if (what == DECISION)
                    jx_number_arguments_encode(UNITS + 2 + u, &b->arguments);
                else if (what == FINDINGS)
                    jx_id_arguments_encode(&b->ids[u], &b->arguments);
                else
                    jx_history_arguments_encode(&(struct jx_history_arguments){b->ids[u], 0},
                                                &b->arguments);
                jx_status rc = ask(b, role, names[what]);
                jx_status expected = rows[role].sees[u] ? JX_OK
                                     : rows[role].asks  ? JX_E_NOT_FOUND
                                                        : JX_E_REFUSED;
                if (rc != expected)
                    fail_msg("%s, %s, unit %s: %s", rows[role].role, names[what], units[u],
                             jx_status_name(rc));
            }
}

static void a_history_has_versions_and_decisions(void **state)
{
    struct bench *b = *state;
    struct jx_history h;
    jx_history_arguments_encode(&(struct jx_history_arguments){b->ids[OWN], 0}, &b->arguments);
    assert_int_equal(ask(b, 2, "history"), JX_OK);
    assert_int_equal(jx_history_decode(jx_buffer_slice(&b->body), &b->arena, &h), JX_OK);
    assert_int_equal(h.version_count, 1);
    assert_true(jx_hash_eq(&h.versions[0].id, &b->ids[OWN]));
    assert_int_equal(h.versions[0].state, JX_STATE_RETURNED);
    assert_int_equal(h.decided_count, 1);
    assert_false(h.more);
    assert_int_equal(h.decided[0].kind, JX_ACT_RETURN);
    assert_int_equal(h.decided[0].position, UNITS + 2);
    assert_int_equal(h.decided[0].outcome.state, JX_STATE_RETURNED);
    struct jx_hash id = jx_act_id(h.decided[0].content);
    assert_true(jx_hash_eq(&id, &h.decided[0].id));

    jx_history_arguments_encode(&(struct jx_history_arguments){b->ids[OWN], UNITS + 2},
                                &b->arguments);
    assert_int_equal(ask(b, 2, "history"), JX_OK);
    assert_int_equal(jx_history_decode(jx_buffer_slice(&b->body), &b->arena, &h), JX_OK);
    assert_int_equal(h.decided_count, 0);
}

static struct jx_events events(struct bench *b, unsigned role, const char *unit, uint64_t position,
                               uint64_t document, uint64_t most)
{
    struct jx_events e;
    const struct jx_events_arguments arguments = {jx_slice_of(unit), position, document, most};
    jx_events_arguments_encode(&arguments, &b->arguments);
    assert_int_equal(ask(b, role, "events"), JX_OK);
    assert_int_equal(jx_events_decode(jx_buffer_slice(&b->body), &b->arena, &e), JX_OK);
    return e;
}

static void events_are_those_of_units_she_may_read(void **state)
{
    struct bench *b = *state;
    for (unsigned role = 0; role < ROLES; role++) {
        const struct jx_events_arguments all = {JX_LIT(""), 0, 0, 100};
        bool seen[UNITS] = {false};
        if (!rows[role].asks) {
            jx_events_arguments_encode(&all, &b->arguments);
            assert_int_equal(ask(b, role, "events"), JX_E_REFUSED);
            continue;
        }
        struct jx_events e = events(b, role, "", 0, 0, 100);
        assert_int_equal(e.position, 2 * UNITS + 1);
        for (uint32_t i = 0; i < e.count; i++)
            for (unsigned u = 0; u < UNITS; u++)
                seen[u] |= jx_slice_eq(e.rows[i].unit, jx_slice_of(units[u]));
        assert_memory_equal(seen, rows[role].sees, sizeof seen);
    }
    jx_events_arguments_encode(&(struct jx_events_arguments){JX_LIT("3302"), 0, 0, 9},
                               &b->arguments);
    assert_int_equal(ask(b, 0, "events"), JX_E_NOT_FOUND);
}

/* However they are cut: all of them, in the journal's order, none twice. */
static void events_go_on_where_they_ended(void **state)
{
    struct bench *b = *state;
    for (uint64_t most = 1; most <= 2 * UNITS + 1; most++) {
        struct jx_events e = {.more = true};
        uint64_t position = 0, document = 0, count = 0;
        while (e.more) {
            e = events(b, 2, "", position, document, most);
            for (uint32_t i = 0; i < e.count; i++, count++) {
                assert_true(e.rows[i].position > position);
                position = e.rows[i].position;
                document = e.rows[i].document;
                assert_int_equal(e.rows[i].act, count < UNITS ? JX_ACT_SUBMISSION : JX_ACT_RETURN);
            }
        }
        assert_int_equal(count, 2 * UNITS);
    }
    assert_int_equal(events(b, 2, "", 2 * UNITS + 1, UINT64_MAX, 9).count, 0);
    assert_int_equal(events(b, 2, "", 2 * UNITS, UINT64_MAX, 9).count, 1);
}

static void documents_are_selected(void **state)
{
    static const struct {
        struct jx_select_arguments arguments;
        unsigned count;
    } cases[] = {
        {{100, 0, 0, JX_LIT(""), JX_LIT(""), JX_LIT("")}, UNITS},
        {{100, 0, 2023, JX_LIT("self_evaluation"), JX_LIT(""), JX_LIT("returned")}, UNITS},
        {{100, 0, 2024, JX_LIT(""), JX_LIT(""), JX_LIT("")}, 0},
        {{100, 0, 0, JX_LIT("target"), JX_LIT(""), JX_LIT("")}, 0},
        {{100, 0, 0, JX_LIT(""), JX_LIT(""), JX_LIT("scored")}, 0},
        {{100, 0, 0, JX_LIT(""), JX_LIT("3301"), JX_LIT("")}, 2},
        {{100, 3, 0, JX_LIT(""), JX_LIT(""), JX_LIT("")}, 1},
    };
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct jx_selected s;
        jx_select_arguments_encode(&cases[i].arguments, &b->arguments);
        assert_int_equal(ask(b, 2, "select"), JX_OK);
        assert_int_equal(jx_select_decode(jx_buffer_slice(&b->body), &b->arena, &s), JX_OK);
        assert_int_equal(s.count, cases[i].count);
        assert_int_equal(s.next, 0);
    }
    jx_select_arguments_encode(
        &(struct jx_select_arguments){9, 0, 0, JX_LIT(""), JX_LIT(""), JX_LIT("no")},
        &b->arguments);
    assert_int_equal(ask(b, 2, "select"), JX_E_FIELD_VALUE);
    for (unsigned role = 0; role < ROLES; role++) { /* page by page, what she may read */
        struct jx_select_arguments args = {1, 0, 0, JX_LIT(""), JX_LIT(""), JX_LIT("")};
        struct jx_selected s = {.next = 1};
        bool seen[UNITS] = {false};
        while (rows[role].asks && s.next) {
            jx_select_arguments_encode(&args, &b->arguments);
            assert_int_equal(ask(b, role, "select"), JX_OK);
            assert_int_equal(jx_select_decode(jx_buffer_slice(&b->body), &b->arena, &s), JX_OK);
            assert_true(s.count <= 1);
            for (unsigned u = 0; s.count && u < UNITS; u++)
                seen[u] |= jx_slice_eq(s.rows[0].unit, jx_slice_of(units[u]));
            args.before = s.next;
        }
        assert_memory_equal(seen, rows[role].sees, sizeof seen);
    }
}

static void an_id_is_found_by_how_it_begins(void **state)
{
    struct bench *b = *state;
    for (unsigned role = 0; role < ROLES; role++)
        for (unsigned u = 0; u < UNITS; u++)
            for (size_t digits = 6; digits <= 64; digits += 29) {
                char hex[2 * JX_HASH_BYTES + 1];
                struct jx_hash *ids = NULL;
                uint32_t count = 0;
                jx_hex_print(jx_hash_slice(&b->ids[u]), hex);
                jx_text_arguments_encode(jx_slice_at(hex, digits), &b->arguments);
                jx_status rc = ask(b, role, "ids");
                assert_int_equal(rc, rows[role].asks ? JX_OK : JX_E_REFUSED);
                if (rc != JX_OK) continue;
                assert_int_equal(jx_ids_decode(jx_buffer_slice(&b->body), &b->arena, &ids, &count),
                                 JX_OK);
                assert_int_equal(count, rows[role].sees[u] ? 1 : 0);
                if (count) assert_true(jx_hash_eq(&ids[0], &b->ids[u]));
            }
    jx_text_arguments_encode(JX_LIT("abcde"), &b->arguments);
    assert_int_equal(ask(b, 2, "ids"), JX_E_FIELD_VALUE);
    jx_text_arguments_encode(JX_LIT("no hex at all"), &b->arguments);
    assert_int_equal(ask(b, 2, "ids"), JX_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_are_shown_to_who_may_read_their_unit),
        cmocka_unit_test(lists_hold_what_she_may_read),
        cmocka_unit_test(summaries_hold_what_she_may_read),
        cmocka_unit_test(relations_are_shown_to_who_may_read_the_unit),
        cmocka_unit_test(master_data_is_for_who_loads_it_or_sees_all),
        cmocka_unit_test(what_happened_is_told_to_who_may_read_the_unit),
        cmocka_unit_test(a_history_has_versions_and_decisions),
        cmocka_unit_test(events_are_those_of_units_she_may_read),
        cmocka_unit_test(events_go_on_where_they_ended),
        cmocka_unit_test(documents_are_selected),
        cmocka_unit_test(an_id_is_found_by_how_it_begins),
        cmocka_unit_test(packs_are_for_everybody_who_is_judged_by_them),
    };
    return cmocka_run_group_tests_name("worker.query", tests, setup, teardown);
}
