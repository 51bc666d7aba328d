/* cmocka with the headers that it expects in front of it. */
#ifndef JX_TESTS_CMOCKA_ALL_H
#define JX_TESTS_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT_OF(a) (sizeof(a) / sizeof(a)[0])

#endif
