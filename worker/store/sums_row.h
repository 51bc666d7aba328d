/* A row of sums, of the county or of a run: where it stands, and what it adds up to. */
#ifndef JX_STORE_SUMS_ROW_H
#define JX_STORE_SUMS_ROW_H

#include "tally.h"

struct sums_row {
    bool is_own;               /* of the unit alone; else of the unit and everything below it */
    struct contribution place; /* without sums of its own */
    struct jx_slice detail;    /* how the key ends behind the place; "": no details. Borrows */
    jx_int128 sums[LEDGER_WIDTH_MAX];
    /* What `place` points at: */
    char form[JX_FORM_NAME_MAX], period[JX_PERIOD_MAX], unit[JX_UNIT_CODE_MAX];
};

/* Of a table of sums or of details, whose keys begin with `skip` bytes of something else. */
jx_status sums_row_read(enum table t, size_t skip, struct jx_slice key, struct jx_slice value,
                        struct sums_row *out);
/* Where one of the county's stands, for people: "2023 self_evaluation 990001", with the period
 * behind the form where it has one. */
void sums_key_print(struct jx_slice key, char text[JX_WHERE_BYTES]);

#endif
