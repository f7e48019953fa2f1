#include "rules/results.h"

#include "geom/shape_inside.h"

#include <lantu/mu.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Labels of the layer names that the shipped packs use. */
static const struct {
  const char *layer;
  LtTextId label;
} labels[] = {
    {"land_use", LT_T_LAYER_LAND_USE}, {"urban_plan", LT_T_LAYER_URBAN_PLAN},
    {"land_plan", LT_T_LAYER_LAND_PLAN}, {"farmland", LT_T_LAYER_FARMLAND},
    {"red_line", LT_T_LAYER_RED_LINE}, {"eco_unit", LT_T_LAYER_ECO_UNIT},
    {"built_up", LT_T_LAYER_BUILT_UP}, {"zone", LT_T_LAYER_ZONE},
    {"firm", LT_T_LAYER_FIRM}, {"land_plan_upper", LT_T_LAYER_LAND_PLAN_UPPER},
    {"planned_use", LT_T_LAYER_PLANNED_USE},
    {"planned_use_upper", LT_T_LAYER_PLANNED_USE_UPPER},
    {"base_land_use", LT_T_LAYER_BASE_LAND_USE}, {"growth_area", LT_T_LAYER_GROWTH_AREA},
    {"water_source", LT_T_LAYER_WATER_SOURCE}, {"major_project", LT_T_LAYER_MAJOR_PROJECT},
    {"function_area", LT_T_LAYER_FUNCTION_AREA}, {"industry_area", LT_T_LAYER_INDUSTRY_AREA},
    {"zone_approved", LT_T_LAYER_ZONE_APPROVED}, {"approved_land", LT_T_LAYER_APPROVED_LAND},
    {"village_area", LT_T_LAYER_VILLAGE_AREA}, {"admin_area", LT_T_LAYER_ADMIN_AREA},
};

double lt_results_m2(const LtProject *project, const LtAreas *areas)
{
  return project->area == LT_AREA_PLANAR ? areas->planar_m2 : areas->ellipsoid_m2;
}

double lt_results_mu(const LtProject *project, const LtAreas *areas)
{
  return lt_results_m2(project, areas) / LT_MU_M2;
}

const char *lt_results_area_name(const LtProject *project, LtLang lang)
{
  return lt_text(lang, project->area == LT_AREA_PLANAR ? LT_T_AREA_PLANAR : LT_T_AREA_ELLIPSOID);
}

double lt_round(double value, int digits)
{
  double scale = pow(10, digits);
  double rounded = round(value * scale) / scale;
  return rounded == 0 ? 0 : rounded; /* no negative zero */
}

static void finding_free(void *data)
{
  LtFinding *finding = data;
  g_free(finding->id);
  g_free(finding->mark);
  g_free(finding->field);
  g_free(finding->involved);
  lt_shapes_free(finding->shape);
  lt_bilingual_clear(&finding->message);
  g_free(finding);
}

static void undetermined_free(void *data)
{
  LtUndetermined *entry = data;
  lt_bilingual_clear(&entry->reason);
  g_free(entry);
}

LtResults *lt_results_new(const LtProject *project)
{
  LtResults *results = g_new0(LtResults, 1);
  results->project = project;
  results->findings = g_ptr_array_new_with_free_func(finding_free);
  results->tolerated = g_ptr_array_new_with_free_func(g_free);
  results->undetermined = g_ptr_array_new_with_free_func(undetermined_free);
  results->outcomes = g_new0(LtOutcome, project->n_rules + 1);
  results->mu_firms = g_array_new(FALSE, TRUE, sizeof(LtMuRow));
  results->mu_zones = g_array_new(FALSE, TRUE, sizeof(LtMuRow));
  return results;
}

static void mu_rows_free(GArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    g_free(g_array_index(rows, LtMuRow, i).zone);
  g_array_unref(rows);
}

void lt_results_free(LtResults *results)
{
  if (results == NULL)
    return;
  g_ptr_array_unref(results->findings);
  g_ptr_array_unref(results->tolerated);
  g_ptr_array_unref(results->undetermined);
  for (size_t i = 0; i < results->n_outcomes; i++)
    lt_bilingual_clear(&results->outcomes[i].reason);
  g_free(results->outcomes);
  mu_rows_free(results->mu_firms);
  mu_rows_free(results->mu_zones);
  g_free(results);
}

