/* Any bytes: an error or a text whose parts lie inside its arrays. */
#include "io/survey_text.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LtSurveyText) text =
      lt_survey_text_parse((const char *)data, size, "fuzz.txt", NULL, NULL, &error);
  if ((text == NULL) == (error == NULL))
    abort();
  for (size_t i = 0; text != NULL && i < text->n_parcels; i++) {
    const LtParcel *parcel = &text->parcels[i];
    if (parcel->first_ring > parcel->end_ring || parcel->end_ring > text->n_rings ||
        (parcel->first_ring == parcel->end_ring && parcel->is_polygon && parcel->n_lost == 0))
      abort();
  }
  for (size_t i = 0; text != NULL && i < text->n_rings; i++)
    if (text->rings[i].end > text->n_points ||
        text->rings[i].end < lt_survey_ring_begin(text, i) + 4)
      abort();
  return 0;
}
