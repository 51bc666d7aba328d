/* jixiao-console: reads its settings and serves the page, or changes who may sign in. */
#include "address.h"
#include "check.h"
#include "console.h"

#include "../../proto/base/text.h"
#include "../../proto/file/file.h"
#include "../../proto/net/clock.h"
#include "../../proto/net/log.h"
#include "../../proto/net/options.h"
#include "../../proto/net/service.h"
#include "../../proto/wire/role.h"

#include <argp.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const char program[] = "jixiao-console";
const char *argp_program_version = "jixiao-console " JIXIAO_VERSION;

struct settings {
    struct console_settings serve;
    const char *add, *remove, *role, *log;
    bool check;
};

static const struct jx_option options[] = {
    {"data", "DIR", "folder of the users' file, and of what waits to be sent",
     JX_TEXT_AT(struct settings, serve.data), true},
    {"county", "FILE", "the county's county.conf", JX_TEXT_AT(struct settings, serve.county), true},
    {"listen", "ADDRESS", "where to listen; default: 127.0.0.1:8080",
     JX_TEXT_AT(struct settings, serve.listen), true},
    {"hosts", "NAMES",
     "further names by which browsers reach it, with commas: jixiao.example.org,10.0.0.5:8443",
     JX_TEXT_AT(struct settings, serve.hosts), true},
    {"certificate", "FILE", "of TLS, as PEM", JX_TEXT_AT(struct settings, serve.certificate), true},
    {"private-key", "FILE", "of the certificate, as PEM",
     JX_TEXT_AT(struct settings, serve.private_key), true},
    {"ready", "FILE", "write the address there once it serves",
     JX_TEXT_AT(struct settings, serve.ready), true},
    {"log", "LEVEL", "least grave lines of the log: error, warn, info (default) or debug",
     JX_TEXT_AT(struct settings, log), true},
    {"check-config", NULL, "say what a start would find wrong, and end",
     JX_FLAG_AT(struct settings, check), false},
    {"add-user", "NAME",
     "let NAME sign in, or give her a new password, which is asked for or read from standard input",
     JX_TEXT_AT(struct settings, add), false},
    {"key", "FILE",
     "with --add-user: the key of her unit that she acts under, in the folder of --data or as a "
     "whole path; "
     "with --local: one's own",
     JX_TEXT_AT(struct settings, serve.key), false},
    {"role", "ROLE",
     "with --add-user: township (default), department, county or supervisor: what the page shows "
     "her",
     JX_TEXT_AT(struct settings, role), false},
    {"remove-user", "NAME", "let her sign in no more", JX_TEXT_AT(struct settings, remove), false},
    {"local", NULL, "for one person on her own computer: prints a link for one use",
     JX_FLAG_AT(struct settings, serve.local), false},
    {"home", "DIR", "with --local: her outbox and receipts",
     JX_TEXT_AT(struct settings, serve.home), false},
};

static const char *wrong(const void *settings)
{
    const struct settings *s = settings;
    bool users = s->add || s->remove;
    if (s->serve.local && (users || s->serve.data))
        return "--local is for one person: no --data and no users";
    if (s->serve.local && (!s->serve.key || !s->serve.home || !s->serve.county))
        return "--local needs --key, --home and --county; jixiao ui gives them";
    if (!s->serve.local && !s->serve.data) return "--data is needed";
    if (!s->serve.local && !users && !s->serve.county) return "--county is needed";
    if (s->add && s->remove) return "give one of --add-user and --remove-user";
    if (s->add && !s->serve.key) return "--add-user needs --key";
    if (!s->serve.certificate != !s->serve.private_key)
        return "--certificate and --private-key go together";
    if (s->role && !user_role_valid(jx_slice_of(s->role)))
        return "role is township, department, county or supervisor";
    if (!address_valid(s->serve.listen))
        return "listen is ADDRESS:PORT, the address in figures, with a port up to 65535";
    return jx_log_level_valid(s->log) ? NULL : "log is error, warn, info or debug";
}

static const struct jx_options reading = {
    .rows = options,
    .count = sizeof options / sizeof options[0],
    .about =
        "Serves the county's page: a client of the broker, for people with a browser."
        "\vExample:\n"
        "  jixiao-console --data /var/lib/jixiao/console --add-user wang --key keys/shiqiao.key\n"
        "  jixiao-console --data /var/lib/jixiao/console --county /etc/jixiao/county.conf\n",
    .wrong = wrong,
};

/* ---- users ---- */

static int complain(const char *about, const char *text)
{
    fprintf(stderr, "%s: %s: %s\n", program, about, text);
    return jx_status_exit(JX_E_USAGE);
}

