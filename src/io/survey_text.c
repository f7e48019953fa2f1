#include "io/survey_text.h"

#include "io/encoding.h"
#include "io/number.h"

#include <math.h>
#include <string.h>

/* Points nearer than this are the same (domain §1.2, closing). */
#define SAME_M 1e-4
#define POINT_TOKENS 4

typedef enum { SECTION_NONE, SECTION_HEAD, SECTION_PARCELS, SECTION_OTHER } Section;

typedef struct {
  LtSurveyText *text;
  const char *name;
  size_t line;
  Section section;
  size_t cap_parcels, cap_xy, cap_ring_ends, cap_point_lines;
  bool ring_is_open; /* points of the ring follow */
  size_t ring_begin;
  char *ring_id, *first_name; /* of the ring that is open */
} Parser;

static void parser_clear(Parser *parser)
{
  g_free(parser->ring_id);
  g_free(parser->first_name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parser, parser_clear)

const char *lt_parcel_field_name(LtParcelField field)
{
  static const char *const names[LT_N_PARCEL_FIELDS] = {"JZDS", "DKMJ", "DKBH", "DKMC",
                                                        "TXSX", "TFH",  "DKYT", "DLBM"};
  g_return_val_if_fail(field < LT_N_PARCEL_FIELDS, NULL);
  return names[field];
}

static bool line_fail(const Parser *parser, LtTextId id, const char *what, GError **error)
{
  return lt_fail(error, LT_ERROR_READ, id, parser->name, parser->line, what);
}

/* The punctuation of the format in half width; what stands between it is left as it is. */
static char *line_fold(const char *line, size_t n)
{
  static const struct {
    gunichar wide;
    char narrow;
  } rows[] = {{0xFF0C, ','}, {0xFF1D, '='}, {0xFF20, '@'}, {0x3010, '['}, {0x3011, ']'},
              {0xFF3B, '['}, {0xFF3D, ']'}, {0xFF5B, '{'}, {0xFF5D, '}'}, {0x3000, ' '}};
  GString *folded = g_string_sized_new(n);
  for (const char *at = line; at < line + n; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
      if (rows[i].wide == c)
        c = (gunichar)rows[i].narrow;
    g_string_append_unichar(folded, c);
  }
  char *text = g_string_free(folded, FALSE);
  return g_strstrip(text);
}

static bool section_begin(Parser *parser, char *line, GError **error)
{
  size_t n = strlen(line);
  if (n < 3 || line[n - 1] != ']')
    return line_fail(parser, LT_T_SURVEY_SECTION_OPEN, line, error);
  line[n - 1] = '\0';
  const char *name = g_strstrip(line + 1);
  parser->section = strcmp(name, "属性描述") == 0   ? SECTION_HEAD
                    : strcmp(name, "地块坐标") == 0 ? SECTION_PARCELS
                                                    : SECTION_OTHER;
  return true;
}

static bool head_line(Parser *parser, char *line, GError **error)
{
  char *value = strchr(line, '=');
  if (value == NULL)
    return line_fail(parser, LT_T_SURVEY_LINE_UNKNOWN, line, error);
  *value++ = '\0';
  const struct {
    const char *key;
    char **value;
  } rows[] = {{"坐标系", &parser->text->system},
              {"几度分带", &parser->text->degrees},
              {"分带", &parser->text->degrees},
              {"带号", &parser->text->zone}};
  g_strstrip(line);
  g_strstrip(value);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    if (strcmp(line, rows[i].key) != 0 || *value == '\0')
      continue;
    if (*rows[i].value != NULL && strcmp(*rows[i].value, value) != 0)
      return line_fail(parser, LT_T_SURVEY_HEAD_TWICE, line, error);
    g_free(*rows[i].value);
    *rows[i].value = g_strdup(value);
  }
  return true;
}

static bool point_add(Parser *parser, double x, double y, GError **error)
{
  LtSurveyText *text = parser->text;
  size_t n = text->n_points + 1;
  if (!lt_grow(&text->xy, &parser->cap_xy, n, 2 * sizeof *text->xy, "survey points", error) ||
      !lt_grow(&text->point_lines, &parser->cap_point_lines, n, sizeof *text->point_lines,
               "survey points", error))
    return false;
  text->xy[2 * n - 2] = x;
  text->xy[2 * n - 1] = y;
  text->point_lines[n - 1] = parser->line;
  text->n_points = n;
  return true;
}

