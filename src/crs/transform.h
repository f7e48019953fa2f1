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
 * within a metre, is done as identity with an accuracy of 1 m and a note. The network is never
 * used. From GCJ-02 and BD-09 there is a way for points, by gcj.h and WGS 84; none leads to them.
 */
#ifndef LT_CRS_TRANSFORM_H
#define LT_CRS_TRANSFORM_H

#include "crs/datum_change.h"

typedef struct LtTransform LtTransform;

/**
 * Find the way from one CRS to another; both are borrowed during the call.
 *
 * @return  free with lt_transform_free(); NULL with LT_ERROR_CRS: there is no way, or none that is
 *          not refused (see above)
 */
LtTransform *lt_transform_new(const LtCrs *from, const LtCrs *to, GError **error);
/**
 * The way by parameters of the user's own: from a CRS to that where they begin without change of
 * datum, by them, and on from where they end to another.
 *
 * @param change  borrowed during the call
 * @return        as lt_transform_new(); LT_ERROR_CRS, too, when @p from has another datum than the
 *                one where the parameters begin, or parameters of its own (TOWGS84)
 */
LtTransform *lt_transform_new_by(const LtCrs *from, const LtCrs *to, const LtDatumChange *change,
                                 GError **error);
void lt_transform_free(LtTransform *transform);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtTransform, lt_transform_free)

/** True when both CRS are equal and coordinates stay as they are. */
bool lt_transform_is_identity(const LtTransform *transform);

/** True when the target is geographic, in degrees. */
bool lt_transform_is_to_degrees(const LtTransform *transform);

/** True when the source is a plane in metres that is not the target's. */
bool lt_transform_is_from_plane(const LtTransform *transform);

/** True when only points may come by it: from GCJ-02 or BD-09, which bend and shift shapes by
 * amounts that nobody states. */
bool lt_transform_is_for_points(const LtTransform *transform);

/** What parameters of the user's own have done so far. */
typedef struct {
  double extent[4];              /**< where they were used, in the CRS where they begin: min x, min
                                      y, max x, max y; the first above the third: nowhere yet */
  double least_m, most_m;        /**< how far places were moved on the ground, nearly */
} LtChangeSeen;

/** The same of this transform; NULL: it has none of the user's own. Borrowed. */
const LtChangeSeen *lt_transform_change_seen(const LtTransform *transform);

/** How far the operation may be off: 0 for conversions without datum change, 1 for
 * WGS 84 ↔ CGCS2000, 5 from GCJ-02 and 10 from BD-09 (our assumption, nobody states it), what is
 * said of the user's own parameters, else what PROJ states; below 0 when nothing is stated. */
double lt_transform_accuracy_m(const LtTransform *transform);

/** What was done, in the language given ("WGS 84 taken as CGCS2000 (they agree within 1 m)", or the
 * name of the operation); "" for the identity. Free with g_free(). */
char *lt_transform_note(const LtTransform *transform, LtLang lang);

/** Transform points in place, @p n of them (2·n doubles). Points that have no image become
 * HUGE_VAL. Returns how many failed. Parameters that change with time are taken at their epoch. */
size_t lt_transform_points(LtTransform *transform, double *xy, size_t n);

/** More points than this are not put into the paths of one transform (2^25, some 2 GB of a check);
 * those of paths that were given up on the way count a quarter. */
#define LT_PATHS_ADDED_MAX 33554432

/**
 * Transform a path and densify what bends: a source edge is halved until the images of the midpoint
 * and of the quarter points of each piece (an edge bent to an S has its midpoint in place) lie so
 * near to its chord that all of it is within 0.0001 m of the chord. The halving does not depend on
 * the edge's direction, so shared edges get the same points.
 *
 * A path has no image, all of it becomes HUGE_VAL, when a point of it has none, when an edge jumps
 * (its pieces stay off after 20 halvings, as across the cut of a projection), or when more than
 * 65536 points and 256 for each point of the source would be put in: the CRS is not made for what
 * lies there. None of this depends on where a ring begins.
 *
 * @param xy        source coordinates, 2·n doubles, borrowed
 * @param out       receives the path: 2·*n_out doubles, free with g_free()
 * @param n_added   receives how many points were put in
 * @return          false with LT_ERROR_MEMORY, or LT_ERROR_CRS when the paths so far took more than
 *                  LT_PATHS_ADDED_MAX points
 *
 * Cost: one transformation for each point of the result, twice as many at most; a path without
 * image costs no more than the longest that has one.
 */
bool lt_transform_path(LtTransform *transform, const double *xy, size_t n, double **out,
                       size_t *n_out, size_t *n_added, GError **error);

#endif
