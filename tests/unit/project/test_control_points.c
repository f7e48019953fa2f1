/* Tables of control points: what is read of them; tests/cli/errors/cases_transform.py has what is
 * refused. */
#include "project/control_points.h"

#include "../failing_each.h"

static const char table[] =
    "\xEF\xBB\xBF# 控制点\n目标东坐标,点名,源北坐标,备注,源东坐标,目标北坐标\n"
    "500100.5, D01 ,3400000,\"a, b\",500000,3400001\n\n"
    "510100.5,D02,３４０００００．２５,,510000,3400001\n"
    "500101,\"D\"\"3\",3410000,,500000,3410001.5\n510101.5,D4,3410000,,510000,3410001.5\n"
    "505101.5,D5,3405000,,505000,3405001.5\n";

static void test_read(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  g_autoptr(LtControlPoints) points =
      lt_control_points_parse(table, strlen(table), "c.csv", &error);
  if (points == NULL)
    fail_msg("%s", error->message);
  size_t n;
  const LtControlPoint *at = lt_control_points_at(points, &n);
  assert_int_equal(n, 5);
  assert_string_equal(lt_control_points_name(points, 0), "D01");
  assert_string_equal(lt_control_points_name(points, 2), "D\"3");
  assert_int_equal(lt_control_points_line(points, 1), 5);
  const LtControlPoint wanted = {.from = {510000, 3400000.25}, .to = {510100.5, 3400001}};
  assert_memory_equal(&at[1], &wanted, sizeof wanted);
}

static void test_heights(void **state)
{
  (void)state;
  const char *text = "name,from_east,from_north,from_height,to_east,to_north,to_height\n"
                     "A,112.5,35.5,-12.25,112.501,35.501,800\n";
  g_autoptr(LtControlPoints) points = lt_control_points_parse(text, strlen(text), "c.csv", NULL);
  assert_non_null(points);
  size_t n;
  const LtControlPoint *at = lt_control_points_at(points, &n);
  const LtControlPoint wanted = {{112.5, 35.5}, {112.501, 35.501}, -12.25, 800};
  assert_int_equal(n, 1);
  assert_memory_equal(at, &wanted, sizeof wanted);
}

static bool read_task(void *data, GError **error)
{
  (void)data;
  g_autoptr(LtControlPoints) points =
      lt_control_points_parse(table, strlen(table), "c.csv", error);
  if (points == NULL)
    return false;
  size_t n;
  const LtControlPoint *at = lt_control_points_at(points, &n);
  g_autoptr(LtDatumChange) change = g_new0(LtDatumChange, 1);
  *change = (LtDatumChange){.from = lt_crs_parse("EPSG:2383", NULL),
                            .to = lt_crs_parse("EPSG:4547", NULL)};
  g_autoptr(LtDatumFit) fit = lt_datum_fit(change, at, n, error);
  return fit != NULL;
}

static void test_memory(void **state)
{
  (void)state;
  assert_int_equal(failing_each("control points", read_task, NULL, false), 8);
  failing_each("control points", read_task, NULL, true);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_read),
      cmocka_unit_test(test_heights),
      cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
