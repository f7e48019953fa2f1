/**
 * @file overlay_lines.h
 * @brief Lines from the paths of borders: as long as they can be.
 *
 * Internal to the overlay. Everything here belongs to one worker.
 */
#ifndef LT_GEOM_OVERLAY_LINES_H
#define LT_GEOM_OVERLAY_LINES_H

#include "geom/overlay_border.h"

/** Points without those on straight edges; a closed line begins and ends at its smallest point. */
typedef struct {
  const LtPoint *points; /**< fixed-point */
  size_t n_points;
  bool is_closed;
  double length_m; /**< planar */
} LtOverlayLine;

/** Lines in the order of their points. {0} at first: scratch that serves again. */
typedef struct {
  LtOverlayLine *lines;
  size_t n_lines;
  double length_m; /**< of all lines */
  LtPoint *points;
  size_t n_points;
  size_t *next;      /* of each path, in the order of their beginnings */
  uint8_t *has_last; /* 1 where a path goes on from another */
  LtPoint *ends;
  size_t cap_lines, cap_points, cap_next, cap_has_last, cap_ends;
} LtOverlayLines;

void lt_overlay_lines_clear(LtOverlayLines *lines);

/**
 * Link paths to lines. Where one path ends and one begins the line goes on, where more meet it
 * ends. What comes out does not depend on the order of the paths, nor on where tiles or edges of
 * others cut them. LT_ERROR_MEMORY.
 *
 * @param borders  reordered
 *
 * Cost: O(n log n) for n points.
 */
bool lt_overlay_lines_link(LtOverlayLines *lines, LtBorderPath *borders, size_t n, GError **error);

/** The lines on the lattice, one feature; NULL in @p shape where all of them are single points
 * there. Free it with lt_shapes_free(). LT_ERROR_MEMORY. */
bool lt_overlay_lines_shape(const LtOverlayLines *lines, LtShapes **shape, GError **error);

/** The place in the middle of the longest line, the first of equal ones; there must be one. */
LtPoint lt_overlay_lines_middle(const LtOverlayLines *lines);

#endif
