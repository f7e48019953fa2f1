/* Parcels of all files in one CRS: that of the first file. */
#include "crs/transform.h"
#include "survey/together.h"

#include <math.h>
#include <string.h>

void lt_survey_whole_clear(LtSurveyWhole *whole)
{
  g_clear_pointer(&whole->shapes, lt_shapes_free);
  g_clear_pointer(&whole->systems, g_free);
}

/* ---- a file ---- */

static bool ring_transform(LtTransform *transform, const LtShapes *from, size_t ring, LtShapes *to,
                           bool *has_place, GError **error)
{
  size_t begin = lt_shapes_first_point(from, ring), n = from->ring_ends[ring] - begin;
  size_t n_out = 0, n_added = 0;
  g_autofree double *xy = lt_alloc(2 * n, sizeof *xy, "survey points", error), *out = NULL;
  for (size_t i = 0; xy != NULL && i < n; i++) {
    xy[2 * i] = (double)from->points[begin + i].x / LT_UNITS_PER_M;
    xy[2 * i + 1] = (double)from->points[begin + i].y / LT_UNITS_PER_M;
  }
  if (xy == NULL || !lt_transform_path(transform, xy, n, &out, &n_out, &n_added, error))
    return false;
  g_autofree LtPoint *points = lt_alloc(n_out, sizeof *points, "survey points", error);
  if (points == NULL)
    return false;
  for (size_t i = 0; i < n_out; i++) {
    double x = out[2 * i] * LT_UNITS_PER_M, y = out[2 * i + 1] * LT_UNITS_PER_M;
    *has_place = *has_place && fabs(x) < (double)LT_UNITS_MAX && fabs(y) < (double)LT_UNITS_MAX;
    if (!*has_place)
      return true;
    points[i] = (LtPoint){llround(x), llround(y)};
  }
  return lt_shapes_add_ring(to, points, n_out, from->ring_holes[ring], error);
}

static bool feature_transform(LtTransform *transform, const LtShapes *from, size_t feature,
                              LtShapes *to, GError **error)
{
  g_autoptr(LtShapes) one = lt_shapes_new();
  LtGeomType type = (LtGeomType)from->types[feature];
  bool has_place = type != LT_GEOM_NONE;
  if (!lt_shapes_add_feature(one, type, error))
    return false;
  for (size_t ring = lt_shapes_first_ring(from, feature);
       has_place && ring < from->feature_ends[feature]; ring++)
    if (!ring_transform(transform, from, ring, one, &has_place, error))
      return false;
  return has_place ? lt_shapes_add_copy(to, one, 0, error)
                   : lt_shapes_add_feature(to, LT_GEOM_NONE, error);
}

/* Sides of zones, which were measured in the system of the file. */
static bool sides_transform(LtSurveyFile *file, LtTransform *transform, GError **error)
{
  for (guint i = 0; file->zones != NULL && i < file->zones->len; i++)
    for (int side = 0; side < LT_N_SIDES; side++) {
      LtSideResult *result = &g_array_index(file->zones, LtSurveyZone, i).sides->sides[side];
      result->common_line = lt_shapes_new();
      if (result->line->n_features > 0 &&
          !feature_transform(transform, result->line, 0, result->common_line, error))
        return false;
    }
  return true;
}

static bool file_transform(LtSurveyFile *file, LtTransform *transform, LtRun *run, GError **error)
{
  file->common = lt_shapes_new();
  for (size_t i = 0; i < file->shapes->n_features; i++)
    if (!lt_run_check(run, error) || !lt_run_check_memory(run, error) ||
        !feature_transform(transform, file->shapes, i, file->common, error))
      return false;
  if (!sides_transform(file, transform, error))
    return false;
  if (file->text == NULL)
    return true;
  size_t n = file->text->n_points;
  file->common_xy = lt_alloc(2 * n, sizeof *file->common_xy, "survey points", error);
  if (file->common_xy == NULL)
    return false;
  memcpy(file->common_xy, file->text->xy, 2 * n * sizeof *file->common_xy);
  lt_transform_points(transform, file->common_xy, n);
  return true;
}

/* ---- all files ---- */

/* The first one with a parcel. */
static const char *first_system(const LtSurveyResults *results)
{
  for (size_t i = 0; i < results->n_files; i++)
    if (results->files[i].unread == NULL && results->files[i].crs_id != NULL)
      return results->files[i].crs_id;
  return NULL;
}

