/* The addresses below /api/. */
#include "answers.h"
#include "live.h"
#include "path.h"

/* clang-format off */
const struct route routes[] = {
    {HTTP_GET,  "session",              ROUTE_OPEN | ROUTE_QUICK,    0,          answer_session},
    {HTTP_POST, "sign-in",              ROUTE_OPEN,                  BODY_MAX,   answer_sign_in},
    {HTTP_POST, "sign-out",             ROUTE_QUICK,                 BODY_MAX,   answer_sign_out},
    {HTTP_GET,  "forms",                ROUTE_LOCAL,                 0,          answer_forms},
    {HTTP_GET,  "years",                0,                           0,          answer_years},
    {HTTP_GET,  "overview",             0,                           0,          answer_overview},
    {HTTP_GET,  "tree",                 0,                           0,          answer_tree},
    {HTTP_GET,  "projects",             0,                           0,          answer_projects},
    {HTTP_GET,  "export.csv",           0,                           0,          answer_export},
    {HTTP_GET,  "missing",              0,                           0,          answer_missing},
    {HTTP_GET,  "unmatched",            0,                           0,          answer_unmatched},
    {HTTP_GET,  "review",               0,                           0,          answer_review},
    {HTTP_GET,  "inbox",                0,                           0,          answer_inbox},
    {HTTP_GET,  "document/*.xlsx",      0,                           0,          answer_document_file},
    {HTTP_GET,  "document/*.csv",       0,                           0,          answer_document_file},
    {HTTP_GET,  "document/*",           0,                           0,          answer_document},
    {HTTP_GET,  "document/*/diff/*",    0,                           0,          answer_difference},
    {HTTP_GET,  "receipt/*",            0,                           0,          answer_receipt},
    {HTTP_POST, "act/*",                0,                           BODY_MAX,   answer_act},
    {HTTP_POST, "upload",               0,                           UPLOAD_MAX, answer_upload},
    {HTTP_GET,  "drafts",               ROUTE_LOCAL,                 0,          answer_drafts},
    {HTTP_GET,  "draft/*.xlsx",         ROUTE_LOCAL,                 0,          answer_draft_file},
    {HTTP_GET,  "draft/*",              0,                           0,          answer_draft},
    {HTTP_POST, "draft/*",              0,                           2 * BODY_MAX, answer_draft_change},
    {HTTP_POST, "draft/*/delete",       ROUTE_LOCAL,                 BODY_MAX,   answer_draft_delete},
    {HTTP_POST, "draft/from/*",         0,                           BODY_MAX,   answer_draft_from},
    {HTTP_GET,  "template.xlsx",        ROUTE_LOCAL,                 0,          answer_template},
    {HTTP_POST, "submit",               0,                           BODY_MAX,   answer_submit},
    {HTTP_GET,  "outbox",               ROUTE_LOCAL,                 0,          answer_outbox},
    {HTTP_GET,  "batches",              0,                           0,          answer_batches},
    {HTTP_POST, "batch",                0,                           3 * BODY_MAX, answer_batch_start},
    {HTTP_GET,  "batch/*",              0,                           0,          answer_batch},
    {HTTP_POST, "batch/*/publish",      0,                           BODY_MAX,   answer_batch_publish},
    {HTTP_POST, "batch/*/drop",         0,                           BODY_MAX,   answer_batch_drop},
    {HTTP_GET,  "batch/*/compare",      0,                           0,          answer_batch_compare},
    {HTTP_GET,  "batch/*/reasons/*",    0,                           0,          answer_batch_reasons},
    {HTTP_GET,  "events",               ROUTE_QUICK | ROUTE_PASSIVE, 0,          live_watch},
};
/* clang-format on */
const size_t route_count = sizeof routes / sizeof routes[0];

const struct route *route_find(enum http_method method, const char *const parts[], unsigned count,
                               bool *other_method)
{
    *other_method = false;
    for (size_t i = 0; i < route_count; i++) {
        if (!path_fits(routes[i].pattern, parts, count)) continue;
        if (routes[i].method == method) return &routes[i];
        *other_method = true;
    }
    return NULL;
}