/* One line, from a terminal without showing it. */
static bool read_line(const char *prompt, char *out, size_t room)
{
    struct termios before, hidden;
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        hidden = before;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        fputs(prompt, stderr);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    bool got = fgets(out, (int)room, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    if (got) out[strcspn(out, "\r\n")] = '\0';
    return got;
}

static const char *ask_password(char out[PASSWORD_MAX + 2])
{
    char again[PASSWORD_MAX + 2];
    if (!read_line("Password: ", out, PASSWORD_MAX + 2)) return "no password was given";
    if (strlen(out) < PASSWORD_LEAST) return "a password has at least 8 characters";
    if (strlen(out) > PASSWORD_MAX) return "a password has at most 256 bytes";
    if (!isatty(STDIN_FILENO)) return NULL;
    bool same = read_line("Again: ", again, sizeof again) && strcmp(out, again) == 0;
    jx_wipe(again, sizeof again);
    return same ? NULL : "the two are not the same";
}

static int add_user(const struct settings *s)
{
    char path[JX_PATH_ROOM], key[JX_PATH_ROOM], password[PASSWORD_MAX + 2],
        hash[JX_PASSWORD_HASH_BYTES];
    struct jx_identity id;
    bool whole = s->serve.key[0] == '/';
    if (!user_name_valid(jx_slice_of(s->add)))
        return complain(s->add, "a name has no blanks and at most 64 bytes");
    if (!jx_path_join(path, s->serve.data, "users") ||
        !(whole || jx_path_join(key, s->serve.data, s->serve.key)))
        return jx_status_exit(JX_E_CONFIG);
    jx_status rc = jx_identity_read(whole ? s->serve.key : key, &id);
    if (rc != JX_OK) return jx_service_report(program, s->serve.key, rc);
    if (id.unit[0] == '\0') return complain(s->serve.key, "the key file names no unit");
    const char *why = ask_password(password);
    if (why) return complain(s->add, why);
    bool hashed = jx_password_hash(jx_slice_of(password), hash);
    jx_wipe(password, sizeof password);
    if (!hashed) return jx_service_report(program, s->add, JX_E_NO_MEMORY);
    const struct user u = {jx_slice_of(s->add), jx_slice_of(hash), jx_slice_of(id.unit),
                           jx_slice_of(s->role ? s->role : "township"), jx_slice_of(s->serve.key)};
    jx_wipe(&id.keys, sizeof id.keys);
    rc = users_put(path, &u);
    return jx_service_report(program, path, rc);
}

static int remove_user(const struct settings *s)
{
    char path[JX_PATH_ROOM];
    if (!jx_path_join(path, s->serve.data, "users")) return jx_status_exit(JX_E_CONFIG);
    jx_status rc = users_remove(path, jx_slice_of(s->remove));
    return rc == JX_E_NOT_FOUND ? complain(s->remove, "there is nobody of that name")
                                : jx_service_report(program, path, rc);
}

/* ---- serving ---- */

static jx_status say_ready(const struct console *c)
{
    char address[512], link[512 + VISIT_TOKEN_HEX + 16];
    const char *colon = strrchr(c->settings.listen, ':');
    int n = snprintf(address, sizeof address, "%s://%.*s:%u/",
                     c->settings.certificate ? "https" : "http", (int)(colon - c->settings.listen),
                     c->settings.listen, (unsigned)http_port(c->http));
    if (n <= 0 || (size_t)n >= sizeof address) return JX_E_CONFIG;
    snprintf(link, sizeof link, "%s%s%s\n", address, c->settings.local ? "#token=" : "",
             c->settings.local ? c->link_token : "");
    if (c->settings.local) {
        fputs(link, stdout);
        fflush(stdout);
    }
    jx_log(JX_LOG_INFO, "console.ready", "address=%s", address);
    jx_notify_ready();
    return c->settings.ready ? jx_file_write(c->settings.ready, 0600, jx_slice_of(link)) : JX_OK;
}

static jx_status serve(struct console *c)
{
    const struct timespec turn = {0, JX_TICK_MS * 1000000L};
    jx_status rc = say_ready(c);
    while (rc == JX_OK && !jx_service_ending()) {
        console_tick(c);
        jx_notify_alive();
        nanosleep(&turn, NULL);
    }
    jx_notify_stopping();
    return rc;
}

static int run(const struct settings *s)
{
    struct context ctx;
    struct console *c = calloc(1, sizeof *c);
    if (!c) return jx_service_report(program, "memory", JX_E_NO_MEMORY);
    context_init(&ctx);
    context_set_language(&ctx, "zh"); /* English is what stands in the source: context_speak() */
    jx_service_watch_signals();
    jx_status rc = console_start(&s->serve, c);
    if (rc == JX_OK) rc = serve(c);
    console_stop(c);
    free(c);
    return rc == JX_OK ? 0 : jx_status_exit(rc);
}

/* A large county's answers are megabytes for a moment, in as many threads as there are: none keeps
 * them for the next. */
static void give_memory_back(void)
{
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 256 << 10);
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
}

int main(int argc, char **argv)
{
    give_memory_back();
    struct settings s = {.serve = {.listen = "127.0.0.1:8080"}, .log = "info"};
    jx_options_read(&reading, argc, argv, &s);
    jx_status rc = jx_crypto_init();
    if (rc != JX_OK) return jx_service_report(program, "libsodium", rc);
    jx_log_set_level(s.log);
    if (s.add) return add_user(&s);
    if (s.remove) return remove_user(&s);
    return s.check ? check_config(&s.serve) : run(&s);
}
