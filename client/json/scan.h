/* A look over a JSON text before it is parsed: its depth and size, so that the parser's memory is
 * bounded by what we accept and not by what the text claims. */
#ifndef JX_JSON_SCAN_H
#define JX_JSON_SCAN_H

#include "json.h"

/* JX_OK, JX_E_DEPTH with line and column, or JX_E_TOO_LARGE. Says nothing about the text being
 * JSON. */
jx_status jx_json_scan(struct jx_slice text, struct jx_json_trouble *t);

#endif
