/* The one file that knows libsodium. */
#include "crypto.h"

#include <assert.h>
#include <sodium.h>

bool jx_hash_of_slice(struct jx_slice s, struct jx_hash *out)
{
    if (s.len != JX_HASH_BYTES) return false;
    memcpy(out->bytes, s.ptr, JX_HASH_BYTES);
    return true;
}

jx_status jx_crypto_init(void)
{
    return sodium_init() >= 0 ? JX_OK : JX_E_INTERNAL;
}

struct jx_hash jx_hash_parts(const struct jx_slice *parts, size_t count)
{
    struct jx_hash h;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, JX_HASH_BYTES);
    for (size_t i = 0; i < count; i++)
        if (parts[i].len)
            crypto_generichash_update(&state, (const unsigned char *)parts[i].ptr, parts[i].len);
    crypto_generichash_final(&state, h.bytes, JX_HASH_BYTES);
    return h;
}

static_assert(sizeof(struct jx_checksum) == crypto_shorthash_siphashx24_BYTES, "it is as long,");
static_assert(sizeof(struct jx_checksum) == crypto_shorthash_siphashx24_KEYBYTES,
              "and can be the next one's key");

struct jx_checksum jx_checksum_of(struct jx_slice label, struct jx_slice body)
{
    struct jx_checksum key = {{0}}, sum;
    crypto_shorthash_siphashx24(sum.bytes, (const unsigned char *)label.ptr, label.len, key.bytes);
    key = sum;
    crypto_shorthash_siphashx24(sum.bytes, (const unsigned char *)body.ptr, body.len, key.bytes);
    return sum;
}

void jx_sign_keys_make(struct jx_sign_keys *out)
{
    crypto_sign_keypair(out->public_key, out->secret_key);
}

void jx_sign_public(const uint8_t secret_key[JX_SIGN_SECRET_BYTES],
                    uint8_t public_key[JX_SIGN_PUBLIC_BYTES])
{
    crypto_sign_ed25519_sk_to_pk(public_key, secret_key);
}

void jx_sign(struct jx_slice text, const uint8_t secret_key[JX_SIGN_SECRET_BYTES],
             uint8_t signature[JX_SIGNATURE_BYTES])
{
    int rc = crypto_sign_detached(signature, NULL, (const unsigned char *)text.ptr, text.len,
                                  secret_key);
    assert(rc == 0);
}

bool jx_sign_verify(struct jx_slice text, const uint8_t public_key[JX_SIGN_PUBLIC_BYTES],
                    const uint8_t signature[JX_SIGNATURE_BYTES])
{
    return crypto_sign_verify_detached(signature, (const unsigned char *)text.ptr, text.len,
                                       public_key) == 0;
}

void jx_random_bytes(void *to, size_t len)
{
    randombytes_buf(to, len);
}

bool jx_secret_eq(const void *a, const void *b, size_t len)
{
    return sodium_memcmp(a, b, len) == 0;
}

static_assert(JX_PASSWORD_HASH_BYTES >= crypto_pwhash_STRBYTES, "a password's hash has room");

bool jx_password_hash(struct jx_slice password, char out[JX_PASSWORD_HASH_BYTES])
{
    return crypto_pwhash_str_alg(
               out, password.ptr, password.len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
               crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool jx_password_matches(const char *hash, struct jx_slice password)
{
    return crypto_pwhash_str_verify(hash, password.ptr, password.len) == 0;
}

void jx_wipe(void *secret, size_t len)
{
    sodium_memzero(secret, len);
}

void jx_hex_print(struct jx_slice bytes, char *out)
{
    sodium_bin2hex(out, bytes.len * 2 + 1, (const unsigned char *)bytes.ptr, bytes.len);
}

bool jx_hex_parse(struct jx_slice hex, void *out, size_t len)
{
    size_t got = 0;
    if (hex.len != 2 * len) return false;
    return sodium_hex2bin(out, len, hex.ptr, hex.len, NULL, &got, NULL) == 0 && got == len;
}
