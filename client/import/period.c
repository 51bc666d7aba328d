/* The months that a monitoring form looks back on, as its headings print them. */
#include "project_form.h"

/* Where the first month or part of a year ends: behind 月 (月底, 月末), 半年 or 季度; 0 when there
 * is none. */
static size_t moment_end(struct jx_slice text)
{
    static const char *const ends[] = {"月", "半年", "季度"}, *const tails[] = {"底", "末", "份"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t at = jx_slice_find(text, jx_slice_of(ends[i]));
        if (at == (size_t)-1 || at == 0) continue;
        size_t end = at + strlen(ends[i]);
        for (size_t k = 0; k < sizeof tails / sizeof tails[0]; k++)
            if (jx_starts_with(jx_slice_from(text, end), jx_slice_of(tails[k])))
                return end + strlen(tails[k]);
        return end;
    }
    return 0;
}

/* Whether nothing but the number of a month stands in front of its 月. */
static bool is_month(struct jx_slice text)
{
    size_t at = 0;
    while (at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9')
        at++;
    return at > 0 && at < text.len && jx_starts_with(jx_slice_from(text, at), JX_LIT("月"));
}

/* Where a period in the text ends, that of 1月-7月 behind its second month; 0 when there is none.
 */
static size_t period_end(struct jx_slice text)
{
    static const char *const dashes[] = {"-", "—", "–", "－", "~", "～", "至", "到"};
    const size_t end = moment_end(text);
    for (size_t i = 0; end && i < sizeof dashes / sizeof dashes[0]; i++) {
        struct jx_slice rest = jx_slice_from(text, end);
        if (!jx_starts_with(rest, jx_slice_of(dashes[i]))) continue;
        rest = jx_slice_from(rest, strlen(dashes[i]));
        if (is_month(rest)) return text.len - rest.len + moment_end(rest);
    }
    return end;
}

bool put_period(struct form_reader *f, const struct column *c)
{
    size_t end = period_end(c->text);
    return end && draft_put(f->im, f->d, "period", jx_slice_at(c->text.ptr, end), c->from);
}
