#include "geom/overlay_table.h"

#include <stdlib.h>

/* A pair, or a feature on its own, that was seen in some cover. */
typedef struct {
  uint32_t a, b;
} Seen;

#define ALONE UINT32_MAX

typedef struct {
  const LtOverlayInput *input;
  LtOverlay *overlay;
  size_t n_a, n_columns, n_rows;
  Seen *seen;
  size_t n_seen, cap_seen;
} Table;

static void areas_add(LtAreas *sum, const LtAreas *areas)
{
  sum->planar_m2 += areas->planar_m2;
  sum->ellipsoid_m2 += areas->ellipsoid_m2;
}

static LtOverlayCell *cell_of(const Table *table, Seen seen)
{
  const LtOverlayInput *input = table->input;
  size_t row = seen.a == ALONE ? table->n_rows - 1
               : input->classes_a == NULL ? 0
                                          : input->classes_a[seen.a];
  size_t column = seen.b == ALONE ? table->n_columns - 1
                  : input->classes_b == NULL ? 0
                                             : input->classes_b[seen.b];
  return &table->overlay->cells[row * table->n_columns + column];
}

static bool seen_add(Table *table, Seen seen, const LtAreas *areas, GError **error)
{
  if (!lt_grow(&table->seen, &table->cap_seen, table->n_seen + 1, sizeof *table->seen, "pairs",
               error))
    return false;
  areas_add(&cell_of(table, seen)->areas, areas);
  if (areas->planar_m2 > 0)
    table->seen[table->n_seen++] = seen;
  return true;
}

/* Each pair of a cover, or its features when those of the other layer are missing. */
static bool cover_add(Table *table, const LtCovered *covered, GError **error)
{
  LtOverlay *overlay = table->overlay;
  size_t n_of_a = 0;
  while (n_of_a < covered->n_members && covered->members[n_of_a] < table->n_a)
    n_of_a++;
  size_t n_of_b = covered->n_members - n_of_a;
  if (n_of_a > 0 && n_of_b > 0)
    areas_add(&overlay->both, &covered->areas);
  if (n_of_a > 1)
    areas_add(&overlay->repeated_a, &covered->areas);
  if (n_of_b > 1)
    areas_add(&overlay->repeated_b, &covered->areas);

  for (size_t i = 0; i < MAX(n_of_a, 1); i++)
    for (size_t j = 0; j < MAX(n_of_b, 1); j++) {
      Seen seen = {n_of_a == 0 ? ALONE : covered->members[i],
                   n_of_b == 0 ? ALONE : covered->members[n_of_a + j] - (uint32_t)table->n_a};
      if (!seen_add(table, seen, &covered->areas, error))
        return false;
    }
  return true;
}

static int seen_compare(const void *a, const void *b)
{
  const Seen *x = a, *y = b;
  if (x->a != y->a)
    return x->a < y->a ? -1 : 1;
  return (x->b > y->b) - (x->b < y->b);
}

/* Count each pair once, in however many covers it was seen. */
static void pairs_count(Table *table)
{
  if (table->n_seen > 0)
    qsort(table->seen, table->n_seen, sizeof *table->seen, seen_compare);
  for (size_t i = 0; i < table->n_seen; i++)
    if (i == 0 || seen_compare(&table->seen[i - 1], &table->seen[i]) != 0)
      cell_of(table, table->seen[i])->n_pairs++;
}

/* Inside one layer: only what is covered more than once. */
static void self_fill(const LtArrangement *arrangement, LtOverlay *overlay)
{
  for (size_t i = 0; i < arrangement->n_covered; i++)
    if (arrangement->covered[i].n_members > 1)
      areas_add(&overlay->repeated_a, &arrangement->covered[i].areas);
  overlay->both = overlay->repeated_b = overlay->repeated_a;
}

bool lt_overlay_table_fill(const LtOverlayInput *input, const LtArrangement *arrangement,
                           LtOverlay *overlay, GError **error)
{
  if (input->a == input->b && input->use_a == input->use_b) {
    self_fill(arrangement, overlay);
    return true;
  }
  Table table = {.input = input,
                 .overlay = overlay,
                 .n_a = input->a->n_features,
                 .n_rows = MAX(input->n_classes_a, 1) + 1,
                 .n_columns = MAX(input->n_classes_b, 1) + 1};
  overlay->cells =
      lt_alloc(table.n_rows * table.n_columns, sizeof *overlay->cells, "class table", error);
  bool ok = overlay->cells != NULL;
  for (size_t i = 0; ok && i < arrangement->n_covered; i++)
    ok = cover_add(&table, &arrangement->covered[i], error);
  if (ok)
    pairs_count(&table);
  g_free(table.seen);
  return ok;
}
