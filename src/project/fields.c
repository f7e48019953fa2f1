#include "project/fields.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MEMBER(type, out, field) ((type *)(void *)((char *)(out) + (field)->offset))

static void text_set(char **member, const char *text)
{
  g_free(*member);
  *member = g_strdup(text);
}

/* A key whose value was forgotten would else be a path, an id or a column without a name. */
static bool check_text(LtNode node, const LtField *field, LtTextId no_text, GError **error)
{
  if (!lt_node_is_scalar(node))
    return lt_node_fail(error, node, no_text, field->key);
  return !lt_node_is_blank(node) || lt_node_fail(error, node, LT_T_FIELDS_BLANK, field->key);
}

static bool read_text(LtNode node, const LtField *field, void *out, GError **error)
{
  if (!check_text(node, field, LT_T_FIELDS_TEXT, error))
    return false;
  text_set(MEMBER(char *, out, field), lt_node_text(node));
  return true;
}

static bool read_number(LtNode node, const LtField *field, void *out, GError **error)
{
  const char *text = lt_node_text(node);
  char *end;
  double number = g_ascii_strtod(text, &end);
  bool is_plain = strspn(text, "+-.0123456789eE") == strlen(text);
  if (!lt_node_is_scalar(node) || end == text || *end != '\0' || !is_plain || !isfinite(number))
    return lt_node_fail(error, node, LT_T_FIELDS_NUMBER, field->key);
  bool is_bounded = field->min != 0 || field->max != 0;
  if (is_bounded && (number < field->min || number > field->max))
    return lt_node_fail(error, node, LT_T_FIELDS_RANGE, field->key, field->min, field->max);
  *MEMBER(double, out, field) = number;
  return true;
}

static bool read_bool(LtNode node, const LtField *field, void *out, GError **error)
{
  const char *text = lt_node_text(node);
  if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
    return lt_node_fail(error, node, LT_T_FIELDS_BOOL, field->key);
  *MEMBER(bool, out, field) = text[0] == 't';
  return true;
}

