#include "crs/detect_parts.h"
#include "crs/gcj.h"

#include <string.h>

/* Of two readings one must be so much better to be proposed. */
#define LEAST_LEAD 0.05
#define FIRST_BAND_3 25
#define LAST_BAND 45

static void crs_reading_clear(void *data)
{
  g_free(((LtCrsReading *)data)->crs);
}

void lt_crs_diagnosis_free(LtCrsDiagnosis *diagnosis)
{
  if (diagnosis == NULL)
    return;
  for (size_t i = 0; i < diagnosis->n_readings; i++)
    crs_reading_clear(&diagnosis->readings[i]);
  g_free(diagnosis->readings);
  g_free(diagnosis);
}

/* ---- where points lie by a reading ---- */

static double unpacked(double value)
{
  double rest = fabs(value) + 1e-10, degrees = floor(rest);
  double minutes = floor((rest - degrees) * 100);
  double seconds = ((rest - degrees) * 100 - minutes) * 100;
  return copysign(degrees + minutes / 60 + seconds / 3600, value);
}

static void point_turn(const LtCrsReading *reading, double at[2])
{
  if (reading->is_swapped) {
    double x = at[0];
    at[0] = at[1];
    at[1] = x;
  }
  at[0] += reading->shift_m[0];
  at[1] += reading->shift_m[1];
  if (reading->kind == LT_CRS_READING_PACKED) {
    at[0] = unpacked(at[0]);
    at[1] = unpacked(at[1]);
  } else if (reading->kind == LT_CRS_READING_GCJ02) {
    lt_gcj_to_wgs84(at);
  } else if (reading->kind == LT_CRS_READING_BD09) {
    lt_bd09_to_wgs84(at);
  }
}

double *lt_crs_reading_places(const LtDetection *detection, const LtCrsReading *reading)
{
  bool is_stated = reading->kind == LT_CRS_READING_STATED;
  g_autoptr(LtCrs) named =
      is_stated || reading->crs == NULL ? NULL : lt_crs_parse(reading->crs, NULL);
  const LtCrs *crs = is_stated ? detection->evidence->stated : named;
  LtPlane plane;
  if (crs == NULL || (lt_crs_is_projected(crs) && !lt_crs_plane(crs, &plane, NULL)))
    return NULL;
  double *places = g_memdup2(detection->xy, detection->n * 2 * sizeof *places);
  for (size_t i = 0; i < detection->n; i++)
    point_turn(reading, places + 2 * i);
  if (!lt_crs_is_projected(crs))
    return places;
  lt_plane_to_geographic(&plane, places, detection->n);
  for (size_t i = 0; i < 2 * detection->n; i++)
    places[i] = isfinite(places[i]) ? places[i] * 180 / G_PI : NAN;
  return places;
}

static double inside_share(const LtDetection *detection, const double *places)
{
  const LtOutline *outline = detection->evidence->outline;
  if (outline == NULL || places == NULL)
    return NAN;
  size_t n_inside = 0;
  for (size_t i = 0; i < detection->n; i++)
    n_inside += lt_outline_has(outline, places[2 * i], places[2 * i + 1]);
  return (double)n_inside / (double)MAX(detection->n, 1);
}

/* ---- readings ---- */

/* Takes over the text of the CRS. A reading that needs the outline is left out when it brings
 * less than half of the points there. */
static void reading_add(LtDetection *detection, LtCrsReading reading, bool needs_outline)
{
  g_autofree double *places = lt_crs_reading_places(detection, &reading);
  reading.inside = inside_share(detection, places);
  if (needs_outline && !(reading.inside >= 0.5))
    crs_reading_clear(&reading);
  else
    g_array_append_val(detection->readings, reading);
}

static char *band_crs(const LtDetection *detection, int band, bool has_prefix)
{
  return g_strdup_printf("EPSG:%d", lt_band_epsg(detection->datum, band, has_prefix));
}

