/**
 * @file survey_words.h
 * @brief Words for what a survey found, the same in the text and in the certificate.
 */
#ifndef LT_REPORT_SURVEY_WORDS_H
#define LT_REPORT_SURVEY_WORDS_H

#include "survey/results.h"

/** Rows of the names of severities and of methods. */
LtTextId lt_survey_severity_word(LtSeverity severity);
LtTextId lt_survey_method_word(LtSurveyMethod method);

/** "合格", of lt_survey_verdict(); static. */
const char *lt_survey_verdict_word(int verdict, LtLang lang);

/** The sentence which methods reproduce most digits of the stated number or, where none comes within
 * the limit of SV-AREA, which is nearest. Free with g_free(). */
char *lt_survey_area_sentence(const LtSurveyCertificate *certificate, LtLang lang);

#endif
