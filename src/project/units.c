/* The units that names of columns state, against those of `mu`: "用地面积（公顷）" is not in mu. */
#include "project/parts.h"

#include <string.h>

#define NO_UNIT (-1)

/* What stands in brackets → LtLandUnit; NO_UNIT: a unit that `land_unit` cannot name. */
static const struct {
  const char *text;
  int unit;
} land_texts[] = {
    {"亩", LT_LAND_MU},     {"mu", LT_LAND_MU},       {"公顷", LT_LAND_HA},   {"ha", LT_LAND_HA},
    {"hm2", LT_LAND_HA},    {"hm²", LT_LAND_HA},      {"平方米", LT_LAND_M2}, {"平米", LT_LAND_M2},
    {"㎡", LT_LAND_M2},     {"m2", LT_LAND_M2},       {"m²", LT_LAND_M2},     {"万亩", NO_UNIT},
    {"平方公里", NO_UNIT},  {"平方千米", NO_UNIT},    {"km2", NO_UNIT},       {"km²", NO_UNIT},
    {"万平方米", NO_UNIT},
};
static const char *const money_texts[] = {"元",     "千元",   "万元", "十万元",
                                          "百万元", "千万元", "亿元", NULL};

/* What stands in the last brackets of a name, without "单位：" and blanks; NULL: it ends with
 * none. */
static char *bracket_text(const char *name)
{
  static const char *const pairs[][2] = {{"（", "）"}, {"(", ")"}, {"[", "]"}, {"【", "】"}};
  static const char *const heads[] = {"单位：", "单位:"};
  for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
    const char *begin = g_strrstr(name, pairs[i][0]);
    if (begin == NULL || !g_str_has_suffix(name, pairs[i][1]))
      continue;
    begin += strlen(pairs[i][0]);
    size_t n = strlen(begin) - strlen(pairs[i][1]);
    for (size_t k = 0; k < G_N_ELEMENTS(heads); k++)
      if (n >= strlen(heads[k]) && g_str_has_prefix(begin, heads[k])) {
        begin += strlen(heads[k]);
        n -= strlen(heads[k]);
      }
    g_autofree char *text = g_strndup(begin, n);
    return lt_text_trim(text);
  }
  return NULL;
}

static bool land_differs(const LtProject *project, const char *text)
{
  for (size_t i = 0; i < G_N_ELEMENTS(land_texts); i++)
    if (g_ascii_strcasecmp(text, land_texts[i].text) == 0)
      return land_texts[i].unit != project->mu.land_unit;
  return false;
}

/* `money_unit` is a label: compared where both are known ones. */
static bool money_differs(const LtProject *project, const char *text)
{
  return g_strv_contains(money_texts, text) &&
         g_strv_contains(money_texts, project->mu.money_unit) &&
         strcmp(text, project->mu.money_unit) != 0;
}

bool lt_mu_units_check(const LtProject *project, GError **error)
{
  const LtLayer *firms = lt_project_layer(project, project->mu.firms);
  for (size_t i = 0; i < firms->n_roles; i++) {
    const LtRole *role = &firms->roles[i];
    bool is_land = strcmp(role->role, "land") == 0;
    bool is_money = lt_role_is_number(role->role) && strcmp(role->role, "coal_t") != 0 && !is_land;
    g_autofree char *text = is_land || is_money ? bracket_text(role->column) : NULL;
    if (text == NULL || !(is_land ? land_differs(project, text) : money_differs(project, text)))
      continue;
    const char *key = is_land ? "land_unit" : "money_unit";
    LtNode node = lt_node_at(project->mu.node, key);
    return lt_node_fail(error, node, LT_T_PROJECT_UNIT, role->column, text, key,
                        lt_node_text(node));
  }
  return true;
}
