/* Values of objects against the table of their fields. */
#include "rules/schema_hits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is wrong with one value ---- */

static LtSchemaAnswer null_check(const LtSchemaSearch *search, size_t i, LtSchemaHit *hit)
{
  (void)hit;
  if (!search->field->is_required)
    return LT_SCHEMA_NOT_ASKED;
  return search->texts[i] == NULL ? LT_SCHEMA_BAD : LT_SCHEMA_GOOD;
}

static bool is_whole(LtDecimal number)
{
  return number.scale == 0;
}

/* "2025/06/30", "2025-06-30", "20250630", a time behind it. */
static bool is_date(const char *text)
{
  unsigned digits = 0;
  for (; g_ascii_isdigit(*text) || *text == '/' || *text == '-'; text++)
    digits += g_ascii_isdigit(*text) != 0;
  return digits >= 6 && digits <= 8 && (*text == '\0' || *text == ' ' || *text == 'T');
}

/* Where the file has no types the value must do. */
static LtSchemaAnswer type_check(const LtSchemaSearch *search, size_t i, LtSchemaHit *hit)
{
  (void)hit;
  LtColumnType type = search->field->type;
  const char *text = search->texts[i];
  LtDecimal number;
  if (search->is_typed || text == NULL || type == LT_COLUMN_UNTYPED || type == LT_COLUMN_TEXT)
    return LT_SCHEMA_NOT_ASKED;
  bool fits = type == LT_COLUMN_DATE ? is_date(text)
                                     : lt_decimal_parse(text, &number) &&
                                           (type != LT_COLUMN_INTEGER || is_whole(number));
  return fits ? LT_SCHEMA_GOOD : LT_SCHEMA_BAD;
}

/* As a DBF in GBK counts: Hanzi take two. */
static int length_of(const char *text)
{
  size_t n = 0;
  for (; *text != '\0'; text = g_utf8_next_char(text))
    n += g_utf8_get_char(text) < 0x80 ? 1 : 2;
  return (int)MIN(n, G_MAXINT);
}

static LtSchemaAnswer length_check(const LtSchemaSearch *search, size_t i, LtSchemaHit *hit)
{
  const LtSchemaField *field = search->field;
  int most = 0;
  for (size_t k = 0; k < field->n_lengths; k++)
    most = MAX(most, field->lengths[k]);
  if (search->is_bounded || most == 0 || search->texts[i] == NULL || field->type != LT_COLUMN_TEXT)
    return LT_SCHEMA_NOT_ASKED;
  hit->value = length_of(search->texts[i]);
  hit->limit = most;
  hit->unit = "count";
  return hit->value > most ? LT_SCHEMA_BAD : LT_SCHEMA_GOOD;
}

static LtSchemaAnswer domain_check(const LtSchemaSearch *search, size_t i, LtSchemaHit *hit)
{
  (void)hit;
  const LtSchemaField *field = search->field;
  const char *text = search->texts[i];
  LtDecimal number;
  if (text == NULL || field->values == NULL)
    return LT_SCHEMA_NOT_ASKED;
  if (field->codes != NULL)
    return g_hash_table_contains(field->codes, text) ? LT_SCHEMA_GOOD : LT_SCHEMA_BAD;
  if (field->listed != NULL)
    return g_strv_contains((const char *const *)field->listed, text) ? LT_SCHEMA_GOOD
                                                                     : LT_SCHEMA_BAD;
  if (!lt_decimal_parse(text, &number))
    return LT_SCHEMA_NOT_ASKED; /* no number: told of its type */
  int order = lt_decimal_compare(lt_decimal_round(number, 8), lt_decimal_round(field->min, 8));
  return order > 0 || (order == 0 && !field->is_open) ? LT_SCHEMA_GOOD : LT_SCHEMA_BAD;
}

typedef LtSchemaAnswer (*Check)(const LtSchemaSearch *search, size_t i, LtSchemaHit *hit);

static const struct {
  LtSchemaFault fault;
  Check check;
} checks[] = {
    {LT_SCHEMA_NULL, null_check},
    {LT_SCHEMA_TYPE, type_check},
    {LT_SCHEMA_LENGTH, length_check},
    {LT_SCHEMA_DOMAIN, domain_check},
};

