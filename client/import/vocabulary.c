/* Reads the vocabulary file into one hash table of keys and a short list of patterns. */
#include "vocabulary.h"

#include "../../proto/base/text.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

struct entry {
    struct jx_slice key; /* absent: free */
    uint32_t class;
    uint32_t value; /* enum jx_word; a group of level 1; a mask of groups; an index of `tables` */
    uint32_t first; /* of a mask: the group that was written first */
    uint32_t file;  /* that gave it its meaning */
};

struct pattern {
    struct jx_slice text;
    uint32_t class, value, letters;
    uint32_t file, order; /* in the file */
};

struct prefix {
    struct jx_slice text;
    enum jx_word word;
};

enum {
    SLOTS = 2 * JX_VOCABULARY_WORDS_MAX,
    PATTERNS_MAX = 512,
    PREFIXES_MAX = 64,
    TABLES_MAX = 64,
};
static_assert((SLOTS & (SLOTS - 1)) == 0, "the slot is found with a mask");

struct jx_vocabulary {
    struct entry slots[SLOTS];
    struct pattern patterns[PATTERNS_MAX];
    struct prefix prefixes[PREFIXES_MAX];
    struct jx_slice level1[JX_LEVEL1_MAX + 1], tables[TABLES_MAX];
    uint32_t words, pattern_count, prefix_count, level1_count, table_count;
    uint32_t class_patterns[JX_CLASS_COUNT + 1]; /* where each class begins in `patterns` */
};

static const struct {
    const char *zh, *field;
    enum jx_word_class class;
    enum jx_look look;
} words[JX_WORD_COUNT] = {{"", "", JX_CLASS_COUNT, JX_LOOK_ANY},
#define X(class_, id, zh_, field_, look_) {zh_, field_, JX_CLASS_##class_, JX_LOOK_##look_},
                          JX_WORDS(X)
#undef X
};

static const char *const classes[JX_CLASS_COUNT] = {
#define X(id, zh) zh,
    JX_WORD_CLASSES(X)
#undef X
};

const char *jx_word_field(enum jx_word word)
{
    return words[word].field;
}

enum jx_look jx_word_look(enum jx_word word)
{
    return words[word].look;
}

/* ---- looking up ---- */

static uint32_t hash(uint32_t class, struct jx_slice key)
{
    uint32_t h = 2166136261u ^ class * 16777619u;
    for (size_t i = 0; i < key.len; i++)
        h = (h ^ (unsigned char)key.ptr[i]) * 16777619u;
    return h ^ h >> 15;
}

/* The entry of the key, or the free slot where it would stand. The table is never full. */
static const struct entry *slot_of(const struct jx_vocabulary *v, uint32_t class,
                                   struct jx_slice key)
{
    for (uint32_t i = hash(class, key);; i++) {
        const struct entry *e = &v->slots[i & (SLOTS - 1)];
        if (jx_is_absent(e->key) || (e->class == class && jx_slice_eq(e->key, key))) return e;
    }
}

static uint32_t find_exact(const struct jx_vocabulary *v, uint32_t class, struct jx_slice key)
{
    for (bool more = true; more; more = jx_key_drop_bracket(&key)) {
        const struct entry *e = slot_of(v, class, key);
        if (!jx_is_absent(e->key)) return e->value;
    }
    return 0;
}

/* Whether the ends agree: most patterns are told apart by their last letter. */
static bool ends_agree(struct jx_slice pattern, struct jx_slice key)
{
    char first = pattern.ptr[0], last = pattern.ptr[pattern.len - 1];
    return key.len > 0 && (first == '*' || first == key.ptr[0]) &&
           (last == '*' || last == key.ptr[key.len - 1]);
}

