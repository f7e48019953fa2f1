/**
 * @file faults.h
 * @brief The faults found while a layer is read. Internal to io/.
 */
#ifndef LT_IO_FAULTS_H
#define LT_IO_FAULTS_H

#include "io/source.h"

typedef struct {
  LtFault *faults;
  size_t n, capacity;
} LtFaults;

void lt_faults_clear(LtFaults *faults);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtFaults, lt_faults_clear)

/** Append a fault; @p place may be NULL. Areas are NAN. LT_ERROR_MEMORY. */
bool lt_faults_add(LtFaults *faults, LtFaultKind kind, size_t feature, const LtPoint *place,
                   GError **error);

/** Note a text that is not valid in its encoding (static), once for a column of a feature.
 * LT_ERROR_MEMORY. */
bool lt_faults_add_text(LtFaults *faults, size_t feature, size_t column, const char *bytes,
                        const char *encoding, GError **error);

/** Sort by feature; those of one feature keep their order. */
void lt_faults_sort(LtFaults *faults);

/**
 * Check all polygons with the workers of @p run and put repaired shapes in the place of invalid
 * ones; each is a fault with its original.
 *
 * @param shapes  *shapes is replaced when something was repaired
 */
bool lt_faults_repair(LtFaults *faults, LtShapes **shapes, const LtPlane *plane, LtRun *run,
                      GError **error);

#endif
