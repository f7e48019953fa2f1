/**
 * @file schema.h
 * @brief What the standard of a layer says of its fields, and what of it does not hold.
 *
 * Internal to kind `schema`. The table is docs/formats/schemas.md.
 */
#ifndef LT_RULES_SCHEMA_H
#define LT_RULES_SCHEMA_H

#include "base/decimal.h"
#include "rules/kind.h"

/** What is looked for, in the order of messages. */
typedef enum {
  LT_SCHEMA_MISSING,
  LT_SCHEMA_TYPE,
  LT_SCHEMA_LENGTH,
  LT_SCHEMA_NULL,
  LT_SCHEMA_DOMAIN,
  LT_SCHEMA_NAME,
  LT_SCHEMA_CONDITIONAL,
  LT_SCHEMA_ARITHMETIC,
  LT_N_SCHEMA_FAULTS
} LtSchemaFault;

extern const char *const lt_schema_faults[]; /**< their names, NULL-terminated */

typedef struct {
  char *schema;  /**< NULL: the class of the layer alone, by the scheme that it names */
  unsigned find; /**< bit i: look for that LtSchemaFault */
} LtSchemaLimits;

/** Other lengths that a standard allows, as editions differ. */
#define LT_SCHEMA_LENGTHS 4

/** One field. Texts are owned; NULL where the table says nothing. */
typedef struct {
  char *field, *name_zh;
  LtColumnType type; /**< LT_COLUMN_UNTYPED: any */
  int lengths[LT_SCHEMA_LENGTHS];
  size_t n_lengths;
  int decimals;          /**< -1: not said */
  const char *unit;      /**< of findings about figures: static, or NULL */
  bool is_required;      /**< must not be blank */
  char *values;          /**< as written: @scheme, A|B, >0 or >=0 */
  char **listed;         /**< of A|B */
  GHashTable *codes;     /**< of @scheme: code → name; owned by the schema */
  int level;             /**< of @scheme#2: the coarsest level allowed; 0: any */
  bool has_min, is_open; /**< of >0, >=0; is_open: the number itself is outside */
  LtDecimal min;
  char *name_of;                     /**< the field whose code it names */
  char *left, *right;                /**< of formula: fields */
  char operation;                    /**< '*', '-'; 0: no formula */
  char *formula;                     /**< as written */
  char *required_when, *check;       /**< SQL, as in a `where` */
  LtBilingual when_text, check_text; /**< what they say; members NULL: the SQL itself */
  char **confirmed; /**< which of type, length, required … a source confirms; or NULL */
} LtSchemaField;

typedef struct {
  LtSchemaField *fields;
  size_t n;
  GHashTable *schemes; /**< name → code → name of the class */
} LtSchema;

/** Load the table that a rule names. NULL with LT_ERROR_USAGE at the rule. lt_schema_free(). */
LtSchema *lt_schema_load(const LtProject *project, const LtRule *rule, const char *name,
                         GError **error);

/** The class of a layer that names one and a scheme. Free with lt_schema_free(). */
LtSchema *lt_schema_of_class(const LtLayer *layer);

void lt_schema_free(LtSchema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSchema, lt_schema_free)

/** The number of the field; SIZE_MAX: there is none. Case does not matter, as in SQL. */
size_t lt_schema_find(const LtSchema *schema, const char *field);

/** False where the table has a column `confirmed` that does not list the fact. */
bool lt_schema_is_confirmed(const LtSchemaField *field, const char *fact);

/** "CZCSXM (城镇村属性码)": how messages call a field. Free with g_free(). */
char *lt_schema_label(const LtSchemaField *field, LtLang lang);

/** "integer": how messages call a type; static. */
const char *lt_schema_type_text(LtColumnType type, LtLang lang);

/** A layer at work. */
typedef struct {
  const LtTask *task;
  const LtLayer *layer;
  const uint8_t *use; /**< LtTruth of each feature */
  const LtSchema *schema;
} LtSchemaWork;

/** The number of a column in the files of a layer; SIZE_MAX: none. Case does not matter. */
size_t lt_schema_column(const LtLayer *layer, const char *name);

/** True when the rule looks for the fault. */
static inline bool lt_schema_wants(const LtSchemaWork *work, LtSchemaFault fault)
{
  return (((const LtSchemaLimits *)work->task->limits)->find >> fault & 1) != 0;
}

/** A finding of the whole layer, about a field; @p unit NULL: without a value. Takes the message.
 */
void lt_schema_add_whole(const LtSchemaWork *work, const LtSchemaField *field, LtSchemaFault fault,
                         const char *unit, double value, double limit, LtBilingual take_message);

/** Look at fields as files declare them: missing, of another type or length. */
void lt_schema_columns(const LtSchemaWork *work);

/** Look at the values of all objects. */
bool lt_schema_values(const LtSchemaWork *work, GError **error);

#endif
