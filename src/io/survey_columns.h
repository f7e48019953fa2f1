/**
 * @file survey_columns.h
 * @brief Titles of tables of corners (界址点成果表): which column is which, and what stands above
 * the table of the parcel and of the system. Internal to io/.
 */
#ifndef LT_IO_SURVEY_COLUMNS_H
#define LT_IO_SURVEY_COLUMNS_H

#include "io/survey_rows.h"

typedef enum {
  LT_COL_NAME,   /**< 点号 */
  LT_COL_SERIAL, /**< 序号 */
  LT_COL_NORTH,  /**< X, 北坐标, 纬度 */
  LT_COL_EAST,   /**< Y, 东坐标, 经度 */
  LT_COL_SIDE,   /**< 边长 */
  LT_COL_RING,   /**< 圈号 */
  LT_COL_PARCEL_NUMBER,
  LT_COL_PARCEL_NAME,
  LT_COL_AREA,
  LT_N_COLS,
  /* only above tables */
  LT_COL_SYSTEM = LT_N_COLS, /**< 坐标系 */
  LT_COL_DEGREES,            /**< 几度分带 */
  LT_COL_ZONE,               /**< 带号 */
  LT_COL_MERIDIAN,           /**< 中央子午线 */
  LT_N_LABELS
} LtSurveyColumn;

#define LT_NO_COLUMN SIZE_MAX

/** Columns of a table; of one that is printed in several columns beside each other, of one of them.
 */
typedef struct {
  size_t at[LT_N_COLS]; /**< LT_NO_COLUMN: there is none */
  uint8_t n_parts[2];   /**< of northings, of eastings: 2 or 3 where minutes, and seconds, stand in
                           columns of their own behind those of degrees; else 1 */
  bool is_packed;       /**< titles say ddd.mmss */
  bool is_decimal;      /**< titles say decimal degrees */
  bool is_geographic;   /**< titles say longitude and latitude */
  char *area_unit;      /**< as its title has it; NULL: none */
} LtSurveyColumns;

/** More tables do not stand beside each other. */
#define LT_SURVEY_BLOCKS_MAX 8

/**
 * Read a row of titles: one that names both coordinates. What it does not name may stand in the two
 * rows above it.
 *
 * @param blocks      receives the tables beside each other, from the left; clear each with
 *                    lt_survey_columns_clear()
 * @param n_unused    receives how many further pairs of coordinates the table has
 * @return            how many; 0: it is no such row
 */
size_t lt_survey_columns_find(const LtSurveyRows *rows, size_t row,
                              LtSurveyColumns blocks[LT_SURVEY_BLOCKS_MAX], size_t *n_unused);
void lt_survey_columns_clear(LtSurveyColumns *columns);

/** What stands above or below a table. */
typedef struct {
  char *values[LT_N_LABELS]; /**< NULL: not stated; an area has its unit behind it */
} LtSurveyLabels;

/** Read the labels of a row ("宗地号：12", or 宗地号 in a cell and 12 in the next); those that are
 * there already are replaced. True when it has any. */
bool lt_survey_labels_read(const LtSurveyRows *rows, size_t row, LtSurveyLabels *labels);
void lt_survey_labels_clear(LtSurveyLabels *labels);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtSurveyLabels, lt_survey_labels_clear)

#endif
