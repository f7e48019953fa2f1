/* YAML files by libyaml's documents, with limits for what strangers send. */
#include "project/fields.h"

#include <stdarg.h>
#include <string.h>
#include <yaml.h>

#include <glib/gstdio.h>
#include <sys/stat.h>

#define MAX_BYTES (16 * 1024 * 1024)
#define MAX_DEPTH 64

struct LtYaml {
  char *name, *text;
  yaml_document_t document;
};

static bool fail_at(GError **error, const char *name, size_t line, size_t column,
                    const char *message)
{
  return lt_fail(error, LT_ERROR_USAGE, LT_T_YAML_AT, name, line + 1, column + 1, message);
}

/* Before the document is built: an alias shares its node, so the document would be no tree and
 * could be a billion laughs; nesting is bounded since libyaml and our walks recurse. */
static bool events_check(const char *text, size_t n, const char *name, GError **error)
{
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser))
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY, n, name);
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
  size_t depth = 0, n_documents = 0;
  bool is_ok = true, is_end = false;
  while (is_ok && !is_end) {
    yaml_event_t event;
    if (!yaml_parser_parse(&parser, &event)) {
      is_ok = fail_at(error, name, parser.problem_mark.line, parser.problem_mark.column,
                      parser.problem == NULL ? "?" : parser.problem);
      break;
    }
    LtTextId fault = LT_N_TEXTS;
    if (event.type == YAML_MAPPING_START_EVENT || event.type == YAML_SEQUENCE_START_EVENT)
      fault = ++depth > MAX_DEPTH ? LT_T_YAML_DEPTH : LT_N_TEXTS;
    else if (event.type == YAML_MAPPING_END_EVENT || event.type == YAML_SEQUENCE_END_EVENT)
      depth--;
    else if (event.type == YAML_DOCUMENT_START_EVENT)
      fault = ++n_documents > 1 ? LT_T_YAML_DOCUMENTS : LT_N_TEXTS;
    else if (event.type == YAML_ALIAS_EVENT)
      fault = LT_T_YAML_ALIAS;
    is_end = event.type == YAML_STREAM_END_EVENT;
    if (fault != LT_N_TEXTS)
      is_ok = fail_at(error, name, event.start_mark.line, event.start_mark.column,
                      lt_text(lt_language(), fault));
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return is_ok;
}

static bool keys_check(LtNode mapping, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t i = 0; i < lt_node_pair_count(mapping); i++) {
    LtNode key = lt_node_key(mapping, i);
    if (!lt_node_is_scalar(key))
      return lt_node_fail(error, key, LT_T_YAML_KEY);
    if (!g_hash_table_add(seen, (gpointer)lt_node_text(key)))
      return lt_node_fail(error, key, LT_T_YAML_TWICE, lt_node_text(key));
  }
  return true;
}

static yaml_node_t *node_of(LtNode node)
{
  return node.id == 0 ? NULL
                      : yaml_document_get_node((yaml_document_t *)&node.yaml->document, node.id);
}

static bool nodes_check(const LtYaml *yaml, GError **error)
{
  int id = 1;
  for (; yaml_document_get_node((yaml_document_t *)&yaml->document, id) != NULL; id++) {
    LtNode node = {yaml, id};
    if (lt_node_is_mapping(node) && !keys_check(node, error))
      return false;
  }
  return true;
}

LtYaml *lt_yaml_parse(const char *text, size_t n, const char *name, GError **error)
{
  if (memchr(text, '\0', n) != NULL || !g_utf8_validate(text, (gssize)n, NULL)) {
    lt_fail(error, LT_ERROR_USAGE, LT_T_YAML_UTF8, name);
    return NULL;
  }
  if (!events_check(text, n, name, error))
    return NULL;
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser)) {
    lt_fail(error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY, n, name);
    return NULL;
  }
  LtYaml *yaml = g_new0(LtYaml, 1);
  yaml->name = g_strdup(name);
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
  int is_loaded = yaml_parser_load(&parser, &yaml->document);
  yaml_parser_delete(&parser);
  if (!is_loaded) {
    lt_fail(error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY, n, name);
    g_free(yaml->name);
    g_free(yaml);
    return NULL;
  }
  if (!nodes_check(yaml, error)) {
    lt_yaml_free(yaml);
    return NULL;
  }
  return yaml;
}

