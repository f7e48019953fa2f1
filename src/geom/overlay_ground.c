#include "geom/overlay_ground.h"

#include "geom/piece_width.h"

#include <stdlib.h>
#include <string.h>

/* A path of the border, known by where it is kept, and the piece it goes around. */
typedef struct LtGroundPath {
  uint64_t half_at;
  size_t piece;
} GroundPath;

typedef struct LtGroundNote {
  size_t piece;
  size_t number; /* among those of the same part */
  LtOverlayPart part;
} GroundNote;

void lt_overlay_ground_begin(LtOverlayGround *ground, LtOverlayKey key, size_t input)
{
  *ground = (LtOverlayGround){.key = key, .input = input};
  pthread_mutex_init(&ground->lock, NULL);
}

void lt_overlay_ground_clear(LtOverlayGround *ground)
{
  for (size_t p = 0; ground->pairs != NULL && p < ground->n_pairs; p++) {
    lt_shapes_free(ground->pairs[p].shape);
    g_free(ground->pairs[p].parts);
  }
  lt_ring_index_clear(&ground->index);
  pthread_mutex_destroy(&ground->lock);
  g_free(ground->pairs);
  g_free(ground->paths);
  g_free(ground->points);
  g_free(ground->rings);
  g_free(ground->ring_pieces);
  g_free(ground->notes);
}

/* ---- pieces ---- */

static LtRegion piece_region(const LtRegion *region, size_t p, size_t *end)
{
  size_t first = lt_region_first_ring(region, p);
  *end = region->piece_ends[p] - first;
  return (LtRegion){.rings = region->rings + first,
                    .n_rings = *end,
                    .piece_ends = end,
                    .n_pieces = 1,
                    .is_clear = region->is_clear};
}

/* The answer of a piece: its classes, or nothing, beside the ground. */
static LtOverlayPair pair_name(const LtOverlayGround *ground, const LtOverlayInput *input)
{
  if (input->question == LT_OVERLAY_GAPS)
    return (LtOverlayPair){.a = LT_NO_FEATURE, .b = LT_NO_FEATURE};
  size_t n_b = MAX(input->n_classes_b, 1);
  return (LtOverlayPair){.a = ground->key.b / n_b, .b = ground->key.b % n_b};
}

static bool pieces_judge(LtOverlayGround *ground, const LtOverlayInput *input,
                         LtOverlayWorker *worker, const LtRegion *region, LtRun *run,
                         GError **error)
{
  ground->pairs = lt_alloc(region->n_pieces, sizeof *ground->pairs, "overlay pairs", error);
  if (ground->pairs == NULL)
    return false;
  ground->n_pairs = region->n_pieces;
  for (size_t p = 0; p < region->n_pieces; p++) {
    size_t end;
    bool has_area;
    LtRegion piece = piece_region(region, p, &end);
    LtOverlayPair *pair = &ground->pairs[p];
    *pair = pair_name(ground, input);
    if (!lt_run_check(run, error) ||
        !lt_overlay_worker_judge(worker, input, &piece, pair, &has_area, error))
      return false;
    if (pair->shape == NULL) { /* a place for who lists what is tolerated */
      const LtOverlayPiece *judged = &worker->pieces.pieces[0];
      pair->inside =
          judged->is_measured ? judged->middle : lt_fixed_round(piece.rings[0].points[0]);
    }
  }
  return true;
}

/* ---- where paths and places belong ---- */

static int path_compare(const void *a, const void *b)
{
  const GroundPath *x = a, *y = b;
  return (x->half_at > y->half_at) - (x->half_at < y->half_at);
}

static bool paths_keep(LtOverlayGround *ground, LtOverlayWorker *worker, const LtRegion *region,
                       const LtPairPath *paths, size_t n, GError **error)
{
  ground->paths = lt_alloc(n, sizeof *ground->paths, "border paths", error);
  if (ground->paths == NULL || !lt_overlay_worker_locate(worker, region, n, error))
    return false;
  for (size_t i = 0; i < n; i++)
    ground->paths[i] = (GroundPath){paths[i].half_at, worker->located[i]};
  ground->n_paths = n;
  qsort(ground->paths, n, sizeof *ground->paths, path_compare);
  return true;
}

