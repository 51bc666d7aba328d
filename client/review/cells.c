/* What a review found, as cells of tables and as JSON. */
#include "review.h"

#include "../texts.h"

static struct jx_slice percent(struct jx_arena *a, int64_t part, int64_t whole)
{
    return text_or(text_of_ratio(a, (jx_int128)part * 100, whole), "");
}

static struct jx_slice mean(struct jx_arena *a, const struct review_unit *u)
{
    return text_or(text_of_ratio(a, u->sum, (jx_int128)u->scored * JX_DEC_ONE), "");
}

const char *const review_unit_columns[REVIEW_UNIT_COLUMNS] = {"unit_code",
                                                              "unit",
                                                              "documents",
                                                              "scored",
                                                              "mean_score",
                                                              "lowest",
                                                              "highest",
                                                              "excellent",
                                                              "good",
                                                              "fair",
                                                              "poor",
                                                              "rows",
                                                              "full_percent",
                                                              "actual_is_target_percent",
                                                              "executed_percent"};

void review_unit_cells(struct jx_arena *a, const struct review_unit *u,
                       struct jx_slice out[REVIEW_UNIT_COLUMNS])
{
    struct jx_slice cells[REVIEW_UNIT_COLUMNS] = {
        u->unit,
        u->unit_name,
        text_of_number(a, u->documents),
        text_of_number(a, u->scored),
        mean(a, u),
        u->scored ? text_of_micro(a, u->lowest) : JX_LIT(""),
        u->scored ? text_of_micro(a, u->highest) : JX_LIT(""),
        text_of_number(a, u->grades[0]),
        text_of_number(a, u->grades[1]),
        text_of_number(a, u->grades[2]),
        text_of_number(a, u->grades[3]),
        text_of_number(a, u->rows),
        percent(a, u->full, u->rows),
        percent(a, u->exact, u->rows),
        percent(a, u->executed, u->budget),
    };
    memcpy(out, cells, sizeof cells);
}

const char *const review_row_columns[REVIEW_ROW_COLUMNS] = {
    "kind", "id", "unit_code", "unit", "project", "place", "says", "others"};

void review_row_cells(struct jx_arena *a, const struct review_row *row,
                      struct jx_slice out[REVIEW_ROW_COLUMNS])
{
    const struct jx_slice cells[REVIEW_ROW_COLUMNS] = {jx_slice_of(review_kind_name(row->kind)),
                                                       text_of_hash(a, &row->id),
                                                       row->unit,
                                                       row->unit_name,
                                                       row->project,
                                                       row->place,
                                                       row->says,
                                                       row->others};
    memcpy(out, cells, sizeof cells);
}

/* ---- JSON ---- */

static void put_cells(struct jx_json_writer *w, const char *const *names,
                      const struct jx_slice *cells, size_t count)
{
    jx_json_object(w);
    for (size_t i = 0; i < count; i++)
        jx_json_member_text(w, names[i], cells[i]);
    jx_json_end_object(w);
}

static void put_units(struct jx_json_writer *w, struct review *r)
{
    jx_json_key(w, JX_LIT("units"));
    jx_json_array(w);
    for (const struct review_unit *u = r->units; u; u = u->next) {
        struct jx_slice cells[REVIEW_UNIT_COLUMNS];
        review_unit_cells(&r->arena, u, cells);
        put_cells(w, review_unit_columns, cells, REVIEW_UNIT_COLUMNS);
    }
    jx_json_end_array(w);
}

static void put_rows(struct jx_json_writer *w, struct review *r, uint32_t most)
{
    uint32_t shown[REVIEW_KINDS] = {0};
    jx_json_key(w, JX_LIT("rows"));
    jx_json_array(w);
    for (const struct review_row *row = r->rows; row; row = row->next) {
        struct jx_slice cells[REVIEW_ROW_COLUMNS];
        if (shown[row->kind]++ >= most) continue;
        review_row_cells(&r->arena, row, cells);
        put_cells(w, review_row_columns, cells, REVIEW_ROW_COLUMNS);
    }
    jx_json_end_array(w);
}

static void put_kinds(struct jx_json_writer *w, const struct review *r)
{
    jx_json_key(w, JX_LIT("kinds"));
    jx_json_object(w);
    for (int k = 0; k < REVIEW_KINDS; k++)
        jx_json_member_integer(w, review_kind_name((enum review_kind)k), r->kinds[k]);
    jx_json_end_object(w);
}

void review_put(struct jx_json_writer *w, struct review *r, uint32_t most)
{
    jx_json_object(w);
    jx_json_member_integer(w, "position", (int64_t)r->position);
    jx_json_member_integer(w, "approved", r->approved);
    jx_json_member_integer(w, "waiting", r->waiting);
    jx_json_member_bool(w, "received", r->received);
    put_kinds(w, r);
    put_units(w, r);
    put_rows(w, r, most);
    jx_json_end_object(w);
}
