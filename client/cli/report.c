/* Complaints, each with advice, and the progress bar. */
#include "report.h"

#include "place.h"
#include "table.h"

#include "../../proto/base/text.h"

#include <stdio.h>
#include <unistd.h>

/* Of everything that somebody may meet and can do something about. */
static const struct {
    const char *text;
} advices[JX_STATUS_COUNT] = {
    [JX_CONFLICT] = {N_("see jixiao show for the other one; jixiao resolve says whether this one "
                        "corrects it or is another project")},
    [JX_E_FORMAT] = {N_("correct the text at this place, or convert the original file again")},
    [JX_E_VERSION] = {N_("install the newer program")},
    [JX_E_UTF8] = {N_("save the file as UTF-8 and try again")},
    [JX_E_FORM_UNKNOWN] = {N_("see the manual, jixiao(1), for the names of the forms")},
    [JX_E_FIELD_MISSING] = {N_("fill in this item")},
    [JX_E_FIELD_UNKNOWN] = {N_("remove this item, or put it under \"extra\"")},
    [JX_E_FIELD_TYPE] = {N_("write every value as text in quotes, the year as a number")},
    [JX_E_FIELD_ORDER] = {N_("keep one of the repeated items")},
    [JX_E_FIELD_VALUE] = {N_("correct this value")},
    [JX_E_TEXT_LONG] = {N_("shorten the text")},
    [JX_E_TEXT_CONTROL] = {N_("type the text again without invisible characters")},
    [JX_E_ROWS] = {N_("split the form, or remove rows that do not belong to it")},
    [JX_E_DEPTH] = {N_("this is no form: check which file was given")},
    [JX_E_TOO_LARGE] = {N_("split the file and try again")},
    [JX_E_NOT_CANONICAL] = {N_("let jixiao submit write the document's bytes")},
    [JX_E_NOT_A_FIGURE] = {N_("write a number, such as 12.5")},
    [JX_E_OVERFLOW] = {N_("check the figure and the unit it is in")},
    [JX_E_DIVISION] = {N_("check the figure that is divided by: it is zero or missing")},
    [JX_E_YEAR_MISSING] = {N_("give the year with --year")},
    [JX_E_NO_FORM] = {N_(
        "check that the file holds a form and that its title and labels are there")},
    [JX_E_FILE_TYPE] = {N_("save it as .xlsx, .docx, .csv or .txt and try again")},
    [JX_E_HEADER] = {N_("give the form, year and unit that the document itself names")},
    [JX_E_UNIT] = {N_(
        "correct the unit code in the form, or submit with a key of the unit that it names")},
    [JX_E_PARENT_UNKNOWN] = {N_(
        "see jixiao list for the id of the document that is to be corrected")},
    [JX_E_PARENT_STALE] = {N_("see jixiao show for the newest version, and revise that one")},
    [JX_E_STATE] = {N_("see jixiao show for the document's state and what was decided on it")},
    [JX_E_OPEN_FINDINGS] = {N_("see jixiao show for them; then revise the document, explain them "
                               "with jixiao explain, or ask an officer for jixiao override")},
    [JX_E_SAME_PERSON] = {N_("ask a second person to do it with a key of her own")},
    [JX_E_NOT_ACCEPTED] = {N_("ask the unit's department to decide first; jixiao approval says how "
                              "the year is approved")},
    [JX_E_NOT_DELEGATED] = {N_("see jixiao delegate for what was delegated until when; ask whose "
                               "place it is to renew it")},
    [JX_E_FROZEN] = {N_(
        "ask an officer of the county for jixiao adjust, then submit the revision")},
    [JX_E_YEAR_CLOSED] = {N_(
        "two officers of the county together open it again with jixiao reopen")},
    [JX_E_LATE] = {N_("ask the county for an exception: once it is granted, the document counts "
                      "without being submitted again")},
    [JX_E_RECEIPT] = {N_(
        "do not rely on it: jixiao status with the document's id asks the county")},
    [JX_E_RULES] = {N_("correct the rule file, or name another folder with --rules")},
    [JX_E_USAGE] = {N_("see jixiao(1), section Examples")},
    [JX_E_CONFIG] = {N_("see jixiao(1), section Files")},
    [JX_E_UNREACHABLE] = {N_(
        "check the address in county.conf and the network, and whether the county's broker runs; "
        "at a deadline it may have as many connections as it can: try again in a minute")},
    [JX_E_REFUSED] = {N_("ask the county's operator for the role that this needs")},
    [JX_E_KEY_UNKNOWN] = {N_("send your public key (the line \"public\" of your key file) to the "
                             "county's administrator")},
    [JX_E_KEY_EARLY] = {N_("wait until the day it was enrolled for, or ask the county's "
                           "administrator to enrol it from an earlier one")},
    [JX_E_KEY_EXPIRED] = {N_("ask the county's administrator to enrol it again")},
    [JX_E_LAST_ADMIN] = {N_("enrol another administrator's key, without an end, first")},
    [JX_E_SERVER_KEY] = {N_(
        "get the present county.conf from the county's operator, by a way that "
        "you trust: whoever answers at that address is not the county that this "
        "file names")},
    [JX_E_RATE] = {N_("what was not taken is in the outbox: jixiao flush sends it")},
    [JX_E_NOT_FOUND] = {N_("check the name or number that was given")},
    [JX_E_BUSY] = {N_("try again in a minute")},
    [JX_E_NO_WORKER] = {N_("tell the county's operator; what has a receipt is safe, and is judged "
                           "once a worker runs")},
    [JX_E_NO_PACK] = {N_("name a rule pack for this form and year with --rules")},
    [JX_E_DISK_FULL] = {N_("make room on this computer's disk; when it is the county's that is "
                           "full, tell its operator")},
    [JX_E_STORE_FULL] = {N_("tell the county's operator; what was not taken stays in the outbox")},
    [JX_E_PROTOCOL] = {N_("check that both sides run the same version; if they do, report this")},
    [JX_E_IO] = {N_("check the disk and the path")},
    [JX_E_NO_MEMORY] = {N_("close other programs and try again")},
    [JX_E_OUTBOX_FULL] = {N_(
        "jixiao outbox shows what waits, jixiao outbox drop removes what need not be sent")},
    [JX_E_DESCRIPTORS] = {N_("close other programs, or raise the limit and start again")},
    [JX_E_PERMISSION] = {N_("change the owner or mode of the file")},
    [JX_E_CORRUPT] = {N_("restore it from the backup")},
    [JX_E_IN_USE] = {N_("wait for the other program to end")},
    [JX_E_INTERNAL] = {N_("report this with the file that caused it")},
};

