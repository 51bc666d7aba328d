/* What the rules found in a form's documents of a year: how often each, and in how many. */
#include "answers.h"
#include "put.h"

#include "../../proto/wire/breakdown.h"
#include "../../worker/rules/rule_list.h"

/* Where the county's sums of a rule stand: its findings by severity, those answered, documents. */
enum { SEVERITIES = 3, AT_DOCUMENTS = 4 };

static jx_status ask(struct call *c, const struct jx_breakdown_arguments *args,
                     struct jx_breakdown *out)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_breakdown_arguments_encode(args, &arguments);
    jx_status rc = session_query(c->session, JX_QUERY_BREAKDOWN, &arguments, &body);
    jx_buffer_clear(&arguments);
    return rc == JX_OK ? jx_breakdown_decode(body, &c->session->arena, out) : rc;
}

/* The rule in words; absent when the pack in force now does not have it any more. */
static struct jx_slice title_of(struct call *c, const struct jx_pack *pack, struct jx_slice id)
{
    struct jx_rule_facts rule;
    for (uint32_t i = 0; jx_rule_facts(pack, i, c->ctx.lang, &c->arena, &rule); i++)
        if (jx_slice_eq(rule.id, id))
            return c->ctx.lang == JX_LANG_ZH ? rule.title_zh : rule.title_en;
    return JX_ABSENT;
}

/* A pack may have changed how grave a rule is during the year: the gravest that occurred. */
static enum jx_severity severity_of(const int64_t *sums)
{
    unsigned s = 0;
    while (s + 1 < SEVERITIES && sums[s] == 0)
        s++;
    return (enum jx_severity)s;
}

static void put_rule(struct call *c, const struct jx_pack *pack, struct jx_slice period,
                     const struct jx_broken *r)
{
    struct jx_json_writer *w = &c->json;
    int64_t count = 0;
    for (unsigned s = 0; s < SEVERITIES; s++)
        count += r->received[s];
    if (count == 0) return;
    jx_json_object(w);
    jx_json_member_text(w, "rule", r->name);
    jx_json_member_text(w, "period", period);
    jx_json_member_text(w, "title", title_of(c, pack, r->name));
    jx_json_member_text(w, "severity", jx_slice_of(jx_severity_name(severity_of(r->received))));
    jx_json_member_integer(w, "count", count);
    jx_json_member_integer(w, "documents", r->received[AT_DOCUMENTS]);
    jx_json_end_object(w);
}

jx_status put_rules(struct call *c, uint32_t year, struct jx_slice form, struct jx_slice unit)
{
    struct jx_breakdown found = {.count = 0};
    struct pack_held *held = NULL;
    const struct jx_breakdown_arguments args = {
        .year = year, .form = form, .unit = unit, .kind = JX_BREAKDOWN_RULE};
    jx_status rc = ask(c, &args, &found);
    if (rc == JX_OK) rc = packs_newest(&c->console->packs, c->session, &held);
    jx_json_key(&c->json, JX_LIT("rules"));
    jx_json_array(&c->json);
    for (uint32_t b = 0; rc == JX_OK && b < found.count; b++)
        for (uint32_t i = 0; i < found.branches[b].count; i++)
            put_rule(c, held->pack, found.branches[b].period, &found.branches[b].rows[i]);
    jx_json_end_array(&c->json);
    packs_release(&c->console->packs, &held);
    return rc;
}
