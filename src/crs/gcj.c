#include "crs/gcj.h"

#include <glib.h>
#include <math.h>
#include <stddef.h>

/* Krassowsky's ellipsoid. */
#define A_M 6378245.0
#define E2 0.00669342162296594323
#define DEGREE (G_PI / 180)
#define BD_K (3000.0 * G_PI / 180)
#define MAX_STEPS 30

/* Waves of two lengths: amplitudes a, b, wave numbers p, q. */
static double waves(double t, double a, double p, double b, double q)
{
  return (a * sin(p * G_PI * t) + b * sin(q * G_PI * t)) * 2 / 3;
}

void lt_gcj_from_wgs84(double at[2])
{
  double lon = at[0], lat = at[1];
  if (!(lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271))
    return;
  double x = lon - 105, y = lat - 35;
  double both = waves(x, 20, 6, 20, 2) + 0.1 * x * y;
  double north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.2 * sqrt(fabs(x)) + both +
                   waves(y, 20, 1, 40, 1.0 / 3) + waves(y, 160, 1.0 / 12, 320, 1.0 / 30);
  double east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * sqrt(fabs(x)) + both +
                  waves(x, 20, 1, 40, 1.0 / 3) + waves(x, 150, 1.0 / 12, 300, 1.0 / 30);
  double m = 1 - E2 * sin(lat * DEGREE) * sin(lat * DEGREE);
  at[0] = lon + east_m * sqrt(m) / (A_M * cos(lat * DEGREE)) / DEGREE;
  at[1] = lat + north_m * m * sqrt(m) / (A_M * (1 - E2)) / DEGREE;
}

void lt_bd09_from_gcj(double at[2])
{
  double z = hypot(at[0], at[1]) + 2e-5 * sin(BD_K * at[1]);
  double t = atan2(at[1], at[0]) + 3e-6 * cos(BD_K * at[0]);
  at[0] = z * cos(t) + 0.0065;
  at[1] = z * sin(t) + 0.006;
}

/* The place that @p forward brings to @p at. */
static bool undo(void (*forward)(double at[2]), double at[2])
{
  double found[2] = {at[0], at[1]};
  bool is_found = false;
  for (int i = 0; !is_found && i < MAX_STEPS; i++) {
    double image[2] = {found[0], found[1]};
    forward(image);
    found[0] -= image[0] - at[0];
    found[1] -= image[1] - at[1];
    is_found = fabs(image[0] - at[0]) < 1e-10 && fabs(image[1] - at[1]) < 1e-10;
  }
  at[0] = found[0];
  at[1] = found[1];
  return is_found;
}

bool lt_gcj_to_wgs84(double at[2])
{
  return undo(lt_gcj_from_wgs84, at);
}

bool lt_bd09_to_wgs84(double at[2])
{
  bool is_found = undo(lt_bd09_from_gcj, at);
  return lt_gcj_to_wgs84(at) && is_found;
}
