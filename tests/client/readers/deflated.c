/* Deflated archives, written by libzip. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "deflated.h"

#include <stdint.h>
#include <stdlib.h>
#include <zip.h>

static zip_source_t *target(void)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *s = zip_source_buffer_create(NULL, 0, 0, &error);
    assert_non_null(s);
    zip_source_keep(s);
    return s;
}

static struct jx_slice finish(zip_t *z, zip_source_t *s)
{
    assert_int_equal(zip_close(z), 0);
    zip_stat_t st;
    assert_int_equal(zip_source_stat(s, &st), 0);
    assert_int_equal(zip_source_open(s), 0);
    char *bytes = malloc(st.size);
    assert_non_null(bytes);
    assert_int_equal(zip_source_read(s, bytes, st.size), (zip_int64_t)st.size);
    zip_source_close(s);
    zip_source_free(s);
    return jx_slice_at(bytes, st.size);
}

struct jx_slice deflated_zip(const struct zip_part *parts, size_t count, const char *password)
{
    zip_source_t *s = target();
    zip_t *z = zip_open_from_source(s, ZIP_TRUNCATE, NULL);
    assert_non_null(z);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *from = zip_source_buffer(z, parts[i].bytes.ptr, parts[i].bytes.len, 0);
        zip_int64_t at = zip_file_add(z, parts[i].name, from, ZIP_FL_ENC_UTF_8);
        assert_true(at >= 0);
        if (password)
            assert_int_equal(zip_file_set_encryption(z, (zip_uint64_t)at, ZIP_EM_AES_256, password),
                             0);
    }
    return finish(z, s);
}

struct jx_slice deflated(struct jx_slice stored)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *from = zip_source_buffer_create(stored.ptr, stored.len, 0, &error);
    zip_t *in = zip_open_from_source(from, ZIP_RDONLY, &error);
    assert_non_null(in);
    zip_source_t *s = target();
    zip_t *out = zip_open_from_source(s, ZIP_TRUNCATE, NULL);
    assert_non_null(out);
    for (zip_int64_t i = 0; i < zip_get_num_entries(in, 0); i++) {
        zip_source_t *part = zip_source_zip(out, in, (zip_uint64_t)i, 0, 0, -1);
        zip_int64_t at = zip_file_add(out, zip_get_name(in, (zip_uint64_t)i, 0), part, 0);
        assert_true(at >= 0);
        assert_int_equal(zip_set_file_compression(out, (zip_uint64_t)at, ZIP_CM_DEFLATE, 6), 0);
    }
    struct jx_slice bytes = finish(out, s);
    zip_discard(in);
    free((char *)(uintptr_t)stored.ptr);
    return bytes;
}
