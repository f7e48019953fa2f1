/* Vertices along the borders of a coverage that its other objects do not have. */
#include "rules/coverage.h"

#include "geom/exact.h"

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

/* Whether a row is told again, of rows from *@p first on; the rows of both come by their places. */
static bool is_told(const LtVertexMatchRow *row, const LtVertexMatch *match, size_t *first)
{
  const LtVertexMatchRow *rows = match->rows;
  while (*first < match->n_rows && lt_point_compare(rows[*first].vertex, row->vertex) < 0)
    (*first)++;
  for (size_t i = *first;
       i < match->n_rows && lt_point_compare(rows[i].vertex, row->vertex) == 0; i++)
    if (rows[i].feature == row->feature && rows[i].other == row->other &&
        rows[i].distance_m == row->distance_m)
      return true;
  return false;
}

static bool are_certain(const LtTask *task)
{
  for (size_t i = 0; i < task->a->data->shapes->n_features; i++)
    if (task->use_a[i] == LT_UNKNOWN)
      return false;
  return true;
}

/* What is found among those that certainly take part. */
static LtVertexMatch *certain_match(const LtTask *task, GError **error)
{
  const LtCoverageLimits *limits = task->limits;
  size_t n;
  g_autofree uint8_t *use =
      lt_task_candidates(task->a, task->use_a, LT_GEOM_POLYGON, true, &n, error);
  if (use == NULL || !lt_coverage_drop_duplicates(task, false, use, error))
    return NULL;
  for (size_t i = 0; i < task->a->data->shapes->n_features; i++)
    use[i] &= task->use_a[i] == LT_TRUE;
  LtVertexMatchInput input = {
      .shapes = task->a->data->shapes, .use = use, .near_m = limits->near_m};
  return lt_vertex_match_run(&input, task->run, error);
}

/* A vertex that lies on a border does, whoever else is there. A near miss depends on borders that
 * others share: it is certain where it is one with those that may be there, and without them. What
 * there is of them coverage.c notes. */
bool lt_coverage_add_vertices(const LtTask *task, const LtVertexMatch *match, GError **error)
{
  bool is_certain = are_certain(task);
  g_autoptr(LtVertexMatch) certain = is_certain ? NULL : certain_match(task, error);
  const LtVertexMatch *told = is_certain ? match : certain;
  bool is_ok = told != NULL;
  for (size_t i = 0, first = 0; is_ok && i < told->n_rows; i++) {
    const LtVertexMatchRow *row = &told->rows[i];
    if (is_certain || row->distance_m == 0 || is_told(row, match, &first))
      is_ok = add_vertex(task, row, error);
  }
  return is_ok;
}
