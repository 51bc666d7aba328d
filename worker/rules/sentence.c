/* Matches set phrases by backtracking over few pieces; every slot has a bound. */
#include "sentence.h"

#include "../../proto/base/text.h"

/* ---- patterns ---- */

static bool take_slot(struct jx_slice inner, struct jx_sentence *s, struct jx_sentence_part *part)
{
    static const struct {
        const char *zh;
        enum jx_slot_kind kind;
    } kinds[] = {{"数", JX_SLOT_NUMBER},
                 {"金额", JX_SLOT_MONEY},
                 {"率", JX_SLOT_RATE},
                 {"文", JX_SLOT_TEXT}};
    size_t colon = jx_slice_find(inner, JX_LIT(":"));
    struct jx_slice name = colon == (size_t)-1 ? inner : jx_slice_at(inner.ptr, colon);
    struct jx_slice kind = colon == (size_t)-1 ? JX_LIT("数") : jx_slice_from(inner, colon + 1);
    if (name.len == 0 || s->slot_count == JX_SLOTS_MAX) return false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!jx_slice_eq(kind, jx_slice_of(kinds[i].zh))) continue;
        *part = (struct jx_sentence_part){
            .slot = true, .kind = kinds[i].kind, .index = s->slot_count};
        s->kinds[s->slot_count] = kinds[i].kind;
        s->names[s->slot_count++] = name;
        return true;
    }
    return false;
}

static bool take_part(struct jx_slice text, size_t *at, struct jx_sentence *s)
{
    static const struct {
        char open, close;
    } pairs[] = {{'{', '}'}, {'[', ']'}, {'(', ')'}};
    struct jx_sentence_part *part = &s->parts[s->part_count++];
    struct jx_slice rest = jx_slice_from(text, *at);
    for (size_t i = 0; i < 3; i++) {
        if (rest.ptr[0] != pairs[i].open) continue;
        const char *end = memchr(rest.ptr, pairs[i].close, rest.len);
        if (!end) return false;
        struct jx_slice inner = jx_slice_at(rest.ptr + 1, (size_t)(end - rest.ptr - 1));
        if (inner.len == 0) return false;
        *at += inner.len + 2;
        if (i == 0) return take_slot(inner, s, part);
        *part = (struct jx_sentence_part){.optional = i == 1, .choices = inner};
        return true;
    }
    size_t n = 0;
    while (n < rest.len && !strchr("{[(", rest.ptr[n]))
        n++;
    *part = (struct jx_sentence_part){.choices = jx_slice_at(rest.ptr, n)};
    *at += n;
    return true;
}

bool jx_sentence_parse(struct jx_slice text, struct jx_sentence *out, size_t *at)
{
    *at = 0;
    out->anchored = jx_starts_with(text, JX_LIT("^"));
    if (out->anchored) *at = 1;
    while (*at < text.len) {
        if (out->part_count == JX_SENTENCE_PARTS_MAX || !take_part(text, at, out)) return false;
    }
    if (out->part_count == 0 || out->slot_count == 0) return false;
    /* The end of a text is not known where nothing follows it; the beginning only where a sentence
     * begins. */
    const struct jx_sentence_part *first = &out->parts[0], *last = &out->parts[out->part_count - 1];
    if (first->slot && first->kind == JX_SLOT_TEXT && !out->anchored) return false;
    return !(last->slot && last->kind == JX_SLOT_TEXT);
}

/* ---- narratives ---- */

static bool ends_sentence(struct jx_slice s)
{
    static const char *const ends[] = {"。", "；", "：", "！", "？", ";", ":", ".", "”"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (jx_ends_with(s, jx_slice_of(ends[i]))) return true;
    return false;
}

jx_status jx_narrative_join(struct jx_list paragraphs, struct jx_arena *a, struct jx_narrative *out)
{
    const struct jx_slice *p = paragraphs.items;
    size_t len = 0;
    for (uint32_t i = 0; i < paragraphs.count; i++)
        len += p[i].len + 1;
    char *to = jx_arena_take(a, len + 1);
    uint32_t *starts = jx_arena_array(a, (size_t)paragraphs.count + 1, sizeof *starts);
    if (!to || !starts) return jx_arena_failure(a);
    size_t n = 0;
    for (uint32_t i = 0; i < paragraphs.count; i++) {
        starts[i] = (uint32_t)n;
        if (p[i].len) memcpy(to + n, p[i].ptr, p[i].len);
        n += p[i].len;
        if (ends_sentence(p[i])) to[n++] = '\n';
    }
    *out = (struct jx_narrative){jx_slice_at(to, n), starts, paragraphs.count};
    return JX_OK;
}

static uint32_t paragraph_of(const struct jx_narrative *n, const char *at)
{
    size_t offset = (size_t)(at - n->text.ptr);
    uint32_t low = 0, high = n->count;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (n->starts[mid] <= offset)
            low = mid;
        else
            high = mid;
    }
    return low;
}

