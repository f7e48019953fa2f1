/* A survey text as a file of a source. */
#include "io/source_parts.h"
#include "io/survey_file.h"

#include <math.h>
#include <string.h>

/* What cannot be read would be missing from the layer: it is refused. */
static bool text_check(const LtPart *part, GError **error)
{
  const LtSurveyText *text = part->text;
  const LtSurveyNote *first = lt_survey_notes_first_error(&text->notes);
  if (first != NULL)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_AT, part->path, first->line,
                   first->text.in[lt_language()]);
  for (size_t i = 0; i < text->n_parcels; i++)
    if (!text->parcels[i].is_polygon) {
      g_autofree char *what = lt_text_format(lt_language(), LT_T_SURVEY_NOT_POLYGON,
                                             text->parcels[i].fields[LT_PARCEL_TXSX]);
      return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_AT, part->path, text->parcels[i].line, what);
    }
  return true;
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
  part->text = lt_survey_file_read(part->path, part->opened, source->spec.encoding, NULL, error);
  if (part->text == NULL || !text_check(part, error))
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
    size_t begin = lt_survey_ring_begin(text, ring);
    size_t n = text->rings[ring].end - begin;
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
    reading->values[i] =
        (LtValue){.type = *field == '\0' ? LT_VALUE_NULL : LT_VALUE_TEXT, .text = field};
    if (!reading->wanted[i])
      reading->values[i].type = LT_VALUE_NULL;
  }
  return lt_reading_insert(reading, (int64_t)reading->n_fids + 1, error);
}

bool lt_part_read_survey(const LtPart *part, LtReading *reading, GError **error)
{
  guint n_notes = part->text->notes.notes->len;
  if (n_notes > 0 && reading->tells_progress)
    lt_run_log(reading->run, LT_LOG_INFO, LT_T_SURVEY_LAYER_NOTES, part->path, (size_t)n_notes);
  for (size_t i = 0; i < part->text->n_parcels; i++)
    if (!lt_reading_progress(reading, i, (GIntBig)part->text->n_parcels, error) ||
        !parcel_read(part->text, &part->text->parcels[i], reading, error))
      return false;
  return true;
}
