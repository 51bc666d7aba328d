/* Walking the schema to write documents as tables. */
#include "flat.h"

#include "../../proto/file/file.h"
#include "../json/json.h"

#include <assert.h>
#include <errno.h>

enum { COLUMN_NAME_MAX = 128 };

/* ---- columns ---- */

/* One column of a struct, or of an object inside it ("goals.expected"). `object` is NULL where only
 * the columns are wanted or the object is absent. */
typedef void column_fn(void *to, const char *name, const struct jx_field *f, const void *object);

static void walk(const struct jx_schema *s, const void *object, const char *prefix, column_fn *take,
                 void *to)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct jx_field *f = &s->fields[i];
        char name[COLUMN_NAME_MAX];
        snprintf(name, sizeof name, "%s%s", prefix, f->name.ptr);
        if (f->kind == JX_KIND_TEXT || f->kind == JX_KIND_EXTRA) {
            take(to, name, f, object);
        } else if (f->kind == JX_KIND_OBJECT) {
            const void *inner = object ? *(void *const *)jx_field_of(object, f) : NULL;
            strncat(name, ".", sizeof name - strlen(name) - 1);
            walk(f->schema, inner, name, take, to);
        }
    }
}

static void put_heading(void *to, const char *name, const struct jx_field *f, const void *object)
{
    (void)f;
    (void)object;
    csv_cell(to, jx_slice_of(name));
}

struct row_writer {
    struct csv_out *csv;
    struct jx_arena *arena;
    jx_status status;
};

/* Labels and values as one JSON object: they have no columns of their own. */
static struct jx_slice pairs_text(struct row_writer *w, const struct jx_list *l)
{
    const struct jx_pair *pairs = l->items;
    struct jx_json_writer json;
    struct jx_slice text = JX_ABSENT;
    if (l->count == 0) return text;
    jx_json_begin(&json, w->arena, false);
    jx_json_object(&json);
    for (uint32_t i = 0; i < l->count; i++) {
        jx_json_key(&json, pairs[i].key);
        jx_json_text(&json, pairs[i].value);
    }
    jx_json_end_object(&json);
    jx_status rc = jx_json_take(&json, &text);
    if (rc != JX_OK) w->status = rc;
    return text;
}

static void put_value(void *to, const char *name, const struct jx_field *f, const void *object)
{
    struct row_writer *w = to;
    (void)name;
    const void *at = object ? jx_field_of(object, f) : NULL;
    if (!at)
        csv_cell(w->csv, JX_ABSENT);
    else if (f->kind == JX_KIND_TEXT)
        csv_cell(w->csv, *(const struct jx_slice *)at);
    else
        csv_cell(w->csv, pairs_text(w, at));
}

/* ---- the tables of a form ---- */

static void plan(struct flat *f)
{
    const struct jx_schema *s = jx_form_schema(f->form);
    f->count = 0;
    f->tables[f->count++] = (struct flat_table){.list = NULL};
    for (uint32_t i = 0; i < s->count; i++) {
        const struct jx_field *field = &s->fields[i];
        if (field->kind == JX_KIND_TEXT || field->kind == JX_KIND_OBJECT ||
            field->kind == JX_KIND_EXTRA)
            continue;
        assert(f->count + 2 <= FLAT_TABLES_MAX);
        f->tables[f->count++] = (struct flat_table){.list = field};
        if (field->kind == JX_KIND_KEYED)
            f->tables[f->count++] = (struct flat_table){.list = field, .cells = true};
    }
}

static void table_name(const struct flat *f, const struct flat_table *t, char out[COLUMN_NAME_MAX])
{
    snprintf(out, COLUMN_NAME_MAX, "data/%s%s%s%s.csv", jx_form_name(f->form).ptr,
             t->list ? "." : "", t->list ? t->list->name.ptr : "", t->cells ? ".cells" : "");
}

/* The columns that tell a row apart, in front of the schema's. */
static const char *const own_columns[] = {"id", "unit_code", "year", NULL};
static const char *const list_columns[] = {"id", "row", NULL};
static const char *const keyed_columns[] = {"id", "table", NULL};
static const char *const cell_columns[] = {"id",      "table", "row", "column",
                                           "heading", "value", NULL};
static const char *const text_columns[] = {"id", "row", "text", NULL};

