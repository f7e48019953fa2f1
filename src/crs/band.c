#include "crs/band.h"

#include <stddef.h>

#define FIRST_BAND 13
#define LAST_BAND 45

int lt_band_width_deg(int band)
{
  if (band >= 25 && band <= 45)
    return 3;
  return band >= 13 && band <= 23 ? 6 : 0;
}

int lt_band_epsg(LtBandDatum datum, int band, bool has_prefix)
{
  /* Code less band: 3° with prefix, 3° without, 6° with, 6° without. */
  static const int codes[LT_BAND_N_DATUMS][4] = {
      [LT_BAND_CGCS2000] = {4488, 4509, 4478, 4489},
      [LT_BAND_XIAN80] = {2324, 2345, 2314, 2325},
      [LT_BAND_BEIJING54] = {2376, 2397, 21400, 21440},
  };
  size_t column = (lt_band_width_deg(band) == 3 ? 0 : 2) + (has_prefix ? 0 : 1);
  return codes[datum][column] + band;
}

bool lt_band_find(int epsg, LtBandDatum *datum, int *band)
{
  for (int i = 0; i < LT_BAND_N_DATUMS; i++)
    for (int number = FIRST_BAND; number <= LAST_BAND; number++)
      if (lt_band_width_deg(number) != 0 &&
          (lt_band_epsg((LtBandDatum)i, number, true) == epsg ||
           lt_band_epsg((LtBandDatum)i, number, false) == epsg)) {
        *datum = (LtBandDatum)i;
        *band = number;
        return true;
      }
  return false;
}
