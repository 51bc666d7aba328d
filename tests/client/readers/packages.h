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
};

/* To be freed with free(). */
struct jx_slice make_book(const struct book *b);
/* `body`: what is inside <w:body>. */
struct jx_slice make_document(const char *body);

#endif