LtFinding lt_finding_new(const LtRule *rule, LtObject a, const char *unit)
{
  return (LtFinding){.rule = rule, .severity = rule->severity, .a = a, .unit = unit, .value = NAN,
                     .limit = NAN, .areas = {NAN, NAN}, .width_m = NAN, .share_a = NAN,
                     .share_b = NAN};
}

bool lt_finding_set_shape(LtFinding *finding, const LtShapes *shapes, size_t feature,
                          GError **error)
{
  finding->shape = lt_shapes_new();
  finding->has_place = lt_shapes_add_copy(finding->shape, shapes, feature, error) &&
                       lt_shape_inside(finding->shape, 0, &finding->place, error);
  if (!finding->has_place)
    g_clear_pointer(&finding->shape, lt_shapes_free);
  return finding->has_place;
}

bool lt_finding_show_object(LtFinding *finding, GError **error)
{
  size_t feature = finding->a.feature;
  if (finding->a.layer == NULL || feature == LT_WHOLE_LAYER)
    return true;
  const LtShapes *shapes = finding->a.layer->data->shapes;
  if (shapes->types[feature] == LT_GEOM_NONE)
    return true;
  if (shapes->types[feature] == LT_GEOM_POLYGON)
    return lt_finding_set_shape(finding, shapes, feature, error);
  finding->shape = lt_shapes_new();
  finding->has_place = lt_shapes_add_copy(finding->shape, shapes, feature, error);
  if (finding->has_place)
    finding->place = finding->shape->points[0];
  else
    g_clear_pointer(&finding->shape, lt_shapes_free);
  return finding->has_place;
}

void lt_results_add_finding(LtResults *results, LtFinding take)
{
  g_ptr_array_add(results->findings, g_memdup2(&take, sizeof take));
}

void lt_results_add_tolerated(LtResults *results, LtTolerated take)
{
  g_ptr_array_add(results->tolerated, g_memdup2(&take, sizeof take));
}

void lt_results_add_undetermined(LtResults *results, LtUndetermined take)
{
  g_ptr_array_add(results->undetermined, g_memdup2(&take, sizeof take));
}

static const char *text_of(const LtObject *object, char **texts)
{
  bool is_there = texts != NULL && object->feature != LT_WHOLE_LAYER;
  return is_there && texts[object->feature] != NULL ? texts[object->feature] : "";
}

bool lt_object_fid(const LtObject *object, int64_t *fid)
{
  bool is_there = object->layer != NULL && object->feature != LT_WHOLE_LAYER;
  if (is_there)
    *fid = object->layer->data->fids[object->feature];
  return is_there;
}

const char *lt_object_key(const LtObject *object)
{
  return text_of(object, object->layer == NULL ? NULL : object->layer->keys);
}

const char *lt_object_name(const LtObject *object)
{
  return text_of(object, object->layer == NULL ? NULL : object->layer->names);
}

const char *lt_object_class(const LtObject *object)
{
  return text_of(object, object->layer == NULL ? NULL : object->layer->classes);
}

const char *lt_object_identity(const LtObject *object)
{
  return text_of(object, object->layer == NULL ? NULL : object->layer->identities);
}

const char *lt_layer_text(const LtLayer *layer, LtLang lang)
{
  for (size_t i = 0; i < G_N_ELEMENTS(labels); i++)
    if (strcmp(labels[i].layer, layer->id) == 0)
      return lt_text(lang, labels[i].label);
  return layer->id;
}

char *lt_object_text(const LtObject *object, LtLang lang)
{
  GString *text = g_string_new(lt_layer_text(object->layer, lang));
  const char *parts[] = {lt_object_name(object), lt_object_class(object)};
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    if (parts[i][0] != '\0')
      g_string_append_printf(text, " %s", parts[i]);
  const char *key = lt_object_key(object);
  g_autofree char *number = NULL;
  if (object->feature == LT_WHOLE_LAYER)
    return g_string_free(text, FALSE);
  if (key[0] == '\0')
    key = number = lt_text_format(lang, LT_T_OBJECT_FID,
                                  (long long)object->layer->data->fids[object->feature]);
  g_autofree char *tail = lt_text_format(lang, LT_T_OBJECT_KEY, key);
  g_string_append(text, tail);
  return g_string_free(text, FALSE);
}

static int compare_rule(const void *rule, const void *outcome)
{
  return strcmp(((const LtRule *)rule)->id, ((const LtOutcome *)outcome)->rule->id);
}

