#include "io/near_names.h"

#include <glib.h>

/* Longer names are compared by their beginning. */
#define NAME_CHARS 64
#define N_NEAR 3
#define N_LISTED 8

static size_t name_chars(const char *name, gunichar *chars)
{
  size_t n = 0;
  g_autofree char *valid = g_utf8_make_valid(name, -1);
  for (const char *at = valid; *at != '\0' && n < NAME_CHARS; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    chars[n++] = c < 128 ? (gunichar)g_ascii_tolower((char)c) : c;
  }
  return n;
}

/* Levenshtein's distance, one line of the matrix at a time. */
static size_t name_distance(const char *a, const char *b)
{
  gunichar chars_a[NAME_CHARS], chars_b[NAME_CHARS];
  size_t n_a = name_chars(a, chars_a), n_b = name_chars(b, chars_b);
  size_t line[NAME_CHARS + 1];
  for (size_t j = 0; j <= n_b; j++)
    line[j] = j;
  for (size_t i = 1; i <= n_a; i++) {
    size_t diagonal = line[0];
    line[0] = i;
    for (size_t j = 1; j <= n_b; j++) {
      size_t swap = diagonal + (chars_a[i - 1] != chars_b[j - 1]);
      diagonal = line[j];
      line[j] = MIN(swap, MIN(line[j], line[j - 1]) + 1);
    }
  }
  return line[n_b];
}

char *lt_near_names(const char *name, const char *const *names, size_t n_names)
{
  size_t limit = (size_t)g_utf8_strlen(name, -1) / 3 + 1;
  GString *near = g_string_new(NULL);
  size_t n_near = 0;
  for (size_t distance = 0; distance <= limit && n_near < N_NEAR; distance++) {
    for (size_t i = 0; i < n_names && n_near < N_NEAR; i++) {
      if (name_distance(name, names[i]) == distance)
        g_string_append_printf(near, "%s%s", n_near++ == 0 ? "" : ", ", names[i]);
    }
  }
  for (size_t i = 0; n_near == 0 && i < MIN(n_names, N_LISTED); i++)
    g_string_append_printf(near, "%s%s", i == 0 ? "" : ", ", names[i]);
  return g_string_free(near, FALSE);
}
