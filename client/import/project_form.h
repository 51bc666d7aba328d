/* The parts of a project's form: head, funds, goals, indicators, total, conclusion. Shared by the
 * files that read them; not for use outside of client/import. */
#ifndef JX_IMPORT_PROJECT_FORM_H
#define JX_IMPORT_PROJECT_FORM_H

#include "heading.h"

enum form_part { PART_HEAD, PART_FUNDS, PART_TASKS, PART_GOALS, PART_INDICATORS, PART_NOTES };

enum {
    HALVES = 2,
    LEVELS = 2,
    PARTIES = 3, /* project, department, unit */
    PAIRS_MAX = 4,
};

/* A level's name as it holds for the rows below it. */
struct level {
    struct jx_slice name, weight;
    struct origin from;
    uint32_t group; /* level-1 group of the vocabulary, 0 unknown */
};

/* The label that a project, department or unit was read from: a better one takes its place. */
struct party_source {
    unsigned rank; /* 0: none yet */
    struct jx_slice label, value;
    struct origin from;
};

struct form_reader {
    struct importer *im;
    struct draft *d;
    const struct region *region;
    enum form_part part;
    struct heading funds, tasks, goals, indicators;
    enum jx_word goal_beside; /* the last goal that stands beside its label, */
    uint32_t goal_column;     /* and the column it stands in */
    enum jx_word
        paired[PAIRS_MAX]; /* 预算数： | 500 | 执行数： | 480: what the pairs of each row hold */
    bool transposed;       /* the fund heading names sources, its rows are columns */
    bool has_funds_heading;
    uint32_t transposed_first;    /* row of the list that the first of these sources has */
    struct jx_slice funds_weight; /* printed in a heading only */
    struct origin funds_weight_from;
    bool medium_block;             /* the rows below a heading of one half are medium-term ones */
    bool has_medium, medium_first; /* of two halves the first is the medium-term one */
    bool in_conclusion, has_notes;
    bool has_total; /* the indicators' total row has been read */
    struct party_source parties[PARTIES];
    struct level levels[LEVELS][HALVES];
    uint32_t last_indicator[HALVES]; /* row of the list that a merged cell goes on in */
};

static inline struct origin origin_of(uint32_t line, const struct item *it)
{
    return (struct origin){line, it};
}

/* funds.c: each returns the number of rows that it read, 0 when the row is none of its own. */
uint32_t read_funds_heading(struct form_reader *f, uint32_t line);
uint32_t read_funds_row(struct form_reader *f, uint32_t line);
void finish_funds(struct form_reader *f);
/* A label without 其中 in front and the colon behind. */
struct jx_slice own_label(const struct importer *im, struct jx_slice text);
/* The source that a label is of, without its number and 其中. */
enum jx_word source_of(const struct importer *im, struct jx_slice text);
/* Whether text `i` of a target's row names the block that the source beside it stands in: 预算资金
 * | 年度资金总额 | 18.00. */
bool names_pairs(const struct form_reader *f, uint32_t line, uint32_t i);
/* Whether it is a column of money: a budget, or what was executed of it. */
bool is_money_word(enum jx_word w);
uint32_t count_sources(const struct importer *im, uint32_t line);
uint32_t count_figures(const struct importer *im, uint32_t line);
/* The block's name in front of the first money column: its money unit and weight. */
void read_block_label(struct form_reader *f, uint32_t line);
/* A figure of a fund, in the field of its column; marks for none are left out. */
void put_fund_value(struct form_reader *f, uint32_t row, const struct column *c,
                    struct jx_slice text, struct origin from, bool total);
/* fund_pairs.c: labels with their amounts beside them. */
uint32_t read_fund_pairs(struct form_reader *f, uint32_t line);
/* A fund of that amount, for a label in the head (项目金额). */
bool add_total_fund(struct form_reader *f, struct jx_slice label, struct jx_slice amount,
                    struct origin label_from, struct origin amount_from);
/* The money unit in the brackets of a label, when none is known yet. */
void note_money_unit(struct form_reader *f, uint32_t line, const struct item *it);

/* A new fund of the source that its label says, in `list`; its row. */
uint32_t add_fund(struct form_reader *f, const char *list, struct jx_slice label,
                  struct origin from);

/* extra_rows.c: rows whose labels the vocabulary lacks. */
uint32_t read_extra_rows(struct form_reader *f, uint32_t line);
uint32_t read_unknown_label(struct form_reader *f, uint32_t line);
/* A numbered heading in a row of its own, and a text below it that it is the label of. */
uint32_t read_chapter(struct form_reader *f, uint32_t line);

/* tasks.c */
uint32_t read_tasks(struct form_reader *f, uint32_t line);

/* period.c */
/* The period in a column's name: 1-8月 in 1-8月执行数. False when it holds none. */
bool put_period(struct form_reader *f, const struct column *c);

/* indicator_heading.c, indicators.c */
uint32_t read_indicators_heading(struct form_reader *f, uint32_t line);
uint32_t read_indicator_row(struct form_reader *f, uint32_t line);
bool is_indicators_heading(const struct importer *im, uint32_t line);
bool is_funds_heading(const struct importer *im, uint32_t line);

/* total.c */
uint32_t read_total_row(struct form_reader *f, uint32_t line);

/* goals.c */
uint32_t read_goals(struct form_reader *f, uint32_t line);
uint32_t read_goal_values(struct form_reader *f, uint32_t line);

/* labels.c */
uint32_t read_labels(struct form_reader *f, uint32_t line);
/* The label that the text is, alone or in front of a colon; *value is what stands behind the colon,
 * absent when the text is the label alone. */
enum jx_word label_of(const struct importer *im, struct jx_slice text, struct jx_slice *value);
/* Whether every text of the row is a label with a colon, as those below a form are. */
bool is_row_of_labels(const struct importer *im, uint32_t line);
/* Puts a labelled value where it belongs. */
void put_labelled(struct form_reader *f, enum jx_word label, struct jx_slice label_text,
                  struct jx_slice value, struct origin from);

#endif
