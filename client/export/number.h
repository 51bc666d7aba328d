/* A printed figure as a number of a workbook that is shown as it was printed. */
#ifndef JX_EXPORT_NUMBER_H
#define JX_EXPORT_NUMBER_H

#include "../../proto/base/slice.h"

enum { NUMBER_FORMAT_ROOM = 32 };

/* "1,708.47": 1708.47 with the format "#,##0.00"; "99.4%": 0.994 with "0.0%". False when the text
 * is no number, or a number of that format would look otherwise ("007", "+5", "1,70"). */
bool number_of(struct jx_slice text, double *value, char format[NUMBER_FORMAT_ROOM]);

#endif
