/* Writes the first inputs of wire_answer: one good input of every kind, made by the encoders
 * themselves. answer_seeds DIRECTORY (tests/fuzz/corpus/wire_answer) */
#include "answers.h"

#include "../../proto/base/limits.h"

#include <stdio.h>
#include <stdlib.h>

static const char *folder;
static struct jx_buffer bytes;

static void write_seed(enum answer what, const char *name, jx_status rc)
{
    char path[1024];
    const unsigned char first = (unsigned char)what;
    snprintf(path, sizeof path, "%s/seed_%s", folder, name);
    FILE *f = fopen(path, "wb");
    bool ok = rc == JX_OK && f && fwrite(&first, 1, 1, f) == 1 &&
              fwrite(bytes.bytes, 1, bytes.len, f) == bytes.len;
    if (!f || fclose(f) != 0 || !ok) {
        fprintf(stderr, "%s: %s\n", path, jx_status_name(rc));
        exit(1);
    }
    jx_buffer_reset(&bytes);
}

#define SEED(name, ...) write_seed(ANSWER_##name, #name, jx_##name##_encode(__VA_ARGS__, &bytes))

static const struct jx_slice empty = {"", 0}, form = {"monitoring", 10}, unit = {"3301", 4};

static void seed_runs(void)
{
    static const uint8_t nonce[JX_NONCE_BYTES] = {1};
    struct jx_run_row run = {.run = 9, .year = 2025, .full = true, .name = unit, .cursor = 12};
    struct jx_scored_row row = {.index = 1,
                                .weight = {true, 10000000},
                                .left = {true, 5},
                                .left_method = form,
                                .right_method = unit};
    struct jx_scored_document document = {.position = 4,
                                          .form = form,
                                          .period = empty,
                                          .unit = unit,
                                          .unit_name = unit,
                                          .project = unit,
                                          .project_name = unit,
                                          .state = JX_STATE_SCORED,
                                          .claimed = {true, 90000000},
                                          .rows = &row,
                                          .row_count = 1};
    struct jx_reason_row reason = {
        .index = 2, .left_zh = form, .left_en = form, .right_zh = unit, .right_en = unit};
    SEED(run_act, &(struct jx_run_act){jx_slice_at(nonce, sizeof nonce), true, unit, form});
    SEED(runs, &(struct jx_runs){12, &run, 1});
    SEED(scores_arguments, &(struct jx_scores_arguments){2025, 0, 9, 3, 100, true});
    SEED(scores, &(struct jx_scores){4, &document, 1});
    SEED(reasons_arguments, &(struct jx_reasons_arguments){.left = 0, .right = 9});
    SEED(reasons, &(struct jx_reasons){&reason, 1});
}

static void seed_branches(void)
{
    struct jx_broken broken = {.name = form, .received = {1, 2}, .approved = {1}};
    struct jx_broken_branch part = {.period = empty,
                                    .unit = unit,
                                    .unit_name = unit,
                                    .received = 2,
                                    .approved = 1,
                                    .rows = &broken,
                                    .count = 1};
    struct jx_branch branch = {
        .period = empty, .unit = unit, .unit_name = unit, .parent = empty, .received = {3, 4}};
    struct jx_due due = {.form = form,
                         .period = empty,
                         .unit = unit,
                         .unit_name = unit,
                         .project = unit,
                         .project_name = unit,
                         .due = {"2026-03-31", 10},
                         .received = true};
    struct jx_unmatched unmatched = {.position = 4,
                                     .form = form,
                                     .period = empty,
                                     .unit = unit,
                                     .unit_name = unit,
                                     .project_name = unit,
                                     .codes = {unit},
                                     .names = {form},
                                     .candidate_count = 1};
    SEED(breakdown_arguments, &(struct jx_breakdown_arguments){2025, form, unit, true, 1});
    SEED(breakdown, &(struct jx_breakdown){5, &part, 1});
    SEED(branches, &(struct jx_branches){5, &branch, 1});
    SEED(dues, &(struct jx_dues){5, &due, 1});
    SEED(unmatched, &(struct jx_unmatched_list){5, &unmatched, 1});
}

static void seed_lists(void)
{
    struct jx_listed listed = {.position = 5,
                               .form = form,
                               .period = empty,
                               .unit = unit,
                               .unit_name = unit,
                               .project_name = unit,
                               .year = 2025,
                               .outcome = {.state = JX_STATE_SCORED}};
    struct jx_day day = {20000, 3};
    struct jx_relation relation = {.found = {.rule = form, .place = unit},
                                   .left = unit,
                                   .right = form,
                                   .has_other = true,
                                   .message_zh = unit,
                                   .message_en = unit};
    static struct jx_samples samples;
    jx_samples_add(&samples, (enum jx_metric)0, empty, 5);
    SEED(listing_arguments,
         &(struct jx_listing_arguments){
             2025, form, unit, {"scored", 6}, 2, 1, true, unit, 3, true, 5, 50, {"quantity", 8}});
    SEED(listing, &(struct jx_listing){5, 1, &listed, 1});
    SEED(days, &(struct jx_days){5, &day, 1});
    SEED(years, &(struct jx_years){{{.year = 2024}, {.year = 2025, .closed = 7}}, 2});
    SEED(samples, &samples);
    SEED(relations_arguments, &(struct jx_relations_arguments){2025, unit, true, {{1}}});
    SEED(relations, &(struct jx_relation_list){5, 1, true, &relation, 1});
}

static void seed_people(void)
{
    static const uint8_t nonce[JX_NONCE_BYTES] = {1};
    static const char key[] = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20";
    struct jx_delegated row = {.position = 3,
                               .from = {.name = unit, .unit = unit},
                               .to = {.name = unit, .unit = unit},
                               .acts = 1 << JX_ACT_APPROVE,
                               .until_ms = 1700000000000,
                               .unit = unit};
    const struct jx_decision d = {.nonce = jx_slice_at(nonce, sizeof nonce),
                                  .reason = unit,
                                  .arguments = {{key, 64}, {"approve", 7}, {"2026-03-31", 10}},
                                  .argument_count = 3};
    SEED(delegations, &(struct jx_delegations){5, &row, 1});
    write_seed(ANSWER_delegation, "delegation", jx_decision_encode(&d, &bytes));
}

static void seed_held(void)
{
    struct jx_slice cells[JX_MASTER_COLUMNS_MAX];
    for (unsigned i = 0; i < JX_MASTER_COLUMNS_MAX; i++)
        cells[i] = unit;
    SEED(held_arguments, &(struct jx_held_arguments){JX_MASTER_units, 0, 5});
    const unsigned char table = JX_MASTER_units;
    jx_buffer_put(&bytes, &table, 1);
    write_seed(ANSWER_held, "held",
               jx_held_encode(&(struct jx_held){5, true, cells, 1}, JX_MASTER_units, &bytes));
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    folder = argv[1];
    jx_buffer_init(&bytes, JX_MESSAGE_BYTES_MAX);
    seed_runs();
    seed_branches();
    seed_lists();
    seed_people();
    seed_held();
    jx_buffer_clear(&bytes);
    return 0;
}
