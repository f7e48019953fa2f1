/* Parcels against layers that they must lie in, or must not lie on: all of them in one arrangement.
 */
#include "io/database.h"
#include "survey/layer.h"
#include "survey/together.h"

#include <lantu/mu.h>
#include <math.h>

static LtSurveyPlace place_of(const LtSurveyReference *reference, const LtSurveyMember *member,
                              const LtSurveyParcel *parcel, LtSeverity severity)
{
  return (LtSurveyPlace){reference->is_inside ? LT_SV_IN : LT_SV_OUT, severity, member->parcel,
                         parcel->line};
}

/* ---- what was done to a layer ---- */

static void layer_tell(LtSurveyResults *results, const LtSurveyReference *reference)
{
  LtSurveyPlace place = {LT_SV_SKIP, LT_SEVERITY_WARNING, LT_SURVEY_NO_PARCEL, 0};
  if (reference->n_lost > 0)
    lt_survey_note(&results->notes, place, LT_T_SVC_SKIP_OBJECTS, reference->named,
                   reference->n_lost);
  if (reference->accuracy_m < 0)
    lt_survey_note(&results->notes, place, LT_T_SVC_SKIP_ACCURACY, reference->named);
  place.severity = LT_SEVERITY_INFO;
  if (reference->n_repaired > 0)
    lt_survey_note(&results->notes, place, LT_T_SVC_SKIP_REPAIRED, reference->named,
                   reference->n_repaired);
}

static LtSurveyLayer *reference_read(LtSurveyReference *reference, const LtSurveyLayerSpec *spec,
                                     LtRun *run, GError **error)
{
  LtSurveyLayer *layer = lt_survey_reference_read(spec, run, error);
  if (layer == NULL)
    return NULL;
  reference->crs_name = g_strdup(layer->crs_name);
  reference->n_objects = layer->n_objects;
  reference->n_repaired = layer->n_repaired;
  reference->n_lost = layer->n_lost;
  reference->accuracy_m = layer->accuracy_m;
  reference->n_near = layer->shapes->n_features;
  reference->fids = g_steal_pointer(&layer->fids);
  reference->names = g_steal_pointer(&layer->names);
  return layer;
}

/* ---- findings ---- */

/* What the way between two systems may be off by is no fault of the parcel. */
static LtSeverity severity_of(const LtSurveyReference *reference, const LtOverlayPair *pair)
{
  bool is_sure = reference->accuracy_m >= 0 && pair->width_m > reference->accuracy_m;
  return is_sure ? LT_SEVERITY_ERROR : LT_SEVERITY_WARNING;
}

/* "feature 12 (name)" in each language. */
static LtBilingual object_text(const LtSurveyReference *reference, size_t object)
{
  LtBilingual text;
  const char *name = reference->names == NULL ? NULL : reference->names[object];
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    text.in[lang] =
        name == NULL || *name == '\0'
            ? lt_text_format((LtLang)lang, LT_T_SVC_OBJECT, (long long)reference->fids[object])
            : lt_text_format((LtLang)lang, LT_T_SVC_OBJECT_NAMED, name,
                             (long long)reference->fids[object]);
  return text;
}

static void kept_tell(LtSurveyResults *results, const LtSurveyReference *reference,
                      const LtOverlayPair *pair)
{
  const LtSurveyMember *member = &g_array_index(results->members, LtSurveyMember, pair->a);
  LtSurveyFile *file = &results->files[member->file];
  const LtSurveyParcel *parcel = &file->parcels[member->parcel];
  LtSurveyPlace place = place_of(reference, member, parcel, severity_of(reference, pair));
  double m2 = pair->areas.planar_m2, share = 100 * m2 / parcel->certificate.m2[LT_SURVEY_PLANAR];
  if (reference->is_inside) {
    lt_survey_note(&file->notes, place, LT_T_SVC_IN, reference->named, m2, m2 / LT_MU_M2,
                   fmin(share, 100), pair->width_m);
    return;
  }
  LtBilingual object = object_text(reference, pair->b), text;
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    text.in[lang] = lt_text_format((LtLang)lang, LT_T_SVC_OUT, reference->named, object.in[lang],
                                   m2, m2 / LT_MU_M2, fmin(share, 100), pair->width_m);
  lt_bilingual_clear(&object);
  lt_survey_note_take(&file->notes, place, text);
}

