/* The limit of scoring: a plain loop over an array, in one thread, with nothing read or kept:
 *
 *   bench_loop ROWS.csv DOCUMENTS
 *
 * ROWS.csv has the rows of the templates of tests/bench/scored.py, in order; document n is template
 * n modulo their number. Prints the time, and what the scores come to. */
#include "meter.h"

#include <inttypes.h>
#include <string.h>

enum { ROWS = 11, UNITS_MAX = 1000, GRADES = 4, CENT = 10000, TEMPLATES_MAX = 100000 };

struct row {
    int64_t a, b, w; /* millionths */
    int64_t sign;
};
enum sign { AT_LEAST, AT_MOST, MORE };

struct document {
    struct row rows[ROWS];
    int64_t unit;
};

struct sums {
    int64_t score, grades[GRADES]; /* documents by grade */
};

static void fail(const char *what)
{
    fprintf(stderr, "bench_loop: %s\n", what);
    exit(1);
}

static struct document *read_templates(const char *path, uint64_t *count)
{
    FILE *f = fopen(path, "r");
    struct document *out = calloc(TEMPLATES_MAX, sizeof *out);
    if (!f || !out) fail(path);
    struct row r;
    int64_t template, unit;
    for (uint64_t n = 0;
         fscanf(f, "%" SCNd64 ",%" SCNd64 ",%" SCNd64 ",%" SCNd64 ",%" SCNd64 ",%" SCNd64 "\n",
                &template, &unit, &r.sign, &r.a, &r.b, &r.w) == 6;
         n++) {
        if (template != (int64_t)(n / ROWS) || template >= TEMPLATES_MAX || unit >= UNITS_MAX)
            fail("rows are not in order");
        out[template].rows[n % ROWS] = r;
        out[template].unit = unit;
        *count = (uint64_t) template + 1;
    }
    fclose(f);
    return out;
}

/* What of the target counts as reached, then that share of the weight, half up to the cent. */
static int64_t score_of(const struct row *r)
{
    int64_t reached = r->b < r->a ? r->b : r->a;
    if (r->sign == AT_MOST) {
        reached = 2 * r->a - r->b;
        reached = reached < 0 ? 0 : reached > r->a ? r->a : reached;
    }
    if (r->sign == MORE) reached = r->b > r->a ? r->a : 0;
    return (2 * reached * r->w + r->a * CENT) / (2 * r->a * CENT) * CENT;
}

static unsigned grade_of(int64_t total)
{
    static const int64_t lines[GRADES - 1] = {90000000, 80000000, 70000000};
    unsigned g = 0;
    while (g < GRADES - 1 && total < lines[g])
        g++;
    return g;
}

static void score_all(const struct document *documents, uint64_t count, int64_t *totals,
                      struct sums *units)
{
    for (uint64_t n = 0; n < count; n++) {
        int64_t total = 0;
        for (unsigned i = 0; i < ROWS; i++)
            total += score_of(&documents[n].rows[i]);
        totals[n] = total;
        units[documents[n].unit].score += total;
        units[documents[n].unit].grades[grade_of(total)]++;
    }
}

static void report(const struct sums *units, uint64_t count, int64_t took_us)
{
    const char *comma = "";
    printf("{\"seconds\": %.6f, \"documents\": %" PRIu64 ", \"units\": {", (double)took_us / 1e6,
           count);
    for (unsigned i = 0; i < UNITS_MAX; i++) {
        const struct sums *u = &units[i];
        if (!u->score) continue;
        printf("%s\"%u\": [%" PRId64 ", %" PRId64 ", %" PRId64 ", %" PRId64 ", %" PRId64 "]", comma,
               i, u->score, u->grades[0], u->grades[1], u->grades[2], u->grades[3]);
        comma = ", ";
    }
    puts("}}");
}

int main(int argc, char **argv)
{
    static struct sums units[UNITS_MAX];
    uint64_t templates = 0;
    if (argc != 3) {
        fputs("usage: bench_loop ROWS.csv DOCUMENTS\n", stderr);
        return 2;
    }
    uint64_t count = strtoull(argv[2], NULL, 10);
    struct document *some = read_templates(argv[1], &templates);
    struct document *all = calloc(count, sizeof *all);
    int64_t *totals = calloc(count, sizeof *totals);
    if (!all || !totals || templates == 0) fail("no memory, or no rows");
    for (uint64_t n = 0; n < count; n++)
        all[n] = some[n % templates];
    memset(totals, 1, count * sizeof *totals); /* its pages are there before the clock starts */
    int64_t began_us = meter_now_us();
    score_all(all, count, totals, units);
    report(units, count, meter_now_us() - began_us);
    free(some);
    free(all);
    free(totals);
    return 0;
}
