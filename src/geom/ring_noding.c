/* The order of the work on one feature, and what its rings enclose. */
#include "geom/points.h"
#include "geom/ring_steps.h"

#include <string.h>

LtRingNoding *lt_ring_noding_new(void)
{
  return g_new0(LtRingNoding, 1);
}

void lt_ring_noding_free(LtRingNoding *noding)
{
  if (noding == NULL)
    return;
  g_free(noding->vertices);
  g_free(noding->rings);
  g_free(noding->events);
  g_free(noding->merged);
  g_free(noding->visits);
  g_free(noding->spokes);
  g_free(noding->faults);
  g_free(noding->numbers);
  g_free(noding->chains);
  g_free(noding->boxes);
  lt_ring_status_clear(&noding->status);
  g_free(noding);
}

bool lt_ring_fault_add(LtRingNoding *noding, LtValidity validity, LtPoint place, uint32_t ring,
                       uint32_t other, GError **error)
{
  if (!lt_grow(&noding->faults, &noding->cap_faults, noding->n_faults + 1, sizeof *noding->faults,
               "faults of a polygon", error))
    return false;
  noding->faults[noding->n_faults++] = (LtRingFault){validity, place, ring, other};
  return true;
}

/* ---- loading ---- */

/* A ring that is a point or a line. */
static bool vertices_are_in_line(const LtRingVertex *vertices, size_t n)
{
  for (size_t i = 2; i < n; i++)
    if (lt_cross(vertices[0].at, vertices[1].at, vertices[i].at) != 0)
      return false;
  return true;
}

/* Append the vertices of a ring, which is closed, each once; none when it has no area. */
static void vertices_load(LtRingNoding *noding, const LtPoint *points, size_t n, LtNodedRing *ring)
{
  LtRingVertex *vertices = noding->vertices + noding->n_vertices;
  uint32_t begin = (uint32_t)noding->n_vertices, number = (uint32_t)noding->n_rings, m = 0;
  for (size_t i = 0; i + 1 < n; i++) {
    if (lt_point_equal(points[i], points[i + 1]))
      continue;
    vertices[m] = (LtRingVertex){points[i], begin + m - 1, begin + m + 1, number, LT_NO_ITEM};
    m++;
  }
  *ring = (LtNodedRing){.begin = begin, .end = begin, .is_collapsed = true};
  if (n < 4 || m < 3 || vertices_are_in_line(vertices, m))
    return;
  vertices[0].before = begin + m - 1;
  vertices[m - 1].after = begin;
  ring->is_collapsed = false;
  ring->end = begin + m;
  noding->n_vertices += m;
}

static bool ring_load(LtRingNoding *noding, const LtShapes *shapes, size_t number, GError **error)
{
  size_t begin = lt_shapes_first_point(shapes, number), n = shapes->ring_ends[number] - begin;
  const LtPoint *points = shapes->points + begin;
  if (n >= 4 && !lt_point_equal(points[0], points[n - 1]))
    return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_VALIDITY_OPEN);
  LtNodedRing *ring = &noding->rings[noding->n_rings];
  vertices_load(noding, points, n, ring);
  bool is_hole = noding->n_rings > 0 && shapes->ring_holes[number];
  ring->shell = is_hole ? ring[-1].shell : (uint32_t)noding->n_rings;
  uint32_t r = (uint32_t)noding->n_rings++;
  if (!ring->is_collapsed)
    return true;
  LtPoint place = n == 0 ? (LtPoint){0, 0} : points[lt_points_smallest(points, n)];
  return lt_ring_fault_add(noding, LT_INVALID_TOO_FEW_POINTS, place, r, r, error);
}

static bool feature_load(LtRingNoding *noding, const LtShapes *shapes, size_t feature,
                         GError **error)
{
  size_t first = lt_shapes_first_ring(shapes, feature), end = shapes->feature_ends[feature];
  size_t n_points =
      first == end ? 0 : shapes->ring_ends[end - 1] - lt_shapes_first_point(shapes, first);
  noding->n_vertices = noding->n_rings = noding->n_visits = noding->n_faults = 0;
  noding->is_cut = false;
  if (n_points >= UINT32_MAX || end - first >= UINT32_MAX)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_VALIDITY_POINTS, n_points);
  if (!lt_grow(&noding->vertices, &noding->cap_vertices, n_points, sizeof *noding->vertices,
               "vertices of a polygon", error) ||
      !lt_grow(&noding->rings, &noding->cap_rings, end - first, sizeof *noding->rings,
               "rings of a polygon", error))
    return false;
  for (size_t r = first; r < end; r++)
    if (!ring_load(noding, shapes, r, error))
      return false;
  return true;
}

/* ---- what lies in what ---- */

/* Steps outwards from ring to ring: so many are taken for each ring of a feature. */
#define STEPS_OF_RING 64

typedef enum { NOT_WITHIN, WITHIN, WITHIN_SIBLING } Within;

/* How a hole lies in its shell: perhaps in another hole of that. */
static Within hole_locate(LtRingNoding *noding, const LtNodedRing *hole, size_t *n_steps)
{
  Within within = WITHIN;
  for (uint32_t r = hole->parent; r != LT_NO_RING; r = noding->rings[r].parent) {
    if (r == hole->shell)
      return within;
    if (*n_steps == 0) {
      noding->is_cut = true;
      break;
    }
    --*n_steps;
    if (noding->rings[r].shell == hole->shell)
      within = WITHIN_SIBLING;
  }
  return NOT_WITHIN;
}

