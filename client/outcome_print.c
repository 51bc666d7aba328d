/* Outcomes for people and programs. */
#include "outcome_print.h"

#include "cli/report.h"
#include "cli/table.h"

#include <stdio.h>

enum { REFUSAL_BYTES = 512 };

bool outcome_needs_work(const struct jx_outcome *o)
{
    return o->state == JX_STATE_REJECTED || o->state == JX_STATE_CONFLICT ||
           o->state == JX_STATE_LATE || o->errors > 0 || o->explains > 0;
}

const char *score_print(bool has, jx_dec score, char out[JX_DEC_PRINT_MAX])
{
    if (!has) return "—";
    jx_dec_print(score, 2, out);
    return out;
}

static const char *grade_print(uint8_t grade)
{
    return grade < JX_GRADE_COUNT ? jx_grade_zh((enum jx_grade)grade) : "—";
}

void outcome_print(const struct context *ctx, const struct jx_outcome *o, int indent)
{
    char claimed[JX_DEC_PRINT_MAX], computed[JX_DEC_PRINT_MAX], confirmed[JX_DEC_PRINT_MAX];
    printf("%*s%s", indent, "", state_name(ctx, o->state));
    if (o->status != JX_OK && *o->where) {
        fputs(": ", stdout);
        write_safe(stdout, jx_slice_of(o->where));
    }
    if (o->status != JX_OK)
        printf(": %s [%s]", jx_status_text(o->status, ctx->lang), jx_status_name(o->status));
    if (o->judged)
        printf(_("  claimed %s  computed %s  grade %s  errors %u  to explain %u  warnings %u"),
               score_print(o->has_claimed, o->claimed, claimed),
               score_print(o->has_computed, o->computed, computed), grade_print(o->grade),
               o->errors, o->explains, o->warnings);
    if (o->has_confirmed)
        printf(_("  confirmed %s  grade %s"), score_print(true, o->confirmed, confirmed),
               grade_print(o->confirmed_grade));
    if (o->light) printf(_("  execution light: %s"), light_text(o->light));
    putchar('\n');
}

const char *light_text(uint8_t light)
{
    static const char *const texts[JX_LIGHT_COUNT] = {"", N_("green"), N_("yellow"), N_("red")};
    return light && light < JX_LIGHT_COUNT ? _(texts[light]) : "";
}

const char *state_name(const struct context *ctx, enum jx_state state)
{
    return ctx->lang == JX_LANG_ZH ? jx_state_zh(state) : jx_state_name(state);
}

const char *act_text(const struct context *ctx, enum jx_act kind)
{
    static const struct {
        enum jx_act kind;
        const char *text;
    } texts[] = {
        {JX_ACT_SUBMISSION, N_("submission")}, {JX_ACT_WITHDRAW, N_("withdraw")},
        {JX_ACT_RETURN, N_("return")},         {JX_ACT_APPROVE, N_("approve")},
        {JX_ACT_EXPLAIN, N_("explain")},       {JX_ACT_OVERRIDE, N_("override")},
        {JX_ACT_OWN_SCORE, N_("own score")},   {JX_ACT_MOVE, N_("move")},
        {JX_ACT_RESOLVE, N_("resolve")},       {JX_ACT_ADJUST, N_("adjust")},
        {JX_ACT_CLOSE, N_("close the year")},  {JX_ACT_REOPEN, N_("reopen the year")},
        {JX_ACT_DELEGATE, N_("delegate")},     {JX_ACT_APPROVAL, N_("order of approval")},
    };
    (void)ctx;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].kind == kind) return _(texts[i].text);
    return jx_act_name(kind);
}

bool decision_failed(const struct jx_outcome *o)
{
    return o->state == JX_STATE_REJECTED || o->state == JX_STATE_CONFLICT;
}

/* Of a year there is no document whose state could be told. */
static const char *done_text(const struct context *ctx, enum jx_act kind, enum jx_state state)
{
    if (kind == JX_ACT_CLOSE) return _("the year is closed");
    if (kind == JX_ACT_DELEGATE || kind == JX_ACT_APPROVAL) return _("it holds");
    if (kind != JX_ACT_REOPEN) return state_name(ctx, state);
    return state == JX_STATE_CLOSED ? _("asked for; a second person has to ask for it too")
                                    : _("the year is open again");
}

