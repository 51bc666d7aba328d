/* Random input for the wire's tests, the same everywhere for the same seed: numbers, and whole
 * documents made by walking the schema. */
#ifndef TEST_WIRE_RANDOM_H
#define TEST_WIRE_RANDOM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../../proto/form/document.h"

struct dice {
    uint64_t state;
};
uint64_t roll(struct dice *d, uint64_t sides);

/* A document that passes jx_document_check(): fields come and go, lists are short, texts are tidy.
 */
void random_document(struct dice *d, struct jx_arena *a, enum jx_form form,
                     struct jx_document *out);

#endif
