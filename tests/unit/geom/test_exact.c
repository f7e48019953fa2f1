/* The exact predicates against arithmetic that is exact in another way: products of 256 bits, and a
 * lattice made so fine that the shift (-ε², +ε) is a step on it. */
#include "geom/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define SEED 20091020

/* ---- products of two numbers of 128 bits ---- */

typedef struct {
  uint64_t limbs[4]; /* lowest first */
} Product;

static Product product_of(LtUWide a, LtUWide b)
{
  Product product = {{0}};
  for (size_t i = 0; i < 2; i++) {
    uint64_t carry = 0;
    for (size_t j = 0; j < 2; j++) {
      LtUWide part = (LtUWide)(uint64_t)(a >> (64 * i)) * (uint64_t)(b >> (64 * j)) +
                     product.limbs[i + j] + carry;
      product.limbs[i + j] = (uint64_t)part;
      carry = (uint64_t)(part >> 64);
    }
    product.limbs[i + 2] = carry;
  }
  return product;
}

static int product_compare(Product a, Product b)
{
  for (size_t i = 4; i-- > 0;)
    if (a.limbs[i] != b.limbs[i])
      return a.limbs[i] < b.limbs[i] ? -1 : 1;
  return 0;
}

static LtUWide random_wide(GRand *random, unsigned bits)
{
  LtUWide wide = 0;
  for (int i = 0; i < 4; i++)
    wide = wide << 32 | g_rand_int(random);
  return wide >> (128 - bits);
}

/* ---- fractions ---- */

static void check_order(LtFraction a, LtFraction b)
{
  int wanted = product_compare(product_of(a.n, b.m), product_of(b.n, a.m));
  assert_int_equal(lt_fraction_compare(a, b), wanted);
  assert_int_equal(lt_fraction_compare(b, a), -wanted);
}

static void test_small_fractions(void **state)
{
  (void)state;
  for (LtUWide m = 1; m <= 24; m++)
    for (LtUWide n = 0; n <= m; n++)
      for (LtUWide k = 1; k <= 24; k++)
        for (LtUWide i = 0; i <= k; i++) {
          /* the same ones with large terms take the other way through the code */
          LtUWide large = (LtUWide)1 << 87;
          int wanted = (n * k > i * m) - (n * k < i * m);
          assert_int_equal(lt_fraction_compare((LtFraction){n, m}, (LtFraction){i, k}), wanted);
          assert_int_equal(
              lt_fraction_compare((LtFraction){n * large, m * large}, (LtFraction){i, k}), wanted);
        }
}

static void test_large_fractions(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  for (int round = 0; round < 50000; round++) {
    unsigned bits = (unsigned)g_rand_int_range(random, 60, 93);
    LtUWide m = random_wide(random, bits) | (LtUWide)1 << (bits - 1);
    LtUWide n = random_wide(random, bits) % (m + 1);
    LtUWide k = random_wide(random, bits) | 1, i = random_wide(random, bits) % (k + 1);
    check_order((LtFraction){n, m}, (LtFraction){i, k});
    /* neighbours, whose difference is about 2^-184 */
    check_order((LtFraction){n, m}, (LtFraction){n + (n < m), m + 1});
    check_order((LtFraction){n, m}, (LtFraction){2 * n + 1, 2 * m + 1});
    check_order((LtFraction){n, m}, (LtFraction){n * 3, m * 3});
  }
  LtUWide most = (LtUWide)1 << 92;
  check_order((LtFraction){most, most}, (LtFraction){1, 1});
  check_order((LtFraction){0, most}, (LtFraction){0, 1});
  check_order((LtFraction){most - 1, most}, (LtFraction){most - 2, most - 1});
  check_order((LtFraction){(LtUWide)UINT64_MAX >> 1, UINT64_MAX},
              (LtFraction){((LtUWide)UINT64_MAX >> 1) + 1, UINT64_MAX});
}

/* ---- rounding ---- */

/* True when `got` is from + (to - from) n / m in fixed-point units, rounded down, or up. */
static bool is_rounded(int64_t got, int64_t from, int64_t to, LtFraction at, bool up)
{
  int64_t way = got - from * LT_FIXED_ONE;
  bool back = to < from;
  LtUWide factor = (LtUWide)(back ? from - to : to - from) * (LtUWide)LT_FIXED_ONE;
  if (way != 0 && (way < 0) != back)
    return false;
  LtUWide length = (LtUWide)(way < 0 ? -way : way);
  Product wanted = product_of(factor, at.n);
  if (up == back) /* towards where it comes from */
    return product_compare(product_of(length, at.m), wanted) <= 0 &&
           product_compare(wanted, product_of(length + 1, at.m)) < 0;
  return product_compare(wanted, product_of(length, at.m)) <= 0 &&
         (length == 0 || product_compare(product_of(length - 1, at.m), wanted) < 0);
}

static int64_t random_coordinate(GRand *random, int64_t most)
{
  int64_t value = (int64_t)(random_wide(random, 62) % (LtUWide)(2 * most + 1)) - most;
  return g_rand_int_range(random, 0, 20) == 0 ? (value < 0 ? -most : most) : value;
}

