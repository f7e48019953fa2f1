#include "area_case.h"

/* ---- published figures ---- */

typedef struct {
  int ring;
  double northing_m, easting_m;
} Corner;

/* domain/area_test_vectors.csv and area_test_vectors_points.csv: areas by 国土调查办发〔2008〕32号
 * on CGCS2000, worked out by three other programs that agree to 0.01 m². */
static const struct {
  const char *why;
  int central_meridian_deg;
  double planar_m2, ellipsoid_m2;
  Corner corners[12];
} vectors[] = {
    {"TV1: parcel of 1 ha",
     114,
     9517.46,
     9515.12,
     {{1, 3930700.000, 38400100.000},
      {1, 3930712.345, 38400221.500},
      {1, 3930640.250, 38400233.750},
      {1, 3930618.900, 38400112.100}}},
    {"TV2: parcel with a hole",
     114,
     406129.76,
     406034.40,
     {{1, 3929800.125, 38402000.250},
      {1, 3929920.500, 38402650.750},
      {1, 3929405.875, 38402810.333},
      {1, 3929250.000, 38402300.111},
      {1, 3929310.750, 38401980.500},
      {2, 3929600.000, 38402300.000},
      {2, 3929500.000, 38402290.000},
      {2, 3929490.000, 38402420.000},
      {2, 3929590.000, 38402435.000}}},
    {"TV3: development zone",
     114,
     11013750.00,
     11010903.67,
     {{1, 3934000.000, 38396000.000},
      {1, 3934250.000, 38399500.000},
      {1, 3932100.000, 38399650.000},
      {1, 3931900.000, 38397800.000},
      {1, 3930050.000, 38397950.000},
      {1, 3929900.000, 38396200.000}}},
    {"TV4: square of 10 km",
     114,
     100000000.00,
     99975444.05,
     {{1, 3935621.867, 38395195.655},
      {1, 3935621.867, 38405195.655},
      {1, 3925621.867, 38405195.655},
      {1, 3925621.867, 38395195.655}}},
    {"TV5: band 37",
     111,
     2580199.94,
     2579158.85,
     {{1, 3929500.000, 37627000.000},
      {1, 3929900.500, 37628500.250},
      {1, 3928300.250, 37629000.750},
      {1, 3927950.750, 37627450.500}}},
};

static void test_vectors(void **state)
{
  (void)state;
  for (size_t v = 0; v < G_N_ELEMENTS(vectors); v++) {
    LtPlane plane = gauss_kruger(vectors[v].central_meridian_deg);
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    double xy[12][2];
    for (size_t i = 0, n = 0; vectors[v].corners[i].ring != 0; i++) {
      const Corner *corner = &vectors[v].corners[i];
      xy[n][0] = corner->easting_m;
      xy[n++][1] = corner->northing_m;
      if (corner[1].ring == corner->ring)
        continue;
      ring_add(shapes, (const double(*)[2])xy, n, corner->ring > 1);
      n = 0;
    }
    LtAreas areas = lt_shape_areas(&plane, shapes, 0);
    check_near(vectors[v].why, areas.planar_m2, vectors[v].planar_m2, 0.0051);
    check_near(vectors[v].why, areas.ellipsoid_m2, vectors[v].ellipsoid_m2, 0.0051);
  }
}

/* domain/README.md §3.1, "exact": closed-form authalic integral along straight edges; the county
 * is the polygon of ellipsoid_area.py. */
static const double county[][2] = {
    {38400195.655, 3953776.264}, {38396168.946, 3949652.367}, {38392180.755, 3948972.497},
    {38390627.038, 3944432.975}, {38385558.547, 3945158.389}, {38381483.971, 3943706.006},
    {38377458.960, 3941561.064}, {38369709.367, 3939868.618}, {38368316.091, 3935306.223},
    {38364577.856, 3930621.867}, {38368132.530, 3925910.539}, {38371964.933, 3922059.248},
    {38375630.645, 3918803.021}, {38379449.127, 3916114.864}, {38387084.256, 3917600.569},
    {38390192.727, 3916183.884}, {38392227.053, 3912377.240}, {38395371.916, 3907824.549},
    {38400195.655, 3906251.773}, {38405718.514, 3904520.457}, {38413116.701, 3901038.298},
    {38416889.813, 3906525.925}, {38424043.179, 3906938.223}, {38424087.164, 3913915.737},
    {38423362.622, 3919475.655}, {38421807.160, 3924066.913}, {38421331.079, 3927516.246},
    {38423616.543, 3930621.867}, {38420606.388, 3933621.003}, {38424317.580, 3937938.253},
    {38425830.130, 3942955.259}, {38424452.460, 3947583.430}, {38422892.737, 3953162.974},
    {38416936.487, 3954785.177}, {38411310.860, 3956070.846}, {38405527.752, 3955821.720}};

