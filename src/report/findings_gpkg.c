/* findings.gpkg, the master of all results: docs/formats/findings.md lists its tables. */
#include "base/run.h"
#include "io/gpkg.h"
#include "report/context.h"
#include "report/names.h"
#include "report/style.h"
#include "report/transforms.h"

#include <lantu/mu.h>
#include <lantu/report.h>
#include <lantu/version.h>

#include <math.h>

#define N(columns) G_N_ELEMENTS(columns)

static LtValue text(const char *value)
{
  return value == NULL ? (LtValue){.type = LT_VALUE_NULL}
                       : (LtValue){.type = LT_VALUE_TEXT, .text = value};
}

static LtValue integer(int64_t value)
{
  return (LtValue){.type = LT_VALUE_INTEGER, .integer = value};
}

/* Rounded to its digit; NAN is null. */
static LtValue real(double value, int digits)
{
  return isnan(value) ? (LtValue){.type = LT_VALUE_NULL}
                      : (LtValue){.type = LT_VALUE_REAL, .real = lt_round(value, digits)};
}

static LtValue fid(const LtObject *object)
{
  int64_t number;
  return lt_object_fid(object, &number) ? integer(number) : (LtValue){.type = LT_VALUE_NULL};
}

static const char *layer_id(const LtObject *object)
{
  return object->layer == NULL ? NULL : object->layer->id;
}

static const LtGpkgColumn finding_columns[] = {
    {"id", LT_VALUE_TEXT},         {"rule", LT_VALUE_TEXT},
    {"severity", LT_VALUE_TEXT},   {"state", LT_VALUE_TEXT},
    {"fault", LT_VALUE_TEXT},      {"field", LT_VALUE_TEXT},
    {"a_layer", LT_VALUE_TEXT},    {"a_key", LT_VALUE_TEXT},
    {"a_fid", LT_VALUE_INTEGER},   {"a_name", LT_VALUE_TEXT},
    {"a_class", LT_VALUE_TEXT},    {"b_layer", LT_VALUE_TEXT},
    {"b_key", LT_VALUE_TEXT},      {"b_fid", LT_VALUE_INTEGER},
    {"b_name", LT_VALUE_TEXT},     {"b_class", LT_VALUE_TEXT},
    {"value", LT_VALUE_REAL},      {"unit", LT_VALUE_TEXT},
    {"limit_value", LT_VALUE_REAL}, {"area_planar_m2", LT_VALUE_REAL},
    {"area_ellipsoid_m2", LT_VALUE_REAL}, {"area_mu", LT_VALUE_REAL},
    {"width_m", LT_VALUE_REAL},    {"share_a", LT_VALUE_REAL},
    {"share_b", LT_VALUE_REAL},    {"place_x_m", LT_VALUE_REAL},
    {"place_y_m", LT_VALUE_REAL},  {"message_zh", LT_VALUE_TEXT},
    {"message_en", LT_VALUE_TEXT}, {"law_zh", LT_VALUE_TEXT},
    {"law_en", LT_VALUE_TEXT},     {"fix_zh", LT_VALUE_TEXT},
    {"fix_en", LT_VALUE_TEXT},
};

/* The table a finding goes to: that of its shape, of its place, or the one without geometry. */
static LtGeomType finding_type(const LtFinding *finding)
{
  if (finding->shape != NULL && finding->shape->types[0] != LT_GEOM_NONE)
    return (LtGeomType)finding->shape->types[0];
  return finding->has_place ? LT_GEOM_POINT : LT_GEOM_NONE;
}

