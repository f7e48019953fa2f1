/* Parcels and corners of lantu survey as GeoJSON (RFC 7946): WGS 84 degrees, longitude first,
 * shells counter-clockwise, as LtShapes has them. */
#include "crs/transform.h"
#include "io/output.h"
#include "report/survey_shapes.h"

#include <math.h>
#include <string.h>

/* 1e-9 degrees are 0.1 mm, the lattice. */
#define DECIMALS 9

typedef struct {
  GString *out;
  LtTransform *transform;
  const LtGpkgTable *table;
  bool has_any;
} Writer;

static void text_put(GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_string_append_c(out, '"');
  for (const char *at = valid; *at != '\0'; at++)
    if (*at == '"' || *at == '\\')
      g_string_append_printf(out, "\\%c", *at);
    else if ((unsigned char)*at < 0x20)
      g_string_append_printf(out, "\\u%04x", (unsigned)*at);
    else
      g_string_append_c(out, *at);
  g_string_append_c(out, '"');
}

static void value_put(GString *out, const LtValue *value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  switch (value->type) {
  case LT_VALUE_INTEGER:
    g_string_append_printf(out, "%" G_GINT64_FORMAT, value->integer);
    return;
  case LT_VALUE_REAL:
    g_string_append(out, isfinite(value->real)
                             ? g_ascii_formatd(text, sizeof text, "%.15g", value->real)
                             : "null");
    return;
  case LT_VALUE_TEXT:
    if (value->text != NULL) {
      text_put(out, value->text);
      return;
    }
    break;
  case LT_VALUE_NULL:
    break;
  }
  g_string_append(out, "null");
}

static void properties_put(Writer *writer, const LtValue *values)
{
  g_string_append(writer->out, "\"properties\":{\"kind\":");
  text_put(writer->out, writer->table->name);
  for (size_t i = 0; i < writer->table->n_columns; i++) {
    g_string_append_c(writer->out, ',');
    text_put(writer->out, writer->table->columns[i].name);
    g_string_append_c(writer->out, ':');
    value_put(writer->out, &values[i]);
  }
  g_string_append_c(writer->out, '}');
}

/* False where the point has no place. */
static bool point_put(Writer *writer, LtPoint point)
{
  double xy[2] = {(double)point.x / LT_UNITS_PER_M, (double)point.y / LT_UNITS_PER_M};
  char text[2][G_ASCII_DTOSTR_BUF_SIZE];
  if (lt_transform_points(writer->transform, xy, 1) != 0)
    return false;
  for (int i = 0; i < 2; i++)
    g_ascii_formatd(text[i], sizeof text[i], "%.9f", xy[i]);
  g_string_append_printf(writer->out, "[%s,%s]", text[0], text[1]);
  return true;
}

static bool ring_put(Writer *writer, const LtShapes *shapes, size_t ring)
{
  size_t begin = lt_shapes_first_point(shapes, ring);
  g_string_append_c(writer->out, '[');
  for (size_t i = begin; i < shapes->ring_ends[ring]; i++) {
    g_string_append(writer->out, i > begin ? "," : "");
    if (!point_put(writer, shapes->points[i]))
      return false;
  }
  g_string_append_c(writer->out, ']');
  return true;
}

static bool polygon_put(Writer *writer, const LtShapes *shapes, size_t feature)
{
  size_t first = feature == 0 ? 0 : shapes->feature_ends[feature - 1];
  g_string_append(writer->out, "{\"type\":\"MultiPolygon\",\"coordinates\":[");
  for (size_t ring = first; ring < shapes->feature_ends[feature]; ring++) {
    bool is_shell = !shapes->ring_holes[ring] || ring == first;
    if (is_shell)
      g_string_append(writer->out, ring > first ? "],[" : "[");
    else
      g_string_append_c(writer->out, ',');
    if (!ring_put(writer, shapes, ring))
      return false;
  }
  g_string_append(writer->out, "]]}");
  return true;
}

static bool shape_put(Writer *writer, const LtShapes *shapes, size_t feature)
{
  if (writer->table->geometry == LT_GEOM_POLYGON)
    return polygon_put(writer, shapes, feature);
  size_t ring = feature == 0 ? 0 : shapes->feature_ends[feature - 1];
  g_string_append(writer->out, "{\"type\":\"Point\",\"coordinates\":");
  bool is_put = point_put(writer, shapes->points[lt_shapes_first_point(shapes, ring)]);
  g_string_append_c(writer->out, '}');
  return is_put;
}

static bool row_put(void *data, const LtShapes *shapes, size_t feature, const LtValue *values,
                    GError **error)
{
  (void)error;
  Writer *writer = data;
  g_string_append(writer->out,
                  writer->has_any ? ",\n{\"type\":\"Feature\"," : "\n{\"type\":\"Feature\",");
  writer->has_any = true;
  properties_put(writer, values);
  g_string_append(writer->out, ",\"geometry\":");
  gsize begin = writer->out->len;
  if (shapes == NULL || !shape_put(writer, shapes, feature)) {
    g_string_truncate(writer->out, begin);
    g_string_append(writer->out, "null");
  }
  g_string_append_c(writer->out, '}');
  return true;
}

bool lt_report_survey_geojson(const LtSurveyResults *results, const char *path, bool overwrite,
                              GError **error)
{
  g_return_val_if_fail(results != NULL && path != NULL && results->keeps_texts, false);
  g_autoptr(LtCrs) crs = lt_survey_shapes_crs(results, error);
  g_autoptr(LtCrs) degrees = crs == NULL ? NULL : lt_crs_parse("EPSG:4326", error);
  g_autoptr(LtTransform) transform = degrees == NULL ? NULL : lt_transform_new(crs, degrees, error);
  if (transform == NULL)
    return false;
  Writer writer = {.out = g_string_new("{\"type\":\"FeatureCollection\",\"features\":["),
                   .transform = transform};
  for (LtSurveyShapes which = 0; which < LT_SURVEY_N_SHAPES; which++) {
    writer.table = lt_survey_shapes_table(which);
    lt_survey_shapes_tell(which, results, row_put, &writer, NULL);
  }
  g_string_append(writer.out, "\n]}\n");
  bool is_done = lt_output_write(path, writer.out->str, writer.out->len, overwrite, error);
  g_string_free(writer.out, TRUE);
  return is_done;
}
