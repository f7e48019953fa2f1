#include "report/overlay_reading.h"

#include "report/intake.h"

#include <math.h>
#include <string.h>

void lt_overlay_reading_figures(const LtOverlaySide *side, LtFigure figures[LT_N_READING_FIGURES])
{
  const LtReadStats *stats = &side->layer.data->stats;
  const LtFigure all[LT_N_READING_FIGURES] = {
      {"features", (double)side->layer.data->shapes->n_features, 0},
      {"polygons", (double)side->n_polygons, 0},
      {"vertices", (double)stats->n_vertices, 0},
      {"vertices_moved", (double)stats->n_moved, 0},
      {"vertices_added", (double)stats->n_added, 0},
      {"rings_closed", (double)stats->n_closed, 0},
      {"z_dropped", (double)stats->n_z_dropped, 0},
      {"curves", (double)stats->n_curves, 0},
      {"chord_error_m", stats->chord_error_m, 6},
      {"accuracy_m", stats->accuracy_m < 0 ? NAN : stats->accuracy_m, 3},
  };
  memcpy(figures, all, sizeof all);
}

/* Invalid polygons are no fault of reading; whoever wants to know them asks. */
static const struct {
  const char *name;
  LtFaultKind kind;
  LtTextId text;
} faults[LT_N_FAULT_FIGURES] = {
    {"null", LT_FAULT_NULL, LT_T_OVERLAY_FAULT_NULL},
    {"empty", LT_FAULT_EMPTY, LT_T_OVERLAY_FAULT_EMPTY},
    {"damaged", LT_FAULT_DAMAGED, LT_T_OVERLAY_FAULT_DAMAGED},
    {"no_number", LT_FAULT_NO_NUMBER, LT_T_OVERLAY_FAULT_NO_NUMBER},
    {"no_image", LT_FAULT_NO_IMAGE, LT_T_OVERLAY_FAULT_NO_IMAGE},
    {"dropped_part", LT_FAULT_DROPPED_PART, LT_T_OVERLAY_FAULT_DROPPED},
    {"invalid", LT_FAULT_INVALID, LT_T_OVERLAY_INVALID},
};

static double fault_count(const LtOverlayResults *results, const LtOverlaySide *side,
                          LtFaultKind kind)
{
  if (kind == LT_FAULT_INVALID)
    return results->counts_invalid ? (double)side->n_invalid : NAN;
  size_t n = 0;
  for (size_t i = 0; i < side->layer.data->n_faults; i++)
    n += side->layer.data->faults[i].kind == kind;
  return (double)n;
}

void lt_overlay_fault_figures(const LtOverlayResults *results, size_t layer,
                              LtFigure figures[LT_N_FAULT_FIGURES])
{
  for (size_t i = 0; i < LT_N_FAULT_FIGURES; i++)
    figures[i] =
        (LtFigure){faults[i].name, fault_count(results, &results->sides[layer], faults[i].kind), 0};
}

void lt_overlay_faults_print(GString *out, const LtOverlayResults *results, size_t layer,
                             LtLang lang)
{
  for (size_t i = 0; i < LT_N_FAULT_FIGURES; i++) {
    double n = fault_count(results, &results->sides[layer], faults[i].kind);
    lt_count_print(out, lang, faults[i].text, isnan(n) ? 0 : (size_t)n);
  }
}
