#include "base/csv_cell.h"

#include <glib.h>

char *lt_csv_cell_take(const char **at)
{
  const char *p = *at;
  bool is_quoted = *p == '"', is_closed = !is_quoted;
  g_autoptr(GString) cell = g_string_new(NULL);
  for (p += is_quoted; is_quoted ? *p != '\0' : *p != ',' && !lt_csv_ends_line(*p); p++) {
    if (is_quoted && *p == '"' && *++p != '"') {
      is_closed = true;
      break;
    }
    g_string_append_c(cell, *p);
  }
  if (!is_closed || (*p != ',' && !lt_csv_ends_line(*p)))
    return NULL;
  *at = p;
  return g_string_free(g_steal_pointer(&cell), FALSE);
}
