/* The line of a parcel: its forms are told apart by the number of fields (domain §1.2, V1 to V7).
 */
#include "io/number.h"
#include "io/survey_parser.h"

#include <string.h>

#define NONE (-1)

/* Which field of the line is which; the first form that fits is taken. */
typedef struct {
  size_t n_fields; /* @ not counted */
  int type;        /* the field that must be a type, or NONE */
  int empty;       /* the field that must be empty, or NONE */
  int note;        /* LtSurveyForm, or NONE */
  int fields[LT_N_PARCEL_FIELDS];
} HeaderForm;

static const HeaderForm header_forms[] = {
    {8, 4, NONE, NONE, {0, 1, 2, 3, 4, 5, 6, 7}},
    {8, NONE, 4, LT_FORM_HEADER_5, {0, 1, 2, 3, 4, 5, 6, 7}},
    {8, NONE, NONE, NONE, {0, 1, 2, 3, 4, 5, 6, 7}},
    {13, NONE, NONE, LT_FORM_HEADER_13, {0, 1, 2, 3, 4, 5, 6, 7}},
    {7, 3, NONE, LT_FORM_HEADER_7, {NONE, 0, 1, 2, 3, 4, 5, 6}},
    {4, 2, 3, LT_FORM_HEADER_MAP, {NONE, NONE, 0, 1, 2, NONE, NONE, NONE}},
    {5, 2, 3, LT_FORM_HEADER_MAP, {NONE, NONE, 0, 1, 2, NONE, NONE, NONE}},
    {4, 2, NONE, LT_FORM_HEADER_LAW, {0, NONE, NONE, 1, 2, NONE, 3, NONE}},
};

typedef enum { TYPE_POLYGON, TYPE_OTHER, TYPE_UNKNOWN } Type;

static Type type_read(const char *text)
{
  static const char *const polygons[] = {"面", "多边形", "面状", "polygon"};
  static const char *const others[] = {"点", "线", "点状", "线状", "point", "line", "polyline"};
  for (size_t i = 0; i < G_N_ELEMENTS(polygons); i++)
    if (g_ascii_strcasecmp(text, polygons[i]) == 0)
      return TYPE_POLYGON;
  for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
    if (g_ascii_strcasecmp(text, others[i]) == 0)
      return TYPE_OTHER;
  return TYPE_UNKNOWN;
}

static const HeaderForm *form_find(const LtSurveyLine *line, size_t n_fields)
{
  for (size_t i = 0; i < G_N_ELEMENTS(header_forms); i++) {
    const HeaderForm *form = &header_forms[i];
    if (form->n_fields == n_fields &&
        (form->type == NONE || type_read(line->tokens[form->type]) != TYPE_UNKNOWN) &&
        (form->empty == NONE || *line->tokens[form->empty] == '\0'))
      return form;
  }
  return NULL;
}

/* Fields before '@'; commas behind it, or none before it, are told. */
static size_t fields_count(LtSurveyParser *parser)
{
  LtSurveyLine *line = &parser->line;
  size_t n = line->n_tokens;
  while (n > 0 && *line->tokens[n - 1] == '\0')
    n--;
  if (n < line->n_tokens)
    lt_survey_form(parser, LT_FORM_TRAILING);
  if (n == 0)
    return 0;
  char *last = line->tokens[n - 1];
  if (strcmp(last, "@") == 0)
    return n - 1;
  size_t n_bytes = strlen(last);
  if (last[n_bytes - 1] != '@')
    return n;
  lt_survey_form(parser, LT_FORM_AT);
  last[n_bytes - 1] = '\0';
  g_strchomp(last);
  return n;
}

static char *fields_join(const LtSurveyLine *line, size_t begin, size_t end)
{
  if (begin >= end)
    return NULL;
  GString *joined = g_string_new(line->tokens[begin]);
  for (size_t i = begin + 1; i < end; i++)
    g_string_append_printf(joined, ",%s", line->tokens[i]);
  return g_string_free(joined, FALSE);
}

static void type_take(LtSurveyParser *parser, LtParcel *parcel, size_t number)
{
  const char *name = parcel->fields[LT_PARCEL_TXSX];
  Type type = type_read(name);
  parcel->is_polygon = type != TYPE_OTHER;
  if (*name == '\0')
    lt_survey_form(parser, LT_FORM_NO_TYPE);
  else if (type != TYPE_POLYGON)
    lt_survey_note(&parser->text->notes,
                   (LtSurveyPlace){LT_SV_KIND, LT_SEVERITY_WARNING, number, parcel->line},
                   type == TYPE_OTHER ? LT_T_SURVEY_NOT_POLYGON : LT_T_SURVEY_TYPE, name);
}

bool lt_survey_parcel_begin(LtSurveyParser *parser, GError **error)
{
  LtSurveyText *text = parser->text;
  if (!lt_survey_parcel_end(parser, error) ||
      !lt_grow(&text->parcels, &parser->cap_parcels, text->n_parcels + 1, sizeof *text->parcels,
               "survey parcels", error))
    return false;
  LtParcel *parcel = &text->parcels[text->n_parcels++];
  *parcel = (LtParcel){.line = parser->line_number,
                       .first_ring = text->n_rings,
                       .end_ring = text->n_rings,
                       .is_polygon = true,
                       .min_decimals = UINT_MAX};
  for (size_t i = 0; i < LT_N_PARCEL_FIELDS; i++)
    parcel->fields[i] = g_strdup("");
  return true;
}

bool lt_survey_header_take(LtSurveyParser *parser, GError **error)
{
  LtSurveyText *text = parser->text;
  if (!lt_survey_parcel_begin(parser, error))
    return false;
  if (parser->section != LT_SECTION_PARCELS)
    lt_survey_form(parser, LT_FORM_NO_SECTION);
  parser->section = LT_SECTION_PARCELS;

  size_t n = fields_count(parser), number = text->n_parcels - 1;
  LtParcel *parcel = &text->parcels[number];
  const HeaderForm *form = form_find(&parser->line, n);
  for (size_t i = 0; i < LT_N_PARCEL_FIELDS; i++) {
    int field = form != NULL ? form->fields[i] : i < n ? (int)i : NONE;
    g_free(parcel->fields[i]);
    parcel->fields[i] = g_strdup(field == NONE ? "" : parser->line.tokens[field]);
  }
  size_t n_known = form != NULL && form->note != LT_FORM_HEADER_13 ? n : LT_N_PARCEL_FIELDS;
  parcel->more = fields_join(&parser->line, n_known, n);
  if (form == NULL)
    lt_survey_note(&text->notes,
                   (LtSurveyPlace){LT_SV_READ, LT_SEVERITY_ERROR, number, parcel->line},
                   LT_T_SURVEY_HEADER_FIELDS, n);
  else if (form->note != NONE)
    lt_survey_form(parser, (LtSurveyForm)form->note);
  if (form != NULL)
    type_take(parser, parcel, number);
  return true;
}
