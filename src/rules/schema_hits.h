/**
 * @file schema_hits.h
 * @brief Values at fault, gathered field by field and told object by object.
 *
 * Internal to kind `schema`: schema_values.c looks at values, schema_hits.c makes findings.
 */
#ifndef LT_RULES_SCHEMA_HITS_H
#define LT_RULES_SCHEMA_HITS_H

#include "rules/schema.h"

/** A value at fault. */
typedef struct {
  size_t feature, field; /**< field: in the schema */
  LtSchemaFault fault;
  char *stated;        /**< NULL: blank */
  char *expected;      /**< a figure or a name; NULL: the schema says it */
  bool is_check;       /**< of LT_SCHEMA_CONDITIONAL: `check` fails, not `required_when` */
  double value, limit; /**< NAN: none */
  const char *unit;    /**< static, or NULL */
} LtSchemaHit;

/** The values of a field that is being looked at, and what was found so far. */
typedef struct {
  const LtSchemaWork *work;
  size_t number; /**< of the field in the schema */
  const LtSchemaField *field;
  char **texts;      /**< trimmed; NULL: blank. n of them */
  char **others[2];  /**< the same of fields that it depends on, or NULL */
  GHashTable *names; /**< of its codes, where it is a name */
  uint8_t *holds;    /**< LtTruth of a condition for each feature, or NULL */
  size_t n;          /**< features of the layer */
  bool is_typed;     /**< all files declare its type */
  bool is_bounded;   /**< all files declare its length */
  LtSchemaHit *hits; /**< of all fields so far */
  size_t n_hits, cap_hits;
} LtSchemaSearch;

/** Free what is kept of the field that is being looked at. */
void lt_schema_search_leave(LtSchemaSearch *search);
void lt_schema_search_clear(LtSchemaSearch *search);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtSchemaSearch, lt_schema_search_clear)

/** What a check says of the value of an object. */
typedef enum { LT_SCHEMA_NOT_ASKED, LT_SCHEMA_GOOD, LT_SCHEMA_BAD } LtSchemaAnswer;

/** A hit about the field and a feature, without figures. */
LtSchemaHit lt_schema_hit(const LtSchemaSearch *search, size_t feature, LtSchemaFault fault);

/** Take an answer about a feature that takes part, or may: a hit where it is bad, undetermined
 * where it may not take part. Counts those asked. LT_ERROR_MEMORY. */
bool lt_schema_answer(LtSchemaSearch *search, LtSchemaHit take_hit, LtSchemaAnswer answer,
                      size_t *n_asked, GError **error);

/** End a check of the field whose hits are those from @p begin on: where all that were asked are at
 * fault, and they are many, it is the column that is, which is told once. */
void lt_schema_check_end(LtSchemaSearch *search, size_t begin, size_t n_asked);

/** Add what is left, a finding for each object and fault. LT_ERROR_MEMORY. */
bool lt_schema_add_findings(LtSchemaSearch *search, GError **error);

/** What is wrong with the value, as a part of a sentence (schema_texts.c). Free with g_free(). */
char *lt_schema_hit_text(const LtSchema *schema, const LtSchemaHit *hit, LtLang lang);

#endif
