/* What a year's self-evaluations come to, exactly: of each unit, and of all.
 *
 *   bench_sums COUNTY_CONF KEY YEAR
 */
#include "asker.h"

#include "../../proto/base/limits.h"
#include "../../proto/wire/query.h"
#include "../../worker/rules/judge.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void print_row(const struct jx_summary_row *r, const char *comma)
{
    struct jx_additive sums;
    memcpy(&sums, r->received, sizeof sums);
    printf("%s\"%.*s\": {\"documents\": %" PRId64 ", \"score\": %" PRId64 ", \"grades\": [%" PRId64
           ", %" PRId64 ", %" PRId64 ", %" PRId64 "]}",
           comma, (int)r->unit.len, r->unit.ptr, sums.documents, sums.computed_score,
           sums.grade_excellent, sums.grade_good, sums.grade_fair, sums.grade_poor);
}

int main(int argc, char **argv)
{
    struct asker asker;
    struct jx_buffer arguments;
    struct jx_summary summary;
    if (argc != 4) {
        fputs("usage: bench_sums COUNTY_CONF KEY YEAR\n", stderr);
        return 2;
    }
    struct jx_summary_arguments wanted = {
        .year = strtoull(argv[3], NULL, 10), .form = JX_LIT("self_evaluation"), .unit = JX_LIT("")};
    asker_open(&asker, argv[1], argv[2]);
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    asker_demand(jx_summary_arguments_encode(&wanted, &arguments), "arguments");
    asker_set(&asker, JX_QUERY_SUMMARY, &arguments);
    asker_demand(jx_summary_decode(asker_ask(&asker), &asker.arena, &summary), "summary");
    fputs("{", stdout);
    for (uint32_t i = 0; i < summary.count; i++)
        print_row(&summary.rows[i], i ? ", " : "");
    puts("}");
    jx_buffer_clear(&arguments);
    asker_close(&asker);
    return 0;
}
