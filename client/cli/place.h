/* A JSON pointer into a document, as a clerk would say it. */
#ifndef JX_CLI_PLACE_H
#define JX_CLI_PLACE_H

#include "../../proto/form/document.h"

enum { PLACE_BYTES = 512 };

/* "/indicators/3/target" → "绩效指标 第4行 年度指标值", or "indicators row 4 target"; what the
 * schema does not know is left as it stands, the whole pointer when the form is JX_FORM_UNKNOWN. */
void place_in_words(enum jx_form form, const char *pointer, enum jx_lang lang,
                    char out[PLACE_BYTES]);

#endif
