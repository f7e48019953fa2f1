#include "geom/plane.h"

#include "planes.h"

/* Exact values: northing + i easting is the meridian arc at the isometric latitude ψ + i λ (its
 * analytic continuation), k = |N cos φ| at the complex latitude / (N cos φ); computed with 40
 * digits by numerical quadrature in mpmath. (Metres from central meridian and equator.) */
static const struct {
  const char *why;
  double a_m, rf, k0, lon_deg, lat_deg, x_m, y_m, k2;
} exact_rows[] = {
    {"origin", 6378137, 298.257222101, 1, 0, 0, 0, 0, 1},
    {"east border of a 3° band", 6378137, 298.257222101, 1, 1.5, 35.5, 136099.19357546669437,
     3931100.1634977949921, 1.0004563971916416997},
    {"west of the meridian", 6378137, 298.257222101, 1, -1.1, 35.5, -99804.344558808132917,
     3930621.8668810578636, 1.0002454146580043025},
    {"near the equator", 6378137, 298.257222101, 1, 3, 0.001, 334112.20174954429338,
     110.72704680249925236, 1.0027651371635790248},
    {"5° out", 6378137, 298.257222101, 1, 5, 35.5, 453835.73558360373721, 3941581.8997717310604,
     1.0050826645393662181},
    {"outside the strip", 6378137, 298.257222101, 1, -10, 18, -1063450.5757990578814,
     2019869.1218074004142, 1.0282137148326460811},
    {"1000 km out", 6378137, 298.257222101, 1, 11, 35.5, 1000017.3974476588914,
     3986214.9681292328883, 1.0248377062040448266},
    {"north of China", 6378137, 298.257222101, 1, 12, 53, 803987.93964965438931,
     5942287.982153316347, 1.015942345041845923},
    {"far north", 6378137, 298.257222101, 1, 20, 70, 751757.91889333347397, 7893837.4631202838441,
     1.013882408374196447},
    {"scale of UTM", 6378137, 298.257223563, 0.9996, 3, 35.5, 272120.111945448401,
     3932632.6543929191914, 1.0010255242660069182},
    {"UTM, south", 6378137, 298.257223563, 0.9996, -3, -33.9, -277415.98351790942324,
     -3755121.2429364674154, 1.0010979766458825161},
    {"UTM, far south", 6378137, 298.257223563, 0.9996, 6, -54, 393074.49626875036317,
     -6000198.1611368234077, 1.0029950640666594031},
    {"Airy, west", 6377563.396, 299.3249646, 0.9996012717, -4, 60, -222998.29654620217782,
     6657656.3396955658273, 1.0004217349970662129},
    {"Airy, east", 6377563.396, 299.3249646, 0.9996012717, 3, 51, 210468.67323133573823,
     5653697.7383633984541, 1.000290679662746231},
    {"a third of the way to the pole of the projection", 6378137, 298.257222101, 1, 35, 30,
     3479412.8220265865322, 3897507.894303919317, 1.3292828589672790198},
};

/* The same for an ellipsoid as flat as none is: only there the last terms of the series show. What
 * is left out is some n⁷ = 1e-14 times 20. */
static const double flat_rows[][5] = {
    /* longitude, latitude, x, y, k² */
    {12, 35.5, 1097574.4963324515077, 3889688.6263267348396, 1.0302997897702205785},
    {-4, -60, -225929.24407508212433, -6536004.076576007509, 1.0012304499179908249},
    {7, 3, 780223.47089158532896, 323255.77309108550702, 1.0156620961220886469},
};

static void test_last_terms(void **state)
{
  (void)state;
  LtPlane plane = {.a_m = 6378137, .f = 1 / 50.0, .is_tm = true, .k0 = 1};
  for (size_t i = 0; i < G_N_ELEMENTS(flat_rows); i++) {
    double xy[2] = {flat_rows[i][2], flat_rows[i][3]};
    check_near("k²", lt_plane_tm_areal_scale(&plane, xy[0], xy[1]), flat_rows[i][4], 5e-13);
    lt_plane_to_geographic(&plane, xy, 1);
    check_near("longitude", xy[0], flat_rows[i][0] * DEGREE, 5e-14);
    check_near("latitude", xy[1], flat_rows[i][1] * DEGREE, 5e-14);
  }
}

