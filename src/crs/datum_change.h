/**
 * @file datum_change.h
 * @brief A change of datum by parameters of the user's own, stated or computed from control points.
 *
 * Plane coordinates are (easting, northing) metres as they stand in the CRS, its false easting and
 * band prefix included; geographic ones (longitude, latitude) degrees.
 */
#ifndef LT_CRS_DATUM_CHANGE_H
#define LT_CRS_DATUM_CHANGE_H

#include "crs/crs.h"

typedef enum {
  LT_CHANGE_PLANE4,   /**< similarity of two planes, 4 parameters */
  LT_CHANGE_HELMERT7, /**< geocentric, 7 parameters (Bursa-Wolf; EPSG 1033, 1032) */
} LtChangeMethod;

/** E' = east_m + a E - b N, N' = north_m + b E + a N. */
typedef struct {
  double east_m, north_m, a, b;
} LtPlane4;

/** X' = shift + (1 + scale) R X, R linear in the rotations, which turn position vectors (EPSG
 * 1033): R = [1 -rz ry; rz 1 -rx; -ry rx 1]. Heights are taken as 0. */
typedef struct {
  double shift_m[3], rotation_rad[3];
  double scale; /**< the factor less 1 */
} LtHelmert7;

typedef struct {
  LtChangeMethod method;
  LtCrs *from, *to;   /**< what the parameters lead from and to; owned */
  LtPlane4 plane;     /**< for LT_CHANGE_PLANE4 */
  LtHelmert7 helmert; /**< for LT_CHANGE_HELMERT7 */
  double accuracy_m;  /**< how far places may be off after it; below 0: unknown */
  size_t n_points;    /**< control points that it was computed from; 0: stated */
  double rms_m;       /**< of their residuals */
  double reach[4];    /**< of them: min x, min y, max x, max y in @p from, with 7
                         parameters in degrees of its datum */
} LtDatumChange;

void lt_datum_change_free(LtDatumChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtDatumChange, lt_datum_change_free)

/**
 * Refuse what cannot be: 4 parameters between CRS that are not both planes in metres of the same
 * central meridian and scale (prefix or not does not matter); 7 parameters of CRS whose ellipsoid
 * PROJ does not know; those of map grids.
 *
 * @return  false with LT_ERROR_CRS
 */
bool lt_datum_change_check(const LtDatumChange *change, GError **error);

/** The first change that is meant for data of a CRS: its datum is that of the CRS, and with 4
 * parameters so are central meridian and scale. NULL: none. Borrowed. */
const LtDatumChange *lt_datum_change_find(const LtDatumChange *const *changes, size_t n,
                                          const LtCrs *crs);

/** What is unusual of the parameters of a change of datum in China: rotations over 60″, a scale
 * over 200 ppm, shifts over 2000 m (7 parameters); 4 parameters that are
 * stated for coordinates with a band prefix, which turns and scales them about another origin.
 * NULL: nothing. Free with g_free(). */
char *lt_datum_change_doubt(const LtDatumChange *change, LtLang lang);

/** The parameters for a log. No result holds them: those of China are classified as a rule. Free
 * with g_free(). */
char *lt_datum_change_text(const LtDatumChange *change, LtLang lang);

/** What PROJ shall do: from (easting, northing) or (longitude, latitude) of @p from's datum to the
 * same of @p to's. Free with g_free(); NULL with LT_ERROR_CRS. */
char *lt_datum_change_pipeline(const LtDatumChange *change, GError **error);

/** The geographic CRS of the datum, in degrees from Greenwich; NULL with LT_ERROR_CRS, as where
 * its meridian is another. Free with lt_crs_free(). */
LtCrs *lt_crs_geographic_of(const LtCrs *crs, GError **error);

/** Half axes of the ellipsoid. LT_ERROR_CRS. */
bool lt_crs_ellipsoid(const LtCrs *crs, double *a_m, double *b_m, GError **error);

#endif
