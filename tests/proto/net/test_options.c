/* One row of a server's settings from its text, and the reading of all of them by a real process.
 */
#include "../../../proto/net/options.h"
#include "../base/cmocka_all.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT_OF(a) (sizeof(a) / sizeof(a)[0])

struct settings {
    const char *data;
    uint64_t map_mb;
    bool check;
};

static const struct jx_option rows[] = {
    {"data", "DIR", "a folder", JX_TEXT_AT(struct settings, data), true},
    {"map-mb", "MB", "a size", JX_NUMBER_AT(struct settings, map_mb, 1, 65535), true},
    {"check", NULL, "look only", JX_FLAG_AT(struct settings, check), false},
};

static const char *wrong(const void *settings)
{
    const struct settings *s = settings;
    return s->data ? NULL : "give --data";
}

static const struct jx_options options = {rows, COUNT_OF(rows), "A test.", wrong};

static void a_number_is_one_and_in_its_range(void **state)
{
    static const struct {
        const char *text;
        jx_status status;
        uint64_t value;
    } cases[] = {
        {"1", JX_OK, 1},           {"65535", JX_OK, 65535},
        {"0010", JX_OK, 10},       {"0", JX_E_CONFIG, 7},
        {"65536", JX_E_CONFIG, 7}, {"18446744073709551617", JX_E_CONFIG, 7}, /* 2^64 + 1 */
        {"-1", JX_E_CONFIG, 7},    {"+1", JX_E_CONFIG, 7},
        {"1 ", JX_E_CONFIG, 7},    {"1k", JX_E_CONFIG, 7},
        {"", JX_E_CONFIG, 7},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct settings s = {.map_mb = 7};
        assert_int_equal(jx_option_set(&rows[1], cases[i].text, &s), cases[i].status);
        assert_int_equal(s.map_mb, cases[i].value);
    }
}

/* Reads the command line in a process of its own. Its exit code is 100 + map_mb when all was well.
 */
static int read_in_child(const char *file, const char *const *argv)
{
    char path[] = "/tmp/jixiao-options-XXXXXX", config[64];
    int fd = mkstemp(path), argc = 0, status = 0;
    char *args[8] = {(char *)(uintptr_t) "test"};
    assert_true(fd >= 0);
    assert_int_equal(write(fd, file, strlen(file)), (ssize_t)strlen(file));
    close(fd);
    snprintf(config, sizeof config, "--config=%s", path);
    for (argc = 1; *argv; argc++, argv++)
        args[argc] = (char *)(uintptr_t)*argv;
    args[argc++] = config;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
        dup2(null, STDERR_FILENO);
        struct settings s = {.map_mb = 1};
        jx_options_read(&options, argc, args, &s);
        bool ok = s.data && strcmp(s.data, "/somewhere") == 0;
        _exit(ok ? 100 + (int)s.map_mb : 99);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    unlink(path);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void the_file_gives_what_the_command_line_does_not(void **state)
{
    static const struct {
        const char *file, *argv[4];
        int code;
    } cases[] = {
        {"data = /somewhere\nmap_mb = 20\n", {NULL}, 120},
        {"data = /somewhere\nmap_mb = 20\n", {"--map-mb=30", NULL}, 130},
        {"data = /elsewhere\n", {"--data", "/somewhere", NULL}, 101},
        {"# nothing\n", {NULL}, 2},                         /* wrong(): no data */
        {"data = /somewhere\nmap_mb = 65536\n", {NULL}, 2}, /* out of range */
        {"data = /somewhere\nmap-mb = 20\n", {NULL}, 2},    /* no such setting */
        {"data = /somewhere\ncheck = yes\n", {NULL}, 2},    /* for the command line alone */
        {"data = /somewhere\ndata = /b\n", {NULL}, 2},
        {"data\n", {NULL}, 2},
        {"data =\n", {NULL}, 2},
        {"data = /somewhere\n", {"--config=/nowhere/at/all", NULL}, 101}, /* the last one holds */
        {"data = /somewhere\n", {"--nonsense", NULL}, 2},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(read_in_child(cases[i].file, cases[i].argv), cases[i].code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_one_and_in_its_range),
        cmocka_unit_test(the_file_gives_what_the_command_line_does_not),
    };
    return cmocka_run_group_tests_name("net.options", tests, NULL, NULL);
}
