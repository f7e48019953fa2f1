/* What a reading gathers feature by feature, of one file of a source after the other. */
#include "io/source.h"

#include "io/shape_direct.h"
#include "io/source_parts.h"

#include <string.h>

/* Features are handed on in runs that stay in the processor's cache. */
#define TAKEN_POINTS 8192
#define TAKEN_FEATURES 1024
/* Of a file, to be looked at as they stand in it. */
#define SAMPLED_FEATURES 250

/* Its memory is filled again. */
bool lt_reading_hand_on(LtReading *reading, GError **error)
{
  LtShapes *shapes = reading->builder.shapes;
  size_t n = shapes->n_features;
  if (reading->funcs == NULL || n == 0)
    return true;
  if (!reading->funcs->take(reading->taker, shapes, error))
    return false;
  reading->builder.n_given += n;
  shapes->n_features = shapes->n_rings = shapes->n_points = 0;
  return true;
}

static bool row_insert(LtReading *reading, int64_t fid, GError **error)
{
  const LtSource *source = reading->source;
  if (reading->table == NULL)
    return true;
  return reading->rows == NULL ? lt_table_insert(reading->table, fid, reading->values, error)
                               : lt_rows_add(reading->rows, fid, reading->values, source->n_columns,
                                             source->spec.id, error);
}

bool lt_reading_insert(LtReading *reading, int64_t fid, GError **error)
{
  if (!lt_grow(&reading->fids, &reading->cap_fids, reading->n_fids + 1, sizeof *reading->fids,
               "fids", error) ||
      !row_insert(reading, fid, error))
    return false;
  reading->fids[reading->n_fids++] = fid;
  const LtShapes *shapes = reading->builder.shapes;
  if (reading->funcs == NULL)
    reading->n_touched = lt_shapes_touch(reading->builder.shapes, reading->n_touched);
  bool is_full = shapes->n_points >= TAKEN_POINTS || shapes->n_features >= TAKEN_FEATURES;
  return reading->funcs == NULL || !is_full || lt_reading_hand_on(reading, error);
}

static void ways_free(LtReading *reading)
{
  for (size_t i = 0; reading->ways != NULL && i < reading->source->n_parts; i++)
    lt_transform_free(reading->ways[i].transform);
  g_free(reading->ways);
}

void lt_reading_sample(LtReading *reading)
{
  reading->samples = g_new(LtSample, reading->source->n_parts);
  for (size_t i = 0; i < reading->source->n_parts; i++)
    reading->samples[i] = lt_sample_make(SAMPLED_FEATURES);
}

static void samples_free(LtReading *reading)
{
  for (size_t i = 0; reading->samples != NULL && i < reading->source->n_parts; i++)
    lt_sample_clear(&reading->samples[i]);
  g_free(reading->samples);
}

void lt_reading_clear(LtReading *reading)
{
  ways_free(reading);
  samples_free(reading);
  lt_shape_builder_clear(&reading->builder);
  g_free(reading->fids);
  g_free(reading->values);
  g_free(reading->wanted);
  g_clear_pointer(&reading->texts, g_ptr_array_unref);
  for (size_t lang = 0; lang < LT_N_LANGS; lang++)
    g_free(reading->stats.note[lang]);
  g_free(reading->stats.crs_name);
}

void lt_reading_begin_part(LtReading *reading, size_t part)
{
  reading->builder.transform = reading->ways[part].transform;
  reading->builder.sample = reading->samples != NULL ? &reading->samples[part] : NULL;
  reading->m_per_unit = reading->ways[part].m_per_unit;
  reading->chord_error = LT_CHORD_ERROR_M / reading->m_per_unit;
  const LtFormat *format = reading->source->parts[part].format;
  reading->takes_drawn = format != NULL && format->has_drawn_polygons;
}

bool lt_reading_prepare(LtReading *reading, GError **error)
{
  LtSource *source = reading->source;
  reading->builder.shapes = lt_shapes_new();
  reading->builder.stats = &reading->stats;
  reading->texts = g_ptr_array_new_with_free_func(g_free);
  reading->values = lt_alloc(source->n_columns, sizeof *reading->values, "values", error);
  if (reading->values == NULL)
    return false;
  reading->wanted = lt_alloc(source->n_columns, sizeof *reading->wanted, "columns", error);
  if (reading->wanted == NULL)
    return false;
  for (size_t i = 0; i < source->n_columns; i++)
    reading->wanted[i] = reading->table != NULL && lt_table_wants_column(reading->table, i);
  return true;
}

bool lt_reading_parts(LtReading *reading, GError **error)
{
  LtSource *source = reading->source;
  lt_gdal_log_push(&source->log);
  bool ok = true;
  for (size_t i = 0; ok && i < source->n_parts; i++) {
    const LtPart *part = &source->parts[i];
    lt_reading_begin_part(reading, i);
    reading->builder.nest = part->format == NULL || part->format->has_loose_rings;
    ok = part->text != NULL ? lt_part_read_survey(part, reading, error)
                            : lt_part_read_ogr(part, reading, error);
  }
  lt_gdal_log_pop();
  if (ok && reading->n_fids == 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_EMPTY, source->parts[0].where);
  return ok;
}

static LtRawPoints *raw_take(LtReading *reading)
{
  size_t n_parts = reading->source->n_parts;
  LtRawPoints *raw = g_new0(LtRawPoints, n_parts);
  for (size_t i = 0; i < n_parts; i++) {
    LtSample *sample = &reading->samples[i];
    lt_sample_end(sample);
    const LtCrs *crs = lt_source_part_crs(reading->source, i);
    if (crs != NULL)
      raw[i].crs = g_strdup(*lt_crs_id(crs) != '\0' ? lt_crs_id(crs) : lt_crs_wkt(crs));
    raw[i].n = sample->n * LT_SAMPLE_POINTS;
    raw[i].xy = g_new(double, 2 * raw[i].n);
    for (size_t j = 0; j < sample->n; j++)
      memcpy(raw[i].xy + 2 * LT_SAMPLE_POINTS * j, sample->items[j].xy, sizeof sample->items[j].xy);
  }
  return raw;
}

LtLayerData *lt_reading_take(LtReading *reading)
{
  LtLayerData *data = g_new0(LtLayerData, 1);
  LtFaults *faults = &reading->builder.faults;
  lt_faults_sort(faults);
  reading->stats.chord_error_m = reading->chord_found_m;
  data->shapes = g_steal_pointer(&reading->builder.shapes);
  data->fids = g_steal_pointer(&reading->fids);
  data->faults = g_steal_pointer(&faults->faults);
  data->n_faults = faults->n;
  data->source_m2 = g_steal_pointer(&reading->builder.areas_m2);
  data->n_source_m2 = reading->builder.n_areas;
  faults->n = 0;
  if (reading->samples != NULL) {
    data->raw = raw_take(reading);
    data->n_raw = reading->source->n_parts;
  }
  data->stats = reading->stats;
  reading->stats = (LtReadStats){0};
  return data;
}
