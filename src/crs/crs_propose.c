#include "crs/band.h"
#include "crs/crs.h"

#include <math.h>
#include <string.h>

/* Places in China, wide: degrees, and metres of northing. */
#define LON_MIN 73.0
#define LON_MAX 136.0
#define LAT_MIN 3.0
#define LAT_MAX 54.0
#define NORTHING_MIN 300000.0
#define NORTHING_MAX 6100000.0
/* Web Mercator of the same places. */
#define MERCATOR_X_MIN 8.1e6
#define MERCATOR_X_MAX 15.2e6
#define MERCATOR_Y_MIN 300000.0
#define MERCATOR_Y_MAX 7.2e6

static bool within(double low, double high, double from, double to)
{
  return low >= from && high <= to;
}

static bool is_mercator(const double e[4])
{
  return within(e[0], e[2], MERCATOR_X_MIN, MERCATOR_X_MAX) &&
         within(e[1], e[3], MERCATOR_Y_MIN, MERCATOR_Y_MAX);
}

/* Eastings of 8 digits whose last six are those of a band. */
static bool has_prefix(double x)
{
  return x >= 1e7 && x < 1e8 && lt_band_width_deg((int)(x / 1e6)) != 0 &&
         within(fmod(x, 1e6), fmod(x, 1e6), 100000, 900000);
}

static char *propose_prefix(const double e[4], LtLang lang)
{
  int zone = (int)(e[0] / 1e6), last = (int)(e[2] / 1e6);
  if (zone != last)
    return lt_text_format(lang, LT_T_PROPOSE_TWO_BANDS, e[0], e[2], zone, last);
  int cgcs2000 = lt_band_epsg(LT_BAND_CGCS2000, zone, true);
  g_autofree char *text =
      lt_text_format(lang, LT_T_PROPOSE_PREFIX, floor(e[0]), zone, lt_band_width_deg(zone), zone,
                     cgcs2000, lt_band_epsg(LT_BAND_XIAN80, zone, true),
                     lt_band_epsg(LT_BAND_BEIJING54, zone, true), cgcs2000);
  return g_strconcat(text, is_mercator(e) ? lt_text(lang, LT_T_PROPOSE_MERCATOR) : "", NULL);
}

/* The longitude that an easting without prefix has in a band, for the message: to 0.01° by the
 * sphere. */
static double longitude_near(double easting, double northing, double meridian_deg)
{
  double latitude = northing / 6367449.0;
  return meridian_deg + (easting - 500000) / (6378137.0 * cos(latitude)) * 180 / G_PI;
}

/* ddd.mmss: neither minutes nor seconds reach 60. */
static bool maybe_packed(double value)
{
  double minutes = fmod(fabs(value), 1) * 100;
  return minutes < 60 && fmod(minutes, 1) * 100 < 60 && minutes > 0;
}

static char *propose_degrees(const double e[4], LtLang lang)
{
  bool is_packed = true;
  for (size_t i = 0; i < 4; i++)
    is_packed = is_packed && maybe_packed(e[i]);
  g_autofree char *text = lt_text_format(lang, LT_T_PROPOSE_DEGREES, e[0], e[1]);
  return g_strconcat(text, is_packed ? lt_text(lang, LT_T_PROPOSE_PACKED) : "", NULL);
}

/* What (easting, northing) or (longitude, latitude) may be; NULL when nothing fits. */
static char *propose(const double e[4], LtLang lang)
{
  if (within(e[0], e[2], LON_MIN, LON_MAX) && within(e[1], e[3], LAT_MIN, LAT_MAX))
    return propose_degrees(e, lang);
  bool is_northing = within(e[1], e[3], NORTHING_MIN, NORTHING_MAX);
  if (is_northing && has_prefix(e[0]) && has_prefix(e[2]))
    return propose_prefix(e, lang);
  if (is_northing && within(e[0], e[2], 100000, 900000) && e[1] >= 1e6)
    return lt_text_format(lang, LT_T_PROPOSE_PLAIN, e[0], longitude_near(e[0], e[1], 111),
                          longitude_near(e[0], e[1], 114));
  return is_mercator(e) ? lt_text_format(lang, LT_T_PROPOSE_MERCATOR_ONLY, e[0], e[1]) : NULL;
}

char *lt_crs_propose_in(const double extent[4], LtLang lang)
{
  for (size_t i = 0; i < 4; i++)
    if (!isfinite(extent[i]) || extent[i < 2 ? i : i - 2] > extent[i])
      return g_strdup(lt_text(lang, LT_T_PROPOSE_EMPTY));
  char *direct = propose(extent, lang);
  if (direct != NULL)
    return direct;
  const double turned[4] = {extent[1], extent[0], extent[3], extent[2]};
  g_autofree char *swapped = propose(turned, lang);
  if (swapped != NULL)
    return lt_text_format(lang, LT_T_PROPOSE_SWAPPED, swapped);
  if (within(extent[0], extent[2], -180, 180) && within(extent[1], extent[3], -90, 90))
    return lt_text_format(lang, LT_T_PROPOSE_DEGREES_WORLD, extent[0], extent[1]);
  return lt_text_format(lang, LT_T_PROPOSE_NOTHING, extent[0], extent[1], extent[2], extent[3]);
}

char *lt_crs_propose(const double extent[4])
{
  return lt_crs_propose_in(extent, lt_language());
}

char *lt_crs_band_for_longitude(double longitude_deg)
{
  if (!(longitude_deg >= 73.5 && longitude_deg <= 136.5))
    return g_strdup("");
  int zone = MIN((int)floor((longitude_deg + 1.5) / 3), 45);
  return g_strdup_printf("EPSG:%d", lt_band_epsg(LT_BAND_CGCS2000, zone, true));
}
