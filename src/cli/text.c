#include "cli/text.h"

#include <stdarg.h>

static const char *const texts[N_TEXTS][LT_N_LANGS] = {
#define LT_TEXT(id, zh, en) [T_##id] = {[LT_LANG_ZH] = zh, [LT_LANG_EN] = en},
#include "share/texts/cli.def"
#undef LT_TEXT
};

const char *text_of(TextId id)
{
  return texts[id][lt_language()];
}

/* The formats are rows of the catalogue; a lint compares their conversions. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

char *text_format(TextId id, ...)
{
  va_list args;
  va_start(args, id);
  char *text = g_strdup_vprintf(text_of(id), args);
  va_end(args);
  return text;
}

bool text_fail(GError **error, LtErrorCode code, TextId id, ...)
{
  va_list args;
  va_start(args, id);
  g_autofree char *message = g_strdup_vprintf(text_of(id), args);
  va_end(args);
  g_set_error_literal(error, LT_ERROR, (gint)code, message);
  return false;
}

#pragma GCC diagnostic pop
