/* Structured log lines on standard error: time, level, event, key=value. Never what a form says. */
#ifndef JX_NET_LOG_H
#define JX_NET_LOG_H

#include <stdbool.h>

enum jx_log_level { JX_LOG_ERROR, JX_LOG_WARN, JX_LOG_INFO, JX_LOG_DEBUG };

/* Lines less grave than that are left out: "error", "warn", "info" (at the start) or "debug". */
bool jx_log_level_valid(const char *name);
void jx_log_set_level(const char *name); /* a valid one */
/* `format` gives the line's further key=value pairs, for instance "job=%s attempt=%u". */
void jx_log(enum jx_log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Tells the service manager (systemd, Type=notify) that the program serves, or that it ends. Does
 * nothing when it was not started by one. */
void jx_notify_ready(void);
void jx_notify_stopping(void);
/* A line for `systemctl status`. */
void jx_notify_status(const char *text);
/* The loop goes round: to be called at least once a second. */
void jx_notify_alive(void);

#endif