static bool ring_is_closed(const LtSurveyText *text, size_t begin)
{
  const double *first = text->xy + 2 * begin, *last = text->xy + 2 * (text->n_points - 1);
  return text->n_points - begin >= 2 && fabs(first[0] - last[0]) <= SAME_M &&
         fabs(first[1] - last[1]) <= SAME_M;
}

/* End the ring that is open, closing it. */
static bool ring_end(Parser *parser, GError **error)
{
  LtSurveyText *text = parser->text;
  if (!parser->ring_is_open)
    return true;
  parser->ring_is_open = false;
  size_t begin = parser->ring_begin;
  const double first[2] = {text->xy[2 * begin], text->xy[2 * begin + 1]};
  bool was_closed = ring_is_closed(text, begin) && text->n_points - begin >= 3;
  if (was_closed)
    memcpy(text->xy + 2 * (text->n_points - 1), first, sizeof first);
  else if (!point_add(parser, first[0], first[1], error))
    return false;
  text->point_lines[text->n_points - 1] = text->point_lines[text->n_points - (was_closed ? 1 : 2)];
  if (text->n_points - begin < 4)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_RING_SHORT, parser->name,
                   text->point_lines[begin], parser->ring_id);
  if (!lt_grow(&text->ring_ends, &parser->cap_ring_ends, text->n_rings + 1,
               sizeof *text->ring_ends, "survey rings", error))
    return false;
  text->ring_ends[text->n_rings++] = text->n_points;
  return true;
}

static bool parcel_end(Parser *parser, GError **error)
{
  LtSurveyText *text = parser->text;
  if (!ring_end(parser, error))
    return false;
  if (text->n_parcels == 0)
    return true;
  LtParcel *parcel = &text->parcels[text->n_parcels - 1];
  parcel->end_ring = text->n_rings;
  if (parcel->first_ring == parcel->end_ring)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_PARCEL_EMPTY, parser->name, parcel->line);
  return true;
}

static bool parcel_begin(Parser *parser, char **tokens, GError **error)
{
  LtSurveyText *text = parser->text;
  if (!parcel_end(parser, error))
    return false;
  size_t n = g_strv_length(tokens);
  if (n != LT_N_PARCEL_FIELDS + 1 || strcmp(tokens[n - 1], "@") != 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_HEADER_FIELDS, parser->name, parser->line,
                   strcmp(tokens[n - 1], "@") == 0 ? n - 1 : n);
  if (strcmp(tokens[LT_PARCEL_TXSX], "面") != 0)
    return line_fail(parser, LT_T_SURVEY_NOT_POLYGON, tokens[LT_PARCEL_TXSX], error);
  if (!lt_grow(&text->parcels, &parser->cap_parcels, text->n_parcels + 1, sizeof *text->parcels,
               "survey parcels", error))
    return false;
  LtParcel *parcel = &text->parcels[text->n_parcels++];
  *parcel = (LtParcel){.line = parser->line,
                       .first_ring = text->n_rings,
                       .end_ring = text->n_rings};
  for (size_t i = 0; i < LT_N_PARCEL_FIELDS; i++)
    parcel->fields[i] = g_strdup(tokens[i]);
  return true;
}

/* Whether the point goes on with the open ring: same id, and the ring has not come back to its
 * first point. */
static bool ring_goes_on(const Parser *parser, const char *id)
{
  return parser->ring_is_open && strcmp(parser->ring_id, id) == 0 &&
         !ring_is_closed(parser->text, parser->ring_begin);
}

