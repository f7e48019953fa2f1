/**
 * @file overlay_rows.h
 * @brief The class × class table of two layers as rows: the cells that hold ground, and the sums
 *        beside it.
 */
#ifndef LT_REPORT_OVERLAY_ROWS_H
#define LT_REPORT_OVERLAY_ROWS_H

#include "overlay/results.h"
#include "rules/results.h"

typedef enum {
  LT_ROW_PAIR,       /**< ground of both classes; once for each pair of features that shares it */
  LT_ROW_ONLY_A,     /**< ground of a class of a that b does not cover */
  LT_ROW_ONLY_B,     /**< ground of a class of b that a does not cover */
  LT_ROW_BOTH,       /**< ground that both layers cover, each place once */
  LT_ROW_REPEATED_A, /**< ground that several features of a cover, each place once */
  LT_ROW_REPEATED_B,
  LT_N_ROW_KINDS
} LtRowKind;

typedef struct {
  LtRowKind kind;
  size_t class_a, class_b; /**< SIZE_MAX: the row is of no class */
  size_t n;                /**< pairs of features; features in the rows of one layer; 0 in sums */
  LtAreas areas;
} LtOverlayRow;

/** Decimals that programs read: areas and mu to 1 mm², lengths and places to the lattice. */
#define LT_ROW_DIGITS 6
#define LT_LENGTH_DIGITS 4

/** Rows sorted by kind and classes: empty cells are left out, sums are always there. Free with
 * g_array_unref(). */
GArray *lt_overlay_rows(const LtOverlayResults *results, const LtLayerPair *pair);

/** "pair", "only_a", …; static. */
const char *lt_row_code(LtRowKind kind);

/** True for the rows of the table, false for the sums beside it. */
bool lt_row_is_cell(LtRowKind kind);

/** Name of a class; NULL: none; borrowed. */
const char *lt_row_class(const LtOverlayResults *results, size_t layer, size_t number);

/** What programs call a layer: "a" or "b", or with more than two its number from 1. Free with
 * g_free(). */
char *lt_layer_code(const LtOverlayResults *results, size_t layer);

#endif
