#include "project/control_points.h"

#include "base/bytes.h"
#include "io/number.h"
#include "project/csv.h"

#include <math.h>
#include <string.h>

/* No coordinate on Earth is larger, in metres, band prefix included. */
#define COORDINATE_MAX 1e8
#define HEIGHT_MAX_M 1e5
/* Control points nearer together than this are the same one. */
#define SAME_M 0.001

struct LtControlPoints {
  LtCsv *csv;
  size_t name;
  LtControlPoint *points;
  size_t n;
};

enum { NAME, FROM_EAST, FROM_NORTH, TO_EAST, TO_NORTH, FROM_HEIGHT, TO_HEIGHT, N_COLUMNS };
static const char *const columns[N_COLUMNS][2] = {
    [NAME] = {"name", "点名"},
    [FROM_EAST] = {"from_east", "源东坐标"},
    [FROM_NORTH] = {"from_north", "源北坐标"},
    [TO_EAST] = {"to_east", "目标东坐标"},
    [TO_NORTH] = {"to_north", "目标北坐标"},
    [FROM_HEIGHT] = {"from_height", "源大地高"},
    [TO_HEIGHT] = {"to_height", "目标大地高"},
};

static bool columns_find(const LtCsv *csv, const char *name, size_t at[N_COLUMNS], GError **error)
{
  for (size_t i = 0; i < N_COLUMNS; i++) {
    at[i] = lt_csv_column(csv, columns[i][0]);
    size_t zh = lt_csv_column(csv, columns[i][1]);
    if (at[i] != SIZE_MAX && zh != SIZE_MAX)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_POINTS_COLUMN_TWICE, name, columns[i][0],
                     columns[i][1]);
    if (at[i] == SIZE_MAX)
      at[i] = zh;
    if (at[i] == SIZE_MAX && i < FROM_HEIGHT)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_POINTS_COLUMN, name, columns[i][0], columns[i][1]);
  }
  return (at[FROM_HEIGHT] == SIZE_MAX) == (at[TO_HEIGHT] == SIZE_MAX) ||
         lt_fail(error, LT_ERROR_USAGE, LT_T_POINTS_HEIGHTS, name);
}

static bool number_read(const LtCsv *csv, const char *name, size_t record, size_t column,
                        double limit, double *number, GError **error)
{
  if (column == SIZE_MAX)
    return true;
  const char *cell = lt_csv_cell(csv, record, column);
  if (lt_number_parse(cell, number) && fabs(*number) <= limit)
    return true;
  return lt_fail(error, LT_ERROR_USAGE, LT_T_POINTS_NUMBER, name, lt_csv_line(csv, record),
                 lt_csv_columns(csv)[column], cell);
}

static bool point_read(LtControlPoints *points, const char *name, const size_t at[N_COLUMNS],
                       size_t record, GError **error)
{
  LtControlPoint *point = &points->points[record];
  double *const numbers[N_COLUMNS] = {
      NULL,          &point->from[0],       &point->from[1],    &point->to[0],
      &point->to[1], &point->from_height_m, &point->to_height_m};
  if (lt_csv_cell(points->csv, record, at[NAME])[0] == '\0')
    return lt_fail(error, LT_ERROR_USAGE, LT_T_POINTS_NAME, name, lt_csv_line(points->csv, record));
  for (size_t i = FROM_EAST; i < N_COLUMNS; i++)
    if (!number_read(points->csv, name, record, at[i],
                     i < FROM_HEIGHT ? COORDINATE_MAX : HEIGHT_MAX_M, numbers[i], error))
      return false;
  return true;
}

/* A point that comes twice would count twice, and feign redundancy. */
static bool twice_check(const LtControlPoints *points, const char *name, GError **error)
{
  for (size_t i = 0; i < points->n; i++)
    for (size_t j = 0; j < i; j++) {
      const LtControlPoint *a = &points->points[i], *b = &points->points[j];
      bool is_degrees = fabs(a->from[0]) <= 360 && fabs(a->from[1]) <= 90;
      double same = is_degrees ? SAME_M / 111e3 : SAME_M;
      if (strcmp(lt_control_points_name(points, i), lt_control_points_name(points, j)) == 0 ||
          hypot(a->from[0] - b->from[0], a->from[1] - b->from[1]) < same)
        return lt_fail(error, LT_ERROR_USAGE, LT_T_POINTS_TWICE, name, lt_csv_line(points->csv, i),
                       lt_control_points_name(points, i), lt_csv_line(points->csv, j));
    }
  return true;
}

static bool points_read(LtControlPoints *points, const char *name, GError **error)
{
  size_t at[N_COLUMNS];
  points->n = lt_csv_count(points->csv);
  if (points->n > LT_CONTROL_POINTS_MAX)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_POINTS_MANY, name, points->n,
                   (size_t)LT_CONTROL_POINTS_MAX);
  if (!columns_find(points->csv, name, at, error))
    return false;
  points->name = at[NAME];
  points->points = lt_alloc(points->n, sizeof *points->points, "control points", error);
  if (points->points == NULL)
    return false;
  for (size_t i = 0; i < points->n; i++)
    if (!point_read(points, name, at, i, error))
      return false;
  return twice_check(points, name, error);
}

static LtControlPoints *points_new(LtCsv *take_csv, const char *name, GError **error)
{
  if (take_csv == NULL)
    return NULL;
  g_autoptr(LtControlPoints) points = g_new0(LtControlPoints, 1);
  points->csv = take_csv;
  return points_read(points, name, error) ? g_steal_pointer(&points) : NULL;
}

LtControlPoints *lt_control_points_load(const char *path, const char *name, const char *encoding,
                                        GError **error)
{
  return points_new(lt_csv_load_decoded(path, name, encoding, error), name, error);
}

LtControlPoints *lt_control_points_parse(const char *text, size_t n_bytes, const char *name,
                                         GError **error)
{
  return points_new(lt_csv_parse_decoded(text, n_bytes, name, NULL, error), name, error);
}

void lt_control_points_free(LtControlPoints *points)
{
  if (points == NULL)
    return;
  lt_csv_free(points->csv);
  g_free(points->points);
  g_free(points);
}

const LtControlPoint *lt_control_points_at(const LtControlPoints *points, size_t *n)
{
  *n = points->n;
  return points->points;
}

const char *lt_control_points_name(const LtControlPoints *points, size_t i)
{
  return lt_csv_cell(points->csv, i, points->name);
}

size_t lt_control_points_line(const LtControlPoints *points, size_t i)
{
  return lt_csv_line(points->csv, i);
}
