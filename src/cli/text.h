/**
 * @file text.h
 * @brief The program's own texts, Chinese and English: the rows of src/share/texts/cli.def.
 */
#ifndef LT_CLI_TEXT_H
#define LT_CLI_TEXT_H

#include <lantu/lantu.h>
#include <stdbool.h>

typedef enum {
#define LT_TEXT(id, zh, en) T_##id,
#include "share/texts/cli.def"
#undef LT_TEXT
  N_TEXTS
} TextId;

/** A row in the language of the process; static, a printf format where the row has conversions. */
const char *text_of(TextId id);

/** A row filled in. Free with g_free(). */
char *text_format(TextId id, ...);

/** Set an error of LT_ERROR whose message is a row. Always false. */
bool text_fail(GError **error, LtErrorCode code, TextId id, ...);

#endif
