/* Transformation by parameters of the user's own. */
#include "crs/transform_parts.h"

#include <math.h>
#include <string.h>

#define DEGREE_M (G_PI / 180 * 6371000)
/* Points at a time of which is kept where they came from. */
#define BATCH 256

/* How far a point was moved on the ground. */
static double moved_m(const LtTransform *step, const double from[2], const double to[2])
{
  double east = to[0] - from[0], north = to[1] - from[1];
  if (step->is_to_degrees)
    return hypot(east * cos(from[1] * G_PI / 180), north) * DEGREE_M;
  return hypot(east - step->falses[0], north - step->falses[1]);
}

static void seen_add(const LtTransform *step, const double from[2], const double to[2])
{
  LtChangeSeen *seen = step->seen;
  if (!isfinite(to[0]) || !isfinite(to[1]))
    return;
  double shift_m = moved_m(step, from, to);
  seen->least_m = fmin(seen->least_m, shift_m);
  seen->most_m = fmax(seen->most_m, shift_m);
  for (size_t k = 0; k < 2; k++) {
    seen->extent[k] = fmin(seen->extent[k], from[k]);
    seen->extent[2 + k] = fmax(seen->extent[2 + k], from[k]);
  }
}

size_t lt_change_points(const LtTransform *step, double *xy, size_t n)
{
  double from[2 * BATCH];
  size_t n_failed = 0;
  for (size_t done = 0; done < n; done += BATCH) {
    size_t count = MIN(n - done, BATCH);
    double *at = xy + 2 * done;
    memcpy(from, at, 2 * count * sizeof *from);
    n_failed += lt_pj_points(step->ways[0].operation, at, count);
    for (size_t i = 0; i < count; i++)
      seen_add(step, from + 2 * i, at + 2 * i);
  }
  return n_failed;
}

static LtBilingual note_of(const LtDatumChange *change)
{
  LtBilingual note;
  bool is_plane = change->method == LT_CHANGE_PLANE4;
  const char *from = lt_crs_name(change->from), *to = lt_crs_name(change->to);
  for (size_t i = 0; i < LT_N_LANGS; i++) {
    LtLang lang = (LtLang)i;
    const char *what = lt_text(lang, is_plane ? LT_T_CHANGE_PLANE4 : LT_T_CHANGE_HELMERT7);
    if (change->n_points == 0)
      note.in[i] = lt_text_format(lang, LT_T_CHANGE_NOTE, from, to, what);
    else if (is_plane && change->n_points == 2) /* residuals of 0 say nothing */
      note.in[i] = lt_text_format(lang, LT_T_CHANGE_NOTE_TWO, from, to, what);
    else
      note.in[i] = lt_text_format(lang, LT_T_CHANGE_NOTE_FIT, from, to, change->n_points, what,
                                  change->rms_m);
  }
  return note;
}

/* The step of the parameters alone. */
static LtTransform *step_new(const LtDatumChange *change, GError **error)
{
  g_autofree char *pipeline = lt_datum_change_pipeline(change, error);
  if (pipeline == NULL)
    return NULL;
  g_autoptr(LtTransform) step = g_new0(LtTransform, 1);
  step->context = lt_pj_context_new();
  step->ways = g_new0(LtTransformWay, 1);
  step->ways[0].operation = proj_create(step->context, pipeline);
  if (step->ways[0].operation == NULL) {
    lt_fail(error, LT_ERROR_CRS, LT_T_CRS_UNKNOWN, pipeline, lt_pj_message(step->context));
    return NULL;
  }
  step->n_ways = 1;
  step->accuracy_m = change->accuracy_m;
  step->note = note_of(change);
  step->seen = g_new(LtChangeSeen, 1);
  *step->seen = (LtChangeSeen){{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL}, HUGE_VAL, 0};
  step->is_to_degrees = change->method == LT_CHANGE_HELMERT7;
  LtPlane from, to;
  if (!step->is_to_degrees && lt_crs_plane(change->from, &from, NULL) &&
      lt_crs_plane(change->to, &to, NULL)) {
    step->falses[0] = to.false_easting_m - from.false_easting_m;
    step->falses[1] = to.false_northing_m - from.false_northing_m;
  }
  return g_steal_pointer(&step);
}

static bool is_bound(const LtCrs *crs)
{
  g_autoptr(PJ_CONTEXT) context = lt_pj_context_new();
  g_autoptr(PJ) pj = lt_crs_pj_new(crs, context);
  return pj != NULL && proj_get_type(pj) == PJ_TYPE_BOUND_CRS;
}

/* Projections before and after the parameters are not worth a word. */
static void silence(LtTransform *conversion)
{
  for (size_t lang = 0; conversion->accuracy_m == 0 && lang < LT_N_LANGS; lang++)
    conversion->note.in[lang] = g_strdup("");
}

static bool sources_check(const LtCrs *from, const LtDatumChange *change, GError **error)
{
  if (is_bound(from) || is_bound(change->from) || is_bound(change->to))
    return lt_fail(error, LT_ERROR_CRS, LT_T_CHANGE_BOUND);
  return strcmp(lt_crs_datum(from), lt_crs_datum(change->from)) == 0 ||
         lt_fail(error, LT_ERROR_CRS, LT_T_CHANGE_FROM, lt_crs_name(change->from),
                 lt_crs_datum(change->from), lt_crs_name(from), lt_crs_datum(from));
}

LtTransform *lt_transform_new_by(const LtCrs *from, const LtCrs *to, const LtDatumChange *change,
                                 GError **error)
{
  g_return_val_if_fail(from != NULL && to != NULL && change != NULL, NULL);

  bool is_plane = change->method == LT_CHANGE_PLANE4;
  if (!sources_check(from, change, error) || !lt_datum_change_check(change, error))
    return NULL;
  g_autoptr(LtCrs) begin = is_plane ? NULL : lt_crs_geographic_of(change->from, error);
  g_autoptr(LtCrs) end = is_plane ? NULL : lt_crs_geographic_of(change->to, error);
  if (!is_plane && (begin == NULL || end == NULL))
    return NULL;
  g_autoptr(LtTransform) first = lt_transform_new(from, is_plane ? change->from : begin, error);
  g_autoptr(LtTransform) step = first != NULL ? step_new(change, error) : NULL;
  g_autoptr(LtTransform) last =
      step != NULL ? lt_transform_new(is_plane ? change->to : end, to, error) : NULL;
  if (last == NULL)
    return NULL;
  silence(first);
  silence(last);
  LtPlane plane;
  first->is_from_plane = lt_crs_plane(from, &plane, NULL);
  lt_transform_chain(first, g_steal_pointer(&step));
  lt_transform_chain(first, g_steal_pointer(&last));
  return g_steal_pointer(&first);
}