/* The piece that a path goes around; SIZE_MAX: none, or the path lies inside. */
static size_t path_piece(const LtOverlayGround *ground, const LtPairPath *path)
{
  GroundPath key = {.half_at = path->half_at};
  const GroundPath *found =
      bsearch(&key, ground->paths, ground->n_paths, sizeof key, path_compare);
  return found == NULL ? SIZE_MAX : found->piece;
}

/* Keep the rings of patches: what lies inside of them is looked for. */
static bool rings_keep(LtOverlayGround *ground, const LtRegion *region, GError **error)
{
  size_t n_points = 0;
  for (size_t r = 0; r < region->n_rings; r++)
    n_points += region->rings[r].n_points;
  ground->points = lt_alloc(n_points, sizeof *ground->points, "points of rings", error);
  ground->rings = lt_alloc(region->n_rings, sizeof *ground->rings, "rings", error);
  ground->ring_pieces = lt_alloc(region->n_rings, sizeof *ground->ring_pieces, "rings", error);
  if (ground->points == NULL || ground->rings == NULL || ground->ring_pieces == NULL)
    return false;
  n_points = 0;
  for (size_t p = 0, r = 0; p < region->n_pieces; p++)
    for (; r < region->piece_ends[p]; r++) {
      LtRegionRing *ring = &ground->rings[r];
      *ring = region->rings[r];
      ring->begin = n_points;
      ring->points = memcpy(ground->points + n_points, region->rings[r].points,
                            ring->n_points * sizeof *ring->points);
      n_points += ring->n_points;
      ground->ring_pieces[r] = p;
    }
  ground->index = (LtRingIndex){.points = ground->points,
                                .rings = ground->rings,
                                .n_points = n_points,
                                .n_rings = region->n_rings};
  return lt_ring_index_prepare(&ground->index, error);
}

bool lt_overlay_ground_make(LtOverlayGround *ground, const LtOverlayInput *input,
                            LtOverlayWorker *worker, const LtPairPath *paths, size_t n, LtRun *run,
                            GError **error)
{
  LtRegion region;
  bool is_unbounded = input->question == LT_OVERLAY_GAPS && input->a == input->b;
  return lt_overlay_worker_link(worker, paths, n, is_unbounded, &region, error) &&
         paths_keep(ground, worker, &region, paths, n, error) &&
         (input->question != LT_OVERLAY_PATCHES || rings_keep(ground, &region, error)) &&
         pieces_judge(ground, input, worker, &region, run, error);
}

/* ---- parts ---- */

static bool note_add(LtOverlayGround *ground, GroundNote note, GError **error)
{
  pthread_mutex_lock(&ground->lock);
  bool ok = lt_grow(&ground->notes, &ground->cap_notes, ground->n_notes + 1, sizeof *ground->notes,
                    "parts of pieces", error);
  if (ok)
    ground->notes[ground->n_notes++] = note;
  pthread_mutex_unlock(&ground->lock);
  return ok;
}

static int source_compare(const void *a, const void *b)
{
  const LtBorderPath *x = a, *y = b;
  return (x->source > y->source) - (x->source < y->source);
}

#define NO_PIECE UINT32_MAX

bool lt_overlay_ground_note_borders(LtOverlayGround *ground, LtOverlayWorker *worker,
                                    const LtPairPath *paths, size_t n, size_t a, GError **error)
{
  if (!lt_overlay_worker_read(worker, paths, n, error))
    return false;
  LtBorderPath *borders = worker->borders;
  for (size_t i = 0; i < n; i++) {
    size_t piece = path_piece(ground, &paths[i]);
    borders[i].source = piece == SIZE_MAX ? NO_PIECE : (uint32_t)piece;
  }
  qsort(borders, n, sizeof *borders, source_compare);
  for (size_t i = 0, end; i < n && borders[i].source != NO_PIECE; i = end) {
    size_t piece = borders[i].source;
    for (end = i + 1; end < n && borders[end].source == piece;)
      end++;
    if (!lt_overlay_lines_link(&worker->lines, borders + i, end - i, error))
      return false;
    LtOverlayPart part = {.a = a, .b = LT_NO_FEATURE, .length_m = worker->lines.length_m};
    if (!note_add(ground, (GroundNote){.piece = piece, .part = part}, error))
      return false;
  }
  return true;
}

/* The middle of the longest edge of a ring: no other border touches it there, where two places
 * that are not the same stand for the same. */
