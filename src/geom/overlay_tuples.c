#include "geom/overlay_tuples.h"

#include "geom/covers.h"

#include <math.h>
#include <stdlib.h>

/* Tuples between two looks at the run. */
#define CHECK_EVERY 65536

/* Sums stay below: two of them can be added. */
#define SUM_MAX 0x1p126

/* A class of the cover at hand, and how many of its features lie there. */
typedef struct {
  uint32_t code; /* counts through the classes of all layers */
  uint32_t n_features;
} Choice;

typedef struct {
  size_t first_member, end_member;
  const uint32_t *classes;
  uint32_t first_code;
  /* of the cover at hand: its choices, the one that is chosen, and the features there */
  size_t begin, end, at, n_features;
  LtFluxSum covered, repeated;
} Layer;

typedef struct {
  LtRun *run;
  Layer *layers;
  size_t n_layers, n_max;
  Choice *choices;
  size_t cap_choices;
  uint32_t *codes; /* of one tuple */
  LtCovers sets;   /* tuples as sets of codes */
  LtFluxSum *sums; /* of each set */
  size_t n_sums, cap_sums;
  LtFluxSum all, any;
  size_t n_steps;
} Table;

static void table_clear(Table *table)
{
  lt_covers_clear(&table->sets);
  g_free(table->layers);
  g_free(table->choices);
  g_free(table->codes);
  g_free(table->sums);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Table, table_clear)

static bool table_make(Table *table, const LtOverlayTuples *tuples, const size_t *member_ends,
                       GError **error)
{
  table->n_layers = tuples->n_layers;
  table->n_max = tuples->n_max;
  table->layers = lt_alloc(table->n_layers, sizeof *table->layers, "class tuples", error);
  table->codes = lt_alloc(table->n_layers, sizeof *table->codes, "class tuples", error);
  if (table->layers == NULL || table->codes == NULL || !lt_covers_reset(&table->sets, error))
    return false;
  size_t code = 0;
  for (size_t l = 0; l < table->n_layers; l++) {
    table->layers[l] = (Layer){.first_member = l == 0 ? 0 : member_ends[l - 1],
                               .end_member = member_ends[l],
                               .classes = tuples->layers[l].classes,
                               .first_code = (uint32_t)code};
    code += tuples->layers[l].n_classes;
  }
  g_return_val_if_fail(code < UINT32_MAX, false);
  return true;
}

/* ---- one cover ---- */

static int choice_compare(const void *a, const void *b)
{
  const Choice *x = a, *y = b;
  return (x->code > y->code) - (x->code < y->code);
}

/* Put equal classes together; returns how many are left. */
static size_t choices_merge(Choice *choices, size_t n)
{
  size_t n_left = 0;
  if (n > 1)
    qsort(choices, n, sizeof *choices, choice_compare);
  for (size_t i = 0; i < n; i++) {
    if (n_left > 0 && choices[n_left - 1].code == choices[i].code)
      choices[n_left - 1].n_features++;
    else
      choices[n_left++] = choices[i];
  }
  return n_left;
}

/* The classes of each layer that lie in a cover. */
static bool cover_split(Table *table, const LtCovered *covered, GError **error)
{
  if (!lt_grow(&table->choices, &table->cap_choices, covered->n_members, sizeof *table->choices,
               "covers", error))
    return false;
  size_t i = 0, n = 0;
  for (size_t l = 0; l < table->n_layers; l++) {
    Layer *layer = &table->layers[l];
    size_t first = i;
    layer->begin = layer->at = n;
    for (; i < covered->n_members && covered->members[i] < layer->end_member; i++) {
      uint32_t class_number = layer->classes[covered->members[i] - layer->first_member];
      table->choices[n++] = (Choice){layer->first_code + class_number, 1};
    }
    layer->n_features = i - first;
    n = layer->begin + choices_merge(table->choices + layer->begin, layer->n_features);
    layer->end = n;
  }
  return true;
}

static bool fail_many(const Table *table, GError **error)
{
  return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_TUPLES, table->n_max);
}

/* What would take forever is refused before it begins. */
static bool cover_check(const Table *table, GError **error)
{
  size_t n_tuples = 1, n_combinations = 1;
  for (size_t l = 0; l < table->n_layers; l++) {
    const Layer *layer = &table->layers[l];
    if (layer->n_features == 0)
      continue;
    if (layer->end - layer->begin > table->n_max / n_tuples)
      return fail_many(table, error);
    n_tuples *= layer->end - layer->begin;
    if (layer->n_features > INT32_MAX / n_combinations)
      return lt_fail(error, LT_ERROR_MEMORY, LT_T_COVERS_MANY, (size_t)INT32_MAX);
    n_combinations *= layer->n_features;
  }
  return true;
}

static bool sum_fits(const LtFluxSum *sum, const LtFluxSum *more, int times)
{
  return fabs((double)sum->area2) + times * fabs((double)more->area2) < SUM_MAX &&
         fabs((double)sum->rest) + times * fabs((double)more->rest) < SUM_MAX;
}

/* Add the ground of a cover to the tuple that is chosen. */
static bool tuple_add(Table *table, const LtFluxSum *sum, GError **error)
{
  size_t n = 0;
  int times = 1;
  uint32_t set;
  for (size_t l = 0; l < table->n_layers; l++) {
    const Layer *layer = &table->layers[l];
    if (layer->n_features == 0)
      continue;
    table->codes[n++] = table->choices[layer->at].code;
    times *= (int)table->choices[layer->at].n_features;
  }
  if (!lt_covers_intern(&table->sets, table->codes, n, &set, error) ||
      !lt_grow(&table->sums, &table->cap_sums, table->sets.n_covers, sizeof *table->sums,
               "class tuples", error))
    return false;
  if (table->sets.n_covers - 1 > table->n_max) /* one of them is the empty set */
    return fail_many(table, error);
  while (table->n_sums < table->sets.n_covers)
    table->sums[table->n_sums++] = (LtFluxSum){0};
  if (!sum_fits(&table->sums[set], sum, times))
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_COVERS_MANY, (size_t)times);
  lt_flux_sum_add(&table->sums[set], sum, times);
  return ++table->n_steps % CHECK_EVERY != 0 || lt_run_check(table->run, error);
}