static bool write_finding(LtGpkg *gpkg, const LtResults *results, const LtFinding *finding,
                          GError **error)
{
  const LtObject *a = &finding->a, *b = &finding->b;
  const LtRule *rule = finding->rule;
  g_autofree char *law_zh = lt_rule_law(results->project, rule, LT_LANG_ZH);
  g_autofree char *law_en = lt_rule_law(results->project, rule, LT_LANG_EN);
  bool has_a = a->layer != NULL, has_b = b->layer != NULL, has_place = finding->has_place;
  const LtValue values[N(finding_columns)] = {
      text(finding->id), text(rule->id), text(lt_severity_code(finding->severity)), text("new"),
      text(finding->fault), text(finding->field), text(layer_id(a)),
      text(has_a ? lt_object_key(a) : NULL), fid(a),
      text(has_a ? lt_object_name(a) : NULL), text(has_a ? lt_object_class(a) : NULL),
      text(layer_id(b)), text(has_b ? lt_object_key(b) : NULL), fid(b),
      text(has_b ? lt_object_name(b) : NULL), text(has_b ? lt_object_class(b) : NULL),
      real(finding->value, 4), text(finding->unit), real(finding->limit, 4),
      real(finding->areas.planar_m2, 2), real(finding->areas.ellipsoid_m2, 2),
      real(lt_results_mu(results->project, &finding->areas), 4), real(finding->width_m, 2),
      real(finding->share_a, 6), real(finding->share_b, 6),
      real(has_place ? (double)finding->place.x / LT_UNITS_PER_M : NAN, 4),
      real(has_place ? (double)finding->place.y / LT_UNITS_PER_M : NAN, 4),
      text(finding->message.in[LT_LANG_ZH]), text(finding->message.in[LT_LANG_EN]), text(law_zh),
      text(law_en), text(rule->fix.in[LT_LANG_ZH]), text(rule->fix.in[LT_LANG_EN]),
  };
  if (finding_type(finding) == LT_GEOM_NONE)
    return lt_gpkg_row(gpkg, NULL, 0, values, error);
  if (finding->shape != NULL && finding->shape->types[0] != LT_GEOM_NONE)
    return lt_gpkg_row(gpkg, finding->shape, 0, values, error);

  g_autoptr(LtShapes) place = lt_shapes_new();
  return lt_shapes_add_feature(place, LT_GEOM_POINT, error) &&
         lt_shapes_add_ring(place, &finding->place, 1, false, error) &&
         lt_gpkg_row(gpkg, place, 0, values, error);
}

static bool write_findings(LtGpkg *gpkg, const LtResults *results, LtRun *run, GError **error)
{
  static const struct {
    LtGeomType type;
    const char *name;
  } tables[] = {{LT_GEOM_POLYGON, "findings_polygon"},
                {LT_GEOM_LINE, "findings_line"},
                {LT_GEOM_POINT, "findings_point"},
                {LT_GEOM_NONE, "findings_table"}};
  for (size_t t = 0; t < G_N_ELEMENTS(tables); t++) {
    LtGpkgTable table = {.name = tables[t].name, .description = "findings",
                         .geometry = tables[t].type, .columns = finding_columns,
                         .n_columns = N(finding_columns)};
    if (!lt_gpkg_begin(gpkg, &table, error))
      return false;
    for (guint i = 0; i < results->findings->len; i++) {
      const LtFinding *finding = results->findings->pdata[i];
      if (!lt_run_check(run, error) ||
          (finding_type(finding) == tables[t].type &&
           !write_finding(gpkg, results, finding, error)))
        return false;
    }
    if (tables[t].type != LT_GEOM_NONE &&
        !lt_style_write(gpkg, tables[t].name, tables[t].type, error))
      return false;
  }
  return true;
}

