/* Master data, for who may load it, or sees every unit. */
#include "request.h"

#include "../proto/wire/held.h"
#include "../proto/wire/history.h"

jx_status answer_master(const struct request *r)
{
    struct jx_held_arguments args;
    struct store_rows rows;
    jx_status rc = jx_held_arguments_decode(r->arguments, &args);
    if (rc != JX_OK) return rc;
    const struct store_page page = {
        .skip = (uint32_t)args.skip, .rows = JX_HELD_ROWS_MAX, .bytes = JX_ANSWER_BYTES};
    const enum jx_master table = (enum jx_master)args.table;
    rc = store_master(r->store, table, (uint32_t)args.year, &page, r->arena, &rows);
    if (rc != JX_OK) return rc;
    const struct jx_held out = {
        .position = rows.position, .more = rows.more, .cells = rows.cells, .row_count = rows.count};
    return jx_held_encode(&out, table, r->out);
}
