#include "rules/ground.h"

#include "rules/approved.h"
#include "rules/polygons.h"

#include <math.h>
#include <string.h>

/* A limit counts as reached within this part of it, as in the overlay. */
#define ROUNDING 1e-9

const LtField lt_ground_fields[LT_GROUND_FIELDS] = {
    {"min_area_m2", LT_FIELD_NUMBER, offsetof(LtGroundLimits, min_area_m2), false, NULL, 0, 1e12},
    {"min_width_m", LT_FIELD_NUMBER, offsetof(LtGroundLimits, min_width_m), false, NULL, 0, 1e6},
};
const LtGroundLimits lt_ground_defaults = {0, 0};

char *lt_ground_text(const LtProject *project, const LtAreas *areas, LtLang lang)
{
  return lt_text_format(lang, LT_T_GROUND, lt_results_mu(project, areas),
                        lt_results_m2(project, areas), lt_results_area_name(project, lang));
}

double lt_ground_share(const LtProject *project, const LtObject *object, const LtAreas *areas)
{
  LtAreas whole = lt_shape_areas(&project->plane, object->layer->data->shapes, object->feature);
  return areas->planar_m2 / whole.planar_m2;
}

LtFinding lt_ground_finding(const LtTask *task, LtObject a, LtObject b, LtOverlayPair *pair)
{
  LtFinding finding = lt_finding_new(task->rule, a, "m2");
  finding.b = b;
  finding.value = lt_round(lt_results_m2(task->project, &pair->areas), 2);
  finding.shape = g_steal_pointer(&pair->shape);
  finding.has_place = true;
  finding.place = pair->inside;
  finding.areas = pair->areas;
  finding.width_m = pair->width_m;
  return finding;
}

void lt_ground_add_tolerated(const LtTask *task, const char *fault, LtObject a, LtObject b,
                             const LtOverlayPair *pair)
{
  if (pair->n_tolerated == 0)
    return;
  lt_results_add_tolerated(task->results,
                           (LtTolerated){.rule = task->rule, .fault = fault, .a = a, .b = b,
                                         .n_pieces = pair->n_tolerated, .areas = pair->tolerated,
                                         .width_m = pair->tolerated_width_m, .length_m = NAN});
}

/* ---- shared ---- */

/* Both objects of a pair; inside one layer the smaller identity comes first. */
static void pair_objects(const LtTask *task, const LtOverlayPair *pair, LtObject *a, LtObject *b)
{
  *a = (LtObject){task->a, pair->a};
  *b = (LtObject){task->b == NULL ? task->a : task->b, pair->b};
  if (task->b == NULL && lt_object_compare(a, b) > 0) {
    LtObject swap = *a;
    *a = *b;
    *b = swap;
  }
}

bool lt_ground_find_shared(const LtTask *task, const char *fault, const LtGroundLimits *limits,
                           bool is_known, LtOverlayPair *pair, LtFinding *finding)
{
  const uint8_t *use_b = task->b == NULL ? task->use_a : task->use_b;
  LtObject a, b;
  pair_objects(task, pair, &a, &b);
  bool is_undetermined =
      !is_known || task->use_a[pair->a] == LT_UNKNOWN || use_b[pair->b] == LT_UNKNOWN;
  lt_ground_add_tolerated(task, fault, a, b, pair);
  if (pair->shape == NULL)
    return false;
  if (is_undetermined) {
    lt_task_note_attribute(task, a, b, lt_round(lt_results_m2(task->project, &pair->areas), 2));
    return false;
  }
  *finding = lt_ground_finding(task, a, b, pair);
  finding->fault = fault;
  finding->limit = limits->min_area_m2;
  finding->share_a = lt_ground_share(task->project, &a, &pair->areas);
  finding->share_b = lt_ground_share(task->project, &b, &pair->areas);
  return true;
}

/* What a shift of doubt_m could take from a finding: from a width all of it, from an area a strip
 * along half of its border, from a border at either end. Ground no wider need not be there at all;
 * what is over a limit by no more might be under it. */
static bool find_doubt(const LtFinding *finding, double min_width_m, double doubt_m, LtTextId *text)
{
  bool is_ground = !isnan(finding->width_m);
  double take = doubt_m * (is_ground ? lt_polygon_perimeter_m(finding->shape, 0) / 2 : 2);
  if (is_ground && finding->width_m <= doubt_m) {
    *text = LT_T_GROUND_DOUBT;
    return true;
  }
  *text = LT_T_GROUND_NEAR_LIMIT;
  return (finding->limit > 0 && finding->value - take <= finding->limit) ||
         (is_ground && min_width_m > 0 && finding->width_m - doubt_m <= min_width_m);
}

