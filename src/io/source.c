#include "io/source.h"

#include "io/database.h"
#include "io/source_parts.h"

#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>

/* Of a table, of which only the rows are counted: some 60 vertices each. */
#define ROW_BYTES 1024

static void part_clear(LtPart *part)
{
  if (part->dataset != NULL)
    GDALClose(part->dataset);
  if (part->decoded != NULL)
    VSIUnlink(part->decoded);
  g_free(part->decoded);
  g_free(part->encoding_readings);
  lt_survey_text_free(part->text);
  lt_crs_free(part->crs);
  g_clear_error(&part->crs_error);
  g_strfreev(part->columns);
  g_free(part->where);
}

void lt_source_free(LtSource *source)
{
  if (source == NULL)
    return;
  lt_gdal_log_push(&source->log);
  for (size_t i = 0; i < source->n_parts; i++)
    part_clear(&source->parts[i]);
  lt_gdal_log_pop();
  lt_gdal_log_clear(&source->log);
  lt_crs_free(source->stated_crs);
  g_free(source->parts);
  g_clear_pointer(&source->files, g_ptr_array_unref);
  g_free(source);
}

static bool columns_find(LtSource *source, const char *name, size_t *column, GError **error)
{
  *column = SIZE_MAX;
  if (name == NULL)
    return true;
  char **columns = source->parts[0].columns;
  for (size_t i = 0; i < source->n_columns && *column == SIZE_MAX; i++)
    if (strcmp(columns[i], name) == 0)
      *column = i;
  if (*column != SIZE_MAX)
    return true;
  g_autofree char *list = g_strjoinv(", ", columns);
  return lt_fail(error, LT_ERROR_USAGE, LT_T_ERR_READ_XY_COLUMN, source->parts[0].where, name,
                 list);
}

/* All files of a layer have the columns of the first. */
static bool parts_compare(const LtSource *source, GError **error)
{
  const LtPart *first = &source->parts[0];
  for (size_t i = 1; i < source->n_parts; i++) {
    const LtPart *part = &source->parts[i];
    if (!g_strv_equal((const char *const *)first->columns, (const char *const *)part->columns))
      return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_COLUMNS_DIFFER, part->where,
                     first->where);
  }
  return true;
}

/* Find the files that the paths stand for. */
static bool parts_find(LtSource *source, GError **error)
{
  source->files = g_ptr_array_new_with_free_func(lt_data_file_free);
  for (size_t i = 0; i < source->spec.n_paths; i++) {
    bool is_named;
    g_autoptr(GPtrArray) files =
        lt_data_files_find(source->spec.paths[i], source->spec.layer, &is_named, error);
    if (files == NULL)
      return false;
    source->parts = g_renew(LtPart, source->parts, source->n_parts + files->len);
    for (guint j = 0; j < files->len; j++) {
      const LtDataFile *file = g_ptr_array_index(files, j);
      source->parts[source->n_parts++] =
          (LtPart){.path = file->shown, .opened = file->opened, .table = file->table,
                   .is_named = is_named};
    }
    g_ptr_array_extend_and_steal(source->files, g_steal_pointer(&files));
  }
  return true;
}

static bool parts_open(LtSource *source, GError **error)
{
  if (!parts_find(source, error))
    return false;
  for (size_t i = 0; i < source->n_parts; i++) {
    LtPart *part = &source->parts[i];
    if (lt_path_is_survey(part->path) ? !lt_part_open_survey(part, source, error)
                                      : !lt_part_open_ogr(part, source, error))
      return false;
  }
  source->n_columns = g_strv_length(source->parts[0].columns);
  if (source->spec.x != NULL && source->spec.y != NULL && source->parts[0].text != NULL)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_ERR_READ_XY_SURVEY, source->parts[0].where);
  return columns_find(source, source->spec.x, &source->x_column, error) &&
         columns_find(source, source->spec.y, &source->y_column, error);
}

LtSource *lt_source_open(const LtSourceSpec *spec, GError **error)
{
  g_return_val_if_fail(spec != NULL && spec->id != NULL && spec->n_paths > 0, NULL);
  g_return_val_if_fail((spec->x == NULL) == (spec->y == NULL), NULL);
  g_autoptr(LtSource) source = g_new0(LtSource, 1);
  source->spec = *spec;
  if (spec->crs != NULL) {
    source->stated_crs = lt_crs_parse(spec->crs, error);
    if (source->stated_crs == NULL)
      return NULL;
  }
  lt_gdal_log_push(&source->log);
  bool ok = parts_open(source, error) && parts_compare(source, error);
  lt_gdal_log_pop();
  return ok ? g_steal_pointer(&source) : NULL;
}

const char *const *lt_source_columns(const LtSource *source)
{
  return (const char *const *)source->parts[0].columns;
}

size_t lt_source_column_count(const LtSource *source)
{
  return source->n_columns;
}

bool lt_source_lacks_shapes(const LtSource *source, size_t part)
{
  return source->parts[part].has_no_shapes && source->x_column == SIZE_MAX;
}

const LtCrs *lt_source_part_crs(const LtSource *source, size_t part)
{
  return source->stated_crs != NULL ? source->stated_crs : source->parts[part].crs;
}

const LtCrs *lt_source_crs(const LtSource *source)
{
  return lt_source_part_crs(source, 0);
}

void lt_extent_add(double extent[4], double x, double y)
{
  if (!isfinite(x) || !isfinite(y))
    return;
  extent[0] = MIN(extent[0], x);
  extent[1] = MIN(extent[1], y);
  extent[2] = MAX(extent[2], x);
  extent[3] = MAX(extent[3], y);
}