/* A hole in its shell may still lie in what else is there, whose fault that is. */
static LtValidity hole_judge(LtRingNoding *noding, const LtNodedRing *hole, size_t *n_steps)
{
  const LtNodedRing *rings = noding->rings, *shell = &rings[hole->shell];
  if (hole->parent == hole->shell || shell->is_collapsed || shell->is_crossed)
    return LT_VALID;
  Within within = hole_locate(noding, hole, n_steps);
  if (within != NOT_WITHIN)
    return within == WITHIN ? LT_VALID : LT_INVALID_NESTED_HOLES;
  bool is_others = hole->parent != LT_NO_RING && rings[hole->parent].shell == hole->parent;
  return is_others ? LT_INVALID_HOLE_OF_OTHER : LT_INVALID_HOLE_OUTSIDE;
}

static bool nesting_judge(LtRingNoding *noding, GError **error)
{
  size_t n_steps = noding->n_rings * STEPS_OF_RING;
  for (uint32_t r = 0; r < noding->n_rings; r++) {
    LtNodedRing *ring = &noding->rings[r];
    uint32_t parent = ring->parent;
    LtValidity validity = LT_VALID;
    if (ring->is_crossed || ring->is_collapsed)
      continue;
    if (ring->shell != r)
      validity = hole_judge(noding, ring, &n_steps);
    else if (parent != LT_NO_RING && noding->rings[parent].shell == parent)
      validity = LT_INVALID_NESTED_SHELLS;
    ring->is_misplaced = validity != LT_VALID;
    if (ring->is_misplaced && !lt_ring_fault_add(noding, validity, ring->first, r,
                                                 parent == LT_NO_RING ? r : parent, error))
      return false;
  }
  return true;
}

/* ---- the whole ---- */

static int fault_compare(const void *a, const void *b)
{
  const LtRingFault *x = a, *y = b;
  if (x->validity != y->validity)
    return x->validity < y->validity ? -1 : 1;
  int order = lt_point_compare(x->place, y->place);
  if (order == 0)
    order = (x->ring > y->ring) - (x->ring < y->ring);
  return order != 0 ? order : (x->other > y->other) - (x->other < y->other);
}

static void faults_sort(LtRingNoding *noding)
{
  size_t n = 0;
  LtRingFault *faults = noding->faults;
  if (noding->n_faults > 0)
    qsort(faults, noding->n_faults, sizeof *faults, fault_compare);
  for (size_t i = 0; i < noding->n_faults; i++)
    if (n == 0 || faults[i].validity != faults[n - 1].validity ||
        !lt_point_equal(faults[i].place, faults[n - 1].place))
      faults[n++] = faults[i];
  noding->n_faults = n;
}

static bool has_crossed(const LtRingNoding *noding)
{
  for (size_t r = 0; r < noding->n_rings; r++)
    if (noding->rings[r].is_crossed)
      return true;
  return false;
}

static bool all_judge(LtRingNoding *noding, GError **error)
{
  bool is_clean;
  if (!lt_ring_sweep(noding, &is_clean, error) ||
      (!is_clean &&
       (!lt_ring_pairs_find(noding, error) || !lt_ring_duplicates_find(noding, error))) ||
      !lt_ring_places_judge(noding, error))
    return false;
  /* what the other rings enclose */
  if (has_crossed(noding) && !lt_ring_sweep(noding, &is_clean, error))
    return false;
  return !is_clean || (nesting_judge(noding, error) && lt_ring_interiors_judge(noding, error));
}

bool lt_ring_noding_find(LtRingNoding *noding, const LtShapes *shapes, size_t feature,
                         LtRingFaults *faults, GError **error)
{
  g_return_val_if_fail(feature < shapes->n_features, false);

  *faults = (LtRingFaults){0};
  if (shapes->types[feature] != LT_GEOM_POLYGON)
    return true;
  if (!feature_load(noding, shapes, feature, error) || !all_judge(noding, error))
    return false;
  faults_sort(noding);
  *faults = (LtRingFaults){noding->faults, noding->n_faults, noding->is_cut};
  return true;
}

bool lt_ring_noding_is_valid(LtRingNoding *noding, const LtShapes *shapes, size_t feature,
                             bool *is_valid, GError **error)
{
  g_return_val_if_fail(feature < shapes->n_features, false);

  *is_valid = true;
  if (shapes->types[feature] != LT_GEOM_POLYGON)
    return true;
  size_t ring = lt_shapes_first_ring(shapes, feature);
  if (shapes->feature_ends[feature] == ring + 1) {
    size_t begin = lt_shapes_first_point(shapes, ring);
    bool is_plain;
    if (!lt_ring_is_plain(noding, shapes->points + begin, shapes->ring_ends[ring] - begin,
                          &is_plain, error))
      return false;
    if (is_plain)
      return true;
  }
  if (!feature_load(noding, shapes, feature, error) || !lt_ring_sweep(noding, is_valid, error))
    return false;
  *is_valid = *is_valid && noding->n_faults == 0;
  if (!*is_valid || (noding->n_rings == 1 && noding->n_visits == 0))
    return true;
  if (!lt_ring_places_judge(noding, error) || !nesting_judge(noding, error) ||
      !lt_ring_interiors_judge(noding, error))
    return false;
  *is_valid = noding->n_faults == 0;
  return true;
}
