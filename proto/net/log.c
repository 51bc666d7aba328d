/* Log lines, each written with one call so that processes sharing a file do not mix theirs. The one
 * file that knows libsystemd. */
#include "log.h"

#include "service.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

static enum jx_log_level most = JX_LOG_INFO;
static const char *const names[] = {"error", "warn", "info", "debug"};

static bool level_of_name(const char *name, enum jx_log_level *out)
{
    for (int i = JX_LOG_ERROR; i <= JX_LOG_DEBUG; i++) {
        if (strcmp(names[i], name) != 0) continue;
        *out = (enum jx_log_level)i;
        return true;
    }
    return false;
}

bool jx_log_level_valid(const char *name)
{
    enum jx_log_level any;
    return level_of_name(name, &any);
}

void jx_log_set_level(const char *name)
{
    level_of_name(name, &most);
}

void jx_log(enum jx_log_level level, const char *event, const char *format, ...)
{
    enum { LINE = 1024 };
    char line[LINE];
    if (level > most) return;
    struct timespec ts;
    struct tm tm;
    clock_gettime(CLOCK_REALTIME, &ts);
    gmtime_r(&ts.tv_sec, &tm);
    size_t n = strftime(line, LINE, "time=%Y-%m-%dT%H:%M:%S", &tm);
    n += (size_t)snprintf(line + n, LINE - n, ".%03ldZ level=%s event=%s ", ts.tv_nsec / 1000000,
                          names[level], event);
    va_list args;
    va_start(args, format);
    int m = vsnprintf(line + n, LINE - n, format, args);
    va_end(args);
    n = m < 0 ? n : n + (size_t)m < LINE - 1 ? n + (size_t)m : LINE - 2;
    line[n++] = '\n';
    ssize_t written = write(STDERR_FILENO, line, n);
    (void)written; /* nowhere left to complain */
}

void jx_notify_ready(void)
{
    sd_notify(0, "READY=1");
}

void jx_notify_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

void jx_notify_status(const char *text)
{
    sd_notifyf(0, "STATUS=%s", text);
}

void jx_notify_alive(void)
{
    static struct jx_timer due;
    static bool asked;
    static int64_t period_ms;
    uint64_t watchdog_us = 0;
    if (!asked && sd_watchdog_enabled(0, &watchdog_us) > 0) period_ms = (int64_t)watchdog_us / 3000;
    asked = true;
    if (period_ms > 0 && jx_timer_due(&due, period_ms)) sd_notify(0, "WATCHDOG=1");
}
