/**
 * @file survey_text.h
 * @brief The coordinate text of a boundary survey (电子报盘, docs/formats/survey-text.md): all
 *        forms that are in use, read as far as they can be.
 *
 * A pure parser: bytes in; parcels, and notes of what was not as it should be, out. X of the file
 * is the northing, Y the easting; here points are (easting, northing), in the degrees or metres of
 * the file. Rings are closed when they come out, whatever the file did.
 */
#ifndef LT_IO_SURVEY_TEXT_H
#define LT_IO_SURVEY_TEXT_H

#include "base/bytes.h"
#include "base/run.h"
#include "io/survey_note.h"

#include <stdint.h>

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
  char *fields[LT_N_PARCEL_FIELDS];    /**< never NULL; "" where the form has none */
  char *more;                          /**< further fields as they stand, with commas; NULL: none */
  size_t line;                         /**< of the header in the file, from 1 */
  size_t first_ring, end_ring;         /**< in the text's rings */
  size_t n_rows;                       /**< lines of points */
  size_t n_lost;                       /**< lines, rings that could not be read: it is not whole */
  bool is_polygon;                     /**< else its points are left out */
  unsigned min_decimals, max_decimals; /**< of its coordinates as written; of degrees, minutes and
                                            seconds those of degrees that are as fine */
} LtParcel;

typedef struct {
  size_t end;     /**< in points, closing one counted */
  uint32_t id;    /**< 地块圈号 */
  bool is_closed; /**< by the file */
  bool is_hole;   /**< inside of another ring; the reader does not know, src/survey/ finds it */
} LtSurveyRing;

/** What a survey was read from: it tells what its line numbers are. */
typedef enum {
  LT_SURVEY_TEXT,    /**< lines of a text */
  LT_SURVEY_TABLE,   /**< rows of a sheet, lines of a CSV file */
  LT_SURVEY_DRAWING, /**< lines of a DXF file */
  LT_SURVEY_LAYER    /**< features of a layer, from 1 */
} LtSurveyKind;

/** Where the length of a side stands. */
typedef enum {
  LT_SIDE_BETWEEN, /**< on a row between its points */
  LT_SIDE_ON_ROW   /**< on the row of a point: the side behind it, or the one before it */
} LtSurveySideForm;

/** The length of a side as a table states it. */
typedef struct {
  size_t point; /**< behind which it stands, or on whose row */
  size_t line;
  double length_m;
  unsigned decimals; /**< as written */
  LtSurveySideForm form;
} LtSurveySide;

/** A line of the head, also one that nobody knows. */
typedef struct {
  char *section, *name, *value;
  size_t line;
} LtSurveyKey;

typedef struct {
  LtSurveyKind kind;
  char *crs;                      /**< of the file, as lt_crs_parse() takes it; NULL: it has none */
  char *system, *degrees, *zone;  /**< 坐标系, 几度分带, 带号; NULL when not stated */
  char *unit, *precision, *shift; /**< 计量单位, 精度, 转换参数; NULL when not stated */
  GArray *keys;                   /**< of LtSurveyKey: the first LT_SURVEY_KEYS_MAX */
  const char *encoding;           /**< used to read it, static */
  LtParcel *parcels;
  size_t n_parcels;
  double *xy; /**< 2·n doubles, easting or longitude first */
  LtSurveyRing *rings;
  uint32_t *point_lines;   /**< line of each point in the file */
  uint32_t *point_numbers; /**< digits at the end of its name; 0: none */
  GArray *sides;           /**< of LtSurveySide, by line; NULL: none are stated */
  size_t n_points, n_rings;
  bool is_degrees;     /**< all points are longitudes and latitudes in China */
  LtSurveyNotes notes; /**< by line */
} LtSurveyText;

#define LT_SURVEY_KEYS_MAX 500
/** A longer file is none of parcels. */
#define LT_SURVEY_BYTES_MAX ((size_t)512 << 20)

/**
 * Read a survey text. What is wrong with it becomes notes, and reading goes on.
 *
 * @param name      name of the file for messages
 * @param encoding  as for lt_decode(); NULL: found by a BOM or by the bytes
 * @param run       bounds what is held, and cancels; NULL: nobody does
 * @return          free with lt_survey_text_free(); NULL with LT_ERROR_READ (encoding; so many
 *                  lines at its begin mean nothing that this is no survey text; nothing of it is a
 *                  parcel), LT_ERROR_MEMORY or LT_ERROR_CANCELLED
 *
 * Cost: O(bytes); some 45 bytes a point, besides the text.
 */
LtSurveyText *lt_survey_text_parse(const char *bytes, size_t n, const char *name,
                                   const char *encoding, LtRun *run, GError **error);
void lt_survey_text_free(LtSurveyText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSurveyText, lt_survey_text_free)

/** First point of a ring. */
static inline size_t lt_survey_ring_begin(const LtSurveyText *text, size_t ring)
{
  return ring == 0 ? 0 : text->rings[ring - 1].end;
}

#endif
