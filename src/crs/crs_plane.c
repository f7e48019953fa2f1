#include "crs/crs_pj.h"

#include <geodesic.h>
#include <math.h>
#include <string.h>

/* Plane → radians from Greenwich, one thread at a time: a PJ cannot be shared. */
static void to_geographic(void *context, double *xy, size_t n)
{
  LtCrsProjection *inverse = context;
  g_mutex_lock(&inverse->mutex);
  for (size_t i = 0; i < n; i++, xy += 2) {
    PJ_COORD coord = proj_trans(inverse->forward, PJ_INV, proj_coord(xy[0], xy[1], 0, 0));
    if (!isfinite(coord.xy.x) || !isfinite(coord.xy.y)) {
      proj_errno_reset(inverse->forward);
      xy[0] = xy[1] = HUGE_VAL;
      continue;
    }
    double lon = coord.xy.x * inverse->unit_rad + inverse->meridian_rad;
    xy[0] = fabs(lon) > G_PI ? remainder(lon, 2 * G_PI) : lon;
    xy[1] = coord.xy.y * inverse->unit_rad;
  }
  g_mutex_unlock(&inverse->mutex);
}

static double geodesic_m(void *context, const double from[2], const double to[2])
{
  const LtCrsProjection *inverse = context;
  struct geod_geodesic geodesic;
  double length_m, degree = G_PI / 180;
  geod_init(&geodesic, inverse->a_m, inverse->f);
  geod_inverse(&geodesic, from[1] / degree, from[0] / degree, to[1] / degree, to[0] / degree,
               &length_m, NULL, NULL);
  return length_m;
}

/* The unit must be the metre; tell also whether the axes are east and north in either order. */
static bool axes_read(PJ_CONTEXT *context, const PJ *base, bool *are_metres, bool *are_east_north)
{
  g_autoptr(PJ) axes = proj_crs_get_coordinate_system(context, base);
  unsigned seen = 0;
  *are_metres = true;
  for (int i = 0; i < 2; i++) {
    const char *direction = NULL;
    double unit_m = 0;
    if (axes == NULL ||
        !proj_cs_get_axis_info(context, axes, i, NULL, NULL, &direction, &unit_m, NULL, NULL, NULL))
      return false;
    *are_metres = *are_metres && unit_m == 1;
    seen |= g_strcmp0(direction, "east") == 0 ? 1 : g_strcmp0(direction, "north") == 0 ? 2 : 4;
  }
  *are_east_north = seen == 3;
  return true;
}

typedef struct {
  int epsg;     /* code of the parameter, the same in every text */
  double value; /* in metres, radians or as a ratio */
} Parameter;

enum { LAT0, LON0, K0, EASTING, NORTHING, N_PARAMETERS };

static bool parameters_read(PJ_CONTEXT *context, const PJ *operation, Parameter *parameters)
{
  int n = proj_coordoperation_get_param_count(context, operation), n_found = 0;
  for (int i = 0; i < n; i++) {
    const char *code = NULL;
    double value, unit;
    if (!proj_coordoperation_get_param(context, operation, i, NULL, NULL, &code, &value, NULL,
                                       &unit, NULL, NULL, NULL, NULL) ||
        code == NULL)
      return false;
    for (size_t j = 0; j < N_PARAMETERS; j++)
      if (g_ascii_strtoll(code, NULL, 10) == parameters[j].epsg) {
        parameters[j].value = value * unit;
        n_found++;
      }
  }
  return n_found == N_PARAMETERS;
}

/* Fill in a transverse Mercator plane; false for another kind. */
static bool tm_read(PJ_CONTEXT *context, const PJ *base, LtCrsProjection *inverse, LtPlane *plane)
{
  g_autoptr(PJ) operation = proj_crs_get_coordoperation(context, base);
  const char *method = NULL;
  if (operation == NULL ||
      !proj_coordoperation_get_method_info(context, operation, &method, NULL, NULL) ||
      g_strcmp0(method, "Transverse Mercator") != 0)
    return false;
  Parameter parameters[N_PARAMETERS] = {[LAT0] = {8801, 0},
                                        [LON0] = {8802, 0},
                                        [K0] = {8805, 0},
                                        [EASTING] = {8806, 0},
                                        [NORTHING] = {8807, 0}};
  if (!parameters_read(context, operation, parameters) || inverse->f == 0)
    return false;

  plane->lon0_rad = remainder(parameters[LON0].value + inverse->meridian_rad, 2 * G_PI);
  plane->k0 = parameters[K0].value;
  plane->false_easting_m = parameters[EASTING].value;
  plane->false_northing_m = parameters[NORTHING].value;
  if (parameters[LAT0].value != 0) { /* the false northing is that of another parallel */
    PJ_COORD equator = proj_coord(parameters[LON0].value / inverse->unit_rad, 0, 0, 0);
    g_mutex_lock(&inverse->mutex);
    plane->false_northing_m = proj_trans(inverse->forward, PJ_FWD, equator).xy.y;
    g_mutex_unlock(&inverse->mutex);
  }
  plane->is_tm = isfinite(plane->false_northing_m) && plane->k0 > 0;
  return plane->is_tm;
}

