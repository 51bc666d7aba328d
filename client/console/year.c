/* The year: which there are, what they add up to, on which days it came, and the tree of units.
 * Only sums are asked for, never documents. */
#include "answers.h"
#include "put.h"

#include "../ask.h"
#include "../cli/day.h"
#include "../sums.h"
#include "../texts.h"
#include "../tree.h"

#include "../../proto/net/clock.h"
#include "../../proto/wire/breakdown.h"
#include "../../proto/wire/listing.h"
#include "../../worker/rules/rule_list.h"

#include <stdlib.h>
#include <time.h>

/* ---- which years ---- */

/* The year before this one, in China: what is evaluated now. */
static uint32_t usual_year(void)
{
    struct tm tm;
    return time_in_china(jx_clock_wall_ms(), &tm) ? (uint32_t)tm.tm_year + 1900 - 1 : JX_YEAR_FIRST;
}

static jx_status ask_years(struct call *c, struct jx_years *out)
{
    struct jx_slice body;
    jx_status rc = ask_number(c->session, JX_QUERY_YEARS, 0, &body);
    return rc == JX_OK ? jx_years_decode(body, out) : rc;
}

/* Opening it again takes two persons. */
static void put_closed(struct call *c, const struct jx_year *y)
{
    struct jx_json_writer *w = &c->json;
    const uint8_t *own = c->session->identity.keys.public_key;
    jx_json_object(w);
    jx_json_member_integer(w, "year", y->year);
    jx_json_member_integer(w, "position", (int64_t)y->closed);
    jx_json_member_integer(w, "asked", (int64_t)y->asked);
    jx_json_member_bool(w, "own", y->asked && memcmp(own, y->asker, JX_KEY_BYTES) == 0);
    jx_json_end_object(w);
}

jx_status answer_years(struct call *c)
{
    struct jx_json_writer *w = &c->json;
    struct jx_years years;
    jx_status rc = ask_years(c, &years);
    if (rc != JX_OK) return rc;
    jx_json_object(w);
    jx_json_key(w, JX_LIT("years"));
    jx_json_array(w);
    for (uint32_t i = 0; i < years.count; i++)
        jx_json_integer(w, years.items[i].year);
    jx_json_end_array(w);
    jx_json_key(w, JX_LIT("closed"));
    jx_json_array(w);
    for (uint32_t i = 0; i < years.count; i++)
        if (years.items[i].closed) put_closed(c, &years.items[i]);
    jx_json_end_array(w);
    jx_json_member_integer(w, "year", years.count ? years.items[0].year : usual_year());
    jx_json_end_object(w);
    return JX_OK;
}

/* ---- what they add up to ---- */

static jx_status ask_summary(struct call *c, uint32_t year, struct jx_slice unit,
                             struct jx_summary *out)
{
    struct jx_slice body;
    const struct jx_summary_arguments args = {year, JX_LIT(""), unit};
    jx_status rc = ask_year(c->session, JX_QUERY_SUMMARY, &args, &body);
    return rc == JX_OK ? jx_summary_decode(body, &c->session->arena, out) : rc;
}

static bool same_group(const struct jx_summary_row *a, const struct jx_summary_row *b)
{
    return jx_slice_eq(a->form, b->form) && jx_slice_eq(a->period, b->period);
}

