/**
 * @file rules_words.h
 * @brief Words of kinds of rules and of their limits. Internal to report/.
 */
#ifndef LT_REPORT_RULES_WORDS_H
#define LT_REPORT_RULES_WORDS_H

#include "base/text.h"

/** What a kind of rule looks for; static. NULL: a kind that nobody has described. */
const char *lt_kind_text(const char *kind, LtLang lang);

/** What a limit of a kind means; static. NULL as above. */
const char *lt_limit_text(const char *kind, const char *key, LtLang lang);

/** The unit that the name of a limit ends with, in words or as "m", "m2", "deg"; static. NULL: it
 * has none. */
const char *lt_limit_unit_text(const char *key, LtLang lang);
const char *lt_limit_unit_code(const char *key);

#endif