static const char *const *first_columns(const struct flat_table *t)
{
    if (!t->list) return own_columns;
    if (t->cells) return cell_columns;
    if (t->list->kind == JX_KIND_KEYED) return keyed_columns;
    return t->list->kind == JX_KIND_TEXTS ? text_columns : list_columns;
}

static void walk_table(const struct flat *f, const struct flat_table *t, column_fn *take, void *to)
{
    if (!t->list) {
        walk(&jx_head_schema, NULL, "", take, to);
        walk(jx_form_schema(f->form), NULL, "", take, to);
    } else if (!t->cells && t->list->schema) {
        walk(t->list->schema, NULL, "", take, to);
    }
}

static jx_status open_table(struct flat *f, struct flat_table *t, const struct folder *to)
{
    char name[COLUMN_NAME_MAX], path[CONTEXT_PATH_MAX];
    table_name(f, t, name);
    jx_status rc = folder_file(to, name, path);
    if (rc == JX_OK) rc = csv_open(&t->csv, path);
    if (rc != JX_OK) return rc;
    for (const char *const *c = first_columns(t); *c; c++)
        csv_cell(&t->csv, jx_slice_of(*c));
    walk_table(f, t, put_heading, &t->csv);
    csv_end_row(&t->csv);
    return JX_OK;
}

static jx_status open_json(struct flat *f, const struct folder *to)
{
    char name[COLUMN_NAME_MAX], path[CONTEXT_PATH_MAX];
    snprintf(name, sizeof name, "data/%s.json", jx_form_name(f->form).ptr);
    jx_status rc = folder_file(to, name, path);
    if (rc != JX_OK) return rc;
    f->json = fopen(path, "wb");
    return f->json ? JX_OK : jx_status_of_errno(errno);
}

jx_status flat_open(struct flat *f, enum jx_form form, const struct folder *to)
{
    *f = (struct flat){.form = form};
    plan(f);
    jx_status rc = open_json(f, to);
    for (uint32_t i = 0; rc == JX_OK && i < f->count; i++)
        rc = open_table(f, &f->tables[i], to);
    return rc;
}

/* ---- rows ---- */

static void put_own(struct row_writer *w, const struct jx_document *d, struct jx_slice id,
                    struct jx_slice unit)
{
    csv_cell(w->csv, id);
    csv_cell(w->csv, unit);
    csv_number(w->csv, d->year);
    walk(&jx_head_schema, d, "", put_value, w);
    walk(jx_form_schema(d->form), d->body.any, "", put_value, w);
    csv_end_row(w->csv);
}

static void put_list(struct row_writer *w, const struct jx_field *f, const struct jx_list *l,
                     struct jx_slice id)
{
    for (uint32_t i = 0; i < l->count; i++) {
        const void *row = (const char *)l->items + (size_t)i * f->schema->size;
        csv_cell(w->csv, id);
        if (f->kind == JX_KIND_KEYED)
            csv_cell(w->csv, *(const struct jx_slice *)row); /* the key stands first */
        else
            csv_number(w->csv, i + 1);
        walk(f->schema, row, "", put_value, w);
        csv_end_row(w->csv);
    }
}

static void put_texts(struct row_writer *w, const struct jx_list *l, struct jx_slice id)
{
    const struct jx_slice *texts = l->items;
    for (uint32_t i = 0; i < l->count; i++) {
        csv_cell(w->csv, id);
        csv_number(w->csv, i + 1);
        csv_cell(w->csv, texts[i]);
        csv_end_row(w->csv);
    }
}

static void put_table_cells(struct row_writer *w, const struct jx_accounts_table *t,
                            struct jx_slice id)
{
    const struct jx_slice *headings = t->columns.items;
    const struct jx_list *rows = t->rows.items;
    for (uint32_t i = 0; i < t->rows.count; i++) {
        const struct jx_slice *cells = rows[i].items;
        for (uint32_t k = 0; k < rows[i].count; k++) {
            csv_cell(w->csv, id);
            csv_cell(w->csv, t->key);
            csv_number(w->csv, i + 1);
            csv_number(w->csv, k + 1);
            csv_cell(w->csv, k < t->columns.count ? headings[k] : JX_ABSENT);
            csv_cell(w->csv, cells[k]);
            csv_end_row(w->csv);
        }
    }
}

static void put_cells(struct row_writer *w, const struct jx_list *l, struct jx_slice id)
{
    const struct jx_accounts_table *tables = l->items;
    for (uint32_t i = 0; i < l->count; i++)
        put_table_cells(w, &tables[i], id);
}

