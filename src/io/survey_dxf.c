#include "io/survey_dxf.h"

#include "base/bytes.h"
#include "io/dxf_pairs.h"
#include "io/survey_dxf_names.h"
#include "io/survey_parser.h"

#include <math.h>
#include <string.h>

/* Bytes of the head in which the code page is looked for. */
#define HEAD_BYTES ((size_t)1 << 16)

typedef enum { ENTITY_NONE, ENTITY_POLYLINE, ENTITY_TEXT } Kind;

/* Flags of group 70 of a polyline. */
#define FLAG_CLOSED 1
#define FLAG_MESH (16 | 64)
/* Of a vertex: put in by a curve, or a control point of one. */
#define FLAGS_FITTED (1 | 8 | 16)

typedef struct {
  double x, y, bulge;
  size_t line;
} Vertex;

/* An entity as far as it was read. */
typedef struct {
  Kind kind;
  bool has_vertices; /* entities of their own follow */
  bool is_in_vertex;
  size_t line;
  unsigned flags;
  double extrusion_z, x, y;
  bool is_paper;
  bool is_fitted; /* to a curve: vertices are none of the survey's */
  char *layer, *handle;
  GString *text;
  Vertex *vertices;
  size_t n_vertices, cap_vertices;
} Entity;

typedef struct {
  LtSurveyParser *parser;
  LtDxfPairs pairs;
  Entity entity;
  bool is_in_entities;
  LtDxfNames names;
} Drawing;

static void entity_reset(Entity *entity)
{
  g_clear_pointer(&entity->layer, g_free);
  g_clear_pointer(&entity->handle, g_free);
  g_string_truncate(entity->text, 0);
  *entity = (Entity){.text = entity->text,
                     .vertices = entity->vertices,
                     .cap_vertices = entity->cap_vertices,
                     .extrusion_z = 1};
}

static void drawing_clear(Drawing *drawing)
{
  entity_reset(&drawing->entity);
  g_string_free(drawing->entity.text, TRUE);
  g_free(drawing->entity.vertices);
  lt_dxf_names_clear(&drawing->names);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Drawing, drawing_clear)

/* ---- a polyline ---- */

static bool is_same(const Vertex *a, const Vertex *b)
{
  return lt_survey_same_unit(a->x, b->x) && lt_survey_same_unit(a->y, b->y);
}

/* A drawing writes all digits of a double: those that say something. */
static unsigned decimals_of(double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(text, sizeof text, "%.15g", value);
  const char *dot = strchr(text, '.');
  return dot == NULL ? 0 : (unsigned)strspn(dot + 1, "0123456789");
}

static bool vertex_take(Drawing *drawing, const Vertex *vertex, size_t number, GError **error)
{
  const Entity *entity = &drawing->entity;
  unsigned x_decimals = decimals_of(vertex->x), y_decimals = decimals_of(vertex->y);
  g_autofree char *name = g_strdup_printf("J%zu", number + 1);
  LtSurveyCorner corner = {name, vertex->x, vertex->y, 1, MAX(x_decimals, y_decimals)};
  drawing->parser->line_number = vertex->line;
  if (!isfinite(vertex->x) || !isfinite(vertex->y)) {
    lt_survey_line_fail(drawing->parser, LT_T_SURVEY_NO_NUMBER, name);
    return true;
  }
  if (vertex->bulge != 0)
    lt_survey_line_fail(drawing->parser, LT_T_SURVEY_DXF_ARC, entity->layer);
  return lt_survey_corner_take(drawing->parser, &corner, entity->layer, error);
}

static void open_tell(Drawing *drawing)
{
  const Entity *entity = &drawing->entity;
  const Vertex *first = &entity->vertices[0], *last = &entity->vertices[entity->n_vertices - 1];
  lt_survey_note(
      &drawing->parser->text->notes,
      (LtSurveyPlace){LT_SV_CLOSE, LT_SEVERITY_WARNING, LT_SURVEY_NO_PARCEL, entity->line},
      LT_T_SURVEY_DXF_OPEN, entity->layer == NULL ? "" : entity->layer, entity->n_vertices,
      hypot(first->x - last->x, first->y - last->y));
}