bool lt_source_extent(const LtSource *source, double extent[4])
{
  LtGdalLog log = {0};
  const double none[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
  memcpy(extent, none, sizeof none);
  lt_gdal_log_push(&log);
  for (size_t i = 0; i < source->n_parts; i++) {
    const LtPart *part = &source->parts[i];
    if (part->text != NULL)
      lt_part_extent_survey(part, extent);
    else
      lt_part_extent_ogr(part, source, extent);
  }
  lt_gdal_log_pop();
  lt_gdal_log_clear(&log);
  return extent[0] <= extent[2] && extent[1] <= extent[3];
}

size_t lt_source_bytes(const LtSource *source)
{
  LtGdalLog log = {0};
  GStatBuf info;
  size_t n = 0;
  for (size_t i = 0; i < source->spec.n_paths; i++)
    if (g_stat(source->spec.paths[i], &info) == 0)
      n += (size_t)info.st_size;
  lt_gdal_log_push(&log);
  for (size_t i = 0; i < source->n_parts; i++)
    if (lt_path_is_database(source->parts[i].path))
      n += (size_t)MAX(OGR_L_GetFeatureCount(source->parts[i].layer, FALSE), 0) * ROW_BYTES;
  lt_gdal_log_pop();
  lt_gdal_log_clear(&log);
  return n;
}

bool lt_source_fail_no_crs(LtSource *source, const LtPart *part, GError **error)
{
  if (part->crs_error != NULL)
    return lt_fail(error, LT_ERROR_CRS, LT_T_ERR_READ_CRS_UNFIT, part->where,
                   part->crs_error->message);
  double extent[4];
  g_autofree char *proposal =
      lt_source_extent(source, extent)
          ? lt_crs_propose(extent)
          : g_strdup(lt_text(lt_language(), LT_T_PROPOSE_EMPTY));
  return lt_fail(error, LT_ERROR_CRS, LT_T_ERR_READ_NO_CRS, part->where, proposal);
}

bool lt_source_check_crs(LtSource *source, GError **error)
{
  for (size_t i = 0; i < source->n_parts; i++)
    if (lt_source_part_crs(source, i) == NULL)
      return lt_source_fail_no_crs(source, &source->parts[i], error);
  return true;
}

char *lt_source_band(const LtSource *source, double *longitude_deg)
{
  double extent[4];
  if (!lt_source_extent(source, extent))
    return NULL;
  *longitude_deg = (extent[0] + extent[2]) / 2;
  g_autofree char *band = lt_crs_band_for_longitude(*longitude_deg);
  bool fits = *longitude_deg > -180 && *longitude_deg < 180 && band[0] != '\0';
  return fits ? g_steal_pointer(&band) : NULL;
}

LtLayerData *lt_source_read(LtSource *source, const LtCrs *project_crs, const LtPlane *plane,
                            LtTable *table, LtRun *run, GError **error)
{
  g_return_val_if_fail(source != NULL && project_crs != NULL && plane != NULL, NULL);
  g_return_val_if_fail(table != NULL && run != NULL, NULL);
  g_auto(LtReading) reading = {.source = source, .table = table, .run = run};
  if (!lt_reading_transform(&reading, project_crs, error) || !lt_reading_prepare(&reading, error))
    return NULL;
  reading.builder.wants_areas = true;
  reading.takes_bad_texts = !source->spec.is_unchecked;
  if (!source->spec.is_unchecked)
    lt_reading_sample(&reading);
  bool is_read = lt_reading_parts(&reading, error);
  lt_gdal_log_tell(&source->log, source->parts[0].where, run);
  lt_reading_tell_changes(&reading);
  for (size_t i = 0; i < source->n_parts; i++)
    lt_part_tell_encoding(&source->parts[i], run);
  if (!is_read ||
      (!source->spec.is_unchecked &&
       !lt_faults_repair(&reading.builder.faults, &reading.builder.shapes, plane, run, error)))
    return NULL;
  return lt_reading_take(&reading);
}

void lt_layer_data_free(LtLayerData *data)
{
  if (data == NULL)
    return;
  lt_shapes_free(data->shapes);
  g_free(data->fids);
  g_free(data->source_m2);
  for (size_t i = 0; i < data->n_faults; i++)
    lt_fault_clear(&data->faults[i]);
  g_free(data->faults);
  for (size_t i = 0; i < data->n_raw; i++) {
    g_free(data->raw[i].crs);
    g_free(data->raw[i].xy);
  }
  g_free(data->raw);
  for (size_t lang = 0; lang < LT_N_LANGS; lang++)
    g_free(data->stats.note[lang]);
  g_free(data->stats.crs_name);
  g_free(data);
}

char *lt_io_versions(void)
{
  int major = 0, minor = 0, patch = 0;
  OSRGetPROJVersion(&major, &minor, &patch);
  /* GEOS belongs to geom/; GDAL, which uses the same library, knows its version too. The text is
   * GDAL's until it is asked again. */
  g_autofree char *build = g_strdup(GDALVersionInfo("BUILD_INFO"));
  const char *geos = strstr(build, "GEOS_VERSION=");
  geos = geos != NULL ? geos + strlen("GEOS_VERSION=") : "?";
  return g_strdup_printf("GDAL %s, GEOS %.*s, PROJ %d.%d.%d", GDALVersionInfo("RELEASE_NAME"),
                         (int)strcspn(geos, "-\r\n"), geos, major, minor, patch);
}
