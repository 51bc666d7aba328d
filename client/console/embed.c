/* The page's files, put into the program by the assembler. */
#include "page.h"

#define EMBED(symbol, file)                                                                        \
    __asm__(".section .rodata\n"                                                                   \
            ".global " #symbol "_begin\n" #symbol "_begin:\n"                                      \
            ".incbin \"" file "\"\n"                                                               \
            ".global " #symbol "_end\n" #symbol "_end:\n"                                          \
            ".byte 0\n.previous\n");                                                               \
    extern const char symbol##_begin[], symbol##_end[];

EMBED(page_index, PAGE_DIR "/index.html")
EMBED(page_index_packed, PACKED_DIR "/index.html.gz")
EMBED(page_script, PAGE_DIR "/app.js")
EMBED(page_script_packed, PACKED_DIR "/app.js.gz")
EMBED(page_style, PAGE_DIR "/app.css")
EMBED(page_style_packed, PACKED_DIR "/app.css.gz")

#define FILE_ROW(path, type, symbol)                                                               \
    {                                                                                              \
        path, type, symbol##_begin, symbol##_end, symbol##_packed_begin, symbol##_packed_end       \
    }

const struct page_file page_files[] = {
    FILE_ROW("/index.html", "text/html; charset=utf-8", page_index),
    FILE_ROW("/app.js", "text/javascript; charset=utf-8", page_script),
    FILE_ROW("/app.css", "text/css; charset=utf-8", page_style),
};
const size_t page_file_count = sizeof page_files / sizeof page_files[0];
