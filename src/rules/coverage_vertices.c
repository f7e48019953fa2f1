/* Vertices along the borders of a coverage that its other objects do not have. */
#include "rules/coverage.h"

#include <math.h>

static bool point_shape(LtFinding *finding, LtPoint point, GError **error)
{
  finding->shape = lt_shapes_new();
  if (lt_shapes_add_feature(finding->shape, LT_GEOM_POINT, error) &&
      lt_shapes_add_ring(finding->shape, &point, 1, false, error))
    return true;
  g_clear_pointer(&finding->shape, lt_shapes_free);
  return false;
}

static char *vertex_text(const LtFinding *finding, LtLang lang)
{
  g_autofree char *a = lt_object_text(&finding->a, lang);
  g_autofree char *b = lt_object_text(&finding->b, lang);
  double x_m = (double)finding->place.x / LT_UNITS_PER_M;
  double y_m = (double)finding->place.y / LT_UNITS_PER_M;
  return finding->value == 0
             ? lt_text_format(lang, LT_T_VERTEX_TOUCH, a, x_m, y_m, b)
             : lt_text_format(lang, LT_T_VERTEX_NEAR, a, x_m, y_m, b, finding->value);
}

static bool add_vertex(const LtTask *task, const LtVertexMatchRow *row, GError **error)
{
  const LtCoverageLimits *limits = task->limits;
  LtObject a = {task->a, row->feature}, b = {task->a, row->other};
  if (task->use_a[row->feature] == LT_UNKNOWN || task->use_a[row->other] == LT_UNKNOWN)
    return true; /* coverage.c notes the objects that may not be there */
  LtFinding finding = lt_finding_new(task->rule, a, "m");
  finding.fault = "vertex";
  finding.b = b;
  /* a near miss is never told as one that touches */
  finding.value = row->distance_m == 0 ? 0 : fmax(lt_round(row->distance_m, 4), LT_UNIT_M);
  finding.limit = limits->near_m;
  finding.has_place = true;
  finding.place = row->vertex;
  if (!point_shape(&finding, row->vertex, error))
    return false;
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    finding.message.in[lang] = vertex_text(&finding, (LtLang)lang);
  lt_results_add_finding(task->results, finding);
  return true;
}

bool lt_coverage_add_vertices(const LtTask *task, const LtVertexMatch *match, GError **error)
{
  for (size_t i = 0; i < match->n_rows; i++)
    if (!add_vertex(task, &match->rows[i], error))
      return false;
  return true;
}
