#include "report/json_values.h"
#include "report/survey_together.h"

static json_t *areas_json(const LtAreas *areas)
{
  json_t *json = lt_json_set(json_object(), "planar_m2", real(areas->planar_m2, 4));
  json = lt_json_set(json, "ellipsoid_m2", real(areas->ellipsoid_m2, 4));
  return lt_json_set(json, "mu", real(lt_survey_mu(areas->planar_m2), 6));
}

/* ---- reference layers ---- */

static json_t *conflict_json(const LtSurveyResults *results, const LtSurveyReference *reference,
                             const LtOverlayPair *pair)
{
  const LtSurveyMember *member = &g_array_index(results->members, LtSurveyMember, pair->a);
  const LtSurveyFile *file = &results->files[member->file];
  json_t *json = lt_json_set(json_object(), "file", text(file->path));
  json = lt_json_set(json, "parcel", count(member->parcel + 1));
  json = lt_json_set(json, "number", text(file->parcels[member->parcel].number));
  if (!reference->is_inside) {
    const char *name = reference->names == NULL ? NULL : reference->names[pair->b];
    json = lt_json_set(json, "fid", json_integer((json_int_t)reference->fids[pair->b]));
    json = lt_json_set(json, "name", text(name));
  }
  json = lt_json_join(json, areas_json(&pair->areas));
  return lt_json_set(json, "width_m", real(pair->width_m, 4));
}

static json_t *reference_json(const LtSurveyResults *results, const LtSurveyReference *reference)
{
  json_t *conflicts = json_array();
  const LtOverlay *overlay = reference->overlay;
  for (size_t i = 0; overlay != NULL && i < overlay->n_pairs; i++)
    if (overlay->pairs[i].shape != NULL)
      conflicts = lt_json_append(conflicts, conflict_json(results, reference, &overlay->pairs[i]));
  json_t *tolerated =
      lt_json_set(areas_json(&reference->tolerated), "pieces", count(reference->n_tolerated));
  tolerated = lt_json_set(tolerated, "width_m", real(reference->tolerated_width_m, 4));
  json_t *json = lt_json_set(json_object(), "layer", text(reference->named));
  json = lt_json_set(json, "role", text(reference->is_inside ? "inside" : "outside"));
  json = lt_json_set(json, "crs_name", text(reference->crs_name));
  json = lt_json_set(json, "accuracy_m",
                     reference->accuracy_m < 0 ? json_null() : real(reference->accuracy_m, 4));
  json = lt_json_set(json, "objects", count(reference->n_objects));
  json = lt_json_set(json, "repaired", count(reference->n_repaired));
  json = lt_json_set(json, "without_shape", count(reference->n_lost));
  json = lt_json_set(json, "tolerance_m", real(results->tolerance_m, 6));
  json = lt_json_set(json, "conflict", areas_json(&reference->kept));
  json = lt_json_set(json, "tolerated", tolerated);
  return lt_json_set(json, "conflicts", conflicts);
}

/* ---- set and change ---- */

static json_t *set_json(const LtSurveySet *set)
{
  static const char *const methods[] = {"planar_m2", "ellipsoid_m2", "series_m2", "geodesic_m2"};
  if (set == NULL)
    return json_null();
  json_t *json = lt_json_set(json_object(), "name", text(set->name));
  json = lt_json_set(json, "parts", count(set->n_parts));
  json = lt_json_set(json, "unmeasured", count(set->n_unmeasured));
  json =
      lt_json_set(json, "approved_m2", real(set->approved.is_stated ? set->approved.m2 : NAN, 4));
  json = lt_json_set(json, "stated_m2", real(set->stated_m2, 4));
  for (size_t i = 0; i < LT_SURVEY_N_METHODS; i++)
    json = lt_json_set(json, methods[i], real(set->m2[i], 4));
  return lt_json_set(json, "repeated_m2", real(set->repeated_m2, 4));
}

static json_t *row_json(json_t *take_json, const LtAreas *added, const LtAreas *removed,
                        const LtAreas *kept)
{
  json_t *json = lt_json_set(take_json, "added", areas_json(added));
  json = lt_json_set(json, "removed", areas_json(removed));
  return lt_json_set(json, "kept", areas_json(kept));
}

static json_t *change_json(const LtSurveyChange *change)
{
  if (change == NULL)
    return json_null();
  json_t *old = json_array(), *rows = json_array();
  for (size_t i = 0; i < change->old->n_files; i++)
    old = lt_json_append(old, text(change->old->files[i].path));
  for (size_t i = 0; i < change->n_rows; i++) {
    const LtSurveyChangeRow *row = &change->rows[i];
    json_t *json = lt_json_set(json_object(), "class", text(row->class_name));
    rows = lt_json_append(rows, row_json(json, &row->added, &row->removed, &row->kept));
  }
  json_t *json = lt_json_set(json_object(), "old", old);
  json = lt_json_set(json, "land_use", text(change->land_use));
  json = row_json(json, &change->added, &change->removed, &change->kept);
  return lt_json_set(json, "classes", rows);
}

json_t *lt_survey_together_json(json_t *take_root, const LtSurveyResults *results)
{
  json_t *references = json_array();
  for (size_t i = 0; i < results->n_references; i++)
    references = lt_json_append(references, reference_json(results, &results->references[i]));
  json_t *json =
      lt_json_set(take_root, "crs", text(results->crs == NULL ? NULL : lt_crs_id(results->crs)));
  json = lt_json_set(json, "references", references);
  json = lt_json_set(json, "set", set_json(results->set));
  return lt_json_set(json, "change", change_json(results->change));
}
