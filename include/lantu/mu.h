/**
 * @file lantu/mu.h
 * @brief 亩均: what firms and zones yield per mu of land.
 */
#ifndef LANTU_MU_H
#define LANTU_MU_H

#include <lantu/check.h>

/** One mu in square metres: 2000/3 exactly, the nearest double. */
#define LT_MU_M2 (2000.0 / 3.0)

/**
 * Add the per-mu tables of firms and zones to @p results, when the project asks for them
 * (`mu:`); once for the results. Firms whose land is missing or no positive number, or for which
 * the layer's `where` cannot be answered, stand in the table without yields: rule MU-LAND of
 * lt_check_run() names them, nothing is divided by their land. A zone's yield is the sum of its
 * firms over the sum of their land; without a firm that counts all of it is unknown.
 *
 * @return  false with LT_ERROR_READ or LT_ERROR_MEMORY
 */
LT_PUBLIC bool lt_mu_run(const LtProject *project, LtResults *results, GError **error);

#endif
