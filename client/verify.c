/* `jixiao verify`: whether a receipt holds, by the county's public signing key alone. */
#include "commands.h"
#include "outbox.h"
#include "sending.h"

#include "cli/file.h"
#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>

enum { RECEIPTS_BYTES = 1 << 20 };

struct looked_at {
    const char *file;
    jx_status status; /* JX_OK: it holds, and the receipt is below */
    struct jx_receipt receipt;
    struct jx_header header;
};

/* The id that the file is named by; else, a copy that somebody has renamed, the one it speaks of.
 */
static struct jx_hash expected_id(const char *file, const struct jx_receipt *r)
{
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
    struct jx_hash id;
    if (strlen(name) < 2 * JX_HASH_BYTES) return r->entry.id;
    bool named = jx_hex_parse(jx_slice_at(name, 2 * JX_HASH_BYTES), id.bytes, JX_HASH_BYTES);
    return named ? id : r->entry.id;
}

/* A file, or the id of one of one's own receipts, or its beginning. */
static jx_status load(const struct context *ctx, const char *name, struct jx_arena *a,
                      struct jx_slice *bytes)
{
    struct jx_hash id;
    jx_status rc = file_load(name, JX_RECEIPT_BYTES_MAX, a, bytes);
    if (rc != JX_E_NOT_FOUND) return rc;
    if (id_resolve(ctx->home, name, &id) != JX_OK) return rc;
    return receipt_read(ctx->home, &id, a, bytes);
}

static void look(const struct context *ctx, const struct jx_county *county, struct jx_arena *a,
                 struct looked_at *l)
{
    struct jx_slice bytes = JX_ABSENT;
    l->status = load(ctx, l->file, a, &bytes);
    if (l->status == JX_OK) l->status = jx_receipt_decode(bytes, &l->receipt);
    if (l->status == JX_OK) {
        struct jx_hash id = expected_id(l->file, &l->receipt);
        l->status = jx_receipt_verify(&l->receipt, &id, county->signing_key);
    }
    if (l->status == JX_OK) l->status = jx_header_decode(l->receipt.entry.header, &l->header);
}

/* ---- telling ---- */

static void print(const struct context *ctx, const struct looked_at *l)
{
    char hex[ID_HEX], when[32];
    const struct jx_entry *e = &l->receipt.entry;
    jx_hex_print(jx_hash_slice(&e->id), hex);
    print_time(e->time_ms, when);
    printf(_("%s  received #%llu  %s\n"), hex, (unsigned long long)e->position, when);
    printf("    %s: ", _("the receipt holds"));
    struct jx_slice form = ctx->lang == JX_LANG_ZH
                               ? jx_slice_of(jx_form_zh(jx_form_of_name(l->header.form)))
                               : l->header.form;
    write_safe(stdout, form);
    printf(" %u ", (unsigned)l->header.year);
    write_safe(stdout, l->header.unit);
    putchar('\n');
}

static void put(const struct looked_at *l, struct jx_json_writer *w)
{
    char hex[ID_HEX];
    const struct jx_entry *e = &l->receipt.entry;
    jx_json_object(w);
    jx_json_member_text(w, "file", jx_slice_of(l->file));
    jx_json_member_bool(w, "holds", l->status == JX_OK);
    if (l->status != JX_OK) {
        jx_json_member_text(w, "status", jx_slice_of(jx_status_name(l->status)));
        jx_json_end_object(w);
        return;
    }
    jx_hex_print(jx_hash_slice(&e->id), hex);
    jx_json_member_text(w, "id", jx_slice_of(hex));
    jx_json_member_integer(w, "position", (int64_t)e->position);
    jx_json_member_integer(w, "time_ms", e->time_ms);
    jx_json_member_text(w, "form", l->header.form);
    jx_json_member_integer(w, "year", (int64_t)l->header.year);
    jx_json_member_text(w, "unit", l->header.unit);
    jx_hex_print(jx_slice_at(e->principal, JX_KEY_BYTES), hex);
    jx_json_member_text(w, "sender", jx_slice_of(hex));
    jx_hex_print(jx_slice_at(l->receipt.group.journal, JX_JOURNAL_ID_BYTES), hex);
    jx_json_member_text(w, "journal", jx_slice_of(hex));
    jx_json_end_object(w);
}

static const char *what_to_do(jx_status status)
{
    switch (status) {
    case JX_E_RECEIPT:
        return _("its bytes were changed, or another county gave it: compare county.conf");
    case JX_E_FORMAT:
    case JX_E_TOO_LARGE:
        return _("it is no receipt, or not a whole one: submit the document again, and the county "
                 "gives its first receipt once more");
    case JX_E_FILE_TYPE:
        return _("name the receipt's file: DIR/*.receipt for all of a folder");
    default:
        return advice_for(status);
    }
}

static int tell(const struct context *ctx, const struct looked_at *l, struct jx_json_writer *w)
{
    if (ctx->json) put(l, w);
    if (l->status == JX_OK) {
        if (!ctx->json) print(ctx, l);
        return 0;
    }
    complain(ctx, _("receipt"), l->file, jx_status_text(l->status, ctx->lang),
             what_to_do(l->status));
    int code = jx_status_exit(l->status);
    return code == 4 ? 4 : 1; /* a missing file is no trouble of the service */
}

static int look_at_all(const struct context *ctx, const struct jx_county *county,
                       const struct arguments *files, struct jx_arena *a)
{
    struct jx_json_writer w;
    int worst = 0;
    jx_json_begin(&w, a, true);
    jx_json_array(&w);
    for (size_t i = 0; i < files->count; i++) {
        struct jx_arena bytes;
        struct looked_at l = {.file = files->items[i]};
        jx_arena_init(&bytes, RECEIPTS_BYTES);
        look(ctx, county, &bytes, &l);
        int code = tell(ctx, &l, &w);
        if (code > worst) worst = code;
        jx_arena_clear(&bytes);
    }
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    if (!ctx->json) return worst;
    int code = json_flush(ctx, &w);
    return code < 0 ? worst : code;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments files;
    struct jx_county county;
    struct jx_arena a;
    int code = arguments_parse(ctx, self, NULL, NULL, 1, argc, argv, &files);
    if (code >= 0) return code;
    code = session_county(ctx, &county);
    if (code >= 0) return code;
    jx_status rc = jx_crypto_init();
    if (rc != JX_OK) return complain_status(ctx, "libsodium", NULL, rc);
    jx_arena_init(&a, (size_t)64 << 20);
    code = look_at_all(ctx, &county, &files, &a);
    jx_arena_clear(&a);
    return code;
}

const struct command verify_command = {
    .name = "verify",
    .summary = N_("check receipts without the server"),
    .usage = N_("RECEIPT..."),
    .about = N_("Checks that each receipt was signed by the county whose county.conf is used, and "
                "says what it proves: which document was taken in, when, and where in the county's "
                "journal it stands. RECEIPT is a file, or the id of one of your own receipts or "
                "its beginning. Needs no connection and no key."),
    .examples = N_("  jixiao verify 3f9a12c0\n"
                   "  jixiao verify --json receipts/*.receipt"),
    .run = run,
};
