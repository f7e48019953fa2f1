/**
 * @file band.h
 * @brief The Gauss-Krüger bands of China and their EPSG codes.
 *
 * 3-degree bands are 25 to 45 (central meridian 3° × band), 6-degree bands 13 to 23 (6° × band -
 * 3°), so the number tells the width.
 */
#ifndef LT_CRS_BAND_H
#define LT_CRS_BAND_H

#include <stdbool.h>

typedef enum { LT_BAND_CGCS2000, LT_BAND_XIAN80, LT_BAND_BEIJING54, LT_BAND_N_DATUMS } LtBandDatum;

/** 3 or 6; 0 when no band has this number. */
int lt_band_width_deg(int band);

/** EPSG code; @p band must be one. */
int lt_band_epsg(LtBandDatum datum, int band, bool has_prefix);

/** The band and datum of an EPSG code, with or without prefix; false: it is none of China's. */
bool lt_band_find(int epsg, LtBandDatum *datum, int *band);

#endif
