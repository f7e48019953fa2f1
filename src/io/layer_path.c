#include "io/layer_path.h"

#include "io/database.h"

#include <glib.h>
#include <string.h>

/* The file's name may have colons, too, so the longest file there is goes first. */
bool lt_layer_path_split(const char *named, char **file, char **layer)
{
  *layer = NULL;
  bool is_whole = lt_path_is_database(named) || g_file_test(named, G_FILE_TEST_EXISTS);
  for (size_t at = is_whole ? 0 : strlen(named); at > 0;) {
    while (at > 0 && named[--at] != ':')
      continue;
    g_autofree char *head = g_strndup(named, at);
    if (at == 0 || !g_file_test(head, G_FILE_TEST_EXISTS))
      continue;
    *file = g_steal_pointer(&head);
    *layer = g_strdup(named + at + 1);
    return true;
  }
  *file = g_strdup(named);
  return false;
}
