/* Loaded into a program by LD_PRELOAD: meddles with what the system tells it.
 *
 *   JIXIAO_TEST_STOP_AT=N       it stops itself, as by SIGSTOP, inside its N-th fdatasync(): a
 * commit is under way then, and the lock that goes with it is held JIXIAO_TEST_CLOCK=FILE      the
 * wall clock is wrong by as many seconds as FILE says */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long seconds_off(void)
{
    const char *path = getenv("JIXIAO_TEST_CLOCK");
    FILE *f = path ? fopen(path, "r") : NULL;
    char text[32] = "";
    if (!f) return 0;
    if (!fgets(text, sizeof text, f)) text[0] = '\0';
    fclose(f);
    return strtol(text, NULL, 10);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int rc = (int)syscall(SYS_clock_gettime, clock, now);
    if (rc == 0 && clock == CLOCK_REALTIME) now->tv_sec += seconds_off();
    return rc;
}

int fdatasync(int fd)
{
    static unsigned long calls;
    const char *at = getenv("JIXIAO_TEST_STOP_AT");
    if (at && __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) == strtoul(at, NULL, 10))
        raise(SIGSTOP);
    return (int)syscall(SYS_fdatasync, fd);
}
