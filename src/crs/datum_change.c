#include "crs/datum_change.h"

#include "crs/crs_pj.h"

#include <math.h>
#include <string.h>
#include <proj_experimental.h> /* proj_create_ellipsoidal_2D_cs() */

#define SECOND_RAD (G_PI / 180 / 3600)
/* Farther than any change between the datums of China goes: what local fits of Xian 1980 and
 * Beijing 1954 to CGCS2000 are published with stays well below. */
#define SHIFT_USUAL_M 2000.0
#define ROTATION_USUAL_RAD (60 * SECOND_RAD)
#define SCALE_USUAL 200e-6
/* False eastings with the number of a band, from 13 on, are larger. */
#define PREFIX_MIN_M 1e7
/* Planes of the same band: central meridians and scales agree but for rounding. */
#define SAME_RAD 1e-12
#define SAME_SCALE 1e-12

void lt_datum_change_free(LtDatumChange *change)
{
  if (change == NULL)
    return;
  lt_crs_free(change->from);
  lt_crs_free(change->to);
  g_free(change);
}

/* Where the origin lies does not matter: a shift is one of the parameters. */
static bool is_same_band(const LtPlane *a, const LtPlane *b)
{
  return a->is_tm && b->is_tm && fabs(a->lon0_rad - b->lon0_rad) < SAME_RAD &&
         fabs(a->k0 - b->k0) < SAME_SCALE;
}

static bool planes_check(const LtDatumChange *change, GError **error)
{
  LtPlane from, to;
  if (!lt_crs_plane(change->from, &from, error) || !lt_crs_plane(change->to, &to, error))
    return false;
  return is_same_band(&from, &to) || lt_fail(error, LT_ERROR_CRS, LT_T_CHANGE_BANDS,
                                             lt_crs_name(change->from), lt_crs_name(change->to));
}

static bool datums_check(const LtDatumChange *change, GError **error)
{
  g_autoptr(LtCrs) from = lt_crs_geographic_of(change->from, error);
  if (from == NULL)
    return false;
  g_autoptr(LtCrs) to = lt_crs_geographic_of(change->to, error);
  double a_m, b_m;
  return to != NULL && lt_crs_ellipsoid(from, &a_m, &b_m, error) &&
         lt_crs_ellipsoid(to, &a_m, &b_m, error);
}

bool lt_datum_change_check(const LtDatumChange *change, GError **error)
{
  const LtCrs *ends[] = {change->from, change->to};
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
    if (lt_crs_map_grid(ends[i]) != LT_MAP_NONE)
      return lt_fail(error, LT_ERROR_CRS, LT_T_CHANGE_MAP_GRID, lt_crs_name(ends[i]));
  return change->method == LT_CHANGE_PLANE4 ? planes_check(change, error)
                                            : datums_check(change, error);
}

const LtDatumChange *lt_datum_change_find(const LtDatumChange *const *changes, size_t n,
                                          const LtCrs *crs)
{
  LtPlane plane, own;
  bool is_plane = lt_crs_plane(crs, &own, NULL);
  for (size_t i = 0; i < n; i++) {
    if (changes[i]->from == NULL ||
        strcmp(lt_crs_datum(changes[i]->from), lt_crs_datum(crs)) != 0)
      continue;
    if (changes[i]->method == LT_CHANGE_HELMERT7 ||
        (is_plane && lt_crs_plane(changes[i]->from, &plane, NULL) && is_same_band(&plane, &own)))
      return changes[i];
  }
  return NULL;
}

LtCrs *lt_crs_geographic_of(const LtCrs *crs, GError **error)
{
  g_autoptr(PJ_CONTEXT) context = lt_pj_context_new();
  g_autoptr(PJ) pj = lt_crs_pj_new(crs, context);
  g_autoptr(PJ) base = pj != NULL ? lt_pj_unbound(context, pj) : NULL;
  g_autoptr(PJ) datum = base != NULL ? proj_crs_get_datum_forced(context, base) : NULL;
  g_autoptr(PJ) meridian = base != NULL ? proj_get_prime_meridian(context, base) : NULL;
  double longitude = 0;
  if (meridian != NULL)
    proj_prime_meridian_get_parameters(context, meridian, &longitude, NULL, NULL);
  g_autoptr(PJ) axes =
      proj_create_ellipsoidal_2D_cs(context, PJ_ELLPS2D_LATITUDE_LONGITUDE, NULL, 0);
  g_autoptr(PJ) made =
      datum != NULL && axes != NULL && longitude == 0
          ? proj_create_geographic_crs_from_datum(context, proj_get_name(datum), datum, axes)
          : NULL;
  const char *wkt = made != NULL ? proj_as_wkt(context, made, PJ_WKT2_2019, NULL) : NULL;
  if (wkt != NULL)
    return lt_crs_parse(wkt, error);
  lt_fail(error, LT_ERROR_CRS, LT_T_CRS_NO_INVERSE, lt_crs_name(crs), lt_pj_message(context));
  return NULL;
}

bool lt_crs_ellipsoid(const LtCrs *crs, double *a_m, double *b_m, GError **error)
{
  g_autoptr(PJ_CONTEXT) context = lt_pj_context_new();
  g_autoptr(PJ) pj = lt_crs_pj_new(crs, context);
  g_autoptr(PJ) ellipsoid = pj != NULL ? proj_get_ellipsoid(context, pj) : NULL;
  if (ellipsoid != NULL &&
      proj_ellipsoid_get_parameters(context, ellipsoid, a_m, b_m, NULL, NULL) && *a_m > 0 &&
      *b_m > 0)
    return true;
  return lt_fail(error, LT_ERROR_CRS, LT_T_CRS_NO_INVERSE, lt_crs_name(crs),
                 lt_pj_message(context));
}

