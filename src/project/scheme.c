/* Class schemes: src/share/classes/NAME.csv, columns code, name_zh, name_en, group; a code '*' says
 * that there are others. */
#include "project/csv.h"
#include "project/parts.h"

#include <string.h>

static bool classes_read(LtScheme *scheme, const LtCsv *csv, LtNode node, GError **error)
{
  size_t code = lt_csv_column(csv, "code"), group = lt_csv_column(csv, "group");
  size_t name_zh = lt_csv_column(csv, "name_zh"), name_en = lt_csv_column(csv, "name_en");
  scheme->classes = g_new0(LtClass, lt_csv_count(csv) + 1);
  for (size_t i = 0; i < lt_csv_count(csv); i++) {
    if (*lt_csv_cell(csv, i, code) == '\0')
      return lt_node_fail(error, node, LT_T_SCHEME_BROKEN, scheme->name, lt_csv_line(csv, i));
    if (strcmp(lt_csv_cell(csv, i, code), LT_OTHER_CLASSES) == 0) {
      scheme->is_part = true;
      continue;
    }
    const char *group_text = lt_csv_cell(csv, i, group);
    scheme->classes[scheme->n_classes++] =
        (LtClass){.code = g_strdup(lt_csv_cell(csv, i, code)),
                  .name_zh = g_strdup(lt_csv_cell(csv, i, name_zh)),
                  .name_en = g_strdup(lt_csv_cell(csv, i, name_en)),
                  .group = *group_text == '\0' ? NULL : g_strdup(group_text)};
  }
  return true;
}

const LtScheme *lt_scheme_load(LtProject *project, const char *name, LtNode node, GError **error)
{
  for (size_t i = 0; i < project->n_schemes; i++)
    if (strcmp(project->schemes[i]->name, name) == 0)
      return project->schemes[i];

  g_autofree char *path = lt_share_find_named("classes", name, ".csv");
  if (path == NULL) {
    g_autofree char *names = lt_share_names("classes", ".csv");
    lt_node_fail(error, node, LT_T_PROJECT_NO_SCHEME, name, names);
    return NULL;
  }
  GError *failure = NULL;
  g_autoptr(LtCsv) csv = lt_csv_load(path, name, &failure);
  if (csv == NULL) {
    lt_node_fail_with(error, node, failure);
    return NULL;
  }
  LtScheme *scheme = g_new0(LtScheme, 1);
  scheme->name = g_strdup(name);
  project->schemes = g_renew(LtScheme *, project->schemes, project->n_schemes + 1);
  project->schemes[project->n_schemes++] = scheme;
  return classes_read(scheme, csv, node, error) ? scheme : NULL;
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
