/* What people decide about documents and years, and the county's lists: things that are possible
 * and things that are not, by those who may and by those who may not. */
#include "sim.h"

/* ---- decisions ---- */

/* By hand what the table of rights says: who may do it, and for which units. */
static const struct {
    enum jx_act kind;
    uint32_t weight;
    bool township, department;
} kinds[] = {
    {JX_ACT_WITHDRAW, 10, true, true},  {JX_ACT_RETURN, 18, false, true},
    {JX_ACT_APPROVE, 40, false, true},  {JX_ACT_EXPLAIN, 10, true, true},
    {JX_ACT_OVERRIDE, 8, false, false}, {JX_ACT_MOVE, 20, false, false},
    {JX_ACT_RESOLVE, 20, true, true},   {JX_ACT_ADJUST, 10, false, false},
    {JX_ACT_CLOSE, 3, false, false},    {JX_ACT_REOPEN, 5, false, false},
    {JX_ACT_APPROVAL, 8, false, false}, {JX_ACT_OWN_SCORE, 14, false, false},
};
enum { KINDS = sizeof kinds / sizeof kinds[0], STRANGERS_PERMILLE = 60 };

bool may_decide(const struct client_node *c, enum jx_act kind, const char *unit)
{
    uint32_t k = 0;
    while (k < KINDS && kinds[k].kind != kind)
        k++;
    if (k == KINDS) return false;
    if (strcmp(c->role, "county") == 0) return true;
    if (strcmp(c->role, "department") == 0)
        return kinds[k].department && strncmp(c->unit, unit, strlen(c->unit)) == 0;
    return strcmp(c->role, "township") == 0 && kinds[k].township && strcmp(c->unit, unit) == 0;
}

static enum jx_act roll_kind(struct sim *s)
{
    uint32_t all = 0, i = 0;
    for (uint32_t k = 0; k < KINDS; k++)
        all += kinds[k].weight;
    uint32_t roll = dice_below(&s->dice, all);
    while (roll >= kinds[i].weight)
        roll -= kinds[i++].weight;
    return kinds[i].kind;
}

/* What is decided on, by what the county says of it. */
struct about {
    const struct written *written;
    char unit[JX_UNIT_CODE_MAX + 1];
    enum jx_state ready; /* what somebody looks for who wants to approve */
};

/* Whether who looks at the document first would do that to it. */
static bool looks_right(struct sim *s, struct about *a, enum jx_act kind)
{
    struct sim_found found;
    if (sim_store_look(&s->store, &a->written->act.id, &found) != JX_OK) return false;
    const struct jx_outcome o = found.outcome;
    memcpy(a->unit, found.unit, sizeof a->unit);
    switch (kind) {
    case JX_ACT_APPROVE:
        return o.state == a->ready && !o.errors && !o.explains;
    case JX_ACT_EXPLAIN:
        return o.state == JX_STATE_SCORED && o.explains;
    case JX_ACT_OVERRIDE:
        return o.state == JX_STATE_SCORED && (o.errors || o.explains);
    case JX_ACT_RESOLVE:
        return o.state == JX_STATE_CONFLICT;
    case JX_ACT_ADJUST:
        return o.state == JX_STATE_APPROVED;
    case JX_ACT_OWN_SCORE:
        return o.state == JX_STATE_SCORED || o.state == JX_STATE_APPROVED;
    case JX_ACT_RETURN:
        return o.state == JX_STATE_APPROVED ||
               (o.state != JX_STATE_REJECTED && dice_permille(&s->dice, 300));
    default:
        return o.state != JX_STATE_REJECTED;
    }
}

/* Anybody's submission; false when there is none that suits. */
static bool some_submission(struct sim *s, enum jx_act kind, bool looks, struct about *out)
{
    for (unsigned tries = 0; tries < 80; tries++) {
        struct client_node *c = &s->clients[dice_below(&s->dice, s->weather.clients)];
        struct written *w = earlier(s, c);
        if (!w || w->act.kind != JX_ACT_SUBMISSION) continue;
        memset(out->unit, 0, sizeof out->unit);
        out->written = w;
        memcpy(out->unit, w->unit, strlen(w->unit));
        if (!looks || looks_right(s, out, kind)) return true;
    }
    return false;
}

