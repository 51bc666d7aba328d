/* Office packages made from the XML that is of interest, the rest as Office writes it. */
#ifndef PACKAGES_H
#define PACKAGES_H

#include "stored_zip.h"

/* What a workbook is made of. NULL: as usual (sheets: one, "表1"; no styles, no strings). */
struct book {
    const char *workbook_pr; /* <workbookPr date1904="1"/> */
    const char *sheets;      /* the <sheet> elements, r:id rId1 to rId3 */
    const char *strings;     /* the <si> elements */
    const char *styles;      /* what is inside <styleSheet> */
    const char *sheet[3];    /* what is inside <worksheet>, for each sheet */
    const char *drawing;     /* what is inside <wsDr>, over the first sheet */
};

/* What a document is made of beside its body; NULL: there is no such part. */
struct document {
    const char *body;      /* what is inside <w:body> */
    const char *styles;    /* inside <w:styles> */
    const char *numbering; /* inside <w:numbering> */
    const char *header[2]; /* inside <w:hdr>: relations h1, h2 */
    const char *footer;    /* inside <w:ftr>: relation f1 */
    const char *footnotes; /* inside <w:footnotes> */
    const char *settings;  /* inside <w:settings> */
};

/* To be freed with free(). */
struct jx_slice make_book(const struct book *b);
struct jx_slice make_document_of(const struct document *d);
/* `body`: what is inside <w:body>. */
struct jx_slice make_document(const char *body);

#endif
