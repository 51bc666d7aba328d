/* Word documents, whole or as the XML of their main part. */
#include "fuzz_package.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jx_slice input = jx_slice_at(data, size);
    if (jx_starts_with(input, JX_LIT("PK"))) {
        fuzz_read(input, "x.docx");
        return 0;
    }
    struct jx_slice zip = fuzz_package(input, "word/document.xml");
    fuzz_read(zip, "x.docx");
    free((char *)(uintptr_t)zip.ptr);
    return 0;
}
