#include "geom/overlay_table.h"

#include "geom/overlay_groups.h"

/* No feature: what is alone. */
#define ALONE UINT32_MAX

/* What the feature of a at hand shares with one of b, or has alone. */
typedef struct {
  uint32_t b;
  LtFluxSum sum;
} Share;

typedef struct {
  const LtOverlayInput *input;
  LtOverlay *overlay;
  LtOverlaySide b;
  size_t layer_b;
  size_t n_columns, n_rows;
  LtFluxSum *cells; /* sums of the cells */
  LtFluxSum both, repeated_a, repeated_b;
  Share *shares;
  size_t n_shares, cap_shares;
  uint32_t *places; /* of each feature of b, then of none: the number of its share, from 1, or 0 */
} Table;

/* Tables whose rows are of the same features: each cover is looked at once for all of them. */
typedef struct {
  const LtOverlayPlan *plan;
  const LtFlux *flux;
  LtOverlaySide a;
  size_t layer_a;
  Table *tables;
  size_t n_tables;
  size_t *ends; /* of each layer in the members of the cover at hand */
} Tables;

static void tables_clear(Tables *tables)
{
  for (size_t t = 0; t < tables->n_tables; t++) {
    g_free(tables->tables[t].cells);
    g_free(tables->tables[t].shares);
    g_free(tables->tables[t].places);
  }
  g_free(tables->tables);
  g_free(tables->ends);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tables, tables_clear)

static LtOverlaySide side_of(const LtOverlayPlan *plan, size_t layer, const uint8_t *use)
{
  size_t first = lt_overlay_first_member(plan, layer);
  return (LtOverlaySide){.first_member = (uint32_t)first,
                         .n_features = (uint32_t)(plan->member_ends[layer] - first),
                         .use = use};
}

/* The sum of a cover that can be added to others. */
static inline LtFluxSum closed_sum(const LtFlux *flux, const LtCovered *covered)
{
  LtFluxSum sum = *covered->sum;
  lt_flux_close(flux, &sum);
  return sum;
}

/* ---- one cover ---- */

/* The features of a layer in a cover. */
typedef struct {
  const uint32_t *members;
  size_t n;
} Range;

static inline Range range_of(const Tables *tables, const LtCovered *covered, size_t layer)
{
  size_t begin = layer == 0 ? 0 : tables->ends[layer - 1];
  return (Range){covered->members + begin, tables->ends[layer] - begin};
}

/* How many of them count. */
static inline size_t range_count(Range range, const LtOverlaySide *side)
{
  size_t n = side->use == NULL ? range.n : 0;
  for (size_t i = 0; side->use != NULL && i < range.n; i++)
    n += side->use[range.members[i] - side->first_member] != 0;
  return n;
}

/* By halves: a cover of many features is looked at once for each of them. */
static void cover_split(Tables *tables, const LtCovered *covered)
{
  const LtOverlayPlan *plan = tables->plan;
  for (size_t layer = 0, low = 0; layer < plan->n_layers; layer++) {
    for (size_t high = covered->n_members; low < high;) {
      size_t middle = low + (high - low) / 2;
      if (covered->members[middle] < plan->member_ends[layer])
        low = middle + 1;
      else
        high = middle;
    }
    tables->ends[layer] = low;
  }
}

static inline bool share_add(Table *table, uint32_t b, const LtFluxSum *sum, GError **error)
{
  uint32_t *place = &table->places[b == ALONE ? table->b.n_features : b];
  if (*place != 0) {
    lt_flux_sum_add(&table->shares[*place - 1].sum, sum, 1);
    return true;
  }
  if (!lt_grow(&table->shares, &table->cap_shares, table->n_shares + 1, sizeof *table->shares,
               "pairs", error))
    return false;
  table->shares[table->n_shares++] = (Share){b, *sum};
  *place = (uint32_t)table->n_shares;
  return true;
}

/* What is said of a cover as a whole. */
static inline void cover_state(Table *table, size_t n_a, size_t n_b, const LtFluxSum *sum)
{
  table->overlay->n_nowhere += sum->is_nowhere;
  if (n_a > 0 && n_b > 0)
    lt_flux_sum_add(&table->both, sum, 1);
  if (n_a > 1)
    lt_flux_sum_add(&table->repeated_a, sum, 1);
  if (n_b > 1)
    lt_flux_sum_add(&table->repeated_b, sum, 1);
}