/* ---- figures in running text ---- */

static bool is_figure_character(char c)
{
    return (c >= '0' && c <= '9') || c == '.' || c == ',';
}

static size_t figure_length(struct jx_slice s)
{
    size_t n = 0;
    while (n < s.len && (is_figure_character(s.ptr[n]) || (n == 0 && s.ptr[0] == '-')))
        n++;
    while (n > 0 && (s.ptr[n - 1] == '.' || s.ptr[n - 1] == ','))
        n--;
    return n;
}

static size_t unit_length(struct jx_slice s, enum jx_slot_kind kind)
{
    static const char *const money[] = {"万元", "亿元", "元"};
    static const char *const rates[] = {"%", "％", "‰"};
    const char *const *units = kind == JX_SLOT_MONEY ? money : rates;
    for (size_t i = 0; i < 3; i++)
        if (jx_starts_with(s, jx_slice_of(units[i]))) return strlen(units[i]);
    return 0;
}

static bool number_of(struct jx_slice text, enum jx_slot_kind kind, struct jx_number *out)
{
    struct jx_figure f;
    jx_dec v;
    if (jx_figure_parse(text, &f) != JX_OK) return false;
    unsigned places = f.places > JX_DEC_PLACES ? JX_DEC_PLACES : f.places;
    if (kind == JX_SLOT_MONEY) {
        if (jx_figure_wan(&f, JX_SCALE_WAN_YUAN, &v) != JX_OK) return false;
        if (f.scale == JX_SCALE_YUAN || v.micro == 0) {
            *out = jx_number_of(v);
            return true;
        }
        if (f.scale == JX_SCALE_YI_YUAN) places = places > 4 ? places - 4 : 0;
    } else {
        v = f.value;
        if (places == 0 && kind == JX_SLOT_NUMBER) {
            *out = jx_number_of(v);
            return true;
        }
    }
    struct jx_interval it;
    if (jx_interval_of(v, places, &it) != JX_OK) return false;
    *out = jx_number_between(it.lo, v, it.hi);
    return true;
}

/* ---- matching ---- */

struct matcher {
    const struct jx_sentence *s;
    struct jx_sentence_match *m;
    const char *figure; /* the first one taken */
    const char *end;    /* behind the match */
    unsigned steps;
};

enum { STEPS_MAX = 4000 };

static bool match_from(struct matcher *x, uint32_t i, struct jx_slice rest);

static bool match_literal(struct matcher *x, uint32_t i, struct jx_slice rest)
{
    struct jx_slice choices = x->s->parts[i].choices;
    while (choices.len > 0) {
        const char *bar = memchr(choices.ptr, '|', choices.len);
        size_t n = bar ? (size_t)(bar - choices.ptr) : choices.len;
        struct jx_slice one = jx_slice_at(choices.ptr, n);
        if (jx_starts_with(rest, one) && match_from(x, i + 1, jx_slice_from(rest, n))) return true;
        choices = jx_slice_from(choices, n + (bar != NULL));
    }
    return x->s->parts[i].optional && match_from(x, i + 1, rest);
}

/* No text goes beyond its sentence; one that begins a pattern not beyond its part of the sentence,
 * and one in quotation marks not beyond them. */
static bool ends_text(const struct matcher *x, uint32_t i, uint32_t c)
{
    bool quoted = i > 0 && !x->s->parts[i - 1].slot &&
                  jx_ends_with(x->s->parts[i - 1].choices, JX_LIT("“"));
    if (c == '\n' || c == 0x3002) return true;
    if (quoted && (c == 0x201C || c == 0x201D)) return true;
    return i == 0 && (c == 0xFF0C || c == 0xFF1B || c == 0xFF1A);
}

static bool match_text(struct matcher *x, uint32_t i, struct jx_slice rest)
{
    size_t at = 0;
    while (at < rest.len && at < JX_SLOT_TEXT_MAX) {
        if (ends_text(x, i, jx_utf8_next(rest, &at))) return false;
        x->m->texts[x->s->parts[i].index] = jx_slice_at(rest.ptr, at);
        if (match_from(x, i + 1, jx_slice_from(rest, at))) return true;
    }
    return false;
}

