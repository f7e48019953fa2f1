#include "crs/outline.h"

#include "base/bytes.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define M_PER_DEGREE 111319.49079327358
#define MAX_OFFSET_M 1000
/* Cells of a metre that offsets are counted in. */
#define N_CELLS (2 * MAX_OFFSET_M)
#define MAX_POINTS 400
#define MAX_VERTICES 20000
#define LEAST_VOTES 10

void lt_outline_prepare(LtOutline *outline)
{
  double *box = outline->box;
  box[0] = box[1] = INFINITY;
  box[2] = box[3] = -INFINITY;
  size_t n = outline->n_rings == 0 ? 0 : outline->ends[outline->n_rings - 1];
  for (size_t i = 0; i < n; i++)
    for (size_t axis = 0; axis < 2; axis++) {
      box[axis] = fmin(box[axis], outline->lonlat[2 * i + axis]);
      box[axis + 2] = fmax(box[axis + 2], outline->lonlat[2 * i + axis]);
    }
}

static bool ray_crosses(const double a[2], const double b[2], double lon, double lat)
{
  if ((a[1] > lat) == (b[1] > lat))
    return false;
  return lon < a[0] + (lat - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
}

bool lt_outline_has(const LtOutline *outline, double lon, double lat)
{
  bool is_inside = false;
  if (!(lon >= outline->box[0] && lat >= outline->box[1] && lon <= outline->box[2] &&
        lat <= outline->box[3]))
    return false;
  for (size_t ring = 0, i = 0; ring < outline->n_rings; ring++) {
    for (; i + 1 < outline->ends[ring]; i++)
      is_inside ^= ray_crosses(outline->lonlat + 2 * i, outline->lonlat + 2 * i + 2, lon, lat);
    i = outline->ends[ring];
  }
  return is_inside;
}

/* Each pair of a point and a vertex votes for its offset. */
static void votes_count(const LtOutline *outline, const double *lonlat, size_t n, uint16_t *votes)
{
  size_t n_vertices = outline->ends[outline->n_rings - 1];
  size_t step = MAX(n / MAX_POINTS, 1), vertex_step = MAX(n_vertices / MAX_VERTICES, 1);
  double east_m = M_PER_DEGREE * cos((outline->box[1] + outline->box[3]) / 2 * G_PI / 180);
  for (size_t i = 0; i < n; i += step)
    for (size_t j = 0; j < n_vertices; j += vertex_step) {
      double x = (outline->lonlat[2 * j] - lonlat[2 * i]) * east_m + MAX_OFFSET_M;
      double y = (outline->lonlat[2 * j + 1] - lonlat[2 * i + 1]) * M_PER_DEGREE + MAX_OFFSET_M;
      if (x >= 0 && y >= 0 && x < N_CELLS && y < N_CELLS) {
        uint16_t *cell = &votes[(size_t)y * N_CELLS + (size_t)x];
        *cell += *cell < UINT16_MAX;
      }
    }
}

/* A cell and those to the right of it and above: an offset that is not whole falls into two. */
static unsigned cell_votes(const uint16_t *votes, size_t x, size_t y)
{
  const uint16_t *cell = &votes[y * N_CELLS + x];
  return (unsigned)cell[0] + cell[1] + cell[N_CELLS] + cell[N_CELLS + 1];
}

bool lt_outline_offset(const LtOutline *outline, const double *lonlat, size_t n, double offset_m[2],
                       size_t *n_votes, bool *found, GError **error)
{
  *found = false;
  if (outline->n_rings == 0 || n == 0)
    return true;
  g_autofree uint16_t *votes =
      lt_alloc((size_t)N_CELLS * N_CELLS, sizeof *votes, "offsets from the outline", error);
  if (votes == NULL)
    return false;
  votes_count(outline, lonlat, n, votes);
  unsigned most = 0, none = cell_votes(votes, MAX_OFFSET_M - 1, MAX_OFFSET_M - 1);
  size_t at[2] = {0, 0};
  for (size_t y = 0; y + 1 < N_CELLS; y++)
    for (size_t x = 0; x + 1 < N_CELLS; x++)
      if (cell_votes(votes, x, y) > most) {
        most = cell_votes(votes, x, y);
        at[0] = x;
        at[1] = y;
      }
  size_t n_points = (n + MAX(n / MAX_POINTS, 1) - 1) / MAX(n / MAX_POINTS, 1);
  for (size_t axis = 0; axis < 2; axis++)
    offset_m[axis] = (double)at[axis] + 1 - MAX_OFFSET_M;
  *n_votes = most;
  *found = most >= LEAST_VOTES && 3 * (size_t)most >= n_points && most >= 2 * none;
  return true;
}
