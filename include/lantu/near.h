/**
 * @file lantu/near.h
 * @brief Which features lie within distances of a target layer, without a project.
 *
 * Distances are geodesics from edge to edge, 0 where shapes touch or overlap; holes are respected.
 * lt_near_files() reads and measures, lt_report_near_…() write what it found.
 */
#ifndef LANTU_NEAR_H
#define LANTU_NEAR_H

#include <lantu/language.h>
#include <lantu/run.h>
#include <stdbool.h>
#include <stddef.h>

/** One of the two layers; texts are borrowed and may be NULL but for the first. */
typedef struct {
  const char *file;       /**< FILE or FILE:LAYER; a file of the whole name goes first */
  const char *layer;      /**< inside the file; NULL: its only layer, or that of FILE:LAYER */
  const char *key_field;  /**< NULL: results name the fid only */
  const char *name_field; /**< NULL: none */
  const char *x, *y;      /**< columns of a table with easting or longitude, northing or latitude */
} LtNearLayer;

#define LT_NEAR_RINGS_MAX 16
#define LT_NEAR_LIMIT_MAX_M 1e6
#define LT_NEAR_NEAREST_MAX 64

/** What to measure. */
typedef struct {
  LtNearLayer features, target;
  const char *crs;      /**< of files that state none; projected in metres: the work is done in it,
                             too. NULL: see lt_near_files() */
  const char *encoding; /**< of the texts of both files; NULL: as the files say */
  double limits_m[LT_NEAR_RINGS_MAX]; /**< rising, above 0; up to LT_NEAR_LIMIT_MAX_M */
  size_t n_limits;      /**< 1 or more; 0 with n_nearest: how far does not matter */
  size_t n_nearest;     /**< target features told of each feature, 1 or more */
  double accuracy_m;    /**< how far a distance may be off for the places of both layers; NAN: not
                             stated, what the transformations say */
  bool only_counts;     /**< how many lie in which ring, and no rows: costs a fraction */
} LtNearFiles;

typedef struct LtNearResults LtNearResults;

/**
 * Measure.
 *
 * The work is done in @p crs where that is projected, else in the CRS of the target, else of the
 * features; where both are geographic, in the plane of degrees, which ends at 180 degrees and must
 * not be used beyond 84 degrees north and south.
 * Edges are straight in the CRS of their file. Polygons that are not valid are taken by the
 * even-odd rule. Results are the same for any number of jobs.
 *
 * Cost: some µs a feature and a geodesic search for those near enough; memory: the target, and 100
 * bytes for each row.
 *
 * @return  free with lt_near_results_free(); NULL with LT_ERROR_USAGE (fields, layers, CRS not in
 *          metres, degrees beyond these ends), LT_ERROR_READ (a file cannot be read, the target has
 *          no shapes), LT_ERROR_CRS (a file has none, or no way leads to that of the work),
 *          LT_ERROR_MEMORY, LT_ERROR_CANCELLED
 */
LT_PUBLIC LtNearResults *lt_near_files(const LtNearFiles *files, LtRun *run, GError **error);
LT_PUBLIC void lt_near_results_free(LtNearResults *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtNearResults, lt_near_results_free)

/** Features within the outermost limit for certain; those beyond for certain. The rest is
 * undetermined or has no place. */
LT_PUBLIC size_t lt_near_within_count(const LtNearResults *results);
LT_PUBLIC size_t lt_near_beyond_count(const LtNearResults *results);

/** All features. */
LT_PUBLIC size_t lt_near_feature_count(const LtNearResults *results);

/** Check, before the work, that the results may be written at @p path; as
 * lt_overlay_check_output(). */
LT_PUBLIC bool lt_near_check_output(const LtNearFiles *files, const char *path, bool overwrite,
                                    GError **error);

/** For people: how many lie in which ring, and the nearest rows. Free with g_free(). */
LT_PUBLIC char *lt_report_near_text(const LtNearResults *results, LtLang lang);

/** For programs (docs/commands/near.md); NULL when memory is short. Free with g_free(). */
LT_PUBLIC char *lt_report_near_json(const LtNearResults *results);

/** Rows with lines to the nearest places, and these places, as a GeoPackage
 * (docs/commands/near.md). Errors as lt_report_overlay_gpkg(). */
LT_PUBLIC bool lt_report_near_gpkg(const LtNearResults *results, const char *path, bool overwrite,
                                   LtRun *run, GError **error);

#endif