void decision_print(const struct context *ctx, enum jx_act kind, const struct jx_outcome *o,
                    int indent)
{
    printf("%*s%s: ", indent, "", act_text(ctx, kind));
    if (o->state != JX_STATE_REJECTED) {
        printf("%s\n", done_text(ctx, kind, o->state));
        return;
    }
    printf("%s: ", _("nothing changed"));
    if (*o->where) {
        write_safe(stdout, jx_slice_of(o->where));
        fputs(": ", stdout);
    }
    /* Of open findings it says how many there are, elsewhere how much is allowed. */
    bool counts = o->status == JX_E_OPEN_FINDINGS;
    const struct jx_trouble t = {.status = o->status, .limit = counts ? 0 : o->limit};
    char text[REFUSAL_BYTES];
    print_trouble_text(ctx, &t, text, sizeof text);
    fputs(text, stdout);
    if (counts && o->limit) printf(" (%lld)", (long long)o->limit);
    putchar('\n');
}

static void put_score(struct jx_json_writer *w, const char *key, bool has, jx_dec score)
{
    char text[JX_DEC_PRINT_MAX];
    jx_json_member_text(w, key, has ? jx_slice_of(score_print(has, score, text)) : JX_ABSENT);
}

static void put_grade(struct jx_json_writer *w, const char *key, uint8_t grade)
{
    jx_json_member_text(w, key,
                        grade < JX_GRADE_COUNT ? jx_slice_of(grade_print(grade)) : JX_ABSENT);
}

static void put_hash(struct jx_json_writer *w, const char *key, bool has, const struct jx_hash *h)
{
    char hex[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_hash_slice(h), hex);
    jx_json_member_text(w, key, has ? jx_slice_of(hex) : JX_ABSENT);
}

void outcome_put(const struct jx_outcome *o, struct jx_json_writer *w)
{
    jx_json_object(w);
    jx_json_member_text(w, "state", jx_slice_of(jx_state_name(o->state)));
    jx_json_member_text(w, "status", jx_slice_of(jx_status_name(o->status)));
    jx_json_member_text(w, "where", jx_slice_of(o->where));
    if (o->limit) jx_json_member_integer(w, "limit", o->limit);
    put_score(w, "claimed", o->has_claimed, o->claimed);
    put_score(w, "computed", o->has_computed, o->computed);
    put_grade(w, "grade", o->grade);
    put_score(w, "confirmed", o->has_confirmed, o->confirmed);
    put_grade(w, "confirmed_grade", o->has_confirmed ? o->confirmed_grade : JX_GRADE_NONE);
    jx_json_member_text(w, "light",
                        o->light ? jx_slice_of(jx_light_name((enum jx_light)o->light)) : JX_ABSENT);
    jx_json_member_integer(w, "errors", o->errors);
    jx_json_member_integer(w, "explains", o->explains);
    jx_json_member_integer(w, "warnings", o->warnings);
    put_hash(w, "verdict", o->judged, &o->verdict);
    put_hash(w, "pack", o->judged, &o->pack);
    put_hash(w, "score_pack", o->has_score_pack, &o->score_pack);
    jx_json_end_object(w);
}

void score_put(struct jx_json_writer *w, const char *key, bool known, jx_dec value)
{
    char text[JX_DEC_PRINT_MAX];
    jx_json_member_text(w, key, known ? jx_slice_of(score_print(true, value, text)) : JX_ABSENT);
}

void row_verdict_put(const struct context *ctx, const struct jx_row_verdict *r,
                     struct jx_json_writer *w)
{
    jx_json_member_text(w, "method", r->method);
    score_put(w, "weight", r->weight.known, r->weight.value);
    score_put(w, "claimed", r->claimed.known, r->claimed.value);
    score_put(w, "computed", r->computed.known, r->computed.value);
    jx_json_member_bool(w, "differs", r->differs);
    jx_json_member_text(w, "explanation", in_language(ctx, r->explanation_zh, r->explanation_en));
}
