/* A survey text as a file of a source. */
#include "io/source_parts.h"

#include <math.h>
#include <string.h>

/* A survey text of a whole province is far smaller. */
#define MAX_FILE_BYTES ((gsize)512 << 20)

static bool bytes_read(const char *path, char **bytes, gsize *n, GError **error)
{
  g_autoptr(GError) inner = NULL;
  g_autoptr(GMappedFile) file = NULL;
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_MISSING, path);
  if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_FOLDER, path);
  file = g_mapped_file_new(path, FALSE, &inner);
  if (file == NULL)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_OPEN, path, inner->message);
  *n = g_mapped_file_get_length(file);
  if (*n > MAX_FILE_BYTES)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_TOO_BIG, path, *n);
  *bytes = lt_alloc(*n, 1, path, error);
  if (*bytes != NULL && *n > 0)
    memcpy(*bytes, g_mapped_file_get_contents(file), *n);
  return *bytes != NULL;
}

static void survey_crs(LtPart *part)
{
  const LtSurveyText *text = part->text;
  double extent[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
  lt_part_extent_survey(part, extent);
  LtSurveyHead head = {.system = text->system,
                       .degrees = text->degrees,
                       .zone = text->zone,
                       .min_x = extent[0],
                       .max_x = extent[2]};
  part->crs = lt_crs_from_survey(&head, &part->crs_error);
}

bool lt_part_open_survey(LtPart *part, LtSource *source, GError **error)
{
  g_autofree char *bytes = NULL;
  gsize n = 0;
  if (!bytes_read(part->path, &bytes, &n, error))
    return false;
  part->text = lt_survey_text_parse(bytes, n, part->path, source->spec.encoding, error);
  if (part->text == NULL)
    return false;
  part->where = g_strdup(part->path);
  part->encoding = part->text->encoding;
  part->columns = g_new0(char *, LT_N_PARCEL_FIELDS + 1);
  for (size_t i = 0; i < LT_N_PARCEL_FIELDS; i++)
    part->columns[i] = g_strdup(lt_parcel_field_name((LtParcelField)i));
  if (source->spec.crs == NULL)
    survey_crs(part);
  return true;
}

bool lt_part_extent_survey(const LtPart *part, double extent[4])
{
  for (size_t i = 0; i < part->text->n_points; i++)
    lt_extent_add(extent, part->text->xy[2 * i], part->text->xy[2 * i + 1]);
  return extent[0] <= extent[2];
}

static bool parcel_read(const LtSurveyText *text, const LtParcel *parcel, LtReading *reading,
                        GError **error)
{
  LtShapeBuilder *builder = &reading->builder;
  lt_shape_builder_begin(builder, LT_GEOM_POLYGON);
  for (size_t ring = parcel->first_ring; ring < parcel->end_ring; ring++) {
    size_t begin = ring == 0 ? 0 : text->ring_ends[ring - 1];
    size_t n = text->ring_ends[ring] - begin;
    double *xy = lt_shape_builder_points(builder, n, error);
    if (xy == NULL)
      return false;
    memcpy(xy, text->xy + 2 * begin, n * 2 * sizeof *xy);
    if (!lt_shape_builder_end(builder, false, error))
      return false;
  }
  if (!lt_shape_builder_finish(builder, error))
    return false;
  for (size_t i = 0; i < LT_N_PARCEL_FIELDS; i++) {
    const char *field = parcel->fields[i];
    reading->values[i] = (LtValue){.type = *field == '\0' ? LT_VALUE_NULL : LT_VALUE_TEXT,
                                   .text = field};
    if (!reading->wanted[i])
      reading->values[i].type = LT_VALUE_NULL;
  }
  return lt_reading_insert(reading, (int64_t)reading->n_fids + 1, error);
}

bool lt_part_read_survey(const LtPart *part, LtReading *reading, GError **error)
{
  for (size_t i = 0; i < part->text->n_parcels; i++)
    if (!lt_reading_progress(reading, i, (GIntBig)part->text->n_parcels, error) ||
        !parcel_read(part->text, &part->text->parcels[i], reading, error))
      return false;
  return true;
}
