#include "base/text.h"

#include "base/bytes.h"

#include <stdarg.h>
#include <stdatomic.h>

static const char *const texts[LT_N_TEXTS][LT_N_LANGS] = {
#define LT_TEXT(id, zh, en) [LT_T_##id] = {[LT_LANG_ZH] = zh, [LT_LANG_EN] = en},
#include "share/texts/all.def"
#undef LT_TEXT
};

static atomic_int language = LT_LANG_EN;

/* No G_DEFINE_QUARK(): errors of several threads would race to keep the number. */
GQuark lt_error_quark(void)
{
  return g_quark_from_static_string("lt-error-quark");
}

void lt_language_set(LtLang lang)
{
  g_return_if_fail(lang < LT_N_LANGS);
  atomic_store(&language, (int)lang);
}

LtLang lt_language(void)
{
  return (LtLang)atomic_load(&language);
}

char *lt_text_trim(const char *text)
{
  if (text == NULL)
    return NULL;
  const char *begin = text, *end = text + strlen(text);
  while (g_unichar_isspace(g_utf8_get_char(begin)))
    begin = g_utf8_next_char(begin);
  while (end > begin && g_unichar_isspace(g_utf8_get_char(g_utf8_prev_char(end))))
    end = g_utf8_prev_char(end);
  return end > begin ? g_strndup(begin, (gsize)(end - begin)) : NULL;
}

bool lt_char_is_hidden(gunichar c)
{
  bool is_control = c < 0x20 || (c >= 0x7f && c < 0xa0);
  bool is_mark = c == 0x61c || c == 0x200e || c == 0x200f;
  bool is_separator = c == 0x2028 || c == 0x2029;
  bool is_direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  return is_control || is_mark || is_separator || is_direction;
}

char *lt_line_visible(const char *text)
{
  g_return_val_if_fail(text != NULL, NULL);

  GString *line = g_string_new(NULL);
  for (const char *p = text; *p != '\0';) {
    gunichar c = g_utf8_get_char_validated(p, -1);
    bool is_char = c < (gunichar)-2;
    if (!is_char)
      g_string_append_printf(line, "\\x%02x", (unsigned char)*p);
    else if (lt_char_is_hidden(c))
      g_string_append_printf(line, "\\u%04x", c);
    else
      g_string_append_unichar(line, c);
    p = is_char ? g_utf8_next_char(p) : p + 1;
  }
  return g_string_free(line, FALSE);
}

void lt_bilingual_clear(LtBilingual *text)
{
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    g_clear_pointer(&text->in[lang], g_free);
}

const char *lt_text(LtLang lang, LtTextId id)
{
  return texts[id][lang];
}

/* The formats are rows of our own catalogue, never input. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

char *lt_text_format(LtLang lang, LtTextId id, ...)
{
  va_list args;
  va_start(args, id);
  char *text = g_strdup_vprintf(lt_text(lang, id), args);
  va_end(args);
  return text;
}

bool lt_fail(GError **error, LtErrorCode code, LtTextId id, ...)
{
  va_list args;
  if (code == LT_ERROR_MEMORY)
    lt_reserve_give();
  va_start(args, id);
  g_autofree char *message = g_strdup_vprintf(lt_text(lt_language(), id), args);
  va_end(args);
  /* One line, whatever a library or a file name put into it. */
  g_strdelimit(message, "\r\n", ' ');
  g_set_error_literal(error, LT_ERROR, (int)code, message);
  return false;
}

#pragma GCC diagnostic pop