static void put_rows(struct row_writer *w, const struct flat_table *t, const struct jx_document *d,
                     struct jx_slice id)
{
    const struct jx_list *l = jx_field_of(d->body.any, t->list);
    if (t->cells)
        put_cells(w, l, id);
    else if (t->list->kind == JX_KIND_TEXTS)
        put_texts(w, l, id);
    else
        put_list(w, t->list, l, id);
}

static jx_status put_json(struct flat *f, const struct jx_document *d, struct jx_arena *a)
{
    struct jx_slice text;
    jx_status rc = jx_json_print(d, false, a, &text);
    if (rc != JX_OK) return rc;
    fputs(f->documents ? ",\n" : "[\n", f->json);
    fwrite(text.ptr, 1, text.len, f->json);
    return JX_OK;
}

jx_status flat_put(struct flat *f, const struct jx_document *d, struct jx_slice id,
                   struct jx_slice unit, struct jx_arena *a)
{
    struct row_writer w = {.arena = a, .status = put_json(f, d, a)};
    f->documents++;
    for (uint32_t i = 0; i < f->count; i++) {
        w.csv = &f->tables[i].csv;
        if (f->tables[i].list)
            put_rows(&w, &f->tables[i], d, id);
        else
            put_own(&w, d, id, unit);
    }
    return w.status;
}

static jx_status close_json(FILE *file, bool any)
{
    if (!file) return JX_OK;
    fputs(any ? "\n]\n" : "[]\n", file);
    bool failed = ferror(file) != 0;
    errno = 0;
    if (fclose(file) != 0) failed = true;
    return !failed ? JX_OK : errno ? jx_status_of_errno(errno) : JX_E_IO;
}

jx_status flat_close(struct flat *f)
{
    jx_status rc = close_json(f->json, f->documents > 0);
    for (uint32_t i = 0; i < f->count; i++) {
        jx_status here = csv_close(&f->tables[i].csv);
        if (rc == JX_OK) rc = here;
    }
    *f = (struct flat){.form = JX_FORM_UNKNOWN};
    return rc;
}

/* ---- the dictionary ---- */

struct describing {
    struct csv_out *csv;
    const char *file;
};

static void describe(const struct describing *d, const char *column, const char *kind,
                     uint32_t most, const char *means)
{
    csv_cell(d->csv, jx_slice_of(d->file));
    csv_cell(d->csv, jx_slice_of(column));
    csv_cell(d->csv, jx_slice_of(kind));
    if (most)
        csv_number(d->csv, most);
    else
        csv_cell(d->csv, JX_ABSENT);
    csv_cell(d->csv, jx_slice_of(means));
    csv_end_row(d->csv);
}

static void describe_column(void *to, const char *name, const struct jx_field *f,
                            const void *object)
{
    (void)object;
    bool pairs = f->kind == JX_KIND_EXTRA;
    describe(to, name, pairs ? "json" : "text", pairs ? 0 : f->max, f->zh);
}

static void describe_first(const struct describing *d, const struct flat_table *t)
{
    static const struct {
        const char *name, *kind, *means;
    } columns[] = {
        {"id", "hash", "文件编号，与 documents.csv 的 id 对应"},
        {"unit_code", "text", "报送单位代码"},
        {"year", "integer", "预算年度"},
        {"row", "integer", "表内行号，从 1 起"},
        {"table", "text", "决算公开表号"},
        {"column", "integer", "表内列号，从 1 起"},
        {"heading", "text", "栏目名称，多级用 / 连接"},
        {"value", "text", "单元格内容，与公开表一致"},
        {"text", "text", "正文段落"},
    };
    for (const char *const *c = first_columns(t); *c; c++)
        for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
            if (strcmp(*c, columns[i].name) == 0)
                describe(d, *c, columns[i].kind, 0, columns[i].means);
}

void flat_describe(struct csv_out *dictionary)
{
    for (unsigned form = 1; form < JX_FORM_COUNT; form++) {
        struct flat f = {.form = (enum jx_form)form};
        plan(&f);
        for (uint32_t i = 0; i < f.count; i++) {
            char name[COLUMN_NAME_MAX];
            table_name(&f, &f.tables[i], name);
            struct describing d = {.csv = dictionary, .file = name};
            describe_first(&d, &f.tables[i]);
            walk_table(&f, &f.tables[i], describe_column, &d);
        }
    }
}
