/* The new boundary against the old one: land that came and went, by class of land use. */
#include "io/database.h"
#include "survey/layer.h"
#include "survey/together.h"

#include <string.h>

/* Which layers the tuples are of. */
enum { NEW, OLD, LAND_USE, N_LAYERS };

/* More classes than any scheme has. */
#define TUPLES_MAX 1000000
/* Less than a square of the lattice is the rounding of sums. */
#define NOTHING_M2 1e-8

typedef struct {
  LtSurveyWhole wholes[2]; /* NEW, OLD */
  LtSurveyLayer *land_use; /* or NULL */
  GPtrArray *classes;      /* their names, sorted; NULL: none */
  uint32_t *numbers[N_LAYERS];
  LtPlane plane;
} Work;

static void work_clear(Work *work)
{
  lt_survey_whole_clear(&work->wholes[NEW]);
  lt_survey_whole_clear(&work->wholes[OLD]);
  lt_survey_layer_free(work->land_use);
  g_clear_pointer(&work->classes, g_ptr_array_unref);
  for (size_t i = 0; i < N_LAYERS; i++)
    g_free(work->numbers[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

/* ---- what is read ---- */

/* An old boundary with a hole in it would make land that never came. */
static bool old_check(const LtSurveyResults *old, const LtCrs *crs, GError **error)
{
  for (size_t i = 0; i < old->n_files; i++) {
    const LtSurveyFile *file = &old->files[i];
    if (file->unread != NULL)
      return lt_fail(error, LT_ERROR_READ, LT_T_SVC_OLD_UNREAD, file->unread);
    if (file->common == NULL)
      return lt_fail(error, LT_ERROR_READ, LT_T_SVC_OLD_SYSTEM, file->path, lt_crs_name(crs));
    for (size_t parcel = 0; parcel < file->n_parcels; parcel++)
      if (file->common->types[parcel] != LT_GEOM_POLYGON)
        return lt_fail(error, LT_ERROR_READ, LT_T_SVC_OLD_PARCEL, file->path,
                       file->parcels[parcel].line);
  }
  return true;
}

static LtSurveyResults *old_read(const LtSurveyResults *results, const LtSurveyFiles *files,
                                 LtRun *run, GError **error)
{
  const LtSurveyFiles paths = {
      .paths = files->old_paths, .n_paths = files->n_old_paths, .encoding = files->encoding};
  g_autoptr(LtSurveyResults) old = lt_survey_read(&paths, run, error);
  if (old == NULL || !lt_survey_common_make(old, results->crs, run, error) ||
      !old_check(old, results->crs, error))
    return NULL;
  return g_steal_pointer(&old);
}

/* True when all parcels of all files have a place: else what is missing would be land that went. */
static bool is_whole(LtSurveyResults *results)
{
  bool is_whole = results->crs != NULL && lt_survey_unread_count(results) == 0;
  for (size_t i = 0; is_whole && i < results->n_files; i++) {
    const LtSurveyFile *file = &results->files[i];
    is_whole = file->common != NULL;
    for (size_t parcel = 0; is_whole && parcel < file->n_parcels; parcel++)
      is_whole = file->common->types[parcel] == LT_GEOM_POLYGON;
  }
  if (!is_whole)
    lt_survey_note(&results->notes,
                   (LtSurveyPlace){LT_SV_SKIP, LT_SEVERITY_WARNING, LT_SURVEY_NO_PARCEL, 0},
                   LT_T_SVC_SKIP_CHANGE);
  return is_whole;
}

/* ---- classes ---- */

static int name_compare(const void *a, const void *b)
{
  return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

static const char *class_of(const LtSurveyLayer *layer, size_t i)
{
  return layer->classes[i] == NULL ? "" : layer->classes[i];
}

/* Number the classes in the order of their bytes. */
static bool classes_number(Work *work, GError **error)
{
  const LtSurveyLayer *layer = work->land_use;
  size_t n = layer == NULL ? 0 : layer->shapes->n_features;
  g_autoptr(GHashTable) numbers = g_hash_table_new(g_str_hash, g_str_equal);
  work->classes = g_ptr_array_new();
  for (size_t i = 0; i < n; i++)
    if (g_hash_table_add(numbers, (gpointer)class_of(layer, i)))
      g_ptr_array_add(work->classes, (gpointer)class_of(layer, i));
  g_ptr_array_sort(work->classes, name_compare);
  g_hash_table_remove_all(numbers);
  for (guint i = 0; i < work->classes->len; i++)
    g_hash_table_insert(numbers, g_ptr_array_index(work->classes, i), GUINT_TO_POINTER(i));
  const LtShapes *shapes[] = {work->wholes[NEW].shapes, work->wholes[OLD].shapes,
                              layer == NULL ? NULL : layer->shapes};
  for (size_t i = 0; i < N_LAYERS; i++) {
    work->numbers[i] =
        lt_alloc(shapes[i] == NULL ? 0 : shapes[i]->n_features, sizeof(uint32_t), "classes", error);
    if (work->numbers[i] == NULL)
      return false;
  }
  for (size_t i = 0; i < n; i++)
    work->numbers[LAND_USE][i] = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, class_of(layer, i)));
  return true;
}

/* ---- sums ---- */

static void areas_add(LtAreas *sum, const LtAreas *areas)
{
  sum->planar_m2 += areas->planar_m2;
  sum->ellipsoid_m2 += areas->ellipsoid_m2;
}

/* The sum that a tuple belongs to; NULL: land use alone. */
static LtAreas *sum_of(const uint32_t *tuple, LtAreas *added, LtAreas *removed, LtAreas *kept)
{
  bool is_new = tuple[NEW] != LT_TUPLE_NONE, is_old = tuple[OLD] != LT_TUPLE_NONE;
  return is_new && is_old ? kept : is_new ? added : is_old ? removed : NULL;
}

/* What of an area is left; sums of the same covers, but rounded. */
static LtAreas areas_less(const LtAreas *all, const LtAreas *part)
{
  LtAreas left = {all->planar_m2 - part->planar_m2, all->ellipsoid_m2 - part->ellipsoid_m2};
  return left.planar_m2 < NOTHING_M2 ? (LtAreas){0} : left;
}

/* A row for each class, the last for ground without any. */
static void rows_sum(LtSurveyChange *change, const Work *work, const LtOverlayTuples *tuples)
{
  size_t n_classes = work->classes->len;
  change->n_rows = n_classes + 1;
  change->rows = g_new0(LtSurveyChangeRow, change->n_rows);
  for (size_t i = 0; i < n_classes; i++)
    change->rows[i].class_name = g_strdup(g_ptr_array_index(work->classes, i));
  for (size_t i = 0; i < tuples->n_tuples; i++) {
    const uint32_t *tuple = tuples->classes + i * tuples->n_layers;
    LtSurveyChangeRow *row =
        &change->rows[tuple[LAND_USE] == LT_TUPLE_NONE ? n_classes : tuple[LAND_USE]];
    LtAreas *sum = sum_of(tuple, &row->added, &row->removed, &row->kept);
    if (sum != NULL)
      areas_add(sum, &tuples->areas[i]);
  }
}

/* Classes that the boundary does not touch are no rows. */
static void rows_pack(LtSurveyChange *change)
{
  size_t n = 0;
  for (size_t i = 0; i < change->n_rows; i++) {
    LtSurveyChangeRow row = change->rows[i];
    if (row.added.planar_m2 > 0 || row.removed.planar_m2 > 0 || row.kept.planar_m2 > 0)
      change->rows[n++] = row;
    else
      g_free(row.class_name);
  }
  change->n_rows = n;
}

/* ---- the overlay ---- */

static LtOverlayTuples tuples_of(const Work *work, LtTupleLayer layers[N_LAYERS], size_t n)
{
  for (size_t i = 0; i < N_LAYERS; i++)
    layers[i] = (LtTupleLayer){.classes = work->numbers[i], .n_classes = 1};
  layers[LAND_USE].n_classes = MAX(work->classes->len, 1);
  return (LtOverlayTuples){.layers = layers, .n_layers = n, .n_max = TUPLES_MAX};
}

/* The ground and its sums, each place once. */
static bool ground_overlay(LtSurveyChange *change, const Work *work, LtRun *run, GError **error)
{
  const LtShapes *new = work->wholes[NEW].shapes, *old = work->wholes[OLD].shapes;
  const LtOverlayInput inputs[] = {{.question = LT_OVERLAY_DIFFERENCE,
                                    .a = new,
                                    .b = old,
                                    .plane = &work->plane,
                                    .pairs_only = true},
                                   {.question = LT_OVERLAY_DIFFERENCE,
                                    .a = old,
                                    .b = new,
                                    .plane = &work->plane,
                                    .pairs_only = true}};
  LtTupleLayer layers[N_LAYERS];
  LtOverlayTuples tuples = tuples_of(work, layers, LAND_USE);
  LtOverlay *overlays[G_N_ELEMENTS(inputs)];
  if (!lt_overlay_run_all(inputs, G_N_ELEMENTS(inputs), NULL, &tuples, overlays, run, error))
    return false;
  change->kept = tuples.all;
  change->added = areas_less(&layers[NEW].covered, &tuples.all);
  change->removed = areas_less(&layers[OLD].covered, &tuples.all);
  change->added_ground = overlays[0];
  change->removed_ground = overlays[1];
  lt_overlay_tuples_clear(&tuples);
  return true;
}

/* The same by class, in which ground counts for each part and object that covers it. */
static bool classes_overlay(LtSurveyChange *change, const Work *work, LtRun *run, GError **error)
{
  const LtOverlayInput inputs[] = {{.a = work->wholes[NEW].shapes,
                                    .b = work->wholes[OLD].shapes,
                                    .plane = &work->plane,
                                    .table_only = true},
                                   {.a = work->wholes[NEW].shapes,
                                    .b = work->land_use == NULL ? NULL : work->land_use->shapes,
                                    .plane = &work->plane,
                                    .table_only = true}};
  LtTupleLayer layers[N_LAYERS];
  LtOverlayTuples tuples = tuples_of(work, layers, N_LAYERS);
  LtOverlay *overlays[G_N_ELEMENTS(inputs)];
  if (work->land_use == NULL)
    return true;
  if (!lt_overlay_run_all(inputs, G_N_ELEMENTS(inputs), NULL, &tuples, overlays, run, error))
    return false;
  rows_sum(change, work, &tuples);
  rows_pack(change);
  lt_overlay_tuples_clear(&tuples);
  for (size_t i = 0; i < G_N_ELEMENTS(overlays); i++)
    lt_overlay_free(overlays[i]);
  return true;
}

static bool land_use_read(Work *work, LtSurveyResults *results, const LtSurveyFiles *files,
                          LtRun *run, GError **error)
{
  LtSurveyLayerSpec spec = {.named = files->land_use,
                            .wants_class = true,
                            .class_field = files->class_field,
                            .crs = results->crs,
                            .plane = &work->plane,
                            .box = work->wholes[NEW].box};
  if (files->land_use == NULL)
    return true;
  lt_box_add(&spec.box, &work->wholes[OLD].box);
  work->land_use = lt_survey_reference_read(&spec, run, error);
  g_autofree char *shown = lt_path_shown(files->land_use);
  if (work->land_use != NULL && work->land_use->n_lost > 0)
    lt_survey_note(&results->notes,
                   (LtSurveyPlace){LT_SV_SKIP, LT_SEVERITY_WARNING, LT_SURVEY_NO_PARCEL, 0},
                   LT_T_SVC_SKIP_OBJECTS, shown, work->land_use->n_lost);
  return work->land_use != NULL;
}

bool lt_survey_check_change(LtSurveyResults *results, const LtSurveyFiles *files, LtRun *run,
                            GError **error)
{
  g_auto(Work) work = {0};
  if (files->n_old_paths == 0 || !is_whole(results))
    return true;
  g_autoptr(LtSurveyResults) old = old_read(results, files, run, error);
  if (old == NULL || !lt_crs_plane(results->crs, &work.plane, error) ||
      !lt_survey_whole_make(results, &work.wholes[NEW], error) ||
      !lt_survey_whole_make(old, &work.wholes[OLD], error) ||
      !land_use_read(&work, results, files, run, error) || !classes_number(&work, error))
    return false;
  results->change = g_new0(LtSurveyChange, 1);
  results->change->land_use = files->land_use;
  results->change->old = g_steal_pointer(&old);
  return ground_overlay(results->change, &work, run, error) &&
         classes_overlay(results->change, &work, run, error);
}
