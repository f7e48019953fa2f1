/* `transform:` of the project file and of its layers: the user's own changes of datum. */
#include "project/control_points.h"
#include "project/parts.h"

#include <math.h>
#include <string.h>

#define SECOND_RAD (G_PI / 180 / 3600)

enum { X_NORTH, X_EAST };
enum { POSITION_VECTOR, COORDINATE_FRAME };

static const char *const methods[] = {"plane4", "helmert7", NULL};
static const char *const x_axes[] = {"north", "east", NULL};
static const char *const conventions[] = {"position_vector", "coordinate_frame", NULL};

/* As written; NAN and -1: not. */
typedef struct {
  int method, x_axis, convention;
  char *from, *to, *control_points, *encoding;
  double shift_m[3], rotation_s, rotation_rad, rotations_s[3], scale_ppm, scale_factor, accuracy_m;
} Item;

#define NUMBER(key, member, low, high)                                                             \
  {                                                                                                \
    key, LT_FIELD_NUMBER, offsetof(Item, member), false, NULL, low, high                           \
  }
#define SHIFT_MAX_M 1e8
/* The formula of 7 parameters holds for small rotations only. */
#define ROTATION_MAX_S 3600.0
#define SCALE_MAX_PPM 1e5

static const LtField fields[] = {
    {"method", LT_FIELD_CHOICE, offsetof(Item, method), true, methods, 0, 0},
    {"from", LT_FIELD_TEXT, offsetof(Item, from), false, NULL, 0, 0},
    {"to", LT_FIELD_TEXT, offsetof(Item, to), false, NULL, 0, 0},
    {"control_points", LT_FIELD_TEXT, offsetof(Item, control_points), false, NULL, 0, 0},
    {"encoding", LT_FIELD_TEXT, offsetof(Item, encoding), false, NULL, 0, 0},
    {"x_axis", LT_FIELD_CHOICE, offsetof(Item, x_axis), false, x_axes, 0, 0},
    {"convention", LT_FIELD_CHOICE, offsetof(Item, convention), false, conventions, 0, 0},
    NUMBER("dx_m", shift_m[0], -SHIFT_MAX_M, SHIFT_MAX_M),
    NUMBER("dy_m", shift_m[1], -SHIFT_MAX_M, SHIFT_MAX_M),
    NUMBER("dz_m", shift_m[2], -SHIFT_MAX_M, SHIFT_MAX_M),
    NUMBER("rotation_s", rotation_s, -648000, 648000),
    NUMBER("rotation_rad", rotation_rad, -G_PI, G_PI),
    NUMBER("rx_s", rotations_s[0], -ROTATION_MAX_S, ROTATION_MAX_S),
    NUMBER("ry_s", rotations_s[1], -ROTATION_MAX_S, ROTATION_MAX_S),
    NUMBER("rz_s", rotations_s[2], -ROTATION_MAX_S, ROTATION_MAX_S),
    NUMBER("scale_ppm", scale_ppm, -SCALE_MAX_PPM, SCALE_MAX_PPM),
    NUMBER("scale_factor", scale_factor, 1 - SCALE_MAX_PPM / 1e6, 1 + SCALE_MAX_PPM / 1e6),
    NUMBER("accuracy_m", accuracy_m, 0, 1e6),
};

/* Keys that state parameters: which method needs them. Those of a group stand for each other. */
enum { FOR_PLANE = 1, FOR_HELMERT = 2 };
static const struct {
  const char *key, *other;
  unsigned methods;
} parameters[] = {
    {"x_axis", NULL, FOR_PLANE},
    {"convention", NULL, FOR_HELMERT},
    {"dx_m", NULL, FOR_PLANE | FOR_HELMERT},
    {"dy_m", NULL, FOR_PLANE | FOR_HELMERT},
    {"dz_m", NULL, FOR_HELMERT},
    {"rotation_s", "rotation_rad", FOR_PLANE},
    {"rx_s", NULL, FOR_HELMERT},
    {"ry_s", NULL, FOR_HELMERT},
    {"rz_s", NULL, FOR_HELMERT},
    {"scale_ppm", "scale_factor", FOR_PLANE | FOR_HELMERT},
};

static bool has_key(LtNode node, const char *key)
{
  return key != NULL && lt_node_at(node, key).id != node.id;
}

/* Each parameter of the method once, and none of the other's; none beside control points. */
static bool parameters_check(LtNode node, const Item *item, GError **error)
{
  const char *method = methods[item->method];
  for (size_t i = 0; i < G_N_ELEMENTS(parameters); i++) {
    const char *key = parameters[i].key, *other = parameters[i].other;
    bool has = has_key(node, key), has_other = has_key(node, other);
    bool is_wanted = (parameters[i].methods & (1u << item->method)) != 0;
    LtNode at = lt_node_at(node, has ? key : has_other ? other : "method");
    if (item->control_points != NULL && (has || has_other))
      return lt_node_fail(error, at, LT_T_TRANSFORM_BOTH, has ? key : other);
    if (!is_wanted && (has || has_other))
      return lt_node_fail(error, at, LT_T_TRANSFORM_OTHER, has ? key : other, method);
    if (has && has_other)
      return lt_node_fail(error, at, LT_T_TRANSFORM_TWICE, key, other);
    if (is_wanted && item->control_points == NULL && !has && !has_other)
      return lt_node_fail(error, at, LT_T_TRANSFORM_LACKS, method, key);
  }
  return true;
}

