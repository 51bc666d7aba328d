/* Workbooks and documents around a few lines of XML. */
#include "packages.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define HEAD     "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN     "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE  "http://schemas.openxmlformats.org/package/2006/"
#define WORD     "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

static struct jx_slice text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

static struct jx_slice text_of(const char *format, ...)
{
    va_list args;
    char *text = NULL;
    va_start(args, format);
    int n = vasprintf(&text, format, args);
    va_end(args);
    if (n < 0) abort();
    return jx_slice_at(text, (size_t)n);
}

static struct jx_slice relation_to(const char *kind, const char *target)
{
    return text_of(HEAD "<Relationships xmlns=\"" PACKAGE
                        "relationships\"><Relationship Id=\"rId1\" "
                        "Type=\"" RELATION "/%s\" Target=\"%s\"/></Relationships>",
                   kind, target);
}

static struct jx_slice content_types(void)
{
    return text_of(HEAD "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"xml\" "
                        "ContentType=\"application/xml\"/></Types>");
}

static struct jx_slice finish(struct zip_part *parts, size_t count)
{
    struct jx_slice zip = stored_zip(parts, count);
    for (size_t i = 0; i < count; i++)
        free((char *)(uintptr_t)parts[i].bytes.ptr);
    return zip;
}

#define ID_TO(n, kind, target)                                                                     \
    "<Relationship Id=\"rId" n "\" Type=\"" RELATION "/" kind "\" Target=\"" target "\"/>"

static struct jx_slice book_relations(void)
{
    return text_of(
        HEAD "<Relationships xmlns=\"" PACKAGE
             "relationships\">" ID_TO("1", "worksheet", "worksheets/sheet1.xml")
                 ID_TO("2", "worksheet", "/xl/worksheets/sheet2.xml")
                     ID_TO("3", "worksheet", "./worksheets/../worksheets/sheet3.xml")
                         ID_TO("4", "styles", "styles.xml")
                             ID_TO("5", "sharedStrings", "sharedStrings.xml") "</Relationships>");
}

static struct jx_slice sheet_of(const char *inside)
{
    return text_of(HEAD "<worksheet xmlns=\"" MAIN "\">%s</worksheet>",
                   inside ? inside : "<sheetData/>");
}

struct jx_slice make_book(const struct book *b)
{
    const char *sheets = b->sheets ? b->sheets
                                   : "<sheet name=\"表1\" sheetId=\"1\" r:id=\"rId1\"/>";
    struct zip_part parts[] = {
        {"[Content_Types].xml", content_types()},
        {"_rels/.rels", relation_to("officeDocument", "xl/workbook.xml")},
        {"xl/workbook.xml",
         text_of(HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELATION "\">%s<sheets>%s</sheets>"
                      "</workbook>",
                 b->workbook_pr ? b->workbook_pr : "", sheets)},
        {"xl/_rels/workbook.xml.rels", book_relations()},
        {"xl/worksheets/sheet1.xml", sheet_of(b->sheet[0])},
        {"xl/worksheets/sheet2.xml", sheet_of(b->sheet[1])},
        {"xl/worksheets/sheet3.xml", sheet_of(b->sheet[2])},
        {"xl/styles.xml", text_of(HEAD "<styleSheet xmlns=\"" MAIN "\">%s</styleSheet>",
                                  b->styles ? b->styles : "")},
        {"xl/sharedStrings.xml",
         text_of(HEAD "<sst xmlns=\"" MAIN "\">%s</sst>", b->strings ? b->strings : "")},
        {.name = NULL}, /* for a drawing */
        {.name = NULL},
    };
    size_t n = sizeof parts / sizeof parts[0] - 2;
    if (b->drawing) {
        parts[n++] = (struct zip_part){"xl/worksheets/_rels/sheet1.xml.rels",
                                       relation_to("drawing", "../drawings/d.xml")};
        parts[n++] = (struct zip_part){
            "xl/drawings/d.xml",
            text_of(HEAD "<xdr:wsDr xmlns:xdr=\"xdr\" xmlns:a=\"a\" xmlns:mc=\"mc\">%s</xdr:wsDr>",
                    b->drawing)};
    }
    return finish(parts, n);
}

#define WORD_PART(element, inside)                                                                 \
    text_of(HEAD "<w:" element " xmlns:w=\"" WORD "\" xmlns:mc=\"mc\" xmlns:wps=\"wps\" "          \
                 "xmlns:v=\"v\" xmlns:m=\"m\" xmlns:a=\"a\" xmlns:r=\"" RELATION                   \
                 "\">%s</w:" element ">",                                                          \
            inside)

static struct jx_slice document_relations(void)
{
    return text_of(
        HEAD "<Relationships xmlns=\"" PACKAGE "relationships\">" ID_TO("1", "styles", "styles.xml")
            ID_TO("2", "numbering", "numbering.xml") ID_TO("h1", "header", "header1.xml")
                ID_TO("h2", "header", "header2.xml") ID_TO("f1", "footer", "footer1.xml")
                    ID_TO("3", "footnotes", "footnotes.xml")
                        ID_TO("4", "settings", "settings.xml") "</Relationships>");
}

struct jx_slice make_document_of(const struct document *d)
{
    enum { PARTS_MAX = 16 };
    struct zip_part parts[PARTS_MAX] = {
        {"[Content_Types].xml", content_types()},
        {"_rels/.rels", relation_to("officeDocument", "word/document.xml")},
        {"word/_rels/document.xml.rels", document_relations()},
    };
    size_t n = 3;
    char *body = NULL;
    if (asprintf(&body, "<w:body>%s</w:body>", d->body) < 0) abort();
    parts[n++] = (struct zip_part){"word/document.xml", WORD_PART("document", body)};
    free(body);
    if (d->styles)
        parts[n++] = (struct zip_part){"word/styles.xml", WORD_PART("styles", d->styles)};
    if (d->numbering)
        parts[n++] = (struct zip_part){"word/numbering.xml", WORD_PART("numbering", d->numbering)};
    if (d->header[0])
        parts[n++] = (struct zip_part){"word/header1.xml", WORD_PART("hdr", d->header[0])};
    if (d->header[1])
        parts[n++] = (struct zip_part){"word/header2.xml", WORD_PART("hdr", d->header[1])};
    if (d->footer) parts[n++] = (struct zip_part){"word/footer1.xml", WORD_PART("ftr", d->footer)};
    if (d->footnotes)
        parts[n++] = (struct zip_part){"word/footnotes.xml", WORD_PART("footnotes", d->footnotes)};
    if (d->settings)
        parts[n++] = (struct zip_part){"word/settings.xml", WORD_PART("settings", d->settings)};
    return finish(parts, n);
}

struct jx_slice make_document(const char *body)
{
    return make_document_of(&(struct document){.body = body});
}
