/**
 * @file map_labels.h
 * @brief Places for the labels of a map, so that none stands on another one or on a line.
 *
 * Lengths are points on paper, y downwards. What is taken is a turned box; a line is a flat one.
 * Cost of asking: O(what is taken near the place).
 */
#ifndef LT_REPORT_MAP_LABELS_H
#define LT_REPORT_MAP_LABELS_H

#include <glib.h>
#include <stdbool.h>

/** A box about its middle, turned by an angle (cosine, sine). */
typedef struct {
  double x, y, half_width, half_height, cos, sin;
} LtLabelBox;

typedef struct LtMapLabels LtMapLabels;

/** No labels, in a frame that none may leave. Free with lt_map_labels_free(). */
LtMapLabels *lt_map_labels_new(double x, double y, double width, double height);
void lt_map_labels_free(LtMapLabels *labels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtMapLabels, lt_map_labels_free)

/** True where a box lies in the frame and touches nothing that is taken. */
bool lt_map_labels_is_free(const LtMapLabels *labels, const LtLabelBox *box);

/** Take a place; a line from a to b with room of @p room on both sides. */
void lt_map_labels_take(LtMapLabels *labels, const LtLabelBox *box);
void lt_map_labels_take_line(LtMapLabels *labels, const double a[2], const double b[2],
                             double room);

/**
 * Find and take the first free place of a label about a point: towards @p outward first, then ever
 * farther from that direction; @p gap from the point, then further out.
 *
 * @param box  its half_width and half_height are given, the rest is received
 */
bool lt_map_labels_about(LtMapLabels *labels, const double at[2], const double outward[2],
                         double gap, LtLabelBox *box);

/**
 * Find and take a free place along a line from a to b: beside its middle, then beside other
 * points of it, on the side that @p outward points to, then on the other one. Never upside down.
 */
bool lt_map_labels_along(LtMapLabels *labels, const double a[2], const double b[2],
                         const double outward[2], double gap, LtLabelBox *box);

#endif
