/* Rows of what is owed, as the commands and the console look at them. */
#ifndef JX_CLIENT_DUES_H
#define JX_CLIENT_DUES_H

#include "../proto/wire/query.h"

/* It has not come, and its day is over in China by this computer's clock. */
bool due_is_overdue(const struct jx_due *d);

#endif
