/* Looking at what is owed. */
#include "dues.h"

#include "cli/day.h"

#include "../proto/net/clock.h"
#include "../proto/wire/master.h"

bool due_is_overdue(const struct jx_due *d)
{
    int64_t end_ms;
    return !d->received && jx_master_day_end(d->due, &end_ms) && jx_clock_wall_ms() >= end_ms;
}

void due_put_members(struct jx_json_writer *w, const struct jx_due *d, struct jx_arena *a)
{
    jx_json_member_text(w, "form", d->form);
    jx_json_member_text(w, "period", d->period);
    jx_json_member_text(w, "unit", d->unit);
    jx_json_member_text(w, "project", d->project);
    jx_json_member_text(w, "project_name", d->project_name);
    jx_json_member_text(w, "due", d->due);
    jx_json_member_bool(w, "overdue", due_is_overdue(d));
    jx_json_member_bool(w, "late", d->late);
    jx_json_member_bool(w, "excepted", d->excepted);
    jx_json_member_text(w, "came", day_in_china(d->time_ms, a));
}
