/**
 * @file map_rings.h
 * @brief The rings of an area on paper: what is drawn of it, and what a place is inside of.
 *
 * Points that would show no difference are left out: nearer than 0.05 mm to the one before, and
 * those beyond the same side of the frame as both their neighbours.
 */
#ifndef LT_REPORT_MAP_RINGS_H
#define LT_REPORT_MAP_RINGS_H

#include "report/map_frame.h"

typedef struct {
  GArray *xy;   /**< of double, 2 for each point, on paper */
  GArray *ends; /**< of size_t, in points; rings are closed */
  bool is_begun;
  double last[2]; /**< point that waits whether it is needed */
  int last_side, kept_side;
} LtMapRings;

/** Empty. Free with lt_map_rings_clear(). */
LtMapRings lt_map_rings_new(void);
void lt_map_rings_clear(LtMapRings *rings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtMapRings, lt_map_rings_clear)

/** Add a point on ground to the ring; end the ring. */
void lt_map_rings_add(LtMapRings *rings, const LtMapFrame *frame, const double ground[2]);
void lt_map_rings_end(LtMapRings *rings);

/** Make a path of them. */
void lt_map_rings_path(const LtMapRings *rings, cairo_t *cairo);

/** Even-odd. O(points). */
bool lt_map_rings_contains(const LtMapRings *rings, double x, double y);

/** Points, and where point @p i is. */
static inline size_t lt_map_rings_count(const LtMapRings *rings)
{
  return rings->xy->len / 2;
}
static inline const double *lt_map_rings_at(const LtMapRings *rings, size_t i)
{
  return &g_array_index(rings->xy, double, 2 * i);
}

#endif
