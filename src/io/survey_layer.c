#include "io/survey_layer.h"

#include "io/source_parts.h"
#include "io/survey_parser.h"

#include <math.h>
#include <string.h>

/* Collections in collections in collections are no parcels. */
#define DEPTH_MAX 8

typedef struct {
  LtSurveyParser *parser;
  const LtPart *part;
  size_t columns[LT_N_PARCEL_FIELDS]; /* SIZE_MAX: none */
  const char *area_unit;
  uint32_t ring_id;
  size_t n_corners;
} Layer;

/* ---- fields ---- */

typedef struct {
  const char *name;
  LtParcelField field;
  const char *unit; /* of an area; "": as a survey text has it */
} Field;

/* The first that the layer has is taken. */
static const Field fields[] = {
    {"DKBH", LT_PARCEL_DKBH, ""},     {"地块编号", LT_PARCEL_DKBH, ""},
    {"地块号", LT_PARCEL_DKBH, ""},   {"DKH", LT_PARCEL_DKBH, ""},
    {"ZDDM", LT_PARCEL_DKBH, ""},     {"宗地代码", LT_PARCEL_DKBH, ""},
    {"ZDH", LT_PARCEL_DKBH, ""},      {"宗地号", LT_PARCEL_DKBH, ""},
    {"TBBH", LT_PARCEL_DKBH, ""},     {"BSM", LT_PARCEL_DKBH, ""},
    {"number", LT_PARCEL_DKBH, ""},   {"code", LT_PARCEL_DKBH, ""},
    {"DKMC", LT_PARCEL_DKMC, ""},     {"地块名称", LT_PARCEL_DKMC, ""},
    {"ZDMC", LT_PARCEL_DKMC, ""},     {"XMMC", LT_PARCEL_DKMC, ""},
    {"项目名称", LT_PARCEL_DKMC, ""}, {"QLR", LT_PARCEL_DKMC, ""},
    {"权利人", LT_PARCEL_DKMC, ""},   {"名称", LT_PARCEL_DKMC, ""},
    {"MC", LT_PARCEL_DKMC, ""},       {"name", LT_PARCEL_DKMC, ""},
    {"DKMJ", LT_PARCEL_DKMJ, ""},     {"地块面积", LT_PARCEL_DKMJ, ""},
    {"ZDMJ", LT_PARCEL_DKMJ, "m2"},   {"宗地面积", LT_PARCEL_DKMJ, ""},
    {"TBMJ", LT_PARCEL_DKMJ, "m2"},   {"YDMJ", LT_PARCEL_DKMJ, ""},
    {"MJ", LT_PARCEL_DKMJ, ""},       {"面积", LT_PARCEL_DKMJ, ""},
    {"area", LT_PARCEL_DKMJ, ""},     {"stated_m2", LT_PARCEL_DKMJ, "m2"},
    {"JZDS", LT_PARCEL_JZDS, ""},     {"TFH", LT_PARCEL_TFH, ""},
    {"DKYT", LT_PARCEL_DKYT, ""},     {"地块用途", LT_PARCEL_DKYT, ""},
    {"DLBM", LT_PARCEL_DLBM, ""},
};

static void columns_find(Layer *layer)
{
  for (size_t i = 0; i < LT_N_PARCEL_FIELDS; i++)
    layer->columns[i] = SIZE_MAX;
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
    for (size_t column = 0; layer->part->columns[column] != NULL; column++)
      if (layer->columns[fields[i].field] == SIZE_MAX &&
          g_ascii_strcasecmp(layer->part->columns[column], fields[i].name) == 0) {
        layer->columns[fields[i].field] = column;
        if (fields[i].field == LT_PARCEL_DKMJ)
          layer->area_unit = fields[i].unit;
      }
}

