/* Control points that do not fit the others. */
#include "crs/datum_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* That one of so many points, all good, is named an outlier shall happen once in a hundred times.
 */
#define OUTLIER_CHANCE 0.01
/* What is off by less than this is none, however well the others agree. */
#define OUTLIER_MIN_M 0.01
/* Pairs of points that are asked what they make of the others. */
#define PAIRS_MAX 4000

/* How far a point is off, squared, and which it is. */
typedef struct {
  double square_m2;
  size_t point;
} Off;

static int compare_offs(const void *p1, const void *p2)
{
  const Off *a = p1, *b = p2;
  if (a->square_m2 != b->square_m2)
    return a->square_m2 < b->square_m2 ? -1 : 1;
  return (a->point > b->point) - (a->point < b->point);
}

/* Place on the ground about the first point; near enough to tell good points from bad ones. */
static LtVector ground(const LtFitField *field, const LtVector *side, size_t i)
{
  LtVector off = lt_minus(side[i], side[0]);
  return (LtVector){lt_dot(off, field->east[0]), lt_dot(off, field->north[0]), 0};
}

/* All points in the order of how far they are off what two of them say. False: the two are in one
 * place. */
static bool pair_judge(const LtFitField *field, size_t i, size_t j, Off *offs)
{
  LtVector from = ground(field, field->from, i), to = ground(field, field->to, i);
  LtVector p = lt_minus(ground(field, field->from, j), from),
           q = lt_minus(ground(field, field->to, j), to);
  double p2 = lt_dot(p, p);
  if (p2 < LT_SPREAD_MIN_M * LT_SPREAD_MIN_M)
    return false;
  double k = lt_dot(p, q) / p2, v = lt_cross(p, q).z / p2;
  for (size_t n = 0; n < field->n; n++) {
    LtVector at = lt_minus(ground(field, field->from, n), from);
    LtVector image = {k * at.x - v * at.y, v * at.x + k * at.y, 0};
    LtVector off = lt_minus(lt_minus(ground(field, field->to, n), to), image);
    offs[n] = (Off){lt_dot(off, off), n};
  }
  qsort(offs, field->n, sizeof *offs, compare_offs);
  return true;
}

/* The half of the points that two of them bring nearest to where they are (least median of
 * squares): bad points cannot hide each other in it. */
static bool core_find(const LtFitField *field, size_t n_core, bool *use, GError **error)
{
  size_t n = field->n, n_steps = MIN(n - 1, MAX(PAIRS_MAX / n, 1));
  double least_m2 = HUGE_VAL;
  g_autofree Off *offs = lt_alloc(n, sizeof *offs, "control points", error);
  if (offs == NULL)
    return false;
  for (size_t i = 0; i < n; i++)
    for (size_t step = 1; step <= n_steps; step++) {
      if (!pair_judge(field, i, (i + step) % n, offs) || offs[n_core - 1].square_m2 >= least_m2)
        continue;
      least_m2 = offs[n_core - 1].square_m2;
      memset(use, false, n * sizeof *use);
      for (size_t k = 0; k < n_core; k++)
        use[offs[k].point] = true;
    }
  return true;
}

/* How likely a good point is to be as far as this one from what those in use make of it: two
 * squares over those of f redundant ones are distributed as F(2, f). */
static double chance_of(const LtFitField *field, bool *use, size_t i)
{
  size_t n;
  LtFitModel others = lt_fit_solve(field, use);
  double sum_m2 = lt_fit_square_m2(field, &others, use, &n);
  double f = 2 * (double)n - LT_PARAMETERS_ON_GROUND;
  use[i] = true;
  LtFitModel all = lt_fit_solve(field, use);
  use[i] = false;
  LtResidual with = lt_fit_residual(field, &all, i), without = lt_fit_residual(field, &others, i);
  if (hypot(without.north_m, without.east_m) < OUTLIER_MIN_M)
    return 1;
  /* The residual of a fit that had the point, times that of one without it: its own share of the
   * fit cancels (leverage). */
  double both = with.north_m * without.north_m + with.east_m * without.east_m;
  return sum_m2 > 0 ? pow(1 + both / sum_m2, -f / 2) : 0;
}

/* Take the points back that fit what is in use, the likeliest first; the others are outliers. */
bool lt_fit_find_outliers(const LtFitField *field, LtDatumFit *fit, bool *use, GError **error)
{
  size_t n = field->n, n_core = n == 4 ? 3 : MAX(n / 2 + 1, 4);
  if (n < 4)
    return true;
  if (!core_find(field, n_core, use, error))
    return false;
  bool goes_on = lt_fit_is_determined(field, use);
  for (size_t i = 0; !goes_on && i < n; i++)
    use[i] = true;
  while (goes_on) {
    size_t best = n;
    double most = OUTLIER_CHANCE / (double)n;
    for (size_t i = 0; i < n; i++) {
      double chance = use[i] ? -1 : chance_of(field, use, i);
      if (chance >= most) {
        most = chance;
        best = i;
      }
    }
    goes_on = best < n;
    if (goes_on)
      use[best] = true;
  }
  for (size_t i = 0; i < n; i++) {
    fit->residuals[i].is_outlier = !use[i];
    fit->n_outliers += !use[i];
  }
  return true;
}
