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

/* How many cells have something in them; *is_header: all of it could be names. */
static size_t row_survey(OGRFeatureH row, bool *is_header)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  size_t n = 0;
  *is_header = true;
  for (int i = 0; i < OGR_F_GetFieldCount(row); i++) {
    char *text = cell_text(row, i);
    double number;
    if (*text == '\0') {
      g_free(text);
      continue;
    }
    n++;
    *is_header &= !lt_number_parse(text, &number);
    *is_header &= g_hash_table_add(seen, text);
  }
  return n;
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

char **lt_sheet_header_find(OGRLayerH layer, size_t *n_rows)
{
  size_t counts[MAX_TITLE_ROWS], n = 0, widest = 0;
  bool are_headers[MAX_TITLE_ROWS];
  OGRFeatureH row;
  OGR_L_ResetReading(layer);
  for (; n < MAX_TITLE_ROWS && (row = OGR_L_GetNextFeature(layer)) != NULL; n++) {
    counts[n] = row_survey(row, &are_headers[n]);
    widest = MAX(widest, counts[n]);
    OGR_F_Destroy(row);
  }
  char **names = NULL;
  OGR_L_ResetReading(layer);
  for (size_t i = 0; i < n && names == NULL; i++) {
    row = OGR_L_GetNextFeature(layer);
    if (row == NULL)
      break;
    if (are_headers[i] && 2 * counts[i] > widest) {
      names = header_names(row);
      *n_rows = i + 1;
    }
    OGR_F_Destroy(row);
  }
  OGR_L_ResetReading(layer);
  return names;
}