/* A double with as many digits as its column has, or as it needs. */
static char *value_text(const Layer *layer, OGRFeatureH feature, int column, GError **error)
{
  OGRFieldDefnH field = OGR_F_GetFieldDefnRef(feature, column);
  if (!OGR_F_IsFieldSetAndNotNull(feature, column))
    return g_strdup("");
  if (OGR_Fld_GetType(field) != OFTReal)
    return lt_part_decode(layer->part, OGR_F_GetFieldAsString(feature, column), layer->part->where,
                          error);
  char text[G_ASCII_DTOSTR_BUF_SIZE], format[16] = "%.15g";
  int decimals = OGR_Fld_GetPrecision(field);
  if (OGR_Fld_GetWidth(field) > 0 && decimals > 0 && decimals < 16)
    g_snprintf(format, sizeof format, "%%.%df", decimals);
  return g_strdup(
      g_ascii_formatd(text, sizeof text, format, OGR_F_GetFieldAsDouble(feature, column)));
}

static bool parcel_begin(Layer *layer, OGRFeatureH feature, GError **error)
{
  if (!lt_survey_parcel_begin(layer->parser, error))
    return false;
  layer->parser->section = LT_SECTION_PARCELS;
  LtSurveyText *text = layer->parser->text;
  LtParcel *parcel = &text->parcels[text->n_parcels - 1];
  for (size_t i = 0; i < LT_N_PARCEL_FIELDS; i++) {
    if (layer->columns[i] == SIZE_MAX)
      continue;
    char *value = value_text(layer, feature, (int)layer->columns[i], error);
    if (value == NULL)
      return false;
    g_free(parcel->fields[i]);
    parcel->fields[i] = value;
  }
  char **area = &parcel->fields[LT_PARCEL_DKMJ];
  if (**area != '\0' && layer->area_unit != NULL && *layer->area_unit != '\0') {
    char *with_unit = g_strconcat(*area, layer->area_unit, NULL);
    g_free(*area);
    *area = with_unit;
  }
  g_free(parcel->fields[LT_PARCEL_TXSX]);
  parcel->fields[LT_PARCEL_TXSX] = g_strdup("面");
  return true;
}

/* ---- shapes ---- */

static unsigned decimals_of(double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(text, sizeof text, "%.15g", value);
  const char *dot = strchr(text, '.');
  return dot == NULL ? 0 : (unsigned)strspn(dot + 1, "0123456789");
}

static bool ring_take(Layer *layer, OGRGeometryH ring, GError **error)
{
  LtSurveyText *text = layer->parser->text;
  int n = OGR_G_GetPointCount(ring);
  size_t first_number = layer->n_corners + 1;
  layer->ring_id++;
  text->parcels[text->n_parcels - 1].n_rows += (size_t)n;
  for (int i = 0; i < n; i++) {
    double x = OGR_G_GetX(ring, i), y = OGR_G_GetY(ring, i);
    if (layer->part->is_swapped) {
      double first = x;
      x = y;
      y = first;
    }
    if (!isfinite(x) || !isfinite(y)) {
      lt_survey_line_fail(layer->parser, LT_T_SURVEY_NO_NUMBER, "NaN");
      continue;
    }
    bool is_closing = i == n - 1 && i > 0;
    g_autofree char *name = g_strdup_printf("J%zu", is_closing ? first_number : ++layer->n_corners);
    unsigned x_decimals = decimals_of(x), y_decimals = decimals_of(y);
    LtSurveyCorner corner = {name, x, y, layer->ring_id, MAX(x_decimals, y_decimals)};
    if (!lt_survey_corner_take(layer->parser, &corner, name, error))
      return false;
  }
  return true;
}

