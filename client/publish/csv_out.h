/* CSV to a file: UTF-8 with a byte order mark, lines end in CR LF, as the printed forms' CSV. */
#ifndef JX_PUBLISH_CSV_OUT_H
#define JX_PUBLISH_CSV_OUT_H

#include "../../proto/base/slice.h"
#include "../../proto/base/status.h"

#include <stdint.h>
#include <stdio.h>

struct csv_out {
    FILE *file; /* NULL: closed */
    bool begun; /* the row has a cell */
};

/* Overwrites. JX_OK; what errno means. */
jx_status csv_open(struct csv_out *out, const char *path);
/* An absent text is an empty cell. */
void csv_cell(struct csv_out *out, struct jx_slice text);
void csv_number(struct csv_out *out, int64_t number);
void csv_end_row(struct csv_out *out);
/* JX_OK when everything reached the file; may be called again. */
jx_status csv_close(struct csv_out *out);

#endif
