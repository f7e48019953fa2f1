#include "geom/overlay_worker.h"

LtOverlayWorker *lt_overlay_worker_new(LtOverlaySpare *spare, size_t n_askers)
{
  LtOverlayWorker *worker = g_new0(LtOverlayWorker, 1);
  worker->geos = lt_geos_new();
  worker->rings = lt_overlay_rings_new();
  worker->pieces = (LtOverlayPieces){.geos = worker->geos, .spare = spare};
  worker->askers = g_new(LtOverlayAsker, n_askers);
  return worker;
}

void lt_overlay_worker_free(void *data)
{
  LtOverlayWorker *worker = data;
  lt_overlay_pieces_clear(&worker->pieces);
  lt_overlay_lines_clear(&worker->lines);
  lt_overlay_rings_free(worker->rings);
  lt_geos_free(worker->geos);
  g_free(worker->askers);
  g_free(worker->borders);
  g_free(worker->points);
  g_free(worker->located);
  g_free(worker);
}

bool lt_overlay_worker_read(LtOverlayWorker *worker, const LtPairPath *paths, size_t n,
                            GError **error)
{
  size_t n_points = 0;
  for (size_t i = 0; i < n; i++)
    n_points += lt_overlay_path_kept(&paths[i]).n_points;
  if (!lt_grow(&worker->borders, &worker->cap_borders, n, sizeof *worker->borders, "border paths",
               error) ||
      !lt_grow(&worker->points, &worker->cap_points, n_points, sizeof *worker->points,
               "border points", error))
    return false;
  LtPoint *points = worker->points;
  for (size_t i = 0; i < n; i++) {
    LtKeptPath kept = lt_overlay_path_kept(&paths[i]);
    lt_overlay_path_read(&kept, points);
    bool reversed = paths[i].reversed;
    worker->borders[i] = (LtBorderPath){.points = points,
                                        .n_points = kept.n_points,
                                        .reversed = reversed,
                                        .begin_edge = reversed ? kept.end_edge : kept.begin_edge,
                                        .end_edge = reversed ? kept.begin_edge : kept.end_edge,
                                        .source = (uint32_t)i};
    points += kept.n_points;
  }
  return true;
}

bool lt_overlay_worker_link(LtOverlayWorker *worker, const LtPairPath *paths, size_t n,
                            bool is_unbounded, LtRegion *region, GError **error)
{
  return lt_overlay_worker_read(worker, paths, n, error) &&
         lt_overlay_rings_link(worker->rings, worker->borders, n, is_unbounded, region, error);
}

bool lt_overlay_worker_locate(LtOverlayWorker *worker, const LtRegion *region, size_t n,
                              GError **error)
{
  return lt_grow(&worker->located, &worker->cap_located, n, sizeof *worker->located, "border paths",
                 error) &&
         lt_overlay_rings_locate(worker->rings, region, worker->located, error);
}

/* Say which answer it is that fails. */
static bool judge_fail(const LtOverlayInput *input, const LtRegion *region,
                       const LtOverlayPair *pair, const GError *failure, GError **error)
{
  LtErrorCode code = (LtErrorCode)failure->code;
  if (input->question == LT_OVERLAY_SHARED)
    return lt_fail(error, code, LT_T_GEOS_PAIR, pair->a, pair->b, failure->message);
  if (input->question == LT_OVERLAY_DIFFERENCE)
    return lt_fail(error, code, LT_T_GEOS_FEATURE, pair->a, failure->message);
  LtPoint at = region->rings[0].points[0];
  return lt_fail(error, code, LT_T_GEOS_PLACE, (double)at.x / LT_FIXED_PER_M,
                 (double)at.y / LT_FIXED_PER_M, failure->message);
}

bool lt_overlay_worker_judge(LtOverlayWorker *worker, const LtOverlayInput *input,
                             const LtRegion *region, LtOverlayPair *pair, bool *has_area,
                             GError **error)
{
  g_autoptr(GError) failure = NULL;
  worker->pieces.input = input;
  return lt_overlay_pieces_judge(&worker->pieces, region, pair, has_area, &failure) ||
         judge_fail(input, region, pair, failure, error);
}
