/**
 * @file overlay_values.h
 * @brief Values of the tables in the GeoPackage of an overlay, rounded as programs read them.
 *
 * Texts are borrowed from the results or the caller.
 */
#ifndef LT_REPORT_OVERLAY_VALUES_H
#define LT_REPORT_OVERLAY_VALUES_H

#include "io/gpkg.h"
#include "overlay/results.h"

/** NULL is null. */
LtValue lt_value_text(const char *value);
LtValue lt_value_integer(int64_t value);
LtValue lt_value_count(size_t value);

/** Square metres to LT_ROW_DIGITS, metres to LT_LENGTH_DIGITS; NAN is null. */
LtValue lt_value_area(double m2);
LtValue lt_value_length(double m);

/** Mu of the ellipsoidal area. */
LtValue lt_value_mu(const LtAreas *areas);

/** A coordinate of the lattice, in metres. */
LtValue lt_value_place(int64_t units);

/** Number of a layer, from 1. */
LtValue lt_value_layer(size_t layer);

/** What a feature of a layer is known by. */
LtValue lt_value_fid(const LtOverlayResults *results, size_t layer, size_t feature);
LtValue lt_value_key(const LtOverlayResults *results, size_t layer, size_t feature);

/** Name of a class of a layer; SIZE_MAX, or one without name, is null. */
LtValue lt_value_class(const LtOverlayResults *results, size_t layer, size_t number);

/** Columns layer_a and layer_b, which begin a table of two layers of many: of two layers alone
 * nobody needs to be told which, and they are left out. */
#define LT_LAYER_COLUMNS {"layer_a", LT_VALUE_INTEGER}, {"layer_b", LT_VALUE_INTEGER}
#define LT_N_LAYER_COLUMNS 2

/** How many of a table's first columns, and of a row's first values, are left out. */
size_t lt_layer_columns_skipped(const LtOverlayResults *results);

#endif