static void prefix_add(LtDetection *detection, const LtMagnitudes *shares, bool is_swapped)
{
  for (int band = 0; band <= LAST_BAND; band++)
    if (shares->prefix[band] >= LT_DETECT_SOME)
      reading_add(detection,
                  (LtCrsReading){.kind = LT_CRS_READING_PREFIX,
                                 .crs = band_crs(detection, band, true),
                                 .band = band,
                                 .is_swapped = is_swapped,
                                 .fits = shares->prefix[band]},
                  false);
}

/* Every band may be it; the outline says which. The 6-degree bands have the meridians of every
 * second one of 3 degrees, and the same numbers. */
static void plain_add(LtDetection *detection, const LtMagnitudes *shares, bool is_swapped)
{
  LtCrsReading reading = {
      .kind = LT_CRS_READING_PLAIN, .is_swapped = is_swapped, .fits = shares->plain};
  guint n_before = detection->readings->len;
  if (shares->plain < LT_DETECT_SOME)
    return;
  for (int band = FIRST_BAND_3; band <= LAST_BAND && detection->evidence->outline != NULL; band++) {
    reading.crs = band_crs(detection, band, false);
    reading.band = band;
    reading_add(detection, reading, true);
  }
  reading.crs = NULL;
  reading.band = 0;
  if (detection->readings->len == n_before)
    reading_add(detection, reading, false);
}

static void degrees_add(LtDetection *detection, const LtMagnitudes *shares, bool is_swapped)
{
  static const LtCrsReadingKind kinds[] = {LT_CRS_READING_DEGREES, LT_CRS_READING_PACKED,
                                           LT_CRS_READING_GCJ02, LT_CRS_READING_BD09};
  const double fits[] = {shares->degrees, shares->packed, shares->degrees, shares->degrees};
  const LtOutline *outline = detection->evidence->outline;
  bool is_coarse = outline != NULL && outline->is_coarse;
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
    bool needs_outline = kinds[i] == LT_CRS_READING_GCJ02 || kinds[i] == LT_CRS_READING_BD09;
    bool fits_all = kinds[i] != LT_CRS_READING_PACKED || shares->packed >= shares->degrees;
    if (fits[i] >= LT_DETECT_SOME && fits_all && !(needs_outline && is_coarse))
      reading_add(detection,
                  (LtCrsReading){.kind = kinds[i],
                                 .crs = g_strdup("EPSG:4490"),
                                 .is_swapped = is_swapped,
                                 .fits = fits[i]},
                  needs_outline);
  }
}

/* Only the outline can tell. */
static void shifted_add(LtDetection *detection, const LtMagnitudes *shares, bool is_swapped)
{
  const double fits[] = {shares->cut_northing, shares->no_false_easting};
  for (int band = FIRST_BAND_3; band <= LAST_BAND && detection->evidence->outline != NULL; band++)
    for (int east = 0; east < 2; east++)
      for (int north = east == 0 ? 1 : 0; north <= 5 && fits[east] >= LT_DETECT_SOME; north++)
        reading_add(detection,
                    (LtCrsReading){.kind = LT_CRS_READING_SHIFTED,
                                   .crs = band_crs(detection, band, false),
                                   .band = band,
                                   .is_swapped = is_swapped,
                                   .shift_m = {east * 500000.0, north * 1e6},
                                   .fits = fits[east]},
                    true);
}

static bool is_inside_as_prefixed(const LtDetection *detection, int band, bool is_swapped)
{
  for (guint i = 0; i < detection->readings->len; i++) {
    const LtCrsReading *reading = &g_array_index(detection->readings, LtCrsReading, i);
    if (reading->kind == LT_CRS_READING_PREFIX && reading->band == band &&
        reading->is_swapped == is_swapped && reading->inside > 0)
      return true;
  }
  return false;
}

/* Whoever cuts the millions of northings may leave the prefix. Northings that lead into the outline
 * as they are are whole. */