/* One line for each parcel: what is within the tolerance is told, too. */
static void tolerated_tell(LtSurveyResults *results, const LtSurveyReference *reference)
{
  const LtOverlay *overlay = reference->overlay;
  for (size_t i = 0, end; i < overlay->n_pairs; i = end) {
    size_t n = 0;
    double m2 = 0;
    for (end = i; end < overlay->n_pairs && overlay->pairs[end].a == overlay->pairs[i].a; end++) {
      n += overlay->pairs[end].n_tolerated;
      m2 += overlay->pairs[end].n_tolerated > 0 ? overlay->pairs[end].tolerated.planar_m2 : 0;
    }
    const LtSurveyMember *member =
        &g_array_index(results->members, LtSurveyMember, overlay->pairs[i].a);
    LtSurveyFile *file = &results->files[member->file];
    if (n > 0)
      lt_survey_note(&file->notes,
                     place_of(reference, member, &file->parcels[member->parcel], LT_SEVERITY_INFO),
                     LT_T_SVC_TOLERATED, reference->named, n, m2, results->tolerance_m);
  }
}

static void reference_tell(LtSurveyResults *results, LtSurveyReference *reference)
{
  const LtOverlay *overlay = reference->overlay;
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    const LtOverlayPair *pair = &overlay->pairs[i];
    if (pair->n_tolerated > 0) {
      reference->n_tolerated += pair->n_tolerated;
      reference->tolerated.planar_m2 += pair->tolerated.planar_m2;
      reference->tolerated.ellipsoid_m2 += pair->tolerated.ellipsoid_m2;
      reference->tolerated_width_m =
          fmax(reference->tolerated_width_m, pair->tolerated_width_upper_m);
    }
    if (pair->shape == NULL)
      continue;
    reference->n_kept++;
    reference->kept.planar_m2 += pair->areas.planar_m2;
    reference->kept.ellipsoid_m2 += pair->areas.ellipsoid_m2;
    kept_tell(results, reference, pair);
  }
  tolerated_tell(results, reference);
  layer_tell(results, reference);
}

/* ---- all of them ---- */

static bool references_overlay(LtSurveyResults *results, const LtSurveyWhole *whole,
                               const LtPlane *plane, GPtrArray *layers, LtRun *run, GError **error)
{
  size_t n = results->n_references;
  g_autofree LtOverlayInput *inputs = g_new0(LtOverlayInput, n);
  g_autofree LtOverlay **overlays = g_new0(LtOverlay *, n);
  for (size_t i = 0; i < n; i++) {
    const LtSurveyLayer *layer = g_ptr_array_index(layers, i);
    inputs[i] = (LtOverlayInput){
        .question = results->references[i].is_inside ? LT_OVERLAY_DIFFERENCE : LT_OVERLAY_SHARED,
        .a = whole->shapes,
        .b = layer->shapes,
        .plane = plane,
        .pairs_only = true,
        .min_width_m = results->tolerance_m};
  }
  if (!lt_overlay_run_all(inputs, n, NULL, NULL, overlays, run, error))
    return false;
  for (size_t i = 0; i < n; i++) {
    results->references[i].overlay = overlays[i];
    reference_tell(results, &results->references[i]);
  }
  return true;
}

static void references_list(LtSurveyResults *results, const LtSurveyFiles *files)
{
  results->n_references = files->n_inside + files->n_outside;
  results->references = g_new0(LtSurveyReference, results->n_references);
  for (size_t i = 0; i < files->n_inside; i++)
    results->references[i] = (LtSurveyReference){.source = files->inside[i], .is_inside = true};
  for (size_t i = 0; i < files->n_outside; i++)
    results->references[files->n_inside + i] = (LtSurveyReference){.source = files->outside[i]};
  for (size_t i = 0; i < results->n_references; i++)
    results->references[i].named = lt_path_shown(results->references[i].source);
}

bool lt_survey_check_references(LtSurveyResults *results, const LtSurveyFiles *files, LtRun *run,
                                GError **error)
{
  LtPlane plane;
  g_auto(LtSurveyWhole) whole = {0};
  g_autoptr(GPtrArray) layers =
      g_ptr_array_new_with_free_func((GDestroyNotify)lt_survey_layer_free);
  if (files->n_inside + files->n_outside == 0)
    return true;
  results->tolerance_m = files->tolerance_m;
  lt_survey_tell_left_out(results, lt_text(lt_language(), LT_T_SVC_REFERENCES));
  if (results->crs == NULL)
    return true; /* nothing can be compared, and that is told */
  references_list(results, files);
  if (!lt_crs_plane(results->crs, &plane, error) || !lt_survey_whole_make(results, &whole, error))
    return false;
  for (size_t i = 0; i < results->n_references; i++) {
    LtSurveyReference *reference = &results->references[i];
    LtSurveyLayerSpec spec = {
        .named = reference->source, .crs = results->crs, .plane = &plane, .box = whole.box};
    LtSurveyLayer *layer = reference_read(reference, &spec, run, error);
    if (layer == NULL)
      return false;
    g_ptr_array_add(layers, layer);
  }
  return references_overlay(results, &whole, &plane, layers, run, error);
}
