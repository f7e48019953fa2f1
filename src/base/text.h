/**
 * @file text.h
 * @brief The catalogue of all texts a person reads, Chinese and English side by side.
 *
 * The rows stand in src/share/texts/<folder>.def, one file for each folder of src/:
 *   LT_TEXT(ID, "中文", "English")
 * Both texts of a row take the same arguments; where the order differs they use %1$s.
 * A test compares the conversions of every pair.
 */
#ifndef LT_BASE_TEXT_H
#define LT_BASE_TEXT_H

#include <glib.h>
#include <lantu/error.h>
#include <lantu/language.h>
#include <stdbool.h>

typedef enum {
#define LT_TEXT(id, zh, en) LT_T_##id,
#include "share/texts/all.def"
#undef LT_TEXT
  LT_N_TEXTS
} LtTextId;

/** A text in both languages. */
typedef struct {
  char *in[LT_N_LANGS];
} LtBilingual;

/** Free the texts. */
void lt_bilingual_clear(LtBilingual *text);

/** The text of a row; static, a printf format where the row has conversions. */
const char *lt_text(LtLang lang, LtTextId id);

/** Fill in the text of a row. Free with g_free(). */
char *lt_text_format(LtLang lang, LtTextId id, ...);

/** A text without the blanks at its ends, full-width ones too; NULL when nothing is left, or for
 * NULL. Free with g_free(). */
char *lt_text_trim(const char *text);

/** True for the characters that lt_line_visible() shows as their code. */
bool lt_char_is_hidden(gunichar c);

/** Set an error whose message is a row, in the language of the process. Always returns false. */
bool lt_fail(GError **error, LtErrorCode code, LtTextId id, ...);

#endif
