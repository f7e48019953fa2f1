#include "io/faults.h"

#include "base/workers.h"
#include "geom/ring_noding.h"
#include "io/encoding.h"

#include <math.h>
#include <string.h>

void lt_fault_clear(LtFault *fault)
{
  lt_shapes_free(fault->original);
  g_free(fault->bytes);
}

void lt_faults_clear(LtFaults *faults)
{
  for (size_t i = 0; i < faults->n; i++)
    lt_fault_clear(&faults->faults[i]);
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
                     .n_places = 1,
                     .before_m2 = NAN,
                     .after_m2 = NAN};
  if (place != NULL)
    fault->place = *place;
  return true;
}

bool lt_faults_add_text(LtFaults *faults, size_t feature, size_t column, const char *bytes,
                        const char *encoding, GError **error)
{
  for (size_t i = faults->n; i > 0 && faults->faults[i - 1].feature == feature; i--)
    if (faults->faults[i - 1].kind == LT_FAULT_TEXT && faults->faults[i - 1].column == column)
      return true; /* the row is read a second time */
  if (!lt_faults_add(faults, LT_FAULT_TEXT, feature, NULL, error))
    return false;
  LtFault *fault = &faults->faults[faults->n - 1];
  fault->column = column;
  fault->bytes = lt_bytes_escape(bytes, strlen(bytes));
  fault->encoding = encoding;
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

/* ---- which polygons are invalid ---- */

typedef struct {
  const LtShapes *shapes;
  uint8_t *invalid; /* of each feature */
  LtBox *boxes;     /* the same, or NULL: they are not wanted */
} Checks;

static void *checker_new(void *data, GError **error)
{
  (void)data, (void)error;
  return lt_ring_noding_new();
}

static void checker_free(void *worker)
{
  lt_ring_noding_free(worker);
}

static bool feature_check(void *worker, size_t feature, void *data, GError **error)
{
  Checks *checks = data;
  bool is_valid;
  if (!lt_ring_noding_is_valid(worker, checks->shapes, feature, &is_valid, error))
    return false;
  checks->invalid[feature] = !is_valid;
  if (checks->boxes != NULL)
    checks->boxes[feature] = lt_shapes_box(checks->shapes, feature);
  return true;
}

/* 1 for each invalid feature; NULL with an error. Free with g_free(). Boxes, too, where they are
 * wanted: the points of a feature are in the cache then. */
static uint8_t *shapes_check(const LtShapes *shapes, LtBox *boxes, LtRun *run, size_t *n_invalid,
                             GError **error)
{
  size_t n = shapes->n_features;
  g_autofree uint8_t *invalid = lt_alloc(n, 1, "validity", error);
  if (invalid == NULL)
    return NULL;
  Checks data = {shapes, invalid, boxes};
  LtWork work = {.stage = lt_text(lt_language(), LT_T_FAULT_STAGE),
                 .n_items = n,
                 .worker_new = checker_new,
                 .worker_free = checker_free,
                 .item = feature_check,
                 .data = &data};
  if (!lt_work_run(&work, run, error))
    return NULL;
  *n_invalid = 0;
  for (size_t i = 0; i < n; i++)
    *n_invalid += invalid[i];
  return g_steal_pointer(&invalid);
}

/* ---- their faults, and what they are mended to ---- */

typedef struct {
  size_t feature;
  LtShapes *mended; /* one feature */
  LtFaults faults;  /* one for each kind; the first has the original and the areas */
} Repair;

typedef struct {
  const LtShapes *shapes;
  const LtPlane *plane;
  Repair *repairs;
  size_t n;
} Repairs;

static void repairs_clear(Repairs *repairs)
{
  for (size_t i = 0; repairs->repairs != NULL && i < repairs->n; i++) {
    lt_shapes_free(repairs->repairs[i].mended);
    lt_faults_clear(&repairs->repairs[i].faults);
  }
  g_free(repairs->repairs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Repairs, repairs_clear)

typedef struct {
  LtRingNoding *noding;
  LtGeos *geos;
} Repairer;

static void *repairer_new(void *data, GError **error)
{
  (void)data, (void)error;
  Repairer *repairer = g_new(Repairer, 1);
  *repairer = (Repairer){lt_ring_noding_new(), lt_geos_new()};
  return repairer;
}

static void repairer_free(void *worker)
{
  Repairer *repairer = worker;
  lt_ring_noding_free(repairer->noding);
  lt_geos_free(repairer->geos);
  g_free(repairer);
}

/* A fault for each kind: its first place, and how many there are. */
static bool kinds_add(LtFaults *faults, const LtRingFaults *found, size_t feature, GError **error)
{
  for (size_t i = 0; i < found->n; i++) {
    const LtRingFault *fault = &found->faults[i];
    if (i > 0 && fault->validity == fault[-1].validity) {
      faults->faults[faults->n - 1].n_places++;
      continue;
    }
    if (!lt_faults_add(faults, LT_FAULT_INVALID, feature, &fault->place, error))
      return false;
    faults->faults[faults->n - 1].validity = fault->validity;
    faults->faults[faults->n - 1].is_cut = found->is_cut;
  }
  return true;
}

/* Mend a feature; what cannot be mended has no shape. */
static bool feature_mend(LtGeos *geos, const LtShapes *shapes, size_t feature, LtShapes *mended,
                         GError **error)
{
  g_autoptr(GError) inner = NULL;
  if (lt_validity_repair(geos, shapes, feature, mended, &inner))
    return true;
  if (!g_error_matches(inner, LT_ERROR, LT_ERROR_GEOMETRY)) {
    g_propagate_error(error, g_steal_pointer(&inner));
    return false;
  }
  return mended->n_features > 0 || lt_shapes_add_feature(mended, LT_GEOM_NONE, error);
}

static bool feature_repair(void *worker, size_t item, void *data, GError **error)
{
  const Repairer *repairer = worker;
  const Repairs *repairs = data;
  Repair *repair = &repairs->repairs[item];
  size_t feature = repair->feature;
  LtRingFaults found;
  g_autoptr(LtShapes) original = lt_shapes_new();
  repair->mended = lt_shapes_new();
  if (!lt_ring_noding_find(repairer->noding, repairs->shapes, feature, &found, error) ||
      !kinds_add(&repair->faults, &found, feature, error) ||
      !lt_shapes_add_copy(original, repairs->shapes, feature, error) ||
      !feature_mend(repairer->geos, repairs->shapes, feature, repair->mended, error))
    return false;
  LtFault *first = &repair->faults.faults[0];
  first->before_m2 = lt_shape_areas(repairs->plane, repairs->shapes, feature).planar_m2;
  first->after_m2 = lt_shape_areas(repairs->plane, repair->mended, 0).planar_m2;
  first->original = g_steal_pointer(&original);
  return true;
}

/* All faults go over to @p faults. */
static bool faults_take(LtFaults *faults, Repairs *repairs, GError **error)
{
  for (size_t i = 0; i < repairs->n; i++) {
    LtFaults *from = &repairs->repairs[i].faults;
    if (!lt_grow(&faults->faults, &faults->capacity, faults->n + from->n, sizeof *faults->faults,
                 "faults", error))
      return false;
    for (size_t k = 0; k < from->n; k++) {
      faults->faults[faults->n++] = from->faults[k];
      from->faults[k].original = NULL;
    }
  }
  return true;
}

/* The shapes with the mended ones in their places. */
static LtShapes *mended_new(const LtShapes *shapes, const Repairs *repairs, GError **error)
{
  g_autoptr(LtShapes) mended = lt_shapes_new();
  for (size_t i = 0, next = 0; i < shapes->n_features; i++) {
    bool is_mended = next < repairs->n && repairs->repairs[next].feature == i;
    if (is_mended ? !lt_shapes_add_copy(mended, repairs->repairs[next].mended, 0, error)
                  : !lt_shapes_add_copy(mended, shapes, i, error))
      return NULL;
    next += is_mended;
  }
  return g_steal_pointer(&mended);
}

static bool shapes_repair(LtFaults *faults, LtShapes **shapes, const uint8_t *invalid,
                          size_t n_invalid, const LtPlane *plane, LtRun *run, GError **error)
{
  g_auto(Repairs) repairs = {.shapes = *shapes, .plane = plane, .n = n_invalid};
  repairs.repairs = lt_alloc(n_invalid, sizeof *repairs.repairs, "faults", error);
  if (repairs.repairs == NULL)
    return false;
  for (size_t i = 0, n = 0; i < (*shapes)->n_features; i++)
    if (invalid[i])
      repairs.repairs[n++].feature = i;
  LtWork work = {.stage = lt_text(lt_language(), LT_T_FAULT_REPAIR_STAGE),
                 .n_items = n_invalid,
                 .worker_new = repairer_new,
                 .worker_free = repairer_free,
                 .item = feature_repair,
                 .data = &repairs};
  if (!lt_work_run(&work, run, error))
    return false;
  g_autoptr(LtShapes) mended = mended_new(*shapes, &repairs, error);
  if (mended == NULL || !faults_take(faults, &repairs, error))
    return false;
  lt_shapes_free(*shapes);
  *shapes = g_steal_pointer(&mended);
  return true;
}

bool lt_faults_repair(LtFaults *faults, LtShapes **shapes, const LtPlane *plane, LtRun *run,
                      GError **error)
{
  size_t n_invalid = 0;
  size_t n = (*shapes)->n_features;
  g_autofree LtBox *boxes = lt_alloc(n, sizeof *boxes, "boxes of features", error);
  g_autofree uint8_t *invalid =
      boxes == NULL ? NULL : shapes_check(*shapes, boxes, run, &n_invalid, error);
  if (invalid == NULL ||
      (n_invalid > 0 && !shapes_repair(faults, shapes, invalid, n_invalid, plane, run, error)))
    return false;
  for (size_t i = 0; n_invalid > 0 && i < n; i++)
    if (invalid[i])
      boxes[i] = lt_shapes_box(*shapes, i);
  lt_shapes_take_boxes(*shapes, g_steal_pointer(&boxes));
  return true;
}

bool lt_layer_data_count_invalid(const LtLayerData *data, LtRun *run, size_t *n_invalid,
                                 GError **error)
{
  g_autofree uint8_t *invalid = shapes_check(data->shapes, NULL, run, n_invalid, error);
  return invalid != NULL;
}
