/* The table of projects: filtered, sorted and paged by the county; and as a file for a spreadsheet.
 */
#include "answers.h"
#include "put.h"

#include "../cli/day.h"
#include "../outcome_print.h"
#include "../texts.h"

#include "../../proto/base/text.h"
#include "../../proto/wire/listing.h"
#include "../../worker/rules/judge.h"

#include <stdio.h>
#include <stdlib.h>

enum { SIZE_USUAL = 50, SIZE_MAX_ROWS = 200, EXPORT_MAX = 100000 };

/* ---- what is asked for ---- */

static jx_status read_grade(struct call *c, uint64_t *out)
{
    struct jx_slice name = call_argument(c, "grade");
    *out = 0;
    for (unsigned g = 0; name.len && g < JX_GRADE_COUNT; g++)
        if (jx_slice_eq(name, jx_slice_of(jx_grade_zh((enum jx_grade)g)))) *out = g + 1;
    return name.len && *out == 0 ? call_wrong(c, JX_E_FIELD_VALUE, "grade") : JX_OK;
}

static jx_status read_asks(struct call *c, uint64_t *out)
{
    static const char *const names[JX_ASKS_COUNT] = {"", "errors", "explains", "differs"};
    struct jx_slice name = call_argument(c, "findings");
    for (*out = 0; *out < JX_ASKS_COUNT; ++*out)
        if (jx_slice_eq(name, jx_slice_of(names[*out]))) return JX_OK;
    return call_wrong(c, JX_E_FIELD_VALUE, "findings");
}

static jx_status read_sort(struct call *c, struct jx_listing_arguments *out)
{
    struct jx_slice name = call_argument(c, "sort");
    out->backwards = name.len && name.ptr[0] == '-';
    if (out->backwards) name = jx_slice_from(name, 1);
    out->sort = name.len ? jx_listing_sort_of(name) : JX_SORT_time;
    return out->sort < JX_SORT_COUNT ? JX_OK : call_wrong(c, JX_E_FIELD_VALUE, "sort");
}

/* As names are compared everywhere: after NFKC and without white space. */
static jx_status read_text(struct call *c, struct jx_slice *out)
{
    struct jx_slice text = call_argument(c, "q");
    *out = JX_LIT("");
    if (text.len == 0) return JX_OK;
    if (text.len > JX_PROJECT_KEY_MAX || !jx_utf8_valid(text))
        return call_wrong(c, JX_E_FIELD_VALUE, "q");
    return jx_name_key(text, &c->arena, out);
}

static jx_status read_wanted(struct call *c, struct jx_listing_arguments *out)
{
    uint32_t year = 0;
    *out = (struct jx_listing_arguments){.unit = call_argument(c, "unit"),
                                         .state = call_argument(c, "state"),
                                         .rule = call_argument(c, "rule")};
    jx_status rc = call_year(c, &year);
    if (rc == JX_OK && out->rule.len > JX_WORD_MAX) rc = call_wrong(c, JX_E_FIELD_VALUE, "rule");
    if (rc == JX_OK) rc = call_form(c, &out->form);
    if (rc == JX_OK) rc = read_grade(c, &out->grade);
    if (rc == JX_OK) rc = read_asks(c, &out->asks);
    if (rc == JX_OK) rc = read_sort(c, out);
    if (rc == JX_OK) rc = read_text(c, &out->text);
    out->year = year;
    out->counting = !jx_slice_eq(call_argument(c, "counting"), JX_LIT("0"));
    return rc;
}

static jx_status ask(struct call *c, const struct jx_listing_arguments *args,
                     struct jx_listing *out)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_listing_arguments_encode(args, &arguments);
    jx_status rc = session_query(c->session, JX_QUERY_PROJECTS, &arguments, &body);
    return rc == JX_OK ? jx_listing_decode(body, &c->session->arena, out) : rc;
}

/* ---- a page ---- */