static void test_rounding(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 1);
  static const int64_t sizes[] = {3, 1000, 400000000000, LT_UNITS_MAX};
  for (int round = 0; round < 100000; round++) {
    int64_t most = sizes[round % 4];
    LtPoint a = {random_coordinate(random, most), random_coordinate(random, most)};
    LtPoint b = {random_coordinate(random, most), random_coordinate(random, most)};
    unsigned bits = (unsigned)g_rand_int_range(random, 3, 93);
    LtUWide m = random_wide(random, bits) + 1;
    LtFraction at = {random_wide(random, bits) % (m + 1), m};
    LtPoint place = lt_fixed_on_edge(a, b, at);
    assert_true(is_rounded(place.x, a.x, b.x, at, false));
    assert_true(is_rounded(place.y, a.y, b.y, at, true));
    /* the same place seen from the other end */
    LtPoint same = lt_fixed_on_edge(b, a, (LtFraction){at.m - at.n, at.m});
    assert_true(place.x == same.x && place.y == same.y);
  }
}

static LtFraction fraction_between(int64_t at, int64_t from, int64_t to)
{
  return (LtFraction){(LtUWide)llabs(at - from), (LtUWide)llabs(to - from)};
}

static void test_rounding_at_lines(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 2);
  static const int64_t sizes[] = {3, 1000, 400000000000, LT_UNITS_MAX};
  for (int round = 0; round < 50000; round++) {
    int64_t most = sizes[round % 4];
    LtPoint a = {random_coordinate(random, most), random_coordinate(random, most)};
    LtPoint b = {random_coordinate(random, most), random_coordinate(random, most)};
    if (a.x != b.x) {
      int64_t x = MIN(a.x, b.x) + (int64_t)(random_wide(random, 62) % (LtUWide)llabs(b.x - a.x));
      LtPoint place = lt_fixed_at_x(a, b, x);
      assert_true(place.x == x * LT_FIXED_ONE);
      assert_true(is_rounded(place.y, a.y, b.y, fraction_between(x, a.x, b.x), true));
    }
    if (a.y != b.y) {
      int64_t y = MIN(a.y, b.y) + (int64_t)(random_wide(random, 62) % (LtUWide)llabs(b.y - a.y));
      LtPoint place = lt_fixed_at_y(a, b, y);
      assert_true(place.y == y * LT_FIXED_ONE);
      assert_true(is_rounded(place.x, a.x, b.x, fraction_between(y, a.y, b.y), false));
    }
  }
}

/* ---- shifted points and lines, on a lattice of 2^-20 with ε = 2^-10 ---- */

#define FINE (INT64_C(1) << 20)
#define EPSILON (INT64_C(1) << 10)
#define SIDE 5

static LtPoint fine(LtPoint point)
{
  return (LtPoint){point.x * FINE, point.y * FINE};
}

static LtPoint fine_shifted(LtPoint point)
{
  return (LtPoint){point.x * FINE - 1, point.y * FINE + EPSILON};
}

static LtPoint point_of(int number)
{
  return (LtPoint){number % SIDE, number / SIDE};
}

static void test_sides(void **state)
{
  (void)state;
  for (int i = 0; i < SIDE * SIDE; i++)
    for (int j = 0; j < SIDE * SIDE; j++)
      for (int k = 0; i != j && k < SIDE * SIDE; k++) {
        LtPoint a = point_of(i), b = point_of(j), p = point_of(k);
        int side = lt_sign(lt_cross(fine(a), fine(b), fine_shifted(p)));
        int way = lt_sign(lt_cross(fine_shifted(a), fine_shifted(b), fine(p)));
        assert_true(side != 0 && way != 0);
        assert_int_equal(lt_side_of_shifted(a, b, p), side);
        assert_int_equal(lt_side_of_segment(a, b, p), way);
      }
}

static void test_segments(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 3);
  size_t n_crossings = 0;
  for (int round = 0; round < 400000; round++) {
    LtPoint points[4];
    for (size_t i = 0; i < 4; i++)
      points[i] = point_of(g_rand_int_range(random, 0, SIDE * SIDE));
    LtPoint from = fine_shifted(points[0]), to = fine_shifted(points[1]);
    LtPoint a = fine(points[2]), b = fine(points[3]);
    if (points[2].x == points[3].x && points[2].y == points[3].y)
      continue;
    bool crosses = lt_sign(lt_cross(from, to, a)) * lt_sign(lt_cross(from, to, b)) < 0 &&
                   lt_sign(lt_cross(a, b, from)) * lt_sign(lt_cross(a, b, to)) < 0;
    assert_int_equal(lt_segment_crosses(points[0], points[1], points[2], points[3]), crosses);
    n_crossings += crosses;
  }
  assert_true(n_crossings > 10000);
}

