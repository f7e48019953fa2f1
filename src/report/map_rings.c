#include "report/map_rings.h"

#include <math.h>

#define APART LT_MM(0.05)

LtMapRings lt_map_rings_new(void)
{
  return (LtMapRings){.xy = g_array_new(FALSE, FALSE, sizeof(double)),
                      .ends = g_array_new(FALSE, FALSE, sizeof(size_t))};
}

void lt_map_rings_clear(LtMapRings *rings)
{
  g_clear_pointer(&rings->xy, g_array_unref);
  g_clear_pointer(&rings->ends, g_array_unref);
}

/* Bits for left, right, above, below; with room for the pen. */
static int side_of(const LtMapFrame *frame, const double at[2])
{
  double room = LT_MM(5);
  return (at[0] < frame->x - room) | (at[0] > frame->x + frame->width + room) << 1 |
         (at[1] < frame->y - room) << 2 | (at[1] > frame->y + frame->height + room) << 3;
}

static size_t ring_begin(const LtMapRings *rings)
{
  return rings->ends->len == 0 ? 0 : g_array_index(rings->ends, size_t, rings->ends->len - 1);
}

static void point_keep(LtMapRings *rings)
{
  g_array_append_vals(rings->xy, rings->last, 2);
  rings->kept_side = rings->last_side;
}

void lt_map_rings_add(LtMapRings *rings, const LtMapFrame *frame, const double ground[2])
{
  double at[2];
  lt_map_frame_place(frame, ground, at);
  int side = side_of(frame, at);
  if (!rings->is_begun) {
    rings->is_begun = true;
    rings->last[0] = at[0];
    rings->last[1] = at[1];
    rings->last_side = side;
    point_keep(rings);
    return;
  }
  bool is_near = hypot(at[0] - rings->last[0], at[1] - rings->last[1]) < APART;
  size_t n = lt_map_rings_count(rings);
  const double *kept = lt_map_rings_at(rings, n - 1);
  bool waits = kept[0] != rings->last[0] || kept[1] != rings->last[1];
  if (!waits && is_near)
    return;
  if (waits && (rings->kept_side & rings->last_side & side) == 0 && !is_near)
    point_keep(rings);
  else if (waits && is_near)
    return;
  rings->last[0] = at[0];
  rings->last[1] = at[1];
  rings->last_side = side;
}

void lt_map_rings_end(LtMapRings *rings)
{
  size_t begin = ring_begin(rings);
  if (rings->is_begun) {
    double first[2] = {lt_map_rings_at(rings, begin)[0], lt_map_rings_at(rings, begin)[1]};
    bool is_first = rings->last[0] == first[0] && rings->last[1] == first[1];
    if (!is_first)
      point_keep(rings);
    g_array_append_vals(rings->xy, first, 2);
  }
  size_t end = lt_map_rings_count(rings);
  if (end > begin)
    g_array_append_val(rings->ends, end);
  rings->is_begun = false;
}

void lt_map_rings_path(const LtMapRings *rings, cairo_t *cairo)
{
  for (size_t ring = 0, i = 0; ring < rings->ends->len; ring++) {
    size_t end = g_array_index(rings->ends, size_t, ring);
    cairo_move_to(cairo, lt_map_rings_at(rings, i)[0], lt_map_rings_at(rings, i)[1]);
    for (i++; i + 1 < end; i++)
      cairo_line_to(cairo, lt_map_rings_at(rings, i)[0], lt_map_rings_at(rings, i)[1]);
    cairo_close_path(cairo);
    i = end;
  }
}

bool lt_map_rings_contains(const LtMapRings *rings, double x, double y)
{
  bool is_inside = false;
  for (size_t ring = 0, i = 0; ring < rings->ends->len; ring++, i++)
    for (size_t end = g_array_index(rings->ends, size_t, ring); i + 1 < end; i++) {
      const double *a = lt_map_rings_at(rings, i), *b = lt_map_rings_at(rings, i + 1);
      if ((a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]))
        is_inside = !is_inside;
    }
  return is_inside;
}
