#include "crs/datum_parts.h"
#include "crs/transform.h"

#include <math.h>
#include <string.h>

/* Points are on a line where their spread across it is less than a hundredth of that along it. */
#define LINE_RATIO 0.01
/* A change of datum moves places by some 100 m: what leaves more than that is none. */
#define RMS_MAX_M 100.0
/* No plane of a band is used farther from its meridian (3 degrees are 334 km on the equator), or
 * from the equator: there the axes, the unit or the prefix are others, which a similarity would
 * take up without residuals. */
#define FROM_MERIDIAN_MAX_M 400000.0
#define FROM_EQUATOR_MAX_M 1e7

static void field_clear(LtFitField *field)
{
  g_free(field->from);
  g_free(field->to);
  g_free(field->east);
  g_free(field->north);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtFitField, field_clear)

/* ---- coordinates ---- */

static void reach_add(double reach[4], const double xy[2])
{
  for (size_t k = 0; k < 2; k++) {
    reach[k] = fmin(reach[k], xy[k]);
    reach[2 + k] = fmax(reach[2 + k], xy[k]);
  }
}

/* Longitudes and latitudes of all points of one side, 2·n doubles; LT_ERROR_CRS where there are
 * none. */
static double *places_new(const LtCrs *crs, const LtCrs *geographic, const LtControlPoint *points,
                          size_t n, bool is_to, GError **error)
{
  g_autoptr(LtTransform) way = lt_transform_new(crs, geographic, error);
  if (way == NULL)
    return NULL;
  g_autofree double *places = lt_alloc(n, 2 * sizeof *places, "control points", error);
  if (places == NULL)
    return NULL;
  for (size_t i = 0; i < n; i++)
    memcpy(places + 2 * i, is_to ? points[i].to : points[i].from, 2 * sizeof *places);
  lt_transform_points(way, places, n);
  for (size_t i = 0; i < n; i++)
    if (!isfinite(places[2 * i]) || fabs(places[2 * i + 1]) > 90) {
      lt_fail(error, LT_ERROR_CRS, LT_T_FIT_NO_PLACE, i + 1, lt_crs_name(crs));
      return NULL;
    }
  return g_steal_pointer(&places);
}

/* Geocentric coordinates; EPSG 9602. */
static bool side_fill(LtFitField *field, const LtCrs *crs, const LtControlPoint *points, bool is_to,
                      GError **error)
{
  double a_m, b_m;
  g_autoptr(LtCrs) geographic = lt_crs_geographic_of(crs, error);
  if (geographic == NULL || !lt_crs_ellipsoid(crs, &a_m, &b_m, error))
    return false;
  g_autofree double *places = places_new(crs, geographic, points, field->n, is_to, error);
  if (places == NULL)
    return false;
  double e2 = 1 - (b_m / a_m) * (b_m / a_m);
  for (size_t i = 0; i < field->n; i++) {
    if (!is_to)
      reach_add(field->reach, places + 2 * i);
    double lon = places[2 * i] * G_PI / 180, lat = places[2 * i + 1] * G_PI / 180;
    double h = is_to ? points[i].to_height_m : points[i].from_height_m;
    double n_m = a_m / sqrt(1 - e2 * sin(lat) * sin(lat));
    (is_to ? field->to : field->from)[i] =
        (LtVector){(n_m + h) * cos(lat) * cos(lon), (n_m + h) * cos(lat) * sin(lon),
                   (n_m * (1 - e2) + h) * sin(lat)};
    field->east[i] = (LtVector){-sin(lon), cos(lon), 0};
    field->north[i] = (LtVector){-sin(lat) * cos(lon), -sin(lat) * sin(lon), cos(lat)};
  }
  return true;
}

static bool plane_check(const LtCrs *crs, const LtControlPoint *points, size_t n, bool is_to,
                        GError **error)
{
  LtPlane plane;
  if (!lt_crs_plane(crs, &plane, error))
    return false;
  for (size_t i = 0; i < n; i++) {
    const double *at = is_to ? points[i].to : points[i].from;
    if (!(fabs(at[0] - plane.false_easting_m) <= FROM_MERIDIAN_MAX_M &&
          fabs(at[1] - plane.false_northing_m) <= FROM_EQUATOR_MAX_M))
      return lt_fail(error, LT_ERROR_CRS, LT_T_FIT_NO_PLACE, i + 1, lt_crs_name(crs));
  }
  return true;
}

static bool field_fill(LtFitField *field, const LtDatumChange *change, const LtControlPoint *points,
                       GError **error)
{
  LtVector **all[] = {&field->from, &field->to, &field->east, &field->north};
  for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
    *all[i] = lt_alloc(field->n, sizeof(LtVector), "control points", error);
    if (*all[i] == NULL)
      return false;
  }
  if (!field->is_flat) /* the directions are those of the target, which comes last */
    return side_fill(field, change->from, points, false, error) &&
           side_fill(field, change->to, points, true, error);
  if (!plane_check(change->from, points, field->n, false, error) ||
      !plane_check(change->to, points, field->n, true, error))
    return false;
  for (size_t i = 0; i < field->n; i++) {
    reach_add(field->reach, points[i].from);
    field->from[i] = (LtVector){points[i].from[0], points[i].from[1], 0};
    field->to[i] = (LtVector){points[i].to[0], points[i].to[1], 0};
    field->east[i] = (LtVector){1, 0, 0};
    field->north[i] = (LtVector){0, 1, 0};
  }
  return true;
}

