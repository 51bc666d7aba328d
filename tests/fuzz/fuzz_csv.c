/* Separated text of any encoding, and any other file that is named so. */
#include "fuzz_package.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_read(jx_slice_at(data, size), "x.csv");
    return 0;
}
