/* Bytes become a grid by a small decoder, and the grid goes through the recogniser: merges, several
 * sheets, paragraphs, all three kinds of files. What comes out keeps its promises.
 *
 * A byte below 0x20 is a command, everything else is text of the cell at hand:
 *   \t next cell      \n next row       \x01 this row is a paragraph   \x02 next sheet
 *   \x03 n  the cell reaches n columns  \x04 n  it reaches n rows      \x05 n  n cells are skipped
 *   \x06 n  a word of the forms         \x0b \x0c \x0e  the kind of file */
#include "fuzz_package.h"

#include "../../client/import/import.h"
#include "../../proto/base/text.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { ARENA_BYTES = 128 << 20, CELLS = 4000, ROWS = 2000, SHEETS = 8, VOCABULARY_BYTES = 1 << 20 };

static const char *const forms_words[] = {
    "项目支出绩效自评表",
    "项目支出绩效目标表",
    "项目支出绩效目标执行监控表",
    "项目支出绩效目标公开清单",
    "绩效评价得分表",
    "项目支出绩效自评情况汇总表",
    "收入支出决算总表",
    "公开01表",
    "部门决算",
    "绩效评价报告",
    "（2023年度）",
    "项目名称",
    "主管部门",
    "实施单位",
    "项目资金（万元）",
    "年初预算数",
    "全年预算数",
    "1-8月执行数",
    "执行率",
    "分值",
    "得分",
    "年度资金总额",
    "其中：财政拨款",
    "上年结转",
    "中央",
    "省级",
    "本级",
    "总体目标",
    "预期目标",
    "实际完成情况",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "指标值",
    "度量单位",
    "实际完成值",
    "偏差原因分析",
    "完成目标可能性",
    "确定能",
    "√",
    "产出指标（50分）",
    "数量指标",
    "效益指标",
    "满意度指标",
    "服务对象满意度",
    "指标1：",
    "≥95%",
    "100",
    "10",
    "99.42%",
    "合计",
    "总分：95",
    "注：",
    "序号",
    "预算金额",
    "自评得分",
    "自评等级",
    "优",
    "单位：万元",
    "栏次",
    "其他：",
    "…",
    "主要经验做法",
    "填报单位：某局        填报日期：某日",
    "年度主要任务",
    "2023",
    "-- 1 --",
    "—",
    "定量",
};

enum { WORDS = sizeof forms_words / sizeof forms_words[0] };

/* ---- bytes to a grid ---- */

struct decoder {
    struct jx_cell cells[SHEETS][CELLS];
    struct jx_row rows[SHEETS][ROWS];
    struct jx_sheet sheets[SHEETS];
    struct jx_grid grid;
    struct jx_arena *arena;
    char *text; /* of the cell at hand */
    size_t len;
    uint32_t column, reach; /* where the next cell may begin */
    uint32_t across, down;
};

static struct jx_sheet *sheet_of(struct decoder *d)
{
    return &d->grid.sheets[d->grid.sheet_count - 1];
}

static void begin_row(struct decoder *d)
{
    struct jx_sheet *s = sheet_of(d);
    if (s->row_count == ROWS) return;
    s->rows[s->row_count++] = (struct jx_row){s->cell_count, 0, false};
    d->column = d->reach = 0;
}

static void begin_sheet(struct decoder *d)
{
    if (d->grid.sheet_count == SHEETS) return;
    uint32_t at = d->grid.sheet_count++;
    d->sheets[at] = (struct jx_sheet){
        .name = JX_LIT("Sheet"), .cells = d->cells[at], .rows = d->rows[at]};
    begin_row(d);
}

static void begin_cell(struct decoder *d)
{
    d->text = d->text ? d->text + d->len : NULL;
    d->len = 0;
    d->across = d->down = 1;
    d->column++;
}

/* The recogniser may rely on valid UTF-8. */
static struct jx_slice valid_text(struct decoder *d)
{
    struct jx_slice s = jx_slice_at(d->text, d->len);
    if (!jx_utf8_valid(s))
        for (size_t i = 0; i < d->len; i++)
            if ((unsigned char)d->text[i] >= 0x80) d->text[i] = '?';
    return s;
}

static void end_cell(struct decoder *d)
{
    struct jx_sheet *s = sheet_of(d);
    struct jx_row *row = &s->rows[s->row_count - 1];
    uint32_t column = d->column > d->reach ? d->column : d->reach;
    bool merge = d->across > 1 || d->down > 1, full = row->paragraph && row->count > 0;
    if ((d->len > 0 || merge) && s->cell_count < CELLS && !full) {
        s->cells[s->cell_count++] = (struct jx_cell){.row = s->row_count - 1,
                                                     .column = column,
                                                     .row_span = d->down,
                                                     .col_span = d->across,
                                                     .text = valid_text(d),
                                                     .source_line = s->row_count};
        row->count++;
        d->reach = column + d->across;
        if (d->reach > s->column_count) s->column_count = d->reach;
    }
    begin_cell(d);
}

