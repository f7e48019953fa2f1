/* Any text: no angle, or one whose degrees are finite and, where it was parted, no more than a
 * circle's. */
#include "io/survey_angle.h"

#include <glib.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup((const char *)data, size);
  LtSurveyAngle angle;
  if (lt_survey_angle_parse(text, &angle) &&
      (!isfinite(angle.degrees) || (angle.is_parted && fabs(angle.degrees) > 361)))
    abort();
  if (lt_survey_angle_unpack(text, &angle) && (angle.degrees < 0 || angle.degrees > 361))
    abort();
  return 0;
}
