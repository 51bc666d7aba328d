/* The XML of a Word document, element by element, into blocks: what is seen, and nothing else. */
#include "word_reading.h"

#include <stdlib.h>

/* ---- elements ---- */

enum element {
    EL_SKIP,
    EL_ALTERNATES,
    EL_CHOICE,
    EL_DELETION,
    EL_TABLE,
    EL_ROW,
    EL_CELL,
    EL_CELL_PROPERTY,
    EL_ROW_PROPERTIES,
    EL_ROW_HIDDEN,
    EL_COLUMNS_BEFORE,
    EL_PARAGRAPH,
    EL_PARAGRAPH_PROPERTIES,
    EL_RUN,
    EL_FONTS,
    EL_VANISH,
    EL_TEXT,
    EL_TAB,
    EL_BREAK,
    EL_HYPHEN,
    EL_SYMBOL,
    EL_FIELD_MARK,
    EL_FIELD,
    EL_INSTRUCTION,
    EL_BOX_FIELD,
    EL_BOX_TICK,
    EL_TEXT_BOX,
    EL_PARAGRAPH_STYLE,
    EL_RUN_STYLE,
    EL_LIST,
    EL_LIST_LEVEL,
    EL_SECTION,
    EL_MARGIN,
    EL_FIRST_PAGE,
    EL_NOTE,
};

/* By name, for bsearch(). What is not listed is transparent. */
static const struct element_name {
    const char *name;
    enum element element;
} elements[] = {
    {"AlternateContent", EL_ALTERNATES},
    {"Choice", EL_CHOICE},
    {"Fallback", EL_CHOICE},
    {"br", EL_BREAK},
    {"cellDel", EL_CELL_PROPERTY},
    {"checkBox", EL_BOX_FIELD},
    {"checked", EL_BOX_TICK},
    {"cr", EL_BREAK},
    {"default", EL_BOX_TICK},
    {"del", EL_DELETION},
    {"delInstrText", EL_SKIP},
    {"delText", EL_SKIP},
    {"endnote", EL_NOTE},
    {"fldChar", EL_FIELD_MARK},
    {"fldSimple", EL_FIELD},
    {"footerReference", EL_MARGIN},
    {"footnote", EL_NOTE},
    {"gridBefore", EL_COLUMNS_BEFORE},
    {"gridSpan", EL_CELL_PROPERTY},
    {"hMerge", EL_CELL_PROPERTY},
    {"headerReference", EL_MARGIN},
    {"hidden", EL_ROW_HIDDEN},
    {"ilvl", EL_LIST_LEVEL},
    {"instrText", EL_INSTRUCTION},
    {"moveFrom", EL_DELETION},
    {"noBreakHyphen", EL_HYPHEN},
    {"numId", EL_LIST},
    {"numberingChange", EL_SKIP},
    {"p", EL_PARAGRAPH},
    {"pPr", EL_PARAGRAPH_PROPERTIES},
    {"pPrChange", EL_SKIP},
    {"pStyle", EL_PARAGRAPH_STYLE},
    {"ptab", EL_TAB},
    {"r", EL_RUN},
    {"rFonts", EL_FONTS},
    {"rPrChange", EL_SKIP},
    {"rStyle", EL_RUN_STYLE},
    {"rt", EL_SKIP}, /* a phonetic guide */
    {"sdtEndPr", EL_SKIP},
    {"sdtPr", EL_SKIP},
    {"sectPr", EL_SECTION},
    {"sectPrChange", EL_SKIP},
    {"sym", EL_SYMBOL},
    {"t", EL_TEXT},
    {"tab", EL_TAB},
    {"tabs", EL_SKIP},
    {"tbl", EL_TABLE},
    {"tblGrid", EL_SKIP},
    {"tblPr", EL_SKIP},
    {"tblPrEx", EL_SKIP},
    {"tc", EL_CELL},
    {"tcPrChange", EL_SKIP},
    {"titlePg", EL_FIRST_PAGE},
    {"tr", EL_ROW},
    {"trPr", EL_ROW_PROPERTIES},
    {"trPrChange", EL_SKIP},
    {"txbxContent", EL_TEXT_BOX},
    {"vMerge", EL_CELL_PROPERTY},
    {"vanish", EL_VANISH},
};

static int by_element(const void *key, const void *row)
{
    return strcmp(key, ((const struct element_name *)row)->name);
}

/* The content of a deletion, or the mark that a paragraph's end, or a row, is deleted. */
static void start_deletion(struct word_reading *r, enum action *act)
{
    struct frame *f = word_top(r);
    if (r->in_paragraph_properties)
        f->mark_deleted = true;
    else if (r->in_row_properties)
        f->row_deleted = true;
    *act = ACT_SKIP;
}