static void put_word(struct decoder *d, const char *word)
{
    size_t n = strlen(word);
    memcpy(d->text + d->len, word, n);
    d->len += n;
}

/* A command; returns how many bytes behind it are its own. */
static size_t command(struct decoder *d, uint8_t c, uint8_t next)
{
    static const enum jx_address_style styles[] = {JX_ADDRESS_SHEET, JX_ADDRESS_TABLE,
                                                   JX_ADDRESS_LINE};
    struct jx_sheet *s = sheet_of(d);
    switch (c) {
    case '\t':
        end_cell(d);
        return 0;
    case '\n':
    case 0x02:
        end_cell(d);
        if (c == 0x02)
            begin_sheet(d);
        else
            begin_row(d);
        d->column = 0;
        return 0;
    case 0x01:
        s->rows[s->row_count - 1].paragraph = s->rows[s->row_count - 1].count == 0;
        return 0;
    case 0x03:
        d->across = next ? next : 1;
        return 1;
    case 0x04:
        d->down = next ? next : 1;
        return 1;
    case 0x05:
        d->column += next;
        return 1;
    case 0x06:
        put_word(d, forms_words[next % WORDS]);
        return 1;
    case 0x0B:
    case 0x0C:
    case 0x0E:
        d->grid.style = styles[c == 0x0B ? 0 : c == 0x0C ? 1 : 2];
        return 0;
    default:
        return 0;
    }
}

static void decode(struct decoder *d, const uint8_t *data, size_t size)
{
    enum { WORD_BYTES_MAX = 64 };
    d->grid.sheets = d->sheets;
    d->text = jx_arena_take(d->arena, size * WORD_BYTES_MAX + 1);
    begin_sheet(d);
    d->across = d->down = 1;
    for (size_t i = 0; i < size && d->text; i++) {
        if (data[i] < 0x20)
            i += command(d, data[i], i + 1 < size ? data[i + 1] : 0);
        else
            d->text[d->len++] = (char)data[i];
    }
    if (d->text) end_cell(d);
}

/* ---- what came out ---- */

static void check_cells(const struct jx_grid *g, const struct jx_import_cell *cells, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        assert(cells[i].sheet < g->sheet_count);
        assert(cells[i].cell < g->sheets[cells[i].sheet].cell_count);
    }
}

static void check_document(const struct jx_grid *g, const struct jx_imported *d)
{
    assert(d->document.body.any && jx_form_schema(d->document.form) && d->prints >= 1);
    for (uint32_t i = 0; i < d->place_count; i++) {
        const struct jx_import_place *p = &d->places[i];
        assert(p->pointer.len > 1 && p->pointer.ptr[0] == '/' && jx_utf8_valid(p->pointer));
        assert(p->sheet < g->sheet_count && p->cell < g->sheets[p->sheet].cell_count);
        assert(jx_import_place_of(d, p->pointer) != NULL || i > 100);
        if (i > 100) return;
    }
}

static struct jx_vocabulary *vocabulary(void)
{
    static struct jx_vocabulary *v;
    static struct jx_arena arena;
    if (v) return v;
    static const char path[] = JIXIAO_SOURCE_DIR "/ops/rules/standard/vocabulary.txt";
    FILE *f = fopen(path, "rb");
    char *text = malloc(VOCABULARY_BYTES);
    if (!f || !text) abort();
    size_t n = fread(text, 1, VOCABULARY_BYTES, f);
    fclose(f);
    struct jx_vocabulary_trouble t;
    jx_arena_init(&arena, 64 << 20);
    if (jx_vocabulary_parse(jx_slice_at(text, n), &arena, &v, &t) != JX_OK) abort();
    free(text);
    return v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct decoder d;
    struct jx_arena a;
    struct jx_import_result r;
    jx_arena_init(&a, ARENA_BYTES);
    memset(&d.grid, 0, sizeof d.grid);
    d.arena = &a;
    d.len = 0;
    d.text = NULL;
    decode(&d, data, size);
    jx_status rc = d.text ? jx_import(&d.grid, vocabulary(), &a, &r) : JX_E_TOO_LARGE;
    if (rc == JX_OK) {
        check_cells(&d.grid, r.unplaced, r.unplaced_count);
        check_cells(&d.grid, r.differing, r.differing_count);
        for (uint32_t i = 0; i < r.document_count; i++)
            check_document(&d.grid, &r.documents[i]);
    } else {
        assert(rc == JX_E_TOO_LARGE);
    }
    jx_arena_clear(&a);
    return 0;
}
