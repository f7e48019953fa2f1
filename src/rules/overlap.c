/* Kind `overlap`: objects of a share ground with objects of b, or with others of a. */
#include "rules/kind.h"

#include <math.h>
#include <string.h>

typedef struct {
  double min_area_m2, min_width_m;
} Limits;

static const LtField fields[] = {
    {"min_area_m2", LT_FIELD_NUMBER, offsetof(Limits, min_area_m2), false, NULL, 0, 1e12},
    {"min_width_m", LT_FIELD_NUMBER, offsetof(Limits, min_width_m), false, NULL, 0, 1e6},
};
static const Limits defaults = {0, 0};

/* Both objects of a pair; inside one layer the smaller identity comes first. */
static void pair_objects(const LtTask *task, const LtOverlayPair *pair, LtObject *a, LtObject *b)
{
  *a = (LtObject){task->a, pair->a};
  *b = (LtObject){task->b == NULL ? task->a : task->b, pair->b};
  if (task->b == NULL && strcmp(lt_object_identity(a), lt_object_identity(b)) > 0) {
    LtObject swap = *a;
    *a = *b;
    *b = swap;
  }
}

static LtBilingual message_of(const LtTask *task, const LtFinding *finding)
{
  LtBilingual message;
  bool is_planar = task->project->area == LT_AREA_PLANAR;
  double m2 = is_planar ? finding->areas.planar_m2 : finding->areas.ellipsoid_m2;
  double mu = lt_results_mu(task->project, &finding->areas);
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *a = lt_object_text(&finding->a, (LtLang)lang);
    g_autofree char *b = lt_object_text(&finding->b, (LtLang)lang);
    const char *kind = lt_text((LtLang)lang, is_planar ? LT_T_AREA_PLANAR : LT_T_AREA_ELLIPSOID);
    message.in[lang] = lt_text_format((LtLang)lang, LT_T_OVERLAP_MESSAGE, a, b, mu, m2, kind,
                                      finding->width_m);
  }
  return message;
}

static double share_of(const LtTask *task, const LtObject *object, const LtAreas *areas)
{
  LtAreas whole =
      lt_shape_areas(&task->project->plane, object->layer->data->shapes, object->feature);
  return areas->planar_m2 / whole.planar_m2;
}

static void add_pair(const LtTask *task, LtOverlayPair *pair)
{
  const Limits *limits = task->limits;
  const uint8_t *use_b = task->b == NULL ? task->use_a : task->use_b;
  LtObject a, b;
  pair_objects(task, pair, &a, &b);
  bool is_undetermined = task->use_a[pair->a] == LT_UNKNOWN || use_b[pair->b] == LT_UNKNOWN;
  double m2 = task->project->area == LT_AREA_PLANAR ? pair->areas.planar_m2
                                                    : pair->areas.ellipsoid_m2;
  if (pair->shape != NULL && is_undetermined)
    lt_results_add_undetermined(
        task->results, (LtUndetermined){.rule = task->rule, .a = a, .b = b,
                                        .value = lt_round(m2, 2),
                                        .reason = lt_message(LT_T_UNDETERMINED_ATTRIBUTE)});
  if (pair->n_tolerated > 0)
    lt_results_add_tolerated(task->results,
                             (LtTolerated){.rule = task->rule, .a = a, .b = b,
                                           .n_pieces = pair->n_tolerated,
                                           .areas = pair->tolerated,
                                           .width_m = pair->tolerated_width_m,
                                           .length_m = NAN});
  if (pair->shape == NULL || is_undetermined)
    return;
  LtFinding finding = {.rule = task->rule, .a = a, .b = b, .unit = "m2",
                       .value = lt_round(m2, 2), .limit = limits->min_area_m2,
                       .shape = g_steal_pointer(&pair->shape), .has_place = true,
                       .place = pair->inside, .areas = pair->areas, .width_m = pair->width_m};
  finding.share_a = share_of(task, &finding.a, &pair->areas);
  finding.share_b = share_of(task, &finding.b, &pair->areas);
  finding.message = message_of(task, &finding);
  lt_results_add_finding(task->results, finding);
}

static bool ask(const LtTask *task, LtOverlayInput *input, size_t *n_inputs, GError **error)
{
  const Limits *limits = task->limits;
  const LtLayer *layer_b = task->b == NULL ? task->a : task->b;
  size_t n;
  *n_inputs = 1;
  lt_task_note_accuracy(task);
  lt_task_note_shapeless(task, task->a, task->use_a, LT_GEOM_POLYGON, false);
  if (task->b != NULL)
    lt_task_note_shapeless(task, task->b, task->use_b, LT_GEOM_POLYGON, true);
  *input = (LtOverlayInput){.a = task->a->data->shapes, .b = layer_b->data->shapes,
                            .plane = &task->project->plane, .pairs_only = true,
                            .min_area_m2 = limits->min_area_m2,
                            .min_width_m = limits->min_width_m};
  input->use_a = lt_task_candidates(task->a, task->use_a, LT_GEOM_POLYGON, true, &n, error);
  input->use_b = input->use_a;
  if (input->use_a != NULL && task->b != NULL)
    input->use_b = lt_task_candidates(task->b, task->use_b, LT_GEOM_POLYGON, true, &n, error);
  return input->use_a != NULL && input->use_b != NULL;
}

static bool take(const LtTask *task, LtOverlay **overlays, GError **error)
{
  (void)error;
  for (size_t i = 0; i < overlays[0]->n_pairs; i++)
    add_pair(task, &overlays[0]->pairs[i]);
  return true;
}

const LtKind lt_kind_overlap = {.name = "overlap",
                                .takes = LT_TAKES_ONE_OR_TWO,
                                .limits = fields,
                                .n_limits = G_N_ELEMENTS(fields),
                                .limits_size = sizeof(Limits),
                                .defaults = &defaults,
                                .ask = ask,
                                .take = take};
