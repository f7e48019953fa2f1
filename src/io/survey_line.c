#include "io/survey_line.h"

#include <string.h>

/* The punctuation of the format in half width; what stands between it is left as it is. Blanks of
 * every kind become plain ones. */
static gunichar folded(gunichar c, bool *was_wide)
{
  static const struct {
    gunichar wide;
    char narrow;
  } rows[] = {{0xFF0C, ','}, {0xFF1D, '='}, {0xFF20, '@'}, {0x3010, '['}, {0x3011, ']'},
              {0xFF3B, '['}, {0xFF3D, ']'}, {0xFF5B, '{'}, {0xFF5D, '}'}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (rows[i].wide == c) {
      *was_wide = true;
      return (gunichar)rows[i].narrow;
    }
  return c == 0x3000 || c == 0xA0 || c == 0xFEFF || c == '\v' || c == '\f' ? ' ' : c;
}

void lt_survey_line_take(LtSurveyLine *line, const char *bytes, size_t n)
{
  GString *text = line->text;
  *line = (LtSurveyLine){.text = text};
  g_string_truncate(text, 0);
  for (const char *at = bytes; at < bytes + n;) {
    if ((unsigned char)*at < 0x80) {
      g_string_append_c(text, *at++);
      continue;
    }
    g_string_append_unichar(text, folded(g_utf8_get_char(at), &line->was_wide));
    at = g_utf8_next_char(at);
  }
  g_strstrip(text->str);
  text->len = strlen(text->str);
}

void lt_survey_line_strip_braces(LtSurveyLine *line)
{
  size_t begin = 0, end = line->text->len;
  const char *text = line->text->str;
  while (begin < end && strchr("{} \t", text[begin]) != NULL)
    line->has_braces |= text[begin++] != ' ';
  while (end > begin && strchr("{} \t", text[end - 1]) != NULL)
    line->has_braces |= text[--end] != ' ';
  g_string_truncate(line->text, end);
  g_string_erase(line->text, 0, (gssize)begin);
}

static void token_add(LtSurveyLine *line, char *token)
{
  size_t n = strlen(token);
  if (line->n_tokens == LT_SURVEY_TOKENS_MAX) {
    line->is_cut = true;
    return;
  }
  g_strstrip(token);
  line->has_blanks |= strlen(token) != n;
  line->tokens[line->n_tokens++] = token;
}

void lt_survey_line_split(LtSurveyLine *line)
{
  char *at = line->text->str;
  line->n_tokens = 0;
  line->has_no_comma = strchr(at, ',') == NULL;
  if (!line->has_no_comma) {
    for (char *comma; (comma = strchr(at, ',')) != NULL; at = comma + 1) {
      *comma = '\0';
      token_add(line, at);
    }
    token_add(line, at);
    return;
  }
  while (*at != '\0') {
    size_t n = strcspn(at, " \t");
    char *next = at + n + strspn(at + n, " \t");
    at[n] = '\0';
    token_add(line, at);
    at = next;
  }
}
