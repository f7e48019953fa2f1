/**
 * @file outline.h
 * @brief Ground that is known to be right, in degrees: what coordinates in doubt are held against.
 */
#ifndef LT_CRS_OUTLINE_H
#define LT_CRS_OUTLINE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/** Closed rings of (longitude, latitude) degrees; what an odd number of them encloses is inside. */
typedef struct {
  const double *lonlat; /**< 2·n doubles, borrowed */
  const size_t *ends;   /**< end of each ring, in points; borrowed */
  size_t n_rings;
  bool is_coarse; /**< an extent: some hundred metres in or out say nothing */
  double box[4]; /**< min longitude, min latitude, max longitude, max latitude */
} LtOutline;

/** Note the box of the rings. */
void lt_outline_prepare(LtOutline *outline);

/** True inside or on the border as far as doubles tell. Cost: O(n). */
bool lt_outline_has(const LtOutline *outline, double lon, double lat);

/**
 * The constant offset in metres (east, north) that brings most points onto vertices of the outline,
 * when at least a third of them agree within a metre, twice as many as without any offset and ten
 * at least. Up to 1000 m are looked at.
 *
 * @param lonlat  points, 2·n doubles
 * @param votes   receives how many agree
 * @param found   receives whether there is one
 * @return        false with LT_ERROR_MEMORY
 */
bool lt_outline_offset(const LtOutline *outline, const double *lonlat, size_t n, double offset_m[2],
                       size_t *votes, bool *found, GError **error);

#endif
