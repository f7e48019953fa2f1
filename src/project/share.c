#include "project/parts.h"

#include <string.h>

/* Where data that ships is looked for, the first that has it wins. */
char *lt_share_find(const char *name)
{
  const char *folders[] = {g_getenv("LANTU_DATA"), LT_DATA_DIR, LT_SOURCE_DATA_DIR};
  for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
    if (folders[i] == NULL || folders[i][0] == '\0')
      continue;
    g_autofree char *path = g_build_filename(folders[i], name, NULL);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
      return g_steal_pointer(&path);
  }
  return NULL;
}

char *lt_share_find_named(const char *folder, const char *name, const char *suffix)
{
  if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != strlen(name))
    return NULL;
  g_autofree char *file = g_strconcat(folder, "/", name, suffix, NULL);
  return lt_share_find(file);
}

/* Beside the packs where they are installed; in a source tree at its root. */
char *lt_share_find_sample(void)
{
  g_autofree char *installed = lt_share_find("sample-data");
  if (installed != NULL)
    return g_steal_pointer(&installed);
  g_autofree char *in_tree = g_build_filename(LT_SOURCE_DATA_DIR, "..", "..", "sample-data", NULL);
  return g_file_test(in_tree, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&in_tree) : NULL;
}

static int compare_names(const void *p1, const void *p2)
{
  return strcmp(*(char *const *)p1, *(char *const *)p2);
}

char *lt_share_names(const char *folder, const char *suffix)
{
  g_autofree char *path = lt_share_find(folder);
  g_autoptr(GDir) dir = path == NULL ? NULL : g_dir_open(path, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
    if (g_str_has_suffix(name, suffix))
      g_ptr_array_add(names, g_strndup(name, strlen(name) - strlen(suffix)));
  g_ptr_array_sort(names, compare_names);
  g_ptr_array_add(names, NULL);
  return g_strjoinv(", ", (char **)names->pdata);
}