/* The pairs of a feature of a, or of none, with those of b in a cover. */
static inline bool pairs_add(Table *table, uint32_t a, Range b, size_t n_b, const LtFluxSum *sum,
                             GError **error)
{
  bool is_same_layer = table->input->a == table->input->b;
  if (n_b == 0)
    return a == ALONE || share_add(table, ALONE, sum, error);
  for (size_t i = 0; i < b.n; i++) {
    uint32_t feature = b.members[i] - table->b.first_member;
    if (!lt_overlay_side_uses(&table->b, feature) || (is_same_layer && feature == a))
      continue;
    if (!share_add(table, feature, sum, error))
      return false;
  }
  return true;
}

/* The smallest feature that counts, or ALONE. */
static inline uint32_t range_first(Range range, const LtOverlaySide *side)
{
  for (size_t i = 0; i < range.n; i++)
    if (lt_overlay_side_uses(side, range.members[i] - side->first_member))
      return range.members[i] - side->first_member;
  return ALONE;
}

static bool cover_add(Tables *tables, uint32_t a, const LtCovered *covered, GError **error)
{
  LtFluxSum sum = closed_sum(tables->flux, covered);
  cover_split(tables, covered);
  Range range_a = range_of(tables, covered, tables->layer_a);
  /* it is in the groups of the others, too */
  bool is_first = a == range_first(range_a, &tables->a);
  size_t n_a = is_first ? range_count(range_a, &tables->a) : 0;
  for (size_t t = 0; t < tables->n_tables; t++) {
    Table *table = &tables->tables[t];
    Range range_b = range_of(tables, covered, table->layer_b);
    size_t n_b = range_count(range_b, &table->b);
    if (is_first)
      cover_state(table, n_a, n_b, &sum);
    if (!pairs_add(table, a, range_b, n_b, &sum, error))
      return false;
  }
  return true;
}

/* ---- all of them ---- */

/* Put what a feature of a shares, or what is not of a, into its cells. */
static void shares_state(Table *table, uint32_t a)
{
  const LtOverlayInput *input = table->input;
  size_t row = a == ALONE ? table->n_rows - 1 : input->classes_a == NULL ? 0 : input->classes_a[a];
  for (size_t i = 0; i < table->n_shares; i++) {
    const Share *share = &table->shares[i];
    size_t column = share->b == ALONE          ? table->n_columns - 1
                    : input->classes_b == NULL ? 0
                                               : input->classes_b[share->b];
    size_t cell = row * table->n_columns + column;
    lt_flux_sum_add(&table->cells[cell], &share->sum, 1);
    table->overlay->cells[cell].n_pairs += share->sum.area2 > 0;
    table->places[share->b == ALONE ? table->b.n_features : share->b] = 0;
  }
  table->n_shares = 0;
}

static void table_finish(Table *table, const LtFlux *flux)
{
  LtOverlay *overlay = table->overlay;
  for (size_t i = 0; i < table->n_rows * table->n_columns; i++)
    overlay->cells[i].areas = lt_flux_areas(flux, &table->cells[i]);
  overlay->both = lt_flux_areas(flux, &table->both);
  overlay->repeated_a = lt_flux_areas(flux, &table->repeated_a);
  overlay->repeated_b = lt_flux_areas(flux, &table->repeated_b);
}

/* Feature by feature of a: what it shares with one of b is gathered from all of its covers. */
static bool tables_sum(Tables *tables, const LtArrangement *arrangement, GError **error)
{
  g_auto(LtOverlayGroups) groups = {0};
  if (!lt_overlay_groups_make(&groups, &tables->a, arrangement, error))
    return false;
  for (size_t group = 0, k = 0; group <= tables->a.n_features; group++) {
    uint32_t a = group == tables->a.n_features ? ALONE : (uint32_t)group;
    for (; k < groups.ends[group]; k++) {
      lt_overlay_groups_prefetch(&groups, k);
      if (!cover_add(tables, a, groups.covers[k], error))
        return false;
    }
    for (size_t t = 0; t < tables->n_tables; t++)
      shares_state(&tables->tables[t], a);
  }
  for (size_t t = 0; t < tables->n_tables; t++)
    table_finish(&tables->tables[t], tables->flux);
  return true;
}

