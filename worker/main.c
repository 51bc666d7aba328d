/* jixiao-worker: reads its settings and does what they ask for. */
#include "check.h"
#include "integrity.h"
#include "service.h"

#include "../proto/net/log.h"
#include "../proto/net/options.h"
#include "../proto/net/service.h"
#include "../proto/wire/crypto.h"

#include <argp.h>

static const char program[] = "jixiao-worker";
const char *argp_program_version = "jixiao-worker 0.1.0";

struct settings {
    struct worker_settings serve;
    const char *fsck, *dump, *backup, *to, *replay, *log;
    bool check;
};

static const struct jx_option options[] = {
    {"store", "DIR", "the store, shared by all workers of the county",
     JX_TEXT_AT(struct settings, serve.store), true},
    {"county", "FILE", "county.conf: the broker's address and public keys",
     JX_TEXT_AT(struct settings, serve.county), true},
    {"key", "FILE", "this worker's key, enrolled with role worker",
     JX_TEXT_AT(struct settings, serve.key), true},
    {"ready", "FILE", "create FILE once the broker has taken this worker on",
     JX_TEXT_AT(struct settings, serve.ready), false},
    {"map-mb", "MB", "most the store may grow to",
     JX_NUMBER_AT(struct settings, serve.map_mb, 1, WORKER_MAP_MB * 64), true},
    {"log", "LEVEL", "least grave lines of the log: error, warn, info (default) or debug",
     JX_TEXT_AT(struct settings, log), true},
    {"check-config", NULL, "say what a start would find wrong, and end",
     JX_FLAG_AT(struct settings, check), false},
    {"fsck", "DIR", "check a store: hashes, indexes, every aggregate recounted",
     JX_TEXT_AT(struct settings, fsck), false},
    {"dump", "DIR", "print a store's logical content, the same for equal stores",
     JX_TEXT_AT(struct settings, dump), false},
    {"backup", "DIR", "copy the store in DIR, also while workers fold",
     JX_TEXT_AT(struct settings, backup), false},
    {"replay", "DIR",
     "fold the records that come on standard input into a store in DIR (jixiao audit)",
     JX_TEXT_AT(struct settings, replay), false},
    {"to", "DIR", "with --backup: where to; must not exist", JX_TEXT_AT(struct settings, to),
     false},
};

static const char *wrong(const void *settings)
{
    const struct settings *s = settings;
    if (!s->fsck + !s->dump + !s->backup + !s->replay + !s->serve.store != 4)
        return "give one of --store, --fsck, --dump, --backup and --replay";
    if (!s->backup != !s->to) return "--backup and --to go together";
    if (s->check && !s->serve.store) return "--check-config needs --store";
    if (!jx_log_level_valid(s->log)) return "log is error, warn, info or debug";
    return s->serve.store && (!s->serve.county || !s->serve.key)
               ? "--store needs --county and --key"
               : NULL;
}

static const struct jx_options reading = {
    .rows = options,
    .count = sizeof options / sizeof options[0],
    .about = "Judges a county's submissions and folds them into its store. Several may share one "
             "store."
             "\vExample:\n"
             "  jixiao-worker --store /var/lib/jixiao/store --county /etc/jixiao/county.conf "
             "--key /etc/jixiao/worker.key\n",
    .wrong = wrong,
};

int main(int argc, char **argv)
{
    struct settings s = {.serve.map_mb = WORKER_MAP_MB, .log = "info"};
    jx_options_read(&reading, argc, argv, &s);
    jx_status rc = jx_crypto_init();
    if (rc != JX_OK) return jx_service_report(program, "libsodium", rc);
    const size_t map_bytes = (size_t)s.serve.map_mb << 20;
    if (s.fsck) return jx_service_report(program, s.fsck, integrity_fsck(s.fsck, map_bytes));
    if (s.dump) return jx_service_report(program, s.dump, integrity_dump(s.dump, map_bytes));
    if (s.backup)
        return jx_service_report_made(program, s.backup, s.to,
                                      integrity_backup(s.backup, s.to, map_bytes));
    if (s.check) return check_config(&s.serve);
    jx_log_set_level(s.log);
    s.serve.replay = s.replay != NULL;
    if (s.replay) s.serve.store = s.replay;
    const char *about = s.serve.store;
    rc = service_run(&s.serve, &about);
    return jx_service_report(program, about, rc);
}
