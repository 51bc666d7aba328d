/* Making, reading and announcing a county's folder. */
#include "county.h"

#include "../proto/base/text.h"
#include "../proto/file/file.h"
#include "../proto/file/fresh.h"
#include "../proto/net/clock.h"
#include "../proto/net/config.h"
#include "../proto/net/identity.h"
#include "journal/journal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NOT_YET     "tcp://127.0.0.1:*" /* until the broker has run once */
#define FIRST_ADMIN "first administrator"

enum { MAP_BYTES = 64 << 20, HEX = 2 * JX_SIGN_SECRET_BYTES + 1 };

static jx_status write_file(const char *dir, const char *name, mode_t mode, struct jx_slice text)
{
    char path[JX_PATH_ROOM];
    if (!jx_path_join(path, dir, name) || jx_is_absent(text)) return JX_E_IO;
    return jx_file_write(path, mode, text);
}

static jx_status write_county_conf(const char *dir, const struct county *c, const char *endpoint)
{
    char server[HEX], sign[HEX];
    struct jx_arena a;
    jx_hex_print(jx_slice_at(c->curve.public_key, JX_CURVE_BYTES), server);
    jx_hex_print(jx_slice_at(c->sign.public_key, JX_SIGN_PUBLIC_BYTES), sign);
    jx_arena_init(&a, JX_CONFIG_BYTES_MAX);
    struct jx_slice text = jx_arena_printf(
        &a,
        "# Jixiao: this county's address and public keys. Not secret; give "
        "it to every client.\n" JX_CONFIG_VERSION_LINE
        "endpoint = %s\nserver_key = %s\nsigning_key = %s\nunit = %s\n",
        endpoint, server, sign, c->unit);
    jx_status rc = write_file(dir, "county.conf", 0644, text);
    jx_arena_clear(&a);
    return rc;
}

static jx_status write_broker_key(const char *dir, const struct county *c)
{
    char secret[HEX], sign[HEX];
    struct jx_arena a;
    jx_hex_print(jx_slice_at(c->curve.secret_key, JX_CURVE_BYTES), secret);
    jx_hex_print(jx_slice_at(c->sign.secret_key, JX_SIGN_SECRET_BYTES), sign);
    jx_arena_init(&a, JX_CONFIG_BYTES_MAX);
    struct jx_slice text = jx_arena_printf(
        &a,
        "# Jixiao: the broker's secret keys. Keep a copy offline; show it to "
        "nobody.\n" JX_CONFIG_VERSION_LINE "curve_secret = %s\nsigning_secret = %s\n",
        secret, sign);
    jx_status rc = write_file(dir, "broker.key", 0600, text);
    jx_wipe(secret, sizeof secret);
    jx_wipe(sign, sizeof sign);
    jx_arena_clear(&a);
    return rc;
}

static jx_status write_admin_key(const char *dir, const char *unit,
                                 const struct jx_curve_keys *keys)
{
    char path[JX_PATH_ROOM];
    struct jx_identity id = {.keys = *keys};
    snprintf(id.unit, sizeof id.unit, "%s", unit);
    jx_status rc = jx_path_join(path, dir, "admin.key") ? jx_identity_write(path, &id) : JX_E_IO;
    jx_wipe(&id, sizeof id);
    return rc;
}

/* The journal's first record: there is no other way to become an administrator than a record, so
 * the first one is enrolled by the broker's own key. */
static jx_status enrol_admin(struct journal *j, const struct county *c, const char *unit,
                             const struct jx_curve_keys *admin)
{
    uint8_t nonce[JX_NONCE_BYTES];
    jx_random_bytes(nonce, sizeof nonce);
    struct jx_key_act act = {.nonce = jx_slice_at(nonce, sizeof nonce),
                             .action = JX_LIT("enrol"),
                             .public_key = jx_slice_at(admin->public_key, JX_KEY_BYTES),
                             .unit = jx_slice_of(unit),
                             .roles = {JX_LIT("admin")},
                             .role_count = 1,
                             .name = JX_LIT(FIRST_ADMIN)};
    struct jx_header h = {
        .kind = JX_ACT_KEY, .form = JX_LIT(""), .period = JX_LIT(""), .unit = jx_slice_of(unit)};
    struct jx_buffer header, content;
    jx_buffer_init(&header, JX_HEADER_BYTES_MAX);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_status rc = jx_header_encode(&h, &header);
    if (rc == JX_OK) rc = jx_key_act_encode(&act, &content);
    struct journal_item item = {.kind = JX_ACT_KEY,
                                .header = jx_buffer_slice(&header),
                                .content = jx_buffer_slice(&content),
                                .id = jx_act_id(jx_buffer_slice(&content)),
                                .time_ms = jx_clock_wall_ms()};
    memcpy(item.principal, c->curve.public_key, JX_KEY_BYTES);
    jx_buffer_init(&item.receipt, JX_RECEIPT_BYTES_MAX);
    if (rc == JX_OK) rc = journal_append(j, &item, 1, item.time_ms);
    jx_buffer_clear(&item.receipt);
    jx_buffer_clear(&header);
    jx_buffer_clear(&content);
    return rc;
}

