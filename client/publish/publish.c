/* Publishing a year: ask, write each document as it comes, then the tables, then the manifest. */
#include "publish.h"

#include "flat.h"
#include "json_schema.h"
#include "judged.h"
#include "manifest.h"
#include "tables.h"

#include "../../proto/file/file.h"
#include "../export/export.h"
#include "../json/json.h"
#include "../related.h"

#include <stdio.h>
#include <stdlib.h>

enum { TABLES_BYTES = 1 << 30, DOCUMENT_BYTES = 256 << 20 };

struct publishing {
    struct session *session;
    const struct publish_wish *wish;
    struct publish_report *report;
    struct gathered gathered;
    bool *published; /* for each of its rows */
    struct folder folder;
    struct flat flats[JX_FORM_COUNT];
    struct sheet documents, findings, units, differences;
    struct lists lists;
    struct judges judges;
    struct jx_arena tables, scratch; /* of the whole; of one document */
};

/* ---- one document ---- */

static jx_status write_form(struct publishing *p, const struct published *d)
{
    char path[CONTEXT_PATH_MAX];
    jx_status rc = folder_file(&p->folder, d->file.ptr, path);
    return rc == JX_OK ? jx_export_xlsx(d->document, path, &p->scratch) : rc;
}

static jx_status write_data(struct publishing *p, const struct published *d)
{
    struct flat *f = &p->flats[d->document->form];
    jx_status rc = JX_OK;
    if (f->form == JX_FORM_UNKNOWN) rc = flat_open(f, d->document->form, &p->folder);
    return rc == JX_OK ? flat_put(f, d->document, d->id, d->listed->unit, &p->scratch) : rc;
}

static jx_status write_findings(struct publishing *p, const struct published *d)
{
    struct jx_findings found;
    struct judgement j;
    jx_status rc = ask_findings(p->session, &d->listed->id, &found);
    if (rc == JX_OK && found.count == 0) return JX_OK;
    if (rc == JX_OK) rc = judges_judge(&p->judges, p->session, d, &p->scratch, &j);
    for (uint32_t i = 0; rc == JX_OK && i < found.count; i++)
        if (!found.rows[i]
                 .related) /* those come with what the unit's documents say of each other */
            rc = tables_finding(&p->findings, d, &found.rows[i],
                                judgement_says(&j, &found.rows[i]));
    return rc;
}

static jx_status write_document(struct publishing *p, const struct published *d)
{
    jx_status rc = write_form(p, d);
    if (rc == JX_OK) rc = write_data(p, d);
    if (rc == JX_OK) rc = write_findings(p, d);
    if (rc == JX_OK) rc = tables_document(&p->documents, d);
    if (rc == JX_OK) rc = lists_add(&p->lists, d);
    if (rc == JX_OK) rc = judges_note(&p->judges, d->listed);
    return rc;
}

static struct jx_slice unit_name_of(const struct publishing *p, const struct jx_listed *l)
{
    struct jx_slice name = gather_unit_name(&p->gathered, l->unit);
    return jx_is_absent(name) ? l->unit_name : name;
}

static jx_status describe(struct publishing *p, const struct jx_listed *l, struct published *out,
                          struct jx_document *d)
{
    char hex[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_hash_slice(&l->id), hex);
    *out = (struct published){.listed = l,
                              .document = d,
                              .unit_name = gather_unit_name(&p->gathered, l->unit),
                              .score_pack = gather_score_pack(&p->gathered, l)};
    if (jx_is_absent(out->unit_name)) out->unit_name = l->unit_name;
    out->id = jx_arena_copy(&p->scratch, jx_slice_of(hex));
    out->file = jx_arena_printf(&p->scratch, "forms/%s/%.*s-%.12s.xlsx", jx_form_name(d->form).ptr,
                                (int)l->unit.len, l->unit.ptr, hex);
    return jx_is_absent(out->file) ? jx_arena_failure(&p->scratch) : JX_OK;
}

static void leave_out(struct publishing *p, const struct jx_listed *l)
{
    p->report->left_out[l->outcome.state]++;
}

