/* Kinds of files by their marks. */
#include "file_kind.h"

#include "limits.h"

static bool has_extension(const char *name, const char *extension)
{
    const char *dot = name ? strrchr(name, '.') : NULL;
    return dot && strcasecmp(dot + 1, extension) == 0;
}

/* ---- OLE containers: what Office wrote before 2007, and what encrypts its files since ---- */

enum { OLE_HEADER_BYTES = 512, OLE_ENTRY_BYTES = 128 };

static const struct {
    const char *stream;
    enum jx_reader_problem problem;
} ole_streams[] = {
    {"EncryptedPackage", JX_READER_PASSWORD}, {"EncryptionInfo", JX_READER_PASSWORD},
    {"Workbook", JX_READER_OLD_EXCEL},        {"Book", JX_READER_OLD_EXCEL},
    {"WordDocument", JX_READER_OLD_WORD},     {"PowerPoint Document", JX_READER_PRESENTATION},
};

/* A directory entry: a name in UTF-16 of at most 31 characters, and its length in bytes. */
static bool is_entry(const char *entry, const char *name)
{
    size_t len = strlen(name);
    const unsigned char *p = (const unsigned char *)entry;
    if ((size_t)(p[64] | p[65] << 8) != 2 * (len + 1)) return false;
    for (size_t i = 0; i <= len; i++)
        if (entry[2 * i] != name[i] || entry[2 * i + 1] != '\0') return false;
    return true;
}

/* Entries stand at multiples of their size, wherever the directory lies; so there is no need to
 * follow its chain, which a damaged file may bend. */
static enum jx_reader_problem ole_content(struct jx_slice s)
{
    for (size_t at = OLE_HEADER_BYTES; at + OLE_ENTRY_BYTES <= s.len; at += OLE_ENTRY_BYTES)
        for (size_t k = 0; k < sizeof ole_streams / sizeof ole_streams[0]; k++)
            if (is_entry(s.ptr + at, ole_streams[k].stream)) return ole_streams[k].problem;
    return JX_READER_OLD_OFFICE;
}

static enum jx_reader_problem ole_problem(struct jx_slice s, const char *name)
{
    enum jx_reader_problem p = ole_content(s);
    if (p == JX_READER_PASSWORD) return p;
    if (has_extension(name, "et") || has_extension(name, "ett")) return JX_READER_WPS_SHEET;
    if (has_extension(name, "wps") || has_extension(name, "wpt")) return JX_READER_WPS_TEXT;
    return p;
}

/* ---- marks ---- */

static const struct {
    const char *mark;
    size_t len;
    enum jx_reader_problem problem;
} marks[] = {
    {"%PDF", 4, JX_READER_PDF},
    {"{\\rtf", 5, JX_READER_RICH_TEXT},
    {"\x89PNG", 4, JX_READER_PICTURE},
    {"\xFF\xD8\xFF", 3, JX_READER_PICTURE},
    {"GIF8", 4, JX_READER_PICTURE},
    {"II*\0", 4, JX_READER_PICTURE},
    {"MM\0*", 4, JX_READER_PICTURE},
    {"Rar!", 4, JX_READER_ARCHIVE},
    {"7z\xBC\xAF\x27\x1C", 6, JX_READER_ARCHIVE},
    {"\x1F\x8B", 2, JX_READER_ARCHIVE},
    /* Sheets of Excel 2 to 4 and of old programs: a record "begin of file" alone. */
    {"\x09\x00\x04\x00", 4, JX_READER_OLD_EXCEL},
    {"\x09\x02\x06\x00", 4, JX_READER_OLD_EXCEL},
    {"\x09\x04\x06\x00", 4, JX_READER_OLD_EXCEL},
    {"\x09\x08\x08\x00", 4, JX_READER_OLD_EXCEL},
    {"\x09\x08\x10\x00", 4, JX_READER_OLD_EXCEL},
};

static struct jx_slice without_mark_and_space(struct jx_slice s)
{
    if (jx_starts_with(s, JX_LIT("\xEF\xBB\xBF"))) s = jx_slice_from(s, 3);
    while (s.len > 0 && strchr(" \t\r\n", s.ptr[0]) && s.ptr[0])
        s = jx_slice_from(s, 1);
    return s;
}

static bool begins_with(struct jx_slice s, const char *word)
{
    size_t len = strlen(word);
    return s.len >= len && strncasecmp(s.ptr, word, len) == 0;
}

/* Systems export web pages and XML under the name .xls; a CSV file does not begin so. */
static enum jx_reader_problem markup_problem(struct jx_slice s)
{
    static const char *const pages[] = {"<html", "<!doctype html", "<table", "<head",
                                        "<meta", "<style",         "<body",  "MIME-Version:"};
    s = without_mark_and_space(s);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (begins_with(s, pages[i])) return JX_READER_WEB_PAGE;
    if (begins_with(s, "<?xml") && jx_contains(s, JX_LIT("<html"))) return JX_READER_WEB_PAGE;
    return begins_with(s, "<?xml") || begins_with(s, "<?mso") ? JX_READER_OFFICE_XML
                                                              : JX_READER_NONE;
}

static bool is_utf16(struct jx_slice s)
{
    return jx_starts_with(s, jx_slice_at("\xFF\xFE", 2)) ||
           jx_starts_with(s, jx_slice_at("\xFE\xFF", 2));
}

static enum jx_reader_problem marked_problem(struct jx_slice s, const char *name)
{
    if (s.len == 0) return JX_READER_EMPTY;
    if (jx_starts_with(s, jx_slice_at("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8)))
        return ole_problem(s, name);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (jx_starts_with(s, jx_slice_at(marks[i].mark, marks[i].len))) return marks[i].problem;
    enum jx_reader_problem p = markup_problem(s);
    /* Text has no zero bytes, but for UTF-16. */
    if (p == JX_READER_NONE && !is_utf16(s) && memchr(s.ptr, '\0', s.len))
        return JX_READER_UNKNOWN_TYPE;
    return p;
}

enum jx_file_kind jx_file_kind_of(struct jx_slice bytes, const char *name,
                                  enum jx_reader_problem *problem)
{
    *problem = JX_READER_NONE;
    if (jx_starts_with(bytes, jx_slice_at("PK\3\4", 4)) ||
        jx_starts_with(bytes, jx_slice_at("PK\5\6", 4)))
        return JX_FILE_ZIP;
    *problem = marked_problem(bytes, name);
    if (*problem != JX_READER_NONE) return JX_FILE_OTHER;
    bool separated = has_extension(name, "csv") || has_extension(name, "tsv") ||
                     has_extension(name, "tab");
    return separated ? JX_FILE_CSV : JX_FILE_TEXT;
}
