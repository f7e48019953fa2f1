/* Any text as a `where`: refused or answered, never more than the layer's own rows. */
#include "io/table.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
  static const char *const columns[] = {"BSM", "DLBM", "面积"};
  static const LtAlias aliases[] = {{"key", "BSM", false}, {"class", "DLBM", false},
                                    {"area", "面积", true}};
  static LtClass classes[] = {{"0101", "水田", "Paddy", "耕地"}};
  static const LtValue rows[][3] = {
      {{LT_VALUE_TEXT, .text = "A"}, {LT_VALUE_TEXT, .text = "0101"}, {LT_VALUE_REAL, .real = 1.5}},
      {{LT_VALUE_INTEGER, .integer = 7}, {.type = LT_VALUE_NULL}, {LT_VALUE_TEXT, .text = "1,234"}},
  };
  g_autofree char *where = g_strndup((const char *)bytes, n_bytes);
  g_autoptr(LtStore) store = lt_store_new(NULL);
  LtTable *table = lt_table_new(store, "fuzz", columns, 3, NULL);
  lt_table_define(table, aliases, 3, classes, 1, NULL);
  for (size_t i = 0; i < 2; i++)
    lt_table_insert(table, (int64_t)i, rows[i], NULL);

  g_autoptr(GError) error = NULL;
  bool is_good = lt_table_check_where(table, where, NULL);
  g_autofree uint8_t *truths = lt_table_where(table, where, NULL, &error);
  g_assert_true((truths == NULL) == (error != NULL));
  g_assert_true(is_good || truths == NULL);
  /* Whatever was asked, the table is as it was. */
  g_autofree double *areas = lt_table_numbers(table, "area", NULL);
  g_assert_true(lt_table_count(table) == 2 && areas != NULL && areas[0] == 1.5);
  return 0;
}
