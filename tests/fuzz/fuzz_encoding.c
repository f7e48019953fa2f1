/* Any bytes: an encoding in which all of them are valid text, or an error that shows readings. */
#include "io/encoding.h"
#include "io/encoding_detect.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  const char *used = NULL;
  g_autofree char *text = lt_decode((const char *)data, size, NULL, true, "fuzz", &used, &error);
  if ((text == NULL) == (error == NULL) || (text != NULL && !g_utf8_validate(text, -1, NULL)))
    abort();
  if (error != NULL && !g_utf8_validate(error->message, -1, NULL))
    abort();
  g_auto(LtEncodingEvidence) evidence = {0};
  lt_encoding_evidence_add(&evidence, (const char *)data, size, true);
  g_autofree char *shown = lt_encoding_evidence_show(&evidence);
  const char *found = lt_encoding_evidence_decide(&evidence);
  if (!g_utf8_validate(shown, -1, NULL) || (found != NULL && used == NULL && text != NULL))
    abort();
  return 0;
}
