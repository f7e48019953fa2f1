#include "io/sql_functions.h"

#include "base/text.h"
#include "io/number.h"

#include <stdint.h>
#include <string.h>

/* A number with its blanks may be this long, a code of an industry far less. */
#define FOLDED_BYTES 128
#define INDUSTRY_DIGITS 4

/* Nothing here reads files, depends on time or chance, or makes much of little. */
static const char *const allowed_names[] = {
    "abs",   "coalesce", "glob", "ifnull",  "iif",   "industry_in", "instr",  "length",
    "like",  "lower",    "ltrim", "max",    "min",   "nullif",      "number", "replace",
    "round", "rtrim",    "substr", "trim",  "typeof", "upper",
};

bool lt_sql_function_is_allowed(const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS(allowed_names); i++) {
    if (g_ascii_strcasecmp(allowed_names[i], name) == 0)
      return true;
  }
  return false;
}

/* Full-width characters as their ASCII twins, blanks at both ends let go. False when there are
 * other characters beyond ASCII or too many. */
static bool text_fold(const char *text, size_t n_bytes, char folded[FOLDED_BYTES])
{
  size_t n = 0;
  if (!g_utf8_validate(text, (gssize)n_bytes, NULL))
    return false;
  for (const char *at = text; at < text + n_bytes; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (c >= 0xFF01 && c <= 0xFF5E)
      c -= 0xFEE0;
    if (g_unichar_isspace(c) || c == 0xFEFF)
      c = ' ';
    if (c >= 128)
      return false;
    if (c == ' ' && n == 0)
      continue;
    if (n + 1 == FOLDED_BYTES)
      return false;
    folded[n++] = (char)c;
  }
  folded[n] = '\0';
  g_strchomp(folded);
  return true;
}

static size_t digits_count(const char *text)
{
  return strspn(text, "0123456789");
}

/* Take the commas out of "1,234,567.8". False when they do not stand after each third digit. */
static bool thousands_join(char *text)
{
  char *group = text + (*text == '+' || *text == '-');
  size_t n = digits_count(group);
  if (strchr(text, ',') == NULL)
    return true;
  if (n < 1 || n > 3 || *group == '0')
    return false;
  while (group[n] == ',') {
    memmove(group + n, group + n + 1, strlen(group + n));
    group += n;
    n = digits_count(group);
    if (n != 3)
      return false;
  }
  return strchr(group, ',') == NULL;
}

static void sql_number(sqlite3_context *context, int n_args, sqlite3_value **args)
{
  (void)n_args;
  int type = sqlite3_value_type(args[0]);
  if (type == SQLITE_INTEGER || type == SQLITE_FLOAT) {
    sqlite3_result_value(context, args[0]);
    return;
  }
  if (type != SQLITE_TEXT)
    return;
  char folded[FOLDED_BYTES];
  double number;
  const char *text = (const char *)sqlite3_value_text(args[0]);
  if (text == NULL)
    sqlite3_result_error_nomem(context);
  else if (text_fold(text, (size_t)sqlite3_value_bytes(args[0]), folded) &&
           thousands_join(folded) && lt_number_parse(folded, &number))
    sqlite3_result_double(context, number);
}

/* The digits of a code; NULL when it has none or more than four. */
static const char *industry_digits(char *code)
{
  char section = g_ascii_toupper(*code);
  const char *digits = code + (section >= 'A' && section <= 'T');
  size_t n = digits_count(digits);
  return n >= 1 && n <= INDUSTRY_DIGITS && digits[n] == '\0' ? digits : NULL;
}

/* The digits of a value, NULL when it is no code. */
static const char *industry_of_value(sqlite3_value *value, char folded[FOLDED_BYTES])
{
  const char *text = NULL;
  double real = sqlite3_value_double(value);
  switch (sqlite3_value_type(value)) {
  case SQLITE_FLOAT: /* a whole number in a column of decimals */
    if (real < 0.0 || real > 9999.0 || real != (double)(int)real)
      return NULL;
    g_snprintf(folded, FOLDED_BYTES, "%d", (int)real);
    return folded;
  case SQLITE_INTEGER:
  case SQLITE_TEXT:
    text = (const char *)sqlite3_value_text(value);
    break;
  }
  if (text == NULL || !text_fold(text, (size_t)sqlite3_value_bytes(value), folded))
    return NULL;
  return industry_digits(folded);
}

