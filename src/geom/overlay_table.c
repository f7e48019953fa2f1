#include "geom/overlay_table.h"

#include <stdlib.h>

/* A pair, or a feature on its own, that was seen in some cover. */
typedef struct {
  uint32_t a, b;
  LtWide area2; /* what they share in it */
} Seen;

#define ALONE UINT32_MAX

/* One of the two layers, and its features in the cover at hand. */
typedef struct {
  uint32_t first_member, end;
  const uint8_t *use; /* 1 for each feature that counts, or NULL: all */
  uint32_t *features;
  size_t n, cap;
} Side;

typedef struct {
  const LtOverlayInput *input;
  LtOverlay *overlay;
  Side a, b;
  size_t n_columns, n_rows;
  LtFluxSum *cells; /* sums of the cells */
  LtFluxSum both, repeated_a, repeated_b;
  Seen *seen;
  size_t n_seen, cap_seen;
  size_t n_merged; /* so many of them were left when they were last put together */
} Table;

static size_t cell_of(const Table *table, Seen seen)
{
  const LtOverlayInput *input = table->input;
  size_t row = seen.a == ALONE ? table->n_rows - 1
               : input->classes_a == NULL ? 0
                                          : input->classes_a[seen.a];
  size_t column = seen.b == ALONE ? table->n_columns - 1
                  : input->classes_b == NULL ? 0
                                             : input->classes_b[seen.b];
  return row * table->n_columns + column;
}

/* By a, then b; a feature alone comes first. */
static int seen_compare(const void *a, const void *b)
{
  const Seen *x = a, *y = b;
  if (x->a != y->a)
    return x->a < y->a ? -1 : 1;
  uint32_t x_b = x->b + 1, y_b = y->b + 1; /* ALONE becomes 0 */
  return (x_b > y_b) - (x_b < y_b);
}

/* Covers come in order, and so do the pairs where no layer overlaps itself. */
static bool seen_is_sorted(const Table *table)
{
  for (size_t i = 1; i < table->n_seen; i++)
    if (seen_compare(&table->seen[i - 1], &table->seen[i]) > 0)
      return false;
  return true;
}

/* Where a feature of a is in the order; one that is missing comes last. */
static size_t seen_place(const Table *table, const Seen *seen)
{
  return seen->a == ALONE ? table->input->a->n_features : seen->a;
}

/* Counting sort by a, then each run by b. */
static bool seen_sort(Table *table, GError **error)
{
  size_t n = table->n_seen, n_a = table->input->a->n_features + 1, cap = MAX(n, 1);
  g_autofree size_t *ends = lt_alloc(n_a + 1, sizeof *ends, "pairs", error);
  g_autofree Seen *sorted = lt_alloc(cap, sizeof *sorted, "pairs", error);
  if (ends == NULL || sorted == NULL)
    return false;
  for (size_t i = 0; i < n; i++)
    ends[seen_place(table, &table->seen[i]) + 1]++;
  for (size_t a = 0; a < n_a; a++)
    ends[a + 1] += ends[a];
  for (size_t i = 0; i < n; i++)
    sorted[ends[seen_place(table, &table->seen[i])]++] = table->seen[i];
  for (size_t a = 0, begin = 0; a < n_a; begin = ends[a++])
    if (ends[a] - begin > 1)
      qsort(sorted + begin, ends[a] - begin, sizeof *sorted, seen_compare);
  g_free(table->seen);
  table->seen = g_steal_pointer(&sorted);
  table->cap_seen = cap;
  return true;
}

/* Put together what was seen of each pair in however many covers. */
static bool seen_merge(Table *table, GError **error)
{
  size_t n = 0;
  if (!seen_is_sorted(table) && !seen_sort(table, error))
    return false;
  Seen *seen = table->seen;
  for (size_t i = 0; i < table->n_seen; i++) {
    if (n > 0 && seen_compare(&seen[n - 1], &seen[i]) == 0)
      seen[n - 1].area2 += seen[i].area2;
    else
      seen[n++] = seen[i];
  }
  table->n_seen = table->n_merged = n;
  return true;
}

static bool seen_add(Table *table, Seen seen, const LtFluxSum *sum, GError **error)
{
  /* where many features lie on each other a pair is seen again and again */
  if (table->n_seen == table->cap_seen && table->n_seen > 2 * table->n_merged &&
      !seen_merge(table, error))
    return false;
  if (!lt_grow(&table->seen, &table->cap_seen, table->n_seen + 1, sizeof *table->seen, "pairs",
               error))
    return false;
  lt_flux_sum_add(&table->cells[cell_of(table, seen)], sum, 1);
  table->seen[table->n_seen++] = seen;
  return true;
}

/* The sum of a cover that can be added to others. */
static LtFluxSum closed_sum(const LtArrangement *arrangement, const LtCovered *covered,
                            LtOverlay *overlay)
{
  LtFluxSum sum = *covered->sum;
  lt_flux_close(&arrangement->flux, &sum);
  overlay->n_nowhere += sum.is_nowhere;
  return sum;
}