/* Choose the next tuple; false after the last one. */
static bool tuple_next(Table *table)
{
  for (size_t l = table->n_layers; l-- > 0;) {
    Layer *layer = &table->layers[l];
    if (layer->n_features == 0)
      continue;
    if (++layer->at < layer->end)
      return true;
    layer->at = layer->begin;
  }
  return false;
}

static bool cover_add(Table *table, const LtCovered *covered, const LtFluxSum *sum, GError **error)
{
  size_t n_there = 0;
  if (!cover_split(table, covered, error) || !cover_check(table, error))
    return false;
  for (size_t l = 0; l < table->n_layers; l++) {
    Layer *layer = &table->layers[l];
    n_there += layer->n_features > 0;
    if (layer->n_features > 0)
      lt_flux_sum_add(&layer->covered, sum, 1);
    if (layer->n_features > 1)
      lt_flux_sum_add(&layer->repeated, sum, 1);
  }
  if (n_there == table->n_layers)
    lt_flux_sum_add(&table->all, sum, 1);
  if (n_there == 0)
    return true;
  lt_flux_sum_add(&table->any, sum, 1);
  do
    if (!tuple_add(table, sum, error))
      return false;
  while (tuple_next(table));
  return true;
}

/* ---- all of them ---- */

typedef struct {
  const uint32_t *codes;
  size_t n;
  const LtFluxSum *sum;
} Row;

/* A layer that is missing comes after all of its classes: the next code is that of a later layer,
 * or there is none. */
static int row_compare(const void *a, const void *b)
{
  const Row *x = a, *y = b;
  for (size_t i = 0; i < MIN(x->n, y->n); i++)
    if (x->codes[i] != y->codes[i])
      return x->codes[i] < y->codes[i] ? -1 : 1;
  return (x->n < y->n) - (x->n > y->n);
}

static Row *rows_sort(const Table *table, size_t *n, GError **error)
{
  Row *rows = lt_alloc(table->sets.n_covers, sizeof *rows, "class tuples", error);
  *n = 0;
  for (uint32_t set = 1; rows != NULL && set < table->sets.n_covers; set++) {
    if (table->sums[set].area2 <= 0)
      continue;
    Row *row = &rows[(*n)++];
    row->codes = lt_cover_members(&table->sets, set, &row->n);
    row->sum = &table->sums[set];
  }
  if (rows != NULL)
    qsort(rows, *n, sizeof *rows, row_compare);
  return rows;
}

static void row_classes(const Table *table, const Row *row, uint32_t *classes)
{
  size_t i = 0;
  for (size_t l = 0; l < table->n_layers; l++) {
    uint32_t first = table->layers[l].first_code;
    uint32_t end = l + 1 < table->n_layers ? table->layers[l + 1].first_code : UINT32_MAX;
    bool is_there = i < row->n && row->codes[i] < end;
    classes[l] = is_there ? row->codes[i++] - first : LT_TUPLE_NONE;
  }
}

static bool table_finish(const Table *table, LtOverlayTuples *tuples, const LtFlux *flux,
                         GError **error)
{
  size_t n, n_layers = table->n_layers;
  g_autofree Row *rows = rows_sort(table, &n, error);
  if (rows == NULL)
    return false;
  tuples->classes = lt_alloc(n * n_layers, sizeof *tuples->classes, "class tuples", error);
  tuples->areas = lt_alloc(n, sizeof *tuples->areas, "class tuples", error);
  if (tuples->classes == NULL || tuples->areas == NULL)
    return false;
  for (size_t i = 0; i < n; i++) {
    row_classes(table, &rows[i], tuples->classes + i * n_layers);
    tuples->areas[i] = lt_flux_areas(flux, rows[i].sum);
  }
  tuples->n_tuples = n;
  for (size_t l = 0; l < n_layers; l++) {
    tuples->layers[l].covered = lt_flux_areas(flux, &table->layers[l].covered);
    tuples->layers[l].repeated = lt_flux_areas(flux, &table->layers[l].repeated);
  }
  tuples->all = lt_flux_areas(flux, &table->all);
  tuples->any = lt_flux_areas(flux, &table->any);
  return true;
}

bool lt_overlay_tuples_fill(LtOverlayTuples *tuples, const size_t *member_ends,
                            const LtArrangement *arrangement, LtRun *run, GError **error)
{
  g_auto(Table) table = {.run = run};
  if (!table_make(&table, tuples, member_ends, error))
    return false;
  for (size_t k = 0; k < arrangement->n_covered; k++) {
    LtFluxSum sum = *arrangement->covered[k].sum;
    lt_flux_close(&arrangement->flux, &sum);
    tuples->n_nowhere += sum.is_nowhere;
    if (!cover_add(&table, &arrangement->covered[k], &sum, error))
      return false;
  }
  return table_finish(&table, tuples, &arrangement->flux, error);
}

void lt_overlay_tuples_clear(LtOverlayTuples *tuples)
{
  g_clear_pointer(&tuples->classes, g_free);
  g_clear_pointer(&tuples->areas, g_free);
  tuples->n_tuples = tuples->n_nowhere = 0;
}
