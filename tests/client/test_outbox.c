/* Acts and receipts on the clerk's disk. */
#include "../proto/base/cmocka_all.h"
#include "../proto/base/folder.h"

#include "../../client/outbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct home {
    char dir[64];
    struct jx_arena arena;
};

static int setup(void **state)
{
    struct home *h = calloc(1, sizeof *h);
    /* In memory where that is possible: one test makes very many files. */
    snprintf(h->dir, sizeof h->dir, "%s/jx-outbox-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (jx_crypto_init() != JX_OK || !mkdtemp(h->dir)) return 1;
    jx_arena_init(&h->arena, SIZE_MAX);
    *state = h;
    return outbox_open(h->dir) == JX_OK ? 0 : 1;
}

static int teardown(void **state)
{
    struct home *h = *state;
    folder_remove(h->dir);
    jx_arena_clear(&h->arena);
    free(h);
    return 0;
}

static struct outbox_act act_of(struct home *h, unsigned number)
{
    struct outbox_act a = {.header = jx_arena_printf(&h->arena, "header %u", number),
                           .content = jx_arena_printf(&h->arena, "content %u", number),
                           .label = jx_arena_printf(&h->arena, "/tmp/表%u.xlsx", number),
                           .project = JX_LIT("村道养护")};
    a.id = jx_act_id(a.content);
    return a;
}

static void put(struct home *h, const struct outbox_act *a)
{
    assert_int_equal(outbox_put(h->dir, a), JX_OK);
}

static uint32_t read_all(struct home *h, struct outbox_act **acts, uint32_t damaged_expected)
{
    uint32_t count = 0, damaged = 0;
    assert_int_equal(outbox_read(h->dir, &h->arena, acts, &count, &damaged), JX_OK);
    assert_int_equal(damaged, damaged_expected);
    return count;
}

static void path_of(const struct home *h, const char *folder, const struct jx_hash *id,
                    const char *suffix, char out[256])
{
    char hex[ID_HEX];
    jx_hex_print(jx_hash_slice(id), hex);
    snprintf(out, 256, "%s/%s/%s%s", h->dir, folder, hex, suffix);
}

/* Files get the times 1, 2, 3 ... so that their order is known. */
static void set_age(const struct home *h, const struct jx_hash *id, time_t when)
{
    char path[256];
    struct timespec times[2] = {{when, 0}, {when, 0}};
    path_of(h, "outbox", id, ".act", path);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void write_file(const char *path, const char *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), (ssize_t)len);
    close(fd);
}

static void what_is_put_is_read_oldest_first(void **state)
{
    struct home *h = *state;
    struct outbox_act *acts;
    assert_int_equal(read_all(h, &acts, 0), 0);
    for (unsigned n = 0; n < 20; n++) {
        struct outbox_act a = act_of(h, n);
        put(h, &a);
        set_age(h, &a.id, 1000 - n);
    }
    assert_int_equal(read_all(h, &acts, 0), 20);
    for (unsigned n = 0; n < 20; n++) {
        struct outbox_act a = act_of(h, 19 - n);
        assert_true(jx_hash_eq(&acts[n].id, &a.id));
        assert_true(jx_slice_eq(acts[n].header, a.header));
        assert_true(jx_slice_eq(acts[n].content, a.content));
        assert_true(jx_slice_eq(acts[n].label, a.label));
        assert_true(jx_slice_eq(acts[n].project, a.project));
    }
}

static void putting_twice_keeps_the_first(void **state)
{
    struct home *h = *state;
    struct outbox_act *acts, a = act_of(h, 1), again = a;
    again.label = JX_LIT("another file");
    put(h, &a);
    put(h, &again);
    assert_int_equal(read_all(h, &acts, 0), 1);
    assert_true(jx_slice_eq(acts[0].label, a.label));
}

static void removing_is_final_and_may_be_repeated(void **state)
{
    struct home *h = *state;
    struct outbox_act *acts, a = act_of(h, 1), b = act_of(h, 2);
    put(h, &a);
    put(h, &b);
    assert_int_equal(outbox_remove(h->dir, &a.id), JX_OK);
    assert_int_equal(outbox_remove(h->dir, &a.id), JX_OK);
    assert_int_equal(read_all(h, &acts, 0), 1);
    assert_true(jx_hash_eq(&acts[0].id, &b.id));
}

