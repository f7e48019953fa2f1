/* What is found in a coverage without an overlay: holes, parts, the same shape twice. */
#include "rules/coverage.h"

#include "geom/points.h"
#include "geom/same.h"

#include <math.h>

static size_t count_holes(const LtShapes *shapes, size_t feature)
{
  size_t count = 0;
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++)
    count += shapes->ring_holes[r];
  return count;
}

static size_t count_parts(const LtShapes *shapes, size_t feature)
{
  return shapes->feature_ends[feature] - lt_shapes_first_ring(shapes, feature) -
         count_holes(shapes, feature);
}

/* ---- holes ---- */

/* The holes of a feature as polygons, turned as shells are; NULL with LT_ERROR_MEMORY. */
static LtShapes *holes_new(const LtShapes *shapes, size_t feature, GError **error)
{
  g_autoptr(LtShapes) holes = lt_shapes_new();
  if (!lt_shapes_add_feature(holes, LT_GEOM_POLYGON, error))
    return NULL;
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++) {
    size_t begin = lt_shapes_first_point(shapes, r), n = shapes->ring_ends[r] - begin;
    if (!shapes->ring_holes[r])
      continue;
    if (!lt_shapes_add_ring(holes, shapes->points + begin, n, false, error))
      return NULL;
    lt_points_reverse(holes->points + holes->n_points - n, n);
  }
  return g_steal_pointer(&holes);
}

static bool add_holes(const LtTask *task, LtObject object, size_t n_holes, GError **error)
{
  LtFinding finding = lt_finding_new(task->rule, object, "count");
  finding.fault = "hole";
  finding.value = (double)n_holes;
  finding.limit = 0;
  g_autoptr(LtShapes) holes = holes_new(object.layer->data->shapes, object.feature, error);
  if (holes == NULL || !lt_finding_set_shape(&finding, holes, 0, error))
    return false;
  finding.areas = lt_shape_areas(&task->project->plane, finding.shape, 0);
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *who = lt_object_text(&object, (LtLang)lang);
    g_autofree char *ground = lt_ground_text(task->project, &finding.areas, (LtLang)lang);
    finding.message.in[lang] =
        lt_text_format((LtLang)lang, LT_T_HOLES_MESSAGE, who, n_holes, ground);
  }
  lt_results_add_finding(task->results, finding);
  return true;
}

bool lt_coverage_find_holes(const LtTask *task, const uint8_t *use, GError **error)
{
  const LtShapes *shapes = task->a->data->shapes;
  for (size_t i = 0; i < shapes->n_features; i++) {
    size_t n_holes = use[i] ? count_holes(shapes, i) : 0;
    LtObject object = {task->a, i};
    if (n_holes > 0 && task->use_a[i] == LT_UNKNOWN)
      lt_task_note_attribute(task, object, (LtObject){0}, (double)n_holes);
    else if (n_holes > 0 && !add_holes(task, object, n_holes, error))
      return false;
  }
  return true;
}

/* ---- parts ---- */

static bool add_multipart(const LtTask *task, LtObject object, size_t n_parts, GError **error)
{
  LtFinding finding = lt_finding_new(task->rule, object, "count");
  finding.fault = "multipart";
  finding.value = (double)n_parts;
  finding.limit = 1;
  if (!lt_finding_set_shape(&finding, object.layer->data->shapes, object.feature, error))
    return false;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *who = lt_object_text(&object, (LtLang)lang);
    finding.message.in[lang] = lt_text_format((LtLang)lang, LT_T_MULTIPART_MESSAGE, who, n_parts);
  }
  lt_results_add_finding(task->results, finding);
  return true;
}

bool lt_coverage_find_multipart(const LtTask *task, const uint8_t *use, GError **error)
{
  const LtShapes *shapes = task->a->data->shapes;
  for (size_t i = 0; i < shapes->n_features; i++) {
    size_t n_parts = use[i] ? count_parts(shapes, i) : 1;
    LtObject object = {task->a, i};
    if (n_parts > 1 && task->use_a[i] == LT_UNKNOWN)
      lt_task_note_attribute(task, object, (LtObject){0}, (double)n_parts);
    else if (n_parts > 1 && !add_multipart(task, object, n_parts, error))
      return false;
  }
  return true;
}

/* ---- the same shape ---- */

static bool add_duplicate(const LtTask *task, LtObject object, LtObject first, GError **error)
{
  const LtShapes *shapes = task->a->data->shapes;
  LtFinding finding = lt_finding_new(task->rule, first, "m2");
  finding.fault = "duplicate";
  finding.b = object;
  finding.areas = lt_shape_areas(&task->project->plane, shapes, first.feature);
  finding.value = lt_round(lt_results_m2(task->project, &finding.areas), 2);
  finding.limit = 0;
  finding.share_a = finding.share_b = 1;
  if (!lt_finding_set_shape(&finding, shapes, first.feature, error))
    return false;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *text_a = lt_object_text(&first, (LtLang)lang);
    g_autofree char *text_b = lt_object_text(&object, (LtLang)lang);
    g_autofree char *ground = lt_ground_text(task->project, &finding.areas, (LtLang)lang);
    finding.message.in[lang] =
        lt_text_format((LtLang)lang, LT_T_DUPLICATE_MESSAGE, text_a, text_b, ground);
  }
  lt_results_add_finding(task->results, finding);
  return true;
}

/* The one of a group that stays: one that certainly takes part, then the smaller identity. */
static size_t first_of(const LtTask *task, const size_t *features, size_t n)
{
  size_t first = features[0];
  for (size_t i = 1; i < n; i++) {
    const LtObject one = {task->a, features[i]}, other = {task->a, first};
    bool is_known = task->use_a[features[i]] == LT_TRUE, is_first = task->use_a[first] == LT_TRUE;
    if (is_known != is_first ? is_known : lt_object_compare(&one, &other) < 0)
      first = features[i];
  }
  return first;
}

/* A group: all but the first leave. */
static bool drop_group(const LtTask *task, const size_t *features, size_t n, bool adds,
                       uint8_t *use, GError **error)
{
  size_t first = first_of(task, features, n);
  for (size_t i = 0; i < n; i++) {
    LtObject a = {task->a, first}, b = {task->a, features[i]};
    if (features[i] == first)
      continue;
    use[features[i]] = 0;
    if (adds && task->use_a[features[i]] == LT_UNKNOWN)
      lt_task_note_attribute(task, a, b, NAN);
    else if (adds && !add_duplicate(task, b, a, error))
      return false;
  }
  return true;
}

bool lt_coverage_drop_duplicates(const LtTask *task, bool adds, uint8_t *use, GError **error)
{
  g_auto(LtSame) same = {0};
  bool is_ok = lt_same_find(task->a->data->shapes, use, &same, error);
  for (size_t g = 0, begin = 0; is_ok && g < same.n_groups; begin = same.group_ends[g++])
    is_ok = drop_group(task, same.features + begin, same.group_ends[g] - begin, adds, use, error);
  return is_ok;
}
