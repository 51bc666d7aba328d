/* `jixiao missing --remind`: a text for each unit, to be sent to it. */
#include "dues.h"
#include "missing.h"

#include "cli/day.h"
#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../proto/net/clock.h"

#include <stdio.h>
#include <stdlib.h>

static int by_unit(const void *a, const void *b)
{
    const struct jx_due *const *left = a, *const *right = b;
    int c = jx_slice_cmp((*left)->unit, (*right)->unit);
    if (c == 0) c = jx_slice_cmp((*left)->due, (*right)->due);
    return c ? c : (*left > *right) - (*left < *right);
}

/* What is owed, by unit and day. NULL when memory is short. */
static const struct jx_due **owed(struct missing *m, uint32_t *count)
{
    const struct jx_due **list = jx_arena_array(&m->arena, m->dues.count,
                                                sizeof(const struct jx_due *));
    *count = 0;
    for (uint32_t i = 0; list && i < m->dues.count; i++)
        if (!m->dues.rows[i].received) list[(*count)++] = &m->dues.rows[i];
    if (list && *count) qsort(list, *count, sizeof(const struct jx_due *), by_unit);
    return list;
}

static const char *state_of(const struct jx_due *d)
{
    if (d->late) return _("came late and does not count");
    if (d->state == JX_STATE_RETURNED) return _("returned: to be corrected");
    return due_is_overdue(d) ? _("overdue") : _("not yet due");
}

static void print_due(const struct missing *m, const struct jx_due *d, uint32_t number)
{
    printf("  %u. %s", (unsigned)number, missing_form_title(m, d->form));
    if (d->period.len) {
        putchar(' ');
        write_safe(stdout, d->period);
    }
    if (d->project.len) {
        putchar(' ');
        write_safe(stdout, d->project_name.len ? d->project_name : d->project);
    }
    if (d->due.len) printf(_(", due by %.*s"), (int)d->due.len, d->due.ptr);
    printf(" (%s)\n", state_of(d));
}

static void print_today(struct missing *m)
{
    struct jx_slice today = day_in_china(jx_clock_wall_ms(), &m->arena);
    printf("%.*s\n", (int)today.len, today.ptr);
}

/* One unit's rows, from the first on. Returns the index behind them. */
static uint32_t print_unit(struct missing *m, const struct jx_due *const *list, uint32_t at,
                           uint32_t count)
{
    const struct jx_due *first = list[at];
    uint32_t end = at;
    while (end < count && jx_slice_eq(list[end]->unit, first->unit))
        end++;
    write_safe(stdout, first->unit_name.len ? first->unit_name : first->unit);
    printf(_(" (%.*s):\n"), (int)first->unit.len, first->unit.ptr);
    printf(_("of the year %u, %u submissions of yours have not come:\n"), (unsigned)m->year,
           (unsigned)(end - at));
    for (uint32_t i = at; i < end; i++)
        print_due(m, list[i], i - at + 1);
    puts(_("Please submit them; what is overdue, at once, or say what keeps you."));
    print_today(m);
    if (end < count) putchar('\n');
    return end;
}

static void put_unit(struct missing *m, const struct jx_due *const *list, uint32_t at, uint32_t end,
                     struct jx_json_writer *w)
{
    jx_json_object(w);
    jx_json_member_text(w, "unit", list[at]->unit);
    jx_json_member_text(w, "name", list[at]->unit_name);
    jx_json_key(w, JX_LIT("owed"));
    jx_json_array(w);
    for (uint32_t i = at; i < end; i++) {
        jx_json_object(w);
        jx_json_member_text(w, "form", list[i]->form);
        jx_json_member_text(w, "title", jx_slice_of(missing_form_title(m, list[i]->form)));
        jx_json_member_text(w, "period", list[i]->period);
        jx_json_member_text(w, "project", list[i]->project);
        jx_json_member_text(w, "project_name", list[i]->project_name);
        jx_json_member_text(w, "due", list[i]->due);
        jx_json_member_bool(w, "overdue", due_is_overdue(list[i]));
        jx_json_member_bool(w, "late", list[i]->late);
        jx_json_member_bool(w, "returned", list[i]->state == JX_STATE_RETURNED);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
    jx_json_end_object(w);
}

static int put_all(struct missing *m, const struct jx_due *const *list, uint32_t count)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &m->arena, true);
    jx_json_array(&w);
    for (uint32_t at = 0, end = 0; at < count; at = end) {
        while (end < count && jx_slice_eq(list[end]->unit, list[at]->unit))
            end++;
        put_unit(m, list, at, end, &w);
    }
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    int code = json_flush(m->ctx, &w);
    return code < 0 ? 0 : code;
}

int remind(struct missing *m)
{
    uint32_t count = 0;
    const struct jx_due **list = owed(m, &count);
    if (!list) return complain_status(m->ctx, "missing", NULL, jx_arena_failure(&m->arena));
    if (m->ctx->json) return put_all(m, list, count);
    if (count == 0) puts(_("nothing is owed"));
    for (uint32_t at = 0; at < count;)
        at = print_unit(m, list, at, count);
    return 0;
}
