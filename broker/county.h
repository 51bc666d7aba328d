/* A county's folder: its keys, its journal, and the public file every client is given.
 *
 *   county.conf   endpoint, server_key, signing_key, unit: public
 *   broker.key    the server's secret CURVE and signing keys, mode 0600
 *   admin.key     the first administrator's key, mode 0600; to be moved to her machine
 *   journal/      everything the county took in
 *   broker.ready  while the broker serves: the endpoint it listens on */
#ifndef JX_BROKER_COUNTY_H
#define JX_BROKER_COUNTY_H

#include "../proto/net/link.h"
#include "../proto/wire/crypto.h"

struct county {
    struct jx_curve_keys curve;
    struct jx_sign_keys sign;
    char endpoint[JX_ENDPOINT_MAX]; /* as county.conf has it */
    char unit[64];
};

/* Whether a county can have that unit: one line, at most JX_UNIT_CODE_MAX, not blank. */
bool county_unit_valid(const char *unit);

/* Makes the folder: fresh keys, an empty journal, and in it the enrolment of the first
 * administrator for `unit`. It appears whole or not at all. JX_E_IN_USE when `dir` exists;
 * JX_E_CONFIG: the unit; JX_E_IO and the like. */
jx_status county_init(const char *dir, const char *unit);

/* Reads the keys and the public file. JX_E_NOT_FOUND, JX_E_PERMISSION (broker.key is readable by
 * others), JX_E_CONFIG. */
jx_status county_read(const char *dir, struct county *out);

/* Writes broker.ready with the endpoint; before that, where both are loopback, the endpoint into
 * county.conf: an address that an operator wrote there is left alone. */
jx_status county_announce(const char *dir, const struct county *c, const char *endpoint);
/* Removes broker.ready. */
void county_retire(const char *dir);

#endif
