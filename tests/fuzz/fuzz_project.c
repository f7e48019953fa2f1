/* Any bytes as YAML: an error with file, line and column, or a tree that can be walked and read by a
 * table of fields. */
#include "project/fields.h"

#include <stdint.h>
#include <stdlib.h>

typedef struct {
  char *text, *date, **texts;
  double number;
  bool flag;
  int choice;
  LtNode node;
  LtBilingual both;
} Item;

static const char *const choices[] = {"a", "b", NULL};
static const LtField fields[] = {
    {"text", LT_FIELD_TEXT, offsetof(Item, text), true, NULL, 0, 0},
    {"date", LT_FIELD_DATE, offsetof(Item, date), false, NULL, 0, 0},
    {"texts", LT_FIELD_TEXTS, offsetof(Item, texts), false, NULL, 0, 0},
    {"number", LT_FIELD_NUMBER, offsetof(Item, number), false, NULL, 0, 10},
    {"flag", LT_FIELD_BOOL, offsetof(Item, flag), false, NULL, 0, 0},
    {"choice", LT_FIELD_CHOICE, offsetof(Item, choice), false, choices, 0, 0},
    {"node", LT_FIELD_NODE, offsetof(Item, node), false, NULL, 0, 0},
    {"both", LT_FIELD_BILINGUAL, offsetof(Item, both), false, NULL, 0, 0},
};

static void walk(LtNode node)
{
  for (size_t i = 0; i < lt_node_item_count(node); i++)
    walk(lt_node_item(node, i));
  for (size_t i = 0; i < lt_node_pair_count(node); i++) {
    walk(lt_node_key(node, i));
    walk(lt_node_value(node, i));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LtYaml) yaml = lt_yaml_parse((const char *)data, size, "fuzz.yaml", &error);
  if ((yaml == NULL) == (error == NULL))
    abort();
  if (yaml == NULL)
    return 0;
  walk(lt_yaml_root(yaml));
  Item item = {0};
  if (!lt_fields_read(lt_yaml_root(yaml), fields, G_N_ELEMENTS(fields), &item, &error) &&
      error == NULL)
    abort();
  lt_fields_clear(fields, G_N_ELEMENTS(fields), &item);
  return 0;
}
