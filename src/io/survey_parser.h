/**
 * @file survey_parser.h
 * @brief What the reader of survey texts shares between its files. Internal to io/.
 */
#ifndef LT_IO_SURVEY_PARSER_H
#define LT_IO_SURVEY_PARSER_H

#include "geom/shapes.h"
#include "io/survey_line.h"
#include "io/survey_text.h"

#include <math.h>
#include <stdlib.h>

/** Points no farther apart in X and in Y are the same (domain §1.2, closing): a unit of the
 * lattice, 1e-4 m; in degrees about as much. */
#define LT_SURVEY_SAME_UNITS 1
#define LT_SURVEY_SAME_DEG 1e-9

/** Whether two coordinates in metres are the same, decided on the lattice. */
static inline bool lt_survey_same_unit(double a_m, double b_m)
{
  if (!(fabs(a_m - b_m) < 1)) /* also where there are no lattice points */
    return false;
  return llabs(llround(a_m * LT_UNITS_PER_M) - llround(b_m * LT_UNITS_PER_M)) <=
         LT_SURVEY_SAME_UNITS;
}

/** Departures from the standard form that are told once for a file, with the number of lines. */
typedef enum {
  LT_FORM_WIDE,       /**< full-width punctuation */
  LT_FORM_BRACES,     /**< around points */
  LT_FORM_BLANKS,     /**< around fields */
  LT_FORM_NO_COMMA,   /**< fields parted by blanks */
  LT_FORM_TRAILING,   /**< commas at the end */
  LT_FORM_AT,         /**< no comma before @ */
  LT_FORM_EAST_FIRST, /**< name,E,N,,ring, */
  LT_FORM_LONGITUDE_FIRST,
  LT_FORM_DEGREES,
  LT_FORM_HEADER_13,  /**< 整治 */
  LT_FORM_HEADER_7,   /**< no count */
  LT_FORM_HEADER_MAP, /**< 一张图 */
  LT_FORM_HEADER_LAW, /**< 执法 */
  LT_FORM_HEADER_5,   /**< 增减挂钩 */
  LT_FORM_NO_TYPE,
  LT_FORM_NO_NAME,
  LT_FORM_NO_SECTION, /**< parcels before [地块坐标] */
  LT_FORM_SECTION,    /**< blanks in a section's name */
  LT_FORM_OTHER_SECTION,
  LT_FORM_KEYLESS, /**< a line of the head without = */
  LT_FORM_OTHER_KEY,
  LT_FORM_OPEN_RING,
  LT_FORM_RING_BY_CLOSURE,
  LT_FORM_CLOSED_TWICE,
  LT_FORM_OTHER_ROW,    /**< of a table: no point, nothing that is known */
  LT_FORM_UNUSED_PAIR,  /**< of a table: a second pair of coordinates */
  LT_FORM_CUT_ROW,      /**< of a table: cells far to the right */
  LT_FORM_PACKED,       /**< of a table: ddd.mmss, as sides tell */
  LT_FORM_POINT,        /**< of a layer: a point */
  LT_FORM_OTHER_ENTITY, /**< of a drawing: a polyline that can be no parcel */
  LT_FORM_BLOCK,        /**< of a drawing: a reference to a block, which is not looked into */
  LT_FORM_MANY_TEXTS,   /**< of a drawing: too many texts to find their parcels */
  LT_N_FORMS
} LtSurveyForm;

typedef enum { LT_SECTION_NONE, LT_SECTION_HEAD, LT_SECTION_PARCELS, LT_SECTION_OTHER } LtSection;