static bool read_date(LtNode node, const LtField *field, void *out, GError **error)
{
  const char *text = lt_node_text(node);
  unsigned year = 0, month = 0, day = 0;
  bool is_shaped = strlen(text) == 10 && text[4] == '-' && text[7] == '-' &&
                   strspn(text, "0123456789-") == 10 &&
                   sscanf(text, "%4u-%2u-%2u", &year, &month, &day) == 3;
  if (!is_shaped || !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return lt_node_fail(error, node, LT_T_FIELDS_DATE, field->key);
  text_set(MEMBER(char *, out, field), text);
  return true;
}

static bool find_choice(LtNode node, const LtField *field, int *choice, GError **error)
{
  const char *text = lt_node_text(node);
  for (*choice = 0; field->choices[*choice] != NULL; ++*choice)
    if (strcmp(field->choices[*choice], text) == 0)
      return true;
  g_autofree char *choices = g_strjoinv(", ", (char **)field->choices);
  return lt_node_fail(error, node, LT_T_FIELDS_CHOICE, field->key, choices);
}

static bool read_choice(LtNode node, const LtField *field, void *out, GError **error)
{
  int choice;
  bool is_ok = find_choice(node, field, &choice, error);
  if (is_ok)
    *MEMBER(int, out, field) = choice;
  return is_ok;
}

static bool read_choices(LtNode node, const LtField *field, void *out, GError **error)
{
  unsigned set = 0;
  size_t n = lt_node_is_sequence(node) ? lt_node_item_count(node) : 1;
  if (n == 0)
    return lt_node_fail(error, node, LT_T_FIELDS_TEXTS, field->key);
  for (size_t i = 0; i < n; i++) {
    LtNode item = lt_node_is_sequence(node) ? lt_node_item(node, i) : node;
    int choice;
    if (!find_choice(item, field, &choice, error))
      return false;
    if ((set >> choice & 1) != 0)
      return lt_node_fail(error, item, LT_T_FIELDS_TWICE, field->key, lt_node_text(item));
    set |= 1U << choice;
  }
  *MEMBER(unsigned, out, field) = set;
  return true;
}

static bool read_texts(LtNode node, const LtField *field, void *out, GError **error)
{
  g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
  if (lt_node_is_scalar(node)) {
    if (!check_text(node, field, LT_T_FIELDS_TEXTS, error))
      return false;
    g_strv_builder_add(texts, lt_node_text(node));
  } else {
    if (lt_node_item_count(node) == 0)
      return lt_node_fail(error, node, LT_T_FIELDS_TEXTS, field->key);
    for (size_t i = 0; i < lt_node_item_count(node); i++) {
      if (!check_text(lt_node_item(node, i), field, LT_T_FIELDS_TEXTS, error))
        return false;
      g_strv_builder_add(texts, lt_node_text(lt_node_item(node, i)));
    }
  }
  g_strfreev(*MEMBER(char **, out, field));
  *MEMBER(char **, out, field) = g_strv_builder_end(texts);
  return true;
}

static bool read_bilingual(LtNode node, const LtField *field, void *out, GError **error)
{
  static const LtField fields[] = {
      {"zh", LT_FIELD_TEXT, offsetof(LtBilingual, in[LT_LANG_ZH]), true, NULL, 0, 0},
      {"en", LT_FIELD_TEXT, offsetof(LtBilingual, in[LT_LANG_EN]), true, NULL, 0, 0},
  };
  return lt_fields_read(node, fields, G_N_ELEMENTS(fields), MEMBER(LtBilingual, out, field), error);
}

static bool read_field(LtNode node, const LtField *field, void *out, GError **error)
{
  switch (field->type) {
  case LT_FIELD_TEXT:
    return read_text(node, field, out, error);
  case LT_FIELD_NUMBER:
    return read_number(node, field, out, error);
  case LT_FIELD_BOOL:
    return read_bool(node, field, out, error);
  case LT_FIELD_DATE:
    return read_date(node, field, out, error);
  case LT_FIELD_CHOICE:
    return read_choice(node, field, out, error);
  case LT_FIELD_CHOICES:
    return read_choices(node, field, out, error);
  case LT_FIELD_TEXTS:
    return read_texts(node, field, out, error);
  case LT_FIELD_NODE:
    *MEMBER(LtNode, out, field) = node;
    return true;
  case LT_FIELD_BILINGUAL:
    return read_bilingual(node, field, out, error);
  }
  g_assert_not_reached();
}

/* Letters of the shorter that stand in the other, in order: a cheap likeness. */
static size_t likeness(const char *a, const char *b)
{
  size_t count = 0;
  for (; *a != '\0'; a++) {
    const char *at = strchr(b, *a);
    if (at == NULL)
      continue;
    count++;
    b = at + 1;
  }
  return count;
}

static bool unknown_key(LtNode key, const LtField *fields, size_t n_fields, GError **error)
{
  const char *text = lt_node_text(key), *best = NULL;
  size_t best_count = 0;
  GString *known = g_string_new(NULL);
  for (size_t i = 0; i < n_fields; i++) {
    g_string_append_printf(known, "%s%s", i == 0 ? "" : ", ", fields[i].key);
    size_t count = likeness(text, fields[i].key);
    if (count > best_count) {
      best_count = count;
      best = fields[i].key;
    }
  }
  bool is_like = best != NULL && best_count + 2 >= strlen(best) && best_count * 2 > strlen(text);
  if (is_like)
    lt_node_fail(error, key, LT_T_FIELDS_UNKNOWN_LIKE, text, best);
  else
    lt_node_fail(error, key, LT_T_FIELDS_UNKNOWN, text, known->str);
  g_string_free(known, TRUE);
  return false;
}

static const LtField *field_find(const LtField *fields, size_t n_fields, const char *key)
{
  for (size_t i = 0; i < n_fields; i++)
    if (strcmp(fields[i].key, key) == 0)
      return &fields[i];
  return NULL;
}

static bool has_key(LtNode mapping, const char *key)
{
  for (size_t i = 0; i < lt_node_pair_count(mapping); i++)
    if (strcmp(lt_node_text(lt_node_key(mapping, i)), key) == 0)
      return true;
  return false;
}

bool lt_fields_read(LtNode node, const LtField *fields, size_t n_fields, void *out, GError **error)
{
  if (!lt_node_exists(node))
    return true;
  if (!lt_node_is_mapping(node))
    return lt_node_fail(error, node, LT_T_FIELDS_MAPPING);
  for (size_t i = 0; i < lt_node_pair_count(node); i++) {
    LtNode key = lt_node_key(node, i);
    const LtField *field = field_find(fields, n_fields, lt_node_text(key));
    if (field == NULL)
      return unknown_key(key, fields, n_fields, error);
    if (!read_field(lt_node_value(node, i), field, out, error))
      return false;
  }
  for (size_t i = 0; i < n_fields; i++)
    if (fields[i].is_required && !has_key(node, fields[i].key))
      return lt_node_fail(error, node, LT_T_FIELDS_REQUIRED, fields[i].key);
  return true;
}

void lt_fields_clear(const LtField *fields, size_t n_fields, void *out)
{
  for (size_t i = 0; i < n_fields; i++) {
    const LtField *field = &fields[i];
    if (field->type == LT_FIELD_TEXT || field->type == LT_FIELD_DATE)
      g_clear_pointer(MEMBER(char *, out, field), g_free);
    else if (field->type == LT_FIELD_TEXTS)
      g_clear_pointer(MEMBER(char **, out, field), g_strfreev);
    else if (field->type == LT_FIELD_BILINGUAL)
      lt_bilingual_clear(MEMBER(LtBilingual, out, field));
  }
}
