/* Events of a unit, page by page. */
#include "events.h"

#include "history_print.h"
#include "outcome_print.h"
#include "sending.h"

#include "cli/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

jx_status events_read(struct session *s, const char *unit, struct event_mark *at, event_use *use,
                      void *own)
{
    struct jx_events page = {.more = true};
    jx_status rc = JX_OK;
    while (rc == JX_OK && page.more) {
        const struct jx_events_arguments args = {jx_slice_of(unit), at->position, at->document,
                                                 JX_EVENTS_MAX};
        rc = ask_events(s, &args, &page);
        for (uint32_t i = 0; rc == JX_OK && i < page.count; i++) {
            rc = use(own, &page.rows[i]);
            if (rc == JX_OK)
                *at = (struct event_mark){page.rows[i].position, page.rows[i].document};
        }
    }
    /* Also backwards: a county that was restored from an older copy goes on from there, and what is
     * shown twice is better than what is missed. */
    if (rc == JX_OK && page.position != at->position)
        *at = (struct event_mark){page.position, UINT64_MAX};
    return rc;
}

void event_print(struct session *s, const struct jx_event *e)
{
    char hex[2 * JX_HASH_BYTES + 1], when[32];
    jx_hex_print(jx_hash_slice(&e->id), hex);
    print_time(e->time_ms, when);
    printf("#%llu  %s  %.*s  ", (unsigned long long)e->position, when, SHORT_ID, hex);
    printf("%s → %s  ", act_text(s->ctx, (enum jx_act)e->act),
           state_name(s->ctx, (enum jx_state)e->state));
    write_safe(stdout, e->unit);
    printf("  %llu  ", (unsigned long long)e->year);
    write_safe(stdout, s->ctx->lang == JX_LANG_ZH
                           ? jx_slice_of(jx_form_zh(jx_form_of_name(e->form)))
                           : e->form);
    fputs("  ", stdout);
    write_safe(stdout, e->project_name);
    putchar('\n');
}

void event_put(const struct jx_event *e, struct jx_json_writer *w)
{
    jx_json_member_integer(w, "position", (int64_t)e->position);
    jx_json_member_integer(w, "time_ms", e->time_ms);
    put_id(w, "document", true, &e->id);
    jx_json_member_text(w, "act", jx_slice_of(jx_act_name((enum jx_act)e->act)));
    jx_json_member_text(w, "state", jx_slice_of(jx_state_name((enum jx_state)e->state)));
    jx_json_member_text(w, "unit", e->unit);
    jx_json_member_text(w, "unit_name", e->unit_name);
    jx_json_member_text(w, "form", e->form);
    jx_json_member_integer(w, "year", (int64_t)e->year);
    if (e->period.len) jx_json_member_text(w, "period", e->period);
    jx_json_member_text(w, "project", e->project_name);
}

bool position_parse(const char *text, uint64_t *out)
{
    char *end = NULL;
    errno = 0;
    *out = strtoull(text, &end, 10);
    return errno == 0 && text[0] >= '0' && text[0] <= '9' && *end == '\0';
}
