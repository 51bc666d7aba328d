/* The months that a monitoring form looks back on, as its headings print them. */
#include "project_form.h"

/* Where a period in the text ends: behind 月 (月底, 月末), 半年 or 季度; 0 when there is none. */
static size_t period_end(struct jx_slice text)
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

bool put_period(struct form_reader *f, const struct column *c)
{
    size_t end = period_end(c->text);
    return end && draft_put(f->im, f->d, "period", jx_slice_at(c->text.ptr, end), c->from);
}
