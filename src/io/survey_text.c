/* Lines, sections and head of a survey text; parcels and points: survey_header.c,
 * survey_points.c. */
#include "io/survey_text.h"

#include "io/encoding.h"
#include "io/survey_parser.h"

#include <string.h>

/* A longer line is none of a survey: it is passed over unread. */
#define LINE_BYTES_MAX ((size_t)1 << 16)
/* So many lines before any section that mean nothing: the rest is not looked at. */
#define UNKNOWN_MAX 100
#define LOOK_EVERY_LINES 1024
/* Decoded bytes and what they are gathered in take so many bytes for each of a file. */
#define DECODED_BYTES 3
/* To ask the system is not worth while for less. */
#define LARGE_BYTES ((size_t)1 << 20)

static void parser_clear(LtSurveyParser *parser)
{
  g_string_free(parser->line.text, TRUE);
  g_string_free(parser->first_name, TRUE);
  g_free(parser->section_name);
}

static void key_clear(void *data)
{
  LtSurveyKey *key = data;
  g_free(key->section);
  g_free(key->name);
  g_free(key->value);
}

const char *lt_parcel_field_name(LtParcelField field)
{
  static const char *const names[LT_N_PARCEL_FIELDS] = {"JZDS", "DKMJ", "DKBH", "DKMC",
                                                        "TXSX", "TFH",  "DKYT", "DLBM"};
  g_return_val_if_fail(field < LT_N_PARCEL_FIELDS, NULL);
  return names[field];
}

/* ---- sections and head ---- */

static void section_begin(LtSurveyParser *parser)
{
  char *line = parser->line.text->str;
  size_t n = strlen(line);
  if (n < 3 || line[n - 1] != ']') {
    lt_survey_line_fail(parser, LT_T_SURVEY_SECTION_OPEN, line);
    n += line[n - 1] != ']'; /* go on as if it were closed */
  }
  line[n - 1] = '\0';
  size_t n_name = strlen(line + 1);
  const char *name = g_strstrip(line + 1);
  if (strlen(name) != n_name)
    lt_survey_form(parser, LT_FORM_SECTION);
  parser->section = strcmp(name, "属性描述") == 0   ? LT_SECTION_HEAD
                    : strcmp(name, "地块坐标") == 0 ? LT_SECTION_PARCELS
                                                    : LT_SECTION_OTHER;
  if (parser->section == LT_SECTION_OTHER)
    lt_survey_form(parser, LT_FORM_OTHER_SECTION);
  g_free(parser->section_name);
  parser->section_name = g_strdup(name);
}

