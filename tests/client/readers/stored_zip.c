/* The ZIP format without compression: local headers, directory, end. */
#include "stored_zip.h"

#include <stdint.h>
#include <stdlib.h>

enum { LOCAL_BYTES = 30, ENTRY_BYTES = 46, END_BYTES = 22 };

static uint32_t crc_of(struct jx_slice s)
{
    static uint32_t table[256];
    for (uint32_t i = 0; i < 256 && !table[255]; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? c >> 1 ^ 0xEDB88320u : c >> 1;
        table[i] = c;
    }
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < s.len; i++)
        crc = crc >> 8 ^ table[(crc ^ (unsigned char)s.ptr[i]) & 0xFF];
    return ~crc;
}

static void put(char **at, uint64_t value, size_t bytes)
{
    for (; bytes > 0; bytes--, value >>= 8)
        *(*at)++ = (char)(value & 0xFF);
}

static void put_bytes(char **at, const void *bytes, size_t len)
{
    if (len) memcpy(*at, bytes, len);
    *at += len;
}

/* What local header and directory have in common: from the version to the length of the name. */
static void put_facts(char **at, const struct zip_part *p)
{
    put(at, 20, 2);
    put(at, 0x0800, 2); /* names are UTF-8 */
    put(at, 0, 2);      /* stored */
    put(at, 0, 2);
    put(at, 0x21, 2); /* 1980-01-01 */
    put(at, crc_of(p->bytes), 4);
    put(at, p->bytes.len, 4);
    put(at, p->bytes.len, 4);
    put(at, strlen(p->name), 2);
    put(at, 0, 2);
}

struct jx_slice stored_zip(const struct zip_part *parts, size_t count)
{
    size_t room = END_BYTES;
    for (size_t i = 0; i < count; i++)
        room += LOCAL_BYTES + ENTRY_BYTES + 2 * strlen(parts[i].name) + parts[i].bytes.len;
    char *bytes = malloc(room), *at = bytes;
    size_t *offsets = calloc(count + 1, sizeof *offsets);
    if (!bytes || !offsets) {
        free(bytes);
        free(offsets);
        return JX_ABSENT;
    }
    for (size_t i = 0; i < count; i++) {
        offsets[i] = (size_t)(at - bytes);
        put_bytes(&at, "PK\3\4", 4);
        put_facts(&at, &parts[i]);
        put_bytes(&at, parts[i].name, strlen(parts[i].name));
        put_bytes(&at, parts[i].bytes.ptr, parts[i].bytes.len);
    }
    size_t directory = (size_t)(at - bytes);
    for (size_t i = 0; i < count; i++) {
        put_bytes(&at, "PK\1\2", 4);
        put(&at, 20, 2);
        put_facts(&at, &parts[i]);
        put(&at, 0, 10); /* no comment, first disk, no attributes */
        put(&at, offsets[i], 4);
        put_bytes(&at, parts[i].name, strlen(parts[i].name));
    }
    size_t size = (size_t)(at - bytes) - directory;
    put_bytes(&at, "PK\5\6", 4);
    put(&at, 0, 4);
    put(&at, count, 2);
    put(&at, count, 2);
    put(&at, size, 4);
    put(&at, directory, 4);
    put(&at, 0, 2);
    free(offsets);
    return jx_slice_at(bytes, (size_t)(at - bytes));
}
