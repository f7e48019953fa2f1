#include "io/database.h"

#include <lantu/path.h>
#include <string.h>

#define PREFIX "PG:"

/* Names go to libpq as they are. `options` is not let in: it could undo what lt_postgis_open()
 * sets. */
static const struct {
  const char *name;
  bool is_secret;
} keywords[] = {
    {"dbname", false},
    {"host", false},
    {"hostaddr", false},
    {"port", false},
    {"user", false},
    {"password", true},
    {"passfile", false},
    {"service", false},
    {"sslmode", false},
    {"sslcert", false},
    {"sslkey", false},
    {"sslpassword", true},
    {"sslrootcert", false},
    {"gssencmode", false},
    {"krbsrvname", false},
    {"application_name", false},
    {"connect_timeout", false},
    {"target_session_attrs", false},
    {"tables", false},
};

/* In what GDAL is given: it looks for these words wherever they stand, in passwords too. */
static const char *const words_of_gdal[] = {"active_schema=", "schemas=", "tables="};

/* Seconds for a server that does not answer. */
#define CONNECT_TIMEOUT "10"

static bool has_prefix(const char *path, const char *prefix)
{
  return g_ascii_strncasecmp(path, prefix, strlen(prefix)) == 0;
}

bool lt_path_is_database(const char *path)
{
  return has_prefix(path, PREFIX) || has_prefix(path, "PGB:") ||
         has_prefix(path, "postgresql://") || has_prefix(path, "postgres://");
}

/* ---- taking apart ---- */

typedef struct {
  size_t keyword;
  char *value;
} Pair;

static void pair_clear(void *data)
{
  g_free(((Pair *)data)->value);
}

static bool is_blank(char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *blanks_skip(const char *at)
{
  while (is_blank(*at))
    at++;
  return at;
}

/* A value as libpq reads it: in quotes, or up to a blank; a backslash takes the next character as
 * it is. *at is behind it then. NULL: the quote is not closed. */
static char *value_read(const char **at)
{
  GString *value = g_string_new(NULL);
  const char *c = *at;
  bool is_quoted = *c == '\'';
  for (c += is_quoted; *c != '\0' && (is_quoted ? *c != '\'' : !is_blank(*c)); c++) {
    if (*c == '\\' && *++c == '\0')
      break;
    g_string_append_c(value, *c);
  }
  bool is_closed = !is_quoted || *c == '\'';
  *at = c + (is_quoted && is_closed);
  return g_string_free(value, !is_closed);
}

static size_t keyword_find(const char *name, size_t n)
{
  size_t i = 0;
  while (i < G_N_ELEMENTS(keywords) &&
         (strlen(keywords[i].name) != n || strncmp(keywords[i].name, name, n) != 0))
    i++;
  return i;
}

/* True for one more pair; *at is behind it. False at the end, or with *at at what is no pair. */
static bool pair_read(const char **at, Pair *pair)
{
  const char *name = *at = blanks_skip(*at);
  const char *end = name;
  while (g_ascii_isalnum(*end) || *end == '_')
    end++;
  pair->keyword = keyword_find(name, (size_t)(end - name));
  const char *value = blanks_skip(end);
  if (*name == '\0' || pair->keyword == G_N_ELEMENTS(keywords) || *value != '=')
    return false;
  value = blanks_skip(value + 1);
  pair->value = value_read(&value);
  if (pair->value != NULL)
    *at = value;
  return pair->value != NULL;
}

/* The pairs of a connection; NULL: it is none. Free with g_array_unref(). */
static GArray *pairs_read(const char *path)
{
  if (!has_prefix(path, PREFIX))
    return NULL;
  g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
  g_array_set_clear_func(pairs, pair_clear);
  const char *at = path + strlen(PREFIX);
  Pair pair;
  while (pair_read(&at, &pair))
    g_array_append_val(pairs, pair);
  return *at == '\0' ? g_steal_pointer(&pairs) : NULL;
}

/* ---- showing ---- */

static void value_append(GString *text, const char *value, bool quotes)
{
  bool is_quoted = quotes || *value == '\0' || strpbrk(value, " \t\n\v\f\r'\\") != NULL;
  g_string_append(text, is_quoted ? "'" : "");
  for (; *value != '\0'; value++) {
    g_string_append(text, *value == '\'' || *value == '\\' ? "\\" : "");
    g_string_append_c(text, *value);
  }
  g_string_append(text, is_quoted ? "'" : "");
}

char *lt_path_shown(const char *path)
{
  if (!lt_path_is_database(path))
    return g_filename_display_name(path);
  g_autoptr(GArray) pairs = pairs_read(path);
  if (pairs == NULL)
    return g_strdup(PREFIX "***");
  g_autoptr(GString) text = g_string_new(PREFIX);
  for (guint i = 0; i < pairs->len; i++) {
    const Pair *pair = &g_array_index(pairs, Pair, i);
    g_string_append_printf(text, "%s%s=", i > 0 ? " " : "", keywords[pair->keyword].name);
    if (keywords[pair->keyword].is_secret)
      g_string_append(text, "***");
    else
      value_append(text, pair->value, false);
  }
  return g_utf8_make_valid(text->str, -1);
}

bool lt_path_check_is_file(const char *name, GError **error)
{
  g_return_val_if_fail(name != NULL, false);

  if (!lt_path_is_database(name))
    return true;
  g_autofree char *shown = lt_path_shown(name);
  return lt_fail(error, LT_ERROR_USAGE, LT_T_ERR_DATABASE_NO_FILE, shown);
}

/* ---- connecting ---- */

void lt_database_clear(LtDatabase *database)
{
  g_clear_pointer(&database->opened, g_free);
  g_clear_pointer(&database->table, g_free);
}

/* GDAL would cut the value, and libpq tell what is left of it. */
static bool value_is_safe(const char *value)
{
  g_autofree char *lower = g_ascii_strdown(value, -1);
  for (size_t i = 0; i < G_N_ELEMENTS(words_of_gdal); i++)
    if (strstr(lower, words_of_gdal[i]) != NULL)
      return false;
  return true;
}

static bool fail_form(const char *path, GError **error)
{
  g_autofree char *shown = lt_path_shown(path);
  g_autoptr(GString) names = g_string_new(NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(keywords); i++)
    g_string_append_printf(names, "%s%s", i > 0 ? " " : "", keywords[i].name);
  return lt_fail(error, LT_ERROR_USAGE, LT_T_ERR_DATABASE_FORM, shown, names->str);
}

bool lt_database_parse(const char *path, LtDatabase *database, GError **error)
{
  g_autoptr(GArray) pairs = pairs_read(path);
  g_autoptr(GString) opened = g_string_new(PREFIX "connect_timeout='" CONNECT_TIMEOUT "'");
  g_autofree char *table = NULL;
  for (guint i = 0; pairs != NULL && i < pairs->len; i++) {
    const Pair *pair = &g_array_index(pairs, Pair, i);
    if (!value_is_safe(pair->value))
      return fail_form(path, error);
    if (strcmp(keywords[pair->keyword].name, "tables") == 0) {
      g_free(table);
      table = g_strdup(pair->value);
      continue;
    }
    g_string_append_printf(opened, " %s=", keywords[pair->keyword].name);
    value_append(opened, pair->value, true);
  }
  if (pairs == NULL || !g_utf8_validate(opened->str, -1, NULL) || (table != NULL && *table == '\0'))
    return fail_form(path, error);
  *database = (LtDatabase){g_string_free(g_steal_pointer(&opened), FALSE), g_steal_pointer(&table)};
  return true;
}
