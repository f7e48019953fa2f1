/**
 * @file control_points.h
 * @brief Tables of points that are known in two systems: docs/formats/transform.md.
 */
#ifndef LT_PROJECT_CONTROL_POINTS_H
#define LT_PROJECT_CONTROL_POINTS_H

#include "crs/datum_fit.h"

typedef struct LtControlPoints LtControlPoints;

/**
 * Load a table: columns of names and coordinates, in Chinese or English.
 *
 * @param name      of the file for messages
 * @param encoding  NULL: found out (lt_decode())
 * @return          free with lt_control_points_free(); NULL with LT_ERROR_READ or LT_ERROR_USAGE
 *                  (name and line: a column that is missing, a name or a place that comes twice or
 *                  is blank, a coordinate that is no number, more points than
 *                  LT_CONTROL_POINTS_MAX), or LT_ERROR_MEMORY
 */
LtControlPoints *lt_control_points_load(const char *path, const char *name, const char *encoding,
                                        GError **error);
/** The same for bytes in memory, whose encoding is found out. */
LtControlPoints *lt_control_points_parse(const char *text, size_t n_bytes, const char *name,
                                         GError **error);
void lt_control_points_free(LtControlPoints *points);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtControlPoints, lt_control_points_free)

/** The points, in the order of the table; borrowed. */
const LtControlPoint *lt_control_points_at(const LtControlPoints *points, size_t *n);
/** Name of a point; borrowed. */
const char *lt_control_points_name(const LtControlPoints *points, size_t i);
/** Line of the table where it stands, from 1. */
size_t lt_control_points_line(const LtControlPoints *points, size_t i);

#endif
