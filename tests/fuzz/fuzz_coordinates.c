/* Any bytes as a table of coordinates, "x,y" in a line: numbers are finite and those that strtod()
 * reads of the same text, and what is said of them are readings with shares from 0 to 1. */
#include "crs/detect.h"
#include "io/number.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_POINTS 256

static double cell_read(const char *text)
{
  double number = NAN;
  if (!lt_number_parse(text, &number))
    return NAN;
  char *end;
  bool is_plain = g_str_is_ascii(text);
  if (!isfinite(number) || (is_plain && g_ascii_strtod(text, &end) != number))
    abort();
  return number;
}

static bool is_share(double share)
{
  return share >= 0 && share <= 1;
}

static void diagnose(const double *xy, size_t n, const char *stated)
{
  static const double ring[] = {112.5, 35.15, 113.6, 35.15, 113.6, 36.05, 112.5, 36.05, 112.5, 35.15};
  static const size_t ends[] = {5};
  LtOutline outline = {.lonlat = ring, .ends = ends, .n_rings = 1};
  lt_outline_prepare(&outline);
  g_autoptr(LtCrs) crs = stated == NULL ? NULL : lt_crs_parse(stated, NULL);
  LtCrsEvidence evidence = {
      .xy = xy, .n = n, .stated = crs, .outline = stated == NULL ? &outline : NULL};
  g_autoptr(LtCrsDiagnosis) diagnosis = lt_crs_diagnose(&evidence, NULL);
  if (diagnosis == NULL || diagnosis->n_points > n)
    abort();
  for (size_t i = 0; i < diagnosis->n_readings; i++) {
    const LtCrsReading *reading = &diagnosis->readings[i];
    if (!is_share(reading->fits) || !(isnan(reading->inside) || is_share(reading->inside)))
      abort();
  }
  const LtCrsReading *proposal = lt_crs_diagnosis_proposal(diagnosis);
  if (proposal != NULL && (proposal < diagnosis->readings ||
                           proposal >= diagnosis->readings + diagnosis->n_readings))
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup((const char *)data, size);
  g_auto(GStrv) lines = g_strsplit(text, "\n", MAX_POINTS);
  double xy[2 * MAX_POINTS];
  size_t n = 0;
  for (; lines[n] != NULL; n++) {
    char *comma = strchr(lines[n], ',');
    if (comma != NULL)
      *comma = '\0';
    xy[2 * n] = cell_read(lines[n]);
    xy[2 * n + 1] = comma == NULL ? NAN : cell_read(comma + 1);
  }
  diagnose(xy, n, NULL);
  diagnose(xy, n, "EPSG:4526");
  diagnose(xy, n, "EPSG:4490");
  return 0;
}
