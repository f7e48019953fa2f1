/**
 * @file plane.h
 * @brief The plane of the project CRS: from plane to ellipsoid, areal scale, lengths.
 *
 * Made by lt_crs_plane() in src/crs/; geom/ knows no PROJ. Plane coordinates are
 * (easting, northing) metres of the project CRS, geographic ones (longitude, latitude) radians.
 * An LtPlane is plain data, read-only; its callbacks may be called from any thread.
 */
#ifndef LT_GEOM_PLANE_H
#define LT_GEOM_PLANE_H

#include "geom/shapes.h"

/** Terms of the areal deficit series: powers of the distance from the central meridian, and
 * powers of cos 2μ, μ the rectifying latitude. */
#define LT_PLANE_X_TERMS 6
#define LT_PLANE_Y_TERMS 5
/** Half of the strip along the central meridian that the series is fitted to: there it is true to
 * 1e-13. Beyond it must not be used. */
#define LT_PLANE_STRIP_M 1000000.0

typedef struct LtPlane {
  double a_m, f;                       /**< ellipsoid: semi-major axis, flattening */
  bool is_tm;                          /**< transverse Mercator: the parameters below hold */
  double lon0_rad, k0;                 /**< central meridian, scale on it */
  double false_easting_m;              /**< easting of the central meridian, band prefix included */
  double false_northing_m;             /**< northing of the equator on the central meridian */
  /** 1 - 1/k² as Σ c[i][j] X^(2i) (cos 2μ)^j, X = metres from the central meridian / a. Filled by
   * lt_plane_prepare(). */
  double deficit[LT_PLANE_X_TERMS][LT_PLANE_Y_TERMS];

  /** Plane → (longitude, latitude) for planes of another kind, @p n points in place; coordinates
   * that have none become HUGE_VAL. Thread-safe. NULL for transverse Mercator. */
  void (*to_geographic)(void *context, double *xy, size_t n);
  /** Geodesic length between two geographic points. Pure. Never NULL. */
  double (*geodesic_m)(void *context, const double from[2], const double to[2]);
  void *context; /**< handed to both; owned by the LtCrs */
} LtPlane;

/** Fill in the series of a transverse Mercator plane whose other members are set. */
void lt_plane_prepare(LtPlane *plane);

/** Metres of northing for a radian of rectifying latitude on a transverse Mercator plane: k0 × the
 * radius of the rectifying sphere. μ = (northing - false northing) / this. */
double lt_plane_meridian_m(const LtPlane *plane);

/** Plane → geographic, @p n points in place: metres in, radians out (Krüger n-series for
 * transverse Mercator, Karney 2011; the callback else). Points that have none become HUGE_VAL. */
void lt_plane_to_geographic(const LtPlane *plane, double *xy, size_t n);

/** Geodesic length in metres between two plane points; HUGE_VAL when one has no place on the
 * ellipsoid. */
double lt_plane_distance_m(const LtPlane *plane, const double from[2], const double to[2]);

/** Areal scale k² of a transverse Mercator plane at a point, HUGE_VAL where there is none. Exact to
 * 1e-12; the yardstick of the series, and of tests. */
double lt_plane_tm_areal_scale(const LtPlane *plane, double x_m, double y_m);

#endif
