/* What the benchmarks send, the same bytes to every peer: submissions of real shape, each made new
 * by the number in its project's code. */
#ifndef TEST_BENCH_PAYLOADS_H
#define TEST_BENCH_PAYLOADS_H

#include "../../proto/wire/mp.h"

#include <stdint.h>

struct payloads {
    struct payload *items;
    uint32_t count;
    char *units; /* the codes of a list of units, one after the other */
};

/* Reads self-evaluations whose project codes are "00000000" from a JSON file and encodes each as
 * the content of a submission by `unit`. Ends the process with a word on standard error when it
 * cannot. */
void payloads_read(struct payloads *p, const char *path, struct jx_slice unit);
/* The same, each by a unit of its own: the file `units` has a code on each line, for as many
 * documents. */
void payloads_read_by_units(struct payloads *p, const char *path, const char *units);
void payloads_clear(struct payloads *p);

/* The n-th message's bytes; n is written into them. Valid until the next call. */
struct jx_slice payload_numbered(const struct payloads *p, uint64_t n);
/* Whose it is. */
struct jx_slice payload_unit(const struct payloads *p, uint64_t n);

#endif
