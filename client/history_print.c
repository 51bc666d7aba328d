/* What happened to a document: its versions, the decisions on it, its findings. */
#include "history_print.h"

#include "outbox.h"
#include "outcome_print.h"
#include "sending.h"

#include "cli/place.h"
#include "cli/table.h"

#include "../proto/wire/role.h"

#include <stdio.h>
#include <string.h>

struct jx_slice short_id(struct jx_arena *a, const struct jx_hash *id)
{
    char hex[ID_HEX];
    jx_hex_print(jx_hash_slice(id), hex);
    return jx_arena_copy(a, jx_slice_at(hex, SHORT_ID));
}

void put_id(struct jx_json_writer *w, const char *key, bool has, const struct jx_hash *id)
{
    char hex[ID_HEX];
    jx_hex_print(jx_hash_slice(id), hex);
    jx_json_member_text(w, key, has ? jx_slice_of(hex) : JX_ABSENT);
}

static void put_key(struct jx_json_writer *w, const char *name, const uint8_t key[JX_KEY_BYTES])
{
    char hex[2 * JX_KEY_BYTES + 1];
    jx_hex_print(jx_slice_at(key, JX_KEY_BYTES), hex);
    jx_json_member_text(w, name, jx_slice_of(hex));
}

static bool is_own(const struct session *s, const uint8_t key[JX_KEY_BYTES])
{
    return memcmp(s->identity.keys.public_key, key, JX_KEY_BYTES) == 0;
}

static void print_roles(uint64_t roles)
{
    const char *between = "";
    for (unsigned bit = 0; bit < JX_ROLE_BITS; bit++) {
        if (!(roles & (uint64_t)1 << bit)) continue;
        printf("%s%s", between, jx_role_name(1u << bit));
        between = ", ";
    }
}

/* "李四 (990001 county, key 3f9a12c0)"; "you"; "key 3f9a12c0" of one that nobody knows. */
void person_print(const struct session *s, const struct jx_person *p)
{
    char hex[2 * JX_KEY_BYTES + 1];
    jx_hex_print(jx_slice_at(p->key, JX_KEY_BYTES), hex);
    if (is_own(s, p->key)) {
        fputs(_("you"), stdout);
        return;
    }
    if (p->name.len) {
        write_safe(stdout, p->name);
        fputs(" (", stdout);
    }
    if (p->unit.len) {
        write_safe(stdout, p->unit);
        putchar(' ');
        print_roles(p->roles);
        fputs(", ", stdout);
    }
    printf(_("key %.*s"), SHORT_KEY, hex);
    if (p->name.len) putchar(')');
}

static void print_actors(const struct session *s, const struct jx_actors *who)
{
    person_print(s, &who->by);
    if (!who->in_place_of) return;
    printf(" %s ", _("for"));
    person_print(s, &who->person);
}

void person_put(struct jx_json_writer *w, const char *name, const struct jx_person *p)
{
    jx_json_key(w, jx_slice_of(name));
    jx_json_object(w);
    put_key(w, "key", p->key);
    jx_json_member_text(w, "name", p->name);
    jx_json_member_text(w, "unit", p->unit);
    jx_json_key(w, JX_LIT("roles"));
    jx_json_array(w);
    for (unsigned bit = 0; bit < JX_ROLE_BITS; bit++)
        if (p->roles & (uint64_t)1 << bit) jx_json_text(w, jx_slice_of(jx_role_name(1u << bit)));
    jx_json_end_array(w);
    jx_json_end_object(w);
}

static void put_actors(struct jx_json_writer *w, const struct jx_actors *who)
{
    person_put(w, "person", &who->by);
    if (who->in_place_of) person_put(w, "in_place_of", &who->person);
}

const struct jx_decided *last_done(const struct jx_history *h, enum jx_act kind)
{
    for (uint32_t i = h->decided_count; i > 0; i--) {
        const struct jx_decided *d = &h->decided[i - 1];
        if (d->kind == kind && !decision_failed(&d->outcome)) return d;
    }
    return NULL;
}

