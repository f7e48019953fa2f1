/**
 * @file dxf_pairs.h
 * @brief The pairs of code and value that an ASCII DXF drawing is made of. Internal to io/.
 */
#ifndef LT_IO_DXF_PAIRS_H
#define LT_IO_DXF_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  const char *at, *end; /**< text that is left */
  size_t line;          /**< of the value, from 1 */
  int code;             /**< group code */
  const char *value;    /**< not terminated; blanks around it let go */
  size_t n;
  bool is_broken; /**< a code was no number: the pairs end there */
} LtDxfPairs;

/** Read the next pair; false at the end, or where a code is no number. */
bool lt_dxf_pair_next(LtDxfPairs *pairs);

/** True when the value is @p text. */
bool lt_dxf_value_is(const LtDxfPairs *pairs, const char *text);

/** The value as a number; false when it is none. */
bool lt_dxf_value_number(const LtDxfPairs *pairs, double *number);

/** The value as a text: \U+XXXX are characters, formats of MTEXT are let go. Free with g_free(). */
char *lt_dxf_value_text(const LtDxfPairs *pairs);

#endif
