/* Any bytes as a 四至 sentence: blocks with a side each, bounds with readings that have names. */
#include "survey/sides_names.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t side_check(const LtSideText *side)
{
  if ((side->text == NULL) != (side->bounds == NULL))
    abort();
  for (guint i = 0; side->bounds != NULL && i < side->bounds->len; i++) {
    const LtSideBound *bound = g_ptr_array_index(side->bounds, i);
    if (bound->readings->len == 0 || bound->text[0] == '\0')
      abort();
    for (guint j = 0; j < bound->readings->len; j++) {
      const LtSideReading *reading = &g_array_index(bound->readings, LtSideReading, j);
      g_autofree char *key = lt_side_name_key(reading->name);
      if (reading->name[0] == '\0' || !g_utf8_validate(key, -1, NULL))
        abort();
    }
  }
  return side->text != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autofree char *sentence = g_strndup((const char *)data, size);
  g_autoptr(LtSidesText) text = lt_sides_text_parse(sentence);
  if (text->blocks->len > LT_SIDES_BLOCKS_MAX)
    abort();
  for (guint i = 0; i < text->blocks->len; i++) {
    const LtSidesBlock *block = g_ptr_array_index(text->blocks, i);
    size_t n_sides = 0;
    for (int side = 0; side < LT_N_SIDES; side++)
      n_sides += side_check(&block->sides[side]);
    if (n_sides == 0)
      abort();
  }
  return 0;
}
