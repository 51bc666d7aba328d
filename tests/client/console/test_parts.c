/* What the console decides without a network: addresses, users, visits, passwords tried, drafts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../client/console/address.h"
#include "../../../client/console/drafts.h"
#include "../../../client/console/path.h"
#include "../../../client/console/pool.h"
#include "../../../client/console/users.h"
#include "../../../client/console/visits.h"

/* ---- addresses ---- */

static bool fits(const char *pattern, const char *path)
{
    char text[256];
    const char *parts[CALL_PARTS_MAX];
    snprintf(text, sizeof text, "%s", path);
    unsigned count = path_split(text, parts);
    return count > 0 && path_fits(pattern, parts, count);
}

static void addresses_by_their_parts(void **state)
{
    (void)state;
    assert_true(fits("session", "session"));
    assert_true(fits("session", "/session/"));
    assert_false(fits("session", "sessions"));
    assert_false(fits("session", "sessio"));
    assert_false(fits("session", "session/x"));
    assert_false(fits("session/x", "session"));
    assert_true(fits("document/*", "document/3f9a"));
    assert_false(fits("document/*", "document"));
    assert_false(fits("document/*", "document/3f9a/diff"));
    assert_true(fits("document/*/diff/*", "document/3f9a/diff/77"));
    assert_false(fits("document/*/diff/*", "document/3f9a/dif/77"));
    assert_true(fits("document/*.xlsx", "document/3f9a.xlsx"));
    assert_false(fits("document/*.xlsx", "document/.xlsx"));
    assert_false(fits("document/*.xlsx", "document/3f9a"));
    assert_true(fits("a/b/c/d/e/f/g/h", "a/b/c/d/e/f/g/h"));
    assert_false(fits("a/b/c/d/e/f/g/h/i", "a/b/c/d/e/f/g/h/i"));
    assert_false(fits("session", ""));
    assert_false(fits("session", "///"));
}

static void only_real_addresses_are_listened_at(void **state)
{
    static const char *const right[] = {"127.0.0.1:8080", "127.0.0.1:0", "0.0.0.0:65535",
                                        "[::1]:1"};
    static const char *const wrong[] = {"127.0.0.1:65536", "127.0.0.1:99999999999999999999",
                                        "127.0.0.1:-1",    "127.0.0.1:+1",
                                        "127.0.0.1: 1",    "127.0.0.1:",
                                        "127.0.0.1",       ":8080",
                                        "here:8080",       "::1:8080",
                                        "tcp://1.2.3.4:1", ""};
    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        assert_true(address_valid(right[i]));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(address_valid(wrong[i]));
}

/* ---- users ---- */

#define LINE(name) name "\t$argon2id$x\t990001101\ttownship\tkeys/a.key\n"

static jx_status parse(const char *text, struct jx_arena *a, struct users *u)
{
    return users_parse(jx_slice_of(text), a, u);
}