static Side side_of(const LtOverlayPlan *plan, size_t layer, const uint8_t *use)
{
  size_t first = layer == 0 ? 0 : plan->member_ends[layer - 1];
  return (Side){.first_member = (uint32_t)first,
                .end = (uint32_t)plan->member_ends[layer],
                .use = use};
}

static bool side_fill(Side *side, const LtCovered *covered, GError **error)
{
  side->n = 0;
  if (!lt_grow(&side->features, &side->cap, covered->n_members, sizeof *side->features, "covers",
               error))
    return false;
  for (size_t i = 0; i < covered->n_members; i++) {
    uint32_t member = covered->members[i], feature = member - side->first_member;
    if (member >= side->first_member && member < side->end &&
        (side->use == NULL || side->use[feature]))
      side->features[side->n++] = feature;
  }
  return true;
}

/* Each pair of a cover, or its features when those of the other layer are missing. */
static bool cover_add(Table *table, const LtCovered *covered, const LtFluxSum *sum,
                      GError **error)
{
  bool is_same_layer = table->input->a == table->input->b;
  Side *a = &table->a, *b = &table->b;
  if (!side_fill(a, covered, error) || !side_fill(b, covered, error))
    return false;
  if (a->n > 0 && b->n > 0)
    lt_flux_sum_add(&table->both, sum, 1);
  if (a->n > 1)
    lt_flux_sum_add(&table->repeated_a, sum, 1);
  if (b->n > 1)
    lt_flux_sum_add(&table->repeated_b, sum, 1);
  if (a->n + b->n == 0)
    return true;

  for (size_t i = 0; i < MAX(a->n, 1); i++)
    for (size_t j = 0; j < MAX(b->n, 1); j++) {
      Seen seen = {a->n == 0 ? ALONE : a->features[i], b->n == 0 ? ALONE : b->features[j],
                   sum->area2};
      if (is_same_layer && seen.a == seen.b) /* no pair */
        continue;
      if (!seen_add(table, seen, sum, error))
        return false;
    }
  return true;
}

/* Count the pairs that share area, and state the sums. */
static bool table_finish(Table *table, const LtFlux *flux, GError **error)
{
  LtOverlay *overlay = table->overlay;
  if (!seen_merge(table, error))
    return false;
  for (size_t i = 0; i < table->n_seen; i++)
    overlay->cells[cell_of(table, table->seen[i])].n_pairs += table->seen[i].area2 > 0;
  for (size_t i = 0; i < table->n_rows * table->n_columns; i++)
    overlay->cells[i].areas = lt_flux_areas(flux, &table->cells[i]);
  overlay->both = lt_flux_areas(flux, &table->both);
  overlay->repeated_a = lt_flux_areas(flux, &table->repeated_a);
  overlay->repeated_b = lt_flux_areas(flux, &table->repeated_b);
  return true;
}

/* Inside one layer: only what is covered more than once. */
static bool self_fill(const LtOverlayPlan *plan, size_t i, const LtArrangement *arrangement,
                      LtOverlay *overlay, GError **error)
{
  LtFluxSum sum = {0};
  Side side = side_of(plan, plan->layers_a[i], plan->inputs[i].use_a);
  bool ok = true;
  for (size_t k = 0; ok && k < arrangement->n_covered; k++) {
    const LtCovered *covered = &arrangement->covered[k];
    ok = covered->n_members < 2 || side_fill(&side, covered, error);
    if (!ok || covered->n_members < 2 || side.n < 2)
      continue;
    LtFluxSum closed = closed_sum(arrangement, covered, overlay);
    lt_flux_sum_add(&sum, &closed, 1);
  }
  overlay->repeated_a = lt_flux_areas(&arrangement->flux, &sum);
  overlay->both = overlay->repeated_b = overlay->repeated_a;
  g_free(side.features);
  return ok;
}

bool lt_overlay_table_fill(const LtOverlayPlan *plan, size_t i, const LtArrangement *arrangement,
                           LtOverlay *overlay, GError **error)
{
  const LtOverlayInput *input = &plan->inputs[i];
  if (lt_overlay_is_self(input))
    return self_fill(plan, i, arrangement, overlay, error);
  Table table = {.input = input,
                 .overlay = overlay,
                 .a = side_of(plan, plan->layers_a[i], input->use_a),
                 .b = side_of(plan, plan->layers_b[i], input->use_b),
                 .n_rows = MAX(input->n_classes_a, 1) + 1,
                 .n_columns = MAX(input->n_classes_b, 1) + 1};
  size_t n_cells = table.n_rows * table.n_columns;
  overlay->cells = lt_alloc(n_cells, sizeof *overlay->cells, "class table", error);
  table.cells =
      overlay->cells == NULL ? NULL : lt_alloc(n_cells, sizeof *table.cells, "class table", error);
  bool ok = table.cells != NULL;
  for (size_t k = 0; ok && k < arrangement->n_covered; k++) {
    LtFluxSum sum = closed_sum(arrangement, &arrangement->covered[k], overlay);
    ok = cover_add(&table, &arrangement->covered[k], &sum, error);
  }
  ok = ok && table_finish(&table, &arrangement->flux, error);
  g_free(table.cells);
  g_free(table.seen);
  g_free(table.a.features);
  g_free(table.b.features);
  return ok;
}
