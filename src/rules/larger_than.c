/* Kind `larger-than`: every object, or every part of one, is at least so large; a table may say how
 * large by class. */
#include "rules/polygons.h"

#include "geom/area.h"
#include "rules/ground.h"
#include "rules/matrix_table.h"

#include <math.h>

typedef enum { OF_OBJECT, OF_PART } Of;

typedef struct {
  int of;
  double min_area_m2, tolerance_m2; /* of classes that the table does not name */
  LtNode classes;
} Limits;

static const char *const ofs[] = {"object", "part", NULL};
static const LtField fields[] = {
    {"min_area_m2", LT_FIELD_NUMBER, offsetof(Limits, min_area_m2), true, NULL, 0, 1e12},
    {"tolerance_m2", LT_FIELD_NUMBER, offsetof(Limits, tolerance_m2), false, NULL, 0, 1e12},
    {"of", LT_FIELD_CHOICE, offsetof(Limits, of), false, ofs, 0, 0},
    {"classes", LT_FIELD_NODE, offsetof(Limits, classes), false, NULL, 0, 0},
};
static const Limits defaults = {.of = OF_OBJECT};

/* A row of the table: codes, or beginnings of codes with '*' behind them. */
typedef struct {
  char **class;
  double min_area_m2, tolerance_m2;
} Row;

static const LtField row_fields[] = {
    {"class", LT_FIELD_TEXTS, offsetof(Row, class), true, NULL, 0, 0},
    {"min_area_m2", LT_FIELD_NUMBER, offsetof(Row, min_area_m2), true, NULL, 0, 1e12},
    {"tolerance_m2", LT_FIELD_NUMBER, offsetof(Row, tolerance_m2), false, NULL, 0, 1e12},
};

/* Areas are compared to 0.0001 m², as kind `area` does. */
#define DIGITS 4
/* Widths of what is tolerated. */
#define WIDTH_PRECISION_M 0.0005

typedef struct {
  Row *rows;
  size_t n;
} Table;

static void table_clear(Table *table)
{
  for (size_t i = 0; i < table->n; i++)
    lt_fields_clear(row_fields, G_N_ELEMENTS(row_fields), &table->rows[i]);
  g_free(table->rows);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Table, table_clear)

static bool table_read(const Limits *limits, Table *table, GError **error)
{
  LtNode list = limits->classes;
  if (!lt_node_exists(list))
    return true;
  if (!lt_node_is_sequence(list))
    return lt_node_fail(error, list, LT_T_PROJECT_LIST, "classes");
  size_t n = lt_node_item_count(list);
  table->rows = g_new0(Row, n + 1);
  for (table->n = 0; table->n < n;) {
    Row *row = &table->rows[table->n++];
    row->tolerance_m2 = limits->tolerance_m2;
    if (!lt_fields_read(lt_node_item(list, table->n - 1), row_fields, G_N_ELEMENTS(row_fields), row,
                        error))
      return false;
  }
  return true;
}

static bool check(const LtProject *project, const LtRule *rule, const void *limits, GError **error)
{
  (void)project;
  (void)rule;
  g_auto(Table) table = {0};
  return table_read(limits, &table, error);
}

/* How near a row is to a code: lt_matrix_rank() of its nearest text. */
static size_t row_rank(const Row *row, const char *code)
{
  size_t best = 0;
  for (char **text = row->class; *text != NULL; text++)
    best = MAX(best, lt_matrix_rank(*text, (LtMatrixClass){code, NULL}));
  return best;
}

static bool is_stricter(const Row *a, const Row *b)
{
  return a->min_area_m2 - a->tolerance_m2 > b->min_area_m2 - b->tolerance_m2;
}

/* The limits of a class: of the nearest row, of equally near ones the stricter. Without a class the
 * strictest of all; @p is_known is false then. */
static Row limits_of(const Limits *limits, const Table *table, const char *code, bool *is_known)
{
  Row found = {NULL, limits->min_area_m2, limits->tolerance_m2};
  size_t best = 0;
  *is_known = table->n == 0 || code[0] != '\0';
  for (size_t i = 0; i < table->n; i++) {
    const Row *row = &table->rows[i];
    size_t rank = *is_known ? row_rank(row, code) : 0;
    if (*is_known && rank == 0)
      continue;
    if (rank > best || (rank == best && is_stricter(row, &found))) {
      best = rank;
      found = *row;
    }
  }
  return found;
}

/* ---- parts that are too small ---- */

/* Those of one object. */
typedef struct {
  LtShapes *parts; /* one feature */
  size_t n;
  LtAreas areas;
  double smallest_m2;
} Small;