static void only_the_owner_can_read_an_act(void **state)
{
    struct home *h = *state;
    struct outbox_act a = act_of(h, 1);
    char path[256];
    struct stat st;
    put(h, &a);
    path_of(h, "outbox", &a.id, ".act", path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void damaged_files_are_counted_and_left_where_they_are(void **state)
{
    struct home *h = *state;
    struct outbox_act *acts, a = act_of(h, 1), b = act_of(h, 2), c = act_of(h, 3);
    struct jx_slice bytes;
    char path[256], elsewhere[256];
    put(h, &a);
    put(h, &b);
    put(h, &c);
    path_of(h, "outbox", &a.id, ".act", path);
    write_file(path, "cut", 3);
    path_of(h, "outbox", &b.id, ".act", path); /* another act's bytes under this name */
    path_of(h, "outbox", &c.id, ".act", elsewhere);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(link(elsewhere, path), 0);
    path_of(h, "outbox", &a.id, ".act.123.new", elsewhere); /* what an interrupted writing left */
    write_file(elsewhere, "x", 1);
    assert_int_equal(read_all(h, &acts, 2), 1);
    assert_true(jx_hash_eq(&acts[0].id, &c.id));
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(receipt_read(h->dir, &c.id, &h->arena, &bytes), JX_E_NOT_FOUND);
}

/* What the outbox takes it must be able to give back, also where a file lies deep in folders. */
static void long_labels_come_back(void **state)
{
    struct home *h = *state;
    struct outbox_act *acts, a = act_of(h, 1);
    char *deep = jx_arena_take(&h->arena, 4000);
    memset(deep, 'd', 4000);
    a.label = jx_slice_at(deep, 4000);
    jx_status rc = outbox_put(h->dir, &a);
    if (rc == JX_OK) assert_int_equal(read_all(h, &acts, 0), 1);
}

static void receipts_are_kept_once(void **state)
{
    struct home *h = *state;
    struct outbox_act a = act_of(h, 1);
    char path[OUTBOX_PATH_MAX];
    struct jx_slice bytes;
    assert_int_equal(receipt_read(h->dir, &a.id, &h->arena, &bytes), JX_E_NOT_FOUND);
    assert_int_equal(receipt_keep(h->dir, &a.id, JX_LIT("first"), path), JX_OK);
    assert_int_equal(access(path, R_OK), 0);
    assert_int_equal(receipt_keep(h->dir, &a.id, JX_LIT("second"), path), JX_OK);
    assert_int_equal(receipt_read(h->dir, &a.id, &h->arena, &bytes), JX_OK);
    assert_true(jx_slice_eq(bytes, JX_LIT("first")));
}

static jx_status resolve(struct home *h, const char *text, struct jx_hash *id)
{
    return id_resolve(h->dir, text, id);
}

static void the_beginning_of_an_id_is_enough(void **state)
{
    struct home *h = *state;
    struct jx_hash id, ids[3] = {{{0xAB, 0xCD, 0xEF, 0x12}}, {{0xAB, 0xCD, 0xEF, 0x13}}, {{0x77}}};
    char path[OUTBOX_PATH_MAX], act_path[256], full[ID_HEX];
    for (int i = 0; i < 3; i++)
        assert_int_equal(receipt_keep(h->dir, &ids[i], JX_LIT("r"), path), JX_OK);
    assert_int_equal(resolve(h, "abcdef12", &id), JX_OK);
    assert_true(jx_hash_eq(&id, &ids[0]));
    assert_int_equal(resolve(h, "770000", &id), JX_OK);
    assert_true(jx_hash_eq(&id, &ids[2]));
    assert_int_equal(resolve(h, "abcdef", &id), JX_E_USAGE); /* two of them */
    assert_int_equal(resolve(h, "77000", &id), JX_E_USAGE);  /* too short */
    assert_int_equal(resolve(h, "", &id), JX_E_USAGE);
    assert_int_equal(resolve(h, "ABCDEF12", &id), JX_E_USAGE);
    assert_int_equal(resolve(h, "../../etc", &id), JX_E_USAGE);
    assert_int_equal(resolve(h, "123456", &id), JX_E_NOT_FOUND);
    jx_hex_print(jx_hash_slice(&ids[1]), full);
    assert_int_equal(resolve(h, full, &id), JX_OK); /* a whole one need not be here */
    full[0] = '0';
    assert_int_equal(resolve(h, full, &id), JX_OK);

    path_of(h, "outbox", &ids[2], ".act", act_path); /* the same id in both places is one */
    write_file(act_path, "x", 1);
    assert_int_equal(resolve(h, "770000", &id), JX_OK);
}

static void no_home_is_no_outbox(void **state)
{
    (void)state;
    assert_int_equal(outbox_open(""), JX_E_CONFIG);
    assert_int_not_equal(outbox_open("/proc/nowhere"), JX_OK);
}

/* Empty files count: nothing is read to see whether there is room. */
static void there_is_a_most_of_acts(void **state)
{
    struct home *h = *state;
    uint32_t room = 0;
    char path[512];
    assert_int_equal(outbox_room(h->dir, &room), JX_OK);
    assert_int_equal(room, JX_OUTBOX_MAX);
    for (uint32_t i = 0; i <= JX_OUTBOX_MAX; i++) {
        snprintf(path, sizeof path, "%s/outbox/%064x.act", h->dir, i);
        int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        assert_true(fd >= 0);
        close(fd);
        if (i + 2 < JX_OUTBOX_MAX) continue;
        assert_int_equal(outbox_room(h->dir, &room), JX_OK);
        assert_int_equal(room, i < JX_OUTBOX_MAX ? JX_OUTBOX_MAX - 1 - i : 0);
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(what_is_put_is_read_oldest_first),
        T(putting_twice_keeps_the_first),
        T(removing_is_final_and_may_be_repeated),
        T(only_the_owner_can_read_an_act),
        T(damaged_files_are_counted_and_left_where_they_are),
        T(long_labels_come_back),
        T(receipts_are_kept_once),
        T(the_beginning_of_an_id_is_enough),
        T(no_home_is_no_outbox),
        T(there_is_a_most_of_acts),
    };
#undef T
    return cmocka_run_group_tests_name("client.outbox", tests, NULL, NULL);
}
