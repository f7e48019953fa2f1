#include "geom/exact.h"

#define SAFE_64 ((LtUWide)UINT64_MAX >> 1)

/* By the continued fractions of both: nothing is multiplied, so nothing overflows. */
static int fractions_unfold(LtFraction a, LtFraction b)
{
  for (int sign = 1;; sign = -sign) {
    LtUWide whole_a = a.n / a.m, whole_b = b.n / b.m;
    if (whole_a != whole_b)
      return whole_a < whole_b ? -sign : sign;
    LtUWide rest_a = a.n % a.m, rest_b = b.n % b.m;
    if (rest_a == 0 || rest_b == 0)
      return rest_a == rest_b ? 0 : rest_a == 0 ? -sign : sign;
    a = (LtFraction){a.m, rest_a};
    b = (LtFraction){b.m, rest_b};
  }
}

int lt_fraction_compare(LtFraction a, LtFraction b)
{
  if (a.m > SAFE_64 || b.m > SAFE_64)
    return fractions_unfold(a, b);
  LtUWide left = a.n * b.m, right = b.n * a.m;
  return (left > right) - (left < right);
}

/* factor * at for a factor of at most 63 bits; *rest tells whether something is left. */
static int64_t fraction_times(uint64_t factor, LtFraction at, bool *rest)
{
  if (at.m <= SAFE_64) {
    LtUWide product = factor * at.n;
    *rest = product % at.m != 0;
    return (int64_t)(product / at.m);
  }
  LtUWide quotient = 0, left = 0; /* bit by bit: m has at most 92 bits */
  for (int bit = 63; bit >= 0; bit--) {
    left = 2 * left + ((factor >> bit & 1) != 0 ? at.n : 0);
    quotient = 2 * quotient + left / at.m;
    left %= at.m;
  }
  *rest = left != 0;
  return (int64_t)quotient;
}

static int64_t along(int64_t from, int64_t to, LtFraction at, bool up)
{
  bool rest;
  int64_t length = to - from;
  uint64_t factor = (uint64_t)(length < 0 ? -length : length) << LT_FIXED_BITS;
  int64_t offset = fraction_times(factor, at, &rest);
  if (length < 0)
    offset = -offset - (rest && !up);
  else
    offset += rest && up;
  return from * LT_FIXED_ONE + offset;
}

LtPoint lt_fixed_on_edge(LtPoint a, LtPoint b, LtFraction at)
{
  return (LtPoint){along(a.x, b.x, at, false), along(a.y, b.y, at, true)};
}

static LtFraction fraction_of(int64_t part, int64_t length)
{
  return (LtFraction){(LtUWide)(part < 0 ? -part : part), (LtUWide)(length < 0 ? -length : length)};
}

LtPoint lt_fixed_at_x(LtPoint a, LtPoint b, int64_t x)
{
  return (LtPoint){x * LT_FIXED_ONE, along(a.y, b.y, fraction_of(x - a.x, b.x - a.x), true)};
}

LtPoint lt_fixed_at_y(LtPoint a, LtPoint b, int64_t y)
{
  return (LtPoint){along(a.x, b.x, fraction_of(y - a.y, b.y - a.y), false), y * LT_FIXED_ONE};
}

/* Order of from + rise * offset / run for two edges (run > 0): whole parts, then what is left. */
static int rises_compare(const int64_t from[2], const int64_t rise[2], const int64_t offset[2],
                         const int64_t run[2])
{
  LtWide whole[2], rest[2];
  for (int i = 0; i < 2; i++) {
    LtWide product = (LtWide)rise[i] * offset[i];
    whole[i] = product / run[i];
    rest[i] = product % run[i];
    if (rest[i] < 0) {
      rest[i] += run[i];
      whole[i]--;
    }
    whole[i] += from[i];
  }
  if (whole[0] != whole[1])
    return whole[0] < whole[1] ? -1 : 1;
  return lt_sign(rest[0] * run[1] - rest[1] * run[0]);
}

int lt_order_at_x(const LtPoint a[2], const LtPoint b[2], int64_t x)
{
  int64_t from[2] = {a[0].y, b[0].y}, rise[2] = {a[1].y - a[0].y, b[1].y - b[0].y};
  int64_t offset[2] = {x - a[0].x, x - b[0].x}, run[2] = {a[1].x - a[0].x, b[1].x - b[0].x};
  int order = rises_compare(from, rise, offset, run);
  /* the line stands a little to the left: there the steeper edge is the lower one */
  return order != 0 ? order : lt_sign((LtWide)rise[1] * run[0] - (LtWide)rise[0] * run[1]);
}

int lt_order_at_y(const LtPoint a[2], const LtPoint b[2], int64_t y)
{
  int64_t from[2], rise[2], offset[2], run[2];
  const LtPoint *edges[2] = {a, b};
  for (int i = 0; i < 2; i++) {
    int up = edges[i][1].y > edges[i][0].y; /* run upwards */
    LtPoint low = edges[i][!up], high = edges[i][up];
    from[i] = low.x;
    rise[i] = high.x - low.x;
    offset[i] = y - low.y;
    run[i] = high.y - low.y;
  }
  int order = rises_compare(from, rise, offset, run);
  /* the line stands a little higher: there the one that leans right more is farther right */
  return order != 0 ? order : lt_sign((LtWide)rise[0] * run[1] - (LtWide)rise[1] * run[0]);
}
