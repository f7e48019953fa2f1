#include "report/json_whole.h"

#include "base/bytes.h"

#include <string.h>

static json_t *json_if(bool is_whole, json_t *take_json)
{
  if (is_whole)
    return take_json;
  json_decref(take_json);
  return NULL;
}

json_t *lt_json_append(json_t *take_list, json_t *take_value)
{
  return json_if(json_array_append_new(take_list, take_value) == 0, take_list);
}

json_t *lt_json_set(json_t *take_object, const char *name, json_t *take_value)
{
  return json_if(json_object_set_new(take_object, name, take_value) == 0, take_object);
}

json_t *lt_json_join(json_t *take_object, json_t *take_other)
{
  return json_if(json_object_update_new(take_object, take_other) == 0, take_object);
}

typedef struct {
  char *bytes;
  size_t n, capacity;
  bool is_short; /* something could not be added */
} Text;

static int text_add(const char *bytes, size_t n, void *data)
{
  Text *text = data;
  text->is_short =
      text->is_short || !lt_grow(&text->bytes, &text->capacity, text->n + n, 1, "JSON", NULL);
  if (text->is_short)
    return -1;
  memcpy(text->bytes + text->n, bytes, n);
  text->n += n;
  return 0;
}

/* jansson goes on where a name could not be added (2.14). */
char *lt_json_dump(json_t *take_root)
{
  Text text = {0};
  bool is_whole = take_root != NULL &&
                  json_dump_callback(take_root, text_add, &text,
                                     JSON_INDENT(2) | JSON_REAL_PRECISION(15)) == 0 &&
                  text_add("\n", 2, &text) == 0 && !text.is_short;
  json_decref(take_root);
  if (is_whole)
    return text.bytes;
  g_free(text.bytes);
  return NULL;
}