static bool check_run(LtSchemaSearch *search, LtSchemaFault fault, Check check, GError **error)
{
  size_t begin = search->n_hits, n_asked = 0;
  for (size_t i = 0; i < search->n; i++) {
    if (search->work->use[i] == LT_FALSE)
      continue;
    LtSchemaHit hit = lt_schema_hit(search, i, fault);
    LtSchemaAnswer answer = check(search, i, &hit);
    if (answer == LT_SCHEMA_BAD)
      hit.stated = g_strdup(search->texts[i]);
    if (!lt_schema_answer(search, hit, answer, &n_asked, error))
      return false;
  }
  lt_schema_check_end(search, begin, n_asked);
  return lt_run_check(search->work->task->run, error);
}

/* ---- values of several fields ---- */

/* The values of another field, trimmed; NULL with an error. */
static char **texts_of(const LtLayer *layer, const char *field, GError **error)
{
  char **texts = lt_table_texts(layer->table, field, error);
  size_t n = texts == NULL ? 0 : lt_table_count(layer->table);
  for (size_t i = 0; i < n; i++) {
    char *text = g_steal_pointer(&texts[i]);
    texts[i] = lt_text_trim(text);
    g_free(text);
  }
  return texts;
}

/* The codes by which a field is named. NULL: there are none. */
static GHashTable *codes_of(const LtSchemaSearch *search)
{
  size_t number = lt_schema_find(search->work->schema, search->field->name_of);
  return number == SIZE_MAX ? NULL : search->work->schema->fields[number].codes;
}

static bool names_run(LtSchemaSearch *search, GError **error)
{
  const LtLayer *layer = search->work->layer;
  GHashTable *names = search->field->name_of == NULL ? NULL : codes_of(search);
  if (names == NULL || !lt_table_has(layer->table, search->field->name_of))
    return true;
  char **codes = texts_of(layer, search->field->name_of, error);
  bool is_ok = codes != NULL;
  size_t begin = search->n_hits, n_asked = 0;
  for (size_t i = 0; is_ok && i < search->n; i++) {
    const char *name = codes[i] == NULL ? NULL : g_hash_table_lookup(names, codes[i]);
    if (name == NULL || search->texts[i] == NULL || search->work->use[i] == LT_FALSE)
      continue; /* told as domain or null */
    LtSchemaHit hit = lt_schema_hit(search, i, LT_SCHEMA_NAME);
    LtSchemaAnswer answer = strcmp(name, search->texts[i]) == 0 ? LT_SCHEMA_GOOD : LT_SCHEMA_BAD;
    if (answer == LT_SCHEMA_BAD) {
      hit.stated = g_strdup(search->texts[i]);
      hit.expected = g_strdup(name);
    }
    is_ok = lt_schema_answer(search, hit, answer, &n_asked, error);
  }
  lt_table_texts_free(codes, search->n);
  if (is_ok)
    lt_schema_check_end(search, begin, n_asked);
  return is_ok;
}

/* Rows for which an expression holds, or does not, are at fault where they must be filled in, or
 * always. A column that the layer lacks is told as missing. */
static bool condition_run(LtSchemaSearch *search, const char *sql, bool is_check, GError **error)
{
  const LtSchemaWork *work = search->work;
  g_autoptr(GError) lacking = NULL;
  bool lacks_column;
  if (sql == NULL)
    return true;
  if (!lt_table_try_where(work->layer->table, sql, &lacks_column, &lacking)) {
    if (!lacks_column)
      g_propagate_error(error, g_steal_pointer(&lacking));
    return lacks_column;
  }
  g_autofree uint8_t *holds = lt_table_where(work->layer->table, sql, work->task->run, error);
  if (holds == NULL)
    return false;
  size_t begin = search->n_hits, n_asked = 0;
  for (size_t i = 0; i < search->n; i++) {
    bool is_asked =
        work->use[i] != LT_FALSE &&
        (is_check ? search->texts[i] != NULL && holds[i] != LT_UNKNOWN : holds[i] == LT_TRUE);
    if (!is_asked)
      continue;
    LtSchemaHit hit = lt_schema_hit(search, i, LT_SCHEMA_CONDITIONAL);
    hit.is_check = is_check;
    bool is_bad = is_check ? holds[i] == LT_FALSE : search->texts[i] == NULL;
    hit.stated = is_bad ? g_strdup(search->texts[i]) : NULL;
    if (!lt_schema_answer(search, hit, is_bad ? LT_SCHEMA_BAD : LT_SCHEMA_GOOD, &n_asked, error))
      return false;
  }
  lt_schema_check_end(search, begin, n_asked);
  return true;
}

/* A blank figure is 0. False: no figure. */
static bool figure_of(const char *text, LtDecimal *figure)
{
  *figure = (LtDecimal){0, 0};
  return text == NULL || lt_decimal_parse(text, figure);
}

