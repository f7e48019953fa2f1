/**
 * @file crs.h
 * @brief Coordinate reference systems: read, compare, propose, and their plane. The only folder
 *        that knows PROJ is src/crs/.
 *
 * Inside the program coordinates are (easting, northing) metres or (longitude, latitude)
 * degrees, whatever axis order the CRS defines; that is settled here and in transform.h.
 * An LtCrs is read-only: threads may share it.
 */
#ifndef LT_CRS_CRS_H
#define LT_CRS_CRS_H

#include "geom/plane.h"

typedef struct LtCrs LtCrs;

/**
 * Read a CRS from "EPSG:4526", WKT 1 or 2, ESRI WKT or a PROJ string. An ESRI or nameless WKT
 * that PROJ identifies with 100 % confidence takes the identified CRS' id. "GCJ-02" and "BD-09" are
 * taken as the grids of web maps, which have no WKT ("").
 *
 * @return  free with lt_crs_free(); NULL with LT_ERROR_CRS
 */
LtCrs *lt_crs_parse(const char *text, GError **error);
/** Free with lt_crs_free(). NULL with LT_ERROR_CRS only when PROJ's database has vanished. */
LtCrs *lt_crs_copy(const LtCrs *crs, GError **error);
void lt_crs_free(LtCrs *crs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtCrs, lt_crs_free)

/** Name as the authority gives it ("CGCS2000 / 3-degree Gauss-Kruger zone 38"); borrowed. */
const char *lt_crs_name(const LtCrs *crs);
/** "EPSG:4526", or "" when it has no id; borrowed. */
const char *lt_crs_id(const LtCrs *crs);
/** WKT 1 (GDAL flavour), for outputs; WKT 2 where version 1 cannot say it; borrowed. */
const char *lt_crs_wkt(const LtCrs *crs);
/** Name of the geodetic datum ("China 2000"); borrowed. */
const char *lt_crs_datum(const LtCrs *crs);

/** Grids of Chinese web maps, which are no systems of PROJ: degrees that were moved. */
typedef enum { LT_MAP_NONE, LT_MAP_GCJ02, LT_MAP_BD09 } LtMapGrid;

LtMapGrid lt_crs_map_grid(const LtCrs *crs);
bool lt_crs_is_projected(const LtCrs *crs);
bool lt_crs_is_geographic(const LtCrs *crs);
/** Same system but for axis order and names. */
bool lt_crs_equal(const LtCrs *a, const LtCrs *b);

/**
 * The plane of a projected CRS in metres. The callbacks' context belongs to @p crs.
 *
 * @return  false with LT_ERROR_CRS: not projected, or its unit is not the metre
 */
bool lt_crs_plane(const LtCrs *crs, LtPlane *plane, GError **error);

/**
 * Direction of the geodesic from one place of the plane to another at its beginning, degrees
 * clockwise from true north, 0 to below 360. NAN where they are the same or have no place on the
 * ellipsoid.
 *
 * @param plane  of lt_crs_plane()
 */
double lt_crs_azimuth_deg(const LtPlane *plane, const double from[2], const double to[2]);

/** The plane in which longitude and latitude of a geographic system are straight: x and y are
 * radians times the semi-major axis. It ends at 180 degrees east and west. Free with lt_crs_free(); NULL with LT_ERROR_CRS. */
LtCrs *lt_crs_of_degrees(const LtCrs *geographic, GError **error);

/**
 * Area in m² of the polygon whose edges are geodesics between the points of a closed ring (the last
 * is the first again), plane metres; @p n points. NAN where a point has no place on the ellipsoid.
 *
 * @param plane  of lt_crs_plane()
 */
double lt_crs_geodesic_area_m2(const LtPlane *plane, const double *xy, size_t n);

/**
 * What coordinates of these magnitudes may be, for messages: one line in the language of the
 * process that names the candidates with the evidence and an example of `crs:` to write, e.g.
 * easting 38400195 has 8 digits with prefix 38: 3-degree band 38; CGCS2000 is EPSG:4526, Xian 1980
 * is EPSG:2362, Beijing 1954 is EPSG:2414. Axes may be swapped; the text says so.
 *
 * @param extent  min x, min y, max x, max y of the data as read
 * @return        free with g_free()
 */
char *lt_crs_propose(const double extent[4]);

/** The same in a language of the caller's, for findings, which are told in both. */
char *lt_crs_propose_in(const double extent[4], LtLang lang);

/** The 3-degree CGCS2000 band for a longitude: "EPSG:4526" for 112.9. Empty outside 73.5..136.5
 * (bands 25..45). Free with g_free(). */
char *lt_crs_band_for_longitude(double longitude_deg);

/** What the head of a survey text (电子报盘, the coordinates of a boundary survey) states. Texts may be
 * NULL: not stated. */
typedef struct {
  const char *system;     /**< 坐标系, e.g. 2000国家大地坐标系 */
  const char *degrees;    /**< 几度分带, e.g. 3 or 3度带 */
  const char *zone;       /**< 带号, e.g. 38 */
  double min_x, max_x;    /**< range of eastings as read */
} LtSurveyHead;

/**
 * The CRS a survey text is in: datum from its name, band from 带号 and from the eastings' prefix,
 * which must agree; eastings without prefix take the band of 带号 and the CRS without prefix.
 * Both 3- and 6-degree bands, CGCS2000, Xian 1980, Beijing 1954.
 *
 * @return  NULL with LT_ERROR_CRS: the message says what is missing or contradicts
 */
LtCrs *lt_crs_from_survey(const LtSurveyHead *head, GError **error);

#endif
