#include "report/near_words.h"

char *lt_near_limit_text(double limit_m)
{
  return limit_m < 1000 ? g_strdup_printf("%.10g m", limit_m)
                        : g_strdup_printf("%.10g km", limit_m / 1000);
}

char *lt_near_class_text(const LtNearResults *results, unsigned class, LtLang lang)
{
  if (class == LT_NEAR_UNDETERMINED)
    return g_strdup(lt_text(lang, LT_T_NEAR_UNDETERMINED));
  if (class == LT_NEAR_NOWHERE)
    return g_strdup(lt_text(lang, LT_T_NEAR_NOWHERE));
  if (results->n_limits == 0)
    return g_strdup(lt_text(lang, LT_T_NEAR_MEASURED));
  bool is_beyond = class == LT_NEAR_BEYOND;
  unsigned last = is_beyond ? (unsigned)results->n_limits - 1 : class;
  g_autofree char *limit = lt_near_limit_text(results->limits_m[last]);
  if (is_beyond)
    return lt_text_format(lang, LT_T_NEAR_BEYOND, limit);
  if (class == 0)
    return lt_text_format(lang, LT_T_NEAR_UP_TO, limit);
  g_autofree char *from = lt_near_limit_text(results->limits_m[class - 1]);
  return lt_text_format(lang, LT_T_NEAR_BETWEEN, from, limit);
}

const char *lt_near_class_code(const LtNearResults *results, unsigned class)
{
  return class == LT_NEAR_UNDETERMINED ? "undetermined"
         : class == LT_NEAR_NOWHERE    ? "nowhere"
         : results->n_limits == 0      ? "measured"
         : class == LT_NEAR_BEYOND     ? "beyond"
                                       : "ring";
}
