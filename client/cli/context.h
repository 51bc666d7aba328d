/* What every command is given: language, output wishes and where things are on this machine. */
#ifndef JX_CLI_CONTEXT_H
#define JX_CLI_CONTEXT_H

#include "../../proto/base/slice.h"
#include "../../proto/base/status.h"

#include <stdbool.h>

/* _() translates now; N_() only marks a text for the catalogue, where no call can stand. */
#define _(text)  context_text(text)
#define N_(text) text

enum { CONTEXT_PATH_MAX = 4096 };

struct context {
    const char *program; /* "jixiao" */
    enum jx_lang lang;
    bool json;     /* standard output is JSON and nothing else */
    bool colour;   /* standard output is a terminal that shows colours */
    bool progress; /* standard error is a terminal: bars may move on it */
    bool quiet;    /* complaints are nobody's to read: the caller tells what is wrong itself */
    /* Keys, outbox, receipts and the configuration: $JIXIAO_HOME, else $XDG_DATA_HOME/jixiao, else
     * ~/.local/share/jixiao; "" where none of them is known. Not created here. */
    char home[CONTEXT_PATH_MAX];
    char rules[CONTEXT_PATH_MAX]; /* the rule pack's folder, unless --rules says another */
};

/* Language from the locale's variables, terminal, paths. */
void context_init(struct context *ctx);
/* "zh" or "en", or a locale's name that begins so. False, and nothing changes, for another one. */
bool context_set_language(struct context *ctx, const char *name);
/* From here on this thread's texts are in that language. Of a program that serves people of both:
 * its process has to be in Chinese (context_set_language()), since English is what stands in the
 * source. */
void context_speak(enum jx_lang lang);
/* The text in the language of the thread, else of the process. */
const char *context_text(const char *text) __attribute__((format_arg(1)));
/* Keeps `dir` as the rule pack's folder; false when it is too long. */
bool context_set_rules(struct context *ctx, const char *dir);

/* The one of both that suits: rule messages and the like carry both languages. */
struct jx_slice in_language(const struct context *ctx, struct jx_slice zh, struct jx_slice en);

#endif
