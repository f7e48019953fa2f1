/* Tables of fields: docs/formats/schemas.md. */
#include "project/csv.h"
#include "rules/schema.h"

#include <stdlib.h>
#include <string.h>

/* A table that is being read, with the record. */
typedef struct {
  const LtProject *project;
  const LtRule *rule;
  const char *name;
  const LtCsv *csv;
  size_t record;
  LtSchema *schema;
} Reading;

static LtNode schema_node(const LtRule *rule)
{
  return lt_rule_limit(rule, "schema");
}

static const char *cell(const Reading *reading, const char *column)
{
  return lt_csv_cell(reading->csv, reading->record, lt_csv_column(reading->csv, column));
}

static char *cell_take(const Reading *reading, const char *column)
{
  const char *text = cell(reading, column);
  return *text == '\0' ? NULL : g_strdup(text);
}

static bool fail(const Reading *reading, const char *column, GError **error)
{
  return lt_node_fail(error, schema_node(reading->rule), LT_T_SCHEMA_CELL, reading->name,
                      lt_csv_line(reading->csv, reading->record), column, cell(reading, column));
}

/* The number of a text among some; -1: it is none of them. */
static int choice_of(const char *text, const char *const *choices)
{
  for (int i = 0; choices[i] != NULL; i++)
    if (g_ascii_strcasecmp(choices[i], text) == 0)
      return i;
  return -1;
}

static bool type_read(const Reading *reading, LtSchemaField *field, GError **error)
{
  static const char *const names[] = {"", "Char", "Int", "Float", "Double", "Date", NULL};
  static const LtColumnType types[] = {LT_COLUMN_UNTYPED, LT_COLUMN_TEXT, LT_COLUMN_INTEGER,
                                       LT_COLUMN_REAL,    LT_COLUMN_REAL, LT_COLUMN_DATE};
  int type = choice_of(cell(reading, "type"), names);
  if (type < 0)
    return fail(reading, "type", error);
  field->type = types[type];
  return true;
}

static bool need_read(const Reading *reading, LtSchemaField *field, GError **error)
{
  static const char *const needs[] = {"", "M", "O", "C", NULL};
  int need = choice_of(cell(reading, "required"), needs);
  field->is_required = need == 1;
  return need >= 0 || fail(reading, "required", error);
}

static bool unit_read(const Reading *reading, LtSchemaField *field, GError **error)
{
  static const char *const units[] = {"m2", "m", "mu", NULL};
  int unit = choice_of(cell(reading, "unit"), units);
  field->unit = unit < 0 ? NULL : units[unit];
  return unit >= 0 || *cell(reading, "unit") == '\0' || fail(reading, "unit", error);
}

static bool number_read(const char *text, int max, int *number)
{
  guint64 value;
  if (!g_ascii_string_to_unsigned(text, 10, 0, (guint64)max, &value, NULL))
    return false;
  *number = (int)value;
  return true;
}

/* "15|18": editions of a standard differ. */
static bool lengths_read(const Reading *reading, LtSchemaField *field, GError **error)
{
  g_auto(GStrv) parts = g_strsplit(cell(reading, "length"), "|", -1);
  for (size_t i = 0; parts[i] != NULL; i++)
    if (i == LT_SCHEMA_LENGTHS ||
        !number_read(g_strstrip(parts[i]), 65535, &field->lengths[field->n_lengths++]))
      return fail(reading, "length", error);
  field->decimals = -1;
  const char *decimals = cell(reading, "decimals");
  return *decimals == '\0' || number_read(decimals, 8, &field->decimals) ||
         fail(reading, "decimals", error);
}

/* ---- values ---- */

static GHashTable *codes_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

/* What stands for classes that are not listed has no name. */
static void code_add(GHashTable *codes, const char *code, const char *name)
{
  bool is_listed = strcmp(code, LT_OTHER_CLASSES) != 0;
  g_hash_table_insert(codes, g_strdup(code), is_listed ? g_strdup(name) : NULL);
}