/* As PROJ reads it, whatever the locale. */
static void append(GString *text, const char *key, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf(text, " +%s=%s", key, g_ascii_dtostr(digits, sizeof digits, value));
}

static char *plane_pipeline(const LtPlane4 *plane)
{
  GString *text = g_string_new("+proj=affine");
  append(text, "xoff", plane->east_m);
  append(text, "yoff", plane->north_m);
  append(text, "s11", plane->a);
  append(text, "s12", -plane->b);
  append(text, "s21", plane->b);
  append(text, "s22", plane->a);
  return g_string_free(text, FALSE);
}

static void append_helmert(GString *text, const LtHelmert7 *helmert)
{
  static const char *const shifts[] = {"x", "y", "z"}, *const rotations[] = {"rx", "ry", "rz"};
  g_string_append(text, " +step +proj=helmert +convention=position_vector");
  for (size_t i = 0; i < 3; i++) {
    append(text, shifts[i], helmert->shift_m[i]);
    append(text, rotations[i], helmert->rotation_rad[i] / SECOND_RAD);
  }
  append(text, "s", helmert->scale * 1e6);
}

char *lt_datum_change_pipeline(const LtDatumChange *change, GError **error)
{
  double a_m[2], b_m[2];
  if (change->method == LT_CHANGE_PLANE4)
    return plane_pipeline(&change->plane);
  if (!lt_crs_ellipsoid(change->from, &a_m[0], &b_m[0], error) ||
      !lt_crs_ellipsoid(change->to, &a_m[1], &b_m[1], error))
    return NULL;
  GString *text = g_string_new("+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
                               "+step +proj=cart");
  append(text, "a", a_m[0]);
  append(text, "b", b_m[0]);
  append_helmert(text, &change->helmert);
  g_string_append(text, " +step +inv +proj=cart");
  append(text, "a", a_m[1]);
  append(text, "b", b_m[1]);
  g_string_append(text, " +step +proj=unitconvert +xy_in=rad +xy_out=deg");
  return g_string_free(text, FALSE);
}

static void rotation_and_scale(const LtDatumChange *change, double *rotation_rad, double *scale)
{
  const LtHelmert7 *helmert = &change->helmert;
  if (change->method == LT_CHANGE_PLANE4) {
    *rotation_rad = fabs(atan2(change->plane.b, change->plane.a));
    *scale = hypot(change->plane.a, change->plane.b) - 1;
    return;
  }
  *rotation_rad = 0;
  for (size_t i = 0; i < 3; i++)
    *rotation_rad = fmax(*rotation_rad, fabs(helmert->rotation_rad[i]));
  *scale = helmert->scale;
}

/* Parameters are mostly computed without the prefix; 1" of rotation moves them by 184 m with it. */
static bool is_prefixed(const LtDatumChange *change)
{
  LtPlane plane;
  return change->method == LT_CHANGE_PLANE4 && change->n_points == 0 &&
         lt_crs_plane(change->from, &plane, NULL) && plane.false_easting_m > PREFIX_MIN_M;
}

char *lt_datum_change_doubt(const LtDatumChange *change, LtLang lang)
{
  double rotation_rad, scale, shift_m = 0;
  rotation_and_scale(change, &rotation_rad, &scale);
  for (size_t i = 0; change->method == LT_CHANGE_HELMERT7 && i < 3; i++)
    shift_m = fmax(shift_m, fabs(change->helmert.shift_m[i]));
  if (rotation_rad > ROTATION_USUAL_RAD)
    return lt_text_format(lang, LT_T_CHANGE_DOUBT_ROTATION, rotation_rad / SECOND_RAD,
                          ROTATION_USUAL_RAD / SECOND_RAD);
  if (fabs(scale) > SCALE_USUAL)
    return lt_text_format(lang, LT_T_CHANGE_DOUBT_SCALE, scale * 1e6, SCALE_USUAL * 1e6);
  if (shift_m > SHIFT_USUAL_M)
    return lt_text_format(lang, LT_T_CHANGE_DOUBT_SHIFT, shift_m, SHIFT_USUAL_M);
  return (rotation_rad > 0 || scale != 0) && is_prefixed(change)
             ? lt_text_format(lang, LT_T_CHANGE_DOUBT_PREFIX, lt_crs_name(change->from))
             : NULL;
}

char *lt_datum_change_text(const LtDatumChange *change, LtLang lang)
{
  const LtPlane4 *plane = &change->plane;
  const LtHelmert7 *h = &change->helmert;
  const double *r = h->rotation_rad;
  if (change->method == LT_CHANGE_PLANE4)
    return lt_text_format(lang, LT_T_CHANGE_PLANE_TEXT, plane->north_m, plane->east_m,
                          -atan2(plane->b, plane->a) / SECOND_RAD,
                          (hypot(plane->a, plane->b) - 1) * 1e6);
  return lt_text_format(lang, LT_T_CHANGE_HELMERT_TEXT, h->shift_m[0], h->shift_m[1], h->shift_m[2],
                        r[0] / SECOND_RAD, r[1] / SECOND_RAD, r[2] / SECOND_RAD, h->scale * 1e6);
}