static bool parcel_begin(Drawing *drawing, GError **error)
{
  const Entity *entity = &drawing->entity;
  LtSurveyParser *parser = drawing->parser;
  parser->line_number = entity->line;
  if (!lt_survey_parcel_begin(parser, error))
    return false;
  parser->section = LT_SECTION_PARCELS;
  LtParcel *parcel = &parser->text->parcels[parser->text->n_parcels - 1];
  const struct {
    LtParcelField field;
    const char *value;
  } rows[] = {
      {LT_PARCEL_DKBH, entity->handle}, {LT_PARCEL_DKMC, entity->layer}, {LT_PARCEL_TXSX, "面"}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_free(parcel->fields[rows[i].field]);
    parcel->fields[rows[i].field] = g_strdup(rows[i].value == NULL ? "" : rows[i].value);
  }
  return true;
}

static bool polyline_take(Drawing *drawing, GError **error)
{
  const Entity *entity = &drawing->entity;
  size_t n = entity->n_vertices;
  if (entity->is_paper || (entity->flags & FLAG_MESH) != 0 || n < 2) {
    lt_survey_form(drawing->parser, LT_FORM_OTHER_ENTITY);
    return true;
  }
  bool is_back = n > 3 && is_same(&entity->vertices[0], &entity->vertices[n - 1]);
  if (!is_back && (entity->flags & FLAG_CLOSED) == 0) {
    open_tell(drawing);
    return true;
  }
  if (!parcel_begin(drawing, error))
    return false;
  if (entity->is_fitted)
    lt_survey_line_fail(drawing->parser, LT_T_SURVEY_DXF_ARC, entity->layer);
  if (entity->extrusion_z < 0) /* its coordinates are those of a plane seen from below */
    lt_survey_line_fail(drawing->parser, LT_T_SURVEY_DXF_MIRRORED, entity->layer);
  for (size_t i = 0; i < n; i++)
    if (!vertex_take(drawing, &entity->vertices[i], is_back && i + 1 == n ? 0 : i, error))
      return false;
  Vertex closing = entity->vertices[0];
  closing.bulge = 0;
  closing.line = entity->vertices[n - 1].line;
  drawing->parser->text->parcels[drawing->parser->text->n_parcels - 1].n_rows = n + !is_back;
  bool has_first = isfinite(closing.x) && isfinite(closing.y);
  return (is_back || !has_first || vertex_take(drawing, &closing, 0, error)) &&
         lt_survey_parcel_end(drawing->parser, error);
}

/* ---- entities ---- */

static bool entity_end(Drawing *drawing, GError **error)
{
  Entity *entity = &drawing->entity;
  bool is_ok = true;
  if (entity->kind == ENTITY_POLYLINE)
    is_ok = polyline_take(drawing, error);
  else if (entity->kind == ENTITY_TEXT && !entity->is_paper)
    is_ok = lt_dxf_names_add(&drawing->names, entity->x, entity->y, entity->text->str, error);
  entity_reset(entity);
  return is_ok;
}

static bool entity_begin(Drawing *drawing, GError **error)
{
  const LtDxfPairs *pairs = &drawing->pairs;
  Entity *entity = &drawing->entity;
  if (entity->has_vertices && lt_dxf_value_is(pairs, "VERTEX")) {
    entity->is_in_vertex = true;
    if (!lt_grow(&entity->vertices, &entity->cap_vertices, entity->n_vertices + 1,
                 sizeof *entity->vertices, "vertices", error))
      return false;
    entity->vertices[entity->n_vertices++] = (Vertex){.x = NAN, .y = NAN, .line = pairs->line};
    return true;
  }
  if (!entity_end(drawing, error))
    return false;
  entity->line = pairs->line;
  entity->has_vertices = lt_dxf_value_is(pairs, "POLYLINE");
  if (entity->has_vertices || lt_dxf_value_is(pairs, "LWPOLYLINE"))
    entity->kind = ENTITY_POLYLINE;
  else if (lt_dxf_value_is(pairs, "TEXT") || lt_dxf_value_is(pairs, "MTEXT"))
    entity->kind = ENTITY_TEXT;
  else if (lt_dxf_value_is(pairs, "INSERT")) {
    drawing->parser->line_number = pairs->line;
    lt_survey_form(drawing->parser, LT_FORM_BLOCK);
  }
  return true;
}

