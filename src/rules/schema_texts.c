/* What kind `schema` says of values. */
#include "rules/schema_hits.h"

#include <string.h>

char *lt_schema_label(const LtSchemaField *field, LtLang lang)
{
  if (lang != LT_LANG_ZH || field->name_zh == NULL)
    return g_strdup(field->field);
  return lt_text_format(lang, LT_T_SCHEMA_LABEL, field->field, field->name_zh);
}

static const char *text_or(const LtBilingual *text, LtLang lang, const char *otherwise)
{
  return text->in[lang] == NULL ? otherwise : text->in[lang];
}

static char *conditional_text(const LtSchemaField *field, const LtSchemaHit *hit, const char *label,
                              LtLang lang)
{
  if (hit->is_check)
    return lt_text_format(lang, LT_T_SCHEMA_CHECK_AT, label, hit->stated == NULL ? "" : hit->stated,
                          text_or(&field->check_text, lang, field->check));
  return lt_text_format(lang, LT_T_SCHEMA_REQUIRED_AT, label,
                        text_or(&field->when_text, lang, field->required_when));
}

/* What values may be: "the scheme sandiao-2019", "TT、PD". */
static char *values_text(const LtSchemaField *field, LtLang lang)
{
  if (field->codes != NULL && field->level > 0) {
    g_autofree char *scheme = g_strndup(field->values + 1, strcspn(field->values + 1, "#"));
    return lt_text_format(lang, LT_T_SCHEMA_LEVEL, scheme, field->level);
  }
  if (field->codes != NULL)
    return lt_text_format(lang, LT_T_SCHEMA_SCHEME, field->values + 1);
  return field->listed == NULL ? g_strdup(field->values)
                               : g_strjoinv(lt_text(lang, LT_T_NAMES_SEPARATOR), field->listed);
}

char *lt_schema_hit_text(const LtSchema *schema, const LtSchemaHit *hit, LtLang lang)
{
  const LtSchemaField *field = &schema->fields[hit->field];
  g_autofree char *label = lt_schema_label(field, lang);
  g_autofree char *values = NULL;
  switch (hit->fault) {
  case LT_SCHEMA_TYPE:
    return lt_text_format(lang, LT_T_SCHEMA_TYPE_AT, label, hit->stated,
                          lt_schema_type_text(field->type, lang));
  case LT_SCHEMA_LENGTH:
    return lt_text_format(lang, LT_T_SCHEMA_LENGTH_AT, label, hit->stated, (int)hit->value,
                          (int)hit->limit);
  case LT_SCHEMA_DOMAIN:
    values = values_text(field, lang);
    return lt_text_format(lang, LT_T_SCHEMA_DOMAIN_AT, label, hit->stated, values);
  case LT_SCHEMA_NAME:
    return lt_text_format(lang, LT_T_SCHEMA_NAME_AT, label, hit->stated, field->name_of,
                          hit->expected);
  case LT_SCHEMA_CONDITIONAL:
    return conditional_text(field, hit, label, lang);
  case LT_SCHEMA_ARITHMETIC:
    return lt_text_format(lang, LT_T_SCHEMA_ARITHMETIC_AT, label,
                          hit->stated == NULL ? lt_text(lang, LT_T_SCHEMA_BLANK_VALUE)
                                              : hit->stated,
                          field->formula, hit->expected);
  default:
    return lt_text_format(
        lang, LT_T_SCHEMA_NULL_AT, label,
        lt_schema_is_confirmed(field, "required") ? "" : lt_text(lang, LT_T_LAW_UNCONFIRMED));
  }
}
