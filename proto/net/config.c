/* Reading `key = value` files. */
#include "config.h"

#include "../base/text.h"
#include "../file/file.h"

#include <assert.h>
#include <sys/stat.h>

static jx_status add_line(struct jx_config *c, struct jx_slice line)
{
    line = jx_trim(line);
    if (line.len == 0 || line.ptr[0] == '#') return JX_OK;
    size_t at = jx_slice_find(line, JX_LIT("="));
    if (at == (size_t)-1 || at == 0 || c->count == JX_CONFIG_ENTRIES_MAX) return JX_E_CONFIG;
    struct jx_slice key = jx_trim(jx_slice_at(line.ptr, at));
    for (uint32_t i = 0; i < c->count; i++)
        if (jx_slice_eq(c->keys[i], key)) return JX_E_CONFIG;
    c->keys[c->count] = key;
    c->values[c->count++] = jx_trim(jx_slice_from(line, at + 1));
    return JX_OK;
}

jx_status jx_config_parse(struct jx_slice text, struct jx_config *out)
{
    out->count = 0;
    out->bad_line = 0;
    for (size_t at = 0; at < text.len;) {
        struct jx_slice rest = jx_slice_from(text, at);
        size_t end = jx_slice_find(rest, JX_LIT("\n"));
        if (end == (size_t)-1) end = rest.len;
        out->bad_line++;
        jx_status rc = add_line(out, jx_slice_at(rest.ptr, end));
        if (rc != JX_OK) return rc;
        at += end + 1;
    }
    return JX_OK;
}

static_assert(JX_CONFIG_VERSION == 1, "check_version() knows one version");

static jx_status check_version(const struct jx_config *c)
{
    struct jx_slice version = jx_config_get(c, "version");
    if (jx_is_absent(version) || jx_slice_eq(version, JX_LIT("1"))) return JX_OK;
    for (size_t i = 0; i < version.len; i++)
        if (version.ptr[i] < '0' || version.ptr[i] > '9') return JX_E_CONFIG;
    return version.len > 0 ? JX_E_VERSION : JX_E_CONFIG;
}

jx_status jx_config_read(const char *path, bool secret, struct jx_arena *a, struct jx_config *out)
{
    struct stat st;
    struct jx_slice text;
    out->bad_line = 0;
    if (secret && stat(path, &st) == 0 && (st.st_mode & 077) != 0) return JX_E_PERMISSION;
    jx_status rc = jx_file_read(path, JX_CONFIG_BYTES_MAX, a, &text);
    if (rc == JX_OK) rc = jx_config_parse(text, out);
    return rc == JX_OK ? check_version(out) : rc;
}

struct jx_slice jx_config_get(const struct jx_config *c, const char *key)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (jx_slice_eq(c->keys[i], jx_slice_of(key))) return c->values[i];
    return JX_ABSENT;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

jx_status jx_config_get_hex(const struct jx_config *c, const char *key, void *out, size_t len)
{
    struct jx_slice hex = jx_config_get(c, key);
    unsigned char *to = out;
    if (jx_is_absent(hex) || hex.len != 2 * len) return JX_E_CONFIG;
    for (size_t i = 0; i < len; i++) {
        int high = hex_digit(hex.ptr[2 * i]), low = hex_digit(hex.ptr[2 * i + 1]);
        if (high < 0 || low < 0) return JX_E_CONFIG;
        to[i] = (unsigned char)(high << 4 | low);
    }
    return JX_OK;
}