static struct jx_slice some_project(struct sim *s, uint32_t first, uint32_t count)
{
    return jx_arena_printf(&s->arena, "项目%u", first + dice_below(&s->dice, count));
}

/* Findings that such documents have, and one that none has. */
static void add_remarks(struct sim *s, struct jx_decision *d, enum jx_act kind)
{
    const bool of_rules = kind != JX_ACT_RETURN;
    const uint32_t low = kind == JX_ACT_EXPLAIN ? 17 : 10;
    static const char *const rules[] = {SIM_RULE_EXPLAIN, SIM_RULE_ERROR, "sim.none"};
    d->remark_count = dice_permille(&s->dice, 150) ? 2 : 1;
    d->remarks = jx_arena_array(&s->arena, d->remark_count, sizeof *d->remarks);
    for (uint32_t i = 0; i < d->remark_count; i++) {
        uint32_t roll = dice_below(&s->dice, 20);
        const char *rule = rules[roll < low ? 0 : roll < 19 ? 1 : 2];
        d->remarks[i] = (struct jx_remark){.rule = jx_slice_of(of_rules ? rule : ""),
                                           .place = JX_LIT(SIM_RULE_PLACE),
                                           .text = JX_LIT("已核对")};
    }
}

static struct jx_slice some_way_of_approval(struct sim *s)
{
    const uint32_t roll = dice_below(&s->dice, 20);
    return roll < 14 ? JX_LIT("tree") : roll < 19 ? JX_LIT("direct") : JX_LIT("sideways");
}

/* One that is taken back, and ones that no score can be, among them. */
static struct jx_slice some_score(struct sim *s)
{
    static const char *const scores[] = {"88.5", "59.99", "100", "72", "0", "", "", "100.5", "优"};
    return jx_slice_of(scores[dice_below(&s->dice, sizeof scores / sizeof scores[0])]);
}

static void add_arguments(struct sim *s, enum jx_act kind, struct jx_decision *d)
{
    bool another = dice_permille(&s->dice, 500);
    if (kind == JX_ACT_MOVE) {
        d->arguments[0] = jx_slice_of(sim_units[dice_below(&s->dice, SIM_UNITS)]);
        d->arguments[1] = dice_permille(&s->dice, 400) ? some_project(s, 0, 14) : JX_LIT("");
        d->argument_count = 2;
    } else if (kind == JX_ACT_RESOLVE) {
        d->arguments[0] = another ? JX_LIT("another") : JX_LIT("correction");
        d->arguments[1] = some_project(s, dice_permille(&s->dice, 500) ? 0 : 500, 40);
        d->argument_count = another && !dice_permille(&s->dice, 50) ? 2 : 1;
    } else if (kind == JX_ACT_APPROVAL) {
        d->arguments[0] = some_way_of_approval(s);
        d->argument_count = 1;
    } else if (kind == JX_ACT_OWN_SCORE) {
        d->arguments[0] = some_score(s);
        d->argument_count = 1;
    }
}

static bool is_about_year(enum jx_act kind)
{
    return kind == JX_ACT_CLOSE || kind == JX_ACT_REOPEN || kind == JX_ACT_APPROVAL;
}

static struct jx_decision decision_of(struct sim *s, enum jx_act kind, const struct written *about)
{
    struct jx_decision d = {.reason = JX_LIT("")};
    d.has_target = !is_about_year(kind);
    if (d.has_target) d.target = about->act.id;
    if (d.has_target && dice_permille(&s->dice, 10)) d.target.bytes[0] ^= 1; /* nobody's */
    if (kind != JX_ACT_APPROVE && kind != JX_ACT_EXPLAIN) d.reason = JX_LIT("有理由");
    bool of_rules = kind == JX_ACT_EXPLAIN || kind == JX_ACT_OVERRIDE;
    if (of_rules || (kind == JX_ACT_RETURN && dice_permille(&s->dice, 300)))
        add_remarks(s, &d, kind);
    add_arguments(s, kind, &d);
    return d;
}

/* The county has many documents that wait for it alone, and some that a department has seen. */
static enum jx_state choose_ready(struct sim *s, const struct client_node *c)
{
    bool county = strcmp(c->role, "county") == 0;
    return county && dice_permille(&s->dice, 600) ? JX_STATE_ACCEPTED : JX_STATE_SCORED;
}