bool lt_crs_plane(const LtCrs *crs, LtPlane *plane, GError **error)
{
  g_return_val_if_fail(crs != NULL && plane != NULL, false);

  *plane = (LtPlane){.f = 0};
  if (!lt_crs_is_projected(crs))
    return lt_fail(error, LT_ERROR_CRS, LT_T_CRS_NOT_PROJECTED, lt_crs_name(crs));
  LtCrsProjection *inverse = lt_crs_inverse(crs, error);
  if (inverse == NULL)
    return false;

  g_autoptr(PJ_CONTEXT) context = lt_pj_context_new();
  g_autoptr(PJ) pj = lt_crs_pj_new(crs, context);
  g_autoptr(PJ) base = pj != NULL ? lt_pj_unbound(context, pj) : NULL;
  bool are_metres = false, are_east_north = false;
  if (base == NULL || !axes_read(context, base, &are_metres, &are_east_north) || !are_metres)
    return lt_fail(error, LT_ERROR_CRS, LT_T_CRS_NOT_METRE, lt_crs_name(crs));

  *plane =
      (LtPlane){.a_m = inverse->a_m, .f = inverse->f, .geodesic_m = geodesic_m, .context = inverse};
  if (are_east_north && tm_read(context, base, inverse, plane))
    lt_plane_prepare(plane);
  else
    plane->to_geographic = to_geographic;
  return true;
}

double lt_crs_azimuth_deg(const LtPlane *plane, const double from[2], const double to[2])
{
  g_return_val_if_fail(plane != NULL && from != NULL && to != NULL, NAN);

  const LtCrsProjection *inverse = plane->context;
  double places[4] = {from[0], from[1], to[0], to[1]}, degree = G_PI / 180, azimuth_deg;
  lt_plane_to_geographic(plane, places, 2);
  for (size_t i = 0; i < 4; i++)
    if (!isfinite(places[i]))
      return NAN;
  if (places[0] == places[2] && places[1] == places[3])
    return NAN;
  struct geod_geodesic geodesic;
  geod_init(&geodesic, inverse->a_m, inverse->f);
  geod_inverse(&geodesic, places[1] / degree, places[0] / degree, places[3] / degree,
               places[2] / degree, NULL, &azimuth_deg, NULL);
  return azimuth_deg < 0 ? azimuth_deg + 360 : azimuth_deg;
}

LtCrs *lt_crs_of_degrees(const LtCrs *geographic, GError **error)
{
  g_return_val_if_fail(geographic != NULL, NULL);

  g_autofree char *wkt = g_strdup_printf(
      "PROJCS[\"%s / plane of degrees\",%s,PROJECTION[\"Equirectangular\"],"
      "PARAMETER[\"standard_parallel_1\",0],PARAMETER[\"central_meridian\",0],"
      "PARAMETER[\"false_easting\",0],PARAMETER[\"false_northing\",0],UNIT[\"metre\",1],"
      "AXIS[\"Easting\",EAST],AXIS[\"Northing\",NORTH]]",
      lt_crs_name(geographic), lt_crs_wkt(geographic));
  return lt_crs_parse(wkt, error);
}

double lt_crs_geodesic_area_m2(const LtPlane *plane, const double *xy, size_t n)
{
  g_return_val_if_fail(plane != NULL && xy != NULL, NAN);
  const LtCrsProjection *inverse = plane->context;
  struct geod_geodesic geodesic;
  struct geod_polygon polygon;
  geod_init(&geodesic, inverse->a_m, inverse->f);
  geod_polygon_init(&polygon, FALSE);
  double degree = G_PI / 180, area_m2 = NAN;
  for (size_t i = 0; i + 1 < n; i++) {
    double place[2] = {xy[2 * i], xy[2 * i + 1]};
    lt_plane_to_geographic(plane, place, 1);
    if (!isfinite(place[0]) || fabs(place[0]) > 1e9)
      return NAN;
    geod_polygon_addpoint(&geodesic, &polygon, place[1] / degree, place[0] / degree);
  }
  geod_polygon_compute(&geodesic, &polygon, FALSE, TRUE, &area_m2, NULL);
  return fabs(area_m2);
}