/* The first that fits: those of a class stand in order of their letters. */
static const struct pattern *find_pattern(const struct jx_vocabulary *v, uint32_t class,
                                          struct jx_slice key)
{
    const struct pattern *end = &v->patterns[v->class_patterns[class + 1]];
    for (bool more = true; more; more = jx_key_drop_bracket(&key)) {
        const struct pattern *p = &v->patterns[v->class_patterns[class]];
        for (; p < end; p++)
            if (p->letters <= key.len && ends_agree(p->text, key) && jx_glob(p->text, key))
                return p;
    }
    return NULL;
}

/* A heading is short; a sentence that holds 执行数 is none. */
static bool may_fit_pattern(uint32_t class, size_t len)
{
    enum { HEADING_BYTES_MAX = 75 };
    bool heading = class == JX_CLASS_COLUMN || class == JX_CLASS_FUND_COLUMN ||
                   class == JX_CLASS_SOURCE || class == JX_CLASS_GOAL || class == JX_CLASS_LEVEL2;
    return !heading || len <= HEADING_BYTES_MAX;
}

static uint32_t find(const struct jx_vocabulary *v, uint32_t class, struct jx_slice text,
                     bool patterns)
{
    struct jx_key k;
    jx_key_of(text, &k);
    if (k.cut || k.len == 0) return 0;
    uint32_t value = find_exact(v, class, jx_key_slice(&k));
    if (value || !patterns || !may_fit_pattern(class, k.len)) return value;
    const struct pattern *p = find_pattern(v, class, jx_key_slice(&k));
    return p ? p->value : 0;
}

enum jx_word jx_word_of(const struct jx_vocabulary *v, enum jx_word_class class,
                        struct jx_slice text)
{
    return (enum jx_word)find(v, class, text, true);
}

enum jx_word jx_word_exact(const struct jx_vocabulary *v, enum jx_word_class class,
                           struct jx_slice text)
{
    return (enum jx_word)find(v, class, text, false);
}

struct jx_slice jx_word_star(const struct jx_vocabulary *v, enum jx_word_class class,
                             struct jx_slice text, struct jx_key *key)
{
    jx_key_of(text, key);
    struct jx_slice k = jx_key_slice(key);
    if (key->cut || k.len == 0 || find_exact(v, class, k)) return JX_ABSENT;
    const struct pattern *p = find_pattern(v, class, k);
    if (!p) return JX_ABSENT;
    do {
        struct jx_slice star = jx_glob_star(p->text, k);
        if (!jx_is_absent(star)) return star;
    } while (jx_key_drop_bracket(&k));
    return JX_ABSENT;
}

size_t jx_word_prefix(const struct jx_vocabulary *v, enum jx_word word, struct jx_slice text)
{
    size_t best = 0;
    for (uint32_t i = 0; i < v->prefix_count; i++) {
        const struct prefix *p = &v->prefixes[i];
        if (p->word == word && p->text.len > best && jx_starts_with(text, p->text))
            best = p->text.len;
    }
    return best;
}

uint32_t jx_level1_of(const struct jx_vocabulary *v, struct jx_slice text)
{
    return find(v, JX_CLASS_LEVEL1, text, true);
}

struct jx_slice jx_level1_name(const struct jx_vocabulary *v, uint32_t group)
{
    return group <= v->level1_count ? v->level1[group] : JX_LIT("");
}

uint32_t jx_level2_parents(const struct jx_vocabulary *v, struct jx_slice text)
{
    return find(v, JX_CLASS_LEVEL2, text, true);
}

uint32_t jx_level2_home(const struct jx_vocabulary *v, struct jx_slice text)
{
    struct jx_key k;
    jx_key_of(text, &k);
    struct jx_slice key = jx_key_slice(&k);
    uint32_t mask = jx_level2_parents(v, text), group = 1;
    for (bool more = mask != 0; more; more = jx_key_drop_bracket(&key)) {
        const struct entry *e = slot_of(v, JX_CLASS_LEVEL2, key);
        if (!jx_is_absent(e->key)) return e->first;
    }
    while (group < JX_LEVEL1_MAX && !(mask >> group & 1))
        group++; /* a pattern has one group */
    return mask ? group : 0;
}

