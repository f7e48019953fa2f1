/**
 * @file checks.h
 * @brief The checks of a survey, between its files. Internal to survey/.
 */
#ifndef LT_SURVEY_CHECKS_H
#define LT_SURVEY_CHECKS_H

#include "crs/crs.h"
#include "geom/ring_noding.h"
#include "survey/results.h"

/** What a worker keeps between files. Free with lt_survey_scratch_free(). */
typedef struct {
  GHashTable *systems; /* of System in system.c, by what the head says */
  LtRingNoding *noding;
} LtSurveyScratch;
LtSurveyScratch *lt_survey_scratch_new(void);
void lt_survey_scratch_free(LtSurveyScratch *scratch);

/** The file that is being checked. */
typedef struct {
  LtSurveyText *text;
  LtSurveyFile *file;
  LtSurveyScratch *scratch;
  LtRun *run;
  const char *stated_crs; /**< of files that state no system; NULL: none */
  const LtCrs *crs;       /**< NULL: not known */
  const LtPlane *plane;   /**< of it; NULL: not known */
  int width_deg;          /**< of its band; 0: not known */
  bool is_flat;           /**< coordinates are metres, or became so */
} LtSurveyCheck;

/** A parcel of it, as shape. */
typedef struct {
  size_t number;
  const LtParcel *parcel;
  LtShapes *shapes; /**< one feature */
  uint8_t *is_hole; /**< of each ring of the parcel */
} LtSurveyShape;

/** Swap back what is swapped, bring degrees to metres, find the plane. Changes the text's points.
 */
bool lt_survey_system_find(LtSurveyCheck *check, GError **error);

/** Keys of the head. */
void lt_survey_check_head(const LtSurveyCheck *check);

/** The area of the whole zone that the head states, as written; NULL: none. Borrowed. */
const char *lt_survey_head_total(const LtSurveyText *text);

/** Rings as they stand: numbers, points, decimals. */
void lt_survey_check_points(const LtSurveyCheck *check, size_t parcel);

/** Lengths of sides that a table states. */
void lt_survey_check_lengths(const LtSurveyCheck *check);

/** Band, start, turn, nesting, faults of the shape. LT_ERROR_MEMORY. */
bool lt_survey_check_shape(const LtSurveyCheck *check, const LtSurveyShape *shape, GError **error);

/** Count and area of the header; fills in the certificate. LT_ERROR_MEMORY. */
bool lt_survey_check_header(const LtSurveyCheck *check, const LtSurveyShape *shape,
                            LtSurveyParcel *result, GError **error);

/** Ground that parcels share, narrow ground between them, common points: of all files with the same
 * system, then of different ones in the CRS of all (together.h), which is there when there are
 * several. LT_ERROR_MEMORY, LT_ERROR_CANCELLED, LT_ERROR_GEOMETRY. */
bool lt_survey_check_overlaps(LtSurveyResults *results, LtRun *run, GError **error);

/** Read an area with or without its unit; not stated where it is none. */
LtSurveyStated lt_survey_stated_read(const char *text);

/** A stated area that differs by a larger part is wrong (domain §6); by less, not exact. */
#define LT_SURVEY_AREA_LIMIT 0.01

/** Square metres of a unit. */
double lt_survey_unit_m2(LtSurveyUnit unit);

/** True when two numbers are the same to so many decimals. */
bool lt_survey_same_number(double a, double b, unsigned decimals);

/** Decimals that 精度 stands for; -1: none stated; -2: not understood. */
int lt_survey_decimals(const char *precision);

#endif
