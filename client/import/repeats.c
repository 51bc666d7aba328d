/* The same form printed twice: published files often hold the sheet and then its flattened text, in
 * another order. The second print is no document; what it says otherwise is handed back. */
#include "importer.h"

#include "../../proto/base/text.h"

#include <stdlib.h>

enum { TITLE_LEAST = 18 /* bytes of a torn title that are enough to know it by */ };

/* The words of one form, sorted, to see whether the second print has others. */
struct word_set {
    struct jx_slice *words;
    size_t count;
};

static int by_text(const void *a, const void *b)
{
    return jx_slice_cmp(*(const struct jx_slice *)a, *(const struct jx_slice *)b);
}

/* Runs of the text without white space: what a flattened line is made of. */
static struct jx_slice next_word(struct jx_slice s, size_t *at)
{
    size_t begin = (size_t)-1;
    while (*at < s.len) {
        size_t here = *at;
        bool space = jx_is_space(jx_utf8_next(s, at));
        if (space && begin != (size_t)-1) return jx_slice_at(s.ptr + begin, here - begin);
        if (!space && begin == (size_t)-1) begin = here;
    }
    return begin == (size_t)-1 ? JX_ABSENT : jx_slice_from(s, begin);
}

static struct jx_slice raw_text(const struct importer *im, uint32_t line, const struct item *it)
{
    return im->grid->sheets[im->lines[line].sheet].cells[it->cell].text;
}

static size_t count_words_of(const struct importer *im, const struct draft *d)
{
    size_t n = 0;
    for (uint32_t line = d->first_line; line < d->end_line; line++) {
        const struct item *items = line_items(im, line);
        for (uint32_t i = 0; i < im->lines[line].count; i++) {
            struct jx_slice text = raw_text(im, line, &items[i]);
            for (size_t at = 0; !jx_is_absent(next_word(text, &at));)
                n++;
        }
    }
    return n;
}

static bool collect_words(struct importer *im, const struct draft *d, struct word_set *set)
{
    set->count = 0;
    set->words = jx_arena_array(im->arena, count_words_of(im, d) + 1, sizeof *set->words);
    if (!set->words) {
        im->status = im->arena->status;
        return false;
    }
    for (uint32_t line = d->first_line; line < d->end_line; line++) {
        const struct item *items = line_items(im, line);
        for (uint32_t i = 0; i < im->lines[line].count; i++) {
            struct jx_slice text = raw_text(im, line, &items[i]), word;
            for (size_t at = 0; !jx_is_absent(word = next_word(text, &at));)
                set->words[set->count++] = word;
        }
    }
    qsort(set->words, set->count, sizeof *set->words, by_text);
    return true;
}

static bool has(const struct word_set *set, struct jx_slice word)
{
    return bsearch(&word, set->words, set->count, sizeof word, by_text) != NULL;
}

/* A line of several words, each of which the form has, repeats it. A line of one is a torn piece.
 */
static bool says_otherwise(const struct word_set *set, struct jx_slice text)
{
    size_t at = 0, words = 0, strange = 0;
    struct jx_slice word;
    while (!jx_is_absent(word = next_word(text, &at))) {
        words++;
        strange += !has(set, word);
    }
    return words >= 2 && strange > 0 && strange < words;
}

static bool keys_match(struct jx_slice title, struct jx_slice printed)
{
    struct jx_key a, b;
    jx_key_of(title, &a);
    jx_key_of(printed, &b);
    if (a.cut || b.cut) return jx_slice_eq(title, printed);
    if (jx_slice_eq(jx_key_slice(&a), jx_key_slice(&b))) return true;
    return b.len >= TITLE_LEAST && jx_ends_with(jx_key_slice(&a), jx_key_slice(&b));
}

/* Whether the region is another print of the form in front of it. */
static bool repeats(struct importer *im, const struct region *r, const struct draft *d)
{
    struct jx_slice printed = line_text(im, r->title);
    jx_year_split(&printed);
    return keys_match(d->document.title, printed);
}

static void add_difference(struct importer *im, struct jx_import_result *out, uint32_t *room,
                           uint32_t line, const struct item *it)
{
    struct jx_import_cell *cells = grown(im, out->differing, out->differing_count, room,
                                         sizeof *cells);
    if (!cells) return;
    out->differing = cells;
    out->differing[out->differing_count++] = (struct jx_import_cell){im->lines[line].sheet,
                                                                     it->cell};
}

/* The first half of a torn title stands in the row above. */
static void claim_title_above(struct importer *im, const struct region *r, const struct draft *d)
{
    if (r->first == 0 || im->lines[r->first - 1].count != 1) return;
    const struct item *it = line_items(im, r->first - 1);
    struct jx_key title, piece;
    jx_key_of(d->document.title, &title);
    jx_key_of(it->text, &piece);
    if (piece.len && jx_starts_with(jx_key_slice(&title), jx_key_slice(&piece)))
        set_fate(im, r->first - 1, it, FATE_REPEAT);
}

static void claim(struct importer *im, const struct region *r, const struct word_set *set,
                  struct jx_import_result *out, uint32_t *room)
{
    for (uint32_t line = r->first; line < r->end && im->status == JX_OK; line++) {
        const struct item *items = line_items(im, line);
        if (is_furniture(im, line)) set_line_fate(im, line, FATE_LAYOUT);
        for (uint32_t k = 0; k < im->lines[line].count; k++) {
            if (im->fates[im->lines[line].sheet][items[k].cell] == FATE_LAYOUT) continue;
            if (!jx_year_alone(items[k].text) && says_otherwise(set, raw_text(im, line, &items[k])))
                add_difference(im, out, room, line, &items[k]);
            set_fate(im, line, &items[k], FATE_REPEAT);
        }
    }
}

/* Regions and drafts are both in printed order, so that one walk finds the form in front of each
 * region; its words are collected once. */
jx_status find_repeats(struct importer *im, struct region *regions, uint32_t count,
                       struct jx_import_result *out)
{
    uint32_t room = 0, next = 0;
    struct word_set set = {NULL, 0};
    const struct draft *collected = NULL;
    for (uint32_t i = 0; i < count && im->status == JX_OK; i++) {
        struct region *r = &regions[i];
        while (next < im->draft_count && im->drafts[next]->first_line < r->first)
            next++;
        struct draft *d = next ? im->drafts[next - 1] : NULL;
        if (r->kind != JX_WORD_NONE || r->title == JX_NO_LINE || !d || !repeats(im, r, d)) continue;
        if (d != collected && !collect_words(im, d, &set)) break;
        collected = d;
        r->repeats = true;
        d->prints++;
        claim_title_above(im, r, d);
        claim(im, r, &set, out, &room);
    }
    return im->status;
}
