/* A row of sums, of the county or of a run: where it stands, and what it adds up to. */
#ifndef JX_STORE_SUMS_ROW_H
#define JX_STORE_SUMS_ROW_H

#include "tally.h"

struct sums_row {
    bool is_own; /* of the unit alone; else of the unit and everything below it */
    struct contribution what;
    /* What it points at: */
    char form[JX_FORM_NAME_MAX], period[JX_PERIOD_MAX], unit[JX_UNIT_CODE_MAX];
    char name[STORE_DETAIL_NAME_MAX];
    int64_t adds[JX_STORE_ADDS];
    struct store_detail detail;
};

/* Of a table of sums or of details, whose keys begin with `skip` bytes of something else. */
jx_status sums_row_read(enum table t, size_t skip, struct jx_slice key, struct jx_slice value,
                        struct sums_row *out);

#endif
