/* The commands there are, each in the file of its name (flush stands in submit.c). */
#ifndef JX_CLIENT_COMMANDS_H
#define JX_CLIENT_COMMANDS_H

#include "cli/command.h"

extern const struct command convert_command;
extern const struct command template_command;
extern const struct command check_command;
extern const struct command submit_command;
extern const struct command flush_command;
extern const struct command outbox_command; /* in outbox_command.c */
extern const struct command status_command;
extern const struct command summary_command;
extern const struct command missing_command;
extern const struct command show_command;
extern const struct command list_command;
/* archive_command.c */
extern const struct command archive_command;
extern const struct command audit_command;
extern const struct command review_command;  /* in review_command.c */
extern const struct command publish_command; /* in publish_command.c */
extern const struct command diff_command;
extern const struct command inbox_command;
extern const struct command watch_command;
extern const struct command ui_command;
/* decide.c */
extern const struct command withdraw_command;
extern const struct command return_command;
extern const struct command approve_command;
extern const struct command explain_command;
extern const struct command override_command;
extern const struct command own_score_command;
extern const struct command move_command;
extern const struct command resolve_command;
extern const struct command adjust_command;
extern const struct command close_command;
extern const struct command reopen_command;
extern const struct command approval_command;
extern const struct command delegate_command;
extern const struct command batch_command;
extern const struct command sample_command;
extern const struct command rules_command;
extern const struct command verify_command;
extern const struct command metrics_command;
extern const struct command health_command;
extern const struct command keygen_command;
extern const struct command admin_command;

#endif
