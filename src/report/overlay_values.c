#include "report/overlay_values.h"

#include "report/overlay_rows.h"

#include <math.h>

LtValue lt_value_text(const char *value)
{
  return (LtValue){.type = value == NULL ? LT_VALUE_NULL : LT_VALUE_TEXT, .text = value};
}

LtValue lt_value_integer(int64_t value)
{
  return (LtValue){.type = LT_VALUE_INTEGER, .integer = value};
}

LtValue lt_value_count(size_t value)
{
  return lt_value_integer((int64_t)value);
}

/* Rounded to its digit; NAN is null. */
static LtValue real(double value, int digits)
{
  return isnan(value) ? (LtValue){.type = LT_VALUE_NULL}
                      : (LtValue){.type = LT_VALUE_REAL, .real = lt_round(value, digits)};
}

LtValue lt_value_area(double m2)
{
  return real(m2, LT_ROW_DIGITS);
}

LtValue lt_value_length(double m)
{
  return real(m, LT_LENGTH_DIGITS);
}

LtValue lt_value_mu(const LtAreas *areas)
{
  return real(lt_overlay_mu(areas), LT_ROW_DIGITS);
}

LtValue lt_value_place(int64_t units)
{
  return lt_value_length((double)units / LT_UNITS_PER_M);
}

LtValue lt_value_layer(size_t layer)
{
  return lt_value_count(layer + 1);
}

LtValue lt_value_fid(const LtOverlayResults *results, size_t layer, size_t feature)
{
  return lt_value_integer(results->sides[layer].layer.data->fids[feature]);
}

LtValue lt_value_key(const LtOverlayResults *results, size_t layer, size_t feature)
{
  char **keys = results->sides[layer].layer.keys;
  return lt_value_text(keys == NULL ? NULL : keys[feature]);
}

LtValue lt_value_class(const LtOverlayResults *results, size_t layer, size_t number)
{
  return lt_value_text(lt_row_class(results, layer, number));
}

size_t lt_layer_columns_skipped(const LtOverlayResults *results)
{
  return lt_overlay_is_many(results) ? 0 : LT_N_LAYER_COLUMNS;
}