typedef struct {
  bool is_data; /* the list is of a row, not of whoever wrote the rule */
  bool is_in, is_open;
  size_t n_items;
} IndustryAnswer;

/* Codes in a text, parted by commas or semicolons of either width or the enumeration comma; blank
 * ones among them. */
static char **items_split(const char *text)
{
  return g_utf8_validate(text, -1, NULL) ? g_regex_split_simple("[,，、;；]", text, 0, 0)
                                         : g_strsplit(text, ",", -1);
}

/* Compare a code with the list; its items are checked even where the code is NULL. False, with the
 * item in @p bad, when one is no code; in a list that is data this leaves the answer open. */
static bool industry_compare(const char *code, const char *list, IndustryAnswer *answer, char **bad)
{
  g_auto(GStrv) items = items_split(list);
  for (char **item = items; *item != NULL; item++) {
    char folded[FOLDED_BYTES];
    bool is_ascii = text_fold(*item, strlen(*item), folded);
    if (is_ascii && folded[0] == '\0')
      continue;
    const char *digits = is_ascii ? industry_digits(folded) : NULL;
    if (digits == NULL && !answer->is_data) {
      *bad = g_strdup(*item);
      return false;
    }
    answer->n_items++;
    answer->is_in |= code != NULL && digits != NULL && g_str_has_prefix(code, digits);
    answer->is_open |= code == NULL || digits == NULL || g_str_has_prefix(digits, code);
  }
  return true;
}

/* A text that names several codes. False: an item of the list in @p bad is no code. */
static bool industry_compare_each(const char *codes, const char *list, IndustryAnswer *answer,
                                  char **bad)
{
  g_auto(GStrv) items = items_split(codes);
  size_t n_codes = 0;
  for (char **item = items; *item != NULL; item++) {
    char folded[FOLDED_BYTES];
    bool is_ascii = text_fold(*item, strlen(*item), folded);
    if (is_ascii && folded[0] == '\0')
      continue;
    n_codes++;
    if (!industry_compare(is_ascii ? industry_digits(folded) : NULL, list, answer, bad))
      return false;
  }
  return n_codes > 0 || industry_compare(NULL, list, answer, bad);
}

static void sql_industry_in(sqlite3_context *context, int n_args, sqlite3_value **args)
{
  (void)n_args;
  char folded[FOLDED_BYTES];
  const char *code = industry_of_value(args[0], folded);
  const char *list = (const char *)sqlite3_value_text(args[1]);
  const char *codes = code == NULL && sqlite3_value_type(args[0]) == SQLITE_TEXT
                          ? (const char *)sqlite3_value_text(args[0])
                          : NULL;
  IndustryAnswer answer = {.is_data = *(const bool *)sqlite3_user_data(context)};
  g_autofree char *bad = NULL;
  if (list == NULL)
    return;
  bool is_list = codes == NULL
                     ? industry_compare(code, list, &answer, &bad)
                     : industry_compare_each(codes, list, &answer, &bad);
  if (answer.is_data && answer.n_items == 0)
    return;
  if (!is_list || answer.n_items == 0) {
    g_autofree char *message =
        lt_text_format(lt_language(), LT_T_WHERE_INDUSTRY_LIST, bad != NULL ? bad : list);
    sqlite3_result_error(context, message, -1);
    return;
  }
  if (answer.is_in || !answer.is_open)
    sqlite3_result_int(context, answer.is_in);
}

int lt_sql_functions_add(sqlite3 *db, const bool *lists_are_data)
{
  /* Innocuous: views may call them though the schema is not trusted. */
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  int rc = sqlite3_create_function_v2(db, "number", 1, flags, NULL, sql_number, NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_create_function_v2(db, "industry_in", 2, flags, (void *)lists_are_data,
                                    sql_industry_in, NULL, NULL, NULL);
  return rc;
}
