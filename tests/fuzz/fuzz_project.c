/* Any bytes as YAML: an error with file, line and column, or a tree that can be walked and read by a
 * table of fields. The same bytes as a table of control points: an error, or points to which
 * parameters fit or not. */
#include "project/control_points.h"
#include "project/fields.h"

#include <math.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char *text, *date, **texts;
  double number;
  bool flag;
  int choice;
  LtNode node;
  LtBilingual both;
} Item;

static const char *const choices[] = {"a", "b", NULL};
static const LtField fields[] = {
    {"text", LT_FIELD_TEXT, offsetof(Item, text), true, NULL, 0, 0},
    {"date", LT_FIELD_DATE, offsetof(Item, date), false, NULL, 0, 0},
    {"texts", LT_FIELD_TEXTS, offsetof(Item, texts), false, NULL, 0, 0},
    {"number", LT_FIELD_NUMBER, offsetof(Item, number), false, NULL, 0, 10},
    {"flag", LT_FIELD_BOOL, offsetof(Item, flag), false, NULL, 0, 0},
    {"choice", LT_FIELD_CHOICE, offsetof(Item, choice), false, choices, 0, 0},
    {"node", LT_FIELD_NODE, offsetof(Item, node), false, NULL, 0, 0},
    {"both", LT_FIELD_BILINGUAL, offsetof(Item, both), false, NULL, 0, 0},
};

static void walk(LtNode node)
{
  for (size_t i = 0; i < lt_node_item_count(node); i++)
    walk(lt_node_item(node, i));
  for (size_t i = 0; i < lt_node_pair_count(node); i++) {
    walk(lt_node_key(node, i));
    walk(lt_node_value(node, i));
  }
}

/* Parameters, where there are any, are numbers, and so is what is said of the points. */
static void fit(const LtControlPoints *points, LtChangeMethod method, const char *from,
                const char *to)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LtDatumChange) change = g_new0(LtDatumChange, 1);
  *change = (LtDatumChange){.method = method, .from = lt_crs_parse(from, NULL),
                            .to = lt_crs_parse(to, NULL)};
  size_t n;
  const LtControlPoint *at = lt_control_points_at(points, &n);
  g_autoptr(LtDatumFit) made = lt_datum_fit(change, at, n, &error);
  if ((made == NULL) == (error == NULL))
    abort();
  for (size_t i = 0; made != NULL && i < n; i++)
    if (!isfinite(made->residuals[i].north_m) || !isfinite(made->residuals[i].east_m))
      abort();
  g_autofree char *pipeline = made != NULL ? lt_datum_change_pipeline(change, NULL) : NULL;
  if (made != NULL && (pipeline == NULL || strstr(pipeline, "nan") != NULL || made->n_outliers >= n))
    abort();
}

static void read_points(const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LtControlPoints) points =
      lt_control_points_parse((const char *)data, size, "fuzz.csv", &error);
  if ((points == NULL) == (error == NULL))
    abort();
  if (points == NULL)
    return;
  fit(points, LT_CHANGE_PLANE4, "EPSG:2383", "EPSG:4547");
  fit(points, LT_CHANGE_HELMERT7, "EPSG:2383", "EPSG:4547");
  fit(points, LT_CHANGE_HELMERT7, "EPSG:4610", "EPSG:4490");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  read_points(data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(LtYaml) yaml = lt_yaml_parse((const char *)data, size, "fuzz.yaml", &error);
  if ((yaml == NULL) == (error == NULL))
    abort();
  if (yaml == NULL)
    return 0;
  walk(lt_yaml_root(yaml));
  Item item = {0};
  if (!lt_fields_read(lt_yaml_root(yaml), fields, G_N_ELEMENTS(fields), &item, &error) &&
      error == NULL)
    abort();
  lt_fields_clear(fields, G_N_ELEMENTS(fields), &item);
  return 0;
}