static void small_clear(Small *small)
{
  g_clear_pointer(&small->parts, lt_shapes_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Small, small_clear)

static bool small_add(Small *small, const LtShapes *shapes, size_t part, const LtAreas *areas,
                      double area_m2, GError **error)
{
  small->areas.planar_m2 += areas->planar_m2;
  small->areas.ellipsoid_m2 += areas->ellipsoid_m2;
  small->smallest_m2 = small->n++ == 0 ? area_m2 : fmin(small->smallest_m2, area_m2);
  if (small->parts == NULL)
    small->parts = lt_shapes_new();
  return (small->n > 1 || lt_shapes_add_feature(small->parts, LT_GEOM_POLYGON, error)) &&
         lt_polygon_add_rings(small->parts, shapes, part, error);
}

/* What is short of the limit by no more than the tolerance goes to the ledger. */
static bool add_tolerated(const LtTask *task, size_t feature, const LtShapes *shapes, size_t part,
                          const LtAreas *areas, GError **error)
{
  g_auto(LtParts) parts = {0};
  double width_m = 0;
  if (!lt_parts_find(shapes, part, &parts, error))
    return false;
  for (size_t i = parts.first; i < parts.end; i++) {
    LtWidth width;
    if (!lt_polygon_width(parts.shapes, i, WIDTH_PRECISION_M, &width, error))
      return false;
    width_m = fmax(width_m, width.width_m);
  }
  lt_results_add_tolerated(task->results, (LtTolerated){.rule = task->rule,
                                                        .a = {task->a, feature},
                                                        .n_pieces = 1,
                                                        .areas = *areas,
                                                        .width_m = width_m,
                                                        .length_m = NAN});
  return true;
}

static char *message(const LtTask *task, const LtFinding *finding, const Row *row,
                     const Small *small, LtLang lang)
{
  const Limits *limits = task->limits;
  g_autofree char *who = lt_object_text(&finding->a, lang);
  const char *name = lt_results_area_name(task->project, lang);
  if (limits->of == OF_PART)
    return lt_text_format(lang, LT_T_LARGER_PARTS, who, row->min_area_m2, row->tolerance_m2,
                          small->n, finding->value, name);
  return lt_text_format(lang, LT_T_LARGER_MESSAGE, who, finding->value, name, row->min_area_m2,
                        row->tolerance_m2);
}

static bool add_finding(const LtTask *task, size_t feature, const Row *row, const Small *small,
                        GError **error)
{
  LtFinding finding = lt_finding_new(task->rule, (LtObject){task->a, feature}, "m2");
  if (!lt_finding_set_shape(&finding, small->parts, 0, error))
    return false;
  finding.value = small->smallest_m2;
  finding.limit = row->min_area_m2;
  finding.less_is_worse = true;
  finding.areas = small->areas;
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    finding.message.in[lang] = message(task, &finding, row, small, (LtLang)lang);
  lt_results_add_finding(task->results, finding);
  return true;
}

/* ---- the objects ---- */

static bool part_look(const LtTask *task, size_t feature, const LtShapes *shapes, size_t part,
                      const Row *row, Small *small, GError **error)
{
  LtAreas areas = lt_shape_areas(&task->project->plane, shapes, part);
  double area_m2 = lt_round(lt_results_m2(task->project, &areas), DIGITS);
  if (lt_polygon_lacks_area(task, feature, area_m2))
    return true;
  if (area_m2 >= row->min_area_m2)
    return true;
  if (area_m2 >= lt_round(row->min_area_m2 - row->tolerance_m2, DIGITS))
    return add_tolerated(task, feature, shapes, part, &areas, error);
  return small_add(small, shapes, part, &areas, area_m2, error);
}

static bool each(const LtTask *task, size_t feature, void *data, GError **error)
{
  const Limits *limits = task->limits;
  const Table *table = data;
  const LtShapes *shapes = task->a->data->shapes;
  g_autofree char *code = lt_text_trim(task->a->classes == NULL ? NULL : task->a->classes[feature]);
  bool is_known;
  Row row = limits_of(limits, table, code == NULL ? "" : code, &is_known);
  g_auto(LtParts) parts = {.shapes = shapes, .first = feature, .end = feature + 1};
  g_auto(Small) small = {0};
  if (limits->of == OF_PART && !lt_parts_find(shapes, feature, &parts, error))
    return false;
  for (size_t i = parts.first; i < parts.end; i++)
    if (!part_look(task, feature, parts.shapes, i, &row, &small, error))
      return false;
  if (small.n == 0 || lt_polygon_is_open(task, feature, small.smallest_m2))
    return true;
  if (is_known)
    return add_finding(task, feature, &row, &small, error);
  lt_task_note_attribute(task, (LtObject){task->a, feature}, (LtObject){0}, small.smallest_m2);
  return true;
}

static bool run(const LtTask *task, GError **error)
{
  g_auto(Table) table = {0};
  if (!table_read(task->limits, &table, error))
    return false;
  if (table.n > 0 && task->a->classes == NULL) {
    lt_task_skip(task, lt_message(LT_T_SKIP_NO_CLASS, task->a->id));
    return true;
  }
  return lt_task_each_polygon(task, each, &table, error);
}

const LtKind lt_kind_larger_than = {.name = "larger-than",
                                    .takes = LT_TAKES_ONE,
                                    .limits = fields,
                                    .n_limits = G_N_ELEMENTS(fields),
                                    .limits_size = sizeof(Limits),
                                    .defaults = &defaults,
                                    .check = check,
                                    .run = run};
