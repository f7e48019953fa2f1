/**
 * @file lantu/language.h
 * @brief The language of messages: Chinese or English, from one catalogue.
 */
#ifndef LANTU_LANGUAGE_H
#define LANTU_LANGUAGE_H

#include <lantu/visibility.h>

typedef enum { LT_LANG_ZH, LT_LANG_EN, LT_N_LANGS } LtLang;

/**
 * Choose the language of error, log and progress texts of this process; English before the
 * first call. Thread-safe; meant to be called once at the start.
 */
LT_PUBLIC void lt_language_set(LtLang lang);
LT_PUBLIC LtLang lt_language(void);

#endif