/* ---- least squares ---- */

/* Spread along and across the line that the points are nearest to: roots of the eigenvalues of
 * their covariance on the ground. */
static void spread_find(const LtFitField *field, const bool *use, double *along_m, double *across_m)
{
  double sum[2] = {0}, xx = 0, xy = 0, yy = 0, n = 0;
  for (int pass = 0; pass < 2; pass++)
    for (size_t i = 0; i < field->n; i++) {
      if (!use[i])
        continue;
      LtVector off = lt_minus(field->from[i], field->from[0]);
      double x = lt_dot(off, field->east[0]), y = lt_dot(off, field->north[0]);
      if (pass == 0) {
        sum[0] += x, sum[1] += y, n++;
        continue;
      }
      x -= sum[0] / n, y -= sum[1] / n;
      xx += x * x / n, xy += x * y / n, yy += y * y / n;
    }
  double middle = (xx + yy) / 2, apart = hypot((xx - yy) / 2, xy);
  *along_m = sqrt(middle + apart);
  *across_m = sqrt(fmax(middle - apart, 0));
}

/* Solve m v = r for a symmetric matrix by Cramer's rule; it is of full rank where the points are
 * not on one line. */
static LtVector solve3(LtVector m[3], LtVector r)
{
  double det = lt_dot(m[0], lt_cross(m[1], m[2]));
  return lt_times(1 / det,
                  (LtVector){lt_dot(r, lt_cross(m[1], m[2])), lt_dot(m[0], lt_cross(r, m[2])),
                             lt_dot(m[0], lt_cross(m[1], r))});
}

/* About the centres of both sides the shift falls out, and so does k from v, since p is across
 * v × p. */
