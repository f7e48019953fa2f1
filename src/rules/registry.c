#include "rules/kind.h"

#include <string.h>

static const LtKind *const kinds[] = {
    &lt_kind_area,
    &lt_kind_boundary,
    &lt_kind_contains_point,
    &lt_kind_coverage,
    &lt_kind_covers,
    &lt_kind_covers_each_other,
    &lt_kind_crs,
    &lt_kind_distance,
    &lt_kind_inside,
    &lt_kind_land,
    &lt_kind_larger_than,
    &lt_kind_matrix,
    &lt_kind_overlap,
    &lt_kind_schema,
    &lt_kind_sharp_angle,
    &lt_kind_short_edge,
    &lt_kind_side,
    &lt_kind_sliver,
    &lt_kind_totals,
    &lt_kind_unique,
    &lt_kind_valid,
};

const LtKind *lt_kind_find(const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (strcmp(kinds[i]->name, name) == 0)
      return kinds[i];
  return NULL;
}

char *lt_kind_names(void)
{
  GString *names = g_string_new(NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
    g_string_append_printf(names, "%s%s", i == 0 ? "" : ", ", kinds[i]->name);
  return g_string_free(names, FALSE);
}