/* Its id is its hash. False when it says nothing that can be relied on. */
static bool read_decision(struct session *s, const struct jx_decided *d, struct jx_decision *out)
{
    struct jx_hash got = jx_act_id(d->content);
    return jx_hash_eq(&got, &d->id) &&
           jx_decision_decode(d->kind, d->content, &s->arena, out) == JX_OK;
}

static void print_place(const struct session *s, enum jx_form form, struct jx_slice place)
{
    char words[PLACE_BYTES], pointer[JX_WHERE_BYTES + 1];
    size_t len = place.len < sizeof pointer ? place.len : sizeof pointer - 1;
    memcpy(pointer, place.ptr, len);
    pointer[len] = '\0';
    place_in_words(form, pointer, s->ctx->lang, words);
    write_safe(stdout, jx_slice_of(words));
    if (s->ctx->lang == JX_LANG_ZH || strcmp(words, pointer) != 0) printf(" (%s)", pointer);
}

static void print_remark(const struct session *s, const struct jx_remark *r, enum jx_form form,
                         int indent)
{
    printf("%*s", indent, "");
    if (r->rule.len) {
        write_safe(stdout, r->rule);
        putchar(' ');
    }
    print_place(s, form, r->place);
    fputs(": ", stdout);
    write_safe(stdout, r->text);
    putchar('\n');
}

void decided_print(struct session *s, const struct jx_decided *d, enum jx_form form, int indent)
{
    struct jx_decision x;
    char when[32];
    print_time(d->time_ms, when);
    printf("%*s#%llu  %s  ", indent, "", (unsigned long long)d->position, when);
    print_actors(s, &d->who);
    putchar('\n');
    decision_print(s->ctx, d->kind, &d->outcome, indent + 2);
    if (!read_decision(s, d, &x)) return;
    if (x.reason.len) {
        printf("%*s%s: ", indent + 2, "", _("reason"));
        write_safe(stdout, x.reason);
        putchar('\n');
    }
    for (uint32_t i = 0; i < x.remark_count; i++)
        print_remark(s, &x.remarks[i], form, indent + 2);
    for (uint32_t i = 0; i < x.argument_count; i++) {
        printf("%*s", indent + 2, "");
        write_safe(stdout, x.arguments[i]);
        putchar('\n');
    }
}

