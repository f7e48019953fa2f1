#include "io/encoding.h"

#include "io/encoding_detect.h"

#include <string.h>

#define MAX_SHOWN_BYTES 40

static const char bom_utf8[] = "\xEF\xBB\xBF";

static bool bytes_begin(const char *bytes, size_t n, const char *begin, size_t n_begin)
{
  return n >= n_begin && memcmp(bytes, begin, n_begin) == 0;
}

/* GB18030 holds GBK and GB2312; files called by the older names hold its characters too. */
static const char *encoding_iconv(const char *encoding)
{
  static const char *const rows[][2] = {
      {"GBK", "GB18030"},   {"GB2312", "GB18030"}, {"CP936", "GB18030"}, {"936", "GB18030"},
      {"gb_2312", "GB18030"}, {"UTF8", "UTF-8"},   {"65001", "UTF-8"},
      {"CP65001", "UTF-8"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (g_ascii_strcasecmp(encoding, rows[i][0]) == 0)
      return rows[i][1];
  return g_intern_string(encoding);
}

bool lt_encoding_is_same(const char *a, const char *b)
{
  return g_ascii_strcasecmp(encoding_iconv(a), encoding_iconv(b)) == 0;
}

/* NULL when the bytes are not valid; *is_unknown when iconv has no such encoding. */
static char *bytes_convert(const char *bytes, size_t n, const char *encoding, bool *is_unknown)
{
  if (g_ascii_strcasecmp(encoding, "UTF-8") == 0)
    return g_utf8_validate_len(bytes, n, NULL) ? g_strndup(bytes, n) : NULL;
  g_autoptr(GError) inner = NULL;
  gsize n_read = 0, n_written = 0;
  g_autofree char *text =
      g_convert(bytes, (gssize)n, "UTF-8", encoding, &n_read, &n_written, &inner);
  /* an iconv without its tables says FAILED where others say NO_CONVERSION */
  *is_unknown = g_error_matches(inner, G_CONVERT_ERROR, G_CONVERT_ERROR_NO_CONVERSION) ||
                g_error_matches(inner, G_CONVERT_ERROR, G_CONVERT_ERROR_FAILED);
  /* g_convert() is content when the input breaks off inside a character and says how far it came */
  if (text == NULL || n_read != n || memchr(text, '\0', n_written) != NULL)
    return NULL;
  return g_steal_pointer(&text);
}

bool lt_encoding_is_known(const char *encoding)
{
  bool is_unknown = false;
  g_autofree char *text = bytes_convert("a", 1, encoding_iconv(encoding), &is_unknown);
  return text != NULL;
}

char *lt_bytes_escape(const char *bytes, size_t n)
{
  GString *shown = g_string_new(NULL);
  for (size_t i = 0; i < MIN(n, MAX_SHOWN_BYTES); i++) {
    unsigned char byte = (unsigned char)bytes[i];
    if (byte == '\\')
      g_string_append(shown, "\\\\");
    else if (byte >= 0x20 && byte < 0x7f)
      g_string_append_c(shown, (char)byte);
    else
      g_string_append_printf(shown, "\\x%02X", byte);
  }
  if (n > MAX_SHOWN_BYTES)
    g_string_append(shown, "…");
  return g_string_free(shown, FALSE);
}

static const char *encoding_of_bom(const char *bytes, size_t n)
{
  if (bytes_begin(bytes, n, bom_utf8, 3))
    return "UTF-8";
  if (bytes_begin(bytes, n, "\xFF\xFE", 2) || bytes_begin(bytes, n, "\xFE\xFF", 2))
    return "UTF-16";
  return NULL;
}

static void lines_add(LtEncodingEvidence *evidence, const char *bytes, size_t n)
{
  for (size_t at = 0; at < n && !lt_encoding_evidence_is_full(evidence);) {
    const char *end = memchr(bytes + at, '\n', n - at);
    size_t length = end != NULL ? (size_t)(end - (bytes + at)) : n - at;
    lt_encoding_evidence_add(evidence, bytes + at, length, false);
    at += length + 1;
  }
}

/* What a whole file is in of which nothing is stated; NULL with an error: undecidable. */
static const char *encoding_find(const char *bytes, size_t n, const char *what, GError **error)
{
  const char *found = lt_encoding_utf16(bytes, n);
  if (found != NULL)
    return found;
  g_auto(LtEncodingEvidence) evidence = {0};
  lines_add(&evidence, bytes, n);
  found = lt_encoding_evidence_decide(&evidence);
  if (found != NULL)
    return found;
  g_autofree char *readings = lt_encoding_evidence_show(&evidence);
  lt_fail(error, LT_ERROR_READ, LT_T_ENCODING_UNDECIDED, what, readings);
  return NULL;
}

char *lt_decode(const char *bytes, size_t n, const char *encoding, bool may_be_gbk,
                const char *what, const char **used, GError **error)
{
  g_return_val_if_fail((bytes != NULL || n == 0) && what != NULL, NULL);
  const char *stated = encoding != NULL ? encoding : encoding_of_bom(bytes, n);
  const char *name = stated != NULL ? encoding_iconv(stated) : "UTF-8";
  bool is_unknown = false;
  if (bytes == NULL)
    bytes = "";
  if (n > G_MAXSSIZE / 8) {
    lt_fail(error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY, n, what);
    return NULL;
  }
  if (stated == NULL && may_be_gbk && (name = encoding_find(bytes, n, what, error)) == NULL)
    return NULL;
  g_autofree char *text = bytes_convert(bytes, n, name, &is_unknown);
  if (text == NULL) {
    if (is_unknown)
      lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_ENCODING_UNKNOWN, what, name);
    else if (stated != NULL)
      lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_ENCODING_WRONG, what, stated);
    else
      lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_ENCODING_NONE, what);
    return NULL;
  }
  if (g_str_has_prefix(text, bom_utf8))
    memmove(text, text + 3, strlen(text + 3) + 1);
  if (used != NULL)
    *used = name;
  return g_steal_pointer(&text);
}
