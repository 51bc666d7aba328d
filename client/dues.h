/* Rows of what is owed, as the commands and the console look at them. */
#ifndef JX_CLIENT_DUES_H
#define JX_CLIENT_DUES_H

#include "json/json.h"

#include "../proto/wire/query.h"

/* It has not come, and its day is over in China by this computer's clock. */
bool due_is_overdue(const struct jx_due *d);

/* What commands and console say alike of one, as members of the object at hand: form, period, unit,
 * project, its day, and how it stands. Texts from the arena. */
void due_put_members(struct jx_json_writer *w, const struct jx_due *d, struct jx_arena *a);

#endif
