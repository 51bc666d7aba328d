/* Every answer there is; routes.c says at which address. */
#ifndef JX_CONSOLE_ANSWERS_H
#define JX_CONSOLE_ANSWERS_H

#include "call.h"

/* signing.c */
call_answer answer_session, answer_sign_in, answer_sign_out;
/* words.c */
call_answer answer_forms;
/* year.c */
call_answer answer_years, answer_overview, answer_tree;
/* projects.c */
call_answer answer_projects, answer_export;
/* owed.c */
call_answer answer_missing, answer_unmatched, answer_inbox;
/* document.c */
call_answer answer_document, answer_document_file, answer_difference, answer_receipt;
/* acting.c */
call_answer answer_act;
/* reviewing.c */
call_answer answer_review;
/* runs.c */
call_answer answer_batches, answer_batch, answer_batch_start, answer_batch_publish,
    answer_batch_drop, answer_batch_compare, answer_batch_reasons;
/* drafting.c */
call_answer answer_upload, answer_drafts, answer_draft, answer_draft_change, answer_draft_delete,
    answer_draft_from, answer_draft_file, answer_template;
/* submit.c */
call_answer answer_submit, answer_outbox;

#endif