/* Inside one layer all are off alike. */
static void tell_doubt(const LtTask *task, double min_width_m, LtFinding *finding)
{
  LtTextId text;
  double doubt_m = task->b == NULL || task->b == task->a ? 0 : lt_task_doubt_m(task);
  if (doubt_m <= 0 || !find_doubt(finding, min_width_m, doubt_m, &text))
    return;
  for (size_t lang = 0; lang < LT_N_LANGS; lang++) {
    char *message = finding->message.in[lang];
    finding->message.in[lang] = lt_text_format((LtLang)lang, text, message, doubt_m);
    g_free(message);
  }
}

void lt_ground_tell_shared(const LtTask *task, const LtGroundLimits *limits, LtFinding *finding)
{
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *text_a = lt_object_text(&finding->a, (LtLang)lang);
    g_autofree char *text_b = lt_object_text(&finding->b, (LtLang)lang);
    g_autofree char *ground = lt_ground_text(task->project, &finding->areas, (LtLang)lang);
    finding->message.in[lang] = lt_text_format((LtLang)lang, LT_T_OVERLAP_MESSAGE, text_a, text_b,
                                               ground, finding->width_m);
  }
  tell_doubt(task, limits->min_width_m, finding);
}

void lt_ground_add_shared(const LtTask *task, const char *fault, const LtGroundLimits *limits,
                          LtOverlayPair *pair)
{
  LtFinding finding;
  if (!lt_ground_find_shared(task, fault, limits, true, pair, &finding))
    return;
  lt_ground_tell_shared(task, limits, &finding);
  lt_results_add_finding(task->results, finding);
}

/* ---- lacking ---- */

LtLack lt_lack_new(const LtTask *task, LtOverlayQuestion question)
{
  return (LtLack){.task = task, .question = question, .layer = task->a, .other = task->b,
                  .use = task->use_a, .use_other = task->use_b, .more = task->more,
                  .n_more = task->n_more};
}

static bool has_unknown(const LtLayer *layer, const uint8_t *use)
{
  size_t n = layer->data->shapes->n_features;
  return n > 0 && memchr(use, LT_UNKNOWN, n) != NULL;
}

/* Overlays that are asked for: two where some of the other objects may take part or not. */
static size_t count_asks(const LtLack *lack)
{
  bool has_any = has_unknown(lack->other, lack->use_other);
  for (size_t k = 0; k < lack->n_more; k++)
    has_any = has_any || has_unknown(lack->more[k].layer, lack->more[k].use);
  return has_any ? 2 : 1;
}

bool lt_lack_ask(const LtLack *lack, LtOverlayInput *inputs, size_t *n_inputs, GError **error)
{
  const LtShapes *other = lack->other->data->shapes;
  size_t n, n_asks = count_asks(lack);
  for (size_t i = 0; i < n_asks; i++) {
    LtOverlayInput *input = &inputs[(*n_inputs)++];
    *input = (LtOverlayInput){.question = lack->question,
                              .a = lack->layer->data->shapes,
                              .b = other,
                              .plane = &lack->task->project->plane,
                              .pairs_only = true,
                              .min_area_m2 = lack->limits.min_area_m2,
                              .min_width_m = lack->limits.min_width_m};
    input->use_a = lt_task_candidates(lack->layer, lack->use, LT_GEOM_POLYGON, true, &n, error);
    if (input->use_a == NULL)
      return false;
    input->use_b =
        lt_task_candidates(lack->other, lack->use_other, LT_GEOM_POLYGON, i == 0, &n, error);
    if (input->use_b == NULL)
      return false;
    for (size_t k = 0; k < lack->n_more; k++) {
      const LtMoreLayer *more = &lack->more[k];
      input->more[k].shapes = more->layer->data->shapes;
      input->more[k].use =
          lt_task_candidates(more->layer, more->use, LT_GEOM_POLYGON, i == 0, &n, error);
      if (input->more[k].use == NULL)
        return false;
    }
  }
  return lack->question != LT_OVERLAY_DIFFERENCE ||
         lt_approved_split(lack->task, inputs + *n_inputs - n_asks, n_asks, n_inputs, error);
}

/* What the objects lie on, or not: the layers, or such of them as the rule asks for. */
static char *other_text(const LtLack *lack, LtLang lang)
{
  const LtTask *task = lack->task;
  bool has_where =
      (lack->other == task->b ? task->wanted_b->where : task->rule->a.where) != NULL;
  g_autoptr(GString) names = g_string_new(lt_layer_text(lack->other, lang));
  for (size_t k = 0; k < lack->n_more; k++) {
    has_where = has_where || lack->more[k].wanted->where != NULL;
    g_string_append(names, lt_text(lang, k + 1 < lack->n_more ? LT_T_NAMES_SEPARATOR
                                                              : LT_T_NAMES_LAST_SEPARATOR));
    g_string_append(names, lt_layer_text(lack->more[k].layer, lang));
  }
  return has_where ? lt_text_format(lang, LT_T_LAYER_WHERE, names->str) : g_strdup(names->str);
}