static jx_status take_document(struct publishing *p, const struct jx_listed *l)
{
    struct jx_document_answer answer;
    struct jx_document d;
    struct published published;
    jx_status rc = ask_form(p->session, &l->id, &answer, &d);
    if (rc == JX_OK && gather_replaced(&p->gathered, p->wish->received, &answer)) {
        leave_out(p, l);
        return JX_OK;
    }
    if (rc == JX_OK) rc = describe(p, l, &published, &d);
    if (rc == JX_OK) rc = write_document(p, &published);
    p->published[l - p->gathered.rows] = true;
    p->report->documents++;
    return rc;
}

static jx_status take_documents(struct publishing *p)
{
    jx_status rc = JX_OK;
    p->published = jx_arena_array(&p->tables, p->gathered.count, sizeof *p->published);
    if (!p->published) return jx_arena_failure(&p->tables);
    for (uint32_t i = 0; rc == JX_OK && i < p->gathered.count; i++) {
        const struct jx_listed *l = &p->gathered.rows[i];
        if (gather_wanted(l, p->wish->received))
            rc = take_document(p, l);
        else
            leave_out(p, l);
        jx_arena_clear(&p->session->arena);
        jx_arena_clear(&p->scratch);
    }
    return rc;
}

/* ---- what documents say of each other ---- */

/* Of the unit of that row. */
static jx_status take_relations(struct publishing *p, const struct jx_listed *of)
{
    const struct jx_relation_list *list = NULL;
    struct related_book book = {.count = 0};
    jx_status rc = related_ask(p->session, &book, of->unit, p->wish->year, &list);
    if (rc == JX_OK && !list->complete)
        rc = tables_relation(&p->findings, of, unit_name_of(p, of), NULL);
    for (uint32_t i = 0; rc == JX_OK && i < list->count; i++) {
        const struct jx_listed *l = gather_find(&p->gathered, &list->rows[i].id);
        if (l && p->published[l - p->gathered.rows])
            rc = tables_relation(&p->findings, l, unit_name_of(p, l), &list->rows[i]);
    }
    jx_arena_clear(&p->session->arena);
    return rc;
}

static int by_unit(const void *one, const void *other)
{
    const struct jx_listed *a = *(const struct jx_listed *const *)one,
                           *b = *(const struct jx_listed *const *)other;
    return jx_slice_cmp(a->unit, b->unit);
}

/* Unit by unit, each once. */
static jx_status take_all_relations(struct publishing *p)
{
    const struct jx_listed **rows = jx_arena_array(&p->tables, p->gathered.count, sizeof(void *));
    uint32_t count = 0;
    jx_status rc = JX_OK;
    if (!rows) return jx_arena_failure(&p->tables);
    for (uint32_t i = 0; i < p->gathered.count; i++)
        if (p->published[i]) rows[count++] = &p->gathered.rows[i];
    if (count) qsort(rows, count, sizeof(void *), by_unit);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        if (i == 0 || !jx_slice_eq(rows[i]->unit, rows[i - 1]->unit))
            rc = take_relations(p, rows[i]);
    return rc;
}

/* ---- what is made of all ---- */

static jx_status write_text(struct publishing *p, const char *name, struct jx_slice text)
{
    char path[CONTEXT_PATH_MAX];
    jx_status rc = folder_file(&p->folder, name, path);
    return rc == JX_OK ? jx_file_write(path, 0644, text) : rc;
}

static jx_status write_list(struct publishing *p, const char *name, const struct jx_document *d)
{
    char file[64], path[CONTEXT_PATH_MAX];
    struct jx_slice text;
    if (!d) return JX_OK;
    snprintf(file, sizeof file, "tables/%s.xlsx", name);
    jx_status rc = folder_file(&p->folder, file, path);
    if (rc == JX_OK) rc = jx_export_xlsx(d, path, &p->scratch);
    if (rc == JX_OK) rc = jx_export_csv(d, &p->scratch, &text);
    snprintf(file, sizeof file, "data/county_%s.csv", name);
    if (rc == JX_OK) rc = write_text(p, file, text);
    if (rc == JX_OK) rc = jx_json_print(d, true, &p->scratch, &text);
    snprintf(file, sizeof file, "data/county_%s.json", name);
    return rc == JX_OK ? write_text(p, file, text) : rc;
}