/* Codes of a level, or finer; of any for level 0. A table that knows no levels has none of them. */
static bool codes_read(const Reading *reading, LtSchemaField *field, const LtCsv *csv,
                       GError **error)
{
  size_t code = lt_csv_column(csv, "code"), name_zh = lt_csv_column(csv, "name_zh");
  size_t level = lt_csv_column(csv, "level");
  if (code == SIZE_MAX || (level == SIZE_MAX && field->level > 0))
    return fail(reading, "values", error);
  for (size_t i = 0; i < lt_csv_count(csv); i++)
    if (field->level == 0 || atoi(lt_csv_cell(csv, i, level)) >= field->level)
      code_add(field->codes, lt_csv_cell(csv, i, code), lt_csv_cell(csv, i, name_zh));
  return true;
}

/* "@scheme" or "@scheme#2": a class table that ships, or the project's own; loaded once. */
static bool codes_load(const Reading *reading, LtSchemaField *field, GError **error)
{
  field->codes = g_hash_table_lookup(reading->schema->schemes, field->values + 1);
  g_autofree char *name = g_strdup(field->values + 1);
  char *mark = strrchr(name, '#');
  if (mark != NULL && (!number_read(mark + 1, 9, &field->level) || field->level == 0))
    return fail(reading, "values", error);
  if (mark != NULL)
    *mark = '\0';
  if (field->codes != NULL)
    return true;
  g_autoptr(LtCsv) csv =
      lt_csv_load_named(reading->project, "classes", name, schema_node(reading->rule), error);
  if (csv == NULL)
    return false;
  field->codes = codes_new();
  g_hash_table_insert(reading->schema->schemes, g_strdup(field->values + 1), field->codes);
  return codes_read(reading, field, csv, error);
}

static bool values_read(const Reading *reading, LtSchemaField *field, GError **error)
{
  field->values = cell_take(reading, "values");
  if (field->values == NULL)
    return true;
  if (field->values[0] == '@')
    return codes_load(reading, field, error);
  if (field->values[0] != '>') {
    field->listed = g_strsplit(field->values, "|", -1);
    return true;
  }
  field->is_open = field->values[1] != '=';
  field->has_min = lt_decimal_parse(field->values + (field->is_open ? 1 : 2), &field->min);
  return field->has_min || fail(reading, "values", error);
}

static bool formula_read(const Reading *reading, LtSchemaField *field, GError **error)
{
  field->formula = cell_take(reading, "formula");
  if (field->formula == NULL)
    return true;
  size_t at = strcspn(field->formula, "*-");
  field->operation = field->formula[at];
  if (at == 0 || field->operation == '\0' || strpbrk(field->formula + at + 1, "*-") != NULL ||
      field->decimals < 0)
    return fail(reading, "formula", error);
  field->left = g_strstrip(g_strndup(field->formula, at));
  field->right = g_strstrip(g_strdup(field->formula + at + 1));
  return true;
}

static LtBilingual texts_take(const Reading *reading, const char *zh, const char *en)
{
  return (LtBilingual){
      {[LT_LANG_ZH] = cell_take(reading, zh), [LT_LANG_EN] = cell_take(reading, en)}};
}

/* ---- the table ---- */

static bool field_read(const Reading *reading, LtSchemaField *field, GError **error)
{
  field->field = cell_take(reading, "field");
  if (field->field == NULL || lt_schema_find(reading->schema, field->field) != SIZE_MAX)
    return fail(reading, "field", error);
  field->name_zh = cell_take(reading, "name_zh");
  field->name_of = cell_take(reading, "name_of");
  field->required_when = cell_take(reading, "required_when");
  field->check = cell_take(reading, "check");
  field->when_text = texts_take(reading, "when_zh", "when_en");
  field->check_text = texts_take(reading, "check_zh", "check_en");
  if (lt_csv_column(reading->csv, "confirmed") != SIZE_MAX)
    field->confirmed = g_strsplit(cell(reading, "confirmed"), " ", -1);
  return type_read(reading, field, error) && need_read(reading, field, error) &&
         unit_read(reading, field, error) && lengths_read(reading, field, error) &&
         values_read(reading, field, error) && formula_read(reading, field, error);
}

