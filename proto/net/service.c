/* Signals, ticks and the last word of a server. */
#include "service.h"

#include "clock.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>

static volatile sig_atomic_t ending;

static void on_signal(int number)
{
    (void)number;
    ending = 1;
}

void jx_service_watch_signals(void)
{
    struct sigaction sa = {.sa_handler = on_signal};
    sigaction(SIGTERM, &sa, NULL);
    sigaction(SIGINT, &sa, NULL);
    signal(SIGPIPE, SIG_IGN);
}

bool jx_service_ending(void)
{
    return ending != 0;
}

bool jx_timer_due(struct jx_timer *t, int64_t period_ms)
{
    int64_t now = jx_clock_mono_ms();
    if (t->next_ms != 0 && now < t->next_ms) return false;
    t->next_ms = now + period_ms;
    return true;
}

static int exit_code(jx_status rc)
{
    switch (rc) {
    case JX_E_NOT_FOUND:
    case JX_E_DISK_FULL:
    case JX_E_STORE_FULL:
        return jx_status_exit(JX_E_IO);
    default:
        return jx_status_exit(rc) == 1 ? jx_status_exit(JX_E_IO) : jx_status_exit(rc);
    }
}

int jx_service_report_made(const char *program, const char *about, const char *made, jx_status rc)
{
    if (rc != JX_E_IN_USE) return jx_service_report(program, about, rc);
    fprintf(stderr, "%s: %s: exists already; name a folder that does not\n", program, made);
    return jx_status_exit(JX_E_USAGE);
}

int jx_service_report(const char *program, const char *about, jx_status rc)
{
    if (rc == JX_OK) return 0;
    fprintf(stderr, "%s: %s: %s (%s)\n", program, about, jx_status_text(rc, JX_LANG_EN),
            jx_status_name(rc));
    return exit_code(rc);
}
