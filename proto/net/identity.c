/* Reading county.conf and key files, and making the latter. */
#include "identity.h"

#include "../file/file.h"
#include "config.h"

#include <errno.h>
#include <sys/stat.h>

enum { ARENA_BYTES = 4 * JX_CONFIG_BYTES_MAX };

static jx_status get_text(const struct jx_config *c, const char *key, size_t room, char *out)
{
    struct jx_slice s = jx_config_get(c, key);
    out[0] = '\0';
    if (jx_is_blank(s)) return JX_OK;
    if (s.len >= room) return JX_E_CONFIG;
    memcpy(out, s.ptr, s.len);
    out[s.len] = '\0';
    return JX_OK;
}

jx_status jx_county_read(const char *path, struct jx_county *out)
{
    struct jx_config c;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    jx_status rc = jx_config_read(path, false, &a, &c);
    if (rc == JX_OK) rc = get_text(&c, "endpoint", sizeof out->endpoint, out->endpoint);
    if (rc == JX_OK && !jx_endpoint_valid(out->endpoint)) rc = JX_E_CONFIG;
    if (rc == JX_OK) rc = jx_config_get_hex(&c, "server_key", out->server_key, JX_CURVE_BYTES);
    if (rc == JX_OK)
        rc = jx_config_get_hex(&c, "signing_key", out->signing_key, JX_SIGNING_KEY_BYTES);
    if (rc == JX_OK) rc = get_text(&c, "unit", sizeof out->unit, out->unit);
    jx_arena_clear(&a);
    return rc;
}

jx_status jx_identity_read(const char *path, struct jx_identity *out)
{
    struct jx_config c;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    jx_status rc = jx_config_read(path, true, &a, &c);
    if (rc == JX_OK) rc = jx_config_get_hex(&c, "public", out->keys.public_key, JX_CURVE_BYTES);
    if (rc == JX_OK) rc = jx_config_get_hex(&c, "secret", out->keys.secret_key, JX_CURVE_BYTES);
    if (rc == JX_OK) rc = get_text(&c, "unit", sizeof out->unit, out->unit);
    jx_arena_clear(&a);
    return rc;
}

static void put_hex(const uint8_t *bytes, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * len] = '\0';
}

jx_status jx_identity_write(const char *path, const struct jx_identity *id)
{
    char public_key[2 * JX_CURVE_BYTES + 1], secret[2 * JX_CURVE_BYTES + 1];
    struct jx_arena a;
    struct stat st;
    if (stat(path, &st) == 0) return JX_E_IN_USE;
    put_hex(id->keys.public_key, JX_CURVE_BYTES, public_key);
    put_hex(id->keys.secret_key, JX_CURVE_BYTES, secret);
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_slice text = jx_arena_printf(
        &a,
        "# Jixiao: a secret key. Show it to nobody.\n" JX_CONFIG_VERSION_LINE
        "unit = %s\npublic = %s\nsecret = %s\n",
        id->unit, public_key, secret);
    jx_status rc = jx_is_absent(text) ? a.status : jx_file_write(path, 0600, text);
    explicit_bzero(secret, sizeof secret);
    if (text.ptr) explicit_bzero((char *)(uintptr_t)text.ptr, text.len);
    jx_arena_clear(&a);
    return rc;
}

jx_status jx_identity_make(const char *path, const char *unit, struct jx_identity *out)
{
    size_t len = strlen(unit);
    if (len >= sizeof out->unit) return JX_E_CONFIG;
    memcpy(out->unit, unit, len + 1);
    jx_status rc = jx_curve_keys_make(&out->keys);
    return rc == JX_OK ? jx_identity_write(path, out) : rc;
}