/* Where the value of a key of the head goes; NULL: nobody asks for it. */
static char **key_find(LtSurveyText *text, const char *name)
{
  const struct {
    const char *name;
    char **value;
  } rows[] = {{"坐标系", &text->system}, {"几度分带", &text->degrees}, {"分带", &text->degrees},
              {"带号", &text->zone},     {"计量单位", &text->unit},    {"精度", &text->precision},
              {"转换参数", &text->shift}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (strcmp(name, rows[i].name) == 0)
      return rows[i].value;
  return NULL;
}

static bool key_is_known(const char *name)
{
  static const char *const names[] = {"格式版本号", "数据产生单位", "数据产生日期", "投影类型",
                                      NULL};
  return g_strv_contains(names, name);
}

static void key_keep(LtSurveyParser *parser, const char *name, const char *value)
{
  LtSurveyText *text = parser->text;
  if (text->keys->len >= LT_SURVEY_KEYS_MAX)
    return;
  LtSurveyKey key = {.section = g_strdup(parser->section_name == NULL ? "" : parser->section_name),
                     .name = g_strdup(name),
                     .value = g_strdup(value),
                     .line = parser->line_number};
  g_array_append_val(text->keys, key);
}

static void head_line(LtSurveyParser *parser)
{
  char *name = parser->line.text->str, *value = strchr(name, '=');
  if (value == NULL) {
    lt_survey_form(parser, LT_FORM_KEYLESS);
    key_keep(parser, name, "");
    return;
  }
  *value++ = '\0';
  g_strstrip(name);
  g_strstrip(value);
  key_keep(parser, name, value);
  char **known = parser->section == LT_SECTION_OTHER ? NULL : key_find(parser->text, name);
  if (known == NULL) {
    if (parser->section == LT_SECTION_HEAD && !key_is_known(name))
      lt_survey_form(parser, LT_FORM_OTHER_KEY);
    return;
  }
  if (*value == '\0')
    return;
  if (*known != NULL && strcmp(*known, value) != 0)
    lt_survey_note(
        &parser->text->notes,
        (LtSurveyPlace){LT_SV_HEAD, LT_SEVERITY_ERROR, LT_SURVEY_NO_PARCEL, parser->line_number},
        LT_T_SURVEY_HEAD_TWICE, name);
  if (*known == NULL)
    *known = g_strdup(value);
}

/* ---- lines ---- */

static void line_tell(LtSurveyParser *parser)
{
  const LtSurveyLine *line = &parser->line;
  const struct {
    bool is_so;
    LtSurveyForm form;
  } rows[] = {{line->was_wide, LT_FORM_WIDE},
              {line->has_braces, LT_FORM_BRACES},
              {line->has_blanks, LT_FORM_BLANKS},
              {line->has_no_comma, LT_FORM_NO_COMMA}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (rows[i].is_so)
      lt_survey_form(parser, rows[i].form);
}

/* A line of a parcel; some files have no section before the first. */
static bool parcel_line(LtSurveyParser *parser, bool is_header, GError **error)
{
  lt_survey_line_strip_braces(&parser->line);
  if (parser->line.text->len == 0) {
    line_tell(parser);
    return true;
  }
  lt_survey_line_split(&parser->line);
  line_tell(parser);
  return is_header ? lt_survey_header_take(parser, error) : lt_survey_point_take(parser, error);
}

static bool unknown_line(LtSurveyParser *parser, GError **error)
{
  const char *line = parser->line.text->str;
  lt_survey_line_fail(parser, LT_T_SURVEY_NO_SECTION, line);
  if (++parser->n_unknown < UNKNOWN_MAX)
    return true;
  return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_NOTHING, parser->name, parser->line_number);
}

static bool line_take(LtSurveyParser *parser, GError **error)
{
  const char *line = parser->line.text->str;
  bool has_at = strchr(line, '@') != NULL, has_equals = strchr(line, '=') != NULL;
  bool is_head = parser->section == LT_SECTION_HEAD || parser->section == LT_SECTION_OTHER;
  if (*line == '\0')
    return true;
  if (*line == '[') {
    if (parser->line.was_wide)
      lt_survey_form(parser, LT_FORM_WIDE);
    section_begin(parser);
    return true;
  }
  if (has_at && !(is_head && has_equals))
    return parcel_line(parser, true, error);
  if (parser->section == LT_SECTION_PARCELS)
    return parcel_line(parser, false, error);
  if (!is_head && !has_equals)
    return unknown_line(parser, error);
  if (parser->line.was_wide)
    lt_survey_form(parser, LT_FORM_WIDE);
  head_line(parser);
  return true;
}

bool lt_survey_run_check(const LtSurveyParser *parser, size_t n, GError **error)
{
  return parser->run == NULL || n % LOOK_EVERY_LINES != 0 ||
         (lt_run_check(parser->run, error) && lt_run_check_memory(parser->run, error));
}

static bool lines_parse(LtSurveyParser *parser, const char *bytes, size_t n_bytes, GError **error)
{
  const char *end = bytes + n_bytes;
  for (const char *at = bytes; at < end;) {
    const char *stop = at;
    while (stop < end && *stop != '\r' && *stop != '\n')
      stop++;
    parser->line_number++;
    if (!lt_survey_run_check(parser, parser->line_number, error))
      return false;
    if ((size_t)(stop - at) > LINE_BYTES_MAX) {
      g_autofree char *size = g_strdup_printf("%zu", (size_t)(stop - at));
      lt_survey_line_fail(parser, LT_T_SURVEY_LINE_LONG, size);
    } else {
      lt_survey_line_take(&parser->line, at, (size_t)(stop - at));
      if (!line_take(parser, error))
        return false;
    }
    at = stop + (stop < end ? 1 : 0);
    if (stop < end && *stop == '\r' && at < end && *at == '\n')
      at++;
  }
  return true;
}

/* The first error says more than that there is no parcel. */
static bool text_finish(LtSurveyParser *parser, GError **error)
{
  LtSurveyText *text = parser->text;
  lt_survey_degrees_turn(parser);
  lt_survey_forms_tell(parser);
  lt_survey_notes_sort(&text->notes);
  if (text->n_parcels > 0)
    return true;
  const LtSurveyNote *first = lt_survey_notes_first_error(&text->notes);
  if (first == NULL)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_NO_PARCELS, parser->name);
  return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_AT, parser->name, first->line,
                 first->text.in[lt_language()]);
}