static void cut_prefixed_add(LtDetection *detection, const LtMagnitudes *shares, bool is_swapped)
{
  for (int band = 0; band <= LAST_BAND && detection->evidence->outline != NULL; band++)
    for (int north = 1; north <= 5 && shares->prefix[band] >= LT_DETECT_SOME &&
                        !is_inside_as_prefixed(detection, band, is_swapped);
         north++)
      reading_add(detection,
                  (LtCrsReading){.kind = LT_CRS_READING_SHIFTED,
                                 .crs = band_crs(detection, band, true),
                                 .band = band,
                                 .is_swapped = is_swapped,
                                 .shift_m = {0, north * 1e6},
                                 .fits = shares->prefix[band]},
                  true);
}

static void readings_add(LtDetection *detection, bool is_swapped)
{
  const LtMagnitudes *shares = is_swapped ? &detection->swapped : &detection->direct;
  prefix_add(detection, shares, is_swapped);
  plain_add(detection, shares, is_swapped);
  degrees_add(detection, shares, is_swapped);
  shifted_add(detection, shares, is_swapped);
  cut_prefixed_add(detection, shares, is_swapped);
  if (shares->mercator >= LT_DETECT_SOME)
    reading_add(detection,
                (LtCrsReading){.kind = LT_CRS_READING_MERCATOR,
                               .crs = g_strdup("EPSG:3857"),
                               .is_swapped = is_swapped,
                               .fits = shares->mercator},
                false);
}

static void stated_add(LtDetection *detection, unsigned *doubts)
{
  LtCrsReading reading = {.kind = LT_CRS_READING_STATED,
                          .crs = g_strdup(lt_crs_id(detection->evidence->stated))};
  g_autofree double *places = lt_crs_reading_places(detection, &reading);
  double in_area = lt_detect_in_area(detection, places);
  *doubts = lt_detect_doubts(detection);
  if (*doubts == 0 && in_area < 0.5)
    *doubts = LT_CRS_DOUBT_AREA;
  reading.fits = isnan(in_area) ? (*doubts == 0 ? 1 : 0) : in_area;
  reading_add(detection, reading, false);
}

/* ---- the best ---- */

static int compare_readings(const void *a, const void *b)
{
  const LtCrsReading *left = a, *right = b;
  double left_in = isnan(left->inside) ? 0 : left->inside;
  double right_in = isnan(right->inside) ? 0 : right->inside;
  if (left_in != right_in)
    return left_in > right_in ? -1 : 1;
  if (left->fits != right->fits)
    return left->fits > right->fits ? -1 : 1;
  if (left->kind != right->kind)
    return left->kind < right->kind ? -1 : 1;
  return left->is_swapped != right->is_swapped ? left->is_swapped - right->is_swapped
                                               : g_strcmp0(left->crs, right->crs);
}

static void points_take(LtDetection *detection)
{
  const LtCrsEvidence *evidence = detection->evidence;
  size_t step = MAX(evidence->n / LT_DETECT_POINTS, 1);
  detection->xy = g_new(double, 2 * (evidence->n / step + 1));
  for (size_t i = 0; i < evidence->n; i += step) {
    const double *at = evidence->xy + 2 * i;
    if (isfinite(at[0]) && isfinite(at[1]))
      memcpy(detection->xy + 2 * detection->n++, at, 2 * sizeof *at);
  }
}

static LtBandDatum datum_of(const LtCrs *crs)
{
  const char *datum = crs != NULL ? lt_crs_datum(crs) : "";
  return strstr(datum, "Xian") != NULL                               ? LT_BAND_XIAN80
         : strstr(datum, "Beijing") && !strstr(datum, "New Beijing") ? LT_BAND_BEIJING54
                                                                     : LT_BAND_CGCS2000;
}

