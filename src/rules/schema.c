/* Kind `schema`: the fields of a layer as its standard wants them, and their values. */
#include "rules/schema.h"

#include <math.h>
#include <string.h>

const char *const lt_schema_faults[] = {"missing", "type",        "length",     "null", "domain",
                                        "name",    "conditional", "arithmetic", NULL};

static const LtField fields[] = {
    {"schema", LT_FIELD_TEXT, offsetof(LtSchemaLimits, schema), false, NULL, 0, 0},
    {"find", LT_FIELD_CHOICES, offsetof(LtSchemaLimits, find), false, lt_schema_faults, 0, 0},
};
static const LtSchemaLimits defaults = {.find = (1U << LT_N_SCHEMA_FAULTS) - 1};

static const LtTextId type_texts[] = {
    [LT_COLUMN_UNTYPED] = LT_T_SCHEMA_TYPE_OTHER,   [LT_COLUMN_TEXT] = LT_T_SCHEMA_TYPE_TEXT,
    [LT_COLUMN_INTEGER] = LT_T_SCHEMA_TYPE_INTEGER, [LT_COLUMN_REAL] = LT_T_SCHEMA_TYPE_REAL,
    [LT_COLUMN_DATE] = LT_T_SCHEMA_TYPE_DATE,       [LT_COLUMN_OTHER] = LT_T_SCHEMA_TYPE_OTHER};

const char *lt_schema_type_text(LtColumnType type, LtLang lang)
{
  return lt_text(lang, type_texts[type]);
}

void lt_schema_add_whole(const LtSchemaWork *work, const LtSchemaField *field, LtSchemaFault fault,
                         const char *unit, double value, double limit, LtBilingual take_message)
{
  LtFinding finding =
      lt_finding_new(work->task->rule, (LtObject){work->layer, LT_WHOLE_LAYER}, unit);
  finding.fault = lt_schema_faults[fault];
  finding.field = g_strdup(field->field);
  finding.mark = g_strdup_printf("%s/%s", work->layer->id, field->field);
  finding.value = unit == NULL ? NAN : value;
  finding.limit = unit == NULL ? NAN : limit;
  finding.message = take_message;
  lt_results_add_finding(work->task->results, finding);
}

/* ---- fields as files declare them ---- */

/* "5 characters, 2 decimals" */
static char *length_text(int length, int decimals, LtLang lang)
{
  return decimals > 0 ? lt_text_format(lang, LT_T_SCHEMA_LENGTH_DECIMALS, length, decimals)
                      : lt_text_format(lang, LT_T_SCHEMA_LENGTH_PLAIN, length);
}

static void add_length(const LtSchemaWork *work, const LtSchemaField *field, const LtColumn *column)
{
  LtBilingual message = {{NULL}};
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *label = lt_schema_label(field, (LtLang)lang);
    g_autofree char *is = length_text(column->width, column->decimals, (LtLang)lang);
    g_autofree char *wanted = length_text(field->lengths[0], field->decimals, (LtLang)lang);
    const char *note =
        lt_schema_is_confirmed(field, "length") ? "" : lt_text((LtLang)lang, LT_T_LAW_UNCONFIRMED);
    message.in[lang] =
        lt_text_format((LtLang)lang, LT_T_SCHEMA_LENGTH, lt_layer_text(work->layer, (LtLang)lang),
                       label, is, wanted, note);
  }
  lt_schema_add_whole(work, field, LT_SCHEMA_LENGTH, "count", column->width, field->lengths[0],
                      message);
}

static void add_type(const LtSchemaWork *work, const LtSchemaField *field, LtColumnType type)
{
  LtBilingual message = {{NULL}};
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *label = lt_schema_label(field, (LtLang)lang);
    message.in[lang] = lt_text_format(
        (LtLang)lang, LT_T_SCHEMA_TYPE, lt_layer_text(work->layer, (LtLang)lang), label,
        lt_schema_type_text(type, (LtLang)lang), lt_schema_type_text(field->type, (LtLang)lang));
  }
  lt_schema_add_whole(work, field, LT_SCHEMA_TYPE, NULL, NAN, NAN, message);
}

static void add_missing(const LtSchemaWork *work, const LtSchemaField *field)
{
  LtBilingual message = {{NULL}};
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *label = lt_schema_label(field, (LtLang)lang);
    message.in[lang] = lt_text_format((LtLang)lang, LT_T_SCHEMA_MISSING,
                                      lt_layer_text(work->layer, (LtLang)lang), label);
  }
  lt_schema_add_whole(work, field, LT_SCHEMA_MISSING, NULL, NAN, NAN, message);
}