jx_status answer_projects(struct call *c)
{
    struct jx_json_writer *w = &c->json;
    struct jx_listing_arguments args;
    struct jx_listing found;
    uint64_t page, size;
    jx_status rc = read_wanted(c, &args);
    if (rc == JX_OK) rc = call_number(c, "page", 1, 1000000, 1, &page);
    if (rc == JX_OK) rc = call_number(c, "size", 1, SIZE_MAX_ROWS, SIZE_USUAL, &size);
    if (rc != JX_OK) return rc;
    args.offset = (page - 1) * size;
    args.most = size;
    rc = ask(c, &args, &found);
    if (rc != JX_OK) return rc;
    jx_json_object(w);
    jx_json_member_integer(w, "position", (int64_t)found.position);
    jx_json_member_integer(w, "total", (int64_t)found.total);
    jx_json_member_integer(w, "page", (int64_t)page);
    jx_json_member_integer(w, "size", (int64_t)size);
    jx_json_key(w, JX_LIT("rows"));
    jx_json_array(w);
    for (uint32_t i = 0; i < found.count; i++) {
        jx_json_object(w);
        put_listed(c, &found.rows[i]);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
    jx_json_end_object(w);
    return JX_OK;
}

/* ---- as a file ---- */

typedef struct jx_slice column_text(struct call *c, const struct jx_listed *l);

static struct jx_slice text_score(struct call *c, bool has, jx_dec score)
{
    char text[JX_DEC_PRINT_MAX];
    return has ? jx_arena_copy(&c->arena, jx_slice_of(score_print(true, score, text))) : JX_LIT("");
}

static struct jx_slice text_number(struct call *c, uint64_t n)
{
    return text_of_number(&c->arena, (int64_t)n);
}

static struct jx_slice column_time(struct call *c, const struct jx_listed *l)
{
    struct tm tm;
    if (!time_in_china(l->time_ms, &tm)) return JX_LIT("");
    return jx_arena_printf(&c->arena, "%04d-%02d-%02d %02d:%02d:%02d", tm.tm_year + 1900,
                           tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static struct jx_slice column_form(struct call *c, const struct jx_listed *l)
{
    (void)c;
    return jx_slice_of(jx_form_zh(jx_form_of_name(l->form)));
}

static struct jx_slice column_year(struct call *c, const struct jx_listed *l)
{
    return text_number(c, l->year);
}

static struct jx_slice column_state(struct call *c, const struct jx_listed *l)
{
    return jx_slice_of(state_name(&c->ctx, l->outcome.state));
}

static struct jx_slice column_grade(struct call *c, const struct jx_listed *l)
{
    (void)c;
    return jx_slice_of(
        l->outcome.grade < JX_GRADE_COUNT ? jx_grade_zh((enum jx_grade)l->outcome.grade) : "");
}

#define COLUMN(name, value)                                                                        \
    static struct jx_slice column_##name(struct call *c, const struct jx_listed *l)                \
    {                                                                                              \
        (void)c;                                                                                   \
        return value;                                                                              \
    }
COLUMN(id, text_of_hash(&c->arena, &l->id))
COLUMN(period, l->period)
COLUMN(unit, l->unit)
COLUMN(unit_name, l->unit_name)
COLUMN(project, l->project_name)
COLUMN(position, text_number(c, l->position))
COLUMN(claimed, text_score(c, l->outcome.has_claimed, l->outcome.claimed))
COLUMN(computed, text_score(c, l->outcome.has_computed, l->outcome.computed))
COLUMN(errors, text_number(c, l->outcome.errors))
COLUMN(explains, text_number(c, l->outcome.explains))
COLUMN(warnings, text_number(c, l->outcome.warnings))
#undef COLUMN

static struct jx_slice column_confirmed(struct call *c, const struct jx_listed *l)
{
    const struct jx_outcome *o = &l->outcome;
    return o->has_confirmed ? text_score(c, true, o->confirmed) : JX_LIT("");
}

static struct jx_slice column_confirmed_grade(struct call *c, const struct jx_listed *l)
{
    const struct jx_outcome *o = &l->outcome;
    (void)c;
    bool has = o->has_confirmed && o->confirmed_grade < JX_GRADE_COUNT;
    return jx_slice_of(has ? jx_grade_zh((enum jx_grade)o->confirmed_grade) : "");
}

static const struct {
    const char *name, *title;
    column_text *text;
} columns[] = {
    {"unit", N_("unit"), column_unit},
    {"unit_name", N_("name"), column_unit_name},
    {"project", N_("project"), column_project},
    {"form", N_("form"), column_form},
    {"year", N_("year"), column_year},
    {"period", N_("period"), column_period},
    {"state", N_("state"), column_state},
    {"claimed", N_("claimed"), column_claimed},
    {"computed", N_("computed"), column_computed},
    {"grade", N_("grade"), column_grade},
    {"confirmed", N_("confirmed"), column_confirmed},
    {"confirmed_grade", N_("confirmed grade"), column_confirmed_grade},
    {"errors", N_("errors"), column_errors},
    {"explains", N_("to explain"), column_explains},
    {"warnings", N_("warnings"), column_warnings},
    {"time", N_("received"), column_time},
    {"position", N_("position"), column_position},
    {"id", N_("id"), column_id},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

/* "a,b,c"; without it all. 0: one that there is not. */
static unsigned read_columns(struct call *c, unsigned out[COLUMN_COUNT])
{
    const char *at = call_argument(c, "columns").ptr;
    unsigned count = 0;
    for (unsigned i = 0; !*at && i < COLUMN_COUNT; i++)
        out[count++] = i;
    while (*at) {
        size_t len = strcspn(at, ",");
        unsigned i = 0;
        while (i < COLUMN_COUNT && !jx_slice_eq(jx_slice_of(columns[i].name), jx_slice_at(at, len)))
            i++;
        if (i == COLUMN_COUNT || count == COLUMN_COUNT) return 0;
        out[count++] = i;
        at += len + (at[len] == ',');
    }
    return count;
}

/* A cell that a spreadsheet would take for a formula begins with an apostrophe: names come from
 * forms. */
static void put_cell(struct jx_buffer *b, struct jx_slice text, bool last)
{
    static const char dangerous[] = "=+-@\t\r";
    jx_buffer_put(b, "\"", 1);
    if (text.len && memchr(dangerous, text.ptr[0], sizeof dangerous - 1)) jx_buffer_put(b, "'", 1);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') jx_buffer_put(b, "\"", 1);
        jx_buffer_put(b, &text.ptr[i], 1);
    }
    jx_buffer_put(b, "\"", 1);
    jx_buffer_put(b, last ? "\r\n" : ",", last ? 2 : 1);
}

static void put_rows(struct call *c, const struct jx_listing *found, const unsigned chosen[],
                     unsigned count, struct jx_buffer *b)
{
    for (uint32_t i = 0; i < found->count; i++)
        for (unsigned k = 0; k < count; k++)
            put_cell(b, columns[chosen[k]].text(c, &found->rows[i]), k + 1 == count);
}

static jx_status gather(struct call *c, struct jx_listing_arguments *args, const unsigned chosen[],
                        unsigned count, struct jx_buffer *b)
{
    struct jx_listing found = {.total = 1};
    jx_status rc = JX_OK;
    for (args->offset = 0; rc == JX_OK && args->offset < found.total && args->offset < EXPORT_MAX;
         args->offset += JX_LIST_MAX) {
        args->most = JX_LIST_MAX;
        rc = ask(c, args, &found);
        if (rc == JX_OK) put_rows(c, &found, chosen, count, b);
        session_forget(c->session);
    }
    return rc == JX_OK ? b->status : rc;
}

jx_status answer_export(struct call *c)
{
    static const char mark[] = "\xEF\xBB\xBF";
    enum { BYTES_MAX = 128 << 20 };
    struct jx_listing_arguments args;
    struct jx_buffer b;
    unsigned chosen[COLUMN_COUNT], count = read_columns(c, chosen);
    if (count == 0) return call_wrong(c, JX_E_FIELD_VALUE, "columns");
    jx_status rc = read_wanted(c, &args);
    if (rc != JX_OK) return rc;
    jx_buffer_init(&b, BYTES_MAX);
    jx_buffer_put(&b, mark, sizeof mark - 1);
    for (unsigned k = 0; k < count; k++)
        put_cell(&b, jx_slice_of(_(columns[chosen[k]].title)), k + 1 == count);
    rc = gather(c, &args, chosen, count, &b);
    struct jx_slice text = rc == JX_OK ? jx_arena_copy(&c->arena, jx_buffer_slice(&b)) : JX_ABSENT;
    if (rc == JX_OK && jx_is_absent(text)) rc = jx_arena_failure(&c->arena);
    jx_buffer_clear(&b);
    if (rc == JX_OK) call_file(c, "text/csv; charset=utf-8", "projects.csv", text);
    return rc;
}