bool write_decision(struct sim *s, struct client_node *c)
{
    struct about about = {.ready = choose_ready(s, c)};
    enum jx_act kind = JX_ACT_APPROVE;
    struct client_node *person = stand_in_for(s, c); /* NULL: for herself */
    bool looks = dice_permille(&s->dice, 850);       /* as most people do before they decide */
    bool stranger = dice_permille(&s->dice, STRANGERS_PERMILLE), suits = false;
    for (unsigned tries = 0; tries < 12 && !suits; tries++) {
        kind = roll_kind(s);
        suits = some_submission(s, kind, looks, &about) &&
                (stranger || (person ? may_stand_in(s, person, c, kind, about.unit)
                                     : may_decide(c, kind, about.unit)));
    }
    if (!suits) return false;
    const char *unit = about.unit;
    if (dice_permille(&s->dice, 30)) unit = sim_units[dice_below(&s->dice, SIM_UNITS)];
    const struct jx_decision d = decision_of(s, kind, about.written);
    const uint32_t year = about.written->year;
    struct written *w = new_written(s, c);
    w->act = decision_act(&s->arena, &s->dice, kind, &d, unit, year, person ? person->key : NULL);
    w->in_place_of = person;
    w->persons_right = person && may_decide(person, kind, unit);
    w->may_be_taken = person ? may_stand_in(s, person, c, kind, unit) : may_decide(c, kind, unit);
    w->must_be_taken = person ? must_let(s, person, c, kind, unit) : w->may_be_taken;
    return true;
}

struct sim_act tree_act(struct sim *s, const char *unit, uint32_t year)
{
    const struct jx_decision d = {
        .reason = JX_LIT("有理由"), .arguments = {JX_LIT("tree")}, .argument_count = 1};
    return decision_act(&s->arena, &s->dice, JX_ACT_APPROVAL, &d, unit, year, NULL);
}

/* ---- lists ---- */

enum { ROWS_MAX = 16, PROJECTS = 12 };

struct rows {
    enum jx_master table;
    uint32_t year, count;
    const char *cells[ROWS_MAX * JX_MASTER_COLUMNS_MAX];
};

static const char *some_unit(struct sim *s)
{
    return sim_units[dice_below(&s->dice, SIM_UNITS)];
}

static const char *text_of(struct jx_slice s)
{
    return s.ptr; /* printed texts end with a NUL */
}

/* Everything that stands above units, each time a little different. */
static const char *superior_of(struct sim *s, const char *unit)
{
    static const char *const departments[] = {"990001", "990002", ""};
    if (strlen(unit) == 6) return "990";
    if (dice_permille(&s->dice, 700)) return unit[5] == '1' ? "990001" : "990002";
    return departments[dice_below(&s->dice, 3)];
}

static void put(struct rows *r, const char *const *cells)
{
    const uint32_t columns = jx_master_schema(r->table)->count;
    memcpy(&r->cells[(size_t)r->count * columns], cells, columns * sizeof *cells);
    r->count++;
}

static const char *unit_name(struct sim *s, const char *unit)
{
    return text_of(jx_arena_printf(&s->arena, SIM_UNIT_NAME "%s", unit));
}

/* Its own, as forms print it; or one that no form has. */
static const char *some_unit_name(struct sim *s, const char *unit)
{
    return dice_permille(&s->dice, 800) ? unit_name(s, unit) : "某单位";
}

/* What another is called, too. */
static const char *some_unit_alias(struct sim *s)
{
    return dice_permille(&s->dice, 100) ? unit_name(s, some_unit(s)) : "";
}

static void put_units(struct sim *s, struct rows *r)
{
    static const char *const froms[] = {"", "", "2023", "2024"};
    static const char *const units[] = {"990",       "990001",    "990002",
                                        "990001001", "990001002", "990002001"};
    const char *from = froms[dice_below(&s->dice, 4)];
    const char *until = dice_permille(&s->dice, 100) ? "2024" : "";
    r->year = 0;
    for (uint32_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const char *superior = i == 0 ? "" : superior_of(s, units[i]);
        put(r, (const char *[]){units[i], some_unit_name(s, units[i]), some_unit_alias(s), superior,
                                "", from, until});
    }
}