static void test_exact(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(exact_rows); i++) {
    LtPlane plane = {.a_m = exact_rows[i].a_m,
                     .f = 1 / exact_rows[i].rf,
                     .is_tm = true,
                     .k0 = exact_rows[i].k0,
                     .lon0_rad = 0.25,
                     .false_easting_m = 500000,
                     .false_northing_m = 10000000};
    double xy[2] = {exact_rows[i].x_m + 500000, exact_rows[i].y_m + 10000000};
    check_near(exact_rows[i].why, lt_plane_tm_areal_scale(&plane, xy[0], xy[1]), exact_rows[i].k2,
               5e-15);
    lt_plane_to_geographic(&plane, xy, 1);
    check_near(exact_rows[i].why, xy[0], 0.25 + exact_rows[i].lon_deg * DEGREE, 1e-15);
    check_near(exact_rows[i].why, xy[1], exact_rows[i].lat_deg * DEGREE, 1e-15);
  }
}

/* PROJ's tmerc, 1000 km to both sides of the meridian and from pole to pole. */
static void test_inverse_against_proj(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(test_tms); i++) {
    TestPlane test;
    test_plane_make_tm(&test, &test_tms[i]);
    for (double x = -1e6; x <= 1e6; x += 62500)
      for (double y = -9.9e6; y <= 9.9e6; y += 300000) {
        double xy[2] = {test.plane.false_easting_m + x, test.plane.false_northing_m + y};
        double wanted[2] = {xy[0], xy[1]};
        lt_plane_to_geographic(&test.plane, xy, 1);
        test_to_geographic(&test, wanted, 1);
        check_near(test_tms[i].name, remainder(xy[0] - wanted[0], 2 * G_PI) * cos(xy[1]), 0, 1e-11);
        check_near(test_tms[i].name, xy[1], wanted[1], 1e-11);
        assert_in_range((uintmax_t)(fabs(xy[0]) * 1e6), 0, 3141593);
      }
    test_plane_clear(&test);
  }
}

static void test_many_points_at_once(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make_tm(&test, &test_tms[0]);
  double all[200], one[2];
  for (size_t i = 0; i < 100; i++) {
    all[2 * i] = 38400000 + (double)i * 777;
    all[2 * i + 1] = 3900000 + (double)i * 555;
  }
  lt_plane_to_geographic(&test.plane, all, 100);
  for (size_t i = 0; i < 100; i++) {
    one[0] = 38400000 + (double)i * 777;
    one[1] = 3900000 + (double)i * 555;
    lt_plane_to_geographic(&test.plane, one, 1);
    assert_memory_equal(one, all + 2 * i, sizeof one);
  }
  test_plane_clear(&test);
}

static double deficit_sum(const LtPlane *plane, double x, double y)
{
  double big_x = x / plane->a_m, cosine = cos(2 * y / lt_plane_meridian_m(plane)), sum = 0;
  for (int i = 0; i < LT_PLANE_X_TERMS; i++)
    for (int j = 0; j < LT_PLANE_Y_TERMS; j++)
      sum += plane->deficit[i][j] * pow(big_x, 2 * i) * pow(cosine, j);
  return sum;
}

static void test_deficit_series(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(test_tms); i++) {
    TestPlane test;
    test_plane_make_tm(&test, &test_tms[i]);
    const LtPlane *plane = &test.plane;
    for (double x = -1e6; x <= 1e6; x += 15625)
      for (double y = -9.9e6; y <= 9.9e6; y += 150000) {
        double k2 =
            lt_plane_tm_areal_scale(plane, plane->false_easting_m + x, plane->false_northing_m + y);
        check_near(test_tms[i].name, deficit_sum(plane, x, y), 1 - 1 / k2,
                   fabs(x) <= 5e5 ? 2e-14 : 5e-14);
      }
    for (int j = 1; j < LT_PLANE_Y_TERMS; j++) /* the sums of area.c lean on it */
      assert_true(plane->deficit[0][j] == 0);
    test_plane_clear(&test);
  }
}