const char *advice_for(jx_status status)
{
    bool known = (unsigned)status < JX_STATUS_COUNT && advices[status].text;
    return known ? _(advices[status].text) : "";
}

void complain(const struct context *ctx, const char *what, const char *where, const char *text,
              const char *advice)
{
    if (ctx->quiet) return;
    fflush(stdout); /* the two streams often end in one file: keep their order */
    fprintf(stderr, "%s: ", ctx->program);
    write_safe(stderr, jx_slice_of(what));
    if (where && *where) {
        fputs(": ", stderr);
        write_safe(stderr, jx_slice_of(where));
    }
    fprintf(stderr, ": %s\n", text);
    if (advice && *advice) fprintf(stderr, _("  What to do: %s\n"), advice);
}

void print_trouble_text(const struct context *ctx, const struct jx_trouble *t, char *out,
                        size_t room)
{
    const char *text = jx_status_text(t->status, ctx->lang);
    if (t->limit > 0)
        snprintf(out, room, _("%s (at most %lld) [%s]"), text, (long long)t->limit,
                 jx_status_name(t->status));
    else
        snprintf(out, room, "%s [%s]", text, jx_status_name(t->status));
}

int complain_status(const struct context *ctx, const char *what, const char *where,
                    jx_status status)
{
    char text[512];
    struct jx_trouble t = {.status = status};
    print_trouble_text(ctx, &t, text, sizeof text);
    complain(ctx, what, where, text, advice_for(status));
    return jx_status_exit(status);
}

bool check_word(const struct context *ctx, const char *option, const char *text, size_t max)
{
    struct jx_slice word = jx_slice_of(text);
    struct jx_trouble t = {.status = jx_text_check(word)};
    char says[512];
    if (jx_trim(word).len == 0)
        t.status = JX_E_FIELD_MISSING;
    else if (word.len > max)
        t = (struct jx_trouble){.status = JX_E_TEXT_LONG, .limit = (int64_t)max};
    else if (t.status == JX_OK && strpbrk(text, "\t\r\n"))
        t.status = JX_E_TEXT_CONTROL;
    if (t.status == JX_OK) return true;
    print_trouble_text(ctx, &t, says, sizeof says);
    complain(ctx, option, text, says, advice_for(t.status));
    return false;
}

int complain_trouble(const struct context *ctx, const char *what, enum jx_form form,
                     const struct jx_trouble *t)
{
    char text[512], where[PLACE_BYTES];
    print_trouble_text(ctx, t, text, sizeof text);
    place_in_words(form, t->where, ctx->lang, where);
    complain(ctx, what, where, text, advice_for(t->status));
    return jx_status_exit(t->status);
}

enum { PROGRESS_LEAST = 20, BAR_COLUMNS = 30 };

void progress_begin(struct progress *p, const struct context *ctx, const char *label, size_t total)
{
    *p = (struct progress){.ctx = ctx, .label = label, .total = total, .shown_percent = 101};
}

static bool is_shown(const struct progress *p)
{
    return p->ctx->progress && p->total >= PROGRESS_LEAST;
}

void progress_step(struct progress *p)
{
    if (p->done < p->total) p->done++;
    if (!is_shown(p)) return;
    unsigned percent = (unsigned)(p->done * 100 / p->total);
    if (percent == p->shown_percent) return;
    p->shown_percent = percent;
    fprintf(stderr, "\r%s [", p->label);
    for (unsigned i = 0; i < BAR_COLUMNS; i++)
        fputc(i * 100 < percent * BAR_COLUMNS ? '#' : ' ', stderr);
    fprintf(stderr, "] %3u%%", percent);
    fflush(stderr);
}

void progress_end(struct progress *p)
{
    if (is_shown(p)) fputs("\r\033[K", stderr);
}
