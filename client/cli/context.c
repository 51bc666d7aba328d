/* Language and paths from the environment. Chinese works where only C.UTF-8 is installed: gettext
 * follows LANGUAGE as long as the locale is not plain "C". */
#include "context.h"

#include <langinfo.h>
#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *first_set(const char *const names[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return value;
    }
    return NULL;
}

static enum jx_lang wanted_language(void)
{
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    const char *value = first_set(names, sizeof names / sizeof names[0]);
    return value && strncmp(value, "zh", 2) == 0 ? JX_LANG_ZH : JX_LANG_EN;
}

/* The locale only has to know UTF-8; the language comes from LANGUAGE. */
static void set_locale(void)
{
    bool known = setlocale(LC_ALL, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    const char *messages = setlocale(LC_MESSAGES, NULL);
    if (!known || !messages || strcmp(messages, "C") == 0 || strcmp(messages, "POSIX") == 0)
        setlocale(LC_ALL, "C.UTF-8");
}

/* `<folder of the program>/../share/<rest>`: the same in an installation and in a build folder.
 * False when there is no such place. */
static bool beside_the_program(const char *rest, char out[CONTEXT_PATH_MAX])
{
    char exe[CONTEXT_PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0) return false;
    exe[n] = '\0';
    char *slash = strrchr(exe, '/');
    if (!slash) return false;
    *slash = '\0';
    int len = snprintf(out, CONTEXT_PATH_MAX, "%s/../share/%s", exe, rest);
    return len > 0 && len < CONTEXT_PATH_MAX && access(out, R_OK) == 0;
}

static void bind_catalogue(void)
{
    char dir[CONTEXT_PATH_MAX];
    bindtextdomain("jixiao", beside_the_program("locale", dir) ? dir : JIXIAO_LOCALE_DIR);
    bind_textdomain_codeset("jixiao", "UTF-8");
    textdomain("jixiao");
}

static void apply_language(struct context *ctx, enum jx_lang lang)
{
    ctx->lang = lang;
    setenv("LANGUAGE", lang == JX_LANG_ZH ? "zh_CN" : "en", 1);
    /* gettext keeps what it has looked up until a locale or catalogue is set again. */
    set_locale();
    bind_catalogue();
}

bool context_set_language(struct context *ctx, const char *name)
{
    static const struct {
        const char *name;
        enum jx_lang lang;
    } rows[] = {{"zh", JX_LANG_ZH}, {"en", JX_LANG_EN}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strncmp(name, rows[i].name, 2) != 0 || (name[2] && !strchr("_-.", name[2]))) continue;
        apply_language(ctx, rows[i].lang);
        return true;
    }
    return false;
}

static _Thread_local bool speaks_source;

void context_speak(enum jx_lang lang)
{
    speaks_source = lang == JX_LANG_EN;
}

const char *context_text(const char *text)
{
    return speaks_source ? text : gettext(text);
}

bool context_set_rules(struct context *ctx, const char *dir)
{
    size_t n = strlen(dir);
    if (n >= sizeof ctx->rules) return false;
    memcpy(ctx->rules, dir, n + 1);
    return true;
}

static void find_home(struct context *ctx)
{
    static const struct {
        const char *variable, *below;
    } rows[] = {
        {"JIXIAO_HOME", ""}, {"XDG_DATA_HOME", "/jixiao"}, {"HOME", "/.local/share/jixiao"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *value = first_set(&rows[i].variable, 1);
        if (!value) continue;
        int n = snprintf(ctx->home, sizeof ctx->home, "%s%s", value, rows[i].below);
        if (n > 0 && (size_t)n < sizeof ctx->home) return;
    }
    ctx->home[0] = '\0';
}

static void find_rules(struct context *ctx)
{
    static const char *const variable[] = {"JIXIAO_RULES"};
    const char *value = first_set(variable, 1);
    if (value && context_set_rules(ctx, value)) return;
    if (beside_the_program("jixiao/rules/standard", ctx->rules)) return;
    context_set_rules(ctx, JIXIAO_RULES_DIR);
}

void context_init(struct context *ctx)
{
    *ctx = (struct context){.program = "jixiao"};
    apply_language(ctx, wanted_language());
    static const char *const no_colour[] = {"NO_COLOR"};
    const char *term = getenv("TERM");
    ctx->colour = isatty(STDOUT_FILENO) && !first_set(no_colour, 1) && term &&
                  strcmp(term, "dumb") != 0;
    ctx->progress = isatty(STDERR_FILENO);
    find_home(ctx);
    find_rules(ctx);
}

struct jx_slice in_language(const struct context *ctx, struct jx_slice zh, struct jx_slice en)
{
    return ctx->lang == JX_LANG_ZH ? zh : en;
}