/* Most of those that documents name; some of their neighbours' names, too. */
static void put_projects(struct sim *s, struct rows *r)
{
    for (uint32_t n = 0; n < PROJECTS; n++) {
        if (dice_permille(&s->dice, 250)) continue;
        uint32_t called = dice_permille(&s->dice, 850) ? n : n + 1;
        put(r, (const char *[]){text_of(jx_arena_printf(&s->arena, "P%03u", n)),
                                text_of(some_project(s, called, 1)), some_unit(s), ""});
    }
}

static void put_alias(struct sim *s, struct rows *r)
{
    r->year = 0;
    if (dice_permille(&s->dice, 300)) {
        put(r, (const char *[]){"unit", unit_name(s, some_unit(s)), some_unit(s)});
        return;
    }
    put(r, (const char *[]){
               "project", text_of(some_project(s, 0, 20)),
               text_of(jx_arena_printf(&s->arena, "P%03u", dice_below(&s->dice, PROJECTS)))});
}

static const char *some_day(struct sim *s)
{
    static const char *const days[] = {"2023-11-13", SIM_DAY_DUE, SIM_DAY_DUE, "2023-11-15", ""};
    return days[dice_below(&s->dice, 5)];
}

struct form_at {
    const char *form, *period;
};

static struct form_at some_form(struct sim *s)
{
    static const struct form_at forms[] = {
        {"self_evaluation", ""}, {"monitoring", "1-8月"}, {"target", ""}};
    return forms[dice_below(&s->dice, 3)];
}

static void put_expected(struct sim *s, struct rows *r)
{
    struct form_at f = some_form(s);
    const char *project = dice_permille(&s->dice, 300) ? text_of(some_project(s, 0, 12)) : "";
    put(r, (const char *[]){f.form, f.period, some_unit(s), project, some_day(s)});
}

static void put_exception(struct sim *s, struct rows *r)
{
    struct form_at f = some_form(s);
    bool every = dice_permille(&s->dice, 400);
    put(r, (const char *[]){every ? "" : f.form, every ? "" : f.period, some_unit(s), "有理由",
                            some_day(s)});
}

static void put_code(struct sim *s, struct rows *r)
{
    (void)s;
    put(r, (const char *[]){"functional", "201", "一般公共服务支出"});
}

static void put_indicator(struct sim *s, struct rows *r)
{
    put(r, (const char *[]){"", "产出指标", "数量指标",
                            text_of(jx_arena_printf(&s->arena, "指标%u", dice_below(&s->dice, 9))),
                            "≥", "个", some_day(s), "共性",
                            dice_permille(&s->dice, 500) ? "" : "水利"});
}

static const struct {
    enum jx_master table;
    void (*put)(struct sim *s, struct rows *r);
    uint32_t most;
} lists[] = {
    {JX_MASTER_units, put_units, 1},       {JX_MASTER_projects, put_projects, 1},
    {JX_MASTER_codes, put_code, 1},        {JX_MASTER_expected, put_expected, 6},
    {JX_MASTER_expected, put_expected, 2}, {JX_MASTER_exceptions, put_exception, 3},
    {JX_MASTER_aliases, put_alias, 3},     {JX_MASTER_indicators, put_indicator, 3},
};

struct sim_act units_act(struct sim *s)
{
    struct rows r = {.table = JX_MASTER_units};
    put_units(s, &r);
    return master_act(&s->arena, &s->dice, r.table, r.year, JX_MASTER_PUT, r.cells, r.count);
}

void write_master(struct sim *s, struct client_node *c)
{
    const uint32_t which = dice_below(&s->dice, sizeof lists / sizeof lists[0]);
    struct rows r = {.table = lists[which].table, .year = 2023 + dice_below(&s->dice, 2)};
    for (uint32_t i = 1 + dice_below(&s->dice, lists[which].most); i > 0; i--)
        lists[which].put(s, &r);
    enum jx_master_mode mode = dice_permille(&s->dice, 300) ? JX_MASTER_REPLACE : JX_MASTER_PUT;
    struct written *w = new_written(s, c);
    w->act = master_act(&s->arena, &s->dice, r.table, r.year, mode, r.cells, r.count);
    w->may_be_taken = w->must_be_taken = c->admin || strcmp(c->role, "county") == 0;
}
