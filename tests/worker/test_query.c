/* What each role reads of a real store: own, subordinate, foreign and parent unit, by every query.
 * The broker looks first; this is what the worker does by itself. */
#include "records.h"
#include "store/county.h"

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
    {"admin", false, {false}, false, false},
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
    struct store_item items[UNITS + 1];
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
    fold_all(b.place.store, items, UNITS + 1);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_are_shown_to_who_may_read_their_unit),
        cmocka_unit_test(lists_hold_what_she_may_read),
        cmocka_unit_test(summaries_hold_what_she_may_read),
        cmocka_unit_test(packs_are_for_everybody_who_is_judged_by_them),
    };
    return cmocka_run_group_tests_name("worker.query", tests, setup, teardown);
}