void remarks_put(struct jx_json_writer *w, const char *name, const struct jx_remark *remarks,
                 uint32_t count)
{
    jx_json_key(w, jx_slice_of(name));
    jx_json_array(w);
    for (uint32_t i = 0; i < count; i++) {
        jx_json_object(w);
        jx_json_member_text(w, "rule", remarks[i].rule);
        jx_json_member_text(w, "place", remarks[i].place);
        jx_json_member_text(w, "text", remarks[i].text);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

void said_put(const struct jx_decision *x, struct jx_json_writer *w)
{
    remarks_put(w, "remarks", x->remarks, x->remark_count);
    jx_json_key(w, JX_LIT("arguments"));
    jx_json_array(w);
    for (uint32_t i = 0; i < x->argument_count; i++)
        jx_json_text(w, x->arguments[i]);
    jx_json_end_array(w);
}

void decided_put(struct session *s, const struct jx_decided *d, struct jx_json_writer *w)
{
    struct jx_decision x;
    jx_json_object(w);
    put_id(w, "id", true, &d->id);
    jx_json_member_text(w, "act", jx_slice_of(jx_act_name(d->kind)));
    jx_json_member_integer(w, "position", (int64_t)d->position);
    jx_json_member_integer(w, "time_ms", d->time_ms);
    put_key(w, "by", d->principal);
    put_actors(w, &d->who);
    jx_json_member_text(w, "state", jx_slice_of(jx_state_name(d->outcome.state)));
    jx_json_member_text(w, "status", jx_slice_of(jx_status_name(d->outcome.status)));
    jx_json_member_text(w, "where", jx_slice_of(d->outcome.where));
    if (read_decision(s, d, &x)) {
        jx_json_member_text(w, "reason", x.reason);
        said_put(&x, w);
    }
    jx_json_end_object(w);
}

/* ---- all of it ---- */

static void print_version(struct session *s, const struct jx_version *v)
{
    char hex[ID_HEX], when[32];
    jx_hex_print(jx_hash_slice(&v->id), hex);
    print_time(v->time_ms, when);
    printf("    %.*s  #%llu  %s  %s  ", SHORT_ID, hex, (unsigned long long)v->position, when,
           state_name(s->ctx, (enum jx_state)v->state));
    print_actors(s, &v->who);
    putchar('\n');
}

void history_print(struct session *s, const struct jx_history *h, enum jx_form form)
{
    printf("  %s\n", _("versions, the newest first:"));
    for (uint32_t i = 0; i < h->version_count; i++)
        print_version(s, &h->versions[i]);
    if (h->decided_count) printf("  %s\n", _("decisions:"));
    for (uint32_t i = 0; i < h->decided_count; i++)
        decided_print(s, &h->decided[i], form, 4);
}

static const char *severity_text(uint64_t severity)
{
    return severity == 0 ? _("error") : severity == 1 ? _("to explain") : _("warning");
}

void found_print(struct session *s, const struct jx_found *f, enum jx_form form)
{
    printf("%s  ", severity_text(f->severity));
    write_safe(stdout, f->rule);
    fputs("  ", stdout);
    print_place(s, form, f->place);
}

void findings_print(struct session *s, const struct jx_findings *f, enum jx_form form)
{
    bool headed = false;
    for (uint32_t i = 0; i < f->count; i++) {
        const struct jx_found *r = &f->rows[i];
        if (r->answered) continue;
        if (!headed) printf("  %s\n", _("open findings:"));
        headed = true;
        fputs("    ", stdout);
        found_print(s, r, form);
        putchar('\n');
    }
    if (f->count < f->total)
        printf(_("    and %llu more\n"), (unsigned long long)(f->total - f->count));
}

void history_put(struct session *s, const struct jx_history *h, struct jx_json_writer *w)
{
    jx_json_key(w, JX_LIT("versions"));
    jx_json_array(w);
    for (uint32_t i = 0; i < h->version_count; i++) {
        const struct jx_version *v = &h->versions[i];
        jx_json_object(w);
        put_id(w, "id", true, &v->id);
        jx_json_member_integer(w, "position", (int64_t)v->position);
        jx_json_member_integer(w, "time_ms", v->time_ms);
        jx_json_member_text(w, "state", jx_slice_of(jx_state_name((enum jx_state)v->state)));
        put_key(w, "by", v->principal);
        put_actors(w, &v->who);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
    jx_json_key(w, JX_LIT("history"));
    jx_json_array(w);
    for (uint32_t i = 0; i < h->decided_count; i++)
        decided_put(s, &h->decided[i], w);
    jx_json_end_array(w);
}

void found_put(const struct jx_found *f, struct jx_json_writer *w)
{
    static const char *const severities[] = {"error", "explain", "warning"};
    jx_json_member_text(w, "rule", f->rule);
    jx_json_member_text(w, "place", f->place);
    jx_json_member_text(w, "severity", jx_slice_of(severities[f->severity < 2 ? f->severity : 2]));
    jx_json_member_bool(w, "open", f->answered == 0);
    jx_json_member_integer(w, "answered", (int64_t)f->answered);
}

void findings_put(const struct jx_findings *f, struct jx_json_writer *w)
{
    jx_json_key(w, JX_LIT("findings"));
    jx_json_array(w);
    for (uint32_t i = 0; i < f->count; i++) {
        jx_json_object(w);
        found_put(&f->rows[i], w);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}
