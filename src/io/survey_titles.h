/**
 * @file survey_titles.h
 * @brief Titles of columns and labels of tables of corners, as offices write them. Internal to io/.
 */
#ifndef LT_IO_SURVEY_TITLES_H
#define LT_IO_SURVEY_TITLES_H

#include "io/survey_columns.h"

typedef struct {
  char *text; /**< half width, small letters, without blanks, units and brackets: "X(北)" is x北 */
  char *unit; /**< that stood in brackets; NULL: none */
} LtSurveyTitle;

void lt_survey_title_clear(LtSurveyTitle *title);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtSurveyTitle, lt_survey_title_clear)

/** Read what may be a title. */
LtSurveyTitle lt_survey_title_read(const char *cell);

/** The column or label that a title names; LT_NO_COLUMN: none. Those of coordinates are
 * lt_survey_title_coordinate()'s. */
size_t lt_survey_title_find(const LtSurveyTitle *title);

/** LT_COL_NORTH, LT_COL_EAST or LT_NO_COLUMN. */
size_t lt_survey_title_coordinate(const LtSurveyTitle *title);

/** True for a unit that says that 112.3015 is 112°30′15″. */
bool lt_survey_unit_is_packed(const char *unit);

/** True for one that says that degrees are decimal. */
bool lt_survey_unit_is_decimal(const char *unit);

/** Text in half width and small letters, without blanks. Free with g_free(). */
char *lt_survey_title_plain(const char *text);

#endif
