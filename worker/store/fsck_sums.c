/* Stored sums against their recount: rows and cells stand in the same order, so each row is met
 * with the cell of its key. */
#include "fsck.h"

#include <inttypes.h>

static void report_missing(struct fsck *f, const struct ledger_cell *c)
{
    if (!ledger_is_zero(f->recount, c))
        fsck_report(f, f->recount->table, c->key, "the row is missing, but documents count there");
}

/* A sum for people: those of more than 64 bits, which only runs may have, as so much. */
struct shown {
    const char *beyond;
    int64_t value;
};

static struct shown shown(jx_int128 sum)
{
    if (sum > INT64_MAX) return (struct shown){"more than ", INT64_MAX};
    if (sum < INT64_MIN) return (struct shown){"less than ", INT64_MIN};
    return (struct shown){"", (int64_t)sum};
}

static void report_sums(struct fsck *f, const struct ledger_cell *c, const jx_int128 *sums)
{
    for (uint32_t i = 0; i < f->recount->width; i++) {
        if (c->sums[i] == sums[i]) continue;
        const struct shown is = shown(sums[i]), off = shown(sums[i] - c->sums[i]);
        fsck_report(f, f->recount->table, c->key,
                    "sum %u is %s%" PRId64 ", which is off by %s%" PRId64 " from the recount", i,
                    is.beyond, is.value, off.beyond, off.value);
    }
}

/* The cell of that key; NULL when the recount has none. Cells passed over have no row. */
static const struct ledger_cell *cell_of(struct fsck *f, struct jx_slice key)
{
    while (f->next_cell < f->recount->count) {
        const struct ledger_cell *c = f->recount->cells[f->next_cell];
        int order = jx_slice_cmp(c->key, key);
        if (order > 0) return NULL;
        f->next_cell++;
        if (order == 0) return c;
        report_missing(f, c);
    }
    return NULL;
}

static void check_sums(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    jx_int128 sums[LEDGER_WIDTH_MAX];
    const struct ledger_cell *c = cell_of(f, key);
    jx_status rc = wide_sums_read(body, f->recount->width, sums);
    if (!fsck_read(f, rc, f->recount->table, key)) return;
    if (c)
        report_sums(f, c, sums);
    else
        fsck_report(f, f->recount->table, key, "no document counts there");
}

void fsck_sums(struct fsck *f, const struct ledger *recount)
{
    f->recount = recount;
    f->next_cell = 0;
    fsck_walk(f, recount->table, check_sums);
    for (; f->next_cell < recount->count; f->next_cell++)
        report_missing(f, recount->cells[f->next_cell]);
}