static bool write_rules(LtGpkg *gpkg, const LtResults *results, GError **error)
{
  static const LtGpkgColumn columns[] = {
      {"id", LT_VALUE_TEXT},           {"kind", LT_VALUE_TEXT},
      {"severity", LT_VALUE_TEXT},     {"title_zh", LT_VALUE_TEXT},
      {"title_en", LT_VALUE_TEXT},     {"state", LT_VALUE_TEXT},
      {"reason_zh", LT_VALUE_TEXT},    {"reason_en", LT_VALUE_TEXT},
      {"checked", LT_VALUE_INTEGER},   {"findings", LT_VALUE_INTEGER},
      {"undetermined", LT_VALUE_INTEGER}, {"area_mu", LT_VALUE_REAL},
      {"approved", LT_VALUE_INTEGER},  {"approved_mu", LT_VALUE_REAL},
      {"worst", LT_VALUE_TEXT},        {"tolerated_pieces", LT_VALUE_INTEGER},
      {"tolerated_mu", LT_VALUE_REAL}, {"tolerated_width_m", LT_VALUE_REAL},
      {"tolerated_length_m", LT_VALUE_REAL},
      {"caution_zh", LT_VALUE_TEXT},   {"caution_en", LT_VALUE_TEXT},
  };
  LtGpkgTable table = {.name = "rule", .description = "rules and how they ended",
                       .columns = columns, .n_columns = N(columns)};
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (size_t i = 0; i < results->n_outcomes; i++) {
    const LtOutcome *o = &results->outcomes[i];
    const LtValue values[N(columns)] = {
        text(o->rule->id), text(o->rule->kind), text(lt_severity_code(o->rule->severity)),
        text(o->rule->title.in[LT_LANG_ZH]), text(o->rule->title.in[LT_LANG_EN]),
        text(lt_state_code(o->state)), text(o->reason.in[LT_LANG_ZH]),
        text(o->reason.in[LT_LANG_EN]), integer((int64_t)o->n_checked),
        integer((int64_t)o->n_findings), integer((int64_t)o->n_undetermined), real(o->mu, 4),
        integer((int64_t)o->n_approved), real(o->approved_mu, 4),
        text(o->worst == NULL ? NULL : o->worst->id), integer((int64_t)o->n_tolerated),
        real(o->tolerated_mu, 6), real(o->tolerated_width_m, 3),
        real(o->tolerated_length_m, 3),
        text(o->rule->trap.in[LT_LANG_ZH]), text(o->rule->trap.in[LT_LANG_EN]),
    };
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

static bool write_input(LtGpkg *gpkg, const LtLayer *layer, size_t n_columns, GError **error)
{
  static const LtReadStats no_stats;
  const LtReadStats *stats = layer->data == NULL ? &no_stats : &layer->data->stats;
  g_autofree char *sources = g_strjoinv("; ", layer->source_names);
  const LtValue values[] = {
      text(layer->id), text(sources), text(layer->layer), text(layer->status),
      text(lt_layer_state_code(layer->state)),
      text(layer->error == NULL ? NULL : layer->error->message),
      text(stats->crs_name), text(stats->note[LT_LANG_ZH]), text(stats->note[LT_LANG_EN]),
      real(layer->data == NULL || stats->accuracy_m < 0 ? NAN : stats->accuracy_m, 3),
      real(stats->moved_least_m, 3), real(stats->moved_most_m, 3), text(stats->encoding),
      integer(layer->data == NULL ? 0 : (int64_t)layer->data->shapes->n_features),
      integer((int64_t)stats->n_vertices), integer((int64_t)stats->n_added),
      integer((int64_t)stats->n_moved), integer((int64_t)stats->n_z_dropped),
      integer((int64_t)stats->n_curves), real(stats->chord_error_m, 6),
      integer((int64_t)stats->n_closed),
      integer(layer->data == NULL ? 0 : (int64_t)layer->data->n_faults),
      integer((int64_t)layer->n_duplicate_keys),
  };
  g_assert(G_N_ELEMENTS(values) == n_columns);
  return lt_gpkg_row(gpkg, NULL, 0, values, error);
}

static bool write_inputs(LtGpkg *gpkg, const LtResults *results, GError **error)
{
  static const LtGpkgColumn columns[] = {
      {"layer", LT_VALUE_TEXT},         {"sources", LT_VALUE_TEXT},
      {"source_layer", LT_VALUE_TEXT},  {"status", LT_VALUE_TEXT},
      {"state", LT_VALUE_TEXT},         {"error", LT_VALUE_TEXT},
      {"crs", LT_VALUE_TEXT},           {"note_zh", LT_VALUE_TEXT},
      {"note_en", LT_VALUE_TEXT},       {"accuracy_m", LT_VALUE_REAL},
      {"moved_least_m", LT_VALUE_REAL}, {"moved_most_m", LT_VALUE_REAL},
      {"encoding", LT_VALUE_TEXT},      {"features", LT_VALUE_INTEGER},
      {"vertices", LT_VALUE_INTEGER},   {"vertices_added", LT_VALUE_INTEGER},
      {"vertices_moved", LT_VALUE_INTEGER}, {"z_dropped", LT_VALUE_INTEGER},
      {"curves", LT_VALUE_INTEGER},     {"chord_error_m", LT_VALUE_REAL},
      {"rings_closed", LT_VALUE_INTEGER}, {"faults", LT_VALUE_INTEGER},
      {"duplicate_keys", LT_VALUE_INTEGER},
  };
  LtGpkgTable table = {.name = "input", .description = "layers as they were read",
                       .columns = columns, .n_columns = N(columns)};
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (size_t i = 0; i < results->project->n_layers; i++)
    if (!write_input(gpkg, &results->project->layers[i], N(columns), error))
      return false;
  return true;
}

static bool write_tolerated(LtGpkg *gpkg, const LtResults *results, GError **error)
{
  static const LtGpkgColumn columns[] = {
      {"rule", LT_VALUE_TEXT},    {"fault", LT_VALUE_TEXT},    {"a_layer", LT_VALUE_TEXT},
      {"a_key", LT_VALUE_TEXT},   {"b_layer", LT_VALUE_TEXT},  {"b_key", LT_VALUE_TEXT},
      {"pieces", LT_VALUE_INTEGER}, {"area_planar_m2", LT_VALUE_REAL},
      {"area_ellipsoid_m2", LT_VALUE_REAL}, {"area_mu", LT_VALUE_REAL},
      {"width_m", LT_VALUE_REAL}, {"length_m", LT_VALUE_REAL},
  };
  LtGpkgTable table = {.name = "tolerated", .description = "pieces under the limits of a rule",
                       .columns = columns, .n_columns = N(columns)};
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (guint i = 0; i < results->tolerated->len; i++) {
    const LtTolerated *t = results->tolerated->pdata[i];
    const LtValue values[N(columns)] = {
        text(t->rule->id), text(t->fault), text(layer_id(&t->a)), text(lt_object_key(&t->a)),
        text(layer_id(&t->b)), text(lt_object_key(&t->b)), integer((int64_t)t->n_pieces),
        real(t->areas.planar_m2, 4), real(t->areas.ellipsoid_m2, 4),
        real(lt_results_mu(results->project, &t->areas), 6), real(t->width_m, 3),
        real(t->length_m, 3),
    };
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

static bool write_undetermined(LtGpkg *gpkg, const LtResults *results, GError **error)
{
  static const LtGpkgColumn columns[] = {
      {"rule", LT_VALUE_TEXT},    {"a_layer", LT_VALUE_TEXT},   {"a_key", LT_VALUE_TEXT},
      {"b_layer", LT_VALUE_TEXT}, {"b_key", LT_VALUE_TEXT},     {"value", LT_VALUE_REAL},
      {"reason_zh", LT_VALUE_TEXT}, {"reason_en", LT_VALUE_TEXT},
  };
  LtGpkgTable table = {.name = "undetermined", .description = "what rules could not decide on",
                       .columns = columns, .n_columns = N(columns)};
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (guint i = 0; i < results->undetermined->len; i++) {
    const LtUndetermined *o = results->undetermined->pdata[i];
    const LtValue values[N(columns)] = {
        text(o->rule->id), text(layer_id(&o->a)), text(lt_object_key(&o->a)),
        text(layer_id(&o->b)), text(lt_object_key(&o->b)), real(o->value, 3),
        text(o->reason.in[LT_LANG_ZH]), text(o->reason.in[LT_LANG_EN]),
    };
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

static bool write_mu(LtGpkg *gpkg, const char *name, const GArray *rows, GError **error)
{
  static const LtGpkgColumn columns[] = {
      {"rank", LT_VALUE_INTEGER},   {"firm_key", LT_VALUE_TEXT},   {"firm_name", LT_VALUE_TEXT},
      {"zone", LT_VALUE_TEXT},      {"firms", LT_VALUE_INTEGER},   {"left_out", LT_VALUE_INTEGER},
      {"land_mu", LT_VALUE_REAL},   {"tax", LT_VALUE_REAL},        {"added_value", LT_VALUE_REAL},
      {"output", LT_VALUE_REAL},    {"tax_per_mu", LT_VALUE_REAL},
      {"added_value_per_mu", LT_VALUE_REAL}, {"output_per_mu", LT_VALUE_REAL},
  };
  LtGpkgTable table = {.name = name, .description = "yield per mu", .columns = columns,
                       .n_columns = N(columns)};
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (guint i = 0; i < rows->len; i++) {
    const LtMuRow *row = &g_array_index(rows, LtMuRow, i);
    bool is_firm = row->firm.layer != NULL;
    const LtValue values[N(columns)] = {
        row->rank == 0 ? (LtValue){.type = LT_VALUE_NULL} : integer((int64_t)row->rank),
        text(is_firm ? lt_object_key(&row->firm) : NULL),
        text(is_firm ? lt_object_name(&row->firm) : NULL), text(row->zone),
        integer((int64_t)row->n_firms), integer((int64_t)row->n_left_out), real(row->land_mu, 4),
        real(row->tax, 4), real(row->added_value, 4), real(row->output, 4),
        real(row->tax_per_mu, 4), real(row->added_value_per_mu, 4), real(row->output_per_mu, 4),
    };
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

static bool write_run(LtGpkg *gpkg, const LtResults *results, GError **error)
{
  static const LtGpkgColumn columns[] = {{"name", LT_VALUE_TEXT}, {"value", LT_VALUE_TEXT}};
  const LtProject *project = results->project;
  g_autofree char *versions = lt_io_versions();
  const char *const rows[][2] = {
      {"lantu", LT_VERSION},
      {"libraries", versions},
      {"project", project->name},
      {"crs", lt_crs_id(project->crs)},
      {"crs_name", lt_crs_name(project->crs)},
      {"area", project->area == LT_AREA_PLANAR ? "planar" : "ellipsoid"},
      {"as_of", project->as_of},
      {"money_unit", project->mu.money_unit},
      {"rules_asked", project->rules_asked},
  };
  LtGpkgTable table = {.name = "run", .description = "what was run", .columns = columns,
                       .n_columns = N(columns)};
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const LtValue values[] = {text(rows[i][0]), text(rows[i][1])};
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

bool lt_report_write_gpkg(const LtResults *results, const char *path, bool overwrite, LtRun *run,
                          GError **error)
{
  g_return_val_if_fail(results != NULL && path != NULL && run != NULL, false);

  g_autoptr(LtGpkg) gpkg = lt_gpkg_new(path, results->project->crs, overwrite, error);
  return gpkg != NULL && write_findings(gpkg, results, run, error) &&
         lt_involved_write(gpkg, results, run, error) &&
         write_rules(gpkg, results, error) && write_inputs(gpkg, results, error) &&
         lt_transforms_write(gpkg, results->project, error) &&
         write_tolerated(gpkg, results, error) && write_undetermined(gpkg, results, error) &&
         write_mu(gpkg, "mu_firm", results->mu_firms, error) &&
         write_mu(gpkg, "mu_zone", results->mu_zones, error) &&
         lt_context_write(gpkg, results, run, error) && write_run(gpkg, results, error) &&
         lt_run_check(run, error) && lt_gpkg_finish(gpkg, error);
}

bool lt_report_check_gpkg(const char *path, bool overwrite, GError **error)
{
  return lt_output_check(path, overwrite, error);
}
