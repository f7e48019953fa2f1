/* lantu near for programs: docs/commands/near.md. */
#include "report/json_values.h"
#include "report/json_whole.h"
#include "report/near_words.h"

#include <lantu/version.h>

static json_t *side_json(const LtNearSide *side)
{
  const LtReadStats *stats = &side->layer.data->stats;
  json_t *json = lt_json_set(json_object(), "file", text(side->layer.id));
  json = lt_json_set(json, "features", count(lt_table_count(side->layer.table)));
  json = lt_json_set(json, "without_shape", count(side->n_nowhere));
  json = lt_json_set(json, "lost", count(lt_near_lost_count(side)));
  json = lt_json_set(json, "crs", text(stats->crs_name));
  json = lt_json_set(json, "transformation_zh", text(stats->note[LT_LANG_ZH]));
  return lt_json_set(json, "transformation_en", text(stats->note[LT_LANG_EN]));
}

static json_t *rings_json(const LtNearResults *results)
{
  json_t *list = json_array();
  for (size_t i = 0; i < results->n_limits; i++) {
    json_t *ring =
        lt_json_set(json_object(), "from_m", real(i == 0 ? 0 : results->limits_m[i - 1], 9));
    ring = lt_json_set(ring, "to_m", real(results->limits_m[i], 9));
    list = lt_json_append(list, lt_json_set(ring, "count", count(results->counts[i])));
  }
  return list;
}

static json_t *object_json(const LtNearSide *side, size_t feature)
{
  json_t *json = lt_json_set(json_object(), "fid", json_integer(side->layer.data->fids[feature]));
  json = lt_json_set(json, "key", text(lt_near_key(side, feature)));
  return lt_json_set(json, "name", text(lt_near_name(side, feature)));
}

static json_t *row_json(const LtNearResults *results, const LtNearRow *row)
{
  bool is_ring = row->class < results->n_limits;
  double at[2] = {(double)row->hit.at.x * LT_UNIT_M, (double)row->hit.at.y * LT_UNIT_M};
  lt_plane_to_geographic(&results->plane, at, 1);
  json_t *json =
      lt_json_set(json_object(), "feature", object_json(&results->features, row->feature));
  json = lt_json_set(json, "target", object_json(&results->target, row->hit.feature));
  json = lt_json_set(json, "rank", count(row->rank));
  json = lt_json_set(json, "distance_m", real(row->hit.distance_m, 4));
  json = lt_json_set(json, "state", text(lt_near_class_code(results, row->class)));
  json = lt_json_set(json, "ring_m",
                     is_ring ? real(results->limits_m[row->class], 9) : json_null());
  json = lt_json_set(json, "bearing_deg", real(lt_near_bearing_deg(results, row), 3));
  json = lt_json_set(json, "at_lon_deg", real(at[0] * 180 / G_PI, 9));
  return lt_json_set(json, "at_lat_deg", real(at[1] * 180 / G_PI, 9));
}

char *lt_report_near_json(const LtNearResults *results)
{
  g_return_val_if_fail(results != NULL, NULL);

  json_t *json = lt_json_set(json_object(), "lantu", text(LT_VERSION));
  json = lt_json_set(json, "features", side_json(&results->features));
  json = lt_json_set(json, "target", side_json(&results->target));
  json = lt_json_set(json, "crs", text(lt_crs_name(results->crs)));
  json = lt_json_set(json, "doubt_m", real(results->doubt_m, 4));
  json = lt_json_set(json, "rings", rings_json(results));
  json = lt_json_set(json, results->n_limits == 0 ? "measured" : "beyond",
                     count(results->counts[LT_NEAR_BEYOND]));
  json = lt_json_set(json, "undetermined", count(results->counts[LT_NEAR_UNDETERMINED]));
  json = lt_json_set(json, "without_shape", count(results->counts[LT_NEAR_NOWHERE]));
  json = lt_json_set(json, "touching",
                     results->only_counts ? json_null() : count(results->n_touching));
  json_t *rows = json_array();
  for (size_t i = 0; i < results->n_rows; i++)
    rows = lt_json_append(rows, row_json(results, &results->rows[i]));
  return lt_json_dump(lt_json_set(json, "rows", rows));
}
