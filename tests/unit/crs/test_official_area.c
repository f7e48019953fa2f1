/* Areas of the test vectors in ../shared/domain, which independent methods computed: official
 * series, closed form, authalic projection, geodesics. */
#include "crs/crs.h"
#include "geom/area.h"
#include "geom/nest.h"
#include "geom/official_area.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define VECTORS LT_SHARED_DIR "/domain/area_test_vectors.csv"
#define POINTS LT_SHARED_DIR "/domain/area_test_vectors_points.csv"

/* Rings of a vector, closed, on the lattice. */
static void rings_read(char **lines, const char *vector, GArray *points, GArray *ends)
{
  g_autofree char *last = NULL;
  size_t begin = 0;
  for (size_t i = 1; lines[i] != NULL; i++) {
    g_auto(GStrv) cells = g_strsplit(g_strstrip(lines[i]), ",", -1);
    if (g_strv_length(cells) < 5 || strcmp(cells[0], vector) != 0)
      continue;
    if (last != NULL && strcmp(last, cells[1]) != 0) {
      LtPoint first = g_array_index(points, LtPoint, begin);
      g_array_append_val(points, first);
      size_t end = begin = points->len;
      g_array_append_val(ends, end);
    }
    g_free(last);
    last = g_strdup(cells[1]);
    LtPoint point = {llround(g_ascii_strtod(cells[4], NULL) * 1e4),
                     llround(g_ascii_strtod(cells[3], NULL) * 1e4)};
    g_array_append_val(points, point);
  }
  LtPoint first = g_array_index(points, LtPoint, begin);
  g_array_append_val(points, first);
  size_t end = points->len;
  g_array_append_val(ends, end);
}

static double geodesic_m2(const LtPlane *plane, const LtShapes *shapes)
{
  double sum = 0;
  for (size_t ring = 0; ring < shapes->n_rings; ring++) {
    size_t begin = lt_shapes_first_point(shapes, ring), n = shapes->ring_ends[ring] - begin;
    g_autofree double *xy = g_new(double, 2 * n);
    for (size_t i = 0; i < n; i++) {
      xy[2 * i] = (double)shapes->points[begin + i].x / 1e4;
      xy[2 * i + 1] = (double)shapes->points[begin + i].y / 1e4;
    }
    sum += (shapes->ring_holes[ring] ? -1 : 1) * lt_crs_geodesic_area_m2(plane, xy, n);
  }
  return sum;
}

static void expect(const char *vector, const char *what, double m2, const char *cell)
{
  if (!(fabs(m2 - g_ascii_strtod(cell, NULL)) <= 0.0051))
    fail_msg("%s: %s: %.4f, not %s", vector, what, m2, cell);
}

static void test_vectors(void **state)
{
  (void)state;
  if (!g_file_test(VECTORS, G_FILE_TEST_EXISTS))
    skip(); /* jumps: before anything is allocated */
  g_autofree char *table = NULL, *corners = NULL;
  assert_true(g_file_get_contents(VECTORS, &table, NULL, NULL));
  assert_true(g_file_get_contents(POINTS, &corners, NULL, NULL));
  g_auto(GStrv) rows = g_strsplit(table, "\n", -1);
  g_auto(GStrv) lines = g_strsplit(corners, "\n", -1);
  size_t n_vectors = 0;
  for (size_t i = 1; rows[i] != NULL && strncmp(rows[i], "TV", 2) == 0; i++, n_vectors++) {
    /* the description is quoted and holds commas: cells are counted from the end */
    g_auto(GStrv) cells = g_strsplit(g_strstrip(rows[i]), ",", -1);
    char **last = cells + g_strv_length(cells);
    g_autofree char *id = g_strdup_printf("EPSG:%d", 4488 + atoi(last[-9]));
    g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(LtPoint));
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(size_t));
    rings_read(lines, cells[0], points, ends);
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    assert_true(lt_nest_rings(shapes, (const LtPoint *)(const void *)points->data,
                              (const size_t *)(const void *)ends->data, ends->len, NULL));
    g_autoptr(LtCrs) crs = lt_crs_parse(id, NULL);
    LtPlane plane;
    assert_true(lt_crs_plane(crs, &plane, NULL));
    LtAreas areas = lt_shape_areas(&plane, shapes, 0);
    expect(cells[0], "planar", areas.planar_m2, last[-2]);
    expect(cells[0], "ellipsoid", areas.ellipsoid_m2, last[-7]);
    expect(cells[0], "official", lt_official_area_m2(&plane, shapes, 0), last[-4]);
    expect(cells[0], "geodesic", geodesic_m2(&plane, shapes), last[-3]);
  }
  assert_int_equal(n_vectors, 5);
}

static void test_unknown(void **state)
{
  (void)state;
  static const struct {
    const char *crs;
    bool is_known;
  } rows[] = {{"EPSG:4526", true},
              {"EPSG:4547", true},
              {"EPSG:2362", true},
              {"EPSG:2414", false},
              {"EPSG:32649", false}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtCrs) crs = lt_crs_parse(rows[i].crs, NULL);
    LtPlane plane;
    assert_true(lt_crs_plane(crs, &plane, NULL));
    if (lt_official_area_is_known(&plane) != rows[i].is_known)
      fail_msg("%s", rows[i].crs);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_vectors),
      cmocka_unit_test(test_unknown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
