#include "report/overlay_values.h"
#include "report/survey_together.h"

#define N(columns) G_N_ELEMENTS(columns)

static LtValue mu_value(double m2)
{
  return lt_value_area(lt_survey_mu(m2));
}

/* ---- reference layers ---- */

static const LtGpkgColumn reference_columns[] = {{"layer", LT_VALUE_TEXT},
                                                 {"role", LT_VALUE_TEXT},
                                                 {"crs_name", LT_VALUE_TEXT},
                                                 {"accuracy_m", LT_VALUE_REAL},
                                                 {"objects", LT_VALUE_INTEGER},
                                                 {"repaired", LT_VALUE_INTEGER},
                                                 {"without_shape", LT_VALUE_INTEGER},
                                                 {"tolerance_m", LT_VALUE_REAL},
                                                 {"conflicts", LT_VALUE_INTEGER},
                                                 {"planar_m2", LT_VALUE_REAL},
                                                 {"mu", LT_VALUE_REAL},
                                                 {"tolerated", LT_VALUE_INTEGER},
                                                 {"tolerated_m2", LT_VALUE_REAL},
                                                 {"tolerated_width_m", LT_VALUE_REAL}};

static bool references_write(LtGpkg *gpkg, const LtSurveyResults *results, GError **error)
{
  static const LtGpkgTable table = {"reference", "layers parcels were held against", LT_GEOM_NONE,
                                    reference_columns, N(reference_columns)};
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (size_t i = 0; i < results->n_references; i++) {
    const LtSurveyReference *reference = &results->references[i];
    const LtValue values[N(reference_columns)] = {
        lt_value_text(reference->named),
        lt_value_text(reference->is_inside ? "inside" : "outside"),
        lt_value_text(reference->crs_name),
        reference->accuracy_m < 0 ? lt_value_text(NULL) : lt_value_length(reference->accuracy_m),
        lt_value_count(reference->n_objects),
        lt_value_count(reference->n_repaired),
        lt_value_count(reference->n_lost),
        lt_value_length(results->tolerance_m),
        lt_value_count(reference->n_kept),
        lt_value_area(reference->kept.planar_m2),
        mu_value(reference->kept.planar_m2),
        lt_value_count(reference->n_tolerated),
        lt_value_area(reference->tolerated.planar_m2),
        lt_value_length(reference->tolerated_width_m)};
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

static const LtGpkgColumn conflict_columns[] = {
    {"file", LT_VALUE_TEXT},        {"line", LT_VALUE_INTEGER},   {"parcel", LT_VALUE_TEXT},
    {"layer", LT_VALUE_TEXT},       {"role", LT_VALUE_TEXT},      {"object_fid", LT_VALUE_INTEGER},
    {"object_name", LT_VALUE_TEXT}, {"planar_m2", LT_VALUE_REAL}, {"ellipsoid_m2", LT_VALUE_REAL},
    {"mu", LT_VALUE_REAL},          {"width_m", LT_VALUE_REAL}};

static bool conflict_write(LtGpkg *gpkg, const LtSurveyResults *results,
                           const LtSurveyReference *reference, const LtOverlayPair *pair,
                           GError **error)
{
  const LtSurveyMember *member = &g_array_index(results->members, LtSurveyMember, pair->a);
  const LtSurveyFile *file = &results->files[member->file];
  const LtSurveyParcel *parcel = &file->parcels[member->parcel];
  bool has_object = !reference->is_inside, has_name = has_object && reference->names != NULL;
  const LtValue values[N(conflict_columns)] = {
      lt_value_text(file->path),
      lt_value_count(parcel->line),
      lt_value_text(parcel->number),
      lt_value_text(reference->named),
      lt_value_text(has_object ? "outside" : "inside"),
      has_object ? lt_value_integer(reference->fids[pair->b]) : lt_value_text(NULL),
      lt_value_text(has_name ? reference->names[pair->b] : NULL),
      lt_value_area(pair->areas.planar_m2),
      lt_value_area(pair->areas.ellipsoid_m2),
      mu_value(pair->areas.planar_m2),
      lt_value_length(pair->width_m)};
  return lt_gpkg_row(gpkg, pair->shape, 0, values, error);
}

static bool conflicts_write(LtGpkg *gpkg, const LtSurveyResults *results, GError **error)
{
  static const LtGpkgTable table = {"conflict", "ground outside of a layer, or on one",
                                    LT_GEOM_POLYGON, conflict_columns, N(conflict_columns)};
  bool is_ok = lt_gpkg_begin(gpkg, &table, error);
  for (size_t i = 0; is_ok && i < results->n_references; i++) {
    const LtSurveyReference *reference = &results->references[i];
    for (size_t j = 0; is_ok && j < reference->overlay->n_pairs; j++)
      is_ok = reference->overlay->pairs[j].shape == NULL ||
              conflict_write(gpkg, results, reference, &reference->overlay->pairs[j], error);
  }
  return is_ok;
}

/* ---- the old boundary ---- */

static const LtGpkgColumn ground_columns[] = {
    {"file", LT_VALUE_TEXT},      {"line", LT_VALUE_INTEGER},      {"parcel", LT_VALUE_TEXT},
    {"planar_m2", LT_VALUE_REAL}, {"ellipsoid_m2", LT_VALUE_REAL}, {"mu", LT_VALUE_REAL},
    {"width_m", LT_VALUE_REAL}};

/* Ground of @p overlay, whose features are the members of @p results. */
static bool ground_write(LtGpkg *gpkg, const LtGpkgTable *table, const LtSurveyResults *results,
                         const LtOverlay *overlay, GError **error)
{
  if (!lt_gpkg_begin(gpkg, table, error))
    return false;
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    const LtOverlayPair *pair = &overlay->pairs[i];
    const LtSurveyMember *member = &g_array_index(results->members, LtSurveyMember, pair->a);
    const LtSurveyFile *file = &results->files[member->file];
    const LtValue values[N(ground_columns)] = {lt_value_text(file->path),
                                               lt_value_count(file->parcels[member->parcel].line),
                                               lt_value_text(file->parcels[member->parcel].number),
                                               lt_value_area(pair->areas.planar_m2),
                                               lt_value_area(pair->areas.ellipsoid_m2),
                                               mu_value(pair->areas.planar_m2),
                                               lt_value_length(pair->width_m)};
    if (pair->shape != NULL && !lt_gpkg_row(gpkg, pair->shape, 0, values, error))
      return false;
  }
  return true;
}

static const LtGpkgColumn change_columns[] = {{"land", LT_VALUE_TEXT},
                                              {"class", LT_VALUE_TEXT},
                                              {"planar_m2", LT_VALUE_REAL},
                                              {"ellipsoid_m2", LT_VALUE_REAL},
                                              {"mu", LT_VALUE_REAL}};

static bool change_rows(LtGpkg *gpkg, const char *class_name, const LtAreas *const areas[3],
                        GError **error)
{
  static const char *const lands[] = {"added", "removed", "kept"};
  for (size_t i = 0; i < N(lands); i++) {
    const LtValue values[N(change_columns)] = {
        lt_value_text(lands[i]), lt_value_text(class_name), lt_value_area(areas[i]->planar_m2),
        lt_value_area(areas[i]->ellipsoid_m2), mu_value(areas[i]->planar_m2)};
    if (areas[i]->planar_m2 > 0 && !lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

static bool change_write(LtGpkg *gpkg, const LtSurveyChange *change, GError **error)
{
  static const LtGpkgTable table = {"change", "land that came, went and stayed, by class",
                                    LT_GEOM_NONE, change_columns, N(change_columns)};
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (size_t i = 0; i < change->n_rows; i++) {
    const LtSurveyChangeRow *row = &change->rows[i];
    if (!change_rows(gpkg, row->class_name,
                     (const LtAreas *const[]){&row->added, &row->removed, &row->kept}, error))
      return false;
  }
  return change->n_rows > 0 ||
         change_rows(gpkg, NULL,
                     (const LtAreas *const[]){&change->added, &change->removed, &change->kept},
                     error);
}

bool lt_survey_together_write(LtGpkg *gpkg, const LtSurveyResults *results, GError **error)
{
  static const LtGpkgTable added = {"added", "land that came", LT_GEOM_POLYGON, ground_columns,
                                    N(ground_columns)};
  static const LtGpkgTable removed = {"removed", "land that went", LT_GEOM_POLYGON, ground_columns,
                                      N(ground_columns)};
  const LtSurveyChange *change = results->change;
  if (results->n_references > 0 &&
      (!references_write(gpkg, results, error) || !conflicts_write(gpkg, results, error)))
    return false;
  return change == NULL ||
         (ground_write(gpkg, &added, results, change->added_ground, error) &&
          ground_write(gpkg, &removed, change->old, change->removed_ground, error) &&
          change_write(gpkg, change, error));
}