static void a_users_file_is_read_whole_or_refused(void **state)
{
    static const struct {
        const char *text;
        jx_status status;
        unsigned line;
    } rows[] = {
        {"version = 1\n", JX_OK, 0},
        {"version = 1\n# nobody\n\n" LINE("wang") LINE("李四"), JX_OK, 0},
        {"", JX_E_CONFIG, 1},
        {"version = 2\n" LINE("wang"), JX_E_VERSION, 1},
        {LINE("wang"), JX_E_CONFIG, 1},
        {"version = 1\n" LINE("wang") LINE("wang"), JX_E_CONFIG, 3},
        {"version = 1\nwang\tx\t1\ttownship\n", JX_E_CONFIG, 2},
        {"version = 1\nwang\tx\t1\tworker\tkey\n", JX_E_CONFIG, 2},
        {"version = 1\nwang\tx\t1\tadmin\tkey\n", JX_E_CONFIG, 2},
        {"version = 1\nwang\t\t1\ttownship\tkey\n", JX_E_CONFIG, 2},
        {"version = 1\nwang\tx\t1\ttownship\t\n", JX_E_CONFIG, 2},
        {"version = 1\n" LINE("two words"), JX_E_CONFIG, 2},
        {"version = 1\nwang\tx\t1\ttownship\tkey", JX_E_CONFIG, 2},
        {"version = 1\n" LINE("\xff"), JX_E_CONFIG, 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct jx_arena a;
        struct users u;
        jx_arena_init(&a, 16 << 20);
        assert_int_equal(parse(rows[i].text, &a, &u), rows[i].status);
        assert_int_equal(u.bad_line, rows[i].line);
        jx_arena_clear(&a);
    }
}

static void users_are_written_as_they_are_read(void **state)
{
    char path[] = "/tmp/test-console-users-XXXXXX";
    struct jx_arena a;
    struct users u;
    struct stat st;
    struct user wang = {JX_LIT("wang"), JX_LIT("hash"), JX_LIT("990001101"), JX_LIT("township"),
                        JX_LIT("a.key")};
    struct user li = {JX_LIT("李四"), JX_LIT("hash"), JX_LIT("990001102"), JX_LIT("county"),
                      JX_LIT("b.key")};
    (void)state;
    close(mkstemp(path));
    unlink(path);
    jx_arena_init(&a, 16 << 20);
    assert_int_equal(users_read(path, &a, &u), JX_E_NOT_FOUND);
    assert_int_equal(users_remove(path, wang.name), JX_E_NOT_FOUND);
    assert_int_equal(users_put(path, &wang), JX_OK);
    assert_int_equal(users_put(path, &li), JX_OK);
    struct jx_hash before = user_hash(&wang);
    wang.hash = JX_LIT("another");
    assert_int_equal(users_put(path, &wang), JX_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(users_read(path, &a, &u), JX_OK);
    assert_int_equal(u.count, 2);
    const struct user *found = users_find(&u, JX_LIT("wang"));
    assert_non_null(found);
    assert_true(jx_slice_eq(found->hash, JX_LIT("another")));
    struct jx_hash after = user_hash(found);
    assert_false(jx_hash_eq(&before, &after));
    assert_int_equal(users_remove(path, JX_LIT("wang")), JX_OK);
    assert_int_equal(users_read(path, &a, &u), JX_OK);
    assert_null(users_find(&u, JX_LIT("wang")));
    assert_non_null(users_find(&u, JX_LIT("李四")));
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(users_read(path, &a, &u), JX_E_PERMISSION);
    jx_arena_clear(&a);
    unlink(path);
}

static void a_password_is_known_by_its_hash_alone(void **state)
{
    char hash[JX_PASSWORD_HASH_BYTES], other[JX_PASSWORD_HASH_BYTES];
    (void)state;
    assert_true(jx_password_hash(JX_LIT("correct horse"), hash));
    assert_true(jx_password_hash(JX_LIT("correct horse"), other));
    assert_int_equal(strncmp(hash, "$argon2id$", 10), 0);
    assert_string_not_equal(hash, other);
    assert_true(jx_password_matches(hash, JX_LIT("correct horse")));
    assert_false(jx_password_matches(hash, JX_LIT("correct horsf")));
    assert_false(jx_password_matches(hash, JX_LIT("")));
    assert_false(jx_password_matches("", JX_LIT("")));
}

/* ---- visits ---- */

static int dropped;

static void drop(void *own)
{
    dropped += *(int *)own;
}

static int one = 1;

static struct visit *begin(struct visits *v, const char *user, int64_t now,
                           char cookie[VISIT_TOKEN_HEX])
{
    struct visit *x = NULL;
    assert_int_equal(visits_begin(v, user, &one, now, &x, cookie), JX_OK);
    return x;
}

static void a_visit_is_found_by_its_cookie_until_it_is_over(void **state)
{
    static struct visits v;
    char cookie[VISIT_TOKEN_HEX], other[VISIT_TOKEN_HEX];
    bool expired;
    (void)state;
    dropped = 0;
    visits_init(&v, drop);
    struct visit *x = begin(&v, "wang", 1000, cookie);
    struct visit *y = begin(&v, "li", 1000, other);
    assert_string_not_equal(cookie, other);
    assert_string_not_equal(x->csrf, y->csrf);
    assert_ptr_equal(visits_find(&v, cookie, false, 2000, &expired), x);
    assert_null(visits_find(&v, NULL, true, 2000, &expired));
    assert_false(expired);
    assert_null(visits_find(&v, "", true, 2000, &expired));
    other[0] = other[0] == '0' ? '1' : '0';
    assert_null(visits_find(&v, other, true, 2000, &expired));
    assert_true(expired);
    assert_true(visit_csrf_matches(x, x->csrf));
    assert_false(visit_csrf_matches(x, y->csrf));
    assert_false(visit_csrf_matches(x, ""));
    assert_false(visit_csrf_matches(x, NULL));
    /* looking does not keep it alive, using it does */
    assert_ptr_equal(visits_find(&v, cookie, false, 1000 + VISIT_IDLE_MS - 1, &expired), x);
    assert_ptr_equal(visits_find(&v, cookie, true, 1000 + VISIT_IDLE_MS - 1, &expired), x);
    assert_ptr_equal(visits_find(&v, cookie, false, 1000 + VISIT_IDLE_MS, &expired), x);
    assert_null(visits_find(&v, cookie, true, 1000 + 2 * (int64_t)VISIT_IDLE_MS, &expired));
    assert_true(expired);
    assert_int_equal(dropped, 1);
    assert_int_equal(v.count, 1);
    visits_clear(&v);
    assert_int_equal(dropped, 2);
}

static void a_visit_ends_after_twelve_hours_of_use(void **state)
{
    static struct visits v;
    char cookie[VISIT_TOKEN_HEX];
    bool expired;
    int64_t now = 0;
    (void)state;
    visits_init(&v, drop);
    begin(&v, "wang", 0, cookie);
    for (; now < VISIT_MS; now += VISIT_IDLE_MS / 2)
        assert_non_null(visits_find(&v, cookie, true, now, &expired));
    assert_null(visits_find(&v, cookie, true, now, &expired));
    visits_clear(&v);
}

static void a_held_visit_outlives_its_end(void **state)
{
    static struct visits v;
    char cookie[VISIT_TOKEN_HEX];
    (void)state;
    dropped = 0;
    visits_init(&v, drop);
    struct visit *x = begin(&v, "wang", 0, cookie);
    visit_hold(x);
    visits_end(&v, x);
    assert_int_equal(dropped, 0);
    assert_true(visit_over(x, 0));
    visit_release(&v, &x);
    assert_int_equal(dropped, 1);
    visits_clear(&v);
}

static void a_user_has_so_many_visits_and_the_table_so_many(void **state)
{
    static struct visits v;
    char cookie[VISIT_TOKEN_HEX], first[VISIT_TOKEN_HEX], name[16];
    struct visit *x;
    bool expired;
    (void)state;
    visits_init(&v, NULL);
    begin(&v, "wang", 0, first);
    for (int i = 1; i < VISITS_PER_USER_MAX; i++)
        begin(&v, "wang", i, cookie);
    assert_int_equal(v.count, VISITS_PER_USER_MAX);
    begin(&v, "wang", 100, cookie);
    assert_int_equal(v.count, VISITS_PER_USER_MAX);
    assert_null(visits_find(&v, first, true, 100, &expired));
    for (int i = VISITS_PER_USER_MAX; i < VISITS_MAX; i++) {
        snprintf(name, sizeof name, "u%d", i);
        begin(&v, name, 100, cookie);
    }
    assert_int_equal(visits_begin(&v, "more", NULL, 100, &x, cookie), JX_E_BUSY);
    visits_clear(&v);
}

static bool is_li(void *own, const struct visit *x)
{
    (void)own;
    return strcmp(x->user, "li") == 0;
}

static void a_sweep_ends_those_who_do_not_stay(void **state)
{
    static struct visits v;
    char cookie[VISIT_TOKEN_HEX];
    (void)state;
    visits_init(&v, NULL);
    begin(&v, "wang", 0, cookie);
    begin(&v, "li", 0, cookie);
    begin(&v, "wang", 0, cookie);
    begin(&v, "li", VISIT_IDLE_MS, cookie);
    visits_sweep(&v, is_li, NULL, VISIT_IDLE_MS);
    assert_int_equal(v.count, 1);
    assert_string_equal(v.items[0]->user, "li");
    visits_clear(&v);
}

static void a_name_waits_longer_and_longer(void **state)
{
    static struct visits v;
    int64_t now = 1000000;
    (void)state;
    visits_init(&v, NULL);
    for (int i = 0; i < TRIES_FREE - 1; i++)
        tries_failed(&v, "wang", now);
    assert_int_equal(tries_wait(&v, "wang", now), 0);
    tries_failed(&v, "wang", now);
    assert_int_equal(tries_wait(&v, "wang", now), TRIES_WAIT_MS);
    assert_int_equal(tries_wait(&v, "li", now), 0);
    assert_int_equal(tries_wait(&v, "wang", now + TRIES_WAIT_MS), 0);
    tries_failed(&v, "wang", now);
    assert_int_equal(tries_wait(&v, "wang", now), 2 * TRIES_WAIT_MS);
    for (int i = 0; i < 40; i++)
        tries_failed(&v, "wang", now);
    assert_int_equal(tries_wait(&v, "wang", now), TRIES_WAIT_MAX_MS);
    now += TRIES_FORGET_MS + 1;
    tries_failed(&v, "wang", now);
    assert_int_equal(tries_wait(&v, "wang", now), 0);
    for (int i = 0; i < TRIES_FREE; i++)
        tries_failed(&v, "wang", now);
    tries_forget(&v, "wang");
    assert_int_equal(tries_wait(&v, "wang", now), 0);
    /* thousands of other names do not free one that waits now */
    for (int i = 0; i < TRIES_FREE; i++)
        tries_failed(&v, "wang", now + 10000);
    for (int i = 0; i < TRIES_NAMES_MAX / 2; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        tries_failed(&v, name, now + 10000);
    }
    assert_true(tries_wait(&v, "wang", now + 10000) > 0);
}

/* ---- drafts ---- */

static void make_form(struct jx_document *d, struct jx_arena *a)
{
    struct jx_trouble t;
    assert_int_equal(jx_document_init(d, JX_FORM_self_evaluation, a), JX_OK);
    struct jx_self_evaluation *s = d->body.self_evaluation;
    struct jx_evaluated_indicator *rows = jx_arena_array(a, 2, sizeof *rows);
    for (int i = 0; i < 2; i++) {
        rows[i].level1 = JX_LIT("产出指标");
        rows[i].level2 = JX_LIT("数量指标");
        rows[i].level3 = JX_LIT("数量");
        rows[i].target = JX_LIT("≥5处");
    }
    s->indicators = (struct jx_list){rows, 2};
    s->funds = (struct jx_list){jx_arena_take(a, 1), 0};
    d->year = 2025;
    assert_int_equal(jx_document_check(d, a, &t), JX_OK);
}

static jx_status set(struct jx_document *d, const char *path, const char *text, struct jx_arena *a)
{
    return document_set(d, jx_slice_of(path), text ? jx_slice_of(text) : JX_ABSENT, a);
}

static void fields_are_set_by_their_place(void **state)
{
    struct jx_arena a;
    struct jx_document d;
    (void)state;
    jx_arena_init(&a, 16 << 20);
    make_form(&d, &a);
    const struct jx_evaluated_indicator *rows = d.body.self_evaluation->indicators.items;
    assert_int_equal(set(&d, "/indicators/1/actual", "5处", &a), JX_OK);
    assert_true(jx_slice_eq(rows[1].actual, JX_LIT("5处")));
    assert_true(jx_is_absent(rows[0].actual));
    assert_int_equal(set(&d, "/indicators/1/actual", NULL, &a), JX_OK);
    assert_true(jx_is_absent(rows[1].actual));
    assert_int_equal(set(&d, "/indicators/1/target", NULL, &a), JX_E_FIELD_MISSING);
    assert_int_equal(set(&d, "/project/name", "村道", &a), JX_OK);
    assert_true(jx_slice_eq(d.project->name, JX_LIT("村道")));
    assert_int_equal(set(&d, "/total/score", "98", &a), JX_OK);
    assert_true(jx_slice_eq(d.body.self_evaluation->total->score, JX_LIT("98")));
    assert_int_equal(set(&d, "/goals/actual", NULL, &a), JX_OK);
    assert_null(d.body.self_evaluation->goals);
    assert_int_equal(set(&d, "/title", "表", &a), JX_OK);
    static const char *const wrong[] = {"",
                                        "title",
                                        "/",
                                        "/none",
                                        "/title/x",
                                        "/indicators",
                                        "/indicators/2/actual",
                                        "/indicators/-1/actual",
                                        "/indicators/1x/actual",
                                        "/indicators/1",
                                        "/indicators/99999999/actual",
                                        "/project",
                                        "/extra/a",
                                        "/form",
                                        "/year",
                                        "/indicators/1/none"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(set(&d, wrong[i], "x", &a), JX_E_NOT_FOUND);
    jx_arena_clear(&a);
}

static void drafts_are_bounded_and_make_room(void **state)
{
    static struct drafts drafts;
    struct jx_arena a;
    struct jx_document d;
    struct draft *x;
    (void)state;
    jx_arena_init(&a, 16 << 20);
    make_form(&d, &a);
    drafts_init(&drafts);
    for (unsigned i = 1; i <= DRAFTS_MAX; i++) {
        assert_int_equal(draft_add(&drafts, &d, &x), JX_OK);
        assert_int_equal(x->number, i);
    }
    assert_int_equal(draft_add(&drafts, &d, &x), JX_E_BUSY);
    draft_find(&drafts, 7)->submitted = true;
    draft_find(&drafts, 5)->submitted = true;
    assert_int_equal(draft_add(&drafts, &d, &x), JX_OK);
    assert_int_equal(x->number, DRAFTS_MAX + 1);
    assert_null(draft_find(&drafts, 5));
    assert_non_null(draft_find(&drafts, 7));
    assert_null(draft_find(&drafts, 0));
    draft_remove(draft_find(&drafts, 9));
    assert_int_equal(draft_add(&drafts, &d, &x), JX_OK);
    drafts_clear(&drafts);
    jx_arena_clear(&a);
}

static void a_draft_keeps_copies(void **state)
{
    static struct drafts drafts;
    struct jx_arena a;
    struct jx_document d;
    struct draft *x;
    (void)state;
    drafts_init(&drafts);
    jx_arena_init(&a, 16 << 20);
    make_form(&d, &a);
    assert_int_equal(set(&d, "/title", "第一", &a), JX_OK);
    assert_int_equal(draft_add(&drafts, &d, &x), JX_OK);
    assert_int_equal(set(&d, "/title", "第二", &a), JX_OK);
    assert_true(jx_slice_eq(x->document.title, JX_LIT("第一")));
    for (int i = 0; i < 3000; i++) /* corrections do not pile up */
        assert_int_equal(draft_replace(x, &d), JX_OK);
    jx_arena_clear(&a);
    assert_true(jx_slice_eq(x->document.title, JX_LIT("第二")));
    assert_true(x->changed);
    drafts_clear(&drafts);
}

static void explanations_are_kept_once_each(void **state)
{
    static struct drafts drafts;
    struct jx_arena a;
    struct jx_document d;
    struct draft *x;
    struct jx_remark r = {JX_LIT("reason.row"), JX_LIT("/indicators/0"), JX_LIT("汛期停工")};
    (void)state;
    drafts_init(&drafts);
    jx_arena_init(&a, 16 << 20);
    make_form(&d, &a);
    assert_int_equal(draft_add(&drafts, &d, &x), JX_OK);
    assert_int_equal(draft_explain(x, &r), JX_OK);
    r.text = JX_LIT("停工两个月");
    assert_int_equal(draft_explain(x, &r), JX_OK);
    assert_int_equal(x->explanation_count, 1);
    assert_true(jx_slice_eq(x->explanations[0].text, r.text));
    r.place = JX_LIT("/indicators/1");
    assert_int_equal(draft_explain(x, &r), JX_OK);
    assert_int_equal(x->explanation_count, 2);
    r.text = JX_LIT("");
    assert_int_equal(draft_explain(x, &r), JX_OK);
    assert_int_equal(draft_explain(x, &r), JX_OK);
    assert_int_equal(x->explanation_count, 1);
    for (int i = 0; i < DRAFT_EXPLANATIONS_MAX + 5; i++) {
        char place[32];
        snprintf(place, sizeof place, "/indicators/%d", i);
        r = (struct jx_remark){JX_LIT("reason.row"), jx_slice_of(place), JX_LIT("x")};
        assert_int_equal(draft_explain(x, &r), i < DRAFT_EXPLANATIONS_MAX ? JX_OK : JX_E_ROWS);
    }
    drafts_clear(&drafts);
    jx_arena_clear(&a);
}

static void the_cell_of_a_field_or_of_what_is_above_it(void **state)
{
    struct draft_cell places[] = {{JX_LIT("/indicators/0"), JX_LIT("A7")},
                                  {JX_LIT("/indicators/0/actual"), JX_LIT("D7")}};
    struct draft x = {.places = places, .place_count = 2};
    (void)state;
    assert_true(jx_slice_eq(draft_address(&x, JX_LIT("/indicators/0/actual")), JX_LIT("D7")));
    assert_true(jx_slice_eq(draft_address(&x, JX_LIT("/indicators/0/score")), JX_LIT("A7")));
    assert_true(jx_is_absent(draft_address(&x, JX_LIT("/indicators/1/score"))));
    assert_true(jx_is_absent(draft_address(&x, JX_LIT(""))));
}

/* ---- the pool ---- */

static atomic_int running, most, done;

static void work(void *own)
{
    int now = atomic_fetch_add(&running, 1) + 1, before = atomic_load(&most);
    while (now > before && !atomic_compare_exchange_weak(&most, &before, now))
        ;
    usleep(3000);
    atomic_fetch_sub(&running, 1);
    atomic_fetch_add((atomic_int *)own, 1);
}

static void nobody_holds_more_than_her_share(void **state)
{
    struct pool *p;
    int group, put = 0;
    (void)state;
    assert_int_equal(pool_open(&p), JX_OK);
    while (pool_put(p, &group, work, &done))
        put++;
    assert_in_range(put, POOL_GROUP_JOBS_MAX, POOL_GROUP_JOBS_MAX + 20);
    pool_close(&p);
    assert_null(p);
    assert_int_equal(atomic_load(&done), put);
    assert_in_range(atomic_load(&most), 1, POOL_GROUP_RUNNING_MAX);
    atomic_store(&most, 0);
    atomic_store(&done, 0);
    assert_int_equal(pool_open(&p), JX_OK);
    for (int i = 0; i < 64; i++)
        assert_true(pool_put(p, NULL, work, &done));
    pool_close(&p);
    assert_int_equal(atomic_load(&done), 64);
    assert_in_range(atomic_load(&most), 2, POOL_THREADS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_by_their_parts),
        cmocka_unit_test(only_real_addresses_are_listened_at),
        cmocka_unit_test(a_users_file_is_read_whole_or_refused),
        cmocka_unit_test(users_are_written_as_they_are_read),
        cmocka_unit_test(a_password_is_known_by_its_hash_alone),
        cmocka_unit_test(a_visit_is_found_by_its_cookie_until_it_is_over),
        cmocka_unit_test(a_visit_ends_after_twelve_hours_of_use),
        cmocka_unit_test(a_held_visit_outlives_its_end),
        cmocka_unit_test(a_user_has_so_many_visits_and_the_table_so_many),
        cmocka_unit_test(a_sweep_ends_those_who_do_not_stay),
        cmocka_unit_test(a_name_waits_longer_and_longer),
        cmocka_unit_test(fields_are_set_by_their_place),
        cmocka_unit_test(drafts_are_bounded_and_make_room),
        cmocka_unit_test(a_draft_keeps_copies),
        cmocka_unit_test(explanations_are_kept_once_each),
        cmocka_unit_test(the_cell_of_a_field_or_of_what_is_above_it),
        cmocka_unit_test(nobody_holds_more_than_her_share),
    };
    if (jx_crypto_init() != JX_OK) return 4;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
