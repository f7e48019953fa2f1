/**
 * @file near_words.h
 * @brief Words that the writers of lantu near share.
 */
#ifndef LT_REPORT_NEAR_WORDS_H
#define LT_REPORT_NEAR_WORDS_H

#include "near/results.h"

/** "10 km", "500 m". Free with g_free(). */
char *lt_near_limit_text(double limit_m);

/** What a class is called for people: "up to 10 km", "10 km to 20 km", "undetermined". Free with
 * g_free(). */
char *lt_near_class_text(const LtNearResults *results, unsigned class, LtLang lang);

/** For programs: "ring", "beyond", "undetermined", "nowhere"; "measured" without limits. Static. */
const char *lt_near_class_code(const LtNearResults *results, unsigned class);

#endif
