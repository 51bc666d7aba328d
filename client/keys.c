/* Fetching the acts on keys, folding them into what holds now, and printing both. */
#include "keys.h"

#include "sending.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../proto/net/clock.h"

#include <stdlib.h>

enum { KEY_COLUMNS = 10, HISTORY_COLUMNS = 8, SHORT_HEX = 12, KEY_HEX = 2 * JX_KEY_BYTES + 1 };

struct listed_act {
    struct jx_key_record record;
    struct jx_key_act act;
    bool last; /* no later act is about the same key */
};

struct keys {
    struct session *session;
    struct listed_act *acts; /* by malloc, in the journal's order */
    uint32_t count, room;
    int64_t now_ms;
};

/* ---- fetching ---- */

static jx_status add(struct keys *k, struct jx_slice bytes)
{
    if (k->count == k->room) {
        uint32_t room = k->room ? k->room * 2 : 256;
        struct listed_act *acts = realloc(k->acts, room * sizeof *acts);
        if (!acts) return JX_E_NO_MEMORY;
        k->acts = acts;
        k->room = room;
    }
    struct listed_act *to = &k->acts[k->count];
    jx_status rc = jx_key_record_decode(bytes, &to->record);
    if (rc == JX_OK) rc = jx_key_act_decode(to->record.content, &to->act);
    if (rc == JX_OK) k->count++;
    return rc;
}

static jx_status fetch(struct keys *k)
{
    struct jx_message answer = {.kind = JX_MSG_NONE};
    jx_status rc = JX_OK;
    for (bool more = true; rc == JX_OK && more; more = answer.keys_answer.more) {
        struct jx_message question = {.kind = JX_MSG_keys};
        question.keys.after = k->count ? k->acts[k->count - 1].record.position : 0;
        rc = session_ask(k->session, &question, JX_MSG_keys_answer, &answer);
        if (rc != JX_OK) break;
        const struct jx_bins *page = &answer.keys_answer.acts;
        if (page->count == 0 && answer.keys_answer.more) rc = JX_E_PROTOCOL;
        for (uint32_t i = 0; rc == JX_OK && i < page->count; i++)
            rc = add(k, page->items[i]);
    }
    return rc;
}

/* The acts by their number: by key, then in the journal's order. */
static int by_key(const void *a, const void *b, void *acts)
{
    const struct listed_act *all = acts;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    int c = memcmp(all[i].act.public_key.ptr, all[j].act.public_key.ptr, JX_KEY_BYTES);
    return c != 0 ? c : (i > j) - (i < j);
}

static jx_status mark_last(struct keys *k)
{
    uint32_t *sorted = malloc((k->count + 1) * sizeof *sorted);
    if (!sorted) return JX_E_NO_MEMORY;
    for (uint32_t i = 0; i < k->count; i++)
        sorted[i] = i;
    qsort_r(sorted, k->count, sizeof *sorted, by_key, k->acts);
    for (uint32_t i = 0; i < k->count; i++) {
        struct listed_act *this = &k->acts[sorted[i]];
        this->last = i + 1 == k->count ||
                     !jx_slice_eq(this->act.public_key, k->acts[sorted[i + 1]].act.public_key);
    }
    free(sorted);
    return JX_OK;
}

/* ---- words ---- */

static bool is_enrolment(const struct jx_key_act *act)
{
    return jx_slice_eq(act->action, JX_LIT("enrol"));
}

static const char *state_name(const struct keys *k, const struct jx_key_act *act)
{
    if (!is_enrolment(act)) return "revoked";
    if (k->now_ms < act->from_ms) return "early";
    return act->until_ms != 0 && k->now_ms >= act->until_ms ? "expired" : "valid";
}

static const char *state_text(const char *name)
{
    static const char *const texts[][2] = {{"valid", N_("valid")},
                                           {"early", N_("not yet valid")},
                                           {"expired", N_("expired")},
                                           {"revoked", N_("revoked")}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(texts[i][0], name) == 0) return _(texts[i][1]);
    return name;
}