static char *lack_text(const LtLack *lack, const LtFinding *finding, LtLang lang)
{
  g_autofree char *who = lt_object_text(&finding->a, lang);
  g_autofree char *layer = other_text(lack, lang);
  if (lack->question == LT_OVERLAY_BORDERS)
    return lt_text_format(lang, LT_T_BOUNDARY_MESSAGE, who, finding->value, layer);
  g_autofree char *ground = lt_ground_text(lack->task->project, &finding->areas, lang);
  if (finding->b.layer == NULL)
    return lt_text_format(lang, LT_T_COVERS_MESSAGE, who, ground, layer, finding->width_m);
  g_autofree char *partner = lt_object_text(&finding->b, lang);
  return lt_text_format(lang, LT_T_INSIDE_MESSAGE, who, ground, partner, finding->width_m);
}

/* Of borders an object is tolerated as a whole: where one piece ends says little. */
static bool is_short(const LtLack *lack, const LtOverlayPair *pair)
{
  return lack->question == LT_OVERLAY_BORDERS &&
         pair->length_m < lack->min_length_m * (1 - ROUNDING);
}

static void add_short(const LtLack *lack, LtObject object, const LtOverlayPair *pair)
{
  lt_results_add_tolerated(lack->task->results,
                           (LtTolerated){.rule = lack->task->rule, .a = object,
                                         .n_pieces = pair->shape->n_rings,
                                         .areas = {NAN, NAN}, .width_m = NAN,
                                         .length_m = pair->length_m});
}

static double lack_value(const LtLack *lack, const LtOverlayPair *pair)
{
  return lt_round(lack->question == LT_OVERLAY_BORDERS
                      ? pair->length_m
                      : lt_results_m2(lack->task->project, &pair->areas),
                  2);
}

void lt_lack_add(const LtLack *lack, LtOverlayPair *pair, LtObject partner,
                 const LtOverlay *inside)
{
  const LtTask *task = lack->task;
  LtObject object = {lack->layer, pair->a};
  bool is_border = lack->question == LT_OVERLAY_BORDERS;
  const char *fault = inside == NULL ? NULL : LT_FAULT_APPROVED;
  if (!is_border)
    lt_ground_add_tolerated(task, fault, object, partner, pair);
  if (pair->shape == NULL)
    return;
  if (is_short(lack, pair)) {
    add_short(lack, object, pair);
    return;
  }
  if (lack->use[pair->a] == LT_UNKNOWN) {
    lt_task_note_attribute(task, object, partner, lack_value(lack, pair));
    return;
  }
  LtFinding finding = lt_ground_finding(task, object, partner, pair);
  finding.value = lack_value(lack, pair);
  finding.limit = is_border ? lack->min_length_m : lack->limits.min_area_m2;
  if (is_border) {
    finding.unit = "m";
    finding.areas = (LtAreas){NAN, NAN};
    finding.width_m = NAN;
  } else {
    finding.share_a = lt_ground_share(task->project, &object, &pair->areas);
  }
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    finding.message.in[lang] = lack_text(lack, &finding, (LtLang)lang);
  tell_doubt(task, lack->limits.min_width_m, &finding);
  if (inside != NULL)
    lt_approved_mark(task, inside, pair, &finding);
  lt_results_add_finding(task->results, finding);
}

/* Whether an answer is more than tolerated pieces. */
static bool is_lacking(const LtLack *lack, const LtOverlayPair *pair)
{
  return pair->shape != NULL && !is_short(lack, pair);
}

/* What is there only when no object takes part of which that is not known: beside what is certain
 * for the same object, too, where it would be more. */
static void note_second(const LtLack *lack, const LtOverlay *overlay, const LtOverlay *second)
{
  for (size_t i = 0, k = 0; k < second->n_pairs; k++) {
    const LtOverlayPair *more = &second->pairs[k];
    while (i < overlay->n_pairs && overlay->pairs[i].a < more->a)
      i++;
    bool is_found = i < overlay->n_pairs && overlay->pairs[i].a == more->a &&
                    is_lacking(lack, &overlay->pairs[i]);
    double value = lack_value(lack, more);
    if (is_lacking(lack, more) &&
        (!is_found || value > lack_value(lack, &overlay->pairs[i])))
      lt_task_note_attribute(lack->task, (LtObject){lack->layer, more->a}, (LtObject){0}, value);
  }
}

void lt_lack_take(const LtLack *lack, LtOverlay **overlays, size_t *n_taken)
{
  LtOverlay **answers = overlays + *n_taken;
  *n_taken += count_asks(lack);
  if (count_asks(lack) > 1)
    note_second(lack, answers[0], answers[1]);
  if (lack->question == LT_OVERLAY_DIFFERENCE && lack->task->approved != NULL) {
    LtOverlay *inside = overlays[(*n_taken)++];
    lt_approved_note(lack->task, answers[0]);
    for (size_t i = 0; i < inside->n_pairs; i++)
      lt_lack_add(lack, &inside->pairs[i], (LtObject){0}, inside);
  }
  for (size_t i = 0; i < answers[0]->n_pairs; i++)
    lt_lack_add(lack, &answers[0]->pairs[i], (LtObject){0}, NULL);
}
