/**
 * @file results.h
 * @brief What lantu survey found, for the writers.
 */
#ifndef LT_SURVEY_RESULTS_H
#define LT_SURVEY_RESULTS_H

#include "geom/shapes.h"
#include "io/survey_text.h"

#include <lantu/survey.h>

typedef enum { LT_SURVEY_NO_UNIT, LT_SURVEY_HA, LT_SURVEY_M2, LT_SURVEY_MU } LtSurveyUnit;

/** An area as the file states it. */
typedef struct {
  bool is_stated;
  double number;     /**< in its unit */
  unsigned decimals; /**< as written */
  LtSurveyUnit unit; /**< as written; LT_SURVEY_NO_UNIT: hectares, until the numbers say else */
  double m2;
} LtSurveyStated;

/** Ways to compute the area. */
typedef enum {
  LT_SURVEY_PLANAR,
  LT_SURVEY_ELLIPSOID, /**< exact */
  LT_SURVEY_SERIES,    /**< official, 70 m pieces and rounding */
  LT_SURVEY_GEODESIC,  /**< geodesics between the points */
  LT_SURVEY_N_METHODS
} LtSurveyMethod;

/** The certificate of areas. */
typedef struct {
  bool is_measured; /**< all of the parcel was read */
  LtSurveyStated stated;
  double m2[LT_SURVEY_N_METHODS];  /**< NAN: not known */
  int digits[LT_SURVEY_N_METHODS]; /**< decimals of the stated number that the method reproduces;
                                        -1: not even its whole units, or nothing to compare */
} LtSurveyCertificate;

typedef struct {
  char *number, *name; /**< 地块编号, 地块名称 */
  size_t line, n_rings, n_corners, n_holes;
  LtSurveyCertificate certificate;
  LtSurveyCounts counts; /**< of its notes */
} LtSurveyParcel;

typedef struct {
  char *path;         /**< with the sheet or layer behind a colon, where one was named */
  LtSurveyKind kind;  /**< what line numbers are */
  char *unread;            /**< why it cannot be read; NULL: it was */
  const char *encoding;    /**< static */
  char *crs_id, *crs_name; /**< NULL: not known */
  LtSurveyParcel *parcels;
  size_t n_parcels;
  LtSurveyNotes notes;
  LtShapes *shapes;   /**< of the parcels, in their order; none for one that is not whole;
                           kept with the text */
  LtSurveyText *text; /**< where it is kept, as read */
} LtSurveyFile;

struct LtSurveyResults {
  LtSurveyFile *files; /**< in the order of the paths, those of a folder by name */
  size_t n_files;
  bool keeps_texts; /**< and shapes */
};

/** The worst of a parcel and of its file; -1: nothing was found. */
int lt_survey_verdict(const LtSurveyFile *file, const LtSurveyParcel *parcel);

#endif
