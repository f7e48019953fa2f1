/* Magnitudes of coordinates, and what they say against a CRS. */
#include "crs/crs_pj.h"
#include "crs/detect_parts.h"

#include <string.h>

#define LON_MIN 73.0
#define LON_MAX 136.0
#define LAT_MIN 3.0
#define LAT_MAX 54.0
#define NORTHING_MIN 300000.0
#define NORTHING_MAX 6100000.0
/* Farther from the meridian of a 3-degree band lies the next one; 1.5 degrees are 136 km here. */
#define HALF_BAND_M 140000.0
/* Nobody goes farther from it, not in 6-degree bands either (3 degrees at 36°N are 270 km). */
#define FROM_MERIDIAN_M 280000.0

/* So many values of seconds, in numbers so far apart, tell ddd.mmss. */
#define PACKED_SECONDS 20
#define PACKED_RANGE 0.02

static int prefix_of(double easting)
{
  int band = easting >= 1e7 && easting < 1e8 ? (int)(easting / 1e6) : 0;
  double rest = easting - band * 1e6;
  return lt_band_width_deg(band) != 0 && rest >= 100000 && rest <= 900000 ? band : 0;
}

/* ddd.mmss: neither minutes nor seconds reach 60. A value of whole minutes may be both. */
static bool is_packed(double value)
{
  double minutes = fmod(fabs(value) + 1e-9, 1) * 100;
  return minutes < 60 && fmod(minutes, 1) * 100 < 60;
}

static void point_count(LtMagnitudes *counts, double x, double y)
{
  bool is_northing = y >= NORTHING_MIN && y <= NORTHING_MAX;
  int band = is_northing ? prefix_of(x) : 0;
  counts->prefix[band] += 1;
  counts->any_prefix += band != 0;
  counts->plain += is_northing && y >= 1e6 && x >= 100000 && x <= 900000;
  bool is_degrees = x >= LON_MIN && x <= LON_MAX && y >= LAT_MIN && y <= LAT_MAX;
  counts->degrees += is_degrees;
  counts->packed += is_degrees && is_packed(x) && is_packed(y);
  counts->mercator += x >= 8.1e6 && x <= 15.2e6 && y >= 300000 && y <= 7.2e6 && band == 0;
  bool is_small = fabs(x) <= 360 && fabs(y) <= 360;
  bool is_cut = !is_small && y >= 0 && y <= NORTHING_MAX;
  counts->no_false_easting += is_cut && fabs(x) <= FROM_MERIDIAN_M;
  counts->cut_northing += is_cut && x >= 100000 && x <= 900000;
}

LtMagnitudes lt_magnitudes_count(const double *xy, size_t n, bool is_swapped)
{
  LtMagnitudes counts = {0};
  for (size_t i = 0; i < n; i++)
    point_count(&counts, xy[2 * i + is_swapped], xy[2 * i + !is_swapped]);
  double *shares[] = {&counts.plain,     &counts.degrees,          &counts.packed,
                      &counts.mercator,  &counts.no_false_easting, &counts.cut_northing,
                      &counts.any_prefix};
  for (size_t i = 0; i < G_N_ELEMENTS(shares); i++)
    *shares[i] /= (double)MAX(n, 1);
  for (size_t i = 0; i < G_N_ELEMENTS(counts.prefix); i++)
    counts.prefix[i] /= (double)MAX(n, 1);
  counts.prefix[0] = 0;
  return counts;
}

/* ---- against what is stated ---- */

static unsigned prefix_doubts(const LtDetection *detection, const LtPlane *plane)
{
  const LtMagnitudes *direct = &detection->direct;
  int band = prefix_of(plane->false_easting_m);
  double right = band != 0 ? direct->prefix[band] : direct->plain;
  double other = direct->any_prefix - (band != 0 ? right : 0);
  double plain = band != 0 ? direct->plain : 0;
  unsigned doubts = 0;
  if (other >= LT_DETECT_SOME)
    doubts |= band != 0 ? LT_CRS_DOUBT_BAND : LT_CRS_DOUBT_PREFIX;
  if (plain >= LT_DETECT_SOME)
    doubts |= LT_CRS_DOUBT_NO_PREFIX;
  return doubts != 0 && right >= LT_DETECT_SOME ? LT_CRS_DOUBT_HALF : doubts;
}

