/* The summary for programs: docs/formats/summary-json.md. */
#include "report/json_values.h"
#include "report/json_whole.h"
#include "report/machine.h"
#include "report/names.h"
#include "report/transforms.h"

#include <lantu/report.h>
#include <lantu/version.h>

#include <math.h>
#include <stdlib.h>

static json_t *object_json(const LtObject *object)
{
  if (object->layer == NULL)
    return json_null();
  int64_t fid = 0;
  bool has_fid = lt_object_fid(object, &fid);
  return json_pack("{so so so so so}", "layer", text(object->layer->id), "key",
                   text(lt_object_key(object)), "name", text(lt_object_name(object)), "class",
                   text(lt_object_class(object)), "fid",
                   has_fid ? json_integer((json_int_t)fid) : json_null());
}

static json_t *involved_json(const LtFinding *finding)
{
  json_t *list = json_array();
  for (size_t i = 0; i < finding->n_involved; i++)
    list = lt_json_append(list, lt_json_set(object_json(&finding->involved[i].object), "length_m",
                                            real(finding->involved[i].length_m, 2)));
  return list;
}

static json_t *finding_json(const LtResults *results, const LtFinding *finding, LtLang lang)
{
  g_autofree char *law = lt_rule_law(results->project, finding->rule, lang);
  return json_pack("{so so so so so so so so so so so so so so so so so}", "id", text(finding->id),
                   "rule", text(finding->rule->id), "severity",
                   text(lt_severity_code(finding->severity)), "fault", text(finding->fault),
                   "field", text(finding->field), "a", object_json(&finding->a), "b",
                   object_json(&finding->b), "objects",
                   involved_json(finding), "value", real(finding->value, 4), "unit",
                   text(finding->unit), "limit", real(finding->limit, 4), "area_planar_m2",
                   real(finding->areas.planar_m2, 2), "area_ellipsoid_m2",
                   real(finding->areas.ellipsoid_m2, 2), "area_mu",
                   real(lt_results_mu(results->project, &finding->areas), 4), "width_m",
                   real(finding->width_m, 2), "message", text(finding->message.in[lang]), "law",
                   text(law));
}

static json_t *findings_json(const LtResults *results, LtLang lang)
{
  json_t *list = json_array();
  for (guint i = 0; i < results->findings->len; i++)
    list = lt_json_append(list, finding_json(results, results->findings->pdata[i], lang));
  return list;
}

static json_t *rules_json(const LtResults *results, LtLang lang)
{
  json_t *list = json_array();
  for (size_t i = 0; i < results->n_outcomes; i++) {
    const LtOutcome *o = &results->outcomes[i];
    list = lt_json_append(
        list,
        json_pack("{so so so so so so so so so so so so so so so}", "id", text(o->rule->id), "title",
                  text(o->rule->title.in[lang]), "severity",
                  text(lt_severity_code(o->rule->severity)), "state", text(lt_state_code(o->state)),
                  "reason", text(o->reason.in[lang]), "checked", count(o->n_checked), "findings",
                  count(o->n_findings), "undetermined", count(o->n_undetermined), "area_mu",
                  real(o->mu, 4), "approved", count(o->n_approved), "approved_mu",
                  real(o->approved_mu, 4), "tolerated_pieces", count(o->n_tolerated), "tolerated_mu",
                  real(o->tolerated_mu, 6), "tolerated_length_m", real(o->tolerated_length_m, 3),
                  "worst", text(o->worst == NULL ? NULL : o->worst->id)));
  }
  return list;
}

static json_t *undetermined_json(const LtResults *results, LtLang lang)
{
  json_t *list = json_array();
  for (guint i = 0; i < results->undetermined->len; i++) {
    const LtUndetermined *entry = results->undetermined->pdata[i];
    list = lt_json_append(list, json_pack("{so so so so so}", "rule", text(entry->rule->id), "a",
                                          object_json(&entry->a), "b", object_json(&entry->b),
                                          "value", real(entry->value, 3), "reason",
                                          text(entry->reason.in[lang])));
  }
  return list;
}

