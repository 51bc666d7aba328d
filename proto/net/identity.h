/* The two files a client or worker is started with: county.conf, public, and its own secret key. */
#ifndef JX_NET_IDENTITY_H
#define JX_NET_IDENTITY_H

#include "link.h"

enum { JX_SIGNING_KEY_BYTES = 32, JX_IDENTITY_UNIT_MAX = 33 };

/* county.conf: endpoint, server_key, signing_key, unit. */
struct jx_county {
    char endpoint[JX_ENDPOINT_MAX];
    uint8_t server_key[JX_CURVE_BYTES];
    uint8_t signing_key[JX_SIGNING_KEY_BYTES]; /* what receipts are signed with */
    char unit[JX_IDENTITY_UNIT_MAX];
};
/* JX_E_NOT_FOUND, JX_E_PERMISSION, JX_E_CONFIG. */
jx_status jx_county_read(const char *path, struct jx_county *out);

/* A key file: unit, public, secret; mode 0600. */
struct jx_identity {
    struct jx_curve_keys keys;
    char unit[JX_IDENTITY_UNIT_MAX]; /* "" where the file names none */
};
/* JX_E_NOT_FOUND, JX_E_PERMISSION (others could read it), JX_E_CONFIG. */
jx_status jx_identity_read(const char *path, struct jx_identity *out);
/* Makes fresh keys and writes them; the file must not exist (JX_E_IN_USE). */
jx_status jx_identity_make(const char *path, const char *unit, struct jx_identity *out);
/* Writes keys that are already there; the file must not exist. */
jx_status jx_identity_write(const char *path, const struct jx_identity *id);

#endif
