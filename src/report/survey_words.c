#include "report/survey_words.h"

#include <math.h>

static const LtTextId severities[] = {LT_T_SVR_INFO, LT_T_SVR_WARNING, LT_T_SVR_ERROR};
static const LtTextId methods[] = {LT_T_SVR_PLANAR, LT_T_SVR_ELLIPSOID, LT_T_SVR_SERIES,
                                   LT_T_SVR_GEODESIC};

LtTextId lt_survey_severity_word(LtSeverity severity)
{
  return severities[severity];
}

LtTextId lt_survey_method_word(LtSurveyMethod method)
{
  return methods[method];
}

const char *lt_survey_verdict_word(int verdict, LtLang lang)
{
  static const LtTextId texts[] = {LT_T_SVR_PASS, LT_T_SVR_PASS, LT_T_SVR_DOUBT, LT_T_SVR_FAIL};
  return lt_text(lang, texts[verdict + 1]);
}

static char *number_text(const LtSurveyStated *stated)
{
  return g_strdup_printf("%.*f", (int)MIN(stated->decimals, 12), stated->number);
}

static const char *unit_word(const LtSurveyStated *stated, LtLang lang)
{
  static const LtTextId units[] = {LT_T_SVC_UNIT_HA, LT_T_SVC_UNIT_HA, LT_T_SVC_UNIT_M2,
                                   LT_T_SVC_UNIT_MU};
  return lt_text(lang, units[stated->unit]);
}

/* No method reproduces the stated number: which comes nearest, and how far it is off. */
static char *none_sentence(const LtSurveyCertificate *certificate, LtLang lang)
{
  const LtSurveyStated *stated = &certificate->stated;
  g_autofree char *number = number_text(stated);
  int nearest = LT_SURVEY_PLANAR; /* the one that is always known */
  for (int i = 0; i < LT_SURVEY_N_METHODS; i++)
    if (fabs(stated->m2 - certificate->m2[i]) < fabs(stated->m2 - certificate->m2[nearest]))
      nearest = i;
  double off_m2 = stated->m2 - certificate->m2[nearest];
  return lt_text_format(lang, LT_T_SVR_BY_NONE, number, unit_word(stated, lang),
                        lt_text(lang, methods[nearest]), off_m2,
                        off_m2 / certificate->m2[nearest] * 100);
}

char *lt_survey_area_sentence(const LtSurveyCertificate *certificate, LtLang lang)
{
  const LtSurveyStated *stated = &certificate->stated;
  g_autoptr(GString) names = g_string_new(NULL);
  int most = -1;
  if (!stated->is_stated)
    return g_strdup(lt_text(lang, LT_T_SVR_NOT_STATED));
  for (int i = 0; i < LT_SURVEY_N_METHODS; i++)
    most = MAX(most, certificate->digits[i]);
  if (most < 0)
    return none_sentence(certificate, lang);
  for (int i = 0; i < LT_SURVEY_N_METHODS; i++)
    if (certificate->digits[i] == most)
      g_string_append_printf(names, "%s%s", names->len == 0 ? "" : lt_text(lang, LT_T_SVR_AND),
                             lt_text(lang, methods[i]));
  g_autofree char *number = number_text(stated);
  const char *unit = unit_word(stated, lang);
  if ((unsigned)most >= MIN(stated->decimals, 12) && (stated->unit != LT_SURVEY_HA || most >= 4))
    return lt_text_format(lang, LT_T_SVR_BY, number, unit, names->str, most);
  if (most == 0)
    return lt_text_format(lang, LT_T_SVR_BY_WHOLE, number, unit, names->str);
  return lt_text_format(lang, LT_T_SVR_BY_PART, number, unit, names->str, most);
}
