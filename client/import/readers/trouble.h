/* What is wrong with a file, or what a reader could not show of it, for the caller to tell. */
#ifndef JX_READERS_TROUBLE_H
#define JX_READERS_TROUBLE_H

#include "../../../proto/base/status.h"

/* clang-format off */
/*    name              status            zh, en: what it is, and what to do about it                      */
#define JX_READER_PROBLEMS(X)                                                                               \
    X(NONE,             JX_OK,            "", "")                                                           \
    X(EMPTY,            JX_E_FORMAT,      "文件是空的", "the file is empty")                                \
    X(OLD_EXCEL,        JX_E_FILE_TYPE,                                                                     \
      "旧版 Excel 文件（.xls）：请用 Excel 或 WPS 打开，“另存为” Excel 工作簿（.xlsx）",                    \
      "an old Excel file (.xls): open it and save it as an Excel workbook (.xlsx)")                         \
    X(OLD_WORD,         JX_E_FILE_TYPE,                                                                     \
      "旧版 Word 文件（.doc）：请用 Word 或 WPS 打开，“另存为” Word 文档（.docx）",                         \
      "an old Word file (.doc): open it and save it as a Word document (.docx)")                            \
    X(WPS_SHEET,        JX_E_FILE_TYPE,                                                                     \
      "WPS 表格文件（.et）：请用 WPS 打开，“另存为” Excel 文件（.xlsx）",                                   \
      "a WPS spreadsheet (.et): open it in WPS and save it as an Excel file (.xlsx)")                       \
    X(WPS_TEXT,         JX_E_FILE_TYPE,                                                                     \
      "WPS 文字文件（.wps）：请用 WPS 打开，“另存为” Word 文件（.docx）",                                   \
      "a WPS text (.wps): open it in WPS and save it as a Word file (.docx)")                               \
    X(OLD_OFFICE,       JX_E_FILE_TYPE,                                                                     \
      "旧版办公文件：请打开后“另存为” .xlsx 或 .docx",                                                      \
      "an old office file: open it and save it as .xlsx or .docx")                                          \
    X(PASSWORD,         JX_E_FILE_TYPE,                                                                     \
      "文件有打开密码：请去掉密码后另存一份",                                                               \
      "the file is protected by a password: save a copy without it")                                        \
    X(BINARY_WORKBOOK,  JX_E_FILE_TYPE,                                                                     \
      "Excel 二进制工作簿（.xlsb）：请“另存为” Excel 工作簿（.xlsx）",                                      \
      "a binary Excel workbook (.xlsb): save it as an Excel workbook (.xlsx)")                              \
    X(OPEN_DOCUMENT,    JX_E_FILE_TYPE,                                                                     \
      "OpenDocument 文件：请“另存为” .xlsx 或 .docx",                                                       \
      "an OpenDocument file: save it as .xlsx or .docx")                                                    \
    X(OFD,              JX_E_FILE_TYPE,                                                                     \
      "OFD 版式文件：请提供原来的 Excel 或 Word 文件",                                                      \
      "an OFD file: the Excel or Word file that it was made from is needed")                                \
    X(PRESENTATION,     JX_E_FILE_TYPE, "演示文稿中没有可导入的表", "a presentation holds no forms")        \
    X(WEB_PAGE,         JX_E_FILE_TYPE,                                                                     \
      "网页文件（扩展名可能是 .xls）：请用 Excel 或 WPS 打开，“另存为” .xlsx",                              \
      "a web page, whatever its name says: open it in Excel and save it as .xlsx")                          \
    X(OFFICE_XML,       JX_E_FILE_TYPE,                                                                     \
      "XML 文件：若是 2003 版表格或文档，请打开后“另存为” .xlsx 或 .docx",                                  \
      "an XML file: if it is a sheet or text of Office 2003, save it as .xlsx or .docx")                    \
    X(RICH_TEXT,        JX_E_FILE_TYPE, "RTF 文件：请“另存为” Word 文档（.docx）",                          \
      "an RTF file: save it as a Word document (.docx)")                                                    \
    X(PDF,              JX_E_FILE_TYPE, "PDF 文件：请提供原来的 Excel 或 Word 文件",                        \
      "a PDF file: the Excel or Word file that it was made from is needed")                                 \
    X(PICTURE,          JX_E_FILE_TYPE, "图片文件：请提供原来的 Excel 或 Word 文件",                        \
      "a picture: the Excel or Word file that it was made from is needed")                                  \
    X(ARCHIVE,          JX_E_FILE_TYPE, "压缩包：请先解压，再导入其中的文件",                               \
      "an archive: unpack it and import the files in it")                                                   \
    X(PLAIN_TEXT,       JX_E_FILE_TYPE, "纯文本文件，不是 .csv 或 .tsv",                                    \
      "plain text that is not named .csv or .tsv")                                                          \
    X(UNKNOWN_TYPE,     JX_E_FILE_TYPE, "不认识的文件类型：请提供 .xlsx、.docx 或 .csv",                    \
      "not a known type of file: .xlsx, .docx or .csv is needed")                                           \
    X(INCOMPLETE,       JX_E_FORMAT,                                                                        \
      "文件不完整或已损坏：请重新复制或下载；能打开的话，请另存一份",                                       \
      "the file is cut off or damaged: copy it again, or open it and save a copy")                          \
    X(PART_MISSING,     JX_E_FORMAT, "文件缺少必要的部分：请打开后另存一份",                                \
      "a necessary part of the file is missing: open it and save a copy")                                   \
    X(PART_DAMAGED,     JX_E_FORMAT, "文件内容已损坏：请打开后另存一份",                                    \
      "a part of the file is damaged: open it and save a copy")                                             \
    X(DOCTYPE,          JX_E_FORMAT, "文件中有 DOCTYPE 声明，办公软件不会写它：拒绝读取",                   \
      "the file has a DOCTYPE, which no office program writes: refused")                                    \
    X(ENCODING,         JX_E_UTF8, "文字编码不是 UTF-8、GB18030 或 UTF-16：请另存为 UTF-8",                 \
      "the text is not UTF-8, GB18030 or UTF-16: save it as UTF-8")                                         \
    X(QUOTE_OPEN,       JX_E_FORMAT, "有一个引号没有配对，后面的内容无法分格",                              \
      "a quotation mark is never closed: what follows cannot be divided into cells")                        \
    X(FILE_LARGE,       JX_E_TOO_LARGE, "文件太大", "the file is too large")                                \
    X(BOMB,             JX_E_TOO_LARGE,                                                                     \
      "文件解开后大得不正常：请删去空白的行列后另存一份",                                                   \
      "the file inflates beyond reason: delete empty rows and columns and save a copy")                     \
    X(PARTS_MANY,       JX_E_TOO_LARGE, "文件内的部件太多", "the file has too many parts")                  \
    X(NESTED,           JX_E_DEPTH, "表格或元素嵌套太深", "tables or elements are nested too deeply")       \
    X(TAG_LONG,         JX_E_TOO_LARGE, "文件中有过长的标记", "a tag in the file is too long")              \
    X(CELL_LONG,        JX_E_TEXT_LONG, "一个单元格或段落的文字太长", "the text of one cell is too long")   \
    X(ROWS_MANY,        JX_E_ROWS, "行数太多：请删去空白行", "too many rows: delete the empty ones")        \
    X(COLUMNS_MANY,     JX_E_TOO_LARGE, "列数太多", "too many columns")                                     \
    X(CELLS_MANY,       JX_E_TOO_LARGE, "单元格太多", "too many cells")                                     \
    X(SHEETS_MANY,      JX_E_TOO_LARGE, "工作表太多", "too many sheets")                                    \
    X(MERGES_MANY,      JX_E_TOO_LARGE, "合并单元格太多", "too many merged cells")                          \
    X(CONTENT_LARGE,    JX_E_TOO_LARGE, "文件内容太多，请分成几个文件",                                     \
      "the file holds too much: divide it into several")                                                    \
    X(MEMORY,           JX_E_NO_MEMORY, "内存不足", "out of memory")