struct jx_slice jx_accounts_key(const struct jx_vocabulary *v, struct jx_slice title)
{
    uint32_t table = find(v, JX_CLASS_ACCOUNTS, title, true);
    return table ? v->tables[table - 1] : JX_ABSENT;
}

/* ---- reading ---- */

struct reader {
    struct jx_vocabulary *v;
    struct jx_arena *arena;
    struct jx_vocabulary_trouble *trouble;
    uint32_t file, line;
    struct jx_slice line_text;
    bool in_section;
    uint32_t class, value;
    enum jx_word word; /* JX_WORD_NONE for levels and tables */
};

static jx_status refuse(struct reader *r, const char *at, const char *zh, const char *en)
{
    struct jx_vocabulary_trouble *t = r->trouble;
    t->status = JX_E_RULES;
    t->file = r->file;
    t->line = r->line;
    t->column = 1 + (uint32_t)jx_utf8_length(
                        jx_slice_at(r->line_text.ptr, (size_t)(at - r->line_text.ptr)));
    snprintf(t->expected_zh, sizeof t->expected_zh, "%s", zh);
    snprintf(t->expected_en, sizeof t->expected_en, "%s", en);
    return JX_E_RULES;
}

static bool is_named(struct jx_slice s, const char *name)
{
    return jx_slice_eq(s, jx_slice_of(name));
}

/* A group of level 1: the one of that name, made when it is new. 0 when there is no room. */
static uint32_t group_of(struct reader *r, struct jx_slice name)
{
    struct jx_vocabulary *v = r->v;
    for (uint32_t i = 1; i <= v->level1_count; i++)
        if (jx_slice_eq(v->level1[i], name)) return i;
    if (v->level1_count == JX_LEVEL1_MAX) return 0;
    v->level1[++v->level1_count] = jx_arena_copy(r->arena, name);
    return v->level1_count;
}

static uint32_t table_of(struct reader *r, struct jx_slice name)
{
    struct jx_vocabulary *v = r->v;
    for (uint32_t i = 0; i < v->table_count; i++)
        if (jx_slice_eq(v->tables[i], name)) return i + 1;
    if (v->table_count == TABLES_MAX) return 0;
    v->tables[v->table_count++] = jx_arena_copy(r->arena, name);
    return v->table_count;
}

static jx_status open_named(struct reader *r, struct jx_slice name)
{
    for (unsigned w = 1; w < JX_WORD_COUNT; w++) {
        if ((uint32_t)words[w].class != r->class || !is_named(name, words[w].zh)) continue;
        r->word = (enum jx_word)w;
        r->value = w;
        return JX_OK;
    }
    return refuse(r, name.ptr, "这一类里没有这个名称", "this class has no such name");
}

/* The meaning of a section's name, by its class. */
static jx_status open_section(struct reader *r, struct jx_slice name)
{
    r->word = JX_WORD_NONE;
    if (r->class == JX_CLASS_LEVEL1)
        r->value = group_of(r, name);
    else if (r->class == JX_CLASS_LEVEL2)
        r->value = group_of(r, name) ? 1u << group_of(r, name) : 0;
    else if (r->class == JX_CLASS_ACCOUNTS)
        r->value = table_of(r, name);
    else
        return open_named(r, name);
    if (r->value == 0) return refuse(r, name.ptr, "名称太多", "too many names");
    return JX_OK;
}

