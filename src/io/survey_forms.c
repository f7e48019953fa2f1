/* Departures of a survey text from the standard form. */
#include "io/survey_parser.h"

static const struct {
  LtTextId text;
  LtSurveyRule rule;
  LtSeverity severity;
} forms[LT_N_FORMS] = {
    [LT_FORM_WIDE] = {LT_T_SVF_WIDE, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_BRACES] = {LT_T_SVF_BRACES, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_BLANKS] = {LT_T_SVF_BLANKS, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_NO_COMMA] = {LT_T_SVF_NO_COMMA, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_TRAILING] = {LT_T_SVF_TRAILING, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_AT] = {LT_T_SVF_AT, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_EAST_FIRST] = {LT_T_SVF_EAST_FIRST, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_LONGITUDE_FIRST] = {LT_T_SVF_LONGITUDE_FIRST, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_DEGREES] = {LT_T_SVF_DEGREES, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_HEADER_13] = {LT_T_SVF_HEADER_13, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_HEADER_7] = {LT_T_SVF_HEADER_7, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_HEADER_MAP] = {LT_T_SVF_HEADER_MAP, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_HEADER_LAW] = {LT_T_SVF_HEADER_LAW, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_HEADER_5] = {LT_T_SVF_HEADER_5, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_NO_TYPE] = {LT_T_SVF_NO_TYPE, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_NO_NAME] = {LT_T_SVF_NO_NAME, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_NO_SECTION] = {LT_T_SVF_NO_SECTION, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_SECTION] = {LT_T_SVF_SECTION, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_OTHER_SECTION] = {LT_T_SVF_OTHER_SECTION, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_KEYLESS] = {LT_T_SVF_KEYLESS, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_OTHER_KEY] = {LT_T_SVF_OTHER_KEY, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_OPEN_RING] = {LT_T_SVF_OPEN_RING, LT_SV_CLOSE, LT_SEVERITY_WARNING},
    [LT_FORM_RING_BY_CLOSURE] = {LT_T_SVF_RING_BY_CLOSURE, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_CLOSED_TWICE] = {LT_T_SVF_CLOSED_TWICE, LT_SV_CLOSE, LT_SEVERITY_WARNING},
    [LT_FORM_OTHER_ROW] = {LT_T_SVF_OTHER_ROW, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_UNUSED_PAIR] = {LT_T_SVF_UNUSED_PAIR, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_CUT_ROW] = {LT_T_SVF_CUT_ROW, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_PACKED] = {LT_T_SVF_PACKED, LT_SV_FORM, LT_SEVERITY_WARNING},
    [LT_FORM_POINT] = {LT_T_SVF_POINT, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_OTHER_ENTITY] = {LT_T_SVF_OTHER_ENTITY, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_BLOCK] = {LT_T_SVF_BLOCK, LT_SV_FORM, LT_SEVERITY_INFO},
    [LT_FORM_MANY_TEXTS] = {LT_T_SVF_MANY_TEXTS, LT_SV_FORM, LT_SEVERITY_INFO},
};

void lt_survey_form(LtSurveyParser *parser, LtSurveyForm form)
{
  if (parser->forms[form].n++ == 0)
    parser->forms[form].line = parser->line_number;
}

void lt_survey_forms_tell(LtSurveyParser *parser)
{
  for (size_t i = 0; i < LT_N_FORMS; i++)
    if (parser->forms[i].n > 0)
      lt_survey_note(&parser->text->notes,
                     (LtSurveyPlace){.rule = forms[i].rule,
                                     .severity = forms[i].severity,
                                     .parcel = LT_SURVEY_NO_PARCEL,
                                     .line = parser->forms[i].line},
                     forms[i].text, parser->forms[i].n);
}

/* Longer words of the file are cut in messages. */
#define QUOTED_CHARS 60
#define QUOTED_TOKENS 8

static char *line_quote(const LtSurveyLine *line, const char *what)
{
  GString *all = g_string_new(what);
  for (size_t i = 0; what == NULL && i < MIN(line->n_tokens, QUOTED_TOKENS); i++)
    g_string_append_printf(all, "%s%s", i == 0 ? "" : ",", line->tokens[i]);
  g_autofree char *text = g_string_free(all, FALSE);
  return g_utf8_strlen(text, -1) > QUOTED_CHARS ? g_utf8_substring(text, 0, QUOTED_CHARS)
                                                : g_steal_pointer(&text);
}

void lt_survey_line_fail(LtSurveyParser *parser, LtTextId id, const char *what)
{
  LtSurveyText *text = parser->text;
  size_t parcel = text->n_parcels > 0 ? text->n_parcels - 1 : LT_SURVEY_NO_PARCEL;
  if (parcel != LT_SURVEY_NO_PARCEL && parser->section == LT_SECTION_PARCELS)
    text->parcels[parcel].n_lost++;
  else
    parcel = LT_SURVEY_NO_PARCEL;
  g_autofree char *quoted = line_quote(&parser->line, what);
  lt_survey_note(&text->notes,
                 (LtSurveyPlace){LT_SV_READ, LT_SEVERITY_ERROR, parcel, parser->line_number}, id,
                 quoted);
}

void lt_survey_line_note(LtSurveyParser *parser, LtSurveyRule rule, LtTextId id, const char *what)
{
  LtSurveyText *text = parser->text;
  g_autofree char *quoted = line_quote(&parser->line, what);
  lt_survey_note(&text->notes,
                 (LtSurveyPlace){rule, LT_SEVERITY_WARNING,
                                 text->n_parcels > 0 ? text->n_parcels - 1 : LT_SURVEY_NO_PARCEL,
                                 parser->line_number},
                 id, quoted);
}
