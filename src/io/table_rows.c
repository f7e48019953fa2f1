#include "io/table_rows.h"

#include "base/bytes.h"

#include <string.h>

/* A row is its fid, then for each value a byte with the type and what it takes: numbers 8 bytes,
 * texts their own and a zero. */
#define NUMBER_BYTES sizeof(int64_t)

void lt_rows_clear(LtRows *rows)
{
  g_free(rows->bytes);
  *rows = (LtRows){0};
}

static size_t value_bytes(const LtValue *value)
{
  switch (value->type) {
  case LT_VALUE_INTEGER:
  case LT_VALUE_REAL:
    return 1 + NUMBER_BYTES;
  case LT_VALUE_TEXT:
    return 1 + strlen(value->text) + 1;
  case LT_VALUE_NULL:
    break;
  }
  return 1;
}

static uint8_t *value_put(uint8_t *at, const LtValue *value)
{
  size_t n = value_bytes(value) - 1;
  *at++ = (uint8_t)value->type;
  if (n > 0)
    memcpy(at, value->type == LT_VALUE_TEXT ? (const void *)value->text : &value->integer, n);
  return at + n;
}

bool lt_rows_add(LtRows *rows, int64_t fid, const LtValue *values, size_t n_values,
                 const char *what, GError **error)
{
  size_t n = sizeof fid;
  for (size_t i = 0; i < n_values; i++)
    n += value_bytes(&values[i]);
  if (!lt_grow(&rows->bytes, &rows->capacity, rows->n_bytes + n, 1, what, error))
    return false;
  uint8_t *at = rows->bytes + rows->n_bytes;
  memcpy(at, &fid, sizeof fid);
  at += sizeof fid;
  for (size_t i = 0; i < n_values; i++)
    at = value_put(at, &values[i]);
  rows->n_bytes += n;
  return true;
}

bool lt_rows_join(LtRows *rows, LtRows *take_rows, const char *what, GError **error)
{
  if (rows->n_bytes == 0) {
    lt_rows_clear(rows);
    *rows = *take_rows;
    *take_rows = (LtRows){0};
    return true;
  }
  if (!lt_grow(&rows->bytes, &rows->capacity, rows->n_bytes + take_rows->n_bytes, 1, what, error))
    return false;
  if (take_rows->n_bytes > 0)
    memcpy(rows->bytes + rows->n_bytes, take_rows->bytes, take_rows->n_bytes);
  rows->n_bytes += take_rows->n_bytes;
  lt_rows_clear(take_rows);
  return true;
}

int64_t lt_rows_fid(const LtRows *rows, size_t *at)
{
  int64_t fid;
  memcpy(&fid, rows->bytes + *at, sizeof fid);
  *at += sizeof fid;
  return fid;
}

LtValue lt_rows_value(const LtRows *rows, size_t *at)
{
  const uint8_t *byte = rows->bytes + *at;
  LtValue value = {.type = (LtValueType)*byte};
  if (value.type == LT_VALUE_TEXT)
    value.text = (const char *)byte + 1;
  else if (value.type != LT_VALUE_NULL)
    memcpy(&value.integer, byte + 1, NUMBER_BYTES);
  *at += value_bytes(&value);
  return value;
}