static jx_status write_lists(struct publishing *p)
{
    struct jx_document *targets, *evaluations;
    jx_status rc = lists_targets(&p->lists, p->wish->year, &targets);
    if (rc == JX_OK) rc = lists_evaluations(&p->lists, p->wish->year, &evaluations);
    if (rc == JX_OK) rc = write_list(p, "project_list", targets);
    if (rc == JX_OK) rc = write_list(p, "evaluation_summary", evaluations);
    return rc;
}

static jx_status write_sheets(struct publishing *p)
{
    const struct sheet *sheets[] = {&p->documents, &p->findings, &p->units, &p->differences};
    jx_status rc = tables_units(&p->units, &p->differences, &p->gathered);
    for (size_t i = 0; rc == JX_OK && i < sizeof sheets / sizeof sheets[0]; i++)
        rc = sheet_write(sheets[i], p->wish->year, &p->folder);
    return rc;
}

static jx_status write_dictionary(struct publishing *p)
{
    char path[CONTEXT_PATH_MAX];
    struct csv_out csv;
    jx_status rc = folder_file(&p->folder, "data/dictionary.csv", path);
    if (rc == JX_OK) rc = csv_open(&csv, path);
    if (rc != JX_OK) return rc;
    static const char *const headings[] = {"file", "column", "kind", "most", "meaning"};
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        csv_cell(&csv, jx_slice_of(headings[i]));
    csv_end_row(&csv);
    for (const struct sheet_layout *const *l = sheet_layouts; *l; l++)
        sheet_describe(*l, &csv);
    flat_describe(&csv);
    return csv_close(&csv);
}

static jx_status write_rest(struct publishing *p)
{
    struct jx_slice schema;
    jx_status rc = write_sheets(p);
    if (rc == JX_OK) rc = write_lists(p);
    if (rc == JX_OK) rc = write_dictionary(p);
    if (rc == JX_OK) rc = json_schema_print(&p->scratch, &schema);
    if (rc == JX_OK) rc = write_text(p, "data/schema.json", schema);
    if (rc == JX_OK) rc = write_text(p, "README.txt", jx_slice_of(publish_readme));
    return rc;
}

/* ---- the whole ---- */

static jx_status close_data(struct publishing *p)
{
    jx_status rc = JX_OK;
    for (unsigned form = 0; form < JX_FORM_COUNT; form++) {
        jx_status here = flat_close(&p->flats[form]);
        if (rc == JX_OK) rc = here;
    }
    return rc;
}

static jx_status write_all(struct publishing *p)
{
    jx_status rc = take_documents(p);
    jx_status closed = close_data(p);
    if (rc == JX_OK) rc = closed;
    if (rc == JX_OK) rc = take_all_relations(p);
    if (rc == JX_OK) rc = write_rest(p);
    p->report->position = p->gathered.position;
    p->report->secret = p->lists.secret;
    if (rc == JX_OK) rc = gather_still(p->session, p->wish->year, &p->gathered);
    if (rc == JX_OK) rc = manifest_write(&p->folder, p->wish, &p->gathered, &p->judges, p->report);
    return rc;
}

static void begin(struct publishing *p)
{
    jx_arena_init(&p->tables, TABLES_BYTES);
    jx_arena_init(&p->scratch, DOCUMENT_BYTES);
    sheet_begin(&p->documents, &documents_layout, &p->tables);
    sheet_begin(&p->findings, &findings_layout, &p->tables);
    sheet_begin(&p->units, &units_layout, &p->tables);
    sheet_begin(&p->differences, &differences_layout, &p->tables);
    p->lists.arena = &p->tables;
}

jx_status publish_year(struct session *s, const struct publish_wish *w, struct publish_report *out)
{
    struct publishing *p = calloc(1, sizeof *p);
    if (!p) return JX_E_NO_MEMORY;
    *out = (struct publish_report){.position = 0};
    p->session = s;
    p->wish = w;
    p->report = out;
    begin(p);
    jx_status rc = folder_begin(&p->folder, w->dir);
    if (rc == JX_OK) rc = gather_year(s, w->year, &p->gathered);
    if (rc == JX_OK) rc = write_all(p);
    if (rc == JX_OK) rc = folder_finish(&p->folder);
    folder_abandon(&p->folder);
    gather_clear(&p->gathered);
    judges_clear(&p->judges);
    jx_arena_clear(&p->tables);
    jx_arena_clear(&p->scratch);
    free(p);
    return rc;
}
