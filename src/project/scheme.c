/* Class schemes: src/share/classes/NAME.csv, code,name_zh,name_en,group without quotes. */
#include "project/parts.h"

#include <string.h>

#define MAX_BYTES (4 * 1024 * 1024)

static bool parse_line(LtClass *class, const char *line)
{
  g_auto(GStrv) cells = g_strsplit(line, ",", -1);
  if (g_strv_length(cells) != 4 || cells[0][0] == '\0' || strchr(line, '"') != NULL)
    return false;
  *class = (LtClass){.code = g_strdup(cells[0]),
                     .name_zh = g_strdup(cells[1]),
                     .name_en = g_strdup(cells[2]),
                     .group = cells[3][0] == '\0' ? NULL : g_strdup(cells[3])};
  return true;
}

static bool parse(LtScheme *scheme, const char *text, LtNode node, GError **error)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  size_t n = g_strv_length(lines);
  scheme->classes = g_new0(LtClass, n);
  for (size_t i = 1; i < n; i++) {
    if (lines[i][0] == '\0')
      continue;
    if (!parse_line(&scheme->classes[scheme->n_classes], lines[i]))
      return lt_node_fail(error, node, LT_T_SCHEME_BROKEN, scheme->name, i + 1);
    scheme->n_classes++;
  }
  return true;
}

static bool is_plain(const char *name)
{
  return name[0] != '\0' && name[0] != '.' &&
         strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

const LtScheme *lt_scheme_load(LtProject *project, const char *name, LtNode node, GError **error)
{
  for (size_t i = 0; i < project->n_schemes; i++)
    if (strcmp(project->schemes[i]->name, name) == 0)
      return project->schemes[i];

  g_autofree char *file = g_strconcat("classes/", name, ".csv", NULL);
  g_autofree char *path = is_plain(name) ? lt_share_find(file) : NULL;
  g_autofree char *text = NULL;
  gsize n = 0;
  if (path == NULL || !g_file_get_contents(path, &text, &n, NULL) || n > MAX_BYTES) {
    g_autofree char *names = lt_share_names("classes", ".csv");
    lt_node_fail(error, node, LT_T_PROJECT_NO_SCHEME, name, names);
    return NULL;
  }
  LtScheme *scheme = g_new0(LtScheme, 1);
  scheme->name = g_strdup(name);
  project->schemes = g_renew(LtScheme *, project->schemes, project->n_schemes + 1);
  project->schemes[project->n_schemes++] = scheme;
  return parse(scheme, text, node, error) ? scheme : NULL;
}

void lt_scheme_clear(LtScheme *scheme)
{
  for (size_t i = 0; i < scheme->n_classes; i++) {
    LtClass *class = &scheme->classes[i];
    g_free(class->code);
    g_free(class->name_zh);
    g_free(class->name_en);
    g_free(class->group);
  }
  g_free(scheme->classes);
  g_free(scheme->name);
}