static double scale_of(const Item *item)
{
  return isnan(item->scale_ppm) ? item->scale_factor - 1 : item->scale_ppm / 1e6;
}

/* x and y of the formula are north and east of the Chinese plane, or east and north of mathematics;
 * the rotation leads from x to y: x' = dx + k (x cos - y sin), y' = dy + k (x sin + y cos). */
static LtPlane4 plane_of(const Item *item)
{
  double k = 1 + scale_of(item);
  double angle_rad = isnan(item->rotation_s) ? item->rotation_rad : item->rotation_s * SECOND_RAD;
  bool is_north = item->x_axis == X_NORTH;
  return (LtPlane4){.east_m = item->shift_m[is_north ? 1 : 0],
                    .north_m = item->shift_m[is_north ? 0 : 1],
                    .a = k * cos(angle_rad),
                    .b = (is_north ? -k : k) * sin(angle_rad)};
}

static LtHelmert7 helmert_of(const Item *item)
{
  LtHelmert7 helmert = {.scale = scale_of(item)};
  double sign = item->convention == POSITION_VECTOR ? 1 : -1;
  for (size_t i = 0; i < 3; i++) {
    helmert.shift_m[i] = item->shift_m[i];
    helmert.rotation_rad[i] = sign * item->rotations_s[i] * SECOND_RAD;
  }
  return helmert;
}

static bool fail_at(LtNode node, GError *take_error, GError **error)
{
  if (!g_error_matches(take_error, LT_ERROR, LT_ERROR_MEMORY))
    return lt_node_fail_with(error, node, take_error);
  g_propagate_error(error, take_error);
  return false;
}

/* A CRS that an item names; NULL where it names none. */
static bool crs_read(LtNode node, const char *key, const char *text, LtCrs **crs, GError **error)
{
  GError *failure = NULL;
  if (text == NULL)
    return true;
  *crs = lt_crs_parse(text, &failure);
  return *crs != NULL || lt_node_fail_with(error, lt_node_at(node, key), failure);
}

static bool item_take(const LtProject *project, LtProjectTransform *transform, Item *item,
                      GError **error)
{
  LtNode node = transform->node;
  LtDatumChange *change = transform->change = g_new0(LtDatumChange, 1);
  change->method = (LtChangeMethod)item->method;
  change->accuracy_m = isnan(item->accuracy_m) ? -1 : item->accuracy_m;
  transform->accuracy_m = item->accuracy_m;
  if (!parameters_check(node, item, error) ||
      !crs_read(node, "from", item->from, &change->from, error) ||
      !crs_read(node, "to", item->to, &change->to, error))
    return false;
  if (item->control_points == NULL && item->encoding != NULL)
    return lt_node_fail(error, lt_node_at(node, "encoding"), LT_T_TRANSFORM_ENCODING);
  if (item->control_points != NULL) {
    transform->file = g_steal_pointer(&item->control_points);
    g_autofree char *path = lt_project_path(project, transform->file);
    GError *failure = NULL;
    transform->points = lt_control_points_load(path, transform->file, item->encoding, &failure);
    return transform->points != NULL || fail_at(lt_node_at(node, "control_points"), failure, error);
  }
  if (change->method == LT_CHANGE_PLANE4)
    change->plane = plane_of(item);
  else
    change->helmert = helmert_of(item);
  return true;
}

static bool item_read(const LtProject *project, LtProjectTransform *transform, LtNode node,
                      GError **error)
{
  Item item = {.rotation_s = NAN,
               .rotation_rad = NAN,
               .scale_ppm = NAN,
               .scale_factor = NAN,
               .accuracy_m = NAN};
  transform->node = node;
  if (!lt_node_is_mapping(node))
    return lt_node_fail(error, node, LT_T_FIELDS_MAPPING);
  bool is_ok = lt_fields_read(node, fields, G_N_ELEMENTS(fields), &item, error) &&
               item_take(project, transform, &item, error);
  lt_fields_clear(fields, G_N_ELEMENTS(fields), &item);
  return is_ok;
}

bool lt_transforms_load(const LtProject *project, LtNode node, bool needs_from,
                        LtProjectTransforms *transforms, GError **error)
{
  if (!lt_node_exists(node))
    return true;
  bool is_list = lt_node_is_sequence(node);
  size_t n = is_list ? lt_node_item_count(node) : 1;
  if (n == 0)
    return lt_node_fail(error, node, LT_T_PROJECT_EMPTY, "transform");
  transforms->items = g_new0(LtProjectTransform, n);
  transforms->changes = g_new0(const LtDatumChange *, n);
  for (size_t i = 0; i < n; i++) {
    LtNode item = is_list ? lt_node_item(node, i) : node;
    transforms->n = i + 1;
    if (!item_read(project, &transforms->items[i], item, error))
      return false;
    const LtDatumChange *change = transforms->changes[i] = transforms->items[i].change;
    if (change->from == NULL && (needs_from || n > 1))
      return lt_node_fail(error, item, LT_T_TRANSFORM_FROM);
  }
  return true;
}