static bool match_figure(struct matcher *x, uint32_t i, struct jx_slice rest)
{
    const struct jx_sentence_part *p = &x->s->parts[i];
    size_t n = figure_length(rest);
    if (n == 0) return false;
    if (p->kind != JX_SLOT_NUMBER) {
        size_t unit = unit_length(jx_slice_from(rest, n), p->kind);
        if (unit == 0) return false;
        n += unit;
    }
    struct jx_slice text = jx_slice_at(rest.ptr, n);
    if (!number_of(text, p->kind, &x->m->numbers[p->index])) return false;
    x->m->texts[p->index] = text;
    const char *before = x->figure;
    if (!x->figure || text.ptr < x->figure) x->figure = text.ptr;
    if (match_from(x, i + 1, jx_slice_from(rest, n))) return true;
    x->figure = before;
    return false;
}

static bool match_from(struct matcher *x, uint32_t i, struct jx_slice rest)
{
    if (++x->steps > STEPS_MAX) return false;
    if (i == x->s->part_count) {
        x->end = rest.ptr;
        return true;
    }
    const struct jx_sentence_part *p = &x->s->parts[i];
    if (!p->slot) return match_literal(x, i, rest);
    return p->kind == JX_SLOT_TEXT ? match_text(x, i, rest) : match_figure(x, i, rest);
}

static bool begins_sentence(struct jx_slice text, size_t at)
{
    static const char *const ends[] = {"\n", "。", "；", "，", "："};
    if (at == 0) return true;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (jx_ends_with(jx_slice_at(text.ptr, at), jx_slice_of(ends[i]))) return true;
    return false;
}

/* Returns the offset behind the match, or 0. */
static size_t match_at(const struct jx_sentence *s, const struct jx_narrative *n, size_t at,
                       struct jx_sentence_match *out)
{
    struct matcher x = {.s = s, .m = out};
    *out = (struct jx_sentence_match){.paragraph = 0};
    if (!match_from(&x, 0, jx_slice_from(n->text, at))) return 0;
    for (uint32_t i = 0; i < s->slot_count; i++)
        out->texts[i] = jx_trim(out->texts[i]);
    out->paragraph = paragraph_of(n, x.figure ? x.figure : n->text.ptr + at);
    return (size_t)(x.end - n->text.ptr);
}

struct jx_sentence_match *jx_sentence_find(const struct jx_sentence *s,
                                           const struct jx_narrative *n, struct jx_arena *a,
                                           uint32_t *count)
{
    struct jx_sentence_match *found = NULL, one;
    uint32_t room = 0;
    *count = 0;
    for (size_t at = 0, end; at < n->text.len;) {
        end = s->anchored && !begins_sentence(n->text, at) ? 0 : match_at(s, n, at, &one);
        if (end == 0) {
            (void)jx_utf8_next(n->text, &at);
            continue;
        }
        at = end;
        if (*count == room) {
            struct jx_sentence_match *more = jx_arena_array(a, (size_t)room * 2 + 8, sizeof *more);
            if (!more) return found;
            if (found) memcpy(more, found, *count * sizeof *more);
            found = more;
            room = room * 2 + 8;
        }
        found[(*count)++] = one;
    }
    return found;
}

static bool number_behind(const struct jx_narrative *n, struct jx_slice name, struct jx_slice *out,
                          uint32_t *paragraph)
{
    struct jx_slice rest = n->text;
    for (size_t at; name.len > 0 && (at = jx_slice_find(rest, name)) != (size_t)-1;) {
        struct jx_slice tail = jx_slice_from(rest, at + name.len);
        size_t len = figure_length(tail);
        if (len > 0) {
            size_t unit = unit_length(jx_slice_from(tail, len), JX_SLOT_RATE);
            *out = jx_slice_at(tail.ptr, len + unit);
            *paragraph = paragraph_of(n, tail.ptr);
            return unit > 0;
        }
        rest = tail;
    }
    return false;
}

/* Reports shorten names in front: 印刷质量达标率 of 政府公报印刷质量达标率. */
bool jx_narrative_number(const struct jx_narrative *n, struct jx_slice name, struct jx_slice *out,
                         uint32_t *paragraph)
{
    enum { CHARACTERS_LEAST = 5 };
    while (jx_utf8_length(name) >= CHARACTERS_LEAST) {
        size_t at = 0;
        if (number_behind(n, name, out, paragraph)) return true;
        (void)jx_utf8_next(name, &at);
        name = jx_slice_from(name, at);
    }
    return false;
}
