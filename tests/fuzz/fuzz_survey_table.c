/* Any bytes as a CSV table of corners, and as a DXF drawing: an error, or a survey whose parts lie
 * inside its arrays. */
#include "io/survey_dxf.h"
#include "io/survey_table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const LtSurveyText *text, const GError *error)
{
  if ((text == NULL) == (error == NULL))
    abort();
  for (size_t i = 0; text != NULL && i < text->n_parcels; i++) {
    const LtParcel *parcel = &text->parcels[i];
    if (parcel->first_ring > parcel->end_ring || parcel->end_ring > text->n_rings)
      abort();
  }
  for (size_t i = 0; text != NULL && i < text->n_rings; i++)
    if (text->rings[i].end > text->n_points ||
        text->rings[i].end < lt_survey_ring_begin(text, i) + 4)
      abort();
  for (guint i = 0; text != NULL && text->sides != NULL && i < text->sides->len; i++)
    if (g_array_index(text->sides, LtSurveySide, i).point >= text->n_points)
      abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LtRun) run = lt_run_new();
  g_auto(LtSurveyRows) rows = {0};
  g_autofree char *valid = g_utf8_make_valid((const char *)data, (gssize)size);
  if (!lt_survey_rows_read_csv(&rows, valid, strlen(valid), "fuzz.csv", &error))
    abort();
  g_autoptr(LtSurveyText) table = lt_survey_table_read(&rows, "fuzz.csv", run, &error);
  look(table, error);
  g_clear_error(&error);
  g_autoptr(LtSurveyText) drawing =
      lt_survey_dxf_parse((const char *)data, size, "fuzz.dxf", NULL, run, &error);
  look(drawing, error);
  return 0;
}