/* Height of an edge over a fine line, as a fraction with a sign; the run is positive. */
static int height_compare(const LtPoint a[2], const LtPoint b[2], int64_t x)
{
  LtWide rise_a = a[1].y - a[0].y, run_a = a[1].x - a[0].x;
  LtWide rise_b = b[1].y - b[0].y, run_b = b[1].x - b[0].x;
  LtWide at_a = a[0].y * FINE * run_a + rise_a * (x - a[0].x * FINE);
  LtWide at_b = b[0].y * FINE * run_b + rise_b * (x - b[0].x * FINE);
  return lt_sign(at_a * run_b - at_b * run_a);
}

static void mirror(LtPoint to[2], const LtPoint from[2])
{
  int up = from[1].y > from[0].y;
  to[0] = (LtPoint){from[!up].y, from[!up].x};
  to[1] = (LtPoint){from[up].y, from[up].x};
}

static void test_orders_at_lines(void **state)
{
  (void)state;
  size_t n_x = 0, n_y = 0;
  for (int i = 0; i < SIDE * SIDE; i++)
    for (int j = 0; j < SIDE * SIDE; j++)
      for (int k = 0; k < SIDE * SIDE; k++)
        for (int l = 0; l < SIDE * SIDE; l++) {
          LtPoint a[2] = {point_of(i), point_of(j)}, b[2] = {point_of(k), point_of(l)};
          if (lt_point_compare(a[0], a[1]) >= 0 || lt_point_compare(b[0], b[1]) >= 0)
            continue;
          for (int64_t x = MAX(a[0].x, b[0].x) + 1; x <= MIN(a[1].x, b[1].x); x++, n_x++)
            assert_int_equal(lt_order_at_x(a, b, x), height_compare(a, b, x * FINE - 1));
          LtPoint up_a[2], up_b[2];
          mirror(up_a, a);
          mirror(up_b, b);
          for (int64_t y = MAX(up_a[0].x, up_b[0].x); y < MIN(up_a[1].x, up_b[1].x); y++, n_y++)
            assert_int_equal(lt_order_at_y(a, b, y), height_compare(up_a, up_b, y * FINE + 1));
        }
  assert_true(n_x > 10000 && n_y > 10000);
}

/* Edges over the whole lattice that meet a line less than a unit apart. */
static void test_orders_far_out(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 4);
  for (int round = 0; round < 20000; round++) {
    int64_t x = random_coordinate(random, LT_UNITS_MAX - 2);
    LtPoint edges[2][2];
    for (int i = 0; i < 2; i++) {
      edges[i][0] = (LtPoint){-LT_UNITS_MAX + g_rand_int_range(random, 0, 2), -LT_UNITS_MAX};
      edges[i][1] = (LtPoint){LT_UNITS_MAX - g_rand_int_range(random, 0, 2),
                              LT_UNITS_MAX - g_rand_int_range(random, 0, 2)};
    }
    /* y - min y of both, over the other's run: products of 90 bits by 45 */
    LtUWide rise[2], run[2];
    for (int i = 0; i < 2; i++) {
      rise[i] = (LtUWide)(edges[i][1].y - edges[i][0].y) * (LtUWide)(x - edges[i][0].x);
      run[i] = (LtUWide)(edges[i][1].x - edges[i][0].x);
    }
    if (x <= edges[0][0].x || x <= edges[1][0].x)
      continue;
    int wanted = product_compare(product_of(rise[0], run[1]), product_of(rise[1], run[0]));
    if (wanted != 0)
      assert_int_equal(lt_order_at_x(edges[0], edges[1], x), wanted);
  }
}

/* Fixed-point places at the very limits. */
static void test_fixed_range(void **state)
{
  (void)state;
  const int64_t m = LT_FIXED_MAX;
  LtPoint low = {-m, -m}, high = {m, m};
  assert_true(lt_cross(low, (LtPoint){m, -m}, (LtPoint){-m, m}) == (LtWide)4 * m * m);
  assert_true(lt_cross(low, (LtPoint){-m, m}, (LtPoint){m, -m}) == (LtWide)-4 * m * m);
  assert_true(lt_cross(low, high, (LtPoint){m - 1, m}) == (LtWide)2 * m);
  assert_true(lt_cross(low, high, (LtPoint){0, 0}) == 0);
  for (int64_t at = -LT_UNITS_MAX; at <= LT_UNITS_MAX; at += LT_UNITS_MAX / 2) {
    LtPoint point = {at, -at}, fixed = lt_fixed(point);
    assert_true(lt_fixed_is_lattice(fixed));
    for (int64_t off = -LT_FIXED_ONE / 2; off < LT_FIXED_ONE / 2; off += LT_FIXED_ONE / 8) {
      LtPoint place = {fixed.x + off, fixed.y + off};
      assert_true(lt_point_equal(lt_fixed_round(place), point));
      assert_int_equal(lt_fixed_is_lattice(place), off == 0);
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_small_fractions), cmocka_unit_test(test_large_fractions),
      cmocka_unit_test(test_rounding),        cmocka_unit_test(test_rounding_at_lines),
      cmocka_unit_test(test_sides),           cmocka_unit_test(test_segments),
      cmocka_unit_test(test_orders_at_lines), cmocka_unit_test(test_orders_far_out),
      cmocka_unit_test(test_fixed_range),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
