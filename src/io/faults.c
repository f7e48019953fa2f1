#include "io/faults.h"

#include "base/workers.h"

#include <math.h>

void lt_faults_clear(LtFaults *faults)
{
  for (size_t i = 0; i < faults->n; i++)
    lt_shapes_free(faults->faults[i].original);
  g_free(faults->faults);
  *faults = (LtFaults){0};
}

bool lt_faults_add(LtFaults *faults, LtFaultKind kind, size_t feature, const LtPoint *place,
                   GError **error)
{
  if (!lt_grow(&faults->faults, &faults->capacity, faults->n + 1, sizeof *faults->faults, "faults",
               error))
    return false;
  LtFault *fault = &faults->faults[faults->n++];
  *fault = (LtFault){.kind = kind,
                     .feature = feature,
                     .has_place = place != NULL,
                     .before_m2 = NAN,
                     .after_m2 = NAN};
  if (place != NULL)
    fault->place = *place;
  return true;
}

static int fault_compare(const void *a, const void *b, void *data)
{
  (void)data;
  const LtFault *p = a, *q = b;
  return p->feature < q->feature ? -1 : p->feature > q->feature;
}

void lt_faults_sort(LtFaults *faults)
{
  if (faults->n > 1) /* stable, unlike qsort() */
    g_qsort_with_data(faults->faults, (gint)faults->n, sizeof *faults->faults, fault_compare, NULL);
}

typedef struct {
  uint8_t validity; /* LtValidity */
  LtPoint place;
} Check;

typedef struct {
  const LtShapes *shapes;
  Check *checks;
} Checks;

static void *worker_new(void *data, GError **error)
{
  (void)data;
  LtGeos *geos = lt_geos_new();
  if (geos == NULL)
    lt_fail(error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY, (size_t)0, "GEOS");
  return geos;
}

static void worker_free(void *worker)
{
  lt_geos_free(worker);
}

static bool feature_check(void *worker, size_t feature, void *data, GError **error)
{
  Checks *checks = data;
  Check *check = &checks->checks[feature];
  LtValidity validity = LT_VALID;
  g_autoptr(GError) inner = NULL;
  if (checks->shapes->types[feature] != LT_GEOM_POLYGON)
    return true;
  if (!lt_validity_check(worker, checks->shapes, feature, &validity, &check->place, &inner)) {
    if (!g_error_matches(inner, LT_ERROR, LT_ERROR_GEOMETRY)) {
      g_propagate_error(error, g_steal_pointer(&inner));
      return false;
    }
    /* What GEOS cannot even judge is bad data, no error. */
    validity = LT_INVALID_OTHER;
    check->place = lt_shapes_box(checks->shapes, feature).min;
  }
  check->validity = (uint8_t)validity;
  return true;
}

/* Append the repaired feature; one that cannot be repaired has no shape. */
static bool feature_repair(LtGeos *geos, const LtShapes *shapes, size_t feature,
                           LtShapes *repaired, GError **error)
{
  g_autoptr(GError) inner = NULL;
  if (lt_validity_repair(geos, shapes, feature, repaired, &inner))
    return true;
  if (!g_error_matches(inner, LT_ERROR, LT_ERROR_GEOMETRY)) {
    g_propagate_error(error, g_steal_pointer(&inner));
    return false;
  }
  return repaired->n_features > feature || lt_shapes_add_feature(repaired, LT_GEOM_NONE, error);
}

static bool fault_add_invalid(LtFaults *faults, const LtShapes *shapes, size_t feature,
                              const Check *check, const LtPlane *plane, GError **error)
{
  g_autoptr(LtShapes) original = lt_shapes_new();
  if (!lt_shapes_add_copy(original, shapes, feature, error) ||
      !lt_faults_add(faults, LT_FAULT_INVALID, feature, &check->place, error))
    return false;
  LtFault *fault = &faults->faults[faults->n - 1];
  fault->validity = (LtValidity)check->validity;
  fault->before_m2 = lt_shape_areas(plane, shapes, feature).planar_m2;
  fault->original = g_steal_pointer(&original);
  return true;
}

static bool shapes_repair(LtFaults *faults, LtShapes **shapes, const Check *checks,
                          const LtPlane *plane, const LtRun *run, GError **error)
{
  g_autoptr(LtGeos) geos = worker_new(NULL, error);
  if (geos == NULL)
    return false;
  g_autoptr(LtShapes) repaired = lt_shapes_new();
  for (size_t i = 0; i < (*shapes)->n_features; i++) {
    if (checks[i].validity == LT_VALID) {
      if (!lt_shapes_add_copy(repaired, *shapes, i, error))
        return false;
      continue;
    }
    if (!lt_run_check(run, error) ||
        !fault_add_invalid(faults, *shapes, i, &checks[i], plane, error) ||
        !feature_repair(geos, *shapes, i, repaired, error))
      return false;
    faults->faults[faults->n - 1].after_m2 = lt_shape_areas(plane, repaired, i).planar_m2;
  }
  lt_shapes_free(*shapes);
  *shapes = g_steal_pointer(&repaired);
  return true;
}

/* One check for each feature. */
static Check *shapes_check(const LtShapes *shapes, LtRun *run, GError **error)
{
  size_t n = shapes->n_features;
  g_autofree Check *checks = lt_alloc(n, sizeof *checks, "validity", error);
  if (checks == NULL)
    return NULL;
  Checks data = {shapes, checks};
  LtWork work = {.stage = lt_text(lt_language(), LT_T_FAULT_STAGE),
                 .n_items = n,
                 .worker_new = worker_new,
                 .worker_free = worker_free,
                 .item = feature_check,
                 .data = &data};
  return lt_work_run(&work, run, error) ? g_steal_pointer(&checks) : NULL;
}

bool lt_faults_repair(LtFaults *faults, LtShapes **shapes, const LtPlane *plane, LtRun *run,
                      GError **error)
{
  g_autofree Check *checks = shapes_check(*shapes, run, error);
  if (checks == NULL)
    return false;
  for (size_t i = 0; i < (*shapes)->n_features; i++)
    if (checks[i].validity != LT_VALID)
      return shapes_repair(faults, shapes, checks, plane, run, error);
  return true;
}

bool lt_layer_data_count_invalid(const LtLayerData *data, LtRun *run, size_t *n_invalid,
                                 GError **error)
{
  g_autofree Check *checks = shapes_check(data->shapes, run, error);
  if (checks == NULL)
    return false;
  *n_invalid = 0;
  for (size_t i = 0; i < data->shapes->n_features; i++)
    *n_invalid += checks[i].validity != LT_VALID;
  return true;
}