/* The meridian's length by geodesic.h. */
static void test_meridian(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(test_tms); i++) {
    TestPlane test;
    test_plane_make_tm(&test, &test_tms[i]);
    double quarter_m;
    geod_inverse(&test.geodesic, 0, 0, 90, 0, &quarter_m, NULL, NULL);
    check_near(test_tms[i].name, lt_plane_meridian_m(&test.plane) * G_PI / 2,
               quarter_m * test_tms[i].k0, 1e-7);
    test_plane_clear(&test);
  }
}

static void test_no_place(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make_tm(&test, &test_tms[0]);
  static const struct {
    const char *why;
    double x, y;
  } rows[] = {
      {"farther east than the projection goes", 1e9, 0},
      {"farther west", -1e9, 0},
      {"twice over the pole", 38500000, 2.1e7},
      {"not a number", NAN, 4e6},
      {"infinite", 38500000, -HUGE_VAL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    double xy[] = {rows[i].x, rows[i].y, 38500000, 0}, here[] = {38500000, 4e6};
    assert_true(lt_plane_tm_areal_scale(&test.plane, xy[0], xy[1]) == HUGE_VAL);
    assert_true(lt_plane_distance_m(&test.plane, xy, here) == HUGE_VAL);
    assert_true(lt_plane_distance_m(&test.plane, here, xy) == HUGE_VAL);
    lt_plane_to_geographic(&test.plane, xy, 2);
    if (xy[0] != HUGE_VAL || xy[1] != HUGE_VAL)
      fail_msg("%s: got %g, %g", rows[i].why, xy[0], xy[1]);
    check_near(rows[i].why, xy[2], 114 * DEGREE, 1e-15); /* the next point is as it should be */
  }
  test_plane_clear(&test);
}

static void test_pole(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make_tm(&test, &test_tms[0]);
  double pole_m = lt_plane_meridian_m(&test.plane) * G_PI / 2;
  for (int side = -1; side <= 1; side += 2) {
    double xy[2] = {38500000, side * pole_m};
    check_near("scale at the pole", lt_plane_tm_areal_scale(&test.plane, xy[0], xy[1]), 1, 1e-12);
    lt_plane_to_geographic(&test.plane, xy, 1);
    check_near("latitude of the pole", xy[1], side * G_PI / 2, 1e-15);
    assert_true(isfinite(xy[0]));
  }
  double beyond[2] = {38500000, pole_m + 100000}; /* down on the other side of the earth */
  lt_plane_to_geographic(&test.plane, beyond, 1);
  check_near("longitude beyond the pole", beyond[0], (114 - 180) * DEGREE, 1e-15);
  test_plane_clear(&test);
}

/* Lengths between points that PROJ turned into geographic ones. */
static void test_distance(void **state)
{
  (void)state;
  TestPlane planes[2];
  test_plane_make_tm(&planes[0], &test_tms[0]);
  test_plane_make(&planes[1],
                  "+proj=aea +lat_1=25 +lat_2=47 +lat_0=35 +lon_0=114 +x_0=38500000 +y_0=3900000",
                  6378137, 298.257222101);
  for (size_t i = 0; i < 2; i++)
    for (double angle = 0; angle < 6.28; angle += 0.31)
      for (double length_m = 0.01; length_m < 300000; length_m *= 7) {
        double from[2] = {38400195.6554, 3930621.8669};
        double to[2] = {from[0] + length_m * cos(angle), from[1] + length_m * sin(angle)};
        double ends[4] = {from[0], from[1], to[0], to[1]}, wanted;
        test_to_geographic(&planes[i], ends, 2);
        geod_inverse(&planes[i].geodesic, ends[1] / DEGREE, ends[0] / DEGREE, ends[3] / DEGREE,
                     ends[2] / DEGREE, &wanted, NULL, NULL);
        check_near("length", lt_plane_distance_m(&planes[i].plane, from, to), wanted, 1e-7);
        check_near("sane", wanted / length_m, 1, 0.02);
      }
  test_plane_clear(&planes[0]);
  test_plane_clear(&planes[1]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_exact),
      cmocka_unit_test(test_last_terms),
      cmocka_unit_test(test_inverse_against_proj),
      cmocka_unit_test(test_many_points_at_once),
      cmocka_unit_test(test_deficit_series),
      cmocka_unit_test(test_meridian),
      cmocka_unit_test(test_no_place),
      cmocka_unit_test(test_pole),
      cmocka_unit_test(test_distance),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
