/* The text of a paragraph: runs, symbols, and what fields show of themselves. */
#include "word_reading.h"

#include "../../../proto/base/text.h"

/* ---- fields ---- */

bool word_is_page_instruction(const char *s)
{
    static const char *const words[] = {"PAGE", "NUMPAGES", "SECTIONPAGES"};
    while (*s == ' ')
        s++;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncmp(s, words[i], strlen(words[i])) == 0) return true;
    return false;
}

bool word_is_field_hidden(const struct word_reading *r)
{
    for (unsigned i = 0; i < r->field_count; i++)
        if (!r->fields[i].has_result || r->fields[i].dropped) return true;
    return false;
}

/* Hidden twice, by the style of the paragraph and by that of the run, is shown: so Word reckons. */
bool word_is_run_hidden(struct word_reading *r)
{
    if (r->run.has_vanish) return r->run.vanish;
    return r->run.style_hidden != word_top(r)->paragraph.style_hidden;
}

bool word_is_shown(struct word_reading *r)
{
    return word_top(r)->in_paragraph && !word_is_run_hidden(r) && !r->in_paragraph_properties &&
           !word_is_field_hidden(r);
}

static void end_field(struct word_reading *r)
{
    if (r->field_count <= word_top(r)->fields) return;
    struct field f = r->fields[--r->field_count];
    if (f.is_box && word_is_shown(r)) buffer_put_code(&r->text, f.ticked ? 0x2611 : 0x25A1);
}

jx_status word_field_mark(struct word_reading *r, const char *type)
{
    if (!type) return JX_OK;
    if (strcmp(type, "begin") == 0) {
        if (r->field_count >= JX_READER_FIELDS_MAX)
            return word_fail(r, JX_READER_NESTED, JX_READER_FIELDS_MAX);
        r->fields[r->field_count++] = (struct field){.dropped = false};
    } else if (strcmp(type, "separate") == 0 && r->field_count > word_top(r)->fields) {
        struct field *f = &r->fields[r->field_count - 1];
        f->has_result = true;
        f->dropped = word_is_page_instruction(f->instruction);
    } else if (strcmp(type, "end") == 0) {
        end_field(r);
    }
    return JX_OK;
}

void word_add_instruction(struct word_reading *r, struct jx_slice s)
{
    if (r->field_count == 0) return;
    char *at = r->fields[r->field_count - 1].instruction;
    size_t room = sizeof r->fields[0].instruction - 1, len = strlen(at);
    for (size_t i = 0; i < s.len && len < room; i++) {
        bool leading = len == 0 && (s.ptr[i] == ' ' || s.ptr[i] == '\t');
        if (!leading && s.ptr[i] != '\0') at[len++] = s.ptr[i];
    }
    at[len] = '\0';
}

void word_drop_open_instructions(struct word_reading *r)
{
    while (r->field_count > word_top(r)->fields && !r->fields[r->field_count - 1].has_result)
        r->field_count--;
}

/* ---- text ---- */

void word_put_visible(struct word_reading *r, const char *s)
{
    if (word_is_shown(r)) buffer_put(&r->text, jx_slice_of(s));
}

static uint32_t hex_number(const char *s)
{
    uint32_t n = 0;
    for (size_t i = 0; s && s[i] && i < 6; i++) {
        char c = s[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) return 0;
        n = n * 16 + (uint32_t)digit;
    }
    return n;
}

void word_put_symbol(struct word_reading *r, const char *const *attributes)
{
    enum word_font font = word_font_of(xml_attribute(attributes, "font"));
    uint32_t c = word_symbol(font, hex_number(xml_attribute(attributes, "char")));
    bool character = c >= 0x20 && c <= 0xFFFD && (c < 0xD800 || c > 0xDFFF);
    if (character && word_is_shown(r)) buffer_put_code(&r->text, c);
}

void word_put_text(struct word_reading *r, struct jx_slice s)
{
    if (r->run.font == WORD_FONT_TEXT) {
        buffer_put(&r->text, s);
        return;
    }
    for (size_t at = 0; at < s.len;)
        buffer_put_code(&r->text, word_symbol(r->run.font, jx_utf8_next(s, &at)));
}

jx_status word_check_text(struct word_reading *r)
{
    if (r->text.status == JX_OK) return JX_OK;
    if (r->text.status == JX_E_TEXT_LONG)
        return word_fail(r, JX_READER_CELL_LONG, JX_READER_CELL_BYTES_MAX);
    return word_fail(r, JX_READER_MEMORY, 0);
}
