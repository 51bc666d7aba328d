/* Hashes, checksums and signatures, over libsodium: BLAKE2b-256, SipHash-2-4 and Ed25519. */
#ifndef JX_WIRE_CRYPTO_H
#define JX_WIRE_CRYPTO_H

#include "../base/slice.h"
#include "../base/status.h"

#include <stdint.h>

enum {
    JX_HASH_BYTES = 32,
    JX_SIGNATURE_BYTES = 64,
    JX_SIGN_PUBLIC_BYTES = 32,
    JX_SIGN_SECRET_BYTES = 64
};

struct jx_hash {
    uint8_t bytes[JX_HASH_BYTES];
};

static inline bool jx_hash_eq(const struct jx_hash *a, const struct jx_hash *b)
{
    return memcmp(a->bytes, b->bytes, JX_HASH_BYTES) == 0;
}

static inline struct jx_slice jx_hash_slice(const struct jx_hash *h)
{
    return jx_slice_at(h->bytes, JX_HASH_BYTES);
}

/* False when the slice is not exactly a hash long. */
bool jx_hash_of_slice(struct jx_slice s, struct jx_hash *out);

/* Must be called once before anything else here. JX_OK or JX_E_INTERNAL (no source of randomness).
 */
jx_status jx_crypto_init(void);

/* BLAKE2b-256 of the parts, one after another. */
struct jx_hash jx_hash_parts(const struct jx_slice *parts, size_t count);
static inline struct jx_hash jx_hash_bytes(struct jx_slice s)
{
    return jx_hash_parts(&s, 1);
}

/* SipHash-2-4-128 of the body under a key made likewise of the label: finds what a disk or memory
 * has changed as surely as a hash does, at a third of its cost, and proves nothing to anybody. */
struct jx_checksum {
    uint8_t bytes[16];
};
struct jx_checksum jx_checksum_of(struct jx_slice label, struct jx_slice body);

struct jx_sign_keys {
    uint8_t public_key[JX_SIGN_PUBLIC_BYTES];
    uint8_t secret_key[JX_SIGN_SECRET_BYTES];
};
void jx_sign_keys_make(struct jx_sign_keys *out);
/* The public key that belongs to a secret one. */
void jx_sign_public(const uint8_t secret_key[JX_SIGN_SECRET_BYTES],
                    uint8_t public_key[JX_SIGN_PUBLIC_BYTES]);
void jx_sign(struct jx_slice text, const uint8_t secret_key[JX_SIGN_SECRET_BYTES],
             uint8_t signature[JX_SIGNATURE_BYTES]);
bool jx_sign_verify(struct jx_slice text, const uint8_t public_key[JX_SIGN_PUBLIC_BYTES],
                    const uint8_t signature[JX_SIGNATURE_BYTES]);

void jx_random_bytes(void *to, size_t len);
/* Compares in a time that does not depend on what is equal. */
bool jx_secret_eq(const void *a, const void *b, size_t len);
/* Overwrites a secret; is not optimised away. */
void jx_wipe(void *secret, size_t len);

/* A password for keeping: Argon2id with its own salt and cost, as text. False when memory is short:
 * it takes 64 MiB and some tenths of a second. */
enum { JX_PASSWORD_HASH_BYTES = 128 };
bool jx_password_hash(struct jx_slice password, char out[JX_PASSWORD_HASH_BYTES]);
/* As long for a wrong one as for the right one. `hash` ends in a NUL. */
bool jx_password_matches(const char *hash, struct jx_slice password);

/* Lower-case hex with a NUL; out has room for 2 * len + 1. */
void jx_hex_print(struct jx_slice bytes, char *out);
/* False when it is not hex of exactly `len` bytes. */
bool jx_hex_parse(struct jx_slice hex, void *out, size_t len);

#endif
