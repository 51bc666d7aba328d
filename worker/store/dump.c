/* The whole store as text, in an order and form that depend on nothing but what is in it. */
#include "contents.h"
#include "inside.h"

/* "table key-hex value-hex\n"; contents as they were sent: how small they become is the library's
 * matter. */
static jx_status write_line(struct jx_buffer *b, enum table t, struct jx_slice key,
                            struct jx_slice value, store_dump_line *line, void *to)
{
    static const char digits[] = "0123456789abcdef";
    const struct jx_slice parts[] = {key, value};
    jx_buffer_reset(b);
    jx_buffer_put(b, table_names[t], strlen(table_names[t]));
    for (size_t p = 0; p < 2; p++) {
        jx_buffer_put(b, " ", 1);
        for (size_t i = 0; i < parts[p].len; i++) {
            unsigned char byte = (unsigned char)parts[p].ptr[i];
            const char hex[2] = {digits[byte >> 4], digits[byte & 15]};
            jx_buffer_put(b, hex, 2);
        }
    }
    jx_buffer_put(b, "\n", 1);
    return b->status == JX_OK ? line(to, jx_buffer_slice(b)) : b->status;
}

static jx_status dump_table(struct kv_tx *tx, enum table t, struct jx_buffer *b,
                            store_dump_line *line, void *to)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = kv_cursor_open(tx, t, &c);
    bool opened = rc == JX_OK;
    if (rc == JX_OK) rc = kv_seek(c, JX_ABSENT, &key, &value);
    jx_status written = JX_OK;
    while (rc == JX_OK && written == JX_OK) {
        jx_arena_clear(&a);
        if (t == TABLE_CONTENTS) written = content_open(value, &a, &value);
        if (written == JX_OK) written = write_line(b, t, key, value, line, to);
        rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    jx_arena_clear(&a);
    if (written != JX_OK) return written;
    return opened && rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status store_dump(struct store *st, store_dump_line *line, void *to)
{
    struct kv_tx *tx = NULL;
    struct jx_buffer b;
    jx_buffer_init(&b, 4 * (size_t)JX_MESSAGE_BYTES_MAX);
    jx_status rc = kv_begin(st->kv, false, &tx);
    for (unsigned t = 0; rc == JX_OK && t < TABLE_COUNT; t++)
        rc = dump_table(tx, (enum table)t, &b, line, to);
    kv_abort(&tx);
    jx_buffer_clear(&b);
    return rc;
}
