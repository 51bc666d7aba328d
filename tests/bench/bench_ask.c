/* How long a question takes over the wire, one after the other over one connection:
 *
 *   bench_ask COUNTY_CONF KEY QUERY YEAR FORM UNIT COUNT
 *
 * QUERY is one that takes a summary's arguments (summary, tree, missing); FORM and UNIT may be "".
 */
#include "asker.h"
#include "meter.h"

#include "../../proto/base/limits.h"
#include "../../proto/wire/query.h"

static void set_question(struct asker *a, char **argv)
{
    struct jx_buffer arguments;
    struct jx_summary_arguments args = {.year = strtoull(argv[1], NULL, 10),
                                        .form = jx_slice_of(argv[2]),
                                        .unit = jx_slice_of(argv[3])};
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    asker_demand(jx_summary_arguments_encode(&args, &arguments), "arguments");
    asker_set(a, argv[0], &arguments);
    jx_buffer_clear(&arguments);
}

int main(int argc, char **argv)
{
    struct asker asker;
    struct meter meter;
    uint64_t bytes = 0;
    if (argc != 8) {
        fputs("usage: bench_ask COUNTY_CONF KEY QUERY YEAR FORM UNIT COUNT\n", stderr);
        return 2;
    }
    uint64_t count = strtoull(argv[7], NULL, 10);
    asker_open(&asker, argv[1], argv[2]);
    set_question(&asker, argv + 3);
    asker_ask(&asker); /* the handshake, and what is read for the first time */
    meter_begin(&meter, count);
    for (uint64_t n = 0; n < count; n++) {
        int64_t sent_us = meter_now_us();
        bytes += asker_ask(&asker).len;
        meter_answered(&meter, sent_us);
    }
    meter.bytes = bytes;
    meter_end(&meter);
    asker_close(&asker);
    return 0;
}
