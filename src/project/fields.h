/**
 * @file fields.h
 * @brief Fill C structs from YAML by one typed table; everything else in the file is an error.
 *
 * Errors are LT_ERROR_USAGE and read `project.yaml:12:5: unknown key 'sevrity', did you mean
 * 'severity'?` with line and column from libyaml's marks.
 */
#ifndef LT_PROJECT_FIELDS_H
#define LT_PROJECT_FIELDS_H

#include "base/text.h"

#include <stddef.h>

/** A parsed YAML file; nodes point into it. */
typedef struct LtYaml LtYaml;

/** A place in a YAML file. Plain value; the LtYaml must live. {NULL, 0}: no node. */
typedef struct {
  const LtYaml *yaml;
  int id; /**< of libyaml's document, from 1 */
} LtNode;

/** Load a file, 16 MiB at most. NULL with LT_ERROR_READ or LT_ERROR_USAGE (YAML error with line and
 * column; aliases and a second document are refused). @p name is used in messages. */
LtYaml *lt_yaml_load(const char *path, const char *name, GError **error);
/** The same for text in memory. */
LtYaml *lt_yaml_parse(const char *text, size_t n, const char *name, GError **error);
void lt_yaml_free(LtYaml *yaml);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtYaml, lt_yaml_free)

LtNode lt_yaml_root(const LtYaml *yaml);

typedef enum {
  LT_FIELD_TEXT,    /**< char *, owned; a plain or quoted scalar, not blank */
  LT_FIELD_NUMBER,  /**< double, finite */
  LT_FIELD_BOOL,    /**< bool: true or false */
  LT_FIELD_DATE,    /**< char *, owned, checked YYYY-MM-DD */
  LT_FIELD_CHOICE,  /**< int: index of the scalar in @p choices */
  LT_FIELD_CHOICES, /**< unsigned: bit i for choices[i]; a list of scalars or one, none twice */
  LT_FIELD_TEXTS,   /**< char **, owned, NULL-terminated; scalars or one, none blank */
  LT_FIELD_NODE,    /**< LtNode, for the caller to read on */
  LT_FIELD_BILINGUAL, /**< LtBilingual: {zh: …, en: …}, both required */
} LtFieldType;

/** One key of a mapping. */
typedef struct {
  const char *key;
  LtFieldType type;
  size_t offset;              /**< of the member in the struct */
  bool is_required;
  const char *const *choices; /**< for LT_FIELD_CHOICE and _CHOICES, NULL-terminated */
  double min, max;            /**< for LT_FIELD_NUMBER; both 0: any */
} LtField;

/**
 * Read a mapping into @p out, whose members hold defaults. Members of keys that are absent stay;
 * strings that are replaced are freed. NULL node: nothing happens.
 *
 * @return  false with LT_ERROR_USAGE
 */
bool lt_fields_read(LtNode node, const LtField *fields, size_t n_fields, void *out,
                    GError **error);

/** Free the strings of the fields and set them to NULL. */
void lt_fields_clear(const LtField *fields, size_t n_fields, void *out);

/** Item of a sequence or key/value of a mapping; counts are 0 for other nodes. */
size_t lt_node_item_count(LtNode sequence);
LtNode lt_node_item(LtNode sequence, size_t i);
size_t lt_node_pair_count(LtNode mapping);
LtNode lt_node_key(LtNode mapping, size_t i);
LtNode lt_node_value(LtNode mapping, size_t i);
bool lt_node_is_scalar(LtNode node);
bool lt_node_is_sequence(LtNode node);
bool lt_node_is_mapping(LtNode node);
static inline bool lt_node_exists(LtNode node)
{
  return node.id != 0;
}
/** True when a scalar has no text, or blanks only. */
bool lt_node_is_blank(LtNode node);
/** Value of a key, to point at in messages; the mapping itself where it has no such key. */
LtNode lt_node_at(LtNode mapping, const char *key);
/** Text of a scalar, "" for other nodes; borrowed. */
const char *lt_node_text(LtNode node);

/** File and line, from 1, where a node begins; borrowed. */
const char *lt_node_file(LtNode node);
size_t lt_node_line(LtNode node);

/** Set LT_ERROR_USAGE with a row of the catalogue, `file:line:column: ` put before it. Always
 * returns false. */
bool lt_node_fail(GError **error, LtNode node, LtTextId id, ...);

#endif
