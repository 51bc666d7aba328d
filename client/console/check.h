/* What a start of the console would find wrong. */
#ifndef JX_CONSOLE_CHECK_H
#define JX_CONSOLE_CHECK_H

#include "console.h"

/* Says what was looked at, one by one. Returns the exit code. */
int check_config(const struct console_settings *s);

#endif
