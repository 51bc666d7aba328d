/* Inputs of the fuzz targets that read packages: an archive as it is, or the XML of its parts. */
#ifndef FUZZ_PACKAGE_H
#define FUZZ_PACKAGE_H

#include "../../proto/base/slice.h"

#include <stdint.h>

/* What libFuzzer calls, and the replay. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Input that begins with "PK" is an archive. Else it is text: a line `@@ name` begins a part of
 * that name, and what stands in front of the first such line is the part `first`. Checksums and
 * offsets are then right, so that mutations reach what is behind them. To be freed with free();
 * absent when memory is exhausted. */
struct jx_slice fuzz_package(struct jx_slice input, const char *first);

/* Reads the bytes under a name, walks through all that came of it, and checks what a grid promises.
 */
void fuzz_read(struct jx_slice bytes, const char *name);

#endif