static void test_domain_figures(void **state)
{
  (void)state;
  LtPlane plane = gauss_kruger(114);
  g_autoptr(LtShapes) km = square_of(38400195.655, 3930621.867, 1000);
  g_autoptr(LtShapes) ten_km = square_of(38400195.655, 3930621.867, 10000);
  g_autoptr(LtShapes) whole = polygon_of(county, G_N_ELEMENTS(county));
  check_near("1 km", lt_shape_areas(&plane, km, 0).ellipsoid_m2, 999754.644, 0.001);
  check_near("1 km, planar", lt_shape_areas(&plane, km, 0).planar_m2, 1e6, 0);
  check_near("10 km", lt_shape_areas(&plane, ten_km, 0).ellipsoid_m2, 99975444.046, 0.001);
  check_near("county", lt_shape_areas(&plane, whole, 0).ellipsoid_m2, 2109116074.762, 0.001);
}

/* DESIGN §10: a square of 100 ha at 112.2°E in band 37 is larger in band 38, not on the ground. */
static void test_neighbouring_bands(void **state)
{
  (void)state;
  static const TestTm tms[] = {
      {"37", "+proj=tmerc +lon_0=111 +x_0=37500000", 6378137, 298.257222101, 111, 1},
      {"38", "+proj=tmerc +lon_0=114 +x_0=38500000", 6378137, 298.257222101, 114, 1}};
  TestPlane bands[2];
  test_plane_make_tm(&bands[0], &tms[0]);
  test_plane_make_tm(&bands[1], &tms[1]);
  PJ_COORD center = test_plane_forward(&bands[0], 112.2, 35.5);
  g_autoptr(LtShapes) square = square_of(center.xy.x, center.xy.y, 1000);
  double moved[4][2];
  for (size_t i = 0; i < 4; i++) {
    double at[2] = {(double)square->points[i].x / LT_UNITS_PER_M,
                    (double)square->points[i].y / LT_UNITS_PER_M};
    lt_plane_to_geographic(&bands[0].plane, at, 1);
    PJ_COORD there = test_plane_forward(&bands[1], at[0] / DEGREE, at[1] / DEGREE);
    moved[i][0] = there.xy.x;
    moved[i][1] = there.xy.y;
  }
  g_autoptr(LtShapes) other = polygon_of((const double(*)[2])moved, 4);
  LtAreas in_37 = lt_shape_areas(&bands[0].plane, square, 0);
  LtAreas in_38 = lt_shape_areas(&bands[1].plane, other, 0);
  check_near("declared, band 37", in_37.planar_m2, 1000000, 0);
  check_near("band 38", in_38.planar_m2, 1000365, 0.5);
  check_near("on the ellipsoid", in_38.ellipsoid_m2, in_37.ellipsoid_m2, 0.2);
  test_plane_clear(&bands[0]);
  test_plane_clear(&bands[1]);
}

/* ---- other programs and methods ---- */

static void test_against_geodesics(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
    TestPlane test;
    test_plane_make_tm(&test, &test_tms[places[i].tm]);
    g_autoptr(LtShapes) shape = place_shape(&test.plane, i, 77 + i);
    double wanted = geodesic_m2(&test, shape, 0, 5);
    double got = lt_shape_areas(&test.plane, shape, 0).ellipsoid_m2;
    /* a sum of 1e5 geodesics is not better than some 1e-3 m² itself */
    check_near(places[i].why, got, wanted, 0.002 + 1e-12 * wanted);
    test_plane_clear(&test);
  }
}

/* The boundary integral of area.c for planes of any kind, over PROJ's inverse. */
static void test_against_callback(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
    for (uint64_t seed = 1; seed <= 5; seed++) {
      TestPlane test;
      test_plane_make_tm(&test, &test_tms[places[i].tm]);
      LtPlane other = test.plane;
      other.is_tm = false;
      other.to_geographic = test_to_geographic;
      g_autoptr(LtShapes) shape = place_shape(&test.plane, i, seed);
      LtAreas series = lt_shape_areas(&test.plane, shape, 0);
      LtAreas authalic = lt_shape_areas(&other, shape, 0);
      assert_true(series.planar_m2 == authalic.planar_m2);
      /* radians place a point to some 1e-9 m */
      check_near(places[i].why, authalic.ellipsoid_m2, series.ellipsoid_m2,
                 1e-8 * places[i].radius_m);
      test_plane_clear(&test);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_vectors),
      cmocka_unit_test(test_domain_figures),
      cmocka_unit_test(test_neighbouring_bands),
      cmocka_unit_test(test_against_geodesics),
      cmocka_unit_test(test_against_callback),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
