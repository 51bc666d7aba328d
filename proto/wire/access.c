/* The table of rights, and looking things up in it. */
#include "access.h"

#include <assert.h>

enum subject {
    SEND, /* messages to the broker */
    ACT,  /* acts inside a SUBMIT */
    KNOW, /* the fate of others' acts */
    ASK,  /* queries */
};

struct right {
    enum subject subject;
    int number;        /* of the message or act */
    const char *query; /* ASK: its name */
    enum jx_reach reach[JX_ROLE_BITS];
};

#define NO     JX_REACH_NONE
#define OWN    JX_REACH_OWN
#define BRANCH JX_REACH_BRANCH
#define ALL    JX_REACH_ALL

/* clang-format off */
static const struct right rights[] = {
    /*                                   township department county supervisor worker admin monitor */
    {SEND, JX_MSG_submit,     NULL,              {ALL, ALL,    ALL, NO,  NO,  ALL, NO}},
    {SEND, JX_MSG_status,     NULL,              {ALL, ALL,    ALL, ALL, NO,  ALL, NO}},
    {SEND, JX_MSG_query,      NULL,              {ALL, ALL,    ALL, ALL, NO,  ALL, NO}},
    {SEND, JX_MSG_keys,       NULL,              {NO,  NO,     NO,  NO,  NO,  ALL, NO}},
    {SEND, JX_MSG_records,    NULL,              {NO,  NO,     ALL, NO,  NO,  ALL, NO}},
    {SEND, JX_MSG_measure,    NULL,              {NO,  NO,     ALL, ALL, NO,  ALL, ALL}},
    {SEND, JX_MSG_hello,      NULL,              {NO,  NO,     NO,  NO,  ALL, NO, NO}},
    {SEND, JX_MSG_done,       NULL,              {NO,  NO,     NO,  NO,  ALL, NO, NO}},
    {SEND, JX_MSG_reply,      NULL,              {NO,  NO,     NO,  NO,  ALL, NO, NO}},
    {SEND, JX_MSG_fetch,      NULL,              {NO,  NO,     NO,  NO,  ALL, NO, NO}},
    {SEND, JX_MSG_beat,       NULL,              {NO,  NO,     NO,  NO,  ALL, NO, NO}},
    {SEND, JX_MSG_bye,        NULL,              {NO,  NO,     NO,  NO,  ALL, NO, NO}},
    {ACT,  JX_ACT_SUBMISSION, NULL,              {OWN, BRANCH, ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_KEY,        NULL,              {NO,  NO,     NO,  NO,  NO,  ALL, NO}},
    {ACT,  JX_ACT_PACK,       NULL,              {NO,  NO,     NO,  NO,  NO,  ALL, NO}},
    /* What a unit may say about its own documents, and what takes an officer. */
    {ACT,  JX_ACT_WITHDRAW,   NULL,              {OWN, BRANCH, ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_EXPLAIN,    NULL,              {OWN, BRANCH, ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_RESOLVE,    NULL,              {OWN, BRANCH, ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_RETURN,     NULL,              {NO,  BRANCH, ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_APPROVE,    NULL,              {NO,  BRANCH, ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_OVERRIDE,   NULL,              {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_OWN_SCORE,  NULL,              {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_MOVE,       NULL,              {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_ADJUST,     NULL,              {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_CLOSE,      NULL,              {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_REOPEN,     NULL,              {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_APPROVAL,   NULL,              {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_MASTER,     NULL,              {NO,  NO,     ALL, NO,  NO,  ALL, NO}},
    /* What she may herself: the broker looks at each act she names, too. */
    {ACT,  JX_ACT_DELEGATE,   NULL,              {OWN, OWN,    OWN, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_RUN,        NULL,              {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_PUBLISH_RUN,NULL,              {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {ACT,  JX_ACT_DROP_RUN,   NULL,              {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {KNOW, JX_ACT_SUBMISSION, NULL,              {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_WITHDRAW,   NULL,              {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_EXPLAIN,    NULL,              {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_RESOLVE,    NULL,              {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_RETURN,     NULL,              {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_APPROVE,    NULL,              {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_OVERRIDE,   NULL,              {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_OWN_SCORE,  NULL,              {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_MOVE,       NULL,              {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_ADJUST,     NULL,              {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_CLOSE,      NULL,              {NO,  NO,     ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_REOPEN,     NULL,              {NO,  NO,     ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_DELEGATE,   NULL,              {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_APPROVAL,   NULL,              {NO,  NO,     ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_MASTER,     NULL,              {NO,  NO,     ALL, ALL, NO,  ALL, NO}},
    {KNOW, JX_ACT_RUN,        NULL,              {NO,  NO,     ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_PUBLISH_RUN,NULL,              {NO,  NO,     ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_DROP_RUN,   NULL,              {NO,  NO,     ALL, ALL, NO,  NO, NO}},
    {KNOW, JX_ACT_KEY,        NULL,              {NO,  NO,     NO,  NO,  NO,  ALL, NO}},
    {KNOW, JX_ACT_PACK,       NULL,              {NO,  NO,     NO,  NO,  NO,  ALL, NO}},
    {ASK,  0,                 JX_QUERY_SUMMARY,  {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_TREE,     {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_BREAKDOWN,{OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_MISSING,  {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_UNMATCHED,{OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_DOCUMENT, {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_LIST,     {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_SELECT,   {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_IDS,      {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_PROJECTS, {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_YEARS,    {ALL, ALL,    ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_DAYS,     {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_HISTORY,  {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_DECISION, {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_FINDINGS, {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_RELATIONS,{OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_EVENTS,   {OWN, BRANCH, ALL, ALL, NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_DELEGATIONS, {OWN, BRANCH, ALL, ALL, NO, NO, NO}},
    {ASK,  0,                 JX_QUERY_RUNS,     {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_SCORES,   {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_REASONS,  {NO,  NO,     ALL, NO,  NO,  NO, NO}},
    {ASK,  0,                 JX_QUERY_MASTER,   {NO,  NO,     ALL, ALL, NO,  ALL, NO}},
    /* Everybody may read the rules she is judged by, or puts in force. */
    {ASK,  0,                 JX_QUERY_PACK,     {ALL, ALL,    ALL, ALL, NO,  ALL, NO}},
};
/* clang-format on */

static_assert(JX_ROLE_township == 1 << 0 && JX_ROLE_department == 1 << 1 &&
                  JX_ROLE_county == 1 << 2 && JX_ROLE_supervisor == 1 << 3 &&
                  JX_ROLE_worker == 1 << 4 && JX_ROLE_admin == 1 << 5 && JX_ROLE_monitor == 1 << 6,
              "a role's bit is its column");

static enum jx_reach widest(const struct jx_principal *p, const struct right *r)
{
    enum jx_reach reach = JX_REACH_NONE;
    for (unsigned role = 0; role < JX_ROLE_BITS; role++)
        if ((p->roles & 1u << role) && r->reach[role] > reach) reach = r->reach[role];
    return reach;
}

static enum jx_reach reach_of(const struct jx_principal *p, enum subject subject, int number)
{
    for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++)
        if (rights[i].subject == subject && rights[i].number == number)
            return widest(p, &rights[i]);
    return JX_REACH_NONE;
}

bool jx_reaches(const struct jx_principal *p, enum jx_reach reach, struct jx_slice unit)
{
    switch (reach) {
    case JX_REACH_NONE:
        return false;
    case JX_REACH_OWN:
        return p->unit.len > 0 && jx_slice_eq(unit, p->unit);
    case JX_REACH_BRANCH:
        return p->unit.len > 0 && jx_starts_with(unit, p->unit);
    case JX_REACH_ALL:
        return true;
    }
    return false;
}

bool jx_may_send(const struct jx_principal *p, enum jx_message_kind kind)
{
    return reach_of(p, SEND, (int)kind) != JX_REACH_NONE;
}

bool jx_may_act(const struct jx_principal *p, enum jx_act act, struct jx_slice unit)
{
    return jx_reaches(p, reach_of(p, ACT, (int)act), unit);
}

bool jx_may_know(const struct jx_principal *p, enum jx_act act, struct jx_slice unit)
{
    return jx_reaches(p, reach_of(p, KNOW, (int)act), unit);
}

enum jx_reach jx_reach_asking(const struct jx_principal *p, struct jx_slice query)
{
    for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++)
        if (rights[i].subject == ASK && jx_slice_eq(jx_slice_of(rights[i].query), query))
            return widest(p, &rights[i]);
    return JX_REACH_NONE;
}
