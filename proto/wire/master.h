/* Master data: what the county knows of itself before any form comes. An act brings rows of one
 * table; a row is its table's columns as texts, "" where there is nothing.
 *
 *   content   [1, nonce bin16, table, year, mode, rows bin];  rows = [[text, ...], ...]
 *
 *   table        rows are told apart by
 *   units        code, from                  (from, until: years; "" has no end)
 *   projects     year, code
 *   codes        year, kind, code
 *   expected     year, form, period, unit, project   (project "": any document of the unit)
 *   exceptions   year, form, period, unit            (form "": every form and period)
 *   aliases      kind (unit or project), name
 *   indicators   year, level3, sector               (the library that targets are drawn from)
 *
 * The year is the act's; tables that are not by year have 0. */
#ifndef JX_WIRE_MASTER_H
#define JX_WIRE_MASTER_H

#include "act.h"

/* Kept for ever. M(number, name) */
#define JX_MASTERS(M)                                                                              \
    M(1, units)                                                                                    \
    M(2, projects)                                                                                 \
    M(3, codes)                                                                                    \
    M(4, expected)                                                                                 \
    M(5, exceptions)                                                                               \
    M(6, aliases)                                                                                  \
    M(7, indicators)

enum jx_master {
    JX_MASTER_none = 0,
#define M(number, name) JX_MASTER_##name = number,
    JX_MASTERS(M)
#undef M
        JX_MASTER_COUNT = 8
};

/* Where the columns are that programs look at; the table of columns in master.c has this order. */
enum jx_units_column {
    UNITS_CODE,
    UNITS_NAME,
    UNITS_ALIASES,
    UNITS_PARENT,
    UNITS_KIND,
    UNITS_FROM,
    UNITS_UNTIL
};
enum jx_projects_column { PROJECTS_CODE, PROJECTS_NAME, PROJECTS_UNIT, PROJECTS_BUDGET };
enum jx_codes_column { CODES_KIND, CODES_CODE, CODES_NAME };
enum jx_expected_column {
    EXPECTED_FORM,
    EXPECTED_PERIOD,
    EXPECTED_UNIT,
    EXPECTED_PROJECT,
    EXPECTED_DUE,
    EXPECTED_COLUMNS
};
enum jx_exceptions_column {
    EXCEPTIONS_FORM,
    EXCEPTIONS_PERIOD,
    EXCEPTIONS_UNIT,
    EXCEPTIONS_REASON,
    EXCEPTIONS_UNTIL
};
enum jx_aliases_column { ALIASES_KIND, ALIASES_NAME, ALIASES_CODE };
enum jx_indicators_column {
    INDICATORS_CODE,
    INDICATORS_LEVEL1,
    INDICATORS_LEVEL2,
    INDICATORS_LEVEL3,
    INDICATORS_SIGN,
    INDICATORS_MEASURE,
    INDICATORS_STANDARD,
    INDICATORS_KIND,
    INDICATORS_SECTOR,
    INDICATORS_COLUMNS
};

#define JX_QUALITATIVE "定性" /* the sign of an indicator that no figure measures */

enum { JX_MASTER_COLUMNS_MAX = 9 };

/* What a cell may hold. */
enum jx_master_kind {
    JX_CELL_TEXT,    /* prose of a line */
    JX_CELL_UNIT,    /* hierarchical unit code: 3 to 21 digits in steps of three */
    JX_CELL_PROJECT, /* code without white space */
    JX_CELL_FORM,    /* name of a form */
    JX_CELL_PERIOD,
    JX_CELL_CODE, /* by the row's kind: division 9 digits, functional 3, 5 or 7, economic 3 or 5 */
    JX_CELL_YEAR,
    JX_CELL_DAY, /* 2026-03-31 */
    JX_CELL_MONEY,
    JX_CELL_SIGN,  /* ≥ ≤ = > < 定性 */
    JX_CELL_REACH, /* 共性: of every unit; 个性: of some */
};

struct jx_master_column {
    const char *name, *zh; /* how a file heads it; */
    const char *also;      /* other words for that, a blank behind each; NULL: none */
    enum jx_master_kind kind;
    bool key, need; /* tells rows apart; may not be empty */
};

struct jx_master_schema {
    const char *name;
    bool by_year;
    uint32_t count;
    struct jx_master_column columns[JX_MASTER_COLUMNS_MAX];
};

/* NULL for a number that is no table. */
const struct jx_master_schema *jx_master_schema(enum jx_master table);
enum jx_master jx_master_of_name(struct jx_slice name);

enum jx_master_mode {
    JX_MASTER_PUT = 0,     /* rows are added, or replace those they are not told apart from */
    JX_MASTER_REPLACE = 1, /* they are all there is of the table, or of its year */
};

struct jx_master_act {
    struct jx_slice nonce;
    enum jx_master table;
    uint32_t year;
    enum jx_master_mode mode;
    struct jx_slice *cells; /* row by row, the schema's columns each */
    uint32_t row_count;
};

jx_status jx_master_encode(const struct jx_master_act *m, struct jx_buffer *out);
/* Texts borrow from `bytes`, the cells come from the arena. Every cell holds what its column may:
 * JX_E_FIELD_VALUE, JX_E_FIELD_MISSING, JX_E_TEXT_LONG, JX_E_UTF8, JX_E_TEXT_CONTROL. Else
 * JX_E_FORMAT, JX_E_VERSION, JX_E_ROWS, the arena's status. */
jx_status jx_master_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_master_act *out);

/* The first cell of the row that does not hold what it may: its column in *column. */
jx_status jx_master_check_row(enum jx_master table, const struct jx_slice *cells, uint32_t *column);

/* Four digits; "" is 0. False for anything else. */
bool jx_master_year(struct jx_slice text, uint32_t *year);
/* The first moment behind that day in China Standard Time, milliseconds since 1970 UTC. */
bool jx_master_day_end(struct jx_slice day, int64_t *ms);

#endif