LtSurveyText *lt_survey_text_make(LtSurveyKind kind, const char *name, LtSurveyFill fill,
                                  void *data, LtRun *run, GError **error)
{
  g_autoptr(LtSurveyText) text = g_new0(LtSurveyText, 1);
  text->kind = kind;
  text->keys = g_array_new(FALSE, FALSE, sizeof(LtSurveyKey));
  g_array_set_clear_func(text->keys, key_clear);
  lt_survey_notes_init(&text->notes);
  LtSurveyParser parser = {.text = text,
                           .run = run,
                           .name = name,
                           .line = {.text = g_string_new(NULL)},
                           .first_name = g_string_new(NULL)};
  bool is_done = fill(&parser, data, error) && lt_survey_parcel_end(&parser, error) &&
                 text_finish(&parser, error);
  parser_clear(&parser);
  return is_done ? g_steal_pointer(&text) : NULL;
}

static bool lines_fill(LtSurveyParser *parser, void *data, GError **error)
{
  const LtSurveyDecoded *decoded = data;
  parser->text->encoding = decoded->encoding;
  return lines_parse(parser, decoded->text, decoded->n, error);
}

bool lt_survey_decode(const char *bytes, size_t n, const char *name, const char *encoding,
                      LtSurveyDecoded *decoded, LtRun *run, GError **error)
{
  *decoded = (LtSurveyDecoded){.encoding = "UTF-8"};
  if (n > LT_SURVEY_BYTES_MAX)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_TOO_BIG, name, n);
  /* Most files are plain UTF-8, which needs no copy. */
  bool has_bom = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
  size_t begin = has_bom ? 3 : 0;
  if (encoding == NULL && n > 0 && g_utf8_validate_len(bytes + begin, n - begin, NULL)) {
    decoded->text = bytes + begin;
    decoded->n = n - begin;
    return true;
  }
  if (n > LARGE_BYTES && !lt_run_check_room(run, DECODED_BYTES * n, error))
    return false;
  decoded->owned = lt_decode(bytes, n, encoding, true, name, &decoded->encoding, error);
  decoded->text = decoded->owned;
  decoded->n = decoded->owned == NULL ? 0 : strlen(decoded->owned);
  return decoded->owned != NULL;
}

LtSurveyText *lt_survey_text_of(LtSurveyDecoded *decoded, const char *name, LtRun *run,
                                GError **error)
{
  return lt_survey_text_make(LT_SURVEY_TEXT, name, lines_fill, decoded, run, error);
}

LtSurveyText *lt_survey_text_parse(const char *bytes, size_t n, const char *name,
                                   const char *encoding, LtRun *run, GError **error)
{
  g_return_val_if_fail((bytes != NULL || n == 0) && name != NULL, NULL);
  LtSurveyDecoded decoded;
  LtSurveyText *text = lt_survey_decode(bytes, n, name, encoding, &decoded, run, error)
                           ? lt_survey_text_of(&decoded, name, run, error)
                           : NULL;
  g_free(decoded.owned);
  return text;
}

void lt_survey_text_free(LtSurveyText *text)
{
  if (text == NULL)
    return;
  for (size_t i = 0; i < text->n_parcels; i++) {
    for (size_t field = 0; field < LT_N_PARCEL_FIELDS; field++)
      g_free(text->parcels[i].fields[field]);
    g_free(text->parcels[i].more);
  }
  g_free(text->parcels);
  char *heads[] = {text->crs,  text->system,    text->degrees, text->zone,
                   text->unit, text->precision, text->shift};
  for (size_t i = 0; i < G_N_ELEMENTS(heads); i++)
    g_free(heads[i]);
  g_array_unref(text->keys);
  lt_survey_notes_clear(&text->notes);
  g_free(text->xy);
  g_free(text->rings);
  g_free(text->point_lines);
  g_free(text->point_numbers);
  g_clear_pointer(&text->sides, g_array_unref);
  g_free(text);
}
