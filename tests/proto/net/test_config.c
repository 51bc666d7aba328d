/* Settings, key files and the small files they live in. */
#include "../base/cmocka_all.h"
#include "../base/folder.h"

#include "../../../proto/file/file.h"
#include "../../../proto/net/config.h"
#include "../../../proto/net/identity.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static struct jx_arena arena;

static int setup(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/jx-config-XXXXXX");
    jx_arena_init(&arena, SIZE_MAX);
    return mkdtemp(folder) ? 0 : 1;
}

static int teardown(void **state)
{
    (void)state;
    folder_remove(folder);
    jx_arena_clear(&arena);
    return 0;
}

static const char *file(const char *name)
{
    return jx_arena_printf(&arena, "%s/%s", folder, name).ptr;
}

static const char *write_file(const char *name, const char *text, mode_t mode)
{
    const char *path = file(name);
    assert_int_equal(jx_file_write(path, mode, jx_slice_of(text)), JX_OK);
    assert_int_equal(chmod(path, mode), 0);
    return path;
}

static void lines_are_keys_and_values(void **state)
{
    static const struct {
        const char *text, *key, *value; /* value NULL: absent */
        jx_status status;
        unsigned bad_line;
    } rows[] = {
        {"", "a", NULL, JX_OK, 0},
        {"a = 1\n", "a", "1", JX_OK, 0},
        {"a=1", "a", "1", JX_OK, 0},
        {"  a  =  1 2  \n", "a", "1 2", JX_OK, 0},
        {"a = 1\r\nb = 2\r\n", "b", "2", JX_OK, 0},
        {"a =\n", "a", "", JX_OK, 0},
        {"a = b = c\n", "a", "b = c", JX_OK, 0},
        {"# a = 1\n\n  \nb = 2\n", "a", NULL, JX_OK, 0},
        {"a = 1 # not a comment\n", "a", "1 # not a comment", JX_OK, 0},
        {"名称 = 青石县\n", "名称", "青石县", JX_OK, 0},
        {"A = 1\n", "a", NULL, JX_OK, 0},
        {"a\n", NULL, NULL, JX_E_CONFIG, 1},
        {"a = 1\n= 2\n", NULL, NULL, JX_E_CONFIG, 2},
        {"a = 1\nb = 2\n\na = 3\n", NULL, NULL, JX_E_CONFIG, 4},
        {"\n\nnonsense", NULL, NULL, JX_E_CONFIG, 3},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_config c;
        jx_status rc = jx_config_parse(jx_slice_of(rows[i].text), &c);
        if (rc != rows[i].status) fail_msg("row %zu: %s", i, jx_status_name(rc));
        if (rc != JX_OK) {
            assert_int_equal(c.bad_line, rows[i].bad_line);
            continue;
        }
        struct jx_slice value = jx_config_get(&c, rows[i].key);
        if (!rows[i].value != jx_is_absent(value)) fail_msg("row %zu", i);
        if (rows[i].value) assert_true(jx_slice_eq(value, jx_slice_of(rows[i].value)));
    }
}

static void there_is_a_most_of_lines(void **state)
{
    char text[16 * (JX_CONFIG_ENTRIES_MAX + 1)];
    struct jx_config c;
    size_t len = 0;
    (void)state;
    for (int i = 0; i < JX_CONFIG_ENTRIES_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "k%d = %d\n", i, i);
    assert_int_equal(jx_config_parse(jx_slice_at(text, len), &c), JX_OK);
    len += (size_t)snprintf(text + len, sizeof text - len, "one = more\n");
    assert_int_equal(jx_config_parse(jx_slice_at(text, len), &c), JX_E_CONFIG);
    assert_int_equal(c.bad_line, JX_CONFIG_ENTRIES_MAX + 1);
}

static void hex_has_to_be_exact(void **state)
{
    static const struct {
        const char *text;
        jx_status status;
    } rows[] = {
        {"k = 00ff7a", JX_OK},           {"k = 00ff7", JX_E_CONFIG},  {"k = 00ff7a00", JX_E_CONFIG},
        {"k = 00FF7A", JX_E_CONFIG},     {"k = 00fg7a", JX_E_CONFIG}, {"k =", JX_E_CONFIG},
        {"other = 00ff7a", JX_E_CONFIG},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_config c;
        uint8_t out[3] = {1, 2, 3};
        assert_int_equal(jx_config_parse(jx_slice_of(rows[i].text), &c), JX_OK);
        assert_int_equal(jx_config_get_hex(&c, "k", out, sizeof out), rows[i].status);
        if (rows[i].status == JX_OK) assert_memory_equal(out, "\x00\xff\x7a", 3);
    }
}

static void a_secret_that_others_can_read_is_refused(void **state)
{
    static const struct {
        mode_t mode;
        bool secret;
        jx_status status;
    } rows[] = {
        {0600, true, JX_OK},           {0400, true, JX_OK},           {0644, true, JX_E_PERMISSION},
        {0640, true, JX_E_PERMISSION}, {0604, true, JX_E_PERMISSION}, {0644, false, JX_OK},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_config c;
        const char *path = write_file("secret", "k = v\n", rows[i].mode);
        assert_int_equal(jx_config_read(path, rows[i].secret, &arena, &c), rows[i].status);
    }
    struct jx_config c;
    assert_int_equal(jx_config_read(file("missing"), true, &arena, &c), JX_E_NOT_FOUND);
    assert_int_equal(jx_config_read(folder, false, &arena, &c), JX_E_FILE_TYPE);
}

