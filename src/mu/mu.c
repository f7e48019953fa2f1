/* The per-mu table: firms by yield, and their sums by zone. Firms whose land is missing or no
 * positive number, or of whom it cannot be known whether they take part, stand in the table without
 * yields; rule MU-LAND names them. */
#include "rules/results.h"

#include <lantu/mu.h>

#include <math.h>
#include <string.h>

/* Columns of the firms' layer, each NULL where the project names none. */
typedef struct {
  size_t n;
  double *land, *tax, *added_value, *output;
  char **zones;
} Firms;

static void firms_clear(Firms *firms)
{
  g_free(firms->land);
  g_free(firms->tax);
  g_free(firms->added_value);
  g_free(firms->output);
  if (firms->zones != NULL)
    lt_table_texts_free(firms->zones, firms->n);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Firms, firms_clear)

static bool read_numbers(const LtLayer *layer, const char *role, double **numbers, GError **error)
{
  if (!lt_table_has(layer->table, role))
    return true;
  *numbers = lt_table_numbers(layer->table, role, error);
  return *numbers != NULL;
}

static bool read_firms(const LtLayer *layer, Firms *firms, GError **error)
{
  firms->n = lt_table_count(layer->table);
  if (!read_numbers(layer, "land", &firms->land, error) ||
      !read_numbers(layer, "tax", &firms->tax, error) ||
      !read_numbers(layer, "added_value", &firms->added_value, error) ||
      !read_numbers(layer, "output", &firms->output, error))
    return false;
  if (lt_table_has(layer->table, "zone")) {
    firms->zones = lt_table_texts(layer->table, "zone", error);
    return firms->zones != NULL;
  }
  return true;
}

static double land_mu(double land, int unit)
{
  switch (unit) {
  case LT_LAND_M2:
    return land / LT_MU_M2;
  case LT_LAND_HA:
    return land * 15;
  default:
    return land;
  }
}

static double number_at(const double *numbers, size_t i)
{
  return numbers == NULL ? NAN : numbers[i];
}

static void set_yields(LtMuRow *row)
{
  bool has_land = row->land_mu > 0;
  row->tax_per_mu = has_land ? row->tax / row->land_mu : NAN;
  row->added_value_per_mu = has_land ? row->added_value / row->land_mu : NAN;
  row->output_per_mu = has_land ? row->output / row->land_mu : NAN;
}

static LtMuRow firm_row(const LtProject *project, const LtLayer *layer, const Firms *firms,
                        size_t i)
{
  double land = number_at(firms->land, i);
  bool has_land = land > 0 && !isinf(land) && layer->use[i] == LT_TRUE;
  const char *zone = firms->zones == NULL ? NULL : firms->zones[i];
  LtMuRow row = {.firm = {layer, i},
                 .zone = g_strdup(zone == NULL ? "" : zone),
                 .n_firms = has_land,
                 .n_left_out = !has_land,
                 .land_mu = has_land ? land_mu(land, project->mu.land_unit) : NAN,
                 .tax = number_at(firms->tax, i),
                 .added_value = number_at(firms->added_value, i),
                 .output = number_at(firms->output, i)};
  set_yields(&row);
  return row;
}

/* Best yield first; unknown yields last; ties by identity. */
static int compare_rows(const void *p1, const void *p2)
{
  const LtMuRow *a = p1, *b = p2;
  bool a_known = !isnan(a->tax_per_mu), b_known = !isnan(b->tax_per_mu);
  if (a_known != b_known)
    return a_known ? -1 : 1;
  if (a_known && a->tax_per_mu != b->tax_per_mu)
    return a->tax_per_mu > b->tax_per_mu ? -1 : 1;
  int order = strcmp(a->zone, b->zone);
  return order != 0 && a->firm.layer == NULL
             ? order
             : strcmp(lt_object_identity(&a->firm), lt_object_identity(&b->firm));
}

static void rank_rows(GArray *rows)
{
  g_array_sort(rows, compare_rows);
  for (guint i = 0; i < rows->len; i++) {
    LtMuRow *row = &g_array_index(rows, LtMuRow, i);
    if (isnan(row->tax_per_mu))
      return;
    const LtMuRow *before = i == 0 ? NULL : row - 1;
    row->rank = before != NULL && before->tax_per_mu == row->tax_per_mu ? before->rank : i + 1;
  }
}

static LtMuRow *zone_row(GArray *zones, const char *zone)
{
  for (guint i = 0; i < zones->len; i++)
    if (strcmp(g_array_index(zones, LtMuRow, i).zone, zone) == 0)
      return &g_array_index(zones, LtMuRow, i);
  LtMuRow row = {.zone = g_strdup(zone)};
  g_array_append_val(zones, row);
  return &g_array_index(zones, LtMuRow, zones->len - 1);
}

/* A zone's yield is its sum over its land, not the mean of its firms' yields; firms without land
 * are left out of both. A firm whose amount is unknown makes the zone's unknown. */
static void add_to_zone(GArray *zones, const LtMuRow *firm)
{
  LtMuRow *zone = zone_row(zones, firm->zone);
  zone->n_firms += firm->n_firms;
  zone->n_left_out += firm->n_left_out;
  if (firm->n_firms == 0)
    return;
  zone->land_mu += firm->land_mu;
  zone->tax += firm->tax;
  zone->added_value += firm->added_value;
  zone->output += firm->output;
}

/* Of a zone without a firm that counts nothing is known, not even that it has no land. */
static void finish_zone(LtMuRow *zone)
{
  if (zone->n_firms == 0)
    zone->land_mu = zone->tax = zone->added_value = zone->output = NAN;
  set_yields(zone);
}

bool lt_mu_run(const LtProject *project, LtResults *results, GError **error)
{
  g_return_val_if_fail(project != NULL && results != NULL, false);

  const LtLayer *layer = project->mu.firms == NULL ? NULL
                                                   : lt_project_layer(project, project->mu.firms);
  if (layer == NULL || layer->state != LT_LAYER_READ)
    return true;
  g_auto(Firms) firms = {0};
  if (!read_firms(layer, &firms, error))
    return false;
  for (size_t i = 0; i < firms.n; i++) {
    if (layer->use[i] == LT_FALSE)
      continue;
    LtMuRow row = firm_row(project, layer, &firms, i);
    g_array_append_val(results->mu_firms, row);
  }
  /* sorted first: the sums then do not depend on the order of the features */
  rank_rows(results->mu_firms);
  for (guint i = 0; i < results->mu_firms->len; i++)
    add_to_zone(results->mu_zones, &g_array_index(results->mu_firms, LtMuRow, i));
  for (guint i = 0; i < results->mu_zones->len; i++)
    finish_zone(&g_array_index(results->mu_zones, LtMuRow, i));
  rank_rows(results->mu_zones);
  return true;
}