static void number_fail(Drawing *drawing)
{
  g_autofree char *text = lt_dxf_value_text(&drawing->pairs);
  drawing->parser->line_number = drawing->pairs.line;
  drawing->parser->section = LT_SECTION_NONE; /* of no parcel yet */
  lt_survey_line_fail(drawing->parser, LT_T_SURVEY_NO_NUMBER, text);
}

/* Coordinates of a polyline: x begins a vertex of a light one. */
static bool vertex_value(Drawing *drawing, double number, GError **error)
{
  const LtDxfPairs *pairs = &drawing->pairs;
  Entity *entity = &drawing->entity;
  if (entity->has_vertices && !entity->is_in_vertex)
    return true; /* of the polyline itself: its height */
  if (!entity->has_vertices && pairs->code == 10) {
    if (!lt_grow(&entity->vertices, &entity->cap_vertices, entity->n_vertices + 1,
                 sizeof *entity->vertices, "vertices", error))
      return false;
    entity->vertices[entity->n_vertices++] = (Vertex){.x = NAN, .y = NAN, .line = pairs->line};
  }
  if (entity->n_vertices == 0)
    return true;
  Vertex *vertex = &entity->vertices[entity->n_vertices - 1];
  if (pairs->code == 10) {
    vertex->x = number;
    vertex->line = pairs->line;
  } else if (pairs->code == 20) {
    vertex->y = number;
  } else if (pairs->code == 42) {
    vertex->bulge = number;
  }
  return true;
}

static bool number_take(Drawing *drawing, GError **error)
{
  const LtDxfPairs *pairs = &drawing->pairs;
  Entity *entity = &drawing->entity;
  double number;
  if (!lt_dxf_value_number(pairs, &number)) {
    number_fail(drawing);
    bool is_of_vertex = entity->kind == ENTITY_POLYLINE &&
                        (pairs->code == 10 || pairs->code == 20 || pairs->code == 42);
    return !is_of_vertex || vertex_value(drawing, NAN, error); /* the parcel is not whole */
  }
  bool is_flag = number >= 0 && number < 65536;
  if (pairs->code == 70 && entity->is_in_vertex)
    entity->is_fitted |= is_flag && ((unsigned)number & FLAGS_FITTED) != 0;
  else if (pairs->code == 70)
    entity->flags = is_flag ? (unsigned)number : 0;
  else if (pairs->code == 67)
    entity->is_paper = number == 1;
  else if (pairs->code == 230)
    entity->extrusion_z = number;
  else if (entity->kind == ENTITY_POLYLINE)
    return vertex_value(drawing, number, error);
  else if (pairs->code == 10)
    entity->x = number;
  else if (pairs->code == 20)
    entity->y = number;
  return true;
}

static bool value_take(Drawing *drawing, GError **error)
{
  const LtDxfPairs *pairs = &drawing->pairs;
  Entity *entity = &drawing->entity;
  bool is_own = entity->kind != ENTITY_NONE && !entity->is_in_vertex;
  if (entity->kind == ENTITY_NONE)
    return true;
  switch (pairs->code) {
  case 5:
    if (is_own && entity->handle == NULL)
      entity->handle = lt_dxf_value_text(pairs);
    return true;
  case 8:
    if (is_own && entity->layer == NULL)
      entity->layer = lt_dxf_value_text(pairs);
    return true;
  case 1:
  case 3: {
    g_autofree char *text = entity->kind == ENTITY_TEXT ? lt_dxf_value_text(pairs) : NULL;
    g_string_append(entity->text, text == NULL ? "" : text);
    return true;
  }
  case 10:
  case 20:
  case 42:
  case 67:
  case 70:
  case 230:
    return number_take(drawing, error);
  default:
    return true;
  }
}

