#include "io/number.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Longer texts are no coordinates. */
#define NUMBER_BYTES 64

/* ASCII for a character and its full-width twin (U+FF01 to U+FF5E), 0 for what numbers never
 * hold. */
static char number_char(gunichar c)
{
  if (c >= 0xFF01 && c <= 0xFF5E)
    c -= 0xFEE0;
  return c < 128 && strchr("0123456789+-.eE", (int)c) != NULL ? (char)c : 0;
}

static bool is_blank(gunichar c)
{
  return g_unichar_isspace(c) || c == 0xFEFF;
}

bool lt_number_parse(const char *text, double *number)
{
  char folded[NUMBER_BYTES];
  size_t n = 0;
  const char *at = text;
  if (!g_utf8_validate(text, -1, NULL))
    return false;
  while (*at != '\0' && is_blank(g_utf8_get_char(at)))
    at = g_utf8_next_char(at);
  for (; *at != '\0' && !is_blank(g_utf8_get_char(at)); at = g_utf8_next_char(at)) {
    char c = number_char(g_utf8_get_char(at));
    if (c == 0 || n + 1 == sizeof folded)
      return false;
    folded[n++] = c;
  }
  folded[n] = '\0';
  while (*at != '\0' && is_blank(g_utf8_get_char(at)))
    at = g_utf8_next_char(at);
  if (*at != '\0' || n == 0)
    return false;

  char *end = NULL;
  double value = g_ascii_strtod(folded, &end);
  if (end != folded + n || !isfinite(value))
    return false;
  *number = value;
  return true;
}
