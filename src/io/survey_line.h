/**
 * @file survey_line.h
 * @brief A line of a survey text in half width, and its fields. Internal to io/.
 */
#ifndef LT_IO_SURVEY_LINE_H
#define LT_IO_SURVEY_LINE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/** A line with more fields is no line of a survey. */
#define LT_SURVEY_TOKENS_MAX 32

typedef struct {
  GString *text;     /**< punctuation and digits in half width, blanks around it gone */
  bool was_wide;     /**< punctuation was in full width */
  bool has_braces;   /**< braces at its ends were taken off */
  bool has_blanks;   /**< around fields */
  bool has_no_comma; /**< fields are parted by blanks */
  bool is_cut;       /**< there are more fields than tokens */
  char *tokens[LT_SURVEY_TOKENS_MAX]; /**< into the text; blanks around them gone */
  size_t n_tokens;
} LtSurveyLine;

/** Take a line of @p n bytes of valid UTF-8. The text is used again for each line. */
void lt_survey_line_take(LtSurveyLine *line, const char *bytes, size_t n);

/** Take off braces, which some writers put around the points of a parcel. */
void lt_survey_line_strip_braces(LtSurveyLine *line);

/** Part the text into its fields; it is no line any more then. */
void lt_survey_line_split(LtSurveyLine *line);

#endif
