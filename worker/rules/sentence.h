/* Set phrases of a narrative: patterns with slots, and where they occur. */
#ifndef JX_RULES_SENTENCE_H
#define JX_RULES_SENTENCE_H

#include "number.h"

#include "../../proto/base/arena.h"
#include "../../proto/form/document.h"

/* What a slot takes. */
enum jx_slot_kind {
    JX_SLOT_NUMBER, /* 15 */
    JX_SLOT_MONEY,  /* 1,708.47万元; in 万元 */
    JX_SLOT_RATE,   /* 79.75% */
    JX_SLOT_TEXT,   /* the shortest text up to what follows, within a sentence */
};

enum { JX_SENTENCE_PARTS_MAX = 32, JX_SLOTS_MAX = 8, JX_SLOT_TEXT_MAX = 240 };

/* One piece of a pattern: a literal (one of several, or none where it is optional) or a slot. */
struct jx_sentence_part {
    bool slot, optional;
    enum jx_slot_kind kind;
    uint32_t index;          /* slot: which */
    struct jx_slice choices; /* literal: alternatives with | between them */
};

struct jx_sentence {
    struct jx_slice id;
    bool forms[JX_FORM_COUNT];
    bool anchored; /* begins where a sentence begins */
    struct jx_sentence_part parts[JX_SENTENCE_PARTS_MAX];
    uint32_t part_count;
    struct jx_slice names[JX_SLOTS_MAX];
    enum jx_slot_kind kinds[JX_SLOTS_MAX];
    uint32_t slot_count;
};

struct jx_sentence_match {
    uint32_t paragraph; /* of the narrative, where the first figure stands */
    struct jx_slice texts[JX_SLOTS_MAX];
    struct jx_number numbers[JX_SLOTS_MAX];
};

/* `全年预算数为{预算:金额}，执行数为{执行:金额}[，]完成[年初]预算[数]的{率:率}`: literals, {slot}
 * or {slot:数|金额|率|文}, [what may be missing], (one|or another). A pattern that begins with ^
 * begins where a sentence does. False, with the place in *at, when it is none. */
bool jx_sentence_parse(struct jx_slice text, struct jx_sentence *out, size_t *at);

/* Narratives are broken at page ends: a paragraph that does not end a sentence runs on in the next.
 */
struct jx_narrative {
    struct jx_slice text;
    const uint32_t *starts; /* of each paragraph in the text */
    uint32_t count;
};
jx_status jx_narrative_join(struct jx_list paragraphs, struct jx_arena *a,
                            struct jx_narrative *out);

/* All matches, in the order of the text; from the arena. NULL when there is none, or the arena is
 * exhausted. */
struct jx_sentence_match *jx_sentence_find(const struct jx_sentence *s,
                                           const struct jx_narrative *n, struct jx_arena *a,
                                           uint32_t *count);
/* The first number (with its unit) behind `name` in the narrative, as printed:
 * `印刷质量达标率100%`.
 */
bool jx_narrative_number(const struct jx_narrative *n, struct jx_slice name, struct jx_slice *out,
                         uint32_t *paragraph);

#endif