/* clang-format on */

enum jx_reader_problem {
#define X(name, status, zh, en) JX_READER_##name,
    JX_READER_PROBLEMS(X)
#undef X
        JX_READER_PROBLEM_COUNT
};

enum { JX_READER_WHERE_BYTES = 160 };

struct jx_reader_trouble {
    jx_status status;
    enum jx_reader_problem problem;
    char where[JX_READER_WHERE_BYTES]; /* part and line ("xl/workbook.xml:1"), or a cell; may be ""
                                        */
    int64_t limit;                     /* the bound that was met; 0 where there is none */

    /* Warnings: the grid is whole, but not all that a person may expect. */
    uint32_t formulas_without_value; /* cells left empty: the file was saved without results */
    uint32_t merges_dropped;         /* merged ranges that overlap another, or name no range */
    char first_formula[JX_READER_WHERE_BYTES]; /* Sheet1!D14 */
    char first_merge[JX_READER_WHERE_BYTES];   /* Sheet1!A1:C3 */
};

/* The sentence for the problem. Static storage. */
const char *jx_reader_problem_text(enum jx_reader_problem p, enum jx_lang lang);
/* The problem's name without prefix, such as "OLD_EXCEL". */
const char *jx_reader_problem_name(enum jx_reader_problem p);

/* Notes the problem, unless one is noted already (the first is the cause), and returns the status
 * of what is noted. `where` may be NULL. */
jx_status jx_reader_fail(struct jx_reader_trouble *t, enum jx_reader_problem p, const char *where,
                         int64_t limit);
/* The same for the status of an arena that is exhausted, by its limit (CONTENT_LARGE) or the heap
 * (MEMORY); and for that of another reader, such as JX_E_UTF8 or JX_E_ROWS. */
jx_status jx_reader_fail_arena(struct jx_reader_trouble *t, jx_status status);

#endif
