/* lantu near for people: how many lie in which ring, then the nearest rows. */
#include "report/near_words.h"
#include "report/text_table.h"

#include <math.h>

/* Of more rows only so many are shown; all are in the JSON. */
#define ROWS_MAX 20

static void side_print(GString *out, LtTextId id, const LtNearSide *side, LtLang lang)
{
  size_t n_lost = lt_near_lost_count(side);
  lt_text_append(out, lt_text_format(lang, id, side->layer.id, lt_table_count(side->layer.table)));
  if (n_lost > 0)
    lt_text_append(out, lt_text_format(lang, LT_T_NEAR_LOST, n_lost));
  g_string_append_c(out, '\n');
}

static void head_print(GString *out, const LtNearResults *results, LtLang lang)
{
  side_print(out, LT_T_NEAR_FEATURES, &results->features, lang);
  side_print(out, LT_T_NEAR_TARGET, &results->target, lang);
  lt_text_append(out, lt_text_format(lang, LT_T_NEAR_CRS, lt_crs_name(results->crs)));
  g_string_append_c(out, '\n');
  if (isinf(results->doubt_m))
    lt_text_append(out, lt_text_format(lang, LT_T_NEAR_DOUBT_UNKNOWN));
  else if (results->doubt_m > 0)
    lt_text_append(out, lt_text_format(lang, LT_T_NEAR_DOUBT, results->doubt_m));
  if (results->doubt_m > 0)
    g_string_append_c(out, '\n');
  g_string_append_c(out, '\n');
}

/* ---- counts ---- */

static void count_print(LtTextTable *grid, char *take_what, size_t n)
{
  lt_text_table_add(grid, take_what);
  lt_text_table_add(grid, g_strdup_printf("%zu", n));
}

static void counts_print(GString *out, const LtNearResults *results, LtLang lang)
{
  LtTextTable grid = {.cells = g_ptr_array_new_with_free_func(g_free), .n_columns = 2};
  grid.is_number[1] = true;
  lt_text_table_add_titles(&grid, (const LtTextId[]){LT_T_NEAR_RING, LT_T_NEAR_COUNT}, lang);
  for (unsigned i = 0; i < LT_N_NEAR_CLASSES; i++) {
    bool is_ring = i < results->n_limits || i == LT_NEAR_BEYOND;
    if (is_ring || results->counts[i] > 0)
      count_print(&grid, lt_near_class_text(results, i, lang), results->counts[i]);
    if (!results->only_counts && i == (results->n_limits == 0 ? (unsigned)LT_NEAR_BEYOND : 0))
      count_print(&grid, g_strdup(lt_text(lang, LT_T_NEAR_TOUCHING)), results->n_touching);
  }
  count_print(&grid, g_strdup(lt_text(lang, LT_T_NEAR_ALL)), results->n_features);
  lt_text_table_print(out, &grid);
  g_ptr_array_unref(grid.cells);
}

/* ---- rows ---- */

/* Key and name; the fid where there is no key. */
static char *object_text(const LtNearSide *side, size_t feature)
{
  const char *key = lt_near_key(side, feature), *name = lt_near_name(side, feature);
  g_autofree char *id = key != NULL
                            ? g_strdup(key)
                            : g_strdup_printf("#%lld", (long long)side->layer.data->fids[feature]);
  return name == NULL ? g_steal_pointer(&id) : g_strdup_printf("%s %s", id, name);
}

static void rows_print(GString *out, const LtNearResults *results, LtLang lang)
{
  static const LtTextId titles[] = {LT_T_NEAR_FEATURE, LT_T_NEAR_NEAREST, LT_T_NEAR_METRES,
                                    LT_T_NEAR_BEARING, LT_T_NEAR_CLASS};
  LtTextTable grid = {.cells = g_ptr_array_new_with_free_func(g_free),
                      .n_columns = G_N_ELEMENTS(titles)};
  grid.is_number[2] = grid.is_number[3] = true;
  lt_text_table_add_titles(&grid, titles, lang);
  size_t n = MIN(results->n_rows, ROWS_MAX);
  for (size_t i = 0; i < n; i++) {
    const LtNearRow *row = &results->rows[i];
    lt_text_table_add(&grid, object_text(&results->features, row->feature));
    lt_text_table_add(&grid, object_text(&results->target, row->hit.feature));
    lt_text_table_add(&grid, lt_number_text(row->hit.distance_m, 3));
    lt_text_table_add(&grid, lt_number_text(lt_near_bearing_deg(results, row), 1));
    lt_text_table_add(&grid, lt_near_class_text(results, row->class, lang));
  }
  g_string_append_c(out, '\n');
  lt_text_table_print(out, &grid);
  g_ptr_array_unref(grid.cells);
  if (results->n_rows > n) {
    lt_text_append(out, lt_text_format(lang, LT_T_NEAR_MORE, results->n_rows - n));
    g_string_append_c(out, '\n');
  }
}

char *lt_report_near_text(const LtNearResults *results, LtLang lang)
{
  g_return_val_if_fail(results != NULL, NULL);

  GString *out = g_string_new(NULL);
  head_print(out, results, lang);
  counts_print(out, results, lang);
  if (results->n_rows > 0)
    rows_print(out, results, lang);
  return g_string_free(out, FALSE);
}
