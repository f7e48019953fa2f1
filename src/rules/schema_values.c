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

/* A code that is not listed may be one of those that the table lacks. */
static LtSchemaAnswer unlisted_note(const LtSchemaSearch *search, size_t i)
{
  const LtTask *task = search->work->task;
  LtUndetermined note = {.rule = task->rule, .a = {search->work->layer, i}, .value = NAN,
                         .reason = lt_message(LT_T_UNDETERMINED_CODE)};
  lt_results_add_undetermined(task->results, note);
  return LT_SCHEMA_NOT_ASKED;
}

static bool is_unlisted(GHashTable *codes, const char *code)
{
  return g_hash_table_contains(codes, LT_OTHER_CLASSES) && !g_hash_table_contains(codes, code);
}

static LtSchemaAnswer code_check(const LtSchemaSearch *search, size_t i)
{
  GHashTable *codes = search->field->codes;
  const char *code = search->texts[i];
  if (is_unlisted(codes, code))
    return unlisted_note(search, i);
  return g_hash_table_lookup(codes, code) != NULL ? LT_SCHEMA_GOOD : LT_SCHEMA_BAD;
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
    return code_check(search, i);
  if (field->listed != NULL)
    return g_strv_contains((const char *const *)field->listed, text) ? LT_SCHEMA_GOOD
                                                                     : LT_SCHEMA_BAD;
  if (!lt_decimal_parse(text, &number))
    return LT_SCHEMA_NOT_ASKED; /* no number: told of its type */
  int order = lt_decimal_compare(lt_decimal_round(number, 8), lt_decimal_round(field->min, 8));
  return order > 0 || (order == 0 && !field->is_open) ? LT_SCHEMA_GOOD : LT_SCHEMA_BAD;
}

typedef LtSchemaAnswer (*Check)(const LtSchemaSearch *search, size_t i, LtSchemaHit *hit);

static bool check_run(LtSchemaSearch *search, LtSchemaFault fault, Check check, GError **error)
{
  size_t begin = search->n_hits, n_asked = 0;
  for (size_t i = 0; i < search->n; i++) {
    if (search->work->use[i] == LT_FALSE)
      continue;
    LtSchemaHit hit = lt_schema_hit(search, i, fault);
    LtSchemaAnswer answer = check(search, i, &hit);
    if (answer == LT_SCHEMA_BAD && hit.stated == NULL)
      hit.stated = g_strdup(search->texts[i]);
    if (!lt_schema_answer(search, hit, answer, &n_asked, error))
      return false;
  }
  lt_schema_check_end(search, begin, n_asked);
  return lt_run_check(search->work->task->run, error);
}