/* The best reading against the vertices of the outline. */
static bool offset_find(const LtDetection *detection, LtCrsDiagnosis *diagnosis, GError **error)
{
  const LtOutline *outline = detection->evidence->outline;
  if (outline == NULL || outline->is_coarse || diagnosis->n_readings == 0)
    return true;
  g_autofree double *places = lt_crs_reading_places(detection, &diagnosis->readings[0]);
  bool is_found;
  if (places == NULL)
    return true;
  if (!lt_outline_offset(outline, places, detection->n, diagnosis->offset_m, &diagnosis->n_offset,
                         &is_found, error))
    return false;
  diagnosis->has_offset = is_found && hypot(diagnosis->offset_m[0], diagnosis->offset_m[1]) >= 2;
  return true;
}

LtCrsDiagnosis *lt_crs_diagnose(const LtCrsEvidence *evidence, GError **error)
{
  g_return_val_if_fail(evidence != NULL && (evidence->xy != NULL || evidence->n == 0), NULL);
  LtDetection detection = {.evidence = evidence, .datum = datum_of(evidence->stated)};
  g_autoptr(LtCrsDiagnosis) diagnosis = g_new0(LtCrsDiagnosis, 1);
  points_take(&detection);
  diagnosis->n_points = detection.n;
  detection.readings = g_array_new(FALSE, FALSE, sizeof(LtCrsReading));
  detection.direct = lt_magnitudes_count(detection.xy, detection.n, false);
  detection.swapped = lt_magnitudes_count(detection.xy, detection.n, true);
  if (evidence->stated != NULL && detection.n > 0)
    stated_add(&detection, &diagnosis->doubts);
  readings_add(&detection, false);
  readings_add(&detection, true);
  g_array_sort(detection.readings, compare_readings);
  diagnosis->n_readings = detection.readings->len;
  diagnosis->readings = (LtCrsReading *)(void *)g_array_free(detection.readings, FALSE);
  for (size_t i = 0; i < diagnosis->n_readings; i++) {
    const LtCrsReading *reading = &diagnosis->readings[i];
    bool is_behind = reading->kind == LT_CRS_READING_STATED && evidence->outline != NULL &&
                     reading->inside + 0.3 < diagnosis->readings[0].inside;
    diagnosis->doubts |= is_behind ? LT_CRS_DOUBT_OUTLINE : 0;
  }
  bool is_done = offset_find(&detection, diagnosis, error);
  g_free(detection.xy);
  return is_done ? g_steal_pointer(&diagnosis) : NULL;
}

static double merit(const LtCrsReading *reading)
{
  return isnan(reading->inside) ? reading->fits : reading->inside;
}

/* Nothing new: the CRS that is stated. */
static bool is_stated_again(const LtCrsReading *reading, const LtCrsReading *stated)
{
  return stated != NULL && !reading->is_swapped && g_strcmp0(reading->crs, stated->crs) == 0 &&
         (reading->kind == LT_CRS_READING_PREFIX || reading->kind == LT_CRS_READING_PLAIN ||
          reading->kind == LT_CRS_READING_DEGREES || reading->kind == LT_CRS_READING_MERCATOR);
}

const LtCrsReading *lt_crs_diagnosis_proposal(const LtCrsDiagnosis *diagnosis)
{
  const LtCrsReading *best = NULL, *stated = NULL;
  for (size_t i = 0; i < diagnosis->n_readings; i++)
    if (diagnosis->readings[i].kind == LT_CRS_READING_STATED)
      stated = &diagnosis->readings[i];
  for (size_t i = 0; i < diagnosis->n_readings; i++) {
    const LtCrsReading *reading = &diagnosis->readings[i];
    if (reading == stated)
      continue;
    if (best == NULL)
      best = reading;
    else if (merit(reading) > merit(best) - LEAST_LEAD)
      return NULL;
  }
  bool is_wanted = stated == NULL || diagnosis->doubts != 0;
  return best != NULL && is_wanted && best->crs != NULL && merit(best) >= 0.5 &&
                 !is_stated_again(best, stated)
             ? best
             : NULL;
}
