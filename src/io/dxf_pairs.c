#include "io/dxf_pairs.h"

#include "io/number.h"

#include <glib.h>
#include <string.h>

/* Longer values of numbers and codes are none. */
#define NUMBER_BYTES 48
/* Texts in drawings that are longer are cut. */
#define TEXT_BYTES 4096

static bool line_next(LtDxfPairs *pairs, const char **begin, size_t *n)
{
  if (pairs->at >= pairs->end)
    return false;
  const char *at = pairs->at;
  while (at < pairs->end && *at != '\n' && *at != '\r')
    at++;
  *begin = pairs->at;
  *n = (size_t)(at - pairs->at);
  pairs->at = at + (at < pairs->end);
  if (at < pairs->end && *at == '\r' && pairs->at < pairs->end && *pairs->at == '\n')
    pairs->at++;
  pairs->line++;
  for (; *n > 0 && g_ascii_isspace(**begin); --*n)
    ++*begin;
  while (*n > 0 && g_ascii_isspace((*begin)[*n - 1]))
    --*n;
  return true;
}

bool lt_dxf_pair_next(LtDxfPairs *pairs)
{
  const char *code;
  size_t n;
  if (!line_next(pairs, &code, &n))
    return false;
  size_t n_sign = n > 0 && *code == '-';
  pairs->is_broken = n == n_sign || n > 6;
  pairs->code = 0;
  for (size_t i = n_sign; i < n && !pairs->is_broken; i++) {
    pairs->is_broken = !g_ascii_isdigit(code[i]);
    pairs->code = 10 * pairs->code + (code[i] - '0');
  }
  if (pairs->is_broken)
    return false;
  pairs->code = n_sign > 0 ? -pairs->code : pairs->code;
  return line_next(pairs, &pairs->value, &pairs->n);
}

bool lt_dxf_value_is(const LtDxfPairs *pairs, const char *text)
{
  return strlen(text) == pairs->n && memcmp(text, pairs->value, pairs->n) == 0;
}

bool lt_dxf_value_number(const LtDxfPairs *pairs, double *number)
{
  char text[NUMBER_BYTES];
  if (pairs->n >= sizeof text)
    return false;
  memcpy(text, pairs->value, pairs->n);
  text[pairs->n] = '\0';
  return lt_number_parse(text, number);
}

/* \U+4E00; NULL when none is there. */
static const char *character_read(const char *at, GString *out)
{
  if (g_ascii_strncasecmp(at, "\\U+", 3) != 0)
    return NULL;
  gunichar c = 0;
  for (int i = 3; i < 7; i++) {
    int digit = g_ascii_xdigit_value(at[i]);
    if (digit < 0)
      return NULL;
    c = c * 16 + (gunichar)digit;
  }
  if (!g_unichar_validate(c) || c == 0)
    return NULL;
  g_string_append_unichar(out, c);
  return at + 7;
}

/* A format of MTEXT: \P is a new line, \f…; and the like end with a semicolon. */
static const char *format_skip(const char *at, GString *out)
{
  if (at[1] == 'P' || at[1] == '~') {
    g_string_append_c(out, ' ');
    return at + 2;
  }
  if (at[1] != '\0' && strchr("ACFHQTWfpS", at[1]) != NULL) {
    const char *end = strchr(at, ';');
    return end == NULL ? at + 2 : end + 1;
  }
  if (at[1] == '\\' || at[1] == '{' || at[1] == '}')
    g_string_append_c(out, at[1]);
  return at + 1 + (at[1] != '\0' && (unsigned char)at[1] < 0x80);
}

char *lt_dxf_value_text(const LtDxfPairs *pairs)
{
  g_autofree char *text = g_strndup(pairs->value, MIN(pairs->n, TEXT_BYTES));
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  GString *out = g_string_new(NULL);
  for (const char *at = valid; *at != '\0';) {
    const char *next = *at == '\\' ? character_read(at, out) : NULL;
    if (next == NULL && *at == '\\')
      next = format_skip(at, out);
    if (next == NULL) {
      if (*at != '{' && *at != '}')
        g_string_append_c(out, *at);
      next = at + 1;
    }
    at = next;
  }
  g_strstrip(out->str);
  return g_string_free(out, FALSE);
}