static void put_units(struct call *c, const struct jx_summary_row *rows, uint32_t count)
{
    struct jx_json_writer *w = &c->json;
    jx_json_key(w, JX_LIT("units"));
    jx_json_array(w);
    for (uint32_t i = 0; i < count; i++) {
        struct sums s = sums_of_row(&rows[i]);
        jx_json_object(w);
        jx_json_member_text(w, "unit", rows[i].unit);
        jx_json_member_text(w, "name", rows[i].unit_name);
        sums_put(w, &s, &c->arena);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

/* One form and period: the rows of its units, in front of them the county's where it may be seen;
 * else their sum. */
static void put_group(struct call *c, const struct jx_summary_row *rows, uint32_t count)
{
    struct jx_json_writer *w = &c->json;
    bool has_total = rows[0].unit.len == 0;
    struct sums total = {.states = {0}};
    for (uint32_t i = 0; i < (has_total ? 1 : count); i++) {
        struct sums one = sums_of_row(&rows[i]);
        sums_add(&total, &one);
    }
    jx_json_object(w);
    jx_json_member_text(w, "form", rows[0].form);
    jx_json_member_text(w, "period", rows[0].period);
    jx_json_key(w, JX_LIT("total"));
    jx_json_object(w);
    sums_put(w, &total, &c->arena);
    jx_json_end_object(w);
    put_units(c, rows + has_total, count - has_total);
    jx_json_end_object(w);
}

static void put_groups(struct call *c, const struct jx_summary *s)
{
    jx_json_key(&c->json, JX_LIT("forms"));
    jx_json_array(&c->json);
    for (uint32_t at = 0; at < s->count;) {
        uint32_t n = 1;
        while (at + n < s->count && same_group(&s->rows[at], &s->rows[at + n]))
            n++;
        put_group(c, &s->rows[at], n);
        at += n;
    }
    jx_json_end_array(&c->json);
}

/* ---- what is expected ---- */

static const char *const progress_names[JX_PROGRESS_COUNT] = {"expected", "received", "approved",
                                                              "on_time", "late"};

/* The branch in which everything that is shown lies, of each period: the first of its rows. */
static void put_progress_of(struct call *c, struct jx_slice form, const struct jx_branches *all)
{
    struct jx_json_writer *w = &c->json;
    for (uint32_t i = 0; i < all->count; i++) {
        const struct jx_branch *b = &all->rows[i];
        if (i > 0 && jx_slice_eq(b->period, all->rows[i - 1].period)) continue;
        if (b->progress[JX_PROGRESS_EXPECTED] == 0) continue;
        jx_json_object(w);
        jx_json_member_text(w, "form", form);
        jx_json_member_text(w, "period", b->period);
        for (unsigned p = 0; p < JX_PROGRESS_COUNT; p++)
            jx_json_member_integer(w, progress_names[p], b->progress[p]);
        jx_json_end_object(w);
    }
}

static jx_status put_progress(struct call *c, uint32_t year, struct jx_slice unit)
{
    jx_status rc = JX_OK;
    jx_json_key(&c->json, JX_LIT("progress"));
    jx_json_array(&c->json);
    for (unsigned f = 1; rc == JX_OK && f < JX_FORM_COUNT; f++) {
        struct jx_slice form = jx_form_name((enum jx_form)f);
        struct jx_branches all;
        rc = tree_ask(c->session, year, form, unit, &c->session->arena, &all);
        if (rc == JX_OK) put_progress_of(c, form, &all);
    }
    jx_json_end_array(&c->json);
    return rc;
}

/* ---- on which days it came ---- */

static jx_status ask_days(struct call *c, const struct jx_summary_arguments *args,
                          struct jx_days *out)
{
    struct jx_slice body;
    jx_status rc = ask_year(c->session, JX_QUERY_DAYS, args, &body);
    return rc == JX_OK ? jx_days_decode(body, &c->session->arena, out) : rc;
}

static void put_day(struct jx_json_writer *w, const struct jx_day *d)
{
    enum { DAY_SECONDS = 24 * 3600 };
    char text[16];
    time_t t = (time_t)(d->day * DAY_SECONDS);
    struct tm tm;
    text[gmtime_r(&t, &tm) ? strftime(text, sizeof text, "%F", &tm) : 0] = '\0';
    jx_json_object(w);
    jx_json_member_text(w, "day", jx_slice_of(text));
    jx_json_member_integer(w, "received", (int64_t)d->documents);
    jx_json_end_object(w);
}

static jx_status put_days(struct call *c, uint32_t year, struct jx_slice form, struct jx_slice unit)
{
    struct jx_days days;
    const struct jx_summary_arguments args = {year, form, unit};
    jx_status rc = ask_days(c, &args, &days);
    if (rc != JX_OK) return rc;
    jx_json_key(&c->json, JX_LIT("days"));
    jx_json_array(&c->json);
    for (uint32_t i = 0; i < days.count; i++)
        put_day(&c->json, &days.items[i]);
    jx_json_end_array(&c->json);
    return JX_OK;
}

/* ---- what is wrong most often ---- */

static jx_status ask_rules(struct call *c, const struct jx_breakdown_arguments *args,
                           struct jx_breakdown *out)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_breakdown_arguments_encode(args, &arguments);
    jx_status rc = session_query(c->session, JX_QUERY_BREAKDOWN, &arguments, &body);
    return rc == JX_OK ? jx_breakdown_decode(body, &c->session->arena, out) : rc;
}

/* None where none is in force: then what follows from rules is left out. */
static jx_status find_pack(struct call *c, struct pack_held **out)
{
    *out = NULL;
    jx_status rc = packs_newest(&c->console->packs, c->session, out);
    return rc == JX_E_NO_PACK ? JX_OK : rc;
}

/* What the rule is called under the rules of today; where rounding explains it, as what it belongs
 * to. Its id where nobody knows it any more. */
static struct jx_slice title_of(struct call *c, const struct pack_held *pack, struct jx_slice rule)
{
    struct jx_rule_facts f;
    if (jx_ends_with(rule, JX_LIT(".tail"))) rule.len -= sizeof ".tail" - 1;
    for (uint32_t i = 0; pack && jx_rule_facts(pack->pack, i, c->ctx.lang, &c->arena, &f); i++)
        if (jx_slice_eq(f.id, rule)) {
            struct jx_slice title = in_language(&c->ctx, f.title_zh, f.title_en);
            return title.len ? title : rule;
        }
    return rule;
}

static void put_rule(struct call *c, const struct pack_held *pack, const struct jx_broken *r)
{
    static const char *const severities[] = {"error", "explain", "warning"};
    enum { SEVERITIES = sizeof severities / sizeof severities[0], DOCUMENTS = 4 };
    struct jx_json_writer *w = &c->json;
    int64_t count = 0;
    unsigned worst = SEVERITIES;
    for (unsigned s = SEVERITIES; s > 0; s--) {
        count += r->received[s - 1];
        if (r->received[s - 1]) worst = s - 1;
    }
    if (worst == SEVERITIES) return;
    jx_json_object(w);
    jx_json_member_text(w, "rule", r->name);
    jx_json_member_text(w, "severity", jx_slice_of(severities[worst]));
    jx_json_member_integer(w, "count", count);
    jx_json_member_integer(w, "documents", r->received[DOCUMENTS]);
    jx_json_member_text(w, "title", title_of(c, pack, r->name));
    jx_json_end_object(w);
}

/* Of one form and of its last period: the sums of several would count a project twice. */
static jx_status put_rules(struct call *c, uint32_t year, struct jx_slice form,
                           struct jx_slice unit)
{
    struct pack_held *pack = NULL;
    struct jx_breakdown all = {.count = 0};
    const struct jx_breakdown_arguments args = {
        .year = year,
        .form = form.len ? form : jx_form_name(JX_FORM_self_evaluation),
        .unit = unit,
        .kind = JX_BREAKDOWN_RULE};
    jx_status rc = ask_rules(c, &args, &all);
    if (rc == JX_OK) rc = find_pack(c, &pack);
    if (rc != JX_OK) return rc;
    const struct jx_broken_branch *last = all.count ? &all.branches[all.count - 1] : NULL;
    jx_json_key(&c->json, JX_LIT("rules"));
    jx_json_array(&c->json);
    for (uint32_t i = 0; last && i < last->count; i++)
        put_rule(c, pack, &last->rows[i]);
    jx_json_end_array(&c->json);
    packs_release(&c->console->packs, &pack);
    return JX_OK;
}

jx_status answer_overview(struct call *c)
{
    struct jx_json_writer *w = &c->json;
    struct jx_slice form, unit = call_argument(c, "unit");
    struct jx_summary summary;
    uint32_t year;
    jx_status rc = call_year(c, &year);
    if (rc == JX_OK) rc = call_form(c, &form);
    if (rc == JX_OK) rc = ask_summary(c, year, unit, &summary);
    if (rc != JX_OK) return rc;
    jx_json_object(w);
    jx_json_member_integer(w, "year", year);
    jx_json_member_text(w, "unit", unit);
    jx_json_member_integer(w, "position", (int64_t)summary.position);
    put_groups(c, &summary);
    rc = put_progress(c, year, unit);
    if (rc == JX_OK) rc = put_days(c, year, form, unit);
    if (rc == JX_OK) rc = put_rules(c, year, form, unit);
    jx_json_end_object(w);
    return rc;
}

/* ---- the tree ---- */

static int compare_branch(const struct jx_branch *b, struct jx_slice period, struct jx_slice unit)
{
    int d = jx_slice_cmp(b->period, period);
    return d ? d : jx_slice_cmp(b->unit, unit);
}

/* -1: it is not shown. Rows are ordered by period and unit. */
static int64_t find_branch(const struct jx_branches *all, struct jx_slice period,
                           struct jx_slice unit)
{
    uint32_t low = 0, high = all->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int d = compare_branch(&all->rows[middle], period, unit);
        if (d == 0) return middle;
        if (d < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

static uint32_t depth_of(const struct jx_branches *all, const struct jx_branch *b)
{
    enum { DEPTH_MAX = 16 };
    uint32_t depth = 0;
    while (b->unit.len && depth < DEPTH_MAX) {
        int64_t above = find_branch(all, b->period, b->parent);
        if (above < 0 || &all->rows[above] == b) break;
        b = &all->rows[above];
        depth++;
    }
    return depth;
}

/* By the rules of today; only what a monitoring form says has one. */
static struct jx_slice light_of(const struct pack_held *pack, struct jx_slice form, uint32_t year,
                                const struct jx_branch *b)
{
    struct jx_additive sums = sums_adds(b->received);
    enum jx_form f = jx_form_of_name(form);
    if (!pack || f != JX_FORM_monitoring || sums.initial_budget == 0) return JX_ABSENT;
    enum jx_light light = jx_pack_light(pack->pack, f, (int32_t)year, (jx_dec){sums.initial_budget},
                                        (jx_dec){sums.executed}, b->period);
    return light == JX_LIGHT_NONE ? JX_ABSENT : jx_slice_of(jx_light_name(light));
}

static void put_branch(struct call *c, const struct jx_branches *all, const struct jx_branch *b,
                       struct jx_slice light)
{
    struct jx_json_writer *w = &c->json;
    const int64_t *p = b->progress;
    struct sums s = sums_of(b->received, b->approved, b->states);
    struct jx_additive own = sums_adds(b->own);
    jx_json_object(w);
    jx_json_member_text(w, "period", b->period);
    jx_json_member_text(w, "unit", b->unit);
    jx_json_member_text(w, "name", b->unit_name);
    jx_json_member_text(w, "parent", b->unit.len ? b->parent : JX_ABSENT);
    jx_json_member_integer(w, "depth", depth_of(all, b));
    sums_put(w, &s, &c->arena);
    jx_json_key(w, JX_LIT("own"));
    jx_json_object(w);
    sums_put_figures(w, &own, &c->arena);
    jx_json_end_object(w);
    for (unsigned i = 0; i < JX_PROGRESS_COUNT; i++)
        jx_json_member_integer(w, i == JX_PROGRESS_APPROVED ? "approved_rows" : progress_names[i],
                               p[i]);
    jx_json_member_text(
        w, "completeness",
        text_of_percent(&c->arena, p[JX_PROGRESS_RECEIVED], p[JX_PROGRESS_EXPECTED]));
    jx_json_member_text(
        w, "punctuality",
        text_of_percent(&c->arena, p[JX_PROGRESS_ON_TIME], p[JX_PROGRESS_EXPECTED]));
    jx_json_member_text(w, "light", light);
    jx_json_end_object(w);
}

jx_status answer_tree(struct call *c)
{
    struct jx_json_writer *w = &c->json;
    struct jx_slice form, unit = call_argument(c, "unit");
    struct jx_branches all;
    struct pack_held *pack = NULL;
    uint32_t year;
    jx_status rc = call_year(c, &year);
    if (rc == JX_OK) rc = call_form(c, &form);
    if (rc == JX_OK && form.len == 0) form = jx_form_name(JX_FORM_self_evaluation);
    if (rc == JX_OK) rc = tree_ask(c->session, year, form, unit, &c->session->arena, &all);
    if (rc == JX_OK) rc = find_pack(c, &pack);
    if (rc != JX_OK) return rc;
    jx_json_object(w);
    jx_json_member_integer(w, "year", year);
    jx_json_member_text(w, "form", form);
    jx_json_member_integer(w, "position", (int64_t)all.position);
    jx_json_key(w, JX_LIT("rows"));
    jx_json_array(w);
    for (uint32_t i = 0; i < all.count; i++)
        put_branch(c, &all, &all.rows[i], light_of(pack, form, year, &all.rows[i]));
    jx_json_end_array(w);
    jx_json_end_object(w);
    packs_release(&c->console->packs, &pack);
    return JX_OK;
}