LtYaml *lt_yaml_load(const char *path, const char *name, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) failure = NULL;
  gsize n;
  GStatBuf status;
  if (g_stat(path, &status) == 0 && (!S_ISREG(status.st_mode) || status.st_size > MAX_BYTES)) {
    lt_fail(error, LT_ERROR_READ, LT_T_YAML_FILE, name);
    return NULL;
  }
  if (!g_file_get_contents(path, &text, &n, &failure)) {
    bool is_missing = g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    if (is_missing)
      lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_MISSING, name);
    else
      lt_fail(error, LT_ERROR_READ, LT_T_YAML_OPEN, name, failure->message);
    return NULL;
  }
  return lt_yaml_parse(text, n, name, error);
}

void lt_yaml_free(LtYaml *yaml)
{
  if (yaml == NULL)
    return;
  yaml_document_delete(&yaml->document);
  g_free(yaml->name);
  g_free(yaml);
}

LtNode lt_yaml_root(const LtYaml *yaml)
{
  bool has_root = yaml_document_get_root_node((yaml_document_t *)&yaml->document) != NULL;
  return (LtNode){yaml, has_root ? 1 : 0};
}

static bool is_type(LtNode node, yaml_node_type_t type)
{
  return node.id != 0 && node_of(node)->type == type;
}

bool lt_node_is_scalar(LtNode node)
{
  return is_type(node, YAML_SCALAR_NODE);
}

bool lt_node_is_sequence(LtNode node)
{
  return is_type(node, YAML_SEQUENCE_NODE);
}

bool lt_node_is_mapping(LtNode node)
{
  return is_type(node, YAML_MAPPING_NODE);
}

size_t lt_node_item_count(LtNode sequence)
{
  if (!lt_node_is_sequence(sequence))
    return 0;
  const yaml_node_t *node = node_of(sequence);
  return (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
}

LtNode lt_node_item(LtNode sequence, size_t i)
{
  return (LtNode){sequence.yaml, node_of(sequence)->data.sequence.items.start[i]};
}

size_t lt_node_pair_count(LtNode mapping)
{
  if (!lt_node_is_mapping(mapping))
    return 0;
  const yaml_node_t *node = node_of(mapping);
  return (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
}

LtNode lt_node_key(LtNode mapping, size_t i)
{
  return (LtNode){mapping.yaml, node_of(mapping)->data.mapping.pairs.start[i].key};
}

LtNode lt_node_value(LtNode mapping, size_t i)
{
  return (LtNode){mapping.yaml, node_of(mapping)->data.mapping.pairs.start[i].value};
}

LtNode lt_node_at(LtNode mapping, const char *key)
{
  for (size_t i = 0; i < lt_node_pair_count(mapping); i++)
    if (strcmp(lt_node_text(lt_node_key(mapping, i)), key) == 0)
      return lt_node_value(mapping, i);
  return mapping;
}

const char *lt_node_text(LtNode node)
{
  return lt_node_is_scalar(node) ? (const char *)node_of(node)->data.scalar.value : "";
}

const char *lt_node_file(LtNode node)
{
  return node.yaml == NULL ? "?" : node.yaml->name;
}

static yaml_mark_t mark_of(LtNode node)
{
  return node.id == 0 ? (yaml_mark_t){0} : node_of(node)->start_mark;
}

size_t lt_node_line(LtNode node)
{
  return mark_of(node).line + 1;
}

bool lt_node_is_blank(LtNode node)
{
  const char *at = lt_node_text(node);
  while (g_unichar_isspace(g_utf8_get_char(at)))
    at = g_utf8_next_char(at);
  return *at == '\0';
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

bool lt_node_fail(GError **error, LtNode node, LtTextId id, ...)
{
  va_list args;
  va_start(args, id);
  g_autofree char *message = g_strdup_vprintf(lt_text(lt_language(), id), args);
  va_end(args);
  yaml_mark_t mark = mark_of(node);
  return fail_at(error, lt_node_file(node), mark.line, mark.column, message);
}

#pragma GCC diagnostic pop
