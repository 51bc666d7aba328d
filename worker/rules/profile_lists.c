/* The sections of a profile that are lists: bands, figures, plans of weights, severities, words. */
#include "profile_reader.h"

#include "../../proto/base/text.h"

static void read_band(struct jx_profile_reader *r, const struct jx_line *line, struct jx_band *b)
{
    struct jx_slice v = line->value;
    size_t dash = jx_slice_find(v, JX_LIT("-"));
    jx_dec high = {0}, low = {0};
    bool ok = dash != (size_t)-1;
    ok = ok && jx_dec_parse(jx_trim(jx_slice_at(v.ptr, dash)), &high, NULL) == JX_OK;
    ok = ok && jx_dec_parse(jx_trim(jx_slice_from(v, dash + 1)), &low, NULL) == JX_OK;
    ok = ok && low.micro >= 0 && jx_dec_cmp(low, high) <= 0 && jx_dec_cmp(high, JX_DEC(100)) <= 0;
    if (ok) ok = jx_ratio_make(high.micro, 100 * (jx_int128)JX_DEC_ONE, &b->high) == JX_OK;
    if (ok) ok = jx_ratio_make(low.micro, 100 * (jx_int128)JX_DEC_ONE, &b->low) == JX_OK;
    if (!ok)
        jx_profile_fail_value(r, line, "此处应为分值区间，如 100-80",
                              "shares of the weight: 100-80");
    b->name = line->key;
}

uint32_t jx_section_bands(struct jx_profile_reader *r, uint32_t i, struct jx_slice name)
{
    (void)name;
    uint32_t end = jx_profile_section_end(r, i);
    r->profile->bands = jx_profile_take(r, end - i, sizeof *r->profile->bands);
    for (; r->rc == JX_OK && i < end; i++) {
        const struct jx_line *line = &r->lines.items[i];
        if (line->kind == JX_LINE_ENTRY)
            read_band(r, line, &r->profile->bands[r->profile->band_count++]);
        else
            jx_profile_fail_value(r, line, "此处应为“档 = 区间”", "`band = shares`");
    }
    return end;
}

uint32_t jx_section_parameters(struct jx_profile_reader *r, uint32_t i, struct jx_slice name)
{
    (void)name;
    uint32_t end = jx_profile_section_end(r, i);
    r->profile->parameters = jx_profile_take(r, end - i + 1, sizeof *r->profile->parameters);
    for (; r->rc == JX_OK && i < end; i++) {
        const struct jx_line *line = &r->lines.items[i];
        struct jx_parameter *p = &r->profile->parameters[r->profile->parameter_count++];
        p->name = line->key;
        if (line->kind == JX_LINE_ENTRY)
            jx_profile_read_figure(r, line, &p->value);
        else
            jx_profile_fail_value(r, line, "此处应为“名称 = 数字”", "`name = number`");
    }
    return end;
}

static void read_plan(struct jx_profile_reader *r, const struct jx_line *line,
                      struct jx_weight_plan *p)
{
    struct jx_slice rest = line->value;
    *p = (struct jx_weight_plan){.name = line->key};
    for (struct jx_slice name; r->rc == JX_OK && (name = jx_next_word(&rest)).len > 0;) {
        struct jx_slice points = jx_next_word(&rest);
        jx_dec v;
        if (p->count == JX_WEIGHT_SHARES_MAX)
            jx_profile_fail(r, line, name.ptr, "一个方案至多 8 类", "at most 8 classes in a plan");
        else if (jx_dec_parse(points, &v, NULL) != JX_OK || v.micro < 0)
            jx_profile_fail(r, line, points.len ? points.ptr : name.ptr,
                            "此处应为“类别 分值”，如 产出 50", "a class and its points: 产出 50");
        else
            p->shares[p->count++] = (struct jx_weight_share){name, v};
    }
}

uint32_t jx_section_plans(struct jx_profile_reader *r, uint32_t i, struct jx_slice name)
{
    (void)name;
    uint32_t end = jx_profile_section_end(r, i);
    r->profile->plans = jx_profile_take(r, end - i + 1, sizeof *r->profile->plans);
    for (; r->rc == JX_OK && i < end; i++) {
        const struct jx_line *line = &r->lines.items[i];
        if (line->kind == JX_LINE_ENTRY)
            read_plan(r, line, &r->profile->plans[r->profile->plan_count++]);
        else
            jx_profile_fail_value(r, line, "此处应为“方案 = 类别 分值 …”",
                                  "`plan = class points …`");
    }
    return end;
}

uint32_t jx_section_severities(struct jx_profile_reader *r, uint32_t i, struct jx_slice name)
{
    (void)name;
    uint32_t end = jx_profile_section_end(r, i);
    r->profile->changes = jx_profile_take(r, end - i + 1, sizeof *r->profile->changes);
    for (; r->rc == JX_OK && i < end; i++) {
        const struct jx_line *line = &r->lines.items[i];
        if (line->kind == JX_LINE_ENTRY)
            r->profile->changes[r->profile->change_count++] = (struct jx_severity_change){
                line->key, line->value, line->number, jx_line_column(line, line->key.ptr),
                jx_line_column(line, line->value.ptr)};
        else
            jx_profile_fail_value(r, line, "此处应为“规则标识 = 级别”", "`rule id = severity`");
    }
    return end;
}

uint32_t jx_section_words(struct jx_profile_reader *r, uint32_t i, struct jx_slice name)
{
    uint32_t end = jx_profile_section_end(r, i), words = 0;
    for (uint32_t k = i; k < end; k++)
        words += jx_profile_count_words(r->lines.items[k].value);
    struct jx_word_list *list = &r->profile->lists[r->profile->list_count++];
    *list = (struct jx_word_list){.name = name,
                                  .words = jx_profile_take(r, words, sizeof *list->words)};
    for (; r->rc == JX_OK && i < end; i++) {
        const struct jx_line *line = &r->lines.items[i];
        if (line->kind != JX_LINE_PLAIN)
            jx_profile_fail(r, line, line->key.ptr, "词表中只写词语", "words only in a word list");
        else
            jx_profile_add_words(r, line, line->value, list);
    }
    return end;
}