static unsigned band_doubts(const LtDetection *detection, const LtPlane *plane)
{
  size_t n_off = 0;
  if (strstr(lt_crs_name(detection->evidence->stated), "3-degree") == NULL)
    return 0;
  for (size_t i = 0; i < detection->n; i++) {
    double off_m = fabs(detection->xy[2 * i] - plane->false_easting_m);
    n_off += off_m > HALF_BAND_M && off_m < 1e6;
  }
  bool is_off = (double)n_off >= LT_DETECT_SOME * (double)detection->n;
  return is_off ? LT_CRS_DOUBT_OFF_BAND : 0;
}

static unsigned projected_doubts(const LtDetection *detection)
{
  LtPlane plane;
  const LtMagnitudes *swapped = &detection->swapped;
  if (detection->direct.degrees > 0.5 || swapped->degrees > 0.5)
    return LT_CRS_DOUBT_DEGREES;
  if (!lt_crs_plane(detection->evidence->stated, &plane, NULL) || !plane.is_tm || plane.k0 != 1)
    return 0;
  bool is_band = prefix_of(plane.false_easting_m) != 0 || plane.false_easting_m == 500000;
  if (!is_band)
    return 0;
  if (swapped->any_prefix + swapped->plain > 0.5)
    return LT_CRS_DOUBT_SWAPPED;
  return prefix_doubts(detection, &plane) | band_doubts(detection, &plane);
}

/* Neither minutes nor seconds ever reach 60, though the seconds go around and take many values:
 * degrees would not do that by accident. */
static bool is_surely_packed(const LtDetection *detection)
{
  if (detection->direct.packed < 1)
    return false;
  for (size_t axis = 0; axis < 2; axis++) {
    bool is_seen[60] = {false};
    size_t n_seen = 0;
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < detection->n; i++) {
      double value = fabs(detection->xy[2 * i + axis]) + 1e-9;
      size_t seconds = (size_t)(fmod(fmod(value, 1) * 100, 1) * 100) % G_N_ELEMENTS(is_seen);
      n_seen += !is_seen[seconds];
      is_seen[seconds] = true;
      least = fmin(least, value);
      most = fmax(most, value);
    }
    if (n_seen >= PACKED_SECONDS && most - least >= PACKED_RANGE)
      return true;
  }
  return false;
}

static unsigned geographic_doubts(const LtDetection *detection)
{
  size_t n_metres = 0;
  for (size_t i = 0; i < detection->n; i++)
    n_metres += fabs(detection->xy[2 * i]) > 360 || fabs(detection->xy[2 * i + 1]) > 360;
  if ((double)n_metres > LT_DETECT_SOME * (double)detection->n)
    return LT_CRS_DOUBT_METRES;
  /* a latitude beyond the pole cannot be one */
  size_t n_beyond = 0;
  for (size_t i = 0; i < detection->n; i++)
    n_beyond += fabs(detection->xy[2 * i + 1]) > 90 && fabs(detection->xy[2 * i]) <= 90;
  if (2 * n_beyond > detection->n)
    return LT_CRS_DOUBT_SWAPPED;
  return is_surely_packed(detection) ? LT_CRS_DOUBT_PACKED : 0;
}

double lt_detect_in_area(const LtDetection *detection, const double *places)
{
  double west, south, east, north;
  g_autoptr(PJ_CONTEXT) context = lt_pj_context_new();
  g_autoptr(PJ) pj = lt_crs_pj_new(detection->evidence->stated, context);
  if (pj == NULL || places == NULL ||
      !proj_get_area_of_use(context, pj, &west, &south, &east, &north, NULL) || west < -180 ||
      west > east)
    return NAN;
  size_t n_in = 0;
  for (size_t i = 0; i < detection->n; i++) {
    double lon = places[2 * i], lat = places[2 * i + 1];
    n_in += lon >= west - 1 && lon <= east + 1 && lat >= south - 1 && lat <= north + 1;
  }
  return (double)n_in / (double)MAX(detection->n, 1);
}

unsigned lt_detect_doubts(const LtDetection *detection)
{
  return lt_crs_is_projected(detection->evidence->stated) ? projected_doubts(detection)
                                                          : geographic_doubts(detection);
}
