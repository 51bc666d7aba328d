/* Which reader a file gets. */
#include "reader.h"

#include "csv.h"
#include "docx.h"
#include "encoding.h"
#include "package.h"
#include "xlsx.h"

/* ---- packages ---- */

enum root { ROOT_NONE, ROOT_WORKBOOK, ROOT_DOCUMENT, ROOT_PRESENTATION, ROOT_OTHER };

static const struct {
    const char *name;
    enum root kind;
} roots[] = {
    {"workbook", ROOT_WORKBOOK}, {"document", ROOT_DOCUMENT}, {"presentation", ROOT_PRESENTATION}};

/* Stops at the first element: it says what the package is. */
static jx_status on_start(void *ctx, const char *name, const char *const *attributes)
{
    (void)attributes;
    enum root *r = ctx;
    *r = ROOT_OTHER;
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
        if (strcmp(name, roots[i].name) == 0) *r = roots[i].kind;
    return JX_DUPLICATE;
}

/* Packages that are not of Office: told by a part that they have. */
static const struct {
    const char *part;
    enum jx_reader_problem problem;
} others[] = {
    {"xl/workbook.bin", JX_READER_BINARY_WORKBOOK},
    {"mimetype", JX_READER_OPEN_DOCUMENT},
    {"OFD.xml", JX_READER_OFD},
    {"EncryptedPackage", JX_READER_PASSWORD},
};

static jx_status refuse_package(struct package *p)
{
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (zip_parts_has(p->parts, jx_slice_of(others[i].part)))
            return jx_reader_fail(p->trouble, others[i].problem, NULL, 0);
    bool office = zip_parts_has(p->parts, JX_LIT("[Content_Types].xml"));
    return jx_reader_fail(p->trouble, office ? JX_READER_PART_MISSING : JX_READER_ARCHIVE, NULL, 0);
}

/* The part that the package's own relations name; where they are missing, the usual names. */
static jx_status find_main_part(struct package *p, struct jx_slice *out)
{
    struct relations relations;
    jx_status rc = package_relations(p, JX_LIT(""), &relations);
    if (rc != JX_OK) return rc;
    const struct relation *r = relation_of_kind(&relations, "officeDocument");
    *out = r ? r->part : JX_LIT("xl/workbook.xml");
    if (!zip_parts_has(p->parts, *out)) *out = JX_LIT("xl/workbook.xml");
    if (!zip_parts_has(p->parts, *out)) *out = JX_LIT("word/document.xml");
    bool binary = jx_ends_with(r ? r->part : *out, JX_LIT(".bin"));
    return !binary && zip_parts_has(p->parts, *out) ? JX_OK : refuse_package(p);
}

static jx_status find_root(struct package *p, struct jx_slice part, enum root *out)
{
    *out = ROOT_NONE;
    const struct xml_events events = {.ctx = out, .start = on_start};
    jx_status rc = package_read(p, part, &events);
    return rc == JX_DUPLICATE ? JX_OK : rc;
}

static jx_status read_package(struct package *p, struct jx_grid *out)
{
    struct jx_slice part;
    enum root root = ROOT_NONE;
    jx_status rc = find_main_part(p, &part);
    if (rc == JX_OK) rc = find_root(p, part, &root);
    if (rc != JX_OK) return rc;
    switch (root) {
    case ROOT_WORKBOOK:
        return xlsx_read(p, part, out);
    case ROOT_DOCUMENT:
        return docx_read(p, part, out);
    case ROOT_PRESENTATION:
        return jx_reader_fail(p->trouble, JX_READER_PRESENTATION, NULL, 0);
    case ROOT_NONE:
    case ROOT_OTHER:
        break;
    }
    return jx_reader_fail(p->trouble, JX_READER_UNKNOWN_TYPE, NULL, 0);
}

static jx_status read_zip(struct jx_slice bytes, struct jx_arena *a, struct jx_grid *out,
                          struct jx_reader_trouble *t)
{
    struct package p = {.arena = a, .trouble = t};
    jx_status rc = zip_parts_open(bytes, &p.parts, t);
    if (rc == JX_OK) rc = read_package(&p, out);
    zip_parts_close(&p.parts);
    return rc;
}

/* ---- the door ---- */

static jx_status read_csv(struct jx_slice bytes, struct jx_arena *a, struct jx_grid *out,
                          struct jx_reader_trouble *t)
{
    struct jx_slice text;
    jx_status rc = jx_text_decode(bytes, a, &text, t);
    return rc == JX_OK ? csv_read(text, a, out, t) : rc;
}

jx_status jx_read_grid(struct jx_slice bytes, const char *name_hint, struct jx_arena *a,
                       struct jx_grid *out, struct jx_reader_trouble *t)
{
    *out = (struct jx_grid){0};
    *t = (struct jx_reader_trouble){.status = JX_OK};
    if (bytes.len > JX_READER_FILE_BYTES_MAX)
        return jx_reader_fail(t, JX_READER_FILE_LARGE, NULL, JX_READER_FILE_BYTES_MAX);
    enum jx_reader_problem problem;
    jx_status rc = JX_OK;
    switch (jx_file_kind_of(bytes, name_hint, &problem)) {
    case JX_FILE_ZIP:
        rc = read_zip(bytes, a, out, t);
        break;
    case JX_FILE_CSV:
        rc = read_csv(bytes, a, out, t);
        break;
    case JX_FILE_TEXT:
        rc = jx_reader_fail(t, JX_READER_PLAIN_TEXT, NULL, 0);
        break;
    case JX_FILE_OTHER:
        rc = jx_reader_fail(t, problem, NULL, 0);
        break;
    }
    if (rc != JX_OK) *out = (struct jx_grid){0};
    return rc;
}
