/**
 * @file transform.h
 * @brief Coordinates from a layer's CRS to the project CRS.
 *
 * One LtTransform belongs to one thread. Input and output are (easting, northing) metres or
 * (longitude, latitude) degrees.
 *
 * Refused (LT_ERROR_CRS, the message names both datums and what to give): every way that PROJ calls
 * ballpark or that changes the datum without moving anything (Xian 1980, Beijing 1954, unknown
 * datums → CGCS2000). WGS 84 ↔ CGCS2000, which EPSG leaves without an operation though they agree
 * within a metre, is done as identity with an accuracy of 1 m and a note. The network is never used.
 */
#ifndef LT_CRS_TRANSFORM_H
#define LT_CRS_TRANSFORM_H

#include "crs/crs.h"

typedef struct LtTransform LtTransform;

LtTransform *lt_transform_new(const LtCrs *from, const LtCrs *to, GError **error);
void lt_transform_free(LtTransform *transform);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtTransform, lt_transform_free)

/** True when both CRS are equal and coordinates stay as they are. */
bool lt_transform_is_identity(const LtTransform *transform);

/** True when the target is geographic, in degrees. */
bool lt_transform_is_to_degrees(const LtTransform *transform);

/** How far the operation may be off: 0 for conversions without datum change, 1 for
 * WGS 84 ↔ CGCS2000, else what PROJ states; below 0 when PROJ states nothing. */
double lt_transform_accuracy_m(const LtTransform *transform);

/** What was done, in the language given ("WGS 84 taken as CGCS2000 (they agree within 1 m)", or the
 * name of the operation); "" for the identity. Free with g_free(). */
char *lt_transform_note(const LtTransform *transform, LtLang lang);

/** Transform points in place, @p n of them (2·n doubles). Points that have no image become
 * HUGE_VAL. Returns how many failed. */
size_t lt_transform_points(LtTransform *transform, double *xy, size_t n);

/**
 * Transform a path and densify what bends: a source edge is halved, 14 times at most,
 * until the images of its midpoint and quarter points (an edge bent to an S has its midpoint in
 * place) lie so near to the chord that all of it is within 0.0001 m; the halving does not depend
 * on the edge's direction, so shared edges get the same points.
 *
 * @param xy        source coordinates, 2·n doubles, borrowed
 * @param out       receives the path: 2·*n_out doubles, free with g_free()
 * @param n_added   receives how many points were put in
 * @return          false with LT_ERROR_MEMORY; points without image become HUGE_VAL
 */
bool lt_transform_path(LtTransform *transform, const double *xy, size_t n, double **out,
                       size_t *n_out, size_t *n_added, GError **error);

#endif