static jx_status read_section(struct reader *r, struct jx_slice line)
{
    if (line.len < 2 || line.ptr[line.len - 1] != ']')
        return refuse(r, line.ptr + line.len, "这里应有 ]", "] is missing here");
    struct jx_slice inside = jx_trim(jx_slice_at(line.ptr + 1, line.len - 2));
    size_t split = 0;
    while (split < inside.len && inside.ptr[split] != ' ')
        split++;
    struct jx_slice class = jx_slice_at(inside.ptr, split),
                    name = jx_trim(jx_slice_from(inside, split));
    for (r->class = 0; r->class < JX_CLASS_COUNT; r->class ++)
        if (is_named(class, classes[r->class])) break;
    if (r->class == JX_CLASS_COUNT)
        return refuse(r, inside.ptr, "不认识的类别", "unknown class of words");
    if (jx_is_blank(name))
        return refuse(r, inside.ptr + inside.len, "这里应有名称", "a name is missing here");
    r->in_section = true;
    return open_section(r, name);
}

static jx_status add_pattern(struct reader *r, struct jx_slice key, const char *at)
{
    struct jx_vocabulary *v = r->v;
    if (v->pattern_count == PATTERNS_MAX)
        return refuse(r, at, "带 * 的词太多", "too many words with *");
    struct jx_slice text = jx_arena_copy(r->arena, key);
    if (jx_is_absent(text)) return jx_arena_failure(r->arena);
    uint32_t letters = 0;
    for (size_t i = 0; i < text.len; i++)
        letters += text.ptr[i] != '*';
    if (letters == 0) return refuse(r, at, "除 * 之外应有文字", "letters beside * are missing");
    v->patterns[v->pattern_count] = (struct pattern){text,    r->class, r->value,
                                                     letters, r->file,  v->pattern_count};
    v->pattern_count++;
    return JX_OK;
}

static jx_status add_exact(struct reader *r, struct jx_slice key, const char *at)
{
    struct entry *e = (struct entry *)(uintptr_t)slot_of(r->v, r->class, key);
    if (jx_is_absent(e->key)) {
        if (r->v->words == JX_VOCABULARY_WORDS_MAX)
            return refuse(r, at, "词太多", "too many words");
        r->v->words++;
        uint32_t group = r->class == JX_CLASS_LEVEL2 ? (uint32_t)__builtin_ctz(r->value) : 0;
        *e = (struct entry){jx_arena_copy(r->arena, key), r->class, r->value, group, r->file};
        return jx_is_absent(e->key) ? r->arena->status : JX_OK;
    }
    if (r->class == JX_CLASS_LEVEL2) {
        e->value |= r->value; /* the name stands under several level-1 names */
        return JX_OK;
    }
    if (e->value != r->value && e->file == r->file)
        return refuse(r, at, "同一类里，这个词已有别的含义",
                      "this word already means something else in its class");
    e->value = r->value;
    e->file = r->file;
    return JX_OK;
}

static bool is_beginning(enum jx_word w)
{
    return w == JX_LAYOUT_ORDINAL || w == JX_LAYOUT_OF_WHICH || w == JX_LAYOUT_NOTE;
}

/* What texts begin with is kept as it is written. */
static jx_status add_prefix(struct reader *r, struct jx_slice word)
{
    if (r->v->prefix_count == PREFIXES_MAX)
        return refuse(r, word.ptr, "这一类的词太多", "too many words of this class");
    struct jx_slice text = jx_arena_copy(r->arena, word);
    if (jx_is_absent(text)) return jx_arena_failure(r->arena);
    r->v->prefixes[r->v->prefix_count++] = (struct prefix){text, r->word};
    return JX_OK;
}

static jx_status add_word(struct reader *r, struct jx_slice word)
{
    struct jx_key k;
    jx_key_of(word, &k);
    if (k.cut) return refuse(r, word.ptr, "这个词太长", "this word is too long");
    if (!r->in_section)
        return refuse(r, word.ptr, "词的前面应有 [类别 名称]", "a [class name] must come first");
    if (k.len == 0) return JX_OK;
    if (is_beginning(r->word)) return add_prefix(r, word);
    bool pattern = memchr(k.text, '*', k.len) != NULL;
    return pattern ? add_pattern(r, jx_key_slice(&k), word.ptr)
                   : add_exact(r, jx_key_slice(&k), word.ptr);
}