static jx_status make_journal(const char *dir, const struct county *c, const char *unit,
                              const struct jx_curve_keys *admin)
{
    char path[JX_PATH_ROOM];
    struct journal *j = NULL;
    if (!jx_path_join(path, dir, "journal")) return JX_E_IO;
    jx_status rc = journal_create(path);
    if (rc == JX_OK) rc = journal_open(path, MAP_BYTES, &c->sign, &j);
    if (rc == JX_OK) rc = enrol_admin(j, c, unit, admin);
    journal_close(&j);
    return rc;
}

static jx_status fill(const char *dir, void *of)
{
    const char *unit = *(const char **)of;
    struct county c = {.endpoint = NOT_YET};
    struct jx_curve_keys admin;
    snprintf(c.unit, sizeof c.unit, "%s", unit);
    jx_status rc = jx_curve_keys_make(&c.curve);
    if (rc == JX_OK) rc = jx_curve_keys_make(&admin);
    jx_sign_keys_make(&c.sign);
    if (rc == JX_OK) rc = write_broker_key(dir, &c);
    if (rc == JX_OK) rc = write_admin_key(dir, unit, &admin);
    if (rc == JX_OK) rc = make_journal(dir, &c, unit, &admin);
    if (rc == JX_OK) rc = write_county_conf(dir, &c, NOT_YET);
    jx_wipe(&c, sizeof c);
    jx_wipe(&admin, sizeof admin);
    return rc;
}

bool county_unit_valid(const char *unit)
{
    struct jx_slice s = jx_slice_of(unit);
    return jx_trim(s).len > 0 && s.len <= JX_UNIT_CODE_MAX && jx_text_check(s) == JX_OK &&
           !strpbrk(unit, "\t\r\n");
}

jx_status county_init(const char *dir, const char *unit)
{
    static const char *const inside[] = {
        "county.conf",           "broker.key", "admin.key", "journal/data.mdb",
        "journal/data.mdb-lock", "journal",    NULL};
    if (!county_unit_valid(unit)) return JX_E_CONFIG;
    return jx_folder_create(dir, fill, &unit, inside);
}

static jx_status read_secrets(const char *path, struct jx_arena *a, struct county *out)
{
    struct jx_config conf;
    jx_status rc = jx_config_read(path, true, a, &conf);
    if (rc == JX_OK)
        rc = jx_config_get_hex(&conf, "curve_secret", out->curve.secret_key, JX_CURVE_BYTES);
    if (rc == JX_OK)
        rc = jx_config_get_hex(&conf, "signing_secret", out->sign.secret_key, JX_SIGN_SECRET_BYTES);
    if (rc == JX_OK) jx_sign_public(out->sign.secret_key, out->sign.public_key);
    return rc;
}

static jx_status read_text(const struct jx_config *conf, const char *key, size_t room, char *out)
{
    struct jx_slice s = jx_config_get(conf, key);
    if (jx_is_blank(s) || s.len >= room) return JX_E_CONFIG;
    memcpy(out, s.ptr, s.len);
    out[s.len] = '\0';
    return JX_OK;
}

jx_status county_read(const char *dir, struct county *out)
{
    char secrets[JX_PATH_ROOM], public_file[JX_PATH_ROOM];
    struct jx_config conf;
    struct jx_arena a;
    if (!jx_path_join(secrets, dir, "broker.key") || !jx_path_join(public_file, dir, "county.conf"))
        return JX_E_IO;
    jx_arena_init(&a, 4 * JX_CONFIG_BYTES_MAX);
    jx_status rc = read_secrets(secrets, &a, out);
    if (rc == JX_OK) rc = jx_config_read(public_file, false, &a, &conf);
    if (rc == JX_OK)
        rc = jx_config_get_hex(&conf, "server_key", out->curve.public_key, JX_CURVE_BYTES);
    if (rc == JX_OK) rc = read_text(&conf, "endpoint", sizeof out->endpoint, out->endpoint);
    if (rc == JX_OK && !jx_endpoint_valid(out->endpoint)) rc = JX_E_CONFIG;
    if (rc == JX_OK) rc = read_text(&conf, "unit", sizeof out->unit, out->unit);
    jx_arena_clear(&a);
    return rc;
}

static bool is_loopback(const char *endpoint)
{
    static const char head[] = "tcp://127.0.0.1:";
    return strncmp(endpoint, head, sizeof head - 1) == 0;
}

jx_status county_announce(const char *dir, const struct county *c, const char *endpoint)
{
    /* An address that the operator wrote for clients elsewhere is hers; a port that was free a
     * moment ago is ours to tell. */
    bool ours = is_loopback(c->endpoint) && is_loopback(endpoint);
    bool told = !ours || strcmp(endpoint, c->endpoint) == 0;
    jx_status rc = told ? JX_OK : write_county_conf(dir, c, endpoint);
    return rc == JX_OK ? write_file(dir, "broker.ready", 0644, jx_slice_of(endpoint)) : rc;
}

void county_retire(const char *dir)
{
    char path[JX_PATH_ROOM];
    if (jx_path_join(path, dir, "broker.ready")) unlink(path);
}