/* What is no figure is told of its type; a blank that must be filled in, as that. */
static LtSchemaAnswer formula_check(const LtSchemaSearch *search, size_t i, const char *left,
                                    const char *right, LtSchemaHit *hit)
{
  const LtSchemaField *field = search->field;
  LtDecimal a, b, stated;
  if ((search->texts[i] == NULL && field->is_required) || !figure_of(left, &a) ||
      !figure_of(right, &b) || !figure_of(search->texts[i], &stated))
    return LT_SCHEMA_NOT_ASKED;
  LtDecimal wanted = lt_decimal_round(field->operation == '*' ? lt_decimal_multiply(a, b)
                                                              : lt_decimal_subtract(a, b),
                                      field->decimals);
  stated = lt_decimal_round(stated, field->decimals);
  if (lt_decimal_compare(stated, wanted) == 0)
    return LT_SCHEMA_GOOD;
  hit->stated = search->texts[i] == NULL ? NULL : lt_decimal_text(stated);
  hit->expected = lt_decimal_text(wanted);
  hit->value = lt_decimal_double(lt_decimal_subtract(stated, wanted));
  hit->limit = 0;
  hit->unit = field->unit;
  return LT_SCHEMA_BAD;
}

static bool formula_run(LtSchemaSearch *search, GError **error)
{
  const LtSchemaField *field = search->field;
  const LtLayer *layer = search->work->layer;
  if (field->operation == 0 || !lt_table_has(layer->table, field->left) ||
      !lt_table_has(layer->table, field->right))
    return true;
  char **left = texts_of(layer, field->left, error);
  char **right = left == NULL ? NULL : texts_of(layer, field->right, error);
  bool is_ok = right != NULL;
  size_t begin = search->n_hits, n_asked = 0;
  for (size_t i = 0; is_ok && i < search->n; i++) {
    if (search->work->use[i] == LT_FALSE)
      continue;
    LtSchemaHit hit = lt_schema_hit(search, i, LT_SCHEMA_ARITHMETIC);
    LtSchemaAnswer answer = formula_check(search, i, left[i], right[i], &hit);
    is_ok = lt_schema_answer(search, hit, answer, &n_asked, error);
  }
  lt_table_texts_free(left, search->n);
  lt_table_texts_free(right, search->n);
  if (is_ok)
    lt_schema_check_end(search, begin, n_asked);
  return is_ok;
}

/* ---- all fields ---- */

/* What files declare of a column need not be looked at in its values. */
static void column_look(LtSchemaSearch *search)
{
  const LtLayer *layer = search->work->layer;
  size_t step = g_strv_length(layer->column_names);
  size_t column = lt_schema_column(layer, search->field->field);
  search->is_typed = search->is_bounded = column != SIZE_MAX && layer->n_columns > 0;
  for (size_t i = column; i < layer->n_columns; i += step) {
    search->is_typed = search->is_typed && layer->columns[i].type != LT_COLUMN_UNTYPED;
    search->is_bounded = search->is_bounded && layer->columns[i].width > 0;
  }
}

static bool field_run(LtSchemaSearch *search, GError **error)
{
  const LtSchemaWork *work = search->work;
  search->texts = texts_of(work->layer, search->field->field, error);
  if (search->texts == NULL)
    return false;
  column_look(search);
  for (size_t i = 0; i < G_N_ELEMENTS(checks); i++)
    if (lt_schema_wants(work, checks[i].fault) &&
        !check_run(search, checks[i].fault, checks[i].check, error))
      return false;
  bool wants_conditional = lt_schema_wants(work, LT_SCHEMA_CONDITIONAL);
  return (!lt_schema_wants(work, LT_SCHEMA_NAME) || names_run(search, error)) &&
         (!wants_conditional ||
          (condition_run(search, search->field->required_when, false, error) &&
           condition_run(search, search->field->check, true, error))) &&
         (!lt_schema_wants(work, LT_SCHEMA_ARITHMETIC) || formula_run(search, error));
}

bool lt_schema_values(const LtSchemaWork *work, GError **error)
{
  g_auto(LtSchemaSearch) search = {.work = work, .n = work->layer->data->shapes->n_features};
  for (size_t i = 0; i < work->schema->n; i++) {
    search.number = i;
    search.field = &work->schema->fields[i];
    if (!lt_table_has(work->layer->table, search.field->field))
      continue;
    bool is_ok = field_run(&search, error);
    lt_table_texts_free(g_steal_pointer(&search.texts), search.n);
    if (!is_ok)
      return false;
  }
  return lt_schema_add_findings(&search, error);
}
