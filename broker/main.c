/* jixiao-broker: reads its settings and does what they ask for. */
#include "check.h"
#include "county.h"
#include "integrity.h"
#include "service.h"

#include "../proto/net/log.h"
#include "../proto/net/options.h"
#include "../proto/net/service.h"

#include <argp.h>

static const char program[] = "jixiao-broker";
const char *argp_program_version = "jixiao-broker 0.1.0";

struct settings {
    struct broker_settings serve;
    const char *init, *verify, *backup, *to, *unit, *log;
    bool check;
};

static const struct jx_option options[] = {
    {"init", "DIR", "make a new county: keys, an empty journal, the first administrator",
     JX_TEXT_AT(struct settings, init), false},
    {"unit", "CODE", "with --init: the county's own unit code", JX_TEXT_AT(struct settings, unit),
     false},
    {"data", "DIR", "serve the county in DIR", JX_TEXT_AT(struct settings, serve.data), true},
    {"listen", "ENDPOINT",
     "where to listen; default: as county.conf says, at first a free port of 127.0.0.1",
     JX_TEXT_AT(struct settings, serve.listen), true},
    {"map-mb", "MB", "most the journal may grow to",
     JX_NUMBER_AT(struct settings, serve.map_mb, 1, BROKER_MAP_MB * 64), true},
    {"reserve-mb", "MB", "room on the disk below which no submission is taken in (256)",
     JX_NUMBER_AT(struct settings, serve.reserve_mb, 0, BROKER_MAP_MB * 64), true},
    {"log", "LEVEL", "least grave lines of the log: error, warn, info (default) or debug",
     JX_TEXT_AT(struct settings, log), true},
    {"check-config", NULL, "say what a start would find wrong, and end",
     JX_FLAG_AT(struct settings, check), false},
    {"verify", "DIR", "check the whole journal: pages, hashes, chain, signatures",
     JX_TEXT_AT(struct settings, verify), false},
    {"backup", "DIR", "copy the county in DIR, also while it is served",
     JX_TEXT_AT(struct settings, backup), false},
    {"to", "DIR", "with --backup: where to; must not exist", JX_TEXT_AT(struct settings, to),
     false},
};

static const char *wrong(const void *settings)
{
    const struct settings *s = settings;
    if (!s->serve.data + !s->init + !s->verify + !s->backup != 3)
        return "give one of --init, --data, --verify and --backup";
    if (!s->backup != !s->to) return "--backup and --to go together";
    if (s->check && !s->serve.data) return "--check-config needs --data";
    if (!jx_log_level_valid(s->log)) return "log is error, warn, info or debug";
    if (s->serve.listen && !jx_endpoint_valid(s->serve.listen))
        return "listen is tcp://ADDRESS:PORT, with a port from 1 to 65535, or * for a free one";
    if (s->init && !s->unit) return "--init needs --unit";
    return s->init && !county_unit_valid(s->unit)
               ? "--unit is a code of at most 32 bytes in one line"
               : NULL;
}

static const struct jx_options reading = {
    .rows = options,
    .count = sizeof options / sizeof options[0],
    .about = "Takes in a county's submissions, keeps them in its journal and gives them to the "
             "workers."
             "\vExample:\n"
             "  jixiao-broker --init /var/lib/jixiao/county --unit 990001000\n"
             "  jixiao-broker --data /var/lib/jixiao/county --listen tcp://127.0.0.1:5580\n",
    .wrong = wrong,
};

static int init(const struct settings *s)
{
    return jx_service_report_made(program, s->init, s->init, county_init(s->init, s->unit));
}

int main(int argc, char **argv)
{
    struct settings s = {.serve = {.map_mb = BROKER_MAP_MB, .reserve_mb = BROKER_RESERVE_MB},
                         .log = "info"};
    jx_options_read(&reading, argc, argv, &s);
    jx_status rc = jx_crypto_init();
    if (rc != JX_OK) return jx_service_report(program, "libsodium", rc);
    if (s.init) return init(&s);
    const size_t map_bytes = (size_t)s.serve.map_mb << 20;
    if (s.verify)
        return jx_service_report(program, s.verify, integrity_verify(s.verify, map_bytes));
    if (s.backup)
        return jx_service_report_made(program, s.backup, s.to,
                                      integrity_backup(s.backup, s.to, map_bytes));
    if (s.check) return check_config(&s.serve);
    jx_log_set_level(s.log);
    return jx_service_report(program, s.serve.data, service_run(&s.serve));
}
