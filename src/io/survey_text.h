/**
 * @file survey_text.h
 * @brief The standard text of a boundary survey (电子报盘 coordinate text, domain §1 form V1).
 *
 * A pure parser: bytes in, parcels out. X of the file is the northing, Y the easting; here
 * points are (easting, northing). Rings are closed when they come out, whatever the file did.
 */
#ifndef LT_IO_SURVEY_TEXT_H
#define LT_IO_SURVEY_TEXT_H

#include "base/bytes.h"

/** The header tokens of a parcel in the order of the file, '@' left out. */
typedef enum {
  LT_PARCEL_JZDS, /**< 界址点数 */
  LT_PARCEL_DKMJ, /**< 地块面积, hectares */
  LT_PARCEL_DKBH, /**< 地块编号 */
  LT_PARCEL_DKMC, /**< 地块名称 */
  LT_PARCEL_TXSX, /**< 记录图形属性: 点, 线, 面 */
  LT_PARCEL_TFH,  /**< 图幅号 */
  LT_PARCEL_DKYT, /**< 地块用途 */
  LT_PARCEL_DLBM, /**< 地类编码 */
  LT_N_PARCEL_FIELDS
} LtParcelField;

/** Column names of the fields, as above: "JZDS", "DKMJ", …; static. */
const char *lt_parcel_field_name(LtParcelField field);

typedef struct {
  char *fields[LT_N_PARCEL_FIELDS]; /**< never NULL */
  size_t line;                      /**< of the header in the file, from 1 */
  size_t first_ring, end_ring;      /**< in the text's ring_ends */
} LtParcel;

typedef struct {
  char *system, *degrees, *zone; /**< 坐标系, 几度分带, 带号; NULL when not stated */
  const char *encoding;          /**< used to read it, static */
  LtParcel *parcels;
  size_t n_parcels;
  double *xy;                    /**< 2·n doubles, easting first */
  size_t *ring_ends;             /**< in points */
  size_t *point_lines;           /**< line of each point in the file */
  size_t n_points, n_rings;
} LtSurveyText;

/**
 * Parse a survey text.
 *
 * @param name      name of the file for messages
 * @param encoding  as for lt_decode(); NULL: UTF-8 with or without BOM, or GBK
 * @return          free with lt_survey_text_free(); NULL with LT_ERROR_READ (file, line, what is
 *                  wrong) or LT_ERROR_MEMORY
 */
LtSurveyText *lt_survey_text_parse(const char *bytes, size_t n, const char *name,
                                   const char *encoding, GError **error);
void lt_survey_text_free(LtSurveyText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSurveyText, lt_survey_text_free)

#endif