static bool type_fits(const LtSchemaField *field, const LtColumn *column)
{
  return field->type == LT_COLUMN_UNTYPED || column->type == LT_COLUMN_UNTYPED ||
         field->type == column->type;
}

static bool length_fits(const LtSchemaField *field, const LtColumn *column)
{
  bool fits = field->n_lengths == 0 || column->width == 0;
  for (size_t i = 0; i < field->n_lengths; i++)
    fits = fits || field->lengths[i] == column->width;
  bool has_decimals = field->decimals >= 0 && column->width > 0 && column->type == LT_COLUMN_REAL;
  return fits && (!has_decimals || field->decimals == column->decimals);
}

/* The first of the files whose column is at fault speaks for all. */
static void column_check(const LtSchemaWork *work, const LtSchemaField *field, size_t column)
{
  const LtLayer *layer = work->layer;
  bool wants_type = lt_schema_wants(work, LT_SCHEMA_TYPE);
  bool wants_length = lt_schema_wants(work, LT_SCHEMA_LENGTH);
  size_t step = g_strv_length(layer->column_names);
  for (size_t i = column; i < layer->n_columns; i += step) {
    const LtColumn *declared = &layer->columns[i];
    if (!type_fits(field, declared)) {
      if (wants_type)
        add_type(work, field, declared->type);
      wants_type = false;
    } else if (wants_length && declared->type != LT_COLUMN_UNTYPED &&
               !length_fits(field, declared)) {
      add_length(work, field, declared);
      wants_length = false;
    }
  }
}

size_t lt_schema_column(const LtLayer *layer, const char *name)
{
  for (size_t i = 0; layer->column_names[i] != NULL; i++)
    if (g_ascii_strcasecmp(layer->column_names[i], name) == 0)
      return i;
  return SIZE_MAX;
}

void lt_schema_columns(const LtSchemaWork *work)
{
  for (size_t i = 0; i < work->schema->n; i++) {
    const LtSchemaField *field = &work->schema->fields[i];
    size_t column = lt_schema_column(work->layer, field->field);
    if (column != SIZE_MAX)
      column_check(work, field, column);
    else if (lt_schema_wants(work, LT_SCHEMA_MISSING) &&
             !lt_table_has(work->layer->table, field->field))
      add_missing(work, field);
  }
}

/* ---- the kind ---- */

static bool layer_check(const LtTask *task, const LtLayer *layer, const uint8_t *use,
                        const LtSchema *schema, GError **error)
{
  LtSchemaWork work = {task, layer, use, schema};
  lt_schema_columns(&work);
  return lt_schema_values(&work, error);
}

static bool class_each(const LtTask *task, const LtLayer *layer, const uint8_t *use, GError **error)
{
  if (layer->class_column == NULL || layer->scheme == NULL) {
    lt_task_skip(task, lt_message(LT_T_SKIP_NO_SCHEME));
    return true;
  }
  g_autoptr(LtSchema) schema = lt_schema_of_class(layer);
  return layer_check(task, layer, use, schema, error);
}

static bool class_fits(const LtLayer *layer)
{
  return layer->class_column != NULL && layer->scheme != NULL;
}

static bool run(const LtTask *task, GError **error)
{
  static const LtEachLayer ask = {class_fits, class_each, LT_T_SKIP_NO_SCHEME};
  const LtSchemaLimits *limits = task->limits;
  if (limits->schema == NULL)
    return lt_task_each_layer(task, &ask, error);
  g_autoptr(LtSchema) schema = lt_schema_load(task->project, task->rule, limits->schema, error);
  return schema != NULL && layer_check(task, task->a, task->use_a, schema, error);
}

/* A schema is of one layer. */
static bool check(const LtProject *project, const LtRule *rule, const void *limits, GError **error)
{
  const char *name = ((const LtSchemaLimits *)limits)->schema;
  if (name == NULL)
    return true;
  if (rule->a.layer == NULL)
    return lt_node_fail(error, rule->node, LT_T_RULE_LAYERS, rule->id, rule->kind);
  g_autoptr(LtSchema) schema = lt_schema_load(project, rule, name, error);
  return schema != NULL;
}

const LtKind lt_kind_schema = {.name = "schema",
                               .takes = LT_TAKES_NONE_OR_ONE,
                               .limits = fields,
                               .n_limits = G_N_ELEMENTS(fields),
                               .limits_size = sizeof(LtSchemaLimits),
                               .defaults = &defaults,
                               .check = check,
                               .run = run};