LtFitModel lt_fit_solve(const LtFitField *field, const bool *use)
{
  LtFitModel model = {.k = 1};
  LtVector turn = {0, 0, 0}, m[3] = {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
  double pq = 0, pp = 0, n = 0;
  for (size_t i = 0; i < field->n; i++) {
    if (!use[i])
      continue;
    model.center_from = lt_plus(model.center_from, lt_minus(field->from[i], field->from[0]));
    model.center_to = lt_plus(model.center_to, lt_minus(field->to[i], field->to[0]));
    n++;
  }
  model.center_from = lt_plus(field->from[0], lt_times(1 / n, model.center_from));
  model.center_to = lt_plus(field->to[0], lt_times(1 / n, model.center_to));
  for (size_t i = 0; i < field->n; i++) {
    if (!use[i])
      continue;
    LtVector p = lt_minus(field->from[i], model.center_from);
    LtVector q = lt_minus(field->to[i], model.center_to);
    double p2 = lt_dot(p, p);
    pp += p2;
    pq += lt_dot(p, q);
    turn = lt_plus(turn, lt_cross(p, q));
    m[0] = lt_plus(m[0], lt_minus((LtVector){p2, 0, 0}, lt_times(p.x, p)));
    m[1] = lt_plus(m[1], lt_minus((LtVector){0, p2, 0}, lt_times(p.y, p)));
    m[2] = lt_plus(m[2], lt_minus((LtVector){0, 0, p2}, lt_times(p.z, p)));
  }
  model.k = pq / pp;
  model.v = field->is_flat ? (LtVector){0, 0, turn.z / pp} : solve3(m, turn);
  return model;
}

LtResidual lt_fit_residual(const LtFitField *field, const LtFitModel *model, size_t i)
{
  LtVector p = lt_minus(field->from[i], model->center_from);
  LtVector q = lt_minus(field->to[i], model->center_to);
  LtVector off = lt_minus(q, lt_plus(lt_times(model->k, p), lt_cross(model->v, p)));
  return (LtResidual){.north_m = lt_dot(off, field->north[i]),
                      .east_m = lt_dot(off, field->east[i])};
}

double lt_fit_square_m2(const LtFitField *field, const LtFitModel *model, const bool *use,
                        size_t *n)
{
  double sum = 0;
  *n = 0;
  for (size_t i = 0; i < field->n; i++) {
    if (!use[i])
      continue;
    LtResidual residual = lt_fit_residual(field, model, i);
    sum += residual.north_m * residual.north_m + residual.east_m * residual.east_m;
    (*n)++;
  }
  return sum;
}

bool lt_fit_is_determined(const LtFitField *field, const bool *use)
{
  double along_m, across_m;
  spread_find(field, use, &along_m, &across_m);
  return along_m >= LT_SPREAD_MIN_M && (field->is_flat || across_m >= LINE_RATIO * along_m);
}

/* ---- the whole ---- */

static void change_take(LtDatumChange *change, const LtFitModel *model)
{
  LtVector from = model->center_from, to = model->center_to, v = model->v;
  if (change->method == LT_CHANGE_PLANE4) {
    change->plane = (LtPlane4){.a = model->k,
                               .b = v.z,
                               .east_m = to.x - (model->k * from.x - v.z * from.y),
                               .north_m = to.y - (v.z * from.x + model->k * from.y)};
    return;
  }
  LtVector shift = lt_minus(to, lt_plus(lt_times(model->k, from), lt_cross(v, from)));
  change->helmert = (LtHelmert7){.shift_m = {shift.x, shift.y, shift.z},
                                 .rotation_rad = {v.x / model->k, v.y / model->k, v.z / model->k},
                                 .scale = model->k - 1};
}

/* Fill in what is said of the fit of all points. */
static bool fit_judge(LtDatumFit *fit, const LtFitField *field, const LtFitModel *model, bool *use,
                      GError **error)
{
  double along_m, across_m;
  size_t n;
  double sum = lt_fit_square_m2(field, model, use, &n);
  for (size_t i = 0; i < fit->n; i++)
    fit->residuals[i] = lt_fit_residual(field, model, i);
  fit->rms_m = sqrt(sum / (double)n);
  fit->deviation_m = n > 2 ? sqrt(sum / ((double)n - LT_PARAMETERS_ON_GROUND / 2)) : NAN;
  spread_find(field, use, &along_m, &across_m);
  fit->is_line = across_m < LINE_RATIO * along_m;
  if (!lt_fit_find_outliers(field, fit, use, error))
    return false;
  LtFitModel others = lt_fit_solve(field, use);
  fit->rms_without_m = sqrt(lt_fit_square_m2(field, &others, use, &n) / (double)n);
  return true;
}

static void change_judge(LtDatumChange *change, const LtDatumFit *fit, const LtFitField *field)
{
  double most_m = 0;
  for (size_t i = 0; i < fit->n; i++)
    most_m = fmax(most_m, hypot(fit->residuals[i].north_m, fit->residuals[i].east_m));
  memcpy(change->reach, field->reach, sizeof change->reach);
  change->n_points = fit->n;
  change->rms_m = fit->rms_m;
  /* Up to the millimetre: more would feign to know it better. */
  change->accuracy_m =
      isnan(fit->deviation_m) ? -1 : ceil(fmax(2 * fit->deviation_m, most_m) * 1000) / 1000;
}

static bool points_check(const LtDatumChange *change, size_t n, GError **error)
{
  size_t n_least = change->method == LT_CHANGE_PLANE4 ? 2 : 3;
  if (n >= n_least && n <= LT_CONTROL_POINTS_MAX)
    return lt_datum_change_check(change, error);
  return lt_fail(error, LT_ERROR_CRS, LT_T_FIT_COUNT, n, n_least, (size_t)LT_CONTROL_POINTS_MAX);
}

void lt_datum_fit_free(LtDatumFit *fit)
{
  if (fit == NULL)
    return;
  g_free(fit->residuals);
  g_free(fit);
}

LtDatumFit *lt_datum_fit(LtDatumChange *change, const LtControlPoint *points, size_t n,
                         GError **error)
{
  g_return_val_if_fail(change != NULL && (points != NULL || n == 0), NULL);

  g_auto(LtFitField) field = {.is_flat = change->method == LT_CHANGE_PLANE4,
                              .n = n,
                              .reach = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL}};
  if (!points_check(change, n, error) || !field_fill(&field, change, points, error))
    return NULL;
  g_autofree bool *use = lt_alloc(n, sizeof *use, "control points", error);
  g_autoptr(LtDatumFit) fit = g_new0(LtDatumFit, 1);
  fit->n = n;
  fit->residuals = lt_alloc(n, sizeof *fit->residuals, "control points", error);
  if (use == NULL || fit->residuals == NULL)
    return NULL;
  memset(use, true, n * sizeof *use);
  if (!lt_fit_is_determined(&field, use)) {
    lt_fail(error, LT_ERROR_CRS, field.is_flat ? LT_T_FIT_ONE_PLACE : LT_T_FIT_LINE);
    return NULL;
  }
  LtFitModel model = lt_fit_solve(&field, use);
  if (!(model.k > 0)) {
    lt_fail(error, LT_ERROR_CRS, LT_T_FIT_ONE_PLACE);
    return NULL;
  }
  change_take(change, &model);
  if (!fit_judge(fit, &field, &model, use, error))
    return NULL;
  if (!(fit->rms_m <= RMS_MAX_M)) {
    lt_fail(error, LT_ERROR_CRS, LT_T_FIT_CONTRADICT, fit->rms_m);
    return NULL;
  }
  change_judge(change, fit, &field);
  return g_steal_pointer(&fit);
}
