/**
 * @file lantu/language.h
 * @brief The language of messages: Chinese or English, from one catalogue; and how they are shown.
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

/**
 * A text that holds words of the data, for one line on a terminal. What would break the line,
 * command the terminal or turn the direction of writing shows as its code: control characters,
 * marks, embeddings, overrides and isolates of direction and separators of lines as \u202e, bytes
 * that are no UTF-8 as \xff. Error and log messages are not yet so. Free with g_free().
 */
LT_PUBLIC char *lt_line_visible(const char *text);

#endif
