#include "io/sheet.h"

#include "io/number.h"

#include <stdbool.h>
#include <string.h>

/* A title, its subtitle, who made the table and when: the header is behind them. */
#define MAX_TITLE_ROWS 20

static bool is_space(gunichar sign)
{
  return g_unichar_isspace(sign) || sign == 0xfeff || sign == 0x3000;
}

/* The text of a cell without blanks around it. Within, a blank stays one between words; none has
 * to be where Chinese text was broken into lines. */
static char *cell_text(OGRFeatureH row, int cell)
{
  if (!OGR_F_IsFieldSetAndNotNull(row, cell))
    return g_strdup("");
  g_autofree char *valid = g_utf8_make_valid(OGR_F_GetFieldAsString(row, cell), -1);
  GString *text = g_string_new(NULL);
  gunichar last = 0;
  bool was_space = false;
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar sign = g_utf8_get_char(at);
    if (is_space(sign)) {
      was_space = true;
      continue;
    }
    if (was_space && last != 0 && last < 0x80 && sign < 0x80)
      g_string_append_c(text, ' ');
    g_string_append_unichar(text, sign);
    last = sign;
    was_space = false;
  }
  return g_string_free(text, FALSE);
}

bool lt_sheet_row_is_blank(OGRFeatureH row)
{
  for (int i = 0; i < OGR_F_GetFieldCount(row); i++) {
    g_autofree char *text = cell_text(row, i);
    if (*text != '\0')
      return false;
  }
  return true;
}

/* What a row has in its cells. */
typedef struct {
  size_t n, n_numbers; /* that have something in them; of these, numbers */
  size_t n_different;
  bool has_sentence;
} Survey;

/* What explains a table, in one cell or in many: names of columns are no sentences. */
static bool is_sentence(const char *text)
{
  static const char *const begins[] = {"注：", "注:", "说明：", "说明:", "填表说明", "填报说明"};
  for (size_t i = 0; i < G_N_ELEMENTS(begins); i++)
    if (g_str_has_prefix(text, begins[i]))
      return true;
  return strstr(text, "。") != NULL;
}

static Survey row_survey(OGRFeatureH row)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  Survey survey = {0};
  for (int i = 0; i < OGR_F_GetFieldCount(row); i++) {
    char *text = cell_text(row, i);
    double number;
    if (*text == '\0') {
      g_free(text);
      continue;
    }
    survey.n++;
    survey.n_numbers += lt_number_parse(text, &number);
    survey.has_sentence = survey.has_sentence || is_sentence(text);
    survey.n_different += g_hash_table_add(seen, text);
  }
  return survey;
}

/* A title that was merged over the columns may have been written into each of them; or a note. */
static bool is_title(const Survey *survey)
{
  return survey->has_sentence || (survey->n > 1 && survey->n_different == 1);
}

/* Years may be names of columns, as other numbers may, but not of most. */
static bool is_header(const Survey *survey)
{
  return 2 * survey->n_numbers < survey->n;
}

/* The name of a column, with a number where one before it has the same, whichever case. */
static char *name_make(GHashTable *taken, const char *text)
{
  char *name = g_strdup(text);
  for (int again = 2; !g_hash_table_add(taken, g_ascii_strdown(name, -1)); again++) {
    g_free(name);
    name = g_strdup_printf("%s_%d", text, again);
  }
  return name;
}

static char **header_names(OGRFeatureH row)
{
  g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  int n = OGR_F_GetFieldCount(row);
  char **names = g_new0(char *, (gsize)n + 1);
  for (int i = 0; i < n; i++) {
    g_autofree char *text = cell_text(row, i);
    g_autofree char *number = g_strdup_printf("column_%d", i + 1);
    names[i] = name_make(taken, *text != '\0' ? text : number);
  }
  return names;
}

/* The first row of @p n with something in more than half as many cells as the fullest has. */
static size_t full_row_find(const Survey *rows, size_t n)
{
  size_t widest = 0, row = 0;
  for (size_t i = 0; i < n; i++)
    if (!is_title(&rows[i]))
      widest = MAX(widest, rows[i].n);
  while (row < n && (2 * rows[row].n <= widest || is_title(&rows[row])))
    row++;
  return row;
}

/* Whether rows below one, up to another, are those of a table whose header it is: two of them as
 * full, with numbers. */
static bool is_above_data(const Survey *rows, size_t row, size_t end)
{
  size_t n_data = 0;
  if (row >= end || rows[row].n < 3 || rows[row].n_numbers > 0)
    return false;
  for (size_t i = row + 1; i < end; i++)
    n_data += rows[i].n_numbers > 0 && 2 * rows[i].n > rows[row].n;
  return n_data >= 2;
}

/* The header, unless it is a note below a narrower table that begins further up; n: there is
 * none. */
static size_t header_row_find(const Survey *rows, size_t n)
{
  size_t header = full_row_find(rows, n);
  for (;;) {
    size_t above = full_row_find(rows, header);
    if (!is_above_data(rows, above, header))
      return header;
    header = above;
  }
}

char **lt_sheet_header_find(OGRLayerH layer, size_t *n_rows)
{
  Survey surveys[MAX_TITLE_ROWS];
  size_t n = 0;
  OGRFeatureH row;
  OGR_L_ResetReading(layer);
  for (; n < MAX_TITLE_ROWS && (row = OGR_L_GetNextFeature(layer)) != NULL; n++) {
    surveys[n] = row_survey(row);
    OGR_F_Destroy(row);
  }
  OGR_L_ResetReading(layer);
  size_t header = header_row_find(surveys, n);
  /* were another row looked for below, this one and those between would be lost in silence */
  if (header == n || !is_header(&surveys[header]))
    return NULL;
  char **names = NULL;
  for (size_t i = 0; i <= header && (row = OGR_L_GetNextFeature(layer)) != NULL; i++) {
    if (i == header)
      names = header_names(row);
    OGR_F_Destroy(row);
  }
  *n_rows = header + 1;
  OGR_L_ResetReading(layer);
  return names;
}