/* Rings of polygons, whatever holds them. */
static bool shape_take(Layer *layer, OGRGeometryH shape, int depth, GError **error)
{
  OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(shape));
  if (type == wkbPolygon || type == wkbTriangle) {
    for (int i = 0; i < OGR_G_GetGeometryCount(shape); i++)
      if (!ring_take(layer, OGR_G_GetGeometryRef(shape, i), error))
        return false;
    return true;
  }
  bool is_many = OGR_GT_IsSubClassOf(type, wkbGeometryCollection) || type == wkbPolyhedralSurface ||
                 type == wkbTIN;
  if (!is_many || depth >= DEPTH_MAX) {
    lt_survey_line_fail(layer->parser,
                        OGR_GT_IsNonLinear(type) ? LT_T_SURVEY_CURVED : LT_T_SURVEY_NO_POLYGON,
                        OGR_G_GetGeometryName(shape));
    return true;
  }
  for (int i = 0; i < OGR_G_GetGeometryCount(shape); i++)
    if (!shape_take(layer, OGR_G_GetGeometryRef(shape, i), depth + 1, error))
      return false;
  return true;
}

/* Numbered corners stand in one file with the parcels, as in what lantu survey itself writes. */
static bool is_point(OGRGeometryH shape)
{
  OGRwkbGeometryType type = shape == NULL ? wkbNone : wkbFlatten(OGR_G_GetGeometryType(shape));
  return type == wkbPoint || type == wkbMultiPoint;
}

static bool feature_take(Layer *layer, OGRFeatureH feature, GError **error)
{
  OGRGeometryH shape = OGR_F_GetGeometryRef(feature);
  layer->ring_id = 0;
  layer->n_corners = 0;
  if (is_point(shape)) {
    lt_survey_form(layer->parser, LT_FORM_POINT);
    return true;
  }
  if (!parcel_begin(layer, feature, error))
    return false;
  if (shape == NULL || OGR_G_IsEmpty(shape))
    return true; /* a parcel without points, which is told */
  return shape_take(layer, shape, 0, error);
}

static char *crs_text(const LtCrs *crs)
{
  return g_strdup(*lt_crs_id(crs) != '\0' ? lt_crs_id(crs) : lt_crs_wkt(crs));
}

static bool layer_fill(LtSurveyParser *parser, void *data, GError **error)
{
  const LtSource *source = data;
  const LtPart *part = &source->parts[0];
  Layer layer = {.parser = parser, .part = part};
  if (part->has_no_shapes || part->format == NULL)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_LAYER_NO_POLYGONS, part->where);
  columns_find(&layer);
  parser->text->encoding = part->encoding;
  if (part->crs != NULL)
    parser->text->crs = crs_text(part->crs);
  else if (part->crs_error != NULL)
    lt_survey_note_take(&parser->text->notes,
                        (LtSurveyPlace){LT_SV_CRS, LT_SEVERITY_WARNING, LT_SURVEY_NO_PARCEL, 0},
                        (LtBilingual){{g_strdup(part->crs_error->message),
                                       g_strdup(part->crs_error->message)}});
  OGRFeatureH feature;
  bool is_ok = true;
  OGR_L_ResetReading(part->layer);
  while (is_ok && (feature = OGR_L_GetNextFeature(part->layer)) != NULL) {
    parser->line_number++;
    is_ok = feature_take(&layer, feature, error);
    OGR_F_Destroy(feature);
  }
  if (is_ok && source->log.failure != NULL)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_OPEN, part->where, source->log.failure);
  if (is_ok && parser->text->n_parcels == 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_LAYER_NO_POLYGONS, part->where);
  return is_ok && lt_survey_parcel_end(parser, error);
}

LtSurveyText *lt_survey_layer_read(const char *path, const char *layer, const char *encoding,
                                   LtRun *run, GError **error)
{
  const LtSourceSpec spec = {.id = path,
                             .paths = (const char *const[]){path},
                             .n_paths = 1,
                             .layer = layer,
                             .encoding = encoding};
  g_autoptr(LtSource) source = lt_source_open(&spec, error);
  if (source == NULL)
    return NULL;
  lt_gdal_log_push(&source->log);
  LtSurveyText *text = lt_survey_text_make(LT_SURVEY_LAYER, path, layer_fill, source, run, error);
  lt_gdal_log_pop();
  return text;
}