/* ---- the file ---- */

static bool pair_take(Drawing *drawing, bool *was_section, GError **error)
{
  const LtDxfPairs *pairs = &drawing->pairs;
  bool is_section = pairs->code == 0 && lt_dxf_value_is(pairs, "SECTION");
  bool is_ok = true;
  if (*was_section && pairs->code == 2)
    drawing->is_in_entities = lt_dxf_value_is(pairs, "ENTITIES");
  else if (pairs->code == 0 && drawing->is_in_entities &&
           (is_section || lt_dxf_value_is(pairs, "ENDSEC") || lt_dxf_value_is(pairs, "EOF"))) {
    is_ok = entity_end(drawing, error);
    drawing->is_in_entities = false;
  } else if (drawing->is_in_entities) {
    is_ok = pairs->code == 0 ? entity_begin(drawing, error) : value_take(drawing, error);
  }
  *was_section = is_section;
  return is_ok;
}

static bool drawing_fill(LtSurveyParser *parser, void *data, GError **error)
{
  const LtSurveyDecoded *decoded = data;
  g_auto(Drawing) drawing = {.parser = parser,
                             .pairs = {.at = decoded->text, .end = decoded->text + decoded->n},
                             .entity = {.text = g_string_new(NULL), .extrusion_z = 1}};
  bool was_section = false, has_any = false;
  parser->text->encoding = decoded->encoding;
  while (lt_dxf_pair_next(&drawing.pairs)) {
    if (!pair_take(&drawing, &was_section, error))
      return false;
    has_any |= was_section;
  }
  if (!has_any)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_DXF_NONE, parser->name);
  if (drawing.is_in_entities || drawing.pairs.is_broken) { /* it breaks off */
    parser->line_number = drawing.pairs.line;
    if (!entity_end(&drawing, error))
      return false;
    parser->section = LT_SECTION_NONE;
    lt_survey_line_fail(parser, LT_T_SURVEY_DXF_BROKEN, "");
  }
  if (parser->text->n_parcels == 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_DXF_NO_PARCEL, parser->name);
  lt_dxf_names_give(&drawing.names, parser);
  return lt_survey_parcel_end(parser, error);
}

/* The code page that the head of a drawing states, where it is one that we know. */
static const char *encoding_stated(const char *bytes, size_t n)
{
  g_autofree char *head = g_strndup(bytes, MIN(n, HEAD_BYTES));
  return strstr(head, "ANSI_936") != NULL ? "GB18030" : NULL;
}

LtSurveyText *lt_survey_dxf_parse(const char *bytes, size_t n, const char *name,
                                  const char *encoding, LtRun *run, GError **error)
{
  g_return_val_if_fail((bytes != NULL || n == 0) && name != NULL, NULL);
  static const char binary[] = "AutoCAD Binary DXF", dwg[] = "AC10";
  if ((n >= sizeof binary && memcmp(bytes, binary, sizeof binary - 1) == 0) ||
      (n >= sizeof dwg && memcmp(bytes, dwg, sizeof dwg - 1) == 0)) {
    lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_DXF_BINARY, name);
    return NULL;
  }
  if (encoding == NULL && n > 0 && !g_utf8_validate_len(bytes, n, NULL))
    encoding = encoding_stated(bytes, n);
  LtSurveyDecoded decoded;
  LtSurveyText *text =
      lt_survey_decode(bytes, n, name, encoding, &decoded, run, error)
          ? lt_survey_text_make(LT_SURVEY_DRAWING, name, drawing_fill, &decoded, run, error)
          : NULL;
  g_free(decoded.owned);
  return text;
}
