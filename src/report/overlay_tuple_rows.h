/**
 * @file overlay_tuple_rows.h
 * @brief The table of all layers together as rows, and the sums beside it.
 */
#ifndef LT_REPORT_OVERLAY_TUPLE_ROWS_H
#define LT_REPORT_OVERLAY_TUPLE_ROWS_H

#include "overlay/results.h"

typedef enum {
  LT_TUPLE_ROW,          /**< ground of these classes; for each combination of features there */
  LT_TUPLE_ROW_ALL,      /**< ground that all layers cover, each place once */
  LT_TUPLE_ROW_ANY,      /**< ground that at least one layer covers, each place once */
  LT_TUPLE_ROW_COVERED,  /**< ground that one layer covers, each place once */
  LT_TUPLE_ROW_REPEATED, /**< ground that several of its features cover, each place once */
  LT_N_TUPLE_ROWS
} LtTupleRowKind;

typedef struct {
  LtTupleRowKind kind;
  const uint32_t *classes; /**< of a tuple: for each layer a class or LT_TUPLE_NONE; else NULL */
  size_t layer;            /**< of a sum of one layer; else SIZE_MAX */
  LtAreas areas;
} LtTupleRow;

/** Tuples by their classes, then sums. None for two layers. Free with g_array_unref(). */
GArray *lt_tuple_rows(const LtOverlayResults *results);

/** "tuple", "all", …; static. */
const char *lt_tuple_row_code(LtTupleRowKind kind);

/** True when the ground of the row is of that layer, whatever else is. */
bool lt_tuple_row_has(const LtTupleRow *row, size_t layer);

/** Name of the class of a layer in the row; NULL: none; borrowed. */
const char *lt_tuple_row_class(const LtOverlayResults *results, const LtTupleRow *row,
                               size_t layer);

/** Numbers from 1 of the layers that the row's ground is of, "1+3"; "" for that of any. Free with
 * g_free(). */
char *lt_tuple_row_layers(const LtOverlayResults *results, const LtTupleRow *row);

#endif