/* A revocation names no unit and nobody: those of the enrolment that it ends. */
static const struct jx_key_act *person_of(const struct keys *k, const struct listed_act *l)
{
    for (const struct listed_act *e = l; e >= k->acts; e--)
        if (is_enrolment(&e->act) && jx_slice_eq(e->act.public_key, l->act.public_key))
            return &e->act;
    return &l->act;
}

/* Whose key sent the act; its first hex digits where that key is none of the registry's. */
static struct jx_slice sender_of(const struct keys *k, const struct listed_act *l,
                                 struct jx_arena *a)
{
    struct jx_slice by = jx_slice_at(l->record.by, JX_KEY_BYTES);
    char hex[KEY_HEX];
    for (const struct listed_act *e = l; e >= k->acts; e--)
        if (jx_slice_eq(e->act.public_key, by) && e->act.name.len > 0) return e->act.name;
    jx_hex_print(by, hex);
    return jx_arena_copy(a, jx_slice_at(hex, SHORT_HEX));
}

static struct jx_slice roles_text(const struct jx_key_act *act, struct jx_arena *a)
{
    struct jx_slice text = JX_LIT("");
    for (uint32_t i = 0; i < act->role_count; i++)
        text = jx_arena_printf(a, "%.*s%s%.*s", (int)text.len, text.ptr, i ? "," : "",
                               (int)act->roles[i].len, act->roles[i].ptr);
    return text;
}

static struct jx_slice time_text(int64_t ms, struct jx_arena *a)
{
    char text[32];
    if (ms == 0) return JX_LIT("");
    print_time(ms, text);
    return jx_arena_copy(a, jx_slice_of(text));
}

/* Days are enough where a validity begins and ends at midnight; its last day is shown. */
static struct jx_slice day_text(int64_t ms, struct jx_arena *a)
{
    struct jx_slice text = time_text(ms, a);
    return text.len > 10 ? jx_slice_at(text.ptr, 10) : text;
}

static struct jx_slice key_text(const struct jx_key_act *act, size_t digits, struct jx_arena *a)
{
    char hex[KEY_HEX];
    jx_hex_print(act->public_key, hex);
    return jx_arena_copy(a, jx_slice_at(hex, digits));
}

/* ---- printing ---- */

static jx_status add_key(const struct keys *k, const struct listed_act *l, struct table *t)
{
    struct jx_arena *a = t->arena;
    const struct jx_key_act *who = person_of(k, l);
    struct jx_slice cells[KEY_COLUMNS] = {
        jx_slice_of(state_text(state_name(k, &l->act))),
        who->unit,
        roles_text(who, a),
        text_clipped(who->name, 24, a),
        day_text(who->from_ms, a),
        day_text(who->until_ms ? who->until_ms - 1 : 0, a),
        key_text(who, SHORT_HEX, a),
        time_text(l->record.time_ms, a),
        text_clipped(sender_of(k, l, a), 24, a),
        text_clipped(l->act.why, 40, a),
    };
    return table_row(t, cells);
}

static jx_status add_event(const struct keys *k, const struct listed_act *l, struct table *t)
{
    struct jx_arena *a = t->arena;
    const struct jx_key_act *who = person_of(k, l);
    struct jx_slice cells[HISTORY_COLUMNS] = {
        jx_arena_printf(a, "#%llu", (unsigned long long)l->record.position),
        time_text(l->record.time_ms, a),
        is_enrolment(&l->act) ? jx_slice_of(_("enrolled")) : jx_slice_of(_("revoked")),
        key_text(who, SHORT_HEX, a),
        who->unit,
        text_clipped(who->name, 24, a),
        text_clipped(sender_of(k, l, a), 24, a),
        text_clipped(l->act.why, 40, a),
    };
    return table_row(t, cells);
}

static bool is_wanted(const struct keys *k, const struct listed_act *l, struct jx_slice unit,
                      bool history)
{
    return (history || l->last) && jx_starts_with(person_of(k, l)->unit, unit);
}