/* What a fit says that whoever uses the parameters should know. */
static void fit_tell(const LtProjectTransform *transform, LtRun *run)
{
  const LtDatumFit *fit = transform->fit;
  g_autofree char *text = lt_datum_change_text(transform->change, lt_language());
  lt_run_log(run, LT_LOG_INFO, LT_T_TRANSFORM_FITTED, transform->file, text);
  if (isnan(fit->deviation_m))
    lt_run_log(run, LT_LOG_WARNING, LT_T_TRANSFORM_NO_REDUNDANCY, transform->file);
  else if (fit->is_line)
    lt_run_log(run, LT_LOG_WARNING, LT_T_TRANSFORM_LINE, transform->file);
  for (size_t i = 0; i < fit->n; i++) {
    const LtResidual *residual = &fit->residuals[i];
    if (residual->is_outlier)
      lt_run_log(run, LT_LOG_WARNING, LT_T_TRANSFORM_OUTLIER, transform->file,
                 lt_control_points_line(transform->points, i),
                 lt_control_points_name(transform->points, i),
                 hypot(residual->north_m, residual->east_m), fit->rms_without_m);
  }
}

/* Residuals come with the fit, but the accuracy that is stated goes before its own. */
static bool fit_points(LtProjectTransform *transform, LtRun *run, GError **error)
{
  LtDatumChange *change = transform->change;
  size_t n;
  const LtControlPoint *points = lt_control_points_at(transform->points, &n);
  transform->fit = lt_datum_fit(change, points, n, error);
  if (transform->fit == NULL)
    return false;
  if (!isnan(transform->accuracy_m))
    change->accuracy_m = transform->accuracy_m;
  fit_tell(transform, run);
  return true;
}

static bool item_prepare(LtProjectTransform *transform, const LtProject *project,
                         const LtCrs *layer_crs, LtRun *run, GError **error)
{
  LtDatumChange *change = transform->change;
  if (transform->is_ready)
    return true;
  if (change->from == NULL) {
    if (layer_crs == NULL) /* told when the file is read */
      return true;
    change->from = lt_crs_copy(layer_crs, error);
  }
  if (change->from != NULL && change->to == NULL)
    change->to = lt_crs_copy(project->crs, error);
  if (change->from == NULL || change->to == NULL || !lt_datum_change_check(change, error))
    return false;
  if (transform->points != NULL && !fit_points(transform, run, error))
    return false;
  transform->is_ready = true;
  g_autofree char *doubt = lt_datum_change_doubt(change, lt_language());
  if (doubt != NULL)
    lt_run_log(run, LT_LOG_WARNING, LT_T_TRANSFORM_DOUBT, lt_node_file(transform->node),
               lt_node_line(transform->node), doubt);
  return true;
}

bool lt_transforms_prepare(LtProjectTransforms *transforms, const LtProject *project,
                           const LtCrs *layer_crs, LtRun *run, GError **error)
{
  for (size_t i = 0; i < transforms->n; i++) {
    LtProjectTransform *item = &transforms->items[i];
    GError *failure = NULL;
    if (item_prepare(item, project, layer_crs, run, &failure))
      continue;
    return fail_at(item->points != NULL ? lt_node_at(item->node, "control_points") : item->node,
                   failure, error);
  }
  return true;
}

void lt_transforms_clear(LtProjectTransforms *transforms)
{
  for (size_t i = 0; i < transforms->n; i++) {
    LtProjectTransform *item = &transforms->items[i];
    lt_datum_change_free(item->change);
    lt_control_points_free(item->points);
    lt_datum_fit_free(item->fit);
    g_free(item->file);
  }
  g_free(transforms->items);
  g_free(transforms->changes);
  *transforms = (LtProjectTransforms){0};
}

/* The i-th that is ready; *@p i less those that are. */
static const LtProjectTransform *ready_at(const LtProjectTransforms *transforms, size_t *i)
{
  for (size_t k = 0; k < transforms->n; k++)
    if (transforms->items[k].is_ready && (*i)-- == 0)
      return &transforms->items[k];
  return NULL;
}

const LtProjectTransform *lt_project_transform_at(const LtProject *project, size_t i,
                                                  const char **layer)
{
  *layer = NULL;
  const LtProjectTransform *found = ready_at(&project->transforms, &i);
  for (size_t k = 0; found == NULL && k < project->n_layers; k++) {
    *layer = project->layers[k].id;
    found = ready_at(&project->layers[k].transforms, &i);
  }
  return found;
}

const char *lt_change_method_code(LtChangeMethod method)
{
  return methods[method];
}
