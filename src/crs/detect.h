/**
 * @file detect.h
 * @brief What coordinates may be, by their magnitudes and by where they would lie: scored readings
 *        with the line to write into the project file. Nothing is applied.
 *
 * The rules of magnitudes are those of GB/T bands: eastings of 8 digits begin with the number of
 * their band (25 to 45 of 3 degrees, 13 to 23 of 6), eastings of 6 digits do not tell it.
 */
#ifndef LT_CRS_DETECT_H
#define LT_CRS_DETECT_H

#include "crs/crs.h"
#include "crs/outline.h"

typedef enum {
  LT_CRS_READING_STATED, /**< as stated */
  LT_CRS_READING_PREFIX, /**< easting with the number of its band */
  LT_CRS_READING_PLAIN,  /**< easting without; crs is NULL where the band is not determined */
  LT_CRS_READING_DEGREES,
  LT_CRS_READING_PACKED, /**< ddd.mmss */
  LT_CRS_READING_GCJ02,  /**< degrees with the offset of web maps */
  LT_CRS_READING_BD09,
  LT_CRS_READING_MERCATOR, /**< Web Mercator */
  LT_CRS_READING_SHIFTED,  /**< eastings or northings without their constant part */
} LtCrsReadingKind;

typedef struct {
  LtCrsReadingKind kind;
  char *crs;         /**< "EPSG:4526"; NULL: the band is not determined */
  int band;          /**< its number; 0: none */
  bool is_swapped;   /**< northing or latitude comes first */
  double shift_m[2]; /**< to be added to easting and northing first */
  double fits;       /**< share of the points whose magnitudes are such */
  double inside;     /**< share of the points that fall inside of the outline; NAN without one */
} LtCrsReading;

/** What speaks against the CRS that is stated. */
typedef enum {
  LT_CRS_DOUBT_SWAPPED = 1,   /**< northings where eastings should be */
  LT_CRS_DOUBT_BAND = 2,      /**< prefix of another band */
  LT_CRS_DOUBT_PREFIX = 4,    /**< a prefix the CRS does not have */
  LT_CRS_DOUBT_NO_PREFIX = 8, /**< no prefix though the CRS has one */
  LT_CRS_DOUBT_HALF = 16,     /**< some eastings have a prefix, some none, or there are two */
  LT_CRS_DOUBT_OFF_BAND = 32, /**< more than 140 km from the meridian of a 3-degree band */
  LT_CRS_DOUBT_DEGREES = 64,  /**< degrees in a projected CRS */
  LT_CRS_DOUBT_METRES = 128,  /**< no degrees in a geographic CRS */
  LT_CRS_DOUBT_AREA = 256,    /**< outside of the area of use */
  LT_CRS_DOUBT_OUTLINE = 512, /**< another reading lies in the outline, that of the CRS does not */
  LT_CRS_DOUBT_PACKED = 1024, /**< all numbers look like ddd.mmss, though degrees are stated */
} LtCrsDoubt;

#define LT_N_CRS_DOUBTS 11

/** Coordinates in doubt. */
typedef struct {
  const double *xy; /**< as they stand in the file: 2·n doubles; not finite ones are left out */
  size_t n;
  const LtCrs *stated;      /**< NULL: none */
  const LtOutline *outline; /**< NULL: none */
} LtCrsEvidence;

typedef struct {
  LtCrsReading *readings; /**< best first; that of the stated CRS first among equals */
  size_t n_readings;
  unsigned doubts;    /**< of LtCrsDoubt */
  size_t n_points;    /**< that were looked at */
  bool has_offset;    /**< the best reading is off the outline's vertices by a constant */
  double offset_m[2]; /**< east, north */
  size_t n_offset;    /**< points that agree on it */
} LtCrsDiagnosis;

/**
 * Diagnose coordinates.
 *
 * @return  free with lt_crs_diagnosis_free(); NULL with LT_ERROR_MEMORY. Cost: O(n), with an
 *          outline of m vertices O(500 m) for each reading
 */
LtCrsDiagnosis *lt_crs_diagnose(const LtCrsEvidence *evidence, GError **error);
void lt_crs_diagnosis_free(LtCrsDiagnosis *diagnosis);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtCrsDiagnosis, lt_crs_diagnosis_free)

/** The reading to propose; NULL: none fits, or several fit alike, or the stated one is not in
 * doubt. */
const LtCrsReading *lt_crs_diagnosis_proposal(const LtCrsDiagnosis *diagnosis);

#endif