/* A column that is misspelt would be let go in silence. */
static bool columns_check(const Reading *reading, GError **error)
{
  static const char *const known[] = {
      "field",    "name_zh",  "type",      "length",        "decimals", "unit",    "required",
      "values",   "name_of",  "formula",   "required_when", "when_zh",  "when_en", "check",
      "check_zh", "check_en", "confirmed", "note",          NULL};
  const char *const *columns = lt_csv_columns(reading->csv);
  for (size_t i = 0; columns[i] != NULL; i++)
    if (choice_of(columns[i], known) < 0) {
      g_autofree char *names = g_strjoinv(", ", (char **)known);
      return lt_node_fail(error, schema_node(reading->rule), LT_T_SCHEMA_COLUMN, reading->name,
                          columns[i], names);
    }
  return true;
}

/* What a field names has codes; told once all fields are known. */
static bool names_check(Reading *reading, GError **error)
{
  const LtSchema *schema = reading->schema;
  for (reading->record = 0; reading->record < schema->n; reading->record++) {
    const char *name_of = schema->fields[reading->record].name_of;
    size_t number = name_of == NULL ? SIZE_MAX : lt_schema_find(schema, name_of);
    if (name_of != NULL && (number == SIZE_MAX || schema->fields[number].codes == NULL))
      return fail(reading, "name_of", error);
  }
  return true;
}

static LtSchema *schema_new(size_t n_fields)
{
  LtSchema *schema = g_new0(LtSchema, 1);
  schema->fields = g_new0(LtSchemaField, n_fields + 1);
  schema->schemes =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  return schema;
}

LtSchema *lt_schema_load(const LtProject *project, const LtRule *rule, const char *name,
                         GError **error)
{
  g_autoptr(LtCsv) csv = lt_csv_load_named(project, "schemas", name, schema_node(rule), error);
  if (csv == NULL)
    return NULL;
  g_autoptr(LtSchema) schema = schema_new(lt_csv_count(csv));
  Reading reading = {.project = project, .rule = rule, .name = name, .csv = csv, .schema = schema};
  if (!columns_check(&reading, error))
    return NULL;
  for (; reading.record < lt_csv_count(csv); reading.record++) {
    LtSchemaField *field = &schema->fields[schema->n];
    bool is_read = field_read(&reading, field, error);
    schema->n++;
    if (!is_read)
      return NULL;
  }
  if (!names_check(&reading, error))
    return NULL;
  return g_steal_pointer(&schema);
}

LtSchema *lt_schema_of_class(const LtLayer *layer)
{
  LtSchema *schema = schema_new(1);
  LtSchemaField *field = &schema->fields[schema->n++];
  field->field = g_strdup(layer->class_column);
  field->decimals = -1;
  field->is_required = true;
  field->values = g_strconcat("@", layer->scheme->name, NULL);
  field->codes = codes_new();
  for (size_t i = 0; i < layer->scheme->n_classes; i++)
    code_add(field->codes, layer->scheme->classes[i].code, layer->scheme->classes[i].name_zh);
  if (layer->scheme->is_part)
    code_add(field->codes, LT_OTHER_CLASSES, NULL);
  g_hash_table_insert(schema->schemes, g_strdup(layer->scheme->name), field->codes);
  return schema;
}

static void field_clear(LtSchemaField *field)
{
  char *texts[] = {field->field, field->name_zh, field->values,        field->name_of, field->left,
                   field->right, field->formula, field->required_when, field->check};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  g_strfreev(field->listed);
  g_strfreev(field->confirmed);
  lt_bilingual_clear(&field->when_text);
  lt_bilingual_clear(&field->check_text);
}

void lt_schema_free(LtSchema *schema)
{
  if (schema == NULL)
    return;
  for (size_t i = 0; i < schema->n; i++)
    field_clear(&schema->fields[i]);
  g_free(schema->fields);
  g_hash_table_unref(schema->schemes);
  g_free(schema);
}

size_t lt_schema_find(const LtSchema *schema, const char *field)
{
  for (size_t i = 0; i < schema->n; i++)
    if (g_ascii_strcasecmp(schema->fields[i].field, field) == 0)
      return i;
  return SIZE_MAX;
}

bool lt_schema_is_confirmed(const LtSchemaField *field, const char *fact)
{
  return field->confirmed == NULL || g_strv_contains((const char *const *)field->confirmed, fact);
}