/* The next run of characters that are no white space; absent at the end. */
static struct jx_slice next_word(struct jx_slice line, size_t *at)
{
    size_t begin = (size_t)-1;
    while (*at < line.len) {
        size_t here = *at;
        bool space = jx_is_space(jx_utf8_next(line, at));
        if (space && begin != (size_t)-1) return jx_slice_at(line.ptr + begin, here - begin);
        if (!space && begin == (size_t)-1) begin = here;
    }
    return begin == (size_t)-1 ? JX_ABSENT : jx_slice_from(line, begin);
}

static jx_status read_line(struct reader *r, struct jx_slice line)
{
    line = jx_trim(line);
    if (line.len && line.ptr[0] == '[') return read_section(r, line);
    size_t at = 0;
    for (;;) {
        struct jx_slice word = next_word(line, &at);
        if (jx_is_absent(word) || word.ptr[0] == '#') return JX_OK;
        jx_status rc = add_word(r, word);
        if (rc != JX_OK) return rc;
    }
}

static jx_status read_lines(struct reader *r, struct jx_slice text)
{
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t len = end ? (size_t)(end - text.ptr) - at : text.len - at;
        r->line++;
        r->line_text = jx_slice_at(text.ptr + at, len);
        if (!jx_utf8_valid(r->line_text)) {
            refuse(r, r->line_text.ptr, "这一行不是 UTF-8 文字", "this line is not UTF-8");
            return r->trouble->status = JX_E_UTF8;
        }
        jx_status rc = read_line(r, r->line_text);
        if (rc != JX_OK) return rc;
        at += len + 1;
    }
    return JX_OK;
}

static int by_letters(const void *a, const void *b)
{
    const struct pattern *x = a, *y = b;
    if (x->class != y->class) return x->class < y->class ? -1 : 1;
    if (x->letters != y->letters) return x->letters > y->letters ? -1 : 1;
    if (x->file != y->file) return x->file > y->file ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static void sort_patterns(struct jx_vocabulary *v)
{
    qsort(v->patterns, v->pattern_count, sizeof v->patterns[0], by_letters);
    for (uint32_t i = 0; i < v->pattern_count; i++)
        v->class_patterns[v->patterns[i].class + 1] = i + 1;
    for (uint32_t class = 0; class < JX_CLASS_COUNT; class ++)
        if (v->class_patterns[class + 1] == 0)
            v->class_patterns[class + 1] = v->class_patterns[class];
}

jx_status jx_vocabulary_parse(struct jx_slice text, struct jx_arena *a, struct jx_vocabulary **out,
                              struct jx_vocabulary_trouble *t)
{
    return jx_vocabulary_parse_all(&text, 1, a, out, t);
}

jx_status jx_vocabulary_parse_all(const struct jx_slice *texts, size_t count, struct jx_arena *a,
                                  struct jx_vocabulary **out, struct jx_vocabulary_trouble *t)
{
    *out = NULL;
    *t = (struct jx_vocabulary_trouble){.status = JX_OK};
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        t->file = (uint32_t)i;
        bytes += texts[i].len;
        if (bytes > JX_VOCABULARY_BYTES_MAX) return t->status = JX_E_TOO_LARGE;
    }
    t->file = 0;
    struct jx_vocabulary *v = jx_arena_take(a, sizeof *v);
    if (!v) return t->status = a->status;
    struct reader r = {.v = v, .arena = a, .trouble = t};
    jx_status rc = JX_OK;
    for (size_t i = 0; i < count && rc == JX_OK; i++) {
        r.file = (uint32_t)i;
        r.line = 0;
        r.in_section = false;
        rc = read_lines(&r, texts[i]);
    }
    t->status = rc;
    sort_patterns(v);
    if (rc == JX_OK) *out = v;
    return rc;
}