static LtPoint edge_middle(const LtRegionRing *ring)
{
  size_t longest = 1;
  double length2 = -1;
  for (size_t i = 1; i < ring->n_points; i++) {
    double dx = (double)(ring->points[i].x - ring->points[i - 1].x);
    double dy = (double)(ring->points[i].y - ring->points[i - 1].y);
    if (dx * dx + dy * dy > length2) {
      length2 = dx * dx + dy * dy;
      longest = i;
    }
  }
  LtPoint a = ring->points[longest - 1], b = ring->points[longest];
  return (LtPoint){a.x + (b.x - a.x) / 2, a.y + (b.y - a.y) / 2};
}

bool lt_overlay_ground_note_pieces(LtOverlayGround *ground, LtOverlayWorker *worker,
                                   const LtPlane *plane, const LtRegion *region,
                                   const LtPairPath *paths, size_t n, const LtOverlayPair *pair,
                                   GError **error)
{
  if (!lt_overlay_worker_locate(worker, region, n, error))
    return false;
  g_autofree size_t *patches =
      lt_alloc(region->n_pieces, sizeof *patches, "parts of pieces", error);
  if (patches == NULL)
    return false;
  for (size_t p = 0; p < region->n_pieces; p++)
    patches[p] = SIZE_MAX;
  for (size_t i = 0; i < n; i++)
    if (worker->located[i] != SIZE_MAX && patches[worker->located[i]] == SIZE_MAX)
      patches[worker->located[i]] = path_piece(ground, &paths[i]);
  for (size_t p = 0; p < region->n_pieces; p++) {
    size_t first = lt_region_first_ring(region, p), n_rings = region->piece_ends[p] - first, ring;
    const LtRegionRing *rings = region->rings + first;
    if (patches[p] == SIZE_MAX) { /* no path in common: it lies inside */
      ring = lt_ring_index_around(&ground->index, edge_middle(&rings[0]));
      patches[p] = ground->ring_pieces[ring];
    }
    LtOverlayPart part = {
        .a = pair->a, .b = pair->b, .areas = lt_overlay_rings_areas(plane, rings, n_rings)};
    if (part.areas.planar_m2 > 0 &&
        !note_add(ground, (GroundNote){patches[p], p, part}, error))
      return false;
  }
  return true;
}

static int note_compare(const void *a, const void *b)
{
  const GroundNote *x = a, *y = b;
  if (x->piece != y->piece)
    return x->piece < y->piece ? -1 : 1;
  if (x->part.a != y->part.a)
    return x->part.a < y->part.a ? -1 : 1;
  if (x->part.b != y->part.b)
    return x->part.b < y->part.b ? -1 : 1;
  return (x->number > y->number) - (x->number < y->number);
}

/* Put together the pieces of each part; returns how many parts are left. */
static size_t notes_merge(GroundNote *notes, size_t n)
{
  size_t n_left = 0;
  for (size_t i = 0; i < n; i++) {
    LtOverlayPart *last = n_left == 0 ? NULL : &notes[n_left - 1].part;
    const LtOverlayPart *part = &notes[i].part;
    if (last != NULL && last->a == part->a && last->b == part->b) {
      last->areas.planar_m2 += part->areas.planar_m2;
      last->areas.ellipsoid_m2 += part->areas.ellipsoid_m2;
    } else {
      notes[n_left++] = notes[i];
    }
  }
  return n_left;
}

bool lt_overlay_ground_finish(LtOverlayGround *ground, GError **error)
{
  if (ground->n_notes > 0)
    qsort(ground->notes, ground->n_notes, sizeof *ground->notes, note_compare);
  for (size_t i = 0, end; i < ground->n_notes; i = end) {
    size_t piece = ground->notes[i].piece;
    for (end = i + 1; end < ground->n_notes && ground->notes[end].piece == piece;)
      end++;
    LtOverlayPair *pair = &ground->pairs[piece];
    size_t n_parts = notes_merge(ground->notes + i, end - i);
    pair->parts = lt_alloc(n_parts, sizeof *pair->parts, "parts of pieces", error);
    if (pair->parts == NULL)
      return false;
    pair->n_parts = n_parts;
    for (size_t k = 0; k < n_parts; k++)
      pair->parts[k] = ground->notes[i + k].part;
  }
  return true;
}
