/* Patches, what takes part in them, and tolerated patches: docs/commands/overlay.md. */
#include "report/overlay_ground_gpkg.h"
#include "report/overlay_values.h"

#include <string.h>

#define N(columns) G_N_ELEMENTS(columns)

/* ---- patches ---- */

/* Of patches and of tolerated ones. Both have one numbering, so that the number of a patch does not
 * depend on the limits. */
static const LtGpkgColumn patch_columns[] = {
    LT_LAYER_COLUMNS,
    {"patch", LT_VALUE_INTEGER},
    {"class_a", LT_VALUE_TEXT},
    {"class_b", LT_VALUE_TEXT},
    {"n_parts", LT_VALUE_INTEGER},
    {"planar_m2", LT_VALUE_REAL},
    {"ellipsoid_m2", LT_VALUE_REAL},
    {"mu", LT_VALUE_REAL},
    {"width_m", LT_VALUE_REAL},
    {"width_upper_m", LT_VALUE_REAL},
    {"inside_x_m", LT_VALUE_REAL},
    {"inside_y_m", LT_VALUE_REAL},
};

static LtValue patch_number(size_t number)
{
  return lt_value_count(number + 1);
}

static void patch_values(LtValue *values, const LtOverlayResults *results, const LtGroundRow *row)
{
  const LtOverlayPair *patch = row->answer;
  bool is_kept = patch->shape != NULL;
  const LtAreas *areas = is_kept ? &patch->areas : &patch->tolerated;
  const LtValue all[N(patch_columns)] = {
      lt_value_layer(row->layers->a),
      lt_value_layer(row->layers->b),
      patch_number(row->number),
      lt_value_class(results, row->layers->a, patch->a),
      lt_value_class(results, row->layers->b, patch->b),
      lt_value_count(patch->n_parts),
      lt_value_area(areas->planar_m2),
      lt_value_area(areas->ellipsoid_m2),
      lt_value_mu(areas),
      lt_value_length(is_kept ? patch->width_m : patch->tolerated_width_m),
      lt_value_length(is_kept ? patch->width_upper_m : patch->tolerated_width_upper_m),
      lt_value_place(patch->inside.x),
      lt_value_place(patch->inside.y),
  };
  memcpy(values, all, sizeof all);
}

static bool kept_tell(const LtOverlayResults *results, const LtGroundRow *row, LtValue *values)
{
  bool is_kept = row->answer->shape != NULL;
  if (is_kept)
    patch_values(values, results, row);
  return is_kept;
}

static bool tolerated_tell(const LtOverlayResults *results, const LtGroundRow *row, LtValue *values)
{
  bool is_tolerated = row->answer->shape == NULL;
  if (is_tolerated)
    patch_values(values, results, row);
  return is_tolerated;
}

/* ---- parts ---- */

typedef struct {
  LtGroundRow row;
  size_t end; /* of its parts, in the table */
} Patch;

typedef struct {
  const LtOverlayResults *results;
  Patch *patches;
  size_t n_patches, n_parts;
} PartTable;

static bool patches_list(PartTable *table, const LtOverlayResults *results, GError **error)
{
  size_t n = 0;
  for (size_t l = 0; l < results->n_pairs_of_layers; l++)
    n += lt_layer_pair_ground(&results->pairs_of_layers[l])->n_pairs;
  *table = (PartTable){.results = results};
  table->patches = lt_alloc(n, sizeof *table->patches, "patches", error);
  if (table->patches == NULL)
    return false;
  for (size_t l = 0; l < results->n_pairs_of_layers; l++) {
    const LtLayerPair *layers = &results->pairs_of_layers[l];
    const LtOverlay *ground = lt_layer_pair_ground(layers);
    for (size_t i = 0; i < ground->n_pairs; i++) {
      LtGroundRow row = {layers, &ground->pairs[i], table->n_patches};
      table->n_parts += ground->pairs[i].n_parts;
      table->patches[table->n_patches++] = (Patch){row, table->n_parts};
    }
  }
  return true;
}

/* The patch that has part number i. */
static const Patch *patch_of(const PartTable *table, size_t i)
{
  size_t low = 0, high = table->n_patches - 1;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (table->patches[middle].end > i)
      high = middle;
    else
      low = middle + 1;
  }
  return &table->patches[low];
}

static const LtGpkgColumn part_columns[] = {
    LT_LAYER_COLUMNS,
    {"patch", LT_VALUE_INTEGER},
    {"a_fid", LT_VALUE_INTEGER},
    {"b_fid", LT_VALUE_INTEGER},
    {"a_key", LT_VALUE_TEXT},
    {"b_key", LT_VALUE_TEXT},
    {"planar_m2", LT_VALUE_REAL},
    {"ellipsoid_m2", LT_VALUE_REAL},
    {"mu", LT_VALUE_REAL},
};

static bool part_row(const void *data, size_t i, LtGpkgRow *row)
{
  const PartTable *table = data;
  const LtOverlayResults *results = table->results;
  const Patch *patch = patch_of(table, i);
  const LtOverlayPair *answer = patch->row.answer;
  const LtOverlayPart *part = &answer->parts[answer->n_parts - (patch->end - i)];
  size_t a = patch->row.layers->a, b = patch->row.layers->b;
  size_t n_skipped = lt_layer_columns_skipped(results);
  const LtValue values[N(part_columns)] = {
      lt_value_layer(a),
      lt_value_layer(b),
      patch_number(patch->row.number),
      lt_value_fid(results, a, part->a),
      lt_value_fid(results, b, part->b),
      lt_value_key(results, a, part->a),
      lt_value_key(results, b, part->b),
      lt_value_area(part->areas.planar_m2),
      lt_value_area(part->areas.ellipsoid_m2),
      lt_value_mu(&part->areas),
  };
  memcpy(row->values, values + n_skipped, (N(values) - n_skipped) * sizeof *values);
  return true;
}

static bool parts_write(LtGpkg *gpkg, const LtOverlayResults *results, LtRun *run, GError **error)
{
  size_t n_skipped = lt_layer_columns_skipped(results);
  const LtGpkgTable table = {.name = "patch_parts",
                             .description = "features that share a patch",
                             .columns = part_columns + n_skipped,
                             .n_columns = N(part_columns) - n_skipped};
  PartTable parts;
  bool ok = patches_list(&parts, results, error) && lt_gpkg_begin(gpkg, &table, error) &&
            lt_gpkg_rows(gpkg, parts.n_parts, part_row, &parts,
                         lt_text(lt_language(), LT_T_OVERLAY_WRITE_STAGE), run, error);
  g_free(parts.patches);
  return ok;
}

bool lt_overlay_patches_write(LtGpkg *gpkg, const LtOverlayResults *results, LtRun *run,
                              GError **error)
{
  const LtGpkgTable patches = {.name = "patches",
                               .description = "connected ground that two classes share",
                               .geometry = LT_GEOM_POLYGON,
                               .columns = patch_columns,
                               .n_columns = N(patch_columns)};
  const LtGpkgTable tolerated = {.name = "tolerated",
                                 .description = "patches under the limits",
                                 .columns = patch_columns,
                                 .n_columns = N(patch_columns)};
  G_STATIC_ASSERT(N(patch_columns) <= LT_GROUND_COLUMNS_MAX);
  return lt_overlay_ground_write(gpkg, results, patches, kept_tell, run, error) &&
         parts_write(gpkg, results, run, error) &&
         lt_overlay_ground_write(gpkg, results, tolerated, tolerated_tell, run, error);
}