/* NAN: unknown. */
static double layer_accuracy_m(const LtLayer *layer)
{
  return layer->data->stats.accuracy_m < 0 ? NAN : layer->data->stats.accuracy_m;
}

static json_t *layers_json(const LtResults *results)
{
  json_t *list = json_array();
  for (size_t i = 0; i < results->project->n_layers; i++) {
    const LtLayer *layer = &results->project->layers[i];
    bool is_read = layer->state == LT_LAYER_READ;
    list = lt_json_append(
        list, json_pack("{so so so so so so so so so so}", "id", text(layer->id), "state",
                        text(lt_layer_state_code(layer->state)), "error",
                        text(layer->error == NULL ? NULL : layer->error->message), "features",
                        count(is_read ? layer->data->shapes->n_features : 0), "faults",
                        count(is_read ? layer->data->n_faults : 0), "vertices",
                        count(is_read ? layer->data->stats.n_vertices : 0), "vertices_added",
                        count(is_read ? layer->data->stats.n_added : 0), "accuracy_m",
                        real(is_read ? layer_accuracy_m(layer) : NAN, 3), "moved_least_m",
                        real(is_read ? layer->data->stats.moved_least_m : NAN, 3), "moved_most_m",
                        real(is_read ? layer->data->stats.moved_most_m : NAN, 3)));
  }
  return list;
}

static json_t *mu_json(const GArray *rows)
{
  json_t *list = json_array();
  for (guint i = 0; i < rows->len; i++) {
    const LtMuRow *row = &g_array_index(rows, LtMuRow, i);
    bool is_firm = row->firm.layer != NULL;
    list = lt_json_append(
        list,
        json_pack("{so so so so so so so so so so}", "rank",
                  row->rank == 0 ? json_null() : count(row->rank), "key",
                  text(is_firm ? lt_object_key(&row->firm) : NULL), "name",
                  text(is_firm ? lt_object_name(&row->firm) : NULL), "zone", text(row->zone),
                  "firms", count(row->n_firms), "left_out", count(row->n_left_out), "land_mu",
                  real(row->land_mu, 4), "tax_per_mu", real(row->tax_per_mu, 4),
                  "added_value_per_mu", real(row->added_value_per_mu, 4), "output_per_mu",
                  real(row->output_per_mu, 4)));
  }
  return list;
}

char *lt_report_json(const LtResults *results, LtLang lang)
{
  g_return_val_if_fail(results != NULL, NULL);

  json_t *root = json_pack(
      "{so so so so so so so so so so so so so}", "lantu", text(LT_VERSION), "project",
      text(results->project->name), "crs", text(lt_crs_id(results->project->crs)), "area",
      text(results->project->area == LT_AREA_PLANAR ? "planar" : "ellipsoid"), "rules_left",
      count(results->project->n_rules_left), "rules", rules_json(results, lang), "findings", findings_json(results, lang), "undetermined",
      undetermined_json(results, lang), "layers", layers_json(results), "transforms",
      lt_transforms_json(results->project), "control_points",
      lt_control_points_json(results->project), "mu_firms",
      mu_json(results->mu_firms), "mu_zones", mu_json(results->mu_zones));
  return lt_json_dump(root);
}

char *lt_results_json_lines(const LtResults *results, LtLang lang)
{
  GString *lines = g_string_new(NULL);
  for (guint i = 0; i < results->findings->len; i++) {
    json_t *json = finding_json(results, results->findings->pdata[i], lang);
    char *line = json == NULL ? NULL : json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_decref(json);
    if (line == NULL) {
      g_string_free(lines, TRUE);
      return NULL;
    }
    g_string_append(lines, line);
    g_string_append_c(lines, '\n');
    free(line);
  }
  return g_string_free(lines, FALSE);
}
