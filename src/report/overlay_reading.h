/**
 * @file overlay_reading.h
 * @brief What reading did to a layer of an overlay: its figures and faults by their names.
 */
#ifndef LT_REPORT_OVERLAY_READING_H
#define LT_REPORT_OVERLAY_READING_H

#include "overlay/results.h"

/** A number by the name that programs see. */
typedef struct {
  const char *name; /**< static */
  double value;     /**< NAN: not known */
  int digits;       /**< decimals; 0: a count */
} LtFigure;

#define LT_N_READING_FIGURES 10
#define LT_N_FAULT_FIGURES 7

/** Counts of features, polygons and vertices, and how they were changed. */
void lt_overlay_reading_figures(const LtOverlaySide *side, LtFigure figures[LT_N_READING_FIGURES]);

/** Counts of faults; that of invalid polygons, the last, is NAN where nobody looked. */
void lt_overlay_fault_figures(const LtOverlayResults *results, size_t layer,
                              LtFigure figures[LT_N_FAULT_FIGURES]);

/** Append "; without geometry: 1" and the like for each kind of fault there is. */
void lt_overlay_faults_print(GString *out, const LtOverlayResults *results, size_t layer,
                             LtLang lang);

#endif
