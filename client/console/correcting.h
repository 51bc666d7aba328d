/* What a clerk changes in a draft. */
#ifndef JX_CONSOLE_CORRECTING_H
#define JX_CONSOLE_CORRECTING_H

#include "call.h"
#include "drafts.h"

/* Takes the call's body: document, year, changes, revises, explanations, each where it is there.
 * The draft's lock is held. JX_E_FIELD_VALUE and what checking a document says: the document stays
 * as it was. */
jx_status correct_draft(struct call *c, struct draft *x);

#endif
