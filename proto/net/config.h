/* Files of `key = value` lines: key files, a county's address, settings. `#` begins a comment line.
 * `version` says of which format the file is; one that has none is of version 1. */
#ifndef JX_NET_CONFIG_H
#define JX_NET_CONFIG_H

#include "../base/arena.h"

enum { JX_CONFIG_BYTES_MAX = 64 << 10, JX_CONFIG_ENTRIES_MAX = 128, JX_CONFIG_VERSION = 1 };

/* The line that a file of the current version begins with. */
#define JX_CONFIG_VERSION_LINE "version = 1\n"

struct jx_config {
    struct jx_slice keys[JX_CONFIG_ENTRIES_MAX], values[JX_CONFIG_ENTRIES_MAX];
    uint32_t count;
    unsigned bad_line; /* from 1: the line that was refused, after JX_E_CONFIG */
};

/* Slices borrow from `text`. JX_E_CONFIG for a line that is no `key = value` or repeats a key. */
jx_status jx_config_parse(struct jx_slice text, struct jx_config *out);
/* Reads the file; a secret one must not be readable by others (JX_E_PERMISSION); one that a newer
 * program wrote is not read (JX_E_VERSION). */
jx_status jx_config_read(const char *path, bool secret, struct jx_arena *a, struct jx_config *out);
/* Absent when the key is not there. */
struct jx_slice jx_config_get(const struct jx_config *c, const char *key);
/* A value of exactly `len` bytes in hex. JX_E_CONFIG when missing or malformed. */
jx_status jx_config_get_hex(const struct jx_config *c, const char *key, void *out, size_t len);

#endif
