#include "rules/results.h"

#include <string.h>

/* Dates are YYYY-MM-DD, so their texts sort as they do. Without a date all bases are given. */
static bool is_in_force(const LtBasis *basis, const char *as_of)
{
  if (as_of == NULL)
    return true;
  return (basis->valid_from == NULL || strcmp(basis->valid_from, as_of) <= 0) &&
         (basis->valid_to == NULL || strcmp(as_of, basis->valid_to) <= 0);
}

char *lt_rule_law(const LtProject *project, const LtRule *rule, LtLang lang)
{
  GString *law = g_string_new(NULL);
  for (size_t i = 0; i < rule->n_bases; i++) {
    const LtBasis *basis = &rule->bases[i];
    if (!is_in_force(basis, project->as_of))
      continue;
    if (law->len > 0)
      g_string_append(law, lt_text(lang, LT_T_LAW_SEPARATOR));
    g_string_append(law, basis->text.in[lang]);
    if (!basis->is_confirmed)
      g_string_append(law, lt_text(lang, LT_T_LAW_UNCONFIRMED));
  }
  return g_string_free(law, FALSE);
}
