/* What each role may send and read. One table, by which the broker and the workers decide alike;
 * what does not stand in it is denied. */
#ifndef JX_WIRE_ACCESS_H
#define JX_WIRE_ACCESS_H

#include "message.h"
#include "query.h"

/* Over which units a right goes, narrow to wide. */
enum jx_reach {
    JX_REACH_NONE,
    JX_REACH_OWN,    /* the key's own unit */
    JX_REACH_BRANCH, /* units whose code begins with the key's own, itself too */
    JX_REACH_ALL,    /* every unit; also rights that concern none */
};

/* Of a key with several roles each right is the widest that one of them has. */

/* May the principal send messages of that kind to the broker at all? What a SUBMIT carries is
 * jx_may_act()'s, what a QUERY asks is jx_reach_asking()'s, what a STATUS tells jx_may_know()'s. */
bool jx_may_send(const struct jx_principal *p, enum jx_message_kind kind);
/* May it do that act for the unit? */
bool jx_may_act(const struct jx_principal *p, enum jx_act act, struct jx_slice unit);
/* May it know what became of somebody else's act for the unit? */
bool jx_may_know(const struct jx_principal *p, enum jx_act act, struct jx_slice unit);
/* The units that query tells it about; JX_REACH_NONE also for a query that is not there. */
enum jx_reach jx_reach_asking(const struct jx_principal *p, struct jx_slice query);
/* Whether the unit lies in that reach of the principal. A principal without a unit has nothing but
 * JX_REACH_ALL. */
bool jx_reaches(const struct jx_principal *p, enum jx_reach reach, struct jx_slice unit);

#endif