static bool point_line(Parser *parser, char **tokens, const char *line, GError **error)
{
  double x_north, y_east;
  if (g_strv_length(tokens) != POINT_TOKENS)
    return line_fail(parser, LT_T_SURVEY_LINE_UNKNOWN, line, error);
  if (parser->text->n_parcels == 0)
    return line_fail(parser, LT_T_SURVEY_POINT_EARLY, line, error);
  const char *name = tokens[0], *id = tokens[1];
  if (*name == '\0' || *id == '\0' || strspn(id, "0123456789") != strlen(id))
    return line_fail(parser, LT_T_SURVEY_POINT_NAME, line, error);
  if (!lt_number_parse(tokens[2], &x_north) || !lt_number_parse(tokens[3], &y_east))
    return line_fail(parser, LT_T_SURVEY_NO_NUMBER, line, error);

  if (!ring_goes_on(parser, id)) {
    if (!ring_end(parser, error))
      return false;
    parser->ring_is_open = true;
    parser->ring_begin = parser->text->n_points;
    g_free(parser->ring_id);
    g_free(parser->first_name);
    parser->ring_id = g_strdup(id);
    parser->first_name = g_strdup(name);
    return point_add(parser, y_east, x_north, error);
  }
  if (!point_add(parser, y_east, x_north, error))
    return false;
  if (strcmp(name, parser->first_name) == 0 && !ring_is_closed(parser->text, parser->ring_begin))
    return line_fail(parser, LT_T_SURVEY_CLOSING, name, error);
  return true;
}

/* Some writers put the points of a parcel into braces; they say nothing. */
static char *braces_strip(char *line)
{
  while (*line == '{' || *line == '}')
    line = g_strchug(line + 1);
  for (size_t n = strlen(line); n > 0 && (line[n - 1] == '{' || line[n - 1] == '}');
       n = strlen(line)) {
    line[n - 1] = '\0';
    g_strchomp(line);
  }
  return line;
}

static bool parcel_line(Parser *parser, char *line, GError **error)
{
  line = braces_strip(line);
  if (*line == '\0')
    return true;
  g_auto(GStrv) tokens = g_strsplit(line, ",", -1);
  for (size_t i = 0; tokens[i] != NULL; i++)
    g_strstrip(tokens[i]);
  if (strchr(line, '@') != NULL)
    return parcel_begin(parser, tokens, error);
  return point_line(parser, tokens, line, error);
}

static bool line_parse(Parser *parser, const char *bytes, size_t n, GError **error)
{
  g_autofree char *line = line_fold(bytes, n);
  if (*line == '\0')
    return true;
  if (*line == '[')
    return section_begin(parser, line, error);
  switch (parser->section) {
  case SECTION_HEAD:
    return head_line(parser, line, error);
  case SECTION_PARCELS:
    return parcel_line(parser, line, error);
  case SECTION_OTHER:
    return true;
  case SECTION_NONE:
    break;
  }
  return line_fail(parser, LT_T_SURVEY_NO_SECTION, line, error);
}

static bool lines_parse(Parser *parser, const char *bytes, GError **error)
{
  for (const char *at = bytes; *at != '\0';) {
    size_t n = strcspn(at, "\r\n");
    parser->line++;
    if (!line_parse(parser, at, n, error))
      return false;
    at += n;
    if (*at != '\0')
      at += at[0] == '\r' && at[1] == '\n' ? 2 : 1;
  }
  if (!parcel_end(parser, error))
    return false;
  if (parser->text->n_parcels == 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_NO_PARCELS, parser->name);
  return true;
}

LtSurveyText *lt_survey_text_parse(const char *bytes, size_t n, const char *name,
                                   const char *encoding, GError **error)
{
  g_return_val_if_fail((bytes != NULL || n == 0) && name != NULL, NULL);
  g_autoptr(LtSurveyText) text = g_new0(LtSurveyText, 1);
  g_autofree char *decoded = lt_decode(bytes, n, encoding, true, name, &text->encoding, error);
  if (decoded == NULL)
    return NULL;
  g_auto(Parser) parser = {.text = text, .name = name};
  return lines_parse(&parser, decoded, error) ? g_steal_pointer(&text) : NULL;
}

void lt_survey_text_free(LtSurveyText *text)
{
  if (text == NULL)
    return;
  for (size_t i = 0; i < text->n_parcels; i++)
    for (size_t field = 0; field < LT_N_PARCEL_FIELDS; field++)
      g_free(text->parcels[i].fields[field]);
  g_free(text->parcels);
  g_free(text->system);
  g_free(text->degrees);
  g_free(text->zone);
  g_free(text->xy);
  g_free(text->ring_ends);
  g_free(text->point_lines);
  g_free(text);
}
