/* Who may write: one process at a time, named to the others, and never after its end. */
#include "../../../worker/store/turn.h"
#include "../../proto/base/cmocka_all.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/jixiao-turn-XXXXXX";

static int setup(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
    char path[64];
    (void)state;
    snprintf(path, sizeof path, "%s/turn", folder);
    unlink(path);
    return rmdir(folder);
}

/* A process that takes it, says so, and waits to be killed. */
static pid_t holder(void)
{
    int said[2];
    char byte = 0;
    assert_int_equal(pipe(said), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct turn t;
        bool have = turn_open(&t, folder) == JX_OK && turn_take(&t);
        if (!have || write(said[1], "x", 1) != 1) _exit(1);
        for (;;)
            pause();
    }
    close(said[1]);
    assert_int_equal(read(said[0], &byte, 1), 1);
    close(said[0]);
    return pid;
}

static void end(pid_t pid)
{
    int status;
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
}

static void one_process_has_it_and_is_named(void **state)
{
    struct turn t;
    (void)state;
    assert_int_equal(turn_open(&t, folder), JX_OK);
    assert_int_equal(turn_holder(&t), 0);
    pid_t other = holder();
    assert_int_equal(turn_holder(&t), other);
    assert_false(turn_take(&t));
    assert_int_equal(kill(other, SIGSTOP), 0); /* stopped, it has it still, and nobody hangs */
    assert_false(turn_take(&t));
    assert_int_equal(turn_holder(&t), other);
    end(other);
    assert_int_equal(turn_holder(&t), 0);
    assert_true(turn_take(&t));
    assert_true(turn_take(&t)); /* its own is no obstacle */
    turn_give(&t);
    turn_close(&t);
    turn_close(&t);
}

static void it_is_free_again_when_it_was_given(void **state)
{
    struct turn t;
    int status;
    (void)state;
    assert_int_equal(turn_open(&t, folder), JX_OK);
    for (int round = 0; round < 2; round++) {
        bool taken = round == 0 && turn_take(&t);
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            struct turn mine;
            bool have = turn_open(&mine, folder) == JX_OK && turn_take(&mine);
            _exit(have ? 1 : 0);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(WEXITSTATUS(status), taken ? 0 : 1);
        turn_give(&t);
    }
    turn_close(&t);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    struct turn t;
    (void)state;
    assert_int_not_equal(turn_open(&t, "/nowhere/at/all"), JX_OK);
    turn_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_process_has_it_and_is_named),
        cmocka_unit_test(it_is_free_again_when_it_was_given),
        cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests_name("store.turn", tests, setup, teardown);
}