static bool table_make(Table *table, const LtOverlayPlan *plan, size_t i, LtOverlay *overlay,
                       GError **error)
{
  const LtOverlayInput *input = &plan->inputs[i];
  *table = (Table){.input = input,
                   .overlay = overlay,
                   .b = side_of(plan, plan->layers_b[i], input->use_b),
                   .layer_b = plan->layers_b[i],
                   .n_rows = MAX(input->n_classes_a, 1) + 1,
                   .n_columns = MAX(input->n_classes_b, 1) + 1};
  size_t n_cells = table->n_rows * table->n_columns, n_b = (size_t)table->b.n_features + 1;
  overlay->cells = lt_alloc(n_cells, sizeof *overlay->cells, "class table", error);
  table->cells = lt_alloc(n_cells, sizeof *table->cells, "class table", error);
  table->places = lt_alloc(n_b, sizeof *table->places, "class table", error);
  return overlay->cells != NULL && table->cells != NULL && table->places != NULL;
}

/* Inside one layer: only what is covered more than once. */
static void self_fill(const LtOverlaySide *side, const LtArrangement *arrangement,
                      LtOverlay *overlay)
{
  LtFluxSum sum = {0};
  for (size_t k = 0; k < arrangement->n_covered; k++) {
    const LtCovered *covered = &arrangement->covered[k];
    size_t n = 0;
    for (size_t i = 0; covered->n_members > 1 && i < covered->n_members; i++) {
      uint32_t feature = covered->members[i] - side->first_member;
      n += feature < side->n_features && lt_overlay_side_uses(side, feature);
    }
    if (n < 2)
      continue;
    LtFluxSum closed = closed_sum(&arrangement->flux, covered);
    overlay->n_nowhere += closed.is_nowhere;
    lt_flux_sum_add(&sum, &closed, 1);
  }
  overlay->repeated_a = lt_flux_areas(&arrangement->flux, &sum);
  overlay->both = overlay->repeated_b = overlay->repeated_a;
}

static bool wants_table(const LtOverlayPlan *plan, size_t i)
{
  return !plan->inputs[i].pairs_only && plan->inputs[i].question == LT_OVERLAY_SHARED;
}

/* Whether two inputs ask for tables with the same rows. */
static bool have_same_rows(const LtOverlayPlan *plan, size_t i, size_t k)
{
  return wants_table(plan, k) && !lt_overlay_is_self(&plan->inputs[k]) &&
         plan->layers_a[k] == plan->layers_a[i] && plan->inputs[k].use_a == plan->inputs[i].use_a;
}

/* Input @p i and those after it with the same rows. */
static bool rows_fill(const LtOverlayPlan *plan, size_t i, const LtArrangement *arrangement,
                      LtOverlay **overlays, GError **error)
{
  g_auto(Tables) tables = {.plan = plan,
                           .flux = &arrangement->flux,
                           .a = side_of(plan, plan->layers_a[i], plan->inputs[i].use_a),
                           .layer_a = plan->layers_a[i]};
  tables.tables = lt_alloc(plan->n_inputs - i, sizeof *tables.tables, "class table", error);
  tables.ends = lt_alloc(plan->n_layers, sizeof *tables.ends, "class table", error);
  if (tables.tables == NULL || tables.ends == NULL)
    return false;
  for (size_t k = i; k < plan->n_inputs; k++)
    if (have_same_rows(plan, i, k) &&
        !table_make(&tables.tables[tables.n_tables++], plan, k, overlays[k], error))
      return false;
  return tables_sum(&tables, arrangement, error);
}

bool lt_overlay_tables_fill(const LtOverlayPlan *plan, const LtArrangement *arrangement,
                            LtOverlay **overlays, GError **error)
{
  for (size_t i = 0; i < plan->n_inputs; i++) {
    const LtOverlayInput *input = &plan->inputs[i];
    if (!wants_table(plan, i) || overlays[i]->cells != NULL)
      continue;
    if (lt_overlay_is_self(input)) {
      LtOverlaySide side = side_of(plan, plan->layers_a[i], input->use_a);
      self_fill(&side, arrangement, overlays[i]);
    } else if (!rows_fill(plan, i, arrangement, overlays, error)) {
      return false;
    }
  }
  return true;
}