typedef struct {
  LtTransform *transform; /* NULL: no way */
} Way;

static void way_free(void *data)
{
  Way *way = data;
  lt_transform_free(way->transform);
  g_free(way);
}

/* The way from a system, found once; where there is none, that is told. */
static LtTransform *way_of(LtSurveyResults *results, GHashTable *ways, const LtSurveyFile *file)
{
  Way *way = g_hash_table_lookup(ways, file->crs_id);
  if (way != NULL)
    return way->transform;
  g_autoptr(GError) error = NULL;
  g_autoptr(LtCrs) from = lt_crs_parse(file->crs_id, &error);
  way = g_new0(Way, 1);
  way->transform = from == NULL ? NULL : lt_transform_new(from, results->crs, &error);
  g_hash_table_insert(ways, file->crs_id, way);
  if (way->transform == NULL)
    lt_survey_note(&results->notes,
                   (LtSurveyPlace){LT_SV_SKIP, LT_SEVERITY_WARNING, LT_SURVEY_NO_PARCEL, 0},
                   LT_T_SVC_SKIP_SYSTEM, file->crs_name, lt_crs_name(results->crs), error->message);
  return way->transform;
}

static void members_list(LtSurveyResults *results)
{
  results->members = g_array_new(FALSE, FALSE, sizeof(LtSurveyMember));
  for (size_t i = 0; i < results->n_files; i++) {
    const LtShapes *shapes = results->files[i].common;
    for (size_t parcel = 0; shapes != NULL && parcel < shapes->n_features; parcel++) {
      LtSurveyMember member = {i, parcel};
      if (shapes->types[parcel] == LT_GEOM_POLYGON)
        g_array_append_val(results->members, member);
    }
  }
}

bool lt_survey_common_make(LtSurveyResults *results, const LtCrs *crs, LtRun *run, GError **error)
{
  const char *id = crs != NULL ? lt_crs_id(crs) : first_system(results);
  g_autoptr(GHashTable) ways = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, way_free);
  if (id != NULL && (results->crs = lt_crs_parse(id, error)) == NULL)
    return false;
  for (size_t i = 0; id != NULL && i < results->n_files; i++) {
    LtSurveyFile *file = &results->files[i];
    if (file->unread != NULL || file->crs_id == NULL)
      continue;
    if (strcmp(file->crs_id, id) == 0) {
      file->common = file->shapes;
      continue;
    }
    LtTransform *transform = way_of(results, ways, file);
    if (transform != NULL && !file_transform(file, transform, run, error))
      return false;
  }
  members_list(results);
  return true;
}

bool lt_survey_whole_make(const LtSurveyResults *results, LtSurveyWhole *whole, GError **error)
{
  g_autoptr(GHashTable) systems = g_hash_table_new(g_str_hash, g_str_equal);
  whole->members = results->members;
  whole->shapes = lt_shapes_new();
  whole->systems = lt_alloc(results->members->len, sizeof *whole->systems, "parcels", error);
  whole->box = (LtBox){{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};
  for (guint i = 0; whole->systems != NULL && i < results->members->len; i++) {
    const LtSurveyMember *member = &g_array_index(results->members, LtSurveyMember, i);
    const LtSurveyFile *file = &results->files[member->file];
    gpointer number = NULL;
    if (!g_hash_table_lookup_extended(systems, file->crs_id, NULL, &number)) {
      number = GUINT_TO_POINTER(g_hash_table_size(systems));
      g_hash_table_insert(systems, file->crs_id, number);
    }
    whole->systems[i] = GPOINTER_TO_UINT(number);
    if (!lt_shapes_add_copy(whole->shapes, file->common, member->parcel, error))
      return false;
    LtBox box = lt_shapes_box(whole->shapes, i);
    lt_box_add(&whole->box, &box);
  }
  return whole->systems != NULL;
}

void lt_survey_tell_left_out(LtSurveyResults *results, const char *what)
{
  for (size_t i = 0; i < results->n_files; i++) {
    LtSurveyFile *file = &results->files[i];
    for (size_t parcel = 0; file->unread == NULL && parcel < file->n_parcels; parcel++)
      if (file->common == NULL || file->common->types[parcel] != LT_GEOM_POLYGON)
        lt_survey_note(
            &file->notes,
            (LtSurveyPlace){LT_SV_SKIP, LT_SEVERITY_WARNING, parcel, file->parcels[parcel].line},
            LT_T_SVC_SKIP_PARCEL, what);
  }
}