static LtOutcome *outcome_of(LtResults *results, const LtRule *rule)
{
  LtOutcome *outcome = bsearch(rule, results->outcomes, results->n_outcomes,
                               sizeof *results->outcomes, compare_rule);
  g_assert(outcome != NULL);
  return outcome;
}

/* A rule may find areas, lengths, angles and counts: they are not compared with each other. */
static int unit_rank(const char *unit)
{
  static const char *const units[] = {"count", "mu", "deg", "m", "m2"};
  int rank = 0;
  while (rank + 1 < (int)G_N_ELEMENTS(units) && strcmp(units[rank], unit) != 0)
    rank++;
  return rank;
}

static bool is_worse(const LtFinding *finding, const LtFinding *than)
{
  if (than == NULL)
    return true;
  if (isnan(finding->value) || isnan(than->value))
    return isnan(than->value) && !isnan(finding->value);
  int rank = unit_rank(finding->unit), than_rank = unit_rank(than->unit);
  if (rank != than_rank)
    return rank > than_rank;
  return finding->less_is_worse ? finding->value < than->value : finding->value > than->value;
}

/* Adds to a sum that is NAN while there is nothing in it. */
static void sum_add(double *sum, double value)
{
  if (!isnan(value))
    *sum = isnan(*sum) ? value : *sum + value;
}

static void sum_up(LtResults *results)
{
  for (size_t i = 0; i < results->n_outcomes; i++) {
    LtOutcome *outcome = &results->outcomes[i];
    outcome->mu = outcome->approved_mu = outcome->tolerated_mu = NAN;
    outcome->tolerated_width_m = outcome->tolerated_length_m = NAN;
  }
  for (guint i = 0; i < results->findings->len; i++) {
    const LtFinding *finding = results->findings->pdata[i];
    LtOutcome *outcome = outcome_of(results, finding->rule);
    double mu = lt_results_mu(results->project, &finding->areas);
    sum_add(finding->is_approved ? &outcome->approved_mu : &outcome->mu, mu);
    outcome->n_approved += finding->is_approved;
    if (finding->is_approved)
      continue;
    outcome->n_findings++;
    if (is_worse(finding, outcome->worst))
      outcome->worst = finding;
  }
  for (guint i = 0; i < results->tolerated->len; i++) {
    const LtTolerated *tolerated = results->tolerated->pdata[i];
    LtOutcome *outcome = outcome_of(results, tolerated->rule);
    outcome->n_tolerated += tolerated->n_pieces;
    sum_add(&outcome->tolerated_mu, lt_results_mu(results->project, &tolerated->areas));
    sum_add(&outcome->tolerated_length_m, tolerated->length_m);
    outcome->tolerated_width_m = fmax(outcome->tolerated_width_m, tolerated->width_m);
  }
  for (guint i = 0; i < results->undetermined->len; i++) {
    const LtUndetermined *entry = results->undetermined->pdata[i];
    outcome_of(results, entry->rule)->n_undetermined++;
  }
}

void lt_results_finish(LtResults *results)
{
  lt_results_order(results);
  sum_up(results);
  for (size_t i = 0; i < results->n_outcomes; i++) {
    LtOutcome *outcome = &results->outcomes[i];
    if (outcome->state != LT_STATE_PASS) /* already skipped or in error */
      continue;
    outcome->state = outcome->n_findings > 0 ? LT_STATE_FAIL
                     : outcome->n_undetermined > 0   ? LT_STATE_UNDETERMINED
                                             : LT_STATE_PASS;
  }
}

size_t lt_results_finding_count(const LtResults *results, LtSeverity severity)
{
  size_t count = 0;
  for (guint i = 0; i < results->findings->len; i++)
    if (((LtFinding *)results->findings->pdata[i])->severity >= severity)
      count++;
  return count;
}

size_t lt_results_rule_count(const LtResults *results, LtState state)
{
  size_t count = 0;
  for (size_t i = 0; i < results->n_outcomes; i++)
    count += results->outcomes[i].state == state;
  return count;
}

size_t lt_results_undetermined_count(const LtResults *results)
{
  return results->undetermined->len;
}

size_t lt_results_unread_count(const LtResults *results)
{
  size_t count = 0;
  for (size_t i = 0; i < results->project->n_layers; i++)
    count += results->project->layers[i].state == LT_LAYER_FAILED;
  return count;
}
