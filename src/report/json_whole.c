#include "report/json_whole.h"

#include "base/bytes.h"
#include "base/text.h"

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

static int bytes_add(const char *bytes, size_t n, Text *text)
{
  text->is_short =
      text->is_short || !lt_grow(&text->bytes, &text->capacity, text->n + n, 1, "JSON", NULL);
  if (text->is_short)
    return -1;
  memcpy(text->bytes + text->n, bytes, n);
  text->n += n;
  return 0;
}

/* jansson escapes what JSON demands. What commands a terminal is escaped as well, but for the line
 * ends between members; it hands over whole characters. */
static int text_add(const char *bytes, size_t n, void *data)
{
  size_t n_done = 0;
  for (size_t at = 0; at < n; at = (size_t)(g_utf8_next_char(bytes + at) - bytes)) {
    gunichar c = g_utf8_get_char(bytes + at);
    if (c == '\n' || !lt_char_is_hidden(c))
      continue;
    char escaped[8];
    int n_escaped = g_snprintf(escaped, sizeof escaped, "\\u%04x", c);
    if (bytes_add(bytes + n_done, at - n_done, data) != 0 ||
        bytes_add(escaped, (size_t)n_escaped, data) != 0)
      return -1;
    n_done = (size_t)(g_utf8_next_char(bytes + at) - bytes);
  }
  return bytes_add(bytes + n_done, n - n_done, data);
}

/* jansson goes on where a name could not be added (2.14). */
char *lt_json_dump(json_t *take_root)
{
  Text text = {0};
  bool is_whole = take_root != NULL &&
                  json_dump_callback(take_root, text_add, &text,
                                     JSON_INDENT(2) | JSON_REAL_PRECISION(15)) == 0 &&
                  bytes_add("\n", 2, &text) == 0 && !text.is_short;
  json_decref(take_root);
  if (is_whole)
    return text.bytes;
  g_free(text.bytes);
  return NULL;
}