static void start_choice(struct word_reading *r, enum action *act)
{
    struct level *around = r->depth > 0 ? &r->levels[r->depth - 1] : NULL;
    if (!around || around->action != ACT_ALTERNATES) return;
    if (around->chosen) *act = ACT_SKIP;
    around->chosen = true;
}

static void start_run(struct word_reading *r, enum action *act)
{
    r->run = (struct run){.font = WORD_FONT_TEXT};
    *act = ACT_RUN;
}

/* In the properties of a paragraph it is about the mark at the paragraph's end. */
static void set_vanish(struct word_reading *r, const char *value)
{
    bool vanish = xml_flag(value, true);
    if (r->in_paragraph_properties) {
        word_top(r)->paragraph.mark_hidden = vanish;
        return;
    }
    r->run.has_vanish = true;
    r->run.vanish = vanish;
}

static void set_run_style(struct word_reading *r, const char *id)
{
    if (r->in_paragraph_properties) return;
    struct word_style s = word_style_of(&r->document->styles, id);
    r->run.style_hidden = s.vanish;
}

static void set_paragraph_property(struct word_reading *r, enum element e, const char *value)
{
    struct paragraph *p = &word_top(r)->paragraph;
    if (!r->in_paragraph_properties) return;
    if (e == EL_PARAGRAPH_STYLE) {
        p->style = word_style_of(&r->document->styles, value);
        p->style_hidden = p->style.vanish;
    } else if (e == EL_LIST) {
        p->has_list = true;
        p->list = xml_number(value, 0);
    } else {
        uint32_t level = xml_number(value, 0);
        p->level = level < WORD_LEVELS ? (uint8_t)level : 0;
    }
}

/* The lines that divide notes from the text are notes too. */
static bool is_separator(const char *const *attributes)
{
    const char *type = xml_attribute(attributes, "type");
    return type && strcmp(type, "normal") != 0;
}

static void tick(struct word_reading *r, const char *value)
{
    struct field *f = r->field_count > 0 ? &r->fields[r->field_count - 1] : NULL;
    if (f && f->is_box) f->ticked = !value || xml_flag(value, true);
}

/* What is said of the paragraph, run, cell or section at hand. */
static jx_status set_property(struct word_reading *r, const struct element_name *e,
                              const char *const *attributes)
{
    const char *value = xml_attribute(attributes, "val");
    switch (e->element) {
    case EL_CELL_PROPERTY:
        word_cell_property(r, e->name, value);
        break;
    case EL_ROW_HIDDEN:
        if (r->in_row_properties && xml_flag(value, true)) word_top(r)->row_deleted = true;
        break;
    case EL_COLUMNS_BEFORE:
        return word_skip_columns(r, value);
    case EL_FONTS:
        if (!r->in_paragraph_properties)
            r->run.font = word_font_of(xml_attribute(attributes, "ascii"));
        break;
    case EL_VANISH:
        set_vanish(r, value);
        break;
    case EL_RUN_STYLE:
        set_run_style(r, value);
        break;
    case EL_PARAGRAPH_STYLE:
    case EL_LIST:
    case EL_LIST_LEVEL:
        set_paragraph_property(r, e->element, value);
        break;
    case EL_BOX_FIELD:
        if (r->field_count > 0) r->fields[r->field_count - 1].is_box = true;
        break;
    case EL_BOX_TICK:
        tick(r, value);
        break;
    case EL_SECTION:
        r->section_margins = r->document->margin_count;
        break;
    case EL_MARGIN:
        return word_add_margin(r, attributes);
    case EL_FIRST_PAGE:
        if (xml_flag(value, true)) word_show_first_page(r);
        break;
    default:
        break;
    }
    return JX_OK;
}

/* What stands in a paragraph. */
static jx_status start_content(struct word_reading *r, const struct element_name *e,
                               const char *const *attributes, enum action *act)
{
    const char *instruction = xml_attribute(attributes, "instr");
    switch (e->element) {
    case EL_RUN:
        start_run(r, act);
        break;
    case EL_TEXT:
        r->in_text = word_is_shown(r);
        *act = ACT_TEXT;
        break;
    case EL_TAB:
        word_put_visible(r, "\t");
        break;
    case EL_BREAK:
        word_put_visible(r, "\n");
        break;
    case EL_HYPHEN:
        word_put_visible(r, "-");
        break;
    case EL_SYMBOL:
        word_put_symbol(r, attributes);
        break;
    case EL_FIELD_MARK:
        return word_field_mark(r, xml_attribute(attributes, "fldCharType"));
    case EL_FIELD:
        if (instruction && word_is_page_instruction(instruction)) *act = ACT_SKIP;
        break;
    case EL_INSTRUCTION:
        r->in_instruction = true;
        *act = ACT_INSTRUCTION;
        break;
    case EL_TEXT_BOX:
        *act = word_is_run_hidden(r) || word_is_field_hidden(r) ? ACT_SKIP : ACT_BOX;
        return *act == ACT_BOX ? word_push_frame(r, NULL) : JX_OK;
    default:
        return set_property(r, e, attributes);
    }
    return JX_OK;
}