static bool plain_run(LtSchemaSearch *search, GError **error)
{
  static const struct {
    LtSchemaFault fault;
    Check check;
  } checks[] = {
      {LT_SCHEMA_NULL, null_check},
      {LT_SCHEMA_TYPE, type_check},
      {LT_SCHEMA_LENGTH, length_check},
      {LT_SCHEMA_DOMAIN, domain_check},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(checks); i++)
    if (lt_schema_wants(search->work, checks[i].fault) &&
        !check_run(search, checks[i].fault, checks[i].check, error))
      return false;
  return true;
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

static bool other_load(LtSchemaSearch *search, size_t i, const char *field, GError **error)
{
  lt_table_texts_free(g_steal_pointer(&search->others[i]), search->n);
  search->others[i] = texts_of(search->work->layer, field, error);
  return search->others[i] != NULL;
}

/* What is blank, or no code, is told as null or domain. */
static LtSchemaAnswer name_check(const LtSchemaSearch *search, size_t i, LtSchemaHit *hit)
{
  const char *code = search->others[0][i];
  const char *name = code == NULL ? NULL : g_hash_table_lookup(search->names, code);
  bool is_noted = lt_schema_wants(search->work, LT_SCHEMA_DOMAIN);
  if (code != NULL && search->texts[i] != NULL && !is_noted && is_unlisted(search->names, code))
    return unlisted_note(search, i);
  if (name == NULL || search->texts[i] == NULL)
    return LT_SCHEMA_NOT_ASKED;
  if (strcmp(name, search->texts[i]) == 0)
    return LT_SCHEMA_GOOD;
  hit->expected = g_strdup(name);
  return LT_SCHEMA_BAD;
}

static bool names_run(LtSchemaSearch *search, GError **error)
{
  const LtSchema *schema = search->work->schema;
  const char *code = search->field->name_of;
  size_t number = code == NULL ? SIZE_MAX : lt_schema_find(schema, code);
  search->names = number == SIZE_MAX ? NULL : schema->fields[number].codes;
  if (search->names == NULL || !lt_table_has(search->work->layer->table, code))
    return true;
  return other_load(search, 0, code, error) && check_run(search, LT_SCHEMA_NAME, name_check, error);
}

/* True when a field that the layer lacks, and that is told as missing, is named in an expression. */
static bool names_missing(const LtSchemaWork *work, const char *sql)
{
  g_autofree char *lower = g_ascii_strdown(sql, -1);
  for (size_t i = 0; i < work->schema->n; i++) {
    g_autofree char *field = g_ascii_strdown(work->schema->fields[i].field, -1);
    if (!lt_table_has(work->layer->table, field) && strstr(lower, field) != NULL)
      return true;
  }
  return false;
}

/* Where it holds the field must be filled in. Where it cannot be answered a blank is
 * undetermined. */
static LtSchemaAnswer required_check(const LtSchemaSearch *search, size_t i, LtSchemaHit *hit)
{
  (void)hit;
  const LtSchemaWork *work = search->work;
  if (search->holds[i] == LT_UNKNOWN && search->texts[i] == NULL)
    lt_task_note_attribute(work->task, (LtObject){work->layer, i}, (LtObject){0}, NAN);
  if (search->holds[i] != LT_TRUE)
    return LT_SCHEMA_NOT_ASKED;
  return search->texts[i] == NULL ? LT_SCHEMA_BAD : LT_SCHEMA_GOOD;
}

/* Where the field is filled in it must hold. */
static LtSchemaAnswer holds_check(const LtSchemaSearch *search, size_t i, LtSchemaHit *hit)
{
  hit->is_check = true;
  if (search->texts[i] == NULL || search->holds[i] == LT_UNKNOWN)
    return LT_SCHEMA_NOT_ASKED;
  return search->holds[i] == LT_FALSE ? LT_SCHEMA_BAD : LT_SCHEMA_GOOD;
}

/* A column that the layer lacks is told as missing where the schema has it; of another there is an
 * error. */
static bool condition_run(LtSchemaSearch *search, const char *sql, Check check, GError **error)
{
  LtTable *table = search->work->layer->table;
  g_autoptr(GError) lacking = NULL;
  bool lacks_column;
  if (sql == NULL)
    return true;
  if (!lt_table_try_where(table, sql, &lacks_column, &lacking)) {
    if (lacks_column && names_missing(search->work, sql))
      return true;
    g_propagate_error(error, g_steal_pointer(&lacking));
    return false;
  }
  g_free(search->holds);
  search->holds = lt_table_where(table, sql, search->work->task->run, error);
  return search->holds != NULL && check_run(search, LT_SCHEMA_CONDITIONAL, check, error);
}

/* A blank figure is 0. False: no figure. */
static bool figure_of(const char *text, LtDecimal *figure)
{
  *figure = (LtDecimal){0, 0};
  return text == NULL || lt_decimal_parse(text, figure);
}

/* What is no figure is told of its type; a blank that must be filled in, as that. */
static LtSchemaAnswer formula_check(const LtSchemaSearch *search, size_t i, LtSchemaHit *hit)
{
  const LtSchemaField *field = search->field;
  LtDecimal a, b, stated;
  if ((search->texts[i] == NULL && field->is_required) || !figure_of(search->others[0][i], &a) ||
      !figure_of(search->others[1][i], &b) || !figure_of(search->texts[i], &stated))
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

/* False: the layer lacks a column of the formula. One that the schema has is told as missing, of
 * another there is an error. */
static bool formula_is_ready(const LtSchemaSearch *search, GError **error)
{
  const LtLayer *layer = search->work->layer;
  const char *columns[] = {search->field->left, search->field->right};
  bool is_ready = search->field->operation != 0;
  for (size_t i = 0; is_ready && i < G_N_ELEMENTS(columns); i++) {
    is_ready = lt_table_has(layer->table, columns[i]);
    if (!is_ready && lt_schema_find(search->work->schema, columns[i]) == SIZE_MAX)
      lt_fail(error, LT_ERROR_USAGE, LT_T_SKIP_NO_COLUMN, layer->id, columns[i]);
  }
  return is_ready;
}

static bool formula_run(LtSchemaSearch *search, GError **error)
{
  const LtSchemaField *field = search->field;
  g_autoptr(GError) lacking = NULL;
  if (!formula_is_ready(search, &lacking)) {
    bool is_told = lacking == NULL;
    if (!is_told)
      g_propagate_error(error, g_steal_pointer(&lacking));
    return is_told;
  }
  return other_load(search, 0, field->left, error) && other_load(search, 1, field->right, error) &&
         check_run(search, LT_SCHEMA_ARITHMETIC, formula_check, error);
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
  bool wants_conditional = lt_schema_wants(work, LT_SCHEMA_CONDITIONAL);
  return plain_run(search, error) &&
         (!lt_schema_wants(work, LT_SCHEMA_NAME) || names_run(search, error)) &&
         (!wants_conditional ||
          (condition_run(search, search->field->required_when, required_check, error) &&
           condition_run(search, search->field->check, holds_check, error))) &&
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
    lt_schema_search_leave(&search);
    if (!is_ok)
      return false;
  }
  return lt_schema_add_findings(&search, error);
}
