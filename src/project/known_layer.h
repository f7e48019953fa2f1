/**
 * @file known_layer.h
 * @brief Which layer of the national standards a layer looks like: src/share/layers.csv and, where
 *        there is one, the fields of src/share/schemas/<layer>.csv.
 */
#ifndef LT_PROJECT_KNOWN_LAYER_H
#define LT_PROJECT_KNOWN_LAYER_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct {
  char *code;    /**< DLTB */
  char *name_zh; /**< 地类图斑 */
  char *standard;
  bool by_name;    /**< the name of the layer says so; else its fields do */
  size_t n_fields; /**< of the standard; those that are known */
  size_t n_present;
  GPtrArray *missing; /**< of char *: fields of the standard the layer lacks */
} LtKnownLayer;

/**
 * Find the standard layer that a layer looks like: by its name, else by at least two thirds of the
 * fields of one, three at least.
 *
 * @param fields  names, NULL-terminated; case does not matter
 * @return        free with lt_known_layer_free(); NULL: like none
 */
LtKnownLayer *lt_known_layer_find(const char *name, const char *const *fields);
void lt_known_layer_free(LtKnownLayer *known);

#endif