static void a_key_file_is_made_once_and_for_its_owner(void **state)
{
    struct jx_identity made, back;
    struct stat st;
    const char *path = file("my.key");
    (void)state;
    assert_int_equal(jx_identity_make(path, "990001101", &made), JX_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(jx_identity_read(path, &back), JX_OK);
    assert_memory_equal(&back.keys, &made.keys, sizeof made.keys);
    assert_string_equal(back.unit, "990001101");
    assert_int_equal(jx_identity_make(path, "990001101", &back), JX_E_IN_USE);
    assert_int_equal(jx_identity_read(path, &back), JX_OK);
    assert_memory_equal(&back.keys, &made.keys, sizeof made.keys);
    assert_int_equal(jx_identity_make(file("x.key"), "123456789012345678901234567890123", &back),
                     JX_E_CONFIG); /* 33 characters */
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(jx_identity_read(path, &back), JX_E_PERMISSION);
    write_file("half.key", "unit = 1\npublic = 00\n", 0600);
    assert_int_equal(jx_identity_read(file("half.key"), &back), JX_E_CONFIG);
}

#define KEY "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void a_countys_file_has_to_be_whole(void **state)
{
    static const struct {
        const char *text;
        jx_status status;
    } rows[] = {
        {"endpoint = tcp://h:1\nserver_key = " KEY "\nsigning_key = " KEY "\nunit = 33\n", JX_OK},
        {"endpoint = tcp://h:1\nserver_key = " KEY "\nsigning_key = " KEY "\nlater = x\n", JX_OK},
        {"server_key = " KEY "\nsigning_key = " KEY "\n", JX_E_CONFIG},
        {"endpoint = tcp://h:1\nsigning_key = " KEY "\n", JX_E_CONFIG},
        {"endpoint = tcp://h:1\nserver_key = " KEY "\n", JX_E_CONFIG},
        {"endpoint = tcp://h:1\nserver_key = " KEY "00\nsigning_key = " KEY "\n", JX_E_CONFIG},
        {"endpoint = tcp://h:65536\nserver_key = " KEY "\nsigning_key = " KEY "\n", JX_E_CONFIG},
        {"what is this", JX_E_CONFIG},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_county c;
        const char *path = write_file("county.conf", rows[i].text, 0644);
        assert_int_equal(jx_county_read(path, &c), rows[i].status);
        if (rows[i].status == JX_OK) assert_string_equal(c.endpoint, "tcp://h:1");
    }
    struct jx_county c;
    assert_int_equal(jx_county_read(file("nowhere"), &c), JX_E_NOT_FOUND);
}

static void an_endpoint_has_a_host_and_a_port(void **state)
{
    static const struct {
        const char *text;
        bool valid;
    } rows[] = {
        {"tcp://127.0.0.1:5580", true},
        {"tcp://127.0.0.1:*", true},
        {"tcp://h:1", true},
        {"tcp://h:65535", true},
        {"tcp://[::1]:5580", true},
        {"tcp://h:65536", false},
        {"tcp://h:70000", false},
        {"tcp://h:18446744073709551617", false},
        {"tcp://h:0", false},
        {"tcp://h:", false},
        {"tcp://h:-1", false},
        {"tcp://h:80x", false},
        {"tcp://h:**", false},
        {"tcp://h", false},
        {"tcp://:1", false},
        {"tcp://", false},
        {"tcp://h:1 ", false},
        {"tcp://h/x:1", false},
        {"udp://h:1", false},
        {"h:1", false},
        {"", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(jx_endpoint_valid(rows[i].text), rows[i].valid);
}

static void halves_of_two_keys_do_not_match(void **state)
{
    struct jx_curve_keys one, two;
    (void)state;
    assert_int_equal(jx_curve_keys_make(&one), JX_OK);
    assert_int_equal(jx_curve_keys_make(&two), JX_OK);
    assert_true(jx_curve_keys_match(&one));
    memcpy(one.public_key, two.public_key, JX_CURVE_BYTES);
    assert_false(jx_curve_keys_match(&one));
}

static void files_are_replaced_whole_and_read_bounded(void **state)
{
    struct jx_slice got;
    struct stat st;
    int entries = 0;
    (void)state;
    const char *path = write_file("file", "first", 0600);
    assert_int_equal(jx_file_write(path, 0640, JX_LIT("second one")), JX_OK);
    assert_int_equal(jx_file_read(path, 10, &arena, &got), JX_OK);
    assert_true(jx_slice_eq(got, JX_LIT("second one")));
    assert_int_equal(jx_file_read(path, 9, &arena, &got), JX_E_TOO_LARGE);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(jx_file_write(file("no/such/folder"), 0600, JX_LIT("x")), JX_E_NOT_FOUND);
    DIR *dir = opendir(folder);
    while (readdir(dir))
        entries++;
    closedir(dir);
    assert_int_equal(entries, 3); /* ".", "..", "file": no temporary one is left */
}

static void folders_are_made_with_their_parents(void **state)
{
    struct stat st;
    (void)state;
    const char *deep = file("a/b/c");
    assert_int_equal(jx_folder_make(deep), JX_OK);
    assert_int_equal(jx_folder_make(deep), JX_OK);
    assert_int_equal(stat(deep, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    write_file("plain", "x", 0600);
    assert_int_not_equal(jx_folder_make(file("plain")), JX_OK);
    assert_int_not_equal(jx_folder_make(file("plain/below")), JX_OK);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(lines_are_keys_and_values),
        T(there_is_a_most_of_lines),
        T(hex_has_to_be_exact),
        T(a_secret_that_others_can_read_is_refused),
        T(a_key_file_is_made_once_and_for_its_owner),
        T(a_countys_file_has_to_be_whole),
        T(an_endpoint_has_a_host_and_a_port),
        T(halves_of_two_keys_do_not_match),
        T(files_are_replaced_whole_and_read_bounded),
        T(folders_are_made_with_their_parents),
    };
#undef T
    return cmocka_run_group_tests_name("net.config", tests, NULL, NULL);
}
