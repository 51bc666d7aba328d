/* The county's folder, its keys, its journal and its disk, looked at one by one. */
#include "check.h"

#include "county.h"
#include "journal/journal.h"

#include "../proto/base/text.h"
#include "../proto/net/checking.h"

#include <stdio.h>

static bool note_pack(void *to, uint64_t position, struct jx_slice bytes)
{
    struct jx_record r;
    if (jx_record_decode(bytes, &r) == JX_OK && r.entry.kind == JX_ACT_PACK)
        *(uint64_t *)to = position;
    return true;
}

static void check_pack(struct jx_checking *c, struct journal *j)
{
    char found[64];
    uint64_t position = 0;
    jx_status rc = journal_read_acts(j, note_pack, &position);
    snprintf(found, sizeof found, "in force since position %llu", (unsigned long long)position);
    if (rc == JX_OK && position == 0)
        jx_check_note("rule pack", "none is in force: nothing is taken in before an administrator "
                                   "activates one with jixiao admin pack DIR");
    else
        jx_check(c, "rule pack", rc, found, "jixiao-broker --verify says where");
}

static void check_journal(struct jx_checking *c, const struct broker_settings *s,
                          const struct county *county)
{
    char path[JX_PATH_ROOM], found[64] = "";
    struct journal *j = NULL;
    jx_status rc = jx_path_join(path, s->data, "journal") ? JX_OK : JX_E_CONFIG;
    if (rc == JX_OK) rc = journal_open(path, (size_t)s->map_mb << 20, &county->sign, &j);
    if (rc == JX_OK)
        snprintf(found, sizeof found, "%llu records, the last group verified",
                 (unsigned long long)journal_last(j));
    jx_check(c, path, rc, found,
             "it has to be the journal that --init made; jixiao-broker --verify says more");
    if (rc == JX_OK) check_pack(c, j);
    journal_close(&j);
}

int check_config(const struct broker_settings *s)
{
    struct jx_checking c = {0};
    struct county county = {.unit = ""};
    char secret[JX_PATH_ROOM], public_file[JX_PATH_ROOM];
    bool fits = jx_path_join(secret, s->data, "broker.key") &&
                jx_path_join(public_file, s->data, "county.conf");
    if (!fits) return jx_status_exit(JX_E_CONFIG);
    jx_check_folder(&c, s->data, s->reserve_mb << 20);
    jx_check_secret(&c, secret);
    jx_status rc = county_read(s->data, &county);
    jx_check(&c, public_file, rc, s->listen ? s->listen : county.endpoint,
             "county.conf and broker.key have to be as --init made them, its endpoint "
             "tcp://ADDRESS:PORT");
    if (rc == JX_OK) {
        bool match = jx_curve_keys_match(&county.curve);
        jx_check(&c, "server key", match ? JX_OK : JX_E_CONFIG, "its two halves belong together",
                 "county.conf is not of the same county as broker.key");
        check_journal(&c, s, &county);
    }
    jx_wipe(&county, sizeof county);
    return c.exit_code;
}
