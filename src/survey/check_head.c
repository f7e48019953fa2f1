/* What the head of a survey lacks, and what of it was not applied. */
#include "survey/checks.h"

#include <string.h>

static LtSurveyPlace place_of(const LtSurveyCheck *check, LtSurveyRule rule, LtSeverity severity,
                              const char *key)
{
  size_t line = 0;
  for (guint i = 0; i < check->text->keys->len; i++) {
    const LtSurveyKey *row = &g_array_index(check->text->keys, LtSurveyKey, i);
    if (strcmp(row->name, key) == 0)
      line = row->line;
  }
  return (LtSurveyPlace){rule, severity, LT_SURVEY_NO_PARCEL, line};
}

static bool has_key(const LtSurveyText *text, const char *name)
{
  for (guint i = 0; i < text->keys->len; i++)
    if (strcmp(g_array_index(text->keys, LtSurveyKey, i).name, name) == 0)
      return true;
  return false;
}

const char *lt_survey_head_total(const LtSurveyText *text)
{
  static const char *const names[] = {"批准面积",   "核准面积", "批准总面积",
                                      "项目总面积", "总面积",   NULL};
  for (guint i = 0; i < text->keys->len; i++) {
    const LtSurveyKey *key = &g_array_index(text->keys, LtSurveyKey, i);
    if (g_strv_contains(names, key->name) && key->value != NULL && *key->value != '\0')
      return key->value;
  }
  return NULL;
}

/* Without these coordinates mean nothing; the others only name who made the file, and how. */
static void keys_check(const LtSurveyCheck *check)
{
  static const char *const others[] = {"格式版本号", "数据产生单位", "数据产生日期", "投影类型",
                                       "计量单位",   "精度",         "转换参数"};
  LtSurveyText *text = check->text;
  const char *const values[] = {text->system, text->degrees, text->zone};
  static const char *const names[] = {"坐标系", "几度分带", "带号"};
  for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
    if (values[i] == NULL)
      lt_survey_note(&text->notes, place_of(check, LT_SV_HEAD, LT_SEVERITY_WARNING, names[i]),
                     LT_T_SVC_NO_KEY, names[i]);
  g_autoptr(GString) missing = g_string_new(NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
    if (!has_key(text, others[i]))
      g_string_append_printf(missing, "%s%s", missing->len > 0 ? "、" : "", others[i]);
  if (missing->len > 0)
    lt_survey_note(&text->notes, place_of(check, LT_SV_HEAD, LT_SEVERITY_INFO, ""),
                   LT_T_SVC_NO_KEYS, missing->str);
}

/* Parameters of zeros are none. */
static bool is_shifting(const char *shift)
{
  return shift != NULL && strpbrk(shift, "123456789") != NULL;
}

void lt_survey_check_head(const LtSurveyCheck *check)
{
  LtSurveyText *text = check->text;
  keys_check(check);
  static const char *const metres[] = {"米", "m", "M", "公尺", NULL};
  if (text->unit != NULL && !g_strv_contains(metres, text->unit) && !text->is_degrees)
    lt_survey_note(&text->notes, place_of(check, LT_SV_HEAD, LT_SEVERITY_WARNING, "计量单位"),
                   LT_T_SVC_UNIT, text->unit);
  if (is_shifting(text->shift))
    lt_survey_note(&text->notes, place_of(check, LT_SV_HEAD, LT_SEVERITY_WARNING, "转换参数"),
                   LT_T_SVC_SHIFT, text->shift);
  if (lt_survey_decimals(text->precision) == -2 && !text->is_degrees)
    lt_survey_note(&text->notes, place_of(check, LT_SV_HEAD, LT_SEVERITY_WARNING, "精度"),
                   LT_T_SVC_PRECISION, text->precision);
}