static jx_status start_element(struct word_reading *r, const struct element_name *e,
                               const char *const *attributes, enum action *act)
{
    switch (e->element) {
    case EL_SKIP:
        *act = ACT_SKIP;
        break;
    case EL_ALTERNATES:
        *act = ACT_ALTERNATES;
        break;
    case EL_CHOICE:
        start_choice(r, act);
        break;
    case EL_DELETION:
        start_deletion(r, act);
        break;
    case EL_NOTE:
        if (is_separator(attributes)) *act = ACT_SKIP;
        break;
    case EL_TABLE:
        return word_start_table(r, act);
    case EL_ROW:
        return word_start_row(r, act);
    case EL_CELL:
        return word_start_cell(r, act);
    case EL_PARAGRAPH:
        return word_start_paragraph(r, act);
    case EL_ROW_PROPERTIES:
        r->in_row_properties = true;
        *act = ACT_ROW_PROPERTIES;
        break;
    case EL_PARAGRAPH_PROPERTIES:
        r->in_paragraph_properties = true;
        *act = ACT_PARAGRAPH_PROPERTIES;
        break;
    default:
        return start_content(r, e, attributes, act);
    }
    return JX_OK;
}

static jx_status on_start(void *ctx, const char *name, const char *const *attributes)
{
    struct word_reading *r = ctx;
    if (r->skipped > 0) {
        r->skipped++;
        return JX_OK;
    }
    const struct element_name *e = bsearch(name, elements, sizeof elements / sizeof elements[0],
                                           sizeof elements[0], by_element);
    enum action act = ACT_NONE;
    jx_status rc = e ? start_element(r, e, attributes, &act) : JX_OK;
    if (act == ACT_SKIP)
        r->skipped = 1;
    else
        r->levels[r->depth++] = (struct level){.action = act}; /* bounded by the XML reader */
    return rc == JX_OK ? word_check_text(r) : rc;
}

static jx_status end_box(struct word_reading *r)
{
    struct word_flow flow;
    jx_status rc = word_pop_frame(r, &flow);
    word_flow_join(&word_top(r)->anchored, &flow);
    return rc;
}

static jx_status end_element(struct word_reading *r, enum action act)
{
    switch (act) {
    case ACT_TABLE:
        word_top(r)->table = NULL;
        break;
    case ACT_ROW:
        word_end_row(r);
        break;
    case ACT_CELL:
        return word_end_cell(r);
    case ACT_PARAGRAPH:
        return word_end_paragraph(r);
    case ACT_PARAGRAPH_PROPERTIES:
        word_end_paragraph_properties(r);
        break;
    case ACT_ROW_PROPERTIES:
        r->in_row_properties = false;
        break;
    case ACT_RUN:
        r->run = (struct run){.font = WORD_FONT_TEXT};
        break;
    case ACT_TEXT:
        r->in_text = false;
        break;
    case ACT_INSTRUCTION:
        r->in_instruction = false;
        break;
    case ACT_BOX:
        return end_box(r);
    case ACT_NONE:
    case ACT_SKIP:
    case ACT_ALTERNATES:
        break;
    }
    return JX_OK;
}

static jx_status on_end(void *ctx, const char *name)
{
    (void)name;
    struct word_reading *r = ctx;
    if (r->skipped > 0) {
        r->skipped--;
        return JX_OK;
    }
    return end_element(r, r->levels[--r->depth].action);
}

static jx_status on_text(void *ctx, struct jx_slice s)
{
    struct word_reading *r = ctx;
    if (r->skipped > 0) return JX_OK;
    if (r->in_text) word_put_text(r, s);
    if (r->in_instruction) word_add_instruction(r, s);
    return word_check_text(r);
}

jx_status word_read_part(struct package *p, struct word_document *d, struct jx_slice part,
                         struct word_flow *out)
{
    struct word_reading *r = calloc(1, sizeof *r);
    if (!r) return jx_reader_fail(p->trouble, JX_READER_MEMORY, NULL, 0);
    r->package = p;
    r->document = d;
    buffer_init(&r->text, JX_READER_CELL_BYTES_MAX);
    const struct xml_events events = {r, on_start, on_end, on_text};
    jx_status rc = word_push_frame(r, NULL);
    if (rc == JX_OK) rc = package_read(p, part, &events);
    if (rc == JX_OK) rc = word_pop_frame(r, out);
    buffer_clear(&r->text);
    free(r);
    return rc;
}
