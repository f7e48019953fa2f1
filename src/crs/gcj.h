/**
 * @file gcj.h
 * @brief The offsets of Chinese web maps: GCJ-02 and BD-09.
 *
 * No official formula is public; these are the common ones, good to a metre or so. They serve to
 * detect or undo the offset of points, never to conclude on boundaries or areas. Coordinates are
 * (longitude, latitude) degrees. Pure functions.
 */
#ifndef LT_CRS_GCJ_H
#define LT_CRS_GCJ_H

#include <stdbool.h>

/** WGS 84 → GCJ-02, in place; outside of China nothing moves. */
void lt_gcj_from_wgs84(double at[2]);

/** GCJ-02 → WGS 84, in place, by fixed-point iteration to 1e-10 degrees. False where no place, or
 * none that is found, leads to it: at the border of the box, where the offset sets in. */
bool lt_gcj_to_wgs84(double at[2]);

/** GCJ-02 → BD-09, in place. */
void lt_bd09_from_gcj(double at[2]);

/** BD-09 → WGS 84, in place; false as lt_gcj_to_wgs84(). */
bool lt_bd09_to_wgs84(double at[2]);

#endif