typedef struct {
  LtSurveyText *text;
  LtRun *run; /**< or NULL */
  const char *name;
  size_t line_number;
  LtSurveyLine line;
  LtSection section;
  char *section_name;
  struct {
    size_t n, line;
  } forms[LT_N_FORMS]; /**< how many lines, the first of them */
  size_t cap_parcels, cap_xy, cap_rings, cap_lines, cap_numbers;
  size_t n_unknown;  /**< lines before any section that mean nothing */
  bool ring_is_open; /**< points of the ring follow */
  bool ring_is_told; /**< its name that comes back was told */
  bool has_metres, has_degrees;
  size_t ring_begin;
  uint32_t ring_id;
  GString *first_name; /**< of the ring that is open */
} LtSurveyParser;

/** Note a departure of the line at hand. */
void lt_survey_form(LtSurveyParser *parser, LtSurveyForm form);

/** Note them all; at the end. */
void lt_survey_forms_tell(LtSurveyParser *parser);

/** Note an error of the line at hand: @p what is quoted; NULL: the fields of the line. */
void lt_survey_line_fail(LtSurveyParser *parser, LtTextId id, const char *what);

/** Note a warning of the line at hand that quotes @p what; the parcel stays whole. */
void lt_survey_line_note(LtSurveyParser *parser, LtSurveyRule rule, LtTextId id, const char *what);

/** Take a header, of a parcel the line of which is split. */
bool lt_survey_header_take(LtSurveyParser *parser, GError **error);

/** True when the last point of the ring that is open, the fourth or later, is its first again. */
bool lt_survey_ring_is_back(const LtSurveyParser *parser);

/** True when the point would stand where the ring that is open begins. */
bool lt_survey_point_is_first(const LtSurveyParser *parser, double x, double y);

/** Begin a parcel of the line at hand, a polygon without fields. */
bool lt_survey_parcel_begin(LtSurveyParser *parser, GError **error);

/** A corner as a reader has it. */
typedef struct {
  const char *name;
  double x, y; /**< easting, northing */
  uint32_t ring_id;
  unsigned decimals; /**< of its coordinates as written, in units of the file */
} LtSurveyCorner;

/** Take a corner of the parcel that is open. What is beyond every system is an error of the line at
 * hand that quotes @p quoted, and no corner. */
bool lt_survey_corner_take(LtSurveyParser *parser, const LtSurveyCorner *corner, const char *quoted,
                           GError **error);

/** Now and then, by a count of lines or points: whether the job was cancelled, or holds more than
 * it may. LT_ERROR_CANCELLED, LT_ERROR_MEMORY. */
bool lt_survey_run_check(const LtSurveyParser *parser, size_t n, GError **error);

/** Fills a survey; false ends it with the error. */
typedef bool (*LtSurveyFill)(LtSurveyParser *parser, void *data, GError **error);

/** Make a survey by a reader of parcels: what was open is ended, departures are told. Errors are
 * those of @p fill, LT_ERROR_MEMORY, and LT_ERROR_READ where there is no parcel. */
LtSurveyText *lt_survey_text_make(LtSurveyKind kind, const char *name, LtSurveyFill fill,
                                  void *data, LtRun *run, GError **error);

/** A file in UTF-8. */
typedef struct {
  const char *text; /**< not terminated */
  size_t n;
  const char *encoding; /**< it was in, static */
  char *owned;          /**< free with g_free(); NULL: the text is the file's bytes */
} LtSurveyDecoded;

/** Decode a file as lt_survey_text_parse() does, with its errors. */
bool lt_survey_decode(const char *bytes, size_t n, const char *name, const char *encoding,
                      LtSurveyDecoded *decoded, LtRun *run, GError **error);

/** Read a decoded survey text. */
LtSurveyText *lt_survey_text_of(LtSurveyDecoded *decoded, const char *name, LtRun *run,
                                GError **error);

/** Take a line of a point, split. */
bool lt_survey_point_take(LtSurveyParser *parser, GError **error);

/** End the parcel that is open, if one is. */
bool lt_survey_parcel_end(LtSurveyParser *parser, GError **error);

/** Longitudes first, where all is degrees. */
void lt_survey_degrees_turn(LtSurveyParser *parser);

#endif
