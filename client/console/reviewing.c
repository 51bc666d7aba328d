/* Where an auditor should look first: the year gone through, as `jixiao review` does it. */
#include "answers.h"

#include "../review/review.h"

enum { ROWS_OF_A_KIND = 200 };

jx_status answer_review(struct call *c)
{
    const struct review_limits limits = REVIEW_LIMITS_USUAL;
    struct review r;
    uint32_t year;
    jx_status rc = call_year(c, &year);
    if (rc != JX_OK) return rc;
    rc = review_year(c->session, year, !jx_slice_eq(call_argument(c, "approved"), JX_LIT("1")),
                     &limits, &r);
    if (rc == JX_OK) review_put(&c->json, &r, ROWS_OF_A_KIND);
    review_clear(&r);
    return rc;
}