static jx_status print_keys(const struct keys *k, struct jx_slice unit, bool history)
{
    struct jx_arena *a = &k->session->arena;
    struct jx_slice keys[KEY_COLUMNS] = {jx_slice_of(_("state")), jx_slice_of(_("unit")),
                                         jx_slice_of(_("roles")), jx_slice_of(_("name")),
                                         jx_slice_of(_("from")),  jx_slice_of(_("until")),
                                         jx_slice_of(_("key")),   jx_slice_of(_("since")),
                                         jx_slice_of(_("by")),    jx_slice_of(_("why"))};
    struct jx_slice events[HISTORY_COLUMNS] = {jx_slice_of(_("record")), jx_slice_of(_("time")),
                                               jx_slice_of(_("what")),   jx_slice_of(_("key")),
                                               jx_slice_of(_("unit")),   jx_slice_of(_("name")),
                                               jx_slice_of(_("by")),     jx_slice_of(_("why"))};
    struct table t;
    table_begin(&t, a, history ? HISTORY_COLUMNS : KEY_COLUMNS, 0);
    jx_status rc = table_row(&t, history ? events : keys);
    for (uint32_t i = 0; rc == JX_OK && i < k->count; i++)
        if (is_wanted(k, &k->acts[i], unit, history))
            rc = history ? add_event(k, &k->acts[i], &t) : add_key(k, &k->acts[i], &t);
    if (rc == JX_OK) table_print(&t, 0);
    return rc;
}

static void put_time(struct jx_json_writer *w, const char *name, int64_t ms)
{
    if (ms != 0)
        jx_json_member_integer(w, name, ms);
    else
        jx_json_member_text(w, name, JX_ABSENT);
}

static void put_key(const struct keys *k, const struct listed_act *l, struct jx_json_writer *w)
{
    struct jx_arena *a = &k->session->arena;
    const struct jx_key_act *who = person_of(k, l);
    jx_json_object(w);
    jx_json_member_text(w, "key", key_text(who, KEY_HEX - 1, a));
    jx_json_member_text(w, "action", l->act.action);
    jx_json_member_text(w, "state", l->last ? jx_slice_of(state_name(k, &l->act)) : JX_ABSENT);
    jx_json_member_text(w, "unit", who->unit);
    jx_json_key(w, JX_LIT("roles"));
    jx_json_array(w);
    for (uint32_t i = 0; i < who->role_count; i++)
        jx_json_text(w, who->roles[i]);
    jx_json_end_array(w);
    jx_json_member_text(w, "name", who->name);
    put_time(w, "from_ms", who->from_ms);
    put_time(w, "until_ms", who->until_ms);
    jx_json_member_integer(w, "position", (int64_t)l->record.position);
    jx_json_member_integer(w, "time_ms", l->record.time_ms);
    jx_json_member_text(w, "by", sender_of(k, l, a));
    jx_json_member_text(w, "why", l->act.why);
    jx_json_end_object(w);
}

static int put_keys(const struct keys *k, struct jx_slice unit, bool history)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &k->session->arena, true);
    jx_json_array(&w);
    for (uint32_t i = 0; i < k->count; i++)
        if (is_wanted(k, &k->acts[i], unit, history)) put_key(k, &k->acts[i], &w);
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    int code = json_flush(k->session->ctx, &w);
    return code < 0 ? 0 : code;
}

int keys_list(struct session *s, const char *unit, bool history)
{
    struct keys k = {.session = s, .now_ms = jx_clock_wall_ms()};
    struct jx_slice below = unit ? jx_slice_of(unit) : JX_LIT("");
    int code = 0;
    jx_status rc = fetch(&k);
    if (rc == JX_OK) rc = mark_last(&k);
    if (rc == JX_OK && s->ctx->json)
        code = put_keys(&k, below, history);
    else if (rc == JX_OK)
        rc = print_keys(&k, below, history);
    free(k.acts);
    return rc == JX_OK ? code : complain_unreachable(s, rc);
}
